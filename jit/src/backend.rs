//! `CraneliftBackend`: what the VM sees of this crate. Compiles on request, keeps the code, counts.

#![forbid(unsafe_code)]

use crate::build::SUBSCR;
use crate::build::block::decode;
use crate::build::{self, Bailout, EntryPoint};
use crate::code::CodeMemory;
use crate::kept::{self, Lent};
use crate::lower::Counts;
use crate::lower::compile::Compiler;
use crate::lower::env::{CallEnv, Env};
use crate::moments::Moments;
use crate::places;
use crate::units::{Place, Unit, Units};
use crate::windows;
use crate::worker::{self, Done, Job, Worker};
use rustc_hash::FxHashMap;
use std::cell::{Cell, OnceCell, RefCell};
use std::io;
use std::sync::Arc;
use std::time::Instant;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::{Gc, Marker};
use taipan_runtime::object::type_id::TypeId;
use taipan_runtime::value::Value;
use taipan_vm::Vm;
use taipan_vm::abi::facts;
use taipan_vm::abi::frame_map::{ExitMap, ExitTaken, FrameMap};
use taipan_vm::abi::libcalls::{self, Libcall};
use taipan_vm::bytecode::{Opcode, backoff};
use taipan_vm::contexts;
use taipan_vm::events::{self, Field, Kind};
use taipan_vm::frame::{Frame, layout};
use taipan_vm::tier::backend::{Backend, BackendStats, Outcome};
use taipan_vm::tier::deopt;
use taipan_vm::tier::entry::is_stack_short;
use taipan_vm::tier::plan::{About, TierPlan};
use taipan_vm::types::code::CodeObj;

/// What can be chosen about the tier.
#[derive(Clone, Debug)]
pub struct JitConfig {
    /// Bytes of machine code at most.
    pub code_limit: usize,
    /// Passes that are switched off.
    pub passes_off: Vec<String>,
    /// How many passes of the pipeline run.
    pub passes: usize,
    /// Dumps to standard error: `hir`, `clif`, `asm`.
    pub dump: Vec<String>,
    /// Functions to dump; empty for all.
    pub dump_only: Option<String>,
    /// Every n-th guard fails.
    pub deopt_stress: Option<u64>,
    /// The number of a unit, from 1, and of a guard in it: this one alone fails, at its execution that
    /// `deopt_stress` says, once.
    pub forced: Option<(u32, u32)>,
    /// Decides which passes are on and which guards fail.
    pub plan: Option<Arc<TierPlan>>,
    /// Speculative exits of a unit before it is compiled anew.
    pub exits_before_recompile: u32,
    /// How often a place is compiled at most.
    pub max_compiles: u32,
    /// Whether Cranelift's verifier runs.
    pub verify: bool,
    /// Whether compiling is to be fast rather than the code.
    pub quick: bool,
    /// Whether a thread of its own compiles while the program goes on.
    pub background: bool,
    /// Whether code is kept for later VMs on this thread (`kept.rs`).
    pub kept: bool,
    /// The step of compiling that finds no memory, by number: three for each unit.
    pub fail_step: Option<u64>,
    /// Whether executions of guards are counted; for code that is compiled in place.
    pub count_guards: bool,
    /// Whether it is noted when what was compiled.
    pub record: bool,
}

impl Default for JitConfig {
    fn default() -> JitConfig {
        JitConfig {
            code_limit: 64 << 20,
            passes_off: Vec::new(),
            passes: usize::MAX,
            dump: Vec::new(),
            dump_only: None,
            deopt_stress: None,
            forced: None,
            plan: None,
            exits_before_recompile: 64,
            max_compiles: 10,
            verify: cfg!(debug_assertions),
            quick: false,
            background: true,
            kept: false,
            count_guards: false,
            record: false,
            fail_step: None,
        }
    }
}

impl JitConfig {
    /// Guards until the next that is made to fail, after so many; 0 = none.
    fn next_forced(&self, count: u64) -> u64 {
        match (&self.plan, self.deopt_stress) {
            (_, Some(at)) if self.forced.is_some() && count == 0 => at,
            // Once, and then at no execution that anybody reaches.
            (_, Some(_)) if self.forced.is_some() => u64::MAX,
            (_, Some(every)) => every,
            (Some(plan), None) => plan.forced_after(count),
            (None, None) => 0,
        }
    }

