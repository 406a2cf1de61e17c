//! Brings the content of large files into Xet storage: one look at each gives what the store and the commit call it. If
//! the store does not take them, they go to the LFS store.

use futures_util::TryStreamExt;

use super::hash_cache::Kind;
use super::hashing::Hashed;
use super::modes::Item;
use super::put::STALL;
use super::session::Session;
use super::told::{outgoing, send_told};
use super::{Ready, UploadError};
use crate::api::preupload::UploadMode;
use crate::transfer::progress::Event;
use crate::transfer::xet::{Sending, Sha256, Stored, Xet, XetError};

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
            Ok(stored) => {
                for (Hashed { file, .. }, Stored { sha256, .. }) in to_send.iter_mut().zip(stored) {
                    file.addition.source.check()?;
                    if let Some(sha256) = &sha256 {
                        self.known.learn(&file.addition.source, Kind::Sha256, sha256);
                    }
                    file.sha256 = sha256;
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

    async fn send_by_xet(&self, sending: Sending, files: &[Hashed]) -> Result<Vec<Stored>, XetError> {
        let additions = files.iter().map(|hashed| &hashed.file.addition);
        let told = additions.map(|addition| (addition.path.as_str(), addition.source.size)).collect();
        let outgoing = files.iter().map(|Hashed { file: Ready { addition, sha256 }, .. }| {
            let sha256 = sha256.clone().map_or(Sha256::Wanted, Sha256::Known);
            outgoing(&addition.source, sha256)
        });
        send_told(sending, outgoing.collect(), told, &*self.progress).await
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
