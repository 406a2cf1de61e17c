//! What models alone are listed by.

use crate::args::offered::Offered;
use crate::http::query::Query;

/// Providers that serve models; the Hub takes newer ones too.
const PROVIDERS: [&str; 19] = [
    "baseten",
    "cerebras",
    "cohere",
    "deepinfra",
    "fal-ai",
    "featherless-ai",
    "fireworks-ai",
    "groq",
    "hf-inference",
    "novita",
    "nscale",
    "openai",
    "ovhcloud",
    "publicai",
    "replicate",
    "scaleway",
    "together",
    "wavespeed",
    "zai-org",
];

/// Which models are listed.
#[derive(clap::Args)]
pub(super) struct ModelFilters {
    /// Only models for this task, such as text-generation
    #[arg(long, value_name = "TASK")]
    pipeline_tag: Option<String>,
    /// Only models to which access is granted on request; --no-gated for all others
    #[arg(long, overrides_with = "no_gated")]
    gated: bool,
    #[arg(long, overrides_with = "gated", hide = true)]
    no_gated: bool,
    /// Only models that this app runs, such as llama.cpp; may be repeated
    #[arg(long, value_name = "APP")]
    apps: Vec<String>,
    /// Only models of this size, such as min:6B,max:128B
    #[arg(long, value_name = "RANGE")]
    num_parameters: Option<String>,
    /// Only models that this provider serves, such as together; may be repeated
    #[arg(long, value_name = "PROVIDER", value_parser = Offered(&PROVIDERS), hide_possible_values = true)]
    inference_provider: Vec<String>,
    /// Only models that a provider serves now
    #[arg(long, conflicts_with = "inference_provider")]
    warm: bool,
}

impl ModelFilters {
    /// What the Hub is asked for.
    pub(super) fn query(&self) -> Query {
        let task = self.pipeline_tag.as_deref().filter(|task| !task.is_empty());
        let gated = self.gated.then_some(true).or_else(|| self.no_gated.then_some(false));
        Query::new()
            .each("apps", &self.apps)
            .maybe("gated", gated)
            .maybe("inference", self.warm.then_some("warm"))
            .each("inference_provider", &self.inference_provider)
            .maybe("pipeline_tag", task)
            .maybe("num_parameters", self.num_parameters.as_deref())
    }

    /// Whether models are wanted that providers serve.
    pub(super) fn is_about_providers(&self) -> bool {
        self.warm || !self.inference_provider.is_empty()
    }
}
