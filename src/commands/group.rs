//! Groups of commands whose verbs join the tree only when they are wanted: building every verb at every start would cost
//! milliseconds. Parses nothing of its own.

use clap::{ArgMatches, Command, Error, FromArgMatches, Subcommand};

/// The verb of a group that was typed. The group has no verbs in the tree until its entry of [`GROUPS`] adds them.
pub struct Group<T>(pub Box<T>);

/// Adds a group's verbs to it.
pub type AddVerbs = fn(Command) -> Command;

/// Every group of the top level, by its name.
pub const GROUPS: &[(&str, AddVerbs)] = &[
    ("auth", super::auth::Auth::augment_subcommands),
    ("buckets", super::buckets::Buckets::augment_subcommands),
    ("cache", super::cache::Cache::augment_subcommands),
    ("cards", super::cards::Cards::augment_subcommands),
    ("collections", super::collections::Collections::augment_subcommands),
    ("datasets", super::datasets::Datasets::augment_subcommands),
    ("discussions", super::discussions::Discussions::augment_subcommands),
    ("endpoints", super::endpoints::Endpoints::augment_subcommands),
    ("extensions", super::extensions::Extensions::augment_subcommands),
    ("fs", super::fs::Fs::augment_subcommands),
    ("inference", super::inference::Inference::augment_subcommands),
    ("jobs", super::jobs::Jobs::augment_subcommands),
    ("models", super::models::Models::augment_subcommands),
    ("orgs", super::orgs::Orgs::augment_subcommands),
    ("papers", super::papers::Papers::augment_subcommands),
    ("repo", super::legacy::repo::OldRepo::augment_subcommands),
    ("repo-files", super::legacy::repo_files::OldRepoFiles::augment_subcommands),
    ("repos", super::repos::Repos::augment_subcommands),
    ("safetensors", super::safetensors::Safetensors::augment_subcommands),
    ("sandbox", super::sandbox::Sandbox::augment_subcommands),
    ("skills", super::skills::Skills::augment_subcommands),
    ("spaces", super::spaces::Spaces::augment_subcommands),
    ("users", super::users::Users::augment_subcommands),
    ("webhooks", super::webhooks::Webhooks::augment_subcommands),
];

impl<T: FromArgMatches> FromArgMatches for Group<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        Ok(Self(Box::new(T::from_arg_matches(matches)?)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl<T: Subcommand> Subcommand for Group<T> {
    fn augment_subcommands(group: Command) -> Command {
        group
    }

    fn augment_subcommands_for_update(group: Command) -> Command {
        group
    }

    fn has_subcommand(name: &str) -> bool {
        T::has_subcommand(name)
    }
}
