//! The results of a model on benchmarks of the Hub, as files below `.eval_results` hold them: a YAML list, one entry for
//! each task of a dataset. Entries that are not touched stay as they are.

use serde_json::{Map, Value};

use crate::base::yaml::{self, YamlError};

/// The folder of a repo that has such files.
pub const FOLDER: &str = ".eval_results";

/// One value, with the names of the Python client's `EvalResultEntry`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BenchmarkResult {
    /// The dataset's ID on the Hub.
    pub dataset_id: String,
    pub task_id: String,
    pub value: Value,
    pub dataset_revision: Option<String>,
    /// Proof that the Hub has computed it.
    pub verify_token: Option<String>,
    /// When it was computed, as ISO 8601.
    pub date: Option<String>,
    /// Where it comes from: the address, and below it a name, a user and an organization.
    pub source_url: Option<String>,
    pub source_name: Option<String>,
    pub source_user: Option<String>,
    pub source_org: Option<String>,
    pub notes: Option<String>,
}

/// Why a result cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum ResultsFileError {
    #[error("the results are not YAML")]
    Yaml(#[from] YamlError),
    #[error("the results are not a list")]
    NotAList,
    /// The same task has another value.
    #[error("'{task}' of {dataset} already has the value {known}: add --overwrite to replace it")]
    Differs { dataset: String, task: String, known: Value },
}

impl BenchmarkResult {
    fn entry(&self) -> Value {
        let object = |pairs: &[(&str, &Option<String>)]| {
            let known =
                pairs.iter().filter_map(|(key, value)| Some(((*key).to_owned(), Value::from((*value).clone()?))));
            known.collect::<Map<String, Value>>()
        };
        let dataset = object(&[
            ("id", &Some(self.dataset_id.clone())),
            ("task_id", &Some(self.task_id.clone())),
            ("revision", &self.dataset_revision),
        ]);
        let mut entry =
            Map::from_iter([("dataset".to_owned(), dataset.into()), ("value".to_owned(), self.value.clone())]);
        entry.extend(object(&[("verifyToken", &self.verify_token), ("date", &self.date)]));
        let source = object(&[
            ("url", &self.source_url),
            ("name", &self.source_name),
            ("user", &self.source_user),
            ("org", &self.source_org),
        ]);
        if !source.is_empty() {
            entry.insert("source".to_owned(), source.into());
        }
        entry.extend(object(&[("notes", &self.notes)]));
        Value::Object(entry)
    }

    fn is_of(&self, entry: &Value) -> bool {
        let dataset = &entry["dataset"];
        dataset["id"] == self.dataset_id.as_str() && dataset["task_id"] == self.task_id.as_str()
    }
}

/// The text of the file with the result; `None` for a file that does not exist yet. The same text if it has it already.
///
/// # Errors
/// [`ResultsFileError`]; another value is one unless `overwrite`.
pub fn added(file: Option<&str>, result: &BenchmarkResult, overwrite: bool) -> Result<String, ResultsFileError> {
    let new = result.entry();
    let text = file.unwrap_or_default();
    let mut entries = match if text.trim().is_empty() { Value::Null } else { yaml::read(text)? } {
        Value::Null => Vec::new(),
        Value::Array(entries) => entries,
        _ => return Err(ResultsFileError::NotAList),
    };
    if let Some(known) = entries.iter_mut().find(|entry| result.is_of(entry)) {
        if *known == new {
            return Ok(text.to_owned());
        }
        if known["value"] != new["value"] && !overwrite {
            let (dataset, task) = (result.dataset_id.clone(), result.task_id.clone());
            return Err(ResultsFileError::Differs { dataset, task, known: known["value"].clone() });
        }
        *known = new;
        return Ok(yaml::list(&entries));
    }
    entries.push(new);
    // Comments and spellings of what others wrote stay.
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let appended = format!("{text}{end}{}", yaml::list(&entries[entries.len() - 1..]));
    let is_right = yaml::read(&appended).is_ok_and(|read| read == Value::Array(entries.clone()));
    Ok(if is_right { appended } else { yaml::list(&entries) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{BenchmarkResult, ResultsFileError, added};

    fn result(task: &str, value: f64) -> BenchmarkResult {
        BenchmarkResult {
            dataset_id: "cais/hle".to_owned(),
            task_id: task.to_owned(),
            value: json!(value),
            ..BenchmarkResult::default()
        }
    }

    #[test]
    fn a_result_is_an_entry_with_all_that_is_known() {
        let whole = BenchmarkResult {
            dataset_revision: Some("abc".to_owned()),
            date: Some("2025-01-15".to_owned()),
            source_url: Some("https://hub.example/x".to_owned()),
            source_org: Some("cais".to_owned()),
            notes: Some("no-tools".to_owned()),
            ..result("default", 20.9)
        };
        let text = added(None, &whole, false).unwrap();
        let expected = "- dataset:\n    id: cais/hle\n    task_id: default\n    revision: abc\n  value: 20.9\n  \
                        date: '2025-01-15'\n  source:\n    url: https://hub.example/x\n    org: cais\n  notes: no-tools\n";
        assert_eq!(text, expected);
        assert_eq!(added(Some(&text), &whole, false).unwrap(), text);
    }

    #[test]
    fn others_entries_stay_and_another_value_needs_overwrite() {
        let text = "# Ours\n- dataset: {id: cais/hle, task_id: a} # first\n  value: 1.0";
        let two = added(Some(text), &result("b", 2.0), false).unwrap();
        assert_eq!(two, format!("{text}\n- dataset:\n    id: cais/hle\n    task_id: b\n  value: 2.0\n"));
        let error = added(Some(&two), &result("b", 3.0), false).unwrap_err();
        assert_eq!(error.to_string(), "'b' of cais/hle already has the value 2.0: add --overwrite to replace it");
        assert!(added(Some(&two), &result("b", 3.0), true).unwrap().contains("value: 3.0"));
        let flow = added(Some("[{dataset: {id: x, task_id: y}, value: 1}]\n"), &result("b", 2.0), false).unwrap();
        assert!(flow.starts_with("- dataset:\n    id: x\n"), "{flow}");
        assert!(matches!(added(Some("a: 1"), &result("b", 2.0), false), Err(ResultsFileError::NotAList)));
        assert!(matches!(added(Some("[a"), &result("b", 2.0), false), Err(ResultsFileError::Yaml(_))));
    }
}
