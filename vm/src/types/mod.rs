//! The builtin types of this crate: what frames and bytecode look like to Python code.
//!
//! A type's folder has `repr.rs` (the struct) and `mod.rs` (its behaviour, attributes and `SPEC`).

pub mod async_gen;
pub(crate) mod async_in_place;
pub mod cell;
pub mod code;
pub mod frame;
pub mod function;
pub mod generator;
pub mod layouts;
pub mod table;
pub mod template;

use taipan_runtime::ctx::Ctx;
use taipan_runtime::heap::LayoutOps;

/// Tells the collector how this crate's structs are traced.
pub(crate) fn register_layouts(cx: &mut Ctx) {
    let heap = &mut cx.heap;
    heap.register_layout(layouts::CODE, LayoutOps::of::<code::CodeObj>("CodeObj"));
    heap.register_layout(layouts::FUNCTION, LayoutOps::of::<function::FunctionObj>("FunctionObj"));
    heap.register_layout(layouts::CELL, LayoutOps::of::<cell::CellObj>("CellObj"));
    heap.register_layout(layouts::FRAME, LayoutOps::of::<frame::FrameObj>("FrameObj"));
    heap.register_layout(
        layouts::GENERATOR,
        LayoutOps::of::<generator::GeneratorObj>("GeneratorObj"),
    );
    heap.register_layout(layouts::ASYNC_STEP, LayoutOps::of::<async_gen::StepObj>("StepObj"));
    heap.register_layout(
        layouts::ASYNC_WRAPPED,
        LayoutOps::of::<async_gen::WrappedObj>("WrappedObj"),
    );
    heap.register_layout(
        layouts::COROUTINE_WRAPPER,
        LayoutOps::of::<generator::AwaitObj>("AwaitObj"),
    );
    heap.register_layout(layouts::FRAME_LOCALS_PROXY, LayoutOps::of::<frame::ProxyObj>("ProxyObj"));
    heap.register_layout(layouts::TEMPLATE, LayoutOps::of::<template::TemplateObj>("TemplateObj"));
}
