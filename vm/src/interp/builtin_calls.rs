//! The rows of `CALL_BUILTIN_EXTEND`: builtins whose result is found without calling them, for
//! arguments of the usual kinds. Others are left to the builtin itself.
//!
//! What a row compares the callable with is kept by the VM (`Vm::builtin_calls`) from the first site
//! on that is specialized for it.

use super::arith::exact;
use super::lookup::Found;
use super::place;
use super::state::{Known, Vm};
use std::cell::Cell;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::object::exact::Str;
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::value::Value;

/// What a row is for.
enum Callable {
    Function(Known),
    Class(TypeId),
}

use Callable::{Class, Function};

/// A row: its name, the builtin, the numbers of arguments it serves.
type Row = (&'static str, Callable, std::ops::RangeInclusive<usize>);

const ABS: u16 = 1;
const MIN: u16 = 2;
const MAX: u16 = 3;
const ORD: u16 = 4;
const CHR: u16 = 5;
const GETATTR: u16 = 6;
const INT: u16 = 7;
const FLOAT: u16 = 8;
const BOOL: u16 = 9;

/// In the order of the constants above.
const ROWS: &[Row] = &[
    ("CALL_ABS", Function(Known::Abs), 1..=1),
    ("CALL_MIN", Function(Known::Min), 2..=2),
    ("CALL_MAX", Function(Known::Max), 2..=2),
    ("CALL_ORD", Function(Known::Ord), 1..=1),
    ("CALL_CHR", Function(Known::Chr), 1..=1),
    ("CALL_GETATTR", Function(Known::Getattr), 2..=3),
    ("CALL_INT", Class(TypeId::INT), 1..=1),
    ("CALL_FLOAT", Class(TypeId::FLOAT), 1..=1),
    ("CALL_BOOL", Class(TypeId::BOOL), 1..=1),
];

/// How many rows there are.
pub(crate) const COUNT: usize = ROWS.len();

/// The callables of the rows, once a site was specialized for them.
pub(crate) type Callables = [Cell<Option<Value>>; COUNT + 1];

/// The names of the rows, in order.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.0)
}

/// The number of the row (from 1) for a call with this many arguments, self not among them.
pub(crate) fn find(cx: &Ctx, vm: &Vm, callable: Value, argc: usize) -> Option<u16> {
    let is = |row: &&Row| match row.1 {
        Function(known) => vm.known(known) == Some(callable),
        Class(id) => cx.ty_if_made(id).is_some_and(|class| callable.is(class.into())),
    };
    let i = ROWS.iter().position(|row| is(&row))?;
    if !ROWS[i].2.contains(&argc) {
        return None;
    }
    let number = i as u16 + 1;
    vm.builtin_calls[number as usize].set(Some(callable));
    Some(number)
}

/// The result for these arguments, if a row finds it.
#[inline(always)]
pub(crate) fn inline(cx: &Ctx, vm: &Vm, number: u16, args: &[Value]) -> Option<Value> {
    let &first = args.first()?;
    match number {
        ABS => match first.as_small() {
            Some(n) => Value::try_small(n.checked_abs()?),
            None => Value::try_float(first.as_inline_float()?.abs()),
        },
        // Of equal ones the first is taken.
        MIN => {
            let &second = args.get(1)?;
            Some(if is_less(second, first)? { second } else { first })
        }
        MAX => {
            let &second = args.get(1)?;
            Some(if is_less(first, second)? { second } else { first })
        }
        ORD => {
            let text = first.exact::<Str>()?;
            (text.len() == 1).then(|| Value::small(text.at(0) as i32))
        }
        CHR => cx.known_char(u32::try_from(first.as_small()?).ok()?),
        GETATTR => attribute(cx, vm, first, *args.get(1)?),
        INT => match first.as_inline_float() {
            None => first.is_small().then_some(first),
            Some(x) if x.abs() < (1u64 << 61) as f64 => Value::try_small(x as i64),
            Some(_) => None,
        },
        FLOAT => match first.as_small() {
            None => first.is_inline_float().then_some(first),
            Some(n) => Value::try_float(n as f64),
        },
        BOOL => match first.as_small() {
            Some(n) => Some(Value::bool(n != 0)),
            None if first.is_none() => Some(Value::FALSE),
            None => first.as_bool().map(Value::bool),
        },
        _ => None,
    }
}

/// Whether one number is less than another, if both are small ints or both inline floats.
#[inline(always)]
fn is_less(a: Value, b: Value) -> Option<bool> {
    if Value::both_small(a, b) {
        return Some((a.bits() as i64) < b.bits() as i64);
    }
    let number = |v: Value| match v.as_small() {
        Some(n) => exact(n).then_some(n as f64),
        None => v.as_inline_float(),
    };
    // Inline floats are no nans.
    Some(number(a)? < number(b)?)
}

/// An attribute that the cache of lookups knows.
#[inline(always)]
fn attribute(cx: &Ctx, vm: &Vm, owner: Value, name: Value) -> Option<Value> {
    let name = name.exact::<Str>()?;
    match vm.lookups.load(cx, owner, name)? {
        Found::Slot(at) => place::load(cx, owner, at),
        Found::Plain(v) => Some(v),
        _ => None,
    }
}
