//! `traceback`: one frame of the way an exception took.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use crate::object::layouts;
use crate::object::native::{Args, GetSetDef, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::value::Value;
use std::cell::Cell;

/// One entry; `next` is one frame further in.
#[repr(C)]
pub struct TracebackObj {
    pub(crate) hdr: Header,
    /// `tb_next`.
    pub next: Field<Option<Gc<TracebackObj>>>,
    /// `tb_frame`.
    pub frame: Field<Value>,
    /// `tb_lasti`, or the code unit it is made of, see [`UNSETTLED`].
    lasti: Cell<i64>,
    /// `tb_lineno`.
    line: Cell<i64>,
}

/// The line of an entry that nobody has asked for yet: most exceptions are handled, and never printed.
const UNSETTLED: i64 = i64::MIN;

impl TracebackObj {
    /// Byte offset of the instruction and its line; `find` tells both of a frame and a code unit.
    pub fn place(&self, find: fn(Value, i64) -> (i64, i64)) -> (i64, i64) {
        if self.line.get() == UNSETTLED {
            let (lasti, line) = find(self.frame.get(), self.lasti.get());
            self.lasti.set(lasti);
            self.line.set(line);
        }
        (self.lasti.get(), self.line.get())
    }
}

// SAFETY: `TracebackObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for TracebackObj {
    const LAYOUT: LayoutId = layouts::TRACEBACK;
}

impl Trace for TracebackObj {
    fn trace(&self, m: &mut Marker) {
        self.next.trace(m);
        self.frame.trace(m);
    }
}

impl Ctx {
    /// A new entry in front of `next`.
    pub fn traceback(
        &mut self,
        next: Option<Gc<TracebackObj>>,
        frame: Value,
        lasti: i64,
        line: i64,
    ) -> PyResult<Gc<TracebackObj>> {
        let hdr = Header::new(TypeId::TRACEBACK.shape(), layouts::TRACEBACK);
        self.alloc(TracebackObj {
            hdr,
            next: Field::new(next),
            frame: Field::new(frame),
            lasti: Cell::new(lasti),
            line: Cell::new(line),
        })
    }

    /// A new entry in front of `next`, for the instruction that this code unit of the frame belongs to.
    pub fn traceback_at(
        &mut self,
        next: Option<Gc<TracebackObj>>,
        frame: Value,
        unit: usize,
    ) -> PyResult<Gc<TracebackObj>> {
        self.traceback(next, frame, unit as i64, UNSETTLED)
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a new traceback object.",
    slots: SlotTable { new: Some(new), ..SlotTable::EMPTY },
    getset: &[
        GetSetDef::new(
            "tb_next",
            |cx, v| Ok(this(cx, v)?.next.get().map_or(Value::NONE, Value::from)),
            |cx, v, to| {
                let tb = this(cx, v)?;
                let next = match to {
                    None => raise!(cx, TypeError, "can't delete tb_next attribute"),
                    Some(n) if n.is_none() => None,
                    Some(n) => Some(this(cx, n)?),
                };
                let mut at = next;
                while let Some(n) = at {
                    if n.ptr_eq(tb) {
                        raise!(cx, ValueError, "traceback loop detected");
                    }
                    at = n.next.get();
                }
                tb.next.set(next);
                Ok(())
            },
        ),
        GetSetDef::readonly("tb_frame", |cx, v| Ok(this(cx, v)?.frame.get())),
        GetSetDef::readonly("tb_lasti", |cx, v| {
            let n = this(cx, v)?.place(cx.hooks.place).0;
            cx.int(n)
        }),
        GetSetDef::readonly("tb_lineno", |cx, v| {
            let n = this(cx, v)?.place(cx.hooks.place).1;
            cx.int(n)
        }),
    ],
    ..TypeSpec::EMPTY
};

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<TracebackObj>> {
    match v.cast::<TracebackObj>() {
        Some(tb) => Ok(tb),
        None => {
            let got = cx.type_name(v);
            raise!(cx, TypeError, "expected traceback object or None, got '{got}'")
        }
    }
}

fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let &[next, frame, lasti, line] = args.pos else {
        raise!(
            cx,
            TypeError,
            "traceback() missing required arguments (tb_next, tb_frame, tb_lasti, tb_lineno)"
        );
    };
    let next = if next.is_none() { None } else { Some(this(cx, next)?) };
    let (lasti, line) = (cx.index_i64(lasti)?, cx.index_i64(line)?);
    Ok(cx.traceback(next, frame, lasti, line)?.into())
}
