//! Classes, functions and whatever else is found by module and name.
#![forbid(unsafe_code)]

use super::super::registry::{self, Registry};
use super::super::{errors, opcode};
use super::Saver;
use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::heap::Gc;
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// Modules in which nothing is looked for: they are the same program under other names.
const MAIN: [&str; 2] = ["__main__", "__mp_main__"];

impl Saver {
    /// Writes where an object is found; its name is the one given, or what it says itself.
    pub(super) fn save_global(
        &mut self,
        cx: &mut Ctx,
        v: Value,
        name: Option<Value>,
    ) -> PyResult<()> {
        let name = match name {
            Some(name) => name,
            None => {
                let (qualname, plain) = (cx.names.__qualname__, cx.names.__name__);
                match cx.getattr_opt(v, qualname)? {
                    Some(name) => name,
                    None => cx.getattr(v, plain)?,
                }
            }
        };
        let name = cx.expect_str(name, "name of a global")?;
        let path = dotted(cx, name)?;
        let module = module_of(cx, v, name, path)?;
        if self.proto >= 2 && self.save_extension(cx, module, name)? {
            return Ok(());
        }
        if self.proto >= 4 {
            self.save(cx, module)?;
            self.save(cx, name.into())?;
            self.out.byte(opcode::STACK_GLOBAL);
            return self.memoize(cx, v);
        }
        // getattr(getattr(top, attribute), attribute)
        let (&top, attributes) = path.items().split_first().expect("a split has a part");
        if !attributes.is_empty() {
            let builtins = (cx.hooks.import)(cx, "builtins")?;
            let name = cx.intern("getattr")?;
            let getattr = cx.getattr(builtins, name)?;
            for _ in attributes {
                self.save(cx, getattr)?;
                if self.proto < 2 {
                    self.out.byte(opcode::MARK);
                }
            }
        }
        self.save_top_level(cx, module, top)?;
        for &attribute in attributes {
            self.save(cx, attribute)?;
            self.out.byte(if self.proto < 2 { opcode::TUPLE } else { opcode::TUPLE2 });
            self.out.byte(opcode::REDUCE);
        }
        self.memoize(cx, v)
    }

    /// The code that `copyreg.add_extension` gave; false if there is none.
    fn save_extension(&mut self, cx: &mut Ctx, module: Value, name: Gc<StrObj>) -> PyResult<bool> {
        let known = registry::get(cx, Registry::Extensions)?;
        if known.is_empty() {
            return Ok(false);
        }
        let key = cx.tuple(&[module, name.into()])?;
        let Some(code) = cx.dict_get(known, key.into())? else { return Ok(false) };
        let code = cx.index(code)?;
        let Some(code) = code.as_i64() else {
            raise!(cx, OverflowError, "Python int too large to convert to C long");
        };
        match code {
            1..=0xff => self.out.op(opcode::EXT1, &[code as u8]),
            0x100..=0xffff => self.out.op(opcode::EXT2, &(code as u16).to_le_bytes()),
            0x1_0000..=0x7fff_ffff => self.out.op(opcode::EXT4, &(code as u32).to_le_bytes()),
            _ => raise!(cx, RuntimeError, "extension code {code} is out of range"),
        }
        Ok(true)
    }

    /// `GLOBAL`, by the names of Python 2 if the protocol is one that Python 2 reads.
    fn save_top_level(&mut self, cx: &mut Ctx, module: Value, name: Value) -> PyResult<()> {
        let (mut module, mut name) = (module, name);
        if self.pickler.fix_imports.get() && self.proto < 3 {
            let key = cx.tuple(&[module, name])?;
            let names = registry::get(cx, Registry::OldNames)?;
            let imports = registry::get(cx, Registry::OldImports)?;
            if let Some(old) = cx.dict_get(names, key.into())? {
                let pair = old.cast::<TupleObj>().filter(|t| t.len() == 2);
                let Some(pair) = pair else {
                    let got = cx.type_name(old);
                    raise!(
                        cx,
                        RuntimeError,
                        "_compat_pickle.REVERSE_NAME_MAPPING values should be 2-tuples, not {got}"
                    );
                };
                (module, name) = (pair.items()[0], pair.items()[1]);
            } else if let Some(old) = cx.dict_get(imports, module)? {
                module = old;
            }
        }
        let module = self.identifier(cx, module, "module")?;
        let name = self.identifier(cx, name, "global")?;
        self.out.op(opcode::GLOBAL, &module);
        self.out.byte(b'\n');
        self.out.bytes(&name);
        self.out.byte(b'\n');
        Ok(())
    }

    /// The bytes of a name: UTF-8, or before protocol 3 ASCII.
    fn identifier(&self, cx: &mut Ctx, v: Value, what: &str) -> PyResult<Vec<u8>> {
        let text = cx.expect_str(v, "name of a global")?;
        match text.to_utf8() {
            Ok(utf8) if self.proto >= 3 || text.is_ascii() => Ok(utf8.into_bytes()),
            _ => {
                let (shown, proto) = (cx.repr(v)?, self.proto);
                let message =
                    format!("can't pickle {what} identifier {shown} using pickle protocol {proto}");
                Err(errors::pickling(cx, &message))
            }
        }
    }
}

