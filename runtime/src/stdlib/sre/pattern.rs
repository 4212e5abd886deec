//! `re.Pattern`: the object, its attributes, and the methods that look for matches.
#![deny(unsafe_code)]

use super::codes::{FLAG_UNICODE, FLAGS};
use super::facts::facts;
use super::machine::UNSET;
use super::match_object::new_match;
use super::scanner::{ScannerObj, finditer_next};
use super::search::{Mode, Scan, scan};
use super::sub;
use super::subject::{Found, Subject};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::{CmpOp, SlotTable};
use crate::raise;
use crate::stdlib::types;
use crate::types::callable_iter::CallableIterObj;
use crate::types::str::{StrObj, Units};
use crate::types::tuple::TupleObj;
use crate::value::Value;

crate::heap_object! {
    /// A compiled pattern.
    pub struct PatternObj: PATTERN {
        /// The source, or `None`.
        traced source: Value,
        /// The code: a string whose units are the words. No Python code ever sees it.
        traced code: Gc<StrObj>,
        /// What is known about the code, as such a string, once it was used often enough.
        traced facts: Option<Gc<StrObj>>,
        /// Names to numbers of groups.
        traced group_index: Value,
        /// Names of groups by number.
        traced index_group: Gc<TupleObj>,
        /// Flags.
        plain flags: u32,
        /// Number of groups.
        plain groups: usize,
        /// Number of texts it was applied to, while there are no facts.
        plain uses: u32,
    }
}

/// The facts about a pattern's code are found when it is applied a second time, or to a text of
/// this length.
const LONG: usize = 500;

/// The type.
pub static PATTERN_SPEC: TypeSpec = TypeSpec {
    doc: "Compiled regular expression object.",
    slots: SlotTable {
        repr: Some(repr),
        hash: Some(hash),
        richcompare: Some(richcompare),
        ..SlotTable::EMPTY
    },
    methods: METHODS,
    getset: &[
        GetSetDef::readonly("pattern", |cx, v| Ok(this(cx, v)?.source.get())),
        GetSetDef::readonly("flags", |cx, v| Ok(Value::len(this(cx, v)?.flags.get() as usize))),
        GetSetDef::readonly("groups", |cx, v| Ok(Value::len(this(cx, v)?.groups.get()))),
        GetSetDef::readonly("groupindex", |cx, v| {
            let p = this(cx, v)?;
            let proxy = cx.ty(crate::object::type_id::TypeId::MAPPING_PROXY);
            cx.call(proxy.into(), &[p.group_index.get()])
        }),
    ],
    ..TypeSpec::EMPTY
};

static METHODS: &[MethodDef] = &[
    MethodDef::new(
        "match",
        NativeCode::FastKw(|cx, v, args| single(cx, "match", v, args, Mode::Match)),
    )
    .sig("($self, /, string, pos=0, endpos=sys.maxsize)"),
    MethodDef::new(
        "fullmatch",
        NativeCode::FastKw(|cx, v, args| single(cx, "fullmatch", v, args, Mode::Full)),
    )
    .sig("($self, /, string, pos=0, endpos=sys.maxsize)"),
    MethodDef::new(
        "search",
        NativeCode::FastKw(|cx, v, args| single(cx, "search", v, args, Mode::Search)),
    )
    .sig("($self, /, string, pos=0, endpos=sys.maxsize)"),
    MethodDef::new("findall", NativeCode::FastKw(findall))
        .sig("($self, /, string, pos=0, endpos=sys.maxsize)"),
    MethodDef::new("finditer", NativeCode::FastKw(finditer))
        .sig("($self, /, string, pos=0, endpos=sys.maxsize)"),
    MethodDef::new("scanner", NativeCode::FastKw(scanner))
        .sig("($self, /, string, pos=0, endpos=sys.maxsize)"),
    MethodDef::new("split", NativeCode::FastKw(split)).sig("($self, /, string, maxsplit=0)"),
    MethodDef::new("sub", NativeCode::FastKw(sub::sub)).sig("($self, /, repl, string, count=0)"),
    MethodDef::new("subn", NativeCode::FastKw(sub::subn)).sig("($self, /, repl, string, count=0)"),
    MethodDef::new("__copy__", NativeCode::NoArgs(|_, v| Ok(v))).sig("($self, /)"),
    MethodDef::new("__deepcopy__", NativeCode::O(|_, v, _| Ok(v))).sig("($self, memo, /)"),
    MethodDef::class(
        "__class_getitem__",
        NativeCode::O(|cx, class, item| cx.generic_alias(class, item)),
    ),
];

