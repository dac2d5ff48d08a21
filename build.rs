//! Makes the catalogue's flat form from the text files in `catalogue/`: tables of fixed-width
//! little-endian words, one pool of names, and the managed policies' documents in packed blocks.
//!
//! The program embeds the three files and reads them in place (`src/catalogue/table.rs` has the
//! other half of this layout): nothing is parsed when it starts.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    error::Error,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The order of the tables in the file; `src/catalogue/table.rs` lists the same names.
#[derive(Clone, Copy)]
enum Table {
    Strings,
    Meta,
    Services,
    Actions,
    Uses,
    KeySets,
    KeySetItems,
    Dependents,
    Types,
    Arns,
    Keys,
    Managed,
    Blocks,
    InstanceTypes,
    Regions,
    SdkNames,
    Operations,
    OperationActions,
    Attributes,
    Escalations,
    EscalationActions,
    Sensitive,
    ActionArns,
    Count,
}

/// Raw text of a packed block: small enough to unpack in a millisecond, large enough to pack well.
const BLOCK: usize = 128 * 1024;

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script its folders this way"
)]
fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=catalogue");
    // `include_dir!` alone does not notice a new file.
    println!("cargo::rerun-if-changed=grants");
    println!("cargo::rerun-if-changed=templates");
    let input = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("catalogue");
    let output = PathBuf::from(env::var("OUT_DIR")?);
    let mut flat = Flat::read(&input)?;
    fs::write(
        output.join("catalogue.packed"),
        std::mem::take(&mut flat.packed),
    )?;
    let (words, names) = flat.finish()?;
    fs::write(output.join("catalogue.words"), words)?;
    fs::write(output.join("catalogue.names"), names)?;
    Ok(())
}

/// The columns of every line of a file, comments left out.
fn rows(folder: &Path, name: &str) -> Result<Vec<Vec<String>>> {
    let path = folder.join(format!("{name}.txt"));
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let lines = text
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines
        .map(|line| line.split('\t').map(str::to_owned).collect())
        .collect())
}

fn column(row: &[String], index: usize) -> &str {
    row.get(index).map_or("", String::as_str)
}

fn word(number: usize) -> Result<u32> {
    Ok(u32::try_from(number)?)
}

/// The tables while they grow.
#[derive(Default)]
struct Flat {
    tables: BTreeMap<usize, (usize, Vec<u32>)>,
    strings: BTreeMap<String, u32>,
    in_order: Vec<String>,
    key_sets: BTreeMap<Vec<u32>, u32>,
    packed: Vec<u8>,
}

impl Flat {
    fn read(input: &Path) -> Result<Self> {
        let mut flat = Self::default();
        let hand = input.join("hand");
        let date = rows(input, "date")?;
        let date = flat.text(date.first().map_or("", |row| column(row, 0)))?;
        flat.row(Table::Meta, &[date]);
        flat.key_set(Vec::new())?;
        let keys = rows(input, "condition_keys")?;
        let types = rows(input, "resource_types")?;
        let forms = rows(&hand, "arn_forms")?;
        let services = rows(input, "services")?;
        let actions = rows(input, "actions")?;
        flat.services(&services, &actions, &types, &keys)?;
        flat.types(&services, &types, &forms)?;
        flat.keys(&services, &keys)?;
        flat.actions(&services, &actions, &types, &hand)?;
        flat.managed(input)?;
        flat.lists(input, &hand)?;
        flat.risks(&hand, &actions)?;
        Ok(flat)
    }

    /// The number of a name in the pool.
    fn text(&mut self, text: &str) -> Result<u32> {
        if let Some(known) = self.strings.get(text) {
            return Ok(*known);
        }
        let id = word(self.in_order.len())?;
        self.strings.insert(text.to_owned(), id);
        self.in_order.push(text.to_owned());
        Ok(id)
    }