    /// Whether code counts guards down to the one that fails. Quick code that is kept does so anyway: the same
    /// code then serves plans by which guards fail, and plans by which none does.
    fn counts_guards(&self) -> bool {
        self.next_forced(0) > 0 || self.kept && self.quick
    }

    /// The passes that are off for this compilation of a place.
    fn passes_off_for(&self, name: &str, head: Option<u32>, attempt: u32) -> Vec<String> {
        let mut off = self.passes_off.clone();
        if let Some(plan) = &self.plan {
            let about = About { name, line: 0, unit: head.map_or(0, |head| head as usize + 1) };
            let names = crate::opt::pass_names();
            let drawn =
                names.iter().enumerate().filter(|(i, _)| plan.switches_off(about, attempt, *i));
            off.extend(drawn.map(|(_, name)| (*name).to_owned()));
        }
        off
    }
}

/// A loop that goes round less often at each entry of its function is compiled with the function. With a bound
/// of 250 turns spectral_norm's code was four times as slow in two runs of five, probably since its functions were compiled
/// before their sites had seen enough.
const SHORT_LOOP: u32 = 16;

/// A loop that goes round less often in each turn of a loop around it is compiled with that one. With a bound of 16, fft's first
/// iteration took nearly twice as long, for the loop around was compiled later than the one inside.
const VERY_SHORT_LOOP: u32 = 4;

/// Turns of a loop until it asks again, at most.
const MOST_TURNS: u16 = 4095;

/// How many compilations of a place, the last ones, guess at no site where the ones before them left.
const LAST_COMPILES: u32 = 3;

/// Guards that are counted at most, and of one unit.
const MOST_COUNTED: usize = 1 << 20;
const MOST_OF_UNIT: usize = 1 << 16;

/// What became of a place.
#[derive(Clone, Copy)]
enum State {
    Compiled {
        entry: usize,
    },
    /// A thread compiles it.
    Pending,
    /// Left too often: compile anew when asked.
    Stale,
    Declined,
}

struct PlaceState {
    state: State,
    compiles: u32,
}

/// The machine-code tier.
pub struct CraneliftBackend {
    config: JitConfig,
    env: OnceCell<Env>,
    compiler: RefCell<Option<Compiler>>,
    worker: RefCell<OnceCell<Option<Worker>>>,
    memory: RefCell<Option<CodeMemory>>,
    units: Units,
    places: RefCell<FxHashMap<Place, PlaceState>>,
    bailouts: RefCell<FxHashMap<Bailout, u64>>,
    moments: Moments,
    /// Steps of compiling so far.
    steps: Cell<u64>,
    /// Executions of guards, and of blocks, unit after unit, if they are counted.
    counts: OnceCell<[Box<[Cell<u64>]>; 2]>,
    /// Compiled here, not yet installed.
    done: RefCell<Vec<Done>>,
    /// Receives the numbers of exits, and counts guards to the one that fails.
    cells: Box<[Cell<u64>; 2]>,
    /// The unit of each mark, when code is kept; else a unit's number is its mark.
    marks: RefCell<FxHashMap<u32, u32>>,
    /// Guards that were made to fail.
    forced: Cell<u64>,
    /// Whether the last exit was one of them: it teaches nothing.
    was_forced: Cell<bool>,
    /// The unit that the last exit retired.
    retired: RefCell<Option<String>>,
    /// The place of the unit that was left last.
    left: Cell<Option<Place>>,
    /// Whether the last exit was from a unit that will hardly be compiled again.
    is_late: Cell<bool>,
}

