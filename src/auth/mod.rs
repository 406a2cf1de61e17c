//! Which token is used, and where tokens are kept. Speaks to no server.

pub mod device_flow;
pub mod git_credential;
mod ini;
pub mod keyring;
pub mod renewal;
pub mod resolve;
pub mod store;
mod system_keyring;

/// A command that needs an account was run without any token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not logged in")]
pub struct NotLoggedIn;
