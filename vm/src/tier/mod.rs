//! Tiers: their thresholds and switches, and the seam to a machine-code tier.

pub mod backend;
mod config;
mod entry;

pub use config::TierConfig;
