//! `--sort`.

use clap::ValueEnum;

/// The order of a listing, whose keys are the names of `K`.
#[derive(Debug, Clone, clap::Args)]
pub struct SortArg<K: ValueEnum + Clone + Send + Sync + 'static> {
    /// Sort by this key, in descending order
    #[arg(long, value_enum, value_name = "KEY")]
    sort: Option<K>,
}

impl<K: ValueEnum + Clone + Send + Sync + 'static> SortArg<K> {
    /// The key in the Hub's spelling: `createdAt` for `created_at`.
    pub fn word(&self) -> Option<String> {
        let key = self.sort.as_ref()?.to_possible_value()?;
        let mut parts = key.get_name().split('_');
        let first = parts.next().unwrap_or_default().to_owned();
        Some(parts.fold(first, |word, part| word + &capitalized(part)))
    }
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

    fn word(words: &str) -> Option<String> {
        let command = SortArg::<Key>::augment_args(clap::Command::new("list"));
        let matches = command.try_get_matches_from(words.split(' ')).unwrap();
        SortArg::<Key>::from_arg_matches(&matches).unwrap().word()
    }

    #[test]
    fn keys_are_sent_in_the_hubs_spelling() {
        assert_eq!(word("list --sort trending_score").as_deref(), Some("trendingScore"));
        assert_eq!(word("list --sort likes").as_deref(), Some("likes"));
        assert_eq!(word("list"), None);
    }
}
