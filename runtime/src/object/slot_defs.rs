//! Between slots and dunder methods, both ways.
//!
//! [`SLOT_DEFS`] has a row per dunder method: how a native slot is called when Python code calls the
//! dunder (`wrap`), and which slot group it feeds. [`GROUPS`] has a row per slot: the dunders that
//! feed it and the trampoline that a Python-made class gets. `update_slots` applies them to a class.
//!
//! Reference: <https://docs.python.org/3.14/reference/datamodel.html#special-method-names>.

use super::native::Args;
use super::slots::{CmpOp, SlotTable, TypeSlots};
use super::trampolines as tramp;
use super::type_obj::TypeObj;
use super::wrappers as w;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::names::Names;
use crate::types::descriptor::{MethodDescrObj, SlotWrapperObj};
use crate::types::str::StrObj;
use crate::value::Value;

/// Calls the native slot of `owner` as the dunder method would be called.
pub type WrapFn = fn(&mut Ctx, Gc<TypeObj>, Value, Args<'_>) -> PyResult<Value>;

/// A dunder method that a native slot provides.
pub struct SlotDef {
    /// Such as `__add__`.
    pub name: &'static str,
    /// The same, interned.
    pub key: fn(&Names) -> Gc<StrObj>,
    /// `__text_signature__` of the wrapper.
    pub signature: &'static str,
    /// Whether a builtin type's own table provides it.
    pub provided: fn(&SlotTable) -> bool,
    /// Calls it.
    pub wrap: WrapFn,
}

/// A slot and the dunders that feed it.
pub struct SlotGroup {
    /// The dunders.
    pub names: &'static [&'static str],
    /// The same, interned.
    pub keys: &'static [fn(&Names) -> Gc<StrObj>],
    /// Whether a type has the slot.
    pub filled: fn(&TypeSlots) -> bool,
    /// Takes the slot from a native type that defines the dunders.
    pub copy: fn(&TypeSlots, &TypeSlots),
    /// Sets the trampoline.
    pub trampoline: fn(&TypeSlots),
    /// Empties the slot.
    pub clear: fn(&TypeSlots),
}

macro_rules! defs {
    ($($name:ident, $sig:literal, $slot:ident, $wrap:expr;)*) => {
        /// Every dunder that slots provide.
        pub static SLOT_DEFS: &[SlotDef] = &[$(SlotDef {
            name: stringify!($name),
            key: |names| names.$name,
            signature: $sig,
            provided: |t| t.$slot.is_some(),
            wrap: $wrap,
        },)*];
    };
}

macro_rules! unary {
    ($slot:ident) => {
        |cx, owner, v, args| w::unary(cx, owner.slots.$slot.get(), v, args)
    };
}
macro_rules! binary {
    ($slot:ident) => {
        |cx, owner, v, args| w::binary(cx, owner.slots.$slot.get(), v, args, false)
    };
}
macro_rules! reflected {
    ($slot:ident) => {
        |cx, owner, v, args| w::binary(cx, owner.slots.$slot.get(), v, args, true)
    };
}
macro_rules! compare {
    ($op:ident) => {
        |cx, owner, v, args| w::compare(cx, owner.slots.richcompare.get(), v, args, CmpOp::$op)
    };
}

