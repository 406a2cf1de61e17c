//! Asks the Hub how it wants each file, before any content is sent.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures_util::future::try_join_all;

use super::content::aside;
use super::known::Known;
use super::session::Session;
use super::{Addition, UploadError};
use crate::api::preupload::{Candidate, UploadMode, Verdict};

/// As many files as the Hub takes in one question.
pub(super) const AT_ONCE: usize = 256;
/// And as many questions as are under way at a time.
const QUESTIONS_AT_ONCE: usize = 8;

/// A file that the Hub wants.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub addition: Addition,
    pub mode: UploadMode,
    /// What the repo has under that path now.
    pub remote_oid: Option<String>,
}

impl Session<'_> {
    /// Asks for any number of files. Those that a .gitignore excludes are left out and counted.
    pub(super) async fn all_modes(&self, additions: Vec<Addition>) -> Result<Vec<Item>, UploadError> {
        let mut additions = additions.into_iter().peekable();
        let mut items = Vec::new();
        while additions.peek().is_some() {
            items.extend(self.modes(&mut additions).await?);
        }
        Ok(items)
    }

    /// Asks for the next files, as many as can be asked for at a time. Every question is answered before any file is
    /// worked on: an answer that nobody waits for would be too late when its turn comes.
    pub(super) async fn modes(&self, additions: &mut impl Iterator<Item = Addition>) -> Result<Vec<Item>, UploadError> {
        let next: Vec<Addition> = additions.take(AT_ONCE * QUESTIONS_AT_ONCE).collect();
        let questions = next.chunks(AT_ONCE).map(|chunk| self.modes_of(chunk.to_vec()));
        Ok(try_join_all(questions).await?.concat())
    }

    async fn modes_of(&self, additions: Vec<Addition>) -> Result<Vec<Item>, UploadError> {
        let known = Arc::clone(&self.known);
        let (additions, candidates) = aside(move || {
            let candidates = additions.iter().map(|addition| candidate(addition, &known));
            let candidates = candidates.collect::<Result<Vec<_>, UploadError>>();
            (additions, candidates)
        })
        .await;
        let verdicts = self.hub.preupload(&self.job.to, &candidates?, self.gitignore.as_deref()).await?;
        let mut verdicts: HashMap<String, Verdict> =
            verdicts.into_iter().map(|verdict| (verdict.path.clone(), verdict)).collect();
        let mut items = Vec::new();
        for addition in additions {
            let verdict = verdicts.remove(&addition.path);
            let verdict =
                verdict.ok_or_else(|| UploadError::Answer { path: addition.path.clone(), why: "it is missing" })?;
            if verdict.should_ignore {
                self.skipped_as_ignored(&addition);
                continue;
            }
            if let Some(found) = self.suspects.get(&addition.path) {
                return Err(UploadError::Secrets { found: found.clone() });
            }
            // The store refuses empty objects.
            let mode = if addition.source.size == 0 { UploadMode::Regular } else { verdict.upload_mode };
            items.push(Item { addition, mode, remote_oid: verdict.oid });
        }
        Ok(items)
    }
}

fn candidate(addition: &Addition, known: &Known) -> Result<Candidate, UploadError> {
    let sample = BASE64_STANDARD.encode(known.sample(&addition.source)?);
    Ok(Candidate { path: addition.path.clone(), sample, size: addition.source.size })
}
