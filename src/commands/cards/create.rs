//! `hf cards create`.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value, json};

use super::document::with_fields;
use super::fields::{append, set};
use super::source::{mapping, text};
use super::template::{built_in, rendered};
use crate::api::card_data;
use crate::args::assignment::{Assignment, KeyPath};
use crate::args::local_path::{local_path, local_text};
use crate::args::repo::TypeArg;
use crate::base::fs::write_beside;
use crate::context::Context;
use crate::ids::repo::RepoKind;

/// Create a card from the built-in template, a template of your own, or a text
///
/// A template is Jinja: it has the metadata as card_data, each of its fields, and the variables. The card goes to standard
/// output unless --output is given.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cards create --set license=mit --set language=en --var model_id=tiny-bert -o README.md
  $ hf cards create --type dataset --set 'tags=[planets]' --vars about.yaml
  $ hf cards create --template card.md.jinja --set license=mit --var author=Ada
  $ hf cards create --text about.md --set pipeline_tag=fill-mask")]
pub struct Create {
    #[command(flatten)]
    kind: TypeArg,
    /// Field of the metadata; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<Assignment>,
    /// Text below the metadata, instead of a template; - reads standard input
    #[arg(long, value_name = "FILE", value_parser = local_text(), conflicts_with_all = ["template", "var", "vars"])]
    text: Option<String>,
    /// Jinja template of the whole card; - reads standard input
    #[arg(long, value_name = "FILE", value_parser = local_text())]
    template: Option<String>,
    /// Variable of the template; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    var: Vec<Assignment>,
    /// Variables of the template, as a YAML or JSON file
    #[arg(long, value_name = "FILE", value_parser = local_path())]
    vars: Option<PathBuf>,
    /// File to write
    #[arg(short, long, value_name = "FILE", value_parser = local_path())]
    output: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "output")]
    force: bool,
}

impl Create {
    pub fn run(self, cx: &Context) -> Result<()> {
        let card = self.card(cx)?;
        let Some(path) = &self.output else { return Ok(cx.out.foreign(&card)?) };
        if path.exists() && !self.force {
            bail!("'{}' already exists: change it with `hf cards set`, or add --force", path.display());
        }
        write_beside(path, card.as_bytes(), None).with_context(|| format!("cannot write '{}'", path.display()))?;
        Ok(cx.out.done("Card written", &json!({"path": path}))?)
    }

    fn card(&self, cx: &Context) -> Result<String> {
        let kind = self.kind.given().unwrap_or(RepoKind::Model);
        let mut fields = Map::new();
        for field in &self.set {
            let value = field.value(&cx.out)?;
            if field.appends {
                append(&mut fields, &field.key, value)?;
            } else {
                set(&mut fields, &field.key, value, true)?;
            }
        }
        let fields = match card_data::arranged(kind, Value::Object(fields)) {
            Some(Value::Object(fields)) => fields,
            _ => Map::new(),
        };
        if let Some(file) = &self.text {
            return Ok(with_fields(&text(file)?, &fields)?);
        }
        let mut variables = self.vars.as_deref().map(mapping).transpose()?.unwrap_or_default();
        for variable in &self.var {
            let KeyPath(path) = &variable.key;
            variables.insert(path.join("."), variable.value(&cx.out)?);
        }
        let template = self.template.as_deref().map(text).transpose()?;
        let card = rendered(template.as_deref().unwrap_or(built_in(kind)), &fields, &variables);
        card.context("the template cannot be rendered")
    }
}
