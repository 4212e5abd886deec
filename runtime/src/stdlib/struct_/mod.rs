//! `_struct`: packing values into bytes and back.
#![deny(unsafe_code)]

pub mod format;
mod iter;
mod object;
pub mod scalar;

pub use iter::{UNPACK_ITER_SPEC, UnpackIterObj};
pub use object::{STRUCT_SPEC, StructObj};

use super::ModuleSpec;
use crate::ctx::{Ctx, PyResult, Raised};
use crate::exceptions::Exc;
use crate::object::args::Signature;
use crate::object::native::{Args, MethodDef, NativeCode};
use crate::raise;
use crate::types::bytes::BytesObj;
use crate::types::str::StrObj;
use crate::value::Value;
use format::{Item, Layout};
use scalar::Fault;
use std::collections::HashMap;
use std::rc::Rc;

use NativeCode::{Fast, FastKw, NoArgs, O};

/// The module.
pub static MODULE: ModuleSpec = ModuleSpec {
    name: "_struct",
    doc: "Functions to convert between Python values and C structs.\n\
Python bytes objects are used to hold the data representing the C struct\n\
and also as format strings (explained below) to describe the layout of data\n\
in the C struct.",
    functions: FUNCTIONS,
    init: Some(|cx, module| {
        let error = error_class(cx)?;
        cx.module_set(module, "error", error)?;
        let class = cx.ty(crate::stdlib::types::STRUCT);
        cx.module_set(module, "Struct", class.into())
    }),
};

static FUNCTIONS: &[MethodDef] = &[
    MethodDef::new("calcsize", O(|cx, _, f| Ok(Value::len(layout_of(cx, f)?.size))))
        .sig("($module, format, /)"),
    MethodDef::new(
        "pack",
        Fast(|cx, _, args| {
            let layout = first_layout(cx, "pack", args)?;
            pack(cx, &layout, "pack", &args[1..])
        }),
    ),
    MethodDef::new(
        "pack_into",
        Fast(|cx, _, args| {
            let layout = first_layout(cx, "pack_into", args)?;
            pack_into(cx, &layout, &args[1..])
        }),
    ),
    MethodDef::new(
        "unpack",
        Fast(|cx, _, args| {
            cx.check_arity("unpack", args.len(), 2, 2)?;
            let layout = layout_of(cx, args[0])?;
            unpack(cx, &layout, args[1])
        }),
    ),
    MethodDef::new(
        "unpack_from",
        FastKw(|cx, _, args| {
            let Some(&format) = args.pos.first() else {
                raise!(
                    cx,
                    TypeError,
                    "unpack_from() takes at least 1 positional argument (0 given)"
                );
            };
            let layout = layout_of(cx, format)?;
            unpack_from(cx, &layout, args.skip_first())
        }),
    ),
    MethodDef::new(
        "iter_unpack",
        Fast(|cx, _, args| {
            cx.check_arity("iter_unpack", args.len(), 2, 2)?;
            let format = object::format_bytes(cx, args[0])?;
            iter::iter_unpack(cx, format, args[1])
        }),
    ),
    MethodDef::new(
        "_clearcache",
        NoArgs(|cx, _| {
            cx.struct_layouts.all.clear();
            Ok(Value::NONE)
        }),
    ),
];

/// `struct.error`.
fn error_class(cx: &mut Ctx) -> PyResult<Value> {
    cx.module_exception("struct.error", "struct", "error", Exc::Exception)
}

/// Raises `struct.error`.
pub(super) fn error(cx: &mut Ctx, message: &str) -> Raised {
    match error_class(cx) {
        Ok(class) => cx.raise_class(class, message),
        Err(raised) => raised,
    }
}

/// Formats that were laid out, so that programs that pack with a few of them parse each once.
#[derive(Default)]
pub struct Layouts {
    all: HashMap<Box<[u8]>, Rc<Layout>>,
    /// One for each last character, so that most are found without a hash.
    recent: [Option<(Box<[u8]>, Rc<Layout>)>; RECENT],
}

const RECENT: usize = 16;

impl Layouts {
    fn recent(format: &[u8]) -> usize {
        format.last().map_or(0, |&c| usize::from(c ^ c >> 4) % RECENT)
    }

    fn find(&mut self, format: &[u8]) -> Option<Rc<Layout>> {
        let recent = &mut self.recent[Layouts::recent(format)];
        if let Some((known, layout)) = recent
            && **known == *format
        {
            return Some(layout.clone());
        }
        let found = self.all.get(format)?;
        *recent = Some((format.into(), found.clone()));
        Some(found.clone())
    }
}

/// As many layouts are kept, as in CPython; then it begins anew.
const MOST_LAYOUTS: usize = 100;
/// Longer formats are not kept.
const LONGEST_KEPT: usize = 64;

pub(super) fn layout_of(cx: &mut Ctx, format: Value) -> PyResult<Rc<Layout>> {
    if let Some(text) = format.cast::<StrObj>().as_ref().and_then(|s| s.as_ascii_bytes())
        && let Some(known) = cx.struct_layouts.find(text)
    {
        return Ok(known);
    }
    let format = object::format_bytes(cx, format)?;
    parsed(cx, format.as_slice())
}

