//! Which files of a repo are wanted: names, folders and patterns, taken together. Pure.

use std::fmt;

use crate::base::glob::{Glob, Patterns};
use crate::cache::{Tree, TreeEntry};

/// What has a meaning in patterns.
const GLOB: [char; 3] = ['*', '?', '['];

/// Whether a word means more than the file of this name.
pub(super) fn may_be_pattern(word: &str) -> bool {
    word.contains(GLOB)
}

/// What the user named. Nothing named means everything.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Paths, folders with a slash at the end, or patterns, as they were typed behind the repo.
    names: Vec<String>,
    include: Vec<String>,
    exclude: Vec<String>,
}

impl Selection {
    /// Names and `include` are a union; `exclude` takes away from all but paths that are named.
    pub fn new(names: Vec<String>, include: Vec<String>, exclude: Vec<String>) -> Self {
        Self { names, include, exclude }
    }

    /// The one file that is named, if nothing else is. If there is no such file, it may be a pattern.
    pub fn single_file(&self) -> Option<&str> {
        match self.names.as_slice() {
            [name] if self.include.is_empty() && !name.ends_with('/') => Some(name),
            _ => None,
        }
    }

    /// Whether every wanted file is named, so that no listing is needed to tell whether all of them are present.
    pub(super) fn names_only_files(&self) -> bool {
        let is_file = |name: &String| !name.ends_with('/') && !may_be_pattern(name);
        !self.names.is_empty() && self.include.is_empty() && self.names.iter().all(is_file)
    }

    /// The wanted files. None only if there is none in the tree.
    ///
    /// # Errors
    /// What matches nothing: every name for itself, and the patterns of `include` if none of them matches. Or that
    /// nothing is left.
    pub fn choose<'t>(&self, tree: &'t Tree) -> Result<Vec<(&'t str, &'t TreeEntry)>, Unmatched> {
        let wishes: Vec<Wish> = self.names.iter().map(|name| Wish::of(name, tree)).collect();
        let include = Patterns::new(&self.include, &[]);
        let kept = Patterns::new(&[], &self.exclude);
        let everything = self.names.is_empty() && self.include.is_empty();
        let is_wanted = |path: &str| {
            if wishes.iter().any(|wish| wish.names(path)) {
                return true;
            }
            let matched = everything
                || wishes.iter().any(|wish| wish.matches(path))
                || (!self.include.is_empty() && include.admits(path));
            matched && kept.admits(path)
        };
        let files = tree.files.iter().map(|(path, entry)| (path.as_str(), entry));
        let wanted: Vec<_> = files.filter(|(path, _)| is_wanted(path)).collect();
        let missing = self.missing(&wishes, &wanted);
        if missing.is_empty() && (tree.files.is_empty() || !wanted.is_empty()) {
            return Ok(wanted);
        }
        Err(Unmatched { wanted: missing, excluded: self.exclude.clone() })
    }

    fn missing(&self, wishes: &[Wish], wanted: &[(&str, &TreeEntry)]) -> Vec<String> {
        let lacks = |wish: &&Wish| !wanted.iter().any(|(path, _)| wish.names(path) || wish.matches(path));
        let mut missing: Vec<String> = wishes.iter().filter(lacks).map(|wish| wish.typed.clone()).collect();
        let patterns = Patterns::new(&self.include, &[]);
        if !self.include.is_empty() && !wanted.iter().any(|(path, _)| patterns.admits(path)) {
            missing.extend(self.include.iter().cloned());
        }
        missing
    }
}

/// Names and patterns that no file matches; nothing wanted means that everything was, and all of it is excluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmatched {
    wanted: Vec<String>,
    excluded: Vec<String>,
}

impl fmt::Display for Unmatched {
    /// What follows on "nothing in the repo ".
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.wanted.as_slice(), self.excluded.as_slice()) {
            (wanted, []) => write!(out, "matches {}", quoted(wanted)),
            ([], excluded) => write!(out, "remains after excluding {}", quoted(excluded)),
            (wanted, excluded) => write!(out, "matches {} after excluding {}", quoted(wanted), quoted(excluded)),
        }
    }
}

fn quoted(words: &[String]) -> String {
    words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")
}

/// One name as it was typed: a path of the repo if there is such a file, else a folder or a pattern.
struct Wish {
    typed: String,
    glob: Option<Glob>,
}

