//! What is to be done about all files of both sides. The bucket is read page by page, and of a file that stays as it is
//! nothing is kept but what the plan says of it, so that very many need little memory.

use std::collections::HashMap;

use tokio::sync::mpsc::{self, Sender};

use super::compare::{Direction, Pair, Side};
use super::listing::{self, Local, Sides, side};
use super::order::{Order, Route};
use super::plan::{Action, Operation};
use crate::api::Hub;
use crate::api::buckets::files::{BucketEntry, BucketFile};
use crate::api::error::RefusalKind;
use crate::base::url::path_below;
use crate::transfer::bucket::error::BucketError;
use crate::transfer::xet::Xet;

/// Pages of the bucket that are read ahead, while the folder is walked or a page is compared.
const AHEAD: usize = 32;

/// A comparison that is not at its end yet.
pub(super) struct Comparison<'a> {
    order: &'a Order,
    /// Files of this machine that the bucket was not seen to have yet.
    local: Sides,
    /// Folders of which nobody knows what is in them.
    unknown: Vec<String>,
    operations: Vec<Operation>,
    /// Files of the bucket that are to be downloaded.
    files: HashMap<String, BucketFile>,
}

/// A file of the bucket, and what is known of its path.
struct Seen {
    below: String,
    file: BucketFile,
    pair: Pair,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(order: &'a Order) -> Self {
        Self { order, local: Sides::new(), unknown: Vec::new(), operations: Vec::new(), files: HashMap::new() }
    }

    /// Compares everything that the bucket has with the files of this machine; without them, each is looked for when the
    /// bucket has it. The store is needed for its hashes. Gives what the user should know of the folder, and whether there
    /// is no such bucket although files are to go there.
    ///
    /// # Errors
    /// A side cannot be read, the bucket names files that no folder should have, or a file cannot be hashed.
    pub(super) async fn both(
        &mut self,
        hub: &Hub,
        xet: &Xet,
        local: impl Future<Output = Result<Local, BucketError>>,
    ) -> Result<(Vec<String>, bool), BucketError> {
        let (sender, mut pages) = mpsc::channel(AHEAD);
        let listed = list(hub, &self.order.route, sender);
        let compared = async {
            let Local { files, unknown, remarks } = local.await?;
            (self.local, self.unknown) = (files, unknown);
            while let Some(page) = pages.recv().await {
                let mut seen = self.see(page).await?;
                self.look_inside(&mut seen, xet).await?;
                seen.into_iter().for_each(|seen| self.decide(seen));
            }
            Ok(remarks)
        };
        let (is_missing, remarks) = tokio::try_join!(listed, compared)?;
        Ok((remarks, is_missing))
    }

    /// What is to be done, by path, and the files that are to be downloaded.
    pub(super) fn end(mut self) -> (Vec<Operation>, HashMap<String, BucketFile>) {
        let Order { route, rules, .. } = self.order;
        let only_here = std::mem::take(&mut self.local).into_iter();
        self.operations.extend(only_here.filter_map(|(path, local)| {
            let pair = pair(route.direction, Some(local), None);
            rules.decide(route.direction, path, pair)
        }));
        // A bucket that changes while it is listed may name a file twice: what was said of it first is right, because
        // the file of this machine was still to be met then.
        self.operations.sort_by(|one, other| one.path.cmp(&other.path));
        self.operations.dedup_by(|later, first| later.path == first.path);
        (self.operations, self.files)
    }

    async fn see(&mut self, page: Vec<BucketEntry>) -> Result<Vec<Seen>, BucketError> {
        let Order { route: Route { direction, folder, place }, rules, filter, .. } = self.order;
        let files = page.into_iter().filter_map(BucketEntry::into_file);
        let files = files.map(|file| (path_below(&file.path, &place.path).to_owned(), file));
        let files: Vec<(String, BucketFile)> = files.filter(|(below, _)| filter.admits(below)).collect();
        if *direction == Direction::Down {
            listing::safe_paths(files.iter().map(|(below, _)| below.as_str()))?;
            if !rules.delete {
                let paths = files.iter().map(|(below, _)| below.clone()).collect();
                self.local.extend(listing::local_of(folder, paths).await);
            }
        }
        let mut seen = Vec::with_capacity(files.len());
        for (below, file) in files {
            let local = self.local.remove(&below);
            // Whether it is at the source is not known.
            let is_hidden = *direction == Direction::Up && local.is_none() && self.is_unknown(&below);
            if !is_hidden {
                let pair = pair(*direction, local, Some(side(&file)));
                seen.push(Seen { below, file, pair });
            }
        }
        Ok(seen)
    }

