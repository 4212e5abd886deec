//! Code objects from the front end's neutral ones.

use super::{CodeObj, unread};
use crate::bytecode::instr::CACHES;
use crate::bytecode::{Opcode, backoff, branches};
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
use taipan_runtime::types::bytes::BytesObj;
use taipan_runtime::types::list::ListObj;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// The code object of a unit, nested ones included.
pub fn from_unit(cx: &mut Ctx, unit: &CodeUnit) -> PyResult<Gc<CodeObj>> {
    let filename = cx.intern(&unit.filename)?;
    build(cx, unit, Origin { filename, place: None })
}

/// Where a code object comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin {
    pub filename: Gc<StrObj>,
    /// Where its part begins in the library image.
    pub place: Option<usize>,
}

/// What of a code object only running it, or looking inside, needs.
pub(super) struct Body {
    buffer: Option<Gc<ByteArray>>,
    units: *mut u16,
    units_len: usize,
    consts: Gc<TupleObj>,
    names: Gc<TupleObj>,
    locals: Gc<TupleObj>,
    kinds: Gc<BytesObj>,
    linetable: Gc<BytesObj>,
    exceptiontable: Gc<BytesObj>,
}

impl Body {
    /// What stands for the body of a code object that was not read.
    pub fn unread(cx: &mut Ctx) -> PyResult<Body> {
        let (none, nothing) = (cx.tuple(&[])?, cx.bytes(&[])?);
        Ok(Body {
            buffer: None,
            units: unread::units(),
            units_len: 0,
            consts: none,
            names: none,
            locals: none,
            kinds: nothing,
            linetable: nothing,
            exceptiontable: nothing,
        })
    }
}

impl CodeObj {
    /// Gets the body, in place of the one that stood for it.
    pub(super) fn take(&self, body: Body) {
        self.buffer.set(body.buffer);
        self.units.set(body.units);
        self.units_len.set(body.units_len);
        self.consts_at.set(body.consts.items().as_ptr());
        self.consts.set(body.consts);
        self.names_at.set(body.names.items().as_ptr());
        self.names.set(body.names);
        self.locals.set(body.locals);
        self.kinds.set(body.kinds);
        self.linetable.set(body.linetable);
        self.exceptiontable.set(body.exceptiontable);
    }
}

pub(super) fn build(cx: &mut Ctx, unit: &CodeUnit, origin: Origin) -> PyResult<Gc<CodeObj>> {
    cx.check_stack()?;
    let generic = is_generic(Vm::of(cx), unit, origin);
    let body = body(cx, unit, origin, generic)?;
    let free = unit.localspluskinds.iter().filter(|&&k| k & local_kind::FREE != 0).count();
    alloc(cx, unit, (unit.localsplusnames.len() as u32, free as u32), origin, body)
}

/// The body of a code object.
pub(super) fn body(cx: &mut Ctx, unit: &CodeUnit, origin: Origin, generic: bool) -> PyResult<Body> {
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
    if !prepare(&mut units, unit, vm, generic) {
        raise!(cx, SystemError, "the code object of {} is malformed", unit.qualname)
    }
    let consts = constants(cx, &unit.consts, origin)?;
    let names = strings(cx, &unit.names)?;
    let locals = strings(cx, &unit.localsplusnames)?;
    let kinds = cx.bytes(&unit.localspluskinds)?;
    let linetable = cx.bytes(&unit.linetable)?;
    let exceptiontable = cx.bytes(&unit.exceptiontable)?;
    let buffer = cx.byte_array(units.len() * 2)?;
    let bytes: Vec<u8> = units.iter().flat_map(|u| u.to_le_bytes()).collect();
    buffer.write(0, &bytes);
    // What another code object's sites saw at these addresses is not about this one.
    let from = buffer.data() as usize;
    vm.feedback.forget(from..from + units.len() * 2 + 1);
    Ok(Body {
        buffer: Some(buffer),
        units: buffer.data().cast(),
        units_len: units.len(),
        consts,
        names,
        locals,
        kinds,
        linetable,
        exceptiontable,
    })
}

