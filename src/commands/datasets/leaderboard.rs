//! `hf datasets leaderboard`.

use anyhow::Result;

use crate::api::datasets::Dataset;
use crate::args::limit::LimitArg;
use crate::args::repo::IdArg;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of(&["rank", "model_id", "value", "source"]).whole("model_id").id("model_id");

/// List the best models of a benchmark
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf datasets leaderboard SWE-bench/SWE-bench_Verified
  $ hf datasets leaderboard SWE-bench/SWE-bench_Verified --limit 0 --quiet
  $ hf datasets leaderboard SWE-bench/SWE-bench_Verified --json | jq '.[0]'")]
pub struct Leaderboard {
    #[command(flatten)]
    dataset: IdArg<Dataset>,
    #[command(flatten)]
    limit: LimitArg<20>,
    #[command(flatten)]
    token: TokenArg,
}

impl Leaderboard {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let mut entries = cx.hub(&self.token)?.leaderboard(self.dataset.id()).await?;
        entries.truncate(self.limit.most());
        cx.out.records(&entries, &COLUMNS)?;
        cx.out.hint("list the datasets that have a leaderboard with `hf datasets list --filter benchmark:official`");
        if let Some(best) = entries.first() {
            cx.out.hint(&format!("see the best with `hf models info {}`", best.model_id));
        }
        Ok(())
    }
}
