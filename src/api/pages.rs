//! Listings that come in pages, each naming the next in its `Link` header.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::{Call, Hub, HubError, decode};
use crate::http::reply;

/// A listing, read page by page.
pub struct Pages<'a, T> {
    hub: &'a Hub,
    next: Option<Call<'a>>,
    item: PhantomData<T>,
}

impl<'a, T: DeserializeOwned> Pages<'a, T> {
    pub(super) fn new(hub: &'a Hub, first: Call<'a>) -> Self {
        Self { hub, next: Some(first), item: PhantomData }
    }

    /// The items of the next page, or `None` after the last.
    ///
    /// # Errors
    /// Any [`HubError`]; the listing ends with it.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>, HubError> {
        let Some(call) = self.next.take() else { return Ok(None) };
        let response = call.whole().send().await?;
        // A mirror may send the default endpoint's links: `get` leads them back.
        self.next = reply::link(response.headers(), "next").map(|url| self.hub.get(&url));
        decode(response).await.map(Some)
    }

    /// All items of all pages.
    ///
    /// # Errors
    /// Any [`HubError`].
    pub async fn all(mut self) -> Result<Vec<T>, HubError> {
        let mut items = Vec::new();
        while let Some(page) = self.next().await? {
            items.extend(page);
        }
        Ok(items)
    }
}
