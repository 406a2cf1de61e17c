//! `hf repos duplicate`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Map;

use super::new_repo::NewRepoArgs;
use super::space_machine::{SpaceMachineArgs, warn_unused};
use crate::api::Hub;
use crate::api::error::RefusalKind;
use crate::api::repos::duplicate::NewDuplicate;
use crate::args::exists::CreateError;
use crate::args::misuse::Misuse;
use crate::args::namespace::NamespaceArg;
use crate::args::repo::TypeArg;
use crate::context::Context;
use crate::ids::argument::{RepoArgument, RepoArgumentError};
use crate::ids::repo::{RepoId, RepoKind};

/// Copy a repo on the Hub, without downloading it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos duplicate openai-community/gpt2
  $ hf repos duplicate openai-community/gpt2 my-org/my-gpt2 --private
  $ hf repos duplicate datasets/ada/planets my-planets --exist-ok
  $ hf repos duplicate spaces/ada/demo my-demo --flavor t4-medium --secrets HF_TOKEN")]
pub struct Duplicate {
    /// ID of the repo to copy, such as username/name or datasets/username/name
    from_id: RepoArgument,
    /// ID of the copy; defaults to the same name in your own namespace
    to_id: Option<RepoArgument>,
    #[command(flatten)]
    kind: TypeArg,
    #[command(flatten)]
    new: NewRepoArgs,
    #[command(flatten)]
    machine: SpaceMachineArgs,
}

#[derive(Serialize)]
struct Duplicated<'a> {
    from_id: &'a str,
    to_id: &'a str,
    url: &'a str,
}

impl Duplicate {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (from, to) = self.repos()?;
        if from.kind() == RepoKind::Kernel {
            return Err(Misuse("a kernel cannot be duplicated".to_owned()).into());
        }
        let visibility = self.new.visibility.word_for(from.kind())?;
        let rest = if from.kind() == RepoKind::Space {
            self.machine.fields(cx, &self.new.token).await?
        } else {
            warn_unused(cx, from.kind(), self.machine.given());
            Map::new()
        };
        let hub = cx.hub(&self.new.token)?;
        let repository = self.full_id(cx, &hub, &to).await?;
        let copy = NewDuplicate { repository, visibility, resource_group: self.new.resource_group_id.clone(), rest };
        let outcome = match self.new.exist_ok.is_given() {
            true => hub.duplicate_repo_if_missing(&from, &copy).await,
            false => hub.duplicate_repo(&from, &copy).await,
        };
        let made = match outcome {
            Err(error) if error.is(RefusalKind::BadRequest) => self.machine.explained(&hub, Err(error)).await?,
            outcome => CreateError::explain(&format!("{} '{}'", to.kind(), copy.repository), outcome)?,
        };
        if made.files_copy_pending {
            let text = "large files are still being copied: downloading them from '{}' may fail until that is done";
            cx.out.warning(&text.replace("{}", made.id()));
        }
        let result = Duplicated { from_id: from.id(), to_id: made.id(), url: &made.url };
        if !made.is_new {
            return Ok(cx.out.unchanged("Nothing to do: the repo already exists", &result)?);
        }
        Ok(cx.out.done("Repo duplicated", &result)?)
    }

    fn repos(&self) -> Result<(RepoId, RepoId), RepoArgumentError> {
        let kind = self.kind.given();
        match &self.to_id {
            Some(to) => RepoArgument::resolve_pair(&self.from_id, to, kind),
            None => {
                let from = self.from_id.resolve(kind)?;
                let to = RepoId::new(from.kind(), from.name())?;
                Ok((from, to))
            }
        }
    }

    /// With the account's own namespace if there is none.
    async fn full_id(&self, cx: &Context, hub: &Hub, to: &RepoId) -> Result<String> {
        if to.namespace().is_some() {
            return Ok(to.id().to_owned());
        }
        Ok(format!("{}/{to}", cx.namespace(hub, &NamespaceArg::default()).await?))
    }
}