pub(super) fn parsed(cx: &mut Ctx, format: &[u8]) -> PyResult<Rc<Layout>> {
    if let Some(known) = cx.struct_layouts.find(format) {
        return Ok(known);
    }
    let layout = match Layout::parse(format) {
        Ok(layout) => Rc::new(layout),
        Err(message) => return Err(error(cx, message)),
    };
    if format.len() <= LONGEST_KEPT {
        let kept = &mut cx.struct_layouts.all;
        if kept.len() >= MOST_LAYOUTS {
            kept.clear();
        }
        kept.insert(format.into(), layout.clone());
    }
    Ok(layout)
}

fn first_layout(cx: &mut Ctx, name: &str, args: &[Value]) -> PyResult<Rc<Layout>> {
    match args.first() {
        Some(&format) => layout_of(cx, format),
        None => raise!(cx, TypeError, "{name} expected at least 1 argument, got 0"),
    }
}

fn pack_bytes(cx: &mut Ctx, layout: &Layout, name: &str, values: &[Value]) -> PyResult<Vec<u8>> {
    if values.len() != layout.values() {
        let (want, got) = (layout.values(), values.len());
        return Err(error(cx, &format!("{name} expected {want} items for packing (got {got})")));
    }
    let mut out = Vec::new();
    if out.try_reserve_exact(layout.size).is_err() {
        return Err(cx.raise_memory());
    }
    out.resize(layout.size, 0);
    let mut values = values.iter().copied();
    for item in &layout.items {
        for i in 0..item.count {
            let Some(v) = values.next() else { break };
            let to = &mut out[item.offset + i * item.size..][..item.size];
            pack_item(cx, layout, item, v, to)?;
        }
    }
    Ok(out)
}

fn pack_item(cx: &mut Ctx, layout: &Layout, item: &Item, v: Value, to: &mut [u8]) -> PyResult<()> {
    if matches!(item.code, b's' | b'p') {
        let content = match (v.cast::<BytesObj>(), cx.buffer_bytes(v)?) {
            (Some(b), _) => b.as_slice().to_vec(),
            (None, Some(view)) if v.cast::<crate::types::bytearray::ByteArrayObj>().is_some() => {
                view.to_vec()
            }
            _ => {
                let code = char::from(item.code);
                return Err(error(cx, &format!("argument for '{code}' must be a bytes object")));
            }
        };
        if item.code == b's' {
            let n = content.len().min(to.len());
            to[..n].copy_from_slice(&content[..n]);
        } else if let Some((length, room)) = to.split_first_mut() {
            let n = content.len().min(room.len());
            *length = n.min(255) as u8;
            room[..n].copy_from_slice(&content[..n]);
        }
        return Ok(());
    }
    let raw = match scalar::pack(cx, item.code, item.size, v) {
        Ok(raw) => raw,
        Err(fault) => return Err(pack_error(cx, layout, item, fault)),
    };
    to.copy_from_slice(&raw[..item.size]);
    swap(layout, item.code, to);
    Ok(())
}

fn pack_error(cx: &mut Ctx, layout: &Layout, item: &Item, fault: Fault) -> Raised {
    match fault {
        Fault::Raised(raised) => raised,
        Fault::Type(message) => error(cx, message),
        Fault::Float => cx.raise(
            Exc::OverflowError,
            format!("float too large to pack with {} format", char::from(item.code)),
        ),
        Fault::Range => {
            let (low, high) =
                scalar::int_range(scalar::int_sign(item.code).unwrap_or(true), item.size);
            let message = match (layout.native, item.code) {
                (true, b'b') => "byte format requires -128 <= number <= 127".to_owned(),
                (true, b'B') => "ubyte format requires 0 <= number <= 255".to_owned(),
                (_, code) => {
                    format!("'{}' format requires {low} <= number <= {high}", char::from(code))
                }
            };
            error(cx, &message)
        }
    }
}

/// Puts the bytes of an item into or out of big-endian order.
fn swap(layout: &Layout, code: u8, raw: &mut [u8]) {
    if layout.big {
        match code {
            b'F' | b'D' => {
                let half = raw.len() / 2;
                raw[..half].reverse();
                raw[half..].reverse();
            }
            _ => raw.reverse(),
        }
    }
}

pub(super) fn pack(cx: &mut Ctx, layout: &Layout, name: &str, values: &[Value]) -> PyResult<Value> {
    let out = pack_bytes(cx, layout, name, values)?;
    Ok(cx.bytes_small(&out)?.into())
}

