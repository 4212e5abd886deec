//! Named tuples of native modules (`sys.version_info`, `os.stat_result`, ...): subclasses of
//! `tuple` whose items have names.

#![forbid(unsafe_code)]

use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::build::{InstancePlan, make_class};
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode};
use crate::object::type_id::TypeId;
use crate::object::type_obj::{TypeFlags, TypeObj};
use crate::raise;
use crate::types::str::StrObj;
use crate::types::tuple::TupleObj;
use crate::value::Value;

/// A type of this kind.
pub struct StructSeq {
    /// `__name__`.
    pub name: &'static str,
    /// `__module__`.
    pub module: &'static str,
    /// Names of the items; empty at the end for items without one.
    pub fields: &'static [&'static str],
    /// Names of what follows them: attributes that are no items.
    pub hidden: &'static [&'static str],
}

/// The item `N`, as a computed attribute reads it.
fn item<const N: usize>(_: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(v.cast::<TupleObj>().and_then(|t| t.get(N)).unwrap_or(Value::NONE))
}

/// The hidden field `N`, as a computed attribute reads it.
fn hidden<const N: usize>(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(hidden_values(cx, v).and_then(|t| t.get(N)).unwrap_or(Value::NONE))
}

/// What follows the items of an instance.
fn hidden_values(cx: &mut Ctx, v: Value) -> Option<Gc<TupleObj>> {
    let name = cx.names._hidden_fields;
    cx.instance_get(v, name).and_then(|t| t.cast())
}

/// Readers of hidden fields; the type with most of them has 9.
const HIDDEN_READERS: [fn(&mut Ctx, Value) -> PyResult<Value>; 10] = [
    hidden::<0>,
    hidden::<1>,
    hidden::<2>,
    hidden::<3>,
    hidden::<4>,
    hidden::<5>,
    hidden::<6>,
    hidden::<7>,
    hidden::<8>,
    hidden::<9>,
];

/// Readers of the first items; the longest type of CPython has 19.
const READERS: [fn(&mut Ctx, Value) -> PyResult<Value>; 20] = [
    item::<0>, item::<1>, item::<2>, item::<3>, item::<4>, item::<5>, item::<6>, item::<7>,
    item::<8>, item::<9>, item::<10>, item::<11>, item::<12>, item::<13>, item::<14>, item::<15>,
    item::<16>, item::<17>, item::<18>, item::<19>,
];

static REPR: MethodDef = MethodDef::new("__repr__", NativeCode::NoArgs(repr));
static NEW: MethodDef = MethodDef::static_("__new__", NativeCode::FastKw(new));
static REDUCE: MethodDef = MethodDef::new("__reduce__", NativeCode::NoArgs(reduce));

