//! The generator's code object to our [`CodeUnit`].
//!
//! The generator keeps parameters, cells and free variables apart and knows fewer flags and kinds than CPython; here they are put together as `Python/assemble.c` does.

use crate::code::{CodeUnit, Constant, code_flags, local_kind};
use crate::repair::places::Places;
use crate::repair::repair;
use malachite_bigint::{BigInt, Sign};
use rustpython_compiler_core::bytecode::{CodeObject, ConstantData};

/// What encloses a code object.
#[derive(Clone, Copy)]
struct Enclosing<'a> {
    /// Where the program's parts are.
    places: &'a Places,
    /// Features from `from __future__ import`, which every code object of a program carries.
    future: u32,
    /// Directly in a class body.
    in_class: bool,
    /// Anywhere inside a function.
    in_function: bool,
}

/// Turns a generated program into ours; `future` is or-ed into the flags of each code object.
pub fn convert(code: &CodeObject, future: u32, places: &Places) -> CodeUnit {
    convert_in(code, Enclosing { places, future, in_class: false, in_function: false })
}

fn convert_in(code: &CodeObject, enclosing: Enclosing<'_>) -> CodeUnit {
    let flags = flags(code, enclosing);
    let is_function = flags & code_flags::OPTIMIZED != 0;
    // Comprehension code takes its iterator by position or, in theory, by name: CPython does not mark it positional-only.
    let is_comprehension = code.varnames.first().is_some_and(|name| name == ".0");
    let posonlyargcount = if is_comprehension { 0 } else { code.posonlyarg_count };
    let (localsplusnames, localspluskinds) = locals(code, posonlyargcount, flags);
    let inner = Enclosing {
        in_class: !is_function && code.obj_name != "<module>",
        in_function: enclosing.in_function || is_function,
        ..enclosing
    };
    let consts = code.constants.iter().map(|c| constant(c, inner)).collect();
    let mut unit = CodeUnit {
        argcount: code.arg_count,
        posonlyargcount,
        kwonlyargcount: code.kwonlyarg_count,
        stacksize: code.max_stackdepth,
        flags,
        firstlineno: code.first_line_number.map_or(1, |line| line.get() as u32),
        code: code.instructions.original_bytes(),
        consts,
        names: code.names.to_vec(),
        localsplusnames,
        localspluskinds,
        linetable: code.linetable.to_vec(),
        exceptiontable: code.exceptiontable.to_vec(),
        name: code.obj_name.clone(),
        qualname: code.qualname.clone(),
        filename: code.source_path.clone(),
    };
    repair(&mut unit, enclosing.places);
    unit
}

/// The flags as `compute_code_flags` of `Python/compile.c` finds them.
fn flags(code: &CodeObject, enclosing: Enclosing<'_>) -> u32 {
    let mut flags = code.flags.bits();
    if flags & code_flags::OPTIMIZED == 0 {
        return enclosing.future;
    }
    let both = code_flags::GENERATOR | code_flags::COROUTINE;
    if flags & both == both {
        flags = flags & !both | code_flags::ASYNC_GENERATOR;
    }
    flags &= !code_flags::NESTED;
    if enclosing.in_function {
        flags |= code_flags::NESTED;
    }
    if enclosing.in_class && code.obj_name != "__annotate__" {
        flags |= code_flags::METHOD;
    }
    flags | enclosing.future
}

/// Names and kinds of the frame's slots: locals, then cells that are not locals, then free variables.
fn locals(code: &CodeObject, positional_only: u32, flags: u32) -> (Vec<String>, Vec<u8>) {
    let mut names: Vec<String> = code.varnames.to_vec();
    names.extend(code.cellvars.iter().filter(|cell| !code.varnames.contains(cell)).cloned());
    names.extend(code.freevars.iter().cloned());
    let mut kinds = code.localspluskinds.to_vec();
    let parameters = parameter_kinds(code, positional_only as usize, flags);
    for (kind, parameter) in kinds.iter_mut().zip(parameters) {
        *kind |= parameter;
    }
    // Only where names are no slots otherwise (modules, classes) `locals()` leaves out what comprehensions use. The
    // generator hides that in functions, too, also what belongs to the function.
    if flags & code_flags::OPTIMIZED != 0 {
        for (kind, name) in kinds.iter_mut().zip(&names) {
            *kind &= !local_kind::HIDDEN;
            // Variables of rewritten trees; the iterator of a generator expression is seen.
            if name.starts_with('.') && name != ".0" {
                *kind |= local_kind::HIDDEN;
            }
        }
    }
    (names, kinds)
}

/// How each parameter, in the order of the slots, takes its argument.
fn parameter_kinds(code: &CodeObject, positional_only: usize, flags: u32) -> Vec<u8> {
    use local_kind::{ARG_KW, ARG_POS, ARG_VAR};
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

fn constant(data: &ConstantData, enclosing: Enclosing<'_>) -> Constant {
    let all = |elements: &[ConstantData]| elements.iter().map(|c| constant(c, enclosing)).collect();
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
        ConstantData::Code { code } => Constant::Code(Box::new(convert_in(code, enclosing))),
        ConstantData::Slice { elements } => {
            Constant::Slice(Box::new(elements.each_ref().map(|c| constant(c, enclosing))))
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
