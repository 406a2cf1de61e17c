//! `hf cache assets path`.

use anyhow::{Context as _, Result};
use serde_json::json;

use super::folder::{AssetsDirArg, cleaned};
use crate::base::fs::create_folder;
use crate::context::Context;
use crate::output::Format;

/// Create the assets folder of a library and print its path
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cache assets path datasets
  $ hf cache assets path datasets SQuAD extracted")]
pub struct AssetsPath {
    /// Name of the library
    #[arg(value_name = "LIBRARY", value_parser = cleaned)]
    library: String,
    /// Owner of the assets, such as a repo
    #[arg(value_name = "NAMESPACE", default_value = "default", value_parser = cleaned)]
    namespace: String,
    /// Kind of the assets
    #[arg(value_name = "SUBFOLDER", default_value = "default", value_parser = cleaned)]
    subfolder: String,
    #[command(flatten)]
    folder: AssetsDirArg,
}

impl AssetsPath {
    pub fn run(self, cx: &Context) -> Result<()> {
        let path = self.folder.folder(cx).join(self.library).join(self.namespace).join(self.subfolder);
        create_folder(&path).with_context(|| format!("cannot create '{}'", path.display()))?;
        let path = path.display().to_string();
        if cx.out.format() == Format::Json {
            return Ok(cx.out.object(&json!({"path": path}))?);
        }
        Ok(cx.out.raw(&path)?)
    }
}
