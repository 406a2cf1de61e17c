//! `hf cache path`.

use anyhow::Result;
use serde::Serialize;

use crate::args::cache_dir::CacheDirArg;
use crate::args::missing::Missing;
use crate::args::repo::RepoArgs;
use crate::args::revision::RevisionArg;
use crate::context::Context;
use crate::output::Format;

/// Print where a cached file is, without asking the Hub
///
/// Fails with status 3 if the file is not cached, or if the revision is known not to have it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cache path ada/tiny-bert config.json
  $ hf cache path datasets/ada/planets README.md --revision v1.0 --json")]
pub struct CachedPath {
    #[command(flatten)]
    repo: RepoArgs,
    /// Path of the file in the repo
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::Other)]
    file: String,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    folder: CacheDirArg,
}

#[derive(Serialize)]
struct Shown {
    /// `cached`, `absent` or `unknown`.
    state: &'static str,
    path: Option<String>,
}

impl CachedPath {
    pub fn run(self, cx: &Context) -> Result<()> {
        let (repo, revision) = (self.repo.resolve()?, self.revision.revision.unwrap_or_default());
        let cached = cx.cache(&self.folder).repo(&repo);
        let commit = cached.commit_of(&revision);
        let path = commit.as_ref().and_then(|commit| cached.entry(commit, &self.file));
        if let Some(path) = path {
            let path = path.display().to_string();
            return if cx.out.format() == Format::Json {
                Ok(cx.out.object(&Shown { state: "cached", path: Some(path) })?)
            } else {
                Ok(cx.out.raw(&path)?)
            };
        }
        let is_absent = commit.is_some_and(|commit| cached.is_absent(&commit, &self.file));
        let (state, kind, hint) = if is_absent {
            ("absent", "file in this revision", format!("the Hub was asked before: '{revision}' does not have it"))
        } else {
            ("unknown", "cached file", format!("download it with `hf download {} {}`", repo.id(), self.file))
        };
        if cx.out.format() == Format::Json {
            cx.out.object(&Shown { state, path: None })?;
        }
        Err(Missing { kind, name: self.file, hint }.into())
    }
}
