//! The methods of `Context`: the operations of `Decimal` with this context, on `Decimal`s and ints.

use super::construct::{create, create_from_float};
use super::context::{DecimalContextObj, reduce};
use super::cost::Cost;
use super::methods::{
    BinaryOp, UnaryOp, choice, fused, has_normality, quantized, run_binary, run_unary, text_with,
};
use super::num::compare::{self, Choice};
use super::num::digitwise::{self, Logic};
use super::num::settings::{MAX_EMAX, MAX_PREC, MIN_EMIN};
use super::num::{Kind, Num, divide, exp, log, neighbours, quantize, sqrt, sum};
use super::object::DecimalObj;
use super::operands::{expect_operand, expect_ssize};
use super::operators::{divided, powered, powered_modulo};
use crate::ctx::{Ctx, PyResult};
use crate::heap::Gc;
use crate::object::args::{Signature, plural};
use crate::object::native::NativeCode::{Fast, FastKw, NoArgs, O};
use crate::object::native::{Args, MethodDef};
use crate::value::Value;
use crate::{raise, this};

fn context(v: Value) -> Gc<DecimalContextObj> {
    this!(v, DecimalContextObj)
}

fn unary(cx: &mut Ctx, v: Value, x: Value, op: UnaryOp, cost: Cost) -> PyResult<Value> {
    let x = expect_operand(cx, x)?;
    run_unary(cx, context(v), x, op, cost)
}

fn expect_count(cx: &mut Ctx, args: &[Value], n: usize) -> PyResult<()> {
    if args.len() == n {
        return Ok(());
    }
    let given = args.len();
    raise!(cx, TypeError, "function takes exactly {n} argument{} ({given} given)", plural(n))
}

fn binary(cx: &mut Ctx, v: Value, args: &[Value], op: BinaryOp, cost: Cost) -> PyResult<Value> {
    expect_count(cx, args, 2)?;
    let x = expect_operand(cx, args[0])?;
    let y = expect_operand(cx, args[1])?;
    run_binary(cx, context(v), x, y, op, cost)
}

/// A row of the table: Python name, operation, cost, docstring.
macro_rules! unary {
    ($name:literal, $op:expr, $cost:ident, $doc:literal) => {
        MethodDef::new($name, O(|cx, v, x| unary(cx, v, x, $op, Cost::$cost)))
            .sig("($self, x, /)")
            .doc($doc)
    };
}

macro_rules! binary {
    ($name:literal, $op:expr, $cost:ident, $doc:literal) => {
        MethodDef::new($name, Fast(|cx, v, args| binary(cx, v, args, $op, Cost::$cost)))
            .sig("($self, x, y, /)")
            .doc($doc)
    };
}

macro_rules! test {
    ($name:literal, $test:expr, $doc:literal) => {
        MethodDef::new(
            $name,
            O(|cx, v, x| {
                let test: fn(&Num, Gc<DecimalContextObj>) -> bool = $test;
                let (x, _) = expect_operand(cx, x)?;
                Ok(Value::bool(test(&x, context(v))))
            }),
        )
        .sig("($self, x, /)")
        .doc($doc)
    };
}

