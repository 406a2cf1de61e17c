//! Tokens in the system's keyring: Secret Service on Linux, Keychain on macOS, Credential Manager on Windows. A file
//! beside the token file tells which there are and which is the active one; it holds no secret. No Python tool reads
//! either.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::ini::{DEFAULTS, Section};
use super::store::{Credential, StoreError, field, read_sections, remove, write_sections};
use super::system_keyring as system;
pub use super::system_keyring::SystemKeyringError;
use crate::base::fs::random_suffix;
use crate::base::secret::Secret;

const ENTRY: &str = "entry";
const ACTIVE: &str = "active";
const EXPIRES: &str = "expires_at";
const YES: &str = "yes";

/// Why the keyring does not take or give a token.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The keyring itself.
    #[error(transparent)]
    System(#[from] SystemKeyringError),
    /// The index names a token that the keyring does not have.
    #[error("token '{name}' is no longer in the keyring")]
    Lost { name: String },
    /// The file that says which tokens there are.
    #[error(transparent)]
    Index(#[from] StoreError),
}

/// The names of the tokens in the keyring, and the keyring itself.
pub struct Keyring {
    index: PathBuf,
    sections: Vec<Section>,
}

/// What the keyring keeps of a token, as JSON.
#[derive(Serialize, Deserialize)]
struct Kept {
    hf_token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
}

impl Keyring {
    /// Reads the index; without one there are no tokens. Asks no keyring.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] and [`StoreError::Unparsable`].
    pub fn read(index: &Path) -> Result<Self, StoreError> {
        Ok(Self { index: index.to_owned(), sections: read_sections(index)? })
    }

    /// With no token.
    pub fn empty(index: &Path) -> Self {
        Self { index: index.to_owned(), sections: Vec::new() }
    }

    /// Whether there is a keyring that answers.
    ///
    /// # Errors
    /// [`KeyringError`]: why there is none.
    pub fn probe() -> Result<(), KeyringError> {
        Ok(system::get("probe").map(drop)?)
    }

    /// Whether no token is kept there.
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty()
    }

    /// The names and when their tokens end, in seconds since 1970.
    pub fn names(&self) -> impl Iterator<Item = (&str, Option<i64>)> {
        self.sections.iter().map(|section| (section.name.as_str(), ends(section)))
    }

    /// Whether there is a token of that name.
    pub fn has(&self, name: &str) -> bool {
        self.sections.iter().any(|section| section.name == name)
    }

    /// The active token's name and end.
    pub fn active(&self) -> Option<(&str, Option<i64>)> {
        let active = self.sections.iter().find(|section| field(section, ACTIVE) == Some(YES))?;
        Some((&active.name, ends(active)))
    }

    /// Asks the keyring for a token.
    ///
    /// # Errors
    /// Any [`KeyringError`].
    pub fn credential(&self, name: &str) -> Result<Credential, KeyringError> {
        let lost = || KeyringError::Lost { name: name.to_owned() };
        let section = self.sections.iter().find(|section| section.name == name);
        let entry = section.and_then(|section| field(section, ENTRY)).ok_or_else(lost)?;
        let text = system::get(entry)?.ok_or_else(lost)?;
        let kept: Kept = serde_json::from_str(&text).map_err(|_| lost())?;
        Ok(Credential {
            token: Secret::parse(&kept.hf_token).ok_or_else(lost)?,
            refresh_token: kept.refresh_token.as_deref().and_then(Secret::parse),
            expires_at: kept.expires_at,
        })
    }

    /// Puts a token into the keyring, in place of another of that name.
    ///
    /// # Errors
    /// Any [`KeyringError`].
    pub fn store(&mut self, name: &str, credential: &Credential) -> Result<(), KeyringError> {
        if name == DEFAULTS {
            return Err(StoreError::Reserved(name.to_owned()).into());
        }
        let known = self.sections.iter().position(|section| section.name == name);
        let entry = known.and_then(|at| field(&self.sections[at], ENTRY)).map(str::to_owned);
        // Another HF_HOME may have a token of the same name in the same keyring.
        let entry = entry.unwrap_or_else(|| format!("{name} ({})", random_suffix()));
        let kept = Kept {
            hf_token: credential.token.expose().to_owned(),
            refresh_token: credential.refresh_token.as_ref().map(|token| token.expose().to_owned()),
            expires_at: credential.expires_at,
        };
        let text =
            serde_json::to_string(&kept).map_err(|error| SystemKeyringError::Failed { reason: error.to_string() })?;
        system::set(&entry, &text)?;
        let is_active = known.is_some_and(|at| field(&self.sections[at], ACTIVE).is_some());
        let fields = [
            (ENTRY, Some(entry)),
            (ACTIVE, is_active.then(|| YES.to_owned())),
            (EXPIRES, credential.expires_at.map(|seconds| seconds.to_string())),
        ];
        let fields = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
        self.sections.retain(|section| section.name != name);
        self.sections.push(Section { name: name.to_owned(), fields });
        Ok(self.write()?)
    }

    /// Takes a token out of the keyring; nothing if there is none of that name.
    ///
    /// # Errors
    /// Any [`KeyringError`]; the name stays then.
    pub fn forget(&mut self, name: &str) -> Result<(), KeyringError> {
        let Some(at) = self.sections.iter().position(|section| section.name == name) else { return Ok(()) };
        if let Some(entry) = field(&self.sections[at], ENTRY) {
            system::delete(entry)?;
        }
        self.sections.remove(at);
        Ok(self.write()?)
    }

    /// Makes a token the active one, or none of them.
    ///
    /// # Errors
    /// [`StoreError::Unwritable`].
    pub fn activate(&mut self, name: Option<&str>) -> Result<(), StoreError> {
        if self.active().map(|(active, _)| active) == name {
            return Ok(());
        }
        for section in &mut self.sections {
            section.fields.retain(|(key, _)| key != ACTIVE);
            if Some(section.name.as_str()) == name {
                section.fields.push((ACTIVE.to_owned(), YES.to_owned()));
            }
        }
        self.write()
    }

    fn write(&mut self) -> Result<(), StoreError> {
        if self.sections.is_empty() { remove(&self.index) } else { write_sections(&self.index, &mut self.sections) }
    }
}

fn ends(section: &Section) -> Option<i64> {
    field(section, EXPIRES)?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::{Keyring, KeyringError};
    use crate::auth::store::{Credential, StoreError};
    use crate::base::secret::Secret;

    #[test]
    fn the_name_of_the_defaults_is_no_name_of_a_token() {
        let folder = TempDir::new().unwrap();
        let mut keyring = Keyring::empty(&folder.path().join("keyring_tokens"));
        let error = keyring.store("DEFAULT", &Credential::lasting(Secret::parse("hf_x").unwrap())).err();
        assert!(matches!(error, Some(KeyringError::Index(StoreError::Reserved(_)))), "{error:?}");
    }

    #[test]
    fn the_index_tells_the_active_token_and_goes_on_without_it() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("keyring_tokens");
        fs::write(&path, "[a]\nentry = a (1)\nactive = yes\nexpires_at = 17\n[b]\nentry = b (2)\n").unwrap();
        let mut keyring = Keyring::read(&path).unwrap();
        assert_eq!(keyring.active(), Some(("a", Some(17))));
        keyring.activate(Some("b")).unwrap();
        assert_eq!(Keyring::read(&path).unwrap().active(), Some(("b", None)));
        keyring.activate(None).unwrap();
        assert_eq!(keyring.active(), None);
        let expected = "[a]\nentry = a (1)\nexpires_at = 17\n\n[b]\nentry = b (2)\n\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    }
}
