//! What the Hub knows of a model's providers, and which model it recommends for a task.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::InferenceError;
use super::task::Task;
use crate::api::models::{Model, ServedModel};
use crate::api::{Hub, HubError};
use crate::http::query::Query;
use crate::ids::repo::{RepoId, RepoKind};

/// A task, and the models that are shown for it on the Hub.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct TaskInfo {
    /// Its name for people.
    #[serde(default)]
    pub label: String,
    /// The first is the one that is recommended.
    #[serde(default)]
    pub widget_models: Vec<String>,
}

impl Hub {
    /// `GET /api/models/{id}?expand=inferenceProviderMapping`: who serves a model, in the order that the account prefers;
    /// `None` if the Hub does not say.
    pub async fn providers_of(&self, model: &RepoId) -> Result<Option<Vec<ServedModel>>, HubError> {
        let query = Query::new().set("expand", "inferenceProviderMapping");
        let found: Model = self.0.get(&format!("/api/models/{}", model.url_path())).query(&query).json().await?;
        Ok(found.inference_provider_mapping)
    }

    /// `GET /api/models/{id}?expand=inference&expand=inferenceProviderMapping`: the same, and whether it is warm.
    pub async fn model_state(&self, model: &RepoId) -> Result<Model, HubError> {
        let query = Query::new().each("expand", ["inference", "inferenceProviderMapping"]);
        self.0.get(&format!("/api/models/{}", model.url_path())).query(&query).json().await
    }

    /// `GET /api/models/{id}`: what a model is for.
    pub(super) async fn model_task(&self, model: &RepoId) -> Result<Model, HubError> {
        self.0.get(&format!("/api/models/{}", model.url_path())).json().await
    }

    /// `GET /api/tasks`: every task, by its name.
    pub async fn tasks(&self) -> Result<BTreeMap<String, TaskInfo>, HubError> {
        self.0.get("/api/tasks").json().await
    }
}

/// The model that the Hub recommends for a task.
///
/// # Errors
/// [`InferenceError::NoModel`] when it recommends none.
pub(super) async fn recommended(hub: &Hub, task: Task) -> Result<String, InferenceError> {
    let tasks = hub.tasks().await?;
    let model = tasks.get(task.name()).and_then(|info| info.widget_models.first()).cloned();
    model.ok_or_else(|| InferenceError::NoModel { why: format!("none is recommended for {task}") })
}

/// The model of that name, for look-ups at the Hub.
///
/// # Errors
/// [`InferenceError::NoModel`] when it is no name of a model.
pub(super) fn model_id(name: &str) -> Result<RepoId, InferenceError> {
    let id = RepoId::new(RepoKind::Model, name);
    id.map_err(|error| InferenceError::NoModel { why: format!("'{name}' is not a model ID: {error}") })
}

/// Whether the Hub's own service does a task with a model, going by what its page says that it is for.
pub(super) fn does(task: Task, tag: Option<&str>, tags: &[String]) -> bool {
    let Some(tag) = tag else { return false };
    match (task, tag) {
        (Task::TextGeneration, "text-generation" | "text2text-generation") => true,
        (Task::Conversational, "text-generation" | "image-text-to-text") => true,
        (Task::FeatureExtraction, "sentence-similarity") | (Task::SentenceSimilarity, "feature-extraction") => {
            tags.iter().any(|tag| tag == task.name())
        }
        (task, tag) => tag == task.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Task, does};

    #[test]
    fn a_models_page_says_what_the_hubs_own_service_does_with_it() {
        let tags = ["sentence-similarity".to_owned()];
        for (task, tag, expected) in [
            (Task::TextGeneration, Some("text-generation"), true),
            (Task::TextGeneration, Some("text2text-generation"), true),
            (Task::Conversational, Some("text2text-generation"), false),
            (Task::Conversational, Some("image-text-to-text"), true),
            (Task::TextGeneration, Some("image-text-to-text"), false),
            (Task::SentenceSimilarity, Some("feature-extraction"), true),
            (Task::FeatureExtraction, Some("sentence-similarity"), false),
            (Task::FillMask, Some("fill-mask"), true),
            (Task::FillMask, None, false),
        ] {
            assert_eq!(does(task, tag, &tags), expected, "{task} {tag:?}");
        }
    }
}
