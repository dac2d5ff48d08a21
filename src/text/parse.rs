//! The grammar of holes: what may stand between `${` and `}` in a spec.
//!
//! It is ours and small, so that text from a spec never becomes a Terraform expression by accident:
//! a root (`var`, `local`, `data`, `module` or a resource type), then `.identifier`, `[integer]` or
//! `["literal"]`. In a policy an IAM variable (`${aws:username}`) is a hole too; elsewhere the same
//! characters are plain text. `$${` stands for the two characters `${`.
//!
//! ```
//! use rolewright::text::{Context, parse};
//!
//! let parsed = parse("${aws_s3_bucket.app.arn}/${aws:username}/*", Context::Policy)?;
//! assert_eq!(parsed.text.parts().len(), 4);
//! assert_eq!(parsed.holes[0].range, 0..24);
//! assert_eq!(parse("$${not.a.hole}", Context::Plain)?.text.as_literal(), Some("${not.a.hole}"));
//! assert!(parse("${upper(var.x)}", Context::Plain).is_err());
//! # Ok::<(), Vec<rolewright::text::Fault>>(())
//! ```

use std::{fmt, ops::Range};

use super::{Part, Reference, Text, Variable, expression};

/// What kind of text it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Context {
    /// Descriptions, tag values, names that reach no policy: `${aws:username}` is plain text.
    #[default]
    Plain,
    /// Policy resources, condition values and the names that end up there.
    Policy,
}

/// A reference or variable with its place in the text that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Bytes, from `${` to behind `}`.
    pub range: Range<usize>,
    /// What it is; never literal.
    pub part: Part,
}

/// Text that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// The meaning.
    pub text: Text,
    /// Where its holes are, in order.
    pub holes: Vec<Hole>,
}

/// Something after `${` that is no hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Bytes of the text that was read.
    pub range: Range<usize>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// Why something is no hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// No `}` follows.
    Unclosed,
    /// Nothing stands between the braces.
    Empty,
    /// Spaces or a newline around or inside; holds the text without them.
    Spaces(String),
    /// A function call; holds the function's name.
    Function(String),
    /// An operator, a comparison or a conditional.
    Operator,
    /// `*`: a splat.
    Splat,
    /// A scope that has no meaning here: `each`, `count`, `self`, `path`, `terraform`.
    Scope(String),
    /// One name alone.
    BareName(String),
    /// A whole resource, data source or module: no attribute follows.
    NoAttribute(String),
    /// A number after a dot (`x.0`); holds the index form.
    LegacyIndex,
    /// What stands in brackets is neither a number nor a plain literal.
    Index,
    /// `ref:` with something behind `TYPE.NAME`.
    TooLong(String),
    /// `ref:` with `${` around it; holds what stands inside.
    Braces(String),
    /// `ref:` with something that is no resource and no data source.
    NoAddress,
    /// Has a colon, but is no IAM variable.
    Variable,
    /// Anything else.
    Other,
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclosed => f.write_str("`${` without `}`"),
            Self::Empty => f.write_str("nothing stands between `${` and `}`"),
            Self::Spaces(_) => f.write_str("a reference holds no spaces or newlines"),
            Self::Function(name) => write!(f, "a reference cannot call a function (`{name}`)"),
            Self::Operator => f.write_str("a reference cannot hold an operator"),
            Self::Splat => f.write_str("a reference cannot hold a splat (`*`)"),
            Self::Scope(name) => {
                write!(f, "`{name}` has no meaning outside a resource's own block")
            }
            Self::BareName(name) => write!(f, "`{name}` alone names nothing in Terraform"),
            Self::NoAttribute(whole) => {
                write!(
                    f,
                    "`{whole}` is a whole object: it needs an attribute behind it"
                )
            }
            Self::LegacyIndex => f.write_str("an index is written in brackets, `[0]`"),
            Self::Index => f.write_str(
                "an index is a number, or text in double quotes without `${`, `%{`, `\\`",
            ),
            Self::TooLong(base) => write!(f, "`ref` ends after `{base}` and at most one index"),
            Self::Braces(_) => f.write_str("`ref` takes the bare address, without `${` and `}`"),
            Self::NoAddress => f.write_str("`ref` names a resource or a data source"),
            Self::Variable => f.write_str("neither a reference nor an IAM policy variable"),
            Self::Other => f.write_str("not a reference"),
        }
    }
}

