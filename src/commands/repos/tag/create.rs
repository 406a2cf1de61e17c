//! `hf repos tag create`.

use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;

use super::changed::Changed;
use crate::api::refs::NewTag;
use crate::args::exists::ExistOkArg;
use crate::args::repo::RepoArgs;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Create a tag
///
/// It points to the head of the main branch unless --revision is given. An existing tag is not changed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos tag create my-org/my-model v1.0
  $ hf repos tag create my-org/my-model v1.0 --message 'First release' --revision 607a30d7
  $ hf repos tag create datasets/my-org/my-data v1.0 --exist-ok")]
pub struct Create {
    #[command(flatten)]
    pub(crate) repo: RepoArgs,
    /// Name of the tag
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) tag: String,
    /// Message that describes the tag
    #[arg(short, long, value_name = "TEXT")]
    pub(crate) message: Option<String>,
    #[command(flatten)]
    pub(crate) revision: RevisionArg,
    #[command(flatten)]
    pub(crate) exist_ok: ExistOkArg,
    #[command(flatten)]
    pub(crate) token: TokenArg,
}

impl Create {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, revision) = (self.repo.resolve()?, self.revision.revision.unwrap_or_default());
        let tag = NewTag { tag: &self.tag, message: self.message.as_deref() };
        let outcome = cx.hub(&self.token)?.create_tag(&repo, &revision, &tag).await;
        let is_new = self.exist_ok.created(&format!("tag '{}'", self.tag), outcome)?;
        let tag = Changed::of(&self.tag, &repo);
        if !is_new {
            return Ok(cx.out.unchanged("Nothing to do: the tag already exists", &tag)?);
        }
        Ok(cx.out.done("Tag created", &tag)?)
    }
}
