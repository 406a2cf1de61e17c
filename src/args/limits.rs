//! `--limit-rate`, `--stall-timeout` and `--retry-for`: how much a transfer may take, and for how long nothing may come.

use std::time::Duration;

use crate::api::Hub;
use crate::base::size::ByteSize;
use crate::transfer::pace::Pace;

/// Limits of a transfer.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct LimitArgs {
    /// Limit total bandwidth, such as 8M (bytes/s); disables Xet for repos
    #[arg(long, value_name = "SIZE", value_parser = ByteSize::positive)]
    limit_rate: Option<ByteSize>,
    /// Reconnect after this many seconds without data
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..))]
    stall_timeout: Option<u64>,
    /// Keep trying to connect for this many seconds [default: 120 once connected]
    #[arg(long, value_name = "SECONDS")]
    retry_for: Option<u64>,
}

impl LimitArgs {
    /// The same for what Xet moves to and from buckets: it is handed bytes no faster.
    pub fn pace(&self) -> Pace {
        self.bytes_a_second().map_or_else(Pace::unlimited, Pace::limited)
    }

    /// Bytes per second for all connections together.
    pub fn bytes_a_second(&self) -> Option<u64> {
        self.limit_rate.map(|rate| rate.0)
    }

    /// How long a connection may stay without data.
    pub fn stall_timeout(&self) -> Option<Duration> {
        self.stall_timeout.map(Duration::from_secs)
    }

    /// The Hub as patient as the user.
    pub fn patient(&self, hub: Hub) -> Hub {
        match self.retry_for {
            Some(seconds) => hub.connecting_for(Duration::from_secs(seconds)),
            None => hub,
        }
    }

    /// Xet's engine moves data at its own pace, so it cannot be used below a limit.
    pub fn allow_xet(&self) -> bool {
        self.limit_rate.is_none()
    }
}