/// The parts of a name with dots.
pub(in super::super) fn dotted(cx: &mut Ctx, name: Gc<StrObj>) -> PyResult<Gc<TupleObj>> {
    let units = name.units();
    let ends: Vec<usize> =
        units.iter().enumerate().filter(|&(_, p)| p == 0x2e).map(|(i, _)| i).collect();
    if ends.is_empty() {
        return cx.tuple(&[name.into()]);
    }
    let list = cx.list(&[])?;
    let mut from = 0;
    for to in ends.into_iter().chain([name.len()]) {
        let part = cx.substr(name, from, to)?;
        let part = cx.intern_obj(part);
        cx.list_append(list, part.into())?;
        from = to + 1;
    }
    cx.list_to_tuple(list)
}

/// The attribute at the end of a path; `None` if one on the way is not there.
pub(in super::super) fn follow(
    cx: &mut Ctx,
    from: Value,
    path: Gc<TupleObj>,
) -> PyResult<Option<Value>> {
    let mut at = from;
    for &part in path.items() {
        let Some(part) = part.cast::<StrObj>() else { return Ok(None) };
        match cx.getattr_opt(at, part)? {
            Some(found) => at = found,
            None => return Ok(None),
        }
    }
    Ok(Some(at))
}

fn not_pickled(cx: &mut Ctx, v: Value, why: &str) -> Raised {
    match cx.repr(v) {
        Ok(shown) => errors::pickling(cx, &format!("Can't pickle {shown}: {why}")),
        Err(raised) => raised,
    }
}

/// The name of the module in which an object is found under a name, after looking that it is.
fn module_of(cx: &mut Ctx, v: Value, name: Gc<StrObj>, path: Gc<TupleObj>) -> PyResult<Value> {
    let attr = cx.names.__module__;
    let module = cx.getattr_opt(v, attr)?.filter(|m| !m.is_none());
    let local = |part: &Value| part.cast::<StrObj>().is_some_and(|p| p.eq_str("<locals>"));
    if path.items().iter().any(local) {
        let shown = cx.repr(v)?;
        return Err(errors::pickling(cx, &format!("Can't pickle local object {shown}")));
    }
    let module = match module {
        Some(module) => module,
        None => search(cx, v, path)?,
    };
    let shown = cx.str_of(module)?;
    let found = match imported(cx, module) {
        Ok(loaded) => follow(cx, loaded, path)?,
        Err(raised) => {
            let caught = [Exc::ImportError, Exc::ValueError, Exc::KeyError];
            if !caught.iter().any(|&exc| cx.exception_is(exc)) {
                return Err(raised);
            }
            let why = cx.take_exception();
            let text = cx.str_of(why.into())?.to_string();
            return Err(chained(cx, v, &text, why.into()));
        }
    };
    match found {
        Some(found) if found.is(v) => Ok(module),
        Some(_) => Err(not_pickled(cx, v, &format!("it's not the same object as {shown}.{name}"))),
        None => Err(not_pickled(cx, v, &format!("it's not found as {shown}.{name}"))),
    }
}

/// The failure to import as the cause of the failure to pickle.
fn chained(cx: &mut Ctx, v: Value, why: &str, cause: Value) -> Raised {
    let raised = not_pickled(cx, v, why);
    let exception = cx.take_exception();
    let _ = raised;
    exception.link_context(cause);
    cx.reraise(exception)
}

/// The module of this name, imported if it was not yet.
pub(in super::super) fn imported(cx: &mut Ctx, name: Value) -> PyResult<Value> {
    if let Some(name) = name.cast::<StrObj>()
        && let Some(modules) = cx.modules.get()
        && let Some(loaded) = cx.dict_get_str(modules, name).filter(|m| !m.is_none())
    {
        return Ok(loaded);
    }
    let builtins = (cx.hooks.import)(cx, "builtins")?;
    let attr = cx.names.__import__;
    let import = cx.getattr(builtins, attr)?;
    let empty = cx.tuple(&[])?;
    cx.call(import, &[name, Value::NONE, Value::NONE, empty.into(), Value::small(0)])?;
    let loaded = match cx.modules.get() {
        Some(modules) => cx.dict_get(modules, name)?,
        None => None,
    };
    match loaded {
        Some(loaded) => Ok(loaded),
        None => Err(cx.raise_key_error(name)),
    }
}

/// Looks for an object that does not know its module in all that are loaded.
fn search(cx: &mut Ctx, v: Value, path: Gc<TupleObj>) -> PyResult<Value> {
    let main = cx.intern(MAIN[0])?;
    let Some(modules) = cx.modules.get() else { return Ok(main.into()) };
    let copy: Gc<DictObj> = cx.dict_copy(modules)?;
    for i in 0..copy.fill() {
        let Some(e) = copy.entry(i) else { continue };
        let skipped = e.key.cast::<StrObj>().is_none_or(|k| MAIN.iter().any(|m| k.eq_str(m)));
        if skipped || e.value.is_none() {
            continue;
        }
        if follow(cx, e.value, path)?.is_some_and(|found| found.is(v)) {
            return Ok(e.key);
        }
    }
    Ok(main.into())
}
