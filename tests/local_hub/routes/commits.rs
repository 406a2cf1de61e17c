//! Commits over HTTP: one JSON object a line, read from disk line by line, so that a large commit is never in memory.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use axum::Router;
use axum::body::Body;
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use git2::Oid;
use serde_json::{Value, json};

use super::api;
use super::preupload::{LARGEST_REGULAR, describe, require_commit_rights};
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, answer};
use crate::local_hub::stream::store;
use crate::local_hub::visit::Visit;
use crate::local_hub::world::card;
use crate::local_hub::world::commits::{Draft, Note};
use crate::local_hub::world::discussions::Opening;

pub(super) fn routes() -> Router<App> {
    api(Router::new(), "/commit/{rev}", &post(commit))
}

async fn commit(visit: Visit, body: Body) -> Reply {
    require_commit_rights(&visit)?;
    let file = visit.app.world.blobs.new_file();
    let arrived = store(body, &file, 0, false).await;
    let reply = match arrived {
        Ok(_) => tokio::task::block_in_place(|| apply(&visit, &file)),
        Err(_) => Err(Refusal::new(400, "The commit was cut off")),
    };
    fs::remove_file(&file).unwrap();
    reply
}

/// What the first line says.
struct Header {
    summary: String,
    description: String,
    parent: Option<String>,
}

fn apply(visit: &Visit, file: &Path) -> Reply {
    let app = &visit.app;
    let mut lines =
        BufReader::new(File::open(file).unwrap()).lines().map(Result::unwrap).filter(|line| !line.is_empty());
    let header = read_header(&lines.next().unwrap_or_default())?;
    let _writing = app.world.write_lock();
    let base = visit.commit()?;
    if header.parent.is_some_and(|parent| !base.to_string().starts_with(&parent)) {
        return Err(Refusal::new(412, "A commit has happened since. Please refresh and try again."));
    }
    let mut edit = Edit { visit, draft: Draft::new(&visit.repo, Some(base)), readme: None };
    for line in lines {
        edit.line(&line)?;
    }
    check_readme(edit.readme.as_deref())?;
    let draft = edit.draft;
    let by = app.world.author(visit.caller.require()?);
    let opening = Opening { title: &header.summary, text: &header.description, base: Some(base) };
    let opened = visit.flag("create_pr").then(|| app.world.open_discussion(visit.kind(), visit.id(), &by, &opening));
    let reference = match opened {
        Some(num) => format!("refs/pr/{num}"),
        None => branch(visit)?,
    };
    let note = Note { author: &by.name, summary: &header.summary, description: &header.description, when: by.when };
    let oid = draft.commit(&reference, &[base], &note);
    app.world.note_commit(&visit.repo, &reference, oid, &by);
    Ok(answer(&done(visit, oid, opened)))
}

fn done(visit: &Visit, oid: Oid, opened: Option<u64>) -> Value {
    let page = format!("{}/{}", visit.app.hub_url, visit.repo.record.page());
    let mut reply = json!({
        "success": true, "commitOid": oid.to_string(), "commitUrl": format!("{page}/commit/{oid}"), "hookOutput": "",
    });
    if let Some(num) = opened {
        reply["pullRequestUrl"] = Value::from(format!("{page}/discussions/{num}"));
    }
    reply
}

/// The reference that a commit to this revision moves: a branch or a pull request, no tag and no hash.
fn branch(visit: &Visit) -> Result<String, Refusal> {
    let revision = visit.word("rev");
    let name = if revision.starts_with("refs/") { revision.to_owned() } else { format!("refs/heads/{revision}") };
    let movable = name.starts_with("refs/heads/") || name.starts_with("refs/pr/");
    match visit.repo.resolve(&name) {
        Some(_) if movable => Ok(name),
        _ => Err(Refusal::new(400, format!("Cannot commit to {revision}: it is not a branch"))),
    }
}

fn read_header(line: &str) -> Result<Header, Refusal> {
    let line = parse(line)?;
    let value = &line["value"];
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    if line["key"] != "header" {
        return Err(Refusal::new(400, "The first line must be the header"));
    }
    if text("summary").trim().is_empty() {
        return Err(Refusal::new(400, "Commit summary must not be empty"));
    }
    let parent = value["parentCommit"].as_str().map(str::to_owned);
    Ok(Header { summary: text("summary"), description: text("description"), parent })
}

fn parse(line: &str) -> Result<Value, Refusal> {
    serde_json::from_str(line).map_err(|_| Refusal::new(400, "Invalid NDJSON"))
}

fn check_readme(readme: Option<&[u8]>) -> Result<(), Refusal> {
    let text = String::from_utf8_lossy(readme.unwrap_or_default());
    match card::metadata(&text) {
        Ok(_) => Ok(()),
        Err(broken) => {
            let message = "Your push was rejected because your commit contains invalid README.md metadata";
            Err(Refusal::new(400, format!("{message}: {}", describe(&broken))))
        }
    }
}

/// The lines after the header, applied one by one.
struct Edit<'a> {
    visit: &'a Visit,
    draft: Draft,
    /// The README, if this commit brings one.
    readme: Option<Vec<u8>>,
}

impl Edit<'_> {
    fn line(&mut self, line: &str) -> Result<(), Refusal> {
        let line = parse(line)?;
        let value = &line["value"];
        let path = value["path"].as_str().unwrap_or_default();
        let segments = if line["key"] == "deletedFolder" { path.trim_end_matches('/') } else { path };
        let well_formed = segments.split('/').all(|part| !matches!(part, "" | "." | ".." | ".git"));
        if !well_formed || path.contains('\0') {
            return Err(Refusal::new(400, format!("Invalid path: {path:?}")));
        }
        match line["key"].as_str() {
            Some("file") => self.file(path, value),
            Some("lfsFile") => self.large_file(path, value),
            Some("deletedFile") if self.draft.remove_file(path) => Ok(()),
            Some("deletedFolder") if self.draft.remove_folder(path) => Ok(()),
            Some("deletedFile" | "deletedFolder") => {
                Err(Refusal::no_entry(format!("There is nothing with this name to delete: {path}")))
            }
            key => Err(Refusal::new(400, format!("Unknown operation {key:?}"))),
        }
    }

    fn file(&mut self, path: &str, value: &Value) -> Result<(), Refusal> {
        let text = value["content"].as_str().unwrap_or_default();
        let content = match value["encoding"].as_str() {
            Some("base64") => {
                STANDARD.decode(text).map_err(|_| Refusal::new(400, format!("Invalid base64: {path}")))?
            }
            _ => text.as_bytes().to_vec(),
        };
        if content.len() as u64 > LARGEST_REGULAR {
            return Err(Refusal::new(400, format!("{path} is too large to be committed without LFS")));
        }
        self.draft.put(path, &content);
        if path == "README.md" {
            self.readme = Some(content);
        }
        Ok(())
    }

    fn large_file(&mut self, path: &str, value: &Value) -> Result<(), Refusal> {
        let sha256 = value["oid"].as_str().unwrap_or_default();
        let Some(size) = self.visit.app.world.large_size(sha256) else {
            return Err(Refusal::new(400, format!("LFS pointer pointed to a file that does not exist: {path}")));
        };
        if value["size"].as_u64().is_some_and(|announced| announced != size) {
            return Err(Refusal::new(400, format!("Wrong size for LFS file {path}")));
        }
        self.draft.put_pointer(path, sha256, size);
        Ok(())
    }
}
