//! `--name` and `--label`: what a job is called and found by.

use serde_json::{Map, Value};

use super::misuse::Misuse;

/// The label that a name is kept in.
pub const NAME: &str = "name";

/// Labels of a job.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct LabelsArgs {
    /// Name of the job, stored as the label 'name'
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    labels: LabelArgs,
}

/// Labels of something that has no name of its own.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct LabelArgs {
    /// Label as KEY=VALUE, or KEY alone; may be repeated
    #[arg(short, long = "label", value_name = "KEY[=VALUE]")]
    labels: Vec<String>,
}

impl LabelArgs {
    /// The labels, each once. Which characters they may have is the Hub's to say.
    pub fn resolve(&self) -> Map<String, Value> {
        let pairs = self.labels.iter().map(|label| label.split_once('=').unwrap_or((label, "")));
        pairs.map(|(key, value)| (key.to_owned(), value.into())).collect()
    }
}

/// The labels that something is to have from now on.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct NewLabelsArgs {
    #[command(flatten)]
    labels: LabelsArgs,
    /// Remove all labels
    #[arg(long, conflicts_with_all = ["name", "labels"])]
    clear: bool,
}

impl NewLabelsArgs {
    /// What was typed; nothing to remove all labels.
    ///
    /// # Errors
    /// Nothing was typed, or the name twice.
    pub fn resolve(&self) -> Result<Map<String, Value>, Misuse> {
        if !self.clear && self.labels.name.is_none() && self.labels.labels.labels.is_empty() {
            return Err(Misuse("no label is given: use --name, --label, or --clear to remove all labels".to_owned()));
        }
        self.labels.resolve()
    }

    /// Whether the other labels stay.
    pub fn is_name_alone(&self) -> bool {
        self.labels.name.is_some() && self.labels.labels.labels.is_empty()
    }
}

impl LabelsArgs {
    /// The labels, each once, with the name as the last of them.
    ///
    /// # Errors
    /// The name was typed twice.
    pub fn resolve(&self) -> Result<Map<String, Value>, Misuse> {
        let mut labels = self.labels.resolve();
        if let Some(name) = &self.name
            && labels.insert(NAME.to_owned(), name.as_str().into()).is_some()
        {
            return Err(Misuse("the name is given twice: leave out --name or --label name=...".to_owned()));
        }
        Ok(labels)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{LabelArgs, LabelsArgs};

    fn labels(name: Option<&str>, labels: &[&str]) -> Option<Value> {
        let labels = labels.iter().map(|label| (*label).to_owned()).collect();
        LabelsArgs { name: name.map(str::to_owned), labels: LabelArgs { labels } }.resolve().ok().map(Value::Object)
    }

    #[test]
    fn a_label_is_a_key_and_what_is_behind_the_first_equals_sign() {
        assert_eq!(labels(None, &["a=b=c", "flag", "a=d"]), Some(json!({"a": "d", "flag": ""})));
        assert_eq!(labels(Some("x"), &["a=b"]), Some(json!({"a": "b", "name": "x"})));
    }

    #[test]
    fn a_job_has_one_name() {
        assert_eq!(labels(Some("x"), &["name=x"]), None);
    }
}
