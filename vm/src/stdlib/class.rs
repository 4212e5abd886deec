//! `__build_class__`: what a `class` statement calls (Language Reference, section 3.3.3).

use crate::interp::slow::mapping_get;
use crate::types::cell::CellObj;
use crate::types::code::CodeObj;
use crate::types::function::{self, FunctionObj};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{Args, MethodDef, NativeCode};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::object::type_obj::{TypeFlags, TypeObj};
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

pub(super) static BUILD_CLASS: MethodDef =
    MethodDef::new("__build_class__", NativeCode::FastKw(build_class));

fn build_class(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let (Some(body), Some(name)) = (
        args.pos.first().and_then(|v| v.cast::<FunctionObj>()),
        args.pos.get(1).and_then(|v| v.cast::<StrObj>()),
    ) else {
        raise!(cx, TypeError, "__build_class__: func must be a function and name a string")
    };
    let given = cx.tuple(&args.pos[2..])?;
    let bases = mro_entries(cx, given)?;
    let keywords = Keywords::of(cx, args)?;
    let meta = metaclass(cx, keywords.metaclass, bases)?;
    let prepare = cx.names.__prepare__;
    let namespace = match cx.getattr_opt(meta, prepare)? {
        Some(prepare) => {
            let kwargs = keywords.args();
            let pos = [name.into(), bases.into()];
            cx.call_args(prepare, Args { pos: &pos, ..kwargs })?
        }
        None => cx.dict()?.into(),
    };
    if namespace.cast::<DictObj>().is_none() && cx.type_of(namespace).slots.getitem.get().is_none()
    {
        let (m, got) = (meta_name(meta), cx.type_name(namespace));
        raise!(cx, TypeError, "{m}.__prepare__() must return a mapping, not {got}")
    }
    let cell = function::run_in(cx, body, namespace)?;
    if !given.ptr_eq(bases) {
        let orig = cx.intern("__orig_bases__")?;
        cx.setitem(namespace, orig.into(), given.into())?;
    }
    let pos = [name.into(), bases.into(), namespace];
    let class = cx.call_args(meta, Args { pos: &pos, ..keywords.args() })?;
    check_cell(cx, cell, class, name, namespace)?;
    // Exceptions of modules in C are made by a call of `type`.
    if is_in_c(&body.code.get())
        && let Some(class) = class.cast::<TypeObj>().filter(|c| !c.has(TypeFlags::EXCEPTION))
    {
        class.add_flags(TypeFlags::OF_NATIVE_MODULE);
    }
    Ok(class)
}

/// Modules of the library in Python in whose place CPython takes those in C.
const TAKEN_FROM_C: [&str; 2] = ["<taipan-stdlib>/_pydatetime.py", "<taipan-stdlib>/operator.py"];

/// Whether CPython has in C what this code makes.
fn is_in_c(code: &CodeObj) -> bool {
    let is_taken = |name: &str| TAKEN_FROM_C.contains(&name);
    code.is_native_module() || code.filename.get().as_ascii().is_some_and(is_taken)
}

fn meta_name(meta: Value) -> String {
    meta.cast::<TypeObj>().map_or("<metaclass>".to_owned(), |t| t.name_str())
}

/// Bases that are no classes are replaced by what their `__mro_entries__` returns (PEP 560).
fn mro_entries(cx: &mut Ctx, bases: Gc<TupleObj>) -> PyResult<Gc<TupleObj>> {
    let name = cx.names.__mro_entries__;
    let mut replaced = None;
    for (i, &base) in bases.items().iter().enumerate() {
        if base.cast::<TypeObj>().is_none()
            && let Some(entries) = cx.getattr_opt(base, name)?
        {
            let list = match replaced {
                Some(list) => list,
                None => {
                    let list = cx.list(&bases.items()[..i])?;
                    replaced = Some(list);
                    list
                }
            };
            let new = cx.call(entries, &[bases.into()])?;
            let Some(new) = new.cast::<TupleObj>() else {
                raise!(cx, TypeError, "__mro_entries__ must return a tuple")
            };
            for &entry in new.items() {
                cx.list_append(list, entry)?;
            }
            continue;
        }
        if let Some(list) = replaced {
            cx.list_append(list, base)?;
        }
    }
    match replaced {
        Some(list) => cx.tuple_with(list.len(), |i| list.get(i).unwrap_or(Value::NONE)),
        None => Ok(bases),
    }
}

/// The keywords of a class statement, without `metaclass`.
struct Keywords {
    metaclass: Option<Value>,
    names: Gc<TupleObj>,
    values: Gc<TupleObj>,
}

impl Keywords {
    fn of(cx: &mut Ctx, args: Args<'_>) -> PyResult<Keywords> {
        let mut metaclass = None;
        let (names, values) = (cx.list(&[])?, cx.list(&[])?);
        for (name, v) in args.keywords() {
            if name.eq_str("metaclass") {
                metaclass = Some(v);
            } else {
                cx.list_append(names, name.into())?;
                cx.list_append(values, v)?;
            }
        }
        let n = names.len();
        Ok(Keywords {
            metaclass,
            names: cx.tuple_with(n, |i| names.get(i).unwrap_or(Value::NONE))?,
            values: cx.tuple_with(n, |i| values.get(i).unwrap_or(Value::NONE))?,
        })
    }

    fn args(&self) -> Args<'_> {
        let kw_names = (!self.names.is_empty()).then_some(self.names);
        Args { pos: &[], kw_names, kw_values: self.values.items() }
    }
}

/// The most derived metaclass of the given one and those of the bases.
fn metaclass(cx: &mut Ctx, given: Option<Value>, bases: Gc<TupleObj>) -> PyResult<Value> {
    let start = match given {
        Some(meta) => match meta.cast::<TypeObj>() {
            Some(meta) if meta.has(TypeFlags::TYPE) => meta,
            // A metaclass that is no class is called as it is.
            _ => return Ok(meta),
        },
        None => match bases.get(0) {
            Some(base) => cx.type_of(base),
            None => cx.ty(TypeId::TYPE),
        },
    };
    let mut winner = start;
    for &base in bases.items() {
        let meta = cx.type_of(base);
        if winner.is_subtype(meta) {
            continue;
        }
        if !meta.is_subtype(winner) {
            raise!(
                cx,
                TypeError,
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases"
            )
        }
        winner = meta;
    }
    Ok(winner.into())
}

/// The cell of `__class__` must hold the class when its body has one.
fn check_cell(
    cx: &mut Ctx,
    cell: Value,
    class: Value,
    name: Gc<StrObj>,
    namespace: Value,
) -> PyResult<()> {
    let Some(cell) = cell.cast::<CellObj>() else { return Ok(()) };
    if class.cast::<TypeObj>().is_none() {
        return Ok(());
    }
    match cell.content.get() {
        Some(content) if content.is(class) => Ok(()),
        Some(content) => {
            let (shown, set) = (cx.repr(class)?, cx.repr(content)?);
            raise!(cx, TypeError, "__class__ set to {set} defining '{name}' as {shown}")
        }
        None => {
            let classcell = cx.names.__classcell__;
            if mapping_get(cx, namespace, classcell)?.is_some() {
                let shown = cx.repr(class)?;
                raise!(
                    cx,
                    RuntimeError,
                    "__class__ not set defining '{name}' as {shown}. Was __classcell__ propagated to type.__new__?"
                )
            }
            cell.content.set(Some(class));
            Ok(())
        }
    }
}
