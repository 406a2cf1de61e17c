//! Listings of repositories: which are asked for, in which order, and what is told of each.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use axum::Router;
use axum::routing::get;
use serde_json::{Map, Value, json};

use super::repos::{describe, expand};
use crate::local_hub::App;
use crate::local_hub::last::Last;
use crate::local_hub::reply::{Refusal, Reply, answer, page};
use crate::local_hub::visit::{Question, Visit};
use crate::local_hub::world::kinds::Kind;

pub(super) fn routes() -> Router<App> {
    let add = |router: Router<App>, kind: Kind| {
        router
            .route(&format!("/api/{}", kind.plural()), get(move |question| list(question, kind)))
            .route(&format!("/api/{}-tags-by-type", kind.plural()), get(move |question| tags_by_type(question, kind)))
    };
    let router = Kind::ALL.into_iter().fold(Router::new(), add);
    router.route("/api/datasets/{namespace}/{name}/leaderboard", get(leaderboard))
}

/// What was found out of it; only benchmarks have one.
async fn leaderboard(visit: Visit) -> Reply {
    let found = visit.repo.record.found.get("leaderboard");
    found.map(answer).ok_or_else(|| Refusal::new(404, "This dataset is not a benchmark"))
}

/// What is told of a repository unless the query expands it.
fn usual(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Model => &[
            "_id",
            "id",
            "likes",
            "trendingScore",
            "private",
            "downloads",
            "tags",
            "pipeline_tag",
            "library_name",
            "createdAt",
            "modelId",
        ],
        Kind::Dataset => &[
            "_id",
            "id",
            "author",
            "disabled",
            "gated",
            "lastModified",
            "likes",
            "trendingScore",
            "private",
            "sha",
            "description",
            "downloads",
            "tags",
            "createdAt",
        ],
        Kind::Space => &["_id", "id", "likes", "trendingScore", "private", "sdk", "tags", "createdAt"],
        Kind::Kernel => &["_id", "id", "likes", "downloads", "private", "lastModified"],
    }
}

const PROVIDER: &str = "inference_provider";
const SORT_KEYS: [&str; 5] = ["createdAt", "downloads", "lastModified", "likes", "trendingScore"];

thread_local! {
    /// A kind, who asks, and what is asked for.
    static FOUND: Last<(Kind, Option<String>, Form), Vec<Value>> = const { Last::new() };
}

type Form = Vec<(String, String)>;

/// The first page is worked out anew; those behind it are of the same list.
async fn list(question: Question, kind: Kind) -> Reply {
    let form = question.form.iter().filter(|(name, _)| name != "cursor").cloned().collect();
    let wanted = (kind, question.caller.0.as_ref().map(|(account, _)| account.name.clone()), form);
    let known = question.query("cursor").and_then(|_| FOUND.with(|last| last.known(&wanted)));
    let found = match known {
        Some(found) => found,
        None => {
            let found = find(&question, kind)?;
            FOUND.with(|last| last.keep(wanted, found))
        }
    };
    page(&question, &found, question.app.options.page_size)
}

fn find(question: &Question, kind: Kind) -> Result<Vec<Value>, Refusal> {
    let sort = question.query("sort").unwrap_or("trendingScore");
    if !SORT_KEYS.contains(&sort) {
        return Err(Refusal::new(400, format!("\"sort\" must be one of [{}]", SORT_KEYS.join(", "))));
    }
    let mut found = vec![];
    for repo in question.app.world.repos().into_iter().filter(|repo| repo.record.kind == kind) {
        let is_member = question.caller.role_in(&question.app, repo.record.namespace()).is_some();
        let all = describe(&repo, repo.head(), false);
        if (is_member || !repo.record.is_private()) && is_asked_for(&all, &question.form)? {
            found.push(all);
        }
    }
    found.sort_by(|one, other| descending(one.get(sort), other.get(sort)));
    if question.query("direction").is_some_and(|direction| direction != "-1") {
        found.reverse();
    }
    for all in &mut found {
        if !expand(question, all)? {
            let wants_card = question.flag("cardData");
            all.retain(|key, _| usual(kind).contains(&key.as_str()) || wants_card && key == "cardData");
        }
        all.retain(|_, value| !value.is_null());
    }
    Ok(found.into_iter().map(Value::from).collect())
}

