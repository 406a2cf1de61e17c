//! Runs a plan: every content is fetched once, and put where its files belong. Several at a time; the first error
//! stops the others.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs::File;
use std::io::{self, Seek};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::content::Expected;
use super::ranges::{Fetched, KEPT, LARGE};
use super::{DownloadError, Downloader, Order, Plan, PlannedFile, Target};
use crate::base::fs::open_regular;
use crate::base::sha::ContentHash;
use crate::base::size::total;
use crate::cache::{CacheError, Content, Kept, LocalDir, LockedFile, Partial, RepoCache};
use crate::transfer::hearing::hub_for;
use crate::transfer::progress::Event;

/// How often a lock that another process holds is asked for again.
const LOCK_PAUSE: Duration = Duration::from_millis(50);
/// After so many times the user is told what is waited for.
const PATIENT_ASKS: u32 = 40;

/// Files that share one content.
struct Group<F> {
    /// At least one.
    files: Vec<F>,
    /// Whether the content was not here when the download began, so that it was announced.
    is_announced: bool,
}

impl<F: Borrow<PlannedFile>> Group<F> {
    fn new(first: F) -> Self {
        Self { files: vec![first], is_announced: false }
    }

    fn missing(&self) -> impl Iterator<Item = &PlannedFile> {
        self.files.iter().map(Borrow::borrow).filter(|file| !file.is_present)
    }
}

impl Group<&PlannedFile> {
    /// For a task of its own. The plan may have a million files: no more are copied than are being fetched.
    fn to_owned(&self) -> Group<PlannedFile> {
        let files = self.files.iter().map(|file| (*file).clone()).collect();
        Group { files, is_announced: self.is_announced }
    }
}

impl Downloader {
    pub(super) async fn store(&self, plan: &Plan) -> Result<(), DownloadError> {
        let order = Arc::new(plan.order.clone());
        let mut groups = groups(plan);
        for group in &mut groups {
            let is_lacking = |first: &PlannedFile| !self.has_content(&order, first);
            let is_announced = group.missing().next().is_some_and(is_lacking);
            group.is_announced = is_announced;
        }
        let announced = || groups.iter().filter(|group| group.is_announced);
        let bytes = total(announced().filter_map(|group| group.missing().next()?.size));
        self.progress.on(Event::Planned { files: announced().flat_map(Group::missing).count(), bytes });
        let is_small = |file: &PlannedFile| file.size.is_some_and(|size| size < LARGE);
        let small = announced().filter(|group| group.missing().next().is_some_and(is_small)).count();
        // They wait for answers, not for bytes.
        self.slots.expect(small);
        let mut groups = groups.into_iter();
        let mut running = JoinSet::new();
        loop {
            while running.len() < self.options.workers.max(1) {
                let Some(group) = groups.next() else { break };
                let (this, order, commit, group) =
                    (self.clone(), Arc::clone(&order), plan.commit.clone(), group.to_owned());
                running.spawn(async move { this.store_group(&order, &commit, group).await });
            }
            match running.join_next().await {
                // Leaving drops the set, which stops what still runs.
                Some(outcome) => outcome??,
                None => break,
            }
        }
        // Also of files that were present at first: an attempt that stored them may have been killed before it came here.
        order.target.remove_leftovers(&plan.files);
        Ok(())
    }

    async fn store_group(&self, order: &Order, commit: &str, group: Group<PlannedFile>) -> Result<(), DownloadError> {
        match &order.target {
            Target::Folder { folder, .. } => {
                for file in &group.files {
                    self.store_in_folder(order, folder, commit, file).await?;
                }
                Ok(())
            }
            Target::Cache(_) | Target::Linked { .. } => self.store_in_cache(order, commit, &group).await,
        }
    }

    /// Whether the cache has the blob, which then only needs a name.
    pub(super) fn has_content(&self, order: &Order, file: &PlannedFile) -> bool {
        !self.options.force && order.target.has_content(file)
    }

    /// One blob, and an entry of the snapshot for each file.
    async fn store_in_cache(
        &self,
        order: &Order,
        commit: &str,
        group: &Group<PlannedFile>,
    ) -> Result<(), DownloadError> {
        let Some(first) = group.missing().next() else { return Ok(()) };
        let repo = order.target.cache();
        let lock = self.wait_for(&first.path, || Ok(repo.try_lock(&first.etag)?)).await?;
        let is_there =
            !self.options.force && (repo.has_blob(&first.etag, first.size) || self.link_shared(repo, first).await?);
        let is_new = !is_there;
        if is_new {
            let by_xet = self.fetch_to(&BlobPlace::Cache(repo), &self.expected(order, commit, first)).await?;
            if by_xet {
                self.share(repo, first).await?;
            }
        } else if group.is_announced {
            // Another process has fetched it meanwhile.
            self.tell_found(first);
        }
        // Without links the last entry takes the blob itself.
        let absent: Vec<_> = group.missing().collect();
        for (number, file) in absent.iter().enumerate() {
            if is_new && number + 1 == absent.len() {
                repo.link_new(commit, &file.path, &file.etag)?;
            } else {
                repo.link(commit, &file.path, &file.etag)?;
            }
            if group.is_announced {
                self.progress.on(Event::Finished { file: &file.path });
            }
        }
        drop(lock);
        Ok(())
    }

