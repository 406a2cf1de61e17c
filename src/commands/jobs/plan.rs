//! From the words that ask for a job to the job: what is sent, and what is said before and after.

use anyhow::{Result, bail};
use serde_json::{Map, Value};

use super::launch::{Launch, Work};
use super::started::{Started, hint_reach};
use super::unreported::{self, Unreported};
use super::uv::header::FromScript;
use super::uv::ship::ship;
use super::{budget, name, summary, volumes};
use crate::api::jobs::{Job, NewJob, NewNetwork, Ssh};
use crate::api::{Hub, HubError};
use crate::args::env_secrets::{Variables, object};
use crate::args::labels::NAME;
use crate::commands::hardware::explained_job;
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
pub(super) async fn plan(
    cx: &Context,
    launch: &Launch<'_>,
    from_script: &FromScript,
    is_only_shown: bool,
) -> Result<Plan> {
    let (machine, access) = (launch.machine, launch.access);
    let typed = machine.labels.resolve()?;
    let labels = from_script.labels.iter().map(|(key, value)| (key.clone(), value.as_str().into()));
    let labels = beside(labels, typed);
    let variables = cx.variables(&machine.env, &machine.token).await?;
    let environment = from_script.env.iter().map(|(key, value)| (key.clone(), value.as_str().into()));
    let secrets = secrets(cx, launch, from_script, is_only_shown).await?;
    let volumes = volumes::volumes(cx, machine, is_only_shown).await?;
    let (space_id, docker_image) = match Image::read(launch.work.image()) {
        Image::Space(id) => (Some(id), None),
        Image::Docker(image) => (None, Some(image)),
    };
    let network = |group: &String| NewNetwork { group: group.clone(), aliases: access.network_alias.clone() };
    let mut job = NewJob {
        command: launch.work.command(),
        arguments: [],
        environment: beside(environment, object(variables)),
        flavor: machine.flavor().to_owned(),
        secrets,
        timeout_seconds: budget::limit(cx, machine).await?,
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
        job.labels.insert(NAME.to_owned(), name::of_launch(launch, &job).into());
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

    /// Starts the job. It counts as unreported until what is returned beside it is dropped.
    pub(super) async fn start(self, cx: &Context, hub: &Hub, launch: &Launch<'_>) -> Result<(Job, Unreported)> {
        let (is_named_by_us, has_timeout) = (self.is_named_by_us, self.has_timeout);
        let (namespace, job) = self.ready(cx, hub, launch).await?;
        let name = job.labels.get(NAME).and_then(Value::as_str).unwrap_or_default();
        let mut unreported = Unreported::begin(cx, hub, &namespace, (NAME, name));
        let outcome = hub.start_job(&namespace, &job).await;
        if outcome.as_ref().is_err_and(HubError::is_outage) {
            unreported.lost(cx, hub).await;
        }
        let job = explained_job(hub, outcome, &job.flavor).await?;
        unreported.started(&job);
        cx.out.done("Job started", &Started::new(hub, &job))?;
        if is_named_by_us {
            hint_name(cx, job.name());
        }
        if let (false, Some(limit)) = (has_timeout, job.timeout) {
            let limit = quantity::estimate(std::time::Duration::from_secs(limit));
            cx.out.hint(&format!("the job is stopped after {limit}; set another limit with --timeout"));
        }
        hint_reach(cx, &job);
        Ok((job, unreported))
    }

    /// Says what is going to be, and brings the files of a script to the Hub. Returns whose job it is to be, and the job.
    pub(super) async fn ready(self, cx: &Context, hub: &Hub, launch: &Launch<'_>) -> Result<(String, NewJob)> {
        for line in &self.summary {
            cx.out.log(line);
        }
        let namespace = cx.namespace(hub, &launch.machine.namespace).await?;
        unreported::warn(cx, hub).await;
        let mut job = self.job;
        if let Work::Script(script) = &launch.work {
            ship(cx, (hub, &namespace), script, &mut job).await?;
        }
        Ok((namespace, job))
    }

    /// Whether nobody chose the name of the job.
    pub(super) fn is_named_by_us(&self) -> bool {
        self.is_named_by_us
    }
}

/// Where a name comes from that nobody chose.
pub(super) fn hint_name(cx: &Context, name: Option<&str>) {
    if let Some(name) = name {
        cx.out.hint(&format!("the job is named '{name}'; choose another name with --name"));
    }
}

/// What a script says, beside what was typed, which wins.
fn beside(from_script: impl Iterator<Item = (String, Value)>, typed: Map<String, Value>) -> Map<String, Value> {
    let mut all: Map<String, Value> = from_script.filter(|(key, _)| !typed.contains_key(key)).collect();
    all.extend(typed);
    all
}

/// The secrets that the script asks for, and those that were typed.
async fn secrets(
    cx: &Context,
    launch: &Launch<'_>,
    from_script: &FromScript,
    is_only_shown: bool,
) -> Result<Map<String, Value>> {
    let machine = launch.machine;
    let typed = cx.secrets(&machine.secrets, &machine.token).await?;
    let is_typed = |name: &str| typed.0.iter().any(|secret| secret.key == name);
    let names: Vec<&String> = from_script.secrets.iter().filter(|name| !is_typed(name)).collect();
    let mut all = cx.secrets_named(&names, &machine.token).await?;
    let taken = all.0.iter().filter(|secret| secret.value.is_some()).map(|secret| secret.key.as_str());
    let taken = taken.collect::<Vec<_>>().join(", ");
    if !taken.is_empty() {
        cx.out.warning(&format!("the script asks for secrets of this machine, which its job gets: {taken}"));
    }
    all.0.extend(typed.0);
    complete(cx, all, is_only_shown)
}

/// The secrets to send. In a job that is only shown, one without a value is null.
fn complete(cx: &Context, mut secrets: Variables, is_only_shown: bool) -> Result<Map<String, Value>> {
    let missing = secrets.0.extract_if(.., |secret| secret.value.is_none() && secret.is_asked_for);
    let missing: Vec<_> = missing.map(|secret| secret.key).collect();
    if !missing.is_empty() && !is_only_shown {
        let names = missing.join(", ");
        bail!("not set in the environment: {names}; export these secrets, or put them into a --secrets-file");
    }
    let mut all = object(secrets.skip_missing(&cx.out));
    all.extend(missing.into_iter().map(|name| (name, Value::Null)));
    Ok(all)
}
