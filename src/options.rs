//! `-X` options: what can be set, and the one-line messages for what cannot.

use taipan_jit::backend::JitConfig;
use taipan_runtime::ctx::Config;
use taipan_vm::TierConfig;

/// How a VM is set up.
#[derive(Clone, Debug)]
pub struct Options {
    /// The runtime's part.
    pub runtime: Config,
    /// The interpreter tiers' part.
    pub tiers: TierConfig,
    /// The machine-code tier's part; `None` switches it off.
    pub jit: Option<JitConfig>,
    /// Whether counters are printed to standard error at exit.
    pub stats: bool,
}

const NAMES: &str = "tier, jit, jit-pass-off, deopt-stress, dump, stats, gc-stress, heap-limit";

impl Default for Options {
    fn default() -> Options {
        Options {
            runtime: Config::default(),
            tiers: TierConfig::default(),
            jit: Some(JitConfig::default()),
            stats: false,
        }
    }
}

impl Options {
    /// Applies one `-X` option.
    ///
    /// # Errors
    /// One line that names the valid values.
    pub fn set(&mut self, option: &str) -> Result<(), String> {
        let (name, value) = match option.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (option, None),
        };
        match (name, value) {
            ("tier", Some("generic")) => {
                self.tiers.adaptive = false;
                self.jit = None;
            }
            ("tier", Some("adaptive")) => {
                self.tiers.adaptive = true;
                self.jit = None;
            }
            ("tier", Some("jit")) => {
                self.tiers.adaptive = true;
                self.jit.get_or_insert_default();
            }
            ("tier", _) => {
                return Err("-X tier: valid values are generic, adaptive, jit".to_owned());
            }
            ("jit", Some("off")) => self.jit = None,
            ("jit", Some("on" | "sync")) => {
                self.jit.get_or_insert_default();
            }
            ("jit", Some("eager")) => {
                self.jit.get_or_insert_default();
                self.tiers.entry_threshold = 2;
                self.tiers.loop_threshold = 2;
            }
            ("jit", _) => return Err("-X jit: valid values are off, on, sync, eager".to_owned()),
            ("jit-pass-off", Some(pass)) => {
                let names = taipan_jit::opt::pass_names();
                if !names.contains(&pass) {
                    return Err(format!("-X jit-pass-off: valid values are {}", names.join(", ")));
                }
                self.jit.get_or_insert_default().passes_off.push(pass.to_owned());
            }
            ("deopt-stress", n) => {
                let every = n.map_or(Ok(7), |n| number(name, n))?;
                self.jit.get_or_insert_default().deopt_stress = Some(every);
            }
            ("dump", Some(value)) => {
                let (what, only) = match value.split_once('=') {
                    Some((what, only)) => (what, Some(only.to_owned())),
                    None => (value, None),
                };
                if !["hir-built", "hir", "clif", "asm"].contains(&what) {
                    return Err("-X dump: valid values are hir-built, hir, clif, asm".to_owned());
                }
                let jit = self.jit.get_or_insert_default();
                jit.dump.push(what.to_owned());
                jit.dump_only = only;
            }
            ("stats", None) => {
                self.stats = true;
                self.tiers.count = true;
            }
            ("gc-stress", None) => self.runtime.heap.stress = 1,
            ("gc-stress", Some(n)) => self.runtime.heap.stress = number(name, n)?,
            ("heap-limit", Some(n)) => self.runtime.heap.limit = number(name, n)?,
            _ => return Err(format!("-X {name}: unknown option; valid ones are {NAMES}")),
        }
        Ok(())
    }
}

fn number<T: std::str::FromStr>(name: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("-X {name}: a number is needed, not '{text}'"))
}

#[cfg(test)]
mod tests {
    use super::Options;

    #[test]
    fn unknown_values_name_the_valid_ones() {
        let mut options = Options::default();
        assert!(options.set("tier=generic").is_ok());
        assert!(!options.tiers.adaptive);
        assert_eq!(
            options.set("tier=fast").expect_err("no such tier"),
            "-X tier: valid values are generic, adaptive, jit"
        );
        assert!(options.set("teir=generic").expect_err("no such option").contains("gc-stress"));
    }
}
