//! The servers in sandboxes: commands, processes and files of a container, reached through the proxy of its job. Each
//! request carries two tokens: the Hub's for the proxy, and the sandbox's own. No request is led elsewhere.

use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::HubError;
use super::service::{Call, Service};
use crate::base::secret::Secret;
use crate::base::url::url_segment;
use crate::http::HttpError;
use crate::http::body;
use crate::http::query::Query;
use crate::http::request::Body;
use crate::http::retry::Retry;
use crate::http::stream::lines;

/// A request that is no stream is given up after this long without an answer.
const TIMEOUT: Duration = Duration::from_secs(60);
/// A server that starts answers at once or not at all.
const PROBE: Duration = Duration::from_secs(5);
/// The server says every 15 seconds that a command is still running.
const PATIENCE: Duration = Duration::from_secs(70);

/// The server of one sandbox, or of a host with several.
#[derive(Clone)]
pub struct SandboxServer {
    service: Service,
    prefix: String,
    token: Secret,
}

/// A command to run.
#[derive(Debug, Clone, Serialize)]
pub struct Command {
    /// The program and its arguments.
    pub cmd: Vec<String>,
    /// Variables beside those of the sandbox.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub env: Map<String, Value>,
    /// Where it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cwd: Option<String>,
    /// Seconds after which it is stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<f64>,
}

/// What a running command does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// It wrote to standard output.
    Out(String),
    /// It wrote to standard error.
    Err(String),
    /// It ended: with this status, unless it was killed, and in time or not.
    Exit { code: Option<i32>, timed_out: bool },
}

/// The events of a command.
pub struct Events(Pin<Box<dyn Stream<Item = Result<String, HttpError>> + Send>>);

/// A process that was started in the background.
#[derive(Debug, Clone, Deserialize)]
pub struct Process {
    /// The server's own name for it.
    pub id: Option<String>,
    /// Its number, which may be given to another one later.
    pub pid: i64,
    /// The words of its command, or a line.
    #[serde(default)]
    pub cmd: Value,
    /// Whether it has not ended.
    #[serde(default)]
    pub running: bool,
    /// `None` while it runs, and if it was killed.
    pub exit_code: Option<i64>,
}

/// A sandbox on a host.
#[derive(Deserialize)]
pub struct Placed {
    /// Its own ID on the host.
    pub id: String,
    /// The token for this sandbox alone.
    pub token: Option<String>,
}

/// What became of a request for sandboxes.
#[derive(Deserialize)]
pub struct Placing {
    /// Those that were made.
    #[serde(default)]
    pub sandboxes: Vec<Placed>,
    /// How many more the host has no place for.
    #[serde(default)]
    pub rejected: u64,
}

impl SandboxServer {
    /// The server that a job runs for itself.
    pub fn of_job(service: Service, token: Secret) -> Self {
        Self { service, prefix: "/v1".to_owned(), token }
    }

    /// One of the sandboxes of this host, with a token of its own.
    #[must_use]
    pub fn sandbox(&self, local: &str, token: Secret) -> Self {
        Self { service: self.service.clone(), prefix: format!("/v1/sandboxes/{}", url_segment(local)), token }
    }

    /// `GET /health`: the protocol that the server speaks; `None` if it does not answer yet.
    pub async fn protocol(&self) -> Option<i64> {
        #[derive(Deserialize)]
        struct Health {
            #[serde(default = "first")]
            protocol: i64,
        }
        fn first() -> i64 {
            1
        }
        let call = self.signed(self.service.get("/health")).timeout(PROBE).retry(Retry::never());
        let response = call.send().await.ok().filter(|response| response.status().is_success())?;
        let health: Health = serde_json::from_slice(&body::read(response).await.ok()?).ok()?;
        Some(health.protocol)
    }

    /// `POST {prefix}/exec`: runs a command, and reports what it does. Sent once.
    pub async fn exec(&self, command: &Command) -> Result<Events, HubError> {
        let response = self.call(Method::POST, "/exec").body(command)?.send().await?;
        Ok(Events(Box::pin(lines(response, PATIENCE))))
    }

    /// `POST {prefix}/processes`: starts a command in the background. Sent once.
    pub async fn spawn(&self, command: &Command) -> Result<Process, HubError> {
        self.call(Method::POST, "/processes").timeout(TIMEOUT).body(command)?.json().await
    }

    /// `GET {prefix}/processes`: what was started in the background, also what has ended.
    pub async fn processes(&self) -> Result<Vec<Process>, HubError> {
        self.call(Method::GET, "/processes").timeout(TIMEOUT).json().await
    }

