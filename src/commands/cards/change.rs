//! Changes the metadata of a card where it is: a file in place, standard input towards standard output, and a repo by a
//! commit on top of the card that was read.

use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use super::document::{fields, with_fields};
use super::fields::append;
use super::source::read_local;
use super::template::{built_in, rendered};
use crate::api::Hub;
use crate::api::commits::Destination;
use crate::args::allow_secret::AllowSecretArg;
use crate::args::assignment::KeyPath;
use crate::args::card::CardPlace;
use crate::args::commit::CommitArgs;
use crate::args::token::TokenArg;
use crate::base::fs::{Temporary, write_beside};
use crate::commands::committed;
use crate::commands::repo_card::CARD;
use crate::context::Context;
use crate::ids::repo::{RepoId, RepoKind};
use crate::ids::revision::Revision;
use crate::transfer::upload::changes::{Change, ChangeSet, Committed, NewContent};
use crate::transfer::upload::{Options, UploadError};

/// Commits that are tried when others commit to the same branch meanwhile.
const MOST_TRIES: usize = 4;

/// What people read when the card has all of it already.
const NOTHING: &str = "Nothing to change: the card has these values";

/// A file of a repo that is read, changed and committed.
#[derive(Clone, Copy)]
pub(super) struct FileOfRepo<'a> {
    pub to: &'a Destination,
    pub path: &'a str,
    /// The first line of the commit unless one is typed.
    pub summary: &'a str,
}

/// How a card, or a file beside it, becomes a commit.
pub(super) struct NewFile<'a> {
    pub to: Destination,
    pub path: &'a str,
    pub commit: &'a CommitArgs,
    /// The first line of the commit unless one is typed.
    pub summary: &'a str,
    /// The commit that the branch must point to.
    pub parent: Option<String>,
    pub options: Options,
}

/// Changes the fields of a card and says what became of it. `change` is called again when the card changes meanwhile.
pub(super) async fn change(
    cx: &Context,
    place: &CardPlace,
    (commit, token): (&CommitArgs, &TokenArg),
    change: impl Fn(&mut Map<String, Value>) -> Result<()>,
) -> Result<()> {
    let changed = |card: &str| -> Result<String> {
        let mut known = fields(card)?;
        change(&mut known)?;
        Ok(with_fields(card, &known)?)
    };
    match place {
        CardPlace::Repo(repo, revision) => {
            let to = Destination {
                repo: repo.clone(),
                revision: revision.clone().unwrap_or_default(),
                create_pr: commit.create_pr,
            };
            let made =
                change_on_hub(cx, (card_of(&to), token), commit, |card| changed(&known_or_new(card, repo)?)).await?;
            if made.is_new { committed::print(cx, &made) } else { committed::print_unchanged(cx, &made, NOTHING) }
        }
        CardPlace::Input(_) => Ok(cx.out.bytes(changed(&read_local(place)?)?.as_bytes())?),
        CardPlace::File(path, _) => {
            let card = read_local(place)?;
            let new = changed(&card)?;
            let printed = serde_json::json!({"path": path});
            if new == card {
                return Ok(cx.out.unchanged(NOTHING, &printed)?);
            }
            // A link stays a link.
            let target = path.canonicalize().unwrap_or_else(|_| path.clone());
            write_beside(&target, new.as_bytes(), None)?;
            Ok(cx.out.done("Card changed", &printed)?)
        }
    }
}

/// Adds a tag to the card of a repo unless it has it. Prints nothing.
pub(in crate::commands) async fn add_tag(
    cx: &Context,
    (to, token): (&Destination, &TokenArg),
    tag: &str,
) -> Result<()> {
    let tags = KeyPath(vec!["tags".to_owned()]);
    let changed = |card: &str| -> Result<String> {
        let mut known = fields(card)?;
        append(&mut known, &tags, tag.into())?;
        Ok(with_fields(card, &known)?)
    };
    let changed = |card: Option<&str>| changed(&known_or_new(card, &to.repo)?);
    change_on_hub(cx, (card_of(to), token), &CommitArgs::default(), changed).await.map(drop)
}

fn card_of(to: &Destination) -> FileOfRepo<'_> {
    FileOfRepo { to, path: CARD, summary: "Update metadata with hf" }
}

/// Reads a file of a repo and commits what `changed` makes of it, on top of the commit that was read. `changed` gets
/// nothing where there is no such file, and is called again when others commit meanwhile.
pub(super) async fn change_on_hub(
    cx: &Context,
    (file, token): (FileOfRepo<'_>, &TokenArg),
    commit: &CommitArgs,
    changed: impl Fn(Option<&str>) -> Result<String>,
) -> Result<Committed> {
    let FileOfRepo { to, path, summary } = file;
    let hub = cx.hub(token)?.for_changes();
    let mut tries = 0;
    loop {
        tries += 1;
        let base = hub.commit_of(&to.repo, &to.revision).await?;
        let at: Revision = base.parse()?;
        let known = hub.whole_file(&to.repo, &at, path).await?;
        let known =
            known.map(|bytes| String::from_utf8(bytes.to_vec()).with_context(|| format!("'{path}' is not UTF-8")));
        let known = known.transpose()?;
        let new = changed(known.as_deref())?;
        if known.as_ref() == Some(&new) {
            let url = format!("{}/commit/{base}", hub.repo_url(&to.repo));
            return Ok(Committed { url, oid: base, pull_request: None, is_new: false });
        }
        let parent = commit.parent_commit.clone().or(Some(base));
        let options = cx.upload_options(&AllowSecretArg::default());
        let made = NewFile { to: to.clone(), path, commit, summary, parent, options };
        match made.send(cx, &hub, new.as_bytes()).await {
            // Someone else committed in between: their file is the one to change.
            Err(error) if is_moved(&error) && commit.parent_commit.is_none() && tries < MOST_TRIES => {}
            outcome => return outcome,
        }
    }
}

fn known_or_new(card: Option<&str>, repo: &RepoId) -> Result<String> {
    card.map_or_else(|| new_card(repo), |card| Ok(card.to_owned()))
}

/// A repo without a card gets the built-in one; a Space without a card is broken.
fn new_card(repo: &RepoId) -> Result<String> {
    if repo.kind() == RepoKind::Space {
        bail!("Space '{repo}' has no README.md: add one with `hf cards push`");
    }
    rendered(built_in(repo.kind()), &Map::new(), &Map::new())
}

fn is_moved(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(UploadError::Moved { .. }))
}

impl NewFile<'_> {
    /// Makes the commit.
    pub(super) async fn send(self, cx: &Context, hub: &Hub, content: &[u8]) -> Result<Committed> {
        let file = Temporary::file(&cx.config.paths.temporary, content)?;
        let content = NewContent::File(file.path().to_owned());
        let set = ChangeSet {
            to: self.to,
            message: self.commit.commit_message.clone().unwrap_or_else(|| self.summary.to_owned()),
            description: self.commit.description(),
            parent: self.parent,
            changes: vec![Change::Add { path: self.path.to_owned(), content }],
            xet: cx.xet(),
            options: self.options,
        };
        let prepared = set.prepare(hub).await?;
        prepared.remarks.iter().for_each(|remark| cx.out.warning(remark));
        Ok(prepared.run(hub, Arc::new(())).await?)
    }
}