    /// Returns whether the content that another repo has brought is the one that is wanted.
    async fn link_shared(&self, repo: &RepoCache, file: &PlannedFile) -> Result<bool, DownloadError> {
        if !file.shared().is_some_and(|blob| repo.has_shared(blob)) {
            return Ok(false);
        }
        let (cache, wanted) = (repo.clone(), file.clone());
        let linking = tokio::task::spawn_blocking(move || wanted.shared().is_some_and(|blob| cache.link_shared(blob)));
        let is_linked = linking.await?;
        if !is_linked {
            self.note(&format!(
                "what the cache shares under the name of '{}' is other content: fetching it",
                file.path
            ));
        }
        Ok(is_linked)
    }

    /// Lets other repos have the content that was just fetched.
    async fn share(&self, repo: &RepoCache, file: &PlannedFile) -> Result<(), DownloadError> {
        let (repo, file, force, is_checked) = (repo.clone(), file.clone(), self.options.force, self.options.verify);
        let sharing = move || file.shared().map_or(Ok(()), |blob| repo.share(blob, force, is_checked));
        Ok(tokio::task::spawn_blocking(sharing).await??)
    }

    async fn store_in_folder(
        &self,
        order: &Order,
        folder: &LocalDir,
        commit: &str,
        file: &PlannedFile,
    ) -> Result<(), DownloadError> {
        let locked = self.wait_for(&file.path, || Ok(folder.try_lock(&file.path)?)).await?;
        if file.etag.is_empty() {
            return Ok(()); // used as it is, for nobody could be asked
        }
        // Somebody may have changed the file while the lock was waited for.
        let record = locked.record()?.current().filter(|record| *record.etag == *file.etag && !self.options.force);
        if record.as_ref().is_some_and(|record| record.commit == commit) {
            return Ok(());
        }
        let is_right = record.is_some() || (!self.options.force && self.is_right_already(file, &locked).await?);
        if is_right || self.copy_from_cache(order, commit, file, &locked).await? {
            self.tell_found(file);
        } else {
            self.fetch_to(&BlobPlace::Folder(&locked), &self.expected(order, commit, file)).await?;
        }
        locked.write_record(commit, &file.etag)?;
        if !file.is_present {
            self.progress.on(Event::Finished { file: &file.path });
        }
        Ok(())
    }

    /// Fetches content to its place. Gives whether Xet gave it.
    async fn fetch_to(&self, place: &BlobPlace<'_>, expected: &Expected<'_>) -> Result<bool, DownloadError> {
        let worth_keeping = |size: &u64| {
            let is_worth_it = *size >= KEPT || (expected.xet.is_some() && *size > 0);
            is_worth_it && ContentHash::for_etag(expected.etag, *size).is_some()
        };
        self.progress.on(Event::Started { file: expected.name, bytes: expected.size.unwrap_or(0) });
        let this = Self { hub: hub_for(expected.name, &self.hub, &self.progress), ..self.clone() };
        let fetched = match expected.size.filter(worth_keeping) {
            Some(size) => this.fetch_large(expected, size, |content| place.kept_partial(content)).await?,
            None => Fetched::NoRanges,
        };
        if let Fetched::NoRanges = fetched {
            let partial = place.partial(expected.etag)?;
            this.fetch(expected, partial.file()).await?;
            check_size(expected, &partial)?;
            partial.commit()?;
        }
        Ok(matches!(fetched, Fetched::Stored { by_xet: true }))
    }

    /// What was announced and is found here need not be moved.
    fn tell_found(&self, file: &PlannedFile) {
        if file.is_present {
            return;
        }
        let bytes = file.size.unwrap_or(0);
        self.progress.on(Event::Started { file: &file.path, bytes });
        self.progress.on(Event::Found { file: &file.path, bytes });
    }

    /// A file without a record may still be the right one: its hash tells.
    async fn is_right_already(&self, file: &PlannedFile, locked: &LockedFile) -> Result<bool, DownloadError> {
        let path = locked.path().to_owned();
        let Ok(mut content) = open_regular(&path) else { return Ok(false) };
        let size = content.metadata().map_or(0, |metadata| metadata.len());
        let Some(hash) = ContentHash::for_etag(&file.etag, size).filter(|_| file.size == Some(size)) else {
            return Ok(false);
        };
        let etag = file.etag.clone();
        let found = tokio::task::spawn_blocking(move || {
            let hashed = hash.of_reader(&mut content);
            hashed.map_err(|source| DownloadError::local("read", &path, source))
        });
        Ok(found.await?? == *etag)
    }

