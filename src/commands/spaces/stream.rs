//! `hf spaces stream`.

use std::time::Duration;

use anyhow::Result;
use clap::ValueEnum;
use futures_util::stream::{Fuse, LocalBoxStream};
use futures_util::{StreamExt, stream};
use serde::Serialize;
use tokio::time::{sleep, timeout};

use super::reached::not_ready;
use crate::api::follow::{LogLine, Part, Until};
use crate::api::spaces::machine::SpaceLog;
use crate::api::spaces::runtime::Runtime;
use crate::api::spaces::space::Space;
use crate::api::{Hub, HubError};
use crate::args::repo::IdArg;
use crate::args::timeout::WaitTimeoutArg;
use crate::args::token::TokenArg;
use crate::commands::wait::NotReadyInTime;
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::output::Format;

/// Between two looks at the stage.
const POLL: Duration = Duration::from_secs(2);
/// For what the logs still have to say once the Space has ended.
const LAST_LINES: Duration = Duration::from_secs(10);

/// Follow a Space in one stream: its stages, the log of its build, and the log of its run
///
/// Each line says where it is from; with --json it is an object. Ends with a failure when the Space can no longer run.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces stream username/my-space
  $ hf spaces stream username/my-space --until RUNNING --timeout 15m
  $ hf spaces stream username/my-space --only stage,build --json")]
pub struct Stream {
    #[command(flatten)]
    space: IdArg<Space>,
    /// Show only these, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "SOURCE")]
    only: Vec<Source>,
    /// Stop once the Space is in this stage, such as RUNNING
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    until: Option<String>,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    #[command(flatten)]
    token: TokenArg,
}

/// Where a line is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
enum Source {
    Stage,
    Build,
    Run,
}

#[derive(Serialize)]
struct Line<'a> {
    source: Source,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
}

type Lines<'a> = LocalBoxStream<'a, Result<LogLine, HubError>>;

fn stage(text: &str) -> Result<String, &'static str> {
    let is_stage = !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphabetic() || letter == '_');
    if is_stage { Ok(text.to_ascii_uppercase()) } else { Err("expected a stage, such as RUNNING") }
}

impl Stream {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let (hub, space) = (cx.hub(&self.token)?, self.space.id());
        let Some(limit) = self.timeout.limit() else { return self.follow(cx, &hub, space).await };
        match timeout(limit, self.follow(cx, &hub, space)).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let state = hub.space_runtime(space).await?.stage;
                Err(NotReadyInTime { what: format!("Space '{space}'"), state, after: limit }.into())
            }
        }
    }

    async fn follow(&self, cx: &Context, hub: &Hub, space: &RepoId) -> Result<()> {
        let mut build = lines(hub, space, SpaceLog::Build).fuse();
        let mut run = lines(hub, space, SpaceLog::Run).fuse();
        let mut looks = looks(hub, space);
        let mut stage = String::new();
        loop {
            tokio::select! {
                Some(looked) = looks.next() => {
                    let runtime = looked?;
                    if stage != runtime.stage {
                        stage.clone_from(&runtime.stage);
                        self.show(cx, Source::Stage, &LogLine { text: stage.clone(), at: None })?;
                    }
                    if self.until.as_ref() == Some(&stage) {
                        return Ok(());
                    }
                    if !runtime.is_starting() && !runtime.is_running() {
                        let rest = async {
                            self.rest(cx, Source::Build, &mut build).await?;
                            self.rest(cx, Source::Run, &mut run).await
                        };
                        // What does not come any more does not change how it ended.
                        drop(timeout(LAST_LINES, rest).await);
                        return Err(not_ready(space, &runtime).into());
                    }
                }
                Some(line) = build.next(), if self.shows(Source::Build) => self.show(cx, Source::Build, &line?)?,
                Some(line) = run.next(), if self.shows(Source::Run) && is_up(&stage) => {
                    self.show(cx, Source::Run, &line?)?;
                }
            }
        }
    }

    async fn rest(&self, cx: &Context, source: Source, lines: &mut Fuse<Lines<'_>>) -> Result<()> {
        while self.shows(source)
            && let Some(line) = lines.next().await
        {
            self.show(cx, source, &line?)?;
        }
        Ok(())
    }

    fn shows(&self, source: Source) -> bool {
        self.only.is_empty() || self.only.contains(&source)
    }

    fn show(&self, cx: &Context, source: Source, line: &LogLine) -> Result<()> {
        if !self.shows(source) {
            return Ok(());
        }
        let text = line.text.as_str();
        match cx.out.format() {
            Format::Json => {
                let at = line.at.map(|at| at.to_string());
                cx.out.json_line(&Line { source, text, at })?;
            }
            Format::Quiet => cx.out.raw(text)?,
            Format::Human | Format::Agent => {
                let name = match source {
                    Source::Stage => "stage",
                    Source::Build => "build",
                    Source::Run => "run  ",
                };
                cx.out.foreign_line(&format!("{name} | {text}"))?;
            }
        }
        Ok(())
    }
}

/// Whether there may be a log of the run: of the present one, or of the one before a build.
fn is_up(stage: &str) -> bool {
    stage.starts_with("RUNNING") || stage == "APP_STARTING"
}

/// The runtime now, and again and again. A look that has begun is never begun again from the start.
fn looks<'a>(hub: &'a Hub, space: &'a RepoId) -> LocalBoxStream<'a, Result<Runtime, HubError>> {
    let looks = stream::unfold(Duration::ZERO, move |pause| async move {
        sleep(pause).await;
        Some((hub.space_runtime(space).await, POLL))
    });
    looks.boxed_local()
}

/// The lines of a log to the end of what writes it. A wait for the next is never begun again from the start.
fn lines<'a>(hub: &'a Hub, space: &'a RepoId, log: SpaceLog) -> Lines<'a> {
    let is_over = async move || {
        let runtime = hub.space_runtime(space).await?;
        Ok(!runtime.is_starting() && (log == SpaceLog::Build || !runtime.is_running()))
    };
    let log = hub.space_log(space, log, Part { tail: None, until: Until::End }, is_over);
    stream::unfold(log, |mut log| async { Some((log.next().await.transpose()?, log)) }).boxed_local()
}

#[cfg(test)]
mod tests {
    use super::{is_up, stage};

    #[test]
    fn stages_are_words_in_any_case() {
        assert_eq!(stage("running").as_deref(), Ok("RUNNING"));
        assert!(stage("").is_err() && stage("a b").is_err());
        assert!(is_up("RUNNING_BUILDING") && !is_up("BUILDING"));
    }
}
