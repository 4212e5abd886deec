//! The methods of `Decimal`: a table of operations on numbers, and how each kind is called.

use super::class::{as_integer_ratio, as_tuple, complex, reduce, round, sizeof, to_whole};
use super::construct::{class_from_float, class_from_number};
use super::context::{DecimalContextObj, expect_rounding};
use super::cost::{Cost, digits_for};
use super::current::chosen;
use super::format::format;
use super::num::compare::{self, Choice};
use super::num::digitwise::{self, Logic};
use super::num::text::to_text;
use super::num::{
    Coeff, Kind, Made, Num, Rounding, Settings, Status, divide, exp, log, neighbours, quantize,
    sqrt, sum,
};
use super::object::DecimalObj;
use super::operands::{expect_operand, to_int};
use super::quick::{self, Small};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::Signature;
use crate::object::native::NativeCode::{Fast, FastKw, NoArgs, O};
use crate::object::native::{Args, MethodDef};
use crate::this;
use crate::value::Value;

/// An operation of one number.
pub type UnaryOp = fn(&Num, &Settings, &mut Status) -> Made;
/// An operation of two numbers.
pub type BinaryOp = fn(&Num, &Num, &Settings, &mut Status) -> Made;

/// Runs an operation of one number.
pub fn run_unary(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    (x, size): (Num, u64),
    op: UnaryOp,
    cost: Cost,
) -> PyResult<Value> {
    let digits = digits_for(cost, size, &x, &Num::small(0), context);
    cx.decimal_op(context, digits, move |s, st| op(&x, s, st))
}

/// Runs an operation of two numbers.
pub fn run_binary(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    (x, size_x): (Num, u64),
    (y, size_y): (Num, u64),
    op: BinaryOp,
    cost: Cost,
) -> PyResult<Value> {
    let digits = digits_for(cost, size_x + size_y, &x, &y, context);
    cx.decimal_op(context, digits, move |s, st| op(&x, &y, s, st))
}

fn own(v: Value) -> (Num, u64) {
    let d = this!(v, DecimalObj);
    (d.num(), d.size())
}

fn unary(cx: &mut Ctx, v: Value, args: Args<'_>, op: UnaryOp, cost: Cost) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("", &["context"], 0);
    let [context] = args.bind(cx, &SIGNATURE)?;
    let context = chosen(cx, context)?;
    run_unary(cx, context, own(v), op, cost)
}

const OTHER: Signature = Signature::plain("", &["other", "context"], 1);

fn binary(cx: &mut Ctx, v: Value, args: Args<'_>, op: BinaryOp, cost: Cost) -> PyResult<Value> {
    let [other, context] = args.bind(cx, &OTHER)?;
    let context = chosen(cx, context)?;
    let other = expect_operand(cx, other.expect("a required argument is bound"))?;
    run_binary(cx, context, own(v), other, op, cost)
}

/// A row of the table: Python name, operation, cost, docstring.
macro_rules! unary {
    ($name:literal, $op:expr, $cost:ident, $doc:literal) => {
        MethodDef::new($name, FastKw(|cx, v, args| unary(cx, v, args, $op, Cost::$cost)))
            .sig("($self, /, context=None)")
            .doc($doc)
    };
}

macro_rules! binary {
    ($name:literal, $op:expr, $cost:ident, $doc:literal) => {
        MethodDef::new($name, FastKw(|cx, v, args| binary(cx, v, args, $op, Cost::$cost)))
            .sig("($self, /, other, context=None)")
            .doc($doc)
    };
}

macro_rules! test {
    ($name:literal, $test:expr, $doc:literal) => {
        MethodDef::new(
            $name,
            NoArgs(|_, v| {
                let test: fn(Gc<DecimalObj>) -> bool = $test;
                Ok(Value::bool(test(this!(v, DecimalObj))))
            }),
        )
        .sig("($self, /)")
        .doc($doc)
    };
}

macro_rules! choice {
    ($larger:literal, $magnitude:literal) => {
        |x, y, s, st| {
            compare::choose(x, y, Choice { larger: $larger, magnitude: $magnitude }, s, st)
        }
    };
}

pub(super) use choice;

