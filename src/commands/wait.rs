//! How a wait fails: what was waited for ended otherwise, or did not end in time.

use std::time::Duration;

use crate::output::quantity;

/// Something ended, and not as it was meant to.
#[derive(Debug, thiserror::Error)]
#[error("{what} did not complete: {stage}")]
pub struct NotReached {
    /// Such as `job ada/6871f0c0`, or `2 of 3 jobs`.
    pub what: String,
    /// In which stage it ended, and what the Hub says of it.
    pub stage: String,
}

/// Something had not ended when the time was over.
#[derive(Debug, thiserror::Error)]
#[error("{what} did not end within {}", quantity::estimate(*.after))]
pub struct TimedOut {
    /// Such as `job ada/6871f0c0`, or `2 of 3 jobs`.
    pub what: String,
    /// How long it was waited for.
    pub after: Duration,
}

/// Something does not run, and is not about to.
#[derive(Debug, thiserror::Error)]
#[error("{what} is not running: {state}")]
pub struct NotReady {
    /// Such as `Space 'ada/hello'`.
    pub what: String,
    /// Its stage, and what the Hub says of it.
    pub state: String,
    /// What can be done.
    pub hint: String,
}

/// A model had not answered when the time was over.
#[derive(Debug, thiserror::Error)]
#[error("no answer within {}", quantity::estimate(*.after))]
pub struct NoAnswerInTime {
    /// How long it was waited for.
    pub after: Duration,
}

/// Something did not run when the time was over.
#[derive(Debug, thiserror::Error)]
#[error("{what} was not running within {}: {state}", quantity::estimate(*.after))]
pub struct NotReadyInTime {
    /// Such as `Space 'ada/hello'`.
    pub what: String,
    /// The stage that it was in last.
    pub state: String,
    /// How long it was waited for.
    pub after: Duration,
}
