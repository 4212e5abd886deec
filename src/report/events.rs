//! The event log: events of the VM as JSON Lines, or as a trace that Perfetto and Chrome show.
//!
//! The log is in logical time, so that two runs write the same bytes. The first write that fails ends
//! it; [`Log::finish`] says why.

use crate::options::{EventLog, EventsFormat};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::rc::Rc;
use taipan_vm::events::{Event, EventSink, Field};

/// A log that is being written.
pub(crate) struct Log {
    path: String,
    /// Whose log it is: a forked child writes nothing.
    process: u32,
    format: EventsFormat,
    out: RefCell<BufWriter<File>>,
    failed: RefCell<Option<std::io::Error>>,
    count: Cell<u64>,
    /// Numbers of the code objects' tracks in a trace.
    tracks: RefCell<HashMap<(String, String), usize>>,
}

/// The log's end that the VM sees.
struct Sink(Rc<Log>);

impl EventSink for Sink {
    fn write(&self, event: &Event) {
        self.0.write(event);
    }

    fn finish(&self) {
        if let Err(message) = self.0.finish() {
            eprintln!("{message}");
        }
    }
}

/// Starts a log and gives it to the VM.
///
/// # Errors
/// One line, when the file cannot be made.
pub(crate) fn start(
    cx: &mut taipan_runtime::ctx::Ctx,
    options: &EventLog,
) -> Result<Rc<Log>, String> {
    let path = options.path.clone();
    let file = File::create(&path).map_err(|e| message(&path, &e))?;
    let log = Rc::new(Log {
        path,
        process: std::process::id(),
        format: options.format(),
        out: RefCell::new(BufWriter::with_capacity(1 << 16, file)),
        failed: RefCell::default(),
        count: Cell::new(0),
        tracks: RefCell::default(),
    });
    if log.format == EventsFormat::Perfetto {
        let unit = r#"{"clock":"instructions of the interpreter"}"#;
        log.put(&format!(
            "{{\"displayTimeUnit\":\"ns\",\"otherData\":{unit},\"traceEvents\":[\n{}",
            r#"{"ph":"M","pid":1,"name":"process_name","args":{"name":"taipan"}}"#
        ));
    }
    taipan_vm::Vm::of(cx).set_events(cx, Box::new(Sink(log.clone())));
    Ok(log)
}

fn message(path: &str, error: &std::io::Error) -> String {
    format!("taipan: cannot write events to '{path}': {error}")
}

/// A JSON string.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

impl Log {
    fn put(&self, text: &str) {
        if self.failed.borrow().is_some() || self.process != std::process::id() {
            return;
        }
        if let Err(e) = self.out.borrow_mut().write_all(text.as_bytes()) {
            *self.failed.borrow_mut() = Some(e);
        }
    }

    fn write(&self, event: &Event) {
        match self.format {
            EventsFormat::Lines => self.put(&line(event, self.count.get())),
            EventsFormat::Perfetto => self.trace(event),
        }
        self.count.set(self.count.get() + 1);
    }

    /// An instant on the track of its code object.
    fn trace(&self, event: &Event) {
        let key = (event.file.clone(), event.code.clone());
        let next = self.tracks.borrow().len() + 1;
        let track = *self.tracks.borrow_mut().entry(key).or_insert(next);
        if track == next {
            let name = quoted(&format!("{} ({})", event.code, event.file));
            self.put(&format!(
                ",\n{{\"ph\":\"M\",\"pid\":1,\"tid\":{track},\"name\":\"thread_name\",\
                 \"args\":{{\"name\":{name}}}}}"
            ));
        }
        let kind = event.kind.name();
        let what = ["to", "installed", "family", "reason", "of"];
        let what = what.iter().find_map(|w| event.fields.iter().find(|f| f.0 == *w));
        let name = match what {
            Some((_, Field::Text(text))) => format!("{kind} {text}"),
            _ => kind.to_owned(),
        };
        let mut args = format!("\"line\":{},\"offset\":{}", event.line, event.offset);
        fields(&mut args, event);
        self.put(&format!(
            ",\n{{\"ph\":\"i\",\"s\":\"t\",\"pid\":1,\"tid\":{track},\"ts\":{},\"cat\":\"{kind}\",\
             \"name\":{},\"args\":{{{args}}}}}",
            event.time,
            quoted(&name)
        ));
    }

    /// Ends the log.
    ///
    /// # Errors
    /// One line, if not all of it was written.
    pub(crate) fn finish(&self) -> Result<(), String> {
        if self.process != std::process::id() {
            return Ok(());
        }
        if self.format == EventsFormat::Perfetto {
            self.put("\n]}\n");
        }
        let flushed = self.out.borrow_mut().flush();
        match self.failed.borrow_mut().take().or(flushed.err()) {
            Some(e) => Err(message(&self.path, &e)),
            None => Ok(()),
        }
    }
}

fn line(event: &Event, number: u64) -> String {
    let mut out = format!(
        "{{\"n\":{number},\"time\":{},\"event\":\"{}\",\"code\":{},\"file\":{},\"line\":{},\
         \"offset\":{}",
        event.time,
        event.kind.name(),
        quoted(&event.code),
        quoted(&event.file),
        event.line,
        event.offset
    );
    fields(&mut out, event);
    out.push_str("}\n");
    out
}

fn fields(out: &mut String, event: &Event) {
    for (name, field) in &event.fields {
        let _ = match field {
            Field::Text(text) => write!(out, ",\"{name}\":{}", quoted(text)),
            Field::Number(n) => write!(out, ",\"{name}\":{n}"),
        };
    }
}
