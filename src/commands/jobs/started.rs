//! A job that was just started, and how its user reaches it.

use serde::Serialize;

use crate::api::Hub;
use crate::api::jobs::Job;
use crate::context::Context;
use crate::ids::job::JobId;

#[derive(Serialize)]
pub(super) struct Started<'a> {
    id: &'a str,
    name: Option<&'a str>,
    url: String,
}

impl<'a> Started<'a> {
    pub(super) fn new(hub: &Hub, job: &'a Job) -> Self {
        Self { id: &job.id, name: job.name(), url: hub.job_page(&job.full_id()) }
    }
}

/// Where its ports are, how to log in, and how jobs of its network find it.
pub(super) fn hint_reach(cx: &Context, job: &Job) {
    let id = job.full_id();
    for url in job.status.expose_urls.iter().flatten() {
        cx.out.hint(&format!("an exposed port is at {url}"));
    }
    if job.status.ssh_url.is_some() {
        cx.out.hint(&format!("log in to the job with `hf jobs ssh {id}`"));
    }
    if let Some(group) = job.network.as_ref().and_then(|network| network.group.as_ref()) {
        cx.out.hint(&format!(
            "jobs of the group '{group}' are at $HF_NETWORK_GROUP_HOSTNAME, and those with an alias at \
             ${{HF_NETWORK_GROUP_PREFIX}}ALIAS"
        ));
    }
}

/// What can be done about a job that runs unseen.
pub(super) fn hints(id: &JobId) -> [String; 2] {
    [format!("follow it with `hf jobs logs -f {id}`"), format!("cancel it with `hf jobs cancel {id}`")]
}

/// What a user who does not wait for the job may do instead.
pub(super) fn hint_detached(cx: &Context, job: &Job) {
    let id = job.full_id();
    cx.out.hint(&format!("follow its log with `hf jobs logs -f {id}`"));
    cx.out.hint(&format!("wait for its end with `hf jobs wait {id}`"));
}
