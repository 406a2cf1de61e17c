//! The files that hold tokens, as the Python client leaves them: `token` with the active one, and `stored_tokens` with
//! all of them by name. Which of them is valid is the Hub's to say.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::ini::{self, IniError, Section};
use crate::base::fs::{create_private_folder, write_beside};
use crate::base::secret::Secret;
use crate::base::text::{self, NotText};

const TOKEN: &str = "hf_token";
const REFRESH: &str = "refresh_token";
const EXPIRES: &str = "expires_at";
const FILE_MODE: u32 = 0o600;

/// Why the files cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file is there.
    #[error("cannot read '{}'", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    /// Not what Python's configparser writes. Its tokens are lost to the Python client too.
    #[error("cannot parse '{}'", .path.display())]
    Unparsable { path: PathBuf, source: IniError },
    /// The file, or the folder that it is in.
    #[error("cannot write '{}'", .path.display())]
    Unwritable { path: PathBuf, source: io::Error },
    /// The name has a meaning of its own in the file.
    #[error("a token cannot be stored under the name '{0}': rename it on the Hub")]
    Reserved(String),
}

/// The named tokens.
#[derive(Default)]
pub struct StoredTokens(Vec<Section>);

/// A token and what came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// What requests are made with.
    pub token: Secret,
    /// What the next token is asked for with; only a login with the browser has it.
    pub refresh_token: Option<Secret>,
    /// Seconds since 1970.
    pub expires_at: Option<i64>,
}

impl Credential {
    /// A token that came alone.
    pub fn lasting(token: Secret) -> Self {
        Self { token, refresh_token: None, expires_at: None }
    }
}

/// One of the named tokens.
pub struct StoredToken<'a> {
    /// The name of its section.
    pub name: &'a str,
    /// `None` when its section holds none.
    pub token: Option<Secret>,
    /// What the next token is asked for with.
    pub refresh_token: Option<Secret>,
    /// Whether the file tells when it expires, in whatever form.
    pub has_expiry: bool,
    /// Seconds since 1970.
    pub expires_at: Option<i64>,
}

impl StoredTokens {
    /// Reads the file; without one there are no tokens.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] and [`StoreError::Unparsable`].
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        read_sections(path).map(Self)
    }

    /// Writes the file, sorted by name, for its owner's eyes only.
    ///
    /// # Errors
    /// [`StoreError::Unwritable`].
    pub fn write(&mut self, path: &Path) -> Result<(), StoreError> {
        write_sections(path, &mut self.0)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is one of that name.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|section| section.name == name)
    }

    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = StoredToken<'_>> {
        self.0.iter().map(|section| {
            let expiry = field(section, EXPIRES);
            StoredToken {
                name: &section.name,
                token: field(section, TOKEN).and_then(Secret::parse),
                refresh_token: field(section, REFRESH).and_then(Secret::parse),
                has_expiry: expiry.is_some(),
                expires_at: expiry.and_then(|text| text.trim().parse().ok()),
            }
        })
    }

    /// The token of that name, if there is one.
    pub fn token(&self, name: &str) -> Option<Secret> {
        self.credential(name).map(|credential| credential.token)
    }

    /// The name of that token and what came with it, if it is there.
    pub fn holding(&self, token: &Secret) -> Option<(String, Credential)> {
        let name = self.iter().find(|stored| stored.token.as_ref() == Some(token))?.name;
        Some((name.to_owned(), self.credential(name)?))
    }

    /// The token of that name with what came with it.
    pub fn credential(&self, name: &str) -> Option<Credential> {
        let stored = self.iter().find(|stored| stored.name == name)?;
        Some(Credential { token: stored.token?, refresh_token: stored.refresh_token, expires_at: stored.expires_at })
    }

    /// Stores a token under a name. All that was known of another token of that name is forgotten.
    ///
    /// # Errors
    /// [`StoreError::Reserved`]: the name means something else in this file.
    pub fn set(&mut self, name: &str, credential: &Credential) -> Result<(), StoreError> {
        if name == ini::DEFAULTS {
            return Err(StoreError::Reserved(name.to_owned()));
        }
        let values = [
            (TOKEN, Some(credential.token.expose().to_owned())),
            (REFRESH, credential.refresh_token.as_ref().map(|token| token.expose().to_owned())),
            (EXPIRES, credential.expires_at.map(|seconds| seconds.to_string())),
        ];
        let fields = values.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
        match self.0.iter_mut().find(|section| section.name == name) {
            Some(section) => section.fields = fields,
            None => self.0.push(Section { name: name.to_owned(), fields }),
        }
        Ok(())
    }

    /// Forgets a name and says whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|section| section.name != name);
        self.0.len() < before
    }
}

/// Reads a file of sections; without one there are none.
pub(super) fn read_sections(path: &Path) -> Result<Vec<Section>, StoreError> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(StoreError::Unreadable { path: path.to_owned(), source }),
    };
    let unparsable = |source| StoreError::Unparsable { path: path.to_owned(), source };
    let text = text::decode(&bytes).map_err(|NotText { line }| unparsable(IniError::BadLine(line)))?;
    ini::parse(&text).map_err(unparsable)
}

