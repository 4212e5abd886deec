//! `list.sort`: a stable merge sort that uses the runs already in the data.
//!
//! Natural runs (descending ones reversed) are extended to a minimum by binary insertion and merged
//! by the powersort policy (Munro & Wild 2018), as CPython's timsort does since 3.11. While it runs
//! the list is empty; if it is not at the end, Python code touched it: `ValueError`.
//!
//! The order function is chosen once: all keys small ints, all floats, all strings, or `<`.

#![forbid(unsafe_code)]

use super::ListObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::slots::CmpOp;
use crate::object::type_id::TypeId;
use crate::raise;
use crate::types::str::{StrObj, Units};
use crate::value::Value;
use std::cmp::Ordering;

impl Ctx {
    /// Sorts in place; stable also when `reverse`.
    pub fn list_sort(
        &mut self,
        list: Gc<ListObj>,
        key: Option<Value>,
        reverse: bool,
    ) -> PyResult<()> {
        let (len, buffer) = list.take();
        let mut items = GcVec::new();
        if let Some(buffer) = buffer {
            items.reserve(self, len)?;
            for i in 0..len {
                items.push(self, buffer.get(i).unwrap_or(Value::NONE))?;
            }
        }
        let result = self.sort_items(&mut items, key, reverse);
        let touched = list.capacity() > 0 || !list.is_empty();
        let (len, buffer) = items.into_buffer();
        list.put(len, buffer);
        result?;
        if touched {
            raise!(self, ValueError, "list modified during sort");
        }
        Ok(())
    }

    /// Sorts values in place, by `key(value)` if there is a key; on an error they are some
    /// permutation of what they were.
    pub fn sort_items(
        &mut self,
        items: &mut GcVec,
        key: Option<Value>,
        reverse: bool,
    ) -> PyResult<()> {
        let n = items.len();
        let mut pairs = Pairs { keys: GcVec::with_capacity(self, n)?, values: None };
        match key {
            None => pairs.keys.extend_from_slice(self, items)?,
            Some(key) => {
                for i in 0..n {
                    let k = self.call(key, &[items[i]])?;
                    pairs.keys.push(self, k)?;
                }
                pairs.values = Some(GcVec::from_slice(self, items)?);
            }
        }
        if reverse {
            pairs.reverse(0, n);
        }
        let result = Order::of(&pairs.keys).sort(self, &mut pairs);
        if reverse {
            pairs.reverse(0, n);
        }
        let sorted = pairs.values.as_ref().unwrap_or(&pairs.keys);
        items.as_mut_slice().copy_from_slice(sorted);
        result
    }
}

/// How the keys compare.
#[derive(Copy, Clone, PartialEq, Eq)]
enum Order {
    Int,
    Float,
    Str,
    Any,
}

impl Order {
    fn of(keys: &[Value]) -> Order {
        let str_shape = TypeId::STR.shape();
        match () {
            () if keys.iter().all(|k| k.is_small()) => Order::Int,
            () if keys.iter().all(|k| k.is_inline_float()) => Order::Float,
            () if keys.iter().all(|k| k.has_shape(str_shape)) => Order::Str,
            () => Order::Any,
        }
    }

    fn sort(self, cx: &mut Ctx, pairs: &mut Pairs) -> PyResult<()> {
        match self {
            Order::Int => Sorter {
                less: |_: &mut Ctx, a: Value, b: Value| Ok((a.bits() as i64) < b.bits() as i64),
            }
            .run(cx, pairs),
            Order::Float => {
                Sorter { less: |_: &mut Ctx, a: Value, b: Value| Ok(a.as_float() < b.as_float()) }
                    .run(cx, pairs)
            }
            Order::Str => Sorter { less: |_: &mut Ctx, a: Value, b: Value| Ok(text_less(a, b)) }
                .run(cx, pairs),
            Order::Any => {
                Sorter { less: |cx: &mut Ctx, a: Value, b: Value| cx.compare_bool(a, b, CmpOp::Lt) }
                    .run(cx, pairs)
            }
        }
    }
}

fn text_less(a: Value, b: Value) -> bool {
    match (a.cast::<StrObj>(), b.cast::<StrObj>()) {
        (Some(x), Some(y)) => match (x.units(), y.units()) {
            (Units::One(x), Units::One(y)) => x < y,
            (x, y) => x.iter().cmp(y.iter()) == Ordering::Less,
        },
        _ => false,
    }
}

/// Keys, and the values that move with them when they are not the keys themselves.
struct Pairs {
    keys: GcVec,
    values: Option<GcVec>,
}

