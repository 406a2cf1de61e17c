//! Repositories as wholes: what is known of one, and making, renaming, changing, deleting it.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::{delete, get, post, put};
use git2::Oid;
use serde_json::{Map, Value, json};

use super::space_machine::refuse_unknown;
use super::{api, buckets};
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::{Caller, Question, Visit, not_found, read_json};
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::repos::{Content, Entry, Record, Repo};
use crate::local_hub::world::seed::GITATTRIBUTES;
use crate::local_hub::world::{card, timestamp};

pub(super) fn routes() -> Router<App> {
    let router = Router::new()
        .route("/api/repos/create", post(create))
        .route("/api/repos/delete", delete(remove))
        .route("/api/repos/move", post(rename));
    let router = api(router, "", &get(info));
    let router = api(router, "/revision/{rev}", &get(info));
    api(router, "/settings", &put(settings))
}

/// What `expand` may name and this Hub has nothing to say about.
const NEVER_KNOWN: [&str; 20] = [
    "baseModels",
    "childrenModelCount",
    "citation",
    "config",
    "datasets",
    "downloadsAllTime",
    "evalResults",
    "gguf",
    "inference",
    "inferenceProviderMapping",
    "mask_token",
    "model-index",
    "models",
    "paperswithcode_id",
    "region",
    "resourceGroup",
    "safetensors",
    "transformersInfo",
    "trendingScore",
    "widgetData",
];

async fn info(visit: Visit) -> Reply {
    let commit = if visit.words.contains_key("rev") { visit.commit()? } else { visit.repo.head() };
    let mut all = describe(&visit.repo, commit, visit.flag("blobs"));
    if visit.flag("securityStatus") {
        all.insert("securityRepoStatus".to_owned(), json!({"scansDone": true, "filesWithIssues": []}));
    }
    expand(&visit, &mut all)?;
    Ok(answer(&Value::from(all)))
}

/// Leaves nothing but what `expand` names, if it names anything. Returns whether it does.
pub(super) fn expand(question: &Question, all: &mut Map<String, Value>) -> Result<bool, Refusal> {
    let wanted: Vec<_> = question.form.iter().filter(|(name, _)| name == "expand" || name == "expand[]").collect();
    if wanted.iter().any(|(_, name)| name == "xetEnabled") {
        all.insert("xetEnabled".to_owned(), json!(false));
    }
    let known = |name: &str| all.contains_key(name) || NEVER_KNOWN.contains(&name);
    if let Some((_, unknown)) = wanted.iter().find(|(_, name)| !known(name)) {
        return Err(Refusal::new(400, format!("\"expand\" cannot be {unknown}")));
    }
    if !wanted.is_empty() {
        all.retain(|key, _| key == "_id" || key == "id" || wanted.iter().any(|(_, name)| name == key));
    }
    Ok(!wanted.is_empty())
}

/// Everything the Hub tells of a repository at a commit, with the sizes of its files if `blobs` are wanted.
pub(super) fn describe(repo: &Repo, commit: Oid, blobs: bool) -> Map<String, Value> {
    let record = &repo.record;
    let card = repo.text(commit, "README.md").and_then(|readme| card::metadata(&readme).ok().flatten());
    let card = card.unwrap_or_default();
    let files = repo.files(commit);
    let newest = repo.log(repo.head()).first().map(|change| timestamp(change.when));
    let mut all = Map::new();
    let mut add = |name: &str, value: Value| drop(all.insert(name.to_owned(), value));
    add("_id", json!(record.object_id));
    add("id", json!(record.id));
    add("author", json!(record.namespace()));
    add("sha", json!(commit.to_string()));
    add("lastModified", json!(newest));
    add("createdAt", json!(timestamp(record.created)));
    add("private", json!(record.is_private()));
    add("gated", record.gated.clone());
    add("disabled", json!(record.disabled));
    add("downloads", json!(record.downloads));
    add("likes", json!(record.likes));
    add("tags", json!(tags(repo, &card)));
    add("siblings", siblings(blobs, &files));
    add("usedStorage", json!(files.iter().map(|entry| entry.size()).sum::<u64>()));
    match record.kind {
        Kind::Model => {
            add("modelId", json!(record.id));
            add("spaces", json!([]));
            for name in ["pipeline_tag", "library_name"] {
                add(name, card.get(name).cloned().unwrap_or_default());
            }
        }
        Kind::Space => {
            add("sdk", json!(record.sdk));
            for name in ["models", "datasets"] {
                add(name, card.get(name).cloned().unwrap_or_else(|| json!([])));
            }
            add("subdomain", json!(record.id.replace('/', "-")));
            add("host", json!(format!("https://{}.hf.space", record.id.replace('/', "-"))));
            add("runtime", record.machine.runtime());
        }
        Kind::Dataset => add("description", json!("")),
        Kind::Kernel => {}
    }
    add("cardData", Value::from(card));
    all.extend(record.found.clone());
    all
}

