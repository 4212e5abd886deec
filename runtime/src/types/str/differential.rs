//! Calls of methods of `str`, `bytes` and `bytearray`, recorded from CPython 3.14 in `cases.tsv`:
//! the method, the receiver and the arguments, and `ascii()` of the result or `!Type: message`.
//!
//! A value is a letter and its content: `S` and `B` (`A`: bytearray) with hexadecimal units, `I`, `F`,
//! `N`one, and `T`uple, `L`ist, `D`ict with the number of items that follow.

use crate::ctx::{Config, Ctx};
use crate::value::Value;

fn points(field: &str) -> Vec<u32> {
    field
        .split(',')
        .filter(|f| !f.is_empty())
        .map(|f| u32::from_str_radix(f, 16).expect("hex"))
        .collect()
}

fn bytes(field: &str) -> Vec<u8> {
    points(field).into_iter().map(|p| p as u8).collect()
}

fn read<'a>(cx: &mut Ctx, words: &mut impl Iterator<Item = &'a str>) -> Value {
    let word = words.next().expect("a value");
    let rest = &word[1..];
    match &word[..1] {
        "N" => Value::NONE,
        "Y" => Value::TRUE,
        "Z" => Value::FALSE,
        "S" => cx.str_from_points(&points(rest)).expect("memory").into(),
        "B" => cx.bytes(&bytes(rest)).expect("memory").into(),
        "A" => cx.bytearray(&bytes(rest)).expect("memory").into(),
        "I" => {
            let text = cx.str(rest).expect("memory");
            let int = cx.ty(crate::object::type_id::TypeId::INT);
            cx.call(int.into(), &[text.into()]).expect("an int")
        }
        "F" => cx.float(rest.parse().expect("a float")).expect("memory"),
        kind => {
            let n: usize = rest.parse().expect("a count");
            if kind == "D" {
                let dict = cx.dict().expect("memory");
                for _ in 0..n {
                    let (k, v) = (read(cx, words), read(cx, words));
                    cx.dict_set(dict, k, v).expect("hashable");
                }
                return dict.into();
            }
            let list = cx.list(&[]).expect("memory");
            for _ in 0..n {
                let v = read(cx, words);
                cx.list_append(list, v).expect("memory");
            }
            if kind == "L" { list.into() } else { cx.to_tuple(list.into()).expect("memory").into() }
        }
    }
}

#[test]
fn methods_do_what_cpython_does() {
    let mut cx = Ctx::new(&Config::default()).expect("a context");
    let cx = &mut *cx;
    for line in include_str!("cases.tsv").lines() {
        let fields: Vec<_> = line.split('\t').collect();
        let mut words = fields[1].split(' ').peekable();
        let receiver = read(cx, &mut words);
        let args = cx.list(&[]).expect("memory");
        while words.peek().is_some() {
            let v = read(cx, &mut words);
            cx.list_append(args, v).expect("memory");
        }
        let args = cx.to_tuple(args.into()).expect("memory");
        let name = cx.intern(fields[0]).expect("memory");
        let shown = match cx.call_method(receiver, name, args.items()) {
            Ok(v) => cx.ascii(v).expect("a repr").to_string(),
            Err(_) => {
                let e = cx.take_exception();
                let ty = cx.type_name(e.into());
                let text = cx.str_of(e.into()).expect("a message");
                let text = cx.ascii(text.into()).expect("a repr").to_string();
                format!("!{ty}: {text}")
            }
        };
        assert_eq!(shown, fields[2], "{}({})", fields[0], fields[1]);
    }
}
