//! `min` and `max`.

use crate::ctx::{Ctx, PyResult};
use crate::object::args::{Signature, check_positional};
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::object::slots::CmpOp;
use crate::raise;
use crate::value::Value;

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("min", NativeCode::FastKw(|cx, _, args| extreme(cx, args, "min", CmpOp::Lt))),
    MethodDef::new("max", NativeCode::FastKw(|cx, _, args| extreme(cx, args, "max", CmpOp::Gt))),
];

fn extreme(cx: &mut Ctx, args: Args<'_>, name: &'static str, op: CmpOp) -> PyResult<Value> {
    check_positional(cx, name, args.pos.len(), 1, usize::MAX)?;
    let sig = Signature { name, params: &["key", "default"], pos_only: 0, pos_max: 0, required: 0 };
    let [key, default] = Args { pos: &[], ..args }.bind(cx, &sig)?;
    let key = key.filter(|k| !k.is_none());
    if args.pos.len() > 1 {
        if default.is_some() {
            raise!(
                cx,
                TypeError,
                "Cannot specify a default for {name}() with multiple positional arguments"
            );
        }
        let mut best = Best { key, op, found: None };
        for &item in args.pos {
            best.offer(cx, item)?;
        }
        return Ok(best.found.map_or(Value::NONE, |(item, _)| item));
    }
    let mut best = Best { key, op, found: None };
    let mut items = cx.iterate(args.pos[0])?;
    let mut n = 0u32;
    while let Some(item) = items.next(cx)? {
        best.offer(cx, item)?;
        n = n.wrapping_add(1);
        if n.is_multiple_of(4096) {
            cx.poll()?;
        }
    }
    match best.found.map(|(item, _)| item).or(default) {
        Some(item) => Ok(item),
        None => raise!(cx, ValueError, "{name}() iterable argument is empty"),
    }
}

/// The first extreme item so far, with its key.
struct Best {
    key: Option<Value>,
    op: CmpOp,
    found: Option<(Value, Value)>,
}

impl Best {
    #[inline]
    fn offer(&mut self, cx: &mut Ctx, item: Value) -> PyResult<()> {
        let rank = match self.key {
            Some(key) => cx.call(key, &[item])?,
            None => item,
        };
        let better = match self.found {
            None => true,
            Some((_, best)) => match (rank.as_small(), best.as_small()) {
                (Some(a), Some(b)) => self.op.eval(a.cmp(&b)),
                _ => cx.compare_bool(rank, best, self.op)?,
            },
        };
        if better {
            self.found = Some((item, rank));
        }
        Ok(())
    }
}
