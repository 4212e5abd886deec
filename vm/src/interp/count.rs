//! Exact execution counts, in the counting instance of the loop only.

use super::state::Vm;

/// One execution of an opcode.
#[inline(always)]
pub(crate) fn count(vm: &Vm, opcode: u8) {
    let cell = &vm.stats.executions[opcode as usize];
    cell.set(cell.get() + 1);
}
