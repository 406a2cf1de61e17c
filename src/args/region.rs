//! `--region`.

use clap::builder::PossibleValuesParser;

const REGIONS: [&str; 2] = ["us", "eu"];

/// Where a new repo or bucket is kept.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct RegionArg {
    /// Region to store the files in; paid organizations only
    #[arg(long, value_name = "REGION", value_parser = PossibleValuesParser::new(REGIONS))]
    pub region: Option<String>,
}
