//! Functions of address ranges.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Call;
use crate::read::{eval::Outcome, number::Number, value::Value};

/// An address range: the first address, the bits of an address and those that are fixed.
#[derive(Clone, Copy)]
struct Range {
    first: u128,
    bits: u32,
    fixed: u32,
}

/// What is read of a text.
enum Read {
    Range(Range),
    /// Terraform refuses it.
    Wrong,
    /// It is not certain how Terraform reads it.
    Unknown,
}

impl Range {
    fn read(text: &str) -> Read {
        let Some((address, fixed)) = text.split_once('/') else {
            return Read::Wrong;
        };
        let (address, bits) = if address.contains(':') {
            match address.parse::<Ipv6Addr>() {
                Ok(address) if address.to_ipv4_mapped().is_none() => (address.to_bits(), 128),
                _ => return Read::Unknown,
            }
        } else {
            match octets(address) {
                Some(address) => (u128::from(address), 32),
                None => return Read::Wrong,
            }
        };
        let plain = !fixed.is_empty() && fixed.bytes().all(|byte| byte.is_ascii_digit());
        let fixed = fixed.parse().ok().filter(|fixed| plain && *fixed <= bits);
        let Some(fixed) = fixed else {
            return Read::Wrong;
        };
        let mut range = Self {
            first: address,
            bits,
            fixed,
        };
        range.first &= !range.last_offset();
        Read::Range(range)
    }

    /// How far the last address is from the first.
    const fn last_offset(&self) -> u128 {
        match self.bits - self.fixed {
            128 => u128::MAX,
            free => (1 << free) - 1,
        }
    }

    /// As Terraform writes an address; `None` where it may write another.
    fn shown(&self, address: u128) -> Option<String> {
        if self.bits == 32 {
            return Some(Ipv4Addr::from(u32::try_from(address).ok()?).to_string());
        }
        let address = Ipv6Addr::from(address);
        // Some addresses hold one of the older kind, and may be written with it.
        let older = address.to_ipv4().is_some() && address != Ipv6Addr::LOCALHOST;
        (!older || address.is_unspecified()).then(|| address.to_string())
    }

    fn text(&self) -> Option<String> {
        Some(format!("{}/{}", self.shown(self.first)?, self.fixed))
    }

    /// The part with this number when `more` bits are fixed; `None` if there is no such part.
    fn part(&self, more: u32, number: u128) -> Option<Self> {
        let fixed = self.fixed.checked_add(more).filter(|f| *f <= self.bits)?;
        let inner = Self { fixed, ..*self };
        let fits = more >= 128 || number < (1 << more);
        let offset = match self.bits - fixed {
            128 => 0,
            free => number.checked_shl(free)?,
        };
        fits.then_some(Self {
            first: self.first.checked_add(offset)?,
            ..inner
        })
    }
}

/// Four decimal numbers; zeros before them change nothing.
fn octets(text: &str) -> Option<u32> {
    let mut address = 0;
    let mut count = 0;
    for part in text.split('.') {
        let plain = (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let octet: u8 = plain.then(|| part.parse().ok()).flatten()?;
        address = (address << 8) | u32::from(octet);
        count += 1;
        if count > 4 {
            return None;
        }
    }
    (count == 4).then_some(address)
}

/// Runs `apply` with the range that the first argument is.
fn of(
    call: &Call<'_, '_>,
    apply: impl Fn(Range) -> Option<Result<Value, String>>,
) -> Option<Outcome> {
    let text = call.text(0)?;
    let result = match Range::read(&text) {
        Read::Range(range) => apply(range)?,
        Read::Wrong => Err(format!("`{text}` is not an address range")),
        Read::Unknown => return None,
    };
    Some(result.map_err(|why| call.fault(why)))
}

fn bits(number: &Number) -> Option<u32> {
    u32::try_from(number.as_index()?).ok()
}

pub(super) fn cidrhost(call: &Call<'_, '_>) -> Option<Outcome> {
    let number = call.number(1)?;
    of(call, |range| {
        if !number.is_whole() {
            return Some(Err("the number of a host is whole".to_owned()));
        }
        let distance: u128 = number.abs().digits_in(10)?.parse().ok()?;
        let offset = if number.is_negative() {
            // From the end.
            distance
                .checked_sub(1)
                .and_then(|distance| range.last_offset().checked_sub(distance))
        } else {
            Some(distance).filter(|distance| *distance <= range.last_offset())
        };
        let Some(offset) = offset else {
            return Some(Err("the address range has fewer hosts".to_owned()));
        };
        Some(Ok(call.string(range.shown(range.first + offset)?)))
    })
}

pub(super) fn cidrnetmask(call: &Call<'_, '_>) -> Option<Outcome> {
    of(call, |range| {
        if range.bits == 128 {
            return Some(Err("only IPv4 ranges have a netmask".to_owned()));
        }
        let mask = u128::from(u32::MAX) & !range.last_offset();
        Some(Ok(call.string(range.shown(mask)?)))
    })
}

pub(super) fn cidrsubnet(call: &Call<'_, '_>) -> Option<Outcome> {
    let (more, number) = (call.number(1)?, call.number(2)?);
    // Negative numbers yield addresses outside of the range.
    let number: u128 = match number.as_index() {
        Some(number) => u128::try_from(number).ok()?,
        None if number.is_whole() => return None,
        None => return Some(Err(call.fault("the number of a part is whole"))),
    };
    of(call, |range| {
        let part = bits(&more).and_then(|more| range.part(more, number));
        let Some(part) = part else {
            return Some(Err("the address range has no such part".to_owned()));
        };
        Some(Ok(call.string(part.text()?)))
    })
}

/// Parts one after the other, each at the next place where one of its size may begin.
pub(super) fn cidrsubnets(call: &Call<'_, '_>) -> Option<Outcome> {
    let sizes: Option<Vec<Number>> = call
        .arguments
        .iter()
        .skip(1)
        .map(Value::as_number)
        .collect();
    let sizes = sizes?;
    of(call, |range| {
        let full = || Some(Err("the address range has no room for the parts".to_owned()));
        let mut parts = Vec::new();
        let mut next = Some(0_u128);
        for size in &sizes {
            let Some(more) = bits(size).filter(|more| *more > 0) else {
                return Some(Err("a part needs at least one bit more".to_owned()));
            };
            let Some(part) = range.part(more, 0) else {
                return full();
            };
            let last = part.last_offset();
            let start = next.and_then(|next| Some(next.checked_add(last)? & !last));
            let end = start.and_then(|start| start.checked_add(last));
            let (Some(start), Some(_)) = (start, end.filter(|end| *end <= range.last_offset()))
            else {
                return full();
            };
            let part = Range {
                first: range.first + start,
                ..part
            };
            parts.push(call.string(part.text()?));
            next = end.and_then(|end| end.checked_add(1));
        }
        Some(Ok(Value::typed_list(parts, call.origin)))
    })
}
