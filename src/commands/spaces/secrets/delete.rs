//! `hf spaces secrets delete`.

use anyhow::Result;
use clap::builder::NonEmptyStringValueParser;
use serde::Serialize;

use crate::api::error::RefusalKind;
use crate::api::spaces::space::Space;
use crate::args::deletion::DeletionArgs;
use crate::args::repo::IdArg;
use crate::context::Context;

/// Delete a secret of a Space
///
/// Its value is lost. A running Space restarts.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces secrets delete username/my-space API_KEY
  $ hf spaces secrets delete username/my-space API_KEY --yes")]
pub struct Delete {
    #[command(flatten)]
    space: IdArg<Space>,
    /// Name of the secret
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    key: String,
    #[command(flatten)]
    deletion: DeletionArgs,
}

#[derive(Serialize)]
struct Deleted<'a> {
    space_id: &'a str,
    key: &'a str,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (space, key) = (self.space.id(), self.key.as_str());
        self.deletion.yes.confirm(&cx.out, &format!("Delete the secret '{key}' of Space '{space}' for good?"))?;
        let outcome = cx.hub(&self.deletion.token)?.delete_space_secret(space, key).await;
        let is_gone = self.deletion.missing_ok.deleted(RefusalKind::NotFound, outcome)?;
        let secret = Deleted { space_id: space.id(), key };
        if !is_gone {
            return Ok(cx.out.unchanged("Nothing to do: there is no such secret", &secret)?);
        }
        Ok(cx.out.done("Secret deleted", &secret)?)
    }
}
