//! `hf tag` and `huggingface-cli tag`, which are `hf repos tag` now.

use anyhow::Result;

use crate::args::confirm::YesArg;
use crate::args::deletion::DeletionArgs;
use crate::args::exists::ExistOkArg;
use crate::args::repo::RepoArgs;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::commands::repos::tag::create::Create;
use crate::commands::repos::tag::delete::Delete;
use crate::commands::repos::tag::list::List;
use crate::context::Context;
use crate::output::Format;

/// Create, list or delete tags: now hf repos tag
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf tag my-model v1.0
  $ hf tag -l my-model
  $ hf tag -d my-model v1.0")]
pub struct OldTag {
    #[command(flatten)]
    repo: RepoArgs,
    /// Name of the tag
    #[arg(required_unless_present = "list")]
    tag: Option<String>,
    /// Message that describes the tag
    #[arg(short, long, value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    token: TokenArg,
    #[command(flatten)]
    yes: YesArg,
    /// List the tags
    #[arg(short, long, conflicts_with = "delete")]
    list: bool,
    /// Delete the tag
    #[arg(short, long)]
    delete: bool,
}

impl OldTag {
    pub async fn run(self, cx: &Context) -> Result<()> {
        cx.out.hint("`hf tag` is now `hf repos tag`");
        let Self { repo, token, .. } = self;
        let Some(tag) = self.tag.filter(|_| !self.list) else {
            return list(cx, List { repo, token }).await;
        };
        if !self.delete {
            let (message, revision) = (self.message, self.revision);
            let exist_ok = ExistOkArg::default();
            return Create { repo, tag, message, revision, exist_ok, token }.run(cx).await;
        }
        let mut verb = Delete { repo, tag, deletion: DeletionArgs { yes: self.yes, token, ..DeletionArgs::default() } };
        // In its time an empty answer was a yes, and a no was no failure.
        let asks = cx.out.format() == Format::Human && !verb.deletion.yes.is_given();
        if asks && !cx.out.agree(&verb.question()?, true)? {
            return Ok(cx.out.text("Nothing was deleted.")?);
        }
        if asks {
            verb.deletion.yes = YesArg::given();
        }
        verb.run(cx).await
    }
}

/// People and their scripts read a name a line.
async fn list(cx: &Context, verb: List) -> Result<()> {
    if cx.out.format() != Format::Human {
        return verb.run(cx).await;
    }
    let refs = cx.hub(&verb.token)?.repo_refs(&verb.repo.resolve()?).await?;
    Ok(refs.tags.iter().try_for_each(|tag| cx.out.raw(&tag.name))?)
}
