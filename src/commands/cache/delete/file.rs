//! The list as a text file, in the format of its time: what is no comment is deleted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context as _, Result};

use super::list::{Agreed, details, groups, refs, repos, title};
use crate::base::fs::Temporary;
use crate::base::size::human_size;
use crate::base::time::unix_seconds;
use crate::cache::{Chosen, Scan};
use crate::context::Context;
use crate::output::{Look, Order, sorted};

/// A line that says that nothing is to be deleted, whatever the others say.
const CANCEL: &str = "CANCEL_DELETION";

/// What the file says.
enum Selection {
    Cancelled,
    /// And the hashes that the cache does not have, or has twice and the line does not say where.
    Revisions(Chosen, BTreeSet<String>),
}

/// Writes the file, waits until the user has edited it, and asks. `None` if nothing is to be deleted.
pub(super) fn pick(cx: &Context, scan: Scan, order: Order) -> Result<Agreed> {
    let file = written(&cx.config.paths.temporary, &text(&scan, order, unix_seconds(SystemTime::now())))?;
    let path = cx.out.paint(Look::Bold, &file.path().display().to_string());
    cx.out.text(&format!(
        "Edit this file and save it: a revision is deleted if there is no '#' before it.\nFile to edit: {path}"
    ))?;
    let chosen = loop {
        let edited = read_back(&file)?;
        let (expected, chosen) = expectation(cx, &scan, read(&edited, &scan));
        // A yes is to what was asked: the file may have been saved since.
        if cx.out.agree(&format!("{expected} Continue ?"), false)? && read_back(&file)? == edited {
            break chosen;
        }
    };
    drop(file);
    let Some(chosen) = chosen.filter(|chosen| !chosen.is_empty()) else { return Ok(None) };
    let (expected, chosen) = expectation(cx, &scan, Selection::Revisions(chosen, BTreeSet::new()));
    let agrees = cx.out.agree(&format!("{expected} Confirm deletion ?"), true)?;
    Ok(chosen.filter(|_| agrees).map(|chosen| (Arc::new(scan), chosen)))
}

/// What would happen, and to what; hashes that are not there are told.
fn expectation(cx: &Context, scan: &Scan, selection: Selection) -> (String, Option<Chosen>) {
    let Selection::Revisions(chosen, unknown) = selection else {
        return ("Nothing will be deleted.".to_owned(), None);
    };
    if !unknown.is_empty() {
        let unknown = unknown.into_iter().collect::<Vec<_>>().join(", ");
        cx.out.warning(&format!("not in the cache: {unknown}"));
    }
    let (count, size) = (chosen.counts(scan).revisions, human_size(scan.removal(&chosen).freed()));
    (format!("{count} revisions selected counting for {size}."), Some(chosen))
}

fn text(scan: &Scan, order: Order, now: f64) -> String {
    let repos = repos(scan);
    let mut text = format!(
        "# REVISIONS OF THE CACHE\n\
         # ------------\n\
         # Made by `hf cache delete --disable-tui`, and removed when you go on in the terminal.\n\
         #\n\
         #   - Take away the '#' before a hash to delete that revision.\n\
         #   - What has a '#' before it, or has no line here, is kept.\n\
         #   - Take away the '#' before {CANCEL} to delete nothing at all.\n\
         #\n\
         # Save the file, then answer in the terminal.\n\
         # ------------\n\n\
         # KILL SWITCH\n\
         # ------------\n\
         # Take away the '#' of the next line to delete nothing\n\
         # {CANCEL}\n\
         # ------------\n\n\
         # REVISIONS\n\
         # ------------"
    );
    for at in sorted(&groups(scan, &repos), order) {
        let (repo, revisions) = &repos[at];
        let repo = &scan.repos[*repo];
        text += &format!("\n# {} ({})\n", title(repo), details(repo, now));
        for revision in revisions.iter().map(|at| &repo.revisions[*at]) {
            let age = crate::base::age::time_since(now - revision.modified);
            text += &format!("#    {} # Refs: {} # modified {age}\n", revision.commit, refs(revision));
        }
    }
    text
}

fn read(text: &str, scan: &Scan) -> Selection {
    let headings: Vec<String> = scan.repos.iter().map(|repo| format!("# {} (", title(repo))).collect();
    let (mut chosen, mut unknown) = (Chosen::default(), BTreeSet::new());
    let mut here = None;
    for line in text.lines() {
        here = headings.iter().position(|heading| line.starts_with(heading)).or(here);
        let value = line.split('#').next().unwrap_or_default().trim();
        if value.is_empty() {
            continue;
        }
        if value == CANCEL {
            return Selection::Cancelled;
        }
        match meant(&scan.find_commit(value), here) {
            Some((repo, revision)) => chosen.add(repo, revision),
            None => drop(unknown.insert(value.to_owned())),
        }
    }
    Selection::Revisions(chosen, unknown)
}

/// Of several repos with a commit of that hash, the one under whose heading the line is.
fn meant(found: &[(usize, usize)], here: Option<usize>) -> Option<(usize, usize)> {
    match found {
        [only] => Some(*only),
        several => several.iter().copied().find(|(repo, _)| Some(*repo) == here),
    }
}

/// Others on the machine need not know what is in the cache, nor choose what goes.
fn written(folder: &Path, text: &str) -> Result<Temporary> {
    Temporary::file_called(folder, ".txt", text.as_bytes())
        .with_context(|| format!("cannot write in '{}'", folder.display()))
}

fn read_back(file: &Temporary) -> Result<String> {
    fs::read_to_string(file.path()).context("cannot read the edited file")
}
