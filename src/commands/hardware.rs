//! Machines and their prices as the rows of a listing, for the groups that have one.

use serde_json::{Map, Value};

use crate::api::hardware::{Accelerator, Hardware};

const FREE: &str = "free";

/// `1x A10G (24 GB)`.
pub(super) fn accelerator(found: &Accelerator) -> String {
    format!("{}x {} ({})", found.quantity, found.model, found.vram)
}

/// The price of a minute and that of an hour, under the Python client's names for them.
pub(super) fn prices(hardware: &Hardware) -> Map<String, Value> {
    let cost = hardware.unit_cost_usd.filter(|cost| *cost > 0.0);
    let minute = cost.map_or_else(|| FREE.to_owned(), |cost| format!("${cost:.4}"));
    let hour = hardware.hourly_cost_usd().map_or_else(|| FREE.to_owned(), |cost| format!("${cost:.2}"));
    [("cost/min".to_owned(), minute.into()), ("cost/hour".to_owned(), hour.into())].into_iter().collect()
}
