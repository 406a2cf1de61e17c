//! The user's configuration file, `$XDG_CONFIG_HOME/hf/config.toml`: another Hub, and defaults of options. It says where
//! tokens go, so it is read only if nobody else can have written it. Which commands and options there are the command
//! line knows.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::fs::is_ours_alone;
use crate::base::spelling::{did_you_mean, nearest};
use crate::base::text;

/// The longest file, in bytes.
const LONGEST: u64 = 1 << 20;
const ENDPOINT: &str = "endpoint";
const DEFAULTS: &str = "defaults";

/// What the file says; nothing where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigFile {
    /// `None` if there is no such file.
    pub path: Option<PathBuf>,
    /// Base URL of the Hub, unless a variable names one.
    pub endpoint: Option<String>,
    /// In the order of the file.
    pub defaults: Vec<FlagDefault>,
}

/// The value that an option has for one verb when it is not typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagDefault {
    /// The words that call the verb, such as `models` and `list`.
    pub verb: Vec<String>,
    /// The option's name without dashes.
    pub flag: String,
    pub value: FlagValue,
    /// Where it is written, counted from 1.
    pub line: usize,
}

/// Whether a switch is on, or what an option is given; lists are for options that may be repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FlagValue {
    Switch(bool),
    Texts(Vec<String>),
}

/// Why the file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("cannot read '{}': {reason}", path.display())]
    Unread { path: PathBuf, reason: String },
    #[error(
        "'{}' is not used, because others can write to it: make it your own with `chmod go-w` or `chown`",
        path.display()
    )]
    NotOurs { path: PathBuf },
    #[error("'{}' is longer than a configuration file can be", path.display())]
    TooLong { path: PathBuf },
    #[error("line {line} of '{}': {what}", path.display())]
    Wrong { path: PathBuf, line: usize, what: String },
}

impl ConfigFile {
    /// Reads the file if there is one. A folder for configuration that is not absolute counts as none.
    ///
    /// # Errors
    /// [`FileError`].
    pub(super) fn read(folder: Option<&Path>) -> Result<Self, FileError> {
        let Some(path) = folder.filter(|folder| folder.is_absolute()).map(|folder| folder.join("hf/config.toml"))
        else {
            return Ok(Self::default());
        };
        let unread = |error: &std::io::Error| FileError::Unread { path: path.clone(), reason: error.to_string() };
        let file = match File::open(&path) {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
                return Ok(Self::default());
            }
            opened => opened.map_err(|error| unread(&error))?,
        };
        let metadata = file.metadata().map_err(|error| unread(&error))?;
        if !is_ours_alone(&metadata) {
            return Err(FileError::NotOurs { path });
        }
        let mut bytes = Vec::new();
        file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|error| unread(&error))?;
        if bytes.len() as u64 > LONGEST {
            return Err(FileError::TooLong { path });
        }
        parsed(&path, &bytes)
    }

    /// What is wrong with a line of it.
    pub fn wrong(&self, line: usize, what: String) -> FileError {
        FileError::Wrong { path: self.path.clone().unwrap_or_default(), line, what }
    }
}

fn parsed(path: &Path, bytes: &[u8]) -> Result<ConfigFile, FileError> {
    let wrong = |line, what| FileError::Wrong { path: path.to_owned(), line, what };
    let text = text::decode(bytes).map_err(|error| wrong(error.line, "not valid text".to_owned()))?;
    let line = |at: usize| text.get(..at).unwrap_or_default().matches('\n').count() + 1;
    let table = DeTable::parse(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        wrong(line(at), error.message().to_owned())
    })?;
    let mut file = ConfigFile { path: Some(path.to_owned()), ..ConfigFile::default() };
    for (key, value) in table.get_ref() {
        let at = line(key.span().start);
        match (key.get_ref().as_ref(), value.get_ref()) {
            (ENDPOINT, DeValue::String(url)) if is_address(url) => {
                file.endpoint = Some(url.trim_end_matches('/').to_owned());
            }
            (ENDPOINT, _) => {
                return Err(wrong(at, format!("{ENDPOINT} must be an address such as \"https://hub.example\"")));
            }
            (DEFAULTS, DeValue::Table(verbs)) => {
                add(&mut file.defaults, &[], verbs, &line).map_err(|(at, what)| wrong(at, what))?;
            }
            (DEFAULTS, _) => {
                return Err(wrong(at, format!("{DEFAULTS} must be a table, such as [{DEFAULTS}.download]")));
            }
            (other, _) => {
                let meant = did_you_mean(nearest(other, [ENDPOINT, DEFAULTS]));
                return Err(wrong(at, format!("unknown key '{other}'{meant}")));
            }
        }
    }
    file.defaults.sort_by_key(|default| default.line);
    Ok(file)
}

fn is_address(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace))
}

