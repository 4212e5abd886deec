//! Code objects from the front end's neutral ones.

use super::CodeObj;
use crate::bytecode::instr::CACHES;
use crate::bytecode::{Opcode, backoff};
use crate::frame::layout::HEADER;
use crate::interp::state::Vm;
use crate::stats::sites::{Rare, Runs};
use crate::tier::plan::About;
use crate::types::{layouts, table};
use std::cell::Cell;
use taipan_frontend::{CodeUnit, Constant, code_flags, local_kind};
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::heap::{ByteArray, Field, Gc, Header};
use taipan_runtime::raise;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// The code object of a unit, nested ones included.
pub fn from_unit(cx: &mut Ctx, unit: &CodeUnit) -> PyResult<Gc<CodeObj>> {
    let filename = cx.intern(&unit.filename)?;
    build(cx, unit, filename)
}

/// As [`from_unit`], for code of the embedded library: it is never freed, so that collections need
/// not look at it. What it comes to point to later (`pins`) becomes a root then.
pub fn from_image(cx: &mut Ctx, unit: &CodeUnit) -> PyResult<Gc<CodeObj>> {
    // The list of counted code objects grows meanwhile, and is an ordinary object.
    if Vm::of(cx).config.count {
        return from_unit(cx, unit);
    }
    cx.heap.begin_permanent();
    let code = from_unit(cx, unit);
    cx.heap.end_permanent();
    if code.is_err() {
        // The exception may be permanent and will be given a traceback, which is not.
        let exception = cx.take_exception();
        cx.heap.add_permanent_holder(exception.into());
        return Err(cx.reraise(exception));
    }
    code
}

fn build(
    cx: &mut Ctx,
    unit: &CodeUnit,
    filename: Gc<taipan_runtime::types::str::StrObj>,
) -> PyResult<Gc<CodeObj>> {
    cx.check_stack()?;
    let plain;
    let unit = if Vm::of(cx).config.superinstructions {
        unit
    } else {
        let mut split = unit.clone();
        taipan_frontend::split_superinstructions(&mut split);
        plain = split;
        &plain
    };
    let mut units: Vec<u16> =
        unit.code.chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
    let vm = Vm::of(cx);
    let generic = is_generic(vm, unit);
    if !prepare(&mut units, unit, vm, generic) {
        raise!(cx, SystemError, "the code object of {} is malformed", unit.qualname)
    }
    let heat = vm.first_heat(About { name: &unit.qualname, line: unit.firstlineno, unit: 0 });
    let consts = constants(cx, &unit.consts, filename)?;
    let names = strings(cx, &unit.names)?;
    let locals = strings(cx, &unit.localsplusnames)?;
    let kinds = cx.bytes(&unit.localspluskinds)?;
    let linetable = cx.bytes(&unit.linetable)?;
    let exceptiontable = cx.bytes(&unit.exceptiontable)?;
    let name = cx.intern(&unit.name)?;
    let qualname = cx.intern(&unit.qualname)?;
    let buffer = cx.byte_array(units.len() * 2)?;
    let bytes: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
    buffer.write(0, &bytes);
    let locals_len = unit.localsplusnames.len() as u32;
    let free = unit.localspluskinds.iter().filter(|&&k| k & local_kind::FREE != 0).count();
    let variadic = code_flags::VARARGS | code_flags::VARKEYWORDS;
    let (counts, list) = counters(cx, units.len())?;
    let counts_at = counts.map_or(std::ptr::null(), |c| c.data().cast_const().cast::<Runs>());
    let code = cx.alloc(CodeObj {
        hdr: Header::new(table::CODE.shape(), layouts::CODE),
        units: buffer.data().cast(),
        units_len: units.len(),
        consts_at: Cell::new(consts.items().as_ptr()),
        names_at: names.items().as_ptr(),
        flags: unit.flags,
        argcount: unit.argcount,
        posonly: unit.posonlyargcount,
        kwonly: unit.kwonlyargcount,
        stacksize: unit.stacksize,
        first_line: unit.firstlineno as i32,
        locals_len,
        // One word more than the compiler counts: a handler may start with lasti and exception.
        frame_words: HEADER as u32 + locals_len + unit.stacksize + 2,
        free_len: free as u32,
        simple: unit.flags & variadic == 0 && unit.kwonlyargcount == 0,
        generic,
        heat: Cell::new(heat),
        function_version: Cell::new(0),
        entry: Cell::new(0),
        resume: Cell::new(0),
        buffer: Field::new(buffer),
        consts: Field::new(consts),
        names: Field::new(names),
        locals: Field::new(locals),
        kinds: Field::new(kinds),
        filename: Field::new(filename),
        name: Field::new(name),
        qualname: Field::new(qualname),
        linetable: Field::new(linetable),
        exceptiontable: Field::new(exceptiontable),
        pins: Field::new(None),
        counts: Field::new(counts),
        counts_at: Cell::new(counts_at),
        counts_bias: Cell::new(
            (counts_at as usize)
                .wrapping_sub((buffer.data() as usize).wrapping_mul(8))
                .wrapping_sub(size_of::<Runs>()),
        ),
    })?;
    // What another code object's sites saw at these addresses is not about this one.
    let from = buffer.data() as usize;
    vm.feedback.forget(from..from + units.len() * 2 + 1);
    if let Some(list) = list {
        cx.list_append(list, code.into())?;
    }
    Ok(code)
}

