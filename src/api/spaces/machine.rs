//! Changing the machine of a Space: what it runs on, whether it runs, what it mounts.

use serde::Serialize;
use serde_json::json;

use super::runtime::Runtime;
use crate::api::follow::{Log, Part};
use crate::api::hardware::Hardware;
use crate::api::repos::api_path;
use crate::api::{Hub, HubError};
use crate::http::query::Query;
use crate::ids::repo::RepoId;
use crate::ids::volume::Volume;

/// The hardware that a Space is to have.
#[derive(Debug, Clone, Copy, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewHardware<'a> {
    /// Such as `t4-small`.
    pub flavor: &'a str,
    /// Seconds without visitors until it sleeps, -1 for never; `None` to leave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sleep_time_seconds: Option<i64>,
}

/// The logs of a Space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpaceLog {
    /// Of the build of its image.
    Build,
    /// Of the application.
    Run,
}

impl SpaceLog {
    /// The word in addresses, and before lines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Run => "run",
        }
    }
}

impl Hub {
    /// `GET /api/spaces/hardware`.
    pub async fn space_hardware(&self) -> Result<Vec<Hardware>, HubError> {
        self.0.get("/api/spaces/hardware").json().await
    }

    /// `GET /api/spaces/{id}/runtime`.
    pub async fn space_runtime(&self, space: &RepoId) -> Result<Runtime, HubError> {
        self.0.get(&path(space, "runtime")).json().await
    }

    /// `POST /api/spaces/{id}/pause`.
    pub async fn pause_space(&self, space: &RepoId) -> Result<Runtime, HubError> {
        self.0.post(&path(space, "pause")).idempotent().json().await
    }

    /// `POST /api/spaces/{id}/restart`: starts it again, a paused one too. `is_rebuilt`: without the cache of its build.
    pub async fn restart_space(&self, space: &RepoId, is_rebuilt: bool) -> Result<Runtime, HubError> {
        let query = Query::new().maybe("factory", is_rebuilt.then_some(true));
        self.0.post(&path(space, "restart")).query(&query).json().await
    }

    /// `POST /api/spaces/{id}/hardware`.
    ///
    /// # Errors
    /// Any [`HubError`]; hardware that the Hub does not have is
    /// [`RefusalKind::BadRequest`](crate::api::error::RefusalKind).
    pub async fn set_space_hardware(&self, space: &RepoId, hardware: &NewHardware<'_>) -> Result<Runtime, HubError> {
        self.0.post(&path(space, "hardware")).body(hardware)?.idempotent().json().await
    }

    /// `POST /api/spaces/{id}/sleeptime`: seconds without visitors until it sleeps, -1 for never.
    pub async fn set_space_sleep_time(&self, space: &RepoId, seconds: i64) -> Result<Runtime, HubError> {
        self.0.post(&path(space, "sleeptime")).body(&json!({"seconds": seconds}))?.idempotent().json().await
    }

    /// `POST /api/spaces/{id}/dev-mode`. The Space restarts if it has to.
    pub async fn set_space_dev_mode(&self, space: &RepoId, is_enabled: bool) -> Result<Runtime, HubError> {
        self.0.post(&path(space, "dev-mode")).body(&json!({"enabled": is_enabled}))?.idempotent().json().await
    }

    /// `PUT /api/spaces/{id}/volumes`: mounts these in place of all that is mounted.
    pub async fn set_space_volumes(&self, space: &RepoId, volumes: &[Volume]) -> Result<Runtime, HubError> {
        self.0.put(&path(space, "volumes")).body(&json!({"volumes": volumes}))?.json().await
    }

    /// `DELETE /api/spaces/{id}/volumes`: mounts nothing.
    ///
    /// # Errors
    /// Any [`HubError`]; a Space that mounts nothing is
    /// [`RefusalKind::NotFound`](crate::api::error::RefusalKind).
    pub async fn delete_space_volumes(&self, space: &RepoId) -> Result<(), HubError> {
        self.0.delete(&path(space, "volumes")).send().await.map(drop)
    }

    /// `POST /api/spaces/{id}/storage`: the persistent storage of older Spaces, `small`, `medium` or `large`.
    pub async fn set_space_storage(&self, space: &RepoId, tier: &str) -> Result<Runtime, HubError> {
        self.0.post(&path(space, "storage")).body(&json!({"tier": tier}))?.idempotent().json().await
    }

    /// `DELETE /api/spaces/{id}/storage`, with all that is stored there.
    ///
    /// # Errors
    /// Any [`HubError`]; a Space without storage is
    /// [`RefusalKind::NotFound`](crate::api::error::RefusalKind).
    pub async fn delete_space_storage(&self, space: &RepoId) -> Result<(), HubError> {
        self.0.delete(&path(space, "storage")).send().await.map(drop)
    }

    /// `GET /api/spaces/{id}/logs/{build|run}`: the lines of that part. `is_over` says whether what writes it is.
    pub fn space_log<F>(&self, space: &RepoId, log: SpaceLog, part: Part, is_over: F) -> Log<'_, F>
    where
        F: AsyncFnMut() -> Result<bool, HubError>,
    {
        Log::new(&self.0, path(space, &format!("logs/{}", log.word())), part, is_over)
    }
}

fn path(space: &RepoId, rest: &str) -> String {
    format!("{}/{rest}", api_path(space))
}
