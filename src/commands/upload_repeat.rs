//! `hf upload --every` and `--watch`: uploads that go on until they are stopped.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use tokio::signal::unix::SignalKind;
use tokio::time::{Instant, sleep, timeout};

use super::cards::change::add_tag;
use super::child::command;
use super::signals::Signals;
use crate::api::Hub;
use crate::args::command_line::CommandLine;
use crate::args::token::TokenArg;
use crate::base::fs::Changes;
use crate::context::Context;

use crate::transfer::upload::{Job, Local, Order, Watch};

/// Between two commits where nothing else is said.
const PAUSE: Duration = Duration::from_secs(5 * 60);
/// Without writing, before `--watch` commits.
const DEBOUNCE: &str = "30";
/// For the last commit.
const LAST: Duration = Duration::from_secs(60);
/// What the Hub knows repos with such files by.
const TAG: &str = "hf-summary-writer";
/// Tells the upload to commit at once.
const COMMIT: SignalKind = SignalKind::user_defined1();
/// Files of TensorBoard.
const EVENT_FILES: &str = "*.tfevents.*";

/// `--every`, `--watch` and what belongs to them.
#[derive(clap::Args)]
pub(super) struct RepeatArgs {
    /// Commit changes every N minutes until interrupted
    #[arg(long, value_name = "MINUTES", value_parser = minutes)]
    every: Option<Duration>,
    /// Commit once files have not been written to for a while, and at least every --every minutes
    #[arg(long)]
    watch: bool,
    /// Seconds without writing after which --watch commits
    #[arg(long, value_name = "SECONDS", default_value = DEBOUNCE, requires = "watch", value_parser = seconds)]
    debounce: Duration,
    /// Squash the branch into one commit after each commit; its history cannot be brought back
    #[arg(long)]
    squash_history: bool,
    /// Hold a lock on this file while looking for changes, so that writers who lock it too are not interrupted
    #[arg(long, value_name = "FILE")]
    lock_file: Option<PathBuf>,
    /// Command to run before looking for changes, without a shell
    #[arg(long, value_name = "COMMAND")]
    before: Option<CommandLine>,
    /// Upload TensorBoard logs: *.tfevents.* to tensorboard/, every 5 minutes, with a tag on the card
    #[arg(long)]
    tensorboard: bool,
}

/// An upload that goes on.
struct Repeated<'a> {
    cx: &'a Context,
    hub: &'a Hub,
    args: &'a RepeatArgs,
    job: Job,
    watch: Watch,
    changes: Option<Changes>,
}

impl RepeatArgs {
    /// Between two commits; `None` for an upload that ends.
    pub(super) fn pause(&self) -> Option<Duration> {
        self.every.or((self.watch || self.tensorboard).then_some(PAUSE))
    }

    /// The option that makes the upload go on, for messages.
    pub(super) fn option(&self) -> &'static str {
        match (self.every, self.watch) {
            (Some(_), _) => "--every",
            (None, true) => "--watch",
            (None, false) => "--tensorboard",
        }
    }

    /// An option that has no meaning for an upload that ends.
    pub(super) fn stray_option(&self) -> Option<&'static str> {
        let typed = [
            ("--squash-history", self.squash_history),
            ("--lock-file", self.lock_file.is_some()),
            ("--before", self.before.is_some()),
        ];
        typed.into_iter().find(|(_, is_typed)| *is_typed && self.pause().is_none()).map(|(option, _)| option)
    }

    /// Where the logs of TensorBoard go, unless the user says it.
    pub(super) fn default_path(&self, local: Option<&str>) -> Option<String> {
        let name = Path::new(local?).file_name().map(|name| name.to_string_lossy().into_owned());
        self.tensorboard.then(|| format!("tensorboard/{}", name.unwrap_or_default()))
    }

    /// The files of TensorBoard, unless the user says which.
    pub(super) fn default_include(&self) -> Option<String> {
        self.tensorboard.then(|| EVENT_FILES.to_owned())
    }
}

