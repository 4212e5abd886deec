//! The generator's code object to our [`CodeUnit`].
//!
//! The generator keeps parameters, cells and free variables apart and knows fewer flags and kinds than CPython; here they are put together as `Python/assemble.c` does.

use crate::code::{CodeUnit, Constant, code_flags, local_kind};
use malachite_bigint::{BigInt, Sign};
use rustpython_compiler_core::bytecode::{CodeObject, ConstantData};

/// Turns a generated code object into ours, nested ones included; `future` is or-ed into the flags of each.
pub fn convert(code: CodeObject, future: u32) -> CodeUnit {
    let flags = flags(&code, future);
    let (localsplusnames, localspluskinds) = locals(&code, flags);
    let constants = code.constants.iter().map(|c| constant(c, future)).collect();
    CodeUnit {
        argcount: code.arg_count,
        posonlyargcount: code.posonlyarg_count,
        kwonlyargcount: code.kwonlyarg_count,
        stacksize: code.max_stackdepth,
        flags,
        firstlineno: code.first_line_number.map_or(1, |line| line.get() as u32),
        code: code.instructions.original_bytes(),
        consts: constants,
        names: code.names.into_vec(),
        localsplusnames,
        localspluskinds,
        linetable: code.linetable.into_vec(),
        exceptiontable: code.exceptiontable.into_vec(),
        name: code.obj_name,
        qualname: code.qualname,
        filename: code.source_path,
    }
}

fn flags(code: &CodeObject, future: u32) -> u32 {
    let mut flags = code.flags.bits() | future;
    let both = code_flags::GENERATOR | code_flags::COROUTINE;
    if flags & both == both {
        flags = flags & !both | code_flags::ASYNC_GENERATOR;
    }
    flags
}

/// Names and kinds of the frame's slots: locals, then cells that are not locals, then free variables.
fn locals(code: &CodeObject, flags: u32) -> (Vec<String>, Vec<u8>) {
    let mut names: Vec<String> = code.varnames.to_vec();
    names.extend(code.cellvars.iter().filter(|cell| !code.varnames.contains(cell)).cloned());
    names.extend(code.freevars.iter().cloned());
    let mut kinds = code.localspluskinds.to_vec();
    let parameters = parameter_kinds(code, flags);
    for (kind, parameter) in kinds.iter_mut().zip(parameters) {
        *kind |= parameter;
    }
    (names, kinds)
}

/// How each parameter, in the order of the slots, takes its argument.
fn parameter_kinds(code: &CodeObject, flags: u32) -> Vec<u8> {
    use local_kind::{ARG_KW, ARG_POS, ARG_VAR};
    let positional_only = code.posonlyarg_count as usize;
    let positional = (code.arg_count as usize).saturating_sub(positional_only);
    let mut kinds = vec![ARG_POS; positional_only];
    kinds.extend(std::iter::repeat_n(ARG_POS | ARG_KW, positional));
    kinds.extend(std::iter::repeat_n(ARG_KW, code.kwonlyarg_count as usize));
    if flags & code_flags::VARARGS != 0 {
        kinds.push(ARG_VAR | ARG_POS);
    }
    if flags & code_flags::VARKEYWORDS != 0 {
        kinds.push(ARG_VAR | ARG_KW);
    }
    kinds
}

fn constant(data: &ConstantData, future: u32) -> Constant {
    let all = |elements: &[ConstantData]| elements.iter().map(|c| constant(c, future)).collect();
    match data {
        ConstantData::Tuple { elements } => Constant::Tuple(all(elements)),
        ConstantData::Frozenset { elements } => Constant::FrozenSet(all(elements)),
        ConstantData::Integer { value } => integer(value),
        ConstantData::Float { value } => Constant::Float(*value),
        ConstantData::Complex { value } => Constant::Complex { re: value.re, im: value.im },
        ConstantData::Boolean { value: true } => Constant::True,
        ConstantData::Boolean { value: false } => Constant::False,
        ConstantData::Str { value } => Constant::Str(value.clone()),
        ConstantData::Bytes { value } => Constant::Bytes(value.clone()),
        ConstantData::Code { code } => Constant::Code(Box::new(convert((**code).clone(), future))),
        ConstantData::Slice { elements } => {
            Constant::Slice(Box::new(elements.each_ref().map(|c| constant(c, future))))
        }
        ConstantData::None => Constant::None,
        ConstantData::Ellipsis => Constant::Ellipsis,
    }
}

fn integer(value: &BigInt) -> Constant {
    match i64::try_from(value) {
        Ok(small) => Constant::Int(small),
        Err(_) => {
            let (sign, magnitude) = value.to_bytes_le();
            Constant::BigInt { negative: sign == Sign::Minus, magnitude }
        }
    }
}
