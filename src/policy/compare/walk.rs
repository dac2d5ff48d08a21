//! The walk of many automata over one text, all at once: where it can end, the text is found.

use indexmap::IndexSet;

use super::language::{Automaton, Demand, Found, Symbol};

/// How many states are looked at before the search is given up. Patterns of policies need hundreds.
const BUDGET: usize = 20_000;

/// The positions in every pattern of every demand, a bit each.
type State = Box<[u64]>;

/// The part of a state that belongs to a pattern.
struct Track<'a> {
    pattern: &'a Automaton,
    demand: usize,
    words: std::ops::Range<usize>,
    /// Whether a hole may be anything.
    loose: bool,
}

struct Walk<'a> {
    demands: &'a [Demand],
    tracks: Vec<Track<'a>>,
    base: usize,
}

/// Looks for a shortest text that meets all demands. The holes of the demand `base` stand in the text
/// as symbols; those of the other demands that want a match may be anything.
pub(super) fn search(demands: &[Demand], base: usize) -> Found {
    let walk = Walk::new(demands, base);
    let mut states = IndexSet::from([walk.start()]);
    // For each state: the one before it, and the symbol that led here.
    let mut steps: Vec<Option<(usize, Symbol)>> = vec![None];
    let mut at = 0;
    while let Some(state) = states.get_index(at).cloned() {
        if walk.is_met(&state) {
            return Found::Text(text(&steps, at));
        }
        for symbol in walk.symbols(&state) {
            let next = walk.read(&state, &symbol);
            if !walk.is_dead(&next) && states.insert(next) {
                steps.push(Some((at, symbol)));
            }
        }
        if states.len() > BUDGET {
            return Found::TooHard;
        }
        at += 1;
    }
    Found::Nothing
}

/// The symbols that lead to a state.
fn text(steps: &[Option<(usize, Symbol)>], mut at: usize) -> Vec<Symbol> {
    let mut text = Vec::new();
    while let Some(Some((before, symbol))) = steps.get(at) {
        text.push(symbol.clone());
        at = *before;
    }
    text.reverse();
    text
}

impl<'a> Walk<'a> {
    fn new(demands: &'a [Demand], base: usize) -> Self {
        let mut tracks = Vec::new();
        let mut first = 0;
        for (at, demand) in demands.iter().enumerate() {
            for pattern in &demand.patterns {
                let last = first + pattern.words();
                tracks.push(Track {
                    pattern,
                    demand: at,
                    words: first..last,
                    loose: demand.matches && at != base,
                });
                first = last;
            }
        }
        Self {
            demands,
            tracks,
            base,
        }
    }

    fn blank(&self) -> State {
        let words = self.tracks.last().map_or(0, |track| track.words.end);
        vec![0; words].into_boxed_slice()
    }

    fn start(&self) -> State {
        let mut state = self.blank();
        for track in &self.tracks {
            if let Some(words) = state.get_mut(track.words.clone()) {
                track.pattern.start(words, track.loose);
            }
        }
        state
    }

    fn read(&self, state: &State, symbol: &Symbol) -> State {
        let mut next = self.blank();
        for (track, from) in self.positions(state) {
            if from.iter().any(|word| *word != 0)
                && let Some(into) = next.get_mut(track.words.clone())
            {
                track.pattern.read(from, into, symbol, track.loose);
            }
        }
        next
    }

    fn positions<'s>(
        &'s self,
        state: &'s State,
    ) -> impl Iterator<Item = (&'s Track<'a>, &'s [u64])> {
        let words = |track: &Track<'_>| state.get(track.words.clone()).unwrap_or_default();
        self.tracks.iter().map(move |track| (track, words(track)))
    }

    fn is_met(&self, state: &State) -> bool {
        let mut accepted = vec![false; self.demands.len()];
        for (track, positions) in self.positions(state) {
            if track.pattern.accepts(positions)
                && let Some(accepted) = accepted.get_mut(track.demand)
            {
                *accepted = true;
            }
        }
        let mut both = self.demands.iter().zip(accepted);
        both.all(|(demand, accepted)| demand.matches == accepted)
    }

    /// Whether a positive demand can no longer be met, or a negative one is broken for good.
    fn is_dead(&self, state: &State) -> bool {
        let mut alive: Vec<bool> = self.demands.iter().map(|demand| !demand.matches).collect();
        for (track, positions) in self.positions(state) {
            let Some(alive) = alive.get_mut(track.demand) else {
                continue;
            };
            let matches = self
                .demands
                .get(track.demand)
                .is_some_and(|demand| demand.matches);
            if matches {
                *alive |= positions.iter().any(|word| *word != 0);
            } else if track.pattern.accepts_all(positions) {
                return true;
            }
        }
        alive.contains(&false)
    }

    /// The symbols that tell the patterns apart here, and one character that is none of them.
    fn symbols(&self, state: &State) -> Vec<Symbol> {
        let mut wanted = super::language::Wanted::default();
        for (track, positions) in self.positions(state) {
            let is_base = track.demand == self.base;
            track.pattern.wants(positions, is_base, &mut wanted);
        }
        wanted.symbols()
    }
}
