//! The table of this crate's builtin types.

use super::{async_gen, cell, code, frame, function, generator, layouts as l, template};
use taipan_runtime::object::type_id::{FIRST_VM, TypeId};
use taipan_runtime::type_table;

const OBJECT: TypeId = TypeId::OBJECT;

type_table! { VM_TYPES from FIRST_VM;
    CODE = "code" in "builtins": OBJECT, l::CODE, code::CodeObj, [WEAKREF], code::SPEC;
    FUNCTION = "function" in "builtins": OBJECT, l::FUNCTION, function::FunctionObj, [HAS_DICT WEAKREF METHOD_DESCRIPTOR], function::SPEC;
    CELL = "cell" in "builtins": OBJECT, l::CELL, cell::CellObj, [], cell::SPEC;
    FRAME = "frame" in "builtins": OBJECT, l::FRAME, frame::FrameObj, [NO_INSTANTIATION], frame::SPEC;
    GENERATOR = "generator" in "builtins": OBJECT, l::GENERATOR, generator::GeneratorObj, [NO_INSTANTIATION WEAKREF], generator::SPEC;
    COROUTINE = "coroutine" in "builtins": OBJECT, l::GENERATOR, generator::GeneratorObj, [NO_INSTANTIATION WEAKREF], generator::COROUTINE_SPEC;
    ASYNC_GENERATOR = "async_generator" in "builtins": OBJECT, l::GENERATOR, generator::GeneratorObj, [NO_INSTANTIATION WEAKREF], async_gen::SPEC;
    COROUTINE_WRAPPER = "coroutine_wrapper" in "builtins": OBJECT, l::COROUTINE_WRAPPER, generator::AwaitObj, [NO_INSTANTIATION], generator::AWAIT_SPEC;
    ASYNC_GEN_ASEND = "async_generator_asend" in "builtins": OBJECT, l::ASYNC_STEP, async_gen::StepObj, [NO_INSTANTIATION], async_gen::STEP_SPEC;
    ASYNC_GEN_ATHROW = "async_generator_athrow" in "builtins": OBJECT, l::ASYNC_STEP, async_gen::StepObj, [NO_INSTANTIATION], async_gen::STEP_SPEC;
    ASYNC_GEN_WRAPPED = "async_generator_wrapped_value" in "builtins": OBJECT, l::ASYNC_WRAPPED, async_gen::WrappedObj, [NO_INSTANTIATION], async_gen::WRAPPED_SPEC;
    TEMPLATE = "Template" in "string.templatelib": OBJECT, l::TEMPLATE, template::TemplateObj, [], template::SPEC;
    INTERPOLATION = "Interpolation" in "string.templatelib": OBJECT, l::TEMPLATE, template::TemplateObj, [], template::INTERPOLATION_SPEC;
    FRAME_LOCALS_PROXY = "FrameLocalsProxy" in "builtins": OBJECT, l::FRAME_LOCALS_PROXY, frame::ProxyObj, [MAPPING], frame::proxy::SPEC;
}
