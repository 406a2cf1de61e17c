//! Inference: the Hub's look-ups, the router with every provider behind it, and servers of one's own. Answers are made
//! from the questions, so that tests see what was asked.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

mod chat;
mod jobs;
mod media;
mod tasks;

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, answer_with};
use crate::local_hub::visit::{Caller, Question};
use crate::local_hub::world::inference::served;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/models/lab/{name}", get(model))
        .route("/api/tasks", get(all_tasks))
        .route("/_router/v1/chat/completions", post(router_chat))
        .route("/_router/v1/models", get(router_models))
        .route("/_router/{provider}/{*tail}", any(provider))
        .route("/_server/{name}", any(server))
        .route("/_server/{name}/", any(server))
        .route("/_server/{name}/{*tail}", any(server))
        .route("/_files/{name}", get(media::file))
        .route("/_provider/{provider}/{*tail}", any(own_host))
}

/// A request to a model.
pub(super) struct Asked {
    pub(super) hub_url: String,
    pub(super) method: Method,
    pub(super) query: String,
    /// The body, if it is JSON.
    pub(super) json: Value,
    pub(super) bytes: Bytes,
}

impl Asked {
    async fn read(app: &App, (method, uri): (Method, Uri), body: Body) -> Self {
        let bytes = to_bytes(body, 64 << 20).await.unwrap_or_default();
        let json = serde_json::from_slice(&bytes).unwrap_or_default();
        Self { hub_url: app.hub_url.clone(), method, query: uri.query().unwrap_or_default().to_owned(), json, bytes }
    }
}

async fn model(Path(name): Path<String>, question: Question) -> Reply {
    let model = served(&name).ok_or_else(|| Refusal::new(404, "Repository not found").code("RepoNotFound"))?;
    let mut all = json!({
        "_id": "6220000000000000000000aa", "id": format!("lab/{name}"), "pipeline_tag": model.tag, "tags": model.tags,
    });
    let expand: Vec<&str> =
        question.form.iter().filter(|(key, _)| key == "expand").map(|(_, value)| value.as_str()).collect();
    if expand.contains(&"inferenceProviderMapping") && name != "unmapped" {
        all["inferenceProviderMapping"] = model.mapping();
    }
    if expand.contains(&"inference") && !model.providers.is_empty() {
        all["inference"] = json!("warm");
    }
    Ok(answer(&all))
}

/// What the Hub recommends for a few tasks, and that it recommends nothing for others.
async fn all_tasks(_: Question) -> Reply {
    Ok(answer(&json!({
        "text-classification": {"id": "text-classification", "label": "Text Classification", "widgetModels": ["lab/sentiment"]},
        "image-classification": {"id": "image-classification", "label": "Image Classification", "widgetModels": ["lab/vit", "lab/clip"]},
        "depth-estimation": {"id": "depth-estimation", "label": "Depth Estimation", "widgetModels": []},
    })))
}

async fn router_chat(State(app): State<App>, caller: Caller, method: Method, uri: Uri, body: Body) -> Reply {
    caller.require()?;
    let asked = Asked::read(&app, (method, uri), body).await;
    let model = asked.json["model"].as_str().unwrap_or_default();
    let (id, policy) = model.split_once(':').unwrap_or((model, ""));
    let known = id.strip_prefix("lab/").and_then(served);
    let refuse =
        |message: String| answer_with(400, &json!({"error": {"message": message, "type": "invalid_request_error"}}));
    let Some(known) = known else { return Ok(refuse(format!("The requested model '{id}' does not exist"))) };
    let is_policy = ["", "fastest", "cheapest", "preferred"].contains(&policy);
    if !is_policy && !known.providers.iter().any(|(provider, ..)| *provider == policy) {
        return Ok(refuse(format!("The requested model '{id}' is not supported by provider '{policy}'")));
    }
    chat::answer_to(&asked, known.name)
}

/// What chat costs, in US dollars for a million tokens. A provider that bills time has no price.
async fn router_models() -> Reply {
    let offer = |provider: &str, input: f64, output: f64| {
        let pricing = json!({"input": input, "output": output});
        json!({"provider": provider, "status": "live", "context_length": 8192, "pricing": pricing})
    };
    let by_time = json!({"provider": "hf-inference", "status": "live"});
    Ok(answer(&json!({"object": "list", "data": [
        {"id": "lab/chat", "object": "model", "providers": [offer("groq", 100.0, 800.0), offer("together", 200.0, 600.0)]},
        {"id": "lab/limited", "object": "model", "providers": [offer("together", 200.0, 600.0)]},
        {"id": "lab/text", "object": "model", "providers": [offer("together", 100.0, 1000.0), by_time]},
        {"id": "lab/vlm", "object": "model", "providers": [by_time]},
    ]})))
}