impl Pairs {
    fn reverse(&mut self, from: usize, to: usize) {
        self.keys.as_mut_slice()[from..to].reverse();
        if let Some(v) = &mut self.values {
            v.as_mut_slice()[from..to].reverse();
        }
    }

    /// Moves the item at `from` down to `to`, shifting those between up.
    fn insert_down(&mut self, from: usize, to: usize) {
        self.keys.as_mut_slice()[to..=from].rotate_right(1);
        if let Some(v) = &mut self.values {
            v.as_mut_slice()[to..=from].rotate_right(1);
        }
    }

    fn put(&mut self, at: usize, from: &Pairs, i: usize) {
        self.keys.as_mut_slice()[at] = from.keys[i];
        if let (Some(to), Some(from)) = (&mut self.values, &from.values) {
            to.as_mut_slice()[at] = from[i];
        }
    }

    fn move_within(&mut self, from: usize, to: usize) {
        self.keys.as_mut_slice()[to] = self.keys[from];
        if let Some(v) = &mut self.values {
            v.as_mut_slice()[to] = v[from];
        }
    }

    fn copy_range(&self, cx: &mut Ctx, from: usize, to: usize) -> PyResult<Pairs> {
        Ok(Pairs {
            keys: GcVec::from_slice(cx, &self.keys[from..to])?,
            values: match &self.values {
                Some(v) => Some(GcVec::from_slice(cx, &v[from..to])?),
                None => None,
            },
        })
    }
}

#[derive(Copy, Clone)]
struct Run {
    start: usize,
    len: usize,
    power: u32,
}

/// Runs shorter than this are extended by insertion.
const MIN_RUN: usize = 32;

struct Sorter<F> {
    less: F,
}

impl<F: Fn(&mut Ctx, Value, Value) -> PyResult<bool>> Sorter<F> {
    fn run(&self, cx: &mut Ctx, p: &mut Pairs) -> PyResult<()> {
        let n = p.keys.len();
        if n < 2 {
            return Ok(());
        }
        let min_run = min_run(n);
        let mut stack: Vec<Run> = Vec::new();
        let mut start = 0;
        while start < n {
            let mut len = self.count_run(cx, p, start, n)?;
            if len < min_run {
                let forced = min_run.min(n - start);
                self.insertion(cx, p, start, start + len, start + forced)?;
                len = forced;
            }
            if let Some(top) = stack.last().copied() {
                let power = node_power(top.start, top.len, len, n);
                while stack.len() > 1 && stack[stack.len() - 2].power > power {
                    self.merge_top(cx, p, &mut stack)?;
                }
                if let Some(top) = stack.last_mut() {
                    top.power = power;
                }
            }
            stack.push(Run { start, len, power: 0 });
            start += len;
            cx.poll()?;
        }
        while stack.len() > 1 {
            self.merge_top(cx, p, &mut stack)?;
        }
        Ok(())
    }

    /// Length of the run at `lo`; a strictly descending one is reversed.
    fn count_run(&self, cx: &mut Ctx, p: &mut Pairs, lo: usize, hi: usize) -> PyResult<usize> {
        if lo + 1 == hi {
            return Ok(1);
        }
        let mut at = lo + 2;
        if (self.less)(cx, p.keys[lo + 1], p.keys[lo])? {
            while at < hi && (self.less)(cx, p.keys[at], p.keys[at - 1])? {
                at += 1;
            }
            p.reverse(lo, at);
        } else {
            while at < hi && !(self.less)(cx, p.keys[at], p.keys[at - 1])? {
                at += 1;
            }
        }
        Ok(at - lo)
    }

    /// Binary insertion of `[from, hi)` into the sorted `[lo, from)`.
    fn insertion(
        &self,
        cx: &mut Ctx,
        p: &mut Pairs,
        lo: usize,
        from: usize,
        hi: usize,
    ) -> PyResult<()> {
        for i in from..hi {
            let pivot = p.keys[i];
            let (mut left, mut right) = (lo, i);
            while left < right {
                let middle = left + (right - left) / 2;
                if (self.less)(cx, pivot, p.keys[middle])? {
                    right = middle;
                } else {
                    left = middle + 1;
                }
            }
            p.insert_down(i, left);
        }
        Ok(())
    }

