//! Finding classes and functions by module and name, and persistent objects by id.
#![forbid(unsafe_code)]

use super::super::errors;
use super::super::input::truncated;
use super::super::registry::{self, Registry};
use super::super::save::globals::{dotted, follow, imported};
use super::super::unpickler::{UnpicklerObj, no_persistent_load};
use super::Loader;
use crate::codecs::Native;
use crate::codecs::errors::Handler;
use crate::ctx::{Ctx, PyResult};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::object::type_id::TypeId;
use crate::raise;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

impl Loader {
    /// Asks `find_class`, the unpickler's or a subclass's.
    pub(super) fn find(&mut self, cx: &mut Ctx, module: Value, name: Value) -> PyResult<Value> {
        match self.find_class {
            Some(hook) => cx.call(hook, &[module, name]),
            None => find_class(cx, self.unpickler, module, name),
        }
    }

    /// A line of names.
    fn name_line(&mut self, cx: &mut Ctx, codec: Native) -> PyResult<Value> {
        let range = self.input.line(cx, 1)?;
        let Some(bytes) = self.input.bytes() else { return Err(truncated(cx)) };
        let text = codec.decode(cx, &bytes.as_slice()[range], &Handler::strict())?;
        Ok(cx.intern_obj(text).into())
    }

    pub(super) fn load_global(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let module = self.name_line(cx, Native::Utf8)?;
        let name = self.name_line(cx, Native::Utf8)?;
        let found = self.find(cx, module, name)?;
        self.push(cx, found)
    }

    pub(super) fn load_stack_global(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let name = self.pop(cx)?;
        let module = self.pop(cx)?;
        let exact = |v: Value| v.has_shape(TypeId::STR.shape());
        if !exact(name) || !exact(module) {
            return Err(errors::unpickling(cx, "STACK_GLOBAL requires str"));
        }
        let found = self.find(cx, module, name)?;
        self.push(cx, found)
    }

    /// The class that `INST` names.
    pub(super) fn class_lines(&mut self, cx: &mut Ctx) -> PyResult<Value> {
        let module = self.name_line(cx, Native::Ascii)?;
        let name = self.name_line(cx, Native::Ascii)?;
        self.find(cx, module, name)
    }

    pub(super) fn load_extension(&mut self, cx: &mut Ctx, code: i64) -> PyResult<()> {
        let key = cx.int(code)?;
        let cache = registry::get(cx, Registry::ExtensionCache)?;
        if let Some(known) = cx.dict_get(cache, key)? {
            return self.push(cx, known);
        }
        let inverted = registry::get(cx, Registry::InvertedExtensions)?;
        let Some(place) = cx.dict_get(inverted, key)? else {
            if code <= 0 {
                return Err(errors::unpickling(cx, "EXT specifies code <= 0"));
            }
            raise!(cx, ValueError, "unregistered extension code {code}");
        };
        let pair = place.cast::<TupleObj>().filter(|t| t.len() == 2);
        let names = pair.map(|t| (t.items()[0], t.items()[1]));
        let text = |v: Value| v.cast::<StrObj>().is_some();
        let Some((module, name)) = names.filter(|&(m, n)| text(m) && text(n)) else {
            raise!(cx, ValueError, "_inverted_registry[{code}] isn't a 2-tuple of strings");
        };
        let found = self.find(cx, module, name)?;
        cx.dict_set(cache, key, found)?;
        self.push(cx, found)
    }

    pub(super) fn load_persistent_line(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let range = self.input.line(cx, 0)?;
        let Some(bytes) = self.input.bytes() else { return Err(truncated(cx)) };
        let line = &bytes.as_slice()[range];
        if !line.is_ascii() {
            let message = "persistent IDs in protocol 0 must be ASCII strings";
            return Err(errors::unpickling(cx, message));
        }
        let id = cx.latin1_str(line)?;
        self.load_persistent(cx, id.into())
    }

    pub(super) fn load_persistent(&mut self, cx: &mut Ctx, id: Value) -> PyResult<()> {
        let Some(hook) = self.persistent_load else { return Err(no_persistent_load(cx)) };
        let found = cx.call(hook, &[id])?;
        self.push(cx, found)
    }
}

/// `Unpickler.find_class`.
pub(in super::super) fn find_class(
    cx: &mut Ctx,
    u: Gc<UnpicklerObj>,
    module: Value,
    name: Value,
) -> PyResult<Value> {
    let (mut module, mut name) = (module, name);
    let proto = u.proto.get();
    if proto < 3 && u.fix_imports.get() {
        let key = cx.tuple(&[module, name])?;
        let names = registry::get(cx, Registry::NewNames)?;
        let imports = registry::get(cx, Registry::NewImports)?;
        if let Some(new) = cx.dict_get(names, key.into())? {
            let pair = new.cast::<TupleObj>().filter(|t| t.len() == 2);
            let Some(pair) = pair else {
                let got = cx.type_name(new);
                raise!(
                    cx,
                    RuntimeError,
                    "_compat_pickle.NAME_MAPPING values should be 2-tuples, not {got}"
                );
            };
            (module, name) = (pair.items()[0], pair.items()[1]);
        } else if let Some(new) = cx.dict_get(imports, module)? {
            module = new;
        }
    }
    let loaded = imported(cx, module)?;
    let attr = cx.expect_attr_name(name)?;
    if proto < 4 {
        return cx.getattr(loaded, attr);
    }
    let path = dotted(cx, attr)?;
    if path.len() == 1 {
        return cx.getattr(loaded, attr);
    }
    match follow(cx, loaded, path)? {
        Some(found) => Ok(found),
        None => {
            let (name, module) = (cx.repr(name)?, cx.repr(module)?);
            let message = format!("Can't resolve path {name} on module {module}");
            Err(cx.raise(Exc::AttributeError, message))
        }
    }
}