defs! {
    __repr__, "($self, /)", repr, unary!(repr);
    __str__, "($self, /)", str, unary!(str);
    __hash__, "($self, /)", hash, |cx, o, v, a| w::hash(cx, o.slots.hash.get(), v, a);
    __call__, "($self, /, *args, **kwargs)", call, |cx, o, v, a| w::call(cx, o.slots.call.get(), v, a);
    __getattribute__, "($self, name, /)", getattr, |cx, o, v, a| w::getattr(cx, o.slots.getattr.get(), v, a);
    __setattr__, "($self, name, value, /)", setattr, |cx, o, v, a| w::setattr(cx, o.slots.setattr.get(), v, a);
    __delattr__, "($self, name, /)", setattr, |cx, o, v, a| w::delattr(cx, o.slots.setattr.get(), v, a);
    __lt__, "($self, value, /)", richcompare, compare!(Lt);
    __le__, "($self, value, /)", richcompare, compare!(Le);
    __eq__, "($self, value, /)", richcompare, compare!(Eq);
    __ne__, "($self, value, /)", richcompare, compare!(Ne);
    __gt__, "($self, value, /)", richcompare, compare!(Gt);
    __ge__, "($self, value, /)", richcompare, compare!(Ge);
    __iter__, "($self, /)", iter, unary!(iter);
    __next__, "($self, /)", next, |cx, o, v, a| w::next(cx, o.slots.next.get(), v, a);
    __get__, "($self, instance, owner=None, /)", descr_get, |cx, o, v, a| w::descr_get(cx, o.slots.descr_get.get(), v, a);
    __set__, "($self, instance, value, /)", descr_set, |cx, o, v, a| w::descr_set(cx, o.slots.descr_set.get(), v, a);
    __delete__, "($self, instance, /)", descr_set, |cx, o, v, a| w::descr_delete(cx, o.slots.descr_set.get(), v, a);
    __init__, "($self, /, *args, **kwargs)", init, |cx, o, v, a| w::init(cx, o.slots.init.get(), v, a);
    __del__, "($self, /)", del, unary!(del);
    __add__, "($self, value, /)", add, binary!(add);
    __radd__, "($self, value, /)", add, reflected!(add);
    __sub__, "($self, value, /)", sub, binary!(sub);
    __rsub__, "($self, value, /)", sub, reflected!(sub);
    __mul__, "($self, value, /)", mul, binary!(mul);
    __rmul__, "($self, value, /)", mul, reflected!(mul);
    __matmul__, "($self, value, /)", matmul, binary!(matmul);
    __rmatmul__, "($self, value, /)", matmul, reflected!(matmul);
    __truediv__, "($self, value, /)", truediv, binary!(truediv);
    __rtruediv__, "($self, value, /)", truediv, reflected!(truediv);
    __floordiv__, "($self, value, /)", floordiv, binary!(floordiv);
    __rfloordiv__, "($self, value, /)", floordiv, reflected!(floordiv);
    __mod__, "($self, value, /)", rem, binary!(rem);
    __rmod__, "($self, value, /)", rem, reflected!(rem);
    __divmod__, "($self, value, /)", divmod, binary!(divmod);
    __rdivmod__, "($self, value, /)", divmod, reflected!(divmod);
    __pow__, "($self, value, mod=None, /)", pow, |cx, o, v, a| w::pow(cx, o.slots.pow.get(), v, a, false);
    __rpow__, "($self, value, mod=None, /)", pow, |cx, o, v, a| w::pow(cx, o.slots.pow.get(), v, a, true);
    __lshift__, "($self, value, /)", lshift, binary!(lshift);
    __rlshift__, "($self, value, /)", lshift, reflected!(lshift);
    __rshift__, "($self, value, /)", rshift, binary!(rshift);
    __rrshift__, "($self, value, /)", rshift, reflected!(rshift);
    __and__, "($self, value, /)", and, binary!(and);
    __rand__, "($self, value, /)", and, reflected!(and);
    __xor__, "($self, value, /)", xor, binary!(xor);
    __rxor__, "($self, value, /)", xor, reflected!(xor);
    __or__, "($self, value, /)", or, binary!(or);
    __ror__, "($self, value, /)", or, reflected!(or);
    __iadd__, "($self, value, /)", iadd, binary!(iadd);
    __isub__, "($self, value, /)", isub, binary!(isub);
    __imul__, "($self, value, /)", imul, binary!(imul);
    __imatmul__, "($self, value, /)", imatmul, binary!(imatmul);
    __itruediv__, "($self, value, /)", itruediv, binary!(itruediv);
    __ifloordiv__, "($self, value, /)", ifloordiv, binary!(ifloordiv);
    __imod__, "($self, value, /)", irem, binary!(irem);
    __ipow__, "($self, value, /)", ipow, binary!(ipow);
    __ilshift__, "($self, value, /)", ilshift, binary!(ilshift);
    __irshift__, "($self, value, /)", irshift, binary!(irshift);
    __iand__, "($self, value, /)", iand, binary!(iand);
    __ixor__, "($self, value, /)", ixor, binary!(ixor);
    __ior__, "($self, value, /)", ior, binary!(ior);
    __neg__, "($self, /)", neg, unary!(neg);
    __pos__, "($self, /)", pos, unary!(pos);
    __abs__, "($self, /)", abs, unary!(abs);
    __invert__, "($self, /)", invert, unary!(invert);
    __bool__, "($self, /)", bool, |cx, o, v, a| w::bool(cx, o.slots.bool.get(), v, a);
    __int__, "($self, /)", int, unary!(int);
    __float__, "($self, /)", float, unary!(float);
    __index__, "($self, /)", index, unary!(index);
    __len__, "($self, /)", len, |cx, o, v, a| w::len(cx, o.slots.len.get(), v, a);
    __getitem__, "($self, key, /)", getitem, binary!(getitem);
    __setitem__, "($self, key, value, /)", setitem, |cx, o, v, a| w::setitem(cx, o.slots.setitem.get(), v, a);
    __delitem__, "($self, key, /)", setitem, |cx, o, v, a| w::delitem(cx, o.slots.setitem.get(), v, a);
    __contains__, "($self, key, /)", contains, |cx, o, v, a| w::contains(cx, o.slots.contains.get(), v, a);
    __await__, "($self, /)", await_, unary!(await_);
    __aiter__, "($self, /)", aiter, unary!(aiter);
    __anext__, "($self, /)", anext, unary!(anext);
}

