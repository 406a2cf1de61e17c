//! The tags that `models list` and `datasets list` can filter by: what `models tags` and `datasets tags` have in common.

use anyhow::Result;

use crate::api::tags::Tag;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::repo::RepoKind;
use crate::output::Columns;

/// Which tags are listed.
#[derive(clap::Args)]
pub(super) struct TagsArgs {
    /// Only tags of this kind, such as license, library or language
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Only tags whose ID or name contains this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    #[command(flatten)]
    token: TokenArg,
}

impl TagsArgs {
    /// Prints the tags of repos of a kind.
    pub(super) async fn print(&self, cx: &Context, repos: RepoKind) -> Result<()> {
        let mut tags = cx.hub(&self.token)?.repo_tags(repos).await?;
        tags.retain(|tag| self.is_wanted(tag));
        Ok(cx.out.records(&tags, &Columns::of(&["id", "label", "type"]).whole("id"))?)
    }

    fn is_wanted(&self, tag: &Tag) -> bool {
        let contains = |text: &str, part: &String| text.to_lowercase().contains(&part.to_lowercase());
        let is_of_kind = self.kind.as_ref().is_none_or(|kind| *kind == tag.kind);
        let label = tag.label.as_deref().unwrap_or_default();
        is_of_kind && self.search.as_ref().is_none_or(|part| contains(&tag.id, part) || contains(label, part))
    }
}
