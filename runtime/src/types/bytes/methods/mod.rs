//! The methods of `bytes`; all but the constructors and dunders serve `bytearray` as well, whose
//! results are then `bytearray`s.

mod affix;
mod case;
mod code;
mod find;
mod pad;
mod replace;
mod split;
mod test;

pub use code::{hex_digits, hex_text, parse_hex};

use super::repr::BytesObj;
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{MethodDef, NativeCode};
use crate::ops::buffer::ByteView;
use crate::raise;
use crate::types::bytearray::ByteArrayObj;
use crate::value::Value;

/// The content of the receiver of a shared method.
pub(super) fn this(cx: &mut Ctx, v: Value) -> PyResult<ByteView> {
    if let Some(b) = v.cast::<BytesObj>() {
        return Ok(ByteView::Bytes(b));
    }
    match v.cast::<ByteArrayObj>() {
        Some(b) => Ok(ByteView::Copy(b.to_vec())),
        None => raise!(cx, TypeError, "a 'bytes' object is required"),
    }
}

impl Ctx {
    /// A `bytes` or `bytearray` with this content, after the receiver's kind.
    pub(crate) fn bytes_like(&mut self, receiver: Value, content: &[u8]) -> PyResult<Value> {
        match receiver.cast::<ByteArrayObj>() {
            Some(_) => Ok(self.bytearray(content)?.into()),
            None => Ok(self.bytes_small(content)?.into()),
        }
    }

    /// The receiver itself when it is exactly `bytes`, else a copy of its kind.
    pub(super) fn same_bytes(&mut self, receiver: Value, content: &[u8]) -> PyResult<Value> {
        if receiver.has_shape(crate::object::type_id::TypeId::BYTES.shape()) {
            return Ok(receiver);
        }
        self.bytes_like(receiver, content)
    }
}

use NativeCode::{Fast, FastKw, NoArgs, O};

/// The methods that `bytes` and `bytearray` share.
macro_rules! shared_methods {
    ($($own:expr,)*) => {
        &[
            MethodDef::new("find", Fast(find::find)).sig("($self, sub[, start[, end]], /)"),
            MethodDef::new("rfind", Fast(find::rfind)).sig("($self, sub[, start[, end]], /)"),
            MethodDef::new("index", Fast(find::index)).sig("($self, sub[, start[, end]], /)"),
            MethodDef::new("rindex", Fast(find::rindex)).sig("($self, sub[, start[, end]], /)"),
            MethodDef::new("count", Fast(find::count)).sig("($self, sub[, start[, end]], /)"),
            MethodDef::new("startswith", Fast(affix::startswith)).sig("($self, prefix[, start[, end]], /)"),
            MethodDef::new("endswith", Fast(affix::endswith)).sig("($self, suffix[, start[, end]], /)"),
            MethodDef::new("removeprefix", O(affix::removeprefix)).sig("($self, prefix, /)"),
            MethodDef::new("removesuffix", O(affix::removesuffix)).sig("($self, suffix, /)"),
            MethodDef::new("strip", Fast(affix::strip)).sig("($self, bytes=None, /)"),
            MethodDef::new("lstrip", Fast(affix::lstrip)).sig("($self, bytes=None, /)"),
            MethodDef::new("rstrip", Fast(affix::rstrip)).sig("($self, bytes=None, /)"),
            MethodDef::new("replace", Fast(replace::replace)).sig("($self, old, new, count=-1, /)"),
            MethodDef::new("join", O(replace::join)).sig("($self, iterable_of_bytes, /)"),
            MethodDef::new("translate", FastKw(replace::translate)).sig("($self, table, /, delete=b'')"),
            MethodDef::static_("maketrans", Fast(replace::maketrans)).sig("(frm, to, /)"),
            MethodDef::new("split", FastKw(split::split)).sig("($self, /, sep=None, maxsplit=-1)"),
            MethodDef::new("rsplit", FastKw(split::rsplit)).sig("($self, /, sep=None, maxsplit=-1)"),
            MethodDef::new("splitlines", FastKw(split::splitlines)).sig("($self, /, keepends=False)"),
            MethodDef::new("partition", O(split::partition)).sig("($self, sep, /)"),
            MethodDef::new("rpartition", O(split::rpartition)).sig("($self, sep, /)"),
            MethodDef::new("lower", NoArgs(case::lower)),
            MethodDef::new("upper", NoArgs(case::upper)),
            MethodDef::new("title", NoArgs(case::title)),
            MethodDef::new("capitalize", NoArgs(case::capitalize)),
            MethodDef::new("swapcase", NoArgs(case::swapcase)),
            MethodDef::new("center", Fast(pad::center)).sig("($self, width, fillchar=b' ', /)"),
            MethodDef::new("ljust", Fast(pad::ljust)).sig("($self, width, fillchar=b' ', /)"),
            MethodDef::new("rjust", Fast(pad::rjust)).sig("($self, width, fillchar=b' ', /)"),
            MethodDef::new("zfill", O(pad::zfill)).sig("($self, width, /)"),
            MethodDef::new("expandtabs", FastKw(pad::expandtabs)).sig("($self, /, tabsize=8)"),
            MethodDef::new("isascii", NoArgs(test::isascii)),
            MethodDef::new("isspace", NoArgs(test::isspace)),
            MethodDef::new("isalpha", NoArgs(test::isalpha)),
            MethodDef::new("isalnum", NoArgs(test::isalnum)),
            MethodDef::new("isdigit", NoArgs(test::isdigit)),
            MethodDef::new("islower", NoArgs(test::islower)),
            MethodDef::new("isupper", NoArgs(test::isupper)),
            MethodDef::new("istitle", NoArgs(test::istitle)),
            MethodDef::new("decode", FastKw(code::decode)).sig("($self, /, encoding='utf-8', errors='strict')"),
            MethodDef::new("hex", FastKw(code::hex)),
            MethodDef::class("fromhex", O(code::fromhex)).sig("($type, string, /)"),
            $($own,)*
        ]
    };
}

