//! `hf endpoints catalog deploy`.

use anyhow::Result;

use crate::api::endpoints::EndpointId;
use crate::api::endpoints::catalog::{CatalogOrder, Named};
use crate::args::endpoint::{WaitArgs, catalog_accelerator};
use crate::args::misuse::Misuse;
use crate::args::namespace::NamespaceArg;
use crate::args::repo::id_parser;
use crate::args::token::TokenArg;
use crate::commands::endpoints::shown;
use crate::context::Context;
use crate::ids::repo::{RepoId, RepoKind};

/// Deploy a model of the catalog
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf endpoints catalog deploy --repo openai/gpt-oss-20b
  $ hf endpoints catalog deploy --recipe crispy-taco-cccc3333 --name my-endpoint --wait")]
pub struct Deploy {
    /// Model of the catalog
    #[arg(long, value_name = "REPO", value_parser = id_parser(RepoKind::Model))]
    repo: Option<RepoId>,
    /// ID of a recipe, as `hf endpoints catalog list` shows it
    #[arg(long, value_name = "ID")]
    recipe: Option<String>,
    /// Name of the endpoint; the service chooses one otherwise
    #[arg(long)]
    name: Option<String>,
    /// Kind of hardware, with --repo
    #[arg(long, value_parser = catalog_accelerator())]
    accelerator: Option<String>,
    /// File of a model in GGUF, with --repo
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::Other)]
    gguf_file: Option<String>,
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    wait: WaitArgs,
    #[command(flatten)]
    token: TokenArg,
}

impl Deploy {
    pub async fn run(self, cx: &Context) -> Result<()> {
        self.check()?;
        let catalog = cx.catalog(&self.token)?;
        let namespace = cx.namespace(&cx.hub(&self.token)?, &self.namespace).await?;
        let order = CatalogOrder {
            namespace: namespace.clone(),
            config: self.name.map(|name| Named { name }),
            accelerator: self.accelerator,
            gguf_file: self.gguf_file,
        };
        let endpoint = match (&self.repo, &self.recipe) {
            (Some(repo), _) => catalog.deploy_model(repo.id(), &order).await?,
            (None, recipe) => catalog.deploy_recipe(recipe.as_deref().unwrap_or_default(), &order).await?,
        };
        let id = EndpointId { namespace, name: endpoint.name().to_owned() };
        shown::print_or_wait(cx, &cx.endpoints(&self.token)?, &id, (endpoint, self.wait)).await
    }

    fn check(&self) -> Result<(), Misuse> {
        let refused = |text: &str| Err(Misuse(text.to_owned()));
        match (&self.repo, &self.recipe) {
            (Some(_), None) => Ok(()),
            (None, Some(_)) if self.accelerator.is_some() || self.gguf_file.is_some() => refused(
                "--accelerator and --gguf-file choose among the recipes of a --repo: leave them out with --recipe",
            ),
            (None, Some(_)) => Ok(()),
            _ => refused("give either --repo or --recipe; list the recipes with `hf endpoints catalog list`"),
        }
    }
}
