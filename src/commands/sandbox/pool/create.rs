//! `hf sandbox pool create`.

use std::time::Instant;

use anyhow::Result;
use serde::Serialize;

use crate::api::Hub;
use crate::args::job_machine::FlavorArg;
use crate::args::namespace::NamespaceArg;
use crate::args::sandbox::IdleArg;
use crate::args::token::TokenArg;
use crate::base::fs::random_suffix;
use crate::commands::sandbox::boot::{Boot, PoolShape, boot};
use crate::commands::sandbox::create::IMAGE;
use crate::commands::sandbox::host::User;
use crate::commands::sandbox::place::CAPACITY;
use crate::commands::sandbox::starting::{Starter, Starting};
use crate::context::Context;

/// Create a pool, with a first machine
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf sandbox pool create\n  \
                        $ hf sandbox pool create ubuntu:24.04 --flavor cpu-upgrade --per-host 20 --max-hosts 3")]
pub struct Create {
    /// Docker image, or a Space's as hf.co/spaces/username/name
    #[arg(default_value = IMAGE)]
    image: String,
    #[command(flatten)]
    flavor: FlavorArg,
    /// Sandboxes on each machine
    #[arg(long, value_name = "N", default_value_t = CAPACITY, value_parser = clap::value_parser!(u64).range(1..))]
    per_host: u64,
    /// Machines at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    max_hosts: Option<u64>,
    #[command(flatten)]
    idle: IdleArg,
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Created<'a> {
    id: &'a str,
    image: &'a str,
    flavor: &'a str,
    host: &'a str,
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
        let user = &User::new(cx, hub, &self.token).await?;
        let namespace = cx.namespace(hub, &self.namespace).await?;
        let digits = random_suffix() + &random_suffix()[..4];
        let (id, flavor) = (format!("pool-{digits}"), self.flavor.flavor());
        let what = Boot {
            image: &self.image,
            flavor,
            idle: self.idle.seconds(),
            pool: Some(PoolShape { id: &id, capacity: self.per_host, max_hosts: self.max_hosts }),
            ..Boot::default()
        };
        let host = boot(cx, Starter { hub, user, starting }, &namespace, what).await?.job;
        let elapsed = format!("{:.1}s", start.elapsed().as_secs_f64());
        cx.out.done("Pool ready", &Created { id: &id, image: &self.image, flavor, host: &host.id, elapsed })?;
        let option =
            self.namespace.namespace.as_ref().map(|namespace| format!(" --namespace {namespace}")).unwrap_or_default();
        cx.out.hint(&format!("create a sandbox on it with `hf sandbox create --pool {id}{option}`"));
        cx.out.hint(&format!("delete the pool with its machines with `hf sandbox pool delete {id}{option}`"));
        Ok(())
    }
}