/// The methods.
pub static METHODS: &[MethodDef] = &[
    unary!("abs", sum::abs, Operands, "Return the absolute value of x.\n\n"),
    unary!("exp", exp::exp, Series, "Return e ** x.\n\n"),
    unary!("ln", log::ln, Series, "Return the natural (base e) logarithm of x.\n\n"),
    unary!("log10", log::log10, Series, "Return the base 10 logarithm of x.\n\n"),
    unary!("logb", quantize::logb, Operands, "Return the exponent of the magnitude of the operand's MSD.\n\n"),
    unary!("logical_invert", digitwise::invert, Precision, "Invert all digits of x.\n\n"),
    unary!("minus", |x, s, st| sum::plus(x, true, s, st), Operands, "Minus corresponds to the unary prefix minus operator in Python, but applies\nthe context to the result.\n\n"),
    unary!("next_minus", neighbours::next_minus, Precision, "Return the largest representable number smaller than x.\n\n"),
    unary!("next_plus", neighbours::next_plus, Precision, "Return the smallest representable number larger than x.\n\n"),
    unary!("normalize", quantize::reduce, Operands, "Reduce x to its simplest form. Alias for reduce(x).\n\n"),
    unary!("plus", |x, s, st| sum::plus(x, false, s, st), Operands, "Plus corresponds to the unary prefix plus operator in Python, but applies\nthe context to the result.\n\n"),
    unary!("_apply", |x, s, st| x.clone().finish(s, st), Operands, ""),
    unary!("sqrt", sqrt::sqrt, Precision, "Square root of a non-negative number to context precision.\n\n"),
    unary!("to_integral", |x, s, st| quantize::to_integral(x, false, s, st), Operands, "Identical to to_integral_value(x).\n\n"),
    unary!("to_integral_value", |x, s, st| quantize::to_integral(x, false, s, st), Operands, "Round to an integer.\n\n"),
    unary!("to_integral_exact", |x, s, st| quantize::to_integral(x, true, s, st), Operands, "Round to an integer. Signal if the result is rounded or inexact.\n\n"),
    unary!("copy_abs", |x, _, _| Ok(x.with_sign(false)), Operands, "Return a copy of x with the sign set to 0.\n\n"),
    unary!("copy_negate", |x, _, _| Ok(x.with_sign(!x.negative)), Operands, "Return a copy of x with the sign inverted.\n\n"),
    binary!("add", sum::add, Aligned, "Return the sum of x and y.\n\n"),
    binary!("subtract", sum::sub, Aligned, "Return the difference between x and y.\n\n"),
    binary!("multiply", sum::mul, Operands, "Return the product of x and y.\n\n"),
    binary!("divide", divide::div, Precision, "Return x divided by y.\n\n"),
    binary!("divide_int", divide::div_int, Aligned, "Return x divided by y, truncated to an integer.\n\n"),
    binary!("remainder", divide::rem, Aligned, "Return the remainder from integer division.  The sign of the result,\nif non-zero, is the same as that of the original dividend.\n\n"),
    binary!("remainder_near", divide::rem_near, Aligned, "Return x - y * n, where n is the integer nearest the exact value of x / y\n(if the result is 0 then its sign will be the sign of x).\n\n"),
    binary!("compare", |x, y, s, st| compare::compare(x, y, false, s, st), Operands, "Compare x and y numerically.\n\n"),
    binary!("compare_signal", |x, y, s, st| compare::compare(x, y, true, s, st), Operands, "Compare x and y numerically.  All NaNs signal.\n\n"),
    binary!("compare_total", |x, y, _, _| compare::compare_total(x, y, false), Operands, "Compare x and y using their abstract representation.\n\n"),
    binary!("compare_total_mag", |x, y, _, _| compare::compare_total(x, y, true), Operands, "Compare x and y using their abstract representation, ignoring sign.\n\n"),
    binary!("max", choice!(true, false), Operands, "Compare the values numerically and return the maximum.\n\n"),
    binary!("max_mag", choice!(true, true), Operands, "Compare the values numerically with their sign ignored.\n\n"),
    binary!("min", choice!(false, false), Operands, "Compare the values numerically and return the minimum.\n\n"),
    binary!("min_mag", choice!(false, true), Operands, "Compare the values numerically with their sign ignored.\n\n"),
    binary!("next_toward", neighbours::next_toward, Precision, "Return the number closest to x, in the direction towards y.\n\n"),
    MethodDef::new(
        "quantize",
        Fast(|cx, v, args| {
            expect_count(cx, args, 2)?;
            let c = context(v);
            quantized(cx, c, args[0], args[1], c.rounding.get())
        }),
    )
    .sig("($self, x, y, /)")
    .doc("Return a value equal to x (rounded), having the exponent of y.\n\n"),
    binary!("logical_and", |x, y, s, st| digitwise::logical(x, y, Logic::And, s, st), Operands, "Digit-wise and of x and y.\n\n"),
    binary!("logical_or", |x, y, s, st| digitwise::logical(x, y, Logic::Or, s, st), Operands, "Digit-wise or of x and y.\n\n"),
    binary!("logical_xor", |x, y, s, st| digitwise::logical(x, y, Logic::Xor, s, st), Operands, "Digit-wise xor of x and y.\n\n"),
    binary!("rotate", digitwise::rotate, Precision, "Return a copy of x, rotated by y places.\n\n"),
    binary!("shift", digitwise::shift, Precision, "Return a copy of x, shifted by y places.\n\n"),
    binary!("scaleb", quantize::scaleb, Operands, "Return the first operand after adding the second value to its exp.\n\n"),
    binary!("copy_sign", |x, y, _, _| Ok(x.with_sign(y.negative)), Operands, "Copy the sign from y to x.\n\n"),
    test!("is_finite", |x, _| x.is_finite(), "Return True if x is finite, False otherwise.\n\n"),
    test!("is_infinite", |x, _| x.is_infinite(), "Return True if x is infinite, False otherwise.\n\n"),
    test!("is_nan", |x, _| x.is_nan(), "Return True if x is a qNaN or sNaN, False otherwise.\n\n"),
    test!("is_qnan", |x, _| x.kind == Kind::Quiet, "Return True if x is a quiet NaN, False otherwise.\n\n"),
    test!("is_snan", |x, _| x.kind == Kind::Signaling, "Return True if x is a signaling NaN, False otherwise.\n\n"),
    test!("is_signed", |x, _| x.negative, "Return True if x is negative, False otherwise.\n\n"),
    test!("is_zero", |x, _| x.is_zero(), "Return True if x is a zero, False otherwise.\n\n"),
    test!("is_normal", |x, c| has_normality(x, c, true), "Return True if x is a normal number, False otherwise.\n\n"),
    test!("is_subnormal", |x, c| has_normality(x, c, false), "Return True if x is subnormal, False otherwise.\n\n"),
    MethodDef::new("is_canonical", O(|cx, _, x| expect_decimal(cx, x).map(|_| Value::TRUE))).sig("($self, x, /)").doc("Return True if x is canonical, False otherwise.\n\n"),
    MethodDef::new("canonical", O(|cx, _, x| expect_decimal(cx, x))).sig("($self, x, /)").doc("Return a new instance of x.\n\n"),
    MethodDef::new("copy_decimal", O(|cx, _, x| {
        if x.cast::<DecimalObj>().is_some() {
            return Ok(x);
        }
        let (n, _) = expect_operand(cx, x)?;
        cx.decimal(&n)
    })).sig("($self, x, /)").doc("Return a copy of Decimal x.\n\n"),
    MethodDef::new("same_quantum", Fast(|cx, _, args| {
        expect_count(cx, args, 2)?;
        let (x, _) = expect_operand(cx, args[0])?;
        let (y, _) = expect_operand(cx, args[1])?;
        Ok(Value::bool(quantize::same_quantum(&x, &y)))
    })).sig("($self, x, y, /)").doc("Return True if the two operands have the same exponent.\n\n"),
    MethodDef::new("divmod", Fast(|cx, v, args| {
        expect_count(cx, args, 2)?;
        let x = expect_operand(cx, args[0])?;
        let y = expect_operand(cx, args[1])?;
        divided(cx, context(v), x, y)
    })).sig("($self, x, y, /)").doc("Return quotient and remainder of the division x / y.\n\n"),
    MethodDef::new("fma", Fast(|cx, v, args| {
        expect_count(cx, args, 3)?;
        let x = expect_operand(cx, args[0])?;
        let y = expect_operand(cx, args[1])?;
        let z = expect_operand(cx, args[2])?;
        fused(cx, context(v), x, y, z)
    })).sig("($self, x, y, z, /)").doc("Return x multiplied by y, plus z.\n\n"),
    MethodDef::new("power", FastKw(power)).sig("($self, /, a, b, modulo=None)").doc("Compute a**b. If 'a' is negative, then 'b' must be integral. The result\nwill be inexact unless 'a' is integral and the result is finite and can\nbe expressed exactly in 'precision' digits.  In the Python version the\nresult is always correctly rounded, in the C version the result is almost\nalways correctly rounded.\n\nIf modulo is given, compute (a**b) % modulo. The following restrictions\nhold:\n\n    * all three arguments must be integral\n    * 'b' must be nonnegative\n    * at least one of 'a' or 'b' must be nonzero\n    * modulo must be nonzero and less than 10**prec in absolute value\n\n\n"),
    MethodDef::new("number_class", O(|cx, v, x| {
        let (x, _) = expect_operand(cx, x)?;
        let name = compare::class_name(&x, &context(v).settings());
        Ok(cx.intern(name)?.into())
    })).sig("($self, x, /)").doc("Return an indication of the class of x.\n\n"),
    MethodDef::new("to_sci_string", O(|cx, v, x| text(cx, v, x, false))).sig("($self, x, /)").doc("Convert a number to a string using scientific notation.\n\n"),
    MethodDef::new("to_eng_string", O(|cx, v, x| text(cx, v, x, true))).sig("($self, x, /)").doc("Convert a number to a string, using engineering notation.\n\n"),
    MethodDef::new("radix", NoArgs(|cx, _| cx.decimal(&Num::small(10)))).sig("($self, /)").doc("Return 10.\n\n"),
    MethodDef::new("Etiny", NoArgs(|cx, v| cx.int(context(v).settings().etiny()))).sig("($self, /)").doc("Return a value equal to Emin - prec + 1, which is the minimum exponent value\nfor subnormal results.  When underflow occurs, the exponent is set to Etiny.\n\n"),
    MethodDef::new("Etop", NoArgs(|cx, v| cx.int(context(v).settings().etop()))).sig("($self, /)").doc("Return a value equal to Emax - prec + 1.  This is the maximum exponent\nif the _clamp field of the context is set to 1 (IEEE clamp mode).  Etop()\nmust not be negative.\n\n"),
    MethodDef::new("clear_flags", NoArgs(|_, v| {
        context(v).status.set(0);
        Ok(Value::NONE)
    })).sig("($self, /)").doc("Reset all flags to False.\n\n"),
    MethodDef::new("clear_traps", NoArgs(|_, v| {
        context(v).trapped.set(0);
        Ok(Value::NONE)
    })).sig("($self, /)").doc("Set all traps to False.\n\n"),
    MethodDef::new("copy", NoArgs(copy)).sig("($self, /)").doc("Return a duplicate of the context with all flags cleared.\n\n"),
    MethodDef::new("__copy__", NoArgs(copy)),
    MethodDef::new("__reduce__", NoArgs(reduce)),
    MethodDef::new("create_decimal", Fast(|cx, v, args| {
        match *args {
            [] => cx.decimal(&Num::small(0)),
            [x] => create(cx, context(v), x),
            _ => {
                let n = args.len();
                raise!(cx, TypeError, "function takes at most 1 argument ({n} given)")
            }
        }
    })).sig("($self, num=\"0\", /)").doc("Create a new Decimal instance from num, using self as the context. Unlike the\nDecimal constructor, this function observes the context limits.\n\n"),
    MethodDef::new("create_decimal_from_float", O(|cx, v, f| create_from_float(cx, context(v), f))).sig("($self, f, /)").doc("Create a new Decimal instance from float f.  Unlike the Decimal.from_float()\nclass method, this function observes the context limits.\n\n"),
    MethodDef::new("_unsafe_setprec", O(|cx, v, n| {
        let n = unsafe_number(cx, n, 1, MAX_PREC, "valid range for prec is [1, 1070000000]")?;
        context(v).prec.set(n);
        Ok(Value::NONE)
    })),
    MethodDef::new("_unsafe_setemax", O(|cx, v, n| {
        let n = unsafe_number(cx, n, 0, MAX_EMAX, "valid range for emax is [0, 1070000000]")?;
        context(v).emax.set(n);
        Ok(Value::NONE)
    })),
    MethodDef::new("_unsafe_setemin", O(|cx, v, n| {
        let n = unsafe_number(cx, n, MIN_EMIN, 0, "valid range for emin is [-1070000000, 0]")?;
        context(v).emin.set(n);
        Ok(Value::NONE)
    })),
];

