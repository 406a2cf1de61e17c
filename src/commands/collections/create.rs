//! `hf collections create`.

use anyhow::Result;

use super::changed::Place;
use crate::api::HubError;
use crate::api::collections::NewCollection;
use crate::args::exists::ExistOkArg;
use crate::args::namespace::NamespaceArg;
use crate::args::token::TokenArg;
use crate::context::Context;

/// Create a collection
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf collections create 'My favourites'
  $ hf collections create 'Team picks' --namespace my-org --description 'What we use' --private
  $ hf collections create 'My favourites' --exist-ok --quiet")]
pub struct Create {
    /// Title, for people
    title: String,
    #[command(flatten)]
    namespace: NamespaceArg,
    /// Description of the collection
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Make the new collection private
    #[arg(long)]
    private: bool,
    #[command(flatten)]
    exist_ok: ExistOkArg,
    #[command(flatten)]
    token: TokenArg,
}

impl Create {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let hub = cx.hub(&self.token)?;
        let namespace = cx.namespace(&hub, &self.namespace).await?;
        let description = self.description.as_deref();
        let new = NewCollection { title: &self.title, namespace: &namespace, private: self.private, description };
        let (slug, outcome) = match hub.create_collection(&new).await {
            Ok(collection) => (collection.slug, Ok(())),
            Err(error) => (existing(&error).unwrap_or(namespace), Err(error)),
        };
        let is_new = self.exist_ok.created(&format!("collection '{slug}'"), outcome)?;
        if !is_new {
            let message = "Nothing to do: the collection already exists, and is left as it is";
            return Ok(cx.out.unchanged(message, &Place::of(&hub, &slug))?);
        }
        Ok(cx.out.done("Collection created", &Place::of(&hub, &slug))?)
    }
}

/// The collection of that title, which the Hub names when it refuses another.
fn existing(error: &HubError) -> Option<String> {
    error.refusal()?.body["slug"].as_str().map(str::to_owned)
}