impl PatternObj {
    /// Whether it is for text (true) or bytes (false); without a source for both.
    pub fn kind(&self) -> Option<bool> {
        if self.source.get().is_none() {
            None
        } else {
            Some(self.source.get().cast::<StrObj>().is_some())
        }
    }
}

/// What is known about the pattern's code, for a text of this length; maybe nothing yet.
pub fn facts_for(
    cx: &mut Ctx,
    pattern: Gc<PatternObj>,
    len: usize,
) -> PyResult<Option<Gc<StrObj>>> {
    if let Some(known) = pattern.facts.get() {
        return Ok(Some(known));
    }
    let uses = pattern.uses.get();
    pattern.uses.set(uses + 1);
    if uses == 0 && len < LONG {
        return Ok(None);
    }
    let code = pattern.code.get();
    let words = facts(code_of(&code));
    let known = cx.str_from_iter(words.len(), u32::MAX, words.iter().copied())?;
    pattern.facts.set(Some(known));
    Ok(Some(known))
}

/// The words of a pattern's code.
pub fn code_of(code: &StrObj) -> &[u32] {
    match code.units() {
        Units::Four(words) => words,
        _ => &[],
    }
}

/// The receiver.
pub fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<PatternObj>> {
    match v.cast::<PatternObj>() {
        Some(p) => Ok(p),
        None => raise!(cx, TypeError, "a 're.Pattern' object is required"),
    }
}

/// The receiver and the arguments `string`, `pos`, `endpos`.
pub struct Call {
    /// The pattern.
    pub pattern: Gc<PatternObj>,
    /// The value searched.
    pub string: Value,
    /// Its content.
    pub subject: Subject,
    /// Where to begin.
    pub start: usize,
    /// Where the text ends.
    pub end: usize,
}

fn call_args(cx: &mut Ctx, name: &'static str, v: Value, args: Args<'_>) -> PyResult<Call> {
    let signature = Signature {
        name,
        params: &["string", "pos", "endpos"],
        pos_only: 0,
        pos_max: 3,
        required: 1,
    };
    let pattern = this(cx, v)?;
    let [string, pos, endpos] = args.bind::<3>(cx, &signature)?;
    let string = string.unwrap_or(Value::NONE);
    let pos = match pos {
        Some(v) => cx.index_i64(v)?,
        None => 0,
    };
    let endpos = match endpos {
        Some(v) => cx.index_i64(v)?,
        None => i64::MAX,
    };
    let subject = Subject::of(cx, pattern, string)?;
    let len = subject.len();
    let end = usize::try_from(endpos).unwrap_or(0).min(len);
    // As CPython has it, a start beyond the end looks at the end.
    let start = usize::try_from(pos).unwrap_or(0).min(len);
    Ok(Call { pattern, string, subject, start, end })
}

