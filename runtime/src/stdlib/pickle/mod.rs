//! `_pickle`: objects to byte streams and back, in protocols 0 to 5.
//!
//! `pickletools` of the standard library describes each opcode; what is written, and in which order,
//! is CPython's to the byte. `save/` writes, `load/` reads; `pickle_buffer.rs` is `PickleBuffer`.
#![deny(unsafe_code)]

mod errors;
mod input;
mod load;
mod memo;
mod opcode;
mod output;
mod pickle_buffer;
mod pickler;
mod proxy;
mod registry;
mod save;
mod state;
mod unpickler;

pub use pickle_buffer::SPEC as BUFFER_SPEC;
pub use pickler::{PicklerObj, SPEC as PICKLER_SPEC};
pub use proxy::{PICKLER as PICKLER_MEMO_SPEC, UNPICKLER as UNPICKLER_MEMO_SPEC};
pub use state::State;
pub use unpickler::{SPEC as UNPICKLER_SPEC, UnpicklerObj};

use super::ModuleSpec;
use super::types as ty;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::types::module::ModuleObj;
use crate::value::Value;
use pickler::Format;
use unpickler::Reading;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_pickle",
    doc: "Optimized C implementation for the Python pickle module.",
    functions: &[
        MethodDef::new("dump", NativeCode::FastKw(dump))
            .sig("($module, /, obj, file, protocol=None, *, fix_imports=True,\n     buffer_callback=None)")
            .doc("Write a pickled representation of obj to the open file object file."),
        MethodDef::new("dumps", NativeCode::FastKw(dumps))
            .sig("($module, /, obj, protocol=None, *, fix_imports=True,\n      buffer_callback=None)")
            .doc("Return the pickled representation of the object as a bytes object."),
        MethodDef::new("load", NativeCode::FastKw(load))
            .sig("($module, /, file, *, fix_imports=True, encoding='ASCII',\n     errors='strict', buffers=())")
            .doc("Read and return an object from the pickle data stored in a file."),
        MethodDef::new("loads", NativeCode::FastKw(loads))
            .sig("($module, data, /, *, fix_imports=True, encoding='ASCII',\n      errors='strict', buffers=())")
            .doc("Read and return an object from the given pickle data."),
    ],
    init: Some(init),
};

fn init(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    registry::find_all(cx)?;
    let types = [ty::PICKLER, ty::UNPICKLER, ty::PICKLE_BUFFER];
    for (name, id) in ["Pickler", "Unpickler", "PickleBuffer"].into_iter().zip(types) {
        let class = cx.ty(id);
        cx.module_set(module, name, class.into())?;
    }
    for kind in [errors::Kind::Base, errors::Kind::Pickling, errors::Kind::Unpickling] {
        let class = errors::class(cx, kind)?;
        cx.module_set(module, kind.name(), class)?;
    }
    Ok(())
}

fn dump(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "dump",
        params: &["obj", "file", "protocol", "fix_imports", "buffer_callback"],
        pos_only: 0,
        pos_max: 3,
        required: 2,
    };
    let [object, file, protocol, fix_imports, buffer_callback] = args.bind::<5>(cx, &SIGNATURE)?;
    let object = object.expect("a required argument");
    pickler::dump_once(cx, object, file, &Format { protocol, fix_imports, buffer_callback })
}

fn dumps(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "dumps",
        params: &["obj", "protocol", "fix_imports", "buffer_callback"],
        pos_only: 0,
        pos_max: 2,
        required: 1,
    };
    let [object, protocol, fix_imports, buffer_callback] = args.bind::<4>(cx, &SIGNATURE)?;
    let object = object.expect("a required argument");
    pickler::dump_once(cx, object, None, &Format { protocol, fix_imports, buffer_callback })
}

fn load(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "load",
        params: &["file", "fix_imports", "encoding", "errors", "buffers"],
        pos_only: 0,
        pos_max: 1,
        required: 1,
    };
    let [file, fix_imports, encoding, errors, buffers] = args.bind::<5>(cx, &SIGNATURE)?;
    let file = file.expect("a required argument");
    unpickler::load_file(cx, file, &Reading { fix_imports, encoding, errors, buffers })
}

fn loads(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "loads",
        params: &["", "fix_imports", "encoding", "errors", "buffers"],
        pos_only: 1,
        pos_max: 1,
        required: 1,
    };
    let [data, fix_imports, encoding, errors, buffers] = args.bind::<5>(cx, &SIGNATURE)?;
    let data = data.expect("a required argument");
    unpickler::load_bytes(cx, data, &Reading { fix_imports, encoding, errors, buffers })
}
