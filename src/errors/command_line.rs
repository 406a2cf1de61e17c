//! What can be done about the words of a command: they are wrong, or they name what does not exist or already exists.

use super::explanation::Explanation;
use super::{Exit, hub, local};
use crate::args::env_secrets::VariablesError;
use crate::args::exists::CreateError;
use crate::args::missing::{Missing, UnreadableInput};
use crate::args::misuse::Misuse;
use crate::args::operations::OperationsError;
use crate::args::place::PlaceError;
use crate::commands::hardware::UnknownHardware;
use crate::commands::spaces::storage::set::NoStorage;
use crate::http::proxy::BadProxy;
use crate::ids::argument::RepoArgumentError;
use crate::ids::repo::RepoIdError;
use crate::ids::uri::UriError;
use crate::ids::volume::VolumeError;

/// Explains an error about the command line, if it is one.
pub(super) fn known(cause: &(dyn std::error::Error + 'static)) -> Option<Explanation> {
    if let Some(CreateError::Exists { source, .. }) = cause.downcast_ref() {
        return Some(hub::exists(source));
    }
    if let Some(Missing { hint, .. }) = cause.downcast_ref() {
        return Some(Explanation::own_words(Exit::NotFound).try_this(hint));
    }
    if let Some(UnreadableInput { source, .. }) = cause.downcast_ref() {
        return Some(local::disk(source));
    }
    if let Some(UnknownHardware { offered, .. }) = cause.downcast_ref() {
        return Some(Explanation::own_words(Exit::Usage).try_this(format!("use {offered}")));
    }
    if let Some(NoStorage { space, .. }) = cause.downcast_ref() {
        let hint = format!("mount a bucket with `hf spaces volumes set {space} -v hf://buckets/NAMESPACE/NAME:/data`");
        return Some(Explanation::own_words(Exit::Failure).try_this(hint));
    }
    if let Some(OperationsError::Line { .. }) = cause.downcast_ref() {
        return Some(Explanation::own_words(Exit::Usage));
    }
    if let Some(VariablesError::Unreadable { source, .. }) = cause.downcast_ref() {
        return Some(local::disk(source));
    }
    if cause.is::<BadProxy>() {
        return Some(
            Explanation::own_words(Exit::Failure)
                .try_this("use http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT, or unset the variable"),
        );
    }
    is_misuse(cause).then(|| Explanation::own_words(Exit::Usage))
}

fn is_misuse(cause: &(dyn std::error::Error + 'static)) -> bool {
    let is_id = cause.is::<RepoArgumentError>() || cause.is::<RepoIdError>();
    let is_place = cause.is::<UriError>() || cause.is::<VolumeError>() || cause.is::<PlaceError>();
    cause.is::<Misuse>() || is_id || is_place
}
