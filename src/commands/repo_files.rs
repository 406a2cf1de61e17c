//! The files of a repo, which the verbs that list repos print when one is named.

use anyhow::Result;

use super::file_listing;
use crate::api::Hub;
use crate::api::tree::Entry;
use crate::args::files::RepoFilesArgs;
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::output::FileRow;

/// Lists the files as their pages come.
pub(super) async fn list(cx: &Context, hub: &Hub, repo: &RepoId, args: &RepoFilesArgs) -> Result<()> {
    let pages = hub.expanded_tree(repo, &args.revision(), "", args.files.recursive);
    file_listing::print(cx, pages, args.files, row).await
}

fn row(entry: &Entry) -> FileRow<'_> {
    let (path, size, commit) = match entry {
        Entry::File(file) => (&file.path, Some(file.size), &file.last_commit),
        Entry::Directory(folder) => (&folder.path, None, &folder.last_commit),
    };
    FileRow { path, size, date: commit.as_ref().map(|commit| commit.date) }
}
