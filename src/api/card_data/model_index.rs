//! The evaluation results of a model, as its card holds them and as the Python client writes them again: those of one
//! task on one dataset in one entry.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[derive(Deserialize, Clone, PartialEq)]
pub(super) struct Model {
    pub(super) name: String,
    pub(super) results: Vec<Entry>,
}

#[derive(Deserialize, Serialize, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) task: Task,
    pub(super) dataset: Dataset,
    pub(super) metrics: Vec<Metric>,
    pub(super) source: Option<Source>,
}

#[derive(Deserialize, Serialize, Clone, PartialEq)]
pub(super) struct Task {
    #[serde(rename = "type")]
    pub(super) kind: Value,
    pub(super) name: Option<Value>,
}

#[derive(Deserialize, Serialize, Clone, PartialEq)]
pub(super) struct Dataset {
    pub(super) name: Value,
    #[serde(rename = "type")]
    pub(super) kind: Value,
    pub(super) config: Option<Value>,
    pub(super) split: Option<Value>,
    pub(super) revision: Option<Value>,
    pub(super) args: Option<Value>,
}

#[derive(Deserialize, Serialize, Clone, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(super) struct Metric {
    #[serde(rename = "type")]
    pub(super) kind: Value,
    pub(super) value: Value,
    pub(super) name: Option<Value>,
    pub(super) config: Option<Value>,
    pub(super) args: Option<Value>,
    pub(super) verified: Option<Value>,
    pub(super) verify_token: Option<Value>,
}

#[derive(Deserialize, Serialize, Clone, PartialEq)]
pub(super) struct Source {
    pub(super) url: Value,
    pub(super) name: Option<Value>,
}

impl Entry {
    /// What entries share whose metrics are put together.
    fn key(&self) -> [Option<&Value>; 5] {
        let Dataset { kind, config, split, revision, .. } = &self.dataset;
        [Some(&self.task.kind), Some(kind), config.as_ref(), split.as_ref(), revision.as_ref()]
    }
}

/// The index in its canonical form, with nulls for what is not told: one model, which has the last of the names. `None`
/// if something is missing.
pub(super) fn rebuilt(index: &Value) -> Option<Value> {
    let models: Vec<Model> = Vec::deserialize(index).ok()?;
    let name = models.last()?.name.clone();
    let mut results: Vec<Entry> = Vec::new();
    let entries = models.into_iter().flat_map(|model| model.results).filter(|entry| !entry.metrics.is_empty());
    for entry in entries {
        match results.iter_mut().find(|known| known.key() == entry.key()) {
            Some(known) => known.metrics.extend(entry.metrics),
            None => results.push(entry),
        }
    }
    Some(json!([{"name": name, "results": results}]))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::rebuilt;
    use crate::base::json::without_nulls;

    fn entry(task: &str, metric: &str) -> Value {
        json!({
            "metrics": [{"value": 1, "type": metric, "unknown": true}],
            "dataset": {"type": "d", "name": "D"}, "task": {"type": task},
        })
    }

    #[test]
    fn results_of_one_task_and_dataset_are_put_together_under_the_last_name() {
        let mut first = entry("t", "f1");
        first["source"] = json!({"url": "u", "name": null});
        let index = json!([
            {"name": "a", "results": [first, entry("t2", "acc")]},
            {"name": "b", "results": [entry("t", "acc")]},
        ]);
        let expected = json!([{"name": "b", "results": [
            {"task": {"type": "t"}, "dataset": {"name": "D", "type": "d"},
             "metrics": [{"type": "f1", "value": 1}, {"type": "acc", "value": 1}], "source": {"url": "u"}},
            {"task": {"type": "t2"}, "dataset": {"name": "D", "type": "d"}, "metrics": [{"type": "acc", "value": 1}]},
        ]}]);
        assert_eq!(without_nulls(rebuilt(&index).unwrap()).to_string(), expected.to_string());
    }

    #[test]
    fn results_without_metrics_are_dropped() {
        let mut nothing = entry("t", "acc");
        nothing["metrics"] = json!([]);
        assert_eq!(rebuilt(&json!([{"name": "n", "results": [nothing]}])), Some(json!([{"name": "n", "results": []}])));
    }

    #[test]
    fn what_lacks_something_does_not_fit() {
        let mut unnamed = entry("t", "acc");
        unnamed["dataset"] = json!({"type": "d"});
        let mut unsourced = entry("t", "acc");
        unsourced["source"] = json!({"name": "n"});
        for results in [json!([unnamed]), json!([unsourced]), json!("x")] {
            assert_eq!(rebuilt(&json!([{"name": "n", "results": results}])), None);
        }
        for index in [json!("x"), json!([]), json!([{"name": "n"}]), json!([{"name": null, "results": []}])] {
            assert_eq!(rebuilt(&index), None);
        }
    }
}
