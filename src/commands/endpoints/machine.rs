//! The machine of an endpoint: its words, its price, and the answer to one that the service does not have.

use std::fmt;

use anyhow::{Error, Result};
use serde_json::Number;

use crate::api::HubError;
use crate::api::endpoints::hardware::Compute;
use crate::api::endpoints::{Endpoint, Endpoints};
use crate::api::error::RefusalKind;
use crate::commands::hardware::{UnknownHardware, an_hour};

/// Machines that an error names.
const NAMED: usize = 5;

/// A machine as it was typed or is described. An update leaves out what stays as it is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Machine<'a> {
    pub instance_type: Option<&'a str>,
    pub instance_size: Option<&'a str>,
    pub accelerator: Option<&'a str>,
    pub vendor: Option<&'a str>,
    pub region: Option<&'a str>,
}

impl<'a> Machine<'a> {
    /// The one that an endpoint runs on.
    pub(super) fn of(endpoint: &'a Endpoint) -> Self {
        let text = |pointer| Some(endpoint.text(pointer)).filter(|text| !text.is_empty());
        Self {
            instance_type: text("/compute/instanceType"),
            instance_size: text("/compute/instanceSize"),
            accelerator: text("/compute/accelerator"),
            vendor: text("/provider/vendor"),
            region: text("/provider/region"),
        }
    }

    fn of_offer(compute: &'a Compute) -> Self {
        Self {
            instance_type: Some(&compute.instance_type),
            instance_size: Some(&compute.instance_size),
            accelerator: Some(&compute.accelerator),
            vendor: Some(&compute.vendor),
            region: Some(&compute.region),
        }
    }

    fn words(&self) -> [Option<&'a str>; 5] {
        [self.instance_type, self.instance_size, self.accelerator, self.vendor, self.region]
    }

    /// How many of its words an offer has.
    fn likeness(&self, compute: &Compute) -> usize {
        let offered = Machine::of_offer(compute).words();
        self.words().iter().zip(offered).filter(|(word, offered)| word.is_some() && **word == *offered).count()
    }

    fn fits(&self, compute: &Compute) -> bool {
        self.likeness(compute) == self.words().iter().flatten().count()
    }

    /// US dollars an hour for each replica; `None` if the service does not say.
    pub(super) async fn price(&self, endpoints: &Endpoints, namespace: &str) -> Option<f64> {
        let all = endpoints.computes(namespace).await.ok()?;
        dollars(all.iter().find(|compute| self.fits(compute))?)
    }
}

/// Such as `nvidia-l4 x1 gpu aws us-east-1`.
impl fmt::Display for Machine<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<&str> = self.words().into_iter().flatten().collect();
        formatter.write_str(&words.join(" "))
    }
}

fn dollars(compute: &Compute) -> Option<f64> {
    compute.price_per_hour.as_ref().and_then(Number::as_f64)
}

/// An outcome of asking for that machine: a refusal of one that the service does not have names those that are nearest to
/// it, with prices.
pub(super) async fn explained<T>(
    outcome: Result<T, HubError>,
    wanted: &Machine<'_>,
    (endpoints, namespace): (&Endpoints, &str),
) -> Result<T> {
    let source = match outcome {
        Ok(done) => return Ok(done),
        Err(source) => source,
    };
    if !is_about_hardware(&source) {
        return Err(source.into());
    }
    // If it does not say what it has, its own words have to do.
    let all = endpoints.computes(namespace).await.unwrap_or_default();
    let offered = nearest(wanted, &all);
    if offered.is_empty() || all.iter().any(|compute| wanted.fits(compute)) {
        return Err(source.into());
    }
    Err(Error::new(UnknownHardware { flavor: wanted.to_string(), offered: offered.join(", "), source }))
}

fn is_about_hardware(error: &HubError) -> bool {
    // "Compute is not available", "Instance compute ... not found".
    error.is(RefusalKind::BadRequest)
        && error.refusal().is_some_and(|refusal| refusal.message.to_lowercase().contains("compute"))
}

/// Those that can be deployed on and have most words of the wanted one.
fn nearest(wanted: &Machine<'_>, all: &[Compute]) -> Vec<String> {
    let offered: Vec<&Compute> = all.iter().filter(|compute| compute.is_deployable()).collect();
    let best = offered.iter().map(|compute| wanted.likeness(compute)).max().unwrap_or_default();
    let nearest = offered.into_iter().filter(|compute| wanted.likeness(compute) == best).take(NAMED);
    let text = |compute: &Compute| match dollars(compute) {
        Some(price) => format!("{} ({})", Machine::of_offer(compute), an_hour(price)),
        None => Machine::of_offer(compute).to_string(),
    };
    nearest.map(text).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Machine, nearest};
    use crate::api::endpoints::hardware::Compute;

    fn offer(vendor: &str, size: &str, price: Option<f64>) -> Compute {
        let compute = json!({
            "instanceType": "nvidia-l4", "instanceSize": size, "accelerator": "gpu", "pricePerHour": price,
            "status": "available", "numAccelerators": 1, "quota": {"maxAccelerators": 1, "usedAccelerators": 0},
        });
        let compute: Compute = serde_json::from_value(compute).unwrap();
        Compute { vendor: vendor.to_owned(), region: "r1".to_owned(), ..compute }
    }

    #[test]
    fn what_is_nearest_shares_most_words() {
        let all = [offer("aws", "x1", Some(0.8)), offer("aws", "x4", None), offer("gcp", "x1", Some(1.0))];
        let wanted = Machine { instance_size: Some("x64"), vendor: Some("aws"), ..Machine::default() };
        let expected = ["nvidia-l4 x1 gpu aws r1 ($0.80 an hour)", "nvidia-l4 x4 gpu aws r1"];
        assert_eq!(nearest(&wanted, &all), expected);
        assert!(!wanted.fits(&all[0]) && Machine { instance_size: None, ..wanted }.fits(&all[0]));
    }
}