    /// `DELETE {prefix}/processes/{id}`: stops a process. One that has ended is no error.
    pub async fn kill_process(&self, id: &str) -> Result<(), HubError> {
        let path = format!("/processes/{}", url_segment(id));
        self.call(Method::DELETE, &path).timeout(TIMEOUT).send().await.map(drop)
    }

    /// `GET {prefix}/processes`, whose answer nobody waits for: the sandbox was used. Sent once.
    pub async fn touch(&self) {
        let touched = self.call(Method::GET, "/processes").timeout(TIMEOUT).retry(Retry::never()).send();
        drop(touched.await);
    }

    /// `GET {prefix}/files/stat`: the size of a file in bytes.
    pub async fn size(&self, path: &str) -> Result<u64, HubError> {
        #[derive(Deserialize)]
        struct Stat {
            size: u64,
        }
        let query = Query::new().set("path", path);
        let stat: Stat = self.call(Method::GET, "/files/stat").query(&query).timeout(TIMEOUT).json().await?;
        Ok(stat.size)
    }

    /// `GET {prefix}/files/read`: the bytes of a file, all or a part.
    pub async fn read(&self, path: &str, part: Option<(u64, u64)>) -> Result<Bytes, HubError> {
        let (offset, length) = part.unzip();
        let query = Query::new().set("path", path).maybe("offset", offset).maybe("length", length);
        let response = self.call(Method::GET, "/files/read").query(&query).timeout(TIMEOUT).whole().send().await?;
        Ok(body::read(response).await?)
    }

    /// `PUT {prefix}/files/write`: writes a file, or a part of it at that place. `end` cuts off what is behind it.
    pub async fn write(&self, path: &str, bytes: Bytes, (at, end): (Option<u64>, Option<u64>)) -> Result<(), HubError> {
        let query = Query::new().set("path", path).maybe("offset", at).maybe("truncate_to", end);
        let call = self.call(Method::PUT, "/files/write").query(&query).timeout(TIMEOUT);
        call.content(Body::Raw(bytes)).send().await.map(drop)
    }

    /// `GET /v1/sandboxes`: the IDs of the sandboxes on this host.
    pub async fn sandboxes(&self) -> Result<Vec<String>, HubError> {
        #[derive(Deserialize)]
        struct One {
            id: String,
        }
        let all: Vec<One> = self.call(Method::GET, "/sandboxes").timeout(TIMEOUT).json().await?;
        Ok(all.into_iter().map(|one| one.id).collect())
    }

    /// `POST /v1/sandboxes`: makes a sandbox on this host, which ends after so many idle seconds. Sent once.
    pub async fn place(&self, env: &Map<String, Value>, idle: u64) -> Result<Placing, HubError> {
        let mut body = json!({"count": 1, "idle_timeout_secs": idle});
        if !env.is_empty() {
            body["env"] = env.clone().into();
        }
        self.call(Method::POST, "/sandboxes").timeout(TIMEOUT).body(&body)?.json().await
    }

    /// `GET /v1/sandboxes/{local}/token`: the token for one sandbox of this host.
    pub async fn token_of(&self, local: &str) -> Result<Option<Secret>, HubError> {
        #[derive(Deserialize)]
        struct Reply {
            token: Option<String>,
        }
        let path = format!("/sandboxes/{}/token", url_segment(local));
        let reply: Reply = self.call(Method::GET, &path).timeout(TIMEOUT).json().await?;
        Ok(reply.token.as_deref().and_then(Secret::parse))
    }

    /// `DELETE {prefix}`: ends a sandbox of a host, with its own token.
    pub async fn end(&self) -> Result<(), HubError> {
        self.call(Method::DELETE, "").timeout(TIMEOUT).send().await.map(drop)
    }

    fn call(&self, method: Method, path: &str) -> Call<'_> {
        self.signed(self.service.call(method, &format!("{}{path}", self.prefix)))
    }

    fn signed<'a>(&self, call: Call<'a>) -> Call<'a> {
        call.header("x-sandbox-token", self.token.expose()).never_follow()
    }
}

impl Events {
    /// The next event; `None` if the connection ended before the command.
    pub async fn next(&mut self) -> Result<Option<Event>, HubError> {
        #[derive(Deserialize)]
        struct Line {
            event: String,
            #[serde(default)]
            data: String,
            exit_code: Option<i32>,
            #[serde(default)]
            timed_out: bool,
        }
        while let Some(line) = self.0.next().await {
            let Ok(Line { event, data, exit_code, timed_out }) = serde_json::from_str(&line?) else { continue };
            match event.as_str() {
                "stdout" => return Ok(Some(Event::Out(data))),
                "stderr" => return Ok(Some(Event::Err(data))),
                "exit" => return Ok(Some(Event::Exit { code: exit_code, timed_out })),
                _ => {}
            }
        }
        Ok(None)
    }
}
