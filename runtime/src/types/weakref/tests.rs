//! Weak references through their Python interface.

use crate::ctx::{Config, Ctx};
use crate::heap::HeapConfig;
use crate::object::type_id::TypeId;
use crate::value::Value;

fn context() -> Box<Ctx> {
    let heap = HeapConfig { stress: 50, ..HeapConfig::default() };
    Ctx::new(&Config { heap, ..Config::default() }).expect("room for a context")
}

fn new_set(cx: &mut Ctx) -> Value {
    let set = cx.ty(TypeId::SET);
    cx.call(set.into(), &[]).expect("a set")
}

fn weak_to(cx: &mut Ctx, args: &[Value]) -> Value {
    let class = cx.ty(TypeId::WEAKREF);
    cx.call(class.into(), args).expect("a weak reference")
}

#[test]
fn a_reference_gives_its_target_and_is_shared() {
    let mut cx = context();
    let set = new_set(&mut cx);
    let weak = weak_to(&mut cx, &[set]);
    cx.collect_fully().expect("nobody stops it");
    assert_eq!(cx.call(weak, &[]).expect("callable"), set);
    assert_eq!(weak_to(&mut cx, &[set]), weak);
    let list = cx.list(&[]).expect("a list");
    let append = cx.intern("append").expect("a name");
    let callback = cx.getattr(list.into(), append).expect("a method");
    assert_ne!(weak_to(&mut cx, &[set, callback]), weak);
    let proxy = super::make_proxy(&mut cx, set, None).expect("a proxy");
    assert_eq!(cx.len(proxy).expect("forwarded"), 0);
    assert!(cx.hash(proxy).is_err());
    cx.clear_exception();
    assert!(super::make_proxy(&mut cx, Value::small(1), None).is_err());
    cx.clear_exception();
}

#[test]
fn dead_targets_are_reported_once() {
    let mut cx = context();
    let weaks = cx.list(&[]).expect("a list");
    let called = cx.list(&[]).expect("a list");
    let append = cx.intern("append").expect("a name");
    let callback = cx.getattr(called.into(), append).expect("a method");
    for _ in 0..100 {
        let set = new_set(&mut cx);
        let weak = weak_to(&mut cx, &[set, callback]);
        cx.list_append(weaks, weak).expect("room");
    }
    for _ in 0..3 {
        cx.collect_fully().expect("nobody stops it");
    }
    // Looked at here, so that the references live: one that dies with its target reports nothing.
    assert_eq!(weaks.len(), 100);
    // The native stack may hold a few by accident.
    assert!((95..=100).contains(&called.len()), "{} callbacks", called.len());
    let dead = called.get(0).expect("one");
    assert!(cx.call(dead, &[]).expect("callable").is_none());
    cx.heap.verify().expect("a sound heap");
}
