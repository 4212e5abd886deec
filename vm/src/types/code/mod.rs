//! `types.CodeType`.
mod attrs;
mod build;
mod repr;
pub(crate) mod unread;

pub(crate) use build::constant;
pub use build::from_unit;
pub use repr::CodeObj;
pub use unread::from_image;

use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{MethodDef, NativeCode, TypeSpec};
use taipan_runtime::object::slots::{CmpOp, SlotTable};
use taipan_runtime::value::Value;

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a code object.  Not for mere mortals.",
    slots: SlotTable {
        repr: Some(repr_),
        richcompare: Some(compare),
        hash: Some(hash),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("co_lines", NativeCode::NoArgs(attrs::co_lines)),
        MethodDef::new("co_positions", NativeCode::NoArgs(attrs::co_positions)),
        MethodDef::new("replace", NativeCode::FastKw(attrs::replace)),
        MethodDef::new("__replace__", NativeCode::FastKw(attrs::replace)),
        MethodDef::new("_varname_from_oparg", NativeCode::O(attrs::varname_from_oparg)),
    ],
    getset: attrs::ATTRS,
    ..TypeSpec::EMPTY
};

pub(crate) fn this(v: Value) -> Gc<CodeObj> {
    v.cast().expect("slot of `code`")
}

impl CodeObj {
    /// Whether the code belongs to a module that CPython has in C and the library image in Python.
    pub(crate) fn is_native_module(&self) -> bool {
        self.filename.get().as_ascii().is_some_and(|name| name.starts_with("<built-in "))
    }
}

fn repr_(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let c = this(v);
    let text = format!(
        "<code object {} at {:#x}, file \"{}\", line {}>",
        c.name.get(),
        v.bits(),
        c.filename.get(),
        c.first_line
    );
    Ok(cx.str(&text)?.into())
}

fn same(cx: &mut Ctx, a: Gc<CodeObj>, b: Gc<CodeObj>) -> PyResult<bool> {
    a.read(cx)?;
    b.read(cx)?;
    let numbers = |c: Gc<CodeObj>| (c.argcount, c.posonly, c.kwonly, c.flags, c.first_line);
    Ok(a.ptr_eq(b)
        || numbers(a) == numbers(b)
            && a.name.get().same_text(b.name.get())
            && a.generic_units() == b.generic_units()
            && a.linetable.get().as_slice() == b.linetable.get().as_slice()
            && cx.eq(a.consts.get().into(), b.consts.get().into())?
            && cx.eq(a.names.get().into(), b.names.get().into())?
            && cx.eq(a.locals.get().into(), b.locals.get().into())?)
}

fn compare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    match (a.cast::<CodeObj>(), b.cast::<CodeObj>(), op) {
        (Some(a), Some(b), CmpOp::Eq) => Ok(Value::bool(same(cx, a, b)?)),
        (Some(a), Some(b), CmpOp::Ne) => Ok(Value::bool(!same(cx, a, b)?)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let c = this(v);
    c.read(cx)?;
    let name = cx.hash(c.name.get().into())?;
    Ok(name ^ (c.first_line as i64) << 20 ^ c.units_len() as i64)
}
