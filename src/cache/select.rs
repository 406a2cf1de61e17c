//! Which lines of a listing are shown, and in which order: pure rules over a [`Scan`].

use std::cmp::Ordering;
use std::str::FromStr;

use super::scan::{CachedRepo, CachedRevision, Scan};
use crate::base::age::{Age, AgeError};
use crate::base::size::{ByteSize, SizeError};

/// A line of a listing: a repo, or one revision of it.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'s> {
    /// The repo, or that of the revision.
    pub repo: &'s CachedRepo,
    /// `None` for the whole repo.
    pub revision: Option<&'s CachedRevision>,
}

impl Entry<'_> {
    /// Bytes.
    pub fn size(&self) -> u64 {
        self.revision.map_or_else(|| self.repo.size(), |revision| revision.size)
    }

    /// Unix seconds.
    pub fn modified(&self) -> f64 {
        self.revision.map_or(self.repo.moments.modified, |revision| revision.modified)
    }

    /// Sorted.
    pub fn refs(&self) -> Vec<&str> {
        self.revision.map_or_else(|| self.repo.refs(), |revision| revision.refs.iter().map(String::as_str).collect())
    }
}

impl Scan {
    /// Every repo, or every revision of every repo, in the order of their names.
    pub fn entries(&self, revisions: bool) -> Vec<Entry<'_>> {
        let of_repo = |repo| {
            let all = if revisions { self.revisions_of(repo) } else { vec![Entry { repo, revision: None }] };
            all.into_iter()
        };
        self.listed().flat_map(of_repo).collect()
    }

    fn revisions_of<'s>(&self, repo: &'s CachedRepo) -> Vec<Entry<'s>> {
        repo.revisions.iter().map(|revision| Entry { repo, revision: Some(revision) }).collect()
    }
}

/// One condition, as it is typed: `size>1GB`, `accessed>=7d`, `type=model`, `refs=main`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Bytes.
    Size(Comparison, u64),
    /// Seconds since a file of the repo was last read.
    Accessed(Comparison, u64),
    /// Seconds since a content was last written.
    Modified(Comparison, u64),
    /// In lower case.
    Kind(String),
    /// In lower case.
    Ref(String),
}

/// How two numbers must stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Greater,
    Less,
    AtLeast,
    AtMost,
}

/// A condition that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// No key, no operator or no value.
    #[error("'{0}' is no filter: expected a key, an operator and a value, such as size>1GB or type=model")]
    Malformed(String),
    /// `==`.
    #[error("'{0}': write = for equal")]
    DoubleEqual(String),
    /// Another key.
    #[error("unknown key '{0}': expected accessed, modified, refs, size or type")]
    UnknownKey(String),
    /// A word compared with something else than `=`.
    #[error("'{0}' takes = only")]
    EqualOnly(String),
    #[error(transparent)]
    Size(#[from] SizeError),
    #[error(transparent)]
    Age(#[from] AgeError),
}

/// The operators, the longer ones first: `>=` begins with `>`.
const OPERATORS: [(&str, Option<Comparison>); 7] = [
    ("==", None),
    ("!=", Some(Comparison::NotEqual)),
    (">=", Some(Comparison::AtLeast)),
    ("<=", Some(Comparison::AtMost)),
    (">", Some(Comparison::Greater)),
    ("<", Some(Comparison::Less)),
    ("=", Some(Comparison::Equal)),
];

impl FromStr for Filter {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let malformed = || FilterError::Malformed(text.to_owned());
        let trimmed = text.trim();
        let end = trimmed.find(|letter: char| !letter.is_ascii_alphabetic() && letter != '_').ok_or_else(malformed)?;
        let (key, rest) = trimmed.split_at(end);
        let rest = rest.trim_start();
        let operator = OPERATORS.iter().find(|(sign, _)| rest.starts_with(sign));
        let (sign, comparison) = operator.filter(|_| !key.is_empty()).ok_or_else(malformed)?;
        let value = rest[sign.len()..].trim();
        if value.is_empty() {
            return Err(malformed());
        }
        let comparison = comparison.ok_or_else(|| FilterError::DoubleEqual(text.to_owned()))?;
        let word = || match comparison {
            Comparison::Equal => Ok(value.to_lowercase()),
            _ => Err(FilterError::EqualOnly(key.to_owned())),
        };
        match key.to_ascii_lowercase().as_str() {
            "size" => Ok(Self::Size(comparison, value.parse::<ByteSize>()?.0)),
            "accessed" => Ok(Self::Accessed(comparison, value.parse::<Age>()?.0)),
            "modified" => Ok(Self::Modified(comparison, value.parse::<Age>()?.0)),
            "type" => word().map(Self::Kind),
            "refs" => word().map(Self::Ref),
            _ => Err(FilterError::UnknownKey(key.to_owned())),
        }
    }
}

