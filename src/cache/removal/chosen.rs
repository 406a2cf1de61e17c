//! Which revisions are to go, and how many that are. What goes with them is counted elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::super::scan::Scan;

/// Which revisions of a [`Scan`] are to go, by their positions in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen(BTreeMap<usize, BTreeSet<usize>>);

/// How much is chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Repos of which nothing stays.
    pub repos: usize,
    /// Revisions, those of such repos too.
    pub revisions: usize,
    /// Revisions of repos of which something stays.
    pub partial: usize,
}

impl Chosen {
    /// The whole repo, even one without revisions.
    pub fn add_repo(&mut self, scan: &Scan, repo: usize) {
        self.0.entry(repo).or_default().extend(0..scan.repos[repo].revisions.len());
    }

    /// One revision of it.
    pub fn add(&mut self, repo: usize, revision: usize) {
        self.0.entry(repo).or_default().insert(revision);
    }

    /// Not this revision after all.
    pub fn take_back(&mut self, repo: usize, revision: usize) {
        let is_left_empty = self.0.get_mut(&repo).is_some_and(|revisions| {
            revisions.remove(&revision);
            revisions.is_empty()
        });
        if is_left_empty {
            self.0.remove(&repo);
        }
    }

    /// Whether a revision is chosen; both are positions in the scan.
    pub fn contains(&self, repo: usize, revision: usize) -> bool {
        self.0.get(&repo).is_some_and(|revisions| revisions.contains(&revision))
    }

    /// Whether nothing is chosen.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Every repo of which something is chosen, with the revisions that are, in the order of the scan.
    pub fn iter(&self) -> impl Iterator<Item = (usize, impl Iterator<Item = usize> + '_)> {
        self.0.iter().map(|(repo, revisions)| (*repo, revisions.iter().copied()))
    }

    /// Whether nothing of the repo would stay.
    pub fn is_whole(&self, scan: &Scan, repo: usize) -> bool {
        self.0.get(&repo).is_some_and(|revisions| revisions.len() == scan.repos[repo].revisions.len())
    }

    /// How many repos would go whole, and how many revisions of how many others.
    pub fn counts(&self, scan: &Scan) -> Counts {
        let mut counts = Counts::default();
        for (repo, revisions) in &self.0 {
            counts.revisions += revisions.len();
            if self.is_whole(scan, *repo) {
                counts.repos += 1;
            } else {
                counts.partial += revisions.len();
            }
        }
        counts
    }
}
