//! Whether content is what its hash says. The hashes are given: by the Hub's listing of a commit, or by the names of
//! blobs and the listings that downloads keep, for which nobody has to be asked.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::RepoCache;
use super::layout::fence_of;
use super::scan::{CachedFile, CachedRepo, CachedRevision, Flaw};
use super::tree::{self, Tree};
use crate::base::fs::{files_under, open_regular};
use crate::base::parallel;
use crate::base::sha::{ContentHash, is_hash};
use crate::ids::revision::Revision;

/// A file whose content is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// In the repo.
    pub path: String,
    /// The hash that it should have.
    pub expected: String,
    /// The hash that it has.
    pub actual: String,
    /// `sha256` or `git-sha1`.
    pub algorithm: &'static str,
}

/// What could not be compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unreadable {
    /// A file in the repo, or a folder or another part of the cache by its whole path.
    pub path: String,
    /// What the system says.
    pub error: String,
}

/// What came out for one repo.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Files whose content was read and compared.
    pub checked: usize,
    /// Those of them that are not what they should be, sorted by path.
    pub mismatches: Vec<Mismatch>,
    /// Files that should be there.
    pub missing: Vec<String>,
    /// Files that should not.
    pub extra: Vec<String>,
    /// Files of which nothing says what they should be.
    pub unknown: Vec<String>,
    pub unreadable: Vec<Unreadable>,
}

/// A file to read, and what it should hold.
#[derive(Debug, Clone)]
struct Check {
    path: String,
    file: PathBuf,
    size: u64,
    expected: String,
}

/// A check by its position, and the hash that came out, or why there is none.
type Hashed = (usize, Check, Result<String, String>);

/// Compares a folder with the Hub's listing of a commit. Reads every file that both have, on all cores. Blocks.
pub fn against_listing(folder: &Path, listing: &Tree) -> Verdict {
    let (mut verdict, mut checks) = (Verdict::default(), Vec::new());
    let mut missing: BTreeMap<&str, &str> =
        listing.files.iter().map(|(path, entry)| (path.as_str(), entry.etag())).collect();
    for (path, size) in verdict.files_of(folder, listing) {
        match missing.remove(path.as_str()) {
            Some(etag) => {
                checks.push(Check { file: folder.join(&path), size, expected: etag.to_lowercase(), path });
            }
            None => verdict.extra.push(path),
        }
    }
    let is_missing = |path: &&str| verdict.unreadable.iter().all(|unreadable| unreadable.path != **path);
    verdict.missing = missing.into_keys().filter(is_missing).map(str::to_owned).collect();
    verdict.extra.sort_unstable();
    for (_, check, actual) in hash_all(checks) {
        verdict.note(check, actual);
    }
    verdict
}

/// Compares what the cache holds of repos with the hashes in the names of blobs, and of copied files with those of
/// kept listings. Each content is read once, however many revisions or repos show it. Without revisions (by their
/// positions), all of a repo are meant. Gives a verdict a repo. Blocks.
pub fn against_names(repos: &[(&CachedRepo, Option<Vec<usize>>)]) -> Vec<Verdict> {
    let (mut verdicts, mut checks, mut owners) = (Vec::new(), Vec::new(), Vec::new());
    for (repo, revisions) in repos {
        let (verdict, own) = named_by_blobs(repo, revisions.as_deref());
        owners.extend(own.iter().map(|_| verdicts.len()));
        checks.extend(own);
        verdicts.push(verdict);
    }
    for (at, check, actual) in hash_all(checks) {
        verdicts[owners[at]].note(check, actual);
    }
    verdicts
}

impl RepoCache {
    /// The commit that a revision means here: without one, what `main` means, or else the only snapshot there is.
    pub fn commit_to_verify(&self, revision: Option<&Revision>) -> Option<String> {
        if let Some(revision) = revision {
            return self.commit_of(revision);
        }
        let mut snapshots = fs::read_dir(self.folder().join("snapshots")).into_iter().flatten().flatten();
        self.commit_of(&Revision::default()).or_else(|| {
            let only = snapshots.next()?.file_name().into_string().ok();
            only.filter(|_| snapshots.next().is_none())
        })
    }
}

impl Verdict {
    /// The files of a folder with their sizes in bytes. If a part of it hides the rest, those of the listing that can be
    /// found.
    fn files_of(&mut self, folder: &Path, listing: &Tree) -> Vec<(String, u64)> {
        let error = match files_under(folder) {
            Ok(files) => {
                let files = files.into_iter().map(|file| (file.path, file.size));
                return files.filter(|(path, _)| !is_of_tools(path)).collect();
            }
            Err(error) => error,
        };
        let mut found = Vec::new();
        for path in listing.files.keys() {
            match fs::metadata(folder.join(path)) {
                Ok(about) if about.is_file() => found.push((path.clone(), about.len())),
                Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                    self.unreadable.push(Unreadable { path: path.clone(), error: error.to_string() });
                }
                _ => {}
            }
        }
        if self.unreadable.is_empty() {
            self.unreadable.push(Unreadable { path: folder.display().to_string(), error: error.to_string() });
        }
        found
    }

    fn note(&mut self, check: Check, actual: Result<String, String>) {
        let actual = match actual {
            Ok(actual) => actual,
            Err(error) => return self.unreadable.push(Unreadable { path: check.path, error }),
        };
        self.checked += 1;
        if check.expected != actual {
            let algorithm = if check.expected.len() == 64 { "sha256" } else { "git-sha1" };
            self.mismatches.push(Mismatch { path: check.path, expected: check.expected, actual, algorithm });
            self.mismatches.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        }
    }
}

