//! Files, templates, JSON and base64.

use std::{fmt::Write as _, rc::Rc};

use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

use super::{Call, glob};
use crate::{
    hcl::tree,
    read::{
        eval::{Fault, Names, Outcome, Scope, World, concealed},
        json::{self, Flat},
        value::{Characters, Chunk, Kind, Value, composed, text_of_key},
    },
    source::{Origin, file::Refused},
    text::Text,
};

pub(super) fn jsonencode(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    Some(Ok(Kind::Json(Rc::new(value.clone())).at(value.origin)))
}

pub(super) fn jsondecode(call: &Call<'_, '_>) -> Option<Outcome> {
    let value = call.get(0)?;
    match &value.kind {
        Kind::Json(inner) => Some(Ok(decoded(inner))),
        Kind::Text(characters) => {
            let parsed = json::parse(&Flat::new(characters, value.origin));
            Some(parsed.map_err(|malformed| Fault::new(malformed.message, malformed.origin)))
        }
        _ => None,
    }
}

/// A value as JSON gives it back: it knows neither sets nor types of elements.
fn decoded(value: &Value) -> Value {
    let mut value = value.clone();
    match &mut value.kind {
        Kind::List(list) => {
            list.set = false;
            list.typed = false;
            for item in &mut list.items {
                item.value = decoded(&item.value);
            }
        }
        Kind::Object(object) => {
            object.typed = false;
            for field in object.fields.values_mut() {
                *field = decoded(field);
            }
        }
        _ => {}
    }
    value
}

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn base64encode(call: &Call<'_, '_>) -> Option<Outcome> {
    Some(Ok(call.string(in_base64(call.text(0)?.as_bytes()))))
}

pub(super) fn filebase64(call: &Call<'_, '_>) -> Option<Outcome> {
    let content = match call.world.file(call.get(0)?, call.module, call.origin) {
        Ok(content) => content,
        Err(fault) => return Some(Err(fault)),
    };
    Some(Ok(call.string(in_base64(content.as_str()?.as_bytes()))))
}

fn in_base64(bytes: &[u8]) -> String {
    let mut out = String::new();
    for bytes in bytes.chunks(3) {
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
    // Ends of lines within it are passed over.
    let text = call.text(0)?.replace(['\r', '\n'], "");
    let decoded = of_base64(&text).and_then(|bytes| String::from_utf8(bytes).ok());
    Some(match decoded {
        Some(decoded) => Ok(call.string(decoded)),
        None => Err(call.fault("that is not base64 of a text")),
    })
}

/// The digest of a text, in hexadecimal.
fn digest<D: Digest>(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut out = String::new();
    for byte in D::digest(call.text(0)?.as_bytes()) {
        // Writing to a `String` cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    Some(Ok(call.string(out)))
}

pub(super) fn md5(call: &Call<'_, '_>) -> Option<Outcome> {
    digest::<Md5>(call)
}

pub(super) fn sha1(call: &Call<'_, '_>) -> Option<Outcome> {
    digest::<Sha1>(call)
}

pub(super) fn sha256(call: &Call<'_, '_>) -> Option<Outcome> {
    digest::<Sha256>(call)
}

pub(super) fn sha512(call: &Call<'_, '_>) -> Option<Outcome> {
    digest::<Sha512>(call)
}

pub(super) fn base64sha256(call: &Call<'_, '_>) -> Option<Outcome> {
    Some(Ok(call.string(in_base64(&Sha256::digest(call.text(0)?)))))
}

pub(super) fn base64sha512(call: &Call<'_, '_>) -> Option<Outcome> {
    Some(Ok(call.string(in_base64(&Sha512::digest(call.text(0)?)))))
}

/// As in the query of an address: a blank becomes `+`.
pub(super) fn urlencode(call: &Call<'_, '_>) -> Option<Outcome> {
    let mut out = String::new();
    for byte in call.text(0)?.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            // Writing to a `String` cannot fail.
            other => drop(write!(out, "%{other:02X}")),
        }
    }
    Some(Ok(call.string(out)))
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
    Some(call.world.file(call.get(0)?, call.module, call.origin))
}

