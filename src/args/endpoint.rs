//! Inference Endpoints as they are typed, and what they run.

use clap::builder::PossibleValuesParser;

use super::namespace::NamespaceArg;
use super::offered::Offered;
use super::token::TokenArg;

/// Engines that the service knows; other words are passed on to it.
const ENGINES: [&str; 9] =
    ["custom", "hf-serve", "llamacpp", "sglang", "tei", "tgi", "tgi-neuron", "vllm", "vllm-neuron"];
/// Who may reach an endpoint, `protected` being the older word for `authenticated`; other words are passed on to the service.
const TYPES: [&str; 4] = ["public", "authenticated", "protected", "private"];
/// What the catalog has recipes for; other words are passed on to it.
const ACCELERATORS: [&str; 3] = ["cpu", "gpu", "neuron"];
/// Engines of the catalog.
const CATALOG_ENGINES: [&str; 4] = ["llamacpp", "sglang", "tei", "vllm"];
const METRICS: [&str; 2] = ["pendingRequests", "hardwareUsage"];

/// One endpoint.
#[derive(Debug, Clone, clap::Args)]
pub struct EndpointArgs {
    /// Name of the endpoint
    pub name: String,
    #[command(flatten)]
    pub namespace: NamespaceArg,
    #[command(flatten)]
    pub token: TokenArg,
}

/// How many machines an endpoint has.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ScalingArgs {
    /// Minimum number of replicas
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub min_replica: Option<i64>,
    /// Maximum number of replicas
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub max_replica: Option<i64>,
    /// Minutes without a request until it scales to zero; needs --min-replica 0
    #[arg(long, value_name = "MINUTES", allow_negative_numbers = true)]
    pub scale_to_zero_timeout: Option<i64>,
    /// Metric that decides when replicas are added
    #[arg(long, value_name = "METRIC", value_parser = PossibleValuesParser::new(METRICS))]
    pub scaling_metric: Option<String>,
    /// Value of --scaling-metric above which a replica is added
    #[arg(long, value_name = "NUMBER", allow_negative_numbers = true)]
    pub scaling_threshold: Option<f64>,
}

/// The image that an endpoint runs in.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ImageArgs {
    /// Docker image to run in place of the service's own
    #[arg(long, value_name = "URL")]
    pub custom_image: Option<String>,
    /// Inference engine in the custom image
    #[arg(long, value_name = "ENGINE", value_parser = Offered(&ENGINES))]
    pub engine: Option<String>,
    /// Path in the custom image that says whether it is well
    #[arg(long, value_name = "PATH")]
    pub health_route: Option<String>,
    /// Port that the custom image listens on
    #[arg(long, value_name = "PORT", allow_negative_numbers = true)]
    pub port: Option<i64>,
    /// GPUs that share each layer of the model, for vllm and sglang
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub tensor_parallel_size: Option<i64>,
    /// Copies of the model in one replica, for vllm
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub data_parallel_size: Option<i64>,
}

/// What the container runs.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ContainerArgs {
    /// Command of the container in one word, quoted as for a shell
    #[arg(long, value_name = "COMMAND", allow_hyphen_values = true)]
    pub container_command: Option<String>,
    /// Arguments of the container in one word, quoted as for a shell
    #[arg(long, value_name = "ARGS", allow_hyphen_values = true)]
    pub container_args: Option<String>,
}

/// `--wait` and how long, for verbs that set an endpoint going.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct WaitArgs {
    /// Wait until it runs and answers
    #[arg(long)]
    pub wait: bool,
    #[command(flatten)]
    pub timeout: super::timeout::WaitTimeoutArg,
}

/// Who may reach an endpoint.
pub fn endpoint_type() -> Offered {
    Offered(&TYPES)
}

/// What the catalog has recipes for.
pub fn catalog_accelerator() -> Offered {
    Offered(&ACCELERATORS)
}

/// The engines of the catalog.
pub fn catalog_engine() -> Offered {
    Offered(&CATALOG_ENGINES)
}