    fn row(&mut self, table: Table, words: &[u32]) {
        let entry = self.tables.entry(table as usize).or_default();
        entry.0 = words.len();
        entry.1.extend_from_slice(words);
    }

    fn len(&self, table: Table) -> Result<u32> {
        word(
            self.tables
                .get(&(table as usize))
                .map_or(0, |(width, words)| words.len() / width),
        )
    }

    /// The number of a set of condition keys, given as numbers of names.
    fn key_set(&mut self, keys: Vec<u32>) -> Result<u32> {
        if let Some(known) = self.key_sets.get(&keys) {
            return Ok(*known);
        }
        let id = word(self.key_sets.len())?;
        let start = self.len(Table::KeySetItems)?;
        self.row(Table::KeySets, &[start]);
        for key in &keys {
            self.row(Table::KeySetItems, &[*key]);
        }
        self.key_sets.insert(keys, id);
        Ok(id)
    }

    fn key_set_of(&mut self, text: &str) -> Result<u32> {
        let keys = text
            .split_whitespace()
            .map(|key| self.text(key))
            .collect::<Result<Vec<_>>>()?;
        self.key_set(keys)
    }

    /// Each service with where its actions, types and keys start; the last row ends them.
    fn services(
        &mut self,
        services: &[Vec<String>],
        actions: &[Vec<String>],
        types: &[Vec<String>],
        keys: &[Vec<String>],
    ) -> Result<()> {
        let lists = [actions, types, keys].map(|list| {
            let mut counts = BTreeMap::new();
            for row in list {
                *counts
                    .entry(column(row, 0).split(':').next().unwrap_or(""))
                    .or_insert(0) += 1;
            }
            counts
        });
        let mut start = [0, 0, 0];
        for service in services {
            let prefix = column(service, 0);
            let words = [
                self.text(prefix)?,
                self.text(column(service, 1))?,
                start[0],
                start[1],
                start[2],
            ];
            self.row(Table::Services, &words);
            for (at, counts) in start.iter_mut().zip(&lists) {
                *at += counts.get(prefix).copied().unwrap_or(0);
            }
        }
        let empty = self.text("")?;
        self.row(
            Table::Services,
            &[empty, empty, start[0], start[1], start[2]],
        );
        Ok(())
    }

    fn types(
        &mut self,
        services: &[Vec<String>],
        types: &[Vec<String>],
        forms: &[Vec<String>],
    ) -> Result<()> {
        for (index, service) in services.iter().enumerate() {
            let of_service = || {
                types
                    .iter()
                    .filter(|row| column(row, 0) == column(service, 0))
            };
            let all: Vec<String> = of_service()
                .flat_map(|row| column(row, 2).split(' '))
                .map(shape)
                .collect();
            for row in of_service() {
                let start = self.len(Table::Arns)?;
                let name = self.text(column(row, 1))?;
                let keys = self.key_set_of(column(row, 3))?;
                self.row(Table::Types, &[word(index)?, name, start, keys]);
                let extra = forms
                    .iter()
                    .filter(|form| {
                        column(form, 0) == column(row, 0) && column(form, 1) == column(row, 1)
                    })
                    .map(|form| column(form, 2));
                for arn in column(row, 2).split(' ').chain(extra) {
                    let text = self.text(arn)?;
                    self.row(Table::Arns, &[text, bounded_holes(arn, &all)]);
                }
            }
        }
        let start = self.len(Table::Arns)?;
        self.row(Table::Types, &[0, 0, start, 0]);
        Ok(())
    }

    /// The keys of every service in order, then the global ones.
    fn keys(&mut self, services: &[Vec<String>], keys: &[Vec<String>]) -> Result<()> {
        let prefixes = services.iter().map(|row| column(row, 0)).chain(["*"]);
        for prefix in prefixes {
            for row in keys.iter().filter(|row| column(row, 0) == prefix) {
                let words = [self.text(column(row, 1))?, self.text(column(row, 2))?];
                self.row(Table::Keys, &words);
            }
        }
        Ok(())
    }

