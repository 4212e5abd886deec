//! The `PYTHON*` variables that matter here. What the command line says comes first.

use crate::options::Options;

/// A variable that is set and not empty.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// A variable that counts: how often an option letter is as good as given.
fn level(name: &str) -> u8 {
    variable(name).map_or(0, |text| text.parse().unwrap_or(1))
}

/// Applies the variables to options that the command line has set.
///
/// # Errors
/// A message in CPython's words.
pub fn apply(options: &mut Options) -> Result<(), String> {
    if options.environment {
        apply_variables(options)?;
    }
    if options.runtime.flags.dev_mode {
        options.warnings.insert(0, "default".to_owned());
    }
    Ok(())
}

fn apply_variables(options: &mut Options) -> Result<(), String> {
    if let Some(seed) = variable("PYTHONHASHSEED").filter(|seed| seed != "random") {
        let seed: u32 = seed.parse().map_err(|_| {
            "Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an \
             integer in range [0; 4294967295]"
                .to_owned()
        })?;
        options.runtime.hash_seed = Some(seed as u64);
    }
    options.optimize = options.optimize.max(level("PYTHONOPTIMIZE").min(2));
    options.inspect |= variable("PYTHONINSPECT").is_some();
    options.safe_path |= variable("PYTHONSAFEPATH").is_some();
    if variable("PYTHONDEVMODE").is_some() {
        options.runtime.flags.dev_mode = true;
        options.faulthandler = true;
    }
    options.faulthandler |= variable("PYTHONFAULTHANDLER").is_some();
    if let Some(list) = variable("PYTHONWARNINGS") {
        let own = std::mem::take(&mut options.warnings);
        options.warnings = list.split(',').map(str::to_owned).chain(own).collect();
    }
    Ok(())
}

/// The folders of `PYTHONPATH`.
pub(crate) fn path(options: &Options) -> Vec<String> {
    let list = variable("PYTHONPATH").filter(|_| options.environment).unwrap_or_default();
    list.split(':').filter(|folder| !folder.is_empty()).map(str::to_owned).collect()
}

/// The file that an interactive session runs first.
pub(crate) fn startup(options: &Options) -> Option<String> {
    variable("PYTHONSTARTUP").filter(|_| options.environment)
}
