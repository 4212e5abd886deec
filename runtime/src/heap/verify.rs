//! Checks of the whole heap, for tests and for `-X gc-stress` debugging: every object that looks
//! alive has a sane header and points only to such objects.

use super::block::BlockKind;
use super::core::Core;
use super::header::{Header, ShapeId};
use super::mark::Marker;
use super::region::block_offset;
use super::size_class::{cell_size, cells_end};
use super::{Heap, Value};
use std::ptr::NonNull;

impl Heap {
    /// Walks all marked objects right after a collection and tells the first thing that is wrong.
    pub fn verify(&mut self) -> Result<usize, String> {
        self.collect();
        let core = self.core();
        let objects = core.marked_objects();
        for &object in &objects {
            core.verify_object(object)?;
        }
        Ok(objects.len())
    }

    /// Every object that survives a collection made first, the collector's buffers excluded. The
    /// vector keeps none of them alive.
    pub fn all_objects(&mut self) -> Vec<Value> {
        self.collect();
        let objects = self.core().marked_objects().into_iter();
        let visible = objects.filter(|object| object.1 != ShapeId::INTERNAL);
        // SAFETY: marked objects are alive.
        visible
            .filter_map(|object| unsafe { Value::from_bits(object.0.addr().get() as u64) })
            .collect()
    }

    /// Bytes of the cell that an object occupies.
    pub fn size_of(&self, object: Value) -> usize {
        let core = self.core();
        let offset = (object.bits() as usize).wrapping_sub(core.region.base());
        match core.blocks.index_of(offset).map(|i| (i, core.blocks.info(i).kind)) {
            Some((_, BlockKind::Small(class))) => cell_size(class as usize),
            Some((i, BlockKind::LargeHead(_))) => {
                core.large.iter().find(|l| l.block == i).map_or(0, |l| l.bytes)
            }
            Some((_, BlockKind::Permanent)) => core.permanent_size(offset),
            _ => 0,
        }
    }

    /// The objects that an object points to, appended to `out` (immediates and buffers excluded,
    /// but what buffers hold is included).
    pub fn referents(&self, object: Value, out: &mut Vec<Value>) {
        let Some(header) = object.header() else { return };
        let mut pending = vec![NonNull::from(header)];
        let core = self.core();
        while let Some(next) = pending.pop() {
            for found in core.pointers_of(next) {
                // SAFETY: fields of live objects point to live objects.
                match unsafe {
                    (found.as_ref().shape.get(), Value::from_bits(found.addr().get() as u64))
                } {
                    (ShapeId::INTERNAL, _) => pending.push(found),
                    (_, Some(value)) => out.push(value),
                    _ => {}
                }
            }
        }
    }
}

type Found = (NonNull<Header>, ShapeId);

impl Core {
    fn marked_objects(&self) -> Vec<Found> {
        let mut found = Vec::new();
        let marks = self.region.marks();
        let mut look = |offset: usize| {
            if marks.get(offset) {
                let header = self.region.at(offset).cast::<Header>();
                // SAFETY: marked cells hold objects.
                found.push((header, unsafe { header.as_ref() }.shape.get()));
            }
        };
        for (class, of_class) in self.classes.iter().enumerate() {
            for &block in &of_class.blocks {
                (0..cells_end(class))
                    .step_by(cell_size(class))
                    .for_each(|at| look(block_offset(block) + at));
            }
        }
        self.large.iter().for_each(|l| look(block_offset(l.block)));
        self.permanent_objects().into_iter().for_each(&mut look);
        found
    }

    /// What an object points to, each target once; the shadow bits serve to tell.
    fn pointers_of(&self, object: NonNull<Header>) -> Vec<NonNull<Header>> {
        let mut found = Vec::new();
        let (shadow, marks) = (self.region.shadow(), self.region.marks());
        // SAFETY: blocks, layouts and roots outlive the marker, and no one else runs.
        let mut m = unsafe {
            Marker::new(
                self.region.base(),
                (shadow, marks),
                &self.blocks,
                &self.layouts,
                self.roots,
                Default::default(),
            )
        };
        m.lists_leaves = true;
        m.visit(object);
        m.take_found(&mut found);
        found.iter().for_each(|target| shadow.clear(target.addr().get() - self.region.base()));
        found
    }

    fn verify_object(&self, (object, shape): Found) -> Result<(), String> {
        let at = object.addr().get();
        // SAFETY: a marked cell holds an object.
        let header = unsafe { object.as_ref() };
        if shape == ShapeId::FREE {
            return Err(format!("the marked cell at {at:#x} holds no object"));
        }
        if !self.layouts.is_registered(header.layout) {
            return Err(format!("layout {} at {at:#x} is unknown", header.layout.0));
        }
        let name = self.layouts.get(header.layout).name;
        for target in self.pointers_of(object) {
            let to = target.addr().get();
            let offset = to.wrapping_sub(self.region.base());
            if self.blocks.index_of(offset).is_none() || !self.region.marks().get(offset) {
                return Err(format!("{name} at {at:#x} points to {to:#x}, which is not alive"));
            }
        }
        Ok(())
    }
}
