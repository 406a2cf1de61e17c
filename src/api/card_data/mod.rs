//! The metadata of a card, in the order of the Python client: known keys first, then the rest as the Hub serves it.

mod model_index;

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

const MODEL_INDEX: &str = "model-index";
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

/// The card of a model; `None` for one without metadata.
///
/// # Errors
/// The field is no JSON.
pub(super) fn of_model<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Value>, D::Error> {
    Ok(Option::deserialize(field)?.and_then(model))
}

fn model(card: Value) -> Option<Value> {
    let mut fields = match card {
        Value::Object(fields) if !fields.is_empty() => fields,
        Value::Object(_) | Value::Null => return None,
        // Not metadata, but what the Hub says.
        other => return Some(other),
    };
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
    Some(Value::Object(ordered))
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

    use super::model;

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
