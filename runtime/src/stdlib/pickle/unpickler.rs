//! `Unpickler`: where to read, how, and what was read.
#![deny(unsafe_code)]

use super::input::Input;
use super::load::Loader;
use super::load::globals::find_class;
use super::pickler::hook;
use super::{errors, proxy, state};
use crate::ctx::{Ctx, PyResult};
use crate::heap::{Gc, ValueArray};
use crate::object::args::Signature;
use crate::object::native::{Args, GetSetDef, MethodDef, NativeCode, TypeSpec};
use crate::object::slots::SlotTable;
use crate::object::type_obj::TypeObj;
use crate::ops::attr::{object_getattr, object_setattr};
use crate::stdlib::types as ty;
use crate::types::bytes::BytesObj;
use crate::types::dict::DictObj;
use crate::types::str::StrObj;
use crate::value::Value;
use crate::{heap_object, raise, this};

heap_object! {
    /// An unpickler between two calls of `load`.
    pub struct UnpicklerObj: UNPICKLER {
        /// The file; absent before `__init__`, and for `loads`.
        traced file: Option<Value>,
        /// What was read from the file and not yet used.
        traced rest: Option<Gc<BytesObj>>,
        /// Objects by number.
        traced memo: Option<Gc<ValueArray>>,
        /// Those with numbers far beyond the others.
        traced sparse: Option<Gc<DictObj>>,
        /// An iterator of out-of-band buffers.
        traced buffers: Option<Value>,
        traced encoding: Option<Gc<StrObj>>,
        traced errors: Option<Gc<StrObj>>,
        /// `unpickler.persistent_load = ...`.
        traced persistent_load: Option<Value>,
        /// How many objects the memo holds.
        plain memo_len: usize,
        /// Behind the highest number in `memo`.
        plain memo_end: usize,
        /// The protocol of the stream that is read.
        plain proto: u8,
        plain fix_imports: bool,
    }
}

/// The type.
pub static SPEC: TypeSpec = TypeSpec {
    doc: "This takes a binary file for reading a pickle data stream.\n\nThe protocol version of the pickle is detected automatically, so no\nprotocol argument is needed.",
    signature: "(file, *, fix_imports=True, encoding='ASCII', errors='strict',\n          buffers=())",
    slots: SlotTable {
        new: Some(|cx, cls, _| Ok(blank(cx, cls)?.into())),
        init: Some(init),
        getattr: Some(getattr),
        setattr: Some(setattr),
        ..SlotTable::EMPTY
    },
    methods: &[
        MethodDef::new("load", NativeCode::NoArgs(load)).sig("($self, /)").doc("Load a pickle."),
        FIND_CLASS,
        PERSISTENT_LOAD,
    ],
    getset: &[GetSetDef::new("memo", proxy::get_unpickler_memo, proxy::set_unpickler_memo)],
    ..TypeSpec::EMPTY
};

const FIND_CLASS: MethodDef = MethodDef::new(
    "find_class",
    NativeCode::Fast(|cx, v, args| {
        let &[module, name] = args else {
            let n = args.len();
            raise!(cx, TypeError, "find_class() takes exactly 2 positional arguments ({n} given)");
        };
        find_class(cx, this!(v, UnpicklerObj), module, name)
    }),
)
.sig("($self, module_name, global_name, /)")
.doc("Return an object from a specified module.");

const PERSISTENT_LOAD: MethodDef =
    MethodDef::new("persistent_load", NativeCode::O(|cx, _, _| Err(no_persistent_load(cx))))
        .sig("($self, pid, /)");

/// The stream has persistent ids, and nobody knows what they mean.
pub(super) fn no_persistent_load(cx: &mut Ctx) -> crate::ctx::Raised {
    let message = "A load persistent id instruction was encountered, \
                   but no persistent_load function was specified.";
    errors::unpickling(cx, message)
}

