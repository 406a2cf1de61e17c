//! Finds the error in a chain that has an explanation. What the explanation says is decided in the other files.

use anyhow::Error;

use super::explanation::Explanation;
use super::{Exit, bucket, command_line, hub, inference, local, network, token, transfer, waits};
use crate::api::HubError;
use crate::api::inference::error::InferenceError;
use crate::cache::CacheError;
use crate::context::Used;
use crate::http::HttpError;
use crate::output::{PromptError, is_unwritten};
use crate::transfer::archive::ArchiveError;
use crate::transfer::bucket::error::BucketError;
use crate::transfer::download::DownloadError;
use crate::transfer::safetensors::TensorsError;
use crate::transfer::sync::plan::PlanError;
use crate::transfer::upload::UploadError;

/// Explains the first error of the chain that is known. `used` is the token of the requests.
pub(super) fn explain(error: &Error, used: Option<&Used>) -> Explanation {
    error.chain().find_map(|cause| known(cause, used)).unwrap_or_else(|| Explanation::own_words(Exit::Failure))
}

fn known(cause: &(dyn std::error::Error + 'static), used: Option<&Used>) -> Option<Explanation> {
    if let Some(error) = cause.downcast_ref::<std::io::Error>() {
        return is_unwritten(error).then(|| local::disk(error));
    }
    if let Some(error) = cause.downcast_ref::<InferenceError>() {
        return Some(inference::explain(error, used));
    }
    if let Some(error) = cause.downcast_ref::<HubError>() {
        return Some(hub::hub(error, used));
    }
    if let Some(error) = cause.downcast_ref::<HttpError>() {
        return Some(network::http(error));
    }
    if let Some(error) = cause.downcast_ref::<DownloadError>() {
        return Some(transfer::download(error, used));
    }
    if let Some(error) = cause.downcast_ref::<UploadError>() {
        return Some(transfer::upload(error, used));
    }
    if let Some(error) = cause.downcast_ref::<BucketError>() {
        return Some(bucket::explain(error, used));
    }
    if let Some(error) = cause.downcast_ref::<PlanError>() {
        return Some(bucket::plan(error));
    }
    if let Some(error) = cause.downcast_ref::<CacheError>() {
        return Some(local::cache(error));
    }
    if let Some(error) = cause.downcast_ref::<ArchiveError>() {
        return Some(local::archive(error));
    }
    if let Some(TensorsError::Local { source, .. } | TensorsError::Write { source, .. }) = cause.downcast_ref() {
        return Some(local::disk(source));
    }
    if let Some(error) = cause.downcast_ref::<PromptError>() {
        return Some(local::prompt(error));
    }
    command_line::known(cause).or_else(|| waits::known(cause)).or_else(|| token::known(cause))
}
