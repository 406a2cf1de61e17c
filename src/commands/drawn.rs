//! Secrets that this program makes up.

use anyhow::{Result, anyhow};

use crate::base::secret::Secret;
use crate::base::sha::hex;

/// A secret that nobody can guess.
pub(super) fn drawn() -> Result<Secret> {
    let mut bytes = [0; 32];
    let provider = rustls::crypto::ring::default_provider();
    provider.secure_random.fill(&mut bytes).map_err(|_| anyhow!("the system has no random numbers"))?;
    Secret::parse(&hex(&bytes)).ok_or_else(|| anyhow!("the system has no random numbers"))
}
