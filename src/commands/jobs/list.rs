//! `hf jobs list`.

use anyhow::Result;
use serde_json::{Map, Value};

use super::cost::Costs;
use super::row::{NONE, Runs, fields, runtime};
use super::unreported;
use crate::api::jobs::Job;
use crate::args::job_filters::{JobStageArgs, LabelFilterArgs};
use crate::args::limit::LimitArg;
use crate::args::namespace::NamespaceArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::output::{Columns, Format};

/// List jobs, by default those that have not finished
#[derive(clap::Args)]
#[command(visible_aliases = ["ls", "ps"])]
#[command(after_help = "Examples:\n  $ hf jobs list\n  $ hf jobs list -a --label team=ml\n  \
                        $ hf jobs list --status ERROR,CANCELED --namespace demo-org\n  \
                        $ hf jobs list -a --cost\n  $ hf jobs list -q | xargs hf jobs wait")]
pub struct List {
    #[command(flatten)]
    stage: JobStageArgs,
    #[command(flatten)]
    labels: LabelFilterArgs,
    #[command(flatten)]
    limit: LimitArg<100>,
    /// Show what each job costs, and the sum
    #[arg(long)]
    cost: bool,
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    token: TokenArg,
}

const COLUMNS: Columns = Columns::of(&["job_id", "name", "image/space", "command", "created", "status", "runtime"])
    .id("job_id")
    .whole("job_id");
const COST_COLUMNS: Columns =
    Columns::of(&["job_id", "name", "flavor", "created", "status", "runtime", "cost/hour", "cost"])
        .id("job_id")
        .whole("job_id");

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let labels = self.labels.resolve()?;
        let hub = cx.hub(&self.token)?;
        let namespace = cx.namespace(&hub, &self.namespace).await?;
        let query = self.stage.query().and(&Query::new().each("label", labels.iter().map(|(k, v)| format!("{k}={v}"))));
        let costs = if self.cost { Some(Costs::new(&hub.job_hardware().await?)) } else { None };
        let pages = hub.jobs(&namespace, &query).take(self.limit.most());
        let (columns, is_for_people) =
            (if self.cost { &COST_COLUMNS } else { &COLUMNS }, cx.out.format() != Format::Json);
        let listed = cx.list_rows(pages, columns, |job| {
            let mut row = row(&job, hub.endpoint())?;
            if let Some(costs) = &costs {
                costs.add_to(&mut row, &job, is_for_people);
            }
            Ok(row)
        });
        let count = listed.await?;
        if let Some(costs) = costs.filter(|_| count > 0) {
            cx.out.text(&costs.total())?;
        }
        match (count, self.stage.all, labels.is_empty() && self.stage.typed().is_empty()) {
            (0, false, true) => cx.out.hint("no job is running: add -a to see jobs that are over"),
            (0, _, false) => cx.out.hint("no job matches all of these filters"),
            _ => {}
        }
        unreported::warn(cx, &hub).await;
        Ok(())
    }
}

fn row(job: &Job, endpoint: &str) -> Result<Map<String, Value>> {
    let mut row = fields(&job.record(endpoint))?;
    row.insert("job_id".to_owned(), job.id.as_str().into());
    let runs = Runs { name: job.name(), docker_image: job.docker_image.as_deref(), command: job.command.as_deref() };
    runs.add_to(&mut row);
    let created = job.created_at.map_or_else(|| NONE.to_owned(), |created| created.date_and_time());
    row.insert("created".to_owned(), created.into());
    row.insert("status".to_owned(), job.status.stage.as_str().into());
    let running = job.durations.as_ref().and_then(|durations| durations.running_secs.as_ref()?.as_f64());
    row.insert("runtime".to_owned(), runtime(running).into());
    Ok(row)
}
