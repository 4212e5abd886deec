//! Frame states to frame maps, and which values an exit must store.

use crate::exit::reason::ExitReason;
use crate::ir::frame_state::FrameState;
use crate::ir::{Function, InstId, Op, Type};
use taipan_runtime::fault;
use taipan_vm::abi::frame_map::{ExitMap, Fix, FrameMap};
use taipan_vm::frame::layout::{HEADER, flags};

/// An object that an exit makes: where its parts are stored.
pub struct StoredObject {
    /// The virtual instruction.
    pub object: InstId,
    /// Words from the entered frame's local 0 to its first item.
    pub at: u32,
}

/// The objects that an exit at `state` must make, each once for each slot that holds it, innermost frame
/// first; and the words from the entered frame's local 0 to the end of all that the exit stores.
pub fn stored_objects(func: &Function, state: InstId) -> (Vec<StoredObject>, u32) {
    let frames = func.frames.iter().map(|f| (f.base + f.words) as u32).max();
    let mut end = frames.unwrap_or(0).max(func.frame_words as u32);
    let mut objects = Vec::new();
    for s in std::iter::successors(Some(state), |&s| FrameState::of(func, s).caller()) {
        let view = FrameState::of(func, s);
        for &v in view.locals().iter().chain(view.stack()) {
            let inst = func.inst(v);
            if inst.op == Op::VirtualGenerator {
                end += HEADER as u32;
            }
            if inst.op.is_virtual() {
                objects.push(StoredObject { object: v, at: end });
                end += inst.args.len() as u32;
            }
        }
    }
    (objects, end)
}

/// The map of an exit at `state`.
pub fn exit_map(
    func: &Function,
    state: InstId,
    reason: ExitReason,
    origin: Option<InstId>,
) -> ExitMap {
    let (objects, words) = stored_objects(func, state);
    let mut objects = objects.into_iter();
    let mut frames: Vec<FrameMap> =
        std::iter::successors(Some(state), |&s| FrameState::of(func, s).caller())
            .map(|s| frame_map(func, s, &mut objects))
            .collect();
    frames.reverse();
    ExitMap {
        reason: reason.name(),
        raising: reason == ExitReason::Raised,
        speculation: reason.is_speculation(),
        site: site_of(func, origin.unwrap_or(state)),
        moved: origin.is_some(),
        words,
        frames,
    }
}

fn site_of(func: &Function, state: InstId) -> (u64, u32) {
    let view = FrameState::of(func, state);
    let inlined = func.frames.get(view.frame()).filter(|_| view.frame() > 0);
    (inlined.map_or(0, |f| f.func), view.pc())
}

fn frame_map(
    func: &Function,
    state: InstId,
    objects: &mut impl Iterator<Item = StoredObject>,
) -> FrameMap {
    let view = FrameState::of(func, state);
    let inlined = func.frames.get(view.frame());
    let mut fixes = Vec::new();
    for (slot, &v) in view.locals().iter().chain(view.stack()).enumerate() {
        let fix = if func.inst(v).op.is_virtual() {
            objects.next().and_then(|o| object_fix(func, v, o.at))
        } else {
            fix(func, v)
        };
        let slot = slot + usize::from(fault!("exit-slot-off") && slot > 0);
        fixes.extend(fix.map(|fix| (slot as u32, fix)));
    }
    FrameMap {
        frame: view.frame() as u32,
        func: inlined.map_or(0, |f| f.func),
        flags: inlined.map_or(0, |f| f.flags | if f.feeds { flags::FEEDS } else { 0 }),
        generator: inlined.and_then(|f| f.generator),
        base: inlined.map_or(0, |f| f.base),
        counted: view.is_counted(),
        pc: view.pc() + u32::from(fault!("exit-pc-behind") && inlined.is_some_and(|f| f.func != 0)),
        locals: view.locals().len() as u32,
        stack: (view.stack().len() as u32).saturating_sub(fault!("exit-stack-short").into()),
        fixes,
    }
}

/// How an object is made whose parts are stored at `at`.
fn object_fix(func: &Function, v: InstId, at: u32) -> Option<Fix> {
    let inst = func.inst(v);
    let items = inst.args.iter().map(|&item| fix(func, item)).collect();
    let like = inst.imm as u64;
    match inst.op {
        Op::VirtualTuple => Some(Fix::Tuple { at, items }),
        Op::VirtualRange => Some(Fix::Range { at }),
        Op::VirtualFunction => Some(Fix::Function { like, at, items }),
        Op::VirtualGenerator => Some(Fix::Generator { like, pc: inst.imm2 as u32, at, items }),
        // Made with its frame.
        _ => None,
    }
}

