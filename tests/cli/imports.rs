//! Which file of `src` knows which, read from its `use` lines and the paths in its code.
//!
//! A path leads to the file that has what it names: a name that a parent only passes on (`pub use child::Name`) is the
//! child's. So a parent does not know its children by declaring them or passing on their names; it does once its own
//! code uses one. Tests may know everything and are left out. Where a method leads is not seen.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// The names on the way to a module, without `crate`.
type Names = Vec<String>;

/// The modules of the library that have files.
pub struct Imports {
    files: BTreeMap<Names, Source>,
}

/// A file that knows another, from which a way leads back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Circular {
    pub from: String,
    pub to: String,
}

#[derive(Default)]
struct Source {
    /// Modules declared here.
    children: HashSet<String>,
    uses: Vec<Use>,
    /// Paths in the code itself, and every word of it.
    paths: Vec<Names>,
    words: HashSet<String>,
}

struct Use {
    name: String,
    path: Names,
    is_public: bool,
}

impl Imports {
    /// Reads the files; their paths begin with `src`.
    pub fn of(sources: &[(PathBuf, String)]) -> Self {
        let read = |(path, text): &(PathBuf, String)| Some((module_of(path)?, Source::read(text)));
        Self { files: sources.iter().filter_map(read).collect() }
    }

    /// Every step from a file to another that is part of a circle.
    pub fn circles(&self) -> Vec<Circular> {
        let known: BTreeMap<&Names, HashSet<&Names>> =
            self.files.keys().map(|module| (module, self.known_to(module))).collect();
        let reached: BTreeMap<&Names, HashSet<&Names>> =
            known.keys().map(|module| (*module, reachable(&known, module))).collect();
        let mut circles = Vec::new();
        for (from, all) in &known {
            let back = all.iter().filter(|to| reached[**to].contains(from));
            circles.extend(back.map(|to| Circular { from: from.join("::"), to: to.join("::") }));
        }
        circles.sort_unstable();
        circles
    }

    fn known_to(&self, module: &Names) -> HashSet<&Names> {
        let source = &self.files[module];
        let used = source.uses.iter().filter(|found| !found.is_public || source.words.contains(&found.name));
        let paths = used.map(|found| &found.path).chain(&source.paths);
        let ends = paths.filter_map(|path| self.end_of(self.absolute(module, path)?));
        ends.filter(|end| *end != module).collect()
    }

    /// A path from the root of the crate; `None` for one into another crate.
    fn absolute(&self, module: &Names, path: &[String]) -> Option<Names> {
        let (first, rest) = path.split_first()?;
        let mut start = module.clone();
        match first.as_str() {
            "crate" => start.clear(),
            "self" => {}
            "super" => {
                start.pop();
                return if rest.first().is_some_and(|next| next == "super") {
                    self.absolute(&start, rest)
                } else {
                    Some([&start, rest].concat())
                };
            }
            child if self.files[module].children.contains(child) => return Some([&start, path].concat()),
            _ => return None,
        }
        Some([&start, rest].concat())
    }

    /// The file that has what an absolute path names.
    fn end_of(&self, mut path: Names) -> Option<&Names> {
        // Names are passed on a few times at most.
        for _ in 0..8 {
            let length = (0..=path.len()).rev().find(|length| self.files.contains_key(&path[..*length]))?;
            let (module, source) = self.files.get_key_value(&path[..length])?;
            let Some(passed) = path.get(length).and_then(|name| source.uses.iter().find(|found| found.name == *name))
            else {
                return Some(module);
            };
            let mut further = self.absolute(module, &passed.path)?;
            further.extend_from_slice(&path[length + 1..]);
            path = further;
        }
        None
    }
}

fn reachable<'a>(known: &BTreeMap<&'a Names, HashSet<&'a Names>>, from: &'a Names) -> HashSet<&'a Names> {
    let (mut found, mut waiting) = (HashSet::new(), vec![from]);
    while let Some(module) = waiting.pop() {
        waiting.extend(known[module].iter().filter(|next| found.insert(**next)));
    }
    found
}

/// `src/cache/scan/mod.rs` is `cache::scan`; `None` for programs and files of tests.
fn module_of(path: &Path) -> Option<Names> {
    let mut names: Names = path
        .with_extension("")
        .components()
        .skip(1)
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    match names.last()?.as_str() {
        "main" | "tests" => return None,
        _ if names[0] == "bin" => return None,
        "mod" | "lib" => drop(names.pop()),
        _ => {}
    }
    Some(names)
}

