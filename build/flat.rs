//! The tables of the catalogue, from its text files.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crate::{
    Result,
    arn::{bounded_holes, glob, shape},
    column,
    packed::{Packed, pack},
    rows, word,
};

include!("../src/catalogue/tables.rs");

/// The tables while they grow.
#[derive(Default)]
pub(crate) struct Flat {
    tables: BTreeMap<usize, (usize, Vec<u32>)>,
    strings: BTreeMap<String, u32>,
    in_order: Vec<String>,
    key_sets: BTreeMap<Vec<u32>, u32>,
    pub(crate) packed: Vec<u8>,
}

impl Flat {
    pub(crate) fn read(input: &Path) -> Result<Self> {
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
    pub(crate) fn finish(mut self) -> Result<(Vec<u8>, String)> {
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
        let tables = Table::ActionArns as usize + 1;
        let head = tables * 3;
        for table in 0..tables {
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
