//! `_opcode`: what the library's `opcode` and `dis` ask about instructions.

use super::add_functions;
use crate::bytecode::Opcode;
use crate::types::code::CodeObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::native::{Args, MethodDef, NativeCode};
use taipan_runtime::raise;
use taipan_runtime::types::module::ModuleObj;
use taipan_runtime::value::Value;

/// The first instruction number that takes an operand.
const HAVE_ARGUMENT: i64 = 43;

macro_rules! tests {
    ($($def:ident $name:literal $test:ident;)*) => {
        $(static $def: MethodDef = MethodDef::new($name, NativeCode::FastKw(|cx, _, args| {
            let op = number(cx, args)?;
            Ok(Value::bool($test(op)))
        }));)*
    };
}

tests! {
    IS_VALID "is_valid" is_valid;
    HAS_ARG "has_arg" has_arg;
    HAS_CONST "has_const" has_const;
    HAS_NAME "has_name" has_name;
    HAS_JUMP "has_jump" has_jump;
    HAS_FREE "has_free" has_free;
    HAS_LOCAL "has_local" has_local;
    HAS_EXC "has_exc" has_exc;
}

static STACK_EFFECT: MethodDef = MethodDef::new("stack_effect", NativeCode::FastKw(stack_effect));
static NB_OPS: MethodDef = MethodDef::new("get_nb_ops", NativeCode::NoArgs(nb_ops));
static INTRINSIC1: MethodDef =
    MethodDef::new("get_intrinsic1_descs", NativeCode::NoArgs(intrinsic1));
static INTRINSIC2: MethodDef =
    MethodDef::new("get_intrinsic2_descs", NativeCode::NoArgs(intrinsic2));
static SPECIAL: MethodDef =
    MethodDef::new("get_special_method_names", NativeCode::NoArgs(special_method_names));
static SPECIALIZATIONS: MethodDef =
    MethodDef::new("get_specializations", NativeCode::NoArgs(specializations));
static EXECUTOR: MethodDef = MethodDef::new("get_executor", NativeCode::FastKw(executor));

/// Adds the functions.
pub(super) fn extend(cx: &mut Ctx, module: Gc<ModuleObj>) -> PyResult<()> {
    add_functions(
        cx,
        module,
        &[
            &IS_VALID,
            &HAS_ARG,
            &HAS_CONST,
            &HAS_NAME,
            &HAS_JUMP,
            &HAS_FREE,
            &HAS_LOCAL,
            &HAS_EXC,
            &STACK_EFFECT,
            &NB_OPS,
            &INTRINSIC1,
            &INTRINSIC2,
            &SPECIAL,
            &SPECIALIZATIONS,
            &EXECUTOR,
        ],
    )
}

/// Family, name and number of each specialized instruction.
fn specializations(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    let rows = cx.list(&[])?;
    for op in Opcode::ALL.iter().filter(|op| op.head() != **op) {
        let (family, name) = (cx.str(op.head().name())?, cx.str(op.name())?);
        let row = cx.tuple(&[family.into(), name.into(), Value::small(*op as i32)])?;
        cx.list_append(rows, row.into())?;
    }
    Ok(rows.into())
}

fn number(cx: &mut Ctx, args: Args<'_>) -> PyResult<i64> {
    match args.pos.first().or(args.kw_values.first()).copied().and_then(Value::as_small) {
        Some(n) => Ok(n),
        None => raise!(cx, TypeError, "an integer is required"),
    }
}

fn op(n: i64) -> Option<Opcode> {
    Opcode::from_u8(u8::try_from(n).ok()?)
}

fn is_valid(n: i64) -> bool {
    // Instrumented ones are numbered without being in the table; pseudo ones lie above 255.
    op(n).is_some() || (234..=254).contains(&n) || (256..=266).contains(&n)
}

fn head(n: i64) -> Option<Opcode> {
    op(n).map(Opcode::head)
}

fn has_arg(n: i64) -> bool {
    match op(n) {
        Some(o) if o.head() == o => n > HAVE_ARGUMENT && o != Opcode::RESERVED,
        Some(o) => o.head() as i64 > HAVE_ARGUMENT,
        None => (256..=266).contains(&n) && n != 262,
    }
}

fn has_const(n: i64) -> bool {
    head(n) == Some(Opcode::LOAD_CONST)
}

fn has_name(n: i64) -> bool {
    use Opcode as O;
    matches!(
        head(n),
        Some(
            O::LOAD_NAME
                | O::STORE_NAME
                | O::DELETE_NAME
                | O::LOAD_GLOBAL
                | O::STORE_GLOBAL
                | O::DELETE_GLOBAL
                | O::LOAD_ATTR
                | O::STORE_ATTR
                | O::DELETE_ATTR
                | O::IMPORT_NAME
                | O::IMPORT_FROM
                | O::LOAD_FROM_DICT_OR_GLOBALS
                | O::LOAD_SUPER_ATTR
        )
    )
}

