//! `string.templatelib.Template` and `Interpolation` (PEP 750).
//!
//! One struct serves both: four values, of which a template uses two.

use super::{layouts, table};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{Field, Gc, Header, HeapObject, LayoutId, Marker, ShapeId, Trace};
use taipan_runtime::object::args::Signature;
use taipan_runtime::object::native::{Args, GetSetDef, TypeSpec};
use taipan_runtime::object::slots::SlotTable;
use taipan_runtime::object::type_obj::TypeObj;
use taipan_runtime::raise;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// A template (strings, interpolations) or an interpolation (value, expression, conversion, spec).
#[repr(C)]
pub struct TemplateObj {
    hdr: Header,
    parts: [Field<Value>; 4],
}

// SAFETY: `TemplateObj` is `repr(C)`, begins with a `Header`, and only it uses this layout id.
unsafe impl HeapObject for TemplateObj {
    const LAYOUT: LayoutId = layouts::TEMPLATE;
}

impl Trace for TemplateObj {
    fn trace(&self, m: &mut Marker) {
        self.parts.iter().for_each(|p| p.trace(m));
    }
}

fn alloc(cx: &mut Ctx, shape: ShapeId, parts: [Value; 4]) -> PyResult<Value> {
    let hdr = Header::new(shape, layouts::TEMPLATE);
    Ok(cx.alloc(TemplateObj { hdr, parts: parts.map(Field::new) })?.into())
}

/// An interpolation.
pub(crate) fn interpolation(
    cx: &mut Ctx,
    value: Value,
    expression: Value,
    conversion: Value,
    spec: Value,
) -> PyResult<Value> {
    alloc(cx, table::INTERPOLATION.shape(), [value, expression, conversion, spec])
}

/// A template of a tuple of strings and a tuple of interpolations.
pub(crate) fn template(cx: &mut Ctx, strings: Value, interpolations: Value) -> PyResult<Value> {
    alloc(cx, table::TEMPLATE.shape(), [strings, interpolations, Value::NONE, Value::NONE])
}

fn part<const I: usize>(_: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(v.cast::<TemplateObj>().expect("attribute of a template").parts[I].get())
}

/// `Template`.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "Template object",
    slots: SlotTable {
        new: Some(new_template),
        repr: Some(repr_template),
        iter: Some(iter),
        concat: Some(concat),
        ..SlotTable::EMPTY
    },
    getset: &[
        GetSetDef::readonly("strings", part::<0>),
        GetSetDef::readonly("interpolations", part::<1>),
        GetSetDef::readonly("values", values),
    ],
    ..TypeSpec::EMPTY
};

/// `Interpolation`.
pub static INTERPOLATION_SPEC: TypeSpec = TypeSpec {
    doc: "Interpolation object",
    slots: SlotTable {
        new: Some(new_interpolation),
        repr: Some(repr_interpolation),
        ..SlotTable::EMPTY
    },
    getset: &[
        GetSetDef::readonly("value", part::<0>),
        GetSetDef::readonly("expression", part::<1>),
        GetSetDef::readonly("conversion", part::<2>),
        GetSetDef::readonly("format_spec", part::<3>),
    ],
    finish: Some(finish_interpolation),
    ..TypeSpec::EMPTY
};

fn finish_interpolation(cx: &mut Ctx, ty: Gc<TypeObj>) -> PyResult<()> {
    let name = cx.names.__match_args__;
    let names = ["value", "expression", "conversion", "format_spec"];
    let list = cx.list(&[])?;
    for n in names {
        let s = cx.intern(n)?;
        cx.list_append(list, s.into())?;
    }
    let args = cx.tuple_with(names.len(), |i| list.get(i).unwrap_or(Value::NONE))?;
    cx.dict_set_str(ty.dict.get(), name, args.into())
}

fn items(v: Value, i: usize) -> Option<Gc<TupleObj>> {
    v.cast::<TemplateObj>()?.parts[i].get().cast()
}

fn values(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let Some(all) = items(v, 1) else { return Ok(cx.tuple(&[])?.into()) };
    let value = |i: usize| all.get(i).and_then(|p| Some(p.cast::<TemplateObj>()?.parts[0].get()));
    Ok(cx.tuple_with(all.len(), |i| value(i).unwrap_or(Value::NONE))?.into())
}

