//! `hf fs mv`.

use anyhow::Result;

use super::copies::Copies;
use super::place::existing;
use super::removal::{Removal, whole};
use crate::api::Hub;
use crate::args::address::{Address, AddressArgs};
use crate::args::commit::CommitArgs;
use crate::args::copy::Side;
use crate::args::limits::LimitArgs;
use crate::args::misuse::Misuse;
use crate::args::progress::ProgressArg;
use crate::commands::carrier::Carrier;
use crate::commands::committed;
use crate::context::Context;
use crate::ids::uri::{HfUri, RepoUri};

/// Move files and folders of repos and buckets
///
/// Within a repo a move is one commit. Anywhere else everything is copied first, and the sources are deleted after all copies
/// have succeeded. What others change in a source repo meanwhile makes the move fail instead of being lost.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf fs mv datasets/ada/planets/a.csv datasets/ada/planets/data/
  $ hf fs mv ada/tiny-bert/old ada/tiny-bert/archive -m 'Tidy up'
  $ hf fs mv buckets/ada/data/logs buckets/my-org/archive/")]
pub struct Mv {
    /// Files and folders, such as hf://datasets/username/name/file; hf:// is optional
    #[arg(required = true, value_name = "SRC")]
    sources: Vec<Address>,
    /// Address of a file or folder
    #[arg(required = true)]
    dst: Address,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    progress: ProgressArg,
    #[command(flatten)]
    args: AddressArgs,
}

impl Mv {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let dst = self.args.resolve(&self.dst)?;
        let limits = LimitArgs::default();
        let carrier = Carrier::new(cx, &self.args.token, (&self.progress, &limits));
        let hub = carrier.changing()?;
        let (mut sources, mut removals) = (Vec::new(), Vec::new());
        for source in &self.sources {
            let source = self.args.resolve(source)?;
            check(&source, &dst)?;
            removal(&hub, &source).await?.join_into(&mut removals);
            sources.push(Side::Remote(source.0));
        }
        let copies = Copies { carrier, recursive: true };
        let (own, foreign): (Vec<_>, Vec<_>) = removals.into_iter().partition(|one| one.place == whole(&dst.0));
        if !foreign.is_empty() && (self.commit.create_pr || self.commit.parent_commit.is_some()) {
            let text = "--create-pr and --parent-commit are for moves within a repo";
            return Err(Misuse(text.to_owned()).into());
        }
        let after_the_copy = match &dst.0 {
            HfUri::Repo(to) => {
                self.move_to_repo(cx, (&copies, &sources), (to, own.into_iter().next())).await?;
                foreign
            }
            HfUri::Bucket(to) => {
                let landed = copies.bring_to_bucket(&sources, to).await?;
                cx.out.done("Moved", &landed)?;
                own.into_iter().chain(foreign).collect()
            }
        };
        for removal in after_the_copy {
            let commit = self.commit.after(removal.head.clone());
            if let Some(made) = removal.carry_out(&copies.carrier, &commit).await? {
                cx.out.log(&format!("Deleted from {}: {}", removal.place_name(), made.url));
            }
        }
        Ok(())
    }

    /// What is of the same repo goes away in the commit that brings it to its new place.
    async fn move_to_repo(
        &self,
        cx: &Context,
        (copies, sources): (&Copies<'_>, &[Side]),
        (to, own): (&RepoUri, Option<Removal>),
    ) -> Result<()> {
        let gathered = copies.gather(sources, to).await?;
        let message = gathered.message("Move", to);
        let mut changes = gathered.changes;
        changes.extend(own.iter().flat_map(Removal::changes));
        let commit = self.commit.after(own.and_then(|own| own.head));
        committed::print(cx, &copies.carrier.commit(to, (&commit, message), changes).await?)
    }
}

/// Whether that can be moved there.
fn check(source: &Address, dst: &Address) -> Result<(), Misuse> {
    let refused = |why: &str| Err(Misuse(format!("cannot move '{source}': {why}")));
    let (from, to) = (format!("{}/", source.path()), format!("{}/", dst.path()));
    match (source.path(), whole(&source.0) == whole(&dst.0)) {
        ("", _) => refused("it is not a file or folder; `hf repos move` and `hf buckets move` rename a repo or bucket"),
        (_, true) if to.starts_with(&from) => refused("the destination is the same or inside of it"),
        _ => Ok(()),
    }
}

/// The deletion of a source. The head comes first: whatever is changed after it makes the commit fail.
async fn removal(hub: &Hub, source: &Address) -> Result<Removal> {
    let head = match &source.0 {
        HfUri::Repo(uri) => Some(hub.commit_of(&uri.repo, &uri.revision.clone().unwrap_or_default()).await?),
        HfUri::Bucket(_) => None,
    };
    let node = existing(hub, source).await?;
    Ok(Removal { head, ..Removal::of(hub, source, node, None).await? })
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn nothing_is_moved_into_itself() {
        for (source, dst, expected) in [
            ("a/b/d", "a/b/e", true),
            ("a/b/d", "a/b/de", true),
            ("a/b/d", "a/b/d", false),
            ("a/b/d", "a/b/d/e", false),
            ("a/b/d", "a/b@dev/d", true),
            ("a/b/d", "datasets/a/b/d", true),
            ("a/b", "a/c/d", false),
        ] {
            assert_eq!(check(&source.parse().unwrap(), &dst.parse().unwrap()).is_ok(), expected, "{source} {dst}");
        }
    }
}
