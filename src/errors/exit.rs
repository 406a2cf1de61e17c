//! Every status that the program can end with. Nobody calls `process::exit`.

use std::process::ExitCode;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Ok,
    /// Anything without a status of its own.
    Failure,
    /// The command line is wrong.
    Usage,
    /// Something that was named does not exist.
    NotFound,
    /// No token, an invalid one, or one without the permission.
    Auth,
    RateLimited,
    /// The network or the server, after all retries.
    Network,
    /// Content does not match its hash.
    Integrity,
    /// No space, or no permission to write.
    Disk,
    /// Ctrl-C.
    Interrupted,
    /// SIGTERM.
    Terminated,
    /// The status of a program that this one ran in its place; any number.
    Child(u8),
}

impl Exit {
    /// All that are ours, in the order of their numbers. The documentation and the man page are made from this list.
    pub const ALL: [Self; 11] = [
        Self::Ok,
        Self::Failure,
        Self::Usage,
        Self::NotFound,
        Self::Auth,
        Self::RateLimited,
        Self::Network,
        Self::Integrity,
        Self::Disk,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// When a run ends with it, in one line for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "Done",
            Self::Failure => "Failed for any other reason",
            Self::Usage => "Invalid command line",
            Self::NotFound => {
                "A repo, revision, file or other named thing does not exist, or a pattern matches nothing"
            }
            Self::Auth => {
                "Not logged in, an invalid token, a missing permission, missing credits, or no access to a gated repo"
            }
            Self::RateLimited => "Rate limit exceeded",
            Self::Network => {
                "The network or a server failed after all retries, a --timeout was over, or HF_HUB_OFFLINE forbids a request"
            }
            Self::Integrity => "Content does not match its hash",
            Self::Disk => "No space left, or a file cannot be read or written",
            Self::Interrupted => "Ctrl-C",
            Self::Terminated => "SIGTERM",
            Self::Child(_) => "The program that was run ended with it",
        }
    }

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
            Self::Child(status) => status,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.status())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn every_status_is_listed_once_and_in_order() {
        let listed: Vec<u8> = Exit::ALL.iter().map(|exit| exit.status()).collect();
        assert!(listed.is_sorted_by(|a, b| a < b), "{listed:?}");
    }
}
