//! Round trips, a recorded CPython sample, and hostile bytes.

use super::*;
use crate::code::{CodeUnit, Constant};
use crate::{CompileMode, CompileOptions, compile};

fn sample() -> CodeUnit {
    let source = r#"
def f(a, /, b=1.5, *args, c=2j, **kw):
    "doc"
    x = (1, 'two', b'three', None, ..., True, False, -0.0, 10**30, -2**63, -2**31, 2**31, 'é\ud800')
    return lambda: (a in {1, 2}, x[1:2], x)
class C:
    async def m(self): yield 1
"#;
    compile(source, "<sample>", CompileMode::Exec, CompileOptions::default()).expect("compiles")
}

#[test]
fn a_code_object_survives_the_round_trip() {
    let code = sample();
    assert_eq!(loads(&dumps(&code)), Ok(code));
}

#[test]
fn long_integers_survive_the_round_trip() {
    let bytes = |len: usize| (1..=len).map(|n| (n * 37) as u8 | 1).collect::<Vec<_>>();
    let mut consts = vec![Constant::Int(i64::MIN), Constant::Int(i64::MAX)];
    for len in 9..40 {
        for negative in [false, true] {
            consts.push(Constant::BigInt { negative, magnitude: bytes(len) });
        }
    }
    let code = CodeUnit { consts, ..CodeUnit::default() };
    assert_eq!(loads(&dumps(&code)), Ok(code));
}

/// Puts the parts of an image together again.
fn join(image: &[u8], start: usize) -> CodeUnit {
    let mut code = load_part(image, start).expect("well-formed");
    for constant in &mut code.consts {
        if let Constant::Part(part) = constant {
            let inner = join(image, start - part.back as usize);
            let free = |kind: &&u8| **kind & crate::local_kind::FREE != 0;
            assert_eq!(part.locals as usize, inner.localsplusnames.len());
            assert_eq!(part.free as usize, inner.localspluskinds.iter().filter(free).count());
            let head = &part.head;
            assert_eq!((&head.name, &head.qualname), (&inner.name, &inner.qualname));
            assert_eq!((head.flags, head.firstlineno), (inner.flags, inner.firstlineno));
            *constant = Constant::Code(Box::new(inner));
        }
    }
    code
}

#[test]
fn parts_make_the_whole() {
    let (mut image, code) = (vec![0; 5], sample());
    let starts = [dump_parts(&code, &mut image), dump_parts(&code, &mut image)];
    assert!(starts.iter().all(|&start| join(&image, start) == code));
    assert!(load_part(&image, image.len() + 1).is_err());
}

#[test]
fn truncated_input_is_refused() {
    let bytes = dumps(&sample());
    for len in 0..bytes.len() {
        assert!(loads(&bytes[..len]).is_err(), "{len} bytes");
    }
}

#[test]
fn damaged_input_never_panics() {
    let bytes = dumps(&sample());
    for at in 0..bytes.len() {
        for change in [0x01, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] ^= change;
            let _ = loads(&damaged);
        }
    }
}

#[test]
fn expanding_references_are_refused() {
    // Each tuple refers four times to the one before it: 4^40 objects.
    let mut bytes = vec![tag::SMALL_TUPLE, 41, tag::NONE | FLAG_REF];
    for number in 0..40u32 {
        bytes.extend([tag::SMALL_TUPLE | FLAG_REF, 4]);
        for _ in 0..4 {
            bytes.push(tag::REF);
            bytes.extend(number.to_le_bytes());
        }
    }
    assert_eq!(loads(&bytes), Err(MarshalError::TooLarge));
}

#[test]
fn deep_nesting_is_refused() {
    let bytes = [tag::SMALL_TUPLE, 1].repeat(100_000);
    assert_eq!(loads(&bytes), Err(MarshalError::TooDeep));
}
