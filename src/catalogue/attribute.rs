//! What attributes of Terraform's resources yield: the ARN, id or name behind a reference.
//!
//! The table is `catalogue/hand/terraform_attributes.txt`, reviewed by hand and checked against the
//! provider's schema. It holds what IAM policies refer to; of all else nothing is claimed.

use super::{
    pattern::{Token, format_tokens},
    region,
    table::Table,
};
use crate::text::Reference;
use std::{collections::BTreeMap, fmt, sync::LazyLock};

/// An attribute whose form is known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attribute(usize);

/// A piece of what an attribute yields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// These characters.
    Literal(&'static str),
    /// The partition that Terraform works in.
    Partition,
    /// The region that Terraform works in.
    Region,
    /// The account that Terraform works in.
    Account,
    /// The value of an argument or computed attribute of the same resource, or what none of them
    /// shows (the six random characters of a secret).
    Argument {
        /// Its name, `bucket`.
        name: &'static str,
        /// How many characters it has at most.
        longest: usize,
    },
}

/// Every value of a policy is looked up here, some of them several times.
static BY_NAME: LazyLock<BTreeMap<(&str, &str), Attribute>> = LazyLock::new(|| {
    Attribute::all()
        .map(|entry| ((entry.kind(), entry.name()), entry))
        .collect()
});

impl Attribute {
    /// The attribute of a type, `("aws_s3_bucket", "arn")`. A data source's type begins with
    /// `data.` and falls back to the resource's.
    pub fn find(kind: &str, attribute: &str) -> Option<Self> {
        let search = |kind: &str| BY_NAME.get(&(kind, attribute)).copied();
        search(kind).or_else(|| search(kind.strip_prefix("data.")?))
    }

    /// The attribute that a reference without function ends in: `aws_s3_bucket.app[0].arn`.
    pub fn of_reference(expression: &str) -> Option<Self> {
        let bare = without_indexes(expression)?;
        let mut steps = bare.splitn(3, '.');
        let (mut kind, mut rest) = (steps.next()?.to_owned(), steps.next().zip(steps.next()));
        if kind == "data" {
            let (data_kind, tail) = rest?;
            kind = format!("data.{data_kind}");
            rest = tail.split_once('.');
        }
        Self::find(&kind, rest?.1)
    }

    /// The attribute that `ref:` chooses for a type.
    pub fn chosen(kind: &str) -> Option<Self> {
        let search =
            |kind: &str| Self::all().find(|entry| entry.kind() == kind && entry.is_chosen());
        search(kind).or_else(|| search(kind.strip_prefix("data.")?))
    }

    /// The whole table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Table::Attributes.rows()).map(Self)
    }

    /// The Terraform type, `aws_s3_bucket` or `data.aws_region`.
    pub fn kind(self) -> &'static str {
        Table::Attributes.name(self.0, 0)
    }

    /// The attribute's name, without indexes: `master_user_secret.secret_arn`.
    pub fn name(self) -> &'static str {
        Table::Attributes.name(self.0, 1)
    }

    /// Whether `ref:` chooses it.
    pub fn is_chosen(self) -> bool {
        Table::Attributes.cell(self.0, 2) == 1
    }

    /// What it yields: `arn:${Partition}:s3:::${bucket}`.
    pub fn format(self) -> String {
        self.pieces()
            .map(|piece| match piece {
                Piece::Literal(text) => text.to_owned(),
                Piece::Partition => "${Partition}".to_owned(),
                Piece::Region => "${Region}".to_owned(),
                Piece::Account => "${Account}".to_owned(),
                Piece::Argument { name, .. } => format!("${{{name}}}"),
            })
            .collect()
    }

    /// Whether it yields an ARN.
    pub fn is_arn(self) -> bool {
        self.raw().starts_with("arn:")
    }

    /// What it yields, piece by piece.
    pub fn pieces(self) -> impl Iterator<Item = Piece> {
        self.raw()
            .split("${")
            .enumerate()
            .flat_map(|(index, part)| {
                if index == 0 {
                    return [Some(Piece::Literal(part)), None];
                }
                let (hole, rest) = part.split_once('}').unwrap_or((part, ""));
                [Some(piece(hole)), Some(Piece::Literal(rest))]
            })
            .flatten()
            .filter(|piece| *piece != Piece::Literal(""))
    }

    /// How many characters it has at most.
    pub fn longest(self) -> usize {
        self.pieces()
            .map(|piece| match piece {
                Piece::Literal(text) => text.chars().count(),
                Piece::Partition => region::longest_partition(),
                Piece::Region => region::longest_region(),
                Piece::Account => 12,
                Piece::Argument { longest, .. } => longest,
            })
            .sum()
    }

    fn raw(self) -> &'static str {
        Table::Attributes.name(self.0, 3)
    }

    /// Holes hold neither `/` nor `:` unless the table says so (`${name:512/:}`).
    fn tokens(self) -> Vec<Token> {
        let mut mask = 0;
        for (hole, part) in self.raw().split("${").skip(1).enumerate() {
            let spelled = part.split_once('}').map_or(part, |(hole, _)| hole);
            let allowed = spelled.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
            let allowed = allowed.strip_prefix(':').unwrap_or(allowed);
            for (bit, mark) in [(0, '/'), (1, ':')] {
                if !allowed.contains(mark) {
                    mask |= 1 << (2 * hole + bit);
                }
            }
        }
        format_tokens(self.raw(), mask)
    }
}