pub(super) fn fileexists(call: &Call<'_, '_>) -> Option<Outcome> {
    let path = call.text(0)?;
    let place = call.world.on_disk(&path);
    match call.world.reach().find(&place) {
        Ok(real) => Some(Ok(call.truth(real.is_file()))),
        Err(refused) if refused.is_missing() => Some(Ok(call.truth(false))),
        Err(refused) => Some(Ok(call.not_read("fileexists", &path, &refused))),
    }
}

/// More entries than this are not looked at.
const ENTRIES: usize = 20_000;

/// The files below a folder whose path matches a pattern. Of a folder that is not here, nothing is
/// known.
pub(super) fn fileset(call: &Call<'_, '_>) -> Option<Outcome> {
    let (folder, pattern) = (call.text(0)?, call.text(1)?);
    if pattern.contains(['[', '{', '\\']) {
        return None;
    }
    let root = match call.world.reach().find(&call.world.on_disk(&folder)) {
        Ok(root) => root,
        Err(refused) if refused.is_missing() => return None,
        Err(refused) => return Some(Ok(call.not_read("fileset", &folder, &refused))),
    };
    root.is_dir().then_some(())?;
    let mut found = Vec::new();
    let walk = ignore::WalkBuilder::new(&root)
        .standard_filters(false)
        .build();
    for (number, entry) in walk.flatten().enumerate() {
        if number >= ENTRIES {
            let why = format!("not read: `{folder}` holds more than {ENTRIES} files");
            call.world.note("fileset", why, call.origin);
            return Some(Ok(Value::unknown(
                format!("fileset({folder:?}, {pattern:?})"),
                call.origin,
            )));
        }
        let path = entry
            .path()
            .strip_prefix(&root)
            .ok()?
            .to_string_lossy()
            .replace('\\', "/");
        // The name first: it costs less than asking the disk.
        if glob::matches(&pattern, &path) && entry.path().is_file() {
            found.push(call.string(path));
        }
    }
    let list = Value::list(found, call.origin);
    Some(Ok(crate::read::eval::types::set_of(call.world, list)))
}

pub(super) fn templatefile(call: &Call<'_, '_>) -> Option<Outcome> {
    let (path, vars) = (call.get(0)?, call.get(1)?);
    path.as_str()?;
    Some(
        call.world
            .file(path, call.module, call.origin)
            .and_then(|template| call.world.render(&template, vars, call.origin)),
    )
}

impl World<'_> {
    /// The content of a file; relative paths are to the root module. `module` is the one that asks:
    /// what lies outside of its folder is not for printing, unless it is a policy.
    pub(in crate::read) fn file(&self, path: &Value, module: usize, origin: Origin) -> Outcome {
        let symbol = || Value::unknown(format!("file({})", path.canonical()), origin);
        let Some(path) = path.as_str() else {
            return Ok(symbol());
        };
        let place = self.on_disk(&path);
        let shown = self.shown_path(&place);
        let text = match self.reach().text(&place) {
            Ok(text) => text,
            Err(Refused::NotUtf8 { .. }) => {
                return Err(Fault::new(format!("`{shown}` is not UTF-8"), origin));
            }
            Err(Refused::Unreadable(error)) => {
                let why = format!("`{shown}` cannot be read: {error}");
                return Err(Fault::new(why, origin));
            }
            // Terraform would read it: whatever stands around it has a value that is not known here.
            Err(refused) => {
                self.note(&shown, format!("not read: {refused}"), origin);
                return Ok(symbol());
            }
        };
        if !self.is_own(&place, module) && !is_policy(&text) {
            return Ok(concealed(&Value::text(text.as_str(), origin), origin));
        }
        let whole = self.add_source(&shown, &text);
        if let Some(composed) = composed(&Text::literal(text.as_str())) {
            return Ok(Value::text(composed, whole));
        }
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

/// Whether a text is made to be a policy, which is what this program shows: no file of secrets is.
fn is_policy(text: &str) -> bool {
    text.contains("Statement") && (text.contains("Effect") || text.contains("Action"))
}
