//! One request as routes see it: who asks, for which repository, and whether that is allowed.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use git2::Oid;
use serde_json::Value;

use super::App;
use super::reply::{Refusal, escape_path, read_form};
use super::world::accounts::{Account, Role, Token};
use super::world::kinds::Kind;
use super::world::repos::Repo;

/// JSON bodies may be this long.
const LONGEST_JSON: usize = 64 << 20;

/// What stands before the name of a repository that has no namespace, so that every route has both.
const NO_NAMESPACE: &str = "_";

/// Puts [`NO_NAMESPACE`] into the address of a repository that has none, such as `gpt2`.
pub(crate) async fn add_namespace(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let address = request.uri().to_string();
    let parts = ["/api/resolve-cache", "/api"].into_iter().find(|start| address.starts_with(&format!("{start}/")));
    let at = parts.map_or(0, str::len);
    let plural =
        Kind::ALL.map(Kind::plural).into_iter().find(|word| address[at + 1..].starts_with(&format!("{word}/")));
    let at = at + 1 + plural.map_or(0, |word| word.len() + 1);
    let name = address[at..].split(['/', '?']).next().unwrap_or_default().trim_end_matches(".git");
    if app.world.has_bare_name(kind_of(&address), name) {
        let longer = format!("{}{NO_NAMESPACE}/{}", &address[..at], &address[at..]);
        *request.uri_mut() = longer.parse().expect("a valid address with two more characters");
    }
    next.run(request).await
}

/// Who sent a request.
pub struct Caller(pub Option<(Account, Token)>);

impl Caller {
    fn read(headers: &HeaderMap, app: &App) -> Result<Self, Refusal> {
        let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(Self(None)) };
        let known = value.to_str().ok().and_then(secret).and_then(|secret| app.world.token(&secret));
        let known = known.and_then(|token| Some((app.world.account(&token.owner)?, token)));
        match known {
            Some(known) => Ok(Self(Some(known))),
            None => Err(Refusal::new(401, "Invalid credentials in Authorization header")),
        }
    }

    pub fn name(&self) -> Option<&str> {
        self.0.as_ref().map(|(account, _)| account.name.as_str())
    }

    /// The caller's name; refused without a token.
    pub fn require(&self) -> Result<&str, Refusal> {
        self.name().ok_or_else(|| Refusal::new(401, "Invalid username or password."))
    }

    /// What the caller may do in a namespace, whatever the token allows.
    pub fn role_in(&self, app: &App, namespace: &str) -> Option<String> {
        app.world.role_in(self.name()?, namespace)
    }

    /// The caller's name; refused without a token that may write.
    pub fn require_write_token(&self) -> Result<&str, Refusal> {
        let name = self.require()?;
        let may = self.0.as_ref().is_some_and(|(_, token)| token.role == Role::Write);
        let message =
            "Forbidden: This authentication method does not have sufficient permissions to perform this action";
        if may { Ok(name) } else { Err(Refusal::new(403, message)) }
    }

    /// The caller's name; refused unless the caller may write in the namespace.
    pub fn require_write(&self, app: &App, namespace: &str, what: &str) -> Result<&str, Refusal> {
        let name = self.require_write_token()?;
        match self.role_in(app, namespace).as_deref() {
            Some("admin" | "write") => Ok(name),
            _ => {
                let message = format!("You don't have the rights to {what} under the namespace \"{namespace}\"");
                Err(Refusal::new(403, message))
            }
        }
    }
}

/// The token of an `Authorization` value: `Bearer TOKEN`, or `Basic` with the token as password, which git sends.
fn secret(value: &str) -> Option<String> {
    match value.split_once(' ')? {
        ("Bearer" | "bearer", token) => Some(token.trim().to_owned()),
        ("Basic" | "basic", pair) => {
            let text = String::from_utf8(STANDARD.decode(pair.trim()).ok()?).ok()?;
            text.split_once(':').map(|(_, token)| token.to_owned())
        }
        _ => None,
    }
}

impl FromRequestParts<App> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        Self::read(&parts.headers, app)
    }
}

/// A request, whatever it is about.
pub struct Question {
    pub app: App,
    pub caller: Caller,
    pub uri: Uri,
    pub headers: HeaderMap,
    /// The query, pair by pair.
    pub form: Vec<(String, String)>,
}

impl Question {
    fn read(parts: &Parts, app: &App) -> Result<Self, Refusal> {
        Ok(Self {
            app: Arc::clone(app),
            caller: Caller::read(&parts.headers, app)?,
            uri: parts.uri.clone(),
            headers: parts.headers.clone(),
            form: read_form(parts.uri.query().unwrap_or_default()),
        })
    }

    pub fn query(&self, name: &str) -> Option<&str> {
        self.form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn flag(&self, name: &str) -> bool {
        self.query(name).is_some_and(|value| matches!(value.to_ascii_lowercase().as_str(), "1" | "true" | "yes"))
    }
}

impl FromRequestParts<App> for Question {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        Self::read(parts, app)
    }
}

/// A request to one repository, by a caller who may see it.
pub struct Visit {
    question: Question,
    pub repo: Repo,
    /// What the route's `{...}` stand for.
    pub words: HashMap<String, String>,
}

impl Deref for Visit {
    type Target = Question;

    fn deref(&self) -> &Question {
        &self.question
    }
}

impl Visit {
    /// What `{name}` of the route stands for; nothing if the route has none.
    pub fn word(&self, name: &str) -> &str {
        self.words.get(name).map_or("", String::as_str)
    }

    pub fn kind(&self) -> Kind {
        self.repo.record.kind
    }

