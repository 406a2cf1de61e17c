//! `hf repos lfs list`.

use std::str::FromStr;

use anyhow::Result;

use crate::api::stored_files::StoredFile;
use crate::args::limit::LimitArg;
use crate::args::repo::RepoArgs;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["oid", "filename", "size", "pushed_at", "ref"]).whole("oid");

/// List the large files that a repo keeps, which count against the quota
///
/// Files of old commits are kept too. --unreferenced lists those that no branch, tag or pull request needs.
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf repos lfs list my-org/my-model --sort size
  $ hf repos lfs list my-org/my-model --unreferenced --limit 0 --json
  $ hf repos lfs list my-org/my-model --unreferenced -q --limit 0 | hf repos lfs rm my-org/my-model -")]
pub struct List {
    #[command(flatten)]
    repo: RepoArgs,
    /// Sort by size, date or name, largest or newest first; add :asc for the reverse
    #[arg(long, value_name = "KEY[:asc]")]
    sort: Option<Order>,
    /// Only files that no branch, tag or pull request needs
    #[arg(long)]
    unreferenced: bool,
    #[command(flatten)]
    limit: LimitArg<30>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Debug, Clone, Copy)]
struct Order {
    key: Key,
    is_ascending: bool,
}

#[derive(Debug, Clone, Copy)]
enum Key {
    Size,
    Date,
    Name,
}

impl FromStr for Order {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, order) = text.split_once(':').unwrap_or((text, "desc"));
        let key = match key {
            "size" => Key::Size,
            "date" => Key::Date,
            "name" => Key::Name,
            _ => return Err("expected size, date or name"),
        };
        match order {
            "asc" | "desc" => Ok(Self { key, is_ascending: order == "asc" }),
            _ => Err("expected :asc or :desc"),
        }
    }
}

impl Order {
    fn sort(self, files: &mut [StoredFile]) {
        match self.key {
            Key::Size => files.sort_by_key(|file| file.size),
            Key::Date => files.sort_by_key(|file| file.pushed_at),
            Key::Name => files.sort_by(|one, other| one.filename.cmp(&other.filename)),
        }
        if !self.is_ascending {
            files.reverse();
        }
    }
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (repo, hub) = (self.repo.resolve()?, cx.hub(&self.token)?);
        if self.sort.is_none() && !self.unreferenced {
            return cx.list(hub.stored_files(&repo).take(self.limit.most()), &COLUMNS).await;
        }
        let mut files = hub.stored_files(&repo).all().await?;
        if self.unreferenced {
            let referenced = hub.referenced_files(&repo).await?;
            files.retain(|file| !referenced.contains(&file.file_oid));
        }
        if let Some(order) = self.sort {
            order.sort(&mut files);
        }
        files.truncate(self.limit.most());
        Ok(cx.out.records(&files, &COLUMNS)?)
    }
}
