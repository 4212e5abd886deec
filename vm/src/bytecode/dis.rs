//! Disassembly of code objects as text: as compiled or as specialized, with caches and counts.
//!
//! For dumps at exit and `taipan dis`. The standard library's `dis` works too and is not this.

use super::Opcode;
use super::instr::CACHES;
use crate::interp::state::Vm;
use crate::stats::sites;
use crate::types::code::CodeObj;
use std::fmt::Write;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;

/// What a disassembly shows.
#[derive(Clone, Copy, Debug, Default)]
pub struct How {
    /// Instructions as specialized.
    pub adaptive: bool,
    /// Inline caches.
    pub caches: bool,
    /// Executions, hits and misses of sites, if they were counted.
    pub counts: bool,
}

const OPERATORS: [&str; 27] = [
    "+", "&", "//", "<<", "@", "*", "%", "|", "**", ">>", "-", "/", "^", "+=", "&=", "//=", "<<=",
    "@=", "*=", "%=", "|=", "**=", ">>=", "-=", "/=", "^=", "[]",
];
const COMPARISONS: [&str; 6] = ["<", "<=", "==", "!=", ">", ">="];

/// The instructions of one code object, a line each: source line, offset, name, operand.
pub fn disassembly(cx: &mut Ctx, code: Gc<CodeObj>, how: How) -> String {
    if code.read(cx).is_err() {
        cx.clear_exception();
    }
    let mut out =
        format!("{} ({}:{})\n", code.qualname.get(), code.filename.get(), code.first_line);
    let records = sites::sites(Vm::of(cx), code);
    let mut last = 0;
    for (unit, installed, oparg) in sites::instructions(code) {
        let op = if how.adaptive { installed } else { installed.head() };
        let line = code.lines_at(unit).map_or(0, |l| l.line);
        let shown = if line == last || line == 0 { String::new() } else { line.to_string() };
        last = if line == 0 { last } else { line };
        let mut text = format!("{shown:>6} {:>6}  {:<32}", unit * 2, op.name());
        if takes_operand(op) {
            let _ = write!(text, " {oparg:>4}");
            if let Some(meaning) = meaning(cx, code, unit, op.head(), oparg) {
                let _ = write!(text, " ({meaning})");
            }
        }
        let record = records.iter().find(|r| r.offset == unit * 2);
        if let (true, Some(r)) = (how.counts, record.filter(|r| r.executions > 0)) {
            let _ = write!(text, "{:pad$}", "", pad = 64usize.saturating_sub(text.chars().count()));
            let (state, ran) = (r.state.name(), r.executions);
            let _ = write!(text, "  ; {state}, ran {ran} hit {} missed {}", r.hits, r.misses);
            if r.alternatives.len() > 1 {
                let _ = write!(text, ", saw {}", sites::alternatives(cx, r).join(" | "));
            }
            for (reason, n) in &r.history.declines {
                let _ = write!(text, ", declined {n}: {}", reason.text());
            }
        }
        out.push_str(text.trim_end());
        out.push('\n');
        if how.caches {
            for i in 1..=CACHES[op as usize] as usize {
                let word = if how.adaptive { code.unit(unit + i) } else { 0 };
                let _ = writeln!(out, "{:>6} {:>6}  {:<32} {word:>4}", "", (unit + i) * 2, "CACHE");
            }
        }
    }
    out
}

fn takes_operand(op: Opcode) -> bool {
    op.head() as u8 > 43 && op.head() != Opcode::RESERVED
}

/// What the operand of a generic instruction stands for.
fn meaning(cx: &mut Ctx, code: Gc<CodeObj>, unit: usize, op: Opcode, oparg: u32) -> Option<String> {
    use Opcode as O;
    let i = oparg as usize;
    let local = |i: usize| (i < code.locals_len()).then(|| code.local_name(i).to_string());
    let name = |i: usize| (i < code.names.get().len()).then(|| code.name_at(i).to_string());
    let behind = unit + 1 + CACHES[op as usize] as usize;
    match op {
        O::LOAD_CONST => {
            let value = code.consts.get().get(i)?;
            match cx.repr(value) {
                Ok(text) => Some(text.to_string()),
                Err(_) => {
                    cx.clear_exception();
                    None
                }
            }
        }
        O::LOAD_FAST
        | O::LOAD_FAST_BORROW
        | O::LOAD_FAST_CHECK
        | O::LOAD_FAST_AND_CLEAR
        | O::STORE_FAST
        | O::DELETE_FAST
        | O::MAKE_CELL
        | O::LOAD_DEREF
        | O::STORE_DEREF
        | O::DELETE_DEREF
        | O::LOAD_FROM_DICT_OR_DEREF => local(i),
        O::LOAD_FAST_LOAD_FAST
        | O::LOAD_FAST_BORROW_LOAD_FAST_BORROW
        | O::STORE_FAST_LOAD_FAST
        | O::STORE_FAST_STORE_FAST => Some(format!("{}, {}", local(i >> 4)?, local(i & 15)?)),
        O::LOAD_GLOBAL | O::LOAD_ATTR => name(i >> 1),
        O::LOAD_SUPER_ATTR => name(i >> 2),
        O::LOAD_NAME
        | O::STORE_NAME
        | O::DELETE_NAME
        | O::STORE_GLOBAL
        | O::DELETE_GLOBAL
        | O::STORE_ATTR
        | O::DELETE_ATTR
        | O::IMPORT_NAME
        | O::IMPORT_FROM
        | O::LOAD_FROM_DICT_OR_GLOBALS => name(i),
        O::BINARY_OP => OPERATORS.get(i).map(|&s| s.to_owned()),
        O::COMPARE_OP => COMPARISONS.get(i >> 5).map(|&s| s.to_owned()),
        O::FOR_ITER
        | O::JUMP_FORWARD
        | O::SEND
        | O::POP_JUMP_IF_FALSE
        | O::POP_JUMP_IF_TRUE
        | O::POP_JUMP_IF_NONE
        | O::POP_JUMP_IF_NOT_NONE => Some(format!("to {}", (behind + i) * 2)),
        O::JUMP_BACKWARD | O::JUMP_BACKWARD_NO_INTERRUPT => {
            Some(format!("to {}", behind.checked_sub(i)? * 2))
        }
        _ => None,
    }
}
