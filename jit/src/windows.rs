//! Which loops are looked at before they are compiled (`taipan_vm::windows`): those that are entered often, and so begin
//! with their second turn often.

use taipan_vm::Vm;
use taipan_vm::abi::facts;
use taipan_vm::contexts::Place;
use taipan_vm::frame::Frame;
use taipan_vm::frame::layout::flags;
use taipan_vm::windows::TURNS;

/// A loop that is compiled after fewer turns has hardly been seen at all.
const WARM: u16 = 8 * TURNS;

/// Entries of a function: what only the first turns after fewer did is rare by itself (`bytecode::branches`).
const OFTEN: u32 = 4;

/// Closes the window of a place. If none was open that it wants, opens one: how many turns later the backend shall be
/// asked again.
pub fn look(vm: &Vm, frame: Frame, place: Place) -> Option<u16> {
    vm.windows.close(frame, place);
    let is_wanted = place.1.is_some()
        && frame.code().heat.get() >= OFTEN
        && vm.settings.loop_threshold.get() >= WARM
        && vm.settings.adaptive.get()
        && !frame.has(flags::GENERATOR)
        && !vm.windows.is_done(place)
        && facts::has_two_ways(frame.code());
    is_wanted.then(|| {
        vm.windows.open(frame, place);
        TURNS
    })
}