/// The methods.
pub static METHODS: &[MethodDef] = &[
    unary!("exp", exp::exp, Series, "Return the value of the (natural) exponential function e**x at the given\nnumber.  The function always uses the ROUND_HALF_EVEN mode and the result\nis correctly rounded.\n\n"),
    unary!("ln", log::ln, Series, "Return the natural (base e) logarithm of the operand. The function always\nuses the ROUND_HALF_EVEN mode and the result is correctly rounded.\n\n"),
    unary!("log10", log::log10, Series, "Return the base ten logarithm of the operand. The function always uses the\nROUND_HALF_EVEN mode and the result is correctly rounded.\n\n"),
    unary!("sqrt", sqrt::sqrt, Precision, "Return the square root of the argument to full precision. The result is\ncorrectly rounded using the ROUND_HALF_EVEN rounding mode.\n\n"),
    unary!("next_minus", neighbours::next_minus, Precision, "Return the largest number representable in the given context (or in the\ncurrent default context if no context is given) that is smaller than the\ngiven operand.\n\n"),
    unary!("next_plus", neighbours::next_plus, Precision, "Return the smallest number representable in the given context (or in the\ncurrent default context if no context is given) that is larger than the\ngiven operand.\n\n"),
    unary!("normalize", quantize::reduce, Operands, "Normalize the number by stripping the rightmost trailing zeros and\nconverting any result equal to Decimal('0') to Decimal('0e0').\n"),
    unary!("logb", quantize::logb, Operands, "Return the adjusted exponent of the operand as a Decimal.\n"),
    unary!("logical_invert", digitwise::invert, Precision, "Return the digit-wise inversion of the (logical) operand.\n\n"),
    binary!("compare", |x, y, s, st| compare::compare(x, y, false, s, st), Operands, "Compare self to other.  Return a decimal value.\n"),
    binary!("compare_signal", |x, y, s, st| compare::compare(x, y, true, s, st), Operands, "Identical to compare, except that all NaNs signal.\n\n"),
    binary!("compare_total", |x, y, _, _| compare::compare_total(x, y, false), Operands, "Compare two operands using their abstract representation.\n"),
    binary!("compare_total_mag", |x, y, _, _| compare::compare_total(x, y, true), Operands, "Compare two operands using their abstract representation, ignoring sign.\n"),
    binary!("max", choice!(true, false), Operands, "Maximum of self and other.\n"),
    binary!("max_mag", choice!(true, true), Operands, "As the max() method, but compares the absolute values of the operands.\n\n"),
    binary!("min", choice!(false, false), Operands, "Minimum of self and other.\n"),
    binary!("min_mag", choice!(false, true), Operands, "As the min() method, but compares the absolute values of the operands.\n\n"),
    binary!("next_toward", neighbours::next_toward, Precision, "Return the number closest to the first operand in the direction of the second.\n"),
    binary!("remainder_near", divide::rem_near, Aligned, "Return the remainder from dividing self by other.\n"),
    binary!("logical_and", |x, y, s, st| digitwise::logical(x, y, Logic::And, s, st), Operands, "Return the digit-wise 'and' of the two (logical) operands.\n\n"),
    binary!("logical_or", |x, y, s, st| digitwise::logical(x, y, Logic::Or, s, st), Operands, "Return the digit-wise 'or' of the two (logical) operands.\n\n"),
    binary!("logical_xor", |x, y, s, st| digitwise::logical(x, y, Logic::Xor, s, st), Operands, "Return the digit-wise 'xor' of the two (logical) operands.\n\n"),
    binary!("rotate", digitwise::rotate, Precision, "Returns a rotated copy of self's digits.\n"),
    binary!("shift", digitwise::shift, Precision, "Returns a shifted copy of self's digits.\n"),
    binary!("scaleb", quantize::scaleb, Operands, "Return the first operand with the exponent adjusted the second.\n"),
    binary!("copy_sign", |x, y, _, _| Ok(x.with_sign(y.negative)), Operands, "Return a copy of the first operand with the sign set to be the same as the\nsign of the second operand.\n"),
    MethodDef::new("same_quantum", FastKw(|cx, v, args| {
        let [other, context] = args.bind(cx, &OTHER)?;
        chosen(cx, context)?;
        let (other, _) = expect_operand(cx, other.expect("a required argument is bound"))?;
        Ok(Value::bool(quantize::same_quantum(&own(v).0, &other)))
    })).sig("($self, /, other, context=None)").doc("Test whether self and other have the same exponent or whether both are NaN.\n\nThis operation is unaffected by context and is quiet: no flags are changed\nand no rounding is performed.\n"),
    MethodDef::new("fma", FastKw(fma)).sig("($self, /, other, third, context=None)").doc("Return self*other+third with no rounding of the intermediate product.\n\n    >>> Decimal(2).fma(3, 5)\n    Decimal('11')\n\n\n"),
    MethodDef::new("quantize", FastKw(quantize_method)).sig("($self, /, exp, rounding=None, context=None)").doc("Return a value equal to the first operand after rounding and having the\nexponent of the second operand.\n"),
    MethodDef::new("to_integral", FastKw(|cx, v, args| to_integral(cx, v, args, false))).sig("($self, /, rounding=None, context=None)").doc("Identical to the to_integral_value() method.\n"),
    MethodDef::new("to_integral_value", FastKw(|cx, v, args| to_integral(cx, v, args, false))).sig("($self, /, rounding=None, context=None)").doc("Round to the nearest integer without signaling Inexact or Rounded.\n"),
    MethodDef::new("to_integral_exact", FastKw(|cx, v, args| to_integral(cx, v, args, true))).sig("($self, /, rounding=None, context=None)").doc("Round to the nearest integer, signaling Inexact or Rounded as appropriate.\n"),
    MethodDef::new("is_normal", FastKw(|cx, v, args| is_normal(cx, v, args, true))).sig("($self, /, context=None)").doc("Return True if the argument is a normal finite non-zero number.\n"),
    MethodDef::new("is_subnormal", FastKw(|cx, v, args| is_normal(cx, v, args, false))).sig("($self, /, context=None)").doc("Return True if the argument is subnormal, and False otherwise.\n"),
    MethodDef::new("number_class", FastKw(|cx, v, args| {
        let context = context_of(cx, args)?;
        let name = compare::class_name(&own(v).0, &context.settings());
        Ok(cx.intern(name)?.into())
    })).sig("($self, /, context=None)").doc("Return a string describing the class of the operand.\n"),
    MethodDef::new("to_eng_string", FastKw(|cx, v, args| {
        let context = context_of(cx, args)?;
        text_with(cx, own(v), true, context.capitals.get())
    })).sig("($self, /, context=None)").doc("Convert to an engineering-type string.\n"),
    test!("is_canonical", |_| true, "Return True if the argument is canonical and False otherwise.\n"),
    test!("is_finite", |d| d.kind.get() == Kind::Finite, "Return True if the argument is a finite number, and False if the argument\nis infinite or a NaN.\n\n"),
    test!("is_infinite", |d| d.kind.get() == Kind::Infinite, "Return True if the argument is either positive or negative infinity and\nFalse otherwise.\n\n"),
    test!("is_nan", |d| d.is_nan(), "Return True if the argument is a (quiet or signaling) NaN and False\notherwise.\n\n"),
    test!("is_qnan", |d| d.kind.get() == Kind::Quiet, "Return True if the argument is a quiet NaN, and False otherwise.\n\n"),
    test!("is_snan", |d| d.kind.get() == Kind::Signaling, "Return True if the argument is a signaling NaN and False otherwise.\n\n"),
    test!("is_signed", |d| d.negative.get(), "Return True if the argument has a negative sign and False otherwise.\nNote that both zeros and NaNs can carry signs.\n\n"),
    test!("is_zero", |d| d.is_zero(), "Return True if the argument is a (positive or negative) zero and False\notherwise.\n\n"),
    MethodDef::new("adjusted", NoArgs(|cx, v| {
        let n = own(v).0;
        if n.is_finite() { cx.int(n.adjusted()) } else { Ok(Value::small(0)) }
    })).sig("($self, /)").doc("Return the adjusted exponent of the number.  Defined as exp + digits - 1.\n\n"),
    MethodDef::new("canonical", NoArgs(|_, v| Ok(v))).sig("($self, /)").doc("Return the canonical encoding of the argument.\n"),
    MethodDef::new("conjugate", NoArgs(|_, v| Ok(v))).sig("($self, /)").doc("Return self.\n\n"),
    MethodDef::new("radix", NoArgs(|cx, _| cx.decimal(&Num::small(10)))).sig("($self, /)").doc("Return Decimal(10), the radix (base) in which the Decimal class does\nall its arithmetic. Included for compatibility with the specification.\n\n"),
    MethodDef::new("copy_abs", NoArgs(|cx, v| {
        let n = own(v).0.with_sign(false);
        cx.decimal(&n)
    })).sig("($self, /)").doc("Return the absolute value of the argument.\n"),
    MethodDef::new("copy_negate", NoArgs(|cx, v| {
        let n = own(v).0;
        cx.decimal(&n.with_sign(!n.negative))
    })).sig("($self, /)").doc("Return the negation of the argument.\n"),
    MethodDef::new("as_integer_ratio", NoArgs(as_integer_ratio)).sig("($self, /)").doc("Return a pair of integers whose ratio is exactly equal to the original.\n"),
    MethodDef::new("as_tuple", NoArgs(as_tuple)).sig("($self, /)").doc("Return a tuple representation of the number.\n\n"),
    MethodDef::class("from_float", O(class_from_float)).sig("($type, f, /)").doc("Class method that converts a float to a decimal number, exactly.\n"),
    MethodDef::class("from_number", O(class_from_number)).sig("($type, number, /)").doc("Class method that converts a real number to a decimal number, exactly.\n"),
    MethodDef::new("__copy__", NoArgs(|_, v| Ok(v))),
    MethodDef::new("__deepcopy__", O(|_, v, _| Ok(v))),
    MethodDef::new("__format__", FastKw(format)),
    MethodDef::new("__reduce__", NoArgs(reduce)),
    MethodDef::new("__round__", Fast(round)),
    MethodDef::new("__ceil__", NoArgs(|cx, v| to_whole(cx, v, Rounding::Ceiling))),
    MethodDef::new("__floor__", NoArgs(|cx, v| to_whole(cx, v, Rounding::Floor))),
    MethodDef::new("__trunc__", NoArgs(|cx, v| to_int(cx, &own(v).0))),
    MethodDef::new("__complex__", NoArgs(complex)),
    MethodDef::new("__sizeof__", NoArgs(sizeof)),
];

