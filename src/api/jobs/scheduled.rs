//! Jobs that the Hub starts by a schedule.

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::{Exposed, Job, Mounted, NewJob, Owner};
use crate::api::{Hub, HubError};
use crate::base::json;
use crate::base::moment::Moment;
use crate::base::url::url_segment;
use crate::http::query::Query;
use crate::ids::job::JobId;

/// A job that is to run by a schedule, as the Hub's JSON has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewScheduledJob<'a> {
    /// What each run does.
    pub job_spec: &'a NewJob,
    /// `@daily` and the like, or five fields of cron.
    pub schedule: &'a str,
    /// Whether a run may begin before the one before it has ended; `None` leaves it to the Hub.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub concurrency: Option<bool>,
    /// Whether it waits to be resumed; `None` leaves it to the Hub.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suspend: Option<bool>,
}

/// A scheduled job as the Hub reports it. Serializes to the keys of the Python client, in their order.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct ScheduledJob {
    /// The Hub's own name for it.
    pub id: String,
    /// When it was created.
    pub created_at: Option<Moment>,
    /// What each run does.
    #[serde(default)]
    pub job_spec: JobSpec,
    /// `@daily` and the like, or five fields of cron.
    pub schedule: Option<String>,
    /// Whether it waits to be resumed.
    pub suspend: Option<bool>,
    /// Whether a run may begin before the one before it has ended.
    pub concurrency: Option<bool>,
    /// Its last run and its next.
    #[serde(default)]
    pub status: Runs,
    /// Whose it is.
    pub owner: Owner,
}

/// What the runs of a scheduled job do.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct JobSpec {
    /// The image that they run in, unless it is a Space's.
    pub docker_image: Option<String>,
    /// The Space whose image they run in.
    pub space_id: Option<String>,
    /// The command and its arguments.
    pub command: Option<Vec<String>>,
    /// Empty for most jobs.
    pub arguments: Option<Vec<String>>,
    /// Variables whose values may be read.
    pub environment: Option<Map<String, Value>>,
    /// The secrets, masked.
    pub secrets: Option<Value>,
    /// The hardware.
    pub flavor: Option<String>,
    /// Seconds after which the Hub stops a run.
    pub timeout: Option<i64>,
    /// Words of the Hub's own.
    pub tags: Option<Vec<String>>,
    /// The architecture of the machines.
    pub arch: Option<String>,
    /// What the job is called and found by.
    pub labels: Option<Map<String, Value>>,
    /// What the containers mount.
    #[serde(default, deserialize_with = "json::unless_empty")]
    pub volumes: Option<Vec<Mounted>>,
    /// How often a run is started again.
    pub retry: Option<i64>,
    /// Ports that can be reached from outside.
    #[serde(flatten, serialize_with = "exposed_lists")]
    pub ports: Ports,
}

/// The field that exposed ports are in.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Ports {
    /// `None` if there are none.
    pub expose: Option<Exposed>,
}

/// The Python client makes two lists of it.
fn exposed_lists<S: Serializer>(ports: &Ports, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Lists<'a> {
        expose: Option<&'a [i64]>,
        expose_public: Option<&'a [i64]>,
    }
    let exposed = ports.expose.as_ref();
    Lists {
        expose: exposed.map(|exposed| exposed.ports.as_slice()),
        expose_public: exposed.map(|exposed| exposed.ports_public.as_slice()),
    }
    .serialize(serializer)
}

/// The last run of a scheduled job and its next.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Runs {
    /// `None` before the first.
    pub last_job: Option<LastJob>,
    /// `None` while it is suspended.
    pub next_job_run_at: Option<Moment>,
}

/// A run that was started.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct LastJob {
    /// The job.
    pub id: String,
    /// When it was started.
    pub at: Option<Moment>,
}

impl ScheduledJob {
    /// Its whole name.
    pub fn full_id(&self) -> JobId {
        JobId { namespace: self.owner.name.clone(), id: self.id.clone() }
    }

    /// Its name for people, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.job_spec.labels.as_ref()?.get("name")?.as_str()
    }
}

impl Hub {
    /// `POST /api/scheduled-jobs/{namespace}`: from now on the Hub starts such jobs. Sent once.
    pub async fn schedule_job(&self, namespace: &str, job: &NewScheduledJob<'_>) -> Result<ScheduledJob, HubError> {
        self.0.post(&all(namespace)).body(job)?.json().await
    }

    /// `GET /api/scheduled-jobs/{namespace}`: those of an account. The query may name one `label`.
    pub async fn scheduled_jobs(&self, namespace: &str, query: &Query) -> Result<Vec<ScheduledJob>, HubError> {
        self.0.get(&all(namespace)).query(query).json().await
    }

    /// `GET /api/scheduled-jobs/{namespace}/{id}`.
    pub async fn scheduled_job(&self, job: &JobId) -> Result<ScheduledJob, HubError> {
        self.0.get(&one(job)).json().await
    }

    /// `DELETE /api/scheduled-jobs/{namespace}/{id}`. Jobs that it has started are left alone.
    pub async fn delete_scheduled_job(&self, job: &JobId) -> Result<(), HubError> {
        self.0.delete(&one(job)).send().await.map(drop)
    }

    /// `POST /api/scheduled-jobs/{namespace}/{id}/suspend` or `.../resume`.
    pub async fn switch_scheduled_job(&self, job: &JobId, on: bool) -> Result<(), HubError> {
        let action = if on { "resume" } else { "suspend" };
        self.0.post(&format!("{}/{action}", one(job))).idempotent().send().await.map(drop)
    }

    /// `POST /api/scheduled-jobs/{namespace}/{id}/schedule`: changes when it runs.
    pub async fn reschedule_job(&self, job: &JobId, schedule: &str) -> Result<(), HubError> {
        let body = json!({"schedule": schedule});
        self.0.post(&format!("{}/schedule", one(job))).body(&body)?.idempotent().send().await.map(drop)
    }

    /// `POST /api/scheduled-jobs/{namespace}/{id}/run`: starts a run now. Sent once. A run that has not ended is a conflict
    /// unless runs may overlap.
    pub async fn trigger_scheduled_job(&self, job: &JobId) -> Result<Job, HubError> {
        self.0.post(&format!("{}/run", one(job))).json().await
    }

    /// `PUT /api/scheduled-jobs/{namespace}/{id}/labels`: replaces all labels.
    pub async fn set_scheduled_job_labels(&self, job: &JobId, labels: &Map<String, Value>) -> Result<(), HubError> {
        self.0.put(&format!("{}/labels", one(job))).body(&json!({"labels": labels}))?.send().await.map(drop)
    }
}

fn all(namespace: &str) -> String {
    format!("/api/scheduled-jobs/{}", url_segment(namespace))
}

fn one(job: &JobId) -> String {
    format!("{}/{}", all(&job.namespace), url_segment(&job.id))
}
