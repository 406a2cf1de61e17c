//! `hf skills list`.

use anyhow::Result;
use serde_json::{Map, Value};

use super::market::Market;
use super::place::{Place, skills_in};
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns = Columns::of_rows().whole("name").id("name");
/// What a column says of a skill that is there.
const YES: &str = "yes";

/// List available and installed skills
#[derive(clap::Args)]
#[command(visible_alias = "ls", after_help = "Examples:\n  $ hf skills list\n  $ hf skills list --json")]
pub struct List {
    #[command(flatten)]
    token: TokenArg,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let installed = installed(cx)?;
        let hub = cx.hub(&self.token)?;
        let offers = Market::new(cx, &hub)?.offers().await?;
        let rows = offers.iter().map(|offer| {
            let mut row = Map::new();
            row.insert("name".to_owned(), offer.name.clone().into());
            row.insert("description".to_owned(), offer.description.clone().into());
            for (column, names) in &installed {
                let is_here = names.iter().any(|name| name.eq_ignore_ascii_case(&offer.name));
                row.insert((*column).to_owned(), Value::from(if is_here { YES } else { "" }));
            }
            row
        });
        cx.out.table(&rows.collect::<Vec<_>>(), &COLUMNS)?;
        cx.out.hint("install one with `hf skills add NAME`");
        Ok(())
    }
}

/// The names of the skills in each of the four places.
fn installed(cx: &Context) -> Result<[(&'static str, Vec<String>); 4]> {
    let (project, global) = (Place::project()?, Place::global(cx));
    let names = |root: Option<&std::path::PathBuf>| {
        let skills = root.map(|root| skills_in(root)).unwrap_or_default();
        skills.iter().filter_map(|skill| Some(skill.file_name()?.to_string_lossy().into_owned())).collect()
    };
    Ok([
        ("project", names(Some(&project.central))),
        ("project (claude)", names(project.claude.as_ref())),
        ("global", names(Some(&global.central))),
        ("global (claude)", names(global.claude.as_ref())),
    ])
}
