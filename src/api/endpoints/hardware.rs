//! The machines that endpoints can run on.

use serde::Deserialize;
use serde_json::Number;

use super::Endpoints;
use crate::api::HubError;
use crate::base::url::url_segment;

/// One kind of machine, in one place.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Compute {
    /// The service's own name for it.
    pub id: String,
    /// Such as `aws`. Not in the object itself.
    #[serde(skip)]
    pub vendor: String,
    /// Such as `us-east-1`. Not in the object itself.
    #[serde(skip)]
    pub region: String,
    /// `cpu`, `gpu` or `neuron`.
    pub accelerator: String,
    /// Such as `nvidia-l4`.
    pub instance_type: String,
    /// Such as `x1`.
    pub instance_size: String,
    /// The name of its processor.
    pub architecture: Option<String>,
    /// GPUs, or CPUs of machines without.
    pub num_accelerators: Option<Number>,
    /// CPUs.
    pub num_cpus: Option<Number>,
    /// Memory.
    pub memory_gb: Option<Number>,
    /// Memory of the GPUs.
    pub gpu_memory_gb: Option<Number>,
    /// US dollars per replica.
    pub price_per_hour: Option<Number>,
    /// Such as `available` or `deprecated`.
    pub status: Option<String>,
    /// What the namespace may use.
    pub quota: Quota,
}

/// How many accelerators a namespace may use.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Quota {
    /// All of them.
    pub max_accelerators: Option<Number>,
    /// Those in use.
    pub used_accelerators: Option<Number>,
}

#[derive(Deserialize)]
struct Providers {
    vendors: Vec<Vendor>,
}

#[derive(Deserialize)]
struct Vendor {
    name: String,
    #[serde(default)]
    regions: Vec<Region>,
}

#[derive(Deserialize)]
struct Region {
    name: String,
    #[serde(default)]
    computes: Vec<Compute>,
}

impl Compute {
    /// Whether the namespace can deploy on it now.
    pub fn is_deployable(&self) -> bool {
        let number = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64).unwrap_or_default();
        let left = number(&self.quota.max_accelerators) - number(&self.quota.used_accelerators);
        let is_offered = !matches!(self.status.as_deref(), Some("deprecated" | "not_available"));
        is_offered && left >= number(&self.num_accelerators)
    }
}

impl Endpoints {
    /// `GET /provider/{namespace}`: all machines, in the service's order.
    pub async fn computes(&self, namespace: &str) -> Result<Vec<Compute>, HubError> {
        let Providers { vendors } = self.0.get(&format!("/provider/{}", url_segment(namespace))).json().await?;
        let mut all = Vec::new();
        for Vendor { name: vendor, regions } in vendors {
            for Region { name: region, computes } in regions {
                let placed = |compute| Compute { vendor: vendor.clone(), region: region.clone(), ..compute };
                all.extend(computes.into_iter().map(placed));
            }
        }
        Ok(all)
    }
}
