//! One variant of a repo's weights: `REPO:NAME`, `--variant`, `--shards`, `--fit` and `--context`.

use std::ops::RangeInclusive;
use std::str::FromStr;

use super::ranges::ranges;
use super::shard_size::ShardSize;

/// Which variant, and how much of it.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct VariantArgs {
    /// Download one variant of the weights, such as Q4_K_M or fp16; also written REPO_ID:NAME
    #[arg(long, value_name = "NAME", conflicts_with = "fit")]
    pub variant: Option<String>,
    /// Download only these shards of the weights, such as 1-3,7
    #[arg(long, value_name = "NUMBERS")]
    pub shards: Option<Shards>,
    /// Download the largest variant that fits into memory: a size such as 24G, or auto for this machine's
    #[arg(long, value_name = "SIZE", num_args = 0..=1, default_missing_value = "auto")]
    pub fit: Option<Fit>,
    /// Length of the text that --fit leaves memory for, in tokens
    #[arg(long, value_name = "N", requires = "fit", value_parser = clap::value_parser!(u64).range(1..))]
    pub context: Option<u64>,
}

impl VariantArgs {
    /// Whether anything is to be chosen.
    pub fn is_given(&self) -> bool {
        self.variant.is_some() || self.shards.is_some() || self.fit.is_some()
    }
}

/// The memory that a variant is to fit into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// That of the GPU, or of the machine if it has none.
    Auto,
    /// Bytes.
    Size(u64),
}

impl FromStr for Fit {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "auto" {
            return Ok(Self::Auto);
        }
        text.parse().map(|ShardSize(bytes)| Self::Size(bytes)).map_err(|_| "expected auto or a size such as 24G")
    }
}

/// Numbers of shards, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shards(Vec<RangeInclusive<u32>>);

impl Shards {
    /// Whether this shard is among them.
    pub fn has(&self, shard: u32) -> bool {
        self.0.iter().any(|range| range.contains(&shard))
    }
}

impl FromStr for Shards {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "expected numbers from 1 on, such as 1-3,7";
        let number = |text: &str| text.parse().ok().filter(|number| *number > 0);
        ranges(text, number).map(Self).ok_or(WRONG)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fit, Shards};

    #[test]
    fn shards_are_numbers_and_ranges() {
        let shards: Shards = "1-3,7".parse().unwrap();
        assert_eq!([1, 3, 4, 7, 8].map(|number| shards.has(number)), [true, true, false, true, false]);
        for text in ["", "0", "3-1", "a", "1-", "1,,2", "-1"] {
            assert!(text.parse::<Shards>().is_err(), "{text}");
        }
    }

    #[test]
    fn memory_is_this_machines_or_a_size() {
        assert_eq!(
            ["auto", "24G", "512MB"].map(str::parse),
            [Ok(Fit::Auto), Ok(Fit::Size(24_000_000_000)), Ok(Fit::Size(512_000_000))]
        );
        assert!("ada/model".parse::<Fit>().is_err());
    }
}
