//! The catalog: models with recipes that are known to deploy well.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Endpoint;
use crate::api::HubError;
use crate::api::bearer::Bearer;
use crate::api::service::Service;
use crate::api::subject::ServiceKind;
use crate::base::url::{url_path, url_segment};
use crate::http::Http;
use crate::http::query::Query;

/// The service that keeps the catalog. Cheap to clone.
#[derive(Clone)]
pub struct Catalog(Service);

/// A model of the catalog.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CatalogModel {
    /// `namespace/name`.
    pub repo_id: String,
    /// What it does.
    pub task: Option<String>,
    /// For people.
    pub license: Option<String>,
    /// The ways to deploy it.
    #[serde(default)]
    pub recipes: Vec<Recipe>,
}

/// A way to deploy a model.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recipe {
    /// What it is asked for by.
    pub public_id: String,
    /// `cpu`, `gpu` or `neuron`.
    pub accelerator: Option<String>,
    /// The server that runs it, such as `vllm`.
    pub engine_type: Option<String>,
    /// The file, of a model in GGUF.
    pub gguf_file: Option<String>,
}

/// What is asked of the catalog beside the model.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CatalogOrder {
    /// Whose the endpoint will be.
    pub namespace: String,
    /// Its name; `None` for one that the service makes up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<Named>,
    /// Only recipes for this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accelerator: Option<String>,
    /// Only the recipe for this file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gguf_file: Option<String>,
}

/// What an endpoint is called.
#[derive(Debug, Clone, Serialize)]
pub struct Named {
    /// The name.
    pub name: String,
}

#[derive(Deserialize)]
struct Items {
    items: Vec<CatalogModel>,
}

#[derive(Deserialize)]
struct Deployed {
    endpoint: Endpoint,
}

impl Catalog {
    /// `base` is the service's base URL without a final slash.
    pub fn new(http: Http, base: String, bearer: Arc<dyn Bearer>) -> Self {
        Self(Service::new(ServiceKind::Catalog, http, base, bearer))
    }

    /// `GET /list`: the models that the query asks for.
    pub async fn models(&self, query: &Query) -> Result<Vec<CatalogModel>, HubError> {
        let Items { items } = self.0.get("/list").query(query).json().await?;
        Ok(items)
    }

    /// `POST /recipe/{id}/deploy`.
    pub async fn deploy_recipe(&self, id: &str, order: &CatalogOrder) -> Result<Endpoint, HubError> {
        self.deploy(&format!("/recipe/{}/deploy", url_segment(id)), order).await
    }

    /// `POST /model/{repo}/deploy`.
    pub async fn deploy_model(&self, repo: &str, order: &CatalogOrder) -> Result<Endpoint, HubError> {
        self.deploy(&format!("/model/{}/deploy", url_path(repo)), order).await
    }

    async fn deploy(&self, path: &str, order: &CatalogOrder) -> Result<Endpoint, HubError> {
        let Deployed { endpoint } = self.0.post(path).body(order)?.json().await?;
        Ok(endpoint)
    }
}
