//! HCL text as tokens: templates nest, so the scanner keeps a stack of what it is inside of.
//!
//! No byte is lost: tokens and the blanks between them are the whole text. What is no HCL becomes
//! [`TokenKind::Invalid`], and scanning goes on, so that one bad character does not hide the rest.

use std::ops::Range;

use super::identifier::{is_continue, is_start};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A line's end (`\n` or `\r\n`).
    Newline,
    /// `# …` or `// …` with the line's end, or `/* … */`.
    Comment,
    /// A name or keyword.
    Identifier,
    /// A number without sign.
    Number,
    /// The `"` that begins a template.
    OpenQuote,
    /// The `"` that ends it.
    CloseQuote,
    /// `<<MARKER` with the line's end.
    OpenHeredoc,
    /// The line with the closing marker, without the line's end.
    CloseHeredoc,
    /// Characters of a template, as written.
    Literal,
    /// `${` or `${~`.
    Interpolation,
    /// `%{` or `%{~`.
    Directive,
    /// `}` or `~}` that ends either of them.
    SequenceEnd,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `=`
    Assign,
    /// `=>`
    Arrow,
    /// `:`
    Colon,
    /// `::`
    DoubleColon,
    /// `?`
    Question,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `...`
    Ellipsis,
    /// `!`
    Bang,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `&&`
    And,
    /// `||`
    Or,
    /// Anything that HCL does not know.
    Invalid,
}

/// A token and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Its bytes.
    pub span: Range<usize>,
}

/// Longer ones first.
const OPERATORS: [(&str, TokenKind); 31] = {
    use TokenKind as T;
    [
        ("...", T::Ellipsis),
        ("==", T::Equal),
        ("!=", T::NotEqual),
        ("<=", T::LessEqual),
        (">=", T::GreaterEqual),
        ("=>", T::Arrow),
        ("&&", T::And),
        ("||", T::Or),
        ("::", T::DoubleColon),
        ("{", T::OpenBrace),
        ("}", T::CloseBrace),
        ("[", T::OpenBracket),
        ("]", T::CloseBracket),
        ("(", T::OpenParen),
        (")", T::CloseParen),
        ("=", T::Assign),
        (":", T::Colon),
        ("?", T::Question),
        (",", T::Comma),
        (".", T::Dot),
        ("!", T::Bang),
        ("+", T::Plus),
        ("-", T::Minus),
        ("*", T::Star),
        ("/", T::Slash),
        ("%", T::Percent),
        ("<", T::Less),
        (">", T::Greater),
        ("\r\n", T::Newline),
        ("\n", T::Newline),
        ("\"", T::OpenQuote),
    ]
};

/// The tokens of a file or expression.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut scanner = Scanner::new(text);
    scanner.run();
    scanner.tokens
}

/// The tokens of the inside of a template, as in a file that `templatefile` reads.
pub fn template_tokens(text: &str) -> Vec<Token> {
    let mut scanner = Scanner::new(text);
    scanner.modes.push(Mode::Bare);
    scanner.run();
    scanner.tokens
}

/// What the scanner is inside of.
enum Mode {
    /// Between `${` or `%{` and its `}`, with the number of braces open since.
    Sequence(usize),
    /// Between quotes.
    Quoted,
    /// In a heredoc with this marker.
    Heredoc { marker: String, line_start: bool },
    /// In a file that is a template.
    Bare,
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    modes: Vec<Mode>,
    tokens: Vec<Token>,
}

