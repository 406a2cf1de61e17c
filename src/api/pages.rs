//! Listings that come in pages. Most name the next one in their `Link` header; others count (`p=0`, `p=1`, ...).

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use reqwest::Response;
use serde::de::DeserializeOwned;

use super::HubError;
use super::service::{Call, Service, parse};
use crate::http::{body, reply, shown_url};

/// Pages of one listing: the longest that there is has a few thousand.
const MOST_PAGES: usize = 100_000;
/// Pages without items, one after the other: a server that filters may send some.
const MOST_EMPTY_PAGES: usize = 100;

/// A listing, read page by page.
pub struct Pages<'a, T> {
    service: &'a Service,
    next: Option<Call<'a>>,
    read: Read<T>,
    keep: Option<Keep<'a, T>>,
    /// How many items are still wanted.
    left: usize,
    has_more: bool,
    guard: Guard,
}

/// A page as it came: the address that it came from, the one in its `Link` header, and its body.
pub(super) struct Raw<'a> {
    pub(super) url: &'a str,
    pub(super) link: Option<String>,
    pub(super) body: &'a [u8],
}

/// The items of a page, and the address of the next one.
pub(super) struct Content<T> {
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
}

/// Whether an item is wanted. It may be changed on the way.
pub type Keep<'a, T> = Box<dyn FnMut(&mut T) -> bool + 'a>;

/// Reads a page.
pub(super) type Read<T> = fn(&Raw<'_>) -> Result<Content<T>, HubError>;

impl<'a> Call<'a> {
    /// A listing whose pages are arrays and name the next page in their `Link` header.
    pub(super) fn pages<T: DeserializeOwned>(self) -> Pages<'a, T> {
        self.pages_read_by(|page| {
            Ok(Content { items: parse(&shown_url(page.url), page.body)?, next: page.link.clone() })
        })
    }

    /// A listing whose pages have a form of their own.
    pub(super) fn pages_read_by<T>(self, read: Read<T>) -> Pages<'a, T> {
        Pages {
            service: self.service,
            next: Some(self),
            read,
            keep: None,
            left: usize::MAX,
            has_more: false,
            guard: Guard::default(),
        }
    }
}

impl<'a, T> Pages<'a, T> {
    /// Only the items that `keep` returns true for, as it leaves them. [`Pages::take`] counts what is kept.
    #[must_use]
    pub fn retain(self, keep: impl FnMut(&mut T) -> bool + 'a) -> Self {
        Self { keep: Some(Box::new(keep)), ..self }
    }

    /// Whether the listing was left before its end: there are items beyond those that were taken, as far as the last
    /// page tells.
    pub fn has_more(&self) -> bool {
        self.has_more
    }

    /// Only the first `most` items: no page beyond them is requested, and none at all for 0.
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
        let Content { mut items, next } = self.checked(call.whole().send().await?).await?;
        if let Some(keep) = &mut self.keep {
            items.retain_mut(keep);
        }
        self.has_more = items.len() > self.left || next.is_some();
        items.truncate(self.left);
        self.left -= items.len();
        // A mirror may send the default endpoint's links: `get` leads them back.
        self.next = next.map(|url| self.service.get(&url));
        Ok(Some(items))
    }

    /// A page that does not make the listing endless.
    async fn checked(&mut self, response: Response) -> Result<Content<T>, HubError> {
        let link = reply::link(response.headers(), "next");
        let url = response.url().to_string();
        let body = body::read(response).await?;
        let content = (self.read)(&Raw { url: &url, link, body: &body })?;
        if let Some(next) = &content.next {
            let page = Page { next, body: &body, is_empty: content.items.is_empty() };
            self.guard.check(&page).map_err(|why| HubError::Endless { url: shown_url(&url), why })?;
        }
        Ok(content)
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

/// What has come of a listing, so that one without end is noticed. Keeps hashes, not pages.
#[derive(Default)]
struct Guard {
    hasher: RandomState,
    pages: usize,
    empty: usize,
    seen: HashSet<u64>,
}

/// A page that is not the last.
struct Page<'a> {
    /// The address of the page behind it.
    next: &'a str,
    body: &'a [u8],
    is_empty: bool,
}

impl Guard {
    /// # Errors
    /// Why there is no end in sight.
    fn check(&mut self, page: &Page<'_>) -> Result<(), &'static str> {
        self.pages += 1;
        self.empty = if page.is_empty { self.empty + 1 } else { 0 };
        let is_new_address = self.seen.insert(self.hasher.hash_one(page.next));
        let is_new_content = page.is_empty || self.seen.insert(self.hasher.hash_one(page.body));
        match (is_new_address && is_new_content, self.empty > MOST_EMPTY_PAGES, self.pages > MOST_PAGES) {
            (false, _, _) => Err("its pages repeat"),
            (_, true, _) => Err("its pages are empty"),
            (_, _, true) => Err("it has too many pages"),
            (true, false, false) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Guard, MOST_EMPTY_PAGES, MOST_PAGES, Page};

    /// After how many pages a listing is given up, and why.
    fn end(page: impl Fn(usize) -> (String, String)) -> (usize, &'static str) {
        let mut guard = Guard::default();
        for number in 0.. {
            let (next, body) = page(number);
            let page = Page { next: &next, body: body.as_bytes(), is_empty: body == "[]" };
            if let Err(why) = guard.check(&page) {
                return (number + 1, why);
            }
        }
        unreachable!()
    }

    #[test]
    fn a_listing_without_end_is_given_up() {
        let cursor = |number: usize| format!("/api/x?cursor={number}");
        let item = |number: usize| format!("[{number}]");
        assert_eq!(end(|number| (cursor(0), item(number))), (2, "its pages repeat"));
        assert_eq!(end(|number| (cursor(number % 5), item(number))), (6, "its pages repeat"));
        assert_eq!(end(|number| (cursor(number), item(number % 3))), (4, "its pages repeat"));
        assert_eq!(end(|number| (cursor(number), "[]".to_owned())), (MOST_EMPTY_PAGES + 1, "its pages are empty"));
        assert_eq!(end(|number| (cursor(number), item(number))), (MOST_PAGES + 1, "it has too many pages"));
    }
}
