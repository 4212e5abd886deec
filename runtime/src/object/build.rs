//! Making classes: builtin types from their declarations, and classes from `type(name, bases, dict)`.

use super::layouts;
use super::native::{MethodDef, MethodKind};
use super::shape::{ATTRS_AT_TAIL, InstanceLayout, ShapeKind};
use super::slot_defs::{self, SEQUENCE_DEFS, SLOT_DEFS, SlotDef};
use super::slots::TypeSlots;
use super::type_id::{TypeDecl, TypeId};
use super::type_obj::{TypeFlags, TypeObj};
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Field, Gc, Header, INSTANCE_PART, LayoutId, ShapeId};
use crate::types::builtin_function::NEW_DEF;
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;
use smallvec::SmallVec;
use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

/// Attribute slots that the first instances of a class get.
const FIRST_INLINE: u16 = 4;

/// What the struct of a new type object holds.
struct Parts {
    name: Gc<StrObj>,
    qualname: Gc<StrObj>,
    dict: Gc<DictObj>,
    bases: Gc<TupleObj>,
    base: Option<Gc<TypeObj>>,
    module: Option<Value>,
    flags: TypeFlags,
    layout: LayoutId,
    basic_size: usize,
}

fn type_struct(shape: ShapeId, p: Parts, mro: Gc<TupleObj>) -> TypeObj {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    TypeObj {
        hdr: Header::new(shape, layouts::TYPE),
        name: Field::new(p.name),
        qualname: Field::new(p.qualname),
        dict: Field::new(p.dict),
        bases: Field::new(p.bases),
        mro: Field::new(mro),
        base: Field::new(p.base),
        subclasses: Field::new(None),
        module: Field::new(p.module),
        serial: NEXT.fetch_add(1, Ordering::Relaxed),
        mutations: Cell::new(0),
        flags: Cell::new(p.flags),
        version: Cell::new(0),
        instance_shape: Cell::new(ShapeId(0)),
        dict_shape: Cell::new(ShapeId(0)),
        layout: p.layout,
        basic_size: Cell::new(p.basic_size.next_multiple_of(8) as u16),
        slot_words: Cell::new(p.base.map_or(0, |b| b.slot_words.get())),
        inline_hint: Cell::new(FIRST_INLINE),
        slots: TypeSlots::new(),
    }
}

/// Makes a builtin type. Its base is made first.
pub fn make_builtin(cx: &mut Ctx, decl: &'static TypeDecl) -> PyResult<Gc<TypeObj>> {
    let base = if decl.id == TypeId::OBJECT { None } else { Some(cx.ty(decl.base)) };
    let name = cx.intern(decl.name)?;
    let module = cx.intern(decl.module)?;
    let dict = cx.dict()?;
    let bases = match base {
        Some(b) => cx.tuple(&[b.into()])?,
        None => cx.tuple(&[])?,
    };
    let inherited = base.map_or(TypeFlags(0), |b| TypeFlags(b.flags().0 & TypeFlags::INHERITED.0));
    let empty = cx.tuple(&[])?;
    let parts = Parts {
        name,
        qualname: name,
        dict,
        bases,
        base,
        module: Some(module.into()),
        flags: decl.flags.or(inherited),
        layout: decl.layout,
        basic_size: decl.size,
    };
    let ty = cx.alloc(type_struct(TypeId::TYPE.shape(), parts, empty))?;
    let mut mro = cx.gc_vec();
    mro.push(cx, ty.into())?;
    if let Some(b) = base {
        mro.extend_from_slice(cx, b.mro.get().items())?;
    }
    let mro = cx.tuple(mro.as_slice())?;
    ty.mro.set(mro);
    cx.set_ty(decl.id, ty);
    bind_shape(cx, ty, decl);
    fill(cx, ty, decl)?;
    if let Some(b) = base {
        ty.slots.inherit(&b.slots);
        if decl.id != TypeId::TYPE {
            add_subclass(cx, b, ty)?;
        }
    }
    let first_with_dict =
        decl.flags.has(TypeFlags::HAS_DICT) && base.is_none_or(|b| !b.has(TypeFlags::HAS_DICT));
    let attr_name = cx.names.__dict__;
    if first_with_dict && dict.get_str(attr_name).is_none() {
        let attr = cx.getset(&crate::types::object::DICT_ATTR, ty)?;
        cx.dict_set_str(dict, attr_name, attr)?;
    }
    if let Some(finish) = decl.spec.finish {
        finish(cx, ty)?;
    }
    Ok(ty)
}

