//! Papers: of a day, by words, one, and its text.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::Question;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/daily_papers", get(daily))
        .route("/api/papers/search", get(search))
        .route("/api/papers/{id}", get(show))
        .route("/papers/{file}", get(text))
}

async fn daily(question: Question) -> Reply {
    let mut found = question.app.world.papers();
    for (name, length) in [("date", 10), ("month", 7)] {
        if let Some(wanted) = question.query(name) {
            if wanted.len() != length {
                return Err(Refusal::new(400, format!("\"{name}\" is not valid")));
            }
            found.retain(|paper| paper["submittedOnDailyAt"].as_str().unwrap().starts_with(wanted));
        }
    }
    found.retain(|paper| question.query("submitter").is_none_or(|name| paper["submitter"] == name));
    match question.query("sort") {
        None | Some("publishedAt") => found.reverse(),
        Some("trending") => found.sort_by_key(|paper| std::cmp::Reverse(paper["upvotes"].as_u64())),
        Some(_) => return Err(Refusal::new(400, "\"sort\" must be one of [publishedAt, trending]")),
    }
    let number = |name: &str| question.query(name).and_then(|number| number.parse::<usize>().ok());
    let size = number("limit").unwrap_or(50).min(100);
    let shown = found.iter().skip(number("p").unwrap_or(0) * size).take(size);
    Ok(answer(&shown.map(|paper| of_a_day(&question.app, paper)).collect()))
}

fn of_a_day(app: &App, paper: &Value) -> Value {
    json!({
        "paper": within(paper), "publishedAt": paper["submittedOnDailyAt"], "title": paper["title"],
        "summary": paper["summary"], "numComments": paper["numComments"], "submittedBy": submitter(app, paper),
        "isAuthorParticipating": false,
    })
}

fn within(paper: &Value) -> Value {
    let mut within = paper.clone();
    for key in ["markdown", "submitter", "numComments"] {
        within.as_object_mut().unwrap().shift_remove(key);
    }
    within
}

fn submitter(app: &App, paper: &Value) -> Value {
    let name = paper["submitter"].as_str().unwrap();
    let fullname = app.world.account(name).map(|account| account.fullname);
    json!({"user": name, "fullname": fullname, "avatarUrl": format!("/avatars/{name}.svg"), "isPro": false})
}

async fn search(question: Question) -> Reply {
    let words = question.query("q").unwrap_or_default().to_lowercase();
    let fits = |paper: &&Value| {
        let text = format!("{} {}", paper["title"], paper["summary"]).to_lowercase();
        words.split_whitespace().all(|word| text.contains(word))
    };
    let limit = question.query("limit").and_then(|limit| limit.parse().ok()).unwrap_or(20);
    let papers = question.app.world.papers();
    let shown = papers.iter().filter(fits).take(limit).map(|paper| {
        json!({
            "paper": within(paper), "id": paper["id"], "title": paper["title"], "summary": paper["summary"],
            "publishedAt": paper["publishedAt"], "numComments": paper["numComments"],
        })
    });
    Ok(answer(&shown.collect()))
}

fn find(app: &App, id: &str) -> Result<Value, Refusal> {
    let found = app.world.papers().into_iter().find(|paper| paper["id"] == id);
    found.ok_or_else(|| Refusal::new(404, "Paper not found"))
}

async fn show(State(app): State<App>, Path(id): Path<String>) -> Reply {
    let paper = find(&app, &id)?;
    let mut shown = within(&paper);
    shown["submittedOnDailyBy"] = submitter(&app, &paper);
    shown["numComments"] = paper["numComments"].clone();
    shown["linkedModels"] = json!([{"_id": "x", "id": "ada/tiny-bert", "likes": 5}]);
    shown["numTotalModels"] = json!(1);
    Ok(answer(&shown))
}

async fn text(State(app): State<App>, Path(file): Path<String>) -> Reply {
    let Some(id) = file.strip_suffix(".md") else { return Err(Refusal::new(404, "Not found").plain()) };
    let paper = find(&app, id).map_err(Refusal::plain)?;
    let kind = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
    Ok((kind, paper["markdown"].as_str().unwrap().to_owned()).into_response())
}
