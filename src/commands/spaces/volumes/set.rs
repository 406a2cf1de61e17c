//! `hf spaces volumes set`.

use anyhow::Result;
use serde::Serialize;

use crate::api::Hub;
use crate::api::spaces::space::Space;
use crate::args::confirm::YesArg;
use crate::args::misuse::Misuse;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::args::volumes::VolumesArg;
use crate::context::Context;
use crate::ids::volume::Volume;
use crate::output::Format;

/// Replace the repos and buckets that a Space mounts
///
/// The Space restarts. At a terminal you are asked before a mount goes away.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces volumes set username/my-space -v hf://username/my-model:/models:ro
  $ hf spaces volumes set username/my-space -v hf://buckets/username/my-data:/data")]
pub struct Set {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    volumes: VolumesArg,
    #[command(flatten)]
    yes: YesArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Changed<'a> {
    space_id: &'a str,
    volumes: Vec<String>,
}

impl Set {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let volumes = self.volumes.resolve()?;
        if volumes.is_empty() {
            return Err(Misuse("no volume is given: use --volume".to_owned()).into());
        }
        let (hub, space) = (cx.hub(&self.token)?, self.space.id());
        self.confirm(cx, &hub, &volumes).await?;
        hub.set_space_volumes(space, &volumes).await?;
        let volumes = volumes.iter().map(ToString::to_string).collect();
        Ok(cx.out.done("Volumes set", &Changed { space_id: space.id(), volumes })?)
    }

    /// Asks a person before a mount goes away.
    async fn confirm(&self, cx: &Context, hub: &Hub, volumes: &[Volume]) -> Result<()> {
        if self.yes.is_given() || cx.out.format() != Format::Human || !cx.out.settings().terminals.stdin {
            return Ok(());
        }
        let runtime = hub.space_runtime(self.space.id()).await?;
        let is_kept = |path: &str| volumes.iter().any(|volume| volume.mount_path == path);
        let mounted = runtime.volumes.unwrap_or_default().into_iter();
        let gone = mounted.filter(|mount| !is_kept(&mount.mount_path));
        let gone: Vec<_> = gone.map(|mount| format!("{} ({})", mount.mount_path, mount.source)).collect();
        if gone.is_empty() {
            return Ok(());
        }
        Ok(self.yes.confirm(&cx.out, &format!("Unmount {} from Space '{}'?", gone.join(", "), self.space.id()))?)
    }
}
