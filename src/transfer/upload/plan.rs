//! Which files go where, and which are deleted: decided from listings alone, before anything moves.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::UploadError;
use super::content::Source;
use crate::base::fs::{Entry, Found, NoContent, WalkError, meant_under};
use crate::base::glob::Patterns;
use crate::ids::repo::RepoKind;

/// Never uploaded: what git and the Hub's own tools keep in a folder.
const NEVER: [&str; 8] = [
    ".git",
    ".git/*",
    "*/.git",
    "**/.git/**",
    ".cache/huggingface",
    ".cache/huggingface/*",
    "*/.cache/huggingface",
    "**/.cache/huggingface/**",
];
/// Without it large files would no longer be kept apart from git.
const KEPT: &str = ".gitattributes";
const MANY_FILES: usize = 100_000;
const MANY_IN_A_FOLDER: usize = 10_000;
const MOST_LINKS_NAMED: usize = 20;
const LARGE_FILE: u64 = 50_000_000_000;

/// One file and the path that it gets.
#[derive(Debug, Clone)]
pub struct Addition {
    /// In the repo.
    pub path: String,
    /// The file here, as it was when the plan was made.
    pub source: Source,
}

/// What will be done.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Files of this machine.
    pub additions: Vec<Addition>,
    /// Paths in the repo.
    pub deletions: Vec<String>,
    /// The local folder that all files come from, if they come from one.
    pub root: Option<PathBuf>,
    /// Links to folders, which stay here.
    pub linked_folders: Vec<String>,
    /// Links to files outside of the folder, with what they lead to.
    pub links_out: Vec<(String, PathBuf)>,
    /// Links to nothing, pipes and the like.
    pub without_content: Vec<(String, NoContent)>,
}

/// What of a folder is meant.
#[derive(Debug, Clone, Default)]
pub struct FolderRules {
    /// The folder in the repo; empty or `.` for its root.
    pub into: String,
    /// Patterns of paths below the local folder; all files when there are none.
    pub include: Vec<String>,
    /// The same of what stays here; they win.
    pub exclude: Vec<String>,
    /// Files of the repo, relative to `into`, that are deleted unless they are uploaded again.
    pub delete: Vec<String>,
}

impl FolderRules {
    /// What of a local folder is meant: what stands in the way of anything else does not matter. Blocks.
    ///
    /// # Errors
    /// Any [`WalkError`].
    pub fn found_in(&self, folder: &Path) -> Result<Found, WalkError> {
        let patterns = self.patterns();
        meant_under(folder, |entry| match entry {
            Entry::File(path) => patterns.admits(path),
            Entry::Folder(path) => patterns.may_admit_in(path),
        })
    }

    fn patterns(&self) -> Patterns {
        let never = NEVER.into_iter().map(str::to_owned);
        Patterns::new(&self.include, &self.exclude.iter().cloned().chain(never).collect::<Vec<_>>())
    }
}

impl Plan {
    /// One file under one path.
    ///
    /// # Errors
    /// [`UploadError::Path`].
    pub fn of_file(source: Source, path: &str) -> Result<Self, UploadError> {
        Ok(Self { additions: vec![Addition { path: path_in_repo(path)?, source }], ..Self::default() })
    }

    /// What is meant of a folder (see [`FolderRules::found_in`]), and of the files that the repo has (needed only where
    /// `delete` is not empty).
    ///
    /// # Errors
    /// [`UploadError::Path`].
    pub fn of_folder(folder: &Path, found: Found, remote: &[String], rules: &FolderRules) -> Result<Self, UploadError> {
        let into = folder_in_repo(&rules.into);
        let additions = found.files.iter().map(|file| {
            let path = path_in_repo(&format!("{into}{}", file.path))?;
            Ok(Addition { path, source: Source::of_listed(folder, file) })
        });
        let additions: Vec<Addition> = additions.collect::<Result<_, UploadError>>()?;
        let deletions = deletions(remote, &into, &rules.delete, &additions);
        let Found { linked_folders, links_out, without_content, .. } = found;
        Ok(Self { additions, deletions, root: Some(folder.to_owned()), linked_folders, links_out, without_content })
    }

    /// Only files of the repo to delete.
    pub fn of_deletions(remote: &[String], rules: &FolderRules) -> Self {
        let deletions = deletions(remote, &folder_in_repo(&rules.into), &rules.delete, &[]);
        Self { deletions, ..Self::default() }
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.additions.iter().map(|addition| addition.source.size).sum()
    }