fn context_of(cx: &mut Ctx, args: Args<'_>) -> PyResult<Gc<DecimalContextObj>> {
    const SIGNATURE: Signature = Signature::plain("", &["context"], 0);
    let [context] = args.bind(cx, &SIGNATURE)?;
    chosen(cx, context)
}

/// A number as text of either notation.
pub fn text_with(
    cx: &mut Ctx,
    (n, size): (Num, u64),
    engineering: bool,
    capitals: bool,
) -> PyResult<Value> {
    let text = cx.decimal_work(size, move || Ok(to_text(&n, engineering, capitals)))?;
    Ok(cx.str(&text)?.into())
}

fn fma(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("", &["other", "third", "context"], 2);
    let [other, third, context] = args.bind(cx, &SIGNATURE)?;
    let context = chosen(cx, context)?;
    let y = expect_operand(cx, other.expect("a required argument is bound"))?;
    let z = expect_operand(cx, third.expect("a required argument is bound"))?;
    fused(cx, context, own(v), y, z)
}

/// `x * y + z`.
pub fn fused(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    (x, size_x): (Num, u64),
    (y, size_y): (Num, u64),
    (z, size_z): (Num, u64),
) -> PyResult<Value> {
    let size = size_x + size_y + size_z;
    let product = Num::finite(false, Coeff::ONE, x.exp + y.exp);
    let digits = digits_for(Cost::Aligned, size, &product, &z, context);
    cx.decimal_op(context, digits, move |s, st| sum::fma(&x, &y, &z, s, st))
}

