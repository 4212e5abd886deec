//! The registry of codecs and error handlers (PEP 100, PEP 293).
#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::raise;
use crate::types::dict::DictObj;
use crate::types::list::ListObj;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

const SEARCH: &str = "codecs.search";
const CACHE: &str = "codecs.cache";
const HANDLERS: &str = "codecs.handlers";

/// Lower case, with anything but letters, digits and dots as single underscores.
pub fn normalized(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        if c.is_ascii_alphanumeric() || c == '.' {
            if gap && !out.is_empty() {
                out.push('_');
            }
            gap = false;
            out.push(c.to_ascii_lowercase());
        } else {
            gap = true;
        }
    }
    out
}

impl Ctx {
    fn codec_dict(&mut self, which: &'static str) -> PyResult<Gc<DictObj>> {
        if let Some(d) = self.kept(which).and_then(|v| v.cast::<DictObj>()) {
            return Ok(d);
        }
        let d = self.dict()?;
        self.keep(which, d.into());
        Ok(d)
    }

    fn codec_search(&mut self) -> PyResult<Gc<ListObj>> {
        if let Some(l) = self.kept(SEARCH).and_then(|v| v.cast::<ListObj>()) {
            return Ok(l);
        }
        let l = self.list(&[])?;
        self.keep(SEARCH, l.into());
        Ok(l)
    }

    /// `codecs.register`.
    pub fn codec_register(&mut self, function: Value) -> PyResult<()> {
        if !self.is_callable(function) {
            raise!(self, TypeError, "argument must be callable");
        }
        let search = self.codec_search()?;
        self.list_append(search, function)
    }

    /// `codecs.unregister`.
    pub fn codec_unregister(&mut self, function: Value) -> PyResult<()> {
        let search = self.codec_search()?;
        if let Some(i) = (0..search.len()).find(|&i| search.get(i).is_some_and(|f| f.is(function)))
        {
            search.remove_range(i, i + 1);
            self.codec_dict(CACHE)?.clear();
        }
        Ok(())
    }

    /// `codecs.lookup`: the four-tuple of a codec.
    pub fn codec_lookup(&mut self, name: Gc<StrObj>) -> PyResult<Gc<TupleObj>> {
        let cache = self.codec_dict(CACHE)?;
        let key = self.str(&normalized(&name.to_string()))?;
        if let Some(found) = self.dict_get(cache, key.into())?.and_then(|v| v.cast::<TupleObj>()) {
            return Ok(found);
        }
        let search = self.codec_search()?;
        if search.is_empty() {
            (self.hooks.import)(self, "encodings")?;
        }
        let mut i = 0;
        while let Some(function) = search.get(i) {
            let found = self.call(function, &[key.into()])?;
            if !found.is_none() {
                return match found.cast::<TupleObj>().filter(|t| t.len() == 4) {
                    Some(codec) => {
                        self.dict_set(cache, key.into(), codec.into())?;
                        Ok(codec)
                    }
                    None => raise!(self, TypeError, "codec search functions must return 4-tuples"),
                };
            }
            i += 1;
        }
        raise!(self, LookupError, "unknown encoding: {name}")
    }

    /// The codec, which must be one between text and bytes.
    pub(super) fn text_codec(&mut self, name: Gc<StrObj>, action: &str) -> PyResult<Gc<TupleObj>> {
        let codec = self.codec_lookup(name)?;
        let flag = self.intern("_is_text_encoding")?;
        if let Some(is_text) = self.getattr_opt(codec.into(), flag)?
            && !self.truth(is_text)?
        {
            raise!(
                self,
                LookupError,
                "'{name}' is not a text encoding; use codecs.{action}() to handle arbitrary codecs"
            );
        }
        Ok(codec)
    }

    /// Calls the encoder (0) or decoder (1) of a codec; the first item of its result.
    pub fn codec_call(
        &mut self,
        codec: Gc<TupleObj>,
        which: usize,
        v: Value,
        errors: Option<Gc<StrObj>>,
        what: &str,
    ) -> PyResult<Value> {
        let function = codec.get(which).expect("a codec has four items");
        let made = match errors {
            Some(errors) => self.call(function, &[v, errors.into()])?,
            None => self.call(function, &[v])?,
        };
        match made.cast::<TupleObj>().filter(|t| t.len() == 2).and_then(|t| t.get(0)) {
            Some(first) => Ok(first),
            None => raise!(self, TypeError, "{what} must return a tuple (object, integer)"),
        }
    }

    /// `codecs.register_error`.
    pub fn register_error(&mut self, name: Gc<StrObj>, handler: Value) -> PyResult<()> {
        if !self.is_callable(handler) {
            raise!(self, TypeError, "handler must be callable");
        }
        let handlers = self.codec_dict(HANDLERS)?;
        self.dict_set(handlers, name.into(), handler)
    }

    /// `codecs._unregister_error`; whether there was one.
    pub fn unregister_error(&mut self, name: Gc<StrObj>) -> PyResult<bool> {
        let handlers = self.codec_dict(HANDLERS)?;
        Ok(self.dict_remove(handlers, name.into())?.is_some())
    }

    /// `codecs.lookup_error`.
    pub fn lookup_error(&mut self, name: Gc<StrObj>) -> PyResult<Value> {
        let handlers = self.codec_dict(HANDLERS)?;
        if let Some(handler) = self.dict_get(handlers, name.into())? {
            return Ok(handler);
        }
        if let Some(builtin) = crate::stdlib::codecs::builtin_handler(&name.to_string()) {
            let handler = self.builtin_function(builtin, None, None)?;
            self.dict_set(handlers, name.into(), handler.into())?;
            return Ok(handler.into());
        }
        raise!(self, LookupError, "unknown error handler name '{name}'")
    }
}