fn has_jump(n: i64) -> bool {
    use Opcode as O;
    matches!(
        head(n),
        Some(
            O::END_ASYNC_FOR
                | O::FOR_ITER
                | O::JUMP_BACKWARD
                | O::JUMP_BACKWARD_NO_INTERRUPT
                | O::JUMP_FORWARD
                | O::POP_JUMP_IF_FALSE
                | O::POP_JUMP_IF_NONE
                | O::POP_JUMP_IF_NOT_NONE
                | O::POP_JUMP_IF_TRUE
                | O::SEND
        )
    ) || matches!(n, 257..=260)
}

fn has_free(n: i64) -> bool {
    use Opcode as O;
    matches!(
        head(n),
        Some(O::MAKE_CELL | O::DELETE_DEREF | O::STORE_DEREF | O::LOAD_FROM_DICT_OR_DEREF)
    )
}

fn has_local(n: i64) -> bool {
    use Opcode as O;
    matches!(
        op(n),
        Some(
            O::LOAD_FAST
                | O::LOAD_FAST_BORROW
                | O::LOAD_FAST_CHECK
                | O::LOAD_FAST_AND_CLEAR
                | O::LOAD_FAST_LOAD_FAST
                | O::LOAD_FAST_BORROW_LOAD_FAST_BORROW
                | O::STORE_FAST
                | O::STORE_FAST_LOAD_FAST
                | O::STORE_FAST_STORE_FAST
                | O::DELETE_FAST
                | O::LOAD_DEREF
                | O::BINARY_OP_INPLACE_ADD_UNICODE
        )
    ) || matches!(n, 261 | 266)
}

fn has_exc(n: i64) -> bool {
    (263..=265).contains(&n)
}

fn stack_effect(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let n = number(cx, args)?;
    let oparg = args.pos.get(1).copied().and_then(Value::as_small).unwrap_or(0) as u32;
    match op(n) {
        Some(o) => Ok(Value::small(o.pushes(oparg) as i32 - o.pops(oparg) as i32)),
        None => raise!(cx, ValueError, "invalid opcode or oparg"),
    }
}

fn names(cx: &mut Ctx, texts: &[&str]) -> PyResult<Value> {
    let list = cx.list(&[])?;
    for text in texts {
        let s = cx.str(text)?;
        cx.list_append(list, s.into())?;
    }
    Ok(list.into())
}

fn nb_ops(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    const OPS: [(&str, &str); 13] = [
        ("ADD", "+"),
        ("AND", "&"),
        ("FLOOR_DIVIDE", "//"),
        ("LSHIFT", "<<"),
        ("MATRIX_MULTIPLY", "@"),
        ("MULTIPLY", "*"),
        ("REMAINDER", "%"),
        ("OR", "|"),
        ("POWER", "**"),
        ("RSHIFT", ">>"),
        ("SUBTRACT", "-"),
        ("TRUE_DIVIDE", "/"),
        ("XOR", "^"),
    ];
    let list = cx.list(&[])?;
    let add = |cx: &mut Ctx, name: String, sign: String| -> PyResult<()> {
        let (name, sign) = (cx.str(&name)?, cx.str(&sign)?);
        let pair = cx.tuple(&[name.into(), sign.into()])?;
        cx.list_append(list, pair.into())
    };
    for (name, sign) in OPS {
        add(cx, format!("NB_{name}"), sign.to_owned())?;
    }
    for (name, sign) in OPS {
        add(cx, format!("NB_INPLACE_{name}"), format!("{sign}="))?;
    }
    add(cx, "NB_SUBSCR".to_owned(), "[]".to_owned())?;
    Ok(list.into())
}

fn intrinsic1(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    names(
        cx,
        &[
            "INTRINSIC_1_INVALID",
            "INTRINSIC_PRINT",
            "INTRINSIC_IMPORT_STAR",
            "INTRINSIC_STOPITERATION_ERROR",
            "INTRINSIC_ASYNC_GEN_WRAP",
            "INTRINSIC_UNARY_POSITIVE",
            "INTRINSIC_LIST_TO_TUPLE",
            "INTRINSIC_TYPEVAR",
            "INTRINSIC_PARAMSPEC",
            "INTRINSIC_TYPEVARTUPLE",
            "INTRINSIC_SUBSCRIPT_GENERIC",
            "INTRINSIC_TYPEALIAS",
        ],
    )
}

fn intrinsic2(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    names(
        cx,
        &[
            "INTRINSIC_2_INVALID",
            "INTRINSIC_PREP_RERAISE_STAR",
            "INTRINSIC_TYPEVAR_WITH_BOUND",
            "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS",
            "INTRINSIC_SET_FUNCTION_TYPE_PARAMS",
            "INTRINSIC_SET_TYPEPARAM_DEFAULT",
        ],
    )
}

fn special_method_names(cx: &mut Ctx, _: Value) -> PyResult<Value> {
    names(cx, &["__enter__", "__exit__", "__aenter__", "__aexit__"])
}

/// CPython's executors are its traces; our machine code is not addressed by instruction.
fn executor(cx: &mut Ctx, _: Value, args: Args<'_>) -> PyResult<Value> {
    let code = args.pos.first().or(args.kw_values.first()).and_then(|v| v.cast::<CodeObj>());
    if code.is_none() {
        raise!(cx, TypeError, "expected a code object")
    }
    raise!(cx, ValueError, "no executor exists at address 0")
}