impl CraneliftBackend {
    /// A backend; code memory is reserved when first needed.
    pub fn new(config: JitConfig) -> CraneliftBackend {
        let lent = match config.kept {
            true => kept::lend(&config),
            false => Lent::new(&config),
        };
        lent.cells[1].set(match config.next_forced(0) {
            0 => u64::MAX,
            guards => guards,
        });
        let replays = config.plan.as_ref().is_some_and(|plan| plan.moments().is_some());
        let moments = Moments::new(config.record || replays);
        CraneliftBackend {
            compiler: RefCell::new(lent.compiler),
            memory: RefCell::new(lent.memory),
            cells: lent.cells,
            marks: RefCell::default(),
            config,
            worker: RefCell::default(),
            env: OnceCell::new(),
            units: Units::default(),
            places: RefCell::default(),
            bailouts: RefCell::default(),
            moments,
            counts: OnceCell::new(),
            steps: Cell::new(0),
            done: RefCell::default(),
            forced: Cell::new(0),
            was_forced: Cell::new(false),
            retired: RefCell::default(),
            left: Cell::default(),
            is_late: Cell::new(false),
        }
    }

    fn env(&self, cx: &Ctx, vm: &Vm) -> &Env {
        self.env.get_or_init(|| {
            let at = vm.addresses(cx);
            Env {
                slots_offset: 0,
                pc_offset: layout::PC as i32 * 8,
                context: std::ptr::from_ref(cx) as u64,
                exit_cell: self.cells[0].as_ptr() as u64,
                breaker: at.breaker,
                fuel: at.fuel,
                stress: self.config.counts_guards().then_some(self.cells[1].as_ptr() as u64),
                forced: self.config.forced,
                float_offset: 8,
                float_shape: TypeId::FLOAT.shape().0,
                live_shapes: Some(at.live_shapes),
                alloc_float: libcalls::alloc_float as *const () as u64,
                libcalls: Libcall::ALL.iter().map(|l| l.address()).collect(),
                float_functions: vec![libcalls::float_pow as *const () as u64],
                calls: CallEnv {
                    running_frame: at.running_frame,
                    top: at.top,
                    recursion_limit: at.recursion_limit,
                    native_limit: at.native_limit,
                    value_limit: at.value_limit,
                    finish: Libcall::Finish.address(),
                    detach: Libcall::Detach.address(),
                    park: Libcall::Park.address(),
                },
            }
        })
    }

    /// The machine code for a place, compiled if need be.
    fn entry(
        &self,
        cx: &mut Ctx,
        vm: &Vm,
        frame: Frame,
        place: Place,
        point: EntryPoint,
    ) -> Result<usize, Outcome> {
        self.moments.call();
        self.collect();
        const NEVER: Outcome = Outcome::Declined { retry: 0 };
        const LATER: Outcome = Outcome::Declined { retry: 100 };
        let compiles = match self.places.borrow().get(&place) {
            Some(PlaceState { state: State::Compiled { entry }, .. }) => return Ok(*entry),
            Some(PlaceState { state: State::Pending, .. }) => return Err(LATER),
            Some(PlaceState { state: State::Declined, .. }) => return Err(NEVER),
            Some(PlaceState { state: State::Stale, compiles }) => *compiles,
            None => 0,
        };
        // A frozen VM takes no decisions.
        if vm.settings.frozen.get() {
            return Err(LATER);
        }
        // Whether a thread is busy, which no replay would see, does not matter for this.
        if compiles == 0
            && let Some(retry) = windows::look(vm, frame, place)
        {
            return Err(Outcome::Declined { retry });
        }
        let is_later = self.worker.borrow().get().is_some_and(is_busy);
        if is_later || !self.moments.may_compile(self.config.plan.as_deref()) {
            return Err(LATER);
        }
        self.free_retired(vm);
        self.moments.began();
        let send = |kind, field| {
            let at = place.1.unwrap_or(0) as usize;
            let attempt = ("attempt", Field::Number(compiles.into()));
            let what = if place.1.is_some() { "loop" } else { "function" };
            let fields = vec![("what", Field::from(what)), attempt].into_iter().chain(field);
            events::send(vm, kind, frame.code(), at, fields.collect());
        };
        let state = match self.compile(cx, vm, frame, place, point, compiles) {
            Ok(()) => State::Pending,
            Err(why) => {
                send(Kind::Bailout, Some(("reason", Field::from(why.name()))));
                *self.bailouts.borrow_mut().entry(why).or_default() += 1;
                State::Declined
            }
        };
        self.places.borrow_mut().insert(place, PlaceState { state, compiles: compiles + 1 });
        self.collect();
        match self.places.borrow().get(&place) {
            Some(PlaceState { state: State::Compiled { entry }, .. }) => {
                send(Kind::Compile, None);
                Ok(*entry)
            }
            Some(PlaceState { state: State::Pending, .. }) => Err(LATER),
            _ => Err(NEVER),
        }
    }

