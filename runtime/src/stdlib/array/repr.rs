//! `ArrayObj`: machine values of one type code, in a buffer of bytes.

use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::heap::{ByteArray, Gc, ShapeId};
use crate::heap_object;
use crate::object::slots::CmpOp;
use crate::object::type_obj::TypeObj;
use crate::raise;
use crate::stdlib::struct_::scalar::{self, Fault, to_i128};
use crate::value::Value;

heap_object! {
    /// The first `len` items of `buffer`, each of `size` bytes, little-endian.
    pub struct ArrayObj: ARRAY {
        traced buffer: Option<Gc<ByteArray>>,
        plain len: usize,
        /// The type code.
        plain code: u8,
        /// Bytes per item.
        plain size: u8,
    }
}

/// Byte offset of the buffer, a `ByteArray`; absent when the array never had items.
pub const BUFFER_OFFSET: usize = std::mem::offset_of!(ArrayObj, buffer);
/// Byte offset of the number of items.
pub const LEN_OFFSET: usize = std::mem::offset_of!(ArrayObj, len);
/// Byte offset of the type code.
pub const CODE_OFFSET: usize = std::mem::offset_of!(ArrayObj, code);

/// The type codes, as `array.typecodes` gives them.
pub const TYPECODES: &str = "bBuwhHiIlLqQfd";

/// Bytes of an item of this type code.
pub fn item_size(code: u8) -> Option<u8> {
    Some(match code {
        b'b' | b'B' => 1,
        b'h' | b'H' => 2,
        b'u' | b'w' | b'i' | b'I' | b'f' => 4,
        b'l' | b'L' | b'q' | b'Q' | b'd' => 8,
        _ => return None,
    })
}

impl ArrayObj {
    /// An array without items.
    pub fn empty(shape: ShapeId, code: u8) -> ArrayObj {
        ArrayObj::new(shape, None, 0, code, item_size(code).unwrap_or(1))
    }

    /// The type code.
    pub fn type_code(&self) -> u8 {
        self.code.get()
    }

    /// Number of items.
    pub fn len(&self) -> usize {
        self.len.get()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len.get() == 0
    }

    /// Number of bytes that the items take.
    pub fn byte_len(&self) -> usize {
        self.len.get() * self.size.get() as usize
    }

    /// A copy of all bytes.
    pub fn to_vec(&self) -> Vec<u8> {
        match self.buffer.get() {
            Some(buffer) => buffer.bytes()[..self.byte_len()].iter().map(|b| b.get()).collect(),
            None => Vec::new(),
        }
    }

