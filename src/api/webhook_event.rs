//! What the Hub sends to a webhook, version 3 of it: <https://huggingface.co/docs/hub/webhooks>. The JSON is handed on as it
//! came, with keys that are not known here too. Sends nothing.

use serde_json::{Value, json};

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event(Value);

/// The variables that a command may get.
pub const VARIABLES: [&str; 12] = [
    "HF_WEBHOOK_EVENT_ACTION",
    "HF_WEBHOOK_EVENT_SCOPE",
    "HF_WEBHOOK_REPO_TYPE",
    "HF_WEBHOOK_REPO_NAME",
    "HF_WEBHOOK_REPO_HEAD_SHA",
    "HF_WEBHOOK_REPO_PRIVATE",
    "HF_WEBHOOK_REPO_URL",
    "HF_WEBHOOK_DISCUSSION_NUM",
    "HF_WEBHOOK_DISCUSSION_STATUS",
    "HF_WEBHOOK_COMMENT_ID",
    "HF_WEBHOOK_MOVED_TO",
    "HF_WEBHOOK_UPDATED_REFS",
];

/// A kind of sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SampleKind {
    pub scope: &'static str,
    pub action: &'static str,
}

impl Event {
    /// Reads a payload.
    ///
    /// # Errors
    /// It is not a JSON object, or nested too deeply.
    pub fn parse(body: &[u8]) -> Result<Self, &'static str> {
        match serde_json::from_slice(body) {
            Ok(value @ Value::Object(_)) => Ok(Self(value)),
            Ok(_) | Err(_) => Err("expected a JSON object"),
        }
    }

    /// The payload.
    pub fn payload(&self) -> &Value {
        &self.0
    }

    /// Whether a field has this value; in lists any element counts. `field` goes down at its dots, such as
    /// `updatedRefs.ref`.
    pub fn has(&self, field: &str, value: &str) -> bool {
        fn any(found: &Value, mut path: std::str::Split<'_, char>, value: &str) -> bool {
            match (found, path.clone().next()) {
                (Value::Array(all), _) => all.iter().any(|one| any(one, path.clone(), value)),
                (_, None) => is_written(found, value),
                (Value::Object(fields), Some(name)) => {
                    path.next();
                    fields.get(name).is_some_and(|found| any(found, path, value))
                }
                _ => false,
            }
        }
        any(&self.0, field.split('.'), value)
    }

    /// What a command may want to know without reading JSON: variables and their values.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let text = |pointer: &str| self.0.pointer(pointer).and_then(written);
        let values = [
            text("/event/action"),
            text("/event/scope"),
            text("/repo/type"),
            text("/repo/name"),
            text("/repo/headSha"),
            text("/repo/private"),
            text("/repo/url/web"),
            text("/discussion/num"),
            text("/discussion/status"),
            text("/comment/id"),
            text("/movedTo/name"),
            self.0.get("updatedRefs").map(Value::to_string),
        ];
        // A value with a NUL cannot be in an environment.
        let found = VARIABLES.into_iter().zip(values);
        found.filter_map(|(name, value)| Some((name, value.filter(|value| !value.contains('\0'))?))).collect()
    }

    /// One line for people.
    pub fn summary(&self) -> String {
        let text = |pointer: &str| self.0.pointer(pointer).and_then(written).unwrap_or_else(|| "?".to_owned());
        let mut line =
            format!("{} {}: {} {}", text("/event/scope"), text("/event/action"), text("/repo/type"), self.repo());
        if self.0.pointer("/discussion/num").is_some() {
            line += &format!(" #{}", text("/discussion/num"));
        }
        if let Some(Value::Array(refs)) = self.0.get("updatedRefs") {
            let names: Vec<String> = refs.iter().filter_map(|one| written(one.get("ref")?)).collect();
            line += &format!(" ({})", names.join(", "));
        }
        line
    }

    /// The repo that it is about; `?` if it does not say.
    pub fn repo(&self) -> String {
        self.0.pointer("/repo/name").and_then(written).unwrap_or_else(|| "?".to_owned())
    }
}

/// Every kind of event that has a sample, as `scope.action`.
pub const SAMPLES: &[(&str, SampleKind)] = &[
    ("repo.create", SampleKind { scope: "repo", action: "create" }),
    ("repo.update", SampleKind { scope: "repo.content", action: "update" }),
    ("repo.config", SampleKind { scope: "repo.config", action: "update" }),
    ("repo.move", SampleKind { scope: "repo", action: "move" }),
    ("repo.delete", SampleKind { scope: "repo", action: "delete" }),
    ("discussion.create", SampleKind { scope: "discussion", action: "create" }),
    ("discussion.update", SampleKind { scope: "discussion", action: "update" }),
    ("discussion.delete", SampleKind { scope: "discussion", action: "delete" }),
    ("comment.create", SampleKind { scope: "discussion.comment", action: "create" }),
    ("comment.update", SampleKind { scope: "discussion.comment", action: "update" }),
];