    pub fn id(&self) -> &str {
        &self.repo.record.id
    }

    /// The commit that the route's `{rev}` means.
    pub fn commit(&self) -> Result<Oid, Refusal> {
        let revision = self.word("rev");
        self.repo.resolve(revision).ok_or_else(|| Refusal::no_revision(revision))
    }

    /// The caller's name; refused unless the caller may write here.
    pub fn require_write(&self) -> Result<&str, Refusal> {
        self.caller.require_write(&self.app, self.repo.record.namespace(), "write to a repository")
    }

    /// Refuses who was not let through a gate.
    pub fn require_content(&self) -> Result<(), Refusal> {
        let record = &self.repo.record;
        let member = self.caller.role_in(&self.app, record.namespace()).is_some();
        let asked = self.caller.name().and_then(|name| record.access_of(name));
        if record.gated == Value::Bool(false) || member || asked == Some("accepted") {
            return Ok(());
        }
        let (kind, id) = (record.kind.word(), &record.id);
        let start = format!("Access to {kind} {id} is restricted");
        let (status, message) = if self.caller.0.is_none() {
            (401, format!("{start}. You must have access to it and be authenticated to access it. Please log in."))
        } else if asked == Some("pending") {
            (403, format!("Your request to access {kind} {id} is awaiting a review from the repo authors."))
        } else if asked == Some("rejected") {
            (403, format!("Your request to access {kind} {id} has been rejected by the repo's authors."))
        } else {
            let page = format!("{}/{}", self.app.hub_url, record.page());
            (403, format!("{start} and you are not in the authorized list. Visit {page} to ask for access."))
        };
        Err(Refusal::new(status, message).code("GatedRepo"))
    }
}

impl FromRequestParts<App> for Visit {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Refusal> {
        let api = parts.uri.path().starts_with("/api/") && !parts.uri.path().starts_with("/api/resolve-cache/");
        let words = Path::<HashMap<String, String>>::from_request_parts(parts, app).await;
        let Path(words) = words.map_err(|error| Refusal::new(400, error.to_string()))?;
        let visit = look_up(parts, app, words);
        if api { visit } else { visit.map_err(Refusal::plain) }
    }
}

fn look_up(parts: &Parts, app: &App, mut words: HashMap<String, String>) -> Result<Visit, Refusal> {
    let question = Question::read(parts, app)?;
    let caller = &question.caller;
    let kind = kind_of(parts.uri.path());
    let (namespace, name) = (&words["namespace"], words["name"].trim_end_matches(".git"));
    let id = if namespace == NO_NAMESPACE { name.to_owned() } else { format!("{namespace}/{name}") };
    let repo = app
        .world
        .repo(kind, &id)
        .filter(|repo| !repo.record.is_private() || caller.role_in(app, repo.record.namespace()).is_some());
    let Some(repo) = repo else { return Err(absent(parts, app, caller, (kind, &id))) };
    if repo.record.disabled {
        return Err(Refusal::new(403, "Access to this resource is disabled."));
    }
    join_plain_reference(&mut words);
    Ok(Visit { question, repo, words })
}

/// The kind of repository that an address names: `/api/datasets/...`, `/datasets/...`, or a model.
fn kind_of(path: &str) -> Kind {
    let path = path.strip_prefix("/api/resolve-cache").or_else(|| path.strip_prefix("/api")).unwrap_or(path);
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    Kind::from_plural(first).unwrap_or(Kind::Model)
}

/// `refs/pr/1` is one revision even when its slashes came as they are.
fn join_plain_reference(words: &mut HashMap<String, String>) {
    if words.get("rev").is_none_or(|rev| rev != "refs") {
        return;
    }
    let Some(path) = words.get("path").cloned() else { return };
    let mut parts = path.splitn(3, '/');
    if let (Some(group @ ("pr" | "convert")), Some(name)) = (parts.next(), parts.next()) {
        words.insert("rev".to_owned(), format!("refs/{group}/{name}"));
        words.insert("path".to_owned(), parts.next().unwrap_or_default().to_owned());
    }
}

/// A repository that is not there, or that the caller must not know of, or that has another name now.
fn absent(parts: &Parts, app: &App, caller: &Caller, (kind, id): (Kind, &str)) -> Refusal {
    let moved = app.world.read(|state| {
        let moved = state.moved.iter().find(|moved| moved.kind == kind && moved.from.eq_ignore_ascii_case(id));
        moved.map(|moved| moved.to.clone())
    });
    if let Some(to) = moved {
        let shown = if id.contains('/') { escape_path(id) } else { format!("{NO_NAMESPACE}/{id}") };
        let address = parts.uri.to_string().replacen(&shown, &to, 1);
        let message = format!("Temporary Redirect. Redirecting to {address}");
        return Refusal::new(307, message).header("Location", address);
    }
    not_found(caller)
}

/// What a stranger hears of a repository that is private or not there.
pub fn not_found(caller: &Caller) -> Refusal {
    match caller.0 {
        None => Refusal::new(401, "Invalid username or password.")
            .code("RepoNotFound")
            .header("WWW-Authenticate", "Basic realm=\"local hub\""),
        Some(_) => Refusal::new(404, "Repository not found").code("RepoNotFound"),
    }
}

/// Reads a JSON body; an empty one is an empty object.
pub async fn read_json(body: Body) -> Result<Value, Refusal> {
    let bytes = to_bytes(body, LONGEST_JSON).await.map_err(|error| Refusal::new(400, error.to_string()))?;
    if bytes.is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    serde_json::from_slice(&bytes).map_err(|_| Refusal::new(400, "Invalid JSON"))
}
