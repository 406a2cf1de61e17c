//! `--model`, `--provider`, `--base-url` and `--api-key-env`: who is asked, in the order in which they are typed.

use clap::builder::PossibleValuesParser;
use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::api::inference::providers::PROVIDERS;
use crate::api::inference::route::AUTO;
use crate::http::web_address;

const MODEL: &str = "model";
const PROVIDER: &str = "provider";
const BASE_URL: &str = "base-url";
const KEY: &str = "api-key-env";

/// One that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// `None`: the one that a request names.
    pub model: Option<String>,
    pub place: Place,
    /// The variable with the key for it.
    pub key: Option<String>,
}

/// Where a model is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// The Hub chooses.
    Hub,
    Provider(String),
    /// A server that speaks OpenAI's API.
    Server(String),
}

/// All of them; at least one.
///
/// Written by hand: a derived parser keeps no order among different flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TargetArgs(pub Vec<Target>);

impl Args for TargetArgs {
    fn augment_args(command: Command) -> Command {
        let each = |id: &'static str, name, help| {
            Arg::new(id)
                .long(id)
                .value_name(name)
                .action(ArgAction::Append)
                .help_heading("Who answers, in order")
                .help(help)
        };
        let providers = PROVIDERS.iter().map(|provider| provider.name).filter(|name| *name != AUTO);
        command
            .arg(each(MODEL, "MODEL", "Model to ask, also for the providers and servers that follow; without it, the one that a request names").short('m'))
            .arg(
                each(PROVIDER, "PROVIDER", "Provider to ask (see `hf inference providers`); may be repeated")
                    .value_parser(PossibleValuesParser::new(providers))
                    .hide_possible_values(true),
            )
            .arg(each(BASE_URL, "URL", "Server to ask, which speaks OpenAI's API; may be repeated").value_parser(server))
            .arg(each(KEY, "VARIABLE", "Environment variable with your own key for the provider or server before it"))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for TargetArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut words: Vec<(usize, &str, &String)> = Vec::new();
        for id in [MODEL, PROVIDER, BASE_URL, KEY] {
            let values = matches.get_many::<String>(id).into_iter().flatten();
            words.extend(matches.indices_of(id).into_iter().flatten().zip(values).map(|(at, value)| (at, id, value)));
        }
        words.sort_unstable_by_key(|(at, ..)| *at);
        let mut targets = Targets::default();
        for (_, id, value) in words {
            targets.add(id, value).map_err(|why| Error::raw(ErrorKind::ArgumentConflict, why))?;
        }
        Ok(Self(targets.done()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Targets, as far as they are typed.
#[derive(Default)]
struct Targets {
    all: Vec<Target>,
    model: Option<String>,
    /// The model has no place yet.
    is_open: bool,
}

impl Targets {
    fn add(&mut self, id: &str, value: &str) -> Result<(), &'static str> {
        match id {
            MODEL => {
                self.close();
                (self.model, self.is_open) = (Some(value.to_owned()), true);
            }
            KEY => {
                let last = self.all.last_mut().filter(|last| !self.is_open && last.key.is_none());
                last.ok_or("--api-key-env needs a --provider or --base-url before it, and only one key each\n")?.key =
                    Some(value.to_owned());
            }
            PROVIDER => self.put(Place::Provider(value.to_owned())),
            _ => self.put(Place::Server(value.to_owned())),
        }
        Ok(())
    }

    fn put(&mut self, place: Place) {
        self.is_open = false;
        self.all.push(Target { model: self.model.clone(), place, key: None });
    }

    fn close(&mut self) {
        if self.is_open {
            self.put(Place::Hub);
        }
    }

    fn done(mut self) -> Vec<Target> {
        self.is_open |= self.all.is_empty();
        self.close();
        self.all
    }
}

fn server(text: &str) -> Result<String, &'static str> {
    web_address(text).map(|_| text.to_owned()).ok_or("expected an address such as http://localhost:8080/v1")
}

#[cfg(test)]
mod tests {
    use clap::{Args, FromArgMatches};

    use super::{Place, TargetArgs};

    /// Each target as `model@place` or `model@place!key`.
    fn targets(words: &str) -> Result<Vec<String>, String> {
        let command = TargetArgs::augment_args(clap::Command::new("serve").no_binary_name(true));
        let matches = command.try_get_matches_from(words.split_whitespace()).map_err(|error| error.to_string())?;
        let targets = TargetArgs::from_arg_matches(&matches).map_err(|error| error.to_string())?;
        let shown = targets.0.into_iter().map(|target| {
            let place = match target.place {
                Place::Hub => "hub".to_owned(),
                Place::Provider(name) => name,
                Place::Server(url) => url,
            };
            let key = target.key.map(|key| format!("!{key}")).unwrap_or_default();
            format!("{}@{place}{key}", target.model.unwrap_or_default())
        });
        Ok(shown.collect())
    }

    #[test]
    fn targets_are_asked_in_the_order_in_which_they_are_typed() {
        for (words, expected) in [
            ("", vec!["@hub"]),
            ("-m a -m b", vec!["a@hub", "b@hub"]),
            ("--provider groq --provider together", vec!["@groq", "@together"]),
            (
                "--base-url http://h:1 -m a --provider groq --api-key-env K --base-url http://h:2 -m b",
                vec!["@http://h:1", "a@groq!K", "a@http://h:2", "b@hub"],
            ),
        ] {
            assert_eq!(targets(words).unwrap(), expected, "{words}");
        }
    }

    #[test]
    fn a_key_belongs_to_one_place() {
        for words in ["--api-key-env K", "-m a --api-key-env K", "--provider groq --api-key-env K --api-key-env L"] {
            assert!(targets(words).unwrap_err().contains("--api-key-env needs"), "{words}");
        }
        assert!(targets("--base-url localhost:8080").is_err() && targets("--provider nobody").is_err());
    }
}