/// The methods of `bytes`.
pub static METHODS: &[MethodDef] = shared_methods![
    MethodDef::new("__bytes__", NoArgs(code::dunder_bytes)).sig("($self, /)"),
    MethodDef::new("__getnewargs__", NoArgs(code::getnewargs)),
    MethodDef::new("__sizeof__", NoArgs(code::sizeof)).sig("($self, /)"),
    MethodDef::new("__buffer__", O(crate::types::memoryview::dunder_buffer))
        .sig("($self, flags, /)"),
];

/// The methods of `bytearray`.
pub static BYTEARRAY_METHODS: &[MethodDef] = {
    use crate::types::bytearray::methods as own;
    shared_methods![
        MethodDef::new("append", O(own::append)).sig("($self, item, /)"),
        MethodDef::new("extend", O(own::extend)).sig("($self, iterable_of_ints, /)"),
        MethodDef::new("insert", Fast(own::insert)).sig("($self, index, item, /)"),
        MethodDef::new("pop", Fast(own::pop)).sig("($self, index=-1, /)"),
        MethodDef::new("remove", O(own::remove)).sig("($self, value, /)"),
        MethodDef::new("clear", NoArgs(own::clear)).sig("($self, /)"),
        MethodDef::new("copy", NoArgs(own::copy)).sig("($self, /)"),
        MethodDef::new("reverse", NoArgs(own::reverse)).sig("($self, /)"),
        MethodDef::new("resize", O(own::resize)).sig("($self, size, /)"),
        MethodDef::new("__reduce__", NoArgs(own::reduce)).sig("($self, /)"),
        MethodDef::new("__reduce_ex__", O(own::reduce_ex)).sig("($self, proto=0, /)"),
        MethodDef::new("__alloc__", NoArgs(own::alloc)),
        MethodDef::new("__sizeof__", NoArgs(code::sizeof)).sig("($self, /)"),
        MethodDef::new("__buffer__", O(crate::types::memoryview::dunder_buffer))
            .sig("($self, flags, /)"),
    ]
};
