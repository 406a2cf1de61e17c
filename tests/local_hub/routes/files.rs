//! The content of files: small ones from git, large ones by a redirect to the second origin.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use git2::Oid;

use super::content::signed_download;
use super::{page, xet};
use crate::local_hub::App;
use crate::local_hub::reply::{Refusal, Reply, escape, escape_path, slice};
use crate::local_hub::visit::Visit;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::repos::{Content, Entry};

pub(super) fn routes() -> Router<App> {
    let router = page(Router::new(), "/resolve/{rev}/{*path}", &get(resolve));
    let router = page(router, "/raw/{rev}/{*path}", &get(raw));
    let cached = |router: Router<App>, kind: Kind| {
        let address = format!("/api/resolve-cache/{}/{{namespace}}/{{name}}/{{rev}}/{{*path}}", kind.plural());
        router.route(&address, get(resolve_cache))
    };
    Kind::ALL.into_iter().fold(router, cached)
}

async fn resolve(visit: Visit) -> Reply {
    let (commit, entry) = find(&visit).map_err(Refusal::plain)?;
    let mut response = match &entry.content {
        Content::Large { sha256, .. } => {
            let address = signed_download(&visit.app, &visit.repo.record.object_id, sha256, &disposition(&entry.path));
            redirect(StatusCode::FOUND, &address)
        }
        _ => redirect(StatusCode::TEMPORARY_REDIRECT, &cache_address(&visit, commit, &entry)),
    };
    xet::describe(&visit, commit, &entry, response.headers_mut());
    let headers = response.headers_mut();
    headers.insert("x-repo-commit", commit.to_string().parse().unwrap());
    headers.insert("x-linked-size", entry.size().into());
    headers.insert("x-linked-etag", format!("\"{}\"", entry.content_id()).parse().unwrap());
    headers.insert("accept-ranges", "bytes".parse().unwrap());
    headers.insert("content-disposition", disposition(&entry.path).parse().unwrap());
    if entry.content != Content::Folder && !matches!(entry.content, Content::Large { .. }) {
        headers.insert("etag", format!("\"{}\"", entry.oid).parse().unwrap());
    }
    Ok(response)
}

async fn resolve_cache(visit: Visit) -> Reply {
    let (commit, entry) = find(&visit).map_err(Refusal::plain)?;
    let mut response = bytes(&visit.headers, visit.repo.blob(entry.oid), &entry);
    response.headers_mut().insert("x-repo-commit", commit.to_string().parse().unwrap());
    Ok(response)
}

/// What git has: of a large file the pointer.
async fn raw(visit: Visit) -> Reply {
    let (_, entry) = find(&visit).map_err(Refusal::plain)?;
    Ok(bytes(&visit.headers, visit.repo.blob(entry.oid), &entry))
}

fn find(visit: &Visit) -> Result<(Oid, Entry), Refusal> {
    visit.require_content()?;
    let commit = visit.commit()?;
    let entry = visit.repo.entry(commit, visit.word("path")).filter(|entry| entry.content != Content::Folder);
    let entry =
        entry.ok_or_else(|| Refusal::no_entry("Entry not found").header("X-Repo-Commit", commit.to_string()))?;
    Ok((commit, entry))
}

fn redirect(status: StatusCode, address: &str) -> Response {
    (
        status,
        [("location", address)],
        format!("{}. Redirecting to {address}", status.canonical_reason().unwrap_or_default()),
    )
        .into_response()
}

/// Where small files are served from: an address of the same origin that names the commit.
fn cache_address(visit: &Visit, commit: Oid, entry: &Entry) -> String {
    let path = escape_path(&entry.path);
    let query = format!("{}=&etag={}", escape(visit.uri.path()), escape(&format!("\"{}\"", entry.oid)));
    format!("/api/resolve-cache/{}/{}/{commit}/{path}?{query}", visit.kind().plural(), visit.id())
}

fn bytes(headers: &HeaderMap, content: Vec<u8>, entry: &Entry) -> Response {
    let content = Bytes::from(content);
    let slice = slice(headers, content.len() as u64);
    let mut response = Response::builder().status(slice.status).header("etag", format!("\"{}\"", entry.oid));
    for (name, value) in slice.headers {
        response = response.header(name, value);
    }
    response = response.header("content-type", "text/plain; charset=utf-8");
    response = response.header("content-disposition", disposition(&entry.path));
    let (start, end) = (slice.start as usize, (slice.start + slice.length) as usize);
    response.body(Body::from(content.slice(start..end))).unwrap()
}

fn disposition(path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let plain: String =
        name.chars().map(|c| if c.is_ascii_graphic() && c != '"' && c != '\\' || c == ' ' { c } else { '_' }).collect();
    format!("inline; filename*=UTF-8''{}; filename=\"{plain}\";", escape(name))
}