/// Any provider, behind the router.
async fn provider(
    State(app): State<App>,
    Path((provider, tail)): Path<(String, String)>,
    caller: Result<Caller, Refusal>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Reply {
    let asked = Asked::read(&app, (method, uri), body).await;
    caller?.require()?;
    if provider == "hf-inference" {
        return own_service(&asked, &tail);
    }
    of_provider(&app, &asked, (&provider, &tail), &headers)
}

/// A provider's own host, which takes keys of its own and no token of the Hub.
async fn own_host(
    State(app): State<App>,
    Path((provider, tail)): Path<(String, String)>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Reply {
    let key = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (scheme, key) = key.split_once(' ').unwrap_or_default();
    let wanted = if provider == "fal-ai" { "Key" } else { "Bearer" };
    if scheme != wanted || key.is_empty() || key.starts_with("hf_") {
        return Err(Refusal::new(401, "Incorrect API key provided"));
    }
    let is_queue = headers.get(header::HOST).is_some_and(|host| host == "queue.fal.run");
    let mut asked = Asked::read(&app, (method, uri), body).await;
    if is_queue {
        asked.query = "_subdomain=queue".to_owned();
    }
    of_provider(&app, &asked, (&provider, &tail), &headers)
}

/// Hosts of providers, which the local Hub plays for clients that are led here.
const HOSTS: [(&str, &str); 7] = [
    ("api.openai.com", "openai"),
    ("api.replicate.com", "replicate"),
    ("api.together.xyz", "together"),
    ("api.wavespeed.ai", "wavespeed"),
    ("api.z.ai", "zai-org"),
    ("fal.run", "fal-ai"),
    ("queue.fal.run", "fal-ai"),
];

/// Leads a request to a provider's own host to where that is played.
pub(crate) async fn by_host(mut request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if let Some((_, provider)) = HOSTS.iter().find(|(known, _)| *known == host) {
        let address = format!("/_provider/{provider}{}", request.uri());
        *request.uri_mut() = address.parse().unwrap();
    }
    next.run(request).await
}

fn of_provider(app: &App, asked: &Asked, (provider, tail): (&str, &str), headers: &HeaderMap) -> Reply {
    let model = asked.json["model"].as_str().unwrap_or_default();
    match (provider, tail) {
        ("zai-org", _) if headers.get("x-source-channel").is_none() => {
            Err(Refusal::new(400, "x-source-channel is missing"))
        }
        (_, tail) if tail.ends_with("chat/completions") => chat::answer_to(asked, model),
        (_, tail) if tail.ends_with("completions") => chat::completion(asked),
        (_, tail) if tail.ends_with("embeddings") => tasks::embeddings(asked),
        (_, tail) if tail.ends_with("images/generations") && provider != "zai-org" => Ok(media::in_base64()),
        (_, tail) if tail.ends_with("audio/speech") => Ok(media::answer("audio.wav")),
        (_, tail) if tail.ends_with("audio/transcriptions") => Ok(answer(&json!({
            "text": "transcribed", "segments": [{"text": "transcribed", "start": 0.0, "end": 1.5}],
        }))),
        _ => jobs::answer_to(app, asked, provider, tail),
    }
}

/// `hf-inference`, which knows models by their names.
fn own_service(asked: &Asked, tail: &str) -> Reply {
    let parts: Vec<&str> = tail.split('/').collect();
    let ["models", "lab", name, rest @ ..] = parts.as_slice() else { return Err(Refusal::new(404, "Not Found")) };
    let model = served(name).ok_or_else(|| Refusal::new(404, format!("Model lab/{name} does not exist")))?;
    match rest {
        [.., "chat", "completions"] => chat::answer_to(asked, name),
        [] if *name == "giant" => Ok(media::answer("giant.png")),
        ["pipeline", task] => chat::failure(name).map_or_else(|| tasks::answer_to(asked, task), Ok),
        _ => chat::failure(name).map_or_else(|| tasks::answer_to(asked, model.tag), Ok),
    }
}

/// A server of one's own: `asleep` is not awake, `hangs` never answers, `never-ends` sends text for
/// ever and `tokens-100` so many words, every other name answers to chat and as a text generator.
async fn server(
    State(app): State<App>,
    Path(words): Path<Vec<(String, String)>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Reply {
    let word = |name: &str| words.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    let (name, tail) = (word("name"), word("tail"));
    let asked = Asked::read(&app, (method, uri), body).await;
    if name == "asleep" {
        return Err(Refusal::new(503, "503 Service Unavailable"));
    }
    if name == "hangs" {
        return std::future::pending().await;
    }
    if name == "moved" {
        return Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, app.content_url.clone())]).into_response());
    }
    let is_media = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.to_str().unwrap().starts_with("audio/"));
    match tail {
        "health" => Ok(answer(&json!({}))),
        "info" => Ok(answer(&json!({"model_id": "lab/text", "version": "3.0.0", "max_total_tokens": 2048}))),
        "embed" => tasks::answer_to(&asked, "feature-extraction"),
        tail if tail.ends_with("chat/completions") => chat::answer_to(&asked, name),
        _ if is_media => tasks::answer_to(&asked, "automatic-speech-recognition"),
        _ => tasks::answer_to(&asked, "text-generation"),
    }
}

/// A stream of server-sent events, as text.
pub(super) fn events(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/event-stream")], text).into_response()
}

/// A stream of server-sent events that falls silent after this text and never ends.
pub(super) fn endless(text: String) -> Response {
    let pieces = stream::iter([Ok::<_, Infallible>(text)]).chain(stream::pending());
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(pieces)).into_response()
}

/// A stream that is this text for ever.
pub(super) fn repeated(text: String) -> Response {
    let text = Bytes::from(text);
    let pieces = stream::repeat_with(move || Ok::<_, Infallible>(text.clone()));
    ([(header::CONTENT_TYPE, "text/event-stream")], Body::from_stream(pieces)).into_response()
}
