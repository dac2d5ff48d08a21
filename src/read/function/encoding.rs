//! Files, templates, JSON and base64.

use std::rc::Rc;

use super::Call;
use crate::{
    hcl::tree,
    read::{
        eval::{Fault, Names, Outcome, Scope, World},
        json::{self, Flat},
        value::{Characters, Chunk, Kind, Value, text_of_key},
    },
    source::Origin,
    text::Text,
};

pub(super) fn jsonencode(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    Some(Ok(Kind::Json(Rc::new(value.clone())).at(value.origin)))
}

pub(super) fn jsondecode(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    match &value.kind {
        Kind::Json(inner) => Some(Ok(inner.as_ref().clone())),
        Kind::Text(characters) => {
            let parsed = json::parse(&Flat::new(characters, value.origin));
            Some(parsed.map_err(|malformed| Fault::new(malformed.message, malformed.origin)))
        }
        _ => None,
    }
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn base64encode(call: &Call<'_, '_>) -> Option<Outcome> {
    Some(Ok(call.string(in_base64(&call.text(0)?))))
}

pub(super) fn filebase64(call: &Call<'_, '_>) -> Option<Outcome> {
    let content = match call.world.file(call.get(0)?, call.origin) {
        Ok(content) => content,
        Err(fault) => return Some(Err(fault)),
    };
    Some(Ok(call.string(in_base64(&content.as_str()?))))
}

fn in_base64(text: &str) -> String {
    let mut out = String::new();
    for bytes in text.as_bytes().chunks(3) {
        let joined = bytes
            .iter()
            .fold(0_u32, |all, byte| (all << 8) | u32::from(*byte));
        let joined = joined << (8 * (3 - bytes.len()));
        for i in 0..4 {
            let digit = usize::try_from((joined >> (18 - 6 * i)) & 63).unwrap_or_default();
            let digit = DIGITS.get(digit).copied().filter(|_| i <= bytes.len());
            out.push(digit.map_or('=', char::from));
        }
    }
    out
}

pub(super) fn base64decode(call: &Call<'_, '_>) -> Option<Outcome> {
    let bytes = of_base64(&call.text(0)?)?;
    Some(Ok(call.string(String::from_utf8(bytes).ok()?)))
}

/// The bytes that a text with all its padding stands for.
pub(in crate::read) fn of_base64(text: &str) -> Option<Vec<u8>> {
    let whole = text.len().is_multiple_of(4)
        && text.bytes().rev().take_while(|byte| *byte == b'=').count() <= 2;
    whole.then_some(())?;
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for digit in text.trim_end_matches('=').bytes() {
        let value = DIGITS.iter().position(|d| *d == digit)?;
        held = (held << 6) | u32::try_from(value).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

pub(super) fn file(call: &Call<'_, '_>) -> Option<Outcome> {
    Some(call.world.file(call.get(0)?, call.origin))
}

pub(super) fn fileexists(call: &Call<'_, '_>) -> Option<Outcome> {
    let path = call.text(0)?;
    Some(Ok(call.truth(call.world.on_disk(&path).is_file())))
}

/// The files below a folder whose path matches a pattern. Of a folder that is not here, nothing is
/// known.
pub(super) fn fileset(call: &Call<'_, '_>) -> Option<Outcome> {
    let (folder, pattern) = (call.text(0)?, call.text(1)?);
    if pattern.contains(['[', '{', '\\']) {
        return None;
    }
    let root = call.world.on_disk(&folder);
    root.is_dir().then_some(())?;
    let mut found = Vec::new();
    let walk = ignore::WalkBuilder::new(&root)
        .standard_filters(false)
        .build();
    for entry in walk.flatten() {
        let path = entry
            .path()
            .strip_prefix(&root)
            .ok()?
            .to_string_lossy()
            .replace('\\', "/");
        if entry.path().is_file() && matches_path(&pattern, &path) {
            found.push(call.string(path));
        }
    }
    let list = Value::list(found, call.origin);
    Some(Ok(crate::read::eval::types::set_of(call.world, list)))
}

/// `*` and `?` stay within a folder, `**` does not.
fn matches_path(pattern: &str, path: &str) -> bool {
    if let Some(rest) = pattern.strip_prefix("**/") {
        let folders = path
            .match_indices('/')
            .filter_map(|(at, _)| path.get(at + 1..));
        return std::iter::once(path)
            .chain(folders)
            .any(|tail| matches_path(rest, tail));
    }
    match (pattern.chars().next(), path.chars().next()) {
        (None, None) => true,
        (Some('*'), _) => {
            let rest = pattern.get(1..).unwrap_or_default().trim_start_matches('*');
            let within = path.find('/').unwrap_or(path.len());
            let ends = path.char_indices().map(|(at, _)| at).chain([path.len()]);
            ends.take_while(|at| *at <= within)
                .any(|at| matches_path(rest, path.get(at..).unwrap_or_default()))
        }
        (Some(wanted), Some(found)) if wanted == found || (wanted == '?' && found != '/') => {
            let tail =
                |text: &str, c: char| text.get(c.len_utf8()..).unwrap_or_default().to_owned();
            matches_path(&tail(pattern, wanted), &tail(path, found))
        }
        _ => false,
    }
}

pub(super) fn templatefile(call: &Call<'_, '_>) -> Option<Outcome> {
    let (path, vars) = (call.get(0)?, call.get(1)?);
    path.as_str()?;
    Some(
        call.world
            .file(path, call.origin)
            .and_then(|template| call.world.render(&template, vars, call.origin)),
    )
}

impl World<'_> {
    /// The content of a file; relative paths are to the root module.
    pub(in crate::read) fn file(&self, path: &Value, origin: Origin) -> Outcome {
        let Some(path) = path.as_str() else {
            return Ok(Value::unknown(
                format!("file({})", path.canonical()),
                origin,
            ));
        };
        let place = self.on_disk(&path);
        let shown = self.shown_path(&place);
        let text = std::fs::read(&place)
            .map_err(|error| Fault::new(format!("`{shown}` cannot be read: {error}"), origin))
            .and_then(|bytes| {
                String::from_utf8(bytes)
                    .map_err(|_| Fault::new(format!("`{shown}` is not UTF-8"), origin))
            })?;
        let whole = self.add_source(&shown, &text);
        Ok(Kind::Text(Characters {
            text: Text::literal(text),
            trace: [Chunk {
                at: 0,
                origin: whole,
                verbatim: true,
            }]
            .into(),
        })
        .at(whole))
    }

    /// A text as a template with these variables.
    pub(in crate::read) fn render(
        &self,
        template: &Value,
        vars: &Value,
        origin: Origin,
    ) -> Outcome {
        let Kind::Text(characters) = &template.kind else {
            let shown = template.canonical();
            return Ok(Value::unknown(format!("templatefile({shown})"), origin));
        };
        let flat = Flat::new(characters, template.origin);
        // A file is its own source; text that was put together is a new one.
        let source = match characters.trace.as_ref() {
            [only] if only.verbatim && only.origin.span().start == 0 => only.origin.source(),
            _ => self.add_source("template", flat.text()).source(),
        };
        let parsed = tree::parse_template(flat.text())
            .map_err(|error| Fault::new(error.message, Origin::new(source, error.span)))?;
        let mut names = Names::default();
        if let Kind::Object(object) = &vars.kind {
            for (name, value) in &object.fields {
                names = names.with(&text_of_key(name).to_string(), value.clone());
            }
        }
        let scope = Scope {
            module: 0,
            source,
            names,
        };
        let rendered = self.eval(&parsed, &scope)?;
        Ok(match rendered.kind {
            Kind::Text(drawn) => Kind::Text(flat.refilled(&drawn)).at(rendered.origin),
            _ => rendered,
        })
    }
}
