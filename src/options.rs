//! `-X` options: what can be set, and the one-line messages for what cannot.

use taipan_runtime::ctx::Config;
use taipan_vm::TierConfig;

/// How a VM is set up.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The runtime's part.
    pub runtime: Config,
    /// The tiers' part.
    pub tiers: TierConfig,
    /// Whether counters are printed to standard error at exit.
    pub stats: bool,
}

const NAMES: &str = "tier, stats, gc-stress, heap-limit";

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
            ("tier", Some("generic")) => self.tiers.adaptive = false,
            ("tier", Some("adaptive")) => self.tiers.adaptive = true,
            ("tier", _) => return Err("-X tier: valid values are generic, adaptive".to_owned()),
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
            "-X tier: valid values are generic, adaptive"
        );
        assert!(options.set("teir=generic").expect_err("no such option").contains("gc-stress"));
    }
}
