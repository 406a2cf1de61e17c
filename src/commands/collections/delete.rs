//! `hf collections delete`.

use anyhow::Result;

use super::changed::Changed;
use crate::api::error::RefusalKind;
use crate::args::collection::CollectionArg;
use crate::args::deletion::DeletionArgs;
use crate::context::Context;

/// Delete a collection
///
/// Its items are not deleted.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf collections delete username/things-64f9a55bb3115b4f513ec026
  $ hf collections delete username/things-64f9a55bb3115b4f513ec026 --missing-ok --yes")]
pub struct Delete {
    #[command(flatten)]
    collection: CollectionArg,
    #[command(flatten)]
    deletion: DeletionArgs,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (slug, DeletionArgs { yes, missing_ok, token }) = (self.collection.slug(), &self.deletion);
        yes.confirm_at_terminal(&cx.out, &format!("Delete the collection '{slug}' for good?"))?;
        let outcome = cx.hub(token)?.delete_collection(slug).await;
        let is_gone = missing_ok.deleted(RefusalKind::NotFound, outcome)?;
        let collection = Changed { slug: slug.as_str() };
        if !is_gone {
            return Ok(cx.out.unchanged("Nothing to do: there is no such collection", &collection)?);
        }
        Ok(cx.out.done("Collection deleted", &collection)?)
    }
}