impl Ctx {
    /// Makes the type.
    pub fn struct_seq_type(&mut self, spec: &'static StructSeq) -> PyResult<Gc<TypeObj>> {
        let tuple = self.ty(TypeId::TUPLE);
        let meta = self.ty(TypeId::TYPE);
        let (name, dict, bases) =
            (self.intern(spec.name)?, self.dict()?, self.tuple(&[tuple.into()])?);
        let module = self.intern(spec.module)?;
        let n = self.names;
        self.dict_set_str(dict, n.__module__, module.into())?;
        let plan = InstancePlan { slots: &[], dict: !spec.hidden.is_empty(), weakref: false };
        let ty = make_class(self, meta, name, name, bases, tuple, dict, plan)?;
        let mut names = self.gc_vec();
        let readers = READERS.iter().take(spec.fields.len()).chain(&HIDDEN_READERS);
        for (i, (&field, &read)) in spec.fields.iter().chain(spec.hidden).zip(readers).enumerate() {
            // An item without a name: it is shown under that of a hidden field.
            if field.is_empty() {
                continue;
            }
            // Types live as long as the process, and there is a handful of them.
            let def: &'static GetSetDef = Box::leak(Box::new(GetSetDef::readonly(field, read)));
            let (key, attr) = (self.intern(field)?, self.getset(def, ty)?);
            self.dict_set_str(dict, key, attr)?;
            if i < spec.fields.len() {
                names.push(self, key.into())?;
            }
        }
        let names = self.tuple(names.as_slice())?;
        self.dict_set_str(dict, n.__match_args__, names.into())?;
        let shown = spec.fields.len();
        for (count, total) in
            [("n_fields", shown + spec.hidden.len()), ("n_sequence_fields", shown)]
        {
            let key = self.intern(count)?;
            self.dict_set_str(dict, key, Value::len(total))?;
        }
        if !spec.hidden.is_empty() {
            let mut names = self.gc_vec();
            for &field in spec.hidden {
                let name = self.intern(field)?;
                names.push(self, name.into())?;
            }
            let names = self.tuple(names.as_slice())?;
            self.dict_set_str(dict, n._hidden_fields, names.into())?;
        }
        let key = self.intern("n_unnamed_fields")?;
        let unnamed = spec.fields.iter().filter(|field| field.is_empty()).count();
        self.dict_set_str(dict, key, Value::len(unnamed))?;
        let repr = self.method_descriptor(&REPR, ty)?;
        self.dict_set_str(dict, n.__repr__, repr)?;
        let (reduce, key) = (self.method_descriptor(&REDUCE, ty)?, self.intern("__reduce__")?);
        self.dict_set_str(dict, key, reduce)?;
        let new = self.builtin_function(&NEW, None, None)?;
        let new = self.staticmethod(new.into())?;
        self.dict_set_str(dict, n.__new__, new)?;
        crate::object::slot_defs::update_slots_of(self, ty, "__repr__");
        crate::object::slot_defs::update_slots_of(self, ty, "__new__");
        ty.add_flags(TypeFlags::IMMUTABLE.or(TypeFlags::OF_NATIVE_MODULE));
        Ok(ty)
    }

    /// An instance of such a type: its items, and behind them what is hidden.
    pub fn struct_seq(&mut self, ty: Gc<TypeObj>, items: &[Value]) -> PyResult<Value> {
        let (shape, extra) = (self.instance_shape(ty), self.instance_extra(ty));
        let n = self.names.n_sequence_fields;
        let shown = self.type_lookup(ty, n).and_then(Value::as_small).unwrap_or(0) as usize;
        let (items, hidden) = items.split_at(shown.min(items.len()));
        let v: Value = self.tuple_of_shape(shape, extra, items)?.into();
        self.finish_instance(v, ty);
        if !hidden.is_empty() {
            let (hidden, name) = (self.tuple(hidden)?, self.names._hidden_fields);
            self.instance_set(v, name, hidden.into())?;
        }
        Ok(v)
    }

    /// Type and only instance in one.
    pub fn struct_seq_once(
        &mut self,
        spec: &'static StructSeq,
        items: &[Value],
    ) -> PyResult<Value> {
        let ty = self.struct_seq_type(spec)?;
        let v = self.struct_seq(ty, items)?;
        ty.add_flags(TypeFlags::NO_INSTANTIATION);
        Ok(v)
    }
}

fn count(cx: &mut Ctx, ty: Gc<TypeObj>, which: &str) -> PyResult<usize> {
    let name = cx.intern(which)?;
    Ok(cx.type_lookup(ty, name).and_then(Value::as_small).unwrap_or(0) as usize)
}

/// The names of a type's hidden fields, which it keeps under the name where instances keep the fields.
fn hidden_names(cx: &mut Ctx, ty: Gc<TypeObj>) -> PyResult<Option<Gc<TupleObj>>> {
    let name = cx.names._hidden_fields;
    Ok(cx.type_lookup(ty, name).and_then(|v| v.cast()))
}

