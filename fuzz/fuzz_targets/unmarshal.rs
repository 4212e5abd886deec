//! Any bytes to `marshal.loads`: a value or an exception; what is a code object is not run unless the compiler
//! made it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::fmt::Write;
use taipan::fuzz::{plan, stack};

fuzz_target!(|bytes: &[u8]| {
    let mut literal = String::new();
    for byte in bytes {
        let _ = write!(literal, "\\x{byte:02x}");
    }
    let source = format!(
        "import marshal\ntry:\n    v = marshal.loads(b'{literal}')\n    repr(v)\n    exec(v)\nexcept \
         Exception as e:\n    print(type(e))\n"
    );
    stack::large(move || {
        let plan = &plan::fixed()[1];
        taipan::run_here(&taipan::compile(&source), &plan.options)
            .expect("there is memory for a VM");
    });
});
