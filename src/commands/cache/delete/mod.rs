//! `hf cache delete`, once `huggingface-cli delete-cache`: revisions are picked on the screen or in a file.

mod file;
mod list;

use std::sync::Arc;

use anyhow::Result;
use clap::ValueEnum;

use super::announce;
use crate::args::cache_dir::CacheDirArg;
use crate::args::misuse::Misuse;
use crate::base::size::human_size;
use crate::cache::Scan;
use crate::context::Context;
use crate::output::{Format, Order, Picker};
use list::Agreed;

/// Select cached revisions on screen and delete them
///
/// Nothing is deleted until you confirm. To remove repos by name, use `hf cache rm`.
#[derive(clap::Args)]
#[command(mut_arg("cache_dir", |folder| folder.alias("dir")))]
#[command(after_help = "\
Examples:
  $ hf cache delete
  $ hf cache delete --sort size
  $ hf cache delete --disable-tui")]
pub struct Delete {
    #[command(flatten)]
    folder: CacheDirArg,
    /// Select in a text file instead, with your editor
    #[arg(long)]
    disable_tui: bool,
    /// Sort order of the repos; by type and name by default
    #[arg(long, value_enum, value_name = "ORDER", num_args = 0..=1)]
    sort: Option<Option<Sort>>,
}

/// Orders by their older names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sort {
    /// By name, ignoring case
    Alphabetical,
    /// Most recently updated first
    #[value(name = "lastUpdated")]
    LastUpdated,
    /// Most recently used first
    #[value(name = "lastUsed")]
    LastUsed,
    /// Largest first
    Size,
}

impl Delete {
    pub async fn run(self, cx: &Context) -> Result<()> {
        if cx.out.format() != Format::Human {
            let text = "this command asks a person what to delete: `hf cache rm` takes names, and --yes";
            return Err(Misuse(text.to_owned()).into());
        }
        let scan = cx.cache(&self.folder).scan()?;
        let order = order(self.sort.flatten());
        let agreed = if self.disable_tui { file::pick(cx, scan, order)? } else { on_screen(cx, scan, order).await? };
        let Some((scan, chosen)) = agreed else { return Ok(cx.out.text("Nothing was deleted.")?) };
        let removal = scan.removal(&chosen);
        removal.check()?;
        let outcome = removal.run();
        announce::remark(cx, &outcome);
        let (repos, revisions, size) = (outcome.counts.repos, outcome.counts.partial, human_size(outcome.freed));
        // As it was said when scripts read it: revisions of whole repos are not counted.
        if outcome.is_worth_telling() {
            cx.out
                .text(&format!("Done. Deleted {repos} repo(s) and {revisions} revision(s) for a total of {size}."))?;
        }
        announce::fail(cx, outcome.remnants)
    }
}

async fn on_screen(cx: &Context, scan: Scan, order: Order) -> Result<Agreed> {
    if !cx.out.can_pick() {
        let text = "the list needs a terminal: add --disable-tui to pick in a file";
        return Err(Misuse(text.to_owned()).into());
    }
    let scan = Arc::new(scan);
    let (weighed, repos) = (Arc::clone(&scan), list::repos(&scan));
    let places = repos.clone();
    let weigh = move |picked: &_| weighed.removal(&list::chosen(&places, picked)).freed();
    let picker = Picker::new(list::groups(&scan, &repos), order, Box::new(weigh));
    let picked = cx.out.pick(picker).await?;
    Ok(picked.map(|picked| (scan, list::chosen(&repos, &picked))))
}

fn order(sort: Option<Sort>) -> Order {
    match sort {
        None => Order::Given,
        Some(Sort::Alphabetical) => Order::Alphabetical,
        Some(Sort::LastUpdated) => Order::Updated,
        Some(Sort::LastUsed) => Order::Used,
        Some(Sort::Size) => Order::Size,
    }
}
