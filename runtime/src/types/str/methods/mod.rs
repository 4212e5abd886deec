//! The methods of `str`, one file per group.

mod affix;
mod case;
mod code;
mod find;
mod pad;
mod replace;
mod split;
mod test;
mod translate;

pub(crate) use pad::center_left;
pub use split::split_lines;

use super::repr::StrObj;
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::native::{MethodDef, NativeCode};
use crate::raise;
use crate::value::Value;

/// The receiver of a `str` method.
#[inline]
pub(super) fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<StrObj>> {
    match v.cast::<StrObj>() {
        Some(s) => Ok(s),
        None => raise!(cx, TypeError, "a 'str' object is required"),
    }
}

use NativeCode::{Fast, FastKw, NoArgs, O};

/// All of them.
pub static METHODS: &[MethodDef] = &[
    MethodDef::new("find", Fast(find::find)).sig("($self, sub[, start[, end]], /)"),
    MethodDef::new("rfind", Fast(find::rfind)).sig("($self, sub[, start[, end]], /)"),
    MethodDef::new("index", Fast(find::index)).sig("($self, sub[, start[, end]], /)"),
    MethodDef::new("rindex", Fast(find::rindex)).sig("($self, sub[, start[, end]], /)"),
    MethodDef::new("count", Fast(find::count)).sig("($self, sub[, start[, end]], /)"),
    MethodDef::new("startswith", Fast(affix::startswith)).sig("($self, prefix[, start[, end]], /)"),
    MethodDef::new("endswith", Fast(affix::endswith)).sig("($self, suffix[, start[, end]], /)"),
    MethodDef::new("removeprefix", O(affix::removeprefix)).sig("($self, prefix, /)"),
    MethodDef::new("removesuffix", O(affix::removesuffix)).sig("($self, suffix, /)"),
    MethodDef::new("strip", Fast(affix::strip)).sig("($self, chars=None, /)"),
    MethodDef::new("lstrip", Fast(affix::lstrip)).sig("($self, chars=None, /)"),
    MethodDef::new("rstrip", Fast(affix::rstrip)).sig("($self, chars=None, /)"),
    MethodDef::new("replace", FastKw(replace::replace)).sig("($self, old, new, /, count=-1)"),
    MethodDef::new("join", O(replace::join)).sig("($self, iterable, /)"),
    MethodDef::new("split", FastKw(split::split)).sig("($self, /, sep=None, maxsplit=-1)"),
    MethodDef::new("rsplit", FastKw(split::rsplit)).sig("($self, /, sep=None, maxsplit=-1)"),
    MethodDef::new("splitlines", FastKw(split::splitlines)).sig("($self, /, keepends=False)"),
    MethodDef::new("partition", O(split::partition)).sig("($self, sep, /)"),
    MethodDef::new("rpartition", O(split::rpartition)).sig("($self, sep, /)"),
    MethodDef::new("lower", NoArgs(case::lower)).sig("($self, /)"),
    MethodDef::new("upper", NoArgs(case::upper)).sig("($self, /)"),
    MethodDef::new("title", NoArgs(case::title)).sig("($self, /)"),
    MethodDef::new("capitalize", NoArgs(case::capitalize)).sig("($self, /)"),
    MethodDef::new("swapcase", NoArgs(case::swapcase)).sig("($self, /)"),
    MethodDef::new("casefold", NoArgs(case::casefold)).sig("($self, /)"),
    MethodDef::new("center", Fast(pad::center)).sig("($self, width, fillchar=' ', /)"),
    MethodDef::new("ljust", Fast(pad::ljust)).sig("($self, width, fillchar=' ', /)"),
    MethodDef::new("rjust", Fast(pad::rjust)).sig("($self, width, fillchar=' ', /)"),
    MethodDef::new("zfill", O(pad::zfill)).sig("($self, width, /)"),
    MethodDef::new("expandtabs", FastKw(pad::expandtabs)).sig("($self, /, tabsize=8)"),
    MethodDef::new("isascii", NoArgs(test::isascii)).sig("($self, /)"),
    MethodDef::new("isspace", NoArgs(test::isspace)).sig("($self, /)"),
    MethodDef::new("isalpha", NoArgs(test::isalpha)).sig("($self, /)"),
    MethodDef::new("isalnum", NoArgs(test::isalnum)).sig("($self, /)"),
    MethodDef::new("isdecimal", NoArgs(test::isdecimal)).sig("($self, /)"),
    MethodDef::new("isdigit", NoArgs(test::isdigit)).sig("($self, /)"),
    MethodDef::new("isnumeric", NoArgs(test::isnumeric)).sig("($self, /)"),
    MethodDef::new("islower", NoArgs(test::islower)).sig("($self, /)"),
    MethodDef::new("isupper", NoArgs(test::isupper)).sig("($self, /)"),
    MethodDef::new("istitle", NoArgs(test::istitle)).sig("($self, /)"),
    MethodDef::new("isprintable", NoArgs(test::isprintable)).sig("($self, /)"),
    MethodDef::new("isidentifier", NoArgs(test::isidentifier)).sig("($self, /)"),
    MethodDef::new("translate", O(translate::translate)).sig("($self, table, /)"),
    MethodDef::static_("maketrans", Fast(translate::maketrans)),
    MethodDef::new("encode", FastKw(code::encode))
        .sig("($self, /, encoding='utf-8', errors='strict')"),
    MethodDef::new("format", FastKw(code::format)).sig("($self, /, *args, **kwargs)"),
    MethodDef::new("format_map", O(code::format_map)).sig("($self, mapping, /)"),
    MethodDef::new("__format__", O(code::dunder_format)).sig("($self, format_spec, /)"),
    MethodDef::new("__getnewargs__", NoArgs(code::getnewargs)),
    MethodDef::new("__sizeof__", NoArgs(code::sizeof)).sig("($self, /)"),
];