/// Non-empty strings and interpolations in the order of the source.
fn iter(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let list = cx.list(&[])?;
    if let (Some(strings), Some(parts)) = (items(v, 0), items(v, 1)) {
        for (i, &s) in strings.items().iter().enumerate() {
            if s.cast::<StrObj>().is_some_and(|s| !s.is_empty()) {
                cx.list_append(list, s)?;
            }
            if let Some(part) = parts.get(i) {
                cx.list_append(list, part)?;
            }
        }
    }
    cx.iter(list.into())
}

fn repr_template(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let (strings, parts) = (part::<0>(cx, v)?, part::<1>(cx, v)?);
    let text =
        format!("Template(strings={}, interpolations={})", cx.repr(strings)?, cx.repr(parts)?);
    Ok(cx.str(&text)?.into())
}

fn repr_interpolation(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let mut shown = Vec::new();
    for p in [part::<0>, part::<1>, part::<2>, part::<3>] {
        let p = p(cx, v)?;
        shown.push(cx.repr(p)?.to_string());
    }
    Ok(cx.str(&format!("Interpolation({})", shown.join(", ")))?.into())
}

/// Strings that follow each other are joined; between two interpolations stands an empty one.
fn new_template(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    args.no_keywords(cx, "Template")?;
    let (strings, parts) = (cx.list(&[])?, cx.list(&[])?);
    let mut text = String::new();
    for &arg in args.pos {
        if let Some(s) = arg.cast::<StrObj>() {
            text.push_str(&s.to_string());
        } else if arg.has_shape(table::INTERPOLATION.shape()) {
            let s = cx.str(&std::mem::take(&mut text))?;
            cx.list_append(strings, s.into())?;
            cx.list_append(parts, arg)?;
        } else {
            let got = cx.type_name(arg);
            raise!(
                cx,
                TypeError,
                "Template.__new__ *args need to be of type 'str' or 'Interpolation', got {got}"
            )
        }
    }
    let s = cx.str(&text)?;
    cx.list_append(strings, s.into())?;
    let strings = cx.tuple_with(strings.len(), |i| strings.get(i).unwrap_or(Value::NONE))?;
    let parts = cx.tuple_with(parts.len(), |i| parts.get(i).unwrap_or(Value::NONE))?;
    template(cx, strings.into(), parts.into())
}

const INTERPOLATION: Signature =
    Signature::plain("Interpolation", &["value", "expression", "conversion", "format_spec"], 1);

fn new_interpolation(cx: &mut Ctx, _: Gc<TypeObj>, args: Args<'_>) -> PyResult<Value> {
    let [value, expression, conversion, spec] = args.bind(cx, &INTERPOLATION)?;
    let empty = Value::from(cx.str("")?);
    interpolation(
        cx,
        value.unwrap_or(Value::NONE),
        expression.unwrap_or(empty),
        conversion.unwrap_or(Value::NONE),
        spec.unwrap_or(empty),
    )
}

/// `template + template`: the strings where they meet become one.
fn concat(cx: &mut Ctx, a: Value, b: Value) -> PyResult<Value> {
    if !b.has_shape(table::TEMPLATE.shape()) {
        let got = cx.type_name(b);
        raise!(
            cx,
            TypeError,
            "can only concatenate string.templatelib.Template (not \"{got}\") to string.templatelib.Template"
        );
    }
    let items =
        |cx: &mut Ctx, v: Value, strings: bool| -> PyResult<taipan_runtime::heap::Gc<TupleObj>> {
            let part = if strings { part::<0>(cx, v)? } else { part::<1>(cx, v)? };
            Ok(part.cast().expect("a template holds tuples"))
        };
    let (left, right) = (items(cx, a, true)?, items(cx, b, true)?);
    let mut strings = cx.gc_vec();
    let text =
        |v: Option<Value>| v.and_then(|v| v.cast::<StrObj>()).expect("a template has strings");
    let (last, first) = (text(left.items().last().copied()), text(right.get(0)));
    strings.extend_from_slice(cx, &left.items()[..left.len() - 1])?;
    let joined = cx.str_concat(last, first)?;
    strings.push(cx, joined.into())?;
    strings.extend_from_slice(cx, &right.items()[1..])?;
    let strings = cx.tuple(strings.as_slice())?;
    let mut fields = cx.gc_vec();
    for v in [a, b] {
        let own = items(cx, v, false)?;
        fields.extend_from_slice(cx, own.items())?;
    }
    let fields = cx.tuple(fields.as_slice())?;
    template(cx, strings.into(), fields.into())
}
