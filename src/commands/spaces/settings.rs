//! `hf spaces settings`.

use anyhow::Result;
use serde::Serialize;

use crate::api::spaces::machine::NewHardware;
use crate::api::spaces::space::Space;
use crate::args::hardware::{CPU_BASIC, FIXED_SLEEP, SpaceSettingsArgs};
use crate::args::misuse::Misuse;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::commands::hardware;
use crate::context::Context;

/// Change the hardware of a Space, or when it sleeps
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces settings username/my-space --hardware t4-small
  $ hf spaces settings username/my-space --hardware t4-small --sleep-time 3600
  $ hf spaces settings username/my-space --sleep-time -1")]
pub struct Settings {
    #[command(flatten)]
    space: IdArg<Space>,
    #[command(flatten)]
    settings: SpaceSettingsArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Changed<'a> {
    space_id: &'a str,
    /// The one that it is to have.
    hardware: Option<String>,
    /// As the Hub has it, whatever was asked for.
    sleep_time: Option<i64>,
}

impl Settings {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, space) = (cx.hub(&self.token)?, self.space.id());
        let SpaceSettingsArgs { hardware, sleep_time } = &self.settings;
        let runtime = match (hardware, sleep_time) {
            (Some(flavor), sleep_time_seconds) => {
                let wanted = NewHardware { flavor, sleep_time_seconds: *sleep_time_seconds };
                let outcome = hub.set_space_hardware(space, &wanted).await;
                hardware::explained(outcome, Some(flavor), async || hub.space_hardware().await).await?
            }
            (None, Some(seconds)) => hub.set_space_sleep_time(space, *seconds).await?,
            (None, None) => {
                return Err(Misuse("nothing to change: use --hardware or --sleep-time".to_owned()).into());
            }
        };
        if sleep_time.is_some() && runtime.requested_hardware.as_deref() == Some(CPU_BASIC) {
            cx.out.warning(FIXED_SLEEP);
        }
        let changed =
            Changed { space_id: space.id(), hardware: runtime.requested_hardware, sleep_time: runtime.sleep_time };
        cx.out.done("Space settings updated", &changed)?;
        cx.out.hint(&format!("wait until it runs again with `hf spaces wait {space}`"));
        Ok(())
    }
}