impl Filter {
    /// Whether a line is shown; `now` is in Unix seconds.
    pub fn shows(&self, entry: &Entry<'_>, now: f64) -> bool {
        match self {
            Self::Size(comparison, bytes) => comparison.holds(entry.size() as f64, *bytes as f64),
            Self::Accessed(comparison, age) => comparison.holds(now - entry.repo.moments.accessed, *age as f64),
            Self::Modified(comparison, age) => comparison.holds(now - entry.modified(), *age as f64),
            Self::Kind(kind) => entry.repo.kind.singular() == kind,
            Self::Ref(name) => entry.refs().iter().any(|known| known.to_lowercase() == *name),
        }
    }
}

impl Comparison {
    fn holds(self, left: f64, right: f64) -> bool {
        let order = left.partial_cmp(&right);
        match self {
            Self::Equal => order == Some(Ordering::Equal),
            Self::NotEqual => order != Some(Ordering::Equal),
            Self::Greater => order == Some(Ordering::Greater),
            Self::Less => order == Some(Ordering::Less),
            Self::AtLeast => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            Self::AtMost => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        }
    }
}

/// What lines are sorted by, as it is typed: `size`, `name:desc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    key: Key,
    is_descending: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Accessed,
    Modified,
    Name,
    Size,
}

impl Sort {
    /// Every word that names one.
    pub const WORDS: [&str; 12] = [
        "accessed",
        "accessed:asc",
        "accessed:desc",
        "modified",
        "modified:asc",
        "modified:desc",
        "name",
        "name:asc",
        "name:desc",
        "size",
        "size:asc",
        "size:desc",
    ];

