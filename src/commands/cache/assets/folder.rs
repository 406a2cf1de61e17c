//! `--assets-dir`, and the names of the folders below.

use std::path::PathBuf;

use crate::args::local_path::local_path;
use crate::context::Context;

/// Another folder of assets.
#[derive(Debug, Clone, Default, clap::Args)]
pub(super) struct AssetsDirArg {
    /// Folder to use instead of HF_ASSETS_CACHE
    #[arg(long, value_name = "DIR", value_parser = local_path())]
    assets_dir: Option<PathBuf>,
}

impl AssetsDirArg {
    /// The folder that all libraries share, as an absolute path.
    pub(super) fn folder(&self, cx: &Context) -> PathBuf {
        let folder = self.assets_dir.as_ref().unwrap_or(&cx.config.paths.assets_cache);
        std::path::absolute(folder).unwrap_or_else(|_| folder.clone())
    }
}

/// A name as a folder has it: blanks and slashes are two hyphens, as in the Python client.
///
/// # Errors
/// It would be another folder.
pub(super) fn cleaned(name: &str) -> Result<String, &'static str> {
    match name.replace([' ', '/', '\\'], "--").as_str() {
        "" | "." | ".." => Err("expected the name of a folder"),
        name => Ok(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::cleaned;

    #[test]
    fn a_name_is_one_folder() {
        for (name, expected) in [("datasets", "datasets"), ("a/b c", "a--b--c"), ("..\\x", "..--x"), ("../x", "..--x")]
        {
            assert_eq!(cleaned(name).as_deref(), Ok(expected));
        }
        for name in ["", ".", ".."] {
            assert!(cleaned(name).is_err(), "{name}");
        }
    }
}
