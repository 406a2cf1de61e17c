//! `hf cache assets rm`.

use std::fs;

use anyhow::{Context as _, Result};
use serde_json::json;

use super::folder::{AssetsDirArg, cleaned};
use crate::args::confirm::ProceedArgs;
use crate::args::missing::Missing;
use crate::base::size::{human_size, total};
use crate::cache::usage::below;
use crate::context::Context;

/// Remove all assets of a library, or those of one namespace or subfolder
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cache assets rm datasets --dry-run
  $ hf cache assets rm datasets SQuAD --yes")]
pub struct Rm {
    /// Name of the library
    #[arg(value_name = "LIBRARY", value_parser = cleaned)]
    library: String,
    /// Only assets of this owner
    #[arg(value_name = "NAMESPACE", value_parser = cleaned)]
    namespace: Option<String>,
    /// Only assets of this kind
    #[arg(value_name = "SUBFOLDER", value_parser = cleaned)]
    subfolder: Option<String>,
    #[command(flatten)]
    folder: AssetsDirArg,
    #[command(flatten)]
    proceed: ProceedArgs,
}

impl Rm {
    pub fn run(self, cx: &Context) -> Result<()> {
        let parts = [Some(self.library), self.namespace, self.subfolder].into_iter().flatten();
        let name = parts.clone().collect::<Vec<_>>().join("/");
        let path = parts.fold(self.folder.folder(cx), |path, part| path.join(part));
        // A link is removed, not what it points to.
        let Ok(about) = path.symlink_metadata() else {
            let hint = "list them with `hf cache assets list`".to_owned();
            return Err(Missing { kind: "assets", name, hint }.into());
        };
        let bytes =
            if about.is_dir() { total(below(&path).into_values().map(|usage| usage.bytes)) } else { about.len() };
        let size = human_size(bytes);
        if self.proceed.dry_run {
            return Ok(cx
                .out
                .done("Dry run: nothing was removed", &json!({"dry_run": true, "path": path, "size": size}))?);
        }
        self.proceed.yes.confirm(&cx.out, &format!("Remove {size} of assets in '{}'?", path.display()))?;
        let removed = if about.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.with_context(|| format!("cannot remove '{}'", path.display()))?;
        Ok(cx.out.done("Assets removed", &json!({"path": path, "freed": size}))?)
    }
}
