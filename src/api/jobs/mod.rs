//! Jobs: commands that run in containers on the Hub's machines.

pub mod metrics;
mod new_job;
mod record;
pub mod scheduled;

use serde_json::{Map, Value, json};

use super::follow::{Log, Part};
use super::hardware::Hardware;
use super::pages::Pages;
use super::{Hub, HubError};
use crate::base::url::url_segment;
use crate::http::body;
use crate::http::query::Query;
use crate::ids::job::JobId;
pub use new_job::{Exposed, NewJob, NewNetwork, Ssh};
use record::page;
pub use record::{Durations, Initiator, Job, JobRecord, Mounted, Network, Owner, Status};

impl Hub {
    /// The page of a job.
    pub fn job_page(&self, job: &JobId) -> String {
        page(self.endpoint(), job)
    }

    /// `POST /api/jobs/{namespace}`: starts a job. Sent once, for a reply that is lost says nothing of the job.
    pub async fn start_job(&self, namespace: &str, job: &NewJob) -> Result<Job, HubError> {
        self.0.post(&format!("/api/jobs/{}", url_segment(namespace))).body(job)?.json().await
    }

    /// `GET /api/jobs/{namespace}`: the jobs of an account, newest first. The query narrows them down by `stage` and `label`.
    pub fn jobs(&self, namespace: &str, query: &Query) -> Pages<'_, Job> {
        self.0.get(&format!("/api/jobs/{}", url_segment(namespace))).query(query).pages()
    }

    /// `GET /api/jobs/{namespace}/{id}`.
    pub async fn job(&self, job: &JobId) -> Result<Job, HubError> {
        self.0.get(&path(job)).json().await
    }

    /// `POST /api/jobs/{namespace}/{id}/cancel`. A job that is over is a conflict.
    pub async fn cancel_job(&self, job: &JobId) -> Result<(), HubError> {
        self.0.post(&format!("{}/cancel", path(job))).send().await.map(drop)
    }

    /// `POST /api/jobs/{namespace}/{id}/duplicate`: starts the same job once more, secrets included. Sent once, as
    /// [`Hub::start_job`].
    pub async fn rerun_job(&self, job: &JobId) -> Result<Job, HubError> {
        self.0.post(&format!("{}/duplicate", path(job))).json().await
    }

    /// `PUT /api/jobs/{namespace}/{id}/labels`: replaces all labels.
    pub async fn set_job_labels(&self, job: &JobId, labels: &Map<String, Value>) -> Result<Job, HubError> {
        self.0.put(&format!("{}/labels", path(job))).body(&json!({"labels": labels}))?.json().await
    }

    /// `PUT /api/jobs/{namespace}/{id}/expose`: replaces all exposed ports.
    pub async fn expose_job(&self, job: &JobId, ports: &Exposed) -> Result<Job, HubError> {
        self.0.put(&format!("{}/expose", path(job))).body(ports)?.json().await
    }

    /// `GET {address}`: a script, wherever it is. The token goes with it to this Hub alone.
    pub async fn script(&self, address: &str) -> Result<Vec<u8>, HubError> {
        let response = self.0.get(address).whole().send().await?;
        Ok(body::read(response).await?.to_vec())
    }

    /// `GET /api/jobs/hardware`: what jobs can run on. Needs no token.
    pub async fn job_hardware(&self) -> Result<Vec<Hardware>, HubError> {
        self.0.get("/api/jobs/hardware").json().await
    }

    /// `GET /api/jobs/{namespace}/{id}/logs`: the lines of that part. `is_over` says whether the job is.
    pub fn job_log<F>(&self, job: &JobId, part: Part, is_over: F) -> Log<'_, F>
    where
        F: AsyncFnMut() -> Result<bool, HubError>,
    {
        Log::new(&self.0, format!("{}/logs", path(job)), part, is_over)
    }
}

fn path(job: &JobId) -> String {
    format!("/api/jobs/{}/{}", url_segment(&job.namespace), url_segment(&job.id))
}
