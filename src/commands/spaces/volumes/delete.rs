//! `hf spaces volumes delete`.

use anyhow::Result;
use serde::Serialize;

use crate::api::error::RefusalKind;
use crate::api::spaces::space::Space;
use crate::args::deletion::DeletionArgs;
use crate::args::repo::IdArg;
use crate::context::Context;

/// Unmount all repos and buckets of a Space
///
/// Their files stay on the Hub. The Space restarts.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf spaces volumes delete username/my-space")]
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
        self.deletion.yes.confirm(&cx.out, &format!("Unmount all volumes of Space '{space}'?"))?;
        let outcome = cx.hub(&self.deletion.token)?.delete_space_volumes(space).await;
        let result = Deleted { space_id: space.id() };
        if !self.deletion.missing_ok.deleted(RefusalKind::NotFound, outcome)? {
            return Ok(cx.out.unchanged("Nothing to do: the Space mounts nothing", &result)?);
        }
        Ok(cx.out.done("Volumes deleted", &result)?)
    }
}