impl Call {
    /// Calls `each` with matches until it returns false.
    pub fn each(
        &self,
        cx: &mut Ctx,
        mode: Mode,
        each: &mut dyn FnMut(&mut Ctx, Found<'_>) -> PyResult<bool>,
    ) -> PyResult<()> {
        if self.start > self.end {
            return Ok(());
        }
        let code = self.pattern.code.get();
        let facts = facts_for(cx, self.pattern, self.end - self.start)?;
        let what = Scan {
            code: code_of(&code),
            facts: facts.as_deref().map_or(&[], code_of),
            groups: self.pattern.groups.get(),
            start: self.start,
            end: self.end,
            mode,
            not_empty_at: UNSET,
        };
        scan(cx, &self.subject, what, each)
    }
}

fn single(
    cx: &mut Ctx,
    name: &'static str,
    v: Value,
    args: Args<'_>,
    mode: Mode,
) -> PyResult<Value> {
    let call = call_args(cx, name, v, args)?;
    let mut result = Value::NONE;
    let (pattern, string, pos, endpos) = (call.pattern, call.string, call.start, call.end);
    call.each(cx, mode, &mut |cx, found| {
        result = new_match(cx, pattern, string, found, pos, endpos)?;
        Ok(false)
    })?;
    Ok(result)
}

fn findall(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let call = call_args(cx, "findall", v, args)?;
    let list = cx.list(&[])?;
    let groups = call.pattern.groups.get();
    call.each(cx, Mode::Search, &mut |cx, found| {
        let group = |cx: &mut Ctx, i: usize| match found.group(i) {
            Some((from, to)) => call.subject.slice(cx, from, to),
            None => call.subject.empty(cx),
        };
        let item = match groups {
            0 | 1 => group(cx, groups)?,
            _ => {
                let row = cx.list_with_capacity(groups)?;
                for i in 1..=groups {
                    let item = group(cx, i)?;
                    cx.list_append(row, item)?;
                }
                cx.to_tuple(row.into())?.into()
            }
        };
        cx.list_append(list, item)?;
        Ok(true)
    })?;
    Ok(list.into())
}

fn make_scanner(cx: &mut Ctx, name: &'static str, v: Value, args: Args<'_>) -> PyResult<Value> {
    let call = call_args(cx, name, v, args)?;
    let shape = types::SRE_SCANNER.shape();
    let object = ScannerObj::new(shape, v, call.string, call.start, call.end, UNSET, call.start);
    Ok(cx.alloc(object)?.into())
}

fn scanner(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    make_scanner(cx, "scanner", v, args)
}

/// An iterator that calls the `search` method of a scanner until it gives `None`.
fn finditer(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let scanner = make_scanner(cx, "finditer", v, args)?;
    let search = cx.builtin_function(&finditer_next::SEARCH, Some(scanner), None)?;
    let shape = crate::object::type_id::TypeId::CALLABLE_ITER.shape();
    Ok(cx.alloc(CallableIterObj::new(shape, Some(search.into()), Some(Value::NONE)))?.into())
}

fn split(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "split",
        params: &["string", "maxsplit"],
        pos_only: 0,
        pos_max: 2,
        required: 1,
    };
    let pattern = this(cx, v)?;
    let [string, max] = args.bind::<2>(cx, &SIGNATURE)?;
    let string = string.unwrap_or(Value::NONE);
    let max = match max {
        Some(v) => usize::try_from(cx.index_i64(v)?).unwrap_or(usize::MAX),
        None => 0,
    };
    let negative = max == usize::MAX;
    let subject = Subject::of(cx, pattern, string)?;
    let end = subject.len();
    let call = Call { pattern, string, subject, start: 0, end };
    let list = cx.list(&[])?;
    let (mut last, mut n) = (0, 0);
    if !negative {
        call.each(cx, Mode::Search, &mut |cx, found| {
            let part = call.subject.slice(cx, last, found.start)?;
            cx.list_append(list, part)?;
            for i in 1..=pattern.groups.get() {
                let group = match found.group(i) {
                    Some((from, to)) => call.subject.slice(cx, from, to)?,
                    None => Value::NONE,
                };
                cx.list_append(list, group)?;
            }
            last = found.end;
            n += 1;
            Ok(max == 0 || n < max)
        })?;
    }
    let rest = call.subject.slice(cx, last, end)?;
    cx.list_append(list, rest)?;
    Ok(list.into())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let p = this(cx, v)?;
    let source = cx.repr(p.source.get())?;
    let mut flags = p.flags.get();
    if p.kind() == Some(true) && flags & (256 | FLAG_UNICODE | 4) == FLAG_UNICODE {
        flags &= !FLAG_UNICODE;
    }
    let mut names = Vec::new();
    for &(bit, name) in FLAGS {
        if flags & bit != 0 {
            names.push(name.to_owned());
            flags &= !bit;
        }
    }
    if flags != 0 {
        names.push(format!("{flags:#x}"));
    }
    // Long sources are cut, as CPython does.
    let shown: String = source.to_string().chars().take(200).collect();
    let text = match names.is_empty() {
        true => format!("re.compile({shown})"),
        false => format!("re.compile({shown}, {})", names.join("|")),
    };
    Ok(cx.str(&text)?.into())
}

fn hash(cx: &mut Ctx, v: Value) -> PyResult<i64> {
    let p = this(cx, v)?;
    let source = cx.hash(p.source.get())?;
    let code = p.code.get();
    let words = code_of(&code).iter().fold(0i64, |h, &w| h.wrapping_mul(1_000_003) ^ i64::from(w));
    let h = source ^ words ^ i64::from(p.flags.get()) ^ p.groups.get() as i64;
    Ok(if h == -1 { -2 } else { h })
}

fn richcompare(cx: &mut Ctx, a: Value, b: Value, op: CmpOp) -> PyResult<Value> {
    if !matches!(op, CmpOp::Eq | CmpOp::Ne) {
        return Ok(Value::NOT_IMPLEMENTED);
    }
    let (Some(x), Some(y)) = (a.cast::<PatternObj>(), b.cast::<PatternObj>()) else {
        return Ok(Value::NOT_IMPLEMENTED);
    };
    let same = x.flags.get() == y.flags.get()
        && x.kind() == y.kind()
        && x.code.get().same_text(y.code.get())
        && cx.eq(x.source.get(), y.source.get())?;
    Ok(Value::bool(same == (op == CmpOp::Eq)))
}
