//! One file of a repo: where it is, and what is known of it before its content is fetched.

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use reqwest::header::{HeaderMap, RANGE};
use reqwest::{Response, StatusCode};

use super::error::RefusalKind;
use super::{Hub, HubError};
use crate::base::url::url_path;
use crate::http::body;
use crate::http::reply::{header, link};
use crate::http::retry::Retry;
use crate::http::stream::next;
use crate::http::{HttpError, shown_url};
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// What the Hub says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileMetadata {
    /// The commit that the revision names; some mirrors do not tell.
    pub commit: Option<String>,
    /// The content's own name: SHA-256 for large files, git's SHA-1 for small ones.
    pub etag: String,
    /// Bytes, if the Hub told.
    pub size: Option<u64>,
    /// Where the content is: at the Hub, or a signed address of a storage server.
    pub location: String,
    /// `None`: the content is not kept by Xet.
    pub xet: Option<XetFile>,
}

/// A file whose content is kept by Xet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XetFile {
    /// The Xet hash, 64 hex digits.
    pub hash: String,
    /// Where a token for reading is given out.
    pub token_route: String,
}

/// The bytes of a part of a file, as they come.
pub struct FilePart {
    chunks: BoxStream<'static, reqwest::Result<Bytes>>,
    patience: Duration,
    url: String,
    /// Bytes before the part that a server sends which knows no ranges.
    skipped: u64,
    left: u64,
}

impl FilePart {
    /// From the reply to a request for that part, or for the file from its first byte on.
    pub fn of(response: Response, part: Range<u64>, patience: Duration) -> Self {
        Self {
            skipped: if is_part(&response) { 0 } else { part.start },
            left: part.end.saturating_sub(part.start),
            url: shown_url(response.url().as_str()),
            chunks: response.bytes_stream().boxed(),
            patience,
        }
    }

    /// The next bytes; `None` once all have come, or the file ends: see [`Self::check_end`].
    ///
    /// # Errors
    /// Any [`HubError`].
    pub async fn next(&mut self) -> Result<Option<Bytes>, HubError> {
        while self.left > 0 {
            let Some(mut chunk) = next(&mut self.chunks, self.patience, &self.url).await? else { break };
            let skipped = usize::try_from(self.skipped).unwrap_or(usize::MAX).min(chunk.len());
            self.skipped -= skipped as u64;
            let mut chunk = chunk.split_off(skipped);
            chunk.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
            self.left -= chunk.len() as u64;
            if !chunk.is_empty() {
                return Ok(Some(chunk));
            }
        }
        Ok(None)
    }

    /// Whether all bytes of the part have come.
    ///
    /// # Errors
    /// [`HttpError::Short`].
    pub fn check_end(self) -> Result<(), HubError> {
        if self.left == 0 { Ok(()) } else { Err(HttpError::Short { url: self.url }.into()) }
    }
}

fn is_part(response: &Response) -> bool {
    response.status() == StatusCode::PARTIAL_CONTENT
}

impl Hub {
    /// `{endpoint}/{repo}/resolve/{revision}/{path}`: where a file's content is asked for.
    pub fn resolve_url(&self, repo: &RepoId, revision: &Revision, path: &str) -> String {
        format!("{}/{}/resolve/{}/{}", self.endpoint(), repo.url_path(), revision.url_segment(), url_path(path))
    }

    /// `HEAD` of a file. Redirects are followed within the Hub; the first that leaves it tells the location.
    /// `timeout` is for the answer to come; `retry` is `None` for the usual rule.
    ///
    /// # Errors
    /// Any [`HubError`]; [`HubError::NotAHub`] when the headers that every Hub sends are missing.
    pub async fn file_metadata(
        &self,
        url: &str,
        timeout: Duration,
        retry: Option<Retry>,
    ) -> Result<FileMetadata, HubError> {
        let call = self.0.head(url).timeout(timeout).stay_on_origin();
        let response = match retry {
            Some(retry) => call.retry(retry).send().await?,
            None => call.send().await?,
        };
        self.read_metadata(&response)
    }

