//! What can be done about the words of a command: they are wrong, or they name what does not exist or already exists.

use std::io::ErrorKind;

use super::explanation::Explanation;
use super::{Exit, hub, local};
use crate::args::env_secrets::VariablesError;
use crate::args::exists::CreateError;
use crate::args::missing::{Missing, UnreadableInput};
use crate::args::misuse::Misuse;
use crate::args::operations::OperationsError;
use crate::args::place::PlaceError;
use crate::commands::datasets::duckdb::DuckDbError;
use crate::commands::hardware::UnknownHardware;
use crate::commands::spaces::storage::set::NoStorage;
use crate::commands::update::release::WrongChecksum;
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
    if let Some(error) = cause.downcast_ref() {
        return Some(duckdb(error));
    }
    if let Some(OperationsError::Line { .. }) = cause.downcast_ref() {
        return Some(Explanation::own_words(Exit::Usage));
    }
    if let Some(VariablesError::Unreadable { source, .. }) = cause.downcast_ref() {
        return Some(local::disk(source));
    }
    if cause.is::<WrongChecksum>() {
        return Some(Explanation::own_words(Exit::Integrity).try_this("run the command again later"));
    }
    if cause.is::<BadProxy>() {
        return Some(
            Explanation::own_words(Exit::Failure)
                .try_this("use http://HOST:PORT, https://HOST:PORT or socks5h://HOST:PORT, or unset the variable"),
        );
    }
    is_misuse(cause).then(|| Explanation::own_words(Exit::Usage))
}

fn duckdb(error: &DuckDbError) -> Explanation {
    let failed = Explanation::own_words(Exit::Failure);
    match error {
        DuckDbError::Start { source, .. } if source.kind() == ErrorKind::NotFound => failed.try_this(
            "install DuckDB with `pip install duckdb-cli`, your package manager or from https://duckdb.org, or set \
             HF_DUCKDB to the program",
        ),
        DuckDbError::Query { is_closed: true, .. } => failed
            .try_this("files of this machine are closed to queries that may write: add --allow-write to open them"),
        DuckDbError::Result { .. } => failed.try_this("check that HF_DUCKDB or `duckdb` in PATH is DuckDB's shell"),
        DuckDbError::Start { .. } | DuckDbError::Query { .. } => failed,
    }
}

fn is_misuse(cause: &(dyn std::error::Error + 'static)) -> bool {
    let is_id = cause.is::<RepoArgumentError>() || cause.is::<RepoIdError>();
    let is_place = cause.is::<UriError>() || cause.is::<VolumeError>() || cause.is::<PlaceError>();
    cause.is::<Misuse>() || is_id || is_place
}
