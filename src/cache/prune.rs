//! What a clean-up takes: rules over a [`Scan`], nothing is removed here.

use std::collections::HashSet;

use super::by_hash;
use super::live::Live;
use super::removal::{Chosen, Removal};
use super::scan::{CachedRepo, CachedRevision, PartialFile, Scan};

/// What a clean-up takes beyond what nobody can want any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Policy {
    /// Revisions that somebody asked for by their hash, as those that a branch left behind.
    pub detached: bool,
    /// Revisions that were not used for so many seconds, even if a ref means them.
    pub older_than: Option<u64>,
    /// All but so many revisions of each repo, those that were used last. With another rule: never those.
    pub keep_last: Option<usize>,
    /// The revisions that were not used for longest, until the cache has no more bytes than this.
    pub max_size: Option<u64>,
}

/// What a clean-up takes.
#[derive(Debug)]
pub struct Pruning {
    /// The revisions that go.
    pub chosen: Chosen,
    /// Unfinished downloads that nobody is at.
    pub partials: Vec<PartialFile>,
    /// Contents of the store that nobody uses.
    pub payloads: usize,
    /// All of it, ready to be run.
    pub removal: Removal,
    /// Revisions that stay because somebody asked for them by their hash.
    pub spared: usize,
    /// Bytes of the cache afterwards.
    pub left: u64,
}

impl Policy {
    /// What goes from a cache; `now` is in Unix seconds.
    pub fn plan(&self, scan: &Scan, now: f64) -> Pruning {
        let mut chosen = Chosen::default();
        let (mut evictable, mut spared) = (Vec::new(), 0);
        // What is broken in a repo may be what would say that a revision is in use.
        for (at, repo) in
            scan.repos.iter().enumerate().filter(|(_, repo)| repo.flaws.is_empty() && repo.linked.is_none())
        {
            let live = Live::of(&repo.path);
            let recent = recent_ones(repo, self.keep_last.unwrap_or(0));
            for (revision, about) in repo.revisions.iter().enumerate() {
                let was_left_behind =
                    about.is_detached() && (self.detached || by_hash::was_left_behind(&repo.path, &about.path));
                if live.may_be_for(&about.commit) {
                    // Its files may come before its ref.
                } else if about.is_detached() && !was_left_behind {
                    spared += 1;
                } else if recent.contains(&revision) {
                    // Stays whatever the other rules say.
                } else if was_left_behind || self.takes(repo, about, now) {
                    chosen.add(at, revision);
                } else {
                    evictable.push((last_use(repo, about), at, revision));
                }
            }
        }
        let partials: Vec<PartialFile> = scan.partials.iter().filter(|partial| !partial.is_live()).cloned().collect();
        let removal = |chosen: &Chosen| {
            let remnants = scan.repos.iter().filter(|repo| repo.is_remnant);
            let removal = scan.removal(chosen).with_remnants(remnants).by_rule();
            removal.with_partials(&partials).with_payloads(scan.unused_payloads())
        };
        let size = scan.size() + scan.partials.iter().map(|partial| partial.size).sum::<u64>();
        if let Some(most) = self.max_size {
            evictable.sort_by(|one, other| one.0.total_cmp(&other.0));
            let with = |count: usize| with(&chosen, &evictable[..count]);
            let fits = |count: usize| size.saturating_sub(removal(&with(count)).freed()) <= most;
            let count = first_fitting(evictable.len(), fits);
            chosen = with(count);
        }
        let removal = removal(&chosen);
        let left = size.saturating_sub(removal.freed());
        Pruning { chosen, payloads: scan.unused_payloads().count(), partials, removal, spared, left }
    }

    /// Whether a rule takes a revision that a ref means and that is not among those to keep.
    fn takes(&self, repo: &CachedRepo, revision: &CachedRevision, now: f64) -> bool {
        match self.older_than {
            Some(age) => now - last_use(repo, revision) > age as f64,
            None => self.keep_last.is_some(),
        }
    }
}

impl Pruning {
    /// Whether nothing is to be removed that anybody would miss: no revision, no unfinished file, no shared content.
    pub fn is_empty(&self) -> bool {
        self.chosen.is_empty() && self.partials.is_empty() && self.payloads == 0
    }
}

fn with(chosen: &Chosen, evicted: &[(f64, usize, usize)]) -> Chosen {
    let mut all = chosen.clone();
    evicted.iter().for_each(|(_, repo, revision)| all.add(*repo, *revision));
    all
}

