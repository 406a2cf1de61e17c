//! Answers of the Hub's own service and of servers like it, made into the documented shape of their task: some wrap it
//! in a list, and older ones have shapes of their own.

use serde_json::{Value, json};

/// The first of a list; anything else as it is.
pub(super) fn first(reply: &Value) -> Option<Value> {
    match reply {
        Value::Array(items) => items.first().cloned(),
        other => Some(other.clone()),
    }
}

/// A list that stands alone in another one.
pub(super) fn flat(reply: &Value) -> Option<Value> {
    match reply.get(0) {
        Some(inner @ Value::Array(_)) => Some(inner.clone()),
        _ => Some(reply.clone()),
    }
}

/// A list of labels with their scores, also from two lists.
pub(super) fn labels(reply: &Value) -> Option<Value> {
    let reply = first_if_object(reply);
    let (Some(labels), Some(scores)) = (reply["labels"].as_array(), reply["scores"].as_array()) else {
        return Some(reply.clone());
    };
    Some(labels.iter().zip(scores).map(|(label, score)| json!({"label": label, "score": score})).collect())
}

/// Recordings, whose type has a key that programs can use.
pub(super) fn recordings(reply: &Value) -> Option<Value> {
    let renamed = |item: &Value| match item {
        Value::Object(fields) => {
            fields.iter().map(|(key, value)| (key.replace(['-', ' '], "_").to_lowercase(), value.clone())).collect()
        }
        other => other.clone(),
    };
    match reply {
        Value::Array(items) => Some(items.iter().map(renamed).collect()),
        other => Some(renamed(other)),
    }
}

/// Several texts are answered by a list of such objects; a list of labels stays.
fn first_if_object(reply: &Value) -> &Value {
    match reply.get(0) {
        Some(inner) if inner.get("labels").is_some() => inner,
        _ => reply,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{first, flat, labels, recordings};

    #[test]
    fn every_shape_becomes_the_documented_one() {
        let text = json!({"summary_text": "a"});
        assert_eq!((first(&json!([text])), first(&text)), (Some(text.clone()), Some(text.clone())));
        assert_eq!(first(&json!([])), None);
        let list = json!([{"label": "a", "score": 1}]);
        assert_eq!((flat(&json!([list])), flat(&list)), (Some(list.clone()), Some(list.clone())));
        let lists = json!({"sequence": "x", "labels": ["a"], "scores": [1]});
        for reply in [&lists, &json!([lists]), &list] {
            assert_eq!(labels(reply), Some(list.clone()));
        }
        assert_eq!(recordings(&json!([{"content-type": "x"}])), Some(json!([{"content_type": "x"}])));
    }
}
