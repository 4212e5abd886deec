//! Every handler of the interpreter ends in a jump, read from its machine code.
//!
//! The jump is a call in tail position that LLVM makes a jump, which Rust does not promise. A handler that
//! calls the next one instead leaves a frame on the native stack with each execution, and a long loop dies.
//! Handlers are threaded only in optimized builds without debug assertions (`vm/build.rs`): run it with
//! `cargo test --release -p taipan-vm --test handlers`. Elsewhere there is nothing to read.
#![cfg(all(threaded, target_arch = "x86_64", target_os = "linux"))]

use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, OpKind, Register};
use std::collections::{HashMap, HashSet};
use taipan_vm::interp::dispatch::handler_addresses;

/// No instruction of x86 is longer.
const LONGEST: usize = 15;
/// More than any handler has.
const MOST_INSTRUCTIONS: usize = 100_000;

/// What the machine code of one function does with handlers.
#[derive(Default)]
struct Found {
    /// Jumps to a handler, by name or through a table.
    jumps: usize,
    /// Places of calls of a handler.
    calls: Vec<u64>,
}

/// What a register holds, as far as dispatch goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    /// An opcode, perhaps: a byte, widened.
    Byte,
    /// What a table has at such a byte.
    OfTable,
    Other,
}

type Registers = HashMap<Register, Word>;

/// Reads a function from its entry, all paths.
fn read(entry: usize, handlers: &HashSet<u64>) -> Found {
    let mut found = Found::default();
    let (mut todo, mut seen) = (vec![(entry as u64, Registers::new())], HashSet::new());
    while let Some((mut at, mut registers)) = todo.pop() {
        while seen.insert(at) {
            assert!(seen.len() < MOST_INSTRUCTIONS, "the code at {entry:#x} has no end");
            let instruction = decode(at);
            match instruction.flow_control() {
                FlowControl::Next => note_write(&instruction, &mut registers),
                FlowControl::ConditionalBranch => {
                    todo.push((instruction.near_branch_target(), registers.clone()));
                }
                FlowControl::UnconditionalBranch => {
                    let target = instruction.near_branch_target();
                    if handlers.contains(&target) {
                        found.jumps += 1;
                    } else {
                        todo.push((target, registers));
                    }
                    break;
                }
                FlowControl::IndirectBranch => {
                    found.jumps += is_through_table(&instruction, &registers) as usize;
                    break;
                }
                FlowControl::Call if handlers.contains(&instruction.near_branch_target()) => {
                    found.calls.push(at);
                }
                FlowControl::IndirectCall if is_through_table(&instruction, &registers) => {
                    found.calls.push(at);
                }
                FlowControl::Call | FlowControl::IndirectCall => registers.clear(),
                FlowControl::Return | FlowControl::Exception => break,
                _ => {}
            }
            at = instruction.next_ip();
        }
    }
    found
}

fn decode(at: u64) -> Instruction {
    // SAFETY: `at` is in the code of a function of this program, behind which more of its code or data
    // follows, which is readable.
    let bytes = unsafe { std::slice::from_raw_parts(at as *const u8, LONGEST) };
    Decoder::with_ip(64, bytes, at, DecoderOptions::NONE).decode()
}

/// A handler's address is at some base and 8 times the opcode.
fn is_table_operand(instruction: &Instruction, operand: u32, registers: &Registers) -> bool {
    instruction.op_kind(operand) == OpKind::Memory
        && instruction.memory_index_scale() == 8
        && registers.get(&instruction.memory_index().full_register()) == Some(&Word::Byte)
}

fn note_write(instruction: &Instruction, registers: &mut Registers) {
    if instruction.op_count() > 0 && instruction.op0_kind() == OpKind::Register {
        let narrow = match instruction.op_count() > 1 {
            true if instruction.op1_kind() == OpKind::Register => {
                instruction.op1_register().size() == 1
            }
            true => instruction.memory_size().size() == 1,
            false => false,
        };
        let word = match instruction.mnemonic() {
            Mnemonic::Movzx if narrow => Word::Byte,
            Mnemonic::Mov if is_table_operand(instruction, 1, registers) => Word::OfTable,
            _ => Word::Other,
        };
        registers.insert(instruction.op0_register().full_register(), word);
    }
}

fn is_through_table(instruction: &Instruction, registers: &Registers) -> bool {
    match instruction.op0_kind() {
        OpKind::Register => {
            let register = instruction.op0_register().full_register();
            registers.get(&register) == Some(&Word::OfTable)
        }
        _ => is_table_operand(instruction, 0, registers),
    }
}

#[test]
fn every_handler_ends_in_a_jump() {
    let all = handler_addresses();
    let handlers: HashSet<u64> = all.iter().flatten().map(|&(_, at)| at as u64).collect();
    let (mut jumps, mut calling) = (0, Vec::new());
    for (kind, rows) in ["near", "far", "near counting", "far counting"].into_iter().zip(&all) {
        assert!(rows.len() > 200, "{} handlers are {kind}", rows.len());
        for &(name, at) in rows {
            let found = read(at, &handlers);
            calling.extend(found.calls.iter().map(|call| format!("{kind} {name} at {call:#x}")));
            jumps += found.jumps;
        }
    }
    assert!(calling.is_empty(), "handlers that call another one: {calling:#?}");
    // Were the reader blind, it would find neither calls nor jumps.
    println!("{jumps} jumps in {} handlers", handlers.len());
    assert!(jumps > handlers.len(), "{jumps} jumps in {} handlers", handlers.len());
}

type Step = fn(u64, u64) -> u64;

#[inline(never)]
fn jumps_on(table: &[Step; 256], i: u64) -> u64 {
    table[i as u8 as usize](i, 1)
}

#[inline(never)]
fn calls_on(table: &[Step; 256], i: u64) -> u64 {
    table[i as u8 as usize](i, 1) + 1
}

#[inline(never)]
fn calls_by_name(i: u64) -> u64 {
    target(i, 2) + 1
}

#[inline(never)]
fn target(a: u64, b: u64) -> u64 {
    std::hint::black_box(a + b)
}

#[test]
fn the_reader_tells_calls_from_jumps() {
    let handlers = HashSet::from([target as Step as usize as u64]);
    let good = read(jumps_on as fn(&[Step; 256], u64) -> u64 as usize, &handlers);
    assert_eq!((good.jumps, good.calls.len()), (1, 0));
    let bad = read(calls_on as fn(&[Step; 256], u64) -> u64 as usize, &handlers);
    assert_eq!((bad.jumps, bad.calls.len()), (0, 1));
    let by_name = read(calls_by_name as fn(u64) -> u64 as usize, &handlers);
    assert_eq!((by_name.jumps, by_name.calls.len()), (0, 1));
}
