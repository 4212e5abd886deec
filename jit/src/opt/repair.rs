//! SSA repair: values that are defined in several places now reach their uses through block parameters.
//!
//! Not a pass of its own: whoever copies blocks asks for it. Definitions are looked for from the uses up, and a
//! block that several ways come to gets a parameter, whose arguments are looked for in turn ("Simple and
//! Efficient Construction of Static Single Assignment Form", Braun and others, CC 2013). Frame states and
//! what only they know cannot be parameters, and constants need not be: they are made again where they are used.
//! Parameters that turn out to have one source go in `params`.

use crate::ir::{BlockId, Cfg, Function, InstId, Op, Type};
use rustc_hash::FxHashMap;

/// Where the values that are to be repaired are defined.
pub trait Definitions {
    /// Whether this is such a value, by the name that its uses have.
    fn is_old(&self, v: InstId) -> bool;
    /// What the value is at the end of a block that defines it, or that a definition dominates.
    fn at(&self, cfg: &Cfg, b: BlockId, v: InstId) -> Option<InstId>;
    /// The same for uses in the block itself.
    fn before(&self, cfg: &Cfg, b: BlockId, v: InstId) -> Option<InstId> {
        self.at(cfg, b, v)
    }
    /// Whether more ways will lead to a block behind this one, so that it needs parameters already.
    fn is_split(&self, b: BlockId) -> bool;
}

/// Gives each use of an old value in these blocks the definition that reaches it.
pub fn run(func: &mut Function, cfg: &Cfg, blocks: &[BlockId], definitions: &dyn Definitions) {
    let mut repair = Repair {
        func,
        cfg,
        definitions,
        known: FxHashMap::default(),
        made: Vec::new(),
        again: FxHashMap::default(),
    };
    for &b in blocks {
        for v in repair.func.block(b).insts.clone() {
            repair.rename(b, v);
        }
    }
    repair.pass_arguments();
}

struct Repair<'a> {
    func: &'a mut Function,
    cfg: &'a Cfg,
    definitions: &'a dyn Definitions,
    /// What stands for an old value at the start of a block without definition.
    known: FxHashMap<(BlockId, InstId), InstId>,
    /// Parameters made for old values, whose arguments no edge passes yet.
    made: Vec<(BlockId, InstId)>,
    /// How many instructions that were made again begin a block.
    again: FxHashMap<BlockId, usize>,
}

impl Repair<'_> {
    /// Renames what an instruction uses.
    fn rename(&mut self, b: BlockId, v: InstId) {
        if !self.func.inst(v).uses().any(|used| self.definitions.is_old(used)) {
            return;
        }
        let mut inst = self.func.inst(v).clone();
        for used in inst.uses_mut().filter(|used| self.definitions.is_old(**used)) {
            *used = self.value_in(b, *used);
        }
        *self.func.inst_mut(v) = inst;
    }

    /// What an old value is at the end of a block.
    fn value(&mut self, b: BlockId, old: InstId) -> InstId {
        match self.definitions.at(self.cfg, b, old) {
            Some(defined) => defined,
            None => self.value_in(b, old),
        }
    }

    /// What an old value is in a block before that defines it anew.
    fn value_in(&mut self, b: BlockId, old: InstId) -> InstId {
        let (ty, op) = (self.func.ty(old), self.func.inst(old).op);
        let is_made_again = ty == Type::State
            || op.is_virtual()
            || matches!(op, Op::Const | Op::ConstI64 | Op::ConstF64);
        let mut passed = Vec::new();
        let mut at = b;
        let found = loop {
            let defined = if at == b {
                self.definitions.before(self.cfg, at, old)
            } else {
                self.definitions.at(self.cfg, at, old)
            };
            if let Some(defined) = defined {
                break defined;
            }
            if let Some(&known) = self.known.get(&(at, old)) {
                break known;
            }
            passed.push(at);
            match self.cfg.preds[at.0 as usize][..] {
                [only] if !self.definitions.is_split(only) => at = only,
                _ if is_made_again => {
                    passed = vec![b];
                    break self.make_again(b, old);
                }
                _ => {
                    self.made.push((at, old));
                    break self.func.push_param(at, ty);
                }
            }
        };
        self.known.extend(passed.into_iter().map(|at| ((at, old), found)));
        found
    }

    /// Makes a frame state or a constant at the start of a block.
    fn make_again(&mut self, b: BlockId, old: InstId) -> InstId {
        let mut inst = self.func.inst(old).clone();
        for used in inst.uses_mut().filter(|used| self.definitions.is_old(**used)) {
            *used = self.value_in(b, *used);
        }
        let made = self.func.make(inst);
        let count = self.again.entry(b).or_default();
        self.func.block_mut(b).insts.insert(*count, made);
        *count += 1;
        made
    }

    /// Passes the parameters' arguments, in the order in which the parameters were made, which is that of the
    /// arguments of each edge; arguments may need parameters of their own.
    fn pass_arguments(&mut self) {
        let mut next = 0;
        while let Some(&(b, old)) = self.made.get(next) {
            next += 1;
            let mut preds = self.cfg.preds[b.0 as usize].clone();
            preds.dedup();
            for p in preds {
                let comes = self.value(p, old);
                let end = self.func.end(p).expect("a block with an edge has an end");
                for edge in self.func.inst_mut(end).targets.iter_mut().filter(|e| e.block == b) {
                    edge.args.push(comes);
                }
            }
        }
    }
}
