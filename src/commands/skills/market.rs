//! The skills that the Hub offers: a list and their files, in a bucket. Names and paths in it are not trusted.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use super::place::DOCUMENT;
use crate::api::Hub;
use crate::api::buckets::files::{BucketEntry, BucketFile};
use crate::args::missing::Missing;
use crate::base::fs::safe_relative;
use crate::commands::xet_store::xet_store;
use crate::context::Context;
use crate::ids::bucket::BucketId;
use crate::output::{Action, ProgressMode};
use crate::transfer::bucket::download::{Receiver, Wanted};
use crate::transfer::bucket::error::BucketError;
use crate::transfer::pace::Pace;
use crate::transfer::xet::Xet;

const BUCKET: (&str, &str) = ("huggingface", "skills");
const LIST: &str = "marketplace.json";
/// Bytes of the list, at most: it has a line for each skill.
const LONGEST_LIST: u64 = 4 << 20;

/// A skill that can be installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    pub(super) name: String,
    pub(super) description: String,
    /// Its folder in the bucket.
    source: String,
}

/// The bucket of skills.
pub(super) struct Market<'a> {
    cx: &'a Context,
    hub: &'a Hub,
    xet: Xet,
    bucket: BucketId,
}

impl<'a> Market<'a> {
    pub(super) fn new(cx: &'a Context, hub: &'a Hub) -> Result<Self> {
        Ok(Self { cx, hub, xet: xet_store(cx, hub)?, bucket: BucketId::new(BUCKET.0, BUCKET.1)? })
    }

    /// The skills that are offered.
    pub(super) async fn offers(&self) -> Result<Vec<Offer>> {
        let found = self.hub.bucket_files_at(&self.bucket, &[LIST]).await?.into_iter().find(|file| file.path == LIST);
        let missing = || BucketError::Missing { bucket: self.bucket.to_string(), path: LIST.to_owned() };
        let file = found.ok_or_else(missing)?;
        if file.size > LONGEST_LIST {
            bail!("the list of skills is too large");
        }
        let text = self.content(&file).await?;
        offers(&serde_json::from_slice(&text).context("the list of skills is not JSON")?)
    }

    async fn content(&self, file: &BucketFile) -> Result<Vec<u8>, BucketError> {
        let content = self.hub.bucket_content(&self.bucket, file);
        let mut reading = self.xet.read(&content, file.size, 0..file.size, self.cx.config.download_timeout).await?;
        let mut text = Vec::new();
        while let Some(chunk) = reading.next().await? {
            text.extend_from_slice(&chunk);
        }
        Ok(text)
    }

    /// Brings the files of a skill to a folder.
    pub(super) async fn fetch(&self, offer: &Offer, folder: &Path) -> Result<()> {
        let entries = self.hub.bucket_tree(&self.bucket, &offer.source, true).all().await?;
        let mut wanted = Vec::new();
        for file in entries.into_iter().filter_map(BucketEntry::into_file) {
            let Some(inner) = file.path.strip_prefix(&format!("{}/", offer.source)) else { continue };
            let local = safe_relative(inner)?;
            wanted.push(Wanted { file, local });
        }
        if !wanted.iter().any(|wanted| wanted.local == Path::new(DOCUMENT)) {
            bail!("skill '{}' has no {DOCUMENT}", offer.name);
        }
        let receiver = Receiver {
            hub: self.hub,
            xet: &self.xet,
            bucket: &self.bucket,
            folder: folder.to_owned(),
            idle: self.cx.config.download_timeout,
            pace: Pace::unlimited(),
            progress: Arc::new(self.cx.out.meter(ProgressMode::None, Action::Download)) as _,
        };
        Ok(receiver.receive(&wanted).await?)
    }
}

/// The offer of that name, in any case.
pub(super) fn named<'a>(offers: &'a [Offer], name: &str) -> Result<&'a Offer, Missing> {
    let found = offers.iter().find(|offer| offer.name.eq_ignore_ascii_case(name.trim()));
    found.ok_or_else(|| {
        let hint = "list the skills with `hf skills list`".to_owned();
        Missing { kind: "skill", name: name.to_owned(), hint }
    })
}

/// Entries without a name or a folder are none.
fn offers(list: &Value) -> Result<Vec<Offer>> {
    let plugins = list["plugins"].as_array().context("the list of skills has an unexpected form")?;
    let offer = |plugin: &Value| {
        let source = plugin["source"].as_str()?.trim().trim_start_matches("./").trim_matches('/');
        let description = plugin["description"].as_str().unwrap_or_default().to_owned();
        let name = plugin["name"].as_str()?.to_owned();
        (!source.is_empty()).then(|| Offer { name, description, source: source.to_owned() })
    };
    Ok(plugins.iter().filter_map(offer).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{named, offers};

    #[test]
    fn entries_that_make_no_sense_are_skipped() {
        let list = json!({"plugins": [
            {"name": "Gradio", "source": "./skills/gradio/", "description": "Builds"}, {"name": "x"}, 3,
            {"name": "y", "source": "./"},
        ]});
        let found = offers(&list).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(named(&found, " gradio").unwrap().source, "skills/gradio");
        assert!(named(&found, "other").is_err());
        assert!(offers(&json!({"plugins": 3})).is_err());
    }
}