/// Binds the fixed shape. Builtin objects with a `__dict__` keep it in an `attrs` word, and keep
/// their shape.
fn bind_shape(cx: &mut Ctx, ty: Gc<TypeObj>, decl: &TypeDecl) {
    let id = decl.id.shape();
    let payload = decl.size.next_multiple_of(8) as u16;
    ty.instance_shape.set(id);
    if decl.flags.has(TypeFlags::HAS_DICT) {
        let layout = InstanceLayout {
            inline_cap: 0,
            inline_offset: 0,
            attrs_offset: payload,
            fields_start: payload,
            size: payload + 8,
        };
        cx.shapes.bind_builtin(id, ty, ShapeKind::Dict, layout);
        ty.dict_shape.set(id);
    } else {
        let layout = InstanceLayout {
            inline_cap: 0,
            inline_offset: 0,
            attrs_offset: 0,
            fields_start: 0,
            size: payload,
        };
        cx.shapes.bind_builtin(id, ty, ShapeKind::Fixed, layout);
    }
}

/// Fills slots and dictionary of a builtin type from its declaration.
fn fill(cx: &mut Ctx, ty: Gc<TypeObj>, decl: &TypeDecl) -> PyResult<()> {
    let spec = decl.spec;
    ty.slots.fill(&spec.slots);
    fill_dict(cx, ty, spec)
}

/// Enters wrappers, methods and computed attributes of a declaration into the class dictionary.
pub fn fill_dict(
    cx: &mut Ctx,
    ty: Gc<TypeObj>,
    spec: &'static super::native::TypeSpec,
) -> PyResult<()> {
    let dict = ty.dict.get();
    let all = SLOT_DEFS.iter().chain(SEQUENCE_DEFS);
    let wrappers: SmallVec<[&SlotDef; 32]> = all.filter(|d| (d.provided)(&spec.slots)).collect();
    // With `__new__` and `__doc__`.
    cx.dict_reserve(dict, wrappers.len() + spec.methods.len() + spec.getset.len() + 2)?;
    if spec.slots.new.is_some() {
        let new = cx.builtin_function(&NEW_DEF, Some(ty.into()), None)?;
        let name = cx.names.__new__;
        cx.dict_set_str(dict, name, new.into())?;
    }
    for def in wrappers {
        let name = (def.key)(&cx.names);
        if dict.get_str(name).is_none() {
            let wrapper = cx.slot_wrapper(def, ty)?;
            cx.dict_set_str(dict, name, wrapper)?;
        }
    }
    for def in spec.methods {
        let name = cx.intern(def.name)?;
        let v = method_value(cx, ty, def)?;
        cx.dict_set_str(dict, name, v)?;
    }
    for def in spec.getset {
        let name = cx.intern(def.name)?;
        let v = cx.getset(def, ty)?;
        cx.dict_set_str(dict, name, v)?;
    }
    let doc = cx.names.__doc__;
    if dict.get_str(doc).is_none() {
        let v = if spec.doc.is_empty() { Value::NONE } else { cx.str(spec.doc)?.into() };
        cx.dict_set_str(dict, doc, v)?;
    }
    // A type that defines equality without a hash is unhashable.
    if spec.slots.richcompare.is_some() && spec.slots.hash.is_none() {
        let hash = cx.names.__hash__;
        cx.dict_set_str(dict, hash, Value::NONE)?;
        ty.slots.hash.set(Some(unhashable));
    }
    Ok(())
}

fn unhashable(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let name = cx.type_name(v);
    Err(cx.raise(crate::exceptions::Exc::TypeError, format!("unhashable type: '{name}'")))
}