    fn actions(
        &mut self,
        services: &[Vec<String>],
        actions: &[Vec<String>],
        types: &[Vec<String>],
        hand: &Path,
    ) -> Result<()> {
        const LEVELS: [&str; 5] = ["List", "Read", "Write", "Tagging", "Permissions"];
        let flags = [
            (8, rows(hand, "star_only")?),
            (9, rows(hand, "alternatives")?),
            (10, rows(hand, "all_required")?),
            (11, rows(hand, "action_arns")?),
        ];
        for row in rows(hand, "action_arns")? {
            let arn = column(&row, 1);
            let words = [
                self.text(column(&row, 0))?,
                self.text(arn)?,
                bounded_holes(arn, &[]),
            ];
            self.row(Table::ActionArns, &words);
        }
        let number_of: BTreeMap<&str, usize> = actions
            .iter()
            .enumerate()
            .map(|(i, row)| (column(row, 0), i))
            .collect();
        let type_of: BTreeMap<(&str, &str), usize> = types
            .iter()
            .enumerate()
            .map(|(i, row)| ((column(row, 0), column(row, 1)), i))
            .collect();
        for row in actions {
            let full = column(row, 0);
            let (prefix, name) = full.split_once(':').ok_or(full)?;
            let service = services
                .iter()
                .position(|s| column(s, 0) == prefix)
                .ok_or(full)?;
            let mut bits = 0;
            for level in column(row, 1).split(' ') {
                bits |= 1
                    << LEVELS
                        .iter()
                        .position(|known| *known == level)
                        .ok_or(full)?;
            }
            for (bit, patterns) in &flags {
                if patterns
                    .iter()
                    .any(|p| glob(column(p, 0).as_bytes(), full.as_bytes()))
                {
                    bits |= 1 << bit;
                }
            }
            let uses = self.len(Table::Uses)?;
            let dependents = self.len(Table::Dependents)?;
            let name = self.text(name)?;
            let keys = self.key_set_of(column(row, 3))?;
            self.row(
                Table::Actions,
                &[name, word(service)?, bits, uses, keys, dependents],
            );
            for part in column(row, 2).split(", ").filter(|part| !part.is_empty()) {
                let (name, keys) = part
                    .strip_suffix(']')
                    .and_then(|p| p.split_once(" ["))
                    .unwrap_or((part, ""));
                let bare = name.strip_suffix('*').unwrap_or(name);
                let kind = type_of
                    .get(&(prefix, bare))
                    .ok_or(format!("{full}: {bare}?"))?;
                let keys = self.key_set_of(keys)?;
                self.row(Table::Uses, &[word(*kind)?, u32::from(bare != name), keys]);
            }
            for dependent in column(row, 4).split_whitespace() {
                let number = number_of.get(dependent).ok_or(dependent)?;
                self.row(Table::Dependents, &[word(*number)?]);
            }
        }
        let (uses, dependents) = (self.len(Table::Uses)?, self.len(Table::Dependents)?);
        self.row(Table::Actions, &[0, 0, 0, uses, 0, dependents]);
        Ok(())
    }

    fn managed(&mut self, input: &Path) -> Result<()> {
        let Packed {
            places,
            bytes,
            blocks,
        } = pack(input)?;
        for row in rows(input, "managed_policies")? {
            let state = match column(&row, 3) {
                "current" => 0,
                "service-linked" => 1,
                "withdrawn" => 2,
                other => return Err(format!("{other}?").into()),
            };
            let name = column(&row, 0);
            let [block, start, end] = *places.get(name).ok_or(name)?;
            let words = [
                self.text(name)?,
                self.text(column(&row, 1))?,
                self.text(column(&row, 2))?,
                state,
                block,
                start,
                end,
            ];
            self.row(Table::Managed, &words);
        }
        for start in blocks {
            self.row(Table::Blocks, &[start]);
        }
        self.row(Table::Blocks, &[word(bytes.len())?]);
        self.packed = bytes;
        Ok(())
    }

