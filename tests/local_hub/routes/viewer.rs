//! The dataset viewer, which is a server of its own on the net. It has converted `ada/planets`, a part of `ada/half`, and
//! is busy with `ada/busy`.

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};

use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::visit::Question;

const PLANETS: [(&str, u64); 5] = [("Mercury", 0), ("Venus", 0), ("Earth", 1), ("Mars", 2), ("Jupiter", 95)];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/_viewer/parquet", get(parquet))
        .route("/_viewer/splits", get(splits))
        .route("/_viewer/size", get(size))
        .route("/_viewer/rows", get(rows))
        .route("/_viewer/search", get(search))
        .route("/_viewer/filter", get(filter))
}

/// Whether only a part of it is converted.
fn is_half(question: &Question) -> Result<bool, Refusal> {
    match question.query("dataset").unwrap_or_default() {
        "ada/planets" => Ok(false),
        "ada/half" => Ok(true),
        "ada/busy" => {
            Err(Refusal::new(500, "The response is not ready yet. Please retry later.").code("ResponseNotReady"))
        }
        _ => Err(Refusal::new(404, "The dataset does not exist on the Hub.").code("DatasetNotFoundError")),
    }
}

/// What is missing, beside what there is.
fn with_gaps(mut reply: Value, half: bool) -> Value {
    let failed = json!({"config": "fr", "split": "train", "error": {"error": "too many columns"}});
    reply["pending"] = if half { json!([{"config": "en", "split": "test"}]) } else { json!([]) };
    reply["failed"] = if half { json!([failed]) } else { json!([]) };
    reply["partial"] = json!(half);
    reply
}

async fn parquet(question: Question) -> Reply {
    let half = is_half(&question)?;
    let config = question.query("config").unwrap_or("default");
    if config != "default" {
        return Err(Refusal::new(404, "Not found.").code("ConfigNotFoundError"));
    }
    let dataset = question.query("dataset").unwrap_or_default();
    let base = format!("https://huggingface.co/datasets/{dataset}/resolve/refs%2Fconvert%2Fparquet/default");
    let file = |split: &str, size: u64| {
        json!({"dataset": dataset, "config": "default", "split": split, "url": format!("{base}/{split}/0000.parquet"),
               "filename": "0000.parquet", "size": size})
    };
    Ok(answer(&with_gaps(json!({"parquet_files": [file("train", 4008), file("test", 2000)], "features": null}), half)))
}

async fn splits(question: Question) -> Reply {
    let half = is_half(&question)?;
    let split = |name: &str| json!({"dataset": question.query("dataset"), "config": "default", "split": name});
    Ok(answer(&with_gaps(json!({"splits": [split("train"), split("test")]}), half)))
}

async fn size(question: Question) -> Reply {
    is_half(&question)?;
    let train = json!({"config": "default", "split": "train", "num_rows": 5, "num_columns": 2,
                       "num_bytes_parquet_files": 4008, "num_bytes_memory": 9000});
    Ok(answer(&json!({"size": {"splits": [train]}, "pending": [], "failed": [], "partial": false})))
}

async fn rows(question: Question) -> Reply {
    page(&question, |_, _| true)
}

async fn search(question: Question) -> Reply {
    let words = question.query("query").unwrap_or_default().to_lowercase();
    page(&question, move |name, _| name.to_lowercase().contains(&words))
}

/// One condition is understood.
async fn filter(question: Question) -> Reply {
    match question.query("where") {
        Some("\"moons\">1") => page(&question, |_, moons| moons > 1),
        _ => Err(Refusal::new(422, "Parameter 'where' contains invalid symbols").code("InvalidParameterError")),
    }
}

fn page(question: &Question, keep: impl Fn(&str, u64) -> bool) -> Reply {
    let half = is_half(question)?;
    let number = |name: &str| question.query(name).and_then(|text| text.parse().ok()).unwrap_or(0);
    let (offset, length): (usize, usize) = (number("offset"), number("length"));
    if question.query("config") != Some("default") {
        return Err(Refusal::new(404, "Not found.").code("ConfigNotFoundError"));
    }
    let all: Vec<Value> = PLANETS
        .into_iter()
        .enumerate()
        .filter(|(_, (name, moons))| keep(name, *moons))
        .map(|(at, (name, moons))| {
            json!({"row_idx": at, "row": {"name": name, "moons": moons},
                   "truncated_cells": if name == "Jupiter" { vec!["name"] } else { vec![] }})
        })
        .collect();
    let shown: Vec<&Value> = all.iter().skip(offset).take(length).collect();
    Ok(answer(&json!({
        "features": [
            {"feature_idx": 0, "name": "name", "type": {"dtype": "string", "_type": "Value"}},
            {"feature_idx": 1, "name": "moons", "type": {"dtype": "int64", "_type": "Value"}},
        ],
        "rows": shown, "num_rows_total": all.len(), "num_rows_per_page": 100, "partial": half,
    })))
}