    /// A copy of the items of a range.
    pub fn bytes_of(&self, from: usize, to: usize) -> Vec<u8> {
        let size = self.size.get() as usize;
        match self.buffer.get() {
            Some(buffer) if from < to => buffer.bytes()[from * size..to.min(self.len()) * size]
                .iter()
                .map(|b| b.get())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Overwrites bytes in place.
    pub fn write_bytes(&self, at: usize, data: &[u8]) {
        if let Some(buffer) = self.buffer.get() {
            buffer.write(at, data);
        }
    }

    /// Removes the items of a range.
    pub fn remove_range(&self, from: usize, to: usize) {
        let (size, len) = (self.size.get() as usize, self.len());
        if let Some(buffer) = self.buffer.get() {
            buffer.copy_within(to * size, from * size, (len - to) * size);
        }
        self.len.set(len - (to - from));
    }
}

impl Ctx {
    /// The item at `i`, which is in range.
    #[inline]
    pub fn array_get(&mut self, a: Gc<ArrayObj>, i: usize) -> PyResult<Value> {
        let Some(buffer) = a.buffer.get().filter(|_| i < a.len()) else {
            raise!(self, IndexError, "array index out of range")
        };
        let at = i * a.size.get() as usize;
        match a.code.get() {
            b'd' => self.float(f64::from_le_bytes(buffer.read(at))),
            b'B' => Ok(Value::small(i32::from(buffer.read::<1>(at)[0]))),
            b'b' => Ok(Value::small(i32::from(buffer.read::<1>(at)[0] as i8))),
            b'h' => Ok(Value::small(i32::from(i16::from_le_bytes(buffer.read(at))))),
            b'H' => Ok(Value::small(i32::from(u16::from_le_bytes(buffer.read(at))))),
            b'i' => Ok(Value::small(i32::from_le_bytes(buffer.read(at)))),
            b'I' => self.int(i64::from(u32::from_le_bytes(buffer.read(at)))),
            b'l' | b'q' => self.int(i64::from_le_bytes(buffer.read(at))),
            b'L' | b'Q' => self.int_u64(u64::from_le_bytes(buffer.read(at))),
            b'f' => self.float(f64::from(f32::from_le_bytes(buffer.read(at)))),
            _ => match u32::from_le_bytes(buffer.read(at)) {
                point if point > 0x10_ffff => {
                    raise!(
                        self,
                        ValueError,
                        "character U+{point:x} is not in range [U+0000; U+10ffff]"
                    )
                }
                point => Ok(self.char_str(point)?.into()),
            },
        }
    }

    /// A value as the bytes of an item.
    pub fn array_pack(&mut self, code: u8, v: Value) -> PyResult<[u8; 8]> {
        let mut raw = [0; 8];
        match code {
            b'd' if v.as_float_exact().is_some() => {
                raw = v.as_float_exact().unwrap_or(0.0).to_le_bytes();
            }
            b'l' | b'q' if v.as_small().is_some() => raw = v.as_small().unwrap_or(0).to_le_bytes(),
            b'u' | b'w' => {
                let text = v.cast::<crate::types::str::StrObj>();
                let Some(text) = text else {
                    let got = self.type_name(v);
                    raise!(self, TypeError, "array item must be a unicode character, not {got}")
                };
                if text.len() != 1 {
                    let n = text.len();
                    raise!(
                        self,
                        TypeError,
                        "array item must be a unicode character, not a string of length {n}"
                    )
                }
                raw[..4].copy_from_slice(&text.at(0).to_le_bytes());
            }
            b'd' | b'f' => {
                let x = match self.to_f64(v) {
                    Ok(x) => x,
                    Err(_) if self.exception_is(Exc::TypeError) => {
                        self.clear_exception();
                        let got = self.type_name(v);
                        raise!(self, TypeError, "must be real number, not {got}")
                    }
                    Err(raised) => return Err(raised),
                };
                if code == b'd' {
                    raw = x.to_le_bytes();
                } else {
                    raw[..4].copy_from_slice(&(x as f32).to_le_bytes());
                }
            }
            _ => {
                let v = self.index(v)?;
                let size = item_size(code).unwrap_or(1) as usize;
                match scalar::pack(self, code, size, v) {
                    Ok(packed) => raw.copy_from_slice(&packed[..8]),
                    Err(Fault::Raised(raised)) => return Err(raised),
                    Err(_) => return Err(self.array_range_error(code, v)),
                }
            }
        }
        Ok(raw)
    }

    /// For an int that does not fit, in the words of the C function that CPython converts with.
    #[cold]
    fn array_range_error(&mut self, code: u8, v: Value) -> Raised {
        let wide = to_i128(v);
        let is_negative = match self.compare(v, Value::small(0), CmpOp::Lt) {
            Ok(less) => less.as_bool() == Some(true),
            Err(raised) => return raised,
        };
        let side = if is_negative { "less than minimum" } else { "greater than maximum" };
        let beyond = |what: &str| format!("{what} is {side}");
        let fits_long = wide.is_some_and(|n| i64::try_from(n).is_ok());
        let fits_unsigned = wide.is_some_and(|n| u64::try_from(n).is_ok());
        let message = match code {
            b'I' | b'L' if is_negative => "can't convert negative value to unsigned int".to_owned(),
            b'Q' if is_negative => "can't convert negative int to unsigned".to_owned(),
            b'q' | b'Q' => "int too big to convert".to_owned(),
            b'I' if fits_unsigned => beyond("unsigned int"),
            b'I' | b'L' => "Python int too large to convert to C unsigned long".to_owned(),
            _ if !fits_long => "Python int too large to convert to C long".to_owned(),
            b'b' => beyond("signed char"),
            b'B' => beyond("unsigned byte integer"),
            b'h' => beyond("signed short integer"),
            b'H' => beyond("unsigned short"),
            _ => beyond("signed integer"),
        };
        self.raise(Exc::OverflowError, message)
    }

    /// Replaces the item at `i`, which is in range.
    #[inline]
    pub fn array_set(&mut self, a: Gc<ArrayObj>, i: usize, v: Value) -> PyResult<()> {
        let (code, size) = (a.code.get(), a.size.get() as usize);
        let raw = self.array_pack(code, v)?;
        // Packing may have run code that shortened the array.
        let Some(buffer) = a.buffer.get().filter(|_| i < a.len()) else {
            raise!(self, IndexError, "array assignment index out of range")
        };
        buffer.write(i * size, &raw[..size]);
        Ok(())
    }

    /// Replaces `remove` items at `at` by the bytes of other items.
    pub fn array_splice(
        &mut self,
        a: Gc<ArrayObj>,
        at: usize,
        remove: usize,
        with: &[u8],
    ) -> PyResult<()> {
        let size = a.size.get() as usize;
        let (len, more) = (a.len(), with.len() / size);
        let new_len = len - remove + more;
        let need = match new_len.checked_mul(size) {
            Some(need) => need,
            None => return Err(self.raise_memory()),
        };
        let buffer = match a.buffer.get().filter(|b| b.capacity() >= need) {
            Some(buffer) => buffer,
            None => {
                let fresh = self.byte_array((need + need / 8 + 16).next_multiple_of(16))?;
                self.touch(fresh.addr(), need)?;
                if let Some(old) = a.buffer.get() {
                    let old: Vec<u8> = old.bytes()[..len * size].iter().map(|b| b.get()).collect();
                    fresh.write(0, &old);
                }
                a.buffer.set(Some(fresh));
                fresh
            }
        };
        buffer.copy_within((at + remove) * size, (at + more) * size, (len - at - remove) * size);
        buffer.write(at * size, with);
        a.len.set(new_len);
        Ok(())
    }

    /// Appends one item.
    pub fn array_push(&mut self, a: Gc<ArrayObj>, v: Value) -> PyResult<()> {
        let raw = self.array_pack(a.code.get(), v)?;
        self.array_splice(a, a.len(), 0, &raw[..a.size.get() as usize])
    }

    /// A new array of this class with these bytes as items.
    pub fn array_from(
        &mut self,
        cls: Gc<TypeObj>,
        code: u8,
        items: &[u8],
    ) -> PyResult<Gc<ArrayObj>> {
        let a = self.alloc_instance(cls, |shape| ArrayObj::empty(shape, code))?;
        self.array_splice(a, 0, 0, items)?;
        Ok(a)
    }
}
