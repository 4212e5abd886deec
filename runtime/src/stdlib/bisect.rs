//! `_bisect`: searching sorted sequences by halving.

#![forbid(unsafe_code)]

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode::FastKw};
use crate::object::slots::CmpOp;
use crate::raise;
use crate::types::list::ListObj;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_bisect",
    doc: "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an improvement over the more\ncommon approach.\n",
    functions: &[
        MethodDef::new("bisect_right", FastKw(bisect_right)).sig(SIGNATURE),
        MethodDef::new("bisect", FastKw(bisect_right)).sig(SIGNATURE),
        MethodDef::new("bisect_left", FastKw(bisect_left)).sig(SIGNATURE),
        MethodDef::new("insort_right", FastKw(insort_right)).sig(SIGNATURE),
        MethodDef::new("insort", FastKw(insort_right)).sig(SIGNATURE),
        MethodDef::new("insort_left", FastKw(insort_left)).sig(SIGNATURE),
    ],
    init: None,
};

const SIGNATURE: &str = "($module, /, a, x, lo=0, hi=None, *, key=None)";

const fn signature(name: &'static str) -> Signature {
    Signature { name, params: &["a", "x", "lo", "hi", "key"], pos_only: 0, pos_max: 4, required: 2 }
}

/// The bound arguments.
struct Search {
    sequence: Value,
    x: Value,
    lo: i64,
    hi: i64,
    key: Option<Value>,
}

impl Search {
    fn bind(cx: &mut Ctx, args: Args<'_>, name: &'static str) -> PyResult<Search> {
        let [a, x, lo, hi, key] = args.bind(cx, &signature(name))?;
        let (sequence, x) = (a.unwrap_or(Value::NONE), x.unwrap_or(Value::NONE));
        let lo = match lo {
            Some(lo) => cx.index_i64(lo)?,
            None => 0,
        };
        if lo < 0 {
            raise!(cx, ValueError, "lo must be non-negative");
        }
        let hi = match hi {
            Some(hi) if !hi.is_none() => cx.index_i64(hi)?,
            _ => cx.len(sequence)? as i64,
        };
        Ok(Search { sequence, x, lo, hi, key: key.filter(|k| !k.is_none()) })
    }

    /// Where `x` belongs: behind equal items, or before them.
    fn run(&self, cx: &mut Ctx, x: Value, after_equal: bool) -> PyResult<i64> {
        let (mut lo, mut hi) = (self.lo, self.hi);
        while lo < hi {
            let mid = lo + (hi - lo) / 2;
            let index = cx.int(mid)?;
            let mut item = cx.getitem(self.sequence, index)?;
            if let Some(key) = self.key {
                item = cx.call(key, &[item])?;
            }
            let left = if after_equal {
                cx.compare_bool(x, item, CmpOp::Lt)?
            } else {
                !cx.compare_bool(item, x, CmpOp::Lt)?
            };
            if left {
                hi = mid;
            } else {
                lo = mid + 1;
            }
        }
        Ok(lo)
    }

    fn insert(&self, cx: &mut Ctx, after_equal: bool) -> PyResult<Value> {
        let x = match self.key {
            Some(key) => cx.call(key, &[self.x])?,
            None => self.x,
        };
        let at = self.run(cx, x, after_equal)?;
        let list = self.sequence.cast::<ListObj>();
        match list.filter(|_| self.sequence.has_shape(crate::object::type_id::TypeId::LIST.shape()))
        {
            Some(list) => cx.list_insert(list, (at as usize).min(list.len()), self.x)?,
            None => {
                let (index, name) = (cx.int(at)?, cx.intern("insert")?);
                cx.call_method(self.sequence, name, &[index, self.x])?;
            }
        }
        Ok(Value::NONE)
    }
}

fn bisect_right(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let search = Search::bind(cx, args, "bisect_right")?;
    let at = search.run(cx, search.x, true)?;
    cx.int(at)
}

fn bisect_left(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let search = Search::bind(cx, args, "bisect_left")?;
    let at = search.run(cx, search.x, false)?;
    cx.int(at)
}

fn insort_right(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    Search::bind(cx, args, "insort_right")?.insert(cx, true)
}

fn insort_left(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    Search::bind(cx, args, "insort_left")?.insert(cx, false)
}
