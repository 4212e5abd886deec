//! Layout numbers of this crate's heap objects (96 to 127).

use taipan_runtime::heap::LayoutId;

/// Code objects.
pub const CODE: LayoutId = LayoutId(96);
/// Functions.
pub const FUNCTION: LayoutId = LayoutId(97);
/// Cells.
pub const CELL: LayoutId = LayoutId(98);
/// Frame objects.
pub const FRAME: LayoutId = LayoutId(99);
/// Generators, coroutines and async generators.
pub const GENERATOR: LayoutId = LayoutId(100);
/// Awaitables that `agen.asend()` and kin return.
pub const ASYNC_STEP: LayoutId = LayoutId(101);
/// A value yielded by an async generator, wrapped to tell it from an awaited one.
pub const ASYNC_WRAPPED: LayoutId = LayoutId(102);
/// `coroutine.__await__()`.
pub const COROUTINE_WRAPPER: LayoutId = LayoutId(103);
/// `string.templatelib.Template` and `Interpolation`.
pub const TEMPLATE: LayoutId = LayoutId(104);
/// What `f_locals` gives.
pub const FRAME_LOCALS_PROXY: LayoutId = LayoutId(105);
