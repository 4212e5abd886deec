//! `mappingproxy`: a read-only view of a mapping; what `cls.__dict__` is.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use crate::object::layouts;
use crate::object::native::{Args, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::ops::BinOp;
use crate::raise;
use crate::value::Value;

/// A view.
#[repr(C)]
pub struct MappingProxyObj {
    pub(crate) hdr: Header,
    /// What is viewed.
    pub mapping: Field<Value>,
}

// SAFETY: `MappingProxyObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for MappingProxyObj {
    const LAYOUT: LayoutId = layouts::MAPPING_PROXY;
}

impl Trace for MappingProxyObj {
    fn trace(&self, m: &mut Marker) {
        self.mapping.trace(m);
    }
}

impl Ctx {
    /// `mappingproxy(mapping)`.
    pub fn mapping_proxy(&mut self, mapping: Value) -> PyResult<Value> {
        let hdr = Header::new(TypeId::MAPPING_PROXY.shape(), layouts::MAPPING_PROXY);
        Ok(self.alloc(MappingProxyObj { hdr, mapping: Field::new(mapping) })?.into())
    }
}

macro_rules! forward {
    ($($name:literal)*) => {
        &[$(MethodDef::new($name, NativeCode::FastKw(|cx, v, args| {
            let mapping = this(cx, v)?;
            let name = cx.intern($name)?;
            let method = cx.getattr(mapping, name)?;
            cx.call_args(method, args)
        })),)*
        MethodDef::class("__class_getitem__", NativeCode::O(crate::types::generic_alias::class_getitem)),
        ]
    };
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Read-only proxy of a mapping.",
    slots: SlotTable {
        new: Some(new),
        repr: Some(|cx, v| {
            let inner = this(cx, v)?;
            let inner = cx.repr(inner)?;
            Ok(cx.str(&format!("mappingproxy({inner})"))?.into())
        }),
        str: Some(|cx, v| {
            let inner = this(cx, v)?;
            Ok(cx.str_of(inner)?.into())
        }),
        len: Some(|cx, v| {
            let m = this(cx, v)?;
            cx.len(m)
        }),
        getitem: Some(|cx, v, k| {
            let m = this(cx, v)?;
            cx.getitem(m, k)
        }),
        contains: Some(|cx, v, k| {
            let m = this(cx, v)?;
            cx.contains(m, k)
        }),
        iter: Some(|cx, v| {
            let m = this(cx, v)?;
            cx.iter(m)
        }),
        hash: Some(|cx, v| {
            let m = this(cx, v)?;
            cx.hash(m)
        }),
        richcompare: Some(|cx, a, b, op| {
            let m = this(cx, a)?;
            cx.compare(m, b, op)
        }),
        or: Some(|cx, a, b| {
            cx.check_stack()?;
            let strip = |v: Value| v.cast::<MappingProxyObj>().map_or(v, |p| p.mapping.get());
            cx.binary(BinOp::Or, strip(a), strip(b))
        }),
        ior: Some(|cx, v, _| {
            let name = cx.type_name(v);
            raise!(cx, TypeError, "'|=' is not supported by {name}; use '|' instead")
        }),
        ..SlotTable::EMPTY
    },
    methods: forward!("get" "keys" "values" "items" "copy" "__reversed__"),
    ..TypeSpec::EMPTY
};

/// What it shows. Whoever asks passes the question on, and that may be a proxy again.
fn this(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    cx.check_stack()?;
    match v.cast::<MappingProxyObj>() {
        Some(p) => Ok(p.mapping.get()),
        None => raise!(cx, TypeError, "descriptor requires a 'mappingproxy' object"),
    }
}

fn new(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let &[mapping] = args.pos else {
        raise!(cx, TypeError, "mappingproxy() missing required argument 'mapping' (pos 1)");
    };
    let ty = cx.type_of(mapping);
    let is_mapping = ty.slots.getitem.get().is_some()
        && !mapping.has_shape(TypeId::LIST.shape())
        && !mapping.has_shape(TypeId::TUPLE.shape());
    if !is_mapping {
        raise!(cx, TypeError, "mappingproxy() argument must be a mapping, not {}", ty.name);
    }
    cx.mapping_proxy(mapping)
}