impl Source {
    fn read(text: &str) -> Self {
        let code = text.split("\nmod tests {").next().unwrap_or_default();
        let words = words(code);
        let mut source = Self::default();
        let mut at = 0;
        while at < words.len() {
            match (words[at], words.get(at + 1), words.get(at + 2)) {
                ("mod", Some(child), Some(&";")) => {
                    source.children.insert((*child).to_owned());
                    at += 3;
                }
                ("use", ..) => {
                    let is_public = at > 0 && [")", "pub"].contains(&words[at - 1]);
                    let end = at + words[at..].iter().position(|word| *word == ";").unwrap_or(words.len() - at);
                    source.add_use(&words[at + 1..end], &[], is_public);
                    at = end;
                }
                // A visibility names a module, and uses nothing of it.
                ("(", Some(&"in"), _) => at += words[at..].iter().position(|word| *word == ")").unwrap_or(1),
                // What stands behind a generic type is a name of that type.
                ("::", ..) => at += 2,
                (word, ..) if is_name(word) => {
                    let path = path_at(&words[at..]);
                    at += 2 * path.len() - 1;
                    source.words.extend(path.iter().cloned());
                    // `super` alone is a visibility.
                    source.paths.extend(Some(path).filter(|path| path.len() > 1));
                }
                _ => at += 1,
            }
        }
        source
    }

    /// Adds what stands behind `use`: a path, or several in braces.
    fn add_use(&mut self, tree: &[&str], prefix: &[String], is_public: bool) {
        let (path, rest) = tree.split_at(tree.iter().position(|word| ["{", "as"].contains(word)).unwrap_or(tree.len()));
        let names = path.iter().filter(|word| is_name(word) && (prefix.is_empty() || **word != "self"));
        let path: Names = prefix.iter().cloned().chain(names.map(|name| (*name).to_owned())).collect();
        let ["{", parts @ .., "}"] = rest else {
            let name = rest.get(1).map_or_else(|| path.last().cloned(), |alias| Some((*alias).to_owned()));
            self.uses.extend(name.map(|name| Use { name, path, is_public }));
            return;
        };
        let mut depth = 0;
        let parts = parts.split(|word| {
            depth += i32::from(*word == "{") - i32::from(*word == "}");
            depth == 0 && *word == ","
        });
        for part in parts.filter(|part| !part.is_empty()) {
            self.add_use(part, &path, is_public);
        }
    }
}

/// The names from here on that `::` joins.
fn path_at(words: &[&str]) -> Names {
    let joints = words.iter().skip(1).step_by(2).take_while(|word| **word == "::").count();
    let names = words.iter().step_by(2).take(joints + 1).take_while(|word| is_name(word));
    names.map(|name| (*name).to_owned()).collect()
}

fn is_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

/// Names, `::` and single signs; no comments, texts and numbers.
fn words(code: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(length) = text_length(rest) {
            length
        } else if is_name(rest) || first.is_numeric() {
            let length = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
            words.push(&rest[..length]);
            length
        } else {
            let length = if rest.starts_with("::") { 2 } else { first.len_utf8() };
            if !first.is_whitespace() {
                words.push(&rest[..length]);
            }
            length
        };
        rest = &rest[length..];
    }
    words
}

/// The bytes of the literal that stands here, if one does.
fn text_length(rest: &str) -> Option<usize> {
    let unprefixed = rest.trim_start_matches(['b', 'c', 'r']);
    let prefix = rest.len() - unprefixed.len();
    let hashes = unprefixed.len() - unprefixed.trim_start_matches('#').len();
    if rest[..prefix].contains('r') && unprefixed[hashes..].starts_with('"') {
        let end = format!("\"{}", "#".repeat(hashes));
        let start = prefix + hashes + 1;
        return Some(start + rest[start..].find(&end)? + end.len());
    }
    let quote = unprefixed.chars().next().filter(|quote| *quote == '"' || *quote == '\'')?;
    let mut escaped = false;
    let inner = &unprefixed[1..];
    // A quote before a name without a second one behind it is a lifetime's.
    if quote == '\'' && !inner.starts_with('\\') && inner.chars().nth(1) != Some('\'') {
        return Some(prefix + 1);
    }
    let end = inner.find(|letter| {
        let is_end = letter == quote && !escaped;
        escaped = letter == '\\' && !escaped;
        is_end
    })?;
    Some(prefix + 1 + end + 1)
}