    /// Puts lines in order; those that are equal stay in theirs, whichever way is up.
    pub fn sort(self, entries: &mut [Entry<'_>]) {
        let compare = |one: &Entry<'_>, other: &Entry<'_>| match self.key {
            Key::Accessed => one.repo.moments.accessed.total_cmp(&other.repo.moments.accessed),
            Key::Modified => one.modified().total_cmp(&other.modified()),
            Key::Name => one.repo.cache_id().to_lowercase().cmp(&other.repo.cache_id().to_lowercase()),
            Key::Size => one.size().cmp(&other.size()),
        };
        entries.sort_by(|one, other| if self.is_descending { compare(other, one) } else { compare(one, other) });
    }
}

impl FromStr for Sort {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (key, order) = text.split_once(':').map_or((text, None), |(key, order)| (key, Some(order)));
        // Newest and largest first, names from A on.
        let (key, usual) = match key {
            "accessed" => (Key::Accessed, "desc"),
            "modified" => (Key::Modified, "desc"),
            "name" => (Key::Name, "asc"),
            "size" => (Key::Size, "desc"),
            _ => return Err(format!("'{text}' is no order")),
        };
        match order.unwrap_or(usual) {
            "asc" => Ok(Self { key, is_descending: false }),
            "desc" => Ok(Self { key, is_descending: true }),
            _ => Err(format!("'{text}' is no order")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Entry, Filter, FilterError, Sort};
    use crate::cache::scan::tests::filled;

    fn filter(text: &str) -> Result<Filter, FilterError> {
        text.parse()
    }

    #[test]
    fn filters_are_read_with_blanks_and_in_any_case() {
        assert_eq!(filter("size>1GB"), Ok(Filter::Size(Comparison::Greater, 1_000_000_000)));
        assert_eq!(filter(" SIZE >= 5 "), Ok(Filter::Size(Comparison::AtLeast, 5)));
        assert_eq!(filter("accessed!=2m"), Ok(Filter::Accessed(Comparison::NotEqual, 120)));
        assert_eq!(filter("modified<=1y"), Ok(Filter::Modified(Comparison::AtMost, 31_536_000)));
        assert_eq!(filter("type = Model"), Ok(Filter::Kind("model".into())));
        assert_eq!(filter("refs=Refs/PR/1"), Ok(Filter::Ref("refs/pr/1".into())));
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        for text in ["", "size", "size~1", ">1", "size>", "size>=", "1size>1"] {
            assert_eq!(filter(text), Err(FilterError::Malformed(text.into())));
        }
        assert_eq!(filter("size==1"), Err(FilterError::DoubleEqual("size==1".into())));
        assert_eq!(filter("colour=red"), Err(FilterError::UnknownKey("colour".into())));
        assert_eq!(filter("type!=model"), Err(FilterError::EqualOnly("type".into())));
        assert!(matches!(filter("size>big"), Err(FilterError::Size(_))));
        assert!(matches!(filter("accessed>7days"), Err(FilterError::Age(_))));
    }

    fn shown(text: &str, revisions: bool) -> Vec<String> {
        let (scan, filter) = (filled().scan(), filter(text).unwrap());
        let now = scan.repos[0].moments.modified + 100.0;
        let shown = scan.entries(revisions).into_iter().filter(|entry| filter.shows(entry, now));
        shown.map(|entry| name(&entry)).collect()
    }

    fn name(entry: &Entry<'_>) -> String {
        let commit = entry.revision.map(|revision| format!("@{}", &revision.commit[..1])).unwrap_or_default();
        format!("{}{commit}", entry.repo.cache_id())
    }

    #[test]
    fn a_line_is_shown_for_what_it_is_itself() {
        assert_eq!(shown("size>6", false), ["model/ada/tiny"]);
        assert_eq!(shown("size>6", true), ["model/ada/tiny@1"]);
        assert_eq!(shown("type=dataset", true), ["dataset/rows@1"]);
        assert_eq!(shown("refs=REFS/pr/1", true), ["model/ada/tiny@2"]);
        assert_eq!(shown("modified>90s", false).len(), 2);
        assert_eq!(shown("modified>1h", false), [""; 0]);
    }

    #[test]
    fn equal_lines_keep_their_order_in_both_directions() {
        let scan = filled().scan();
        let sorted = |order: &str| {
            let mut entries = scan.entries(true);
            order.parse::<Sort>().unwrap().sort(&mut entries);
            entries.iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(sorted("name"), ["dataset/rows@1", "model/ada/tiny@1", "model/ada/tiny@2"]);
        assert_eq!(sorted("name:desc"), ["model/ada/tiny@1", "model/ada/tiny@2", "dataset/rows@1"]);
        assert_eq!(sorted("size"), ["model/ada/tiny@1", "model/ada/tiny@2", "dataset/rows@1"]);
        assert_eq!(sorted("size:asc"), ["dataset/rows@1", "model/ada/tiny@2", "model/ada/tiny@1"]);
    }

    #[test]
    fn every_word_is_an_order() {
        assert!(Sort::WORDS.iter().all(|word| word.parse::<Sort>().is_ok()));
        assert!("name:up".parse::<Sort>().is_err());
    }
}
