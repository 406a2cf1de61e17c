//! What chat costs, as the router lists it. Only prices per token are known here: what is billed by time or by picture
//! has none.

use serde::Deserialize;
use serde_json::Value;

use super::Inference;
use super::error::InferenceError;

/// Prices are listed for this many tokens.
const LISTED_TOKENS: f64 = 1_000_000.0;

/// US dollars for a million tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Price {
    /// Of tokens that are read.
    pub input: f64,
    /// Of tokens that are written.
    pub output: f64,
}

/// Models and what each of their providers takes for them.
#[derive(Debug, Default, Deserialize)]
pub struct Prices {
    #[serde(default)]
    data: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
struct Listed {
    id: String,
    #[serde(default)]
    providers: Vec<Offer>,
}

#[derive(Debug, Deserialize)]
struct Offer {
    provider: String,
    status: Option<String>,
    #[serde(default)]
    pricing: Value,
}

impl Inference {
    /// `GET {router}/v1/models`: the prices of the models that chat.
    ///
    /// # Errors
    /// Any [`HubError`](crate::api::HubError).
    pub async fn prices(&self) -> Result<Prices, InferenceError> {
        Ok(self.router_service("").get("/v1/models").json().await?)
    }
}

impl Prices {
    /// What a model costs at a provider, or with `None` at most where the router chooses, which a provider behind a colon
    /// narrows down; `None` if that is not known.
    pub fn of(&self, model: &str, provider: Option<&str>) -> Option<Price> {
        let (id, policy) = match provider {
            Some(_) => (model, None),
            None => model.split_once(':').map_or((model, None), |(id, policy)| (id, Some(policy))),
        };
        let offers = &self.data.iter().find(|listed| listed.id == id)?.providers;
        let named = |name: &str| offers.iter().find(|offer| offer.provider == name);
        if let Some(name) = provider {
            return named(name)?.price();
        }
        if let Some(offer) = policy.and_then(named) {
            return offer.price();
        }
        // One without a price may be chosen, too.
        let prices: Option<Vec<Price>> = offers.iter().filter(|offer| offer.is_live()).map(Offer::price).collect();
        prices?.into_iter().reduce(Price::higher)
    }
}

impl Price {
    /// What this many tokens cost.
    pub fn cost(&self, read: u64, written: u64) -> f64 {
        (read as f64 * self.input + written as f64 * self.output) / LISTED_TOKENS
    }

    fn higher(self, other: Self) -> Self {
        Self { input: self.input.max(other.input), output: self.output.max(other.output) }
    }
}

impl Offer {
    fn is_live(&self) -> bool {
        self.status.as_deref().is_none_or(|status| status == "live")
    }

    fn price(&self) -> Option<Price> {
        let amount = |name: &str| self.pricing[name].as_f64().filter(|amount| amount.is_finite() && *amount >= 0.0);
        Some(Price { input: amount("input")?, output: amount("output")? })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Price, Prices};

    fn listed() -> Prices {
        let offer = |provider: &str, status: &str, input: f64, output: f64| json!({"provider": provider, "status": status, "pricing": {"input": input, "output": output}});
        let unpriced = json!({"provider": "hf-inference", "status": "live"});
        serde_json::from_value(json!({"object": "list", "data": [
            {"id": "lab/chat", "providers": [
                offer("groq", "live", 0.1, 0.8), offer("together", "live", 0.2, 0.6), offer("novita", "error", 9.0, 9.0),
            ]},
            {"id": "lab/mixed", "providers": [offer("groq", "live", 0.1, 0.8), unpriced]},
            {"id": "lab/odd", "providers": [
                offer("groq", "live", -0.1, 0.8), {"provider": "x", "pricing": {"input": "1"}},
            ]},
            {"id": "lab/nobody"},
        ]}))
        .unwrap()
    }

    #[test]
    fn where_the_router_chooses_the_highest_price_counts() {
        let prices = listed();
        for model in ["lab/chat", "lab/chat:fastest", "lab/chat:cheapest"] {
            assert_eq!(prices.of(model, None), Some(Price { input: 0.2, output: 0.8 }), "{model}");
        }
        let groq = Some(Price { input: 0.1, output: 0.8 });
        assert_eq!([prices.of("lab/chat:groq", None), prices.of("lab/chat", Some("groq"))], [groq, groq]);
        assert_eq!(prices.of("lab/mixed:groq", None), groq);
    }

    #[test]
    fn a_price_that_is_not_listed_or_makes_no_sense_is_not_known() {
        let prices = listed();
        for (model, provider) in [
            ("lab/mixed", None),
            ("lab/mixed", Some("hf-inference")),
            ("lab/chat", Some("nobody")),
            ("lab/chat:groq", Some("groq")),
            ("lab/odd", None),
            ("lab/odd", Some("groq")),
            ("lab/odd:x", None),
            ("lab/nobody", None),
            ("lab/none", None),
        ] {
            assert_eq!(prices.of(model, provider), None, "{model} {provider:?}");
        }
    }

    #[test]
    fn tokens_cost_what_a_million_of_them_cost() {
        let price = Price { input: 0.5, output: 2.0 };
        assert!((price.cost(1_000_000, 500_000) - 1.5).abs() < 1e-9);
    }
}
