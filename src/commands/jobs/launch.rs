//! The words that ask for a job, as all verbs that start one hand them on.

use super::uv::script::UvScript;
use crate::args::job_machine::{JobAccessArgs, JobMachineArgs};
use crate::args::schedule::ScheduleArgs;

/// What to run, on what, and how it is reached.
pub(super) struct Launch<'a> {
    pub work: Work<'a>,
    pub machine: &'a JobMachineArgs,
    pub access: &'a JobAccessArgs,
    /// `None` to run now.
    pub schedule: Option<&'a ScheduleArgs>,
}

/// What to run.
pub(super) enum Work<'a> {
    /// A command in an image.
    Image { image: &'a str, command: &'a [String] },
    /// A script, or a command of a Python package.
    Script(&'a UvScript),
}

impl Work<'_> {
    /// The image, typed or not.
    pub(super) fn image(&self) -> &str {
        match self {
            Self::Image { image, .. } => image,
            Self::Script(script) => script.image(),
        }
    }

    /// The command as it is here: files of this machine have other names in the job.
    pub(super) fn command(&self) -> Vec<String> {
        match self {
            Self::Image { command, .. } => command.to_vec(),
            Self::Script(script) => script.command(str::to_owned),
        }
    }
}
