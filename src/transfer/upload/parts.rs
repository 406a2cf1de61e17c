//! Sends an object to the store, whole or in parts: each part for itself, and again where only it failed. What the store
//! has of an upload counts when its addresses have expired and others are at hand. Asks nobody for addresses.

use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::Url;

use super::UploadError;
use super::content::{Source, aside};
use super::put::{MOST_REQUESTS, Sender, Slice};
use super::unfinished::{Tags, Unfinished};
use crate::api::lfs::{LfsAction, LfsObject, Multipart};
use crate::http::reply::header;
use crate::transfer::hearing::hub_for;
use crate::transfer::progress::Event;

/// What the store has of one upload in parts.
#[derive(Debug, Default)]
pub(super) struct StoredParts {
    /// By what the store tells this upload from others of the same object; `None` if that is not known.
    upload: Option<String>,
    /// The tag of each part that is there.
    tags: Vec<Option<String>>,
    unfinished: Unfinished,
}

impl StoredParts {
    /// None yet; those that will be are kept for the next run.
    pub(super) fn kept_in(unfinished: Unfinished) -> Self {
        Self { unfinished, ..Self::default() }
    }

    /// What an earlier run has left of an object of `size` bytes, where it was sent to, and its bytes. Blocks.
    pub(super) fn left_in(unfinished: Unfinished, size: u64) -> Option<(LfsAction, Self, u64)> {
        let (action, tags) = unfinished.read()?;
        let multipart = action.parts(size).ok()??;
        let mut stored = Self { unfinished, ..Self::of(&multipart) };
        stored.upload.as_ref()?;
        for (at, tag) in tags {
            *stored.tags.get_mut(at)? = Some(tag);
        }
        let found = stored.stored().map(|(at, _)| multipart.part_size.min(size - at as u64 * multipart.part_size));
        let bytes = found.sum();
        Some((action, stored, bytes))
    }

    fn stored(&self) -> impl Iterator<Item = (usize, &String)> {
        self.tags.iter().enumerate().filter_map(|(at, tag)| Some((at, tag.as_ref()?)))
    }

    fn add(&mut self, at: usize, tag: String) {
        let part = (at, tag);
        self.unfinished.add(&part);
        self.tags[at] = Some(part.1);
    }

    /// Keeps where the parts go.
    async fn keep(&self, action: &LfsAction) {
        let tags: Tags = self.stored().map(|(at, tag)| (at, tag.clone())).collect();
        let (unfinished, action) = (self.unfinished.clone(), action.clone());
        aside(move || unfinished.begin(&action, &tags)).await;
    }

    /// Parts that are there.
    pub(super) fn count(&self) -> usize {
        self.tags.iter().flatten().count()
    }

    /// Whether they are parts of what these addresses belong to.
    fn are_of(&self, multipart: &Multipart) -> bool {
        self.upload.is_some() && self.upload == upload_id(multipart) && self.tags.len() == multipart.urls.len()
    }

    fn of(multipart: &Multipart) -> Self {
        Self { upload: upload_id(multipart), tags: vec![None; multipart.urls.len()], unfinished: Unfinished::default() }
    }
}

/// The store's name of an upload: in the addresses of its parts, as S3 has it.
fn upload_id(multipart: &Multipart) -> Option<String> {
    let first = Url::parse(multipart.urls.first()?).ok()?;
    first.query_pairs().find(|(name, _)| name == "uploadId").map(|(_, id)| id.into_owned())
}

/// How the sending of one part ended.
enum Part {
    Stored(usize, String),
    Expired(UploadError),
    NotBegun,
}

impl Slice {
    /// A whole file.
    pub(super) fn whole(path: &str, source: &Source) -> Self {
        Self { path: path.into(), offset: 0, length: source.size, source: source.clone(), moved: Arc::default() }
    }
}

