//! `hf spaces hot-reload`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde::Serialize;
use tokio::time::Instant;

use crate::api::spaces::hot_reload::{ChangedFile, Region, ReloadEvent};
use crate::api::spaces::space::Space;
use crate::api::{Hub, HubError};
use crate::args::local_path::local_path;
use crate::args::missing::UnreadableInput;
use crate::args::misuse::Misuse;
use crate::args::repo::IdArg;
use crate::args::timeout::WaitTimeoutArg;
use crate::args::token::TokenArg;
use crate::base::wait::until;
use crate::commands::wait::TimedOut;
use crate::context::Context;
use crate::context::editor::Draft;
use crate::http::body;
use crate::http::query::Query;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;

/// The first version of Gradio that supports it.
const LEAST_GRADIO: [u64; 2] = [6, 1];
/// Between two looks at the Space.
const POLL: Duration = Duration::from_secs(2);
/// A reload takes seconds: a Space that takes longer has missed it.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// For the file to begin to arrive.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Update a Python file of a running Gradio Space without rebuilding it
///
/// Experimental. Commits the file to the Space; run `git pull` in a clone afterwards. Without --local-file the file opens
/// in your editor.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf spaces hot-reload username/my-space -f app.py
  $ hf spaces hot-reload username/my-space app.py
  $ hf spaces hot-reload username/my-space pages/home.py -f home.py --skip-summary")]
pub struct HotReload {
    #[command(flatten)]
    space: IdArg<Space>,
    /// Path of the file in the Space; defaults to the path of --local-file
    filename: Option<String>,
    /// Local file with the new content
    #[arg(short = 'f', long, value_name = "FILE", value_parser = local_path())]
    local_file: Option<PathBuf>,
    /// Do not check whether the Space supports hot reload
    #[arg(long)]
    skip_checks: bool,
    /// Do not wait for the Space to apply the change
    #[arg(long)]
    skip_summary: bool,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Reloaded<'a> {
    commit_url: &'a str,
    oid: &'a str,
    path: &'a str,
}

/// The file as it will be committed.
struct NewContent {
    bytes: Vec<u8>,
    /// The file that it was edited in.
    draft: Option<Draft>,
}

impl HotReload {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let space = self.space.id();
        let path = match (&self.filename, &self.local_file) {
            (Some(path), _) => path.clone(),
            (None, Some(file)) => file.display().to_string().replace('\\', "/"),
            (None, None) => return Err(Misuse("name a file of the Space, or use --local-file".to_owned()).into()),
        };
        let hub = cx.hub(&self.token)?.for_changes();
        let parent = if self.skip_checks { None } else { Some(checked(&hub, space).await?) };
        let NewContent { bytes, draft } = match &self.local_file {
            Some(file) => NewContent { bytes: std::fs::read(file).map_err(UnreadableInput::at(file))?, draft: None },
            None => edited(cx, &hub, space, &path).await?,
        };
        let committed = commit(&hub, space, ChangedFile { path: &path, content: &bytes }, parent.as_deref()).await;
        if let Some(draft) = draft.filter(|_| committed.is_err()) {
            draft.keep(cx, "--local-file");
        }
        let (commit_url, oid) = committed?;
        cx.out.done("Committed", &Reloaded { commit_url: &commit_url, oid: &oid, path: &path })?;
        cx.out.hint("in a clone of the Space, run `git pull --autostash`");
        if self.skip_summary {
            return Ok(());
        }
        let shown = self.local_file.as_deref().unwrap_or(Path::new(&path)).display().to_string();
        let limit = self.timeout.limit().unwrap_or(LONGEST_WAIT);
        summarize(cx, &hub, space, Change { commit: &oid, file: &shown, limit }).await
    }
}

/// Returns the page of the commit and its hash.
async fn commit(hub: &Hub, space: &RepoId, file: ChangedFile<'_>, parent: Option<&str>) -> Result<(String, String)> {
    if !hub.takes_inline(space, file).await? {
        bail!("'{}' is too large or binary: only code can be reloaded", file.path);
    }
    let commit = hub.hot_reload(space, file, parent).await?;
    Ok((commit.commit_url, commit.commit_oid))
}

/// The latest commit of a Space that supports hot reload.
async fn checked(hub: &Hub, space: &RepoId) -> Result<String> {
    let info: Space = hub.repo_record(space, None, &Query::new()).await?;
    if let Some(sdk) = info.sdk.as_deref().filter(|sdk| *sdk != "gradio") {
        bail!("Space '{space}' uses {sdk}: hot reload requires Gradio");
    }
    let card = info.card_data.unwrap_or_default();
    let version = card.get("sdk_version").and_then(|version| version.as_str()).unwrap_or_default();
    let mut parts = version.split('.').map(|part| part.parse::<u64>().unwrap_or_default());
    let found = [parts.next().unwrap_or_default(), parts.next().unwrap_or_default()];
    if found < LEAST_GRADIO {
        bail!("Space '{space}' uses Gradio '{version}': hot reload requires 6.1 or later");
    }
    info.sha.with_context(|| format!("the Hub does not say which commit Space '{space}' runs"))
}