/// `type(sequence, dict={})`.
fn new(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let Some(class) = args.pos.first().and_then(|c| c.cast::<TypeObj>()) else {
        raise!(cx, TypeError, "__new__() needs a type")
    };
    let rest = args.skip_first();
    let name = class.name_str();
    let [sequence, named] = rest.bind(
        cx,
        &Signature {
            name: "structseq",
            params: &["sequence", "dict"],
            pos_only: 0,
            pos_max: 2,
            required: 1,
        },
    )?;
    let sequence = sequence.expect("a required argument is bound");
    if cx.iter(sequence).is_err() {
        cx.clear_exception();
        raise!(cx, TypeError, "constructor requires a sequence");
    }
    let given = cx.collect(sequence)?;
    let (shown, all) = (count(cx, class, "n_sequence_fields")?, count(cx, class, "n_fields")?);
    let n = given.len();
    let (fewest, most) = (shown, all);
    if n < fewest || n > most {
        let (module, key) = (cx.names.__module__, n);
        let module = class.dict.get().get_str(module).and_then(|m| m.cast::<StrObj>());
        let full = module.map_or(name.clone(), |m| format!("{m}.{name}"));
        let (word, limit) = match () {
            () if fewest == most => ("a", fewest),
            () if n < fewest => ("an at least", fewest),
            () => ("an at most", most),
        };
        raise!(cx, TypeError, "{full}() takes {word} {limit}-sequence ({key}-sequence given)");
    }
    let mut items = cx.gc_vec();
    for i in 0..all {
        let v = match given.get(i) {
            Some(v) => v,
            None => {
                let key =
                    hidden_names(cx, class)?.and_then(|h| h.get(i - shown)).unwrap_or(Value::NONE);
                let named = named.and_then(|d| d.cast::<crate::types::dict::DictObj>());
                match named {
                    Some(named) => cx.dict_get(named, key)?.unwrap_or(Value::NONE),
                    None => Value::NONE,
                }
            }
        };
        items.push(cx, v)?;
    }
    cx.struct_seq(class, items.as_slice())
}

fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let class = cx.type_of(v);
    let items = v.cast::<TupleObj>().map_or(Vec::new(), |t| t.items().to_vec());
    let (plain, named) = (cx.tuple(&items)?, cx.dict()?);
    if let Some(names) = hidden_names(cx, class)? {
        let values = hidden_values(cx, v);
        for (i, &name) in names.items().iter().enumerate() {
            if let Some(name) = name.cast::<StrObj>() {
                let field = values.and_then(|t| t.get(i)).unwrap_or(Value::NONE);
                cx.dict_set_str(named, name, field)?;
            }
        }
    }
    let args = cx.tuple(&[plain.into(), named.into()])?;
    Ok(cx.tuple(&[class.into(), args.into()])?.into())
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let ty = cx.type_of(v);
    let (module, fields) = (cx.names.__module__, cx.names.__match_args__);
    let module = ty.dict.get().get_str(module).and_then(|m| m.cast::<StrObj>());
    let fields = ty.dict.get().get_str(fields).and_then(|f| f.cast::<TupleObj>());
    let (Some(items), Some(fields)) = (v.cast::<TupleObj>(), fields) else { return Ok(v) };
    // Items without a name are shown under those of the first hidden fields.
    let hidden = hidden_names(cx, ty)?;
    let name = |i: usize| match i.checked_sub(fields.len()) {
        None => fields.get(i),
        Some(i) => hidden.and_then(|h| h.get(i)),
    };
    let mut parts = Vec::new();
    for (i, &item) in items.items().iter().enumerate() {
        let name = name(i).and_then(|n| n.cast::<StrObj>()).map(|n| n.to_string());
        parts.push(format!("{}={}", name.unwrap_or_default(), cx.repr(item)?));
    }
    let module = module.map(|m| format!("{m}.")).unwrap_or_default();
    Ok(cx.str(&format!("{module}{}({})", ty.name, parts.join(", ")))?.into())
}
