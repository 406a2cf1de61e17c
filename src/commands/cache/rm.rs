//! `hf cache rm`.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Serialize;

use super::announce::{carry_out, list_chosen};
use super::target::{Meant, Target};
use crate::args::cache_dir::CacheDirArg;
use crate::args::confirm::ProceedArgs;
use crate::args::misuse::Misuse;
use crate::base::size::human_size;
use crate::cache::{CacheError, CachedFile, CachedRepo, CachedRevision, Chosen, Counts, Outcome, Removal, Scan};
use crate::context::Context;
use crate::output::quantity::counted;

/// Remove repos, revisions or files from the cache
///
/// Targets that are cached are removed even if others are missing; the command then fails at the end.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cache rm model/openai-community/gpt2
  $ hf cache rm model/openai-community/gpt2 --dry-run
  $ hf cache rm 607a30d783dfa663caf39e06633721c8d4cfcd7e --yes
  $ hf cache rm hf://models/openai-community/gpt2/model.safetensors")]
pub struct Remove {
    /// Repos such as model/username/name or username/name, commit hashes, or hf:// addresses of repos or files
    #[arg(required = true, value_name = "TARGET")]
    targets: Vec<Target>,
    #[command(flatten)]
    folder: CacheDirArg,
    #[command(flatten)]
    proceed: ProceedArgs,
}

#[derive(Serialize)]
struct Removed {
    repos_deleted: usize,
    revisions_deleted: usize,
    freed: String,
}

#[derive(Serialize)]
struct WouldRemove {
    dry_run: bool,
    repos: usize,
    revisions: usize,
    size: String,
}

#[derive(Serialize)]
struct RemovedFiles {
    files_deleted: usize,
    freed: String,
}

#[derive(Serialize)]
struct WouldRemoveFiles {
    dry_run: bool,
    files: usize,
    size: String,
}

type File<'s> = (&'s CachedRepo, &'s CachedRevision, &'s CachedFile);

impl Remove {
    pub fn run(self, cx: &Context) -> Result<()> {
        let files = self.targets.iter().filter(|target| matches!(target.meant, Meant::File(_))).count();
        if files > 0 && files < self.targets.len() {
            let text = "files cannot be removed together with repos or revisions: use two commands";
            return Err(Misuse(text.to_owned()).into());
        }
        let scan = cx.cache(&self.folder).scan()?;
        let missing = if files > 0 { self.files(cx, &scan)? } else { self.revisions(cx, &scan)? };
        if missing.is_empty() { Ok(()) } else { Err(CacheError::NotHere(missing).into()) }
    }

    /// Removes repos and revisions. Returns the targets that do not exist.
    fn revisions(&self, cx: &Context, scan: &Scan) -> Result<Vec<String>> {
        let (chosen, missing) = choose(scan, &self.targets);
        if chosen.is_empty() {
            return Ok(missing);
        }
        let (removal, counts) = (scan.removal(&chosen), chosen.counts(scan));
        removal.check()?;
        let size = human_size(removal.freed());
        let what = summary(counts);
        cx.out.text(&format!("{what} to remove, {size}:"))?;
        list_chosen(cx, scan, &chosen)?;
        if self.proceed.dry_run {
            let (repos, revisions) = (counts.repos, counts.revisions);
            let would = WouldRemove { dry_run: true, repos, revisions, size };
            cx.out.done("Dry run: nothing was removed", &would)?;
            return Ok(missing);
        }
        self.proceed.yes.confirm(&cx.out, &format!("Remove {what}?"))?;
        carry_out(cx, &removal, |outcome| {
            let Outcome { counts, freed, .. } = outcome;
            let (repos_deleted, revisions_deleted) = (counts.repos, counts.revisions);
            (summary(*counts), Removed { repos_deleted, revisions_deleted, freed: human_size(*freed) })
        })?;
        Ok(missing)
    }

    /// Removes files. Returns the targets that do not exist.
    fn files(&self, cx: &Context, scan: &Scan) -> Result<Vec<String>> {
        let (files, missing) = choose_files(scan, &self.targets);
        if files.is_empty() {
            return Ok(missing);
        }
        let (labels, files): (Vec<String>, Vec<File<'_>>) = files.into_iter().unzip();
        let removal: Removal = scan.removal_of_files(&files);
        removal.check()?;
        let (what, size) = (counted(files.len(), "file"), human_size(removal.freed()));
        cx.out.text(&format!("{what} to remove, {size}:"))?;
        for label in &labels {
            cx.out.line(&format!("  {label}"))?;
        }
        if self.proceed.dry_run {
            let would = WouldRemoveFiles { dry_run: true, files: files.len(), size };
            cx.out.done("Dry run: nothing was removed", &would)?;
            return Ok(missing);
        }
        self.proceed.yes.confirm(&cx.out, &format!("Remove {what}?"))?;
        carry_out(cx, &removal, |outcome| {
            let removed = RemovedFiles { files_deleted: outcome.files, freed: human_size(outcome.freed) };
            (counted(outcome.files, "file"), removed)
        })?;
        Ok(missing)
    }
}

/// `1 repo and 2 revisions`
fn summary(counts: Counts) -> String {
    let whole = (counts.repos > 0).then(|| counted(counts.repos, "repo"));
    let partial = (counts.partial > 0 || counts.repos == 0).then(|| counted(counts.partial, "revision"));
    [whole, partial].into_iter().flatten().collect::<Vec<_>>().join(" and ")
}

fn choose(scan: &Scan, targets: &[Target]) -> (Chosen, Vec<String>) {
    let (mut chosen, mut missing) = (Chosen::default(), Vec::new());
    for target in targets {
        let found = match &target.meant {
            Meant::Commit => {
                let found = scan.find_commit(&target.typed);
                found.iter().for_each(|(repo, revision)| chosen.add(*repo, *revision));
                !found.is_empty()
            }
            Meant::Repo(id) => {
                let found = scan.find_repo(id);
                found.iter().for_each(|repo| chosen.add_repo(scan, *repo));
                found.is_some()
            }
            Meant::File(_) => false,
        };
        if !found {
            missing.push(target.typed.clone());
        }
    }
    (chosen, missing)
}

/// The files by what they are called in front of people, which is also their order.
fn choose_files<'s>(scan: &'s Scan, targets: &[Target]) -> (BTreeMap<String, File<'s>>, Vec<String>) {
    let (mut chosen, mut missing) = (BTreeMap::new(), Vec::new());
    for target in targets {
        let Meant::File(uri) = &target.meant else { continue };
        let before = chosen.len();
        let repo = scan.find_repo(&format!("{}/{}", uri.repo.kind(), uri.repo)).map(|at| &scan.repos[at]);
        for (repo, revision) in repo.into_iter().flat_map(|repo| repo.revisions.iter().map(move |of| (repo, of))) {
            let named = revision.files.iter().filter(|file| file.name() == uri.path);
            chosen.extend(
                named.map(|file| {
                    (format!("{}@{}/{}", repo.cache_id(), revision.commit, uri.path), (repo, revision, file))
                }),
            );
        }
        if chosen.len() == before {
            missing.push(target.typed.clone());
        }
    }
    (chosen, missing)
}
