//! The folder of a model that is about to be published: its configuration and its card, made where they are missing.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use crate::api::card_data;
use crate::args::missing::UnreadableInput;
use crate::base::fs::write_beside;
use crate::base::json::indented;
use crate::commands::cards::template::rendered;
use crate::commands::repo_card::CARD;
use crate::ids::repo::RepoKind;

/// What makes downloads of a model count.
pub(super) const CONFIG: &str = "config.json";
const TEMPLATE: &str = include_str!("templates/new.md.jinja");

/// Writes the configuration: that of a file, or the one that is there, with some values of its own. Returns its path if
/// there was something to write.
pub(super) fn write_config(folder: &Path, file: Option<&Path>, more: &Map<String, Value>) -> Result<Option<PathBuf>> {
    let path = folder.join(CONFIG);
    let source = file.map(Path::to_owned).or_else(|| path.is_file().then(|| path.clone()));
    if file.is_none() && more.is_empty() {
        return Ok(None);
    }
    let mut config = source.as_deref().map(object).transpose()?.unwrap_or_default();
    config.extend(more.clone());
    config.sort_keys();
    write(&path, &indented(&config, 2)?)?;
    Ok(Some(path))
}

/// Writes the card from a template, or the built-in one, unless there is one already.
pub(super) fn write_card(
    folder: &Path,
    template: Option<&Path>,
    (fields, variables): (Map<String, Value>, &Map<String, Value>),
) -> Result<Option<PathBuf>> {
    let path = folder.join(CARD);
    if path.exists() && template.is_none() {
        return Ok(None);
    }
    let own = |file: &Path| fs::read_to_string(file).map_err(UnreadableInput::at(file));
    let template = template.map(own).transpose()?;
    let fields = match card_data::arranged(RepoKind::Model, Value::Object(fields)) {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let card = rendered(template.as_deref().unwrap_or(TEMPLATE), &fields, variables);
    write(&path, &card.context("the template of the card cannot be rendered")?)?;
    Ok(Some(path))
}

fn write(path: &Path, text: &str) -> Result<()> {
    write_beside(path, text.as_bytes(), None).with_context(|| format!("cannot write '{}'", path.display()))
}

fn object(file: &Path) -> Result<Map<String, Value>> {
    let text = fs::read_to_string(file).map_err(UnreadableInput::at(file))?;
    match serde_json::from_str(&text).with_context(|| format!("'{}' is not valid JSON", file.display()))? {
        Value::Object(fields) => Ok(fields),
        _ => bail!("'{}' is not a JSON object", file.display()),
    }
}