/// The dunders of sequence slots, which share names with numeric ones: entered only when the type
/// has no numeric slot of that name.
pub static SEQUENCE_DEFS: &[SlotDef] = &[
    SlotDef {
        name: "__add__",
        key: |names| names.__add__,
        signature: "($self, value, /)",
        provided: |t| t.concat.is_some(),
        wrap: binary!(concat),
    },
    SlotDef {
        name: "__mul__",
        key: |names| names.__mul__,
        signature: "($self, value, /)",
        provided: |t| t.repeat.is_some(),
        wrap: binary!(repeat),
    },
    SlotDef {
        name: "__rmul__",
        key: |names| names.__rmul__,
        signature: "($self, value, /)",
        provided: |t| t.repeat.is_some(),
        wrap: binary!(repeat),
    },
    SlotDef {
        name: "__iadd__",
        key: |names| names.__iadd__,
        signature: "($self, value, /)",
        provided: |t| t.iconcat.is_some(),
        wrap: binary!(iconcat),
    },
    SlotDef {
        name: "__imul__",
        key: |names| names.__imul__,
        signature: "($self, value, /)",
        provided: |t| t.irepeat.is_some(),
        wrap: binary!(irepeat),
    },
];

macro_rules! groups {
    ($($slot:ident: [$($name:ident)*] $(+ $seq:ident)?;)*) => {
        /// Every slot that Python code can define.
        pub static GROUPS: &[SlotGroup] = &[$(SlotGroup {
            names: &[$(stringify!($name)),*],
            keys: &[$(|names| names.$name),*],
            filled: |slots| slots.$slot.get().is_some(),
            copy: |to, from| {
                to.$slot.set(from.$slot.get());
                $(to.$seq.set(from.$seq.get());)?
            },
            trampoline: |to| {
                to.$slot.set(Some(tramp::$slot));
                $(to.$seq.set(None);)?
            },
            clear: |to| {
                to.$slot.set(None);
                $(to.$seq.set(None);)?
            },
        },)*];
    };
}