/// Commits what changes until Ctrl-C or SIGTERM, and then once more. SIGUSR1 commits at once.
pub(super) async fn repeat(
    cx: &Context,
    hub: &Hub,
    (order, args, token): (&Order, &RepeatArgs, &TokenArg),
) -> Result<()> {
    let pause = args.pause().unwrap_or(PAUSE);
    let mut signals = Signals::of(&[SignalKind::interrupt(), SignalKind::terminate(), COMMIT])?;
    let (job, watch) = order.watch(hub).await?;
    if args.tensorboard
        && let Err(error) = add_tag(cx, (&job.to, token), TAG).await
    {
        cx.out.warning(&format!("the card has no tag '{TAG}': {error:#}"));
    }
    let changes = if args.watch { Some(changes_of(cx, &order.local)?) } else { None };
    let mut repeated = Repeated { cx, hub, args, job, watch, changes };
    let minutes = pause.as_secs_f64() / 60.0;
    cx.out.text(&format!("Committing changes to {} every {minutes} min; press Ctrl-C to stop", order.repo))?;
    loop {
        let start = Instant::now();
        tokio::select! {
            () = repeated.turn() => {}
            () = stop(&mut signals) => break,
        }
        tokio::select! {
            () = sleep(pause.saturating_sub(start.elapsed())) => {}
            () = repeated.written() => {}
            told = signals.next() => if told != COMMIT {
                break;
            },
        }
    }
    tokio::select! {
        done = timeout(LAST, repeated.turn()) => if done.is_err() {
            cx.out.warning("the last changes were not committed in time");
        },
        () = stop(&mut signals) => cx.out.warning("the last changes were not committed"),
    }
    Ok(())
}

fn changes_of(cx: &Context, local: &Local) -> Result<Changes> {
    let folder = match local {
        Local::Folder { local, .. } => local.as_path(),
        Local::File { local, .. } => {
            local.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
        }
        Local::Nothing { .. } => bail!("there is nothing to watch"),
    };
    let changes = Changes::below(folder).with_context(|| format!("cannot watch '{}'", folder.display()))?;
    if !changes.are_told() {
        cx.out.log("The system does not report changes here: looking for them every few seconds");
    }
    Ok(changes)
}

impl Repeated<'_> {
    /// Commits what is new. A failure is told, and the next turn tries again.
    async fn turn(&mut self) {
        if let Err(error) = self.commit().await {
            self.cx.out.warning(&format!("commit failed, will try again: {error:#}"));
        }
    }

    async fn commit(&mut self) -> Result<()> {
        if let Some(before) = &self.args.before {
            let run = command(before.words()).stdin(Stdio::null()).stdout(std::io::stderr()).status().await;
            let status = run.with_context(|| format!("cannot run '{}'", before.program()))?;
            if !status.success() {
                bail!("'{}' failed: {status}", before.program());
            }
        }
        if let Some(changes) = &mut self.changes {
            changes.forget();
        }
        let plan = self.watch.look(self.args.lock_file.clone()).await?;
        let Some(outcome) = self.watch.commit(plan, (self.hub, &self.job), Arc::new(())).await? else { return Ok(()) };
        self.cx.out.log(&format!("Committed: {}", outcome.url));
        if self.args.squash_history {
            let branch = &self.job.to.revision;
            let message = format!("Super-squash branch '{branch}' using hf");
            self.hub.squash_branch(&self.job.to.repo, branch, &message).await.context("cannot squash the branch")?;
        }
        Ok(())
    }

    /// Waits until files were written to and are so no more; for ever where nobody watches.
    async fn written(&mut self) {
        match &mut self.changes {
            Some(changes) => changes.quiet(self.args.debounce).await,
            None => std::future::pending().await,
        }
    }
}

/// Waits for what ends the upload.
async fn stop(signals: &mut Signals) {
    while signals.next().await == COMMIT {}
}

fn minutes(text: &str) -> Result<Duration, String> {
    duration(text, 60.0).ok_or_else(|| "expected a number of minutes above 0".to_owned())
}

fn seconds(text: &str) -> Result<Duration, String> {
    duration(text, 1.0).ok_or_else(|| "expected a number of seconds above 0".to_owned())
}

/// So many times that many seconds.
fn duration(text: &str, unit: f64) -> Option<Duration> {
    let count = text.parse::<f64>().ok().filter(|count| *count > 0.0)?;
    Duration::try_from_secs_f64(count * unit).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{minutes, seconds};

    #[test]
    fn times_may_have_a_fraction_and_must_be_some() {
        assert_eq!(minutes("0.5"), Ok(Duration::from_secs(30)));
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        for text in ["0", "-1", "x", "nan", "inf", ""] {
            assert!(minutes(text).is_err() && seconds(text).is_err(), "{text}");
        }
    }
}
