//! Frames that an exit of machine code rebuilt, against those of an interpreter that runs the same program.
//!
//! One run notes what every exit rebuilt; another run of the program, in counting handlers, looks at its own
//! frames at the same moments. A moment is the fuel that is left, which is the same in every tier, and the
//! instruction: between two units of fuel a frame runs each of its instructions at most once. The fuel that handlers
//! get when the limit was reached counts below all that was there before.
//! What is compared are fingerprints of values: of numbers, texts and containers by content, of other objects
//! by class.

use crate::bytecode::Opcode;
use crate::frame::Frame;
use crate::frame::layout::flags;
use crate::interp::state::Vm;
use crate::types::cell::CellObj;
use crate::types::code::CodeObj;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;
use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::Gc;
use taipan_runtime::object::exact::{Dict, List, RangeIter, Str, Tuple};
use taipan_runtime::types::float::FloatObj;
use taipan_runtime::types::int::IntView;
use taipan_runtime::types::method::BoundMethodObj;
use taipan_runtime::value::Value;

/// The frames of one exit, innermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Fuel that was left; less [`AFTER`] when the limit was reached before.
    pub fuel: i64,
    /// The innermost function.
    pub function: String,
    /// How deep it was called: a caller of the same function may come by the same instruction.
    pub depth: u32,
    /// The code unit that runs next.
    pub unit: u32,
    /// Why machine code was left.
    pub reason: String,
    /// Fingerprints of locals, then of the operand stack.
    pub frames: Vec<Vec<u64>>,
}

impl Seen {
    /// A line of text that [`Seen::parse`] reads.
    fn text(&self) -> String {
        let words = |frame: &Vec<u64>| {
            let words: Vec<String> = frame.iter().map(|word| format!("{word:x}")).collect();
            words.join(",")
        };
        let frames: Vec<String> = self.frames.iter().map(words).collect();
        let Seen { fuel, function, depth, unit, reason, .. } = self;
        format!("{fuel}\t{function}\t{depth}\t{unit}\t{reason}\t{}", frames.join(";"))
    }

    /// What was written; nothing for a line whose end is lost.
    pub fn parse(line: &str) -> Option<Seen> {
        let mut parts = line.split('\t');
        let mut next = || parts.next();
        let (fuel, function) = (next()?.parse().ok()?, next()?.to_owned());
        let (depth, unit) = (next()?.parse().ok()?, next()?.parse().ok()?);
        let reason = next()?.to_owned();
        let words = |text: &str| -> Option<Vec<u64>> {
            let words = text.split(',').filter(|word| !word.is_empty());
            words.map(|word| u64::from_str_radix(word, 16).ok()).collect()
        };
        let frames = next()?.split(';').map(words).collect::<Option<_>>()?;
        Some(Seen { fuel, function, depth, unit, reason, frames })
    }
}

/// How a difference ends that is an exit whose moment did not come.
pub const NEVER_THERE: &str = "the interpreter never is there";

/// What came of a comparison.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// Frames that were compared.
    pub frames: u64,
    /// Exits whose moment did not come in the other run.
    pub missed: u64,
    /// The first difference, in words.
    pub difference: Option<String>,
}

/// No fuel is ever below it.
const NEVER: i64 = i64::MIN;
/// More than any fuel.
const AFTER: i64 = 1 << 60;

/// The fuel that is left, such that it never rises.
fn moment(cx: &Ctx) -> i64 {
    let left = cx.fuel_left();
    if cx.meter.is_reached() { left - AFTER } else { left }
}

/// Up to which fuel frames are looked at for what is expected at this moment; all, if that comes after the limit.
fn watched(moment: i64) -> i64 {
    if moment < AFTER / -2 { i64::MAX } else { moment }
}