/// Writes a file of sections, sorted by name. What cannot be parsed may hold tokens all the same: it is not written over,
/// but keeps its content under [`aside`].
pub(super) fn write_sections(path: &Path, sections: &mut [Section]) -> Result<(), StoreError> {
    if matches!(read_sections(path), Err(StoreError::Unparsable { .. })) {
        fs::rename(path, aside(path)).map_err(|source| StoreError::Unwritable { path: path.to_owned(), source })?;
    }
    sections.sort_by(|one, other| one.name.cmp(&other.name));
    write_secret(path, &ini::write(sections))
}

/// Where a file is kept that cannot be parsed: `<name>.unreadable`, or the first of `<name>.unreadable-2` and so on that
/// is free.
pub fn aside(path: &Path) -> PathBuf {
    let name = |end: &str| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(end);
        path.with_file_name(name)
    };
    let mut kept = name(".unreadable");
    for number in 2.. {
        if kept.symlink_metadata().is_err() {
            break;
        }
        kept = name(&format!(".unreadable-{number}"));
    }
    kept
}

pub(super) fn field<'a>(section: &'a Section, key: &str) -> Option<&'a str> {
    section.fields.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
}

/// Makes a token the active one.
///
/// # Errors
/// [`StoreError::Unwritable`].
pub fn write_active(path: &Path, token: &Secret) -> Result<(), StoreError> {
    write_secret(path, token.expose())
}

/// Removes a file that holds tokens; it may be gone already.
///
/// # Errors
/// [`StoreError::Unwritable`].
pub fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != ErrorKind::NotFound => {
            Err(StoreError::Unwritable { path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}

fn write_secret(path: &Path, content: &str) -> Result<(), StoreError> {
    let unwritable = |source| StoreError::Unwritable { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        create_private_folder(folder).map_err(unwritable)?;
    }
    write_beside(path, content.as_bytes(), Some(FILE_MODE)).map_err(unwritable)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use tempfile::TempDir;

    use super::{Credential, StoreError, StoredTokens, remove, write_active};
    use crate::auth::ini::IniError;
    use crate::base::secret::Secret;

    fn secret(text: &str) -> Secret {
        Secret::parse(text).unwrap()
    }

    fn lasting(text: &str) -> Credential {
        Credential::lasting(secret(text))
    }

    #[test]
    fn a_new_token_leaves_the_others_as_they_are_and_all_are_sorted() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("stored_tokens");
        fs::write(&path, "[z]\nhf_token = hf_z\nColour = red\n[m]\nhf_token = hf_old\nrefresh_token = r\n").unwrap();
        let mut stored = StoredTokens::read(&path).unwrap_or_default();
        stored.set("m", &lasting("hf_m")).unwrap();
        stored.set("a b", &lasting("hf_a")).unwrap();
        stored.write(&path).unwrap();
        let expected = "[a b]\nhf_token = hf_a\n\n[m]\nhf_token = hf_m\n\n[z]\nhf_token = hf_z\ncolour = red\n\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    }

    #[cfg(unix)]
    #[test]
    fn files_of_tokens_and_their_folder_are_for_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("new").join("token");
        write_active(&path, &secret("hf_x")).unwrap();
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let shared = folder.path().join("token");
        write_active(&shared, &secret("hf_x")).unwrap();
        assert_eq!((mode(&shared), mode(folder.path())), (0o600, 0o755));
        assert_eq!(fs::read_to_string(&path).unwrap(), "hf_x");
    }

    #[test]
    fn a_file_that_is_no_text_cannot_be_parsed() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("stored_tokens");
        fs::write(&path, b"[a]\nhf_token = \xff\n").unwrap();
        let error = StoredTokens::read(&path).err();
        assert!(matches!(error, Some(StoreError::Unparsable { source: IniError::BadLine(2), .. })), "{error:?}");
    }

    #[test]
    fn the_name_of_the_defaults_is_no_name_of_a_token() {
        let mut stored = StoredTokens::default();
        assert!(matches!(stored.set("DEFAULT", &lasting("hf_x")), Err(StoreError::Reserved(_))));
    }

    #[test]
    fn what_is_gone_may_be_removed() {
        let folder = TempDir::new().unwrap();
        remove(&folder.path().join("token")).unwrap();
    }

    #[test]
    fn an_expiry_that_is_no_number_is_still_one() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("stored_tokens");
        fs::write(&path, "[a]\nexpires_at = soon\n[b]\nhf_token = x\nexpires_at = 17\n").unwrap();
        let stored = StoredTokens::read(&path).unwrap_or_default();
        let found: Vec<_> = stored.iter().map(|token| (token.has_expiry, token.expires_at)).collect();
        assert_eq!(found, [(true, None), (true, Some(17))]);
    }
}
