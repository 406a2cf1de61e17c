//! `--limit`.
//!
//! 0 means all. The Python client takes it for none, which nobody asks for.

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches, Args, Command, Error, FromArgMatches};

const LIMIT: &str = "limit";

/// The largest page that listings of repos are sent in.
const LARGEST_PAGE: usize = 1000;

/// How many results are printed at most; `DEFAULT` unless it is typed.
///
/// Written by hand: a derived default is kept in a static that all values of `DEFAULT` would share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LimitArg<const DEFAULT: usize> {
    limit: usize,
}

impl<const DEFAULT: usize> LimitArg<DEFAULT> {
    /// The number of results that are wanted.
    pub fn most(self) -> usize {
        if self.limit == 0 { usize::MAX } else { self.limit }
    }

    /// The number of results that the Hub is asked for at a time: as many as are wanted, in as few pages as it can.
    pub fn page(self) -> usize {
        if self.limit == 0 { LARGEST_PAGE } else { self.limit }
    }
}

impl<const DEFAULT: usize> Args for LimitArg<DEFAULT> {
    fn augment_args(command: Command) -> Command {
        command.arg(
            Arg::new(LIMIT)
                .long(LIMIT)
                .value_name("N")
                .value_parser(parse)
                .allow_negative_numbers(true)
                .default_value(DEFAULT.to_string())
                .help("Maximum number of results; 0 for all"),
        )
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<const DEFAULT: usize> FromArgMatches for LimitArg<DEFAULT> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let limit = matches.get_one(LIMIT).ok_or_else(|| Error::new(ErrorKind::MissingRequiredArgument))?;
        Ok(Self { limit: *limit })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn parse(text: &str) -> Result<usize, &'static str> {
    text.parse().map_err(|_| "expected a whole number, 0 or more")
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::LimitArg;

    fn parsed<const DEFAULT: usize>(words: &str) -> Option<LimitArg<DEFAULT>> {
        let command = LimitArg::<DEFAULT>::augment_args(clap::Command::new("list"));
        let matches = command.try_get_matches_from(words.split(' ')).ok()?;
        Some(LimitArg::<DEFAULT>::from_arg_matches(&matches).unwrap())
    }

    fn limit<const DEFAULT: usize>(words: &str) -> Option<usize> {
        parsed::<DEFAULT>(words).map(LimitArg::most)
    }

    #[test]
    fn every_verb_has_a_default_of_its_own() {
        assert_eq!((limit::<30>("list"), limit::<10>("list"), limit::<30>("list")), (Some(30), Some(10), Some(30)));
    }

    #[test]
    fn a_number_that_is_typed_wins_and_0_is_all() {
        assert_eq!((limit::<30>("list --limit 5"), limit::<30>("list --limit=0")), (Some(5), Some(usize::MAX)));
        assert_eq!(parsed::<30>("list --limit 0").map(LimitArg::page), Some(1000));
    }

    #[test]
    fn what_is_no_number_of_results_is_refused() {
        assert_eq!((limit::<30>("list --limit many"), limit::<30>("list --limit -1")), (None, None));
    }
}
