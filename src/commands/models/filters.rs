//! The filters of listings of models that other repos do not have.

use std::str::FromStr;

use clap::builder::PossibleValuesParser;
use serde_json::Value;

use crate::api::inference::providers::PROVIDERS;
use crate::api::models::Model;
use crate::api::pages::Keep;
use crate::args::listing::GatedArgs;
use crate::commands::repo_list::FILTERS;
use crate::http::query::Query;

fn provider() -> PossibleValuesParser {
    PossibleValuesParser::new(PROVIDERS.iter().map(|provider| provider.name))
}

/// Which models are listed.
#[derive(clap::Args)]
#[group(id = FILTERS)]
pub(super) struct ModelFilters {
    /// Only models for this task, such as text-generation
    #[arg(long, value_name = "TASK")]
    pipeline_tag: Option<String>,
    #[command(flatten)]
    gated: GatedArgs,
    /// Only models that this app runs, such as llama.cpp; may be repeated
    #[arg(long, value_name = "APP")]
    apps: Vec<String>,
    /// Only models of this size, such as min:6B,max:128B
    #[arg(long, value_name = "RANGE")]
    num_parameters: Option<String>,
    /// Only models that this provider serves, such as together; may be repeated
    #[arg(long, value_name = "PROVIDER", value_parser = provider(), hide_possible_values = true)]
    inference_provider: Vec<String>,
    /// Only models that a provider serves now
    #[arg(long, conflicts_with = "inference_provider")]
    warm: bool,
    /// Only models whose training emitted this many grams of CO2 according to their card, such as 10..500
    #[arg(long, value_name = "MIN..MAX")]
    emissions: Option<Emissions>,
}

impl ModelFilters {
    /// What the Hub is asked for. Emissions are in cards, which it sends if asked to.
    pub(super) fn query(&self, is_expanded: bool) -> Query {
        let task = self.pipeline_tag.as_deref().filter(|task| !task.is_empty());
        let card = self.emissions.as_ref();
        Query::new()
            .each("apps", &self.apps)
            .and(&self.gated.query())
            .maybe("inference", self.warm.then_some("warm"))
            .each("inference_provider", &self.inference_provider)
            .maybe("pipeline_tag", task)
            .maybe("num_parameters", self.num_parameters.as_deref())
            .maybe("cardData", card.filter(|_| !is_expanded).map(|_| true))
            .maybe("expand", card.filter(|_| is_expanded).map(|_| "cardData"))
    }

    /// What the Hub cannot filter by.
    pub(super) fn keep(&self) -> Option<Keep<'_, Model>> {
        let bounds = self.emissions.as_ref()?;
        Some(Box::new(|model| emitted(model).is_some_and(|grams| bounds.hold(grams))))
    }

    /// Whether models are wanted that providers serve.
    pub(super) fn is_about_providers(&self) -> bool {
        self.warm || !self.inference_provider.is_empty()
    }
}

/// Grams of CO2, from and to; either may be open.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Emissions {
    least: Option<f64>,
    most: Option<f64>,
}

impl Emissions {
    fn hold(&self, grams: f64) -> bool {
        self.least.is_none_or(|least| least <= grams) && self.most.is_none_or(|most| grams <= most)
    }
}

impl FromStr for Emissions {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "expected MIN..MAX, such as 10..500, 10.. or ..500";
        let (least, most) = text.split_once("..").ok_or(wrong)?;
        let bound = |text: &str| match text {
            "" => Ok(None),
            number => number.parse().map(Some).map_err(|_| wrong),
        };
        Ok(Self { least: bound(least)?, most: bound(most)? })
    }
}

/// The grams that a model's card says, as a number or in an object that says how they were measured.
fn emitted(model: &Model) -> Option<f64> {
    let said = model.card_data.as_ref()?.get("co2_eq_emissions")?;
    match said.get("emissions").unwrap_or(said) {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Emissions, emitted};

    #[test]
    fn emissions_are_read_however_a_card_says_them() {
        let grams = |said: Value| {
            emitted(&serde_json::from_value(json!({"id": "a", "cardData": {"co2_eq_emissions": said}})).unwrap())
        };
        assert_eq!(
            [json!(5), json!("7.5"), json!({"emissions": 9, "source": "x"})].map(grams),
            [Some(5.0), Some(7.5), Some(9.0)]
        );
        assert_eq!([json!("many"), json!(null), json!({"source": "x"})].map(grams), [None, None, None]);
    }

    #[test]
    fn either_bound_may_be_open() {
        let holds = |text: &str| [1.0, 10.0, 100.0].map(|grams| text.parse::<Emissions>().unwrap().hold(grams));
        assert_eq!(holds("5..50"), [false, true, false]);
        assert_eq!((holds("10.."), holds("..10")), ([false, true, true], [true, true, false]));
        assert!("5".parse::<Emissions>().is_err() && "a..b".parse::<Emissions>().is_err());
    }
}
