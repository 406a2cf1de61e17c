//! What a new Space runs on and with, as the verbs that make repos take it.

use anyhow::Result;
use serde_json::{Map, Value};

use crate::api::{Hub, HubError};
use crate::args::env_secrets::{EnvArgs, SecretsArgs};
use crate::args::hardware::{CPU_BASIC, FIXED_SLEEP, SpaceHardwareArgs};
use crate::args::token::TokenArg;
use crate::args::volumes::VolumesArg;
use crate::commands::hardware;
use crate::context::Context;
use crate::ids::repo::RepoKind;

#[derive(clap::Args)]
pub(super) struct SpaceMachineArgs {
    #[command(flatten)]
    hardware: SpaceHardwareArgs,
    #[command(flatten)]
    secrets: SecretsArgs,
    #[command(flatten)]
    env: EnvArgs,
    #[command(flatten)]
    volumes: VolumesArg,
}

impl SpaceMachineArgs {
    /// The fields of the API's JSON; what was not typed is left out.
    pub(super) async fn fields(&self, cx: &Context, token: &TokenArg) -> Result<Map<String, Value>> {
        let SpaceHardwareArgs { flavor, sleep_time, storage } = &self.hardware;
        if sleep_time.is_some() && flavor.as_deref() == Some(CPU_BASIC) {
            cx.out.warning(FIXED_SLEEP);
        }
        let all = [
            ("hardware", serde_json::to_value(flavor)?),
            ("storageTier", serde_json::to_value(storage)?),
            ("sleepTimeSeconds", serde_json::to_value(sleep_time)?),
            ("secrets", serde_json::to_value(cx.secrets(&self.secrets, token).await?.skip_missing(&cx.out))?),
            ("variables", serde_json::to_value(cx.variables(&self.env, token).await?)?),
            ("volumes", serde_json::to_value(self.volumes.resolve()?)?),
        ];
        let says_something = |value: &Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
        let fields = all.into_iter().filter(|(_, value)| says_something(value));
        Ok(fields.map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// An outcome of asking for a Space with this machine.
    pub(super) async fn explained<T>(&self, hub: &Hub, outcome: Result<T, HubError>) -> Result<T> {
        hardware::explained(outcome, self.hardware.flavor.as_deref(), async || hub.space_hardware().await).await
    }

    /// The flags that were typed.
    pub(super) fn given(&self) -> impl Iterator<Item = &'static str> {
        let all = [
            (self.hardware.flavor.is_some(), "--flavor"),
            (self.hardware.sleep_time.is_some(), "--sleep-time"),
            (self.hardware.storage.is_some(), "--storage"),
            (self.secrets.is_given(), "--secrets"),
            (self.env.is_given(), "--env"),
            (self.volumes.is_given(), "--volume"),
        ];
        all.into_iter().filter_map(|(is_given, flag)| is_given.then_some(flag))
    }
}

/// Warns of flags that do nothing for that kind of repo, as the Python client does.
pub(super) fn warn_unused<'a>(cx: &Context, kind: RepoKind, flags: impl Iterator<Item = &'a str>) {
    let flags: Vec<&str> = flags.collect();
    if !flags.is_empty() {
        cx.out.warning(&format!("no effect on a {kind}: {}", flags.join(", ")));
    }
}