/// The smallest count that fits, or all; to take more never fits less.
fn first_fitting(count: usize, fits: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        if fits(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// The revisions that were used last; of those that were used at once, the ones that a ref means.
fn recent_ones(repo: &CachedRepo, count: usize) -> HashSet<usize> {
    let mut order: Vec<usize> = (0..repo.revisions.len()).collect();
    order.sort_by(|one, other| {
        let when = |at: usize| last_use(repo, &repo.revisions[at]);
        let is_detached = |at: usize| repo.revisions[at].is_detached();
        when(*other).total_cmp(&when(*one)).then(is_detached(*one).cmp(&is_detached(*other)))
    });
    order.into_iter().take(count).collect()
}

/// When a content of the revision was last read or written, in Unix seconds.
fn last_use(repo: &CachedRepo, revision: &CachedRevision) -> f64 {
    let contents = revision.blobs().into_iter().map(|blob| repo.blobs[blob].moments);
    contents.map(|moments| moments.accessed.max(moments.modified)).fold(revision.modified, f64::max)
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use super::{Policy, Pruning, first_fitting};
    use crate::cache::scan::tests::{Filled, ONE, TWO, filled};

    const DAY: u64 = 86_400;
    const NOW: u64 = 1_000 * DAY;
    const TINY: &str = "models--ada--tiny";

    /// As if the content had been read and written so many days ago.
    fn age(filled: &Filled, inner: &str, days: u64) {
        let when = UNIX_EPOCH + Duration::from_secs(NOW - days * DAY);
        let times = fs::FileTimes::new().set_accessed(when).set_modified(when);
        File::options().write(true).open(filled.path(inner)).unwrap().set_times(times).unwrap();
    }

    /// As if the ref had moved an hour from now.
    fn move_ref(filled: &Filled, inner: &str) {
        let file = File::options().write(true).open(filled.path(inner)).unwrap();
        file.set_modified(SystemTime::now() + Duration::from_secs(3600)).unwrap();
    }

    fn plan(filled: &Filled, policy: Policy) -> (Vec<(String, String)>, Pruning) {
        let scan = filled.scan();
        let pruning = policy.plan(&scan, NOW as f64);
        let mut names = Vec::new();
        for (repo, revisions) in pruning.chosen.iter() {
            let repo = &scan.repos[repo];
            names.extend(revisions.map(|at| (repo.id.clone(), repo.revisions[at].commit[..1].to_owned())));
        }
        (names, pruning)
    }

    fn names(filled: &Filled, policy: Policy) -> Vec<(String, String)> {
        plan(filled, policy).0
    }

    fn tiny(commit: &str) -> (String, String) {
        ("ada/tiny".to_owned(), commit.to_owned())
    }

    fn rows() -> (String, String) {
        ("rows".to_owned(), "1".to_owned())
    }

    #[test]
    fn what_a_branch_left_behind_goes() {
        let filled = filled();
        move_ref(&filled, &format!("{TINY}/refs/main"));
        let (names, pruning) = plan(&filled, Policy::default());
        assert_eq!((names, pruning.spared), (vec![tiny("1")], 0));
    }

    #[test]
    fn what_was_asked_for_by_its_hash_stays_unless_it_is_meant() {
        let filled = filled();
        filled.file(TINY, ONE, "late.txt", "late");
        let (names, pruning) = plan(&filled, Policy::default());
        assert_eq!((names, pruning.spared), (vec![], 1));
        let all = Policy { detached: true, ..Policy::default() };
        assert_eq!(plan(&filled, all).0, [tiny("1")]);
        let no_refs = Filled::new();
        no_refs.file("models--a", ONE, "a.txt", "a");
        assert!(plan(&no_refs, Policy { max_size: Some(0), ..Policy::default() }).0.is_empty());
    }

    #[test]
    fn a_broken_repo_is_left_alone() {
        let filled = filled();
        filled.write(&format!("{TINY}/refs/lost"), "3");
        move_ref(&filled, &format!("{TINY}/refs/main"));
        let all = Policy { detached: true, max_size: Some(0), ..Policy::default() };
        assert_eq!(names(&filled, all), [rows()]);
    }

    #[test]
    fn old_revisions_go_even_if_a_branch_means_them() {
        let filled = filled();
        move_ref(&filled, &format!("{TINY}/refs/main"));
        for (blob, days) in [("models--ada--tiny/blobs/shared", 10), ("models--ada--tiny/blobs/first", 10)] {
            age(&filled, blob, days);
        }
        age(&filled, "datasets--rows/blobs/rows", 40);
        let older = |days| Policy { older_than: Some(days * DAY), ..Policy::default() };
        assert_eq!(names(&filled, older(50)), [tiny("1")]);
        assert_eq!(names(&filled, older(30)), [rows(), tiny("1")]);
        assert_eq!(names(&filled, older(5)), [rows(), tiny("1"), tiny("2")]);
        let kept = Policy { keep_last: Some(1), ..older(5) };
        assert_eq!(names(&filled, kept), [tiny("1")], "of each repo one stays");
    }

    #[test]
    fn the_last_ones_stay_and_alone_the_others_go() {
        let filled = Filled::new();
        for (commit, etag, days) in [(ONE, "a", 3), (TWO, "b", 1)] {
            filled.file("models--m", commit, "f", etag);
            filled.write(&format!("models--m/refs/{etag}"), commit);
            age(&filled, &format!("models--m/blobs/{etag}"), days);
        }
        let keep = |count| Policy { keep_last: Some(count), ..Policy::default() };
        assert_eq!(names(&filled, keep(1)), [("m".to_owned(), "1".to_owned())]);
        assert!(names(&filled, keep(2)).is_empty());
    }

    #[test]
    fn the_longest_unused_go_until_the_rest_fits() {
        let filled = Filled::new();
        for (repo, days) in [("models--a", 1), ("models--b", 3), ("models--c", 2)] {
            filled.file(repo, ONE, "f", "four");
            filled.write(&format!("{repo}/refs/main"), ONE);
            age(&filled, &format!("{repo}/blobs/four"), days);
        }
        let most = |bytes| Policy { max_size: Some(bytes), ..Policy::default() };
        let ids = |bytes| names(&filled, most(bytes)).into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        assert_eq!(ids(12), [""; 0]);
        assert_eq!(ids(11), ["b"]);
        assert_eq!(ids(4), ["b", "c"]);
        assert_eq!(plan(&filled, most(5)).1.left, 4);
    }

    #[test]
    fn the_first_that_fits_is_found() {
        for wanted in 0..=7 {
            assert_eq!(first_fitting(7, |count| count >= wanted), wanted);
        }
        assert_eq!(first_fitting(3, |_| false), 3);
    }
}
