//! Who a token belongs to.

use serde::Deserialize;

use super::{Hub, HubError};

/// What the Hub says of the account that a token belongs to, and of the token.
#[derive(Debug, Clone, Deserialize)]
pub struct Account {
    /// The user's name, as in `ada/tiny-bert`.
    pub name: String,
    #[serde(default)]
    id: Option<String>,
    /// The organizations that the user is a member of.
    #[serde(default)]
    pub orgs: Vec<Organization>,
    #[serde(default)]
    auth: Option<Auth>,
}

/// An organization as an account's list names it.
#[derive(Debug, Clone, Deserialize)]
pub struct Organization {
    /// What it is called in URLs.
    pub name: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Auth {
    access_token: Option<AccessToken>,
    /// Of a browser's token.
    expires_at: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccessToken {
    display_name: Option<String>,
    role: Option<String>,
    fine_grained: Option<FineGrained>,
    expires_at: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct FineGrained {
    #[serde(default)]
    global: Vec<String>,
    #[serde(default)]
    scoped: Vec<Scope>,
}

#[derive(Debug, Clone, Deserialize)]
struct Scope {
    entity: Entity,
    #[serde(default)]
    permissions: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Entity {
    name: Option<String>,
}

impl Account {
    /// The Hub's own name for it.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What the token may do, in the Hub's word: `read`, `write`, `fineGrained`. A browser's token has none.
    pub fn role(&self) -> Option<&str> {
        self.access_token()?.role.as_deref().filter(|role| !role.is_empty())
    }

    /// The name that the token is stored under: the user's own, or `oauth-<user>` for a token without one.
    pub fn token_name(&self) -> String {
        let name = self.access_token().and_then(|token| token.display_name.as_deref());
        let name = match name {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => format!("oauth-{}", self.name),
        };
        // It becomes one line of a file and of messages.
        name.replace(char::is_control, " ")
    }

    /// What a fine-grained token may do: `name: permission`, or `permission` everywhere.
    pub fn scopes(&self) -> Vec<String> {
        let Some(fine) = self.access_token().and_then(|token| token.fine_grained.as_ref()) else { return Vec::new() };
        let of_entity = |scope: &Scope| {
            let name = scope.entity.name.clone().unwrap_or_default();
            scope.permissions.iter().map(move |permission| format!("{name}: {permission}")).collect::<Vec<_>>()
        };
        fine.global.iter().cloned().chain(fine.scoped.iter().flat_map(of_entity)).collect()
    }

    /// When the token ends, in the Hub's words, where it says so.
    pub fn expires_at(&self) -> Option<&str> {
        let of_token = self.access_token().and_then(|token| token.expires_at.as_deref());
        of_token.or_else(|| self.auth.as_ref()?.expires_at.as_deref())
    }

    /// Whether the token may write anywhere, as far as the Hub says what it may.
    pub fn may_write(&self) -> bool {
        match self.role() {
            Some("read") => false,
            Some("fineGrained") => self.scopes().iter().any(|scope| scope.contains("write")),
            _ => true,
        }
    }

    fn access_token(&self) -> Option<&AccessToken> {
        self.auth.as_ref()?.access_token.as_ref()
    }
}

impl Hub {
    /// Whether there is no token to send. Asks no server, unless the token itself has to be asked for.
    ///
    /// # Errors
    /// [`HubError::NoToken`].
    pub async fn is_anonymous(&self) -> Result<bool, HubError> {
        self.0.is_anonymous().await
    }

    /// `GET /api/whoami-v2`: the account of this Hub's token.
    ///
    /// # Errors
    /// A token that is not valid is [`Unauthorized`](super::error::RefusalKind::Unauthorized).
    pub async fn whoami(&self) -> Result<Account, HubError> {
        self.0.get("/api/whoami-v2").json().await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Account;

    fn account(auth: &Value) -> Account {
        serde_json::from_value(json!({"name": "ada", "auth": auth})).unwrap()
    }

    #[test]
    fn a_token_without_a_name_is_named_after_its_user() {
        for auth in [json!(null), json!({"accessToken": null}), json!({"accessToken": {"displayName": ""}})] {
            assert_eq!(account(&auth).token_name(), "oauth-ada");
        }
    }

    #[test]
    fn a_tokens_name_is_one_line() {
        let stranger: Account = serde_json::from_value(json!({"name": "a\r[evil]"})).unwrap();
        assert_eq!(stranger.token_name(), "oauth-a [evil]");
        let auth = json!({"accessToken": {"displayName": "my\ntoken", "role": "write"}});
        assert_eq!(account(&auth).token_name(), "my token");
        assert_eq!(account(&auth).role(), Some("write"));
    }
}