impl Wish {
    fn of(typed: &str, tree: &Tree) -> Self {
        let glob = (!tree.files.contains_key(typed)).then(|| match typed.strip_suffix('/') {
            Some(folder) => Glob::new(&format!("{}/*", escaped(folder.trim_end_matches('/')))),
            None => Glob::new(typed),
        });
        Self { typed: typed.to_owned(), glob }
    }

    fn names(&self, path: &str) -> bool {
        self.glob.is_none() && self.typed == path
    }

    fn matches(&self, path: &str) -> bool {
        self.glob.as_ref().is_some_and(|glob| glob.matches(path))
    }
}

/// A folder's name in a pattern: nothing in it is special.
fn escaped(folder: &str) -> String {
    folder.chars().map(|c| if GLOB.contains(&c) { format!("[{c}]") } else { c.to_string() }).collect()
}

#[cfg(test)]
mod tests {
    use super::Selection;
    use crate::cache::{Tree, TreeEntry};

    fn tree() -> Tree {
        let paths = ["README.md", "a.bin", "b.bin", "data/one.csv", "data/two.csv", "weird/[x]*.txt"];
        let entry =
            TreeEntry { size: 1, blob_id: "0".repeat(40).into(), lfs_sha256: None, lfs_size: None, xet_hash: None };
        Tree { files: paths.into_iter().map(|path| (path.to_owned(), entry.clone())).collect() }
    }

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    fn chosen(names: &str, include: &str, exclude: &str) -> Result<String, String> {
        let selection = Selection::new(words(names), words(include), words(exclude));
        let paths = |files: Vec<(&str, &TreeEntry)>| files.iter().map(|(path, _)| *path).collect::<Vec<_>>().join(" ");
        selection.choose(&tree()).map(paths).map_err(|unmatched| unmatched.to_string())
    }

    #[test]
    fn nothing_named_means_everything() {
        assert_eq!(chosen("", "", "*.csv *.txt").unwrap(), "README.md a.bin b.bin");
    }

    #[test]
    fn names_and_patterns_are_a_union() {
        assert_eq!(chosen("b.bin README.md", "*one*", "").unwrap(), "README.md b.bin data/one.csv");
    }

    #[test]
    fn a_folder_is_everything_below_it() {
        assert_eq!(chosen("data/", "", "").unwrap(), "data/one.csv data/two.csv");
        assert_eq!(chosen("data/", "", "*two*").unwrap(), "data/one.csv");
    }

    #[test]
    fn a_file_that_is_named_is_never_excluded() {
        assert_eq!(chosen("a.bin data/", "", "*.bin *one*").unwrap(), "a.bin data/two.csv");
    }

    #[test]
    fn a_name_with_pattern_characters_is_a_file_first() {
        assert_eq!(chosen("weird/[x]*.txt a.bin", "", "").unwrap(), "a.bin weird/[x]*.txt");
        assert_eq!(chosen("*.bin README.md", "", "").unwrap(), "README.md a.bin b.bin");
    }

    #[test]
    fn every_name_that_matches_nothing_is_told() {
        assert_eq!(chosen("a.bin none.txt no/", "", "").unwrap_err(), "matches 'none.txt', 'no/'");
        assert_eq!(chosen("", "*.onnx *.pt", "").unwrap_err(), "matches '*.onnx', '*.pt'");
        assert_eq!(chosen("", "*.onnx *.bin", "").unwrap(), "a.bin b.bin");
    }

    #[test]
    fn a_selection_that_leaves_nothing_is_told() {
        assert_eq!(chosen("", "", "* x").unwrap_err(), "remains after excluding '*', 'x'");
        assert_eq!(chosen("", "*.csv", "data/*").unwrap_err(), "matches '*.csv' after excluding 'data/*'");
        let everything = Selection::new(vec![], vec![], words("*"));
        assert!(everything.choose(&Tree::default()).unwrap().is_empty());
    }

    #[test]
    fn one_name_alone_is_a_single_file() {
        let single = |names| Selection::new(words(names), vec![], vec![]).single_file().map(str::to_owned);
        assert_eq!(single("a.bin").as_deref(), Some("a.bin"));
        assert_eq!(single("data/"), None);
        assert_eq!(single("a b"), None);
    }
}
