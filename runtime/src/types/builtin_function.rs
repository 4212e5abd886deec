//! `builtin_function_or_method`: a native function bound to its `self` (or its module).

use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use crate::object::layouts;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::module::ModuleObj;
use crate::value::Value;

/// A native function or bound native method.
#[repr(C)]
pub struct BuiltinFunctionObj {
    pub(crate) hdr: Header,
    /// What it does.
    pub def: &'static MethodDef,
    /// The receiver; for module functions the module.
    pub receiver: Field<Option<Value>>,
    /// `__module__`.
    pub module: Field<Option<Value>>,
}

// SAFETY: `BuiltinFunctionObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for BuiltinFunctionObj {
    const LAYOUT: LayoutId = layouts::BUILTIN_FUNCTION;
}

impl Trace for BuiltinFunctionObj {
    fn trace(&self, m: &mut Marker) {
        self.receiver.trace(m);
        self.module.trace(m);
    }
}

/// `cls.__new__` of a builtin type; `self` is the type whose constructor runs.
pub static NEW_DEF: MethodDef = MethodDef::new("__new__", NativeCode::FastKw(call_new))
    .sig("($type, *args, **kwargs)")
    .doc("Create and return a new object.  See help(type) for accurate signature.");

fn call_new(cx: &mut Ctx, owner: Value, args: Args<'_>) -> PyResult<Value> {
    let Some(owner) = owner.cast::<TypeObj>() else {
        unreachable!("`__new__` is made with its type")
    };
    let Some(&class) = args.pos.first() else {
        raise!(cx, TypeError, "{}.__new__(): not enough arguments", owner.name);
    };
    let Some(class) = class.cast::<TypeObj>() else {
        let got = cx.type_name(class);
        raise!(cx, TypeError, "{}.__new__(X): X is not a type object ({got})", owner.name);
    };
    if !class.is_subtype(owner) {
        let (o, c) = (owner.name_str(), class.name_str());
        raise!(cx, TypeError, "{o}.__new__({c}): {c} is not a subtype of {o}");
    }
    // The constructor must be that of the most derived builtin type, or layouts would not match.
    let native = crate::types::object::native_base(class);
    let address = |ty: Gc<TypeObj>| ty.slots.new.get().map(|new| new as usize);
    if native.layout != owner.layout || address(native) != address(owner) {
        let (o, c, n) = (owner.name_str(), class.name_str(), native.name_str());
        raise!(cx, TypeError, "{o}.__new__({c}) is not safe, use {n}.__new__()");
    }
    match owner.slots.new.get() {
        Some(new) => new(cx, class, args.skip_first()),
        None => raise!(cx, TypeError, "cannot create '{}' instances", owner.name),
    }
}

impl Ctx {
    /// A native function object.
    pub fn builtin_function(
        &mut self,
        def: &'static MethodDef,
        receiver: Option<Value>,
        module: Option<Value>,
    ) -> PyResult<Gc<BuiltinFunctionObj>> {
        let hdr = Header::new(TypeId::BUILTIN_FUNCTION.shape(), layouts::BUILTIN_FUNCTION);
        self.alloc(BuiltinFunctionObj {
            hdr,
            def,
            receiver: Field::new(receiver),
            module: Field::new(module),
        })
    }

    /// Runs native code with a receiver. `qualified` names it in messages.
    #[inline]
    pub fn call_native(
        &mut self,
        def: &'static MethodDef,
        receiver: Value,
        args: Args<'_>,
    ) -> PyResult<Value> {
        match def.code {
            NativeCode::FastKw(f) => f(self, receiver, args),
            _ if args.kw_len() != 0 => {
                Err(self.native_error(def, receiver, "takes no keyword arguments"))
            }
            NativeCode::Fast(f) => f(self, receiver, args.pos),
            NativeCode::NoArgs(f) if args.pos.is_empty() => f(self, receiver),
            NativeCode::O(f) if args.pos.len() == 1 => f(self, receiver, args.pos[0]),
            NativeCode::NoArgs(_) => {
                let n = args.pos.len();
                Err(self.native_error(def, receiver, &format!("takes no arguments ({n} given)")))
            }
            NativeCode::O(_) => {
                let n = args.pos.len();
                Err(self.native_error(
                    def,
                    receiver,
                    &format!("takes exactly one argument ({n} given)"),
                ))
            }
        }
    }

    #[cold]
    fn native_error(&mut self, def: &MethodDef, receiver: Value, what: &str) -> crate::ctx::Raised {
        let name = qualified_name(self, def, receiver);
        self.raise(Exc::TypeError, format!("{name}() {what}"))
    }
}

