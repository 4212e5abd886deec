//! `zip`.

#![deny(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// Python's `zip`.
    pub struct ZipObj: ZIP {
        /// The iterators.
        traced iters: Gc<TupleObj>,
        /// Whether all must end together.
        plain strict: bool,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "The zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments to zip().",
    signature: "(*iterables, strict=False)",
    slots: SlotTable {
        new: Some(new),
        iter: Some(|_, v| Ok(v)),
        next: Some(next),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("__reduce__", NativeCode::NoArgs(reduce)),
        MethodDef::new(
            "__setstate__",
            NativeCode::O(|cx, v, state| {
                this!(v, ZipObj).strict.set(cx.truth(state)?);
                Ok(Value::NONE)
            }),
        ),
    ],
    ..TypeSpec::EMPTY
};

/// Reads the `strict` keyword of a function whose positional arguments are the iterables.
pub(crate) fn strict_of(cx: &mut Ctx, name: &'static str, args: Args<'_>) -> PyResult<bool> {
    let sig = Signature { name, params: &["strict"], pos_only: 0, pos_max: 0, required: 0 };
    let [strict] = Args { pos: &[], ..args }.bind(cx, &sig)?;
    match strict {
        Some(s) => cx.truth(s),
        None => Ok(false),
    }
}

/// The iterators of these iterables.
pub(crate) fn iterators(cx: &mut Ctx, items: &[Value]) -> PyResult<Gc<TupleObj>> {
    let mut iters = GcVec::with_capacity(cx, items.len())?;
    for &v in items {
        let it = cx.iter(v)?;
        iters.push(cx, it)?;
    }
    cx.tuple(&iters)
}

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let strict = strict_of(cx, "zip", args)?;
    let iters = iterators(cx, args.pos)?;
    Ok(cx.alloc_instance(cls, |shape| ZipObj::new(shape, iters, strict))?.into())
}

/// One item of each iterator; `None` when one is exhausted. `name` is for the messages of `strict`.
pub(crate) fn next_row(
    cx: &mut Ctx,
    iters: Gc<TupleObj>,
    strict: bool,
    name: &str,
) -> PyResult<Option<GcVec>> {
    let mut row = GcVec::with_capacity(cx, iters.len())?;
    for (i, &it) in iters.items().iter().enumerate() {
        match cx.next(it)? {
            Some(item) => row.push(cx, item)?,
            None if !strict => return Ok(None),
            None if i > 0 => {
                let others =
                    if i == 1 { "argument 1".to_owned() } else { format!("arguments 1-{i}") };
                raise!(cx, ValueError, "{name}() argument {} is shorter than {others}", i + 1)
            }
            None => {
                for (j, &other) in iters.items().iter().enumerate().skip(1) {
                    if cx.next(other)?.is_some() {
                        let others = if j == 1 {
                            "argument 1".to_owned()
                        } else {
                            format!("arguments 1-{j}")
                        };
                        raise!(
                            cx,
                            ValueError,
                            "{name}() argument {} is longer than {others}",
                            j + 1
                        );
                    }
                }
                return Ok(None);
            }
        }
    }
    Ok(Some(row))
}

fn next(cx: &mut Ctx, v: Value) -> PyResult<Option<Value>> {
    let it = this!(v, ZipObj);
    let iters = it.iters.get();
    match *iters.items() {
        [] => Ok(None),
        [a, b] if !it.strict.get() => {
            let Some(x) = cx.next(a)? else { return Ok(None) };
            let Some(y) = cx.next(b)? else { return Ok(None) };
            Ok(Some(cx.tuple(&[x, y])?.into()))
        }
        _ => match next_row(cx, iters, it.strict.get(), "zip")? {
            Some(row) => Ok(Some(cx.tuple(&row)?.into())),
            None => Ok(None),
        },
    }
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let it = this!(v, ZipObj);
    let class = cx.type_of(v);
    let parts = [class.into(), it.iters.get().into(), Value::TRUE];
    Ok(cx.tuple(&parts[..2 + it.strict.get() as usize])?.into())
}
