//! `hf skills update`.

use std::path::{Path, PathBuf};

use anyhow::{Error, Result};
use serde::Serialize;

use super::add::{finish, install_own, replacing};
use super::document;
use super::market::{Market, Offer, named};
use super::place::{PlaceArgs, is_ours};
use crate::args::missing::Missing;
use crate::args::token::TokenArg;
use crate::commands::each::SomeFailed;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns =
    Columns::of(&["name", "status", "path"]).for_people(&["name", "status"]).whole("name").id("name");

/// Update installed skills
///
/// Skills that hf did not install are left alone. Changes that you made to the others are lost.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf skills update
  $ hf skills update hf-cli --global")]
pub struct Update {
    /// Skill to update; defaults to all of them
    name: Option<String>,
    #[command(flatten)]
    place: PlaceArgs,
}

#[derive(Serialize)]
struct Row {
    name: String,
    /// `updated`, `unmanaged` or `failed`.
    status: &'static str,
    path: PathBuf,
}

impl Update {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let mut skills = self.place.resolve(cx)?.skills();
        if let Some(name) = &self.name {
            skills.retain(|skill| name_of(skill).eq_ignore_ascii_case(name.trim()));
            if skills.is_empty() {
                let hint = format!("install it with `hf skills add {name}`");
                return Err(Missing { kind: "installed skill", name: name.clone(), hint }.into());
            }
        }
        let hub = cx.hub(&TokenArg::default())?;
        // The one for this program needs no network.
        let needs_market = skills.iter().any(|skill| is_ours(skill) && name_of(skill) != document::NAME);
        let market = if needs_market { Some(Market::new(cx, &hub)?) } else { None };
        let offers = match &market {
            Some(market) => market.offers().await?,
            None => Vec::new(),
        };
        let (mut rows, mut errors) = (Vec::new(), Vec::<Error>::new());
        for skill in skills {
            let name = name_of(&skill);
            let status = match update(cx, market.as_ref().map(|market| (market, offers.as_slice())), &skill).await {
                Ok(true) => "updated",
                Ok(false) => "unmanaged",
                Err(error) => {
                    errors.push(error.context(format!("skill '{name}' was not updated")));
                    "failed"
                }
            };
            rows.push(Row { name, status, path: skill });
        }
        cx.out.table(&rows, &COLUMNS)?;
        if self.place.is_project() {
            cx.out.hint("add --global to update the skills of all projects");
        }
        if errors.is_empty() { Ok(()) } else { Err(SomeFailed::new(errors, rows.len()).into()) }
    }
}

fn name_of(skill: &Path) -> String {
    skill.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Whether it was one of ours, and is new now.
async fn update(cx: &Context, market: Option<(&Market<'_>, &[Offer])>, skill: &Path) -> Result<bool> {
    let (name, root) = (name_of(skill), skill.parent().unwrap_or(skill));
    if !is_ours(skill) {
        return Ok(false);
    }
    if name == document::NAME {
        install_own(cx, root)?;
    } else if let Some((market, offers)) = market {
        let offer = named(offers, &name)?;
        let folder = replacing(root, &name)?;
        market.fetch(offer, skill).await?;
        finish(skill, folder)?;
    }
    Ok(true)
}