/// The checks of a repo, and what needs none.
fn named_by_blobs(repo: &CachedRepo, revisions: Option<&[usize]>) -> (Verdict, Vec<Check>) {
    let (mut verdict, mut checks) = (Verdict::default(), BTreeMap::new());
    let is_meant = |at: usize| revisions.is_none_or(|revisions| revisions.contains(&at));
    for revision in repo.revisions.iter().enumerate().filter(|(at, _)| is_meant(*at)).map(|(_, revision)| revision) {
        let listing = OnceCell::new();
        for file in &revision.files {
            let blob = &repo.blobs[file.blob];
            let kept =
                || listing.get_or_init(|| tree::read(&fence_of(&repo.path), &repo.path, &revision.commit)).as_ref();
            match etag(&blob.path, repo).or_else(|| etag_of_copy(file, kept())) {
                Some(expected) => {
                    let check = || Check { path: file.name(), file: blob.path.clone(), size: blob.size, expected };
                    checks.entry(file.blob).or_insert_with(check);
                }
                None => verdict.unknown.push(file.name()),
            }
        }
        verdict.missing.extend(missing_in(revision, repo));
    }
    verdict.missing.sort_unstable();
    verdict.missing.dedup();
    verdict.unknown.sort_unstable();
    verdict.unknown.dedup();
    verdict.unreadable = unreadable_in(repo, is_meant);
    (verdict, checks.into_values().collect())
}

/// Entries that lead nowhere.
fn missing_in<'r>(revision: &'r CachedRevision, repo: &'r CachedRepo) -> impl Iterator<Item = String> + 'r {
    repo.flaws.iter().filter_map(|flaw| match flaw {
        Flaw::NoContent(entry, _) => Some(entry.strip_prefix(&revision.path).ok()?.to_string_lossy().into_owned()),
        _ => None,
    })
}

/// What a scan of the repo could not see, but for what is of revisions that are not meant (by their positions).
pub fn unreadable_in(repo: &CachedRepo, is_meant: impl Fn(usize) -> bool) -> Vec<Unreadable> {
    let is_of_others = |path: &Path| {
        let mut revisions = repo.revisions.iter().enumerate();
        revisions.any(|(at, revision)| path.starts_with(&revision.path) && !is_meant(at))
    };
    let unreadable = repo.flaws.iter().filter_map(|flaw| match flaw {
        Flaw::Unreadable(path, error) if !is_of_others(path) => {
            Some(Unreadable { path: path.display().to_string(), error: error.to_string() })
        }
        _ => None,
    });
    unreadable.collect()
}

fn etag(blob: &Path, repo: &CachedRepo) -> Option<String> {
    let is_blob = blob.parent().is_some_and(|folder| folder == repo.path.join("blobs"));
    let name = blob.file_name().filter(|_| is_blob)?.to_str()?;
    is_hash(name).then(|| name.to_owned())
}

fn etag_of_copy(file: &CachedFile, listing: Option<&Tree>) -> Option<String> {
    let etag = listing?.files.get(&file.name())?.etag();
    is_hash(etag).then(|| etag.to_owned())
}

/// The hash of every file, of the kind that is expected, with the position of its check. The largest files go first, so
/// that none of them is begun when all else is done; a file that several checks name is read once.
fn hash_all(checks: Vec<Check>) -> Vec<Hashed> {
    let mut same: HashMap<(PathBuf, usize), Vec<(usize, Check)>> = HashMap::new();
    for (at, check) in checks.into_iter().enumerate() {
        // What repos share is one file behind several links.
        let file = fs::canonicalize(&check.file).unwrap_or_else(|_| check.file.clone());
        same.entry((file, check.expected.len())).or_default().push((at, check));
    }
    let mut files: Vec<_> = same.into_values().collect();
    files.sort_unstable_by_key(|checks| Reverse(checks[0].1.size));
    let hashes = parallel::map(&files, |checks| hash(&checks[0].1));
    let mut all = Vec::new();
    for (checks, hash) in files.into_iter().zip(hashes) {
        all.extend(checks.into_iter().map(|(at, check)| (at, check, hash.clone())));
    }
    all.sort_unstable_by_key(|(at, ..)| *at);
    all
}

