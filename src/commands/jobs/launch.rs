//! The words that ask for a job, as all verbs that start one hand them on.

use crate::args::job_machine::{JobAccessArgs, JobMachineArgs};

/// What to run, on what, and how it is reached.
pub(super) struct Launch<'a> {
    pub image: &'a str,
    pub command: &'a [String],
    pub machine: &'a JobMachineArgs,
    pub access: &'a JobAccessArgs,
}