    fn merge_top(&self, cx: &mut Ctx, p: &mut Pairs, stack: &mut Vec<Run>) -> PyResult<()> {
        let (Some(b), Some(a)) = (stack.pop(), stack.pop()) else {
            unreachable!("two runs are on the stack")
        };
        stack.push(Run { start: a.start, len: a.len + b.len, power: b.power });
        cx.poll()?;
        // Items of A that are already in place, and of B.
        let lo = self.gallop_right(cx, p, p.keys[b.start], a.start, b.start)?;
        if lo == b.start {
            return Ok(());
        }
        let hi = self.gallop_left(cx, p, p.keys[b.start - 1], b.start, b.start + b.len)?;
        if b.start - lo <= hi - b.start {
            self.merge_low(cx, p, lo, b.start, hi)
        } else {
            self.merge_high(cx, p, lo, b.start, hi)
        }
    }

    /// Where `key` goes in the sorted `[lo, hi)`, behind equal items; near `lo` first.
    fn gallop_right(
        &self,
        cx: &mut Ctx,
        p: &Pairs,
        key: Value,
        lo: usize,
        hi: usize,
    ) -> PyResult<usize> {
        let (mut left, mut step) = (lo, 1);
        let mut right = hi;
        while left < hi {
            let probe = (lo + step - 1).min(hi - 1);
            if (self.less)(cx, key, p.keys[probe])? {
                right = probe;
                break;
            }
            left = probe + 1;
            step *= 2;
        }
        while left < right {
            let middle = left + (right - left) / 2;
            if (self.less)(cx, key, p.keys[middle])? {
                right = middle;
            } else {
                left = middle + 1;
            }
        }
        Ok(left)
    }

    /// Where `key` goes in the sorted `[lo, hi)`, before equal items; near `hi` first.
    fn gallop_left(
        &self,
        cx: &mut Ctx,
        p: &Pairs,
        key: Value,
        lo: usize,
        hi: usize,
    ) -> PyResult<usize> {
        let (mut right, mut step) = (hi, 1);
        let mut left = lo;
        while right > lo {
            let probe = hi.saturating_sub(step).max(lo);
            if (self.less)(cx, p.keys[probe], key)? {
                left = probe + 1;
                break;
            }
            right = probe;
            step *= 2;
        }
        while left < right {
            let middle = left + (right - left) / 2;
            if (self.less)(cx, p.keys[middle], key)? {
                left = middle + 1;
            } else {
                right = middle;
            }
        }
        Ok(left)
    }

    /// Merges with a copy of the left run. After an error the rest is put back, so that every item
    /// is there once.
    fn merge_low(
        &self,
        cx: &mut Ctx,
        p: &mut Pairs,
        lo: usize,
        mid: usize,
        hi: usize,
    ) -> PyResult<()> {
        let left = p.copy_range(cx, lo, mid)?;
        let n = mid - lo;
        let (mut i, mut j, mut at) = (0, mid, lo);
        let mut result = Ok(());
        while i < n && j < hi {
            match (self.less)(cx, p.keys[j], left.keys[i]) {
                Ok(true) => {
                    p.move_within(j, at);
                    j += 1;
                }
                Ok(false) => {
                    p.put(at, &left, i);
                    i += 1;
                }
                Err(e) => {
                    result = Err(e);
                    break;
                }
            }
            at += 1;
        }
        for i in i..n {
            p.put(at, &left, i);
            at += 1;
        }
        result
    }

    /// Merges with a copy of the right run, from the end.
    fn merge_high(
        &self,
        cx: &mut Ctx,
        p: &mut Pairs,
        lo: usize,
        mid: usize,
        hi: usize,
    ) -> PyResult<()> {
        let right = p.copy_range(cx, mid, hi)?;
        let (mut i, mut j, mut at) = (mid, hi - mid, hi);
        let mut result = Ok(());
        while i > lo && j > 0 {
            match (self.less)(cx, right.keys[j - 1], p.keys[i - 1]) {
                Ok(true) => {
                    p.move_within(i - 1, at - 1);
                    i -= 1;
                }
                Ok(false) => {
                    p.put(at - 1, &right, j - 1);
                    j -= 1;
                }
                Err(e) => {
                    result = Err(e);
                    break;
                }
            }
            at -= 1;
        }
        for j in (0..j).rev() {
            at -= 1;
            p.put(at, &right, j);
        }
        result
    }
}

/// A run length near `MIN_RUN` such that `n` divided by it is about a power of two.
fn min_run(mut n: usize) -> usize {
    let mut rest = 0;
    while n >= MIN_RUN * 2 {
        rest |= n & 1;
        n >>= 1;
    }
    n + rest
}

/// Depth of the boundary between two neighbouring runs in the ideal merge tree.
fn node_power(start: usize, len1: usize, len2: usize, n: usize) -> u32 {
    let mut a = 2 * start + len1;
    let mut b = a + len1 + len2;
    let mut power = 0;
    loop {
        power += 1;
        if a >= n {
            a -= n;
            b -= n;
        } else if b >= n {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}