fn hash(check: &Check) -> Result<String, String> {
    let hash = || {
        let file = open_regular(&check.file)?;
        let size = file.metadata()?.len();
        let hash = if check.expected.len() == 64 { ContentHash::sha256() } else { ContentHash::git_blob(size) };
        hash.of_reader(file)
    };
    hash().map_err(|error| error.to_string())
}

/// What git and downloads keep beside the files of a repo.
fn is_of_tools(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    parts.contains(&".git") || parts.windows(2).any(|pair| pair == [".cache", "huggingface"])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Mismatch, against_listing, against_names, is_of_tools};
    use crate::base::sha::ContentHash;
    use crate::cache::scan::tests::{Filled, ONE, TWO};
    use crate::cache::{Tree, TreeEntry};

    fn sha256(content: &str) -> String {
        ContentHash::sha256().of_reader(content.as_bytes()).unwrap()
    }

    fn git(content: &str) -> String {
        ContentHash::git_blob(content.len() as u64).of_reader(content.as_bytes()).unwrap()
    }

    /// A file of a repo whose blob has the name of what it should hold.
    fn file(filled: &Filled, place: (&str, &str, &str), etag: &str, content: &str) {
        filled.file(place.0, place.1, place.2, etag);
        filled.write(&format!("{}/blobs/{etag}", place.0), content);
    }

    fn listing(files: &[(&str, &str)]) -> Tree {
        let entry = |content: &str| TreeEntry {
            size: content.len() as u64,
            blob_id: git(content).into(),
            lfs_sha256: None,
            lfs_size: None,
            xet_hash: None,
        };
        Tree { files: files.iter().map(|(path, content)| ((*path).to_owned(), entry(content))).collect() }
    }

    #[test]
    fn a_folder_is_compared_with_a_listing() {
        let filled = Filled::new();
        for (path, content) in [("a/same", "one"), ("other", "two"), ("more", "x"), (".cache/huggingface/x", "y")] {
            filled.write(path, content);
        }
        let listing = listing(&[("a/same", "one"), ("other", "three"), ("none", "")]);
        let verdict = against_listing(&filled.path(""), &listing);
        assert_eq!((verdict.checked, verdict.missing, verdict.extra), (2, vec!["none".into()], vec!["more".into()]));
        let (expected, actual) = (git("three"), git("two"));
        let mismatch = Mismatch { path: "other".into(), expected, actual, algorithm: "git-sha1" };
        assert_eq!(verdict.mismatches, [mismatch]);
    }

    #[test]
    fn blobs_are_compared_with_their_names_and_read_once() {
        let filled = Filled::new();
        file(&filled, ("models--a", ONE, "small"), &git("small"), "small");
        file(&filled, ("models--a", ONE, "large"), &sha256("large"), "damaged");
        file(&filled, ("models--b", ONE, "small"), &git("small"), "small");
        file(&filled, ("models--b", ONE, "odd"), "no-hash", "x");
        fs::create_dir_all(filled.path(&format!("models--a/snapshots/{TWO}"))).unwrap();
        filled.link(&format!("models--a/snapshots/{TWO}/again"), &format!("../../blobs/{}", git("small")));
        filled.link(&format!("models--a/snapshots/{TWO}/lost"), "../../blobs/none");
        let scan = filled.scan();
        let all: Vec<_> = scan.repos.iter().map(|repo| (repo, None)).collect();
        let verdicts = against_names(&all);
        assert_eq!((verdicts[0].checked, &verdicts[0].missing), (2, &vec!["lost".to_owned()]));
        assert_eq!(verdicts[0].mismatches[0].algorithm, "sha256");
        assert_eq!((verdicts[1].checked, &verdicts[1].unknown), (1, &vec!["odd".to_owned()]));
        let second = against_names(&[(&scan.repos[0], Some(vec![1]))]);
        assert!(second[0].mismatches.is_empty() && second[0].checked == 1);
    }

    #[test]
    fn a_copied_file_is_compared_with_the_kept_listing() {
        let filled = Filled::new();
        filled.write(&format!("models--a/snapshots/{ONE}/copy"), "damaged");
        let scan = filled.scan();
        assert_eq!(against_names(&[(&scan.repos[0], None)])[0].unknown, ["copy"]);
        let repo =
            filled.cache().repo(&"a".parse::<crate::ids::argument::RepoArgument>().unwrap().resolve(None).unwrap());
        repo.write_tree(ONE, &listing(&[("copy", "content")])).unwrap();
        assert_eq!(against_names(&[(&scan.repos[0], None)])[0].mismatches.len(), 1);
    }

    #[test]
    fn files_of_tools_are_no_files_of_a_repo() {
        assert!(is_of_tools(".git/config") && is_of_tools("a/.git/x") && is_of_tools(".cache/huggingface/x"));
        assert!(!is_of_tools(".gitignore") && !is_of_tools("cache/huggingface/x") && !is_of_tools(".cache/x"));
    }
}
