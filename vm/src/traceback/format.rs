//! The text of an uncaught exception: chain, frames, notes, groups, syntax errors.

use super::{carets, source};
use crate::types::frame::FrameObj;
use taipan_runtime::ctx::{Ctx, PyResult};
use taipan_runtime::exceptions::{Exc, ExceptionObj};
use taipan_runtime::heap::Gc;
use taipan_runtime::object::suggest::closest;
use taipan_runtime::types::str::StrObj;
use taipan_runtime::types::traceback::TracebackObj;
use taipan_runtime::types::tuple::TupleObj;
use taipan_runtime::value::Value;

/// After this many equal entries only their number is told.
const REPEATS: usize = 3;
/// Groups below this depth are not shown.
const GROUP_DEPTH: usize = 10;
/// Members of a group beyond this number are only counted.
const GROUP_WIDTH: usize = 15;

const CAUSE: &str = "\nThe above exception was the direct cause of the following exception:\n\n";
const CONTEXT: &str = "\nDuring handling of the above exception, another exception occurred:\n\n";

/// What CPython prints for an uncaught exception.
pub fn format_exception(cx: &mut Ctx, exc: Gc<ExceptionObj>) -> String {
    let mut out = String::new();
    chain(cx, exc, &mut out, &mut Vec::new(), 0);
    out
}

/// The exception with those that led to it. `seen` holds addresses of exceptions that `exc` reaches.
fn chain(
    cx: &mut Ctx,
    exc: Gc<ExceptionObj>,
    out: &mut String,
    seen: &mut Vec<usize>,
    depth: usize,
) {
    seen.push(exc.addr());
    let cause = exc.cause.get().and_then(|c| c.cast::<ExceptionObj>());
    let context = exc.context.get().and_then(|c| c.cast::<ExceptionObj>());
    let former = match (cause, context) {
        (Some(cause), _) => Some((cause, CAUSE)),
        (None, Some(context)) if !exc.suppress_context.get() => Some((context, CONTEXT)),
        _ => None,
    };
    if let Some((former, text)) = former {
        if !seen.contains(&former.addr()) && cx.check_stack().is_ok() {
            chain(cx, former, out, seen, depth);
            push_indented(out, text, depth);
        } else {
            cx.clear_exception();
        }
    }
    one(cx, exc, out, seen, depth);
}

fn push_indented(out: &mut String, text: &str, depth: usize) {
    if depth == 0 {
        out.push_str(text);
        return;
    }
    let margin = format!("{}| ", "  ".repeat(depth));
    for line in text.lines() {
        out.push_str(&margin);
        out.push_str(line);
        out.push('\n');
    }
}

fn is(cx: &mut Ctx, exc: Gc<ExceptionObj>, class: Exc) -> bool {
    let class = cx.exc_ty(class);
    cx.type_of(exc.into()).is_subtype(class)
}

fn one(cx: &mut Ctx, exc: Gc<ExceptionObj>, out: &mut String, seen: &mut Vec<usize>, depth: usize) {
    let group = is(cx, exc, Exc::BaseExceptionGroup);
    let mut text = String::new();
    if exc.traceback.get().is_some() {
        text += if group { "Exception Group " } else { "" };
        text += "Traceback (most recent call last):\n";
        text += &frames(exc.traceback.get());
    }
    text += &only(cx, exc);
    if !group {
        return push_indented(out, &text, depth);
    }
    let depth = if depth == 0 {
        // The outermost group opens the tree.
        let margin = "  | ";
        for (i, line) in text.lines().enumerate() {
            out.push_str(if i == 0 && exc.traceback.get().is_some() { "  + " } else { margin });
            out.push_str(line);
            out.push('\n');
        }
        1
    } else {
        push_indented(out, &text, depth);
        depth
    };
    members(cx, exc, out, seen, depth);
}

