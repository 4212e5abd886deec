//! Events: what happens to sites, code and versions, one by one, in logical time.
//!
//! The time of an event is the number of instructions that the interpreter ran before it, so two runs
//! of a program have the same log. Only a VM that counts has events; where nothing is counted nothing
//! is asked either, but in paths that are cold anyway. Who writes them down, and how, is decided above
//! this crate ([`EventSink`]).

use crate::bytecode::{Opcode, Site};
use crate::feedback::Seen;
use crate::interp::state::Vm;
use crate::specialize::Decline;
use crate::stats::sites;
use crate::types::code::CodeObj;
use taipan_runtime::ctx::{Change, Ctx};
use taipan_runtime::heap::Gc;
use taipan_runtime::types::str::StrObj;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What an event is.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Kind { $($(#[$doc])* $name,)* }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Kind] = &[$(Kind::$name,)*];

            /// Its name in logs.
            pub const fn name(self) -> &'static str {
                match self { $(Kind::$name => $text,)* }
            }
        }
    };
}

kinds! {
    /// A code object ran for the first time: its sites count down from now on.
    Quicken = "quicken",
    /// A generic instruction was made a specialized one.
    Specialize = "specialize",
    /// A site that was specialized before is specialized anew.
    Respecialize = "respecialize",
    /// An attempt to specialize installed nothing.
    Decline = "decline",
    /// A guard failed; the generic instruction runs.
    Miss = "miss",
    /// A specialized instruction was taken back.
    Deopt = "deopt",
    /// The keys of a namespace, or a class, changed: caches that hold its version are void.
    Version = "version",
    /// Machine code of a function or loop was installed.
    Compile = "compile",
    /// A function or loop was not compiled.
    Bailout = "bailout",
    /// Machine code left at a guard.
    Exit = "exit",
    /// Machine code left too often and is not entered any more.
    Retire = "retire",
}

/// The value of a field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Field {
    /// Words.
    Text(String),
    /// A count.
    Number(u64),
}

impl From<&str> for Field {
    fn from(text: &str) -> Field {
        Field::Text(text.to_owned())
    }
}

/// One event.
#[derive(Clone, Debug)]
pub struct Event {
    /// Instructions that the interpreter ran before.
    pub time: u64,
    /// What happened.
    pub kind: Kind,
    /// Qualified name of the code object it happened to, or that made it happen.
    pub code: String,
    /// Its file.
    pub file: String,
    /// Source line, 0 if there is none.
    pub line: i32,
    /// First byte of the instruction in `co_code`.
    pub offset: usize,
    /// The rest.
    pub fields: Vec<(&'static str, Field)>,
}

/// Takes events.
pub trait EventSink {
    /// Writes one down.
    fn write(&self, event: &Event);

    /// No more will come.
    fn finish(&self);
}

impl Vm {
    /// Sends events to a sink from now on. Only in a VM that counts.
    pub fn set_events(&self, cx: &mut Ctx, sink: Box<dyn EventSink>) {
        self.events.set(Some(Box::leak(sink)));
        cx.hooks.changed = Some(changed);
        cx.hooks.ending = |cx| {
            if let Some(sink) = Vm::of(cx).events.get() {
                sink.finish();
            }
        };
    }
}

/// Whether somebody takes events: asked where making one would cost more than what it is about.
pub fn has_sink(vm: &Vm) -> bool {
    vm.events.get().is_some()
}

/// Sends an event at an instruction of a code object.
pub fn send(
    vm: &Vm,
    kind: Kind,
    code: Gc<CodeObj>,
    unit: usize,
    fields: Vec<(&'static str, Field)>,
) {
    let Some(sink) = vm.events.get() else { return };
    let unit = unit.min(code.units_len().saturating_sub(1));
    sink.write(&Event {
        time: vm.clock.get(),
        kind,
        code: code.qualname.get().to_string(),
        file: code.filename.get().to_string(),
        line: code.lines_at(unit).map_or(0, |l| l.line),
        offset: unit * 2,
        fields,
    });
}

/// A code object runs for the first time.
pub(crate) fn quickened(vm: &Vm, code: Gc<CodeObj>) {
    let first = code.first_line.max(0) as u64;
    send(vm, Kind::Quicken, code, 0, vec![("first_line", Field::Number(first))]);
}

/// The code unit of a site of a code object.
fn unit_of(code: Gc<CodeObj>, at: Site) -> Option<usize> {
    let behind = (at.caches() as usize).checked_sub(code.units() as usize)? / 2;
    (behind <= code.units_len()).then(|| behind.wrapping_sub(1))
}

/// A site of the running code tries to specialize; its instruction still stands.
#[cold]
pub(crate) fn attempted(
    cx: &mut Ctx,
    vm: &Vm,
    at: Site,
    head: Opcode,
    choice: Result<Opcode, Decline>,
) {
    let Some(code) = vm.frame().map(|f| f.code()) else { return };
    let Some(unit) = unit_of(code, at) else { return };
    let stood = Opcode::from_u8(at.opcode()).unwrap_or(head);
    let is_first = vm.stats.successes_at(code, unit) == 0;
    let mut fields = vec![("family", Field::from(head.name()))];
    let kind = match choice {
        Ok(op) => {
            fields.push(("to", op.name().into()));
            if stood == head && is_first { Kind::Specialize } else { Kind::Respecialize }
        }
        Err(reason) => {
            fields.push(("reason", reason.text().into()));
            if stood == head { Kind::Decline } else { Kind::Deopt }
        }
    };
    if matches!(kind, Kind::Respecialize | Kind::Deopt) {
        fields.push(("from", stood.name().into()));
    }
    if let Some(seen) = vm.feedback.get(at).and_then(|site| site.last) {
        fields.push(("saw", Field::Text(sites::describe(cx, seen))));
    }
    send(vm, kind, code, unit, fields);
}

/// A guard of the specialized instruction at a code unit failed.
pub(crate) fn missed(
    cx: &mut Ctx,
    vm: &Vm,
    code: Gc<CodeObj>,
    unit: usize,
    op: Opcode,
    seen: Option<Seen>,
) {
    let mut fields = vec![("family", op.head().name().into()), ("installed", op.name().into())];
    if let Some(seen) = seen {
        fields.push(("saw", Field::Text(sites::describe(cx, seen))));
    }
    send(vm, Kind::Miss, code, unit, fields);
}

/// The runtime changed what versions tell of; the code that did it is the running one.
pub(crate) fn changed(cx: &mut Ctx, change: Change) {
    let vm = Vm::of(cx);
    if vm.events.get().is_none() {
        return;
    }
    let text = |v: taipan_runtime::value::Value| v.cast::<StrObj>().map(|s| s.to_string());
    let fields = match change {
        Change::Keys { dict, key, how } => {
            let own = cx.names.__name__;
            let name = dict.get_str(own).and_then(text);
            let mut fields = vec![
                ("what", Field::from("keys")),
                ("of", name.map_or("a dict".into(), Field::Text)),
                ("change", how.into()),
            ];
            fields.extend(key.and_then(text).map(|key| ("name", Field::Text(key))));
            fields
        }
        Change::Class { class, name, how } => vec![
            ("what", "class".into()),
            ("of", Field::Text(class.name_str())),
            ("change", how.into()),
            ("name", Field::Text(name)),
        ],
    };
    let Some(frame) = vm.frame() else { return };
    let code = frame.code();
    let unit = (frame.pc() as usize).saturating_sub(code.units() as usize) / 2;
    let unit = code.instruction_start(unit.saturating_sub(1));
    send(vm, Kind::Version, code, unit, fields);
}
