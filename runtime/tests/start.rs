//! A context starts, makes objects of every builtin type, and survives collections.

use taipan_runtime::ctx::{Config, Ctx};
use taipan_runtime::exceptions::Exc;
use taipan_runtime::object::type_id::table::RUNTIME_TYPES;
use taipan_runtime::ops::BinOp;
use taipan_runtime::value::Value;

fn context(stress: u32) -> Box<Ctx> {
    let mut config = Config::default();
    config.heap.stress = stress;
    Ctx::new(&config).expect("a context fits in memory")
}

fn text(cx: &mut Ctx, v: Value) -> String {
    cx.repr(v).map(|s| s.to_string()).unwrap_or_else(|_| {
        let e = cx.take_exception();
        panic!("repr raised {:?}", cx.type_name(e.into()))
    })
}

#[test]
fn every_builtin_type_can_be_made() {
    for stress in [0, 1] {
        let mut cx = context(stress);
        for decl in RUNTIME_TYPES {
            let ty = cx.ty(decl.id);
            assert_eq!(ty.name_str(), decl.name);
        }
        for &exc in Exc::ALL {
            assert_eq!(cx.exc_ty(exc).name_str(), exc.name());
        }
    }
}

#[test]
fn arithmetic_and_repr_agree_under_stress() {
    for stress in [0, 1] {
        let mut cx = context(stress);
        let a = cx.int(1 << 61).expect("an int");
        let b = cx.binary(BinOp::Multiply, a, a).expect("a product");
        assert_eq!(text(&mut cx, b), (1u128 << 122).to_string());
        let s = cx.str("it's").expect("a string");
        let t = cx.tuple(&[Value::NONE, s.into(), Value::TRUE]).expect("a tuple");
        let list = cx.list(&[t.into(), Value::small(3)]).expect("a list");
        assert_eq!(text(&mut cx, list.into()), "[(None, \"it's\", True), 3]");
        let d = cx.dict().expect("a dict");
        for i in 0..1000 {
            let key = cx.str(&format!("key{i}")).expect("a key");
            cx.dict_set(d, key.into(), Value::small(i)).expect("an entry");
        }
        let key = cx.str("key777").expect("a key");
        assert_eq!(cx.dict_get(d, key.into()).expect("a lookup"), Some(Value::small(777)));
    }
}

#[test]
fn errors_are_exceptions_with_cpythons_messages() {
    let mut cx = context(0);
    let s = cx.str("x").expect("a string");
    assert!(cx.binary(BinOp::Add, Value::small(1), s.into()).is_err());
    assert!(cx.exception_is(Exc::TypeError));
    let e = cx.take_exception();
    assert_eq!(
        cx.str_of(e.into()).expect("a message").to_string(),
        "unsupported operand type(s) for +: 'int' and 'str'"
    );
}