/// What a VM notes or compares.
pub struct Shadow {
    notes: Cell<bool>,
    /// Whether an exit raised, and what handles the exception has not been noted yet.
    raised: Cell<bool>,
    seen: RefCell<Vec<Seen>>,
    /// Where notes are written at once, for a run that may crash.
    journal: RefCell<Option<File>>,
    expected: RefCell<VecDeque<Seen>>,
    /// The fuel at which something is expected next, or [`NEVER`].
    pub(crate) next: Cell<i64>,
    compared: RefCell<Compared>,
}

impl Default for Shadow {
    fn default() -> Shadow {
        Shadow {
            notes: Cell::new(false),
            raised: Cell::new(false),
            seen: RefCell::default(),
            journal: RefCell::default(),
            expected: RefCell::default(),
            next: Cell::new(NEVER),
            compared: RefCell::default(),
        }
    }
}

impl Shadow {
    /// Notes the frames of every exit from now on.
    pub fn note(&self) {
        self.notes.set(true);
    }

    /// Whether anything is noted or expected.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        self.notes.get() || self.next.get() != NEVER
    }

    /// An exit left with an exception: the frame that handles it is noted then.
    pub(crate) fn raised(&self) {
        self.raised.set(true);
    }

    /// As [`Shadow::note`], and writes each to a file, a line each ([`Seen::parse`]).
    pub fn note_to(&self, journal: File) {
        self.note();
        *self.journal.borrow_mut() = Some(journal);
    }

    /// What was noted.
    pub fn noted(&self) -> Vec<Seen> {
        self.seen.take()
    }

    /// Compares with what another run noted; only counting handlers do.
    pub fn expect(&self, seen: Vec<Seen>) {
        self.next.set(seen.first().map_or(NEVER, |first| watched(first.fuel)));
        *self.expected.borrow_mut() = seen.into();
    }

    /// What was compared; what is still expected was missed.
    pub fn compared(&self) -> Compared {
        self.expected.borrow_mut().drain(..).for_each(|seen| self.miss(&seen));
        self.compared.borrow().clone()
    }

    /// The moment of an exit did not come: it went on elsewhere than an interpreter would.
    fn miss(&self, seen: &Seen) {
        let mut compared = self.compared.borrow_mut();
        compared.missed += 1;
        compared.difference.get_or_insert_with(|| {
            let Seen { reason, function, unit, .. } = seen;
            format!("exit '{reason}' of {function} at unit {unit}: {NEVER_THERE}")
        });
    }
}

/// An exit rebuilt these frames, `count` of them, of which the running one is the innermost.
pub(crate) fn exited(
    cx: &mut Ctx,
    vm: &Vm,
    frame: Frame,
    sp: *mut u64,
    count: usize,
    reason: &'static str,
) {
    if !vm.shadow.notes.get() {
        return;
    }
    let unit = (frame.pc() as usize - frame.code().units() as usize) as u32 / 2;
    note(cx, vm, (frame, unit, sp), count, reason);
}

/// A frame handles an exception at a code unit; its operand stack ends at `sp` then. Where the exception was raised
/// part of the operands may be gone, which is why frames are looked at here.
#[cold]
#[inline(never)]
pub(crate) fn handled(cx: &mut Ctx, vm: &Vm, frame: Frame, target: usize, sp: *mut u64) {
    let at = (frame, target as u32 | RAISED, sp);
    if !vm.shadow.notes.get() {
        expect(cx, vm, at);
    } else if vm.shadow.raised.take() {
        note(cx, vm, at, 1, "raised");
    }
}

/// In the unit of what is seen where an exception is handled: the handler comes by that unit, too.
const RAISED: u32 = 1 << 31;

fn note(
    cx: &mut Ctx,
    vm: &Vm,
    (frame, unit, sp): (Frame, u32, *mut u64),
    count: usize,
    reason: &'static str,
) {
    let seen = Seen {
        fuel: moment(cx),
        function: name_of(frame.code()),
        depth: frame.depth(),
        unit,
        reason: reason.to_owned(),
        frames: fingerprints(cx, frame, sp, count),
    };
    if let Some(journal) = &*vm.shadow.journal.borrow() {
        // What is lost is not compared.
        let _ = writeln!(&mut &*journal, "{}", seen.text());
    }
    vm.shadow.seen.borrow_mut().push(seen);
}

