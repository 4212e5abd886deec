//! `_taipan_hash`: message digests of whole texts, by the RustCrypto crates.

#![forbid(unsafe_code)]

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{MethodDef, NativeCode};
use crate::raise;
use crate::types::str::StrObj;
use crate::value::Value;
use blake2::digest::{Digest, ExtendableOutput, Update, VariableOutput, XofReader};

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_taipan_hash",
    doc: "",
    functions: &[MethodDef::new("digest", NativeCode::Fast(digest))],
    init: None,
};

fn fixed<D: Digest>(data: &[u8]) -> Vec<u8> {
    let mut hash = D::new();
    Digest::update(&mut hash, data);
    hash.finalize().to_vec()
}

fn extendable<D: Default + Update + ExtendableOutput>(data: &[u8], len: usize) -> Vec<u8> {
    let mut hash = D::default();
    hash.update(data);
    let mut out = vec![0; len];
    hash.finalize_xof().read(&mut out);
    out
}

fn variable<D: VariableOutput + Update>(data: &[u8], len: usize) -> Option<Vec<u8>> {
    let mut hash = D::new(len).ok()?;
    hash.update(data);
    let mut out = vec![0; len];
    hash.finalize_variable(&mut out).ok()?;
    Some(out)
}

/// `digest(algorithm, data, length)`; the length is that of algorithms without one of their own.
fn digest(cx: &mut Ctx, _: Value, args: &[Value]) -> PyResult<Value> {
    cx.check_arity("digest", args.len(), 3, 3)?;
    let name = args[0].cast::<StrObj>().map(|n| n.to_string()).unwrap_or_default();
    let data = cx.expect_buffer(args[1])?;
    let Some(len) = usize::try_from(cx.index_i64(args[2])?).ok().filter(|&n| n < 1 << 29) else {
        raise!(cx, ValueError, "length must be non-negative and below 2**29")
    };
    let out = match name.as_str() {
        "md5" => Some(fixed::<md5::Md5>(&data)),
        "sha1" => Some(fixed::<sha1::Sha1>(&data)),
        "sha224" => Some(fixed::<sha2::Sha224>(&data)),
        "sha256" => Some(fixed::<sha2::Sha256>(&data)),
        "sha384" => Some(fixed::<sha2::Sha384>(&data)),
        "sha512" => Some(fixed::<sha2::Sha512>(&data)),
        "sha3_224" => Some(fixed::<sha3::Sha3_224>(&data)),
        "sha3_256" => Some(fixed::<sha3::Sha3_256>(&data)),
        "sha3_384" => Some(fixed::<sha3::Sha3_384>(&data)),
        "sha3_512" => Some(fixed::<sha3::Sha3_512>(&data)),
        "shake_128" => Some(extendable::<sha3::Shake128>(&data, len)),
        "shake_256" => Some(extendable::<sha3::Shake256>(&data, len)),
        "blake2b" => variable::<blake2::Blake2bVar>(&data, len),
        "blake2s" => variable::<blake2::Blake2sVar>(&data, len),
        _ => None,
    };
    match out {
        Some(out) => Ok(cx.bytes(&out)?.into()),
        None => raise!(cx, ValueError, "unsupported hash type {name}"),
    }
}