/// Adds the options in a table of `[defaults]`, whose place is the words of a command.
fn add(
    defaults: &mut Vec<FlagDefault>,
    verb: &[String],
    table: &DeTable<'_>,
    line: &dyn Fn(usize) -> usize,
) -> Result<(), (usize, String)> {
    for (key, value) in table {
        let (name, line_of_key) = (key.get_ref().as_ref().to_owned(), line(key.span().start));
        if let DeValue::Table(inner) = value.get_ref() {
            add(defaults, &[verb, &[name]].concat(), inner, line)?;
            continue;
        }
        if verb.is_empty() {
            let what = format!("'{name}' belongs to no command: write it below [{DEFAULTS}.COMMAND]");
            return Err((line_of_key, what));
        }
        let value = flag_value(value).ok_or_else(|| {
            (line_of_key, format!("'{name}' must be text, a number, true, false, or a list of texts and numbers"))
        })?;
        defaults.push(FlagDefault { verb: verb.to_vec(), flag: name, value, line: line_of_key });
    }
    Ok(())
}

fn flag_value(value: &Spanned<DeValue<'_>>) -> Option<FlagValue> {
    Some(match value.get_ref() {
        DeValue::Boolean(is_on) => FlagValue::Switch(*is_on),
        DeValue::Array(items) => FlagValue::Texts(items.iter().map(text_of).collect::<Option<_>>()?),
        _ => FlagValue::Texts(vec![text_of(value)?]),
    })
}

fn text_of(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.as_ref().to_owned()),
        DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
        DeValue::Float(number) => Some(number.as_str().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{ConfigFile, FlagDefault, FlagValue, parsed};
    use crate::base::fuzz::{Edit, edited};

    const EXAMPLE: &str = "# Ours\nendpoint = \"https://hub.example/\"\n\n[defaults.download]\nmax-workers = 4\n\
                           exclude = [\"*.bin\", \"a b\"]\nquiet = true\n[defaults.models.list]\nsort = \"likes\"\n";

    fn read(text: &str) -> Result<ConfigFile, String> {
        parsed(Path::new("/c"), text.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_belong_to_verbs() {
        let file = read(EXAMPLE).unwrap();
        assert_eq!(file.endpoint.as_deref(), Some("https://hub.example"));
        let texts = |texts: &[&str]| FlagValue::Texts(texts.iter().map(|&text| text.to_owned()).collect());
        let default = |verb: &str, flag: &str, value, line| FlagDefault {
            verb: verb.split(' ').map(str::to_owned).collect(),
            flag: flag.to_owned(),
            value,
            line,
        };
        assert_eq!(
            file.defaults,
            [
                default("download", "max-workers", texts(&["4"]), 5),
                default("download", "exclude", texts(&["*.bin", "a b"]), 6),
                default("download", "quiet", FlagValue::Switch(true), 7),
                default("models list", "sort", texts(&["likes"]), 9),
            ]
        );
        assert_eq!(read("").unwrap().defaults, []);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, expected) in [
            ("endpont = 1", "line 1 of '/c': unknown key 'endpont'; did you mean 'endpoint'?"),
            ("\ncolor = 1", "line 2 of '/c': unknown key 'color'"),
            (
                "endpoint = \"hub.example\"",
                "line 1 of '/c': endpoint must be an address such as \"https://hub.example\"",
            ),
            (
                "endpoint = \"https:///x\"",
                "line 1 of '/c': endpoint must be an address such as \"https://hub.example\"",
            ),
            ("defaults = 1", "line 1 of '/c': defaults must be a table, such as [defaults.download]"),
            (
                "[defaults]\nquiet = true",
                "line 2 of '/c': 'quiet' belongs to no command: write it below [defaults.COMMAND]",
            ),
            (
                "[defaults.a]\nb = 0x1f",
                "line 2 of '/c': 'b' must be text, a number, true, false, or a list of texts and numbers",
            ),
        ] {
            assert_eq!(read(text).unwrap_err(), expected, "{text}");
        }
        assert!(read("a = 1\nb = [").unwrap_err().starts_with("line 2 of '/c': "));
        assert!(parsed(Path::new("/c"), b"a = 1\n\xff").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_write_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().unwrap();
        assert_eq!(ConfigFile::read(Some(home.path())), Ok(ConfigFile::default()));
        assert_eq!(ConfigFile::read(Some(Path::new("relative"))), Ok(ConfigFile::default()));
        let path = home.path().join("hf/config.toml");
        std::fs::create_dir(path.parent().unwrap()).unwrap();
        std::fs::write(&path, EXAMPLE).unwrap();
        let allow = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        allow(0o644);
        assert!(ConfigFile::read(Some(home.path())).unwrap().endpoint.is_some());
        allow(0o664);
        assert!(ConfigFile::read(Some(home.path())).unwrap_err().to_string().contains("others can write to it"));
        allow(0o600);
        std::fs::write(&path, "#".repeat((1 << 20) + 1)).unwrap();
        assert!(ConfigFile::read(Some(home.path())).unwrap_err().to_string().contains("longer"));
    }

    #[test]
    fn any_file_is_read_or_refused_with_a_line() {
        bolero::check!().with_type::<Vec<Edit>>().for_each(|edits| {
            let bytes = edited(EXAMPLE.as_bytes(), edits);
            match parsed(Path::new("/c"), &bytes) {
                Ok(file) => assert!(file.defaults.iter().all(|default| !default.verb.is_empty() && default.line > 0)),
                Err(error) => assert!(error.to_string().starts_with("line "), "{error}"),
            }
        });
    }
}
