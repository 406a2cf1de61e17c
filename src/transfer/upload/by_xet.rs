//! Brings the content of large files into Xet storage: one look at each gives what the store and the commit call it. If
//! the store does not take them, they go to the LFS store.

use std::sync::{Mutex, PoisonError};

use futures_util::TryStreamExt;

use super::content::{Source, produced};
use super::hash_cache::Kind;
use super::hashing::Hashed;
use super::modes::Item;
use super::put::STALL;
use super::session::Session;
use super::{Addition, Ready, UploadError};
use crate::api::preupload::UploadMode;
use crate::transfer::progress::{Event, Progress};
use crate::transfer::xet::{Outgoing, Sending, Xet, XetError};

/// The files of a batch, told apart.
#[derive(Default)]
struct Sorted {
    /// Nothing more is to be done for them before the commit.
    done: Vec<Hashed>,
    to_send: Vec<Hashed>,
}

impl Session<'_> {
    /// The files that are to be committed, in the order given; `None` if Xet does not take them.
    pub(super) async fn ready_by_xet(&self, items: &[Item]) -> Result<Option<Vec<Ready>>, UploadError> {
        let Some(xet) = self.job.xet.as_ref().filter(|xet| xet.is_worth_asking()) else { return Ok(None) };
        if !items.iter().any(|item| item.mode == UploadMode::Lfs) {
            return Ok(None);
        }
        let idle = self.job.options.stall_timeout.unwrap_or(STALL);
        let sending = match xet.send(&self.hub.xet_write_route(&self.job.to), idle).await {
            Ok(sending) => sending,
            Err(error) => return self.leave_xet(xet, error).map(|()| None),
        };
        let Sorted { mut done, mut to_send } = self.sorted(items).await?;
        match self.send_by_xet(sending, &to_send).await {
            Ok(hashes) => {
                for (Hashed { file, .. }, hash) in to_send.iter_mut().zip(hashes) {
                    file.addition.source.check()?;
                    self.known.learn(&file.addition.source, Kind::Sha256, &hash);
                    file.sha256 = Some(hash);
                }
            }
            Err(error) => return self.leave_xet(xet, error).map(|()| None),
        }
        done.append(&mut to_send);
        done.sort_by_key(|hashed| hashed.at);
        Ok(Some(done.into_iter().map(|hashed| hashed.file).collect()))
    }

    /// Leaves out what the repo has already, as far as that costs no look at files that are new.
    async fn sorted(&self, items: &[Item]) -> Result<Sorted, UploadError> {
        let mut sorted = Sorted::default();
        let is_new = |item: &Item| item.mode == UploadMode::Lfs && item.remote_oid.is_none();
        let (new, known): (Vec<_>, Vec<_>) = items.iter().cloned().enumerate().partition(|(_, item)| is_new(item));
        let fresh = |(at, item): (usize, Item)| Hashed { at, file: Ready { addition: item.addition, sha256: None } };
        sorted.to_send.extend(new.into_iter().map(fresh));
        let mut hashes = self.hashed(known.into_iter());
        while let Some(portion) = hashes.try_next().await? {
            for (found, is_unchanged) in portion {
                match (is_unchanged, &found.file.sha256) {
                    (true, _) => self.skipped_as_unchanged(&found.file.addition),
                    (false, Some(_)) => sorted.to_send.push(found),
                    (false, None) => sorted.done.push(found),
                }
            }
        }
        Ok(sorted)
    }

    async fn send_by_xet(&self, sending: Sending, files: &[Hashed]) -> Result<Vec<String>, XetError> {
        let tally = Mutex::new(Tally { files, bytes: 0 });
        let lock = || tally.lock().unwrap_or_else(PoisonError::into_inner);
        let outgoing = files.iter().map(|hashed| outgoing(&hashed.file)).collect();
        let outcome = sending.run(outgoing, |bytes| lock().add(bytes, moved, &*self.progress)).await;
        match &outcome {
            Ok(_) => lock().finish(&*self.progress),
            Err(_) => lock().take_back(&*self.progress),
        }
        outcome
    }

    fn leave_xet(&self, xet: &Xet, error: XetError) -> Result<(), UploadError> {
        match error {
            XetError::Content { source, file } => Err(UploadError::Unreadable { path: file.into(), source }),
            error if error.is_refusal() => Err(error.into()),
            error => {
                // A server that knows no Xet is nothing to speak of.
                if xet.falls_back() && !error.is_unknown() {
                    let message = format!("{error}; large files go to the LFS store");
                    self.progress.on(Event::Note { message: &message });
                }
                Ok(())
            }
        }
    }
}

fn outgoing(file: &Ready) -> Outgoing {
    let Addition { source, .. } = &file.addition;
    let Source { size, .. } = *source;
    let (name, content) = (source.local.display().to_string(), source.clone());
    let open = move || produced(move |pieces| content.copy(0, content.size, |piece| pieces.push(piece)));
    Outgoing { name, size, sha256: file.sha256.clone(), open: Box::new(open) }
}

const fn moved(file: &str, bytes: u64) -> Event<'_> {
    Event::Moved { file, bytes }
}

const fn found(file: &str, bytes: u64) -> Event<'_> {
    Event::Found { file, bytes }
}

/// The store counts the bytes of all files together: they are told as if one file were sent after the other.
struct Tally<'a> {
    files: &'a [Hashed],
    /// Told so far.
    bytes: u64,
}

impl Tally<'_> {
    fn add(&mut self, bytes: u64, what: fn(&str, u64) -> Event<'_>, progress: &dyn Progress) {
        let (from, to) = (self.bytes, self.bytes + bytes);
        self.bytes = to;
        let mut start = 0;
        for Hashed { file: Ready { addition, .. }, .. } in self.files {
            let (file, size) = (addition.path.as_str(), addition.source.size);
            let end = start + size;
            if start >= from && start < to {
                progress.on(Event::Started { file, bytes: size });
            }
            let share = to.min(end).saturating_sub(from.max(start));
            if share > 0 {
                progress.on(what(file, share));
            }
            if end > from && end <= to {
                progress.on(Event::Finished { file });
            }
            start = end;
        }
    }

    /// What the store did not count is there too.
    fn finish(&mut self, progress: &dyn Progress) {
        let all: u64 = self.files.iter().map(|hashed| hashed.file.addition.source.size).sum();
        self.add(all.saturating_sub(self.bytes), found, progress);
    }

    fn take_back(&mut self, progress: &dyn Progress) {
        if let Some(Hashed { file, .. }) = self.files.first() {
            progress.on(Event::TakenBack { file: &file.addition.path, bytes: self.bytes });
        }
    }
}
