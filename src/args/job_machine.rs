//! What a job runs with, as all verbs that start jobs take it.

use super::cost::Dollars;
use super::env_secrets::{EnvArgs, SecretsArgs};
use super::hardware::CPU_BASIC;
use super::labels::LabelsArgs;
use super::namespace::NamespaceArg;
use super::offered::Offered;
use super::timeout::RunTime;
use super::token::TokenArg;
use super::volumes::MountsArg;
use crate::api::jobs::Exposed;

/// What help and completion offer. The Hub may have newer ones, so any other word is passed on to it.
const JOB_FLAVORS: [&str; 29] = [
    CPU_BASIC,
    "cpu-upgrade",
    "cpu-performance",
    "cpu-xl",
    "t4-small",
    "t4-medium",
    "l4x1",
    "l4x4",
    "l40sx1",
    "l40sx4",
    "l40sx8",
    "a10g-small",
    "a10g-large",
    "a10g-largex2",
    "a10g-largex4",
    "a100-large",
    "a100x4",
    "a100x8",
    "h200",
    "h200x2",
    "h200x4",
    "h200x8",
    "rtx-pro-6000",
    "rtx-pro-6000x2",
    "rtx-pro-6000x4",
    "rtx-pro-6000x8",
    "v5e-1x1",
    "v5e-2x2",
    "v5e-2x4",
];

/// The machine of a job.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct FlavorArg {
    /// Hardware to run on [default: cpu-basic]
    #[arg(long, value_name = "FLAVOR", value_parser = Offered(&JOB_FLAVORS), hide_possible_values = true)]
    pub flavor: Option<String>,
}

impl FlavorArg {
    /// The flavor, typed or not.
    pub fn flavor(&self) -> &str {
        self.flavor.as_deref().unwrap_or(CPU_BASIC)
    }
}

/// The machine of a job, its surroundings and its account.
#[derive(Clone, Default, clap::Args)]
pub struct JobMachineArgs {
    #[command(flatten)]
    pub env: EnvArgs,
    #[command(flatten)]
    pub secrets: SecretsArgs,
    #[command(flatten)]
    pub labels: LabelsArgs,
    #[command(flatten)]
    pub volumes: MountsArg,
    #[command(flatten)]
    pub flavor: FlavorArg,
    /// Stop the job after this long, such as 90s, 30m or 1.5h
    #[arg(long, value_name = "TIME")]
    pub timeout: Option<RunTime>,
    /// Stop the job before it costs more than this many US dollars
    #[arg(long, value_name = "USD")]
    pub max_cost: Option<Dollars>,
    /// Maximum number of attempts, including the first
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub attempts: Option<u32>,
    /// Expose this port to token holders of the namespace; may be repeated
    #[arg(long, value_name = "PORT")]
    pub expose: Vec<i64>,
    /// Expose this port without authentication; may be repeated
    #[arg(long, value_name = "PORT")]
    pub expose_public: Vec<i64>,
    /// Resource group of an Enterprise organization
    #[arg(long, value_name = "ID")]
    pub resource_group_id: Option<String>,
    #[command(flatten)]
    pub namespace: NamespaceArg,
    #[command(flatten)]
    pub token: TokenArg,
}

/// How a job is reached while it runs; scheduled jobs have none of it.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct JobAccessArgs {
    /// Allow SSH logins with the keys of your account
    #[arg(long)]
    pub ssh: bool,
    /// Network group to join: its jobs reach each other on every port
    #[arg(long, value_name = "GROUP")]
    pub network_group: Option<String>,
    /// Alias of the job in its network group; may be repeated
    #[arg(long, value_name = "ALIAS", requires = "network_group")]
    pub network_alias: Vec<String>,
}

impl JobMachineArgs {
    /// The flavor, typed or not.
    pub fn flavor(&self) -> &str {
        self.flavor.flavor()
    }

    /// The ports to expose, if there are any.
    pub fn exposed(&self) -> Option<Exposed> {
        let exposed = Exposed::new(&self.expose, &self.expose_public);
        (!exposed.ports.is_empty()).then_some(exposed)
    }
}
