//! `hf spaces storage set`.

use anyhow::Result;
use serde::Serialize;

use crate::api::HubError;
use crate::api::spaces::space::Space;
use crate::args::hardware::storage_tier;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::repo::RepoId;

/// Add persistent storage to a Space
///
/// The Hub prefers buckets, mounted with `hf spaces volumes set`, and may refuse storage. Storage can grow, not shrink.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf spaces storage set username/my-space small")]
pub struct Set {
    #[command(flatten)]
    space: IdArg<Space>,
    /// Size: small (20 GB), medium (150 GB) or large (1 TB)
    #[arg(value_parser = storage_tier())]
    tier: String,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Changed<'a> {
    space_id: &'a str,
    storage: &'a str,
}

/// The Hub gives no storage of this kind.
#[derive(Debug, thiserror::Error)]
#[error("the Hub does not give Space '{space}' this storage")]
pub struct NoStorage {
    pub space: RepoId,
    pub source: HubError,
}

impl Set {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let space = self.space.id();
        if let Err(source) = cx.hub(&self.token)?.set_space_storage(space, &self.tier).await {
            // What is wrong with the account or the name is not about storage.
            return match source.refusal().map(|refusal| refusal.status.as_u16()) {
                Some(400 | 402 | 409 | 410 | 422) => Err(NoStorage { space: space.clone(), source }.into()),
                _ => Err(source.into()),
            };
        }
        Ok(cx.out.done("Storage set", &Changed { space_id: space.id(), storage: &self.tier })?)
    }
}