    /// Builds a place's HIR and has it compiled, here or by the thread.
    fn compile(
        &self,
        cx: &mut Ctx,
        vm: &Vm,
        frame: Frame,
        place: Place,
        point: EntryPoint,
        attempt: u32,
    ) -> Result<(), Bailout> {
        let began = Instant::now();
        if self.fails() {
            return Err(Bailout::Memory);
        }
        let mut func = build::build(cx, vm, frame, place, point, attempt)?;
        let is_dumped = self.config.dump_only.as_ref().is_none_or(|only| *only == func.name);
        if self.fails() {
            return Err(Bailout::Memory);
        }
        let file = frame.code().filename.get().to_string();
        let passes_off = self.config.passes_off_for(&func.name, place.1, attempt);
        let places = match self.config.count_guards {
            true => places::of_frames(&func, frame),
            false => Vec::new(),
        };
        let unit = Unit::new(&func.name, &file, place, std::mem::take(&mut func.keep), places);
        let number = self.units.push(unit);
        self.moments.made_unit();
        let job = Job {
            func,
            unit: number,
            mark: number,
            counts: self.next_counts(),
            dump: if is_dumped { self.config.dump.clone() } else { Vec::new() },
            passes_off,
            passes: self.config.passes,
            verify: self.config.verify,
            built_in: began.elapsed().as_nanos() as u64,
        };
        let env = self.env(cx, vm);
        if self.config.background {
            let start = || Worker::start(self.compiler.borrow_mut().take()?, env.clone());
            return match self.worker.borrow().get_or_init(start) {
                Some(worker) if worker.send(job) => Ok(()),
                _ => Err(Bailout::Backend),
            };
        }
        let mut compiler = self.compiler.borrow_mut();
        let compiler = compiler.as_mut().ok_or(Bailout::Backend)?;
        let done = match self.config.kept && job.dump.is_empty() && job.counts.is_none() {
            true => kept::compile(compiler, env, job, self.config.quick, &self.marks),
            false => worker::compile(compiler, env, job),
        };
        self.done.borrow_mut().push(done);
        Ok(())
    }

    /// Where the guards of the next unit are counted, if they are.
    fn next_counts(&self) -> Option<Counts> {
        if !self.config.count_guards || self.config.background {
            return None;
        }
        let [guards, blocks] =
            self.counts.get_or_init(|| [0; 2].map(|n| vec![Cell::new(n); MOST_COUNTED].into()));
        let next = [self.units.guards().iter().sum::<u32>() as usize, self.units.blocks()];
        let has_room = next.iter().all(|next| next + MOST_OF_UNIT <= MOST_COUNTED);
        let at = |counts: &[Cell<u64>], next: usize| counts[next].as_ptr() as u64;
        has_room.then(|| Counts { guards: at(guards, next[0]), blocks: at(blocks, next[1]) })
    }

    /// The guards that ran.
    fn reached(&self) -> Vec<(u32, u32)> {
        let Some([counts, _]) = self.counts.get() else { return Vec::new() };
        let units = (1..).zip(self.units.guards());
        let guards = units.flat_map(|(unit, guards)| (0..guards).map(move |guard| (unit, guard)));
        guards.zip(counts).filter(|(_, count)| count.get() > 0).map(|(guard, _)| guard).collect()
    }

    /// Installs what is done.
    fn collect(&self) {
        let plan = self.config.plan.as_deref();
        let mut done = self.done.borrow_mut();
        for done in done.extract_if(.., |done| self.moments.may_install(plan, done.unit)) {
            self.install_code(done);
        }
        drop(done);
        if let Some(Some(worker)) = self.worker.borrow().get() {
            while let Some(done) = worker.take() {
                self.install_code(done);
            }
        }
    }

