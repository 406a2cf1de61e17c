//! The copies of `hf fs cp` that end on this machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};

use super::cat::print;
use super::copies::{Copies, Landed, file_name, folder_for};
use super::place::{Node, existing};
use crate::api::buckets::files::BucketEntry;
use crate::args::address::Address;
use crate::base::fs::{Fence, create_folder, safe_relative};
use crate::base::url::path_below;
use crate::commands::carrier::folder_of;
use crate::commands::cp::shown;
use crate::ids::uri::{BucketUri, HfUri, RepoUri};
use crate::output::Action;
use crate::transfer::bucket::download::Wanted;
use crate::transfer::placing::{End, Kind, target};
use crate::transfer::upload::plan::FolderRules;

impl Copies<'_> {
    /// Copies files and folders of the Hub to this machine.
    pub(super) async fn bring_to_folder(&self, sources: &[Address], dst: &Path) -> Result<Landed> {
        let hub = self.carrier.hub()?;
        let kind = match (dst.is_dir(), dst.exists()) {
            (true, _) => Kind::Folder,
            (false, true) => Kind::File,
            (false, false) => Kind::Nothing,
        };
        let kind = folder_for(sources.len(), kind, &dst.display().to_string())?;
        let end = End { path: "", kind, is_folder: dst.as_os_str().as_encoded_bytes().ends_with(b"/") };
        let mut files = 0;
        for address in sources {
            let node = existing(&hub, address).await?;
            self.check(!node.is_file(), || address.to_string())?;
            let place = match target(source(address, &node), end).as_str() {
                "" => dst.to_owned(),
                below => dst.join(safe_relative(below)?),
            };
            files += match &address.0 {
                HfUri::Repo(src) if node.is_file() => {
                    self.carrier.download_file(src, &place).await?;
                    1
                }
                HfUri::Repo(src) => self.folder_of_repo(src, &place).await?,
                HfUri::Bucket(src) => self.bring_from_bucket(src, &place).await?,
            };
        }
        Ok(Landed { dst: shown(dst), files: Some(files) })
    }

    /// Prints files one after the other.
    pub(super) async fn to_stream(&self, sources: &[Address]) -> Result<()> {
        let hub = self.carrier.hub()?;
        for address in sources {
            print(self.carrier.cx, &hub, (address, None)).await?;
        }
        Ok(())
    }

    /// Everything comes into a folder beside the place first, so that a file has its name only when it is complete.
    async fn folder_of_repo(&self, src: &RepoUri, place: &Path) -> Result<usize> {
        let beside = folder_of(place)?;
        let hub = self.carrier.hub()?;
        // What an earlier run left must be of the same commit: everything that is there has a place.
        let commit = hub.commit_of(&src.repo, &src.revision.clone().unwrap_or_default()).await?;
        let src = &RepoUri { revision: Some(commit.parse()?), ..src.clone() };
        let folder = self.carrier.staging(&beside, &format!("{src} {}", place.display()))?;
        let meter = Arc::new(self.carrier.cx.out.meter(self.carrier.progress, Action::Download));
        let (paths, fetched) = match src.path.as_str() {
            "" => (Vec::new(), folder.path().to_owned()),
            path => (vec![format!("{path}/")], folder.path().join(safe_relative(path)?)),
        };
        self.carrier.fetch(src, paths, (folder.path(), &meter)).await?;
        create_folder(place).with_context(|| format!("cannot create '{}'", place.display()))?;
        let (outside, inside) = (Fence::new(beside), Fence::new(place.to_owned()));
        let found = FolderRules::default().found_in(&fetched)?.files;
        for file in &found {
            let (from, to) = (fetched.join(&file.path), place.join(&file.path));
            let ready = inside.make_folder(to.parent().unwrap_or(place));
            let moved = ready.and_then(|()| outside.move_to(&from, &inside, &to));
            moved.with_context(|| format!("cannot write '{}'", to.display()))?;
        }
        folder.finish();
        meter.finish();
        Ok(found.len())
    }

    /// Brings a file or folder of a bucket to its place. Returns how many files it has.
    pub(super) async fn bring_from_bucket(&self, src: &BucketUri, place: &Path) -> Result<usize> {
        let hub = self.carrier.hub()?;
        let entries = hub.bucket_tree(&src.bucket, &src.path, true).all().await?;
        let mut files: Vec<_> = entries.into_iter().filter_map(BucketEntry::into_file).collect();
        // A name may be that of a file and of a folder: it is the file then.
        if let Some(file) = files.iter().find(|file| file.path == src.path).cloned() {
            let local = PathBuf::from(place.file_name().unwrap_or_default());
            self.carrier.receive(&src.bucket, folder_of(place)?, &[Wanted { file, local }]).await?;
            return Ok(1);
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        let wanted = files.into_iter().map(|file| {
            let local = safe_relative(path_below(&file.path, &src.path))?;
            Ok(Wanted { file, local })
        });
        let wanted = wanted.collect::<Result<Vec<_>>>()?;
        self.carrier.receive(&src.bucket, place.to_owned(), &wanted).await?;
        Ok(wanted.len())
    }
}

/// A source as the rule of places takes it. The whole of a repo or bucket has no name of its own.
fn source<'a>(address: &'a Address, node: &Node) -> End<'a> {
    let kind = Kind::of_source(node.is_file(), address.path());
    End { path: file_name(address.path()), kind, is_folder: address.is_folder() }
}