    fn lists(&mut self, input: &Path, hand: &Path) -> Result<()> {
        for row in rows(input, "instance_types")? {
            let name = self.text(column(&row, 0))?;
            self.row(Table::InstanceTypes, &[name]);
        }
        for row in rows(input, "regions")? {
            let words = [
                self.text(column(&row, 2))?,
                self.text(column(&row, 0))?,
                self.text(column(&row, 1))?,
            ];
            self.row(Table::Regions, &words);
        }
        let mut names = rows(input, "sdk_services")?;
        names.extend(rows(hand, "sdk_services")?);
        names.sort();
        for row in names {
            let words = [self.text(column(&row, 0))?, self.text(column(&row, 1))?];
            self.row(Table::SdkNames, &words);
        }
        for row in rows(hand, "terraform_attributes")? {
            let (attribute, chosen) = match column(&row, 1).strip_suffix('*') {
                Some(bare) => (bare, 1),
                None => (column(&row, 1), 0),
            };
            let words = [
                self.text(column(&row, 0))?,
                self.text(attribute)?,
                chosen,
                self.text(column(&row, 2))?,
            ];
            self.row(Table::Attributes, &words);
        }
        Ok(())
    }

    fn risks(&mut self, hand: &Path, actions: &[Vec<String>]) -> Result<()> {
        let number_of: BTreeMap<&str, usize> = actions
            .iter()
            .enumerate()
            .map(|(i, row)| (column(row, 0), i))
            .collect();
        let number = |name: &str| word(*number_of.get(name).ok_or(format!("{name} is no action"))?);
        for row in rows(hand, "api_operations")? {
            let start = self.len(Table::OperationActions)?;
            let name = self.text(column(&row, 0))?;
            self.row(Table::Operations, &[name, start]);
            for action in column(&row, 1).split(' ') {
                self.row(Table::OperationActions, &[number(action)?]);
            }
        }
        let end = self.len(Table::OperationActions)?;
        self.row(Table::Operations, &[0, end]);
        for row in rows(hand, "escalations")? {
            let start = self.len(Table::EscalationActions)?;
            let words = [
                self.text(column(&row, 0))?,
                self.text(column(&row, 2))?,
                start,
            ];
            self.row(Table::Escalations, &words);
            for action in column(&row, 1).split(' ') {
                self.row(Table::EscalationActions, &[number(action)?]);
            }
        }
        let end = self.len(Table::EscalationActions)?;
        self.row(Table::Escalations, &[0, 0, end]);
        let sensitive = rows(hand, "sensitive_actions")?
            .iter()
            .map(|row| {
                let kind = ["credentials", "permissions", "reads"]
                    .iter()
                    .position(|k| *k == column(row, 0));
                Ok((number(column(row, 1))?, word(kind.ok_or("kind?")?)?))
            })
            .collect::<Result<BTreeSet<_>>>()?;
        for (action, kind) in sensitive {
            self.row(Table::Sensitive, &[action, kind]);
        }
        Ok(())
    }

    /// The words, headed by start, rows and width of each table, and the pool of names.
    fn finish(mut self) -> Result<(Vec<u8>, String)> {
        let end = self.len(Table::KeySetItems)?;
        self.row(Table::KeySets, &[end]);
        let mut names = String::new();
        for text in std::mem::take(&mut self.in_order) {
            let start = word(names.len())?;
            self.row(Table::Strings, &[start]);
            names.push_str(&text);
        }
        let end = word(names.len())?;
        self.row(Table::Strings, &[end]);
        let mut header = Vec::new();
        let mut body = Vec::new();
        let head = Table::Count as usize * 3;
        for table in 0..Table::Count as usize {
            let (width, words) = self.tables.remove(&table).unwrap_or((1, Vec::new()));
            header.extend([
                word(head + body.len())?,
                word(words.len() / width)?,
                word(width)?,
            ]);
            body.extend(words);
        }
        let bytes = header
            .iter()
            .chain(&body)
            .flat_map(|word| word.to_le_bytes())
            .collect();
        Ok((bytes, names))
    }
}

