//! Machines that the Hub rents out, and their prices. Which of them run what, the areas that list them say.

use serde::Deserialize;

/// A kind of machine.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Hardware {
    /// The word to ask for it by, such as `a10g-small`.
    pub name: String,
    /// Its name for people.
    pub pretty_name: String,
    /// Such as `4 vCPU`.
    pub cpu: String,
    /// Such as `15 GB`.
    pub ram: String,
    /// Disk space that ends with the container. Not every listing has it.
    pub ephemeral_storage: Option<String>,
    /// `None` for machines that have a CPU alone.
    pub accelerator: Option<Accelerator>,
    /// The price of a minute in US dollars; `None` or 0 if it is free.
    #[serde(rename = "unitCostUSD")]
    pub unit_cost_usd: Option<f64>,
}

/// GPUs or other accelerators of a machine.
#[derive(Debug, Clone, Deserialize)]
pub struct Accelerator {
    /// How many, as the Hub writes it.
    pub quantity: String,
    /// Such as `A10G`.
    pub model: String,
    /// Memory of all of them, such as `24 GB`.
    pub vram: String,
}

impl Hardware {
    /// The price of an hour in US dollars; `None` if it is free.
    pub fn hourly_cost_usd(&self) -> Option<f64> {
        self.unit_cost_usd.filter(|cost| *cost > 0.0).map(|cost| cost * 60.0)
    }
}
