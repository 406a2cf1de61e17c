//! `hf jobs scheduled list`.

use anyhow::Result;
use serde_json::{Map, Value};

use crate::api::jobs::scheduled::ScheduledJob;
use crate::args::job_filters::{LabelFilterArgs, ScheduleStateArgs};
use crate::args::namespace::NamespaceArg;
use crate::args::token::TokenArg;
use crate::base::moment::Moment;
use crate::commands::jobs::row::{NONE, Runs, fields};
use crate::context::Context;
use crate::http::query::Query;
use crate::output::Columns;

/// List scheduled jobs, by default those that are not suspended
#[derive(clap::Args)]
#[command(visible_aliases = ["ls", "ps"])]
#[command(after_help = "Examples:\n  $ hf jobs scheduled list\n  $ hf jobs scheduled list --status suspended\n  \
                        $ hf jobs scheduled list -a --label team=ml --json")]
pub struct List {
    #[command(flatten)]
    state: ScheduleStateArgs,
    #[command(flatten)]
    labels: LabelFilterArgs,
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    token: TokenArg,
}

const COLUMNS: Columns =
    Columns::of(&["id", "name", "schedule", "image/space", "command", "last_run", "next_run", "suspend"]).whole("id");

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let labels = self.labels.resolve()?;
        let hub = cx.hub(&self.token)?;
        let namespace = cx.namespace(&hub, &self.namespace).await?;
        // The Hub looks at one label alone.
        let query = Query::new().each("label", labels.iter().take(1).map(|(key, value)| format!("{key}={value}")));
        let mut jobs = hub.scheduled_jobs(&namespace, &query).await?;
        jobs.retain(|job| self.state.shows(job.suspend.unwrap_or_default()) && has_labels(job, &labels));
        let rows = jobs.iter().map(row).collect::<Result<Vec<_>>>()?;
        cx.out.records(&rows, &COLUMNS)?;
        match jobs.first() {
            Some(job) => cx.out.hint(&format!("start a run now with `hf jobs scheduled trigger {}`", job.full_id())),
            None if !labels.is_empty() || self.state.is_typed() => {
                cx.out.hint("no scheduled job matches all of these filters");
            }
            None if !self.state.all => cx.out.hint("no schedule is active: add -a to see suspended ones"),
            None => {}
        }
        Ok(())
    }
}

fn has_labels(job: &ScheduledJob, wanted: &[(String, String)]) -> bool {
    let label = |key: &str| job.job_spec.labels.as_ref()?.get(key)?.as_str();
    wanted.iter().all(|(key, value)| label(key) == Some(value))
}

fn row(job: &ScheduledJob) -> Result<Map<String, Value>> {
    let (mut row, spec) = (fields(job)?, &job.job_spec);
    let (docker_image, command) = (spec.docker_image.as_deref(), spec.command.as_deref());
    Runs { name: job.name(), docker_image, command }.add_to(&mut row);
    let text = |moment: Option<Moment>| moment.map_or_else(|| NONE.to_owned(), Moment::date_and_time);
    row.insert("last_run".to_owned(), text(job.status.last_job.as_ref().and_then(|last| last.at)).into());
    row.insert("next_run".to_owned(), text(job.status.next_job_run_at).into());
    row.insert("suspend".to_owned(), job.suspend.unwrap_or_default().into());
    Ok(row)
}
