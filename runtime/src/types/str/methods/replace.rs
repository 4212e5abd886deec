//! `replace` and `join`: the results are measured first, then written once.
#![forbid(unsafe_code)]

use super::this;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::Args;
use crate::raise;
use crate::types::list::ListObj;
use crate::types::str::search::Needle;
use crate::types::str::{StrObj, Units};
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// Writes units of any width into a buffer of units of a given (not smaller) width.
struct Writer<'a> {
    out: &'a mut [u8],
    at: usize,
    width: u16,
}

impl Writer<'_> {
    fn put(&mut self, units: Units<'_>) {
        let size = 1 << self.width;
        if units.width() == self.width {
            let raw = units.raw();
            self.out[self.at..self.at + raw.len()].copy_from_slice(raw);
            self.at += raw.len();
            return;
        }
        for point in units.iter() {
            let target = &mut self.out[self.at..self.at + size];
            match size {
                2 => target.copy_from_slice(&(point as u16).to_ne_bytes()),
                _ => target.copy_from_slice(&point.to_ne_bytes()),
            }
            self.at += size;
        }
    }
}

pub(super) fn replace(cx: &mut Ctx, self_: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "replace",
        params: &["old", "new", "count"],
        pos_only: 2,
        pos_max: 3,
        required: 2,
    };
    let text = this(cx, self_)?;
    let [old, new, count] = args.bind::<3>(cx, &SIGNATURE)?;
    let old = cx.expect_str(old.unwrap_or(Value::NONE), "replace() argument 1")?;
    let new = cx.expect_str(new.unwrap_or(Value::NONE), "replace() argument 2")?;
    let count = match count {
        Some(v) => cx.index_i64(v)?,
        None => -1,
    };
    Ok(replaced(cx, text, old, new, count)?.into())
}

/// Hits that are looked for, or replaced, from one look at limits and signals to the next: less than a millisecond.
const BETWEEN_POLLS: usize = 1 << 16;

/// `text.replace(old, new, count)`; a negative count means all.
fn replaced(
    cx: &mut Ctx,
    text: Gc<StrObj>,
    old: Gc<StrObj>,
    new: Gc<StrObj>,
    count: i64,
) -> PyResult<Gc<StrObj>> {
    let limit = usize::try_from(count).unwrap_or(usize::MAX);
    let needle = Needle::new(old.units(), text.width());
    let units = text.units();
    // An empty text in which an empty text is replaced: CPython replaces once unless limited to 0.
    let mut hits = 0;
    for _ in needle.hits(units).take(limit) {
        hits += 1;
        if hits % BETWEEN_POLLS == 0 {
            cx.poll()?;
        }
    }
    if hits == 0 || old.same_text(new) {
        return cx.exact_str(text);
    }
    let removed = hits * old.len();
    let Some(len) = hits.checked_mul(new.len()).and_then(|n| n.checked_add(text.len() - removed))
    else {
        raise!(cx, OverflowError, "replace string is too long");
    };
    if len == 0 {
        return cx.empty_str();
    }
    // The width of the result is known without looking when nothing wide can have been removed.
    let width = text.width().max(new.width());
    let exact_width = width == new.width() || old.width() < width;
    let pieces = |w: &mut Writer<'_>, done: &mut usize, hit: usize| {
        w.put(units.range(*done, hit));
        w.put(new.units());
        *done = hit + old.len();
    };
    let ascii = text.is_ascii() && new.is_ascii();
    let is_known = exact_width && (width != 0 || ascii);
    if is_known && hits < BETWEEN_POLLS {
        return cx.str_with(len, width, ascii, |out| {
            let (mut w, mut done) = (Writer { out, at: 0, width }, 0);
            needle.hits(units).take(limit).for_each(|hit| pieces(&mut w, &mut done, hit));
            w.put(units.range(done, units.len()));
        });
    }
    // What takes its time is made beside the heap, so that limits and signals can end it.
    let mut raw = Vec::new();
    if raw.try_reserve_exact(len << width).is_err() {
        return Err(cx.raise_memory());
    }
    raw.resize(len << width, 0);
    let (mut w, mut done) = (Writer { out: &mut raw, at: 0, width }, 0);
    for (i, hit) in needle.hits(units).take(limit).enumerate() {
        pieces(&mut w, &mut done, hit);
        if i % BETWEEN_POLLS == BETWEEN_POLLS - 1 {
            cx.poll()?;
        }
    }
    w.put(units.range(done, units.len()));
    if is_known {
        return cx.str_with(len, width, ascii, |out| out[..raw.len()].copy_from_slice(&raw));
    }
    // The text was made at the widest width it may have, and is measured.
    let points = |i: usize| match width {
        0 => u32::from(raw[i]),
        1 => u32::from(u16::from_ne_bytes([raw[2 * i], raw[2 * i + 1]])),
        _ => u32::from_ne_bytes([raw[4 * i], raw[4 * i + 1], raw[4 * i + 2], raw[4 * i + 3]]),
    };
    let bits = (0..len).fold(0, |bits, i| bits | points(i));
    cx.str_from_iter(len, bits, (0..len).map(points))
}

pub(super) fn join(cx: &mut Ctx, self_: Value, iterable: Value) -> PyResult<Value> {
    let separator = this(cx, self_)?;
    let joined = if let Some(tuple) = iterable.cast::<TupleObj>() {
        cx.str_join(separator, tuple.len(), |i| tuple.get(i))?
    } else {
        let list = match iterable.cast::<ListObj>() {
            Some(list) => list,
            None => {
                if !cx.is_iterable(iterable) {
                    raise!(cx, TypeError, "can only join an iterable");
                }
                cx.to_list(iterable)?
            }
        };
        cx.str_join(separator, list.len(), |i| list.get(i))?
    };
    Ok(joined.into())
}

impl Ctx {
    /// `separator.join(items)`; `item` runs no Python code.
    pub fn str_join(
        &mut self,
        separator: Gc<StrObj>,
        n: usize,
        item: impl Fn(usize) -> Option<Value>,
    ) -> PyResult<Gc<StrObj>> {
        let str_at = |i: usize| item(i).and_then(|v| v.cast::<StrObj>());
        let (mut len, mut width, mut ascii) = (0usize, 0, true);
        for i in 0..n {
            let Some(s) = str_at(i) else {
                let ty = self.type_name(item(i).unwrap_or(Value::NONE));
                raise!(self, TypeError, "sequence item {i}: expected str instance, {ty} found");
            };
            let gap = if i > 0 { separator.len() } else { 0 };
            len = match len.checked_add(s.len()).and_then(|l| l.checked_add(gap)) {
                Some(len) => len,
                None => {
                    raise!(self, OverflowError, "join() result is too long for a Python string")
                }
            };
            width = width.max(s.width());
            ascii &= s.is_ascii();
        }
        if len == 0 {
            return self.empty_str();
        }
        if let (1, Some(only)) = (n, str_at(0)) {
            return self.exact_str(only);
        }
        if n > 1 && !separator.is_empty() {
            width = width.max(separator.width());
            ascii &= separator.is_ascii();
        }
        self.str_with(len, width, ascii, |out| {
            let mut w = Writer { out, at: 0, width };
            for i in 0..n {
                if i > 0 {
                    w.put(separator.units());
                }
                if let Some(s) = str_at(i) {
                    w.put(s.units());
                }
            }
        })
    }
}
