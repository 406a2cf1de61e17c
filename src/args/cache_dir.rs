//! `--cache-dir`.

use std::path::PathBuf;

/// Another cache folder.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct CacheDirArg {
    /// Cache folder to use instead of HF_HUB_CACHE
    #[arg(long, value_name = "DIR")]
    pub cache_dir: Option<PathBuf>,
}
