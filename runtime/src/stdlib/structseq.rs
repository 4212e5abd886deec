//! Named tuples of native modules (`sys.version_info`, `os.stat_result`, ...): subclasses of
//! `tuple` whose items have names.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::build::{InstancePlan, make_class};
use crate::object::native::{GetSetDef, MethodDef, NativeCode};
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// A type of this kind.
pub struct StructSeq {
    /// `__name__`.
    pub name: &'static str,
    /// `__module__`.
    pub module: &'static str,
    /// Names of the items.
    pub fields: &'static [&'static str],
}

/// The item `N`, as a computed attribute reads it.
fn item<const N: usize>(_: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(v.cast::<TupleObj>().and_then(|t| t.get(N)).unwrap_or(Value::NONE))
}

/// Readers of the first items; the longest type of CPython has 19.
const READERS: [fn(&mut Ctx, Value) -> PyResult<Value>; 20] = [
    item::<0>, item::<1>, item::<2>, item::<3>, item::<4>, item::<5>, item::<6>, item::<7>,
    item::<8>, item::<9>, item::<10>, item::<11>, item::<12>, item::<13>, item::<14>, item::<15>,
    item::<16>, item::<17>, item::<18>, item::<19>,
];

static REPR: MethodDef = MethodDef::new("__repr__", NativeCode::NoArgs(repr));

impl Ctx {
    /// Makes the type.
    pub fn struct_seq_type(&mut self, spec: &'static StructSeq) -> PyResult<Gc<TypeObj>> {
        let tuple = self.ty(TypeId::TUPLE);
        let meta = self.ty(TypeId::TYPE);
        let (name, dict, bases) =
            (self.intern(spec.name)?, self.dict()?, self.tuple(&[tuple.into()])?);
        let module = self.intern(spec.module)?;
        let n = self.names;
        self.dict_set_str(dict, n.__module__, module.into())?;
        let slots = self.tuple(&[])?;
        self.dict_set_str(dict, n.__slots__, slots.into())?;
        let plan = InstancePlan { slots: &[], dict: false, weakref: false };
        let ty = make_class(self, meta, name, name, bases, tuple, dict, plan)?;
        let mut names = self.gc_vec();
        for (i, &field) in spec.fields.iter().enumerate() {
            // Types live as long as the process, and there is a handful of them.
            let def: &'static GetSetDef =
                Box::leak(Box::new(GetSetDef::readonly(field, READERS[i])));
            let (key, attr) = (self.intern(field)?, self.getset(def, ty)?);
            self.dict_set_str(dict, key, attr)?;
            names.push(self, key.into())?;
        }
        let names = self.tuple(names.as_slice())?;
        self.dict_set_str(dict, n.__match_args__, names.into())?;
        for count in ["n_fields", "n_sequence_fields"] {
            let key = self.intern(count)?;
            self.dict_set_str(dict, key, Value::len(spec.fields.len()))?;
        }
        let key = self.intern("n_unnamed_fields")?;
        self.dict_set_str(dict, key, Value::small(0))?;
        let repr = self.method_descriptor(&REPR, ty)?;
        self.dict_set_str(dict, n.__repr__, repr)?;
        crate::object::slot_defs::update_slots_of(self, ty, "__repr__")?;
        ty.add_flags(TypeFlags::IMMUTABLE);
        Ok(ty)
    }

    /// An instance of such a type.
    pub fn struct_seq(&mut self, ty: Gc<TypeObj>, items: &[Value]) -> PyResult<Value> {
        let (shape, extra) = (self.instance_shape(ty), self.instance_extra(ty));
        Ok(self.tuple_of_shape(shape, extra, items)?.into())
    }

    /// Type and only instance in one.
    pub fn struct_seq_once(
        &mut self,
        spec: &'static StructSeq,
        items: &[Value],
    ) -> PyResult<Value> {
        let ty = self.struct_seq_type(spec)?;
        let v = self.struct_seq(ty, items)?;
        ty.add_flags(TypeFlags::NO_INSTANTIATION);
        Ok(v)
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let ty = cx.type_of(v);
    let (module, fields) = (cx.names.__module__, cx.names.__match_args__);
    let module = ty.dict.get().get_str(module).and_then(|m| m.cast::<StrObj>());
    let fields = ty.dict.get().get_str(fields).and_then(|f| f.cast::<TupleObj>());
    let (Some(items), Some(fields)) = (v.cast::<TupleObj>(), fields) else { return Ok(v) };
    let mut parts = Vec::new();
    for (i, &item) in items.items().iter().enumerate() {
        let name = fields
            .get(i)
            .and_then(|n| n.cast::<StrObj>())
            .map(|n| n.to_string())
            .unwrap_or_default();
        parts.push(format!("{name}={}", cx.repr(item)?));
    }
    let module = module.map(|m| format!("{m}.")).unwrap_or_default();
    Ok(cx.str(&format!("{module}{}({})", ty.name, parts.join(", ")))?.into())
}
