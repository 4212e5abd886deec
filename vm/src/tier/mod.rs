//! Tiers: their thresholds and switches, and the seam to a machine-code tier.

pub mod backend;
mod config;
pub(crate) mod continued;
mod decide;
pub mod deopt;
pub mod entry;
pub mod families;
pub mod feed;
pub(crate) mod generators;
pub mod plan;
pub mod settings;
pub mod shadow;
pub(crate) mod step;
pub(crate) mod touched;

pub use config::TierConfig;
pub use plan::TierPlan;
pub use settings::Settings;
