//! The attributes and methods of code objects.

use super::{CodeObj, build, this};
use crate::bytecode::line_table::{self, Lines};
use taipan_frontend::{CodeUnit, Constant, local_kind};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{Args, GetSetDef};
use taipan_runtime::raise;
use taipan_runtime::types::bytes::BytesObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

fn number(n: u32) -> PyResult<Value> {
    Ok(Value::len(n as usize))
}

/// The code object, with all that is in it.
fn whole(cx: &mut Ctx, v: Value) -> PyResult<Gc<CodeObj>> {
    let code = this(v);
    code.read(cx)?;
    Ok(code)
}

/// The table.
pub(super) static ATTRS: &[GetSetDef] = &[
    GetSetDef::readonly("co_argcount", |_, v| number(this(v).argcount)),
    GetSetDef::readonly("co_posonlyargcount", |_, v| number(this(v).posonly)),
    GetSetDef::readonly("co_kwonlyargcount", |_, v| number(this(v).kwonly)),
    GetSetDef::readonly("co_stacksize", |_, v| number(this(v).stacksize)),
    GetSetDef::readonly("co_flags", |_, v| number(this(v).flags)),
    GetSetDef::readonly("co_firstlineno", |_, v| Ok(Value::small(this(v).first_line))),
    GetSetDef::readonly("co_nlocals", |cx, v| {
        Ok(Value::len(count(whole(cx, v)?, local_kind::LOCAL)))
    }),
    GetSetDef::readonly("co_name", |_, v| Ok(this(v).name.get().into())),
    GetSetDef::readonly("co_qualname", |_, v| Ok(this(v).qualname.get().into())),
    GetSetDef::readonly("co_filename", |_, v| Ok(this(v).filename.get().into())),
    GetSetDef::readonly("co_consts", |cx, v| Ok(whole(cx, v)?.consts.get().into())),
    GetSetDef::readonly("co_names", |cx, v| Ok(whole(cx, v)?.names.get().into())),
    GetSetDef::readonly("co_varnames", |cx, v| {
        let code = whole(cx, v)?;
        names_of(cx, code, local_kind::LOCAL)
    }),
    GetSetDef::readonly("co_cellvars", |cx, v| {
        let code = whole(cx, v)?;
        names_of(cx, code, local_kind::CELL)
    }),
    GetSetDef::readonly("co_freevars", |cx, v| {
        let code = whole(cx, v)?;
        names_of(cx, code, local_kind::FREE)
    }),
    GetSetDef::readonly("co_linetable", |cx, v| Ok(whole(cx, v)?.linetable.get().into())),
    GetSetDef::readonly("co_exceptiontable", |cx, v| Ok(whole(cx, v)?.exceptiontable.get().into())),
    GetSetDef::readonly("co_code", |cx, v| {
        let code = whole(cx, v)?;
        bytes_of(cx, &code.generic_units())
    }),
    GetSetDef::readonly("_co_code_adaptive", |cx, v| {
        let code = whole(cx, v)?;
        let units: Vec<u16> = (0..code.units_len()).map(|i| code.unit(i)).collect();
        bytes_of(cx, &units)
    }),
];

fn bytes_of(cx: &mut Ctx, units: &[u16]) -> PyResult<Value> {
    let bytes: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
    Ok(cx.bytes(&bytes)?.into())
}

fn count(code: Gc<CodeObj>, kind: u8) -> usize {
    code.kinds.get().as_slice().iter().filter(|&&k| k & kind != 0).count()
}

fn names_of(cx: &mut Ctx, code: Gc<CodeObj>, kind: u8) -> PyResult<Value> {
    let list = cx.list(&[])?;
    for i in 0..code.locals_len() {
        if code.local_kind(i) & kind != 0 {
            cx.list_append(list, code.local_name(i).into())?;
        }
    }
    Ok(cx.tuple_with(list.len(), |i| list.get(i).unwrap_or(Value::NONE))?.into())
}

/// Consecutive entries of one line are one range, as CPython's iterator gives them.
pub(super) fn co_lines(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let code = whole(cx, v)?;
    let list = cx.list(&[])?;
    let mut open: Option<(usize, usize, Option<i32>)> = None;
    let entries: Vec<_> =
        line_table::entries(code.linetable.get().as_slice(), code.first_line).collect();
    let mut ranges = Vec::new();
    for e in entries {
        let line = e.lines.map(|l| l.line);
        match &mut open {
            Some((_, end, l)) if *l == line => *end = e.end,
            _ => {
                ranges.extend(open);
                open = Some((e.start, e.end, line));
            }
        }
    }
    ranges.extend(open);
    for (start, end, line) in ranges {
        let line = line.map_or(Value::NONE, Value::small);
        let range = cx.tuple(&[Value::len(start * 2), Value::len(end * 2), line])?;
        cx.list_append(list, range.into())?;
    }
    cx.iter(list.into())
}

