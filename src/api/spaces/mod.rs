//! Spaces beyond what they have in common with other repos.

pub mod hot_reload;
pub mod machine;
pub mod runtime;
pub mod search;
pub mod space;
pub mod variables;
pub mod zero_gpu;

use serde::{Deserialize, Serialize};

use super::{Hub, HubError};

/// A Space to begin from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct SpaceTemplate {
    /// A short name for people.
    pub name: String,
    /// The Space that is copied.
    pub repo_id: String,
    /// `gradio`, `docker`, `static` …
    pub sdk: String,
    /// What is made from it should be private.
    pub preferred_private: bool,
}

#[derive(Deserialize)]
struct Templates {
    templates: Vec<SpaceTemplate>,
}

impl Hub {
    /// `GET /api/spaces/templates`.
    pub async fn space_templates(&self) -> Result<Vec<SpaceTemplate>, HubError> {
        let all: Templates = self.0.get("/api/spaces/templates").json().await?;
        Ok(all.templates)
    }
}