/// A code object of what heads the unit, of so many locals and free variables, and a body.
pub(super) fn alloc(
    cx: &mut Ctx,
    head: &CodeUnit,
    (locals_len, free_len): (u32, u32),
    origin: Origin,
    body: Body,
) -> PyResult<Gc<CodeObj>> {
    let vm = Vm::of(cx);
    let name = cx.intern(&head.name)?;
    let qualname = cx.intern(&head.qualname)?;
    let variadic = code_flags::VARARGS | code_flags::VARKEYWORDS;
    let (counts, list) = counters(cx, body.units_len)?;
    let counts_at = counts.map_or(std::ptr::null(), |c| c.data().cast_const().cast::<Runs>());
    let code = cx.alloc(CodeObj {
        hdr: Header::new(table::CODE.shape(), layouts::CODE),
        units: Cell::new(body.units),
        units_len: Cell::new(body.units_len),
        consts_at: Cell::new(body.consts.items().as_ptr()),
        names_at: Cell::new(body.names.items().as_ptr()),
        unread_at: Cell::new(None),
        flags: head.flags,
        argcount: head.argcount,
        posonly: head.posonlyargcount,
        kwonly: head.kwonlyargcount,
        stacksize: head.stacksize,
        first_line: head.firstlineno as i32,
        locals_len,
        // One word more than the compiler counts: a handler may start with lasti and exception.
        frame_words: HEADER as u32 + locals_len + head.stacksize + 2,
        free_len,
        simple: head.flags & variadic == 0 && head.kwonlyargcount == 0,
        generic: vm.config.generic.contains(&head.qualname),
        framed: Cell::new(false),
        heat: Cell::new(vm.first_heat(About {
            name: &head.qualname,
            line: head.firstlineno,
            unit: 0,
        })),
        function_version: Cell::new(0),
        entry: Cell::new(0),
        resume: Cell::new(0),
        heap_floats: Cell::new(false),
        plain: Cell::new(std::ptr::null()),
        buffer: Field::new(body.buffer),
        consts: Field::new(body.consts),
        names: Field::new(body.names),
        locals: Field::new(body.locals),
        kinds: Field::new(body.kinds),
        filename: Field::new(origin.filename),
        name: Field::new(name),
        qualname: Field::new(qualname),
        linetable: Field::new(body.linetable),
        exceptiontable: Field::new(body.exceptiontable),
        pins: Field::new(None),
        counts: Field::new(counts),
        counts_at: Cell::new(counts_at),
        counts_bias: Cell::new(
            (counts_at as usize)
                .wrapping_sub((body.units as usize).wrapping_mul(8))
                .wrapping_sub(size_of::<Runs>()),
        ),
    })?;
    if let Some(list) = list {
        cx.list_append(list, code.into())?;
    }
    Ok(code)
}

/// Whether the code is to stay unspecialized; notes its name if any is.
fn is_generic(vm: &Vm, unit: &CodeUnit, origin: Origin) -> bool {
    if vm.config.note_names && origin.place.is_none() {
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

fn constants(cx: &mut Ctx, constants: &[Constant], origin: Origin) -> PyResult<Gc<TupleObj>> {
    cx.tuple_built(constants.len(), |cx, i| constant_of(cx, &constants[i], origin))
}

/// The object of a constant, for code of this file.
pub(crate) fn constant(cx: &mut Ctx, c: &Constant, filename: Gc<StrObj>) -> PyResult<Value> {
    constant_of(cx, c, Origin { filename, place: None })
}

fn constant_of(cx: &mut Ctx, c: &Constant, origin: Origin) -> PyResult<Value> {
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
        Constant::Tuple(items) => constants(cx, items, origin)?.into(),
        Constant::FrozenSet(items) => {
            let items = constants(cx, items, origin)?;
            cx.frozenset(items.items())?.into()
        }
        Constant::Slice(parts) => {
            let parts = constants(cx, &parts[..], origin)?;
            let p = parts.items();
            cx.slice(p[0], p[1], p[2])?.into()
        }
        Constant::Code(unit) => build(cx, unit, origin)?.into(),
        Constant::Part(part) => unread::code_of(cx, part, origin)?.into(),
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
                _ if branches::notes(op) => branches::UNKNOWN,
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
