//! `--flavor` and `--sleep-time`: what a Space runs on.

use super::offered::Offered;

/// The smallest machine, which a Space may have for nothing.
pub const CPU_BASIC: &str = "cpu-basic";

/// What help and completion offer. The Hub may have newer ones, so any other word is passed on to it.
const SPACE_FLAVORS: [&str; 21] = [
    CPU_BASIC,
    "cpu-upgrade",
    "zero-a10g",
    "t4-small",
    "t4-medium",
    "l4x1",
    "l4x4",
    "l40sx1",
    "l40sx4",
    "l40sx8",
    "a10g-small",
    "a10g-large",
    "a10g-largex2",
    "a10g-largex4",
    "a100-large",
    "a100x4",
    "a100x8",
    "rtx-pro-6000",
    "rtx-pro-6000x2",
    "rtx-pro-6000x4",
    "rtx-pro-6000x8",
];

/// Sizes of persistent storage, which the Hub may have newer ones of.
const STORAGE_TIERS: [&str; 3] = ["small", "medium", "large"];

/// The machine that a Space is to have.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct SpaceSettingsArgs {
    /// Hardware to run on; see the prices with `hf spaces hardware`
    #[arg(long, value_name = "FLAVOR", value_parser = Offered(&SPACE_FLAVORS))]
    pub hardware: Option<String>,
    /// Seconds of inactivity before the Space goes to sleep; -1 for never
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub sleep_time: Option<i64>,
}

/// Why `--sleep-time` is no use on the smallest machine.
pub const FIXED_SLEEP: &str = "--sleep-time has no effect on cpu-basic: Spaces there sleep after 48 hours";

/// `TIER`: the size of a Space's persistent storage.
pub fn storage_tier() -> Offered {
    Offered(&STORAGE_TIERS)
}

/// The machine of a new Space.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct SpaceHardwareArgs {
    /// Hardware for the Space
    #[arg(long, value_name = "FLAVOR", value_parser = Offered(&SPACE_FLAVORS))]
    pub flavor: Option<String>,
    /// Seconds of inactivity before the Space goes to sleep; -1 for never
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub sleep_time: Option<i64>,
    /// Persistent storage for the Space: small (20 GB), medium (150 GB) or large (1 TB)
    #[arg(long, value_name = "TIER", value_parser = storage_tier())]
    pub storage: Option<String>,
}
