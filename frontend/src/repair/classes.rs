//! The places of `class` statements, and the first lines of classes.
//!
//! The generator gives the instructions that make a class the place where its body ended; CPython gives them that of the statement, and calls of decorators that of the decorator. The first line of a class is that of its first decorator, not of its last.

use super::listing::Listing;
use super::locations::Location;
use super::opcode::{
    CALL, LOAD_BUILD_CLASS, LOAD_CONST, LOAD_SMALL_INT, RETURN_VALUE, STORE_DEREF, STORE_FAST,
    STORE_GLOBAL, STORE_NAME,
};
use super::places::{Class, Places};
use crate::code::{CodeUnit, Constant, code_flags};

/// Corrects the places; says whether anything changed.
pub fn repair(listing: &mut Listing, code: &CodeUnit, known: &Places) -> bool {
    let mut changed = false;
    let generic = generic_class(code, known);
    for at in 0..listing.instructions.len() {
        let here = listing.instructions[at];
        let nested = match (here.opcode, code.consts.get(here.argument as usize)) {
            (LOAD_CONST, Some(Constant::Code(nested))) => nested,
            _ => continue,
        };
        // What comes before the code object in the same statement begins it.
        let first = (0..at)
            .rev()
            .take_while(|&i| listing.instructions[i].location == here.location)
            .find(|&i| listing.instructions[i].opcode == LOAD_BUILD_CLASS);
        let class = match first {
            Some(_) => known.classes.get(&(nested.firstlineno, nested.name.clone())),
            None => generic_class(nested, known),
        };
        let Some(class) = class else { continue };
        changed = true;
        place(listing, first.unwrap_or(at), here.location, class);
    }
    if let Some(class) = generic {
        changed |= place_generic(listing, class);
    }
    changed
}

/// Corrects the first line of a class; says whether anything changed.
pub fn repair_first_line(listing: &mut Listing, code: &mut CodeUnit, known: &Places) -> bool {
    let Some(&line) = known.first_lines.get(&(code.firstlineno, code.name.clone())) else {
        return false;
    };
    let is_class = code.flags & code_flags::OPTIMIZED == 0;
    if !is_class || line == code.firstlineno {
        return false;
    }
    code.firstlineno = line;
    let stores = |i: &super::listing::Instruction| {
        i.opcode == STORE_NAME
            && code.names.get(i.argument as usize).is_some_and(|n| n == "__firstlineno__")
    };
    if let Some(at) = listing.instructions.iter().position(stores).filter(|&at| at > 0) {
        let was = listing.instructions[at - 1];
        let is_it =
            |i: &super::listing::Instruction| (i.opcode, i.argument) == (LOAD_CONST, was.argument);
        let uses = listing.instructions.iter().filter(|i| is_it(i)).count();
        let now = Constant::Int(i64::from(line));
        let (opcode, argument) = match u8::try_from(line) {
            Ok(small) => (LOAD_SMALL_INT, u32::from(small)),
            // The constant of the wrong line is the right one's place, unless something else loads it.
            Err(_) if is_it(&was) && uses == 1 => {
                code.consts[was.argument as usize] = now;
                (LOAD_CONST, was.argument)
            }
            Err(_) => {
                code.consts.push(now);
                (LOAD_CONST, code.consts.len() as u32 - 1)
            }
        };
        let load = &mut listing.instructions[at - 1];
        (load.opcode, load.argument) = (opcode, argument);
    }
    true
}

/// The class whose type parameters a code object makes.
fn generic_class<'a>(code: &CodeUnit, known: &'a Places) -> Option<&'a Class> {
    let name = code.name.strip_prefix("<generic parameters of ")?.strip_suffix('>')?;
    known.classes.get(&(code.firstlineno, name.to_owned()))
}

/// Places the instructions from `first` to the one that stores the class.
fn place(listing: &mut Listing, first: usize, wrong: Location, class: &Class) {
    let whole = Location::of(class.whole);
    let mut decorators = class.decorators.iter().rev();
    let mut is_made = false;
    for instruction in &mut listing.instructions[first..] {
        if instruction.location != wrong {
            continue;
        }
        let decorator = match instruction.opcode {
            CALL if is_made => decorators.next(),
            _ => None,
        };
        instruction.location = decorator.map_or(whole, |&span| Location::of(span));
        // The first call makes the class; one behind it with no argument besides is a decorator's.
        is_made |= is_call(instruction.opcode);
        if matches!(instruction.opcode, STORE_NAME | STORE_GLOBAL | STORE_FAST | STORE_DEREF) {
            return;
        }
    }
}

/// Places what makes a class within the function for its type parameters.
fn place_generic(listing: &mut Listing, class: &Class) -> bool {
    let whole = Location::of(class.whole);
    let instructions = &mut listing.instructions;
    let is_make = |i: &super::listing::Instruction| i.opcode == LOAD_BUILD_CLASS;
    let Some(first) = instructions.iter().position(is_make) else { return false };
    let wrong = instructions[first].location;
    let call = instructions.iter().rposition(|i| is_call(i.opcode)).unwrap_or(first);
    for (i, instruction) in instructions.iter_mut().enumerate() {
        let is_end = i >= call || instruction.opcode == RETURN_VALUE;
        if instruction.location == wrong || is_end {
            instruction.location = whole;
        }
    }
    true
}

fn is_call(opcode: u8) -> bool {
    use super::opcode::{CALL_FUNCTION_EX, CALL_KW};
    matches!(opcode, CALL | CALL_KW | CALL_FUNCTION_EX)
}
