//! `git clone`, `git fetch`, `git push`: what git's own HTTP server program answers, if git is on the PATH.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use axum::routing::{get, post};

use super::page;
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply};
use crate::local_hub::stream::{body_of, store};
use crate::local_hub::visit::Visit;

pub(super) fn routes() -> Router<App> {
    let router = page(Router::new(), "/info/refs", &get(references));
    let router = page(router, "/git-upload-pack", &post(upload_pack));
    page(router, "/git-receive-pack", &post(receive_pack))
}

async fn references(visit: Visit) -> Reply {
    if visit.query("service") == Some("git-receive-pack") {
        require_push(&visit)?;
    }
    run(&visit, Method::GET, "/info/refs", None).await
}

async fn upload_pack(visit: Visit, body: Body) -> Reply {
    run(&visit, Method::POST, "/git-upload-pack", Some(body)).await
}

async fn receive_pack(visit: Visit, body: Body) -> Reply {
    require_push(&visit)?;
    run(&visit, Method::POST, "/git-receive-pack", Some(body)).await
}

/// git asks for a name and a password only after a 401.
fn require_push(visit: &Visit) -> Result<(), Refusal> {
    if visit.caller.0.is_none() {
        let realm = "Basic realm=\"local hub\"";
        return Err(Refusal::new(401, "A token is needed to push").header("WWW-Authenticate", realm).plain());
    }
    visit.require_write().map(drop)
}

async fn run(visit: &Visit, method: Method, path: &str, body: Option<Body>) -> Reply {
    let file = visit.app.world.blobs.new_file();
    let body = body.unwrap_or_default();
    store(body, &file, 0, false).await.map_err(|error| Refusal::new(400, error.to_string()))?;
    let answered = spawn(visit, &method, path, File::open(&file).unwrap());
    fs::remove_file(&file).unwrap();
    answered.map_err(|error| Refusal::new(501, format!("cannot run git: {error}")))
}

/// Runs git's server program as a web server would and passes its answer on while it writes.
fn spawn(visit: &Visit, method: &Method, path: &str, input: File) -> io::Result<Response> {
    let mut command = Command::new("git");
    command.args(["-c", "http.receivepack=true", "http-backend"]);
    command.env("GIT_PROJECT_ROOT", visit.repo.folder()).env("GIT_HTTP_EXPORT_ALL", "1");
    command.env("REQUEST_METHOD", method.as_str()).env("PATH_INFO", path);
    command.env("QUERY_STRING", visit.uri.query().unwrap_or_default());
    command.env("REMOTE_USER", visit.caller.name().unwrap_or_default()).env("REMOTE_ADDR", "127.0.0.1");
    let pairs = [
        ("content-type", "CONTENT_TYPE"),
        ("content-encoding", "HTTP_CONTENT_ENCODING"),
        ("git-protocol", "GIT_PROTOCOL"),
    ];
    for (header, variable) in pairs {
        command.env(variable, text(&visit.headers, header));
    }
    command.env("CONTENT_LENGTH", input.metadata()?.len().to_string());
    let mut child = command.stdin(input).stdout(Stdio::piped()).spawn()?;
    let mut output = BufReader::new(child.stdout.take().expect("it was piped"));
    let mut response = Response::builder();
    loop {
        let mut line = String::new();
        output.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        response = match name {
            "Status" => response.status(value[..3].parse::<u16>().unwrap_or(500)),
            _ => response.header(name, value),
        };
    }
    Ok(response.body(body_of(Output { output, child }, u64::MAX)).unwrap())
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The output of a child, which is waited for at the end.
struct Output {
    output: BufReader<std::process::ChildStdout>,
    child: std::process::Child,
}

impl Read for Output {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.output.read(buffer)?;
        if count == 0 {
            self.child.wait()?;
        }
        Ok(count)
    }
}