/// The interpreter is about to run the instruction before `pc`, with no more fuel than something is expected at.
#[cold]
#[inline(never)]
pub(crate) fn check(cx: &mut Ctx, vm: &Vm, frame: Frame, pc: *mut u16, sp: *mut u64) {
    let unit = (pc as usize - frame.code().units() as usize) as u32 / 2 - 1;
    expect(cx, vm, (frame, unit, sp));
}

fn expect(cx: &mut Ctx, vm: &Vm, (frame, unit, sp): (Frame, u32, *mut u64)) {
    let shadow = &vm.shadow;
    let mut expected = shadow.expected.borrow_mut();
    let moment = moment(cx);
    while expected.front().is_some_and(|seen| seen.fuel > moment) {
        if let Some(seen) = expected.pop_front() {
            shadow.miss(&seen);
        }
    }
    let now = expected.iter().take_while(|seen| seen.fuel == moment);
    let depth = frame.depth();
    let here = now.enumerate().find(|(_, seen)| (seen.unit, seen.depth) == (unit, depth));
    let here = here.map(|(at, _)| at);
    if let Some(at) = here.filter(|&at| expected[at].function == name_of(frame.code()))
        && let Some(seen) = expected.remove(at)
    {
        let mut frames = fingerprints(cx, frame, sp, seen.frames.len());
        let mut seen = seen;
        let op = if unit & RAISED == 0 { frame.code().unit(unit as usize) as u8 } else { 0 };
        if op == Opcode::POP_ITER as u8 || op == Opcode::END_FOR as u8 {
            // An iterator that is spent, or what stands in its place: it is dropped unseen.
            for words in [&mut frames, &mut seen.frames] {
                words.first_mut().and_then(Vec::pop);
            }
        }
        let mut compared = shadow.compared.borrow_mut();
        compared.frames += frames.len() as u64;
        if compared.difference.is_none() {
            compared.difference = difference(frame, &seen, &frames);
        }
    }
    shadow.next.set(expected.front().map_or(NEVER, |seen| watched(seen.fuel)));
}

fn name_of(code: Gc<CodeObj>) -> String {
    format!("{}:{}", code.qualname.get(), code.first_line)
}

fn difference(frame: Frame, seen: &Seen, frames: &[Vec<u64>]) -> Option<String> {
    let code = frame.code();
    let line = code.lines_at((seen.unit & !RAISED) as usize).map_or(0, |l| l.line);
    let place = frames.iter().zip(&seen.frames).enumerate().find_map(|(i, (a, b))| {
        // Below a frame that native code called nobody knows where the operand stack ends.
        if i == 0 && a.len() != b.len() {
            return Some(format!("frame {i} has {} words, not {}", b.len(), a.len()));
        }
        let slot = a.iter().zip(b).position(|(x, y)| x != y)?;
        Some(format!("slot {slot} of frame {i} differs"))
    });
    let place = match place {
        Some(place) => place,
        None if frames.len() == seen.frames.len() => return None,
        None => "another number of frames".to_owned(),
    };
    let Seen { reason, function, unit, .. } = seen;
    Some(format!("exit '{reason}' of {function} at line {line}, unit {unit}: {place}"))
}

