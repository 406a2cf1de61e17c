//! `--expand`.

use std::ffi::OsStr;
use std::marker::PhantomData;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, Error};

use crate::api::repos::Expandable;
use crate::http::query::Query;

/// What to ask the Hub for, in place of what it tells by itself.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ExpandArg<R: Expandable> {
    /// Print only these properties, separated by commas, such as downloads,tags
    #[arg(
        long,
        value_name = "PROPERTIES",
        value_delimiter = ',',
        action = ArgAction::Set,
        value_parser = Named(R::PROPERTIES),
        hide_possible_values = true
    )]
    expand: Vec<String>,
    #[arg(skip)]
    of: PhantomData<R>,
}

impl<R: Expandable> ExpandArg<R> {
    /// Whether anything was typed.
    pub fn is_given(&self) -> bool {
        !self.expand.is_empty()
    }

    /// What the Hub is asked for.
    pub fn query(&self) -> Query {
        Query::new().each("expand", &self.expand)
    }
}

/// Takes these names, with blanks around them. A list of any length is one value to the Python client, so a wrong name
/// is not reported as a wrong choice.
#[derive(Clone)]
struct Named(&'static [&'static str]);

impl TypedValueParser for Named {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        let names = self.0;
        let known = move |text: String| match text.trim() {
            name if names.contains(&name) => Ok(name.to_owned()),
            _ => Err(format!("use {}", names.join(", "))),
        };
        StringValueParser::new().try_map(known).parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(self.0.iter().map(PossibleValue::new)))
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::{ExpandArg, Expandable};

    #[derive(Clone)]
    struct Fruit;

    impl Expandable for Fruit {
        const PROPERTIES: &'static [&'static str] = &["color", "taste"];
    }

    fn query(words: &[&str]) -> Result<String, clap::Error> {
        let command = ExpandArg::<Fruit>::augment_args(clap::Command::new("info").args_override_self(true));
        let matches = command.try_get_matches_from(words)?;
        Ok(ExpandArg::<Fruit>::from_arg_matches(&matches).unwrap().query().to_string())
    }

    #[test]
    fn names_are_separated_by_commas_and_the_last_list_counts() {
        assert_eq!(query(&["info", "--expand", "taste, color"]).unwrap(), "expand=taste&expand=color");
        assert_eq!(query(&["info", "--expand", "taste", "--expand", "color"]).unwrap(), "expand=color");
        assert_eq!(query(&["info"]).unwrap(), "");
    }

    #[test]
    fn what_no_record_has_is_refused() {
        for list in ["size", "taste,,color", ""] {
            assert!(query(&["info", "--expand", list]).is_err(), "{list}");
        }
    }
}
