//! `hf fs glob`.

use anyhow::Result;

use super::place::{COLUMNS, Node, listing, look};
use crate::args::address::{Address, AddressArgs};
use crate::base::glob::Glob as Pattern;
use crate::context::Context;
use crate::ids::uri::{BucketUri, HfUri, RepoUri};

/// Find paths of a repo or bucket by a pattern
///
/// A * or ? matches within one segment of a path, and ** matches any number of segments. The repo and the revision have no
/// wildcards.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs glob 'datasets/ada/planets/**/*.csv'
  $ hf fs glob 'buckets/ada/data/logs/2026-*' --quiet")]
pub struct Glob {
    /// Addresses with wildcards in their paths; hf:// is optional
    #[arg(required = true, value_name = "PATTERN")]
    patterns: Vec<Address>,
    #[command(flatten)]
    args: AddressArgs,
}

impl Glob {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.args.token)?;
        let mut listed = cx.out.listing(&COLUMNS);
        for pattern in &self.patterns {
            let pattern = self.args.resolve(pattern)?;
            let segments: Vec<String> = pattern.path().split('/').map(str::to_owned).collect();
            let fixed = segments.iter().take_while(|segment| !has_wildcard(segment)).count();
            if fixed == segments.len() {
                listed.add(&look(&hub, &pattern).await?.into_iter().collect::<Vec<Node>>())?;
                continue;
            }
            let base = at(&pattern, &segments[..fixed].join("/"));
            if look(&hub, &base).await?.is_none() {
                continue;
            }
            let is_deep = fixed + 1 < segments.len() || segments[fixed].contains("**");
            let mut nodes = listing(&hub, &base, is_deep).await?.all().await?;
            nodes.retain(|node| matches(&segments, &node.path.split('/').collect::<Vec<_>>()));
            nodes.sort_by(|one, other| one.name.cmp(&other.name));
            listed.add(&nodes)?;
        }
        Ok(listed.end()?)
    }
}

fn has_wildcard(segment: &str) -> bool {
    segment.contains(['*', '?', '['])
}

/// The same repo or bucket at another path.
fn at(address: &Address, path: &str) -> Address {
    let path = path.to_owned();
    Address(match &address.0 {
        HfUri::Repo(uri) => HfUri::Repo(RepoUri { path, is_folder: false, ..uri.clone() }),
        HfUri::Bucket(uri) => HfUri::Bucket(BucketUri { path, is_folder: false, ..uri.clone() }),
    })
}

/// Whether a path matches, segment by segment. The last `**` alone is tried again, as any other took less than it could.
fn matches(pattern: &[String], path: &[&str]) -> bool {
    let (mut at, mut of, mut retry) = (0, 0, None);
    while at < path.len() {
        match pattern.get(of) {
            Some(segment) if segment == "**" => {
                of += 1;
                retry = Some((of, at));
            }
            Some(segment) if Pattern::new(segment).matches(path[at]) => {
                of += 1;
                at += 1;
            }
            _ => {
                let Some((after, taken)) = retry else { return false };
                retry = Some((after, taken + 1));
                (of, at) = (after, taken + 1);
            }
        }
    }
    pattern[of..].iter().all(|segment| segment == "**")
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_stay_in_their_segment_and_two_stars_do_not() {
        for (pattern, path, expected) in [
            ("*.csv", "a.csv", true),
            ("*.csv", "d/a.csv", false),
            ("**/*.csv", "a.csv", true),
            ("**/*.csv", "d/e/a.csv", true),
            ("d/**", "d", true),
            ("d/**", "d/e/f", true),
            ("d/**/f/*", "d/f/e/f/g", true),
            ("d/?/[ab]", "d/e/a", true),
            ("d/?/[ab]", "d/e/c", false),
            ("*/b/**/c", "a/b/x/y/c", true),
            ("*/b/**/c", "a/x/c", false),
        ] {
            let segments: Vec<String> = pattern.split('/').map(str::to_owned).collect();
            assert_eq!(matches(&segments, &path.split('/').collect::<Vec<_>>()), expected, "{pattern} {path}");
        }
    }
}
