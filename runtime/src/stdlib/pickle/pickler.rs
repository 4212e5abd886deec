//! `Pickler`: where to write, how, and what was written.
#![deny(unsafe_code)]

use super::output::Output;
use super::save::Saver;
use super::{errors, opcode, proxy, state};
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, ValueArray};
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::ops::attr::{object_getattr, object_setattr};
use crate::stdlib::types as ty;
use crate::types::builtin_function::BuiltinFunctionObj;
use crate::types::str::StrObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

const DEFAULT_PROTOCOL: i64 = 5;
const HIGHEST_PROTOCOL: i64 = 5;

heap_object! {
    /// A pickler between two calls of `dump`.
    pub struct PicklerObj: PICKLER {
        /// `file.write`; absent before `__init__`, and for `dumps`.
        traced write: Option<Value>,
        /// Table of objects and their numbers (`memo.rs`).
        traced memo: Option<Gc<ValueArray>>,
        traced dispatch_table: Option<Value>,
        traced buffer_callback: Option<Value>,
        /// `pickler.persistent_id = ...`.
        traced persistent_id: Option<Value>,
        /// How many objects the memo holds.
        plain memo_len: usize,
        plain proto: u8,
        plain bin: i32,
        plain fast: i32,
        plain fix_imports: bool,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "This takes a binary file for writing a pickle data stream.\n\nThe optional *protocol* argument tells the pickler to use the given\nprotocol; supported protocols are 0, 1, 2, 3, 4 and 5.",
    signature: "(file, protocol=None, fix_imports=True, buffer_callback=None)",
    slots: SlotTable {
        new: Some(|cx, cls, _| Ok(blank(cx, cls)?.into())),
        init: Some(init),
        getattr: Some(getattr),
        setattr: Some(setattr),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("dump", NativeCode::O(dump))
            .sig("($self, obj, /)")
            .doc("Write a pickled representation of the given object to the open file."),
        MethodDef::new("clear_memo", NativeCode::NoArgs(clear_memo))
            .sig("($self, /)")
            .doc("Clears the pickler's \"memo\"."),
        PERSISTENT_ID,
    ],
    getset: &[
        GetSetDef::new(
            "bin",
            |cx, v| cx.int(this!(v, PicklerObj).bin.get().into()),
            |cx, v, to| {
                let n = number(cx, to)?;
                this!(v, PicklerObj).bin.set(n);
                Ok(())
            },
        ),
        GetSetDef::new(
            "fast",
            |cx, v| cx.int(this!(v, PicklerObj).fast.get().into()),
            |cx, v, to| {
                let n = number(cx, to)?;
                this!(v, PicklerObj).fast.set(n);
                Ok(())
            },
        ),
        GetSetDef::new("dispatch_table", dispatch_table, set_dispatch_table),
        GetSetDef::new("memo", proxy::get_pickler_memo, proxy::set_pickler_memo),
    ],
    ..TypeSpec::EMPTY
};

const PERSISTENT_ID: MethodDef =
    MethodDef::new("persistent_id", NativeCode::O(|_, _, _| Ok(Value::NONE)))
        .sig("($self, obj, /)");

/// A pickler that was not initialized.
fn blank(cx: &mut Ctx, cls: Gc<TypeObj>) -> PyResult<Gc<PicklerObj>> {
    cx.alloc_instance(cls, |shape| {
        PicklerObj::new(shape, None, None, None, None, None, 0, 0, 0, 0, false)
    })
}

/// How to write, as the parameters of `Pickler` and `dump` say.
pub(super) struct Format {
    pub protocol: Option<Value>,
    pub fix_imports: Option<Value>,
    pub buffer_callback: Option<Value>,
}

/// A pickler for one call of `dump` or `dumps`; without a file the bytes are its result.
pub(super) fn dump_once(
    cx: &mut Ctx,
    object: Value,
    file: Option<Value>,
    format: &Format,
) -> PyResult<Value> {
    let class = cx.ty(ty::PICKLER);
    let p = blank(cx, class)?;
    set_format(cx, p, format)?;
    if let Some(file) = file {
        set_file(cx, p, file)?;
    }
    let memo = state::of(cx).take_memo();
    p.memo.set(memo);
    let result = run(cx, p, object, None, None)?;
    // Callables of objects cannot have got hold of this pickler.
    state::of(cx).give_memo(p.memo.get(), p.memo_len.get());
    p.memo_clear();
    Ok(result)
}

fn set_format(cx: &mut Ctx, p: Gc<PicklerObj>, format: &Format) -> PyResult<()> {
    let mut protocol = match format.protocol.filter(|v| !v.is_none()) {
        None => DEFAULT_PROTOCOL,
        Some(n) => cx.index_i64(n)?,
    };
    if protocol < 0 {
        protocol = HIGHEST_PROTOCOL;
    }
    if protocol > HIGHEST_PROTOCOL {
        raise!(cx, ValueError, "pickle protocol must be <= {HIGHEST_PROTOCOL}");
    }
    let fix_imports = match format.fix_imports {
        Some(v) => cx.truth(v)?,
        None => true,
    };
    let callback = format.buffer_callback.filter(|v| !v.is_none());
    if callback.is_some() && protocol < 5 {
        raise!(cx, ValueError, "buffer_callback needs protocol >= 5");
    }
    p.proto.set(protocol as u8);
    p.bin.set(i32::from(protocol > 0));
    p.fix_imports.set(fix_imports && protocol < 3);
    p.buffer_callback.set(callback);
    Ok(())
}

fn set_file(cx: &mut Ctx, p: Gc<PicklerObj>, file: Value) -> PyResult<()> {
    let name = cx.names.write;
    match cx.getattr_opt(file, name)? {
        Some(write) => {
            p.write.set(Some(write));
            Ok(())
        }
        None => raise!(cx, TypeError, "file must have a 'write' attribute"),
    }
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    const SIGNATURE: Signature =
        Signature::plain("Pickler", &["file", "protocol", "fix_imports", "buffer_callback"], 1);
    let [file, protocol, fix_imports, buffer_callback] = args.bind::<4>(cx, &SIGNATURE)?;
    let p = this!(v, PicklerObj);
    p.write.set(None);
    set_format(cx, p, &Format { protocol, fix_imports, buffer_callback })?;
    set_file(cx, p, file.expect("a required argument"))?;
    p.fast.set(0);
    p.memo_clear();
    let name = cx.intern("dispatch_table")?;
    p.dispatch_table.set(None);
    let table = cx.getattr_opt(v, name)?;
    p.dispatch_table.set(table);
    Ok(())
}

fn dump(cx: &mut Ctx, v: Value, object: Value) -> PyResult<Value> {
    let p = this!(v, PicklerObj);
    if p.write.get().is_none() {
        let class = cx.type_of(v);
        let message = format!("Pickler.__init__() was not called by {}.__init__()", class.name);
        return Err(errors::pickling(cx, &message));
    }
    let name = cx.intern("reducer_override")?;
    let reducer = cx.getattr_opt(v, name)?;
    let persistent_id = hook(cx, v, p.persistent_id.get(), &PERSISTENT_ID)?;
    run(cx, p, object, persistent_id, reducer)
}

/// The method that a subclass, or someone who set the attribute, gave; none if it is the type's own.
pub(super) fn hook(
    cx: &mut Ctx,
    v: Value,
    set: Option<Value>,
    own: &MethodDef,
) -> PyResult<Option<Value>> {
    if set.is_some() {
        return Ok(set);
    }
    let name = cx.intern(own.name)?;
    let found = cx.getattr_opt(v, name)?;
    let is_own = |f: Gc<BuiltinFunctionObj>| {
        f.def.name == own.name && f.receiver.get().is_some_and(|r| r.is(v))
    };
    Ok(found.filter(|f| !f.cast::<BuiltinFunctionObj>().is_some_and(is_own)))
}

fn run(
    cx: &mut Ctx,
    p: Gc<PicklerObj>,
    object: Value,
    persistent_id: Option<Value>,
    reducer: Option<Value>,
) -> PyResult<Value> {
    let out = Output::new(state::of(cx).take_bytes());
    let mut saver = Saver::new(p, out, persistent_id, reducer);
    let proto = p.proto.get();
    if proto >= 2 {
        saver.out.op(opcode::PROTO, &[proto]);
    }
    if proto >= 4 {
        saver.out.start_framing();
    }
    saver.save(cx, object)?;
    saver.out.byte(opcode::STOP);
    let write = p.write.get();
    saver.out.finish(cx, write)
}

fn clear_memo(_: &mut Ctx, v: Value) -> PyResult<Value> {
    this!(v, PicklerObj).memo_clear();
    Ok(Value::NONE)
}

fn number(cx: &mut Ctx, to: Option<Value>) -> PyResult<i32> {
    match to {
        Some(v) => {
            let n = cx.index_i64(v)?;
            match i32::try_from(n) {
                Ok(n) => Ok(n),
                Err(_) => raise!(cx, OverflowError, "Python int too large to convert to C int"),
            }
        }
        None => raise!(cx, TypeError, "can't delete numeric/char attribute"),
    }
}

fn dispatch_table(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    match this!(v, PicklerObj).dispatch_table.get() {
        Some(table) => Ok(table),
        None => {
            let name = cx.type_of(v).full_name();
            raise!(cx, AttributeError, "'{name}' object has no attribute 'dispatch_table'")
        }
    }
}

fn set_dispatch_table(cx: &mut Ctx, v: Value, to: Option<Value>) -> PyResult<()> {
    let p = this!(v, PicklerObj);
    if to.is_none() && p.dispatch_table.get().is_none() {
        raise!(cx, AttributeError, "dispatch_table");
    }
    p.dispatch_table.set(to);
    Ok(())
}

fn getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    if let Some(set) = this!(v, PicklerObj).persistent_id.get()
        && name.eq_str(PERSISTENT_ID.name)
    {
        return Ok(set);
    }
    object_getattr(cx, v, name)
}

fn setattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>, to: Option<Value>) -> PyResult<()> {
    if !name.eq_str(PERSISTENT_ID.name) {
        return object_setattr(cx, v, name, to);
    }
    this!(v, PicklerObj).persistent_id.set(to);
    Ok(())
}
