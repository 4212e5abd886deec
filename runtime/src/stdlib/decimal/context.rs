//! `Context`: precision, rounding, exponent range, flags and traps.

use super::num::settings::{MAX_EMAX, MAX_PREC, MIN_EMIN};
use super::num::{Rounding, Settings, Status, flag};
use super::operands::expect_ssize;
use super::{context_methods, signal_dict, signals};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::heap_object;
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::stdlib::record::RecordObj;
use crate::stdlib::types as ty;
use crate::types::list::ListObj;
use crate::types::str::StrObj;
use crate::value::Value;
use crate::{raise, this};

heap_object! {
    /// A context. The mappings of flags and traps are made when somebody asks for them.
    pub struct DecimalContextObj: DECIMAL_CONTEXT {
        traced flags_view: Option<Gc<RecordObj>>,
        traced traps_view: Option<Gc<RecordObj>>,
        plain prec: i64,
        plain emax: i64,
        plain emin: i64,
        /// Conditions met so far.
        plain status: Status,
        /// Conditions that raise.
        plain trapped: Status,
        plain rounding: Rounding,
        plain clamp: bool,
        plain capitals: bool,
    }
}

/// What a context starts from.
#[derive(Copy, Clone)]
pub struct Template {
    /// Precision and the like.
    pub settings: Settings,
    /// Conditions that raise.
    pub trapped: Status,
}

const USUAL: Settings = Settings {
    prec: 28,
    emax: 999_999,
    emin: -999_999,
    rounding: Rounding::HalfEven,
    clamp: false,
};

/// `DefaultContext`.
pub const DEFAULT: Template =
    Template { settings: USUAL, trapped: flag::INVALID | flag::DIVISION_BY_ZERO | flag::OVERFLOW };

/// `BasicContext`.
pub const BASIC: Template = Template {
    settings: Settings { prec: 9, rounding: Rounding::HalfUp, ..USUAL },
    trapped: DEFAULT.trapped | flag::UNDERFLOW | flag::CLAMPED,
};

/// `ExtendedContext`.
pub const EXTENDED: Template = Template { settings: Settings { prec: 9, ..USUAL }, trapped: 0 };

impl DecimalContextObj {
    /// What operations depend on.
    #[inline]
    pub fn settings(&self) -> Settings {
        Settings {
            prec: self.prec.get(),
            emax: self.emax.get(),
            emin: self.emin.get(),
            rounding: self.rounding.get(),
            clamp: self.clamp.get(),
        }
    }

    /// Takes over everything.
    pub fn copy_from(&self, other: &DecimalContextObj) {
        self.status.set(other.status.get());
        self.prec.set(other.prec.get());
        self.emax.set(other.emax.get());
        self.emin.set(other.emin.get());
        self.rounding.set(other.rounding.get());
        self.clamp.set(other.clamp.get());
        self.capitals.set(other.capitals.get());
        self.trapped.set(other.trapped.get());
    }
}

impl Ctx {
    /// A new context of this class.
    pub fn decimal_context_of(
        &mut self,
        cls: Gc<TypeObj>,
        t: &Template,
    ) -> PyResult<Gc<DecimalContextObj>> {
        let s = t.settings;
        self.alloc_instance(cls, |shape| {
            DecimalContextObj::new(
                shape, None, None, s.prec, s.emax, s.emin, 0, t.trapped, s.rounding, s.clamp, true,
            )
        })
    }

    /// A new context.
    pub fn new_decimal_context(&mut self, t: &Template) -> PyResult<Gc<DecimalContextObj>> {
        let cls = self.ty(ty::DECIMAL_CONTEXT);
        self.decimal_context_of(cls, t)
    }

    /// A copy, flags included.
    pub fn copy_decimal_context(
        &mut self,
        from: Gc<DecimalContextObj>,
    ) -> PyResult<Gc<DecimalContextObj>> {
        let copy = self.new_decimal_context(&DEFAULT)?;
        copy.copy_from(&from);
        Ok(copy)
    }
}

