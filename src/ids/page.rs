//! Addresses of the Hub's pages as they are pasted from a browser, such as
//! `https://huggingface.co/datasets/ada/data/tree/main/train`. Only those of repos and of what is in them: no page of a
//! mirror, for a mirror's addresses may mean anything.

use percent_encoding::percent_decode_str;

use super::repo::RepoKind;
use super::revision::Revision;
use super::uri::split_revision;

const HOSTS: [&str; 3] = ["huggingface.co", "www.huggingface.co", "hf.co"];
/// What follows the id of a repo where a revision and a path follow.
const OF_REVISION: [&str; 7] = ["tree", "blob", "resolve", "raw", "blame", "commits", "commit"];
/// The other pages of a repo.
const OTHERS: [&str; 4] = ["discussions", "settings", "viewer", "edit"];

/// A page of a repo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// What the repo holds.
    pub kind: RepoKind,
    /// `namespace/name` or `name`, not checked.
    pub id: String,
    /// The revision that is shown, if the address says it.
    pub revision: Option<Revision>,
    /// The path in the repo; empty for the repo itself.
    pub path: String,
    /// Whether it is the page of a folder.
    pub is_folder: bool,
}

impl Page {
    /// Reads the address of a repo's page; `None` for every other text.
    pub fn parse(text: &str) -> Option<Self> {
        let path = path_of_page(text)?;
        let (first, behind) = cut(path);
        let (kind, rest) = match RepoKind::from_plural(first) {
            Some(kind) if behind.is_empty() || kind == RepoKind::Model => return None,
            None if first == "buckets" => return None,
            Some(kind) => (kind, behind),
            None => (RepoKind::Model, path),
        };
        let (id, rest) = cut_id(rest);
        let (view, rest) = cut(rest);
        let (revision, path) = if OF_REVISION.contains(&view) { split_revision(rest) } else { ("", "") };
        Some(Self {
            kind,
            id: decoded(id),
            revision: decoded(revision).parse().ok(),
            path: decoded(path),
            is_folder: view == "tree",
        })
    }
}

/// `namespace/name[/path]` of the address of a page of a bucket or of a file in it, and whether it shows a folder; `None` for
/// every other text.
pub(super) fn bucket_of_page(text: &str) -> Option<(String, bool)> {
    let (namespace, rest) = cut(path_of_page(text)?.strip_prefix("buckets/")?);
    let (name, rest) = cut(rest);
    let (view, path) = cut(rest);
    let path = if matches!(view, "tree" | "resolve" | "blob") { path } else { "" };
    let location = [namespace, name, path].map(decoded).join("/");
    Some((location.trim_end_matches('/').to_owned(), view == "tree"))
}

/// The path of the address of a page of the Hub, without slashes around it.
fn path_of_page(text: &str) -> Option<&str> {
    let address = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (host, path) = address.split(['?', '#']).next()?.split_once('/')?;
    let path = path.trim_matches('/');
    (HOSTS.contains(&host) && !path.is_empty() && !path.contains("//")).then_some(path)
}

/// The first segment, and what follows its slash.
fn cut(path: &str) -> (&str, &str) {
    path.split_once('/').unwrap_or((path, ""))
}

/// The id of a repo, which has one segment or two, and what follows.
fn cut_id(path: &str) -> (&str, &str) {
    let (name, rest) = cut(path);
    let (second, behind) = cut(rest);
    if second.is_empty() || OF_REVISION.contains(&second) || OTHERS.contains(&second) {
        return (name, rest);
    }
    (&path[..name.len() + 1 + second.len()], behind)
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::Page;

    /// Kind, id, revision and path in one line; a folder ends with a slash.
    fn read(path: &str) -> String {
        let Some(page) = Page::parse(&format!("https://huggingface.co/{path}")) else { return "none".to_owned() };
        let revision = page.revision.map(|revision| revision.to_string()).unwrap_or_default();
        let end = if page.is_folder { "/" } else { "" };
        format!("{} {} {revision} {}{end}", page.kind, page.id, page.path).trim().to_owned()
    }

    #[test]
    fn pages_of_repos_are_read_and_others_are_not() {
        let cases = [
            ("gpt2", "model gpt2"),
            ("ada/tiny/", "model ada/tiny"),
            ("ada/tiny?library=x#usage", "model ada/tiny"),
            ("datasets/ada/data", "dataset ada/data"),
            ("datasets/squad/viewer/default/train", "dataset squad"),
            ("spaces/ada/app/tree/main", "space ada/app main /"),
            ("gpt2/blob/main/a/b%20c.txt", "model gpt2 main a/b c.txt"),
            ("ada/tiny/resolve/refs%2Fpr%2F1/a.txt?download=true", "model ada/tiny refs/pr/1 a.txt"),
            ("ada/tiny/tree/refs/pr/1/a", "model ada/tiny refs/pr/1 a/"),
            ("ada/tiny/commit/607a30d7", "model ada/tiny 607a30d7"),
            ("ada/tiny/discussions/3", "model ada/tiny"),
            ("models", "none"),
            ("datasets", "none"),
            ("", "none"),
        ];
        for (path, expected) in cases {
            assert_eq!(read(path), expected, "{path}");
        }
    }

    #[test]
    fn other_hosts_and_other_words_are_no_pages() {
        for text in ["https://example.org/ada/tiny", "huggingface.co/ada", "ada/tiny", "hf://ada/tiny"] {
            assert_eq!(Page::parse(text), None, "{text}");
        }
    }
}