groups! {
    repr: [__repr__]; str: [__str__]; hash: [__hash__]; call: [__call__];
    getattr: [__getattribute__ __getattr__]; setattr: [__setattr__ __delattr__];
    richcompare: [__lt__ __le__ __eq__ __ne__ __gt__ __ge__];
    iter: [__iter__]; next: [__next__];
    descr_get: [__get__]; descr_set: [__set__ __delete__];
    init: [__init__]; del: [__del__];
    add: [__add__ __radd__] + concat; sub: [__sub__ __rsub__]; mul: [__mul__ __rmul__] + repeat;
    matmul: [__matmul__ __rmatmul__]; truediv: [__truediv__ __rtruediv__];
    floordiv: [__floordiv__ __rfloordiv__]; rem: [__mod__ __rmod__]; divmod: [__divmod__ __rdivmod__];
    pow: [__pow__ __rpow__]; lshift: [__lshift__ __rlshift__]; rshift: [__rshift__ __rrshift__];
    and: [__and__ __rand__]; xor: [__xor__ __rxor__]; or: [__or__ __ror__];
    iadd: [__iadd__] + iconcat; isub: [__isub__]; imul: [__imul__] + irepeat; imatmul: [__imatmul__];
    itruediv: [__itruediv__]; ifloordiv: [__ifloordiv__]; irem: [__imod__]; ipow: [__ipow__];
    ilshift: [__ilshift__]; irshift: [__irshift__]; iand: [__iand__]; ixor: [__ixor__]; ior: [__ior__];
    neg: [__neg__]; pos: [__pos__]; abs: [__abs__]; invert: [__invert__]; bool: [__bool__];
    int: [__int__]; float: [__float__]; index: [__index__];
    len: [__len__]; getitem: [__getitem__]; setitem: [__setitem__ __delitem__]; contains: [__contains__];
    await_: [__await__]; aiter: [__aiter__]; anext: [__anext__];
}

/// Sets every slot of a Python-made class from what its MRO defines.
pub fn update_slots(cx: &Ctx, ty: Gc<TypeObj>) {
    for group in GROUPS {
        update_group(cx, ty, group);
    }
    update_new(cx, ty);
}

/// Sets the slots that a dunder feeds, after it was set or deleted.
pub fn update_slots_of(cx: &Ctx, ty: Gc<TypeObj>, dunder: &str) {
    for group in GROUPS.iter().filter(|g| g.names.contains(&dunder)) {
        update_group(cx, ty, group);
    }
    if dunder == "__new__" {
        update_new(cx, ty);
    }
}

fn update_group(cx: &Ctx, ty: Gc<TypeObj>, group: &SlotGroup) {
    // The native type whose slot serves, as long as all that was found agrees.
    let mut native: Option<Gc<TypeObj>> = None;
    let mut python = false;
    for key in group.keys {
        let name = key(&cx.names);
        match ty.lookup_uncached(name) {
            None => {}
            Some((class, found)) => match native_owner(found, group) {
                Some(owner) if !class.has(super::type_obj::TypeFlags::HEAP) => match native {
                    Some(n) if !n.ptr_eq(owner) => python = true,
                    _ => native = Some(owner),
                },
                _ => python = true,
            },
        }
    }
    match native {
        _ if python => (group.trampoline)(&ty.slots),
        Some(owner) => (group.copy)(&ty.slots, &owner.slots),
        None => (group.clear)(&ty.slots),
    }
}

/// The native type whose slot does what this descriptor does. Some dunders (`dict.__getitem__`) are
/// methods beside the slot, so that they are called faster by name.
fn native_owner(found: Value, group: &SlotGroup) -> Option<Gc<TypeObj>> {
    if let Some(wrapper) = found.cast::<SlotWrapperObj>() {
        return Some(wrapper.owner.get());
    }
    let method = found.cast::<MethodDescrObj>()?;
    let owner = method.owner.get();
    let beside_slot = matches!(method.def.name, "__getitem__" | "__contains__");
    (beside_slot && (group.filled)(&owner.slots)).then_some(owner)
}

fn update_new(cx: &Ctx, ty: Gc<TypeObj>) {
    let name = cx.names.__new__;
    let owner =
        ty.lookup_uncached(name).and_then(|(_, v)| crate::types::type_::native_new_owner(v));
    match owner {
        Some(owner) => ty.slots.new.set(owner.slots.new.get()),
        None => ty.slots.new.set(Some(tramp::new)),
    }
}
