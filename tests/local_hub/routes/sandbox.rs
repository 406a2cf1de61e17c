//! The servers of sandboxes, below an address of each job's own. Commands are played: `echo`, `err`, `env`, `exit N`,
//! `killed`, `late` and `until-looked` do what they are called, and all others say nothing.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::{Caller, Question};
use crate::local_hub::world::sandbox::Server;

pub(super) fn routes() -> Router<App> {
    let base = "/_sbx/{server}";
    Router::new()
        .route(&format!("{base}/health"), get(health))
        .route(&format!("{base}/v1/exec"), post(exec))
        .route(&format!("{base}/v1/processes"), get(list).post(spawn))
        .route(&format!("{base}/v1/processes/{{id}}"), delete(kill))
        .route(&format!("{base}/v1/sandboxes"), get(hosted).post(host))
        .route(&format!("{base}/v1/sandboxes/{{local}}"), delete(end))
        .route(&format!("{base}/v1/sandboxes/{{local}}/token"), get(token_of))
        .route(&format!("{base}/v1/sandboxes/{{local}}/exec"), post(exec_hosted))
        .route(&format!("{base}/v1/files/stat"), get(stat))
        .route(&format!("{base}/v1/files/read"), get(read))
        .route(&format!("{base}/v1/files/write"), put(write))
}

fn job_of(server: &str) -> &str {
    server.split("--").next().unwrap_or_default()
}

/// Works on a server, for a caller who has both tokens.
fn with<T>(
    app: &App,
    server: &str,
    (caller, headers): (&Caller, &HeaderMap),
    work: impl FnOnce(&mut Server) -> T,
) -> Result<T, Refusal> {
    look(app, server, (caller, headers), |_| ())?;
    Ok(app.world.update(|state| work(state.sandboxes.get_mut(job_of(server)).unwrap())))
}

/// Looks at a server, for a caller who has both tokens. Nothing is saved: a world with files is slow to save.
fn look<T>(
    app: &App,
    server: &str,
    (caller, headers): (&Caller, &HeaderMap),
    work: impl FnOnce(&Server) -> T,
) -> Result<T, Refusal> {
    caller.require()?;
    let token = headers.get("x-sandbox-token").and_then(|token| token.to_str().ok()).unwrap_or_default();
    app.world.read(|state| match state.sandboxes.get(job_of(server)) {
        Some(server) if server.token == token => Ok(work(server)),
        Some(_) => Err(Refusal::new(401, "invalid sandbox token")),
        None => Err(Refusal::new(404, "no such sandbox")),
    })
}

async fn health(State(app): State<App>, Path(server): Path<String>) -> Reply {
    let answers = app.world.update(|state| {
        let server = state.sandboxes.get_mut(job_of(&server))?;
        server.slow = server.slow.checked_sub(1)?;
        Some(())
    });
    match answers {
        Some(()) => Err(Refusal::new(503, "not ready")),
        None => Ok(answer(&json!({"status": "ok", "version": "0.7.0", "protocol": 3}))),
    }
}

