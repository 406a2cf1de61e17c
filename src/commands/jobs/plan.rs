//! From the words that ask for a job to the job: what is sent, and what is said before and after.

use anyhow::{Result, bail};
use serde_json::{Map, Value};

use super::launch::Launch;
use super::started::{Started, hint_reach};
use super::{name, summary, volumes};
use crate::api::Hub;
use crate::api::jobs::{Job, NewJob, NewNetwork, Ssh};
use crate::args::env_secrets::{KeyValue, Variables};
use crate::args::job_machine::JobMachineArgs;
use crate::args::labels::NAME;
use crate::context::Context;
use crate::ids::job::Image;
use crate::output::quantity;

/// What the words of a launch mean.
pub(super) struct Plan {
    job: NewJob,
    /// Lines for people.
    summary: Vec<String>,
    is_named_by_us: bool,
    has_timeout: bool,
}

/// Reads the files and variables that the words name. Secrets that are not set here are an error, unless the job is only
/// to be shown.
pub(super) async fn plan(cx: &Context, launch: &Launch<'_>, is_only_shown: bool) -> Result<Plan> {
    let (machine, access) = (launch.machine, launch.access);
    let labels = machine.labels.resolve()?;
    let variables = cx.variables(&machine.env, &machine.token).await?;
    let secrets = cx.secrets(&machine.secrets, &machine.token).await?;
    let secrets = complete(cx, secrets, is_only_shown)?;
    let volumes = volumes::volumes(cx, machine, is_only_shown).await?;
    let (space_id, docker_image) = match Image::read(launch.image) {
        Image::Space(id) => (Some(id), None),
        Image::Docker(image) => (None, Some(image)),
    };
    let network = |group: &String| NewNetwork { group: group.clone(), aliases: access.network_alias.clone() };
    let mut job = NewJob {
        command: launch.command.to_vec(),
        arguments: [],
        environment: map(variables),
        flavor: machine.flavor().to_owned(),
        secrets,
        timeout_seconds: machine.timeout.as_ref().and_then(|timeout| timeout.seconds),
        attempts: machine.attempts,
        labels,
        volumes,
        expose: machine.exposed(),
        ssh: access.ssh.then_some(Ssh { enabled: true }),
        network: access.network_group.as_ref().map(network),
        resource_group_id: machine.resource_group_id.clone(),
        space_id,
        docker_image,
    };
    let is_named_by_us = !job.labels.contains_key(NAME);
    if is_named_by_us {
        job.labels.insert(NAME.to_owned(), name::of_image(launch, &job).into());
    }
    let (summary, has_timeout) = (summary::lines(launch, &job), job.timeout_seconds.is_some());
    Ok(Plan { job, summary, is_named_by_us, has_timeout })
}

impl Plan {
    /// Shows the job instead of starting it.
    pub(super) fn show(&self, cx: &Context) -> Result<()> {
        for line in &self.summary {
            cx.out.line(line)?;
        }
        Ok(cx.out.line("(dry run) Job not started.")?)
    }

    /// Starts the job.
    pub(super) async fn start(&self, cx: &Context, hub: &Hub, machine: &JobMachineArgs) -> Result<Job> {
        for line in &self.summary {
            cx.out.log(line);
        }
        let namespace = cx.namespace(hub, &machine.namespace).await?;
        let job = hub.start_job(&namespace, &self.job).await?;
        cx.out.done("Job started", &Started::new(hub, &job))?;
        self.hint(cx, &job);
        Ok(job)
    }

    fn hint(&self, cx: &Context, job: &Job) {
        if let (true, Some(name)) = (self.is_named_by_us, job.name()) {
            cx.out.hint(&format!("the job is named '{name}'; choose another name with --name"));
        }
        if let (false, Some(limit)) = (self.has_timeout, job.timeout) {
            let limit = quantity::estimate(std::time::Duration::from_secs(limit));
            cx.out.hint(&format!("the job is stopped after {limit}; set another limit with --timeout"));
        }
        hint_reach(cx, job);
    }
}

fn map(variables: Vec<KeyValue>) -> Map<String, Value> {
    variables.into_iter().map(|variable| (variable.key, variable.value.into())).collect()
}

/// The secrets to send. In a job that is only shown, one without a value is null.
fn complete(cx: &Context, mut secrets: Variables, is_only_shown: bool) -> Result<Map<String, Value>> {
    let missing = secrets.0.extract_if(.., |secret| secret.value.is_none() && secret.is_asked_for);
    let missing: Vec<_> = missing.map(|secret| secret.key).collect();
    if !missing.is_empty() && !is_only_shown {
        let names = missing.join(", ");
        bail!("not set in the environment: {names}; export these secrets, or put them into a --secrets-file");
    }
    let mut all = map(secrets.skip_missing(&cx.out));
    all.extend(missing.into_iter().map(|name| (name, Value::Null)));
    Ok(all)
}