    fn install_code(&self, done: Done) {
        self.moments.installed(done.unit);
        let Some(unit) = self.units.get(done.unit) else { return };
        let state = match self.install_unit(&unit, done) {
            Ok(entry) => State::Compiled { entry },
            Err(why) => {
                *self.bailouts.borrow_mut().entry(why).or_default() += 1;
                State::Declined
            }
        };
        if let Some(p) = self.places.borrow_mut().get_mut(&unit.place) {
            p.state = state;
        }
    }

    fn install_unit(&self, unit: &Unit, done: Done) -> Result<usize, Bailout> {
        let code = done.code.map_err(|why| {
            eprintln!("taipan: machine code of {} was declined: {why}", unit.name);
            Bailout::Backend
        })?;
        let mut memory = self.memory.borrow_mut();
        let memory = memory.as_mut().filter(|_| !self.fails());
        let entry = memory.and_then(|m| m.install(&code.bytes)).ok_or(Bailout::Memory)?;
        unit.set_made(&code, entry, done.nanoseconds);
        Ok(entry.0)
    }

    /// Gives back code that is not entered any more, if no frame is inside.
    fn free_retired(&self, vm: &Vm) {
        if vm.inside_machine_code.get() > 0 || !self.units.has_retired() {
            return;
        }
        if let Some(memory) = &mut *self.memory.borrow_mut() {
            let mut marks = self.marks.borrow_mut();
            self.units.free_retired(memory, |number| marks.retain(|_, unit| *unit != number));
        }
    }

    /// Whether this step of compiling was chosen to fail.
    fn fails(&self) -> bool {
        self.steps.set(self.steps.get() + 1);
        self.config.fail_step == Some(self.steps.get())
    }
}

fn is_busy(worker: &Option<Worker>) -> bool {
    worker.as_ref().is_some_and(Worker::is_busy)
}

impl CraneliftBackend {
    /// In the child of a fork: code lies in memory of its own, and a thread of its own compiles when there is work.
    fn move_to_child(&self, copy: Option<CodeMemory>) -> io::Result<()> {
        if let (Some(memory), Some(copy)) = (&mut *self.memory.borrow_mut(), copy) {
            memory.move_in(copy)?;
        }
        if self.worker.borrow().get().is_some() {
            // The parent's thread is not there, and may have held what its channels are locked with.
            std::mem::forget(self.worker.take());
            self.compiler.replace(Compiler::new(self.config.verify, self.config.quick).ok());
            for place in self.places.borrow_mut().values_mut() {
                if matches!(place.state, State::Pending) {
                    place.state = State::Stale;
                }
            }
        }
        Ok(())
    }
}

impl Backend for CraneliftBackend {
    fn around_fork(&self, fork: fn() -> io::Result<i32>) -> io::Result<i32> {
        // Made before, as nothing may fail in the child, and as the parent goes on writing in its own.
        let copy = self.memory.borrow().as_ref().map(CodeMemory::copy).transpose()?;
        let child = fork()?;
        if child == 0 {
            self.move_to_child(copy)?;
        }
        Ok(child)
    }

    fn knows_enough(&self, place: Place) {
        let Some(number) = self.units.of_place(place) else { return };
        let Some(unit) = self.units.get(number) else { return };
        self.retire(number, &unit);
        if let Some(p) = self.places.borrow_mut().get_mut(&place) {
            // What is guessed now was not guessed before.
            p.compiles = p.compiles.saturating_sub(1);
        }
    }

    fn enter_function(&self, cx: &mut Ctx, vm: &Vm, frame: Frame) -> Outcome {
        if is_stack_short(cx) {
            return Outcome::Declined { retry: 1 };
        }
        let code = frame.code();
        let pc = (frame.pc() as usize - code.units() as usize) / 2;
        let resumes = frame.has(layout::flags::GENERATOR);
        let point = EntryPoint { pc: pc as u32, depth: 0, resumes };
        let entry = match self.entry(cx, vm, frame, (code.addr(), None), point) {
            Ok(entry) => entry,
            Err(declined) => return declined,
        };
        // This one is on its way; the next time that a generator goes on, it does so in machine code.
        if resumes {
            code.resume.set(entry);
            return Outcome::Declined { retry: 0 };
        }
        // A direct caller lays parameters and the closure's cells: code that makes cells before its RESUME is
        // entered by the interpreter only.
        if pc == 1 || pc == 2 && code.unit(0) as u8 == Opcode::COPY_FREE_VARS as u8 {
            code.entry.set(entry);
        }
        self.run(cx, vm, frame, entry)
    }