/// `list.append` for a method, `len` for a function of a module.
fn qualified_name(cx: &mut Ctx, def: &MethodDef, receiver: Value) -> String {
    if let Some(module) = receiver.cast::<ModuleObj>() {
        return match module.name(cx) {
            Some(name) if name != "builtins" => format!("{name}.{}", def.name),
            _ => def.name.to_owned(),
        };
    }
    match receiver.cast::<TypeObj>() {
        Some(class) => format!("{}.{}", class.name, def.name),
        None if receiver.is_none() => def.name.to_owned(),
        None => format!("{}.{}", cx.type_of(receiver).name, def.name),
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        repr: Some(repr),
        call: Some(call),
        richcompare: Some(richcompare),
        hash: Some(hash),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::new("__reduce__", NativeCode::NoArgs(reduce))],
    getset: &[
        GetSetDef::readonly("__name__", |cx, v| {
            with(cx, v, |cx, f| Ok(cx.intern(f.def.name)?.into()))
        }),
        GetSetDef::readonly("__qualname__", |cx, v| with(cx, v, qualname)),
        GetSetDef::readonly("__self__", |cx, v| {
            with(cx, v, |_, f| Ok(f.receiver.get().unwrap_or(Value::NONE)))
        }),
        GetSetDef::readonly("__module__", |cx, v| {
            with(cx, v, |_, f| Ok(f.module.get().unwrap_or(Value::NONE)))
        }),
        GetSetDef::readonly("__doc__", |cx, v| with(cx, v, |cx, f| text_or_none(cx, f.def.doc))),
        GetSetDef::readonly("__text_signature__", |cx, v| {
            with(cx, v, |cx, f| text_or_none(cx, f.def.signature))
        }),
    ],
    ..TypeSpec::EMPTY
};

pub(crate) fn text_or_none(cx: &mut Ctx, text: &'static str) -> PyResult<Value> {
    if text.is_empty() { Ok(Value::NONE) } else { Ok(cx.str(text)?.into()) }
}

fn with(
    cx: &mut Ctx,
    v: Value,
    f: fn(&mut Ctx, Gc<BuiltinFunctionObj>) -> PyResult<Value>,
) -> PyResult<Value> {
    match v.cast::<BuiltinFunctionObj>() {
        Some(function) => f(cx, function),
        None => raise!(cx, TypeError, "descriptor requires a 'builtin_function_or_method' object"),
    }
}

fn qualname(cx: &mut Ctx, f: Gc<BuiltinFunctionObj>) -> PyResult<Value> {
    let owner = match f.receiver.get() {
        None => None,
        Some(r) if r.is_none() || r.cast::<ModuleObj>().is_some() => None,
        Some(r) => Some(r.cast::<TypeObj>().unwrap_or_else(|| cx.type_of(r))),
    };
    match owner {
        Some(class) => Ok(cx.str(&format!("{}.{}", class.qualname, f.def.name))?.into()),
        None => Ok(cx.intern(f.def.name)?.into()),
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    with(cx, v, |cx, f| {
        let text = match f.receiver.get() {
            Some(r) if !r.is_none() && r.cast::<ModuleObj>().is_none() => {
                let ty = cx.type_name(r);
                format!("<built-in method {} of {ty} object at {:#x}>", f.def.name, r.bits())
            }
            _ => format!("<built-in function {}>", f.def.name),
        };
        Ok(cx.str(&text)?.into())
    })
}

fn call(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    match v.cast::<BuiltinFunctionObj>() {
        Some(f) => cx.call_native(f.def, f.receiver.get().unwrap_or(Value::NONE), args),
        None => raise!(cx, TypeError, "not a builtin function"),
    }
}

fn richcompare(_: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<BuiltinFunctionObj>(), b.cast::<BuiltinFunctionObj>())
    else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let same = std::ptr::eq(x.def, y.def) && x.receiver.get() == y.receiver.get();
    match op {
        CmpOp::Eq => Ok(Value::bool(same)),
        CmpOp::Ne => Ok(Value::bool(!same)),
        _ => Ok(Value::NOT_IMPLEMENTED),
    }
}

fn hash(_: &mut Ctx, v: Value) -> PyResult<i64> {
    let f = v.cast::<BuiltinFunctionObj>();
    let (def, receiver) = f.map_or((0, 0), |f| {
        (std::ptr::from_ref(f.def) as usize as u64, f.receiver.get().map_or(0, Value::bits))
    });
    Ok(((def >> 4) ^ receiver.rotate_right(4)) as i64)
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    with(cx, v, |cx, f| match f.receiver.get() {
        Some(r) if !r.is_none() && r.cast::<ModuleObj>().is_none() => {
            let attr = cx.intern(f.def.name)?;
            cx.reduce_to_getattr(r, attr)
        }
        _ => Ok(cx.intern(f.def.name)?.into()),
    })
}