    /// `GET` of a file's content from the byte `start` on, up to and without the byte `end` where there is one. `url` is
    /// [`Self::resolve_url`] or where that one led. `timeout` is for the answer to come, not for its body.
    pub async fn file_content(
        &self,
        url: &str,
        start: u64,
        end: Option<u64>,
        timeout: Duration,
    ) -> Result<Response, HubError> {
        let call = self.0.get(url).timeout(timeout);
        match (start, end) {
            (0, None) => call.send().await,
            (_, None) => call.header(RANGE.as_str(), &format!("bytes={start}-")).send().await,
            (_, Some(end)) => {
                call.header(RANGE.as_str(), &format!("bytes={start}-{}", end.saturating_sub(1))).send().await
            }
        }
    }

    /// `GET` of a whole file that belongs into memory, such as a card: `None` if the revision has no such file.
    ///
    /// # Errors
    /// Any [`HubError`]; a body that has no end, too.
    pub async fn whole_file(&self, repo: &RepoId, revision: &Revision, path: &str) -> Result<Option<Bytes>, HubError> {
        let url = self.resolve_url(repo, revision, path);
        match self.0.get(&url).whole().send().await {
            Ok(response) => Ok(Some(body::read(response).await?)),
            Err(error) if error.is(RefusalKind::EntryNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// `GET` of a part of a file that belongs into memory: its bytes, fewer where the file ends, and the size of the file
    /// where the server says it. A server that knows no ranges is read up to the end of the part.
    ///
    /// # Errors
    /// Any [`HubError`].
    pub async fn file_range(
        &self,
        url: &str,
        part: Range<u64>,
        patience: Duration,
    ) -> Result<(Vec<u8>, Option<u64>), HubError> {
        let response = self.file_content(url, part.start, Some(part.end), patience).await?;
        let name = if is_part(&response) { "content-range" } else { "content-length" };
        let stated = header(response.headers(), name);
        let size = stated.and_then(|text| text.rsplit('/').next()?.parse().ok());
        let (mut chunks, mut bytes) = (FilePart::of(response, part, patience), Vec::new());
        while let Some(chunk) = chunks.next().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok((bytes, size))
    }

    fn read_metadata(&self, response: &Response) -> Result<FileMetadata, HubError> {
        let headers = response.headers();
        let url = shown_url(response.url().as_str());
        let etag = header(headers, "x-linked-etag").or_else(|| header(headers, "etag"));
        let location = header(headers, "location").filter(|_| response.status().is_redirection());
        Ok(FileMetadata {
            commit: header(headers, "x-repo-commit"),
            etag: normalised(&etag.ok_or(HubError::NotAHub { url, missing: "ETag" })?),
            size: size(headers, response.status().is_redirection()),
            location: location.unwrap_or_else(|| response.url().to_string()),
            xet: self.xet_file(headers),
        })
    }

    fn xet_file(&self, headers: &HeaderMap) -> Option<XetFile> {
        let hash = header(headers, "x-xet-hash")?;
        let route = link(headers, "xet-auth").or_else(|| header(headers, "x-xet-refresh-route"))?;
        Some(XetFile { hash, token_route: self.own_url(&route) })
    }
}

/// An ETag without what HTTP puts around the hash: a weakness mark and quotes.
fn normalised(etag: &str) -> String {
    etag.trim_start_matches(['W', '/']).trim_matches('"').to_owned()
}

/// A redirect's own length says nothing of the file, nor does that of something compressed.
fn size(headers: &HeaderMap, is_redirect: bool) -> Option<u64> {
    let linked = header(headers, "x-linked-size");
    let is_coded = header(headers, "content-encoding").is_some_and(|coding| coding != "identity");
    let own = || header(headers, "content-length").filter(|_| !is_redirect && !is_coded);
    linked.or_else(own)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue};

    use super::{normalised, size};

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn an_etag_is_the_hash_alone() {
        assert_eq!(normalised("W/\"abc\""), "abc");
        assert_eq!(normalised("\"abc\""), "abc");
        assert_eq!(normalised("abc"), "abc");
    }

    #[test]
    fn the_length_of_a_redirect_is_not_the_files() {
        assert_eq!(size(&headers(&[("content-length", "120")]), true), None);
        assert_eq!(size(&headers(&[("content-length", "120")]), false), Some(120));
        assert_eq!(size(&headers(&[("content-length", "120"), ("content-encoding", "gzip")]), false), None);
        assert_eq!(size(&headers(&[("content-length", "1"), ("x-linked-size", "5")]), false), Some(5));
    }
}