fn method_value(cx: &mut Ctx, ty: Gc<TypeObj>, def: &'static MethodDef) -> PyResult<Value> {
    match def.kind {
        MethodKind::Instance | MethodKind::Class => cx.method_descriptor(def, ty),
        MethodKind::Static => {
            let f = cx.builtin_function(def, Some(ty.into()), None)?;
            cx.staticmethod(f.into())
        }
    }
}

/// Records `sub` as a direct subclass of `base`.
pub fn add_subclass(cx: &mut Ctx, base: Gc<TypeObj>, sub: Gc<TypeObj>) -> PyResult<()> {
    let list = match base.subclasses.get() {
        Some(list) => list,
        None => {
            let list = cx.list(&[])?;
            base.subclasses.set(Some(list));
            list
        }
    };
    cx.list_append(list, sub.into())
}

/// What a class statement declares about the instances of the class.
pub struct InstancePlan<'a> {
    /// Mangled names of new `__slots__`, without `__dict__` and `__weakref__`.
    pub slots: &'a [Gc<StrObj>],
    /// Whether instances get a `__dict__` (that a base does not give already).
    pub dict: bool,
    /// Whether instances can be weakly referenced.
    pub weakref: bool,
}

/// Makes a class. `dict` becomes its dictionary (it is not copied), `base` must be the best base
/// among `bases`, and the metaclass is `meta`. Sets slots; does not call `__set_name__` or
/// `__init_subclass__`.
#[allow(clippy::too_many_arguments)] // what a class statement gives, each once
pub fn make_class(
    cx: &mut Ctx,
    meta: Gc<TypeObj>,
    name: Gc<StrObj>,
    qualname: Gc<StrObj>,
    bases: Gc<TupleObj>,
    base: Gc<TypeObj>,
    dict: Gc<DictObj>,
    plan: InstancePlan<'_>,
) -> PyResult<Gc<TypeObj>> {
    let mut flags = TypeFlags::HEAP.or(TypeFlags::BASETYPE);
    for &b in bases.items() {
        if let Some(b) = b.cast::<TypeObj>() {
            flags = flags.or(TypeFlags(b.flags().0 & TypeFlags::INHERITED.0));
            flags = flags.or(TypeFlags(b.flags().0 & TypeFlags::WEAKREF.0));
        }
    }
    // A `str` has no fixed place for slots: its instances keep them in a dictionary.
    let slots_in_dict = !plan.slots.is_empty() && base.has(TypeFlags::VAR_SIZE);
    let has_dict = slots_in_dict
        || plan.dict
        || bases
            .items()
            .iter()
            .any(|b| b.cast::<TypeObj>().is_some_and(|b| b.has(TypeFlags::HAS_DICT)));
    if has_dict {
        flags = flags.or(TypeFlags::HAS_DICT);
    }
    if plan.weakref {
        flags = flags.or(TypeFlags::WEAKREF);
    }
    let parts = Parts {
        name,
        qualname,
        dict,
        bases,
        base: Some(base),
        module: None,
        flags,
        layout: base.layout,
        basic_size: base.basic_size.get() as usize,
    };
    let empty = cx.tuple(&[])?;
    // A metaclass made by Python code has instance attributes; its instances are allocated by its
    // own shape.
    let meta_shape = meta.instance_shape.get();
    let size = (cx.shapes.get(meta_shape).size.get() as usize).max(size_of::<TypeObj>());
    let at = cx.alloc_raw(size)?;
    // SAFETY: `alloc_raw` gave at least `size_of::<TypeObj>()` zeroed bytes that nothing else uses.
    let ty: Gc<TypeObj> = unsafe {
        at.cast::<TypeObj>().write(type_struct(meta_shape, parts, empty));
        Gc::from_addr(at.as_ptr() as usize)
    };
    if cx.shapes.get(meta_shape).fields_start.get() != 0 {
        ty.hdr.flags.set(ty.hdr.flags.get() | INSTANCE_PART);
    }
    let mro = crate::types::type_::compute_mro(cx, meta, ty)?;
    ty.mro.set(mro);
    plan_instances(cx, ty, base, has_dict, &plan)?;
    slot_defs::update_slots(cx, ty);
    for &b in bases.items() {
        if let Some(b) = b.cast::<TypeObj>() {
            add_subclass(cx, b, ty)?;
        }
    }
    Ok(ty)
}