/// The file as the user leaves it in the editor; one that does not exist yet starts empty.
async fn edited(cx: &Context, hub: &Hub, space: &RepoId, path: &str) -> Result<NewContent> {
    let terminals = cx.out.settings().terminals;
    if !terminals.stdin || !terminals.stdout {
        return Err(Misuse("an editor needs a terminal: use --local-file".to_owned()).into());
    }
    let url = hub.resolve_url(space, &Revision::default(), path);
    let old = match hub.file_content(&url, 0, None, TIMEOUT).await {
        Ok(response) => String::from_utf8(body::read(response).await?.to_vec()).context("the file is not text")?,
        Err(error) if error.refusal().is_some_and(|refusal| refusal.status.as_u16() == 404) => String::new(),
        Err(error) => return Err(error.into()),
    };
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or("txt");
    let (text, draft) = cx.edit(&old, extension)?;
    if text == old {
        bail!("nothing was changed");
    }
    Ok(NewContent { bytes: text.into_bytes(), draft: Some(draft) })
}

/// A commit, and the file that events are about.
struct Change<'a> {
    commit: &'a str,
    file: &'a str,
    /// How long the Space may take to apply it.
    limit: Duration,
}

/// Prints what each replica of the Space did with the commit.
async fn summarize(cx: &Context, hub: &Hub, space: &RepoId, change: Change<'_>) -> Result<()> {
    let status = cx.out.waiting("Waiting for the Space to apply the change");
    let end = Instant::now().checked_add(change.limit);
    let late = |what: String| TimedOut { what: format!("the reload of {what}"), after: change.limit };
    let found = until(POLL, end, async |_| {
        let info: Space = hub.repo_record(space, None, &Query::new()).await?;
        let reloading = info.runtime.as_ref().and_then(|runtime| runtime.hot_reloading.as_ref());
        Ok::<_, HubError>((info.sha.as_deref() == Some(change.commit) && reloading.is_some()).then_some(info))
    });
    let info = found.await?.ok_or_else(|| late(format!("Space '{space}'")))?;
    let reloading = info.runtime.and_then(|runtime| runtime.hot_reloading);
    let Some(reloading) = reloading.filter(|reloading| reloading.status.as_deref() == Some("created")) else {
        bail!("Space '{space}' rejected the change: it is committed, but not running");
    };
    let host = info.host.zip(info.subdomain).context("the Hub does not say where the Space answers")?;
    let replicas = reloading.replica_statuses.unwrap_or_default();
    let replicas = replicas.as_array().into_iter().flatten().filter_map(|replica| replica.get(0)?.as_str());
    let mut first: Option<Vec<ReloadEvent>> = None;
    for replica in replicas {
        let look = async |_: &mut Duration| hub.reload_events((&host.0, &host.1), replica, change.commit).await;
        let events = until(POLL, end, look).await?;
        let events = events.ok_or_else(|| late(format!("replica {replica}")))?;
        match &first {
            Some(known) if *known == events => cx.out.line(&format!("Replica {replica}: the same"))?,
            _ => {
                cx.out.line(&format!("Replica {replica}:"))?;
                for line in events.iter().flat_map(|event| described(event, change.file)) {
                    cx.out.line(&format!("  {line}"))?;
                }
                first.get_or_insert(events);
            }
        }
    }
    drop(status);
    Ok(())
}

/// An event in words, one line each.
fn described(event: &ReloadEvent, file: &str) -> Vec<String> {
    let place = event.region.map_or_else(|| file.to_owned(), |region| format!("{file}, {}", lines(region)));
    let object = format!("{} {}", event.object_name, event.object_type);
    let with = |first: String, rest: &str| [first].into_iter().chain(rest.lines().map(str::to_owned)).collect();
    match event.kind.as_str() {
        "add" => vec![format!("created {object}")],
        "update" => vec![format!("updated {object}")],
        "delete" => vec![format!("deleted {object}")],
        "run" => with(format!("ran {place}"), &event.code_lines),
        "exception" => with(format!("exception at {place}"), &event.traceback),
        "error" => with("unexpected error".to_owned(), &event.traceback),
        "ui" => vec![if event.updated { "page updated" } else { "page unchanged" }.to_owned()],
        "file" => vec![format!("{file} {}", if event.created { "created" } else { "updated" })],
        other => vec![other.to_owned()],
    }
}

fn lines(region: Region) -> String {
    let (start, end) = (region.start_line.saturating_sub(1), region.end_line);
    if region.start_line == region.end_line { format!("line {start}") } else { format!("lines {start}-{end}") }
}

#[cfg(test)]
mod tests {
    use super::described;
    use crate::api::spaces::hot_reload::{Region, ReloadEvent};

    #[test]
    fn events_are_described_in_words() {
        let region = Some(Region { start_line: 3, end_line: 5 });
        let run = ReloadEvent { kind: "run".into(), region, code_lines: "a()\nb()\n".into(), ..ReloadEvent::default() };
        assert_eq!(described(&run, "app.py"), ["ran app.py, lines 2-5", "a()", "b()"]);
        let region = Some(Region { start_line: 5, end_line: 5 });
        let failed = ReloadEvent { kind: "exception".into(), region, ..ReloadEvent::default() };
        assert_eq!(described(&failed, "app.py"), ["exception at app.py, line 4"]);
        let page = ReloadEvent { kind: "ui".into(), ..ReloadEvent::default() };
        assert_eq!(described(&page, "app.py"), ["page unchanged"]);
        let other = ReloadEvent { kind: "new kind".into(), ..ReloadEvent::default() };
        assert_eq!(described(&other, "app.py"), ["new kind"]);
    }
}
