//! `hf repos tag delete`.

use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;

use super::changed::Changed;
use crate::api::error::RefusalKind;
use crate::args::deletion::DeletionArgs;
use crate::args::repo::RepoArgs;
use crate::context::Context;

/// Delete a tag
///
/// The commit that it points to stays.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos tag delete my-org/my-model v1.0
  $ hf repos tag delete my-org/my-data v1.0 --type dataset --yes")]
pub struct Delete {
    #[command(flatten)]
    pub(crate) repo: RepoArgs,
    /// Name of the tag
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) tag: String,
    #[command(flatten)]
    pub(crate) deletion: DeletionArgs,
}

impl Delete {
    /// What is asked before anything is deleted.
    pub(crate) fn question(&self) -> Result<String> {
        let repo = self.repo.resolve()?;
        Ok(format!("Delete the tag '{}' of {} '{repo}'?", self.tag, repo.kind()))
    }

    pub async fn run(self, cx: &Context) -> Result<()> {
        let repo = self.repo.resolve()?;
        self.deletion.yes.confirm(&cx.out, &self.question()?)?;
        let outcome = cx.hub(&self.deletion.token)?.delete_tag(&repo, &self.tag).await;
        let is_gone = self.deletion.missing_ok.deleted(RefusalKind::RevisionNotFound, outcome)?;
        let tag = Changed::of(&self.tag, &repo);
        if !is_gone {
            return Ok(cx.out.unchanged("Nothing to do: there is no such tag", &tag)?);
        }
        Ok(cx.out.done("Tag deleted", &tag)?)
    }
}
