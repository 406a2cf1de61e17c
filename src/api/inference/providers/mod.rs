//! Every provider: a file for each, and a line here. What each of them knows is data; how it is used stands in
//! `provider`.

mod baseten;
mod cerebras;
mod cohere;
mod deepinfra;
mod fal_ai;
mod featherless_ai;
mod fireworks_ai;
mod groq;
mod hf_inference;
mod novita;
mod nscale;
mod openai;
mod ovhcloud;
mod publicai;
mod replicate;
mod scaleway;
mod together;
mod wavespeed;
mod zai_org;

use super::provider::Provider;

/// All of them, in the order of their names.
pub const PROVIDERS: &[&Provider] = &[
    &baseten::PROVIDER,
    &cerebras::PROVIDER,
    &cohere::PROVIDER,
    &deepinfra::PROVIDER,
    &fal_ai::PROVIDER,
    &featherless_ai::PROVIDER,
    &fireworks_ai::PROVIDER,
    &groq::PROVIDER,
    &hf_inference::PROVIDER,
    &novita::PROVIDER,
    &nscale::PROVIDER,
    &openai::PROVIDER,
    &ovhcloud::PROVIDER,
    &publicai::PROVIDER,
    &replicate::PROVIDER,
    &scaleway::PROVIDER,
    &together::PROVIDER,
    &wavespeed::PROVIDER,
    &zai_org::PROVIDER,
];

/// The Hub's own service.
pub(super) static HF_INFERENCE: &Provider = &hf_inference::PROVIDER;
/// It has models of its own, which the Hub does not know, and takes no token of the Hub.
pub(super) static OPENAI: &Provider = &openai::PROVIDER;

/// The provider of that name.
pub fn find(name: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().copied().find(|provider| provider.name == name)
}

#[cfg(test)]
mod tests {
    use super::{PROVIDERS, find};

    #[test]
    fn every_provider_is_found_by_its_name_and_does_no_task_twice() {
        assert!(PROVIDERS.is_sorted_by(|a, b| a.name < b.name));
        for provider in PROVIDERS {
            assert!(std::ptr::eq(find(provider.name).unwrap(), *provider));
            let mut tasks: Vec<_> = provider.tasks().map(super::super::task::Task::name).collect();
            let count = tasks.len();
            tasks.sort_unstable();
            tasks.dedup();
            assert_eq!(tasks.len(), count, "{}", provider.name);
        }
    }
}
