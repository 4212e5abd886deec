//! `SRE_Scanner`: repeated `match` or `search` from where the last match ended.
#![deny(unsafe_code)]

use super::machine::UNSET;
use super::match_object::new_match;
use super::pattern::{code_of, facts_for, this as pattern_of};
use super::search::{Mode, Scan, scan};
use super::subject::Subject;
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::raise;
use crate::value::Value;

crate::heap_object! {
    /// A scanner.
    pub struct ScannerObj: SRE_SCANNER {
        /// The pattern.
        traced pattern: Value,
        /// The text.
        traced string: Value,
        /// Where to go on; [`UNSET`] once exhausted.
        plain at: usize,
        /// Where the text ends.
        plain end: usize,
        /// A match may not be empty here.
        plain not_empty_at: usize,
        /// Where it began, for the matches' `pos`.
        plain pos: usize,
    }
}

/// The type.
pub static SCANNER_SPEC: TypeSpec = TypeSpec {
    methods: &[
        MethodDef::new("match", NativeCode::NoArgs(|cx, v| next(cx, v, Mode::Match)))
            .sig("($self, /)"),
        MethodDef::new("search", NativeCode::NoArgs(|cx, v| next(cx, v, Mode::Search)))
            .sig("($self, /)"),
    ],
    getset: &[GetSetDef::readonly("pattern", |_, v| {
        Ok(v.cast::<ScannerObj>().map_or(Value::NONE, |s| s.pattern.get()))
    })],
    ..TypeSpec::EMPTY
};

/// The function behind `finditer`.
pub mod finditer_next {
    use super::*;

    /// `scanner.search`.
    pub static SEARCH: MethodDef =
        MethodDef::new("search", NativeCode::NoArgs(|cx, v| next(cx, v, Mode::Search)));
}

fn next(cx: &mut Ctx, v: Value, mode: Mode) -> PyResult<Value> {
    let Some(s) = v.cast::<ScannerObj>() else {
        raise!(cx, TypeError, "a '_sre.SRE_Scanner' object is required");
    };
    let (pattern, string) = (pattern_of(cx, s.pattern.get())?, s.string.get());
    let subject = Subject::of(cx, pattern, string)?;
    let end = s.end.get().min(subject.len());
    if s.at.get() > end {
        return Ok(Value::NONE);
    }
    let code = pattern.code.get();
    let facts = facts_for(cx, pattern, end - s.at.get())?;
    let what = Scan {
        code: code_of(&code),
        facts: facts.as_deref().map_or(&[], code_of),
        groups: pattern.groups.get(),
        start: s.at.get(),
        end,
        mode,
        not_empty_at: s.not_empty_at.get(),
    };
    let mut result = Value::NONE;
    scan(cx, &subject, what, &mut |cx, found| {
        result = new_match(cx, pattern, string, found, s.pos.get(), end)?;
        s.at.set(found.end);
        s.not_empty_at.set(if found.start == found.end { found.end } else { UNSET });
        Ok(false)
    })?;
    if result.is_none() {
        s.at.set(UNSET);
    }
    Ok(result)
}