fn members(
    cx: &mut Ctx,
    exc: Gc<ExceptionObj>,
    out: &mut String,
    seen: &mut Vec<usize>,
    depth: usize,
) {
    let margin = "  ".repeat(depth);
    let list = exc.extra(1).and_then(|v| v.cast::<TupleObj>());
    let items = list.as_ref().map_or(&[][..], |l| l.items());
    if depth >= GROUP_DEPTH {
        out.push_str(&format!("{margin}| ... (max_group_depth is {GROUP_DEPTH})\n"));
        return;
    }
    let shown = items.len().min(GROUP_WIDTH);
    for (i, item) in items.iter().take(shown).enumerate() {
        let lead = if i == 0 { "+-" } else { "  " };
        out.push_str(&format!("{margin}{lead}+---------------- {} ----------------\n", i + 1));
        if let Some(e) = item.cast::<ExceptionObj>() {
            chain(cx, e, out, seen, depth + 1);
        }
    }
    if items.len() > shown {
        out.push_str(&format!("{margin}  +---------------- ... ----------------\n"));
        let more = items.len() - shown;
        let s = if more == 1 { "" } else { "s" };
        out.push_str(&format!("{margin}  | and {more} more exception{s}\n"));
    }
    let nested = items.last().is_some_and(|v| {
        v.cast::<ExceptionObj>().is_some_and(|e| is(cx, e, Exc::BaseExceptionGroup))
    });
    if !nested || items.len() > shown {
        out.push_str(&format!("{margin}  +------------------------------------\n"));
    }
}

/// The entries, outermost first; runs of equal ones are cut short.
fn frames(mut entry: Option<Gc<TracebackObj>>) -> String {
    let mut out = String::new();
    let (mut last, mut repeats) = (None, 0usize);
    while let Some(tb) = entry {
        entry = tb.next.get();
        let Some(frame) = tb.frame.get().cast::<FrameObj>() else { continue };
        let code = frame.code.get();
        let (lasti, line) = tb.place(super::place);
        let key = (code.filename.get().to_string(), line, code.name.get().to_string());
        if last.as_ref() == Some(&key) {
            repeats += 1;
        } else {
            push_repeats(&mut out, repeats);
            (last, repeats) = (Some(key.clone()), 1);
        }
        if repeats > REPEATS {
            continue;
        }
        let (filename, line, name) = key;
        out += &format!("  File \"{filename}\", line {line}, in {name}\n");
        let place = code.lines_at(lasti as usize / 2);
        if let (Some(lines), Some(place)) = (source::lines_of(&filename), place) {
            out += &carets::render(&lines, place);
        }
    }
    push_repeats(&mut out, repeats);
    out
}

fn push_repeats(out: &mut String, repeats: usize) {
    if repeats > REPEATS {
        let n = repeats - REPEATS;
        let s = if n == 1 { "" } else { "s" };
        *out += &format!("  [Previous line repeated {n} more time{s}]\n");
    }
}

/// Class, message and notes.
fn only(cx: &mut Ctx, exc: Gc<ExceptionObj>) -> String {
    let name = class_name(cx, exc);
    let mut out = String::new();
    if is(cx, exc, Exc::SyntaxError) {
        out += &syntax_error(cx, exc, &name);
    } else {
        let mut message = text_of(cx, exc.into());
        message += &suggestion(cx, exc).unwrap_or_default();
        out +=
            &if message.is_empty() { format!("{name}\n") } else { format!("{name}: {message}\n") };
    }
    out + &notes(cx, exc)
}

fn class_name(cx: &mut Ctx, exc: Gc<ExceptionObj>) -> String {
    let class = cx.type_of(exc.into());
    let qualname = class.qualname.get().to_string();
    let name = cx.names.__module__;
    let module = cx.getattr_opt(class.into(), name);
    match ignore(cx, module).flatten().and_then(|m| m.cast::<StrObj>()) {
        Some(m) if m.eq_str("builtins") || m.eq_str("__main__") => qualname,
        Some(m) => format!("{m}.{qualname}"),
        None => qualname,
    }
}

/// The result, or nothing when making it raised.
fn ignore<T>(cx: &mut Ctx, result: PyResult<T>) -> Option<T> {
    match result {
        Ok(v) => Some(v),
        Err(_) => {
            cx.clear_exception();
            None
        }
    }
}

fn text_of(cx: &mut Ctx, v: Value) -> String {
    let text = cx.str_of(v);
    match ignore(cx, text) {
        Some(s) => s.to_string(),
        None => "<exception str() failed>".to_owned(),
    }
}