    fn enter_loop(
        &self,
        cx: &mut Ctx,
        vm: &Vm,
        frame: Frame,
        head: usize,
        sp: *mut u64,
    ) -> Outcome {
        if is_stack_short(cx) {
            return Outcome::Declined { retry: 100 };
        }
        let code = frame.code();
        // A body that yields often will be entered where it goes on.
        let place = (code.addr(), Some(head as u32));
        if frame.has(layout::flags::GENERATOR)
            && !self.places.borrow().contains_key(&place)
            && code.resume.get() == 0
            && code.heat.get() * 4 > vm.settings.entry_threshold.get()
            && build::block::loop_yields(code, head as u32)
        {
            return Outcome::Declined { retry: 200 };
        }
        let leaves = self.leaves_to_function(vm, frame, place);
        if let Some(retry) = leaves.or_else(|| self.leaves_to_outer_loop(vm, frame, place)) {
            return Outcome::Declined { retry };
        }
        let depth = (sp as usize - frame.stack_base() as usize) / 8;
        let point = EntryPoint { pc: head as u32, depth: depth as u32, resumes: false };
        let entry = match self.entry(cx, vm, frame, place, point) {
            Ok(entry) => entry,
            Err(declined) => return declined,
        };
        self.run(cx, vm, frame, entry)
    }

    fn take_exit(&self) -> Option<ExitTaken> {
        let word = self.cells[0].replace(0);
        let mark = (word >> 32) as u32;
        let number = self.marks.borrow().get(&mark).copied().unwrap_or(mark);
        let unit = self.units.get(number)?;
        let map = unit.take_exit(word as u32 as usize)?;
        let was_forced =
            self.env.get().is_some_and(|env| env.stress.is_some()) && self.cells[1].get() == 0;
        self.was_forced.set(was_forced);
        if was_forced {
            self.forced.set(self.forced.get() + 1);
            self.cells[1].set(self.config.next_forced(self.forced.get()));
        }
        if map.speculation {
            unit.speculative.set(unit.speculative.get() + 1);
            let compiles = self.places.borrow().get(&unit.place).map_or(0, |p| p.compiles);
            self.is_late.set(compiles + LAST_COMPILES >= self.config.max_compiles);
            let patience = self.config.exits_before_recompile << compiles.min(4);
            if unit.speculative.get() == patience && compiles < self.config.max_compiles {
                self.retire(number, &unit);
                *self.retired.borrow_mut() = Some(unit.name.clone());
            }
        }
        self.left.set(Some(unit.place));
        Some(map)
    }

