//! The attributes of functions. Changing code or defaults changes the version, on which caches and
//! machine code rest.

use super::FunctionObj;
use crate::types::code::CodeObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{Gc, HeapObject};
use taipan_runtime::object::native::GetSetDef;
use taipan_runtime::raise;
use taipan_runtime::types::dict::DictObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// The table.
pub(super) static ATTRS: &[GetSetDef] = &[
    GetSetDef::new("__code__", |_, v| Ok(this(v).code.get().into()), set_code),
    GetSetDef::readonly("__globals__", |_, v| Ok(this(v).globals.get().into())),
    GetSetDef::readonly("__builtins__", |_, v| Ok(this(v).builtins.get().into())),
    GetSetDef::readonly("__closure__", |_, v| Ok(option(this(v).closure.get()))),
    GetSetDef::new(
        "__defaults__",
        |_, v| Ok(option(this(v).defaults.get())),
        |cx, v, to| {
            let to =
                expect_or_none::<TupleObj>(cx, to, "__defaults__ must be set to a tuple object")?;
            this(v).defaults.set(to);
            this(v).version.set(0);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__kwdefaults__",
        |_, v| Ok(option(this(v).kwdefaults.get())),
        |cx, v, to| {
            let to =
                expect_or_none::<DictObj>(cx, to, "__kwdefaults__ must be set to a dict object")?;
            this(v).kwdefaults.set(to);
            this(v).version.set(0);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__name__",
        |_, v| Ok(this(v).name.get().into()),
        |cx, v, to| {
            this(v).name.set(expect_str(cx, to, "__name__ must be set to a string object")?);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__qualname__",
        |_, v| Ok(this(v).qualname.get().into()),
        |cx, v, to| {
            this(v).qualname.set(expect_str(
                cx,
                to,
                "__qualname__ must be set to a string object",
            )?);
            Ok(())
        },
    ),
    GetSetDef::new(
        "__doc__",
        |cx, v| super::doc(cx, this(v)),
        |_, v, to| {
            this(v).doc.set(Some(to.unwrap_or(Value::NONE)));
            Ok(())
        },
    ),
    GetSetDef::new(
        "__module__",
        |_, v| Ok(this(v).module.get()),
        |_, v, to| {
            this(v).module.set(to.unwrap_or(Value::NONE));
            Ok(())
        },
    ),
    GetSetDef::new("__annotations__", annotations, |cx, v, to| {
        let to = expect_or_none::<DictObj>(cx, to, "__annotations__ must be set to a dict object")?;
        this(v).annotations.set(to);
        this(v).annotate.set(None);
        Ok(())
    }),
    GetSetDef::new(
        "__annotate__",
        |_, v| Ok(this(v).annotate.get().unwrap_or(Value::NONE)),
        set_annotate,
    ),
    GetSetDef::new("__type_params__", type_params, |cx, v, to| {
        let to = expect_or_none::<TupleObj>(cx, to, "__type_params__ must be set to a tuple")?;
        this(v).type_params.set(to);
        Ok(())
    }),
    GetSetDef::new(
        "__dict__",
        taipan_runtime::types::object::dict_getset_get,
        taipan_runtime::types::object::dict_getset_set,
    ),
];

fn this(v: Value) -> Gc<FunctionObj> {
    v.cast().expect("attribute of `function`")
}

fn option<T: HeapObject>(object: Option<Gc<T>>) -> Value {
    object.map_or(Value::NONE, Value::from)
}

fn expect_or_none<T: HeapObject>(
    cx: &mut Ctx,
    v: Option<Value>,
    message: &str,
) -> PyResult<Option<Gc<T>>> {
    match v {
        None => Ok(None),
        Some(v) if v.is_none() => Ok(None),
        Some(v) => match v.cast::<T>() {
            Some(object) => Ok(Some(object)),
            None => raise!(cx, TypeError, "{message}"),
        },
    }
}

fn expect_str(cx: &mut Ctx, v: Option<Value>, message: &str) -> PyResult<Gc<StrObj>> {
    match v.and_then(|v| v.cast::<StrObj>()) {
        Some(s) => Ok(s),
        None => raise!(cx, TypeError, "{message}"),
    }
}

fn set_code(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let Some(code) = to.and_then(|v| v.cast::<CodeObj>()) else {
        raise!(cx, TypeError, "__code__ must be set to a code object")
    };
    let func = this(v);
    let (have, want) = (func.closure.get().map_or(0, |c| c.len()), code.free_len as usize);
    if have != want {
        raise!(
            cx,
            ValueError,
            "{}() requires a code object with {have} free vars, not {want}",
            func.name.get()
        )
    }
    let doc = super::doc(cx, func)?;
    func.doc.set(Some(doc));
    func.code.set(code);
    if !taipan_runtime::fault!("function-version-kept") {
        func.version.set(0);
    }
    Ok(())
}

fn annotations(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let func = this(v);
    if let Some(dict) = func.annotations.get() {
        return Ok(dict.into());
    }
    let dict = match func.annotate.get() {
        Some(annotate) if !annotate.is_none() => {
            let made = cx.call(annotate, &[Value::small(1)])?;
            match made.cast::<DictObj>() {
                Some(dict) => dict,
                None => {
                    let got = cx.type_name(made);
                    raise!(cx, TypeError, "__annotate__() must return a dict, not {got}")
                }
            }
        }
        _ => cx.dict()?,
    };
    func.annotations.set(Some(dict));
    Ok(dict.into())
}

fn set_annotate(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    match to {
        Some(to) if to.is_none() => this(v).annotate.set(None),
        Some(to) if cx.is_callable(to) => {
            this(v).annotate.set(Some(to));
            this(v).annotations.set(None);
        }
        Some(_) => raise!(cx, TypeError, "__annotate__ must be callable or None"),
        None => raise!(cx, TypeError, "__annotate__ cannot be deleted"),
    }
    Ok(())
}

fn type_params(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match this(v).type_params.get() {
        Some(params) => Ok(params.into()),
        None => Ok(cx.tuple(&[])?.into()),
    }
}