fn notes(cx: &mut Ctx, exc: Gc<ExceptionObj>) -> String {
    let name = cx.names.__notes__;
    let found = cx.getattr_opt(exc.into(), name);
    let Some(notes) = ignore(cx, found).flatten() else { return String::new() };
    let Some(list) = notes.cast::<taipan_runtime::types::list::ListObj>() else {
        let shown = cx.repr(notes);
        return ignore(cx, shown).map_or_else(String::new, |s| format!("{s}\n"));
    };
    let mut out = String::new();
    for i in 0..list.len() {
        let Some(note) = list.get(i) else { continue };
        for line in text_of(cx, note).split('\n') {
            out += line;
            out.push('\n');
        }
    }
    out
}

/// "Did you mean" of a `NameError`, from the innermost frame's variables.
fn suggestion(cx: &mut Ctx, exc: Gc<ExceptionObj>) -> Option<String> {
    if !is(cx, exc, Exc::NameError) {
        return None;
    }
    let wrong = exc.extra(0)?.cast::<StrObj>()?.to_string();
    let mut tb = exc.traceback.get()?;
    while let Some(next) = tb.next.get() {
        tb = next;
    }
    let frame = tb.frame.get().cast::<FrameObj>()?;
    let code = frame.code.get();
    let mut names: Vec<String> = (0..code.locals_len())
        .filter(|&i| frame.variable(i).is_some())
        .map(|i| code.local_name(i).to_string())
        .collect();
    let func = frame.func.get();
    for dict in [func.globals.get(), func.builtins.get()] {
        names.extend(dict.entries().filter_map(|e| Some(e.key.cast::<StrObj>()?.to_string())));
    }
    let candidates: Vec<&str> = names.iter().map(String::as_str).collect();
    if let Some(best) = closest(&wrong, &candidates) {
        return Some(format!(". Did you mean: '{best}'?"));
    }
    taipan_stdlib::find(&wrong).map(|_| format!(". Did you forget to import '{wrong}'?"))
}

/// File, line and caret of a `SyntaxError`.
fn syntax_error(cx: &mut Ctx, exc: Gc<ExceptionObj>, name: &str) -> String {
    let mut get = |attr: &str| {
        let found = cx.intern(attr).and_then(|n| cx.getattr_opt(exc.into(), n));
        ignore(cx, found).flatten().filter(|v| !v.is_none())
    };
    let number = |v: Option<Value>| v.and_then(Value::as_small);
    let (file, line, text) = (get("filename"), number(get("lineno")), get("text"));
    let (offset, end_line, end_offset) =
        (number(get("offset")), number(get("end_lineno")), number(get("end_offset")));
    let message =
        get("msg").and_then(|m| m.cast::<StrObj>()).map_or("None".to_owned(), |m| m.to_string());
    let mut out = String::new();
    if let Some(line) = line {
        let file =
            file.and_then(|f| f.cast::<StrObj>()).map_or("<string>".to_owned(), |f| f.to_string());
        out += &format!("  File \"{file}\", line {line}\n");
        if let Some(text) = text.and_then(|t| t.cast::<StrObj>()) {
            out += &syntax_line(&text.to_string(), line, offset, end_line, end_offset);
        }
    }
    out + &format!("{name}: {message}\n")
}

fn syntax_line(
    text: &str,
    line: i64,
    offset: Option<i64>,
    end_line: Option<i64>,
    end_offset: Option<i64>,
) -> String {
    let text = text.trim_end_matches('\n');
    let shown = text.trim_start_matches([' ', '\t', '\u{c}']);
    let mut out = format!("    {shown}\n");
    let Some(offset) = offset.filter(|&o| o >= 1) else { return out };
    let cut = (text.chars().count() - shown.chars().count()) as i64;
    let length = text.chars().count() as i64;
    let mut end = match (end_line, end_offset) {
        (Some(l), _) if l > line => length + 1,
        (_, Some(e)) if e >= 1 => e,
        _ => offset,
    };
    let offset = offset.min(length + 1);
    end = end.min(length + 1).max(offset);
    if end == offset {
        end = offset + 1;
    }
    let column = offset - 1 - cut;
    if column >= 0 {
        let blank: String = shown
            .chars()
            .take(column as usize)
            .map(|c| if c.is_whitespace() { c } else { ' ' })
            .collect();
        let pad = " ".repeat((column as usize).saturating_sub(blank.chars().count()));
        out += &format!("    {blank}{pad}{}\n", "^".repeat((end - offset) as usize));
    }
    out
}
