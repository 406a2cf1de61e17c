//! `--sort`.

use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command, Error, ValueEnum};

use crate::http::query::Query;

/// The order of a listing, whose keys are the names of `K`.
#[derive(Debug, Clone, clap::Args)]
pub struct SortArg<K: ValueEnum + Clone + Send + Sync + 'static> {
    /// Sort by this key, in descending order; KEY:asc for ascending, where the Hub supports it
    #[arg(long, value_name = "KEY", value_parser = Ordered::<K>(PhantomData))]
    sort: Option<Sorted>,
    #[arg(skip)]
    key: PhantomData<K>,
}

/// A key in the Hub's spelling, and its direction.
#[derive(Debug, Clone)]
struct Sorted {
    word: String,
    ascending: bool,
}

impl<K: ValueEnum + Clone + Send + Sync + 'static> SortArg<K> {
    /// The key in the Hub's spelling (`createdAt` for `created_at`), and the direction if it is not the Hub's own.
    pub fn query(&self) -> Query {
        let Some(Sorted { word, ascending }) = &self.sort else { return Query::new() };
        Query::new().set("sort", word).maybe("direction", ascending.then_some(1))
    }
}

/// Takes `key`, `key:asc` and `key:desc`, with the names of `K` as keys.
#[derive(Clone)]
struct Ordered<K>(PhantomData<K>);

impl<K: ValueEnum + Clone + Send + Sync + 'static> TypedValueParser for Ordered<K> {
    type Value = Sorted;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<Sorted, Error> {
        let text = value.to_string_lossy();
        let (name, ascending) = match text.rsplit_once(':') {
            Some((name, "asc")) => (name, true),
            Some((name, "desc")) => (name, false),
            // What is no direction is part of a key that there is not.
            _ => (&*text, false),
        };
        let known = PossibleValuesParser::new(keys::<K>()).parse_ref(command, argument, name.as_ref())?;
        Ok(Sorted { word: camel_case(&known), ascending })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(keys::<K>()))
    }
}

fn keys<K: ValueEnum + 'static>() -> impl Iterator<Item = PossibleValue> {
    K::value_variants().iter().filter_map(ValueEnum::to_possible_value)
}

/// `createdAt` for `created_at`.
fn camel_case(name: &str) -> String {
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |word, part| word + &capitalized(part))
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches, ValueEnum};

    use super::SortArg;

    #[derive(Debug, Clone, ValueEnum)]
    #[value(rename_all = "snake_case")]
    enum Key {
        Likes,
        TrendingScore,
    }

    fn query(words: &str) -> Result<String, clap::Error> {
        let command = SortArg::<Key>::augment_args(clap::Command::new("list"));
        let matches = command.try_get_matches_from(words.split(' '))?;
        Ok(SortArg::<Key>::from_arg_matches(&matches).unwrap().query().to_string())
    }

    #[test]
    fn keys_are_sent_in_the_hubs_spelling() {
        assert_eq!(query("list --sort trending_score").unwrap(), "sort=trendingScore");
        assert_eq!(query("list --sort likes:desc").unwrap(), "sort=likes");
        assert_eq!(query("list").unwrap(), "");
    }

    #[test]
    fn the_other_direction_is_asked_for_and_what_is_no_key_is_refused() {
        assert_eq!(query("list --sort likes:asc").unwrap(), "sort=likes&direction=1");
        for wrong in ["list --sort size", "list --sort likes:up", "list --sort :asc"] {
            assert!(query(wrong).is_err(), "{wrong}");
        }
    }
}
