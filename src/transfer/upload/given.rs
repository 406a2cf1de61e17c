//! Sends one object whose addresses somebody else has asked for, such as git-lfs. Asks the Hub for nothing.

use std::path::PathBuf;
use std::sync::Arc;

use super::content::Source;
use super::parts::StoredParts;
use super::put::{Sender, Slice};
use super::{Options, UploadError};
use crate::api::Hub;
use crate::api::lfs::{LfsAction, LfsObject};
use crate::transfer::progress::Progress;

/// An object, where its content is and where that goes.
#[derive(Debug)]
pub struct Given {
    /// The file with its content.
    pub local: PathBuf,
    /// Its hash and its size.
    pub object: LfsObject,
    /// Of the batch API of git-lfs: one address, or one for each part.
    pub action: LfsAction,
}

/// Sends the object, in parts if its action has some; `progress` hears of the bytes.
///
/// # Errors
/// Any [`UploadError`]; [`UploadError::Changed`] if the file is not as large as the object.
pub async fn send_given(hub: &Hub, given: &Given, progress: Arc<dyn Progress>) -> Result<(), UploadError> {
    let Given { local, object, action } = given;
    let source = Source::of_file(local)?;
    if source.size != object.size {
        return Err(UploadError::Changed { path: local.clone() });
    }
    let whole = Slice::whole(&local.display().to_string(), &source);
    let sender = Sender::new(hub.clone(), &Options::default(), progress);
    sender.send(action, object, &whole, &mut StoredParts::default()).await?;
    source.check()
}
