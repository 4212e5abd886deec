//! `Site`: the operand of one instruction and its inline caches, as a micro-op sees them.

/// The operand of an instruction and the address of its first cache unit.
#[derive(Clone, Copy)]
pub struct Site {
    /// The operand, `EXTENDED_ARG` included.
    pub oparg: u32,
    caches: *mut u16,
}

impl Site {
    /// The site of an instruction.
    ///
    /// # Safety
    /// `caches` is the address just behind an instruction inside a code object that outlives the
    /// site, followed by as many cache units as the instruction's row declares.
    #[inline(always)]
    pub const unsafe fn new(oparg: u32, caches: *mut u16) -> Site {
        Site { oparg, caches }
    }

    /// The address behind the instruction, where its caches begin.
    #[inline(always)]
    pub const fn caches(self) -> *mut u16 {
        self.caches
    }

    /// Cache unit `i`.
    #[inline(always)]
    pub fn unit(self, i: usize) -> u16 {
        // SAFETY: micro-ops ask only for units that their row declares (contract of `new`).
        unsafe { self.caches.add(i).read() }
    }

    /// Two cache units as one number.
    #[inline(always)]
    pub fn pair(self, i: usize) -> u32 {
        // SAFETY: as in `unit`; units are only 2-aligned.
        unsafe { self.caches.add(i).cast::<u32>().read_unaligned() }
    }

    /// Four cache units as one word.
    #[inline(always)]
    pub fn word(self, i: usize) -> u64 {
        // SAFETY: as in `unit`; units are only 2-aligned.
        unsafe { self.caches.add(i).cast::<u64>().read_unaligned() }
    }

    /// Writes cache unit `i`.
    #[inline(always)]
    pub fn set_unit(self, i: usize, to: u16) {
        // SAFETY: as in `unit`; code units are mutable and only this thread runs the code.
        unsafe { self.caches.add(i).write(to) }
    }

    /// Writes two cache units.
    #[inline(always)]
    pub fn set_pair(self, i: usize, to: u32) {
        // SAFETY: as in `set_unit`.
        unsafe { self.caches.add(i).cast::<u32>().write_unaligned(to) }
    }

    /// Writes four cache units.
    #[inline(always)]
    pub fn set_word(self, i: usize, to: u64) {
        // SAFETY: as in `set_unit`.
        unsafe { self.caches.add(i).cast::<u64>().write_unaligned(to) }
    }

    /// The code unit behind `caches` cache units: the next instruction.
    #[inline(always)]
    pub fn following(self, caches: usize) -> u16 {
        // SAFETY: code ends with an instruction that ends the frame, so one follows any other.
        unsafe { self.caches.add(caches).read() }
    }

    /// The opcode of the instruction as it stands.
    #[inline(always)]
    pub fn opcode(self) -> u8 {
        // SAFETY: as in `set_opcode`.
        unsafe { self.caches.sub(1).read() as u8 }
    }

    /// Rewrites the opcode of the instruction, keeping its operand byte.
    #[inline(always)]
    pub fn set_opcode(self, op: super::super::bytecode::Opcode) {
        // SAFETY: the instruction lies one unit before its caches; its low byte is the opcode.
        unsafe { self.caches.sub(1).cast::<u8>().write(op as u8) }
    }
}