/// What the interpreter's side must do with a value.
fn fix(func: &Function, v: InstId) -> Option<Fix> {
    match func.inst(v) {
        i if i.op == Op::Const => Some(Fix::Const(i.imm as u64)),
        i => match i.ty {
            Type::F64 => Some(Fix::Float),
            Type::I64 => Some(Fix::Int),
            Type::Cond => Some(Fix::Bool),
            _ => None,
        },
    }
}

/// Whether machine code stores a value at the exit: not constants, and not what a local's slot still
/// holds from entry. Operand stack slots (at and beyond `locals`) may have been used meanwhile.
pub fn is_stored(func: &Function, v: InstId, frame: usize, slot: usize, locals: usize) -> bool {
    let inst = func.inst(v);
    match inst.op {
        op if op == Op::Const || op.is_virtual() => false,
        Op::EntrySlot => frame != 0 || slot >= locals || inst.imm != slot as i64,
        // Guards pass on the word of their operand.
        Op::GuardInt
        | Op::GuardFloat
        | Op::GuardBool
        | Op::GuardBound
        | Op::GuardType
        | Op::GuardShape
        | Op::AssumeBound
        | Op::AssumeHeap
        | Op::AssumeInt
        | Op::AssumeType => {
            // A guarded constant is no constant to `fix`, so it is stored.
            func.inst(inst.args[0]).op == Op::Const && !fault!("exit-constant-lost")
                || is_stored(func, inst.args[0], frame, slot, locals)
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::parse::parse;

    #[test]
    fn a_guarded_constant_is_stored() {
        let func = parse(
            "fn f
b0():
  v0: Heap = const [16, 0]
  v1: State = snapshot v0 [9, 0]
  v2: Object#13 = guard_type v0 [13, 0] @v1 !not_type
  v3: State = snapshot v2 [9, 0]
  exit @v3 !interpret
",
        )
        .expect("parses");
        assert!(is_stored(&func, InstId(2), 0, 0, 0) && fix(&func, InstId(2)).is_none());
    }

    #[test]
    fn a_map_lists_constants_and_machine_forms() {
        let func = parse(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: F64 = const_f64 [1, 0]
  v2: None = const [4, 0]
  v3: State = snapshot v0, v1, v2 [9, 2]
  exit @v3 !interpret
",
        )
        .expect("parses");
        let state = func.inst(func.end(crate::ir::BlockId(0)).expect("end")).state.expect("state");
        let map = exit_map(&func, state, ExitReason::Interpret, None);
        assert_eq!(map.frames[0].fixes, [(1, Fix::Float), (2, Fix::Const(4))]);
        assert_eq!((map.frames[0].pc, map.frames[0].locals, map.frames[0].stack), (9, 2, 1));
        assert!(!is_stored(&func, InstId(0), 0, 0, 2) && is_stored(&func, InstId(0), 0, 1, 2));
        assert!(is_stored(&func, InstId(0), 0, 0, 0), "an operand stack slot is always stored");
    }

    #[test]
    fn a_generator_that_is_not_made_has_room_for_a_header_in_front() {
        let mut func = parse(
            "fn f
b0():
  v0: Slot = entry_slot
  v1: Int = const [3, 0]
  v2: F64 = const_f64 [1, 0]
  v3: Void = virtual_generator v0, v1, v2 [4096, 7]
  v4: Slot = const [0, 0]
  v5: State = snapshot v0, v3 [9, 1]
  exit @v5 !interpret
",
        )
        .expect("parses");
        func.frame_words = 20;
        let state = func.end(crate::ir::BlockId(0)).and_then(|end| func.inst(end).state);
        let map = exit_map(&func, state.expect("state"), ExitReason::Interpret, None);
        let items = vec![None, Some(Fix::Const(3)), Some(Fix::Float)];
        let made = Fix::Generator { like: 4096, pc: 7, at: 20 + HEADER as u32, items };
        assert_eq!(map.frames[0].fixes, [(1, made)]);
        assert_eq!(map.words, 20 + HEADER as u32 + 3);
        assert!(!is_stored(&func, InstId(3), 0, 1, 1), "it has no word");
    }
}
