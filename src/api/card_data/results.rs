//! The evaluation results of a model, one by one: read out of its index, added to it and taken out of it. Entries that
//! are not touched stay as they are, whatever else they hold.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::model_index::{Dataset, Entry, Metric, Model, Source, Task};
use crate::base::json::without_nulls;

/// One metric of a model on one dataset, with the names of the Python client's `EvalResult`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EvalResult {
    pub task_type: Value,
    pub dataset_type: Value,
    pub dataset_name: Value,
    pub metric_type: Value,
    pub metric_value: Value,
    pub task_name: Option<Value>,
    pub dataset_config: Option<Value>,
    pub dataset_split: Option<Value>,
    pub dataset_revision: Option<Value>,
    pub dataset_args: Option<Value>,
    pub metric_name: Option<Value>,
    pub metric_config: Option<Value>,
    pub metric_args: Option<Value>,
    pub verified: Option<Value>,
    pub verify_token: Option<Value>,
    pub source_name: Option<Value>,
    pub source_url: Option<Value>,
}

/// Why results cannot be read, or one cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// The index is not one; where, and why.
    #[error("the model index cannot be read at '{at}'")]
    Index { at: String, source: serde_json::Error },
    /// The same metric has another value.
    #[error("{metric} on {dataset} already has the value {known}: add --overwrite to replace it")]
    Differs { metric: String, dataset: String, known: Value },
}

/// All results of an index, in their order.
///
/// # Errors
/// [`ResultsError::Index`].
pub fn of_index(index: &Value) -> Result<Vec<EvalResult>, ResultsError> {
    let entries = read(index)?.into_iter().flat_map(|model| model.results);
    Ok(entries.flat_map(|entry| entry.metrics.iter().map(|metric| flat(&entry, metric)).collect::<Vec<_>>()).collect())
}

/// Adds a result to an index; `null` is one without any, which gets the model's name. Returns whether that changed it.
///
/// # Errors
/// Any [`ResultsError`]; another value is one unless `overwrite`.
pub fn add(index: &mut Value, result: &EvalResult, name: &str, overwrite: bool) -> Result<bool, ResultsError> {
    read(index)?;
    let wanted = Entry::of(result);
    for entry in entries_of(index) {
        let Ok(known) = Entry::deserialize(&*entry) else { continue };
        if !known.is_of_same_run(&wanted) {
            continue;
        }
        let metric = &wanted.metrics[0];
        let Some(metrics) = entry.get_mut("metrics").and_then(Value::as_array_mut) else { continue };
        return match known.metrics.iter().position(|other| other.is_same_but_value(metric)) {
            Some(at) => replace(&mut metrics[at], result, overwrite),
            None => {
                metrics.push(without_nulls(json!(metric)));
                Ok(true)
            }
        };
    }
    let new = without_nulls(json!(wanted));
    match index.as_array_mut().and_then(|models| models.first_mut()) {
        Some(model) => {
            if let Some(results) = model.get_mut("results").and_then(Value::as_array_mut) {
                results.push(new);
            }
        }
        None => *index = json!([{"name": name, "results": [new]}]),
    }
    Ok(true)
}

/// Takes all results out of an index that fit; an entry, a model or an index that has none left goes with them. Returns
/// how many there were.
///
/// # Errors
/// [`ResultsError::Index`].
pub fn remove(index: &mut Value, fits: impl Fn(&EvalResult) -> bool) -> Result<usize, ResultsError> {
    read(index)?;
    let mut removed = 0;
    for entry in entries_of(index) {
        let Ok(known) = Entry::deserialize(&*entry) else { continue };
        let Some(metrics) = entry.get_mut("metrics").and_then(Value::as_array_mut) else { continue };
        let mut goes = known.metrics.iter().map(|metric| fits(&flat(&known, metric)));
        let before = metrics.len();
        metrics.retain(|_| !goes.next().unwrap_or_default());
        removed += before - metrics.len();
    }
    if removed > 0 {
        drop_empty(index);
    }
    Ok(removed)
}