pub(super) fn co_positions(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let code = whole(cx, v)?;
    let list = cx.list(&[])?;
    let entries: Vec<_> =
        line_table::entries(code.linetable.get().as_slice(), code.first_line).collect();
    for e in entries {
        let items = position(e.lines);
        for _ in e.start..e.end {
            let tuple = cx.tuple(&items)?;
            cx.list_append(list, tuple.into())?;
        }
    }
    cx.iter(list.into())
}

fn position(lines: Option<Lines>) -> [Value; 4] {
    let Some(l) = lines else { return [Value::NONE; 4] };
    let (start, end) = match l.columns {
        Some((s, e)) => (Value::small(s), Value::small(e)),
        None => (Value::NONE, Value::NONE),
    };
    [Value::small(l.line), Value::small(l.end_line), start, end]
}

pub(super) fn varname_from_oparg(cx: &mut Ctx, v: Value, i: Value) -> PyResult<Value> {
    let code = whole(cx, v)?;
    match i.as_small().and_then(|i| code.locals.get().get(i as usize)) {
        Some(name) => Ok(name),
        None => raise!(cx, IndexError, "tuple index out of range"),
    }
}

/// The neutral form of a code object, without its constants.
fn to_unit(code: Gc<CodeObj>) -> CodeUnit {
    let texts = |t: Gc<TupleObj>| -> Vec<String> {
        t.items().iter().filter_map(|v| v.cast::<StrObj>()).map(|s| s.to_string()).collect()
    };
    CodeUnit {
        argcount: code.argcount,
        posonlyargcount: code.posonly,
        kwonlyargcount: code.kwonly,
        stacksize: code.stacksize,
        flags: code.flags,
        name: code.name.get().to_string(),
        qualname: code.qualname.get().to_string(),
        filename: code.filename.get().to_string(),
        firstlineno: code.first_line.max(0) as u32,
        code: code.generic_units().iter().flat_map(|u| u.to_le_bytes()).collect(),
        consts: vec![Constant::None; code.consts.get().len()],
        names: texts(code.names.get()),
        localsplusnames: texts(code.locals.get()),
        localspluskinds: code.kinds.get().as_slice().to_vec(),
        linetable: code.linetable.get().as_slice().to_vec(),
        exceptiontable: code.exceptiontable.get().as_slice().to_vec(),
    }
}

/// What of a changed code object the interpreter relies on without looking: it trusts the compiler that stack
/// and locals are as the instructions need them, so none of this may change.
fn unsafe_change(from: Gc<CodeObj>, to: &CodeUnit) -> Option<&'static str> {
    /// `co_flags` that say what a call does: optimized, new locals, variadic, generator and its kin.
    const OF_CALLS: u32 = 0x1 | 0x2 | 0x4 | 0x8 | 0x20 | 0x80 | 0x200;
    let code: Vec<u8> = from.generic_units().iter().flat_map(|u| u.to_le_bytes()).collect();
    let checks = [
        (to.code != code, "co_code"),
        (to.exceptiontable != from.exceptiontable.get().as_slice(), "co_exceptiontable"),
        (to.stacksize < from.stacksize || to.stacksize > MAX_STACK, "co_stacksize"),
        (to.argcount != from.argcount, "co_argcount"),
        (to.posonlyargcount > to.argcount, "co_posonlyargcount"),
        (to.kwonlyargcount != from.kwonly, "co_kwonlyargcount"),
        (to.flags & OF_CALLS != from.flags & OF_CALLS, "co_flags"),
    ];
    checks.into_iter().find(|(changed, _)| *changed).map(|(_, field)| field)
}

/// Whether a constant can take the place of another. Instructions rely on code objects, and on tuples of
/// names; nobody relies on the others.
fn can_stand_for(old: Value, new: Option<Value>) -> bool {
    let Some(new) = new else { return old.cast::<CodeObj>().is_none() };
    if let Some(old) = old.cast::<CodeObj>() {
        return new.cast::<CodeObj>().is_some_and(|new| new.free_len == old.free_len);
    }
    let Some(old) = old.cast::<TupleObj>() else { return true };
    let is_str = |v: &Value| v.cast::<StrObj>().is_some();
    new.cast::<TupleObj>().is_some_and(|new| {
        let pairs = old.items().iter().zip(new.items());
        old.len() == new.len() && pairs.into_iter().all(|(old, new)| !is_str(old) || is_str(new))
    })
}

