//! Units of machine code: what each is, and what became of it. The code of a unit that is not entered any more is
//! given back as soon as no frame can be inside it; its counts stay.

#![forbid(unsafe_code)]

use crate::code::{CodeMemory, Entry};
use crate::lower::compile::MachineCode;
use elsa::FrozenVec;
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use taipan_runtime::heap::Marker;
use taipan_vm::abi::frame_map::{ExitMap, ExitTaken};
use taipan_vm::tier::backend::BackendStats;

/// Code address and place in it.
pub type Place = (usize, Option<u32>);

/// One compiled unit.
pub struct Unit {
    /// The function's name.
    pub name: String,
    /// Whether its code is the library's.
    pub is_library: bool,
    /// What it is entered for.
    pub place: Place,
    /// Heap pointers in its code.
    pub keep: RefCell<Vec<u64>>,
    /// Exits for a wrong guess.
    pub speculative: Cell<u32>,
    is_retired: Cell<bool>,
    /// What came of it; nothing while a thread compiles it.
    made: RefCell<Option<Made>>,
}

/// The machine code of a unit.
struct Made {
    exits: Arc<[ExitMap]>,
    counts: Vec<u64>,
    /// Where it is, as long as it is there.
    entry: Option<Entry>,
    nanoseconds: u64,
    bytes: usize,
    guards: u32,
}

impl Unit {
    /// A unit that is about to be compiled.
    pub fn new(name: &str, file: &str, place: Place, keep: Vec<u64>) -> Unit {
        Unit {
            name: name.to_owned(),
            is_library: file.starts_with("<taipan-stdlib>"),
            place,
            keep: keep.into(),
            speculative: Cell::new(0),
            is_retired: Cell::new(false),
            made: RefCell::default(),
        }
    }

    /// Its code is there.
    pub fn set_made(&self, code: &MachineCode, entry: Entry, nanoseconds: u64) {
        *self.made.borrow_mut() = Some(Made {
            exits: Arc::clone(&code.exits),
            counts: vec![0; code.exits.len()],
            entry: Some(entry),
            nanoseconds,
            bytes: code.bytes.len(),
            guards: code.guards,
        });
    }

    /// Code was left by this exit.
    pub fn take_exit(&self, exit: usize) -> Option<ExitTaken> {
        let mut made = self.made.borrow_mut();
        let made = made.as_mut()?;
        *made.counts.get_mut(exit)? += 1;
        Some(ExitTaken { maps: Arc::clone(&made.exits), at: exit })
    }

    /// How many guards its code has.
    pub fn guards(&self) -> u32 {
        self.made.borrow().as_ref().map_or(0, |made| made.guards)
    }
}

/// All units of a VM, by number from 1.
#[derive(Default)]
pub struct Units {
    all: FrozenVec<Box<Unit>>,
    /// Numbers of units that are not entered any more, and still have their code.
    retired: RefCell<Vec<u32>>,
    /// Exits of units whose code is gone, by reason and site.
    past: RefCell<FxHashMap<String, u64>>,
}

impl Units {
    /// Adds a unit, which gets the next number.
    pub fn push(&self, unit: Unit) -> u32 {
        self.all.push(Box::new(unit));
        self.all.len() as u32
    }

    /// A unit.
    pub fn get(&self, number: u32) -> Option<&Unit> {
        self.all.get((number as usize).checked_sub(1)?)
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Unit> {
        self.all.iter()
    }

    /// A unit is not entered any more; frames may still be inside it.
    pub fn retire(&self, number: u32) {
        let Some(unit) = self.get(number) else { return };
        if !unit.is_retired.replace(true) {
            self.retired.borrow_mut().push(number);
        }
    }

    /// Gives back the code of units that are not entered any more. The caller knows that no frame is inside
    /// machine code; `gone` hears the numbers.
    pub fn free_retired(&self, memory: &mut CodeMemory, mut gone: impl FnMut(u32)) {
        for number in self.retired.take() {
            let Some(unit) = self.get(number) else { continue };
            if let Some(made) = &mut *unit.made.borrow_mut() {
                exits_of(unit, made, |name, count| {
                    *self.past.borrow_mut().entry(name).or_default() += count;
                });
                (made.exits, made.counts) = (Arc::default(), Vec::new());
                if let Some(entry) = made.entry.take() {
                    memory.free(entry, made.bytes);
                }
            }
            unit.keep.take();
            gone(number);
        }
    }

    /// Whether the code of some unit could be given back.
    pub fn has_retired(&self) -> bool {
        !self.retired.borrow().is_empty()
    }

    /// Adds what units tell.
    pub fn report(&self, stats: &mut BackendStats) {
        let mut exits = self.past.borrow().clone();
        for unit in self.iter() {
            let made = unit.made.borrow();
            stats.library.push(unit.is_library);
            stats.guards.push(unit.guards());
            let Some(made) = &*made else { continue };
            let at = unit.place.1.map_or(String::new(), |pc| format!("@{pc}"));
            stats.compiled.push((format!("{}{at}", unit.name), made.nanoseconds, made.bytes));
            exits_of(unit, made, |name, count| *exits.entry(name).or_default() += count);
        }
        stats.exits = exits.into_iter().collect();
        stats.exits.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }

    /// Marks what machine code refers to.
    pub fn trace(&self, marker: &mut Marker) {
        for unit in self.iter() {
            marker.mark_raw(&unit.keep.borrow());
            marker.mark_raw(&[unit.place.0 as u64]);
        }
    }
}

/// The exits that a unit's code took, by reason and site.
fn exits_of(unit: &Unit, made: &Made, mut each: impl FnMut(String, u64)) {
    let at = unit.place.1.map_or(String::new(), |pc| format!("@{pc}"));
    for (map, &count) in made.exits.iter().zip(&made.counts).filter(|(_, count)| **count > 0) {
        let pc = map.frames.last().map_or(0, |f| f.pc);
        each(format!("{} {}{at}:{pc}", map.reason, unit.name), count);
    }
}