fn drop_empty(index: &mut Value) {
    let is_filled = |value: &Value, key: &str| value[key].as_array().is_none_or(|items| !items.is_empty());
    let Some(models) = index.as_array_mut() else { return };
    for model in models.iter_mut() {
        if let Some(results) = model.get_mut("results").and_then(Value::as_array_mut) {
            results.retain(|entry| is_filled(entry, "metrics"));
        }
    }
    models.retain(|model| is_filled(model, "results"));
    if models.is_empty() {
        *index = Value::Null;
    }
}

fn replace(metric: &mut Value, result: &EvalResult, overwrite: bool) -> Result<bool, ResultsError> {
    if is_same(&metric["value"], &result.metric_value) {
        return Ok(false);
    }
    if !overwrite {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let (metric_name, dataset) = (text(&result.metric_type), text(&result.dataset_type));
        return Err(ResultsError::Differs { metric: metric_name, dataset, known: metric["value"].clone() });
    }
    metric["value"] = result.metric_value.clone();
    if metric["verified"] == json!(true) {
        // The token was for the old value.
        if let Some(fields) = metric.as_object_mut() {
            fields.shift_remove("verifyToken");
            fields.extend(result.verify_token.clone().map(|token| ("verifyToken".to_owned(), token)));
        }
    }
    Ok(true)
}

fn read(index: &Value) -> Result<Vec<Model>, ResultsError> {
    if index.is_null() {
        return Ok(Vec::new());
    }
    serde_path_to_error::deserialize(index)
        .map_err(|error| ResultsError::Index { at: error.path().to_string(), source: error.into_inner() })
}

fn entries_of(index: &mut Value) -> impl Iterator<Item = &mut Value> {
    let models = index.as_array_mut().into_iter().flatten();
    models.filter_map(|model| model.get_mut("results")?.as_array_mut()).flatten()
}

fn flat(entry: &Entry, metric: &Metric) -> EvalResult {
    let Entry { task, dataset, source, .. } = entry;
    EvalResult {
        task_type: task.kind.clone(),
        dataset_type: dataset.kind.clone(),
        dataset_name: dataset.name.clone(),
        metric_type: metric.kind.clone(),
        metric_value: metric.value.clone(),
        task_name: task.name.clone(),
        dataset_config: dataset.config.clone(),
        dataset_split: dataset.split.clone(),
        dataset_revision: dataset.revision.clone(),
        dataset_args: dataset.args.clone(),
        metric_name: metric.name.clone(),
        metric_config: metric.config.clone(),
        metric_args: metric.args.clone(),
        verified: metric.verified.clone(),
        verify_token: metric.verify_token.clone(),
        source_name: source.as_ref().and_then(|source| source.name.clone()),
        source_url: source.as_ref().map(|source| source.url.clone()),
    }
}

impl Entry {
    fn of(result: &EvalResult) -> Self {
        let EvalResult { source_url, source_name, .. } = result.clone();
        Self {
            task: Task { kind: result.task_type.clone(), name: result.task_name.clone() },
            dataset: Dataset {
                name: result.dataset_name.clone(),
                kind: result.dataset_type.clone(),
                config: result.dataset_config.clone(),
                split: result.dataset_split.clone(),
                revision: result.dataset_revision.clone(),
                args: result.dataset_args.clone(),
            },
            metrics: vec![Metric {
                kind: result.metric_type.clone(),
                value: result.metric_value.clone(),
                name: result.metric_name.clone(),
                config: result.metric_config.clone(),
                args: result.metric_args.clone(),
                verified: result.verified.clone(),
                verify_token: result.verify_token.clone(),
            }],
            source: source_url.map(|url| Source { url, name: source_name }),
        }
    }

    /// Whether metrics of both may stand together: the same task, dataset and source, with the same names.
    fn is_of_same_run(&self, other: &Self) -> bool {
        self.task == other.task && self.dataset == other.dataset && self.source == other.source
    }
}

impl Metric {
    fn is_same_but_value(&self, other: &Self) -> bool {
        let key = |metric: &Self| {
            let Self { kind, name, config, args, verified, .. } = metric.clone();
            (kind, name, config, args, verified)
        };
        key(self) == key(other)
    }
}

