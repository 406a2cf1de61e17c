//! The card of a repo, its README.md: what `models card`, `datasets card` and `spaces card` have in common.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use serde::Serialize;
use serde_json::{Value, json};

use crate::api::card_data;
use crate::api::records::RepoRecord;
use crate::args::cache_dir::CacheDirArg;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::base::{front_matter, yaml};
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;
use crate::output::Format;
use crate::transfer::download::select::Selection;
use crate::transfer::download::{Downloader, Order, Target};

/// Where a repo has its card.
pub(super) const CARD: &str = "README.md";

/// Whose card is shown, and which part of it.
#[derive(clap::Args)]
pub(super) struct CardArgs<R: RepoRecord> {
    #[command(flatten)]
    repo: IdArg<R>,
    /// Show only the metadata, as JSON
    #[arg(long, conflicts_with = "text")]
    metadata: bool,
    /// Show only the text below the metadata
    #[arg(long)]
    text: bool,
    #[command(flatten)]
    token: TokenArg,
}

/// A card for programs.
#[derive(Serialize)]
struct Card<'a> {
    id: &'a str,
    content: &'a str,
}

impl<R: RepoRecord> CardArgs<R> {
    /// Prints the card, or the part that was asked for.
    pub(super) async fn print(&self, cx: &Context) -> Result<()> {
        let path = fetched(cx, self.repo.id(), Revision::default(), &self.token).await?;
        let what = || format!("cannot read the card of {} '{}'", R::KIND, self.repo.id());
        let content = fs::read_to_string(&path).with_context(what)?;
        let parts = front_matter::parts(&content);
        if self.metadata {
            let block = parts.map(|parts| parts.numbered_block()).unwrap_or_default();
            let metadata = yaml::read(&block).context("the metadata of the card is not valid YAML")?;
            let card = card_data::arranged(R::KIND, metadata).unwrap_or_else(|| json!({}));
            return Ok(cx.out.record::<Value>(&card)?);
        }
        let content = parts.filter(|_| self.text).map_or(content.as_str(), |parts| parts.text);
        if cx.out.format() == Format::Json {
            return Ok(cx.out.object(&Card { id: self.repo.id().id(), content })?);
        }
        cx.out.raw(content)?;
        if !self.text {
            cx.out.hint("add --metadata to see its metadata as JSON");
        }
        Ok(())
    }
}

/// The card's file in the cache, which a copy there stands in for when the Hub cannot be reached.
pub(super) async fn fetched(cx: &Context, repo: &RepoId, revision: Revision, token: &TokenArg) -> Result<PathBuf> {
    let target = Target::Cache(cx.cache(&CacheDirArg::default()).repo(repo));
    let selection = Selection::new(vec![CARD.to_owned()], Vec::new(), Vec::new());
    let order = Order { repo: repo.clone(), revision, selection, target };
    let downloader = Downloader::new(cx.hub(token)?, cx.download_options(), Arc::new(()));
    let plan = downloader.plan(&order).await?;
    Ok(downloader.run(plan).await?)
}
