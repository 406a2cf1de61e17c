//! The copies of `hf fs cp` and `hf fs mv` to repos and buckets: what goes where, by the rule of `cp -r`.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde::Serialize;

use super::place::existing;
use crate::args::address::Address;
use crate::args::copy::Side;
use crate::args::missing::open_input;
use crate::args::misuse::Misuse;
use crate::base::fs::Temporary;
use crate::commands::carrier::Carrier;
use crate::commands::piped::{STDIN, received};
use crate::ids::repo::RepoKind;
use crate::ids::uri::{BucketUri, HfUri, RepoUri};
use crate::transfer::bucket::copy::kind_in_bucket;
use crate::transfer::bucket::upload::New;
use crate::transfer::placing::{End, Kind, target};
use crate::transfer::upload::changes::{Change, NewContent, copy_between, kind_in_repo};
use crate::transfer::upload::plan::{FolderRules, Plan};

/// How sources are copied.
pub(super) struct Copies<'a> {
    pub carrier: Carrier<'a>,
    /// Whether folders are copied.
    pub recursive: bool,
}

/// Changes that become one commit, and what must exist until it is made.
#[derive(Default)]
pub(super) struct Gathered {
    pub changes: Vec<Change>,
    kept: Vec<Temporary>,
}

/// What is printed of files that were copied to a bucket or to this machine.
#[derive(Serialize)]
pub(super) struct Landed {
    pub dst: String,
    /// How many, where it is known without asking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<usize>,
}

/// A file of this machine and the path that it gets.
type NewFile = (String, PathBuf);

impl Copies<'_> {
    /// The changes that bring the sources into a repo.
    pub(super) async fn gather(&self, sources: &[Side], dst: &RepoUri) -> Result<Gathered> {
        let hub = self.carrier.changing()?;
        let to = folder_for(sources.len(), kind_in_repo(&hub, dst).await?, &dst.path)?;
        let end = End { path: &dst.path, kind: to, is_folder: dst.is_folder };
        let kind = dst.repo.kind();
        let mut gathered = Gathered::default();
        for source in sources {
            match source {
                Side::Remote(HfUri::Repo(src)) => {
                    let change = copy_between(&hub, src, dst, to).await?;
                    let is_folder = matches!(&change, Change::Copy { from, .. } if from.is_folder());
                    self.check(is_folder, || src.to_string())?;
                    gathered.changes.push(change);
                }
                // The Hub does not copy from buckets to repos.
                Side::Remote(HfUri::Bucket(src)) => {
                    let folder = self.carrier.aside(&self.carrier.cx.config.paths.temporary)?;
                    let fetched = self.fetch(src, folder.path()).await?;
                    gathered.add(self.local_files(&fetched, end, kind)?);
                    gathered.kept.push(folder);
                }
                Side::Local(path) => gathered.add(self.local_files(path, end, kind)?),
                Side::Stream => {
                    let path = named(end)?;
                    let input = received(self.carrier.cx, STDIN).await?;
                    gathered.add(vec![(path, input.path().to_owned())]);
                    gathered.kept.push(input);
                }
            }
        }
        Ok(gathered)
    }

    /// Copies everything into a bucket.
    pub(super) async fn bring_to_bucket(&self, sources: &[Side], dst: &BucketUri) -> Result<Landed> {
        let hub = self.carrier.changing()?;
        let to = folder_for(sources.len(), kind_in_bucket(&hub, dst).await?, &dst.path)?;
        let end = End { path: &dst.path, kind: to, is_folder: dst.is_folder };
        let (mut new, mut kept) = (Vec::new(), Vec::new());
        for source in sources {
            match source {
                Side::Remote(src) => {
                    let address = Address(src.clone());
                    self.check(!existing(&hub, &address).await?.is_file(), || address.to_string())?;
                    self.carrier.copy_to_bucket(src, dst, to).await?;
                }
                Side::Local(path) => {
                    for (path, local) in self.local_files(path, end, RepoKind::Dataset)? {
                        new.push(New::of_file(&local, path)?);
                    }
                }
                Side::Stream => {
                    let path = named(end)?;
                    let input = received(self.carrier.cx, STDIN).await?;
                    new.push(New::of_file(input.path(), path)?.written_now());
                    kept.push(input);
                }
            }
        }
        if !new.is_empty() {
            self.carrier.send(&dst.bucket, &new).await?;
        }
        Ok(Landed { dst: dst.to_string(), files: None })
    }

    /// Refuses a folder unless folders are meant.
    pub(super) fn check(&self, is_folder: bool, name: impl FnOnce() -> String) -> Result<(), Misuse> {
        match is_folder && !self.recursive {
            true => Err(Misuse(format!("'{}' is a folder: add --recursive", name()))),
            false => Ok(()),
        }
    }

    /// The files of a path of this machine, as an upload finds them.
    fn local_files(&self, path: &Path, dst: End<'_>, kind: RepoKind) -> Result<Vec<NewFile>> {
        self.check(path.is_dir(), || path.display().to_string())?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !path.is_dir() {
            open_input(path)?;
            let src = End { path: &name, kind: Kind::File, is_folder: false };
            return Ok(vec![(target(src, dst), path.to_owned())]);
        }
        let is_opened = name.is_empty()
            || ["/", "/."].iter().any(|end| path.as_os_str().as_encoded_bytes().ends_with(end.as_bytes()));
        let into = target(End { path: &name, kind: Kind::Folder, is_folder: is_opened }, dst);
        let rules = FolderRules { into, ..FolderRules::default() };
        let plan = Plan::of_folder(path, rules.found_in(path)?, &[], &rules)?;
        plan.remarks(kind).iter().for_each(|remark| self.carrier.cx.out.warning(remark));
        Ok(plan.additions.into_iter().map(|addition| (addition.path, addition.source.local)).collect())
    }

    /// Brings a file or folder of a bucket below a folder of this run. Returns where it is, with a slash at the end where
    /// only the content of a folder is meant.
    async fn fetch(&self, src: &BucketUri, folder: &Path) -> Result<PathBuf> {
        let address = Address(HfUri::Bucket(src.clone()));
        let node = existing(&self.carrier.hub()?, &address).await?;
        self.check(!node.is_file(), || address.to_string())?;
        let name = if src.path.is_empty() { src.bucket.name() } else { file_name(&src.path) };
        let place = folder.join(name);
        self.bring_from_bucket(src, &place).await?;
        let is_opened = !node.is_file() && (src.is_folder || src.path.is_empty());
        Ok(if is_opened { place.join("") } else { place })
    }
}

