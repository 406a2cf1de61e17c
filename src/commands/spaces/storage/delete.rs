//! `hf spaces storage delete`.

use anyhow::Result;
use serde::Serialize;

use crate::api::error::RefusalKind;
use crate::api::spaces::space::Space;
use crate::args::deletion::DeletionArgs;
use crate::args::repo::IdArg;
use crate::context::Context;

/// Delete the persistent storage of a Space and everything in it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces storage delete username/my-space
  $ hf spaces storage delete username/my-space --yes")]
pub struct Delete {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    deletion: DeletionArgs,
}

#[derive(Serialize)]
struct Deleted<'a> {
    space_id: &'a str,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let space = self.space.id();
        let question = format!("Delete the storage of Space '{space}' and all that it holds, for good?");
        self.deletion.yes.confirm(&cx.out, &question)?;
        let outcome = cx.hub(&self.deletion.token)?.delete_space_storage(space).await;
        let result = Deleted { space_id: space.id() };
        if !self.deletion.missing_ok.deleted(RefusalKind::NotFound, outcome)? {
            return Ok(cx.out.unchanged("Nothing to do: the Space has no storage", &result)?);
        }
        Ok(cx.out.done("Storage deleted", &result)?)
    }
}