    /// What the user may not have thought of.
    pub fn remarks(&self, kind: RepoKind) -> Vec<String> {
        let mut remarks = Vec::new();
        if kind != RepoKind::Dataset {
            remarks.extend(self.data_files(kind));
        }
        if let Some(first) = self.linked_folders.first() {
            let others = and_more(self.linked_folders.len() - 1, "link");
            remarks
                .push(format!("links to folders are not followed, and nothing behind '{first}'{others} is uploaded"));
        }
        remarks.extend(self.remarks_on_links_out());
        remarks.extend(self.remarks_without_content());
        if self.additions.len() > MANY_FILES {
            remarks.push(format!(
                "{} files are many for one repo: fewer and larger files (archives, Parquet) are easier to use",
                self.additions.len()
            ));
        }
        if let Some((folder, count)) = self.fullest_folder() {
            remarks.push(format!(
                "'{folder}' gets {count} files: more than {MANY_IN_A_FOLDER} in one folder may be refused"
            ));
        }
        let large = self.additions.iter().find(|addition| addition.source.size > LARGE_FILE);
        remarks.extend(large.map(|file| format!("'{}' is larger than 50 GB: the Hub may refuse it", file.path)));
        remarks
    }

    /// Their targets may be somebody's private files: a folder from elsewhere can bring such links along.
    fn remarks_on_links_out(&self) -> Vec<String> {
        let name = |(path, target): &(String, PathBuf)| {
            format!("'{path}' is a link to '{}', outside of the folder, and its content is uploaded", target.display())
        };
        let mut remarks: Vec<String> = self.links_out.iter().take(MOST_LINKS_NAMED).map(name).collect();
        if self.links_out.len() > MOST_LINKS_NAMED {
            remarks.push(format!("{} more links lead out of the folder", self.links_out.len() - MOST_LINKS_NAMED));
        }
        remarks
    }

    fn remarks_without_content(&self) -> Vec<String> {
        let name = |(path, what): &(String, NoContent)| match what {
            NoContent::DanglingLink => format!("skipping '{path}': it is a link to nothing"),
            NoContent::Special => format!("skipping '{path}': it is a pipe, a socket or a device"),
        };
        let mut remarks: Vec<String> = self.without_content.iter().take(MOST_LINKS_NAMED).map(name).collect();
        if self.without_content.len() > MOST_LINKS_NAMED {
            let others = self.without_content.len() - MOST_LINKS_NAMED;
            remarks.push(format!("skipping {others} more links to nothing, pipes and the like"));
        }
        remarks
    }

    fn data_files(&self, kind: RepoKind) -> Option<String> {
        let is_data = |file: &&Addition| file.path.ends_with(".arrow") || file.path.ends_with(".parquet");
        let mut found = self.additions.iter().filter(is_data);
        let first = &found.next()?.path;
        let others = and_more(found.count(), "file");
        Some(format!("'{first}'{others} looks like data, and this is a {kind} repo: for a dataset, use --type dataset"))
    }

    fn fullest_folder(&self) -> Option<(&str, usize)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for addition in &self.additions {
            *counts.entry(addition.path.rsplit_once('/').map_or("", |(folder, _)| folder)).or_default() += 1;
        }
        counts.into_iter().filter(|(_, count)| *count > MANY_IN_A_FOLDER).max_by_key(|(_, count)| *count)
    }
}

/// What follows on the first of several things.
pub(super) fn and_more(count: usize, what: &str) -> String {
    match count {
        0 => String::new(),
        1 => format!(" and 1 more {what}"),
        count => format!(" and {count} more {what}s"),
    }
}

fn deletions(remote: &[String], into: &str, patterns: &[String], additions: &[Addition]) -> Vec<String> {
    if patterns.is_empty() {
        return Vec::new();
    }
    let patterns = Patterns::new(patterns, &[]);
    let added: HashSet<&str> = additions.iter().map(|addition| addition.path.as_str()).collect();
    let is_meant = |path: &&String| path.strip_prefix(into).is_some_and(|relative| patterns.admits(relative));
    let is_free = |path: &&String| path.as_str() != KEPT && !added.contains(path.as_str());
    remote.iter().filter(is_meant).filter(is_free).cloned().collect()
}

/// A folder of the repo as the beginning of its files' paths: empty for the root, else with a slash at its end.
fn folder_in_repo(typed: &str) -> String {
    let trimmed = typed.trim_matches('/');
    let trimmed = trimmed.strip_prefix("./").unwrap_or(trimmed);
    if trimmed.is_empty() || trimmed == "." { String::new() } else { format!("{trimmed}/") }
}

