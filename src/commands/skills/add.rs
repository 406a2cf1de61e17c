//! `hf skills add`.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize;

use super::document;
use super::market::{Market, named};
use super::place::{DOCUMENT, MARKER, Place, PlaceArgs, checked_name};
use crate::args::token::TokenArg;
use crate::base::fs::Replacing;
use crate::context::Context;

/// Install a skill where AI agents look for it
///
/// Written to .agents/skills in the current folder, with a link for Claude in .claude/skills. A skill instructs agents:
/// read it before you install it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf skills add
  $ hf skills add --global
  $ hf skills add huggingface-gradio --dest ~/my-skills")]
pub struct Add {
    /// Skill to install; defaults to the one for hf itself
    #[arg(default_value = document::NAME)]
    name: String,
    #[command(flatten)]
    place: PlaceArgs,
    /// Replace a skill that hf installed
    #[arg(long)]
    force: bool,
}

#[derive(Serialize)]
struct Added<'a> {
    name: &'a str,
    path: &'a Path,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<&'a Path>,
}

impl Add {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let place = self.place.resolve(cx)?;
        let hub = cx.hub(&TokenArg::default())?;
        let name = if self.name.trim() == document::NAME {
            place.check(document::NAME, self.force)?;
            install_own(cx, &place.central)?;
            document::NAME.to_owned()
        } else {
            let market = Market::new(cx, &hub)?;
            let offers = market.offers().await?;
            let offer = named(&offers, &self.name)?;
            place.check(checked_name(&offer.name)?, self.force)?;
            let folder = replacing(&place.central, &offer.name)?;
            market.fetch(offer, &place.central.join(&offer.name)).await?;
            finish(&place.central.join(&offer.name), folder)?;
            offer.name.clone()
        };
        let link = place.link(&name)?;
        report(cx, &place, &name, link.as_deref())?;
        if self.place.is_project() {
            cx.out.hint("add --global to install it for all projects");
        }
        Ok(())
    }
}

fn report(cx: &Context, place: &Place, name: &str, link: Option<&Path>) -> Result<()> {
    let path = place.central.join(name);
    Ok(cx.out.done("Skill installed", &Added { name, path: &path, link })?)
}

/// Writes the skill for this program.
pub(super) fn install_own(cx: &Context, root: &Path) -> Result<()> {
    let folder = replacing(root, document::NAME)?;
    let path = root.join(document::NAME);
    let text = document::text(&cx.tree());
    fs::write(path.join(DOCUMENT), text).with_context(|| format!("cannot write '{}'", path.display()))?;
    finish(&path, folder)
}

/// A new folder for a skill; the old one comes back unless it is finished.
pub(super) fn replacing(root: &Path, name: &str) -> Result<Replacing> {
    let path = root.join(name);
    Replacing::begin(&path).with_context(|| format!("cannot write '{}'", path.display()))
}

/// Marks a skill as ours and keeps it.
pub(super) fn finish(path: &Path, folder: Replacing) -> Result<()> {
    fs::write(path.join(MARKER), "").with_context(|| format!("cannot write '{}'", path.display()))?;
    folder.complete();
    Ok(())
}
