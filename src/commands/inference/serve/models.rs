//! The models that `/v1/models` lists: those of the command line, or else those of the server, or of the Hub.

use serde_json::{Value, json};

use super::failure::Failure;
use super::targets::{Place, Target};
use crate::api::Hub;
use crate::api::inference::Inference;
use crate::api::inference::task::Task;
use crate::api::models::Model;
use crate::http::query::Query;

/// Models of the Hub that are listed.
const MOST: usize = 100;

/// Where models are listed from.
pub(super) enum Models<'a> {
    /// These.
    Named(Vec<String>),
    /// Those of a server.
    Server(&'a str, Inference),
    /// Those that a provider, or any, serves.
    Hub(Hub, Option<&'a str>),
}

impl<'a> Models<'a> {
    /// `first` asks the first target.
    pub(super) fn of(targets: &'a [Target], hub: Hub, first: Inference) -> Self {
        let named: Vec<String> = targets.iter().filter_map(|target| target.model.clone()).collect();
        match targets.first().map(|target| &target.place) {
            _ if !named.is_empty() => Self::Named(named),
            Some(Place::Server(url)) => Self::Server(url, first),
            Some(Place::Provider(name)) => Self::Hub(hub, Some(name)),
            Some(Place::Hub) | None => Self::Hub(hub, None),
        }
    }

    /// The list, in OpenAI's form.
    ///
    /// # Errors
    /// The server or the Hub does not answer.
    pub(super) async fn list(&self) -> Result<Value, Failure> {
        let names: Vec<String> = match self {
            Self::Named(names) => names.clone(),
            Self::Server(url, inference) => return Ok(inference.openai_models(url).await?),
            Self::Hub(hub, provider) => {
                let query = Query::new()
                    .set("inference_provider", provider.unwrap_or("all"))
                    .set("pipeline_tag", Task::TextGeneration.name())
                    .set("limit", MOST);
                let models = hub.repo_records::<Model>(&query).take(MOST).all().await;
                models.map_err(|error| Failure::Model(error.into()))?.into_iter().map(|model| model.id).collect()
            }
        };
        let mut known: Vec<String> = Vec::new();
        for name in names {
            if !known.contains(&name) {
                known.push(name);
            }
        }
        let data: Vec<Value> = known.iter().map(|name| self.one(name)).collect();
        Ok(json!({"object": "list", "data": data}))
    }

    /// One model. Whether it exists is seen when it is asked.
    pub(super) fn one(&self, name: &str) -> Value {
        let owner = name.split_once('/').map_or("huggingface", |(owner, _)| owner);
        json!({"id": name, "object": "model", "created": 0, "owned_by": owner})
    }
}
