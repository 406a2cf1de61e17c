//! What is done with an event: each route of `hf webhooks listen` has a queue, whose events are handled one after the other.
//! Commands run without a shell, and learn nothing by their command line.

use std::process::Stdio;
use std::str::FromStr;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{mpsc, oneshot, watch};

use crate::api::webhook_event::{Event, VARIABLES};
use crate::args::command_line::CommandLine;
use crate::commands::child::{ChildEnded, command};
use crate::context::Context;
use crate::http::body;
use crate::http::request::{Body, Follow, Request};
use crate::http::retry::Retry;
use crate::output::Format;

/// Bytes that a command may answer with.
const LONGEST_REPLY: u64 = 1 << 20;
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// The header that carries the secret.
pub(super) const SECRET_HEADER: &str = "x-webhook-secret";

/// `NAME=CMD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NamedCommand {
    pub name: String,
    pub command: CommandLine,
}

/// What happens to the events of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Action {
    /// They are only shown.
    Show,
    Run(CommandLine),
    /// They are sent to this URL.
    Forward(String),
}

/// A path that events come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    /// `None` for the root, and every path that is not the one of another route.
    pub name: Option<String>,
    pub action: Action,
}

/// An event that waits.
pub(super) struct Job {
    pub event: Event,
    /// As it came.
    pub body: Bytes,
    /// As it came: a receiver behind this one checks it too.
    pub secret: Option<HeaderValue>,
    /// Who waits for the answer; `None` for nobody.
    pub reply: Option<oneshot::Sender<Result<Bytes>>>,
}

/// What all queues share.
pub(super) struct Handler<'a> {
    pub cx: &'a Context,
    /// Whether answers are waited for.
    pub replies: bool,
    /// Whether only one event is handled, whose failure is that of the program.
    pub once: bool,
    /// Hears of each event that was handled.
    pub handled: mpsc::UnboundedSender<Result<()>>,
}

impl FromStr for NamedCommand {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, command) = text.split_once('=').ok_or("expected NAME=COMMAND")?;
        let is_named = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.' | '/');
        let name = name.trim_matches('/');
        if name.is_empty() || !name.chars().all(is_named) {
            return Err("expected NAME=COMMAND, where NAME has only letters, digits, '-', '_', '.' and '/'".to_owned());
        }
        Ok(Self { name: name.to_owned(), command: command.parse::<CommandLine>()? })
    }
}

impl Route {
    pub(super) fn path(&self) -> String {
        self.name.as_ref().map_or_else(|| "/".to_owned(), |name| format!("/webhooks/{name}"))
    }

    /// What happens there, for people.
    pub(super) fn purpose(&self) -> String {
        match &self.action {
            Action::Show => "prints events".to_owned(),
            Action::Run(line) => format!("runs {}", line.program()),
            Action::Forward(url) => format!("sends events to {}", crate::http::shown_url(url)),
        }
    }
}

