//! Where the services of Hugging Face are. Does not check that the addresses lead anywhere.

use super::env::{
    DEFAULT_CATALOG, DEFAULT_DATASETS_SERVER, DEFAULT_ENDPOINT, DEFAULT_ENDPOINTS, DEFAULT_GITHUB, DEFAULT_ROUTER,
    Environment,
};

const STAGING_ENDPOINT: &str = "https://hub-ci.huggingface.co";

/// Where the services are: base URLs without a final slash.
#[derive(Debug, Clone)]
pub struct Services {
    /// The Hub.
    pub hub: String,
    /// Whether the configuration file names it, and no variable.
    pub is_hub_of_file: bool,
    /// Inference Endpoints: deploying and running them.
    pub endpoints: String,
    /// The catalog of models that Inference Endpoints has recipes for.
    pub catalog: String,
    /// The dataset viewer.
    pub datasets_server: String,
    /// The router of Inference Providers.
    pub router: String,
    /// GitHub, where extensions come from.
    pub github: String,
    /// The folder of this program's releases, if there is one.
    pub releases: Option<String>,
}

impl Services {
    /// `of_file` is the address of the Hub in the configuration file.
    pub(super) fn new(environment: &Environment, of_file: Option<&str>) -> Self {
        let base = |variable: &str, default: &str| {
            environment.text(variable).unwrap_or_else(|| default.to_owned()).trim_end_matches('/').to_owned()
        };
        let staging = environment.flag("HUGGINGFACE_CO_STAGING").then(|| STAGING_ENDPOINT.to_owned());
        let is_hub_of_file = of_file.is_some() && staging.is_none() && environment.text("HF_ENDPOINT").is_none();
        Self {
            hub: staging.unwrap_or_else(|| base("HF_ENDPOINT", of_file.unwrap_or(DEFAULT_ENDPOINT))),
            is_hub_of_file,
            endpoints: base("HF_INFERENCE_ENDPOINTS_ENDPOINT", DEFAULT_ENDPOINTS),
            catalog: base("HF_INFERENCE_CATALOG_ENDPOINT", DEFAULT_CATALOG),
            datasets_server: base("HF_DATASETS_SERVER_ENDPOINT", DEFAULT_DATASETS_SERVER),
            releases: environment.text("HF_RELEASES_ENDPOINT").map(|url| url.trim_end_matches('/').to_owned()),
            github: base("HF_GITHUB_ENDPOINT", DEFAULT_GITHUB),
            router: base("HF_INFERENCE_ROUTER_ENDPOINT", DEFAULT_ROUTER),
        }
    }
}
