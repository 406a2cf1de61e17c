//! `hf cards set`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use super::change::change;
use super::fields::{append, set};
use crate::args::assignment::{Assignment, KeyPath};
use crate::args::card::CardArgs;
use crate::args::commit::CommitArgs;
use crate::args::local_path::local_path;
use crate::args::missing::UnreadableInput;
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::base::yaml;
use crate::context::Context;

/// Set fields of a card's metadata
///
/// Only the lines of what changes are written again: comments, order and line endings stay. Values are YAML; KEY+=VALUE
/// adds to a list, KEY=@FILE reads a file, and keys go down with dots. A field that has another value needs --overwrite.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cards set ada/tiny-bert license=mit 'tags+=[demo, tiny]'
  $ hf cards set ada/tiny-bert pipeline_tag=fill-mask --create-pr
  $ hf cards set README.md 'language=[en, fr]' widget=@widget.yaml --overwrite
  $ hf cards set datasets/ada/planets --from metadata.yaml -m 'Describe the data'")]
pub struct Set {
    #[command(flatten)]
    card: CardArgs,
    /// Fields, such as license=mit
    #[arg(value_name = "KEY=VALUE")]
    fields: Vec<Assignment>,
    /// Set the fields of this YAML or JSON file, too
    #[arg(long, value_name = "FILE", value_parser = local_path())]
    from: Option<PathBuf>,
    /// Replace values that are there
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    commit: CommitArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Set {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let place = self.card.resolve_with(&self.commit)?;
        if self.fields.is_empty() && self.from.is_none() {
            return Err(Misuse("there is nothing to set: name KEY=VALUE or --from FILE".to_owned()).into());
        }
        let whole = self.from.as_deref().map(fields_of).transpose()?.unwrap_or_default();
        let typed = |field: &Assignment| anyhow::Ok((field.key.clone(), field.appends, field.value(&cx.out)?));
        let typed = self.fields.iter().map(typed).collect::<Result<Vec<_>>>()?;
        let set_all = |known: &mut Map<String, Value>| {
            for (key, value) in &whole {
                set(known, &KeyPath(vec![key.clone()]), value.clone(), self.overwrite)?;
            }
            for (key, appends, value) in &typed {
                if *appends {
                    append(known, key, value.clone())?;
                } else {
                    set(known, key, value.clone(), self.overwrite)?;
                }
            }
            Ok(())
        };
        change(cx, &place, (&self.commit, &self.token), set_all).await
    }
}

fn fields_of(file: &Path) -> Result<Map<String, Value>> {
    let text = std::fs::read_to_string(file).map_err(UnreadableInput::at(file))?;
    match yaml::read(&text).with_context(|| format!("'{}' is not valid YAML", file.display()))? {
        Value::Object(fields) => Ok(fields),
        _ => bail!("'{}' is not a mapping of keys to values", file.display()),
    }
}