/// What `Context` declares.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "The context affects almost all operations and controls rounding,\nOver/Underflow, raising of exceptions and much more.  A new context\ncan be constructed as follows:\n\n    >>> c = Context(prec=28, Emin=-425000000, Emax=425000000,\n    ...             rounding=ROUND_HALF_EVEN, capitals=1, clamp=1,\n    ...             traps=[InvalidOperation, DivisionByZero, Overflow],\n    ...             flags=[])\n    >>>\n\n\n",
    signature: "(prec=None, rounding=None, Emin=None, Emax=None, capitals=None, clamp=None, flags=None, traps=None)",
    slots: SlotTable {
        new: Some(new),
        init: Some(init),
        repr: Some(repr),
        getattr: Some(getattr),
        setattr: Some(setattr),
        ..SlotTable::EMPTY
    },
    methods: context_methods::METHODS,
    getset: &[
        GetSetDef::new("prec", |cx, v| cx.int(this!(v, DecimalContextObj).prec.get()), set_prec),
        GetSetDef::new("Emax", |cx, v| cx.int(this!(v, DecimalContextObj).emax.get()), set_emax),
        GetSetDef::new("Emin", |cx, v| cx.int(this!(v, DecimalContextObj).emin.get()), set_emin),
        GetSetDef::new(
            "rounding",
            |cx, v| Ok(cx.intern(this!(v, DecimalContextObj).rounding.get().name())?.into()),
            set_rounding,
        ),
        GetSetDef::new(
            "capitals",
            |_, v| Ok(Value::small(i32::from(this!(v, DecimalContextObj).capitals.get()))),
            set_capitals,
        ),
        GetSetDef::new(
            "clamp",
            |_, v| Ok(Value::small(i32::from(this!(v, DecimalContextObj).clamp.get()))),
            set_clamp,
        ),
    ],
    finish: None,
};

/// The parameters of `Context()` and `localcontext()`.
pub const PARAMETERS: [&str; 8] =
    ["prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"];

fn new(cx: &mut Ctx, cls: Gc<TypeObj>, _: Args<'_>) -> PyResult<Value> {
    Ok(cx.decimal_context_of(cls, &DEFAULT)?.into())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    const SIGNATURE: Signature = Signature::plain("", &PARAMETERS, 0);
    let given = args.bind::<8>(cx, &SIGNATURE)?;
    set_all(cx, v, &given)
}

/// Sets what is given and not `None`.
pub fn set_all(cx: &mut Ctx, v: Value, given: &[Option<Value>; 8]) -> PyResult<()> {
    type Setter = fn(&mut Ctx, Value, Option<Value>) -> PyResult<()>;
    const SETTERS: [Setter; 6] =
        [set_prec, set_rounding, set_emin, set_emax, set_capitals, set_clamp];
    for (set, given) in SETTERS.into_iter().zip(given) {
        if given.is_some_and(|v| !v.is_none()) {
            set(cx, v, *given)?;
        }
    }
    let context = this!(v, DecimalContextObj);
    let [.., flags, traps] = given;
    if let Some(traps) = traps.filter(|v| !v.is_none()) {
        context.trapped.set(signal_set(cx, traps)?);
    }
    if let Some(flags) = flags.filter(|v| !v.is_none()) {
        context.status.set(signal_set(cx, flags)?);
    }
    Ok(())
}

/// A list of signals, or a mapping of all of them.
fn signal_set(cx: &mut Ctx, v: Value) -> PyResult<Status> {
    let Some(list) = v.cast::<ListObj>() else { return signal_dict::set_of(cx, v) };
    let (mut set, mut i) = (0, 0);
    while let Some(class) = list.get(i) {
        set |= signal_dict::expect_signal(cx, class)?.bits;
        i += 1;
    }
    Ok(set)
}

fn given(cx: &mut Ctx, to: Option<Value>) -> PyResult<Value> {
    match to {
        Some(to) => Ok(to),
        None => raise!(cx, AttributeError, "context attributes cannot be deleted"),
    }
}

fn in_range(cx: &mut Ctx, to: Option<Value>, least: i64, most: i64, what: &str) -> PyResult<i64> {
    let to = given(cx, to)?;
    let n = expect_ssize(cx, to)?;
    if (least..=most).contains(&n) { Ok(n) } else { raise!(cx, ValueError, "{what}") }
}