/// Reads text with holes.
///
/// # Errors
/// Every `${` that starts neither a hole nor an escape.
pub fn parse(raw: &str, context: Context) -> Result<Parsed, Vec<Fault>> {
    let mut parsed = Parsed::default();
    let mut faults = Vec::new();
    let mut at = 0;
    while let Some((before, rest)) = split_at_dollar(raw, at) {
        parsed.text.push(Part::Literal(before.to_owned()));
        let start = at + before.len();
        if rest.starts_with("$${") {
            // IAM would read a bare `${` as a variable, so a policy spells it `${$}{`.
            match context {
                Context::Plain => parsed.text.push(Part::Literal("${".to_owned())),
                Context::Policy => {
                    parsed.text.push(Part::Variable(Variable {
                        key: "$".to_owned(),
                        default: None,
                    }));
                    parsed.text.push(Part::Literal("{".to_owned()));
                }
            }
            at = start + 3;
            continue;
        }
        let Some(inside) = rest.strip_prefix("${") else {
            parsed.text.push(Part::Literal("$".to_owned()));
            at = start + 1;
            continue;
        };
        let length = match hole(inside) {
            Ok((part, length)) => {
                let range = start..start + 2 + length + 1;
                if context == Context::Plain && matches!(part, Part::Variable(_)) {
                    let text = raw.get(range).unwrap_or_default();
                    parsed.text.push(Part::Literal(text.to_owned()));
                } else {
                    parsed.text.push(part.clone());
                    parsed.holes.push(Hole { range, part });
                }
                length
            }
            Err((kind, length)) => {
                let end = (start + 2 + length + 1).min(raw.len());
                faults.push(Fault {
                    range: start..end,
                    kind,
                });
                length
            }
        };
        at = (start + 2 + length + 1).min(raw.len());
    }
    parsed
        .text
        .push(Part::Literal(raw.get(at..).unwrap_or_default().to_owned()));
    if faults.is_empty() {
        Ok(parsed)
    } else {
        Err(faults)
    }
}

/// Reads the value of `ref:`: `TYPE.NAME` or `data.TYPE.NAME`, each with an index at most.
///
/// # Errors
/// Anything else.
pub fn parse_ref(raw: &str) -> Result<Reference, Fault> {
    let whole = |kind| Fault {
        range: 0..raw.len(),
        kind,
    };
    if let Some(inside) = raw.strip_prefix("${") {
        return Err(whole(FaultKind::Braces(
            inside.trim_end_matches('}').to_owned(),
        )));
    }
    expression::address_only(raw).map_err(whole)
}

/// Writes text as a spec would hold it: the inverse of [`parse`].
///
/// A literal `$` directly before a reference cannot be written in a spec, nor can a literal `${` in
/// a policy (IAM has no such text): both come out as what reads back nearest.
pub fn write(text: &Text) -> String {
    let mut out = String::new();
    for part in text.parts() {
        match part {
            Part::Literal(literal) => out.push_str(&literal.replace("${", "$${")),
            Part::Reference(reference) => {
                out.push_str("${");
                out.push_str(reference.expression());
                out.push('}');
            }
            Part::Variable(variable) => {
                out.push_str("${");
                out.push_str(&variable.to_string());
                out.push('}');
            }
        }
    }
    out
}

/// The text from `at` up to the next `$`, and what starts with it.
fn split_at_dollar(raw: &str, at: usize) -> Option<(&str, &str)> {
    let rest = raw.get(at..)?;
    rest.split_at_checked(rest.find('$')?)
}

/// Reads what follows `${`, and says how many bytes stand before its `}`.
fn hole(inside: &str) -> Result<(Part, usize), (FaultKind, usize)> {
    if let Some((variable, length)) = variable(inside) {
        return Ok((Part::Variable(variable), length));
    }
    let (length, closed) = expression::extent(inside);
    let body = inside.get(..length).unwrap_or_default();
    if !closed {
        return Err((FaultKind::Unclosed, length));
    }
    match expression::value(body) {
        Ok(reference) => Ok((Part::Reference(reference), length)),
        Err(kind) => Err((kind, length)),
    }
}

