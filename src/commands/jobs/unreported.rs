//! Jobs that were asked for and never reported: their run was killed, or the answer of the Hub was lost. They run and cost
//! money all the same, so the next run says that they do, once.

use serde::{Deserialize, Serialize};

use super::started::hints;
use crate::api::jobs::Job;
use crate::api::{Hub, HubError};
use crate::args::job_filters::active;
use crate::base::age::time_since;
use crate::base::time::now;
use crate::commands::ledger::{Ledger, Record};
use crate::context::Context;
use crate::ids::job::JobId;
use crate::output::quantity::counted;

const FOLDER: &str = "jobs";

/// What a record says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    endpoint: String,
    namespace: String,
    /// `KEY=VALUE`, by which its jobs are found. Others may have it too.
    label: String,
    /// Once the Hub has said it.
    id: Option<String>,
    /// Seconds since 1970.
    since: i64,
}

/// A launch of this run, written down until its outcome was reported.
pub(super) struct Unreported {
    asked: Asked,
    /// `None` if it could not be written, which keeps no job from being started.
    written: Option<(Ledger, Record)>,
}

impl Unreported {
    /// Writes down, before the Hub is asked, which jobs are going to be started.
    pub(super) fn begin(cx: &Context, hub: &Hub, namespace: &str, (key, value): (&str, &str)) -> Self {
        let (endpoint, namespace) = (hub.endpoint().to_owned(), namespace.to_owned());
        let asked = Asked { endpoint, namespace, label: format!("{key}={value}"), id: None, since: now() };
        let ledger = Ledger::of(cx, FOLDER);
        let record = ledger.begin(&asked).ok();
        Self { asked, written: record.map(|record| (ledger, record)) }
    }

    /// The Hub has answered.
    pub(super) fn started(&mut self, job: &Job) {
        self.asked.id = Some(job.id.clone());
        if let Some((ledger, record)) = &self.written {
            ledger.write(&record.path, &self.asked).unwrap_or_default();
        }
    }

    /// Says, after an answer that was lost, whether there is a job.
    pub(super) async fn lost(&self, cx: &Context, hub: &Hub) {
        let Asked { namespace, label, .. } = &self.asked;
        match self.asked.running(hub).await {
            Ok(jobs) => {
                if let [first, ..] = jobs.as_slice() {
                    let id = first.full_id();
                    cx.left_behind.set(format!("job {id} with the label {label} is running"), hints(&id));
                }
            }
            Err(_) => cx.left_behind.set(
                "it is not known whether the job was started".to_owned(),
                [format!("look for it with `hf jobs list --namespace {namespace} --label {label}`")],
            ),
        }
    }
}

impl Drop for Unreported {
    fn drop(&mut self) {
        if let Some((ledger, record)) = &self.written {
            ledger.remove(&record.path);
        }
    }
}

impl Asked {
    /// The jobs that run now.
    async fn running(&self, hub: &Hub) -> Result<Vec<Job>, HubError> {
        let Some(id) = self.id.clone() else {
            return hub.jobs(&self.namespace, &active([&self.label])).all().await;
        };
        let job = hub.job(&JobId { namespace: self.namespace.clone(), id }).await?;
        Ok(Some(job).filter(|job| !job.is_over()).into_iter().collect())
    }

    fn warn(&self, cx: &Context, jobs: &[Job]) {
        let since = time_since((now() - self.since) as f64);
        let whose = format!("{since} by a run of hf that was killed");
        let Self { namespace, label, .. } = self;
        match jobs {
            [] => {}
            [job] => {
                let (id, certainly) = (job.full_id(), if self.id.is_some() { "was" } else { "may have been" });
                cx.out.warning(&format!("job {id} is running: it {certainly} started {whose}"));
                hints(&id).iter().for_each(|hint| cx.out.hint(hint));
            }
            jobs => {
                let count = counted(jobs.len(), "job");
                cx.out.warning(&format!(
                    "{count} with the label {label} are running: they may have been started {whose}"
                ));
                cx.out.hint(&format!("cancel them with `hf jobs cancel --namespace {namespace} --label {label}`"));
            }
        }
    }
}

/// Warns of jobs that still run and whose runs were killed. What the Hub does not answer now is asked again by the next run.
pub(super) async fn warn(cx: &Context, hub: &Hub) {
    let ledger = Ledger::of(cx, FOLDER);
    for (path, asked) in ledger.records::<Asked>() {
        if asked.endpoint != hub.endpoint() || ledger.is_alive(&path) {
            continue;
        }
        match asked.running(hub).await {
            Ok(jobs) => asked.warn(cx, &jobs),
            Err(error) if error.is_missing() => {}
            Err(_) => continue,
        }
        ledger.remove(&path);
    }
}
