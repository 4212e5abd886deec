//! Reading a pickle: a machine with a stack, marks on it, and a memo.
//!
//! Nothing above the last mark but what lies there can be reached (`fence`), so that a hostile stream
//! meets an error and never a missing value.
#![forbid(unsafe_code)]

mod atoms;
mod containers;
pub(super) mod globals;
mod objects;
mod stack;
mod text;

use super::input::Input;
use super::unpickler::{UnpicklerObj, memo_put};
use super::{errors, opcode, state};
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, GcVec};
use crate::raise;
use crate::value::Value;

const HIGHEST_PROTOCOL: u8 = 5;
/// Opcodes between two looks at signals and limits.
const POLL_EVERY: u32 = 1 << 12;

/// One call of `load`. It lives on the native stack, where the collector sees its values.
pub(super) struct Loader {
    unpickler: Gc<UnpicklerObj>,
    input: Input,
    stack: GcVec,
    marks: Vec<usize>,
    /// Where the part of the stack begins that can be reached.
    fence: usize,
    persistent_load: Option<Value>,
    find_class: Option<Value>,
}

impl Loader {
    pub(super) fn new(
        unpickler: Gc<UnpicklerObj>,
        input: Input,
        persistent_load: Option<Value>,
        find_class: Option<Value>,
    ) -> Loader {
        let (stack, marks) = (GcVec::new(), Vec::new());
        unpickler.proto.set(0);
        Loader { unpickler, input, stack, marks, fence: 0, persistent_load, find_class }
    }

    /// Reads a pickle.
    pub(super) fn load(mut self, cx: &mut Ctx) -> PyResult<Value> {
        self.stack = state::of(cx).take_stack();
        let mut count = 0u32;
        loop {
            let op = self.input.opcode(cx)?;
            if op == opcode::STOP {
                break;
            }
            count = count.wrapping_add(1);
            if count % POLL_EVERY == 0 {
                cx.poll()?;
            }
            self.step(cx, op)?;
        }
        let rest = self.input.finish(cx)?;
        self.unpickler.rest.set(rest);
        let result = self.pop(cx)?;
        self.stack.clear();
        state::of(cx).give_stack(self.stack);
        Ok(result)
    }

    /// Pushes a new object, which most often gets a number at once.
    #[inline(always)]
    fn push_new(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        self.stack.push(cx, v)?;
        match self.input.skip(opcode::MEMOIZE) {
            true => memo_put(cx, self.unpickler, self.unpickler.memo_len.get(), v),
            false => Ok(()),
        }
    }

    #[inline(always)]
    fn push(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        self.stack.push(cx, v)
    }

    #[inline(always)]
    fn step(&mut self, cx: &mut Ctx, op: u8) -> PyResult<()> {
        use super::opcode as o;
        match op {
            o::MEMOIZE => {
                let number = self.unpickler.memo_len.get();
                self.put(cx, number)
            }
            o::BININT1 => {
                let [b] = self.input.array(cx)?;
                self.push(cx, Value::small(b.into()))
            }
            o::BININT2 => {
                let b = self.input.array(cx)?;
                self.push(cx, Value::small(u16::from_le_bytes(b).into()))
            }
            o::BININT => {
                let b = self.input.array(cx)?;
                self.push(cx, Value::small(i32::from_le_bytes(b)))
            }
            o::NONE => self.push(cx, Value::NONE),
            o::NEWTRUE => self.push(cx, Value::TRUE),
            o::NEWFALSE => self.push(cx, Value::FALSE),
            o::SHORT_BINUNICODE => self.load_short_text(cx),
            o::BINUNICODE => self.load_text(cx, 4),
            o::BINUNICODE8 => self.load_text(cx, 8),
            o::BINFLOAT => {
                let b = self.input.array(cx)?;
                let f = cx.float(f64::from_be_bytes(b))?;
                self.push(cx, f)
            }
            o::BINGET => {
                let [b] = self.input.array(cx)?;
                self.get(cx, b.into())
            }
            o::LONG_BINGET => {
                let b = self.input.array(cx)?;
                self.get(cx, u32::from_le_bytes(b) as usize)
            }
            o::BINPUT => {
                let [b] = self.input.array(cx)?;
                self.put(cx, b.into())
            }
            o::LONG_BINPUT => {
                let b = self.input.array(cx)?;
                self.put(cx, u32::from_le_bytes(b) as usize)
            }
            o::MARK => {
                self.mark();
                Ok(())
            }
            o::EMPTY_TUPLE => {
                let v = cx.tuple(&[])?;
                self.push(cx, v.into())
            }
            o::EMPTY_LIST => {
                let v = cx.list(&[])?;
                self.push_new(cx, v.into())
            }
            o::EMPTY_DICT => {
                let v = cx.dict()?;
                self.push_new(cx, v.into())
            }
            o::EMPTY_SET => {
                let v = cx.set()?;
                self.push_new(cx, v.into())
            }
            o::APPENDS => self.load_appends(cx),
            o::APPEND => self.load_append(cx),
            o::SETITEMS => self.load_set_items(cx),
            o::SETITEM => self.load_set_item(cx),
            o::TUPLE => self.load_tuple(cx),
            o::TUPLE1 => self.load_short_tuple(cx, 1),
            o::TUPLE2 => self.load_short_tuple(cx, 2),
            o::TUPLE3 => self.load_short_tuple(cx, 3),
            o::STACK_GLOBAL => self.load_stack_global(cx),
            o::REDUCE => self.load_reduce(cx),
            o::NEWOBJ => self.load_new(cx),
            o::BUILD => self.load_build(cx),
            o::FRAME => self.load_frame(cx),
            o::PROTO => self.load_proto(cx),
            _ => self.step_rare(cx, op),
        }
    }

