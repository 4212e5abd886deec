//! What machine code knows of the VM: addresses and offsets.

use std::borrow::Cow;

/// Addresses and offsets that lowering bakes into code. One per VM.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Env {
    /// Bytes from a frame's start to its slot 0.
    pub slots_offset: i32,
    /// Bytes from a frame's start to the address of the code unit behind the one it is at.
    pub pc_offset: i32,
    /// Address of the context, which code is given: what lies near it is found from there. 0: unknown.
    pub context: u64,
    /// Address of the 64-bit cell that receives exit numbers.
    pub exit_cell: u64,
    /// Address of the 32-bit eval breaker.
    pub breaker: u64,
    /// Address of the 64-bit count of fuel left, if it is counted.
    pub fuel: Option<u64>,
    /// Address of a 64-bit counter; the guard that decrements it to zero fails (`-X deopt-stress`).
    pub stress: Option<u64>,
    /// Unit and number of the only guard that does so; all, if it is none.
    pub forced: Option<(u32, u32)>,
    /// Bytes from a heap float's start to its bits.
    pub float_offset: i32,
    /// The shape number of floats.
    pub float_shape: u32,
    /// Address of shape 0's number while it holds, and the bytes to the next one's; without it shapes hold for ever.
    pub live_shapes: Option<(u64, u64)>,
    /// Address of `fn(context, f64) -> word` that allocates a float.
    pub alloc_float: u64,
    /// Addresses of runtime functions, by libcall number.
    pub libcalls: Vec<u64>,
    /// Addresses of machine functions of floats, by number.
    pub float_functions: Vec<u64>,
    /// How to enter compiled Python code, for `call_py`.
    pub calls: CallEnv,
}

/// What a direct call to Python code needs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallEnv {
    /// Address of the pointer of the running frame.
    pub running_frame: u64,
    /// Address of the first free word of the value stack.
    pub top: u64,
    /// Address of the recursion limit.
    pub recursion_limit: u64,
    /// Address of the lowest address that the native stack may reach.
    pub native_limit: u64,
    /// Address of the end of the value stack.
    pub value_limit: u64,
    /// `fn(context, frame) -> word`: runs a frame to its end after its machine code left, or when it has none.
    pub finish: u64,
    /// `fn(context, frame) -> 1`: gives the frame object of a frame that returned what it needs.
    pub detach: u64,
    /// `fn(context, frame, entered) -> 1`: puts the frame objects of inlined callees aside, from the innermost
    /// frame to the entered one, which gets the flag that `check_frames` reads.
    pub park: u64,
}

impl Env {
    /// What the code of a unit needs: a guard that is forced alone is in one unit only.
    pub fn of_unit(&self, unit: u32) -> Cow<'_, Env> {
        match self.forced {
            Some((only, _)) if only != unit => {
                Cow::Owned(Env { stress: None, forced: None, ..self.clone() })
            }
            _ => Cow::Borrowed(self),
        }
    }

    /// Bytes from a frame's start to a slot.
    pub fn slot_offset(&self, slot: i64) -> i32 {
        self.slots_offset + slot as i32 * 8
    }
}
