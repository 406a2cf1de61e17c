//! Brings the content of files where a commit can name it: hashes them, leaves out those that the repo has already,
//! and sends what the LFS store lacks, unless Xet takes it. Hashing, asking and sending run at the same time.

use std::collections::HashSet;
use std::sync::atomic::Ordering;

use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::try_join;

use super::content::aside;
use super::hash_cache::Kind;
use super::hashing::Hashed;
use super::modes::{AT_ONCE, Item};
use super::parts::{StoredParts, is_expired, is_gone};
use super::put::{MOST_REQUESTS, Slice};
use super::session::Session;
use super::unfinished::Unfinished;
use super::{Addition, Ready, UploadError};
use crate::api::lfs::{LfsActions, LfsAnswer, LfsObject};
use crate::transfer::hearing::hub_for;
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
            match answer.ok_or_else(|| nonsense(addition, "it is missing"))? {
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
        let Lacking { addition, object, actions } = lacking;
        self.progress.on(Event::Started { file: &addition.path, bytes: object.size });
        let sent = self.send_object(&addition, &object, actions).await;
        if sent.is_err() {
            // If its hash was an old one, that may be why.
            self.known.forget(&addition.source, Kind::Sha256);
        }
        let actions = sent?;
        addition.source.check()?;
        if let Some(verify) = actions.verify {
            let failed = |source| UploadError::File { path: addition.path.clone(), source };
            let hub = hub_for(&addition.path, self.hub, &self.progress);
            hub.lfs_verify(&verify.href, &object).await.map_err(failed)?;
        }
        self.progress.on(Event::Finished { file: &addition.path });
        Ok(())
    }

    /// Sends an object; its addresses may expire meanwhile, then new ones are asked for, as long as more of it gets
    /// through with them. Gives the last ones.
    async fn send_object(
        &self,
        addition: &Addition,
        object: &LfsObject,
        mut actions: LfsActions,
    ) -> Result<LfsActions, UploadError> {
        let whole = Slice::whole(&addition.path, &addition.source);
        let unfinished = self.unfinished(object);
        if self.send_rest(object, &whole, &unfinished).await? {
            return Ok(actions);
        }
        let mut stored = StoredParts::kept_in(unfinished);
        let mut before = None;
        loop {
            let sent = match &actions.upload {
                Some(upload) => self.sender.send(upload, object, &whole, &mut stored).await,
                None => Ok(()),
            };
            let Err(error) = sent else { return Ok(actions) };
            let is_stuck = before.is_some_and(|before| stored.count() <= before);
            if is_stuck || !is_expired(&error) {
                return Err(error);
            }
            before = Some(stored.count());
            let answer = self.ask_about(std::slice::from_ref(object)).await?.pop();
            actions = answer.and_then(|answer| answer.actions).unwrap_or_default();
        }
    }
}

impl Session<'_> {
    /// Goes on with the upload of an earlier run, if there is one whose addresses still live. Gives whether the object
    /// is complete now.
    async fn send_rest(&self, object: &LfsObject, whole: &Slice, unfinished: &Unfinished) -> Result<bool, UploadError> {
        let (kept, size) = (unfinished.clone(), object.size);
        let left = aside(move || StoredParts::left_in(kept, size)).await;
        let Some((action, mut stored, bytes)) = left else { return Ok(false) };
        whole.moved.fetch_add(bytes, Ordering::Relaxed);
        self.progress.on(Event::Found { file: &whole.path, bytes });
        match self.sender.send(&action, object, whole, &mut stored).await {
            Err(error) if is_gone(&error) => {
                unfinished.forget();
                Ok(false)
            }
            sent => sent.map(|()| true),
        }
    }

    fn unfinished(&self, object: &LfsObject) -> Unfinished {
        let place = self.hub.repo_url(&self.job.to.repo);
        let known = self.job.options.known.as_ref();
        known.map(|known| Unfinished::of(known, &place, object)).unwrap_or_default()
    }
}

fn nonsense(addition: &Addition, why: &'static str) -> UploadError {
    UploadError::Answer { path: addition.path.clone(), why }
}