/// Whether the code is to stay unspecialized; notes its name if any is.
fn is_generic(vm: &Vm, unit: &CodeUnit) -> bool {
    if vm.config.note_names && !unit.filename.starts_with(taipan_stdlib::PREFIX) {
        vm.qualnames.borrow_mut().insert(unit.qualname.clone());
    }
    vm.config.generic.contains(&unit.qualname)
}

/// Room for the counters of `units` code units, and the list of counted code objects.
fn counters(cx: &mut Ctx, units: usize) -> PyResult<Counters> {
    let vm = Vm::of(cx);
    if !vm.config.count {
        return Ok((None, None));
    }
    let list = match vm.counted.get() {
        Some(list) => list,
        None => {
            let list = cx.list(&[])?;
            vm.counted.set(Some(list));
            list
        }
    };
    let bytes = units * (size_of::<Runs>() + size_of::<Rare>());
    let room = cx.byte_array(bytes)?;
    room.write(0, &vec![0; bytes]);
    Ok((Some(room), Some(list)))
}

type Counters = (Option<Gc<ByteArray>>, Option<Gc<ListObj>>);

fn strings(cx: &mut Ctx, texts: &[String]) -> PyResult<Gc<TupleObj>> {
    cx.tuple_built(texts.len(), |cx, i| Ok(cx.intern(&texts[i])?.into()))
}

fn constants(
    cx: &mut Ctx,
    constants: &[Constant],
    filename: Gc<taipan_runtime::types::str::StrObj>,
) -> PyResult<Gc<TupleObj>> {
    cx.tuple_built(constants.len(), |cx, i| constant(cx, &constants[i], filename))
}

pub(crate) fn constant(
    cx: &mut Ctx,
    c: &Constant,
    filename: Gc<taipan_runtime::types::str::StrObj>,
) -> PyResult<Value> {
    Ok(match c {
        Constant::None => Value::NONE,
        Constant::True => Value::TRUE,
        Constant::False => Value::FALSE,
        Constant::Ellipsis => Value::ELLIPSIS,
        Constant::Int(n) => cx.int(*n)?,
        Constant::BigInt { negative, magnitude } => {
            let limbs: Vec<u64> = magnitude
                .chunks(8)
                .map(|chunk| {
                    let mut bytes = [0; 8];
                    bytes[..chunk.len()].copy_from_slice(chunk);
                    u64::from_le_bytes(bytes)
                })
                .collect();
            cx.int_from_limbs(*negative, &limbs)?
        }
        Constant::Float(f) => cx.float(*f)?,
        Constant::Complex { re, im } => cx.complex((*re, *im))?,
        Constant::Str(text) => match text.as_str() {
            Ok(text) if is_name(text) => cx.intern(text)?.into(),
            Ok(text) => cx.str(text)?.into(),
            Err(_) => {
                let points: Vec<u32> = text.code_points().map(|p| p.to_u32()).collect();
                cx.str_from_points(&points)?.into()
            }
        },
        Constant::Bytes(bytes) => cx.bytes(bytes)?.into(),
        Constant::Tuple(items) => constants(cx, items, filename)?.into(),
        Constant::FrozenSet(items) => {
            let items = constants(cx, items, filename)?;
            cx.frozenset(items.items())?.into()
        }
        Constant::Slice(parts) => {
            let parts = constants(cx, &parts[..], filename)?;
            let p = parts.items();
            cx.slice(p[0], p[1], p[2])?.into()
        }
        Constant::Code(unit) => build(cx, unit, filename)?.into(),
    })
}

