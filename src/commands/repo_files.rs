//! The files of a repo, which the verbs that list repos print when one is named.

use anyhow::Result;

use crate::api::Hub;
use crate::api::tree::Entry;
use crate::args::files::RepoFilesArgs;
use crate::args::misuse::Misuse;
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::output::{FileRow, Format};

/// Lists the files as their pages come.
pub(super) async fn list(cx: &Context, hub: &Hub, repo: &RepoId, args: &RepoFilesArgs) -> Result<()> {
    let files = args.files;
    if files.tree && cx.out.format() == Format::Json {
        return Err(Misuse("--tree and --format json cannot be used together".to_owned()).into());
    }
    let mut pages = hub.expanded_tree(repo, &args.revision(), files.recursive);
    let mut listing = cx.out.files(files.style());
    while let Some(entries) = pages.next().await? {
        listing.add(&entries, row)?;
    }
    let has_folders = listing.end()?;
    if has_folders && !files.recursive {
        cx.out.hint("add -R to list the files in folders too");
    }
    Ok(())
}

fn row(entry: &Entry) -> FileRow<'_> {
    let (path, size, commit) = match entry {
        Entry::File(file) => (&file.path, Some(file.size), &file.last_commit),
        Entry::Directory(folder) => (&folder.path, None, &folder.last_commit),
    };
    FileRow { path, size, date: commit.as_ref().map(|commit| commit.date) }
}