/// How to read, as the parameters of `Unpickler` and `load` say.
pub(super) struct Reading {
    pub fix_imports: Option<Value>,
    pub encoding: Option<Value>,
    pub errors: Option<Value>,
    pub buffers: Option<Value>,
}

fn blank(cx: &mut Ctx, cls: Gc<TypeObj>) -> PyResult<Gc<UnpicklerObj>> {
    cx.alloc_instance(cls, |shape| {
        UnpicklerObj::new(shape, None, None, None, None, None, None, None, None, 0, 0, 0, true)
    })
}

fn set_reading(
    cx: &mut Ctx,
    u: Gc<UnpicklerObj>,
    function: &str,
    reading: &Reading,
) -> PyResult<()> {
    let text = |cx: &mut Ctx, v: Option<Value>, name: &str| match v {
        Some(v) => cx.expect_str(v, &format!("{function}() argument '{name}'")).map(Some),
        None => Ok(None),
    };
    u.encoding.set(text(cx, reading.encoding, "encoding")?);
    u.errors.set(text(cx, reading.errors, "errors")?);
    let fix_imports = match reading.fix_imports {
        Some(v) => cx.truth(v)?,
        None => true,
    };
    u.fix_imports.set(fix_imports);
    u.buffers.set(None);
    if let Some(buffers) = reading.buffers.filter(|b| !b.is_none()) {
        let iterator = cx.iter(buffers)?;
        u.buffers.set(Some(iterator));
    }
    Ok(())
}

/// `loads`.
pub(super) fn load_bytes(cx: &mut Ctx, data: Value, reading: &Reading) -> PyResult<Value> {
    let content = match data.cast::<BytesObj>() {
        Some(bytes) => bytes,
        None => {
            let view = cx.expect_buffer(data)?;
            cx.bytes(&view)?
        }
    };
    let class = cx.ty(ty::UNPICKLER);
    let u = blank(cx, class)?;
    set_reading(cx, u, "loads", reading)?;
    let memo = state::of(cx).take_loaded();
    u.memo.set(memo);
    let result = Loader::new(u, Input::of_bytes(content), None, None).load(cx)?;
    if u.sparse.get().is_none() {
        // Numbers were given without gaps that are worth a dict.
        let used = u.memo_end.get();
        state::of(cx).give_loaded(u.memo.get(), used);
    }
    u.memo_clear();
    Ok(result)
}

/// `load`.
pub(super) fn load_file(cx: &mut Ctx, file: Value, reading: &Reading) -> PyResult<Value> {
    let class = cx.ty(ty::UNPICKLER);
    let u = blank(cx, class)?;
    check_file(cx, file)?;
    set_reading(cx, u, "load", reading)?;
    u.file.set(Some(file));
    run(cx, u, None, None)
}

fn check_file(cx: &mut Ctx, file: Value) -> PyResult<()> {
    let (read, readline) = (cx.names.read, cx.names.readline);
    if cx.getattr_opt(file, read)?.is_none() || cx.getattr_opt(file, readline)?.is_none() {
        raise!(cx, TypeError, "file must have 'read' and 'readline' attributes");
    }
    Ok(())
}

fn init(cx: &mut Ctx, v: Value, args: Args<'_>) -> PyResult<()> {
    const SIGNATURE: Signature = Signature {
        name: "Unpickler",
        params: &["file", "fix_imports", "encoding", "errors", "buffers"],
        pos_only: 0,
        pos_max: 1,
        required: 1,
    };
    let [file, fix_imports, encoding, errors, buffers] = args.bind::<5>(cx, &SIGNATURE)?;
    let u = this!(v, UnpicklerObj);
    let file = file.expect("a required argument");
    u.file.set(None);
    check_file(cx, file)?;
    set_reading(cx, u, "Unpickler", &Reading { fix_imports, encoding, errors, buffers })?;
    u.file.set(Some(file));
    u.rest.set(None);
    u.memo_clear();
    u.proto.set(0);
    Ok(())
}

