//! UTF-16 and UTF-32, in either byte order or with a byte order mark.
#![forbid(unsafe_code)]

use super::errors::{Encoded, Fault, Handler};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::types::str::StrObj;
use crate::types::str::build::TextBuf;

/// Bytes per code unit.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Width {
    /// UTF-16.
    Two,
    /// UTF-32.
    Four,
}

impl Width {
    /// Bytes per code unit.
    pub const fn bytes(self) -> usize {
        match self {
            Width::Two => 2,
            Width::Four => 4,
        }
    }
}

/// Byte order.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum Order {
    /// Least significant byte first.
    Little,
    /// Most significant byte first.
    Big,
    /// As the byte order mark says; written in the machine's order, with a mark.
    Mark,
}

const NATIVE: Order = if cfg!(target_endian = "little") { Order::Little } else { Order::Big };

impl Order {
    fn resolved(self) -> Order {
        if self == Order::Mark { NATIVE } else { self }
    }
}

fn name_of(width: Width, order: Order) -> &'static str {
    match (width, order) {
        (Width::Two, Order::Little) => "utf-16-le",
        (Width::Two, Order::Big) => "utf-16-be",
        (Width::Two, Order::Mark) => "utf-16",
        (Width::Four, Order::Little) => "utf-32-le",
        (Width::Four, Order::Big) => "utf-32-be",
        (Width::Four, Order::Mark) => "utf-32",
    }
}

/// Appends a code unit.
pub fn push_unit(out: &mut Vec<u8>, unit: u32, width: Width, order: Order) {
    let bytes = unit.to_le_bytes();
    let bytes = &bytes[..width.bytes()];
    match order.resolved() {
        Order::Big => out.extend(bytes.iter().rev()),
        _ => out.extend_from_slice(bytes),
    }
}

/// The code unit at a byte offset, if all its bytes are there.
pub fn unit_at(data: &[u8], at: usize, width: Width, order: Order) -> Option<u32> {
    let bytes = data.get(at..at + width.bytes())?;
    let fold = |n: u32, &b: &u8| n << 8 | u32::from(b);
    Some(match order.resolved() {
        Order::Big => bytes.iter().fold(0, fold),
        _ => bytes.iter().rev().fold(0, fold),
    })
}

fn push_point(out: &mut Vec<u8>, point: u32, width: Width, order: Order) {
    if width == Width::Two && point > 0xffff {
        let rest = point - 0x1_0000;
        push_unit(out, 0xd800 | rest >> 10, width, order);
        push_unit(out, 0xdc00 | rest & 0x3ff, width, order);
    } else {
        push_unit(out, point, width, order);
    }
}

/// Encodes.
pub fn encode(
    cx: &mut Ctx,
    text: Gc<StrObj>,
    handler: &Handler,
    width: Width,
    order: Order,
) -> PyResult<Vec<u8>> {
    let units = text.units();
    let is_surrogate = |i: usize| (0xd800..=0xdfff).contains(&units.at(i));
    let mut out = Vec::new();
    if out.try_reserve((units.len() + 1).saturating_mul(width.bytes())).is_err() {
        return Err(cx.raise_memory());
    }
    if order == Order::Mark {
        push_unit(&mut out, 0xfeff, width, order);
    }
    let mut i = 0;
    while i < units.len() {
        if !is_surrogate(i) {
            push_point(&mut out, units.at(i), width, order);
            i += 1;
            continue;
        }
        let end = (i..units.len()).find(|&j| !is_surrogate(j)).unwrap_or(units.len());
        let fault = Fault {
            encoding: name_of(width, order),
            start: i,
            end,
            reason: "surrogates not allowed",
        };
        let (made, next) = cx.handle_encode(handler, text, fault)?;
        match made {
            Encoded::Bytes(raw) if raw.len() % width.bytes() == 0 => out.extend_from_slice(&raw),
            Encoded::Bytes(_) => return Err(cx.raise_encode(text, fault)),
            Encoded::Text(s) => {
                for p in s.code_points() {
                    if (0xd800..=0xdfff).contains(&p) {
                        return Err(cx.raise_encode(text, fault));
                    }
                    push_point(&mut out, p, width, order);
                }
            }
        }
        i = next;
    }
    Ok(out)
}

/// Decodes. With `last` false unfinished units at the end are left over. Gives the text, how many
/// bytes were used, and the byte order found.
pub fn decode(
    cx: &mut Ctx,
    data: &[u8],
    handler: &Handler,
    width: Width,
    order: Order,
    last: bool,
) -> PyResult<(Gc<StrObj>, usize, Order)> {
    let size = width.bytes();
    let (mut at, mut found) = (0, order);
    if order == Order::Mark {
        let little = unit_at(data, 0, width, Order::Little);
        let big = unit_at(data, 0, width, Order::Big);
        if little == Some(0xfeff) {
            (at, found) = (size, Order::Little);
        } else if big == Some(0xfeff) {
            (at, found) = (size, Order::Big);
        } else if little.is_some() {
            found = NATIVE;
        }
    }
    let encoding = name_of(width, found.resolved());
    let mut buf = TextBuf::with_capacity(data.len() / size);
    while at < data.len() {
        let (start, mut end, reason) = match step(data, at, width, found) {
            Step::Point(point, n) => {
                buf.push(point);
                at += n;
                continue;
            }
            Step::Short if !last => break,
            Step::Short => (at, data.len(), "truncated data"),
            Step::Cut if !last => break,
            Step::Cut => (at, data.len(), "unexpected end of data"),
            Step::Bad(reason) => (at, at + size, reason),
        };
        end = end.min(data.len());
        at = cx.handle_decode(handler, data, Fault { encoding, start, end, reason }, &mut buf)?;
    }
    Ok((buf.finish(cx)?, at, found))
}

enum Step {
    Point(u32, usize),
    /// A unit is not complete.
    Short,
    /// A surrogate pair is not complete.
    Cut,
    Bad(&'static str),
}

fn step(data: &[u8], at: usize, width: Width, order: Order) -> Step {
    let Some(unit) = unit_at(data, at, width, order) else { return Step::Short };
    match (width, unit) {
        (Width::Four, 0xd800..=0xdfff) => {
            Step::Bad("code point in surrogate code point range(0xd800, 0xe000)")
        }
        (Width::Four, 0x11_0000..) => Step::Bad("code point not in range(0x110000)"),
        (Width::Two, 0xdc00..=0xdfff) => Step::Bad("illegal encoding"),
        (Width::Two, 0xd800..=0xdbff) => match unit_at(data, at + 2, width, order) {
            Some(low @ 0xdc00..=0xdfff) => {
                Step::Point(0x1_0000 + ((unit & 0x3ff) << 10 | low & 0x3ff), 4)
            }
            Some(_) => Step::Bad("illegal UTF-16 surrogate"),
            None => Step::Cut,
        },
        _ => Step::Point(unit, width.bytes()),
    }
}