fn quantize_method(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("", &["exp", "rounding", "context"], 1);
    let [exp, rounding, context] = args.bind(cx, &SIGNATURE)?;
    let context = chosen(cx, context)?;
    let rounding = rounding_of(cx, rounding, context)?;
    let exp = exp.expect("a required argument is bound");
    quantized(cx, context, v, exp, rounding)
}

/// `x` with the exponent of `y`.
pub fn quantized(
    cx: &mut Ctx,
    context: Gc<DecimalContextObj>,
    x: Value,
    y: Value,
    rounding: Rounding,
) -> PyResult<Value> {
    if let (Some(x), Some(y)) = (Small::of(x), Small::of(y))
        && let Some(made) = quick::quantize(cx, context, x, y, rounding)
    {
        return made;
    }
    let (x, size_x) = expect_operand(cx, x)?;
    let (y, size_y) = expect_operand(cx, y)?;
    let digits = digits_for(Cost::Aligned, size_x + size_y, &x, &y, context);
    cx.decimal_op(context, digits, move |s, st| {
        quantize::quantize(&x, &y, &Settings { rounding, ..*s }, st)
    })
}

fn rounding_of(
    cx: &mut Ctx,
    given: Option<Value>,
    context: Gc<DecimalContextObj>,
) -> PyResult<Rounding> {
    match given.filter(|v| !v.is_none()) {
        Some(v) => expect_rounding(cx, v),
        None => Ok(context.rounding.get()),
    }
}

fn to_integral(cx: &mut Ctx, v: Value, args: Args<'_>, exact: bool) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("", &["rounding", "context"], 0);
    let [rounding, context] = args.bind(cx, &SIGNATURE)?;
    let context = chosen(cx, context)?;
    let rounding = rounding_of(cx, rounding, context)?;
    let (x, size) = own(v);
    cx.decimal_op(context, size, move |s, st| {
        quantize::to_integral(&x, exact, &Settings { rounding, ..*s }, st)
    })
}

fn is_normal(cx: &mut Ctx, v: Value, args: Args<'_>, normal: bool) -> PyResult<Value> {
    let context = context_of(cx, args)?;
    Ok(Value::bool(has_normality(&own(v).0, context, normal)))
}

/// Whether a number is normal, or subnormal.
pub fn has_normality(n: &Num, context: Gc<DecimalContextObj>, normal: bool) -> bool {
    let is_number = n.is_finite() && !n.coeff.is_zero();
    is_number && (n.adjusted() >= context.emin.get()) == normal
}
