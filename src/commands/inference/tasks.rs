//! `hf inference tasks`.

use anyhow::Result;
use serde::Serialize;

use crate::api::inference::providers::PROVIDERS;
use crate::api::inference::task::Task;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

/// List tasks, the model that the Hub recommends for each, and the verb that asks for it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf inference tasks
  $ hf inference tasks --json")]
pub struct Tasks {
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Row {
    task: String,
    /// `None`: there is no verb, and `post` sends what it needs.
    verb: Option<&'static str>,
    recommended: Option<String>,
    providers: Vec<&'static str>,
}

impl Tasks {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let known = cx.hub(&self.token)?.tasks().await?;
        let names = known.keys().cloned().chain(Task::all().map(|task| task.name().to_owned()));
        let names: std::collections::BTreeSet<String> = names.collect();
        let row = |name: String| {
            let task = Task::named(&name);
            let does =
                |task| PROVIDERS.iter().filter(move |provider| provider.does(task)).map(|one| one.name).collect();
            let recommended = known.get(&name).and_then(|info| info.widget_models.first()).cloned();
            let providers = task.map(does).unwrap_or_default();
            Row { task: name, verb: task.map(Task::verb), recommended, providers }
        };
        let rows: Vec<Row> = names.into_iter().map(row).collect();
        let columns = Columns::of(&["task", "verb", "recommended", "providers"]);
        Ok(cx.out.table(&rows, &columns.for_people(&["task", "verb", "recommended"]))?)
    }
}