/// A payload as the Hub sends it, about a repo of that type and name on that Hub.
pub fn sample(kind: SampleKind, (repo_type, name): (&str, &str), endpoint: &str) -> Event {
    const OWNER: &str = "61d2000c3c2083e1c08af22d";
    let SampleKind { scope, action } = kind;
    let plural = if repo_type == "model" { String::new() } else { format!("{repo_type}s/") };
    let page = format!("{endpoint}/{plural}{name}");
    let mut payload = json!({
        "event": {"action": action, "scope": scope},
        "repo": {
            "type": repo_type, "name": name, "id": "621ffdc036468d709f17434d", "private": false,
            "url": {"web": page, "api": format!("{endpoint}/api/{repo_type}s/{name}")}, "owner": {"id": OWNER},
        },
        "webhook": {"id": "6390e855e30d9209411de93b", "version": 3},
    });
    if scope.starts_with("repo") {
        payload["repo"]["headSha"] = json!("0123456789abcdef0123456789abcdef01234567");
    }
    if scope == "repo.content" {
        let (old, new) = ("fedcba9876543210fedcba9876543210fedcba98", "0123456789abcdef0123456789abcdef01234567");
        payload["updatedRefs"] = json!([{"ref": "refs/heads/main", "oldSha": old, "newSha": new}]);
    }
    if scope == "repo.config" {
        payload["updatedConfig"] = json!({"private": false});
    }
    if action == "move" {
        payload["movedTo"] = json!({"name": format!("{name}-renamed"), "owner": {"id": OWNER}});
    }
    if scope.starts_with("discussion") {
        let url = json!({"web": format!("{page}/discussions/1"), "api": format!("{page}/discussions/1")});
        payload["discussion"] = json!({
            "id": "639885d811ae2bad2b7ba461", "num": 1, "title": "A sample", "isPullRequest": false, "status": "open",
            "author": {"id": OWNER}, "url": url, "changes": null,
        });
    }
    if scope == "discussion.comment" || (scope, action) == ("discussion", "create") {
        payload["comment"] = json!({
            "id": "639885d811ae2bad2b7ba461", "author": {"id": OWNER}, "content": "This is a sample.", "hidden": false,
            "url": {"web": format!("{page}/discussions/1#639885d811ae2bad2b7ba461")},
        });
    }
    Event(payload)
}

/// A value as text; `None` for null, lists and objects.
fn written(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn is_written(found: &Value, value: &str) -> bool {
    written(found).unwrap_or_else(|| found.to_string()) == value
}

#[cfg(test)]
mod tests {
    use super::{Event, SAMPLES, sample};
    use crate::base::fuzz::{Edit, edited};

    fn event(name: &str) -> Event {
        let (_, kind) = SAMPLES.iter().find(|(known, _)| *known == name).unwrap();
        sample(*kind, ("dataset", "ada/planets"), "https://hub")
    }

    #[test]
    fn fields_are_found_at_their_dots_and_in_lists() {
        let event = event("repo.update");
        for (field, value, expected) in [
            ("repo.type", "dataset", true),
            ("repo.type", "model", false),
            ("event.action", "update", true),
            ("repo.private", "false", true),
            ("webhook.version", "3", true),
            ("updatedRefs.ref", "refs/heads/main", true),
            ("updatedRefs.ref", "refs/heads/dev", false),
            ("discussion.num", "1", false),
            ("repo", "dataset", false),
            ("", "", false),
        ] {
            assert_eq!(event.has(field, value), expected, "{field}={value}");
        }
    }

    #[test]
    fn a_command_learns_what_happened_from_its_environment() {
        let variables = event("comment.create").variables();
        let value = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        assert_eq!(value("HF_WEBHOOK_EVENT_SCOPE"), Some("discussion.comment"));
        assert_eq!(value("HF_WEBHOOK_DISCUSSION_NUM"), Some("1"));
        assert_eq!(value("HF_WEBHOOK_REPO_PRIVATE"), Some("false"));
        assert_eq!(value("HF_WEBHOOK_REPO_HEAD_SHA"), None);
        assert_eq!(event("repo.update").summary(), "repo.content update: dataset ada/planets (refs/heads/main)");
    }

    #[test]
    fn any_payload_is_read_or_refused() {
        let payload = event("repo.update").payload().to_string();
        bolero::check!().with_type::<Vec<Edit>>().for_each(|edits| {
            if let Ok(event) = Event::parse(&edited(payload.as_bytes(), edits)) {
                event.summary();
                event.variables();
                event.has("updatedRefs.ref", "x");
            }
        });
        assert!(Event::parse("[".repeat(100_000).as_bytes()).is_err());
        assert!(Event::parse(b"[]").is_err());
    }
}
