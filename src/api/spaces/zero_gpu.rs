//! ZeroGPU: GPUs that Spaces share, and how much of them an account may use.

use serde::Deserialize;
use serde_json::Number;

use crate::api::{Hub, HubError};
use crate::base::moment::Moment;

/// What an account may use of ZeroGPU, in seconds of GPU time.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ZeroGpuQuota {
    /// All of it.
    pub base: Number,
    /// What is left.
    pub current: Number,
    /// When it is whole again; `None` if nothing was used.
    pub resets_at: Option<Moment>,
    /// What was used beyond it, and is paid for.
    pub overquota_used: Option<Number>,
}

impl Hub {
    /// `GET /api/spaces/zero-gpu/quota`.
    pub async fn zero_gpu_quota(&self) -> Result<ZeroGpuQuota, HubError> {
        self.0.get("/api/spaces/zero-gpu/quota").json().await
    }
}