fn unsafe_number(cx: &mut Ctx, v: Value, least: i64, most: i64, what: &str) -> PyResult<i64> {
    let n = expect_ssize(cx, v)?;
    if (least..=most).contains(&n) { Ok(n) } else { raise!(cx, ValueError, "{what}") }
}

fn copy(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    Ok(cx.copy_decimal_context(context(v))?.into())
}

fn expect_decimal(cx: &mut Ctx, x: Value) -> PyResult<Value> {
    if x.cast::<DecimalObj>().is_some() {
        Ok(x)
    } else {
        raise!(cx, TypeError, "argument must be a Decimal")
    }
}

fn text(cx: &mut Ctx, v: Value, x: Value, engineering: bool) -> PyResult<Value> {
    let x = expect_operand(cx, x)?;
    text_with(cx, x, engineering, context(v).capitals.get())
}

fn power(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature::plain("", &["a", "b", "modulo"], 2);
    let [a, b, modulo] = args.bind(cx, &SIGNATURE)?;
    let x = expect_operand(cx, a.expect("a required argument is bound"))?;
    let y = expect_operand(cx, b.expect("a required argument is bound"))?;
    match modulo.filter(|m| !m.is_none()) {
        None => powered(cx, context(v), x, y),
        Some(m) => {
            let m = expect_operand(cx, m)?;
            powered_modulo(cx, context(v), x, y, m)
        }
    }
}
