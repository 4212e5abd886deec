//! Sockets: the calls that `_socket`, written in Python, is made of. Addresses are bytes in the form
//! of the system.

#![forbid(unsafe_code)]

use super::calls;
use super::waiting::{self, before_reading, has_others};
use crate::ctx::{Ctx, PyResult};
use crate::object::native::{MethodDef, NativeCode};
use crate::raise;
use crate::value::Value;
use std::net::ToSocketAddrs;

/// The first arguments as numbers.
fn numbers<const N: usize>(cx: &mut Ctx, args: &[Value]) -> PyResult<[i32; N]> {
    if args.len() < N {
        raise!(cx, TypeError, "expected at least {N} arguments, got {}", args.len());
    }
    let mut out = [0; N];
    for (to, &v) in out.iter_mut().zip(args) {
        *to = cx.index_i64(v)? as i32;
    }
    Ok(out)
}

/// The argument at `i` as bytes.
fn bytes(cx: &mut Ctx, args: &[Value], i: usize) -> PyResult<Vec<u8>> {
    let Some(&v) = args.get(i) else {
        raise!(cx, TypeError, "expected {} arguments, got {}", i + 1, args.len())
    };
    Ok(cx.expect_buffer(v)?.to_vec())
}

fn pair(cx: &mut Ctx, first: Value, address: &[u8]) -> PyResult<Value> {
    let address = cx.bytes(address)?;
    Ok(cx.tuple(&[first, address.into()])?.into())
}

pub(super) const FUNCTIONS: &[MethodDef] = &[
    MethodDef::new(
        "_sock_open",
        NativeCode::Fast(|cx, _, args| {
            let [family, kind, protocol] = numbers(cx, args)?;
            Ok(Value::small(cx.os_result(calls::socket(family, kind, protocol))?))
        }),
    ),
    MethodDef::new(
        "_sock_bind",
        NativeCode::Fast(|cx, _, args| {
            let ([fd], address) = (numbers(cx, args)?, bytes(cx, args, 1)?);
            cx.os_result(calls::bind(fd, &address))?;
            Ok(Value::NONE)
        }),
    ),
    MethodDef::new(
        "_sock_connect",
        NativeCode::Fast(|cx, _, args| {
            let ([fd], address) = (numbers(cx, args)?, bytes(cx, args, 1)?);
            cx.os_result(calls::connect(fd, &address))?;
            Ok(Value::NONE)
        }),
    ),
    MethodDef::new(
        "_sock_listen",
        NativeCode::Fast(|cx, _, args| {
            let [fd, backlog] = numbers(cx, args)?;
            cx.os_result(calls::listen(fd, backlog))?;
            Ok(Value::NONE)
        }),
    ),
    MethodDef::new(
        "_sock_shutdown",
        NativeCode::Fast(|cx, _, args| {
            let [fd, how] = numbers(cx, args)?;
            cx.os_result(calls::shutdown(fd, how))?;
            Ok(Value::NONE)
        }),
    ),
    MethodDef::new(
        "_sock_accept",
        NativeCode::Fast(|cx, _, args| {
            let [fd] = numbers(cx, args)?;
            before_reading(cx, fd)?;
            let (fd, from) = cx.os_result(calls::accept(fd))?;
            pair(cx, Value::small(fd), &from)
        }),
    ),
    MethodDef::new(
        "_sock_name",
        NativeCode::Fast(|cx, _, args| {
            let [fd, peer] = numbers(cx, args)?;
            let name = cx.os_result(calls::socket_name(fd, peer != 0))?;
            Ok(cx.bytes(&name)?.into())
        }),
    ),
    MethodDef::new(
        "_sock_receive",
        NativeCode::Fast(|cx, _, args| {
            let [fd, n, flags] = numbers(cx, args)?;
            let mut buffer = vec![0; n.max(0) as usize];
            before_reading(cx, fd)?;
            let (n, from) = cx.os_result(calls::receive(fd, &mut buffer, flags))?;
            let data = cx.bytes(&buffer[..n])?;
            pair(cx, data.into(), &from)
        }),
    ),
    MethodDef::new(
        "_sock_send",
        NativeCode::Fast(|cx, _, args| {
            let ([fd], data) = (numbers(cx, args)?, bytes(cx, args, 1)?);
            let [flags] = numbers(cx, args.get(2..).unwrap_or(&[]))?;
            let to = if args.len() > 3 { Some(bytes(cx, args, 3)?) } else { None };
            if has_others(cx, fd) && flags & libc::MSG_DONTWAIT == 0 {
                return waiting::send(cx, fd, &data, flags, to.as_deref()).map(Value::len);
            }
            Ok(Value::len(cx.os_result(calls::send(fd, &data, flags, to.as_deref()))?))
        }),
    ),
    MethodDef::new(
        "_sock_set",
        NativeCode::Fast(|cx, _, args| {
            let ([fd, level, option], value) = (numbers(cx, args)?, bytes(cx, args, 3)?);
            cx.os_result(calls::set_option(fd, level, option, &value))?;
            Ok(Value::NONE)
        }),
    ),
    MethodDef::new(
        "_sock_get",
        NativeCode::Fast(|cx, _, args| {
            let [fd, level, option, size] = numbers(cx, args)?;
            let value =
                cx.os_result(calls::get_option(fd, level, option, size.clamp(0, 1024) as usize))?;
            Ok(cx.bytes(&value)?.into())
        }),
    ),
    MethodDef::new(
        "_resolve",
        NativeCode::O(|cx, _, host| {
            let host = cx.str_of(host)?.to_string();
            let list = cx.list(&[])?;
            // None for a name that is not known.
            let Ok(found) = (host.as_str(), 0).to_socket_addrs() else { return Ok(Value::NONE) };
            for address in found {
                let text = cx.str(&address.ip().to_string())?;
                cx.list_append(list, text.into())?;
            }
            Ok(list.into())
        }),
    ),
];
