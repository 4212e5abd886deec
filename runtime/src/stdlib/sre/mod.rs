//! `_sre`: the engine of the `re` module. `re._compiler` makes the code; this runs it.
#![deny(unsafe_code)]

mod charset;
mod codes;
mod facts;
mod machine;
mod match_object;
mod pattern;
mod scanner;
mod search;
mod sub;
mod subject;

pub use machine::Scratch;
pub use match_object::{MATCH_SPEC, MatchObj};
pub use pattern::{PATTERN_SPEC, PatternObj};
pub use scanner::{SCANNER_SPEC, ScannerObj};

use super::{ModuleSpec, types};
use crate::ctx::{Ctx, PyResult};
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::raise;
use crate::types::list::ListObj;
use crate::types::str::chars;
use crate::value::Value;

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_sre",
    doc: "",
    functions: &[
        MethodDef::new("compile", NativeCode::FastKw(compile)),
        MethodDef::new("template", NativeCode::Fast(sub::template)),
        MethodDef::new("getcodesize", NativeCode::NoArgs(|_, _| Ok(Value::small(4)))),
        MethodDef::new(
            "ascii_iscased",
            NativeCode::O(|cx, _, c| {
                let c = point(cx, c)?;
                Ok(Value::bool(c < 0x80 && (c as u8).is_ascii_alphabetic()))
            }),
        ),
        MethodDef::new(
            "unicode_iscased",
            NativeCode::O(|cx, _, c| {
                let c = point(cx, c)?;
                // As CPython's tables have it, the first of several upper case characters counts.
                let mut upper = None;
                chars::full_upper(c, |u| upper = upper.or(Some(u)));
                Ok(Value::bool(chars::simple_lower(c) != c || upper != Some(c)))
            }),
        ),
        MethodDef::new(
            "ascii_tolower",
            NativeCode::O(|cx, _, c| {
                let c = point(cx, c)?;
                Ok(Value::len(charset::lower_ascii(c) as usize))
            }),
        ),
        MethodDef::new(
            "unicode_tolower",
            NativeCode::O(|cx, _, c| {
                let c = point(cx, c)?;
                Ok(Value::len(charset::lower_unicode(c) as usize))
            }),
        ),
    ],
    init: Some(|cx, module| {
        cx.module_set(module, "MAGIC", Value::small(codes::MAGIC))?;
        cx.module_set(module, "CODESIZE", Value::small(4))?;
        cx.module_set(module, "MAXREPEAT", Value::len(codes::MAXREPEAT as usize))?;
        cx.module_set(module, "MAXGROUPS", Value::small(i32::MAX / 2))?;
        cx.module_set(module, "copyright", Value::NONE)
    }),
};

fn point(cx: &mut Ctx, v: Value) -> PyResult<u32> {
    let n = cx.index_i64(v)?;
    match u32::try_from(n) {
        Ok(n) => Ok(n),
        Err(_) => raise!(cx, OverflowError, "signed integer is out of range"),
    }
}

/// `compile(pattern, flags, code, groups, groupindex, indexgroup)`.
fn compile(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "compile",
        params: &["pattern", "flags", "code", "groups", "groupindex", "indexgroup"],
        pos_only: 0,
        pos_max: 6,
        required: 6,
    };
    let [source, flags, code, groups, group_index, index_group] =
        args.bind::<6>(cx, &SIGNATURE)?.map(|v| v.unwrap_or(Value::NONE));
    let flags = cx.index_i64(flags)? as u32;
    let groups = cx.index_i64(groups)?;
    let Some(list) = code.cast::<ListObj>() else {
        let ty = cx.type_name(code);
        raise!(cx, TypeError, "compile() argument 'code' must be list, not {ty}");
    };
    let mut words = Vec::with_capacity(list.len());
    let mut i = 0;
    while let Some(v) = list.get(i) {
        let n = cx.index_i64(v)?;
        match u32::try_from(n) {
            Ok(word) => words.push(word),
            Err(_) => raise!(cx, OverflowError, "regular expression code size limit exceeded"),
        }
        i += 1;
    }
    // Marks are a word each; more groups than code cannot be.
    if groups < 0 || groups as usize > words.len() {
        raise!(cx, RuntimeError, "invalid SRE code");
    }
    let code = cx.str_from_iter(words.len(), u32::MAX, words.iter().copied())?;
    let index_group = cx.to_tuple(index_group)?;
    let shape = types::PATTERN.shape();
    let pattern = PatternObj::new(
        shape,
        source,
        code,
        None,
        group_index,
        index_group,
        flags,
        groups as usize,
        0,
    );
    Ok(cx.alloc(pattern)?.into())
}