/// Whether CPython interns a constant like this.
fn is_name(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Checks operands that index tables without a check at run time, and starts the counters.
fn prepare(units: &mut [u16], unit: &CodeUnit, vm: &Vm, generic: bool) -> bool {
    let about = |at| About { name: &unit.qualname, line: unit.firstlineno, unit: at };
    let (mut at, mut extended) = (0, 0u32);
    // `YIELD_VALUE` suspends the generator around the frame: without one it would write astray.
    let (mut makes_generator, mut yields) = (false, false);
    while at < units.len() {
        let number = units[at] as u8;
        let oparg = extended << 8 | (units[at] >> 8) as u32;
        let Some(op) = Opcode::from_u8(number) else { return false };
        if op.head() != op || !operand_in_range(op, oparg, unit) {
            return false;
        }
        makes_generator |= op == Opcode::RETURN_GENERATOR;
        yields |= op == Opcode::YIELD_VALUE;
        extended = if op == Opcode::EXTENDED_ARG { oparg } else { 0 };
        let caches = CACHES[number as usize] as usize;
        if caches > 0 {
            let Some(counter) = units.get_mut(at + 1) else { return false };
            *counter = match op {
                Opcode::JUMP_BACKWARD if !generic => vm.loop_counter(about(at)),
                Opcode::POP_JUMP_IF_FALSE
                | Opcode::POP_JUMP_IF_TRUE
                | Opcode::POP_JUMP_IF_NONE
                | Opcode::POP_JUMP_IF_NOT_NONE => 0x5555,
                _ if vm.settings.adaptive.get() && !generic => vm.site_counter(about(at)),
                _ => backoff::NEVER,
            };
        }
        at += 1 + caches;
    }
    at == units.len() && (makes_generator || !yields)
}

fn operand_in_range(op: Opcode, oparg: u32, unit: &CodeUnit) -> bool {
    let (n, locals) = (oparg as usize, unit.localsplusnames.len());
    match op {
        Opcode::LOAD_CONST => n < unit.consts.len(),
        Opcode::LOAD_FAST
        | Opcode::LOAD_FAST_BORROW
        | Opcode::LOAD_FAST_CHECK
        | Opcode::LOAD_FAST_AND_CLEAR
        | Opcode::STORE_FAST
        | Opcode::DELETE_FAST
        | Opcode::MAKE_CELL
        | Opcode::LOAD_DEREF
        | Opcode::STORE_DEREF
        | Opcode::DELETE_DEREF
        | Opcode::LOAD_FROM_DICT_OR_DEREF => n < locals,
        Opcode::COPY_FREE_VARS => n <= locals,
        Opcode::LOAD_FAST_LOAD_FAST
        | Opcode::LOAD_FAST_BORROW_LOAD_FAST_BORROW
        | Opcode::STORE_FAST_LOAD_FAST
        | Opcode::STORE_FAST_STORE_FAST => n >> 4 < locals && n & 15 < locals,
        Opcode::LOAD_GLOBAL | Opcode::LOAD_ATTR => n >> 1 < unit.names.len(),
        Opcode::LOAD_SUPER_ATTR => n >> 2 < unit.names.len(),
        Opcode::LOAD_NAME
        | Opcode::STORE_NAME
        | Opcode::DELETE_NAME
        | Opcode::STORE_GLOBAL
        | Opcode::DELETE_GLOBAL
        | Opcode::LOAD_FROM_DICT_OR_GLOBALS
        | Opcode::STORE_ATTR
        | Opcode::DELETE_ATTR
        | Opcode::IMPORT_NAME
        | Opcode::IMPORT_FROM => n < unit.names.len(),
        Opcode::LOAD_COMMON_CONSTANT => n < 5,
        _ => true,
    }
}