fn tags(repo: &Repo, card: &Map<String, Value>) -> Vec<String> {
    let words = |name: &str| -> Vec<String> {
        match card.get(name) {
            Some(Value::Array(items)) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
            Some(Value::String(word)) => vec![word.clone()],
            _ => vec![],
        }
    };
    let plain = ["library_name", "pipeline_tag", "tags", "language"].into_iter().flat_map(words);
    let licence = words("license").into_iter().map(|name| format!("license:{name}"));
    let datasets = words("datasets").into_iter().map(|name| format!("dataset:{name}"));
    let sdk = repo.record.sdk.clone();
    sdk.into_iter().chain(plain).chain(licence).chain(datasets).chain(["region:us".to_owned()]).collect()
}

fn siblings(blobs: bool, files: &[Entry]) -> Value {
    let sibling = |entry: &Entry| {
        let mut sibling = json!({"rfilename": entry.path});
        if blobs {
            sibling["blobId"] = json!(entry.oid.to_string());
            sibling["size"] = json!(entry.size());
            if let Content::Large { sha256, size, pointer_size } = &entry.content {
                sibling["lfs"] = json!({"sha256": sha256, "size": size, "pointerSize": pointer_size});
            }
        }
        sibling
    };
    files.iter().map(sibling).collect()
}

/// What a body with `type`, `organization` and `name` means.
fn named(body: &Value, caller: &Caller) -> Result<(Kind, String), Refusal> {
    let owner = caller.require()?;
    let word = body["type"].as_str().unwrap_or("model");
    let kind = Kind::from_word(word).ok_or_else(|| Refusal::new(400, format!("Invalid repo type {word}")))?;
    let namespace = body["organization"].as_str().unwrap_or(owner);
    let name = body["name"].as_str().unwrap_or_default();
    check_name(name)?;
    Ok((kind, format!("{namespace}/{name}")))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    let letters = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    let ends = name.starts_with(['-', '.']) || name.ends_with(['-', '.']) || name.ends_with(".git");
    if letters && !ends && !name.is_empty() && name.len() <= 96 && !name.contains("--") && !name.contains("..") {
        return Ok(());
    }
    Err(Refusal::new(400, format!("Invalid repo name: {name}")))
}

pub(super) fn visibility(body: &Value, kind: Kind) -> Result<Option<String>, Refusal> {
    let private = body["private"].as_bool().map(|private| if private { "private" } else { "public" });
    match body["visibility"].as_str().or(private) {
        Some("protected") if kind != Kind::Space => Err(Refusal::new(400, "Only a Space can be protected")),
        Some(word @ ("public" | "private" | "protected")) => Ok(Some(word.to_owned())),
        Some(word) => Err(Refusal::new(400, format!("Invalid visibility {word}"))),
        None => Ok(None),
    }
}

