//! `hf inference tabular-classification`.

use anyhow::Result;
use serde_json::Map;

use super::batch::Kind;
use super::question::{Spec, TableArg, TaskArgs};
use super::show::Show;
use crate::api::inference::task::Task;
use crate::context::Context;

/// Classify the rows of a table
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference tabular-classification --table rows.csv -m org/model")]
pub struct TabularClassification {
    #[command(flatten)]
    table: TableArg,
    #[command(flatten)]
    task: TaskArgs,
}

impl TabularClassification {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (task, parameters) = (Task::TabularClassification, Map::new());
        let spec = Spec { task, kind: Kind::Table, parameters, show: Show::Lines };
        spec.run(cx, &self.task, || self.table.question()).await
    }
}
