//! `re.Match`.
#![deny(unsafe_code)]

use super::pattern::{PatternObj, this as pattern_of};
use super::sub;
use super::subject::{Found, Subject};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::raise;
use crate::stdlib::types;
use crate::types::tuple::TupleObj;
use crate::value::Value;

crate::heap_object! {
    /// A match.
    pub struct MatchObj: MATCH {
        /// The pattern.
        traced pattern: Value,
        /// The text or bytes that were searched.
        traced string: Value,
        /// Begin and end of each group as ints, -1 where it did not take part; first the whole match.
        traced spans: Gc<TupleObj>,
        /// The `pos` of the call.
        plain pos: usize,
        /// The `endpos` of the call.
        plain endpos: usize,
        /// Number of the group that closed last, 0 for none.
        plain last_index: u32,
    }
}

/// The type.
pub static MATCH_SPEC: TypeSpec = TypeSpec {
    doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    slots: SlotTable { repr: Some(repr), getitem: Some(getitem), ..SlotTable::EMPTY },
    methods: &[
        MethodDef::new("group", NativeCode::Fast(group)),
        MethodDef::new("groups", NativeCode::FastKw(groups)).sig("($self, /, default=None)"),
        MethodDef::new("groupdict", NativeCode::FastKw(groupdict)).sig("($self, /, default=None)"),
        MethodDef::new(
            "start",
            NativeCode::Fast(|cx, v, args| Ok(bounds_arg(cx, "start", v, args)?.0)),
        ),
        MethodDef::new(
            "end",
            NativeCode::Fast(|cx, v, args| Ok(bounds_arg(cx, "end", v, args)?.1)),
        ),
        MethodDef::new(
            "span",
            NativeCode::Fast(|cx, v, args| {
                let (from, to) = bounds_arg(cx, "span", v, args)?;
                Ok(cx.tuple(&[from, to])?.into())
            }),
        ),
        MethodDef::new("expand", NativeCode::FastKw(expand)).sig("($self, /, template)"),
        MethodDef::new("__copy__", NativeCode::NoArgs(|_, v| Ok(v))).sig("($self, /)"),
        MethodDef::new("__deepcopy__", NativeCode::O(|_, v, _| Ok(v))).sig("($self, memo, /)"),
        MethodDef::class(
            "__class_getitem__",
            NativeCode::O(|cx, class, item| cx.generic_alias(class, item)),
        ),
    ],
    getset: &[
        GetSetDef::readonly("string", |cx, v| Ok(this(cx, v)?.string.get())),
        GetSetDef::readonly("re", |cx, v| Ok(this(cx, v)?.pattern.get())),
        GetSetDef::readonly("pos", |cx, v| Ok(Value::len(this(cx, v)?.pos.get()))),
        GetSetDef::readonly("endpos", |cx, v| Ok(Value::len(this(cx, v)?.endpos.get()))),
        GetSetDef::readonly("lastindex", |cx, v| {
            Ok(match this(cx, v)?.last_index.get() {
                0 => Value::NONE,
                n => Value::len(n as usize),
            })
        }),
        GetSetDef::readonly("lastgroup", |cx, v| {
            let m = this(cx, v)?;
            let names = pattern_of(cx, m.pattern.get())?.index_group.get();
            Ok(match m.last_index.get() {
                0 => Value::NONE,
                n => names.get(n as usize).unwrap_or(Value::NONE),
            })
        }),
        GetSetDef::readonly("regs", regs),
    ],
    ..TypeSpec::EMPTY
};

/// The object for a match.
pub fn new_match(
    cx: &mut Ctx,
    pattern: Gc<PatternObj>,
    string: Value,
    found: Found<'_>,
    pos: usize,
    endpos: usize,
) -> PyResult<Value> {
    let spans = cx.tuple_with((pattern.groups.get() + 1) * 2, |i| match found.group(i / 2) {
        Some((from, to)) => Value::len(if i % 2 == 0 { from } else { to }),
        None => Value::small(-1),
    })?;
    let shape = types::MATCH.shape();
    let m = MatchObj::new(shape, pattern.into(), string, spans, pos, endpos, found.last_index);
    Ok(cx.alloc(m)?.into())
}

fn this(cx: &mut Ctx, v: Value) -> PyResult<Gc<MatchObj>> {
    match v.cast::<MatchObj>() {
        Some(m) => Ok(m),
        None => raise!(cx, TypeError, "a 're.Match' object is required"),
    }
}

impl MatchObj {
    /// Number of groups, with the whole match.
    fn count(&self) -> usize {
        self.spans.get().len() / 2
    }

    /// Begin and end of a group, if it took part.
    fn bounds(&self, i: usize) -> Option<(usize, usize)> {
        let spans = self.spans.get();
        let (from, to) = (spans.get(i * 2)?.as_small()?, spans.get(i * 2 + 1)?.as_small()?);
        (from >= 0).then_some((from as usize, to as usize))
    }
}