/// Lays out the instances of a class and makes the descriptors of its `__slots__`.
fn plan_instances(
    cx: &mut Ctx,
    ty: Gc<TypeObj>,
    base: Gc<TypeObj>,
    has_dict: bool,
    plan: &InstancePlan<'_>,
) -> PyResult<()> {
    let payload = base.basic_size.get();
    if ty.has(TypeFlags::VAR_SIZE) {
        let layout = InstanceLayout {
            inline_cap: 0,
            inline_offset: 0,
            attrs_offset: if has_dict { ATTRS_AT_TAIL } else { 0 },
            fields_start: if has_dict { payload } else { 0 },
            size: payload,
        };
        let kind = if has_dict { ShapeKind::Dict } else { ShapeKind::Fixed };
        return set_root(cx, ty, kind, layout);
    }
    let first_slot = base.slot_words.get();
    for (i, &name) in plan.slots.iter().enumerate() {
        let offset = payload + (first_slot + i as u16) * 8;
        let member = cx.member(name, ty, offset)?;
        cx.dict_set_str(ty.dict.get(), name, member)?;
    }
    ty.slot_words.set(first_slot + plan.slots.len() as u16);
    let fields = payload + ty.slot_words.get() * 8;
    let layout = if has_dict {
        let inline_cap = base.inline_hint.get().max(FIRST_INLINE);
        ty.inline_hint.set(inline_cap);
        InstanceLayout {
            inline_cap,
            inline_offset: fields + 8,
            attrs_offset: fields,
            fields_start: payload,
            size: fields + 8 + inline_cap * 8,
        }
    } else {
        InstanceLayout {
            inline_cap: 0,
            inline_offset: 0,
            attrs_offset: 0,
            fields_start: if fields > payload { payload } else { 0 },
            size: fields,
        }
    };
    let kind = if has_dict { ShapeKind::Attrs } else { ShapeKind::Fixed };
    set_root(cx, ty, kind, layout)
}

fn set_root(
    cx: &mut Ctx,
    ty: Gc<TypeObj>,
    kind: ShapeKind,
    layout: InstanceLayout,
) -> PyResult<()> {
    match cx.shapes.new_root(ty, kind, layout) {
        Some(id) => {
            ty.instance_shape.set(id);
            Ok(())
        }
        None => Err(cx.raise_memory()),
    }
}

/// The base that decides the layout of instances, among the bases of a new class.
///
/// # Errors
/// `TypeError` when two bases have layouts that no object can have at once.
pub fn best_base(cx: &mut Ctx, bases: Gc<TupleObj>) -> PyResult<Gc<TypeObj>> {
    let mut winner: Option<(Gc<TypeObj>, Gc<TypeObj>)> = None;
    for &b in bases.items() {
        let Some(b) = b.cast::<TypeObj>() else {
            return Err(cx.raise(crate::exceptions::Exc::TypeError, "bases must be types"));
        };
        if !b.has(TypeFlags::BASETYPE) {
            let name = b.name_str();
            return Err(cx.raise(
                crate::exceptions::Exc::TypeError,
                format!("type '{name}' is not an acceptable base type"),
            ));
        }
        let solid = solid_base(b);
        winner = match winner {
            None => Some((b, solid)),
            Some((w, s)) if s.is_subtype(solid) => Some((w, s)),
            Some((_, s)) if solid.is_subtype(s) => Some((b, solid)),
            Some(_) => {
                return Err(cx.raise(
                    crate::exceptions::Exc::TypeError,
                    "multiple bases have instance lay-out conflict",
                ));
            }
        };
    }
    match winner {
        Some((w, _)) => Ok(w),
        None => Ok(cx.ty(TypeId::OBJECT)),
    }
}

/// The nearest class in the base chain that adds to the layout of instances.
pub fn solid_base(ty: Gc<TypeObj>) -> Gc<TypeObj> {
    let mut at = ty;
    while let Some(base) = at.base.get() {
        let adds = at.layout != base.layout
            || at.basic_size.get() != base.basic_size.get()
            || at.slot_words.get() != base.slot_words.get();
        if adds {
            return at;
        }
        at = base;
    }
    at
}
