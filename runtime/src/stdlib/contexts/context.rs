//! `Context`: values by variable, and which context is the current one.

use super::super::types as ty;
use super::var::ContextVarObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::check_positional;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, NextFn, SlotTable};
use crate::object::type_id::TypeId;
use crate::types::dict::{DictIterObj, DictObj};
use crate::types::list::no_hash;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// A context.
    pub struct ContextObj: CONTEXT {
        /// Values by variable.
        traced values: Gc<DictObj>,
        /// The context that was current before this one, while this one is entered.
        traced outer: Option<Value>,
        /// Whether another context, or an iterator, has the same dict.
        plain is_shared: bool,
        plain is_entered: bool,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    slots: SlotTable {
        new: Some(|cx, _, args| {
            if !args.is_empty() {
                raise!(cx, TypeError, "Context() does not accept any arguments");
            }
            Ok(cx.new_context()?.into())
        }),
        richcompare: Some(richcompare),
        iter: Some(|cx, v| iterator(cx, v, ty::CONTEXT_KEYS)),
        len: Some(|_, v| Ok(this!(v, ContextObj).values.get().len())),
        getitem: Some(getitem),
        contains: Some(|cx, v, key| {
            let key = variable(cx, key)?;
            Ok(cx.dict_get(this!(v, ContextObj).values.get(), key)?.is_some())
        }),
        hash: Some(crate::types::list::unhashable),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("get", NativeCode::Fast(get)).sig("($self, key, default=None, /)").doc(
            "Return the value for `key` if `key` has the value in the context object.\n\n\
             If `key` does not exist, return `default`. If `default` is not given, return None.",
        ),
        MethodDef::new("items", NativeCode::NoArgs(|cx, v| iterator(cx, v, ty::CONTEXT_ITEMS)))
            .sig("($self, /)"),
        MethodDef::new("keys", NativeCode::NoArgs(|cx, v| iterator(cx, v, ty::CONTEXT_KEYS)))
            .sig("($self, /)"),
        MethodDef::new("values", NativeCode::NoArgs(|cx, v| iterator(cx, v, ty::CONTEXT_VALUES)))
            .sig("($self, /)"),
        MethodDef::new(
            "copy",
            NativeCode::NoArgs(|cx, v| Ok(cx.copy_context(this!(v, ContextObj))?.into())),
        )
        .sig("($self, /)")
        .doc("Return a shallow copy of the context object."),
        MethodDef::new("run", NativeCode::FastKw(run)),
    ],
    finish: Some(no_hash),
    ..TypeSpec::EMPTY
};

impl Ctx {
    /// A context without values.
    pub fn new_context(&mut self) -> PyResult<Gc<ContextObj>> {
        let values = self.dict()?;
        self.alloc(ContextObj::new(ty::CONTEXT.shape(), values, None, false, false))
    }

    /// The current context of the running thread.
    pub fn current_context(&mut self) -> PyResult<Gc<ContextObj>> {
        if let Some(current) = self.context {
            return Ok(current);
        }
        let fresh = self.new_context()?;
        fresh.is_entered.set(true);
        self.context = Some(fresh);
        Ok(fresh)
    }

    /// A context with the same values as another.
    pub fn copy_context(&mut self, from: Gc<ContextObj>) -> PyResult<Gc<ContextObj>> {
        from.is_shared.set(true);
        let values = from.values.get();
        self.alloc(ContextObj::new(ty::CONTEXT.shape(), values, None, true, false))
    }

    /// What `copy_context()` gives.
    pub fn copy_current_context(&mut self) -> PyResult<Gc<ContextObj>> {
        let current = self.current_context()?;
        self.copy_context(current)
    }

    /// Makes a context the current one.
    ///
    /// # Errors
    /// RuntimeError if it is entered already.
    pub fn enter_context(&mut self, context: Gc<ContextObj>) -> PyResult<()> {
        if context.is_entered.get() {
            let shown = self.repr(context.into())?;
            raise!(self, RuntimeError, "cannot enter context: {shown} is already entered");
        }
        let outer = self.current_context()?;
        context.outer.set(Some(outer.into()));
        context.is_entered.set(true);
        self.context = Some(context);
        self.decimal_context = None;
        Ok(())
    }

    /// Makes the context current again that was so before this one was entered.
    pub fn leave_context(&mut self, context: Gc<ContextObj>) {
        self.context = context.outer.get().and_then(|outer| outer.cast());
        context.outer.set(None);
        context.is_entered.set(false);
        self.decimal_context = None;
    }
}

impl ContextObj {
    /// The values for somebody who is going to change them: nobody else's.
    pub(super) fn own_values(&self, cx: &mut Ctx) -> PyResult<Gc<DictObj>> {
        if self.is_shared.get() {
            let copy = cx.dict_copy(self.values.get())?;
            self.values.set(copy);
            self.is_shared.set(false);
        }
        Ok(self.values.get())
    }
}

fn run(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let Some(&callable) = args.pos.first() else {
        raise!(cx, TypeError, "run() missing 1 required positional argument")
    };
    let context = this!(v, ContextObj);
    cx.enter_context(context)?;
    let result = cx.call_args(callable, args.skip_first());
    cx.leave_context(context);
    result
}

/// The key, if it is a variable.
fn variable(cx: &mut Ctx, key: Value) -> PyResult<Value> {
    if key.cast::<ContextVarObj>().is_none() {
        let shown = cx.repr(key)?;
        raise!(cx, TypeError, "a ContextVar key was expected, got {shown}");
    }
    Ok(key)
}

fn getitem(cx: &mut Ctx, v: Value, key: Value) -> PyResult<Value> {
    let key = variable(cx, key)?;
    match cx.dict_get(this!(v, ContextObj).values.get(), key)? {
        Some(value) => Ok(value),
        None => Err(cx.raise_key_error(key)),
    }
}

fn get(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    check_positional(cx, "get", args.len(), 1, 2)?;
    let key = variable(cx, args[0])?;
    let found = cx.dict_get(this!(v, ContextObj).values.get(), key)?;
    Ok(found.or(args.get(1).copied()).unwrap_or(Value::NONE))
}

const fn iterator_spec(next: NextFn) -> TypeSpec {
    TypeSpec {
        slots: SlotTable { iter: Some(|_, v| Ok(v)), next: Some(next), ..SlotTable::EMPTY },
        ..TypeSpec::EMPTY
    }
}

/// The iterator over variables.
pub static KEYS_SPEC: TypeSpec =
    iterator_spec(|_, v| Ok(this!(v, DictIterObj).next_entry().map(|e| e.key)));
/// The iterator over values.
pub static VALUES_SPEC: TypeSpec =
    iterator_spec(|_, v| Ok(this!(v, DictIterObj).next_entry().map(|e| e.value)));
/// The iterator over both.
pub static ITEMS_SPEC: TypeSpec = iterator_spec(|cx, v| {
    Ok(match this!(v, DictIterObj).next_entry() {
        Some(e) => Some(cx.tuple(&[e.key, e.value])?.into()),
        None => None,
    })
});

fn iterator(cx: &mut Ctx, v: Value, kind: TypeId) -> PyResult<Value> {
    let context = this!(v, ContextObj);
    context.is_shared.set(true);
    cx.dict_iter(kind, context.values.get())
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    let (Some(x), Some(y)) = (a.cast::<ContextObj>(), b.cast::<ContextObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let wanted = match op {
        CmpOp::Eq => true,
        CmpOp::Ne => false,
        _ => return Ok(Value::NOT_IMPLEMENTED),
    };
    Ok(Value::bool(cx.dict_eq(x.values.get(), y.values.get())? == wanted))
}
