//! `types.CellType`.
mod repr;

pub use repr::{CellObj, cell_unchecked};

use super::table;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{Gc, ShapeId};
use taipan_runtime::object::native::{Args, GetSetDef, TypeSpec};
use taipan_runtime::object::slots::{CmpOp, SlotTable};
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::raise;
use taipan_runtime::value::Value;

/// The shape of every cell.
pub const CELL_SHAPE: ShapeId = table::CELL.shape();

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a new cell object.\n\n  contents\n    the contents of the cell. If not specified, the cell will be empty,\n    and \n further attempts to access its cell_contents attribute will\n    raise a ValueError.",
    slots: SlotTable {
        new: Some(new),
        repr: Some(repr_),
        richcompare: Some(compare),
        ..SlotTable::EMPTY
    },
    getset: &[GetSetDef::new("cell_contents", get, set)],
    ..TypeSpec::EMPTY
};

fn this(v: Value) -> Gc<CellObj> {
    v.cast().expect("slot of `cell`")
}

fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    args.check_positional(cx, "cell", 0, 1)?;
    Ok(cx.alloc(CellObj::new(args.pos.first().copied()))?.into())
}

fn get(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match this(v).content.get() {
        Some(v) => Ok(v),
        None => raise!(cx, ValueError, "cell is empty"),
    }
}

fn set(_: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    this(v).content.set(to);
    Ok(())
}

fn repr_(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let text = match this(v).content.get() {
        Some(content) => {
            let ty = cx.type_name(content);
            format!("<cell at {:#x}: {ty} object at {:#x}>", v.bits(), content.bits())
        }
        None => format!("<cell at {:#x}: empty>", v.bits()),
    };
    Ok(cx.str(&text)?.into())
}

fn compare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    match (a.cast::<CellObj>(), b.cast::<CellObj>()) {
        (Some(a), Some(b)) => match (a.content.get(), b.content.get()) {
            (Some(x), Some(y)) => cx.compare(x, y, op),
            (x, y) => Ok(Value::bool(op.eval(x.is_some().cmp(&y.is_some())))),
        },
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}
