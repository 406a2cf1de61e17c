//! What is said of a token that the Hub refuses: which it is, whose, what it may do, and where to get another.

use super::known::LOG_IN;
use crate::auth::NotLoggedIn;
use crate::auth::resolve::Source;
use crate::context::Used;

/// A token that the Hub does not know, and what to do about it.
pub(super) fn unknown(used: Option<&Used>) -> (String, String) {
    let Some(Used { source, page, .. }) = used else { return (NotLoggedIn.to_string(), LOG_IN.to_owned()) };
    let hint = match source {
        Source::Flag | Source::Input => format!("make a new token at {page}"),
        Source::Trusted(_) => "run the job again".to_owned(),
        Source::Variable(name) => {
            format!("set {name} to a token from {page}, or unset it: it wins over `hf auth login`")
        }
        Source::File { .. } | Source::Keyring(_) => {
            format!("log in again with `hf auth login --force`; your tokens are at {page}")
        }
    };
    (format!("{source} was refused"), hint)
}

/// A token that may not do what was asked, and what to do about it.
pub(super) fn forbidden(used: Option<&Used>) -> (String, String) {
    let Some(Used { source, owner, page }) = used else {
        return ("nobody may do this without an account".to_owned(), LOG_IN.to_owned());
    };
    let Some(owner) = owner else {
        return (format!("{source} may not do this"), format!("use one that may, from {page}"));
    };
    match &owner.role {
        Some(role) if role != "write" => (
            format!("{source}, of {} and with the permission '{role}', may not do this", owner.name),
            format!("use one that may, from {page}"),
        ),
        _ => (
            format!("{} may not do this, by {source}", owner.name),
            format!("ask who owns the place to let {} in, or use a token of another account", owner.name),
        ),
    }
}
