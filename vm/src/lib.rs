//! How Python code runs: bytecode tables, interpreter, specialization, tier policy, deopt.