fn load(cx: &mut Ctx, v: Value) -> PyResult<Value> {
    let u = this!(v, UnpicklerObj);
    if u.file.get().is_none() {
        let class = cx.type_of(v);
        let message = format!("Unpickler.__init__() was not called by {}.__init__()", class.name);
        return Err(errors::unpickling(cx, &message));
    }
    let persistent_load = hook(cx, v, u.persistent_load.get(), &PERSISTENT_LOAD)?;
    let find_class = hook(cx, v, None, &FIND_CLASS)?;
    run(cx, u, persistent_load, find_class)
}

fn run(
    cx: &mut Ctx,
    u: Gc<UnpicklerObj>,
    persistent_load: Option<Value>,
    find_class: Option<Value>,
) -> PyResult<Value> {
    let Some(file) = u.file.get() else { return Ok(Value::NONE) };
    let input = Input::of_file(cx, file, u.rest.get())?;
    u.rest.set(None);
    Loader::new(u, input, persistent_load, find_class).load(cx)
}

impl UnpicklerObj {
    /// The object with this number.
    #[inline]
    pub(super) fn memo_get(&self, cx: &mut Ctx, number: usize) -> PyResult<Option<Value>> {
        if let Some(known) = self.memo.get().and_then(|m| m.get(number)) {
            return Ok(Some(known));
        }
        match self.sparse.get() {
            Some(sparse) => cx.dict_get(sparse, Value::len(number)),
            None => Ok(None),
        }
    }

    /// Forgets all objects.
    pub(super) fn memo_clear(&self) {
        self.memo.set(None);
        self.sparse.set(None);
        self.memo_len.set(0);
        self.memo_end.set(0);
    }
}

/// Gives an object a number. A stream may jump to any number: those far beyond the others go to a dict.
#[inline]
pub(super) fn memo_put(cx: &mut Ctx, u: Gc<UnpicklerObj>, number: usize, v: Value) -> PyResult<()> {
    if let Some(memo) = u.memo.get()
        && let Some(known) = memo.slots().get(number).map(|slot| slot.get())
    {
        memo.set(number, Some(v));
        u.memo_end.set(u.memo_end.get().max(number + 1));
        if known.is_none() {
            u.memo_len.set(u.memo_len.get() + 1);
        }
        return Ok(());
    }
    memo_put_beyond(cx, u, number, v)
}

#[cold]
#[inline(never)]
fn memo_put_beyond(cx: &mut Ctx, u: Gc<UnpicklerObj>, number: usize, v: Value) -> PyResult<()> {
    let old = u.memo.get();
    let room = old.map_or(0, |m| m.capacity());
    if number >= room * 2 + 64 {
        let sparse = match u.sparse.get() {
            Some(sparse) => sparse,
            None => {
                let fresh = cx.dict()?;
                u.sparse.set(Some(fresh));
                fresh
            }
        };
        let len = sparse.len();
        cx.dict_set(sparse, Value::len(number), v)?;
        u.memo_len.set(u.memo_len.get() + sparse.len() - len);
        return Ok(());
    }
    let fresh = cx.value_array((number + 1).max(room * 2).max(30))?;
    if let Some(old) = old {
        fresh.copy_from(0, &old, 0, old.capacity());
    }
    fresh.set(number, Some(v));
    u.memo.set(Some(fresh));
    u.memo_end.set(u.memo_end.get().max(number + 1));
    u.memo_len.set(u.memo_len.get() + 1);
    Ok(())
}

fn getattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>) -> PyResult<Value> {
    if let Some(set) = this!(v, UnpicklerObj).persistent_load.get()
        && name.eq_str(PERSISTENT_LOAD.name)
    {
        return Ok(set);
    }
    object_getattr(cx, v, name)
}

fn setattr(cx: &mut Ctx, v: Value, name: Gc<StrObj>, to: Option<Value>) -> PyResult<()> {
    if !name.eq_str(PERSISTENT_LOAD.name) {
        return object_setattr(cx, v, name, to);
    }
    this!(v, UnpicklerObj).persistent_load.set(to);
    Ok(())
}
