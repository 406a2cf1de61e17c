//! `--search`, `--author` and `--filter` of listings of repos, and the keys that they can be sorted by.

use clap::ValueEnum;

use crate::http::query::Query;

/// Which repos are listed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ListingArgs {
    /// Only repos whose ID contains this text
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Only repos of this user or organization
    #[arg(long, value_name = "NAME")]
    author: Option<String>,
    /// Only repos with this tag, such as license:mit; may be repeated
    #[arg(long, value_name = "TAG")]
    filter: Vec<String>,
}

/// What repos can be sorted by.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum RepoKey {
    CreatedAt,
    Downloads,
    LastModified,
    Likes,
    TrendingScore,
}

/// The same for Spaces, whose downloads nobody counts.
#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum SpaceKey {
    CreatedAt,
    LastModified,
    Likes,
    TrendingScore,
}

/// `--gated` and `--no-gated`.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct GatedArgs {
    /// Only repos that are gated; --no-gated for all others
    #[arg(long, overrides_with = "no_gated")]
    gated: bool,
    #[arg(long, overrides_with = "gated", hide = true)]
    no_gated: bool,
}

impl GatedArgs {
    /// What the Hub is asked for.
    pub fn query(&self) -> Query {
        Query::new().maybe("gated", self.gated.then_some(true).or_else(|| self.no_gated.then_some(false)))
    }
}

impl ListingArgs {
    /// What the Hub is asked for. Empty text asks for nothing.
    pub fn query(&self) -> Query {
        let query = Query::new().each("filter", &self.filter);
        query.maybe("author", given(self.author.as_ref())).maybe("search", given(self.search.as_ref()))
    }
}

fn given(text: Option<&String>) -> Option<&String> {
    text.filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::ListingArgs;

    #[test]
    fn empty_text_asks_for_nothing_but_an_empty_tag() {
        let command = ListingArgs::augment_args(clap::Command::new("list"));
        let words = ["list", "--search", "", "--author", "", "--filter", "", "--filter", "license:mit"];
        let matches = command.try_get_matches_from(words).unwrap();
        let query = ListingArgs::from_arg_matches(&matches).unwrap().query();
        assert_eq!(query.to_string(), "filter=&filter=license%3Amit");
    }
}