impl Gathered {
    fn add(&mut self, files: Vec<NewFile>) {
        let add = |(path, local)| Change::Add { path, content: NewContent::File(local) };
        self.changes.extend(files.into_iter().map(add));
    }

    /// The message of a commit that was given none.
    pub(super) fn message(&self, verb: &str, dst: &RepoUri) -> String {
        match self.changes.as_slice() {
            [change] => format!("{verb} {} with hf", change.path()),
            changes if dst.path.is_empty() => format!("{verb} {} paths with hf", changes.len()),
            changes => format!("{verb} {} paths to {} with hf", changes.len(), dst.path),
        }
    }
}

/// What stands at the destination, as far as copies are concerned: several sources go into a folder, whether it exists or not.
pub(super) fn folder_for(sources: usize, kind: Kind, path: &str) -> Result<Kind, Misuse> {
    match kind {
        kind if sources < 2 => Ok(kind),
        Kind::File => Err(Misuse(format!("'{path}' is a file: several sources need a folder"))),
        Kind::Nothing | Kind::Folder | Kind::Root => Ok(Kind::Folder),
    }
}

/// The path of content that has no name of its own.
fn named(dst: End<'_>) -> Result<String, Misuse> {
    match dst.is_folder || matches!(dst.kind, Kind::Folder | Kind::Root) {
        true => Err(Misuse("standard input needs the name of a file in the address".to_owned())),
        false => Ok(dst.path.to_owned()),
    }
}

/// The last part of a path.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{Kind, folder_for};

    #[test]
    fn several_sources_go_into_a_folder() {
        for (sources, kind, expected) in [
            (1, Kind::Nothing, Some(Kind::Nothing)),
            (1, Kind::File, Some(Kind::File)),
            (1, Kind::Root, Some(Kind::Root)),
            (2, Kind::Nothing, Some(Kind::Folder)),
            (2, Kind::Root, Some(Kind::Folder)),
            (2, Kind::File, None),
        ] {
            assert_eq!(folder_for(sources, kind, "x").ok(), expected, "{sources} {kind:?}");
        }
    }
}
