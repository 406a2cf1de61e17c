//! When a job is run by the Hub. Whether the words make sense is the Hub's to say.

/// The schedule of a job, and how it keeps to it.
#[derive(Debug, Clone, clap::Args)]
pub struct ScheduleArgs {
    /// When to run: @hourly, @daily, @weekly, @monthly, @yearly, or five fields of cron in UTC
    #[arg(value_name = "SCHEDULE")]
    pub schedule: String,
    /// Create the schedule suspended, to be resumed later; --no-suspend is the default
    #[arg(long, overrides_with = "no_suspend")]
    suspend: bool,
    #[arg(long, overrides_with = "suspend", hide = true)]
    no_suspend: bool,
    /// Let a run begin before the one before it has ended; --no-concurrency is the default
    #[arg(long, overrides_with = "no_concurrency")]
    concurrency: bool,
    #[arg(long, overrides_with = "concurrency", hide = true)]
    no_concurrency: bool,
}

impl ScheduleArgs {
    /// `None` unless it was typed.
    pub fn suspend(&self) -> Option<bool> {
        typed(self.suspend, self.no_suspend)
    }

    /// `None` unless it was typed.
    pub fn concurrency(&self) -> Option<bool> {
        typed(self.concurrency, self.no_concurrency)
    }
}

fn typed(yes: bool, no: bool) -> Option<bool> {
    yes.then_some(true).or_else(|| no.then_some(false))
}
