//! Every status that the program can end with. Nobody calls `process::exit`.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Ok,
    /// Anything without a status of its own.
    Failure,
    /// The command line makes no sense.
    Usage,
    /// A repo, revision or file that is not there.
    NotFound,
    /// No token, a bad one, or one that may not.
    Auth,
    RateLimited,
    /// The network or the server, after all retries.
    Network,
    /// Content that is not what its hash says.
    Integrity,
    /// No space, or no permission to write.
    Disk,
    /// Ctrl-C.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

impl Exit {
    /// The status as the system knows it.
    pub fn status(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::Auth => 4,
            Self::RateLimited => 5,
            Self::Network => 6,
            Self::Integrity => 7,
            Self::Disk => 8,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}