/// The deepest operand stack that a code object may ask for.
const MAX_STACK: u32 = 1 << 16;

/// `code.replace(**fields)`.
pub(super) fn replace(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let code = whole(cx, v)?;
    let mut unit = to_unit(code);
    let mut consts = code.consts.get();
    if !args.pos.is_empty() {
        raise!(cx, TypeError, "replace() takes no positional arguments")
    }
    for (name, value) in args.keywords() {
        match name.to_string().as_str() {
            "co_argcount" => unit.argcount = small(cx, value)?,
            "co_posonlyargcount" => unit.posonlyargcount = small(cx, value)?,
            "co_kwonlyargcount" => unit.kwonlyargcount = small(cx, value)?,
            "co_stacksize" => unit.stacksize = small(cx, value)?,
            "co_flags" => unit.flags = small(cx, value)?,
            "co_firstlineno" => unit.firstlineno = small(cx, value)?,
            "co_name" => unit.name = text(cx, value)?,
            "co_qualname" => unit.qualname = text(cx, value)?,
            "co_filename" => unit.filename = text(cx, value)?,
            "co_code" => unit.code = content(cx, value)?,
            "co_linetable" => unit.linetable = content(cx, value)?,
            "co_exceptiontable" => unit.exceptiontable = content(cx, value)?,
            "co_consts" => consts = tuple(cx, value)?,
            "co_names" => unit.names = texts(cx, value)?,
            "co_varnames" => rename(cx, &mut unit, local_kind::LOCAL, value)?,
            "co_cellvars" => rename(cx, &mut unit, local_kind::CELL, value)?,
            "co_freevars" => rename(cx, &mut unit, local_kind::FREE, value)?,
            "co_nlocals" => {}
            other => {
                raise!(cx, TypeError, "replace() got an unexpected keyword argument '{other}'")
            }
        }
    }
    if let Some(field) = unsafe_change(code, &unit) {
        raise!(cx, ValueError, "code: {field} cannot change: only the compiler's bytecode is run")
    }
    let before = code.consts.get();
    if !before.items().iter().enumerate().all(|(i, &old)| can_stand_for(old, consts.get(i))) {
        raise!(cx, ValueError, "code: co_consts cannot change what code and tuples among them are")
    }
    unit.consts = vec![Constant::None; consts.len()];
    let code = build::from_unit(cx, &unit)?;
    code.set_consts(consts);
    Ok(code.into())
}

impl CodeObj {
    /// Gives a code object that was just made its constants, as many as it was made with.
    fn set_consts(&self, consts: Gc<TupleObj>) {
        debug_assert_eq!(self.consts.get().len(), consts.len());
        self.consts.set(consts);
        self.consts_at.set(consts.items().as_ptr());
    }
}

fn small(cx: &mut Ctx, v: Value) -> PyResult<u32> {
    match v.as_small().and_then(|n| u32::try_from(n).ok()) {
        Some(n) => Ok(n),
        None => raise!(cx, TypeError, "an integer is required"),
    }
}

fn text(cx: &mut Ctx, v: Value) -> PyResult<String> {
    match v.cast::<StrObj>() {
        Some(s) => Ok(s.to_string()),
        None => raise!(cx, TypeError, "a str is required"),
    }
}

fn content(cx: &mut Ctx, v: Value) -> PyResult<Vec<u8>> {
    match v.cast::<BytesObj>() {
        Some(b) => Ok(b.as_slice().to_vec()),
        None => raise!(cx, TypeError, "a bytes object is required"),
    }
}

fn tuple(cx: &mut Ctx, v: Value) -> PyResult<Gc<TupleObj>> {
    match v.cast::<TupleObj>() {
        Some(t) => Ok(t),
        None => raise!(cx, TypeError, "a tuple is required"),
    }
}

fn texts(cx: &mut Ctx, v: Value) -> PyResult<Vec<String>> {
    let t = tuple(cx, v)?;
    t.items().iter().map(|&v| text(cx, v)).collect()
}

fn rename(cx: &mut Ctx, unit: &mut CodeUnit, kind: u8, v: Value) -> PyResult<()> {
    let names = texts(cx, v)?;
    let places: Vec<usize> =
        (0..unit.localspluskinds.len()).filter(|&i| unit.localspluskinds[i] & kind != 0).collect();
    if names.len() != places.len() {
        raise!(cx, ValueError, "code: the number of variables cannot change")
    }
    for (i, name) in places.into_iter().zip(names) {
        unit.localsplusnames[i] = name;
    }
    Ok(())
}
