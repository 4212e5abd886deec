//! From HIR to bytes of machine code.

use super::env::Env;
use super::{Counts, Guards, Machine, entry_signature, lower};
use crate::ir::Function;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::flowgraph::ControlFlowGraph;
use cranelift_codegen::ir as clif;
use cranelift_codegen::isa::{CallConv, OwnedTargetIsa};
use cranelift_codegen::loop_analysis::LoopAnalysis;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_codegen::{CompiledCode, Context};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use std::borrow::Borrow;
use std::sync::Arc;
use taipan_vm::abi::frame_map::ExitMap;

/// Machine code before it has a place.
#[derive(Clone)]
pub struct MachineCode {
    /// Position-independent bytes.
    pub bytes: Vec<u8>,
    /// Exits, by number.
    pub exits: Arc<[ExitMap]>,
    /// Its guards.
    pub guards: Guards,
    /// Cranelift's IR, when asked for.
    pub clif: Option<String>,
    /// The disassembly, when asked for.
    pub asm: Option<String>,
}

/// HIR instructions from which on each phase of the compilation gives back what the ones before took, the
/// program's own pages included: megabytes then, and returning them takes nothing beside the compilation.
const LARGE: usize = 2_000;

/// A reusable compiler.
pub struct Compiler {
    isa: OwnedTargetIsa,
    context: Context,
    builder: FunctionBuilderContext,
    is_quick: bool,
}

impl Compiler {
    /// A compiler for this machine; an error when Cranelift does not know it.
    /// A `quick` one spends little time on the code, which then is slower.
    pub fn new(verify: bool, quick: bool) -> Result<Compiler, String> {
        let mut flags = settings::builder();
        let mut set = |name: &str, value: &str| flags.set(name, value).map_err(|e| e.to_string());
        set("opt_level", if quick { "none" } else { "speed" })?;
        set("regalloc_algorithm", if quick { "single_pass" } else { "backtracking" })?;
        set("enable_verifier", if verify { "true" } else { "false" })?;
        set("preserve_frame_pointers", "true")?;
        set("unwind_info", "false")?;
        let isa = cranelift_native::builder()?
            .finish(settings::Flags::new(flags))
            .map_err(|e| e.to_string())?;
        let (context, builder) = (Context::new(), FunctionBuilderContext::new());
        Ok(Compiler { isa, context, builder, is_quick: quick })
    }

    fn machine(&self) -> Machine {
        let has_fma = |f: &settings::Value| f.name == "has_fma" && f.as_bool() == Some(true);
        let is_fused = cfg!(target_arch = "aarch64") || self.isa.isa_flags().iter().any(has_fma);
        Machine { config: self.isa.frontend_config(), is_fused }
    }

    /// Frees the memory that compiling took.
    pub fn rest(&mut self) {
        self.context = Context::new();
        self.builder = FunctionBuilderContext::new();
    }

    /// Compiles one function, which, if it is given away, is gone before Cranelift takes its memory; `mark` is the high half of what its
    /// exits report; `counts` has a word for the executions of each guard.
    pub fn compile(
        &mut self,
        func: impl Borrow<Function>,
        env: &Env,
        (mark, counts): (u32, Option<Counts>),
        dump: bool,
    ) -> Result<MachineCode, String> {
        self.context.clear();
        self.context.func.signature = entry_signature(CallConv::SystemV);
        self.context.func.name = clif::UserFuncName::user(0, mark);
        let (exits, guards) = lower(
            func.borrow(),
            env,
            (mark, counts),
            self.machine(),
            &mut self.context.func,
            &mut self.builder,
        );
        let is_large = func.borrow().insts.len() > LARGE;
        drop(func);
        if is_large {
            taipan_runtime::heap::give_back_native_memory();
        }
        let clif = dump.then(|| self.context.func.display().to_string());
        self.context.set_disasm(dump);
        let (bytes, asm) = self.finish(is_large)?;
        Ok(MachineCode { bytes, exits: exits.into(), guards, clif, asm })
    }

    /// Compiles a function of one block, which `build` makes of its parameters.
    pub(super) fn compile_block(
        &mut self,
        signature: clif::Signature,
        build: impl FnOnce(&mut FunctionBuilder, &[clif::Value]),
    ) -> Result<Vec<u8>, String> {
        self.context.clear();
        self.context.func.signature = signature;
        let mut b = FunctionBuilder::new(&mut self.context.func, &mut self.builder);
        let block = b.create_block();
        b.append_block_params_for_function_params(block);
        b.switch_to_block(block);
        b.seal_block(block);
        let params = b.block_params(block).to_vec();
        build(&mut b, &params);
        b.finalize(self.isa.frontend_config());
        Ok(self.finish(false)?.0)
    }

    /// Bytes of the function in `context`, and their disassembly if that was asked for.
    fn finish(&mut self, is_large: bool) -> Result<(Vec<u8>, Option<String>), String> {
        let (isa, plane, context) = (&*self.isa, &mut ControlPlane::default(), &mut self.context);
        if self.is_quick && !is_large {
            // Memory is not asked for anew.
            let code = context.compile(isa, plane).map_err(|e| format!("{:?}", e.inner))?;
            return bytes_of(code);
        }
        context.verify_if(isa).map_err(|e| format!("{e:?}"))?;
        context.optimize(isa, plane).map_err(|e| format!("{e:?}"))?;
        if is_large {
            context.cfg = ControlFlowGraph::new();
            context.loop_analysis = LoopAnalysis::new();
            taipan_runtime::heap::give_back_native_memory();
        }
        // Allocating registers takes most; what it took is not kept.
        let (func, registers) = (&context.func, &mut Default::default());
        let code = isa
            .compile_function(func, &context.domtree, registers, context.want_disasm, plane)
            .map_err(|e| format!("{e:?}"))?
            .apply_params(&func.params);
        bytes_of(&code)
    }
}

/// The bytes and the disassembly; code must not care where it lies.
fn bytes_of(code: &CompiledCode) -> Result<(Vec<u8>, Option<String>), String> {
    if !code.buffer.relocs().is_empty() {
        return Err("machine code has relocations".into());
    }
    Ok((code.buffer.data().to_vec(), code.vcode.clone()))
}