/// The number of a group given by number or name.
fn group_number(cx: &mut Ctx, m: Gc<MatchObj>, which: Value) -> PyResult<usize> {
    let number = if which.is_int() || cx.has_index(which) {
        cx.index(which)?.as_i64()
    } else {
        let names = pattern_of(cx, m.pattern.get())?.group_index.get();
        match names.cast::<crate::types::dict::DictObj>() {
            // An unhashable name is no group either.
            Some(names) => match cx.dict_get(names, which) {
                Ok(found) => found.and_then(Value::as_i64),
                Err(_) => {
                    cx.clear_exception();
                    None
                }
            },
            None => None,
        }
    };
    match number.and_then(|n| usize::try_from(n).ok()) {
        Some(n) if n < m.count() => Ok(n),
        _ => raise!(cx, IndexError, "no such group"),
    }
}

fn text_of(cx: &mut Ctx, m: Gc<MatchObj>, i: usize, default: Value) -> PyResult<Value> {
    match m.bounds(i) {
        Some((from, to)) => {
            let subject = Subject::any(cx, m.string.get())?;
            subject.slice(cx, from, to)
        }
        None => Ok(default),
    }
}

fn one(cx: &mut Ctx, v: Value, which: Value) -> PyResult<Value> {
    let m = this(cx, v)?;
    let i = group_number(cx, m, which)?;
    text_of(cx, m, i, Value::NONE)
}

fn getitem(cx: &mut Ctx, v: Value, which: Value) -> PyResult<Value> {
    one(cx, v, which)
}

fn group(cx: &mut Ctx, v: Value, args: &[Value]) -> PyResult<Value> {
    match args {
        [] => one(cx, v, Value::small(0)),
        [which] => one(cx, v, *which),
        _ => {
            let list = cx.list_with_capacity(args.len())?;
            for &which in args {
                let text = one(cx, v, which)?;
                cx.list_append(list, text)?;
            }
            Ok(cx.to_tuple(list.into())?.into())
        }
    }
}

fn default_arg(cx: &mut Ctx, name: &'static str, args: Args<'_>) -> PyResult<Value> {
    let signature = Signature { name, params: &["default"], pos_only: 0, pos_max: 1, required: 0 };
    let [default] = args.bind::<1>(cx, &signature)?;
    Ok(default.unwrap_or(Value::NONE))
}

fn groups(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let (m, default) = (this(cx, v)?, default_arg(cx, "groups", args)?);
    let list = cx.list_with_capacity(m.count())?;
    for i in 1..m.count() {
        let text = text_of(cx, m, i, default)?;
        cx.list_append(list, text)?;
    }
    Ok(cx.to_tuple(list.into())?.into())
}

fn groupdict(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    let (m, default) = (this(cx, v)?, default_arg(cx, "groupdict", args)?);
    let result = cx.dict()?;
    let names = pattern_of(cx, m.pattern.get())?.group_index.get();
    let Some(names) = names.cast::<crate::types::dict::DictObj>() else { return Ok(result.into()) };
    for i in 0..names.fill() {
        let Some(entry) = names.entry(i) else { continue };
        let number = entry.value.as_small().unwrap_or(0) as usize;
        let text = text_of(cx, m, number, default)?;
        cx.dict_set(result, entry.key, text)?;
    }
    Ok(result.into())
}

fn bounds_arg(cx: &mut Ctx, name: &str, v: Value, args: &[Value]) -> PyResult<(Value, Value)> {
    cx.check_arity(name, args.len(), 0, 1)?;
    let m = this(cx, v)?;
    let i = group_number(cx, m, args.first().copied().unwrap_or(Value::small(0)))?;
    let at = |k: usize| m.spans.get().get(i * 2 + k).unwrap_or(Value::small(-1));
    Ok((at(0), at(1)))
}

fn expand(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature =
        Signature { name: "expand", params: &["template"], pos_only: 0, pos_max: 1, required: 1 };
    let m = this(cx, v)?;
    let [template] = args.bind::<1>(cx, &SIGNATURE)?;
    let pattern = pattern_of(cx, m.pattern.get())?;
    let subject = Subject::any(cx, m.string.get())?;
    sub::expand(cx, pattern, &subject, template.unwrap_or(Value::NONE), |i| m.bounds(i))
}

fn regs(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let m = this(cx, v)?;
    let list = cx.list_with_capacity(m.count())?;
    for pair in m.spans.get().items().chunks_exact(2) {
        let pair = cx.tuple(pair)?;
        cx.list_append(list, pair.into())?;
    }
    Ok(cx.to_tuple(list.into())?.into())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let m = this(cx, v)?;
    let text = text_of(cx, m, 0, Value::NONE)?;
    let shown = cx.repr(text)?;
    let (from, to) = m.bounds(0).unwrap_or((0, 0));
    Ok(cx.str(&format!("<re.Match object; span=({from}, {to}), match={}>", shown))?.into())
}
