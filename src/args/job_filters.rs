//! How listings of jobs are narrowed down: by stage, by label, by name.

use std::fmt::Display;

use super::labels::NAME;
use super::misuse::Misuse;
use super::offered::Offered;
use crate::http::query::Query;

/// What help and completion offer. The Hub may have newer ones, so any other word is passed on to it.
const STAGES: [&str; 6] = ["COMPLETED", "CANCELED", "ERROR", "DELETED", "SCHEDULING", "RUNNING"];

/// The stages of jobs that are not over.
const ACTIVE: [&str; 2] = ["RUNNING", "SCHEDULING"];

/// `--all` and `--status` of jobs.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct JobStageArgs {
    /// Show all jobs, including finished ones
    #[arg(short, long, conflicts_with = "status")]
    pub all: bool,
    /// Only jobs in this stage; may be repeated, or list several after commas
    #[arg(long, value_name = "STAGE", value_delimiter = ',', value_parser = Offered(&STAGES))]
    status: Vec<String>,
}

/// Asks for the jobs that are not over and have all of these labels, each `KEY=VALUE`.
pub fn active(labels: impl IntoIterator<Item = impl Display>) -> Query {
    JobStageArgs::default().query().and(&Query::new().each("label", labels))
}

/// Whether a schedule is kept to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ScheduleState {
    Active,
    Suspended,
}

/// `--all` and `--status` of scheduled jobs.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct ScheduleStateArgs {
    /// Show all scheduled jobs, also suspended ones
    #[arg(short, long, conflicts_with = "status")]
    pub all: bool,
    /// Only scheduled jobs in this state; may be repeated, or list both after a comma
    #[arg(long, value_name = "STATE", value_delimiter = ',', ignore_case = true)]
    status: Vec<ScheduleState>,
}

impl ScheduleStateArgs {
    /// Whether a state was typed.
    pub fn is_typed(&self) -> bool {
        !self.status.is_empty()
    }

    /// Whether such a scheduled job is to be shown.
    pub fn shows(&self, is_suspended: bool) -> bool {
        let state = if is_suspended { ScheduleState::Suspended } else { ScheduleState::Active };
        self.all || self.status.contains(&state) || (self.status.is_empty() && !is_suspended)
    }
}

/// `--label` and `--name`, of jobs and of scheduled jobs.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct LabelFilterArgs {
    /// Only jobs with this label, as KEY=VALUE; may be repeated
    #[arg(short, long = "label", value_name = "KEY=VALUE", value_parser = pair)]
    labels: Vec<(String, String)>,
    /// Only jobs of this name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

impl JobStageArgs {
    /// The stages that were typed, in the Hub's spelling.
    pub fn typed(&self) -> Vec<String> {
        let typed = self.status.iter().map(|stage| stage.trim().to_uppercase());
        typed.filter(|stage| !stage.is_empty()).collect()
    }

    /// What the Hub is asked for: without any word, the jobs that are not over.
    pub fn query(&self) -> Query {
        let typed = self.typed();
        match typed.as_slice() {
            [] if self.all => Query::new(),
            [] => Query::new().each("stage", ACTIVE),
            typed => Query::new().each("stage", typed),
        }
    }
}

impl LabelFilterArgs {
    /// The labels that are asked for, each once: the last value of a key counts, at the place of its first.
    ///
    /// # Errors
    /// The name was typed twice.
    pub fn resolve(&self) -> Result<Vec<(String, String)>, Misuse> {
        let mut all: Vec<(String, String)> = Vec::new();
        for (key, value) in &self.labels {
            match all.iter_mut().find(|(known, _)| known == key) {
                Some((_, known)) => known.clone_from(value),
                None => all.push((key.clone(), value.clone())),
            }
        }
        if let Some(name) = &self.name {
            if all.iter().any(|(key, _)| key == NAME) {
                return Err(Misuse("the name is given twice: leave out --name or --label name=...".to_owned()));
            }
            all.push((NAME.to_owned(), name.clone()));
        }
        Ok(all)
    }
}

/// Values may have an equals sign themselves.
fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}