async fn create(State(app): State<App>, caller: Caller, body: Body) -> Reply {
    let body = read_json(body).await?;
    let (kind, id) = named(&body, &caller)?;
    refuse_unknown(body["hardware"].as_str())?;
    let mut record = Record::new(kind, &id, app.world.now());
    let what = format!("create a {}", kind.word());
    let author = caller.require_write(&app, record.namespace(), &what)?;
    let url = format!("{}/{}", app.hub_url, record.page());
    if app.world.repo(kind, &id).is_some() {
        let message = format!("You already created this {} repo: {id}", kind.word());
        let body = json!({"error": message, "url": url, "name": id});
        return Err(Refusal::new(409, message).body(body));
    }
    record.visibility = visibility(&body, kind)?.unwrap_or(record.visibility);
    let mut files: Vec<(&str, &[u8])> = vec![(".gitattributes", GITATTRIBUTES.as_bytes())];
    let readme = body["sdk"].as_str().map(|sdk| format!("---\ntitle: {id}\nsdk: {sdk}\n---\n"));
    if kind == Kind::Space {
        let readme = readme.as_ref().ok_or_else(|| Refusal::new(400, "A Space needs an \"sdk\""))?;
        record.sdk = body["sdk"].as_str().map(str::to_owned);
        files.push(("README.md", readme.as_bytes()));
    }
    let object_id = record.object_id.clone();
    app.world.create_repo(record, author, &files);
    Ok(answer(&json!({"url": url, "name": id, "id": object_id})))
}

/// The repository that a body names, for a caller who may delete or rename it.
fn owned(app: &App, caller: &Caller, kind: Kind, id: &str) -> Result<Repo, Refusal> {
    let repo = app.world.repo(kind, id).ok_or_else(|| not_found(caller))?;
    caller.require_write(app, repo.record.namespace(), &format!("change a {}", kind.word()))?;
    Ok(repo)
}

async fn remove(State(app): State<App>, caller: Caller, body: Body) -> Reply {
    let (kind, id) = named(&read_json(body).await?, &caller)?;
    let repo = owned(&app, &caller, kind, &id)?;
    app.world.delete_repo(kind, &repo.record.id);
    Ok("OK".into_response())
}

async fn rename(State(app): State<App>, caller: Caller, body: Body) -> Reply {
    let body = read_json(body).await?;
    let (from, to) = (body["fromRepo"].as_str().unwrap_or_default(), body["toRepo"].as_str().unwrap_or_default());
    caller.require()?;
    if body["type"] == "bucket" {
        return buckets::rename(&app, &caller, from, to);
    }
    let kind = Kind::from_word(body["type"].as_str().unwrap_or("model"));
    let kind = kind.ok_or_else(|| Refusal::new(400, "Invalid repo type"))?;
    let repo = owned(&app, &caller, kind, from)?;
    let (namespace, name) = to.split_once('/').ok_or_else(|| Refusal::new(400, "Invalid new name"))?;
    check_name(name)?;
    caller.require_write(&app, namespace, "create a repository")?;
    if app.world.repo(kind, to).is_some() {
        return Err(Refusal::new(409, format!("A {} with this name already exists: {to}", kind.word())));
    }
    app.world.rename_repo(kind, &repo.record.id, to);
    Ok(answer(&json!({"success": true})))
}

async fn settings(visit: Visit, body: Body) -> Reply {
    visit.require_write()?;
    let body = read_json(body).await?;
    let mut reply = json!({});
    if let Some(gated) = body.get("gated") {
        if ![json!(false), json!("auto"), json!("manual")].contains(gated) {
            return Err(Refusal::new(400, "\"gated\" must be one of [auto, manual, false]"));
        }
        visit.app.world.change_repo(visit.kind(), visit.id(), |record| record.gated = gated.clone());
        reply["gated"] = gated.clone();
    }
    if let Some(visibility) = visibility(&body, visit.kind())? {
        reply["visibility"] = json!(visibility);
        reply["private"] = json!(visibility == "private");
        visit.app.world.change_repo(visit.kind(), visit.id(), |record| record.visibility = visibility);
    }
    Ok(answer(&reply))
}