/// Which `${…}` of an ARN may hold neither `/` (bit 2n) nor `:` (bit 2n + 1): those of partition,
/// region and account, and those that another type of the service continues after such a character
/// (a bucket's name has no `/`, because an object's ARN goes on with one there).
fn bounded_holes(arn: &str, all: &[String]) -> u32 {
    let mut mask = 0;
    let mut hole = 0;
    let mut at = 0;
    while let Some(open) = arn
        .get(at..)
        .and_then(|rest| rest.find("${"))
        .map(|i| at + i)
    {
        let close = arn
            .get(open..)
            .and_then(|rest| rest.find('}'))
            .map_or(arn.len(), |i| open + i + 1);
        let before = arn.get(..open).unwrap_or("");
        let in_header = before.matches(':').count() < 5;
        let shape = shape(arn.get(..close).unwrap_or(""));
        for (bit, mark) in [(0, '/'), (1, ':')] {
            let continued = format!("{shape}{mark}");
            if in_header || all.iter().any(|other| other.starts_with(&continued)) {
                mask |= 1 << (2 * hole + bit);
            }
        }
        hole += 1;
        at = close;
    }
    mask
}

/// An ARN format with the names of its holes left out.
fn shape(arn: &str) -> String {
    let mut parts = arn.split("${");
    let mut shape = parts.next().unwrap_or("").to_owned();
    for part in parts {
        shape.push_str("${}");
        shape.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    shape
}

/// Whether a pattern of `*` and letters matches.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (Some((b'*', rest)), None) => glob(rest, text),
        (Some((b'*', rest)), Some((_, tail))) => glob(rest, text) || glob(pattern, tail),
        (Some((p, rest)), Some((t, tail))) => p == t && glob(rest, tail),
        _ => false,
    }
}

/// The managed policies' documents.
#[derive(Default)]
struct Packed {
    /// Where each policy's document is: block, start and end in the unpacked block.
    places: BTreeMap<String, [u32; 3]>,
    /// The packed blocks.
    bytes: Vec<u8>,
    /// Where each block starts in them.
    blocks: Vec<u32>,
}

impl Packed {
    fn close(&mut self, open: &mut String) -> Result<()> {
        self.blocks.push(word(self.bytes.len())?);
        self.bytes
            .extend(miniz_oxide::deflate::compress_to_vec(open.as_bytes(), 8));
        open.clear();
        Ok(())
    }
}

/// Packs the documents, each as minified JSON.
fn pack(input: &Path) -> Result<Packed> {
    let text = format!(
        "\n{}",
        fs::read_to_string(input.join("managed_documents.txt"))?
    );
    let mut packed = Packed::default();
    let mut open = String::new();
    for part in text.split("\n= ").filter(|part| !part.is_empty()) {
        let (head, statements) = part.split_once('\n').ok_or("a policy without statements")?;
        let mut head = head.split(' ');
        let (name, version, id) = (
            head.next().unwrap_or(""),
            head.next().unwrap_or(""),
            head.next(),
        );
        let id = id.map_or(String::new(), |id| format!("\"Id\":\"{id}\","));
        let list = statements.lines().collect::<Vec<_>>().join(",");
        let start = word(open.len())?;
        write!(
            open,
            "{{\"Version\":\"{version}\",{id}\"Statement\":[{list}]}}"
        )?;
        let place = [word(packed.blocks.len())?, start, word(open.len())?];
        packed.places.insert(name.to_owned(), place);
        if open.len() > BLOCK {
            packed.close(&mut open)?;
        }
    }
    packed.close(&mut open)?;
    Ok(packed)
}
