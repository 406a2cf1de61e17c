//! Brings the content of files where a commit can name it: hashes them, leaves out those that the repo has already,
//! and sends what the LFS store lacks, unless Xet takes it. Hashing, asking and sending run at the same time.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::try_join;

use super::hash_cache::Kind;
use super::hashing::Hashed;
use super::modes::{AT_ONCE, Item};
use super::put::Slice;
use super::session::{MOST_REQUESTS, Session};
use super::{Addition, Ready, UploadError};
use crate::api::lfs::{LfsActions, LfsAnswer, LfsObject, Multipart};
use crate::http::reply::header;
use crate::transfer::progress::Event;

/// Files that are under way at a time; how many requests they make at once is for the slots to say.
const FILES_AT_ONCE: usize = MOST_REQUESTS;

/// An object that the store lacks.
struct Lacking {
    addition: Addition,
    object: LfsObject,
    actions: LfsActions,
}

impl Session<'_> {
    /// The files that are to be committed, in the order given; the content of the large ones is in the store.
    pub(super) async fn ready(&self, items: Vec<Item>) -> Result<Vec<Ready>, UploadError> {
        if let Some(ready) = self.ready_by_xet(&items).await? {
            return Ok(ready);
        }
        let (to_ask, hashed) = mpsc::channel(AT_ONCE);
        // Addresses do not live for ever: few of them wait for their turn.
        let (to_send, lacking) = mpsc::channel(FILES_AT_ONCE);
        let (small, large, ()) =
            try_join!(self.hash_all(items, to_ask), self.ask_all(hashed, to_send), self.send_all(lacking))?;
        let mut all: Vec<Hashed> = small.into_iter().chain(large).collect();
        all.sort_by_key(|hashed| hashed.at);
        Ok(all.into_iter().map(|hashed| hashed.file).collect())
    }

    /// Asks the store for whatever is hashed by now, and hands on what it lacks.
    async fn ask_all(
        &self,
        mut hashed: Receiver<Hashed>,
        to_send: Sender<Lacking>,
    ) -> Result<Vec<Hashed>, UploadError> {
        let (mut all, mut asked) = (Vec::new(), HashSet::new());
        let mut waiting = Vec::new();
        while hashed.recv_many(&mut waiting, AT_ONCE).await > 0 {
            for lacking in self.ask(&waiting, &mut asked).await? {
                if to_send.send(lacking).await.is_err() {
                    return Ok(all);
                }
            }
            all.append(&mut waiting);
        }
        Ok(all)
    }

    async fn ask(&self, files: &[Hashed], asked: &mut HashSet<String>) -> Result<Vec<Lacking>, UploadError> {
        let mut fresh: Vec<(&Addition, LfsObject)> = Vec::new();
        for Hashed { file, .. } in files {
            let object = LfsObject { oid: file.sha256.clone().unwrap_or_default(), size: file.addition.source.size };
            if asked.insert(object.oid.clone()) {
                fresh.push((&file.addition, object));
            } else {
                self.all_found(&file.addition);
            }
        }
        let objects: Vec<LfsObject> = fresh.iter().map(|(_, object)| object.clone()).collect();
        if objects.is_empty() {
            return Ok(Vec::new());
        }
        let mut answers = self.ask_about(&objects).await?;
        let mut lacking = Vec::new();
        let mut refused = Vec::new();
        for (addition, object) in fresh {
            let answer = answers.iter().position(|answer| answer.oid == object.oid);
            let answer = answer.map(|at| answers.swap_remove(at));
            match answer.ok_or_else(|| nonsense(addition, "there is none"))? {
                LfsAnswer { error: Some(error), .. } => refused.push((addition.path.clone(), error.message)),
                LfsAnswer { actions: Some(actions), .. } => {
                    lacking.push(Lacking { addition: addition.clone(), object, actions });
                }
                _ => self.all_found(addition),
            }
        }
        if refused.is_empty() { Ok(lacking) } else { Err(UploadError::Content { refused }) }
    }

    async fn ask_about(&self, objects: &[LfsObject]) -> Result<Vec<LfsAnswer>, UploadError> {
        let to = &self.job.to;
        // Who may only propose may still send: the store is not to ask for the right to write to the branch.
        let revision = (!to.create_pr).then_some(&to.revision);
        Ok(self.hub.lfs_batch(&to.repo, revision, objects).await?)
    }

    async fn send_all(&self, mut lacking: Receiver<Lacking>) -> Result<(), UploadError> {
        let lacking = stream::poll_fn(move |cx| lacking.poll_recv(cx));
        let sent = lacking.map(|lacking| self.send(lacking)).buffer_unordered(FILES_AT_ONCE);
        sent.try_for_each(async |()| Ok(())).await
    }

    async fn send(&self, lacking: Lacking) -> Result<(), UploadError> {
        let Lacking { addition, object, mut actions } = lacking;
        let whole = whole(&addition);
        self.progress.on(Event::Started { file: &addition.path, bytes: object.size });
        let mut sent = self.send_by(&actions, &object, &whole).await;
        if sent.as_ref().is_err_and(is_expired) {
            // The address may have waited for its turn too long.
            let bytes = whole.moved.swap(0, Ordering::Relaxed);
            self.progress.on(Event::TakenBack { file: &addition.path, bytes });
            let answer = self.ask_about(std::slice::from_ref(&object)).await?.pop();
            actions = answer.and_then(|answer| answer.actions).unwrap_or_default();
            sent = self.send_by(&actions, &object, &whole).await;
        }
        if sent.is_err() {
            // If its hash was an old one, that may be why.
            self.known.forget(&addition.source, Kind::Sha256);
        }
        sent?;
        addition.source.check()?;
        if let Some(verify) = actions.verify {
            let failed = |source| UploadError::File { path: addition.path.clone(), source };
            self.hub.lfs_verify(&verify.href, &object).await.map_err(failed)?;
        }
        self.progress.on(Event::Finished { file: &addition.path });
        Ok(())
    }

    async fn send_by(&self, actions: &LfsActions, object: &LfsObject, whole: &Slice) -> Result<(), UploadError> {
        let Some(upload) = &actions.upload else { return Ok(()) };
        let parts = upload.parts(object.size);
        match parts.map_err(|why| UploadError::Answer { path: whole.path.to_string(), why })? {
            Some(multipart) => self.send_parts(&upload.href, object, &multipart, whole).await,
            None => self.put(&upload.href, whole).await.map(drop),
        }
    }

    async fn send_parts(
        &self,
        complete: &str,
        object: &LfsObject,
        multipart: &Multipart,
        whole: &Slice,
    ) -> Result<(), UploadError> {
        let parts = multipart.urls.iter().enumerate().map(|(at, url)| {
            let offset = at as u64 * multipart.part_size;
            let length = multipart.part_size.min(object.size - offset);
            (url, Slice { offset, length, ..whole.clone() })
        });
        let tags = stream::iter(parts).map(async |(url, part)| {
            let response = self.put(url, &part).await?;
            let tag = header(response.headers(), "etag").filter(|tag| !tag.is_empty());
            tag.ok_or_else(|| UploadError::Answer { path: part.path.to_string(), why: "a part has no ETag" })
        });
        let tags: Vec<String> = tags.buffered(MOST_REQUESTS).try_collect().await?;
        let failed = |source| UploadError::File { path: whole.path.to_string(), source };
        self.hub.lfs_complete(complete, &object.oid, &tags).await.map_err(failed)
    }
}

/// The whole file as one slice.
fn whole(addition: &Addition) -> Slice {
    let (path, source) = (addition.path.as_str().into(), addition.source.clone());
    Slice { path, offset: 0, length: source.size, source, moved: Arc::default() }
}

/// What a store says of an address whose time is over, and of much else.
fn is_expired(error: &UploadError) -> bool {
    let UploadError::File { source, .. } = error else { return false };
    source.refusal().is_some_and(|refusal| refusal.status.as_u16() == 403)
}

fn nonsense(addition: &Addition, why: &'static str) -> UploadError {
    UploadError::Answer { path: addition.path.clone(), why }
}
