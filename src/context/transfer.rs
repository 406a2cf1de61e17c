//! How a run transfers files, as far as its surroundings decide; a verb adds what its own options say.

use super::Context;
use crate::args::allow_secret::AllowSecretArg;
use crate::transfer::{download, upload};

impl Context {
    /// Downloads that check what comes, with the timeouts of the environment and over plain HTTP.
    pub fn download_options(&self) -> download::Options {
        download::Options {
            verify: true,
            metadata_timeout: self.config.metadata_timeout,
            idle_timeout: self.config.download_timeout,
            ..download::Options::default()
        }
    }

    /// Uploads that remember what they learned of local files.
    pub fn upload_options(&self, secrets: &AllowSecretArg) -> upload::Options {
        upload::Options {
            known: Some(self.config.paths.own.clone()),
            allowed_secrets: secrets.allow_secret.clone(),
            ..upload::Options::default()
        }
    }
}
