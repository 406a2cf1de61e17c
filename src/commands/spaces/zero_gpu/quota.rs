//! `hf spaces zero-gpu quota`.

use anyhow::Result;
use serde::Serialize;
use serde_json::Number;

use crate::api::spaces::zero_gpu::ZeroGpuQuota;
use crate::args::token::TokenArg;
use crate::base::moment::Moment;
use crate::context::Context;

/// Below this part of it, a quota runs low.
const LOW: f64 = 0.1;

/// Show how much GPU time your account may use on ZeroGPU Spaces
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces zero-gpu quota
  $ hf spaces zero-gpu quota --quiet")]
pub struct Quota {
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Shown {
    remaining: Number,
    base: Number,
    resets_at: Option<Moment>,
    overquota_used: Option<Number>,
}

impl Quota {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let ZeroGpuQuota { base, current, resets_at, overquota_used } = cx.hub(&self.token)?.zero_gpu_quota().await?;
        let (left, all) = (seconds(&current), seconds(&base));
        let quota = Shown { remaining: current, base, resets_at, overquota_used };
        cx.out.done("ZeroGPU quota in seconds of GPU time", &quota)?;
        if left < LOW * all {
            let state = if left <= 0.0 { "exhausted" } else { "running low" };
            let page = format!("{}/settings/billing", cx.config.shown_endpoint());
            cx.out.hint(&format!("your ZeroGPU quota is {state}; buy credits at {page}"));
        }
        Ok(())
    }
}

fn seconds(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default()
}
