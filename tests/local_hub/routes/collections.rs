//! Collections.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::routing::{get, patch, post};
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer, page};
use crate::local_hub::visit::{Caller, Question, read_json};
use crate::local_hub::world::collections::Collection;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::timestamp;

pub(super) fn routes() -> Router<App> {
    let one = "/api/collections/{namespace}/{name}";
    Router::new()
        .route("/api/collections", get(list).post(create))
        .route(one, get(show).patch(update).delete(remove))
        .route(&format!("{one}/items"), post(add_item))
        .route(&format!("{one}/items/{{item}}"), patch(update_item).delete(remove_item))
}

type Slug = Path<(String, String)>;
type ItemOfSlug = Path<(String, String, String)>;

async fn list(question: Question) -> Reply {
    let may_see = |collection: &Collection| {
        !collection.private || question.caller.role_in(&question.app, &collection.owner).is_some()
    };
    let holds = |collection: &Collection, wanted: &str| {
        collection.items.iter().any(|item| format!("{}s/{}", item.kind, item.id) == wanted)
    };
    let mut found: Vec<Collection> = question.app.world.collections().into_iter().filter(may_see).collect();
    found.retain(|collection| question.query("owner").is_none_or(|owner| owner == collection.owner));
    found.retain(|collection| question.query("item").is_none_or(|item| holds(collection, item)));
    match question.query("sort").unwrap_or("lastModified") {
        "lastModified" => found.sort_by_key(|collection| -collection.updated),
        "trending" | "upvotes" => found.sort_by_key(|collection| std::cmp::Reverse(collection.upvotes)),
        _ => return Err(Refusal::new(400, "\"sort\" must be one of [lastModified, trending, upvotes]")),
    }
    let shown: Vec<Value> = found.iter().map(|collection| described(&question.app, collection, 4)).collect();
    page(&question, &shown, question.app.options.page_size.min(100))
}

fn described(app: &App, collection: &Collection, items: usize) -> Value {
    let owner = app.world.account(&collection.owner);
    let kind = if owner.as_ref().is_some_and(|owner| owner.is_organisation()) { "org" } else { "user" };
    let shown = collection.items.iter().take(items).enumerate().map(|(position, item)| {
        let mut shown = json!({
            "_id": item.object_id, "position": position, "type": item.kind, "id": item.id, "repoType": item.kind,
        });
        if let Some(note) = &item.note {
            shown["note"] = json!({"text": note, "html": format!("<p>{note}</p>")});
        }
        if item.kind == "collection" {
            shown["slug"] = json!(item.id);
        }
        shown
    });
    let mut all = json!({
        "slug": collection.slug, "title": collection.title, "gating": false, "lastUpdated": timestamp(collection.updated),
        "owner": {"_id": owner.map(|owner| owner.id()), "name": collection.owner, "type": kind, "isPro": null},
        "items": shown.collect::<Vec<_>>(), "theme": collection.theme, "private": collection.private,
        "upvotes": collection.upvotes, "isUpvotedByUser": false,
    });
    if let Some(description) = &collection.description {
        all["description"] = json!(description);
    }
    all
}

/// With its place among those of its owner.
fn whole(app: &App, collection: &Collection) -> Value {
    let mut all = described(app, collection, usize::MAX);
    let own = app.world.collections().into_iter().filter(|other| other.owner == collection.owner);
    all["position"] = json!(own.map(|other| other.slug).position(|slug| slug == collection.slug));
    all
}

/// The collection of that slug, for a caller who may see it.
fn find(app: &App, caller: &Caller, slug: &str) -> Result<Collection, Refusal> {
    let found = app.world.collections().into_iter().find(|collection| collection.is(slug));
    let found = found.filter(|found| !found.private || caller.role_in(app, &found.owner).is_some());
    found.ok_or_else(|| Refusal::new(404, "Collection not found"))
}

/// The same for a caller who may change it.
fn owned(app: &App, caller: &Caller, slug: &str) -> Result<Collection, Refusal> {
    let found = find(app, caller, slug)?;
    caller.require_write(app, &found.owner, "change a collection")?;
    Ok(found)
}

async fn show(State(app): State<App>, caller: Caller, Path((namespace, name)): Slug) -> Reply {
    Ok(answer(&whole(&app, &find(&app, &caller, &format!("{namespace}/{name}"))?)))
}

async fn create(State(app): State<App>, caller: Caller, body: Body) -> Reply {
    let body = read_json(body).await?;
    let owner = body["namespace"].as_str().unwrap_or_default();
    caller.require_write(&app, owner, "create a collection")?;
    let title = body["title"].as_str().unwrap_or_default();
    check_length("title", title, 60)?;
    let mut collection = Collection::new(owner, title, app.world.now());
    if title.is_empty() {
        return Err(Refusal::new(400, "\"title\" is not allowed to be empty"));
    }
    if app.world.collections().iter().any(|other| other.slug == collection.slug) {
        let message = "You already have a collection with this title";
        return Err(Refusal::new(409, message).body(json!({"error": message, "slug": collection.slug})));
    }
    collection.private = body["private"] == true;
    collection.description = body["description"].as_str().map(str::to_owned);
    check_length("description", collection.description.as_deref().unwrap_or_default(), 150)?;
    app.world.add_collection(collection.clone());
    Ok(answer(&whole(&app, &collection)))
}