/// Fingerprints of the running frame, whose operand stack ends at `sp`, and of those below it.
fn fingerprints(cx: &mut Ctx, frame: Frame, sp: *mut u64, count: usize) -> Vec<Vec<u64>> {
    let (mut at, mut end) = (Some(frame), sp);
    let mut all = Vec::with_capacity(count);
    // Whether native code is between this frame and the one above: its operand stack may end anywhere.
    let mut is_below_native = false;
    while let (Some(frame), true) = (at, all.len() < count) {
        let words = (end as usize).saturating_sub(frame.fp() as usize) / 8;
        let words = words.max(frame.code().locals_len()).min(frame.code().body_words());
        let mut values: Vec<Option<Value>> = (0..words).map(|slot| frame.slot_at(slot)).collect();
        // A bound method, or its function and receiver: both are ready to be called.
        for at in frame.code().locals_len()..words.saturating_sub(1) {
            let method = values[at].and_then(|v| v.cast::<BoundMethodObj>());
            if let (Some(method), None) = (method, values[at + 1]) {
                values[at] = Some(method.function.get());
                values[at + 1] = Some(method.receiver.get());
            }
        }
        if is_below_native {
            values.truncate(frame.code().locals_len());
        }
        is_below_native = frame.has(flags::ENTRY | flags::GENERATOR);
        all.push(values.into_iter().map(|v| fingerprint(cx, v, 4)).collect());
        (at, end) = (frame.prev(), frame.return_sp());
    }
    all
}

fn is_hex(c: char) -> bool {
    c.is_ascii_hexdigit()
}

fn mix(hash: u64, with: u64) -> u64 {
    (hash ^ with).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(23)
}

/// The same for values that a program cannot tell apart, nearly always another for others.
fn fingerprint(cx: &mut Ctx, v: Option<Value>, depth: u32) -> u64 {
    let Some(v) = v else { return 0 };
    if let Some(n) = v.as_small() {
        // What looks like an `id()` is another in every run.
        let is_address = (1 << 40..1 << 47).contains(&n) && n % 16 == 0;
        return if is_address { 1 } else { mix(1, n as u64) };
    }
    if let Some(f) = v.as_inline_float().or_else(|| v.cast::<FloatObj>().map(|f| f.value)) {
        return mix(2, f.to_bits());
    }
    if !v.is_heap() {
        return mix(3, v.bits());
    }
    if let Some(s) = v.exact::<Str>() {
        // An address in a text, as `repr` writes it, is another in every run.
        let text = s.to_string();
        let parts = text.split(" at 0x").flat_map(|part| part.trim_start_matches(is_hex).bytes());
        return parts.fold(4, |hash, b| mix(hash, b.into()));
    }
    if let Some(it) = v.exact::<RangeIter>() {
        let (left, next) = it.rest();
        return if left > 0 { mix(mix(5, left as u64), next as u64) } else { 5 };
    }
    if v.is_int_exact()
        && let Some(n) = IntView::of(v)
    {
        return n.limbs().iter().fold(6 + u64::from(n.is_negative()), |hash, &l| mix(hash, l));
    }
    if depth > 0 {
        let items: Option<Vec<Option<Value>>> = if let Some(t) = v.exact::<Tuple>() {
            Some(t.items().iter().map(|&v| Some(v)).collect())
        } else if let Some(l) = v.exact::<List>() {
            Some((0..l.len()).map(|i| l.get(i)).collect())
        } else if let Some(d) = v.exact::<Dict>() {
            let entries = (0..d.fill()).filter_map(|i| d.entry(i));
            Some(entries.flat_map(|e| [Some(e.key), Some(e.value)]).collect())
        } else {
            v.cast::<CellObj>().map(|cell| vec![cell.content.get()])
        };
        if let Some(items) = items {
            let few = items.into_iter().take(40);
            return few.fold(8, |hash, item| {
                let item = fingerprint(cx, item, depth - 1);
                mix(hash, item)
            });
        }
    }
    let name = cx.type_of(v).name_str();
    name.bytes().fold(9, |hash, b| mix(hash, b.into()))
}

#[cfg(test)]
mod tests {
    use super::Seen;

    #[test]
    fn text_and_back() {
        let seen = Seen {
            fuel: -3,
            function: "C.f:7".to_owned(),
            depth: 2,
            unit: 9,
            reason: "overflow".to_owned(),
            frames: vec![vec![1, u64::MAX], vec![], vec![0]],
        };
        assert_eq!(Seen::parse(&seen.text()), Some(seen));
        assert_eq!(Seen::parse("1\tf:1\t2"), None);
    }
}