    #[inline(never)]
    fn step_rare(&mut self, cx: &mut Ctx, op: u8) -> PyResult<()> {
        use super::opcode as o;
        match op {
            o::POP => self.load_pop(cx),
            o::POP_MARK => {
                let from = self.pop_mark(cx)?;
                self.stack.truncate(from);
                Ok(())
            }
            o::DUP => {
                let v = self.top(cx)?;
                self.push(cx, v)
            }
            o::LONG1 => {
                let [n] = self.input.array(cx)?;
                self.load_long(cx, n.into())
            }
            o::LONG4 => {
                let n = i32::from_le_bytes(self.input.array(cx)?);
                match usize::try_from(n) {
                    Ok(n) => self.load_long(cx, n),
                    Err(_) => Err(errors::unpickling(cx, "LONG pickle has negative byte count")),
                }
            }
            o::INT => self.load_int_line(cx),
            o::LONG => self.load_long_line(cx),
            o::FLOAT => self.load_float_line(cx),
            o::STRING => self.load_string_line(cx),
            o::SHORT_BINSTRING => {
                let [n] = self.input.array(cx)?;
                self.load_string(cx, n.into())
            }
            o::BINSTRING => {
                let n = i32::from_le_bytes(self.input.array(cx)?);
                match usize::try_from(n) {
                    Ok(n) => self.load_string(cx, n),
                    Err(_) => {
                        Err(errors::unpickling(cx, "BINSTRING pickle has negative byte count"))
                    }
                }
            }
            o::UNICODE => self.load_unicode_line(cx),
            o::SHORT_BINBYTES => {
                let [n] = self.input.array(cx)?;
                self.load_bytes(cx, n.into())
            }
            o::BINBYTES => {
                let n = self.counted(cx, 4, "BINBYTES")?;
                self.load_bytes(cx, n)
            }
            o::BINBYTES8 => {
                let n = self.counted(cx, 8, "BINBYTES")?;
                self.load_bytes(cx, n)
            }
            o::BYTEARRAY8 => self.load_bytearray(cx),
            o::NEXT_BUFFER => self.load_next_buffer(cx),
            o::READONLY_BUFFER => self.load_readonly_buffer(cx),
            o::LIST => self.load_list(cx),
            o::DICT => self.load_dict(cx),
            o::ADDITEMS => self.load_add_items(cx),
            o::FROZENSET => self.load_frozenset(cx),
            o::GET => {
                let number = self.number_line(cx)?;
                match usize::try_from(number) {
                    Ok(number) => self.get(cx, number),
                    Err(_) => Err(not_in_memo(cx, number)),
                }
            }
            o::PUT => {
                let number = self.number_line(cx)?;
                match usize::try_from(number) {
                    Ok(number) => self.put(cx, number),
                    Err(_) => raise!(cx, ValueError, "negative PUT argument"),
                }
            }
            o::GLOBAL => self.load_global(cx),
            o::EXT1 => {
                let [code] = self.input.array(cx)?;
                self.load_extension(cx, code.into())
            }
            o::EXT2 => {
                let code = u16::from_le_bytes(self.input.array(cx)?);
                self.load_extension(cx, code.into())
            }
            o::EXT4 => {
                let code = i32::from_le_bytes(self.input.array(cx)?);
                self.load_extension(cx, code.into())
            }
            o::INST => self.load_inst(cx),
            o::OBJ => self.load_obj(cx),
            o::NEWOBJ_EX => self.load_new_ex(cx),
            o::PERSID => self.load_persistent_line(cx),
            o::BINPERSID => {
                let id = self.pop(cx)?;
                self.load_persistent(cx, id)
            }
            _ => Err(unknown(cx, op)),
        }
    }

    fn load_proto(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let [proto] = self.input.array(cx)?;
        if proto > HIGHEST_PROTOCOL {
            raise!(cx, ValueError, "unsupported pickle protocol: {proto}");
        }
        self.unpickler.proto.set(proto);
        Ok(())
    }

    /// A frame is only a promise that so many bytes follow: they are made available.
    fn load_frame(&mut self, cx: &mut Ctx) -> PyResult<()> {
        let n = u64::from_le_bytes(self.input.array(cx)?);
        let Some(n) = usize::try_from(n).ok().filter(|&n| n <= isize::MAX as usize) else {
            let most = isize::MAX;
            raise!(cx, OverflowError, "FRAME length exceeds system's maximum of {most} bytes");
        };
        self.input.look_ahead(cx, n)
    }

    fn get(&mut self, cx: &mut Ctx, number: usize) -> PyResult<()> {
        match self.unpickler.memo_get(cx, number)? {
            Some(v) => self.push(cx, v),
            None => Err(not_in_memo(cx, number as i64)),
        }
    }

    #[inline]
    fn put(&mut self, cx: &mut Ctx, number: usize) -> PyResult<()> {
        let v = self.top(cx)?;
        memo_put(cx, self.unpickler, number, v)
    }
}

fn not_in_memo(cx: &mut Ctx, number: i64) -> crate::ctx::Raised {
    errors::unpickling(cx, &format!("Memo value not found at index {number}"))
}

fn unknown(cx: &mut Ctx, op: u8) -> crate::ctx::Raised {
    let shown = match op {
        b'\'' | b'\\' => format!("\\x{op:02x}"),
        0x20..=0x7e => char::from(op).to_string(),
        _ => format!("\\x{op:02x}"),
    };
    errors::unpickling(cx, &format!("invalid load key, '{shown}'."))
}