fn check_length(name: &str, text: &str, most: usize) -> Result<(), Refusal> {
    let message = || format!("\"{name}\" length must be less than or equal to {most} characters long");
    if text.chars().count() <= most { Ok(()) } else { Err(Refusal::new(400, message())) }
}

async fn update(State(app): State<App>, caller: Caller, Path((namespace, name)): Slug, body: Body) -> Reply {
    let slug = owned(&app, &caller, &format!("{namespace}/{name}"))?.slug;
    let body = read_json(body).await?;
    let text = |name: &str| body[name].as_str().map(str::to_owned);
    check_length("description", &text("description").unwrap_or_default(), 150)?;
    let changed = app.world.change_collection(&slug, |collection| {
        collection.title = text("title").unwrap_or_else(|| collection.title.clone());
        collection.theme = text("theme").unwrap_or_else(|| collection.theme.clone());
        collection.private = body["private"].as_bool().unwrap_or(collection.private);
        if let Some(description) = text("description") {
            collection.description = Some(description).filter(|text| !text.is_empty());
        }
        collection.clone()
    });
    let changed = changed.expect("it was just found");
    if let Some(position) = body["position"].as_u64() {
        app.world.update(|state| {
            let from = state.collections.iter().position(|other| other.slug == slug).expect("it was just found");
            let moved = state.collections.remove(from);
            let to = usize::try_from(position).unwrap().min(state.collections.len());
            state.collections.insert(to, moved);
        });
    }
    Ok(answer(&json!({"success": true, "data": whole(&app, &changed)})))
}

async fn remove(State(app): State<App>, caller: Caller, Path((namespace, name)): Slug) -> Reply {
    let slug = owned(&app, &caller, &format!("{namespace}/{name}"))?.slug;
    app.world.delete_collection(&slug);
    Ok(answer(&json!({"success": true})))
}

async fn add_item(State(app): State<App>, caller: Caller, Path((namespace, name)): Slug, body: Body) -> Reply {
    let collection = owned(&app, &caller, &format!("{namespace}/{name}"))?;
    let body = read_json(body).await?;
    let (kind, id) =
        (body["item"]["type"].as_str().unwrap_or_default(), body["item"]["id"].as_str().unwrap_or_default());
    let exists = match Kind::from_word(kind) {
        Some(repos) => app.world.repo(repos, id).is_some(),
        None if kind == "paper" => app.world.papers().iter().any(|paper| paper["id"] == id),
        None => app.world.collections().iter().any(|other| other.is(id)),
    };
    if !exists {
        return Err(Refusal::new(404, format!("{kind} {id} not found")));
    }
    if collection.items.iter().any(|item| item.kind == kind && item.id == id) {
        return Err(Refusal::new(409, "This item is already in the collection"));
    }
    let note = body["note"].as_str();
    check_length("note", note.unwrap_or_default(), 500)?;
    let changed = app.world.change_collection(&collection.slug, |collection| {
        collection.add(kind, id, note);
        collection.clone()
    });
    Ok(answer(&whole(&app, &changed.expect("it was just found"))))
}

/// The slug of the collection, and the place of the item in it.
fn placed(app: &App, caller: &Caller, (slug, item): (&str, &str)) -> Result<(String, usize), Refusal> {
    let collection = owned(app, caller, slug)?;
    let at = collection.items.iter().position(|one| one.object_id == item);
    Ok((collection.slug, at.ok_or_else(|| Refusal::new(404, "Item not found"))?))
}

async fn update_item(
    State(app): State<App>,
    caller: Caller,
    Path((namespace, name, item)): ItemOfSlug,
    body: Body,
) -> Reply {
    let (slug, at) = placed(&app, &caller, (&format!("{namespace}/{name}"), &item))?;
    let body = read_json(body).await?;
    app.world.change_collection(&slug, |collection| {
        let mut item = collection.items.remove(at);
        if let Some(note) = body["note"].as_str() {
            item.note = Some(note.to_owned()).filter(|note| !note.is_empty());
        }
        let to = body["position"].as_u64().map_or(at, |position| usize::try_from(position).unwrap());
        collection.items.insert(to.min(collection.items.len()), item);
    });
    Ok(answer(&json!({"success": true})))
}

async fn remove_item(State(app): State<App>, caller: Caller, Path((namespace, name, item)): ItemOfSlug) -> Reply {
    let (slug, at) = placed(&app, &caller, (&format!("{namespace}/{name}"), &item))?;
    app.world.change_collection(&slug, |collection| drop(collection.items.remove(at)));
    Ok(answer(&json!({"success": true})))
}
