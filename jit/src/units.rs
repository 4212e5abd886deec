//! Units of machine code: what each is, and what became of it. The code of a unit that is not entered any more is
//! given back as soon as no frame can be inside it; its counts stay.

#![forbid(unsafe_code)]

use crate::code::{CodeMemory, Entry};
use crate::lower::compile::MachineCode;
use crate::places::FramePlaces;
use rustc_hash::{FxHashMap, FxHasher};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;
use taipan_runtime::heap::Marker;
use taipan_vm::abi::frame_map::{ExitMap, ExitTaken};
use taipan_vm::tier::backend::{BackendStats, BlockSite, GuardSite};

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
    keep: Vec<u64>,
    /// Exits for a wrong guess.
    pub speculative: Cell<u32>,
    is_retired: Cell<bool>,
    /// Where its instructions stand in the program, by frame, if its guards are counted.
    places: Vec<FramePlaces>,
    /// What came of it; nothing while a thread compiles it.
    made: RefCell<Option<Made>>,
}

/// The machine code of a unit.
struct Made {
    exits: Arc<[ExitMap]>,
    counts: Vec<u64>,
    entry: Entry,
    nanoseconds: u64,
    bytes: usize,
    guards: u32,
    /// What each guard is, if they are counted.
    sites: Vec<GuardSite>,
    /// The blocks that they are in, likewise.
    blocks: Vec<BlockSite>,
}

impl Unit {
    /// A unit that is about to be compiled.
    pub fn new(
        name: &str,
        file: &str,
        place: Place,
        keep: Vec<u64>,
        places: Vec<FramePlaces>,
    ) -> Unit {
        Unit {
            name: name.to_owned(),
            is_library: file.starts_with("<taipan-stdlib>"),
            place,
            keep,
            speculative: Cell::new(0),
            is_retired: Cell::new(false),
            places,
            made: RefCell::default(),
        }
    }

    /// Its code is there.
    pub fn set_made(&self, code: &MachineCode, entry: Entry, nanoseconds: u64) {
        *self.made.borrow_mut() = Some(Made {
            exits: Arc::clone(&code.exits),
            counts: vec![0; code.exits.len()],
            entry,
            nanoseconds,
            bytes: code.bytes.len(),
            guards: code.guards.count,
            sites: code.guards.sites.clone(),
            blocks: code.guards.blocks.clone(),
        });
    }

    /// Code was left by this exit.
    pub fn take_exit(&self, exit: usize) -> Option<ExitTaken> {
        let mut made = self.made.borrow_mut();
        let made = made.as_mut()?;
        *made.counts.get_mut(exit)? += 1;
        Some(ExitTaken { maps: Arc::clone(&made.exits), at: exit })
    }

    /// The function's name, and the loop's head.
    fn place_name(&self) -> String {
        let at = self.place.1.map_or(String::new(), |pc| format!("@{pc}"));
        format!("{}{at}", self.name)
    }

    /// What each guard of its code is, in this unit or any other of the place: why it leaves, where the interpreter would
    /// go on in which functions, and the how many-eth of those.
    fn sites(&self) -> Vec<GuardSite> {
        let place: Arc<str> = self.place_name().into();
        let mut same: FxHashMap<u64, u32> = FxHashMap::default();
        let whole = |site: &GuardSite| {
            let mut hasher = FxHasher::default();
            (&place, self.places.first().map(|of| of.line)).hash(&mut hasher);
            (site.op, site.reason).hash(&mut hasher);
            for &(frame, pc) in &site.frames {
                let of = self.places.get(frame as usize);
                (pc, of.map(|of| (&of.name, of.line))).hash(&mut hasher);
            }
            let number = same.entry(hasher.finish()).or_default();
            *number += 1;
            number.hash(&mut hasher);
            let innermost = site.frames.first();
            let of = innermost.and_then(|&(frame, _)| self.places.get(frame as usize));
            let (line, instruction) = of.map_or((0, ""), |of| of.at(site.pc()));
            GuardSite {
                id: hasher.finish(),
                number: *number,
                place: Arc::clone(&place),
                function: of.map_or(String::new(), |of| of.name.clone()),
                line,
                instruction,
                ..site.clone()
            }
        };
        self.made
            .borrow()
            .as_ref()
            .map_or(Vec::new(), |made| made.sites.iter().map(whole).collect())
    }

    /// The blocks of its code, if its guards are counted.
    fn blocks(&self) -> Vec<BlockSite> {
        self.made.borrow().as_ref().map_or(Vec::new(), |made| made.blocks.clone())
    }

    /// How many guards its code has.
    pub fn guards(&self) -> u32 {
        self.made.borrow().as_ref().map_or(0, |made| made.guards)
    }
}

/// All units of a VM, by number from 1.
#[derive(Default)]
pub struct Units {
    all: RefCell<BTreeMap<u32, Row>>,
    /// How many there ever were.
    count: Cell<u32>,
    /// Numbers of units that are not entered any more, and still have their code.
    retired: RefCell<Vec<u32>>,
    /// Exits of units whose code is gone, by reason and site.
    past: RefCell<FxHashMap<String, u64>>,
    /// How many such units there were for a place, and their nanoseconds and bytes.
    gone: RefCell<FxHashMap<String, [u64; 3]>>,
    /// What the guards of such units were, and in which blocks, by the unit's number, if they are counted.
    gone_sites: RefCell<FxHashMap<u32, (Vec<GuardSite>, Vec<BlockSite>)>>,
}

