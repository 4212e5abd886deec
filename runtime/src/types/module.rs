//! `module`: a namespace with attribute access.

use crate::ctx::{Ctx, PyResult};
use crate::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, Trace};
use crate::object::args::Signature;
use crate::object::layouts;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_id::TypeId;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::value::Value;

/// A module.
#[repr(C)]
pub struct ModuleObj {
    pub(crate) hdr: Header,
    /// `__dict__`.
    pub dict: Field<Gc<DictObj>>,
}

// SAFETY: `ModuleObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for ModuleObj {
    const LAYOUT: LayoutId = layouts::MODULE;
}

impl Trace for ModuleObj {
    fn trace(&self, m: &mut Marker) {
        self.dict.trace(m);
    }
}

/// Byte offset of the dictionary pointer.
pub const DICT_OFFSET: usize = std::mem::offset_of!(ModuleObj, dict);

impl ModuleObj {
    /// `__name__`, if it is a string.
    pub fn name(&self, cx: &mut Ctx) -> Option<String> {
        let name = cx.names.__name__;
        self.dict.get().get_str(name)?.cast::<StrObj>().map(|s| s.to_string())
    }
}

impl Ctx {
    /// A new module with the usual attributes.
    pub fn module(&mut self, name: &str, doc: Option<&str>) -> PyResult<Gc<ModuleObj>> {
        let dict = self.dict()?;
        let hdr = Header::new(TypeId::MODULE.shape(), layouts::MODULE);
        let module = self.alloc(ModuleObj { hdr, dict: Field::new(dict) })?;
        let name = self.intern(name)?;
        let doc = match doc {
            Some(text) => self.str(text)?.into(),
            None => Value::NONE,
        };
        self.init_module(dict, name.into(), doc)?;
        Ok(module)
    }

    fn init_module(&mut self, dict: Gc<DictObj>, name: Value, doc: Value) -> PyResult<()> {
        let n = self.names;
        self.dict_set_str(dict, n.__name__, name)?;
        self.dict_set_str(dict, n.__doc__, doc)?;
        self.dict_set_str(dict, n.__package__, Value::NONE)?;
        self.dict_set_str(dict, n.__loader__, Value::NONE)?;
        self.dict_set_str(dict, n.__spec__, Value::NONE)
    }

    /// Sets a module attribute.
    pub fn module_set(&mut self, module: Gc<ModuleObj>, name: &str, v: Value) -> PyResult<()> {
        let name = self.intern(name)?;
        self.dict_set_str(module.dict.get(), name, v)
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Create a module object.",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        getattr: Some(getattr),
        setattr: Some(setattr),
        ..SlotTable::EMPTY
    },
    methods: &[MethodDef::new("__dir__", NativeCode::NoArgs(dir))],
    getset: &[
        GetSetDef::readonly("__dict__", |cx, v| Ok(this(cx, v)?.dict.get().into())),
        GetSetDef::new("__annotations__", annotations, set_annotations),
        GetSetDef::new("__annotate__", annotate, set_annotate),
    ],
    ..TypeSpec::EMPTY
};

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<ModuleObj>> {
    match v.cast::<ModuleObj>() {
        Some(m) => Ok(m),
        None => raise!(cx, TypeError, "descriptor requires a 'module' object"),
    }
}

/// The annotations of a module that has none in its namespace: what its `__annotate__` says, or a new dict.
fn annotations(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let dict = this(cx, v)?.dict.get();
    let (name, annotate) = (cx.names.__annotations__, cx.names.__annotate__);
    let made = match cx.dict_get_str(dict, annotate).filter(|f| cx.is_callable(*f)) {
        Some(annotate) => cx.call(annotate, &[Value::small(1)])?,
        None => cx.dict()?.into(),
    };
    if made.cast::<DictObj>().is_none() {
        let got = cx.type_name(made);
        raise!(cx, TypeError, "__annotate__() must return a dict, not {got}");
    }
    cx.dict_set_str(dict, name, made)?;
    Ok(made)
}

/// Sets or deletes `__annotations__`, which `__annotate__` does not tell any more.
fn set_annotations(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let dict = this(cx, v)?.dict.get();
    let (name, annotate) = (cx.names.__annotations__, cx.names.__annotate__);
    match to {
        Some(to) => cx.dict_set_str(dict, name, to)?,
        None if cx.dict_remove(dict, name.into())?.is_some() => {}
        None => raise!(cx, AttributeError, "__annotations__"),
    }
    cx.dict_remove(dict, annotate.into())?;
    Ok(())
}

