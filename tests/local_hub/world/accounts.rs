//! People, organisations and their tokens.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::World;

/// A person or an organisation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
    pub fullname: String,
    /// None for an organisation.
    pub email: Option<String>,
    /// Of an organisation: who belongs to it.
    pub members: Vec<Member>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Member {
    pub name: String,
    /// `admin`, `write` or `read`.
    pub role: String,
}

/// An access token.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Token {
    pub value: String,
    pub owner: String,
    pub name: String,
    pub role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Role {
    Read,
    Write,
    /// May read what its owner may read and write nothing.
    FineGrained,
}

impl Role {
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::FineGrained => "fineGrained",
        }
    }
}

impl Account {
    pub fn person(name: &str, fullname: &str) -> Self {
        let email = Some(format!("{name}@example.test"));
        Self { name: name.to_owned(), fullname: fullname.to_owned(), email, members: vec![] }
    }

    pub fn organisation(name: &str, fullname: &str, members: &[(&str, &str)]) -> Self {
        let member = |(name, role): &(&str, &str)| Member { name: (*name).to_owned(), role: (*role).to_owned() };
        let members = members.iter().map(member).collect();
        Self { name: name.to_owned(), fullname: fullname.to_owned(), email: None, members }
    }

    pub fn is_organisation(&self) -> bool {
        self.email.is_none()
    }

    /// The 24 hex digits that the Hub calls an id.
    pub fn id(&self) -> String {
        object_id(&format!("account {}", self.name))
    }
}

impl World {
    pub fn add_account(&self, account: Account) {
        self.update(|state| state.accounts.push(account));
    }

    pub fn add_token(&self, owner: &str, name: &str, role: Role) -> String {
        let value = format!("hf_demo_{owner}_{}", name.replace('-', "_"));
        let token = Token { value: value.clone(), owner: owner.to_owned(), name: name.to_owned(), role };
        self.update(|state| state.tokens.push(token));
        value
    }

    pub fn revoke_token(&self, value: &str) {
        self.update(|state| state.tokens.retain(|token| token.value != value));
    }

    pub fn token(&self, value: &str) -> Option<Token> {
        self.read(|state| state.tokens.iter().find(|token| token.value == value).cloned())
    }

    pub fn account(&self, name: &str) -> Option<Account> {
        self.read(|state| state.accounts.iter().find(|account| account.name == name).cloned())
    }

    /// The organisations that `name` belongs to, with the role there.
    pub fn organisations_of(&self, name: &str) -> Vec<(Account, String)> {
        self.read(|state| {
            let role = |account: &Account| account.members.iter().find(|m| m.name == name).map(|m| m.role.clone());
            state.accounts.iter().filter_map(|account| Some((account.clone(), role(account)?))).collect()
        })
    }

    /// What `name` may do in a namespace: `admin`, `write`, `read`, or None for a stranger.
    pub fn role_in(&self, name: &str, namespace: &str) -> Option<String> {
        if name == namespace {
            return Some("admin".to_owned());
        }
        let organisations = self.organisations_of(name);
        organisations.into_iter().find(|(account, _)| account.name == namespace).map(|(_, role)| role)
    }
}

/// 24 hex digits that depend on `text` alone.
pub(crate) fn object_id(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))[..24].to_owned()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |text, byte| text + &format!("{byte:02x}"))
}
