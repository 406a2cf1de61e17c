//! `hf repos list`.

use anyhow::Result;
use clap::builder::PossibleValuesParser;
use serde::Serialize;

use crate::api::Hub;
use crate::api::repos::owned::OwnedRepo;
use crate::args::limit::LimitArg;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::{Columns, Explored, Explorer, Format, quantity};

const KINDS: [&str; 4] = ["model", "dataset", "space", "bucket"];
const COLUMNS: Columns = Columns::of(&["id", "type", "updated", "visibility", "storage", "%_of_total"])
    .whole("id")
    .right(&["storage", "%_of_total"]);

/// List the repos and buckets of an account, and the storage they take
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf repos list
  $ hf repos list --type dataset --search planets
  $ hf repos list --namespace my-org --limit 0 --quiet
  $ hf repos list --explore")]
pub struct List {
    /// Organization; defaults to your own account
    #[arg(long, value_name = "NAMESPACE")]
    namespace: Option<String>,
    /// Only repos of this type
    #[arg(long = "type", visible_alias = "repo-type", value_name = "TYPE", value_parser = PossibleValuesParser::new(KINDS))]
    kind: Option<String>,
    /// Only repos whose ID contains this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    #[command(flatten)]
    limit: LimitArg<30>,
    /// Look through all of them on the whole screen
    #[arg(long)]
    explore: bool,
    #[command(flatten)]
    token: TokenArg,
}

/// As the Python client has it, whose sizes are for people, and with the bytes.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    r#type: &'a str,
    updated: String,
    visibility: &'a str,
    storage: String,
    #[serde(rename = "%_of_total")]
    share: String,
    bytes: u64,
}

impl<'a> Row<'a> {
    fn of(repo: &'a OwnedRepo) -> Self {
        Self {
            id: &repo.id,
            r#type: &repo.kind,
            updated: repo.updated_at.day(),
            visibility: &repo.visibility,
            storage: quantity::bytes(repo.storage),
            share: format!("{:.1}%", repo.storage_percent.unwrap_or_default()),
            bytes: repo.storage,
        }
    }
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        if self.explore {
            if cx.out.format() != Format::Human {
                return Err(Misuse("--explore and another output format cannot be used together".to_owned()).into());
            }
            if cx.out.can_pick() {
                return self.look_through(cx, &hub).await;
            }
            cx.out.warning("--explore needs a terminal: printing the list instead");
        }
        let mut pages = hub.owned_repos(self.namespace.as_deref());
        let mut listing = cx.out.listing(&COLUMNS);
        let mut left = self.limit.most();
        let mut is_cut = false;
        while let Some(page) = pages.next().await? {
            let rows: Vec<Row<'_>> = page.iter().filter(|repo| self.is_wanted(repo)).map(Row::of).collect();
            let shown = rows.len().min(left);
            listing.add(&rows[..shown])?;
            left -= shown;
            is_cut = shown < rows.len();
            if is_cut {
                break;
            }
        }
        listing.end()?;
        if is_cut {
            cx.out.hint("there are more: use --limit 0 to list all");
        }
        Ok(())
    }

    /// The repos on the whole screen. Prints the ID of the one that is chosen there.
    async fn look_through(&self, cx: &Context, hub: &Hub) -> Result<()> {
        let status = cx.out.status("Reading the list");
        let mut repos = hub.owned_repos(self.namespace.as_deref()).all().await?;
        drop(status);
        repos.retain(|repo| self.is_wanted(repo));
        if repos.is_empty() {
            return Ok(cx.out.line("No results found.")?);
        }
        let items = repos.iter().map(|repo| Explored {
            name: repo.id.clone(),
            details: format!("{}, {}, updated {}", repo.kind, repo.visibility, repo.updated_at.day()),
            size: repo.storage,
        });
        let owner = self.namespace.as_deref().unwrap_or("your account");
        let explorer = Explorer::new(format!("Repos of {owner}"), items.collect());
        match cx.out.explore(explorer).await? {
            Some(chosen) => Ok(cx.out.line(&repos[chosen].id)?),
            None => Ok(()),
        }
    }

    /// The Hub cannot be asked for these alone.
    fn is_wanted(&self, repo: &OwnedRepo) -> bool {
        let contains = |text: &String| repo.id.to_lowercase().contains(&text.to_lowercase());
        self.kind.as_ref().is_none_or(|kind| repo.kind == *kind) && self.search.as_ref().is_none_or(contains)
    }
}
