//! Bools, ints and floats: what has no identity.
#![forbid(unsafe_code)]

use super::super::opcode;
use super::Saver;
use crate::ctx::{Ctx, PyResult};
use crate::raise;
use crate::types::float::text;
use crate::types::int::bits::TwosComplement;
use crate::types::int::view::IntView;
use crate::value::Value;

/// The shortest two's complement bytes of an int, lowest first; none for zero.
fn shortest(view: &IntView) -> Vec<u8> {
    if view.is_zero() {
        return Vec::new();
    }
    let mut source = TwosComplement::new(view);
    let limbs = view.limbs().len() + 1;
    let mut bytes: Vec<u8> = (0..limbs).flat_map(|_| source.next().to_le_bytes()).collect();
    let filler = if view.is_negative() { 0xff } else { 0 };
    while let [.., before, last] = bytes[..]
        && last == filler
        && (before ^ filler) & 0x80 == 0
    {
        bytes.pop();
    }
    bytes
}

impl Saver {
    pub(super) fn save_bool(&mut self, b: bool) {
        match self.proto {
            2.. => self.out.byte(if b { opcode::NEWTRUE } else { opcode::NEWFALSE }),
            _ => self.out.op(opcode::INT, if b { b"01\n" } else { b"00\n" }),
        }
    }

    #[inline]
    pub(super) fn save_small(&mut self, cx: &mut Ctx, n: i64) -> PyResult<()> {
        let Ok(short) = i32::try_from(n) else {
            let v = cx.int(n)?;
            return self.save_int(cx, v);
        };
        if !self.bin {
            self.out.op(opcode::INT, format!("{n}\n").as_bytes());
        } else if let Ok(byte) = u8::try_from(short) {
            self.out.op1(opcode::BININT1, byte);
        } else if let Ok(two) = u16::try_from(short) {
            self.out.op(opcode::BININT2, &two.to_le_bytes());
        } else {
            self.out.op(opcode::BININT, &short.to_le_bytes());
        }
        Ok(())
    }

    /// An int that does not fit 32 bits.
    pub(super) fn save_int(&mut self, cx: &mut Ctx, v: Value) -> PyResult<()> {
        let Some(view) = IntView::of(v) else { return Ok(()) };
        if self.proto < 2 {
            let digits = cx.repr(v)?;
            self.out.op(opcode::LONG, digits.as_ascii_bytes().unwrap_or_default());
            self.out.bytes(b"L\n");
            return Ok(());
        }
        let bytes = shortest(&view);
        match (u8::try_from(bytes.len()), i32::try_from(bytes.len())) {
            (Ok(len), _) => self.out.op(opcode::LONG1, &[len]),
            (_, Ok(len)) => self.out.op(opcode::LONG4, &len.to_le_bytes()),
            _ => raise!(cx, OverflowError, "int too large to pickle"),
        }
        self.out.bytes(&bytes);
        Ok(())
    }

    pub(super) fn save_float(&mut self, f: f64) -> PyResult<()> {
        if self.bin {
            self.out.op(opcode::BINFLOAT, &f.to_be_bytes());
        } else {
            self.out.op(opcode::FLOAT, text::repr(f).as_bytes());
            self.out.byte(b'\n');
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ints_take_as_few_bytes_as_their_sign_allows() {
        let cases: [(i64, &[u8]); 9] = [
            (0, &[]),
            (127, &[0x7f]),
            (128, &[0x80, 0]),
            (255, &[0xff, 0]),
            (-1, &[0xff]),
            (-128, &[0x80]),
            (-129, &[0x7f, 0xff]),
            (-32768, &[0, 0x80]),
            (1 << 40, &[0, 0, 0, 0, 0, 1]),
        ];
        for (n, bytes) in cases {
            assert_eq!(shortest(&IntView::small(n)), bytes, "{n}");
        }
    }
}