/// How many characters an expression yields at most: by the table where it knows the attribute,
/// else those of the longest ARN of that table that is not out of the ordinary.
pub fn longest(reference: &Reference) -> usize {
    /// An unknown value in a policy is an ARN more often than not; role, table, log group and
    /// secret ARNs of usual names stay below this.
    const USUAL: usize = 128;
    let expression = reference.expression();
    let inner = expression
        .strip_prefix("replace(")
        .and_then(|rest| rest.split_once(", "));
    Attribute::of_reference(inner.map_or(expression, |(inner, _)| inner))
        .map_or(USUAL, Attribute::longest)
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind(), self.name())
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attribute({self})")
    }
}

fn piece(hole: &'static str) -> Piece {
    match hole {
        "Partition" => Piece::Partition,
        "Region" => Piece::Region,
        "Account" => Piece::Account,
        _ => {
            let (name, rest) = hole.split_once(':').unwrap_or((hole, ""));
            let digits = rest.trim_end_matches(['/', ':']);
            Piece::Argument {
                name,
                longest: digits.parse().unwrap_or(0),
            }
        }
    }
}

/// The expression without `[0]` and `["key"]`; `None` if it is more than a reference.
fn without_indexes(expression: &str) -> Option<String> {
    let mut bare = String::new();
    let mut rest = expression;
    while let Some((before, after)) = rest.split_once('[') {
        bare.push_str(before);
        rest = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once("\"]")?.1,
            None => after.split_once(']')?.1,
        };
    }
    bare.push_str(rest);
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    bare.chars().all(plain).then_some(bare)
}

/// The tokens of what an expression yields, if the table knows it: a reference, or
/// `replace(reference, "from", "to")`.
pub(super) fn yields(expression: &str) -> Option<Vec<Token>> {
    if let Some(inside) = expression
        .strip_prefix("replace(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        let (reference, strings) = inside.split_once(", ")?;
        let (from, to) = strings.split_once(", ")?;
        let unquote = |text: &str| -> Option<Vec<Token>> {
            let text = text.strip_prefix('"')?.strip_suffix('"')?;
            let plain = !text.is_empty() && !text.contains(['\\', '$', '%', '/']);
            plain.then(|| text.chars().map(Token::Char).collect())
        };
        let tokens = Attribute::of_reference(reference)?.tokens();
        return Some(replace(&tokens, &unquote(from)?, &unquote(to)?));
    }
    Some(Attribute::of_reference(expression)?.tokens())
}

/// Replaces every occurrence of literal characters.
fn replace(tokens: &[Token], from: &[Token], to: &[Token]) -> Vec<Token> {
    let mut replaced = Vec::new();
    let mut rest = tokens;
    while let Some((first, tail)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(from) {
            replaced.extend_from_slice(to);
            rest = after;
        } else {
            replaced.push(*first);
            rest = tail;
        }
    }
    replaced
}
