//! Where the instructions of a unit stand in the program, by inlined frame and code unit: what lists of guards tell.

#![forbid(unsafe_code)]

use crate::build::block::decode;
use crate::ir::Function;
use taipan_vm::bytecode::Opcode;
use taipan_vm::frame::Frame;
use taipan_vm::types::function::FunctionObj;

/// The places of one frame's instructions.
pub struct FramePlaces {
    /// The function's name.
    pub name: String,
    /// Its first line.
    pub line: i32,
    /// Code unit, line and instruction, in order.
    instrs: Vec<(u32, i32, Opcode)>,
}

impl FramePlaces {
    /// Line and instruction at a code unit.
    pub fn at(&self, pc: u32) -> (i32, &'static str) {
        let found = self.instrs.binary_search_by_key(&pc, |&(at, ..)| at);
        found.map_or((0, ""), |i| (self.instrs[i].1, self.instrs[i].2.name()))
    }
}

/// Those of all frames of a function, which was just built for this frame.
pub fn of_frames(func: &Function, frame: Frame) -> Vec<FramePlaces> {
    let of = |at: u64| {
        let code = frame.value_of(at).and_then(|f| f.cast::<FunctionObj>())?.code.get();
        let (mut instrs, mut pc) = (Vec::new(), 0);
        while (pc as usize) < code.units_len() {
            let (instr, op) = decode(code, pc);
            let line = code.lines_at(pc as usize).map_or(0, |lines| lines.line);
            instrs.push((pc, line, op));
            pc = instr.next;
        }
        let name = code.qualname.get().to_string();
        Some(FramePlaces { name, line: code.first_line, instrs })
    };
    let none = || FramePlaces { name: String::new(), line: 0, instrs: Vec::new() };
    func.frames.iter().map(|frame| of(frame.func).unwrap_or_else(none)).collect()
}