/// A unit, as long as its code is there or to come; longer if its guards are counted.
struct Row {
    unit: Option<Rc<Unit>>,
    guards: u32,
    is_library: bool,
}

impl Units {
    /// Adds a unit, which gets the next number.
    pub fn push(&self, unit: Unit) -> u32 {
        let mut all = self.all.borrow_mut();
        let is_library = unit.is_library;
        let number = self.count.get() + 1;
        self.count.set(number);
        all.insert(number, Row { unit: Some(Rc::new(unit)), guards: 0, is_library });
        number
    }

    /// A unit whose code is not gone.
    pub fn get(&self, number: u32) -> Option<Rc<Unit>> {
        self.all.borrow().get(&number)?.unit.clone()
    }

    /// The unit of a place that is entered.
    pub fn of_place(&self, place: Place) -> Option<u32> {
        let is_there = |row: &Row| {
            row.unit.as_ref().is_some_and(|unit| unit.place == place && !unit.is_retired.get())
        };
        let all = self.all.borrow();
        all.iter().rev().find(|(_, row)| is_there(row)).map(|(&number, _)| number)
    }

    /// How many guards the code of each unit has, by number; or had, if they are counted.
    pub fn guards(&self) -> Vec<u32> {
        let guards = |row: &Row| row.unit.as_ref().map_or(row.guards, |unit| unit.guards());
        let all = self.all.borrow();
        (1..=self.count.get()).map(|number| all.get(&number).map_or(0, guards)).collect()
    }

    /// How many blocks all units have or had, if their guards are counted.
    pub fn blocks(&self) -> usize {
        let all = self.all.borrow();
        let here = all.values().filter_map(|row| row.unit.as_ref());
        let here = here.map(|unit| unit.made.borrow().as_ref().map_or(0, |made| made.blocks.len()));
        let gone_sites = self.gone_sites.borrow();
        here.sum::<usize>() + gone_sites.values().map(|(_, blocks)| blocks.len()).sum::<usize>()
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
            let mut all = self.all.borrow_mut();
            let Some(row) = all.get_mut(&number) else { continue };
            let Some(unit) = row.unit.take() else { continue };
            row.guards = unit.guards();
            let sites = unit.sites();
            if sites.is_empty() {
                all.remove(&number);
            } else {
                self.gone_sites.borrow_mut().insert(number, (sites, unit.blocks()));
            }
            if let Some(made) = &mut *unit.made.borrow_mut() {
                exits_of(&unit, made, |name, count| {
                    *self.past.borrow_mut().entry(name).or_default() += count;
                });
                let mut gone = self.gone.borrow_mut();
                let sums = gone.entry(unit.place_name()).or_default();
                let more = [1, made.nanoseconds, made.bytes as u64];
                sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
                memory.free(made.entry, made.bytes);
            }
            gone(number);
        }
    }

    /// Whether the code of some unit could be given back.
    pub fn has_retired(&self) -> bool {
        !self.retired.borrow().is_empty()
    }

    /// Adds what units tell. Of those whose code is gone only sums are known.
    pub fn report(&self, stats: &mut BackendStats) {
        let mut exits = self.past.borrow().clone();
        stats.guards = self.guards();
        let gone_sites = self.gone_sites.borrow();
        let all = self.all.borrow();
        for number in 1..=self.count.get() {
            let row = all.get(&number);
            stats.library.push(row.is_some_and(|row| row.is_library));
            let gone = || gone_sites.get(&number).cloned().unwrap_or_default();
            let unit = row.and_then(|row| row.unit.as_ref());
            let (sites, blocks) = unit.map_or_else(gone, |unit| (unit.sites(), unit.blocks()));
            stats.sites.push(sites);
            stats.blocks.push(blocks);
            let Some(unit) = unit else { continue };
            let Some(made) = &*unit.made.borrow() else { continue };
            stats.compiled.push((unit.place_name(), made.nanoseconds, made.bytes));
            exits_of(unit, made, |name, count| *exits.entry(name).or_default() += count);
        }
        for (name, [count, nanoseconds, bytes]) in self.gone.borrow().iter() {
            let each = (name.clone(), nanoseconds / count, (bytes / count) as usize);
            stats.compiled.extend((0..*count).map(|_| each.clone()));
        }
        stats.exits = exits.into_iter().collect();
        stats.exits.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }

    /// Marks what machine code refers to.
    pub fn trace(&self, marker: &mut Marker) {
        for unit in self.all.borrow().values().filter_map(|row| row.unit.as_ref()) {
            marker.mark_raw(&unit.keep);
            marker.mark_raw(&[unit.place.0 as u64]);
        }
    }
}

/// The exits that a unit's code took, by reason and site.
fn exits_of(unit: &Unit, made: &Made, mut each: impl FnMut(String, u64)) {
    for (map, &count) in made.exits.iter().zip(&made.counts).filter(|(_, count)| **count > 0) {
        let pc = map.frames.last().map_or(0, |f| f.pc);
        each(format!("{} {}:{pc}", map.reason, unit.place_name()), count);
    }
}