impl Handler<'_> {
    /// Handles what comes to a route until it is told to stop; what is being handled then is handled to its end. Returns
    /// how many events are left.
    pub(super) async fn work(
        &self,
        route: &Route,
        mut queue: mpsc::Receiver<Job>,
        mut stop: watch::Receiver<bool>,
    ) -> usize {
        loop {
            let job = tokio::select! {
                biased;
                _ = stop.wait_for(|stop| *stop) => return queue.len(),
                job = queue.recv() => job,
            };
            let Some(mut job) = job else { return 0 };
            let (reply, outcome) = match (self.handle(&route.action, &job).await, job.reply.take()) {
                (Ok(answer), waiting) => (waiting.map(|waiting| (waiting, Ok(answer))), Ok(())),
                (Err(error), waiting) => {
                    if !self.once {
                        self.cx.out.warning(&format!("{} failed: {error:#}", route.path()));
                    }
                    (waiting.map(|waiting| (waiting, Err(anyhow::anyhow!("the handler failed")))), Err(error))
                }
            };
            if let Some((waiting, answer)) = reply {
                // The sender may have gone away.
                drop(waiting.send(answer));
            }
            // Nobody listens any more when it has been told to stop.
            drop(self.handled.send(outcome));
        }
    }

    async fn handle(&self, action: &Action, job: &Job) -> Result<Bytes> {
        match action {
            Action::Show => Ok(Bytes::from_static(b"null")),
            Action::Run(line) => self.run(line, job).await,
            Action::Forward(url) => self.forward(url, job).await,
        }
    }

    /// The payload comes on standard input, and the most important of it in the environment.
    async fn run(&self, line: &CommandLine, job: &Job) -> Result<Bytes> {
        let mut command = command(line.words());
        for name in VARIABLES {
            command.env_remove(name);
        }
        command.env_remove("WEBHOOK_SECRET").envs(job.event.variables()).stdin(Stdio::piped());
        match (self.replies, self.cx.out.format()) {
            (true, _) => command.stdout(Stdio::piped()),
            // Standard output has one JSON value a line.
            (false, Format::Json) => command.stdout(std::io::stderr()),
            (false, _) => command.stdout(Stdio::inherit()),
        };
        let mut child = command.spawn().with_context(|| format!("cannot run '{}'", line.program()))?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let give = async {
            if let Some(mut input) = input {
                // A command that does not read its input closes it, which is its right.
                drop(input.write_all(&job.body).await);
            }
        };
        let take = async {
            let mut taken = Vec::new();
            match output {
                Some(output) => output.take(LONGEST_REPLY + 1).read_to_end(&mut taken).await.map(|_| taken),
                None => Ok(taken),
            }
        };
        let ((), taken) = tokio::join!(give, take);
        let taken = taken.context("cannot read what the command printed")?;
        if taken.len() as u64 > LONGEST_REPLY {
            bail!("the command printed more than 1 MiB");
        }
        let status = child.wait().await.with_context(|| format!("cannot wait for '{}'", line.program()))?;
        match status.code() {
            Some(0) => answer(taken),
            Some(code) => Err(ChildEnded(u8::try_from(code).unwrap_or(1)).into()),
            None => bail!("the command was ended by a signal"),
        }
    }

    async fn forward(&self, url: &str, job: &Job) -> Result<Bytes> {
        let body = Body::Bytes { content_type: "application/json", bytes: job.body.clone() };
        let request = delivery(url, body, job.secret.clone());
        let response = self.cx.http()?.send(request).await?;
        let status = response.status();
        if !status.is_success() {
            bail!("the receiver answered with status {status}");
        }
        let answer_bytes = body::read(response).await?;
        if self.replies { answer(answer_bytes.into()) } else { Ok(Bytes::new()) }
    }
}

/// The request that brings an event to a receiver, once and to this URL alone.
pub(super) fn delivery(url: &str, body: Body, secret: Option<HeaderValue>) -> Request {
    let mut request = Request::to_storage(Method::POST, url.to_owned()).with_retry(Retry::never());
    (request.body, request.follow, request.timeout) = (body, Follow::Never, Some(PATIENCE));
    request.headers = secret.into_iter().map(|secret| (HeaderName::from_static(SECRET_HEADER), secret)).collect();
    request
}

/// What a command or receiver said, as the answer to the sender: JSON, or nothing.
fn answer(said: Vec<u8>) -> Result<Bytes> {
    if said.iter().all(u8::is_ascii_whitespace) {
        return Ok(Bytes::from_static(b"null"));
    }
    serde_json::from_slice::<serde::de::IgnoredAny>(&said).context("what it printed is not JSON")?;
    Ok(said.into())
}

#[cfg(test)]
mod tests {
    use super::{NamedCommand, answer};

    #[test]
    fn a_route_has_a_name_and_a_command() {
        for (text, is_taken) in [
            ("a=b", true),
            ("a/b=c 'd e'", true),
            ("a", false),
            ("=b", false),
            ("a=", false),
            ("a b=c", false),
            ("a='b", false),
        ] {
            assert_eq!(text.parse::<NamedCommand>().is_ok(), is_taken, "{text}");
        }
    }

    #[test]
    fn an_answer_is_json_or_nothing() {
        assert_eq!(answer(b" \n".to_vec()).unwrap(), "null");
        assert_eq!(answer(b"{\"a\": 1}\n".to_vec()).unwrap(), "{\"a\": 1}\n");
        assert!(answer(b"done".to_vec()).is_err());
    }
}
