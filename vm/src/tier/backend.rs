//! `Backend`: the seam between the VM and a tier that makes machine code.
//!
//! The VM owns the trait and calls it at function entries and loop heads that became hot. The backend
//! runs machine code on the frame (layout: `frame/layout.rs`) and says how that ended.

use crate::abi::frame_map::{ExitMap, ExitTaken};
use crate::frame::Frame;
use crate::frame::layout::Slot;
use crate::interp::state::Vm;
use crate::types::code::CodeObj;
use std::sync::Arc;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_runtime::value::Value;

/// How a visit of machine code ended.
pub enum Outcome {
    /// There is no machine code for this place: go on interpreting. `retry` iterations or entries
    /// later the VM asks again; 0 = never.
    Declined {
        /// When to ask again.
        retry: u16,
    },
    /// The frame returned this value. It is still the running frame; the VM takes it off.
    Returned(Value),
    /// An exception is in flight, raised at the running frame's PC. Further frames may have been
    /// rebuilt on top of the visited one.
    Raised,
    /// Machine code left at an exit. The running frame (`Vm::frame`), its PC and the operand stack
    /// up to this pointer are rebuilt; the interpreter goes on there.
    Exit {
        /// First free word of the operand stack.
        sp: *mut Slot,
    },
}

/// A guard of a unit. Its checks, if it has several (a number is an inline float, or one on the heap), leave alike.
#[derive(Clone, Debug)]
pub struct GuardSite {
    /// What it is, the same whenever the unit is compiled, under whatever plan.
    pub id: u64,
    /// The unit's function, and the head of its loop.
    pub place: Arc<str>,
    /// Why it leaves.
    pub reason: &'static str,
    /// Its operation.
    pub op: &'static str,
    /// Where the interpreter would go on: the number of each frame among those of the unit, the innermost first, and
    /// the code unit there.
    pub frames: Vec<(u32, u32)>,
    /// The function of the innermost frame.
    pub function: String,
    /// The line of the instruction there.
    pub line: i32,
    /// The instruction there.
    pub instruction: &'static str,
    /// The how many-eth it is, from 1, of those that are the same otherwise.
    pub number: u32,
    /// The block of the unit that it is in.
    pub block: u32,
}

impl GuardSite {
    /// The code unit in the innermost frame.
    pub fn pc(&self) -> u32 {
        self.frames.first().map_or(0, |&(_, pc)| pc)
    }

    /// Whether there are inlined frames around it.
    pub fn is_inlined(&self) -> bool {
        self.frames.len() > 1
    }
}

/// A block of a unit whose checks are counted.
#[derive(Clone, Debug)]
pub struct BlockSite {
    /// The block that all ways to it pass last; the first block is its own.
    pub above: u32,
    /// What chooses between the ways out of it.
    pub choice: &'static str,
    /// Where they lead.
    pub next: Vec<u32>,
    /// How often it was entered.
    pub runs: u64,
}

/// What a backend did so far.
#[derive(Clone, Debug, Default)]
pub struct BackendStats {
    /// Compiled units: name, nanoseconds, bytes of machine code.
    pub compiled: Vec<(String, u64, usize)>,
    /// Exits taken, by reason and site.
    pub exits: Vec<(String, u64)>,
    /// Functions declined, by reason.
    pub bailouts: Vec<(String, u64)>,
    /// Times that machine code was entered from the interpreter.
    pub entries: u64,
    /// Guards of each unit.
    pub guards: Vec<u32>,
    /// What each guard of each unit is, whenever the unit is compiled, if executions of guards were counted.
    pub sites: Vec<Vec<GuardSite>>,
    /// The blocks of each unit, likewise.
    pub blocks: Vec<Vec<BlockSite>>,
    /// Whether each unit's code is the library's.
    pub library: Vec<bool>,
    /// Guards that ran, by the number of their unit from 1, if that was counted.
    pub reached: Vec<(u32, u32)>,
    /// Guards that were made to fail.
    pub forced: u64,
    /// Per attempt to compile, in calls of the backend: when it began, and when its code was there.
    pub moments: Vec<[u64; 2]>,
}

impl BackendStats {
    /// The counters as `-X stats` prints them.
    pub fn report(&self) -> String {
        let nanoseconds: u64 = self.compiled.iter().map(|c| c.1).sum();
        let bytes: usize = self.compiled.iter().map(|c| c.2).sum();
        let mut out = format!(
            "machine code: {} units compiled in {:.3} ms, {bytes} bytes, entered {} times\n",
            self.compiled.len(),
            nanoseconds as f64 / 1e6,
            self.entries,
        );
        for (name, nanoseconds, bytes) in &self.compiled {
            let milliseconds = *nanoseconds as f64 / 1e6;
            out.push_str(&format!("    unit {name:<50} {milliseconds:>9.3} ms {bytes:>8} bytes\n"));
        }
        for (what, list) in [("exit", &self.exits), ("bailout", &self.bailouts)] {
            for (name, n) in list {
                out.push_str(&format!("    {what} {name:<60} {n:>12}\n"));
            }
        }
        out
    }
}

/// A tier that makes machine code.
pub trait Backend {
    /// The code of a place has noted enough of what its sites see: it may be compiled anew.
    fn knows_enough(&self, place: (usize, Option<u32>));

    /// A function was entered often: its frame is the running one, at its start, with PC saved behind
    /// the `RESUME`.
    fn enter_function(&self, cx: &mut Ctx, vm: &Vm, frame: Frame) -> Outcome;

    /// A loop ran often: the frame is the running one, PC saved at the loop head (code unit `head`),
    /// the operand stack ends at `sp`.
    fn enter_loop(
        &self,
        cx: &mut Ctx,
        vm: &Vm,
        frame: Frame,
        head: usize,
        sp: *mut Slot,
    ) -> Outcome;

    /// The eval breaker was set with `breaker::TIER`: finished code can be installed.
    fn install(&self, cx: &mut Ctx, vm: &Vm) {
        let _ = (cx, vm);
    }

    /// The map of the exit that machine code just reported, once; `None` when none is pending.
    fn take_exit(&self) -> Option<ExitTaken> {
        None
    }

    /// The frames of an exit are rebuilt: what the failed guard saw can be remembered. `frame` is the
    /// innermost, at the instruction to run; `code` has the instruction whose guess failed.
    fn exited(&self, cx: &Ctx, vm: &Vm, frame: Frame, code: Gc<CodeObj>, map: &ExitMap) {
        let _ = (cx, vm, frame, code, map);
    }

    /// Counters, for `-X stats`.
    fn stats(&self) -> BackendStats {
        BackendStats::default()
    }

    /// Forks, and gives the child memory and threads of its own.
    fn around_fork(&self, fork: fn() -> std::io::Result<i32>) -> std::io::Result<i32> {
        fork()
    }

    /// Marks what machine code refers to.
    fn trace(&self, marker: &mut taipan_runtime::heap::Marker) {
        let _ = marker;
    }
}

impl Vm {
    /// What the backend did so far, if there is one.
    pub fn backend_stats(&self) -> Option<BackendStats> {
        self.backend
            .get()
            .map(|b| BackendStats { entries: self.machine_entries.get(), ..b.stats() })
    }

    /// Plugs a backend in; it ends with the VM. A second one is not taken.
    pub fn set_backend(&self, backend: Box<dyn Backend>) {
        self.has_backend.set(true);
        // Machine code of the first may be running.
        drop(self.backend.set(backend));
    }
}
