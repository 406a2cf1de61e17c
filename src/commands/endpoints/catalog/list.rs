//! `hf endpoints catalog list`.

use anyhow::Result;
use serde::Serialize;

use crate::args::endpoint::{catalog_accelerator, catalog_engine};
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::http::query::Query;
use crate::output::Columns;

/// List the models of the catalog and the recipes to deploy them
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints catalog list
  $ hf endpoints catalog list --accelerator gpu --task text-generation
  $ hf endpoints catalog list --search llama --json")]
pub struct List {
    /// Only recipes for this kind of hardware
    #[arg(long, value_parser = catalog_accelerator())]
    accelerator: Option<String>,
    /// Only recipes for this inference engine
    #[arg(long, value_parser = catalog_engine())]
    engine: Option<String>,
    /// Only models with this license
    #[arg(long)]
    license: Option<String>,
    /// Only models for this task
    #[arg(long)]
    task: Option<String>,
    /// Only models whose ID contains this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Maximum number of models
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    limit: Option<i64>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Row {
    repo_id: String,
    task: Option<String>,
    license: Option<String>,
    accelerator: Option<String>,
    engine: Option<String>,
    gguf_file: Option<String>,
    recipe_id: String,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let query = Query::new().maybe("accelerator", self.accelerator).maybe("engine", self.engine);
        let query = query.maybe("license", self.license).maybe("task", self.task).maybe("search", self.search);
        let models = cx.catalog(&self.token)?.models(&query.maybe("limit", self.limit)).await?;
        let mut rows = Vec::new();
        for model in models {
            rows.extend(model.recipes.into_iter().map(|recipe| Row {
                repo_id: model.repo_id.clone(),
                task: model.task.clone(),
                license: model.license.clone(),
                accelerator: recipe.accelerator,
                engine: recipe.engine_type,
                gguf_file: recipe.gguf_file,
                recipe_id: recipe.public_id,
            }));
        }
        cx.out.table(&rows, &Columns::of_rows().whole("recipe_id").id("recipe_id"))?;
        if let Some(Row { recipe_id, .. }) = rows.first() {
            cx.out.hint(&format!("deploy one with `hf endpoints catalog deploy --recipe {recipe_id}`"));
        }
        Ok(())
    }
}