    fn exited(&self, cx: &Ctx, vm: &Vm, frame: Frame, code: Gc<CodeObj>, map: &ExitMap) {
        if events::has_sink(vm) {
            let reason = ("reason", Field::from(map.reason));
            events::send(vm, Kind::Exit, code, map.site.1 as usize, vec![reason]);
        }
        if let Some(unit) = self.retired.take() {
            self.forget_context(vm, map);
            let fields = vec![("unit", Field::Text(unit))];
            events::send(vm, Kind::Retire, code, map.site.1 as usize, fields);
        }
        // A generator that stands where no code was made tells nothing of an instruction: by the next time that
        // the body is compiled, the interpreter was there. Neither does a frame that was taken: its function will not
        // be inlined again.
        if !map.speculation || matches!(map.reason, "resume" | "frames") || self.was_forced.get() {
            return;
        }
        let Some(of) = map.frames.last() else { return };
        let (at, op) = decode(code, map.site.1);
        let top = (of.locals + of.stack) as usize;
        let word = |n: usize| {
            (n < of.stack as usize && !map.moved).then(|| frame.slot_at(top - 1 - n)).flatten()
        };
        if matches!(map.reason, "not_float" | "not_number") && !code.heap_floats.get() {
            let words = (0..top).filter_map(|slot| frame.slot_at(slot));
            let mut met = words.filter(|v| v.has_shape(TypeId::FLOAT.shape()));
            if met.next().is_some() {
                code.heap_floats.set(true);
                return;
            }
        }
        self.learn_in_context(vm, map, op, [word(0), word(1)]);
        if map.reason == "untaken" {
            facts::left_at_way(op, at.site);
            if let (1, Some(place)) = (map.frames.len(), self.left.get()) {
                vm.windows.forget(place, facts::cache_unit(code, at.site));
            }
        }
        // The class changed since: what the site guesses of other objects may hold.
        let is_stale = |shape| cx.shapes.get(shape).is_stale();
        let is_void = map.reason == "shape"
            && (0..3).filter_map(word).filter_map(Value::heap_shape).any(is_stale);
        let reason = if is_void { "version" } else { map.reason };
        vm.feedback.note_exit(at.site);
        if self.is_late.get() {
            vm.feedback.note_hopeless(at.site);
            return;
        }
        // An operator on two operands, whose kinds are noted.
        let is_operator = match op.head() {
            Opcode::BINARY_OP => at.site.oparg != SUBSCR,
            head => head == Opcode::COMPARE_OP,
        };
        match (reason, op.head()) {
            (
                "shape" | "not_type",
                Opcode::LOAD_ATTR | Opcode::STORE_ATTR | Opcode::LOAD_SUPER_ATTR,
            ) => {
                if let Some(owner) = word(0) {
                    vm.feedback.note_owner(at.site, owner);
                }
            }
            (_, Opcode::TO_BOOL) => {
                if let Some(v) = word(0) {
                    vm.feedback.note_owner(at.site, v);
                }
                vm.feedback.note_failure(at.site, op);
            }
            ("callee", Opcode::CALL) => {
                if let Some(callable) = word(at.site.oparg as usize + 1) {
                    vm.feedback.note_callable(at.site, callable);
                }
            }
            // A namespace whose names come and go.
            ("version", Opcode::LOAD_GLOBAL | Opcode::STORE_GLOBAL) => {
                vm.feedback.note_failure(at.site, op)
            }
            ("version" | "untaken", _) => {}
            _ if is_operator && op.head() == op => {
                let news = match (word(1), word(0)) {
                    (Some(a), Some(b)) => vm.feedback.note_operands(at.site, a, b),
                    _ => false,
                };
                if !news {
                    vm.feedback.note_hopeless(at.site);
                }
            }
            ("not_number", _) => vm.feedback.note_hopeless(at.site),
            (_, Opcode::FOR_ITER | Opcode::STORE_SUBSCR) if op.head() == op => {
                vm.feedback.note_hopeless(at.site);
            }
            (_, Opcode::BINARY_OP) if op.head() == op => vm.feedback.note_hopeless(at.site),
            _ => {
                if is_operator && let (Some(a), Some(b)) = (word(1), word(0)) {
                    vm.feedback.note_operands(at.site, a, b);
                }
                vm.feedback.note_failure(at.site, op)
            }
        }
    }

    fn stats(&self) -> BackendStats {
        let mut stats = BackendStats {
            forced: self.forced.get(),
            reached: self.reached(),
            moments: self.moments.all(),
            ..BackendStats::default()
        };
        self.units.report(&mut stats);
        if let Some([_, runs]) = self.counts.get() {
            let blocks = stats.blocks.iter_mut().flatten();
            blocks.zip(runs).for_each(|(block, runs)| block.runs = runs.get());
        }
        stats.bailouts =
            self.bailouts.borrow().iter().map(|(b, n)| (b.name().to_owned(), *n)).collect();
        stats
    }

    fn trace(&self, marker: &mut Marker) {
        self.units.trace(marker);
    }
}

