//! Listings that come in pages, each naming the next in its `Link` header.

use std::marker::PhantomData;

use serde::de::DeserializeOwned;

use super::HubError;
use super::service::{Call, Service, decode};
use crate::http::reply;

/// A listing, read page by page.
pub struct Pages<'a, T> {
    service: &'a Service,
    next: Option<Call<'a>>,
    /// How many items are still wanted.
    left: usize,
    item: PhantomData<T>,
}

impl<'a> Call<'a> {
    /// A listing that comes in pages.
    pub(super) fn pages<T: DeserializeOwned>(self) -> Pages<'a, T> {
        Pages { service: self.service, next: Some(self), left: usize::MAX, item: PhantomData }
    }
}

impl<T: DeserializeOwned> Pages<'_, T> {
    /// The first `most` items alone: no page beyond them is asked for, and none at all for 0.
    #[must_use]
    pub fn take(self, most: usize) -> Self {
        Self { left: self.left.min(most), ..self }
    }

    /// The items of the next page, or `None` after the last.
    ///
    /// # Errors
    /// The listing ends with it.
    pub async fn next(&mut self) -> Result<Option<Vec<T>>, HubError> {
        let Some(call) = self.next.take().filter(|_| self.left > 0) else { return Ok(None) };
        let response = call.whole().send().await?;
        // A mirror may send the default endpoint's links: `get` leads them back.
        let next = reply::link(response.headers(), "next").map(|url| self.service.get(&url));
        let mut items: Vec<T> = decode(response).await?;
        items.truncate(self.left);
        self.left -= items.len();
        self.next = next;
        Ok(Some(items))
    }

    /// All items of all pages.
    pub async fn all(mut self) -> Result<Vec<T>, HubError> {
        let mut items = Vec::new();
        while let Some(page) = self.next().await? {
            items.extend(page);
        }
        Ok(items)
    }
}
