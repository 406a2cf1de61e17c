//! The metadata of a card, in the order of the Python client: known keys first, then the rest as the Hub serves it.

mod model_index;
pub mod results;
pub mod results_file;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use crate::ids::repo::RepoKind;

/// The field of a model's card that holds its evaluation results.
pub const MODEL_INDEX: &str = "model-index";
/// The key under which a model has its name until an index of results tells it.
const MODEL_NAME: &str = "model_name";
const TAGS: &str = "tags";

const OF_MODEL: [&str; 11] = [
    "base_model",
    "datasets",
    "language",
    "library_name",
    "license",
    "license_name",
    "license_link",
    "metrics",
    MODEL_NAME,
    "pipeline_tag",
    TAGS,
];

const OF_DATASET: [&str; 12] = [
    "annotations_creators",
    "language_creators",
    "language",
    "license",
    "multilinguality",
    "size_categories",
    "source_datasets",
    "task_categories",
    "task_ids",
    "paperswithcode_id",
    "pretty_name",
    "config_names",
];
/// The key of a dataset that comes behind all others.
const TRAIN_EVAL_INDEX: &str = "train-eval-index";

const OF_SPACE: [&str; 11] = [
    "title",
    "sdk",
    "sdk_version",
    "python_version",
    "app_file",
    "app_port",
    "license",
    "duplicated_from",
    "models",
    "datasets",
    TAGS,
];

/// The card of a repo of that kind in its order; `None` for one without metadata.
pub fn arranged(kind: RepoKind, card: Value) -> Option<Value> {
    match kind {
        RepoKind::Model | RepoKind::Kernel => model(card),
        RepoKind::Dataset => dataset(card),
        RepoKind::Space => space(card),
    }
}

/// The card of a dataset; `None` for one without metadata.
///
/// # Errors
/// The field is not JSON.
pub(super) fn of_dataset<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Value>, D::Error> {
    Ok(Option::deserialize(field)?.and_then(dataset))
}

/// The card of a Space; `None` for one without metadata.
///
/// # Errors
/// The field is not JSON.
pub(super) fn of_space<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Value>, D::Error> {
    Ok(Option::deserialize(field)?.and_then(space))
}

/// The card of a model; `None` for one without metadata.
///
/// # Errors
/// The field is not JSON.
pub(super) fn of_model<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Value>, D::Error> {
    Ok(Option::deserialize(field)?.and_then(model))
}

fn model(card: Value) -> Option<Value> {
    arrange(card, model_fields)
}

fn dataset(card: Value) -> Option<Value> {
    arrange(card, |mut fields| {
        let index = fields.shift_remove_entry(TRAIN_EVAL_INDEX);
        let mut ordered = ordered(fields, &OF_DATASET);
        ordered.extend(index);
        ordered
    })
}

fn space(card: Value) -> Option<Value> {
    arrange(card, |mut fields| {
        with_plain_tags(&mut fields);
        ordered(fields, &OF_SPACE)
    })
}

/// The same card with its fields in another order; what is not metadata stays as the Hub has it.
fn arrange(card: Value, order: impl FnOnce(Map<String, Value>) -> Map<String, Value>) -> Option<Value> {
    match card {
        Value::Object(fields) if fields.is_empty() => None,
        Value::Null => None,
        Value::Object(fields) => Some(Value::Object(order(fields))),
        other => Some(other),
    }
}

fn model_fields(mut fields: Map<String, Value>) -> Map<String, Value> {
    with_plain_tags(&mut fields);
    let index = fields.shift_remove(MODEL_INDEX).filter(is_filled);
    // An index that does not fit is passed on as it is: the Python client loses it.
    let fitting = index.as_ref().and_then(model_index::rebuilt);
    if fitting.is_some() {
        fields.shift_remove(MODEL_NAME);
    }
    let mut ordered = ordered(fields, &OF_MODEL);
    if let Some(index) = fitting.or(index) {
        ordered.insert(MODEL_INDEX.to_owned(), index);
    }
    ordered
}

/// The known keys in their order, then the others in theirs.
fn ordered(mut fields: Map<String, Value>, known: &[&str]) -> Map<String, Value> {
    let mut ordered: Map<String, Value> = known.iter().filter_map(|key| fields.shift_remove_entry(*key)).collect();
    ordered.append(&mut fields);
    ordered
}

/// A single tag as a list of one, and each tag once.
fn with_plain_tags(fields: &mut Map<String, Value>) {
    let Some(tags) = fields.get_mut(TAGS) else { return };
    match tags {
        Value::String(tag) => *tags = Value::from(vec![std::mem::take(tag)]),
        Value::Array(tags) => {
            let mut unique: Vec<Value> = Vec::with_capacity(tags.len());
            for tag in tags.drain(..) {
                if !unique.contains(&tag) {
                    unique.push(tag);
                }
            }
            *tags = unique;
        }
        _ => {}
    }
}

fn is_filled(index: &Value) -> bool {
    !index.is_null() && index.as_array().is_none_or(|entries| !entries.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{dataset, model, space};

    fn written(card: Value) -> String {
        model(card).unwrap().to_string()
    }

    #[test]
    fn known_keys_come_first_and_the_rest_keeps_its_order() {
        let card = json!({"zeta": 1, "tags": ["b", "a", "b"], "license": "mit", "alpha": null, "base_model": ["q"]});
        let expected = r#"{"base_model":["q"],"license":"mit","tags":["b","a"],"zeta":1,"alpha":null}"#;
        assert_eq!(written(card), expected);
    }

    #[test]
    fn each_kind_of_repo_has_known_keys_of_its_own() {
        let card = json!({"train-eval-index": [1], "zeta": 1, "license": "mit", "language": ["en"], "tags": "x"});
        let expected = r#"{"language":["en"],"license":"mit","zeta":1,"tags":"x","train-eval-index":[1]}"#;
        assert_eq!(dataset(card).unwrap().to_string(), expected);
        let card = json!({"emoji": "x", "tags": "a", "sdk": "gradio", "title": "t"});
        assert_eq!(space(card).unwrap().to_string(), r#"{"title":"t","sdk":"gradio","tags":["a"],"emoji":"x"}"#);
    }

    #[test]
    fn a_single_tag_is_a_list_of_one() {
        assert_eq!(written(json!({"tags": "x"})), r#"{"tags":["x"]}"#);
        assert_eq!(written(json!({"tags": []})), r#"{"tags":[]}"#);
    }

    #[test]
    fn no_metadata_is_no_card_and_what_is_no_metadata_is_passed_on() {
        assert_eq!((model(json!({})), model(Value::Null)), (None, None));
        assert_eq!(model(json!("text")), Some(json!("text")));
        assert_eq!(written(json!({"x": null})), r#"{"x":null}"#);
    }

    #[test]
    fn an_index_of_results_comes_last_and_names_the_model() {
        let index = json!([{"name": "n", "results": []}]);
        let card = json!({"model-index": index, "model_name": "other", "license": "mit"});
        assert_eq!(written(card), r#"{"license":"mit","model-index":[{"name":"n","results":[]}]}"#);
        assert_eq!(written(json!({"model-index": [], "model_name": "n"})), r#"{"model_name":"n"}"#);
    }

    #[test]
    fn an_index_that_does_not_fit_is_passed_on_as_it_is() {
        let card = json!({"model-index": [{"name": "n"}], "model_name": "other"});
        assert_eq!(written(card), r#"{"model_name":"other","model-index":[{"name":"n"}]}"#);
    }
}
