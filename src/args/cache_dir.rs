//! `--cache-dir`.

use std::path::PathBuf;

use super::local_path::local_path;

/// Another cache folder.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct CacheDirArg {
    /// Cache folder to use instead of HF_HUB_CACHE
    #[arg(long, value_name = "DIR", value_parser = local_path())]
    pub cache_dir: Option<PathBuf>,
}