/// 1 and 1.0 are one value.
fn is_same(one: &Value, other: &Value) -> bool {
    one == other || one.is_number() && one.as_f64() == other.as_f64()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{EvalResult, add, of_index, remove};

    fn result(metric: &str, value: impl Into<Value>) -> EvalResult {
        let value: Value = value.into();
        serde_json::from_value(json!({
            "task_type": "t", "dataset_type": "d", "dataset_name": "D", "metric_type": metric, "metric_value": value,
        }))
        .unwrap()
    }

    #[test]
    fn results_of_one_run_stand_together() {
        let mut index = Value::Null;
        assert!(add(&mut index, &result("acc", json!(0.5)), "m", false).unwrap());
        assert!(add(&mut index, &result("f1", json!(1)), "other", false).unwrap());
        let sourced = EvalResult { source_url: Some(json!("https://x")), ..result("acc", json!(2)) };
        assert!(add(&mut index, &sourced, "m", false).unwrap());
        let expected = json!([{"name": "m", "results": [
            {"task": {"type": "t"}, "dataset": {"name": "D", "type": "d"},
             "metrics": [{"type": "acc", "value": 0.5}, {"type": "f1", "value": 1}]},
            {"task": {"type": "t"}, "dataset": {"name": "D", "type": "d"}, "metrics": [{"type": "acc", "value": 2}],
             "source": {"url": "https://x"}},
        ]}]);
        assert_eq!(index, expected);
        assert_eq!(of_index(&index).unwrap().len(), 3);
    }

    #[test]
    fn another_value_needs_overwrite_and_drops_the_proof_of_the_old_one() {
        let proven =
            EvalResult { verified: Some(json!(true)), verify_token: Some(json!("old")), ..result("acc", json!(1)) };
        let mut index = Value::Null;
        add(&mut index, &proven, "m", false).unwrap();
        let same = EvalResult { metric_value: json!(1.0), ..proven.clone() };
        assert!(!add(&mut index, &same, "m", false).unwrap());
        let other = EvalResult { metric_value: json!(2), verify_token: None, ..proven };
        assert!(
            add(&mut index, &other, "m", false)
                .unwrap_err()
                .to_string()
                .starts_with("acc on d already has the value 1")
        );
        assert!(add(&mut index, &other, "m", true).unwrap());
        assert_eq!(index[0]["results"][0]["metrics"], json!([{"type": "acc", "value": 2, "verified": true}]));
    }

    #[test]
    fn what_is_not_touched_stays_as_it_is() {
        let entry = json!({"extra": 1, "task": {"type": "t", "x": 2}, "dataset": {"type": "d", "name": "D"},
                           "metrics": [{"type": "acc", "value": 1, "y": 3}]});
        let mut index = json!([{"name": "a", "results": [entry]}, {"name": "b", "results": [], "z": 4}]);
        assert!(add(&mut index, &result("f1", json!(5)), "m", false).unwrap());
        assert_eq!((&index[0]["results"][0]["extra"], &index[1]["z"]), (&json!(1), &json!(4)));
        assert_eq!(
            index[0]["results"][0]["metrics"],
            json!([{"type": "acc", "value": 1, "y": 3}, {"type": "f1", "value": 5}])
        );
    }

    #[test]
    fn removed_results_take_their_empty_entries_along() {
        let mut index = Value::Null;
        for (metric, value) in [("acc", 1), ("f1", 2)] {
            add(&mut index, &result(metric, json!(value)), "m", false).unwrap();
        }
        assert_eq!(remove(&mut index, |result| result.metric_type == "acc").unwrap(), 1);
        assert_eq!(of_index(&index).unwrap(), [result("f1", json!(2))]);
        assert_eq!(remove(&mut index, |result| result.metric_type == "acc").unwrap(), 0);
        assert_eq!(remove(&mut index, |_| true).unwrap(), 1);
        assert_eq!(index, Value::Null);
    }

    #[test]
    fn an_index_that_cannot_be_read_says_where() {
        let mut index = json!([{"name": "m", "results": [{"task": {}, "dataset": {}, "metrics": []}]}]);
        let error = of_index(&index).unwrap_err().to_string();
        assert_eq!(error, "the model index cannot be read at '[0].results[0].task'");
        let before = index.clone();
        assert!(add(&mut index, &result("acc", json!(1)), "m", true).is_err());
        assert_eq!(index, before);
    }
}