impl Drop for CraneliftBackend {
    fn drop(&mut self) {
        if self.config.kept {
            let cells = std::mem::take(&mut self.cells);
            let (compiler, memory) = (self.compiler.take(), self.memory.take());
            kept::give_back(Lent { cells, compiler, memory }, &self.config);
        }
    }
}

impl CraneliftBackend {
    fn run(&self, cx: &mut Ctx, vm: &Vm, frame: Frame, entry: usize) -> Outcome {
        deopt::enter(cx, vm, frame, deopt::CodeAddress(entry))
    }

    /// What a site saw where its code is translated in place, and where it left: the words on top of its operand stack.
    fn learn_in_context(
        &self,
        vm: &Vm,
        map: &ExitMap,
        op: Opcode,
        [top, below]: [Option<Value>; 2],
    ) {
        let (Some(place), Some(top)) = (self.left.get(), top) else { return };
        let inside =
            |calls, frames: &[FrameMap]| contexts::inside(calls, frames[0].pc, frames[1].func);
        let calls = map.frames.windows(2).fold(0, inside);
        let key = (place, calls, map.site.1);
        match op.head() {
            Opcode::LOAD_ATTR | Opcode::STORE_ATTR => vm.contexts.learn(key, top, None),
            Opcode::BINARY_OP | Opcode::COMPARE_OP if let Some(left) = below => {
                vm.contexts.learn(key, left, Some(top));
            }
            _ => {}
        }
    }

    /// A unit was retired since other objects come than those of which its first code took notes.
    fn forget_context(&self, vm: &Vm, map: &ExitMap) {
        let Some(place) = self.left.get() else { return };
        let compiles = self.places.borrow().get(&place).map_or(0, |p| p.compiles);
        if matches!(map.reason, "shape" | "callee") && compiles > build::LAST_NOTES {
            vm.contexts.forget(place);
        }
    }

    /// A loop that became hot over many entries of its function is made with the function, which is compiled when it is
    /// entered next: the rest of this entry is not worth code of its own. When to ask again, for the loop may
    /// go on longer than ever before.
    fn leaves_to_function(&self, vm: &Vm, frame: Frame, place: Place) -> Option<u16> {
        let (code, turns) = (frame.code(), vm.settings.loop_threshold.get());
        let (heat, entries) = (code.heat.get(), vm.settings.entry_threshold.get());
        if frame.has(layout::flags::GENERATOR)
            || heat.saturating_mul(SHORT_LOOP) < u32::from(turns)
            || !(SHORT_LOOP..entries).contains(&heat)
            || self.places.borrow().contains_key(&place)
        {
            return None;
        }
        code.heat.set(entries);
        Some(turns.min(MOST_TURNS))
    }

    /// Likewise a loop that goes round a few times in each turn of a loop around it, which was not asked for yet: it is made
    /// with that one, which asks at its next turn. Code of its own would begin with its second turn each time.
    fn leaves_to_outer_loop(&self, vm: &Vm, frame: Frame, place: Place) -> Option<u16> {
        let known = |place| self.places.borrow().contains_key(&place);
        if frame.has(layout::flags::GENERATOR) || known(place) {
            return None;
        }
        let (head, jump) = build::block::outer_loop(frame.code(), place.1?)?;
        let turns = vm.settings.loop_threshold.get();
        let outer_turns = u32::from(turns.saturating_sub(backoff::value(jump.unit(0))));
        let is_short = outer_turns * VERY_SHORT_LOOP >= u32::from(turns);
        let is_left = jump.opcode() == Opcode::JUMP_BACKWARD_NO_JIT as u8;
        if is_left || outer_turns < SHORT_LOOP || !is_short || known((place.0, Some(head))) {
            return None;
        }
        jump.set_unit(0, backoff::make(1, backoff::MAX_BACKOFF));
        Some(turns.min(MOST_TURNS))
    }

    /// A unit that leaves too often is not entered any more; the place is compiled anew when asked again.
    fn retire(&self, number: u32, unit: &Unit) {
        self.units.retire(number);
        if let Some(p) = self.places.borrow_mut().get_mut(&unit.place) {
            p.state = State::Stale;
        }
        if unit.place.1.is_none() {
            deopt::clear_entry(unit.place.0);
        }
    }
}
