//! A server at an address: whether it is well, and what it says of itself.

use reqwest::Url;
use serde_json::Value;

use super::Inference;
use super::error::InferenceError;
use super::url::web_address;
use crate::api::HubError;
use crate::http::retry::Retry;

impl Inference {
    /// `GET {url}/health`: whether the server is well.
    ///
    /// # Errors
    /// The address is none, or the server cannot be reached at all.
    pub async fn is_healthy(&self, url: &str) -> Result<bool, InferenceError> {
        let address = below(url, "health")?;
        match self.server(&address).get(address.as_str()).retry(Retry::never()).send().await {
            Ok(response) => Ok(response.status().as_u16() == 200),
            Err(HubError::Refused(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// `GET {url}/info`: what the server says of itself.
    ///
    /// # Errors
    /// The address is none, or any [`HubError`].
    pub async fn server_info(&self, url: &str) -> Result<Value, InferenceError> {
        let address = below(url, "info")?;
        Ok(self.server(&address).get(address.as_str()).json().await?)
    }
}

fn below(url: &str, name: &str) -> Result<Url, InferenceError> {
    let mut address = web_address(url)?;
    address.set_path(&format!("{}/{name}", address.path().trim_end_matches('/')));
    Ok(address)
}
