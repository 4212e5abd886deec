//! The text of a function. `parse` reads it back.
//!
//! ```text
//! fn name
//! frame 0x7f00 12
//! b0(v0: Int) cold:
//!   v1: Int = int_add v0, v0 [3, 4] @v9 !overflow
//!   branch v2 -> b1(v1), b2()
//! ```

use super::cfg::Cfg;
use super::function::{Function, Inst, InstId};
use super::types::Type;
use std::fmt;

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "fn {}", self.name)?;
        for frame in &self.frames {
            writeln!(f, "frame {:#x} {}", frame.code, frame.base)?;
        }
        for &b in &Cfg::new(self).order {
            let block = self.block(b);
            write!(f, "{b:?}(")?;
            for (i, p) in block.params.iter().enumerate() {
                let comma = if i > 0 { ", " } else { "" };
                write!(f, "{comma}{p:?}: {}", self.ty(*p))?;
            }
            writeln!(f, "){}:", if block.cold { " cold" } else { "" })?;
            for &v in &block.insts {
                write_inst(f, v, self.inst(v))?;
            }
        }
        Ok(())
    }
}

fn write_inst(f: &mut fmt::Formatter<'_>, v: InstId, inst: &Inst) -> fmt::Result {
    if inst.ty == Type::Void {
        write!(f, "  {}", inst.op.name())?;
    } else {
        write!(f, "  {v:?}: {} = {}", inst.ty, inst.op.name())?;
    }
    for (i, a) in inst.args.iter().enumerate() {
        write!(f, "{} {a:?}", if i > 0 { "," } else { "" })?;
    }
    if (inst.imm, inst.imm2) != (0, 0) {
        write!(f, " [{}, {}]", inst.imm, inst.imm2)?;
    }
    if let Some(s) = inst.state {
        write!(f, " @{s:?}")?;
        if inst.reason != crate::exit::reason::ExitReason::Unknown {
            write!(f, " !{}", inst.reason)?;
        }
    }
    for (i, edge) in inst.targets.iter().enumerate() {
        write!(f, "{} {:?}(", if i > 0 { "," } else { " ->" }, edge.block)?;
        for (j, a) in edge.args.iter().enumerate() {
            write!(f, "{}{a:?}", if j > 0 { ", " } else { "" })?;
        }
        write!(f, ")")?;
    }
    writeln!(f)
}
