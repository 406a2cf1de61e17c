//! `hf inference providers`.

use anyhow::Result;
use serde::Serialize;

use super::task_name::TaskName;
use crate::api::inference::providers::PROVIDERS;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::repo::{RepoId, RepoKind};
use crate::output::Columns;

/// List providers, or those that serve a model
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference providers --task text-to-image
  $ hf inference providers --model openai/gpt-oss-20b
  $ hf inference providers -m openai/gpt-oss-20b -q")]
pub struct Providers {
    /// Only providers of this model, with its ID at each
    #[arg(short, long, value_name = "MODEL")]
    model: Option<String>,
    /// Only providers of this task
    #[arg(long, value_name = "TASK")]
    task: Option<TaskName>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Row {
    provider: &'static str,
    tasks: Vec<&'static str>,
}

impl Providers {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let Some(model) = &self.model else { return self.all(cx) };
        let model = RepoId::new(RepoKind::Model, model)?;
        let served = cx.hub(&self.token)?.providers_of(&model).await?.unwrap_or_default();
        let fits = |task: Option<&str>| self.task.as_ref().is_none_or(|wanted| task == Some(wanted.0.name()));
        let rows: Vec<_> = served.into_iter().filter(|served| fits(served.task.as_deref())).collect();
        let columns = Columns::of(&["provider", "provider_id", "task", "status"]);
        Ok(cx.out.records(&rows, &columns)?)
    }

    fn all(&self, cx: &Context) -> Result<()> {
        let fits = |row: &Row| self.task.as_ref().is_none_or(|wanted| row.tasks.contains(&wanted.0.name()));
        let row = |provider: &&'static crate::api::inference::provider::Provider| {
            let mut tasks: Vec<_> = provider.tasks().map(crate::api::inference::task::Task::name).collect();
            tasks.sort_unstable();
            Row { provider: provider.name, tasks }
        };
        let rows: Vec<Row> = PROVIDERS.iter().map(row).filter(fits).collect();
        Ok(cx.out.table(&rows, &Columns::of_rows())?)
    }
}
