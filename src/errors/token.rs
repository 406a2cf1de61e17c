//! What is said of tokens: of one that the Hub rejects (which it is, whose, what it may do, where to get another), and
//! of one that cannot be read, renewed or stored.

use super::Exit;
use super::explanation::Explanation;
use super::local::disk;
use super::network::http;
use crate::api::oauth::OAuthError;
use crate::auth::NotLoggedIn;
use crate::auth::keyring::{KeyringError, SystemKeyringError};
use crate::auth::renewal::RenewalError;
use crate::auth::resolve::{ResolveError, Source};
use crate::auth::store::StoreError;
use crate::context::Used;
use crate::context::session::TrustError;

pub(super) const LOG_IN: &str = "log in with `hf auth login`";
const PASTE: &str = "log in with an access token instead: `hf auth login --token-stdin`";

/// Explains an error about tokens, if it is one.
pub(super) fn known(cause: &(dyn std::error::Error + 'static)) -> Option<Explanation> {
    if cause.is::<NotLoggedIn>() {
        return Some(Explanation::own_words(Exit::Auth).try_this(LOG_IN));
    }
    if let Some(error) = cause.downcast_ref::<OAuthError>() {
        return Some(oauth(error));
    }
    if let Some(error) = cause.downcast_ref::<TrustError>() {
        return Some(trust(error));
    }
    if let Some(error) = cause.downcast_ref::<ResolveError>() {
        return Some(resolve(error));
    }
    if let Some(error) = cause.downcast_ref::<KeyringError>() {
        return Some(keyring(error));
    }
    if let Some(error) = cause.downcast_ref::<RenewalError>() {
        return Some(renewal(error));
    }
    cause.downcast_ref::<StoreError>().map(|error| Explanation::own_words(store_exit(error)))
}

/// A token that the Hub does not accept, and what to do about it.
pub(super) fn unknown(used: Option<&Used>) -> (String, String) {
    let Some(Used { source, page, .. }) = used else { return (NotLoggedIn.to_string(), LOG_IN.to_owned()) };
    let hint = match source {
        Source::Flag | Source::Input => format!("create a new token at {page}"),
        Source::Trusted(_) => "run the job again".to_owned(),
        Source::Variable(name) => {
            format!("set {name} to a token from {page}, or unset it: it overrides `hf auth login`")
        }
        Source::File { .. } | Source::Keyring(_) => {
            format!("log in again with `hf auth login --force`; manage your tokens at {page}")
        }
    };
    (format!("{source} was rejected"), hint)
}

/// A token without the permission that is needed, and what to do about it.
pub(super) fn forbidden(used: Option<&Used>) -> (String, String) {
    let Some(Used { source, owner, page }) = used else {
        return ("this requires an account".to_owned(), LOG_IN.to_owned());
    };
    let Some(owner) = owner else {
        return (format!("{source} does not allow this"), format!("use a token that allows it, from {page}"));
    };
    match &owner.role {
        Some(role) if role != "write" => (
            format!("{source} does not allow this: it belongs to {} and has the role '{role}'", owner.name),
            format!("use a token that allows it, from {page}"),
        ),
        _ => (
            format!("{} is not allowed to do this with {source}", owner.name),
            format!("ask the owner for access, or check what your tokens allow at {page}"),
        ),
    }
}

fn oauth(error: &OAuthError) -> Explanation {
    let own = Explanation::own_words;
    match error {
        OAuthError::Denied | OAuthError::Expired | OAuthError::Ended => {
            own(Exit::Auth).try_this("log in again with `hf auth login`")
        }
        OAuthError::Refused { .. } => own(Exit::Auth).try_this(PASTE),
        OAuthError::Unclear { .. } => own(Exit::Network).try_this(PASTE),
        OAuthError::Http(error) => http(error),
    }
}

fn trust(error: &TrustError) -> Explanation {
    let own = Explanation::own_words(Exit::Auth);
    match error {
        TrustError::NoIdentity => own.try_this("set HF_OIDC_ID_TOKEN, or unset HF_OIDC_RESOURCE to use another login"),
        TrustError::NoPermission => own.try_this("grant the job `permissions: id-token: write`"),
        TrustError::Refused { source: OAuthError::Http(error), .. } => http(error),
        TrustError::Refused { resource, .. } => {
            own.try_this(format!("check that this job is a trusted publisher of '{resource}'"))
        }
    }
}

fn resolve(error: &ResolveError) -> Explanation {
    match error {
        ResolveError::File { source, .. } => disk(source),
        ResolveError::Keyring(error) => keyring(error),
    }
}

fn renewal(error: &RenewalError) -> Explanation {
    match error {
        RenewalError::Busy(_) => Explanation::own_words(Exit::Failure)
            .try_this("run the command again when no other process is renewing a token"),
        RenewalError::Lock { source, .. } => disk(source),
        RenewalError::Store(error) => Explanation::own_words(store_exit(error)),
        RenewalError::Unreadable(error) => resolve(error),
        RenewalError::Keyring(error) => keyring(error),
    }
}

fn keyring(error: &KeyringError) -> Explanation {
    let own = Explanation::own_words;
    match error {
        KeyringError::System(SystemKeyringError::NotBuilt | SystemKeyringError::Unavailable { .. }) => {
            own(Exit::Failure).try_this("store tokens in a file with `hf auth login --store file`, or set HF_TOKEN")
        }
        KeyringError::System(SystemKeyringError::Locked { .. }) => {
            own(Exit::Auth).try_this("unlock it, then run the command again")
        }
        KeyringError::System(SystemKeyringError::Failed { .. }) => own(Exit::Failure),
        KeyringError::Lost { .. } => own(Exit::Auth).try_this("log in again with `hf auth login --force`"),
        KeyringError::Index(error) => own(store_exit(error)),
    }
}

fn store_exit(error: &StoreError) -> Exit {
    match error {
        StoreError::Unreadable { .. } | StoreError::Unwritable { .. } => Exit::Disk,
        StoreError::Unparsable { .. } | StoreError::Reserved(_) => Exit::Failure,
    }
}
