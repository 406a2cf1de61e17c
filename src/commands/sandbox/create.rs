//! `hf sandbox create`.

use std::time::Instant;

use anyhow::Result;
use serde::Serialize;

use super::boot::{Boot, boot};
use super::host::User;
use super::marks::reserved;
use super::place::place;
use super::starting::{Starter, Starting};
use crate::api::Hub;
use crate::args::env_secrets::{EnvArgs, SecretsArgs, object};
use crate::args::job_machine::FlavorArg;
use crate::args::labels::LabelArgs;
use crate::args::misuse::Misuse;
use crate::args::namespace::NamespaceArg;
use crate::args::sandbox::IdleArg;
use crate::args::token::TokenArg;
use crate::args::volumes::VolumesArg;
use crate::context::Context;
use crate::ids::job::JobId;

/// The image of a sandbox that was given none.
pub(super) const IMAGE: &str = "python:3.12";

/// Create a sandbox: a container to run commands in
///
/// It ends when it has not been used for a while, after 24 hours at the latest.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  $ hf sandbox create\n  $ hf sandbox create ubuntu:24.04 --flavor a10g-small --idle-timeout 1h\n  \
                        $ hf sandbox create --pool pool-0123456789ab"
)]
pub struct Create {
    /// Docker image, or a Space's as hf.co/spaces/username/name [default: python:3.12]
    #[arg(conflicts_with = "pool")]
    image: Option<String>,
    /// Create it on a machine of this pool, which others share
    #[arg(long, value_name = "POOL", conflicts_with_all = ["flavor", "volumes", "labels", "secrets", "secrets_file"])]
    pool: Option<String>,
    #[command(flatten)]
    flavor: FlavorArg,
    #[command(flatten)]
    idle: IdleArg,
    #[command(flatten)]
    env: EnvArgs,
    #[command(flatten)]
    secrets: SecretsArgs,
    #[command(flatten)]
    labels: LabelArgs,
    #[command(flatten)]
    volumes: VolumesArg,
    /// Give the sandbox your access token, as HF_TOKEN
    #[arg(long)]
    forward_hf_token: bool,
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Created<'a> {
    id: &'a str,
    image: Option<&'a str>,
    elapsed: String,
}

#[derive(Serialize)]
struct CreatedInPool<'a> {
    id: &'a str,
    host: &'a str,
    pool: &'a str,
    elapsed: String,
}

impl Create {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.token)?.for_changes();
        let starting = Starting::default();
        starting.or_cancel(cx, &hub, self.create(cx, &hub, &starting)).await
    }

    async fn create(&self, cx: &Context, hub: &Hub, starting: &Starting) -> Result<()> {
        let start = Instant::now();
        let labels = self.labels.resolve();
        if let Some(label) = reserved(&labels) {
            return Err(Misuse(format!("the label '{label}' is what sandboxes are known by: choose another")).into());
        }
        let volumes = self.volumes.resolve()?;
        let user = &User::new(cx, hub, &self.token).await?;
        let starter = Starter { hub, user, starting };
        let mut env = object(cx.variables(&self.env, &self.token).await?);
        let elapsed = || format!("{:.1}s", start.elapsed().as_secs_f64());
        if let Some(pool) = &self.pool {
            if self.forward_hf_token {
                env.insert("HF_TOKEN".to_owned(), user.token.expose().into());
            }
            let (host, local) = place(cx, starter, &self.namespace, (pool, &env, self.idle.typed())).await?;
            let id = JobId { id: format!("{}.{local}", host.id), ..host.full_id() };
            let created = CreatedInPool { id: &id.id, host: &host.id, pool, elapsed: elapsed() };
            cx.out.done("Sandbox ready", &created)?;
            hint(cx, &id);
            return Ok(());
        }
        let secrets = cx.secrets(&self.secrets, &self.token).await?.skip_missing(&cx.out);
        let namespace = cx.namespace(hub, &self.namespace).await?;
        let what = Boot {
            image: self.image.as_deref().unwrap_or(IMAGE),
            flavor: self.flavor.flavor(),
            idle: self.idle.seconds(),
            env,
            secrets: object(secrets),
            labels,
            volumes,
            forwards_token: self.forward_hf_token,
            pool: None,
        };
        let job = boot(cx, starter, &namespace, what).await?.job;
        let image = job.docker_image.as_deref().or(job.space_id.as_deref());
        cx.out.done("Sandbox ready", &Created { id: &job.id, image, elapsed: elapsed() })?;
        hint(cx, &job.full_id());
        Ok(())
    }
}

fn hint(cx: &Context, id: &JobId) {
    cx.out.hint(&format!("run a command with `hf sandbox exec {id} -- echo hello`"));
    cx.out.hint(&format!("end it with `hf sandbox kill {id}`"));
}