fn played(command: &Value) -> Vec<Value> {
    let words: Vec<&str> = command["cmd"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let exit = |code: Value, timed_out: bool| json!({"event": "exit", "exit_code": code, "signal": null, "timed_out": timed_out, "duration_ms": 1});
    let says = |event: &str, text: String| json!({"event": event, "data": text});
    let start = json!({"event": "start"});
    match words.as_slice() {
        ["echo", rest @ ..] => vec![start, says("stdout", rest.join(" ") + "\n"), exit(json!(0), false)],
        ["err", rest @ ..] => vec![says("stderr", rest.join(" ") + "\n"), exit(json!(0), false)],
        ["env"] => vec![says("stdout", format!("{} {}\n", command["env"], command["cwd"])), exit(json!(0), false)],
        ["exit", code] => vec![json!({"event": "ping"}), exit(json!(code.parse::<i32>().unwrap()), false)],
        ["killed"] => vec![exit(Value::Null, false)],
        ["late"] => vec![exit(Value::Null, true)],
        ["lost"] => vec![says("stdout", "half\n".to_owned())],
        _ => vec![exit(json!(0), false)],
    }
}

async fn exec(
    State(app): State<App>,
    Path(server): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    let command: Value = serde_json::from_slice(&body).map_err(|_| Refusal::new(400, "invalid JSON"))?;
    let looks = |server: &Server| server.looks;
    let before = look(&app, &server, (&caller, &headers), looks)?;
    while command["cmd"][0] == "until-looked" && look(&app, &server, (&caller, &headers), looks)? == before {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(events(&command))
}

async fn hosted(State(app): State<App>, Path(server): Path<String>, caller: Caller, headers: HeaderMap) -> Reply {
    let ids = |server: &Server| server.hosted.keys().map(|id| json!({"id": id})).collect::<Value>();
    Ok(answer(&look(&app, &server, (&caller, &headers), ids)?))
}

async fn host(State(app): State<App>, Path(server): Path<String>, caller: Caller, headers: HeaderMap) -> Reply {
    let made = with(&app, &server, (&caller, &headers), |server| {
        if server.hosted.len() >= server.capacity {
            return json!({"sandboxes": [], "rejected": 1});
        }
        let (id, token) = (format!("s{:04}", server.hosted.len() + 1), format!("token-{}", server.hosted.len() + 1));
        server.hosted.insert(id.clone(), token.clone());
        json!({"sandboxes": [{"id": id, "token": token}], "rejected": 0})
    })?;
    Ok(answer(&made))
}

async fn token_of(
    State(app): State<App>,
    Path((server, local)): Path<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
) -> Reply {
    let token = look(&app, &server, (&caller, &headers), |server| server.hosted.get(&local).cloned())?;
    Ok(answer(&json!({"token": token.ok_or_else(|| Refusal::new(404, "no such sandbox"))?})))
}

/// The server, for a caller who has the token of this sandbox on it.
fn with_hosted<T>(
    app: &App,
    (server, local): (&str, &str),
    (caller, headers): (&Caller, &HeaderMap),
    work: impl FnOnce(&mut Server) -> T,
) -> Result<T, Refusal> {
    caller.require()?;
    let token = headers.get("x-sandbox-token").and_then(|token| token.to_str().ok()).unwrap_or_default();
    let worked = app.world.update(|state| {
        let server = state.sandboxes.get_mut(job_of(server))?;
        (server.hosted.get(local)? == token).then(|| work(server))
    });
    worked.ok_or_else(|| Refusal::new(401, "invalid sandbox token"))
}

async fn end(
    State(app): State<App>,
    Path((server, local)): Path<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
) -> Reply {
    with_hosted(&app, (&server, &local), (&caller, &headers), |server| server.hosted.remove(&local))?;
    Ok(answer(&json!({})))
}

async fn exec_hosted(
    State(app): State<App>,
    Path((server, local)): Path<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    let command: Value = serde_json::from_slice(&body).map_err(|_| Refusal::new(400, "invalid JSON"))?;
    with_hosted(&app, (&server, &local), (&caller, &headers), |_| ())?;
    Ok(events(&command))
}

/// What a command does, an event a line.
fn events(command: &Value) -> Response {
    let lines: String = played(command).iter().map(|event| format!("{event}\n")).collect();
    ([("content-type", "application/x-ndjson")], lines).into_response()
}

async fn spawn(
    State(app): State<App>,
    Path(server): Path<String>,
    caller: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Reply {
    let command: Value = serde_json::from_slice(&body).map_err(|_| Refusal::new(400, "invalid JSON"))?;
    let process = with(&app, &server, (&caller, &headers), |server| {
        let number = server.processes.len() + 1;
        let process = json!({
            "id": format!("proc-{number}"), "pid": 100 + number, "cmd": command["cmd"], "tag": null,
            "started_at_ms": 0, "running": true, "exit_code": null,
        });
        server.processes.push(process.clone());
        process
    })?;
    Ok(answer(&process))
}

async fn list(State(app): State<App>, Path(server): Path<String>, caller: Caller, headers: HeaderMap) -> Reply {
    let processes = |server: &mut Server| {
        server.looks += 1;
        server.processes.clone().into()
    };
    Ok(answer(&with(&app, &server, (&caller, &headers), processes)?))
}

async fn kill(
    State(app): State<App>,
    Path((server, id)): Path<(String, String)>,
    caller: Caller,
    headers: HeaderMap,
) -> Reply {
    let found = with(&app, &server, (&caller, &headers), |server| {
        let process = server.processes.iter_mut().find(|process| process["id"] == id.as_str())?;
        (process["running"], process["exit_code"]) = (json!(false), json!(143));
        Some(())
    })?;
    found.map(|()| answer(&json!({"killed": true}))).ok_or_else(|| Refusal::new(404, "no such process"))
}

fn no_file() -> Refusal {
    Refusal::new(404, "no such file")
}

async fn stat(question: Question, Path(server): Path<String>) -> Reply {
    let path = question.query("path").unwrap_or_default().to_owned();
    let caller = (&question.caller, &question.headers);
    let size = look(&question.app, &server, caller, |server| server.files.get(&path).map(Vec::len))?;
    let size = size.ok_or_else(no_file)?;
    Ok(answer(&json!({"name": path, "path": path, "type": "file", "size": size, "mtime_ms": 0, "mode": 420})))
}

async fn read(question: Question, Path(server): Path<String>) -> Reply {
    let path = question.query("path").unwrap_or_default().to_owned();
    let caller = (&question.caller, &question.headers);
    let content = look(&question.app, &server, caller, |server| server.files.get(&path).cloned())?;
    let content = content.ok_or_else(no_file)?;
    let number = |name: &str| question.query(name).and_then(|number| number.parse::<usize>().ok());
    let start = number("offset").unwrap_or(0).min(content.len());
    let end = number("length").map_or(content.len(), |length| content.len().min(start + length));
    Ok(content[start..end].to_vec().into_response())
}

async fn write(question: Question, Path(server): Path<String>, body: Bytes) -> Reply {
    let path = question.query("path").unwrap_or_default().to_owned();
    let number = |name: &str| question.query(name).and_then(|number| number.parse::<usize>().ok());
    let (offset, end) = (number("offset"), number("truncate_to"));
    with(&question.app, &server, (&question.caller, &question.headers), |server| {
        let file = server.files.entry(path).or_default();
        let Some(offset) = offset else {
            *file = body.to_vec();
            return;
        };
        file.resize(file.len().max(offset + body.len()), 0);
        file[offset..offset + body.len()].copy_from_slice(&body);
        file.truncate(end.unwrap_or(file.len()));
    })?;
    Ok(answer(&json!({})))
}