pub(super) fn pack_into(cx: &mut Ctx, layout: &Layout, args: &[Value]) -> PyResult<Value> {
    let [buffer, offset, values @ ..] = args else {
        raise!(cx, TypeError, "pack_into expected buffer argument");
    };
    let len = cx.buffer_len(*buffer)? as i64;
    let given = cx.index_i64(*offset)?;
    if given < 0 && given + layout.size as i64 > 0 {
        return Err(error(
            cx,
            &format!("no space to pack {} bytes at offset {given}", layout.size),
        ));
    }
    let at = if given < 0 { given + len } else { given };
    if at < 0 {
        return Err(error(cx, &format!("offset {given} out of range for {len}-byte buffer")));
    }
    if len - at < layout.size as i64 {
        let need = at as usize + layout.size;
        return Err(error(
            cx,
            &format!(
                "pack_into requires a buffer of at least {need} bytes for packing {} bytes at offset {at} \
                 (actual buffer size is {len})",
                layout.size
            ),
        ));
    }
    let out = pack_bytes(cx, layout, "pack_into", values)?;
    cx.buffer_write_at(*buffer, at as usize, &out)?;
    Ok(Value::NONE)
}

/// The values in `data`, which has the right length.
pub(super) fn values_of(cx: &mut Ctx, layout: &Layout, data: &[u8]) -> PyResult<Value> {
    let list = cx.list_with_capacity(layout.values())?;
    for item in &layout.items {
        for i in 0..item.count {
            let raw = &data[item.offset + i * item.size..][..item.size];
            let v = match item.code {
                b's' => cx.bytes_small(raw)?.into(),
                b'p' => {
                    let n =
                        raw.first().map_or(0, |&n| usize::from(n)).min(raw.len().saturating_sub(1));
                    cx.bytes_small(raw.get(1..1 + n).unwrap_or(&[]))?.into()
                }
                code => {
                    let mut le = [0; 16];
                    le[..item.size].copy_from_slice(raw);
                    swap(layout, code, &mut le[..item.size]);
                    scalar::unpack(cx, code, &le[..item.size])?
                }
            };
            cx.list_append(list, v)?;
        }
    }
    Ok(cx.to_tuple(list.into())?.into())
}

pub(super) fn unpack(cx: &mut Ctx, layout: &Layout, buffer: Value) -> PyResult<Value> {
    let data = cx.expect_buffer(buffer)?;
    if data.len() != layout.size {
        return Err(error(cx, &format!("unpack requires a buffer of {} bytes", layout.size)));
    }
    values_of(cx, layout, &data)
}

pub(super) fn unpack_from(cx: &mut Ctx, layout: &Layout, args: Args<'_>) -> PyResult<Value> {
    const SIGNATURE: Signature = Signature {
        name: "unpack_from",
        params: &["buffer", "offset"],
        pos_only: 0,
        pos_max: 2,
        required: 1,
    };
    let [buffer, offset] = args.bind::<2>(cx, &SIGNATURE)?;
    let data = cx.expect_buffer(buffer.unwrap_or(Value::NONE))?;
    let given = match offset {
        Some(v) => cx.index_i64(v)?,
        None => 0,
    };
    let len = data.len() as i64;
    let size = layout.size;
    if given < 0 && given + size as i64 > 0 {
        return Err(error(
            cx,
            &format!("not enough data to unpack {size} bytes at offset {given}"),
        ));
    }
    let at = if given < 0 { given + len } else { given };
    if at < 0 {
        return Err(error(cx, &format!("offset {given} out of range for {len}-byte buffer")));
    }
    if len - at < size as i64 {
        let need = at as usize + size;
        return Err(error(
            cx,
            &format!(
                "unpack_from requires a buffer of at least {need} bytes for unpacking {size} bytes at offset {at} \
                 (actual buffer size is {len})"
            ),
        ));
    }
    values_of(cx, layout, &data[at as usize..at as usize + size])
}

/// Single items in native format, as `memoryview` has them.
pub mod native {
    use super::scalar::{self, Fault};
    use crate::ctx::{Ctx, PyResult};
    use crate::raise;
    use crate::value::Value;

    /// Size of an item; `None` for letters that are no item.
    pub fn size(code: u8) -> Option<usize> {
        if matches!(code, b'x' | b's' | b'p' | b'e' | b'F' | b'D') && code != b'e' {
            return None;
        }
        scalar::native_size(code)
    }

    /// Reads an item.
    pub fn unpack(cx: &mut Ctx, code: u8, raw: &[u8]) -> PyResult<Value> {
        scalar::unpack(cx, code, raw)
    }

    /// The bytes of an item.
    pub fn pack(cx: &mut Ctx, code: u8, v: Value) -> PyResult<[u8; 16]> {
        let letter = char::from(code);
        match scalar::pack(cx, code, size(code).unwrap_or(1), v) {
            Ok(raw) => Ok(raw),
            Err(Fault::Raised(raised)) => Err(raised),
            Err(Fault::Type(_)) => {
                raise!(cx, TypeError, "memoryview: invalid type for format '{letter}'")
            }
            Err(Fault::Range | Fault::Float) => {
                raise!(cx, ValueError, "memoryview: invalid value for format '{letter}'")
            }
        }
    }
}

/// The format as text, for messages and `Struct.format`.
pub(super) fn format_text(cx: &mut Ctx, format: &[u8]) -> PyResult<crate::heap::Gc<StrObj>> {
    cx.latin1_str(format)
}