/// Sets `__annotate__`, which tells `__annotations__` from now on.
fn set_annotate(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let dict = this(cx, v)?.dict.get();
    let Some(to) = to else {
        raise!(cx, TypeError, "cannot delete __annotate__ attribute");
    };
    if !to.is_none() && !cx.is_callable(to) {
        raise!(cx, TypeError, "__annotate__ must be callable or None");
    }
    let (name, annotations) = (cx.names.__annotate__, cx.names.__annotations__);
    cx.dict_set_str(dict, name, to)?;
    if !to.is_none() {
        cx.dict_remove(dict, annotations.into())?;
    }
    Ok(())
}

/// `__annotate__` of a module that has none in its namespace.
fn annotate(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (dict, name) = (this(cx, v)?.dict.get(), cx.names.__annotate__);
    cx.dict_set_str(dict, name, Value::NONE)?;
    Ok(Value::NONE)
}

fn new(cx: &mut Ctx, class: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    let dict = cx.dict()?;
    let module = cx.alloc_instance(class, |shape| ModuleObj {
        hdr: Header::new(shape, layouts::MODULE),
        dict: Field::new(dict),
    })?;
    Ok(module.into())
}

static INIT: Signature =
    Signature { name: "module", params: &["name", "doc"], pos_only: 0, pos_max: 2, required: 1 };

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    let [name, doc] = args.bind::<2>(cx, &INIT)?;
    let module = this(cx, v)?;
    let Some(name) = name.filter(|n| n.cast::<StrObj>().is_some()) else {
        raise!(cx, TypeError, "module() argument 'name' must be str");
    };
    cx.init_module(module.dict.get(), name, doc.unwrap_or(Value::NONE))
}

fn getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    let module = this(cx, v)?;
    let ty = cx.type_of(v);
    // Data descriptors of a module subclass come first, as for any object.
    if !v.has_shape(TypeId::MODULE.shape())
        && let Some(found) = cx.type_lookup(ty, name)
        && cx.type_of(found).slots.descr_set.get().is_some()
    {
        return cx.bind(found, v, ty);
    }
    if let Some(found) = cx.dict_get_str(module.dict.get(), name) {
        return Ok(found);
    }
    if let Some(found) = cx.type_lookup(ty, name) {
        return cx.bind(found, v, ty);
    }
    let getattr = cx.names.__getattr__;
    if let Some(hook) = cx.dict_get_str(module.dict.get(), getattr) {
        return cx.call(hook, &[name.into()]);
    }
    let text = match module.name(cx) {
        Some(module) => format!("module '{module}' has no attribute '{name}'"),
        None => format!("module has no attribute '{name}'"),
    };
    let raised = cx.raise(crate::exceptions::Exc::AttributeError, text);
    cx.note_attribute(v, name);
    Err(raised)
}

fn setattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>, to: Option<Value>) -> PyResult<()> {
    let module = this(cx, v)?;
    let ty = cx.type_of(v);
    if let Some(descr) = cx.type_lookup(ty, name)
        && let Some(set) = cx.type_of(descr).slots.descr_set.get()
    {
        return set(cx, descr, v, to);
    }
    let name = cx.intern_obj(name);
    match to {
        Some(to) => cx.dict_set_str(module.dict.get(), name, to),
        None => match cx.dict_remove(module.dict.get(), name.into())? {
            Some(_) => Ok(()),
            None => Err(crate::types::descriptor::no_attribute(cx, v, name)),
        },
    }
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let module = this(cx, v)?;
    let dict = module.dict.get();
    let name = module.name(cx).unwrap_or_else(|| "?".to_owned());
    let (file, spec) = (cx.names.__file__, cx.names.__spec__);
    let text = match dict.get_str(file).and_then(|f| f.cast::<StrObj>()) {
        Some(file) => {
            let file = cx.repr(file.into())?;
            format!("<module '{name}' from {file}>")
        }
        None if dict.get_str(spec).is_some_and(|s| !s.is_none()) => {
            format!("<module '{name}' (built-in)>")
        }
        None => format!("<module '{name}'>"),
    };
    Ok(cx.str(&text)?.into())
}

fn dir(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let module = this(cx, v)?;
    let name = cx.names.__dir__;
    if let Some(hook) = cx.dict_get_str(module.dict.get(), name) {
        return cx.call(hook, &[]);
    }
    Ok(cx.to_list(module.dict.get().into())?.into())
}