impl Sender {
    /// Sends an object to where the action says, but for the parts that are stored. `stored` knows more afterwards,
    /// whatever comes of it.
    ///
    /// # Errors
    /// As [`Self::put`]; [`is_expired`] tells whether another action may do better.
    pub(super) async fn send(
        &self,
        action: &LfsAction,
        object: &LfsObject,
        whole: &Slice,
        stored: &mut StoredParts,
    ) -> Result<(), UploadError> {
        let multipart = action.parts(object.size);
        let multipart = multipart.map_err(|why| UploadError::Answer { path: whole.path.to_string(), why })?;
        let Some(multipart) = multipart else { return self.put(&action.href, whole).await.map(drop) };
        if !stored.are_of(&multipart) {
            let bytes = whole.moved.swap(0, Ordering::Relaxed);
            self.progress.on(Event::TakenBack { file: &whole.path, bytes });
            let unfinished = std::mem::take(&mut stored.unfinished);
            *stored = StoredParts { unfinished, ..StoredParts::of(&multipart) };
        }
        stored.keep(action).await;
        self.send_missing(&multipart, whole, stored).await?;
        let tags: Vec<String> = stored.tags.iter().flatten().cloned().collect();
        let failed = |source| UploadError::File { path: whole.path.to_string(), source };
        let hub = hub_for(&whole.path, &self.hub, &self.progress);
        hub.lfs_complete(&action.href, &object.oid, &tags).await.map_err(failed)?;
        stored.unfinished.forget();
        Ok(())
    }

    /// Once one address has expired no other part is begun, but those that are under way come to their end.
    async fn send_missing(
        &self,
        multipart: &Multipart,
        whole: &Slice,
        stored: &mut StoredParts,
    ) -> Result<(), UploadError> {
        let has_expired = AtomicBool::new(false);
        let missing: Vec<usize> = (0..stored.tags.len()).filter(|at| stored.tags[*at].is_none()).collect();
        let sending = stream::iter(missing).map(async |at| {
            if has_expired.load(Ordering::Relaxed) {
                return Ok::<_, UploadError>(Part::NotBegun);
            }
            match self.send_part(multipart, whole, at).await {
                Err(error) if is_expired(&error) => {
                    has_expired.store(true, Ordering::Relaxed);
                    Ok(Part::Expired(error))
                }
                sent => Ok(Part::Stored(at, sent?)),
            }
        });
        let mut sending = pin!(sending.buffer_unordered(MOST_REQUESTS));
        let mut expired = None;
        while let Some(part) = sending.try_next().await? {
            match part {
                Part::Stored(at, tag) => stored.add(at, tag),
                Part::Expired(error) => expired = expired.or(Some(error)),
                Part::NotBegun => {}
            }
        }
        expired.map_or(Ok(()), Err)
    }

    /// Gives the part's tag.
    async fn send_part(&self, multipart: &Multipart, whole: &Slice, at: usize) -> Result<String, UploadError> {
        let offset = at as u64 * multipart.part_size;
        let length = multipart.part_size.min(whole.length - offset);
        let response = self.put(&multipart.urls[at], &Slice { offset, length, ..whole.clone() }).await?;
        // A part of another file is told here rather than by the store, which may not look, and is none for later runs.
        whole.source.check()?;
        let tag = header(response.headers(), "etag").filter(|tag| !tag.is_empty());
        tag.ok_or_else(|| UploadError::Answer { path: whole.path.to_string(), why: "a part has no ETag" })
    }
}

/// What a store says of an address whose time is over, and of much else.
pub(super) fn is_expired(error: &UploadError) -> bool {
    let UploadError::File { source, .. } = error else { return false };
    source.refusal().is_some_and(|refusal| refusal.status.as_u16() == 403)
}

/// What a store says of addresses that lead nowhere any more, whether their time is over or their upload has ended.
pub(super) fn is_gone(error: &UploadError) -> bool {
    let UploadError::File { source, .. } = error else { return false };
    source.refusal().is_some_and(|refusal| matches!(refusal.status.as_u16(), 400 | 403 | 404 | 410))
}

#[cfg(test)]
mod tests {
    use super::{Multipart, StoredParts};

    fn parts(query: &str) -> Multipart {
        let urls = (1..=2).map(|number| format!("http://store/x?partNumber={number}&{query}")).collect();
        Multipart { part_size: 5, urls }
    }

    #[test]
    fn parts_count_for_new_addresses_of_the_same_upload_only() {
        let mut stored = StoredParts::of(&parts("uploadId=one&Signature=a"));
        stored.tags[1] = Some("tag".to_owned());
        assert_eq!(stored.count(), 1);
        assert!(stored.are_of(&parts("uploadId=one&Signature=b")));
        assert!(!stored.are_of(&parts("uploadId=two&Signature=a")));
        assert!(!StoredParts::of(&parts("Signature=a")).are_of(&parts("Signature=a")), "nothing tells them apart");
    }
}