    fn is_unknown(&self, below: &str) -> bool {
        self.unknown.iter().any(|folder| below.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/')))
    }

    /// Finds out which of the files that have equal sizes have equal content, if that is asked for. Reads all of them.
    async fn look_inside(&self, seen: &mut [Seen], xet: &Xet) -> Result<(), BucketError> {
        let Order { route, rules, .. } = self.order;
        let is_open = |pair: &Pair| match (pair.source, pair.target) {
            (Some(source), Some(target)) => source.size == target.size,
            _ => false,
        };
        let mut open: Vec<&mut Seen> = seen.iter_mut().filter(|seen| rules.checksum && is_open(&seen.pair)).collect();
        if open.is_empty() {
            return Ok(());
        }
        let hashes = xet.hash(open.iter().map(|seen| route.folder.join(&seen.below)).collect()).await?;
        for (seen, hash) in open.iter_mut().zip(hashes) {
            seen.pair.is_same = Some(seen.file.size == 0 || seen.file.xet_hash == hash);
        }
        Ok(())
    }

    fn decide(&mut self, Seen { below, file, pair }: Seen) {
        let Order { route, rules, .. } = self.order;
        let Some(operation) = rules.decide(route.direction, below, pair) else { return };
        if operation.action == Action::Download {
            self.files.insert(operation.path.clone(), file);
        }
        self.operations.push(operation);
    }
}

/// Hands over the pages of the bucket. Gives whether there is none although files are to go there.
async fn list(hub: &Hub, route: &Route, pages: Sender<Vec<BucketEntry>>) -> Result<bool, BucketError> {
    let Route { direction, place, .. } = route;
    let mut listing = hub.bucket_tree(&place.bucket, &place.path, true);
    loop {
        let page = match listing.next().await {
            Err(error) if *direction == Direction::Up && error.is(RefusalKind::RepoNotFound) => return Ok(true),
            page => page?,
        };
        let Some(page) = page else { return Ok(false) };
        if pages.send(page).await.is_err() {
            // Nobody compares any more, and will say why.
            return Ok(false);
        }
    }
}

fn pair(direction: Direction, local: Option<Side>, remote: Option<Side>) -> Pair {
    let (source, target) = match direction {
        Direction::Up => (local, remote),
        Direction::Down => (remote, local),
    };
    Pair { source, target, is_same: None }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Comparison, Sides};
    use crate::api::buckets::files::BucketEntry;
    use crate::ids::uri::HfUri;
    use crate::transfer::sync::compare::{Direction, Rules, Side};
    use crate::transfer::sync::filter::Filter;
    use crate::transfer::sync::order::{Order, Route};

    fn order(direction: Direction) -> Order {
        let Ok(HfUri::Bucket(place)) = "hf://buckets/ada/b/in".parse() else { panic!("a bucket") };
        Order {
            route: Route { direction, folder: "/nonexistent".into(), place },
            rules: Rules { delete: true, ..Rules::default() },
            filter: Filter::default(),
            source: String::new(),
            dest: String::new(),
        }
    }

    fn entry(path: &str) -> BucketEntry {
        let file = json!({"type": "file", "path": format!("in/{path}"), "size": 1, "xetHash": "ab", "mtime": null});
        serde_json::from_value(file).unwrap()
    }

    async fn compared(direction: Direction, local: &[&str], unknown: &[&str], pages: &[&[&str]]) -> String {
        let order = order(direction);
        let local: Sides = local.iter().map(|path| ((*path).to_owned(), Side { size: 1, modified: 0.0 })).collect();
        let unknown = unknown.iter().map(|path| (*path).to_owned()).collect();
        let mut comparison = Comparison { local, unknown, ..Comparison::new(&order) };
        for page in pages {
            let seen = comparison.see(page.iter().map(|path| entry(path)).collect()).await.unwrap();
            seen.into_iter().for_each(|seen| comparison.decide(seen));
        }
        comparison.end().0.iter().map(|one| format!("{:?} {} ", one.action, one.path)).collect()
    }

    #[tokio::test]
    async fn what_is_at_one_side_alone_is_met_in_any_order() {
        let (local, pages): (&[&str], [&[&str]; 2]) = (&["a", "b"], [&["c"], &["b"]]);
        assert_eq!(compared(Direction::Up, local, &[], &pages).await, "Upload a Skip b Delete c ");
        assert_eq!(compared(Direction::Down, local, &[], &pages).await, "Delete a Skip b Download c ");
    }

    #[tokio::test]
    async fn a_file_that_is_listed_twice_is_not_deleted() {
        assert_eq!(compared(Direction::Up, &["a"], &[], &[&["a"], &["a"]]).await, "Skip a ");
        assert_eq!(compared(Direction::Down, &["a"], &[], &[&["a", "a"]]).await, "Skip a ");
    }

    #[tokio::test]
    async fn what_is_behind_a_link_that_is_not_followed_is_left_alone() {
        assert_eq!(compared(Direction::Up, &[], &["link"], &[&["link/a", "linked"]]).await, "Delete linked ");
    }
}