fn set_prec(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let n = in_range(cx, to, 1, MAX_PREC, "valid range for prec is [1, MAX_PREC]")?;
    this!(v, DecimalContextObj).prec.set(n);
    Ok(())
}

fn set_emax(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let n = in_range(cx, to, 0, MAX_EMAX, "valid range for Emax is [0, MAX_EMAX]")?;
    this!(v, DecimalContextObj).emax.set(n);
    Ok(())
}

fn set_emin(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let n = in_range(cx, to, MIN_EMIN, 0, "valid range for Emin is [MIN_EMIN, 0]")?;
    this!(v, DecimalContextObj).emin.set(n);
    Ok(())
}

fn set_capitals(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let n = in_range(cx, to, 0, 1, "valid values for capitals are 0 or 1")?;
    this!(v, DecimalContextObj).capitals.set(n == 1);
    Ok(())
}

fn set_clamp(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let n = in_range(cx, to, 0, 1, "valid values for clamp are 0 or 1")?;
    this!(v, DecimalContextObj).clamp.set(n == 1);
    Ok(())
}

fn set_rounding(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let to = given(cx, to)?;
    let rounding = expect_rounding(cx, to)?;
    this!(v, DecimalContextObj).rounding.set(rounding);
    Ok(())
}

/// A rounding by its name.
pub fn expect_rounding(cx: &mut Ctx, v: Value) -> PyResult<Rounding> {
    let known =
        v.cast::<StrObj>().and_then(|s| Rounding::ALL.iter().find(|(_, name)| s.eq_str(name)));
    match known {
        Some((rounding, _)) => Ok(*rounding),
        None => raise!(
            cx,
            TypeError,
            "valid values for rounding are:\n  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,\n   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,\n   ROUND_05UP]"
        ),
    }
}

fn getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    if name.eq_str("traps") {
        return signal_dict::view(cx, this!(v, DecimalContextObj), true);
    }
    if name.eq_str("flags") {
        return signal_dict::view(cx, this!(v, DecimalContextObj), false);
    }
    cx.generic_getattr(v, name)
}

fn setattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>, to: Option<Value>) -> PyResult<()> {
    let to = given(cx, to)?;
    let context = this!(v, DecimalContextObj);
    if name.eq_str("traps") {
        context.trapped.set(signal_dict::set_of(cx, to)?);
        return Ok(());
    }
    if name.eq_str("flags") {
        context.status.set(signal_dict::set_of(cx, to)?);
        return Ok(());
    }
    let class = cx.type_of(v);
    if cx.type_lookup(class, name).is_none() && cx.instance_dict(v)?.is_none() {
        let class = cx.type_name(v);
        raise!(cx, AttributeError, "'{class}' object has no attribute '{name}'");
    }
    cx.generic_setattr(v, name, Some(to))
}

fn repr(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let c = this!(v, DecimalContextObj);
    let text = format!(
        "Context(prec={}, rounding={}, Emin={}, Emax={}, capitals={}, clamp={}, flags=[{}], traps=[{}])",
        c.prec.get(),
        c.rounding.get().name(),
        c.emin.get(),
        c.emax.get(),
        i32::from(c.capitals.get()),
        i32::from(c.clamp.get()),
        signals::names_of(c.status.get()),
        signals::names_of(c.trapped.get()),
    );
    Ok(cx.str(&text)?.into())
}

/// `__reduce__`.
pub fn reduce(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let c = this!(v, DecimalContextObj);
    let class = cx.type_of(v);
    let rounding = cx.intern(c.rounding.get().name())?;
    let flags = signals::list_of(cx, c.status.get())?;
    let traps = signals::list_of(cx, c.trapped.get())?;
    let items = [
        cx.int(c.prec.get())?,
        rounding.into(),
        cx.int(c.emin.get())?,
        cx.int(c.emax.get())?,
        Value::small(i32::from(c.capitals.get())),
        Value::small(i32::from(c.clamp.get())),
        flags,
        traps,
    ];
    let args = cx.tuple(&items)?;
    Ok(cx.tuple(&[class.into(), args.into()])?.into())
}