impl<'a> Scanner<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            modes: Vec::new(),
            tokens: Vec::new(),
        }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn emit(&mut self, kind: TokenKind, length: usize) {
        let end = self.at + length;
        self.tokens.push(Token {
            kind,
            span: self.at..end,
        });
        self.at = end;
    }

    fn run(&mut self) {
        // Terraform reads a byte-order mark as nothing.
        if self.text.starts_with('\u{feff}') {
            self.at = '\u{feff}'.len_utf8();
        }
        while self.at < self.text.len() {
            match self.modes.last() {
                Some(Mode::Quoted | Mode::Bare) => self.template(),
                Some(Mode::Heredoc { .. }) => self.heredoc(),
                Some(Mode::Sequence(_)) | None => self.normal(),
            }
        }
    }

    fn normal(&mut self) {
        let rest = self.rest();
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if blanks > 0 {
            self.at += blanks;
            return;
        }
        if let Some(length) = comment(rest) {
            self.emit(TokenKind::Comment, length);
        } else if let Some((length, marker)) = heredoc_start(rest) {
            self.modes.push(Mode::Heredoc {
                marker: marker.to_owned(),
                line_start: true,
            });
            self.emit(TokenKind::OpenHeredoc, length);
        } else if rest.starts_with(is_start) {
            let end = rest.find(|c| !is_continue(c)).unwrap_or(rest.len());
            self.emit(TokenKind::Identifier, end);
        } else if rest.starts_with(|c: char| c.is_ascii_digit()) {
            self.emit(TokenKind::Number, number(rest));
        } else if !self.bracket(rest) {
            let found = OPERATORS.iter().find(|(text, _)| rest.starts_with(text));
            if let Some((text, kind)) = found {
                if *kind == TokenKind::OpenQuote {
                    self.modes.push(Mode::Quoted);
                }
                self.emit(*kind, text.len());
            } else {
                let length = rest.chars().next().map_or(1, char::len_utf8);
                self.emit(TokenKind::Invalid, length);
            }
        }
    }

    /// Braces decide where a sequence ends.
    fn bracket(&mut self, rest: &str) -> bool {
        let Some(Mode::Sequence(open)) = self.modes.last_mut() else {
            return false;
        };
        match (rest.starts_with('{'), rest.starts_with('}'), *open) {
            (true, _, _) => {
                *open += 1;
                self.emit(TokenKind::OpenBrace, 1);
            }
            (_, true, 0) => {
                self.modes.pop();
                self.emit(TokenKind::SequenceEnd, 1);
            }
            (_, true, _) => {
                *open -= 1;
                self.emit(TokenKind::CloseBrace, 1);
            }
            (_, _, 0) if rest.starts_with("~}") => {
                self.modes.pop();
                self.emit(TokenKind::SequenceEnd, 2);
            }
            _ => return false,
        }
        true
    }

    /// Inside quotes, or in a file that is a template.
    fn template(&mut self) {
        let quoted = matches!(self.modes.last(), Some(Mode::Quoted));
        let rest = self.rest();
        if quoted && rest.starts_with('"') {
            self.modes.pop();
            return self.emit(TokenKind::CloseQuote, 1);
        }
        // A quoted template ends with its line at the latest: the rest of the file is not text.
        if quoted && rest.starts_with(['\n', '\r']) {
            self.modes.pop();
            return self.emit(TokenKind::Invalid, 0);
        }
        if self.sequence_start(rest) {
            return;
        }
        let length = if quoted {
            literal_length(rest, true)
        } else {
            line_length(rest)
        };
        self.emit(TokenKind::Literal, length);
    }

    fn heredoc(&mut self) {
        let rest = self.rest();
        let Some(Mode::Heredoc { marker, line_start }) = self.modes.last_mut() else {
            return;
        };
        if *line_start {
            let line = rest.split_inclusive('\n').next().unwrap_or_default();
            if line.trim() == marker.as_str() {
                let length = line.trim_end_matches(['\n', '\r']).len();
                self.modes.pop();
                return self.emit(TokenKind::CloseHeredoc, length);
            }
        }
        *line_start = false;
        if self.sequence_start(rest) {
            return;
        }
        let length = line_length(rest);
        if rest.get(..length).is_some_and(|line| line.ends_with('\n'))
            && let Some(Mode::Heredoc { line_start, .. }) = self.modes.last_mut()
        {
            *line_start = true;
        }
        self.emit(TokenKind::Literal, length);
    }

    fn sequence_start(&mut self, rest: &str) -> bool {
        let kind = match rest.get(..2) {
            Some("${") => TokenKind::Interpolation,
            Some("%{") => TokenKind::Directive,
            _ => return false,
        };
        let strip = rest.get(2..).is_some_and(|r| r.starts_with('~'));
        self.modes.push(Mode::Sequence(0));
        self.emit(kind, 2 + usize::from(strip));
        true
    }
}

/// How far literal characters go: to `${` or `%{` that is not escaped, and between quotes to the
/// closing one or the line's end, else to the line's end.
fn literal_length(rest: &str, quoted: bool) -> usize {
    let mut at = 0;
    while let Some(tail) = rest.get(at..) {
        let Some(next) = tail.chars().next() else {
            break;
        };
        let stops = next == '\n' || (quoted && matches!(next, '"' | '\r'));
        if stops || tail.starts_with("${") || tail.starts_with("%{") {
            break;
        }
        at += if tail.starts_with("$${") || tail.starts_with("%%{") {
            3
        } else if quoted && next == '\\' {
            // A line's end is never escaped.
            let escaped = tail.chars().nth(1).filter(|c| !matches!(c, '\n' | '\r'));
            1 + escaped.map_or(0, char::len_utf8)
        } else {
            next.len_utf8()
        };
    }
    at
}

/// The same with the line's end, where literal characters reach it: strip markers and the
/// indentation of heredocs go by lines.
fn line_length(rest: &str) -> usize {
    let length = literal_length(rest, false);
    length + usize::from(rest.get(length..).is_some_and(|r| r.starts_with('\n')))
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with('#') || rest.starts_with("//") {
        Some(rest.find('\n').map_or(rest.len(), |end| end + 1))
    } else if rest.starts_with("/*") {
        let inside = rest.get(2..)?.find("*/")?;
        Some(inside + 4)
    } else {
        None
    }
}

/// `<<MARKER` or `<<-MARKER` and the line's end: the length and the marker.
fn heredoc_start(rest: &str) -> Option<(usize, &str)> {
    let after = rest.strip_prefix("<<")?;
    let after = after.strip_prefix('-').unwrap_or(after);
    let end = after.find(|c| !is_continue(c))?;
    let (marker, tail) = after.split_at_checked(end)?;
    if !marker.starts_with(is_start) {
        return None;
    }
    let ending = if tail.starts_with("\r\n") { 2 } else { 1 };
    tail.starts_with(['\n', '\r'])
        .then_some((rest.len() - tail.len() + ending, marker))
}

/// Digits, then a fraction, then an exponent.
fn number(rest: &str) -> usize {
    let digits = |from: usize| {
        let tail = rest.get(from..).unwrap_or_default();
        tail.len() - tail.trim_start_matches(|c: char| c.is_ascii_digit()).len()
    };
    let mut at = digits(0);
    if rest.get(at..).is_some_and(|r| r.starts_with('.')) && digits(at + 1) > 0 {
        at += 1 + digits(at + 1);
    }
    if rest.get(at..).is_some_and(|r| r.starts_with(['e', 'E'])) {
        let sign = usize::from(
            rest.get(at + 1..)
                .is_some_and(|r| r.starts_with(['+', '-'])),
        );
        let exponent = digits(at + 1 + sign);
        if exponent > 0 {
            at += 1 + sign + exponent;
        }
    }
    at
}
