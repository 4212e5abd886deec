//! The image holds what it should, and everything in it can be unpacked and read.

use super::*;
use taipan_frontend::{CodeUnit, CompileMode, CompileOptions, Constant, compile_bytes, marshal};

/// The code object whose part begins there, with all that it names.
fn whole(start: usize) -> CodeUnit {
    let mut code = marshal::load_part(image(), start).expect("well-formed");
    for constant in &mut code.consts {
        if let Constant::Part(part) = constant {
            *constant = Constant::Code(Box::new(whole(start - part.back as usize)));
        }
    }
    code
}

#[test]
fn every_module_unpacks_to_what_its_source_compiles_to() {
    for module in modules() {
        let code = whole(module.code());
        assert!(code.filename == module.path() || code.filename.starts_with('<'));
        let options = CompileOptions::default();
        let compiled = compile_bytes(&module.source(), &code.filename, CompileMode::Exec, options);
        assert_eq!(compiled, Ok(code), "{}", module.name());
    }
}

#[test]
fn the_index_is_sorted_and_found_by_name_and_path() {
    assert!(names().is_sorted());
    for module in modules() {
        assert_eq!(find(module.name()).map(|m| m.path()), Some(module.path()));
        assert_eq!(find_by_path(module.path()).map(|m| m.name()), Some(module.name()));
        assert_eq!(module.is_package(), module.path().ends_with("/__init__.py"));
    }
    assert!(find("no.such.module").is_none());
    assert!(find_by_path("/json.py").is_none());
}

#[test]
fn the_modules_that_users_expect_are_there() {
    for name in [
        "os",
        "re",
        "json",
        "json.decoder",
        "_collections_abc",
        "asyncio",
        "dataclasses",
        "typing",
        "importlib._bootstrap",
        "importlib._bootstrap_external",
        "encodings.utf_8",
        "unittest",
        "_opcode_metadata",
        "dis",
        "inspect",
        "traceback",
        "argparse",
        "xml.etree.ElementTree",
    ] {
        assert!(find(name).is_some(), "{name}");
    }
    assert!(find("idlelib").is_none());
}

#[test]
fn no_text_speaks_of_another_implementation() {
    for module in modules().filter(|module| module.name() != "_pycodecs") {
        let source = module.source();
        let text = String::from_utf8_lossy(&source);
        assert!(!text.contains("RustPython"), "{}", module.name());
    }
}