/// A file's path as the Hub takes it: one leading `/` or `./` means the root.
pub(super) fn path_in_repo(typed: &str) -> Result<String, UploadError> {
    let refused = |why| Err(UploadError::Path { path: typed.to_owned(), why });
    let path = typed.strip_prefix('/').unwrap_or(typed);
    if path == "." || path.is_empty() {
        return refused("a file needs a name");
    }
    let path = path.strip_prefix("./").unwrap_or(path);
    for segment in path.split('/') {
        match segment {
            ".." => return refused("'..' leads out of its folder"),
            ".git" => return refused("'.git' is git's own"),
            ".cache" => return refused("'.cache' is for the Hub's own tools"),
            _ => {}
        }
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::SystemTime;

    use super::{FolderRules, Found, Plan, path_in_repo};
    use crate::base::fs::{LocalFile, Stamp};
    use crate::ids::repo::RepoKind;

    fn listed(names: &[&str], rules: &FolderRules) -> Found {
        let stamp = Stamp { modified: SystemTime::UNIX_EPOCH, changed: SystemTime::UNIX_EPOCH, inode: 0 };
        let file = |name: &&str| LocalFile { path: (*name).to_owned(), size: 1, stamp, is_settled: true };
        let files = names.iter().filter(|name| rules.patterns().admits(name)).map(file).collect();
        Found { files, ..Found::default() }
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn plan(names: &[&str], remote: &[&str], rules: &FolderRules) -> Plan {
        Plan::of_folder(Path::new("/d"), listed(names, rules), &words(remote), rules).unwrap()
    }

    fn paths(plan: &Plan) -> Vec<&str> {
        plan.additions.iter().map(|addition| addition.path.as_str()).collect()
    }

    #[test]
    fn a_folder_goes_to_the_root_or_into_a_folder() {
        for (into, expected) in
            [("", "a/b"), (".", "a/b"), ("./", "a/b"), ("/", "a/b"), ("/x/y/", "x/y/a/b"), ("./x", "x/a/b")]
        {
            let rules = FolderRules { into: into.to_owned(), ..FolderRules::default() };
            assert_eq!(paths(&plan(&["a/b"], &[], &rules)), [expected], "{into}");
        }
    }

    #[test]
    fn git_and_the_download_cache_stay_here() {
        let names = [".git/config", "sub/.git/x", ".cache/huggingface/download/x", ".gitignore", "a.git/b"];
        assert_eq!(paths(&plan(&names, &[], &FolderRules::default())), [".gitignore", "a.git/b"]);
    }

    #[test]
    fn patterns_see_paths_relative_to_the_local_folder() {
        let rules = FolderRules {
            into: "x".to_owned(),
            include: words(&["*.json", "sub/"]),
            exclude: words(&["sub/no*"]),
            ..FolderRules::default()
        };
        assert_eq!(paths(&plan(&["a.json", "b.txt", "sub/c", "sub/not"], &[], &rules)), ["x/a.json", "x/sub/c"]);
    }

    #[test]
    fn deletions_spare_what_is_uploaded_again_and_gitattributes() {
        let rules = FolderRules { delete: words(&["*"]), ..FolderRules::default() };
        let plan = plan(&["kept"], &[".gitattributes", "kept", "old", "sub/old"], &rules);
        assert_eq!(plan.deletions, ["old", "sub/old"]);
    }

    #[test]
    fn deletion_patterns_are_relative_to_the_folder_in_the_repo() {
        let rules = FolderRules { into: "sub".to_owned(), delete: words(&["*.txt"]), ..FolderRules::default() };
        let plan = plan(&["new.txt"], &["a.txt", "sub/new.txt", "sub/old.txt", "subway/b.txt"], &rules);
        assert_eq!(plan.deletions, ["sub/old.txt"]);
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        for path in ["..", "../a", "a/../b", ".git/config", "a/.git/b", ".cache/x", ".", "/.", ""] {
            assert!(path_in_repo(path).is_err(), "{path}");
        }
        for (typed, path) in [("/a", "a"), ("./a", "a"), ("/./a", "a"), ("..a/b", "..a/b"), ("dir/", "dir/")] {
            assert_eq!(path_in_repo(typed).unwrap(), path);
        }
    }

    #[test]
    fn data_in_a_model_repo_is_remarked_on() {
        let plan = plan(&["a.parquet", "b.arrow", "c.txt"], &[], &FolderRules::default());
        assert!(plan.remarks(RepoKind::Model)[0].contains("'a.parquet' and 1 more file"));
        assert!(plan.remarks(RepoKind::Dataset).is_empty());
    }

    #[test]
    fn too_many_files_are_remarked_on() {
        let names: Vec<String> = (0..10_001).map(|number| format!("sub/{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let remarks = plan(&names, &[], &FolderRules::default()).remarks(RepoKind::Model);
        assert!(remarks[0].starts_with("'sub' gets 10001 files"), "{remarks:?}");
    }
}
