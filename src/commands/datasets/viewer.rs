//! What the verbs of the dataset viewer share: which datasets it serves, the split that is meant, and what it says of
//! data that it has not converted.

use anyhow::Result;

use crate::api::viewer::{DatasetsServer, Gaps, Split, Unconverted};
use crate::args::misuse::Misuse;
use crate::args::token::TokenArg;
use crate::context::Context;
use crate::ids::repo::RepoId;

/// Entries that a warning names.
const NAMED: usize = 3;
/// The names that are taken where none is typed.
const USUAL: (&str, &str) = ("default", "train");

/// The subset and split of a dataset.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct SplitArgs {
    /// Subset of the dataset; defaults to `default`, or the first
    #[arg(long, value_name = "SUBSET")]
    pub(super) subset: Option<String>,
    /// Split of the subset; defaults to `train`, or the first
    #[arg(long, value_name = "SPLIT")]
    pub(super) split: Option<String>,
}

/// The viewer. It reads the Hub itself, so that a dataset of another endpoint is unknown to it, and a token of another
/// endpoint is none of its business.
pub(super) fn server(cx: &Context, token: &TokenArg) -> Result<DatasetsServer> {
    if !cx.config.is_default_endpoint() {
        let endpoint = cx.config.shown_endpoint();
        let what = format!("the dataset viewer serves huggingface.co only, but HF_ENDPOINT is {endpoint}");
        return Err(anyhow::Error::msg(what));
    }
    cx.datasets_server(token)
}

/// The split that the words mean. Only the viewer knows which there are.
pub(super) async fn resolve(server: &DatasetsServer, dataset: &RepoId, typed: &SplitArgs) -> Result<Split> {
    if let (Some(config), Some(split)) = (&typed.subset, &typed.split) {
        return Ok(Split { config: config.clone(), split: split.clone() });
    }
    let all = server.splits(dataset).await?.splits;
    let chosen = choose(&all, typed).cloned();
    Ok(chosen.ok_or_else(|| {
        let names: Vec<String> = all.iter().map(|split| format!("{}/{}", split.config, split.split)).collect();
        match names.as_slice() {
            [] => Misuse(format!("dataset '{dataset}' has no splits that the viewer knows")),
            names => Misuse(format!("no such subset or split: use one of {}", names.join(", "))),
        }
    })?)
}

fn choose<'a>(all: &'a [Split], typed: &SplitArgs) -> Option<&'a Split> {
    let fits = |split: &&Split| {
        typed.subset.as_ref().is_none_or(|subset| split.config == *subset)
            && typed.split.as_ref().is_none_or(|name| split.split == *name)
    };
    let (subset, split) = USUAL;
    // The last of equals wins, and the first is wanted.
    all.iter().rev().filter(fits).max_by_key(|known| (known.config == subset, known.split == split))
}

/// Warns of data that is missing from an answer.
pub(super) fn warn_of_gaps(cx: &Context, gaps: &Gaps) {
    if gaps.partial {
        cx.out.warning("the viewer has converted only the first part of this dataset (about 5 GB)");
    }
    for (entries, what) in [(&gaps.pending, "not converted yet"), (&gaps.failed, "could not be converted")] {
        if !entries.is_empty() {
            cx.out.warning(&format!("{what}: {}", named(entries)));
        }
    }
}

fn named(entries: &[Unconverted]) -> String {
    let names: Vec<String> = entries.iter().take(NAMED).map(ToString::to_string).collect();
    match entries.len().saturating_sub(NAMED) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{SplitArgs, choose, named};
    use crate::api::viewer::{Split, Unconverted};

    #[test]
    fn the_usual_split_is_taken_or_else_the_first() {
        let all: Vec<Split> = [("en", "test"), ("en", "train"), ("default", "a"), ("default", "b")]
            .map(|(config, split)| Split { config: config.into(), split: split.into() })
            .into();
        let chosen = |subset: Option<&str>, split: Option<&str>| {
            let typed = SplitArgs { subset: subset.map(str::to_owned), split: split.map(str::to_owned) };
            choose(&all, &typed).map(|split| format!("{}/{}", split.config, split.split))
        };
        assert_eq!(chosen(None, None).as_deref(), Some("default/a"));
        assert_eq!(chosen(Some("en"), None).as_deref(), Some("en/train"));
        assert_eq!(chosen(None, Some("test")).as_deref(), Some("en/test"));
        assert_eq!(chosen(Some("fr"), None), None);
    }

    #[test]
    fn a_warning_names_a_few_and_counts_the_rest() {
        let entry = |name: &str| Unconverted { config: Some(name.into()), ..Unconverted::default() };
        let all: Vec<_> = ["a", "b", "c", "d", "e"].map(entry).into();
        assert_eq!(named(&all), "a, b, c and 2 more");
        assert_eq!(named(&all[..2]), "a, b");
    }
}
