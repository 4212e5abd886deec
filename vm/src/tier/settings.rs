//! `Settings`: what of [`TierConfig`] can be changed while programs run, as a table of names.
//!
//! A change is for decisions that come later: what is installed stays until it is cooled.

use super::config::TierConfig;
use super::families::{self, Switch, SwitchedOff, nearest};
use crate::bytecode::Opcode;
use std::cell::Cell;

/// Thresholds and switches as they stand.
#[derive(Debug)]
pub struct Settings {
    /// Whether sites of code that is made from now on specialize.
    pub adaptive: Cell<bool>,
    /// As in [`TierConfig`], for code that is made or cooled from now on.
    pub warmup: Cell<u16>,
    /// As in [`TierConfig`].
    pub cooldown: Cell<u16>,
    /// As in [`TierConfig`].
    pub entry_threshold: Cell<u32>,
    /// As in [`TierConfig`], for code that is made from now on.
    pub loop_threshold: Cell<u16>,
    /// Whether no site changes and nothing new is compiled.
    pub frozen: Cell<bool>,
    switched_off: SwitchedOff,
}

/// A row of the table.
pub struct Setting {
    /// Its name.
    pub name: &'static str,
    /// Its value, as [`Settings::set`] reads it.
    pub get: fn(&Settings) -> String,
    set: fn(&Settings, &str) -> Result<(), String>,
}

macro_rules! settings {
    ($( $name:literal $get:expr, $set:expr; )*) => {
        /// The settings by name.
        pub const SETTINGS: &[Setting] = &[$( Setting { name: $name, get: $get, set: $set }, )*];
    };
}

settings! {
    "adaptive" |s| on_off(s.adaptive.get()), |s, text| switch(&s.adaptive, text);
    "warmup" |s| s.warmup.get().to_string(), |s, text| number(&s.warmup, text, 0..=4095);
    "cooldown" |s| s.cooldown.get().to_string(), |s, text| number(&s.cooldown, text, 0..=4095);
    "families" |s| families::text(&s.switched_off),
        |s, text| families::parse(text, |what, on| s.switched_off.switch(what, on));
    "entry-threshold" |s| s.entry_threshold.get().to_string(),
        |s, text| number(&s.entry_threshold, text, 1..=u32::MAX);
    "loop-threshold" |s| s.loop_threshold.get().to_string(),
        |s, text| number(&s.loop_threshold, text, 1..=4096);
    "frozen" |s| on_off(s.frozen.get()), |s, text| switch(&s.frozen, text);
}

fn on_off(on: bool) -> String {
    if on { "on" } else { "off" }.to_owned()
}

fn switch(cell: &Cell<bool>, text: &str) -> Result<(), String> {
    cell.set(match text {
        "on" | "True" => true,
        "off" | "False" => false,
        _ => return Err("valid values are on, off".to_owned()),
    });
    Ok(())
}

fn number<T>(cell: &Cell<T>, text: &str, valid: std::ops::RangeInclusive<T>) -> Result<(), String>
where
    T: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    let Ok(n) = text.parse::<i128>() else {
        return Err(format!("a number is needed, not '{text}'"));
    };
    match text.parse() {
        Ok(n) if valid.contains(&n) => {
            cell.set(n);
            Ok(())
        }
        _ => Err(format!("{n} is not between {} and {}", valid.start(), valid.end())),
    }
}

impl Settings {
    /// As the VM starts.
    pub fn new(config: &TierConfig) -> Settings {
        Settings {
            adaptive: Cell::new(config.adaptive),
            warmup: Cell::new(config.warmup),
            cooldown: Cell::new(config.cooldown),
            entry_threshold: Cell::new(config.entry_threshold),
            loop_threshold: Cell::new(config.loop_threshold),
            frozen: Cell::new(false),
            switched_off: config.switched_off().clone(),
        }
    }

    /// Changes a setting; `_` in its name is as good as `-`.
    ///
    /// # Errors
    /// One line with the valid values, or with the nearest names.
    pub fn set(&self, name: &str, value: &str) -> Result<(), String> {
        let row = SETTINGS.iter().find(|row| row.name == name.replace('_', "-"));
        match row {
            Some(row) => (row.set)(self, value).map_err(|why| format!("{name}: {why}")),
            None => {
                let near = nearest(name, SETTINGS.iter().map(|row| row.name)).join(", ");
                Err(format!("no option '{name}'; nearest are {near}"))
            }
        }
    }

    /// Whether this instruction may be installed.
    pub fn allows(&self, op: Opcode) -> bool {
        self.switched_off.allows(Switch::Instruction(op))
    }

    /// Whether this row of `specialize/rows.rs` may be used.
    pub(crate) fn allows_row(&self, row: usize) -> bool {
        self.switched_off.allows(Switch::Row(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_reads_what_it_shows() {
        let settings = Settings::new(&TierConfig::default());
        settings.set("families", "-LOAD_ATTR").expect("a family");
        for row in SETTINGS {
            let shown = (row.get)(&settings);
            assert_eq!(settings.set(row.name, &shown), Ok(()), "{}", row.name);
            assert_eq!((row.get)(&settings), shown, "{}", row.name);
            assert!(settings.set(row.name, "soon").is_err(), "{}", row.name);
        }
        assert!(!settings.allows(Opcode::LOAD_ATTR_SLOT));
        let wrong = |name: &str, value: &str| settings.set(name, value).expect_err("it is wrong");
        assert_eq!(wrong("warmup", "4096"), "warmup: 4096 is not between 0 and 4095");
        assert_eq!(wrong("warmup", "-1"), "warmup: -1 is not between 0 and 4095");
        assert_eq!(wrong("loop_threshold", "0"), "loop_threshold: 0 is not between 1 and 4096");
        let unknown = "no option 'warmups'; nearest are warmup, families, frozen";
        assert_eq!(wrong("warmups", "1"), unknown);
    }
}
