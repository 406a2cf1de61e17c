//! `hf spaces logs`.

use std::time::Duration;

use anyhow::Result;
use tokio::time::Instant;

use crate::api::follow::{Part, Until};
use crate::api::spaces::machine::SpaceLog;
use crate::api::spaces::space::Space;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::commands::printed_log;
use crate::context::Context;
use crate::output::Format;

/// A server that ends a log sooner than this has no more of it to send.
const SHORTEST_READING: Duration = Duration::from_secs(10);

/// Print the log of a Space
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces logs username/my-space
  $ hf spaces logs username/my-space --build
  $ hf spaces logs -f username/my-space
  $ hf spaces logs -n 20 username/my-space")]
pub struct Logs {
    #[command(flatten)]
    space: IdArg<Space>,
    /// Print the log of its build instead
    #[arg(long)]
    build: bool,
    /// Print lines as they are written, while the Space runs or is built
    #[arg(short, long)]
    follow: bool,
    /// Print only the last lines
    #[arg(short = 'n', long, value_name = "N", conflicts_with = "follow")]
    tail: Option<u32>,
    #[command(flatten)]
    token: TokenArg,
}

impl Logs {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, space) = (cx.hub(&self.token)?, self.space.id());
        let log = if self.build { SpaceLog::Build } else { SpaceLog::Run };
        let until = if self.follow { Until::End } else { Until::Now };
        let mut last = Instant::now();
        let mut lines = hub.space_log(space, log, Part { tail: self.tail.map(i64::from), until }, async || {
            let reading = last.elapsed();
            last = Instant::now();
            if reading < SHORTEST_READING {
                return Ok(true);
            }
            let runtime = hub.space_runtime(space).await?;
            Ok(!runtime.is_starting() && (log == SpaceLog::Build || !runtime.is_running()))
        });
        let most = self.tail.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
        let any = match most {
            None => printed_log::print(cx, &mut lines, |_| true).await?,
            Some(most) => printed_log::print_last(cx, &mut lines, most).await?,
        };
        if !any && !self.build {
            cx.out.hint(&format!("its log is empty; see that of its build with `hf spaces logs {space} --build`"));
        }
        if cx.out.format() == Format::Json {
            cx.out.hint("a log is text and not printed with --json");
        }
        Ok(())
    }
}