/// Reads an IAM policy variable that is closed by `}`.
fn variable(inside: &str) -> Option<(Variable, usize)> {
    let of = |key: &str| Variable {
        key: key.to_owned(),
        default: None,
    };
    for single in ["*", "?", "$"] {
        if inside
            .strip_prefix(single)
            .is_some_and(|r| r.starts_with('}'))
        {
            return Some((of(single), 1));
        }
    }
    let is_key = |c: char| c.is_ascii_alphanumeric() || "_.:/@=+-".contains(c);
    let end = inside.find(|c| !is_key(c))?;
    let (key, rest) = inside.split_at_checked(end)?;
    let (prefix, name) = key.split_once(':')?;
    if prefix.is_empty() || name.is_empty() {
        return None;
    }
    if rest.starts_with('}') {
        return Some((of(key), end));
    }
    let quoted = rest.strip_prefix(", '")?;
    let (default, after) = quoted.split_once('\'')?;
    let plain = !default.contains(|c: char| c.is_control() || c == '}' || c == '{');
    (plain && after.starts_with('}')).then(|| {
        let variable = Variable {
            key: key.to_owned(),
            default: Some(default.to_owned()),
        };
        (variable, end + ", '".len() + default.len() + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(raw: &str) -> Vec<(Range<usize>, FaultKind)> {
        parse(raw, Context::Policy)
            .expect_err(raw)
            .into_iter()
            .map(|fault| (fault.range, fault.kind))
            .collect()
    }

    #[test]
    fn references_are_read() {
        for raw in [
            "${var.x}",
            "${var.x.y[0]}",
            "${local.names[\"a b\"]}",
            "${data.aws_s3_bucket.b.arn}",
            "${data.aws_s3_bucket.b[0].arn}",
            "${module.net.subnet_ids[1]}",
            "${module.net[\"eu\"].subnet_id}",
            "${aws_s3_bucket.app-1.arn}",
        ] {
            let parsed = parse(raw, Context::Plain).expect(raw);
            let reference = parsed.text.as_reference().expect(raw);
            assert_eq!(format!("${{{reference}}}"), raw);
            assert_eq!(parsed.holes[0].range, 0..raw.len());
        }
    }

    #[test]
    fn what_is_no_reference_is_named() {
        use FaultKind as K;
        let own = str::to_owned;
        for (raw, range, kind) in [
            ("a${", 1..3, K::Unclosed),
            ("${var.x", 0..7, K::Unclosed),
            ("${}", 0..3, K::Empty),
            ("${ var.x }", 0..10, K::Spaces(own("var.x"))),
            ("${upper(var.x)}", 0..15, K::Function(own("upper"))),
            ("${var.a + var.b}", 0..16, K::Operator),
            ("${var.a ? 1 : 2}", 0..16, K::Operator),
            ("${aws_x.y[*].id}", 0..16, K::Splat),
            ("${aws_x.y.*.id}", 0..15, K::Splat),
            ("${each.key}", 0..11, K::Scope(own("each"))),
            ("${path.module}/x", 0..14, K::Scope(own("path"))),
            ("${bucket}", 0..9, K::BareName(own("bucket"))),
            (
                "${aws_s3_bucket.x}",
                0..18,
                K::NoAttribute(own("aws_s3_bucket.x")),
            ),
            (
                "${data.a_b.x[0]}",
                0..16,
                K::NoAttribute(own("data.a_b.x[0]")),
            ),
            ("${module.x}", 0..11, K::NoAttribute(own("module.x"))),
            ("${var.x.0}", 0..10, K::LegacyIndex),
            ("${var.x[\"${y}\"]}", 0..16, K::Index),
            ("${var.x[y]}", 0..11, K::Index),
            ("${aws:user name}", 0..16, K::Variable),
            ("${\"x\"}", 0..6, K::Other),
        ] {
            assert_eq!(faults(raw), [(range, kind)], "{raw}");
        }
    }

    #[test]
    fn every_fault_is_found() {
        assert_eq!(faults("${a}-${b}-${var.c}").len(), 2);
    }

    #[test]
    fn a_variable_is_text_outside_policies() {
        for raw in [
            "${aws:username}",
            "${*}",
            "${aws:PrincipalTag/team, 'no ne'}",
        ] {
            let plain = parse(raw, Context::Plain).expect(raw);
            assert_eq!(plain.text.as_literal(), Some(raw));
            let policy = parse(raw, Context::Policy).expect(raw);
            assert!(matches!(policy.text.parts(), [Part::Variable(_)]), "{raw}");
            assert_eq!(policy.text.to_string(), raw);
        }
    }

    #[test]
    fn the_escape_is_what_each_reader_needs() {
        let plain = parse("a$${b}", Context::Plain).expect("an escape");
        assert_eq!(plain.text.as_literal(), Some("a${b}"));
        let policy = parse("a$${b}", Context::Policy).expect("an escape");
        assert_eq!(policy.text.to_string(), "a${$}{b}");
        let dollars = parse("$5 $$ $", Context::Plain).expect("text");
        assert_eq!(dollars.text.as_literal(), Some("$5 $$ $"));
    }

    #[test]
    fn a_ref_is_an_address_and_no_more() {
        for raw in [
            "aws_subnet.a",
            "data.aws_subnet.a",
            "aws_subnet.a[0]",
            "data.aws_subnet.a[\"x\"]",
        ] {
            assert_eq!(parse_ref(raw).expect(raw).expression(), raw);
        }
        for raw in [
            "",
            "aws_subnet",
            "aws_subnet.a.id",
            "var.x",
            "module.a.b",
            "local.a",
            "data.x",
            "aws_subnet.a[0][1]",
            "aws_subnet.a ",
            "each.value",
            "${aws_subnet.a}",
        ] {
            assert!(parse_ref(raw).is_err(), "{raw}");
        }
    }
}