/// All tags of public repositories, by kind.
async fn tags_by_type(question: Question, kind: Kind) -> Reply {
    let public =
        question.app.world.repos().into_iter().filter(|repo| repo.record.kind == kind && !repo.record.is_private());
    let all: Vec<_> = public.map(|repo| describe(&repo, repo.head(), false)).collect();
    let of_key = |key: &str| -> BTreeSet<&str> { all.iter().filter_map(|repo| repo.get(key)?.as_str()).collect() };
    let tags = || all.iter().filter_map(|repo| repo["tags"].as_array()).flatten().filter_map(Value::as_str);
    let licenses: BTreeSet<&str> = tags().filter(|tag| tag.starts_with("license:")).collect();
    let named = |kind: &str, ids: BTreeSet<&str>| -> Value {
        let tag = |id: &str| json!({"id": id, "label": id.rsplit(':').next(), "type": kind});
        ids.into_iter().map(tag).collect()
    };
    Ok(answer(&json!({
        "library": named("library", of_key("library_name")), "pipeline_tag": named("pipeline_tag", of_key("pipeline_tag")),
        "license": named("license", licenses),
    })))
}

/// Numbers by size, times by age; what is not known comes last.
fn descending(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64).unwrap_or(0.0);
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    number(other).total_cmp(&number(one)).then_with(|| text(other).cmp(&text(one)))
}

/// Whether a repository is what all pairs of the query want.
fn is_asked_for(repo: &Map<String, Value>, form: &[(String, String)]) -> Result<bool, Refusal> {
    let providers: Vec<&str> =
        form.iter().filter(|(name, _)| name == PROVIDER).map(|(_, value)| value.as_str()).collect();
    if !providers.is_empty() && !is_served_by(repo, &providers) {
        return Ok(false);
    }
    for (name, value) in form {
        if !fits(repo, name, value)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn fits(repo: &Map<String, Value>, name: &str, value: &str) -> Result<bool, Refusal> {
    let is = |key: &str| repo.get(key).is_some_and(|known| known == value);
    let has = |key: &str| repo.get(key).and_then(Value::as_array).is_some_and(|all| all.iter().any(|one| one == value));
    let id = repo["id"].as_str().unwrap_or_default().to_lowercase();
    Ok(match name {
        "search" => id.contains(&value.to_lowercase()),
        "author" | "pipeline_tag" | "inference" => is(name),
        "filter" => has("tags") || ["pipeline_tag", "library_name", "sdk"].into_iter().any(is),
        "apps" => has("apps"),
        "models" | "datasets" => has(name),
        "linked" => ["models", "datasets"].iter().any(|key| repo[*key].as_array().is_some_and(|all| !all.is_empty())),
        "gated" => (repo["gated"] != json!(false)) == (value == "true"),
        "num_parameters" => has_parameters(repo, value)?,
        "sort" | "direction" | "limit" | "expand" | "cursor" | "cardData" | PROVIDER => true,
        _ => return Err(Refusal::new(400, format!("this Hub cannot list by {name}"))),
    })
}

fn is_served_by(repo: &Map<String, Value>, providers: &[&str]) -> bool {
    let served = repo.get("inferenceProviderMapping").and_then(Value::as_array).into_iter().flatten();
    served.filter_map(|one| one["provider"].as_str()).any(|one| providers.contains(&one) || providers.contains(&"all"))
}

/// `min:6B,max:128B`, either alone too.
fn has_parameters(repo: &Map<String, Value>, wanted: &str) -> Result<bool, Refusal> {
    let Some(total) = repo.get("safetensors").and_then(|about| about["total"].as_f64()) else { return Ok(false) };
    for bound in wanted.split(',') {
        let wrong = || Refusal::new(400, "\"num_parameters\" must look like min:6B,max:128B");
        let (end, text) = bound.split_once(':').ok_or_else(wrong)?;
        let digits = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
        let unit = match &text[digits.len()..] {
            "" => 1.0,
            "K" => 1e3,
            "M" => 1e6,
            "B" => 1e9,
            _ => return Err(wrong()),
        };
        let limit = digits.parse::<f64>().map_err(|_| wrong())? * unit;
        match end {
            "min" if total < limit => return Ok(false),
            "max" if total > limit => return Ok(false),
            "min" | "max" => {}
            _ => return Err(wrong()),
        }
    }
    Ok(true)
}
