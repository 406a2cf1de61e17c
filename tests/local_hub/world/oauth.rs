//! Logins with the browser, the tokens that renew them, and the identities of programs that the Hub trusts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::World;
use super::accounts::{Role, Token};

/// How logins go, and those that there are.
#[derive(Clone, Serialize, Deserialize)]
pub struct OAuth {
    /// Seconds between two questions for the outcome.
    pub interval: u64,
    /// Seconds that a code lives.
    pub code_lifetime: u64,
    /// Seconds that a token lives, as its holder is told.
    pub token_lifetime: i64,
    /// The next questions are answered with these errors; `html` is a page of a broken gateway.
    pub trouble: Vec<String>,
    /// Whether the address of the page has the code in it.
    pub has_complete_page: bool,
    /// Whether a token comes with another that renews it.
    pub gives_refresh_tokens: bool,
    codes: Vec<Login>,
    /// Whose they are.
    refresh_tokens: BTreeMap<String, String>,
    /// The identities that are trusted, and as whom.
    identities: BTreeMap<String, String>,
    count: u32,
}

impl Default for OAuth {
    fn default() -> Self {
        Self {
            interval: 1,
            code_lifetime: 900,
            token_lifetime: 30 * 24 * 3600,
            trouble: vec![],
            has_complete_page: true,
            gives_refresh_tokens: true,
            codes: vec![],
            refresh_tokens: BTreeMap::new(),
            identities: BTreeMap::new(),
            count: 0,
        }
    }
}

/// A login that waits for its user.
#[derive(Clone, Serialize, Deserialize)]
pub struct Login {
    pub device_code: String,
    pub user_code: String,
    /// Who has entered the code.
    pub user: Option<String>,
}

/// What a program gets.
pub struct Grant {
    pub token: String,
    pub refresh_token: Option<String>,
    pub lifetime: i64,
}

impl World {
    pub fn oauth(&self) -> OAuth {
        self.read(|state| state.oauth.clone())
    }

    /// Arranges how logins go.
    pub fn set_oauth(&self, change: impl FnOnce(&mut OAuth)) {
        self.update(|state| change(&mut state.oauth));
    }

    pub fn begin_login(&self) -> Login {
        self.update(|state| {
            state.oauth.count += 1;
            let number = state.oauth.count;
            let login = Login {
                device_code: format!("device-secret-{number}"),
                user_code: format!("DEMO-{number:04}"),
                user: None,
            };
            state.oauth.codes.push(login.clone());
            login
        })
    }

    /// The user enters the code; false if there is no such code.
    pub fn enter_code(&self, user_code: &str, user: &str) -> bool {
        self.update(|state| {
            let login = state.oauth.codes.iter_mut().find(|login| login.user_code == user_code);
            login.map(|login| login.user = Some(user.to_owned())).is_some()
        })
    }

    /// The user enters every code that there is and will be at once.
    pub fn is_eager(&self) -> bool {
        self.read(|state| state.oauth.interval == 0)
    }

    pub fn login(&self, device_code: &str) -> Option<Login> {
        self.read(|state| state.oauth.codes.iter().find(|login| login.device_code == device_code).cloned())
    }

    pub fn next_trouble(&self) -> Option<String> {
        self.update(|state| (!state.oauth.trouble.is_empty()).then(|| state.oauth.trouble.remove(0)))
    }

    /// A token for a login with the browser, and perhaps one that renews it.
    pub fn grant(&self, user: &str) -> Grant {
        self.update(|state| {
            state.oauth.count += 1;
            let token = format!("hf_oauth_{user}_{}", state.oauth.count);
            let role = Role::Write;
            state.tokens.push(Token { value: token.clone(), owner: user.to_owned(), name: String::new(), role });
            let refresh_token =
                state.oauth.gives_refresh_tokens.then(|| format!("hfr_secret_{user}_{}", state.oauth.count));
            if let Some(refresh_token) = &refresh_token {
                state.oauth.refresh_tokens.insert(refresh_token.clone(), user.to_owned());
            }
            Grant { token, refresh_token, lifetime: state.oauth.token_lifetime }
        })
    }

    /// What a refresh token is worth: once the next token, then nothing.
    pub fn renew(&self, refresh_token: &str) -> Option<Grant> {
        let user = self.update(|state| state.oauth.refresh_tokens.remove(refresh_token))?;
        Some(self.grant(&user))
    }

    /// Whether a refresh token is still worth something.
    pub fn knows_refresh_token(&self, refresh_token: &str) -> bool {
        self.read(|state| state.oauth.refresh_tokens.contains_key(refresh_token))
    }

    /// From now on a program that shows this identity is that user.
    pub fn trust(&self, identity: &str, user: &str) {
        self.set_oauth(|oauth| drop(oauth.identities.insert(identity.to_owned(), user.to_owned())));
    }

    pub fn trusted(&self, identity: &str) -> Option<String> {
        self.read(|state| state.oauth.identities.get(identity).cloned())
    }
}