    /// The cache may have the file. What is damaged there is fetched instead.
    async fn copy_from_cache(
        &self,
        order: &Order,
        commit: &str,
        file: &PlannedFile,
        locked: &LockedFile,
    ) -> Result<bool, DownloadError> {
        let Some(entry) = order.target.cache().entry(commit, &file.path).filter(|_| !self.options.force) else {
            return Ok(false);
        };
        let (partial, etag) = (locked.partial(&file.etag)?, file.etag.clone());
        let (size, is_checked) = (file.size, self.options.verify);
        let copying = tokio::task::spawn_blocking(move || {
            let copied = copy(&entry, partial.file()).and_then(|copied| {
                let hash = ContentHash::for_etag(&etag, copied).filter(|_| is_checked);
                let found = hash.map(|hash| hash.of_reader(partial.file())).transpose()?;
                Ok(size.is_none_or(|size| size == copied) && found.is_none_or(|found| found == *etag))
            });
            let is_right = copied.map_err(|source| DownloadError::local("copy", &entry, source))?;
            Ok::<_, DownloadError>(is_right.then_some(partial))
        });
        let Some(partial) = copying.await?? else {
            self.note(&format!("the copy of '{}' in the cache is damaged: fetching it instead", file.path));
            return Ok(false);
        };
        partial.commit()?;
        Ok(true)
    }

    fn expected<'a>(&self, order: &Order, commit: &str, file: &'a PlannedFile) -> Expected<'a> {
        let revision = commit.parse().unwrap_or_default();
        let url = self.hub.resolve_url(&order.repo, &revision, &file.path);
        let (location, xet) = (file.location.as_deref(), file.xet.as_deref());
        Expected { name: &file.path, etag: &file.etag, size: file.size, url, location, xet }
    }

    /// Asks for a lock until it is free, without holding up the other files.
    pub(super) async fn wait_for<T>(
        &self,
        path: &str,
        mut ask: impl FnMut() -> Result<Option<T>, DownloadError>,
    ) -> Result<T, DownloadError> {
        for asked in 1.. {
            if let Some(lock) = ask()? {
                return Ok(lock);
            }
            if asked == PATIENT_ASKS {
                self.note(&format!("waiting for another process that downloads '{path}'"));
            }
            tokio::time::sleep(LOCK_PAUSE).await;
        }
        unreachable!("the loop has no end")
    }
}

/// Where content gets its name: in the cache, or in a folder of the user's.
enum BlobPlace<'a> {
    Cache(&'a RepoCache),
    Folder(&'a LockedFile),
}

impl BlobPlace<'_> {
    fn partial(&self, etag: &str) -> Result<Partial, CacheError> {
        match self {
            Self::Cache(repo) => repo.partial(etag),
            Self::Folder(file) => file.partial(etag),
        }
    }

    fn kept_partial(&self, content: Content<'_>) -> Result<Kept, CacheError> {
        match self {
            Self::Cache(repo) => repo.kept_partial(content),
            Self::Folder(file) => file.kept_partial(content),
        }
    }
}

/// Copies the content and goes back to its beginning. Gives its size in bytes. Blocks.
fn copy(from: &Path, mut to: &File) -> io::Result<u64> {
    let copied = io::copy(&mut open_regular(from)?, &mut to)?;
    to.rewind()?;
    Ok(copied)
}

/// Where no hash tells what the content is, its size does.
fn check_size(expected: &Expected<'_>, partial: &Partial) -> Result<(), DownloadError> {
    let metadata = partial.file().metadata();
    let found = metadata.map_err(|source| DownloadError::local("look at", partial.path(), source))?.len();
    match expected.size {
        Some(size) if size != found => {
            Err(DownloadError::WrongSize { path: expected.name.into(), expected: size, found })
        }
        _ => Ok(()),
    }
}

/// In the cache files with one content are one group: it is fetched once. In a folder each file stands for itself.
fn groups(plan: &Plan) -> Vec<Group<&PlannedFile>> {
    if !plan.order.target.is_cache() {
        return plan.files.iter().map(Group::new).collect();
    }
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    let mut groups: Vec<Group<&PlannedFile>> = Vec::new();
    for file in plan.files.iter().filter(|file| !file.is_present) {
        match numbers.entry(&file.etag) {
            Entry::Occupied(number) => groups[*number.get()].files.push(file),
            Entry::Vacant(number) => {
                number.insert(groups.len());
                groups.push(Group::new(file));
            }
        }
    }
    groups
}
