//! `_json`: the fast paths below the `json` package.
#![deny(unsafe_code)]

mod encoder;
mod scanner;
mod strings;

pub use encoder::{ENCODER_SPEC, EncoderObj};
pub use scanner::{SCANNER_SPEC, ScannerObj};

use super::{ModuleSpec, types};
use crate::ctx::{Ctx, PyResult, Raised};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode};
use crate::types::str::StrObj;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_json",
    doc: "json speedups\n",
    functions: &[
        MethodDef::new("encode_basestring", NativeCode::O(strings::encode_basestring)),
        MethodDef::new("encode_basestring_ascii", NativeCode::O(strings::encode_basestring_ascii)),
        MethodDef::new("scanstring", NativeCode::Fast(strings::scanstring)),
    ],
    init: Some(|cx, module| {
        let scanner = cx.ty(types::JSON_SCANNER);
        cx.module_set(module, "make_scanner", scanner.into())?;
        let encoder = cx.ty(types::JSON_ENCODER);
        cx.module_set(module, "make_encoder", encoder.into())
    }),
};

/// Raises `json.JSONDecodeError(message, text, position)`.
fn decode_error(cx: &mut Ctx, message: &str, text: Gc<StrObj>, at: usize) -> Raised {
    match decode_exception(cx, message, text, at) {
        Ok(exception) => cx.raise_value(exception),
        Err(raised) => raised,
    }
}

fn decode_exception(cx: &mut Ctx, message: &str, text: Gc<StrObj>, at: usize) -> PyResult<Value> {
    // `__import__` gives the package, the class is in its submodule.
    let package = (cx.hooks.import)(cx, "json.decoder")?;
    let name = cx.intern("decoder")?;
    let module = cx.getattr_opt(package, name)?.unwrap_or(package);
    let name = cx.intern("JSONDecodeError")?;
    let class = cx.getattr(module, name)?;
    let message = cx.str(message)?;
    cx.call(class, &[message.into(), text.into(), Value::len(at)])
}
