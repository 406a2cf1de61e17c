//! What jobs cost: the price of their machine, for the time that they ran.

use std::cell::Cell;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::row::NONE;
use crate::api::hardware::Hardware;
use crate::api::jobs::Job;
use crate::output::quantity::{counted, dollars};

const SECONDS_OF_AN_HOUR: f64 = 3600.0;

/// The prices of machines, and the sum of what was asked about.
pub(super) struct Costs {
    /// Of an hour, in US dollars, by flavor.
    prices: HashMap<String, f64>,
    sum: Cell<f64>,
    /// Of an hour of all that runs.
    rate: Cell<f64>,
    jobs: Cell<usize>,
    unknown: Cell<usize>,
}

impl Costs {
    pub(super) fn new(machines: &[Hardware]) -> Self {
        let price = |machine: &Hardware| (machine.name.clone(), machine.hourly_cost_usd().unwrap_or(0.0));
        let prices = machines.iter().map(price).collect();
        Self { prices, sum: Cell::default(), rate: Cell::default(), jobs: Cell::default(), unknown: Cell::default() }
    }

    /// Adds the columns of a job: texts for people, numbers for programs.
    pub(super) fn add_to(&self, row: &mut Map<String, Value>, job: &Job, is_for_people: bool) {
        let price = job.flavor.as_ref().and_then(|flavor| self.prices.get(flavor)).copied();
        let ran = job.durations.as_ref().and_then(|durations| durations.running_secs.as_ref()?.as_f64()).unwrap_or(0.0);
        let cost = price.map(|price| price * ran / SECONDS_OF_AN_HOUR);
        self.jobs.update(|jobs| jobs + 1);
        match (price, cost) {
            (Some(price), Some(cost)) => {
                self.sum.update(|sum| sum + cost);
                self.rate.update(|rate| rate + if job.status.stage == "RUNNING" { price } else { 0.0 });
            }
            _ => self.unknown.update(|unknown| unknown + 1),
        }
        for (people, programs, amount) in [("cost/hour", "cost_per_hour_usd", price), ("cost", "cost_usd", cost)] {
            if is_for_people {
                row.insert(people.to_owned(), amount.map_or_else(|| NONE.to_owned(), dollars).into());
            } else if let Some(amount) = amount {
                row.insert(programs.to_owned(), amount.into());
            }
        }
    }

    /// All of it in a sentence.
    pub(super) fn total(&self) -> String {
        let rate = Some(self.rate.get()).filter(|rate| *rate > 0.0);
        let rate = rate.map(|rate| format!(", and {} for every hour that they run", dollars(rate))).unwrap_or_default();
        let unknown = Some(self.unknown.get()).filter(|unknown| *unknown > 0);
        let unknown = unknown.map(|jobs| format!("; the price of {} is not known", counted(jobs, "job")));
        let jobs = counted(self.jobs.get(), "job");
        format!("Total of {jobs}: {}{rate}{}", dollars(self.sum.get()), unknown.unwrap_or_default())
    }
}
