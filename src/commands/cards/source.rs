//! Reads a card from where it is: standard input, a file, or a repo.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use crate::args::card::CardPlace;
use crate::args::missing::UnreadableInput;
use crate::args::token::TokenArg;
use crate::base::yaml;
use crate::commands::piped::STDIN;
use crate::commands::repo_card::fetched;
use crate::context::Context;

/// The whole card. That of a repo comes through the cache, which stands in for a Hub that cannot be reached.
pub(super) async fn read(cx: &Context, place: &CardPlace, token: &TokenArg) -> Result<String> {
    match place {
        CardPlace::Repo(repo, revision) => {
            let path = fetched(cx, repo, revision.clone().unwrap_or_default(), token).await?;
            Ok(fs::read_to_string(&path).with_context(|| format!("cannot read {}", place.name()))?)
        }
        local => read_local(local),
    }
}

/// The same for a card of this machine; that of a repo is empty here.
pub(super) fn read_local(place: &CardPlace) -> Result<String> {
    Ok(match place {
        CardPlace::Input(_) => std::io::read_to_string(std::io::stdin()).context("cannot read standard input")?,
        CardPlace::File(path, _) => fs::read_to_string(path).map_err(UnreadableInput::at(path))?,
        CardPlace::Repo(..) => String::new(),
    })
}

/// The text of a file, or of standard input.
pub(super) fn text(file: &str) -> Result<String> {
    if file == STDIN {
        return std::io::read_to_string(std::io::stdin()).context("cannot read standard input");
    }
    Ok(fs::read_to_string(file).map_err(UnreadableInput::at(Path::new(file)))?)
}

/// The fields of a YAML or JSON file.
pub(super) fn mapping(file: &Path) -> Result<Map<String, Value>> {
    let text = fs::read_to_string(file).map_err(UnreadableInput::at(file))?;
    match yaml::read(&text).with_context(|| format!("'{}' is not valid YAML", file.display()))? {
        Value::Object(fields) => Ok(fields),
        _ => bail!("'{}' is not a mapping of names to values", file.display()),
    }
}
