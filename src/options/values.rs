//! How the values of options are read.

use super::{Dump, EventLog, EventsFormat, Options};
use taipan_vm::tier::families;

/// What is wrong with a value.
pub(super) enum Invalid {
    /// It is none of those that the row names.
    Value,
    /// It is no number that the option takes.
    Number,
    /// Something else, in words.
    Because(String),
}

/// Of an option that takes none.
pub(super) fn alone(value: Option<&str>) -> Result<(), Invalid> {
    match value {
        None => Ok(()),
        Some(_) => Err(Invalid::Because("it takes no value".to_owned())),
    }
}

/// Digits of an int in decimal text: 0 for any number, or at least 640.
pub(super) fn max_str_digits(text: &str) -> Result<usize, Invalid> {
    match number(text)? {
        n @ 1..640 => Err(Invalid::Because(format!("{n} is neither 0 nor at least 640"))),
        n => Ok(n),
    }
}

pub(super) fn number<T: std::str::FromStr>(text: &str) -> Result<T, Invalid> {
    text.parse().map_err(|_| Invalid::Number)
}

/// A start value of the 12-bit counter of a site.
pub(super) fn counter(value: Option<&str>) -> Result<u16, Invalid> {
    match number(value.ok_or(Invalid::Number)?)? {
        n @ 0..=4095 => Ok(n),
        n => Err(Invalid::Because(format!("{n} is not between 0 and 4095"))),
    }
}

pub(super) fn bytes(text: &str) -> Result<usize, Invalid> {
    let (digits, shift) = match text.as_bytes().last().map(u8::to_ascii_uppercase) {
        Some(b'K') => (&text[..text.len() - 1], 10),
        Some(b'M') => (&text[..text.len() - 1], 20),
        Some(b'G') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    number::<usize>(digits)?.checked_mul(1 << shift).ok_or(Invalid::Number)
}

pub(super) fn tier(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    match value {
        Some("generic" | "adaptive") => options.jit = None,
        Some("jit") => {
            options.jit.get_or_insert_default();
        }
        _ => return Err(Invalid::Value),
    }
    options.tiers.adaptive = value != Some("generic");
    Ok(())
}

pub(super) fn jit(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    match value {
        Some("off") => options.jit = None,
        Some(how @ ("on" | "sync")) => {
            options.jit.get_or_insert_default().background = how == "on";
        }
        Some("eager") => {
            options.jit.get_or_insert_default().background = false;
            options.tiers.entry_threshold = 2;
            options.tiers.loop_threshold = 2;
        }
        _ => return Err(Invalid::Value),
    }
    Ok(())
}

pub(super) fn jit_pass_off(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    let names = taipan_jit::opt::pass_names();
    match value {
        Some(pass) if names.contains(&pass) => {
            options.jit.get_or_insert_default().passes_off.push(pass.to_owned());
            Ok(())
        }
        _ => Err(Invalid::Because(format!("valid values are {}", names.join(", ")))),
    }
}

pub(super) fn dump(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    let value = value.ok_or(Invalid::Value)?;
    let (what, only) = match value.split_once('=') {
        Some((what, only)) => (what, Some(only.to_owned())),
        None => (value, None),
    };
    options.asked.extend(only.iter().map(|name| ("dump", name.clone())));
    match what {
        "bytecode" | "adaptive" => {
            options.dump = Some(Dump { adaptive: what == "adaptive", only });
            options.tiers.count = true;
        }
        "hir-built" | "hir" | "clif" | "asm" => {
            let jit = options.jit.get_or_insert_default();
            jit.dump.push(what.to_owned());
            jit.dump_only = only;
        }
        _ => return Err(Invalid::Value),
    }
    Ok(())
}

pub(super) fn families(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    let text = value.ok_or(Invalid::Value)?;
    families::parse(text, |what, on| options.tiers.switch(what, on)).map_err(Invalid::Because)
}

pub(super) fn events(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    let path = value.filter(|path| !path.is_empty());
    let path = path.ok_or_else(|| Invalid::Because("a file is needed".to_owned()))?.to_owned();
    let format = options.events.take().and_then(|e| e.format);
    options.events = Some(EventLog { path, format });
    options.tiers.count = true;
    Ok(())
}

pub(super) fn events_format(options: &mut Options, value: Option<&str>) -> Result<(), Invalid> {
    let format = match value {
        Some("jsonl") => EventsFormat::Lines,
        Some("perfetto") => EventsFormat::Perfetto,
        _ => return Err(Invalid::Value),
    };
    match &mut options.events {
        Some(events) => events.format = Some(format),
        None => options.events = Some(EventLog { path: String::new(), format: Some(format) }),
    }
    Ok(())
}

pub(super) fn threshold(value: Option<&str>, most: u32) -> Result<u32, Invalid> {
    match number(value.ok_or(Invalid::Number)?)? {
        n if (1..=most).contains(&n) => Ok(n),
        n => Err(Invalid::Because(format!("{n} is not between 1 and {most}"))),
    }
}
