//! The table `[tool.hf-jobs]` of a script: how it wants to be run. What is typed on the command line wins.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::block;
use crate::args::job_machine::{JobAccessArgs, JobMachineArgs};
use crate::args::labels::NAME;
use crate::args::timeout::RunTime;

/// How a script wants to be run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Header {
    pub image: Option<String>,
    pub flavor: Option<String>,
    pub python: Option<String>,
    timeout: Option<Time>,
    name: Option<String>,
    namespace: Option<String>,
    pub network_group: Option<String>,
    env: Pairs,
    secrets: Vec<String>,
    labels: Pairs,
    volumes: Vec<String>,
    pub network_aliases: Vec<String>,
}

/// A table of texts, in its order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Pairs(Vec<(String, String)>);

/// A time as text, or in seconds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum Time {
    Text(String),
    Seconds(i64),
}

/// What a script adds to what was typed.
#[derive(Debug, Default)]
pub struct FromScript {
    pub env: Vec<(String, String)>,
    /// Names whose values are those of this machine.
    pub secrets: Vec<String>,
    pub labels: Vec<(String, String)>,
}

/// Why the table is no good.
#[derive(Debug, thiserror::Error)]
pub enum HeaderError {
    #[error("invalid [tool.hf-jobs] table in the header of the script: {0}")]
    Malformed(String),
    #[error("invalid timeout '{0}' in the [tool.hf-jobs] table of the script: expected a time such as 30m or 1.5h")]
    Timeout(String),
}

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    tool: Tools,
}

#[derive(Default, Deserialize)]
struct Tools {
    #[serde(default, rename = "hf-jobs")]
    jobs: Header,
}

impl Header {
    /// The table of a script; an empty one if it has none. Headers that do not mention it are not read.
    pub fn read(script: &str) -> Result<Self, HeaderError> {
        let Some(block) = block::of_script(script).filter(|block| block.contains("hf-jobs")) else {
            return Ok(Self::default());
        };
        let document: Result<Document, _> = toml::from_str(&block);
        Ok(document.map_err(|error| HeaderError::Malformed(error.to_string().trim().replace('\n', "\n  ")))?.tool.jobs)
    }

    /// Fills in what was not typed. Returns what is to be added to the variables and labels.
    pub fn fill(&self, machine: &mut JobMachineArgs, access: &mut JobAccessArgs) -> Result<FromScript, HeaderError> {
        if machine.timeout.is_none() {
            machine.timeout = self.timeout.as_ref().map(Time::read).transpose()?;
        }
        fill(&mut machine.flavor.flavor, self.flavor.as_ref());
        fill(&mut machine.namespace.namespace, self.namespace.as_ref());
        fill(&mut access.network_group, self.network_group.as_ref());
        if access.network_alias.is_empty() {
            access.network_alias.clone_from(&self.network_aliases);
        }
        machine.volumes.add_unless_mounted(&self.volumes);
        let name = self.name.iter().map(|name| (NAME.to_owned(), name.clone()));
        Ok(FromScript {
            env: self.env.0.clone(),
            secrets: self.secrets.clone(),
            labels: self.labels.0.iter().cloned().chain(name).collect(),
        })
    }

    /// Names of the keys that the script has, for people.
    pub fn keys(&self) -> Vec<&'static str> {
        let all = [
            ("image", self.image.is_some()),
            ("flavor", self.flavor.is_some()),
            ("python", self.python.is_some()),
            ("timeout", self.timeout.is_some()),
            ("name", self.name.is_some()),
            ("namespace", self.namespace.is_some()),
            ("network_group", self.network_group.is_some()),
            ("env", !self.env.0.is_empty()),
            ("secrets", !self.secrets.is_empty()),
            ("labels", !self.labels.0.is_empty()),
            ("volumes", !self.volumes.is_empty()),
            ("network_aliases", !self.network_aliases.is_empty()),
        ];
        all.into_iter().filter(|(_, is_set)| *is_set).map(|(key, _)| key).collect()
    }
}

impl Time {
    fn read(&self) -> Result<RunTime, HeaderError> {
        let text = match self {
            Self::Text(text) => text.clone(),
            Self::Seconds(seconds) => seconds.to_string(),
        };
        text.parse().map_err(|_| HeaderError::Timeout(text))
    }
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table;
        impl<'de> Visitor<'de> for Table {
            type Value = Pairs;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table of strings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Table)
    }
}

fn fill(typed: &mut Option<String>, of_script: Option<&String>) {
    if typed.is_none() {
        *typed = of_script.cloned();
    }
}

#[cfg(test)]
mod tests {
    use super::Header;
    use crate::args::job_machine::{JobAccessArgs, JobMachineArgs};

    fn read(table: &str) -> Result<Header, String> {
        let lines: String = table.lines().map(|line| format!("# {line}\n")).collect();
        Header::read(&format!("# /// script\n# dependencies = []\n{lines}# ///\nprint()\n"))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_script_says_how_it_wants_to_be_run_and_what_is_typed_wins() {
        let table = "[tool.hf-jobs]\nflavor = 'a10g-small'\ntimeout = 90\nname = 'x'\nsecrets = ['HF_TOKEN']\n\
                     [tool.hf-jobs.env]\nZ = '1'\nA = '2'\n";
        let header = read(table).unwrap();
        let mut machine = JobMachineArgs::default();
        machine.flavor.flavor = Some("cpu-xl".to_owned());
        let from_script = header.fill(&mut machine, &mut JobAccessArgs::default()).unwrap();
        assert_eq!(machine.flavor(), "cpu-xl");
        assert_eq!(machine.timeout.unwrap().seconds, Some(90));
        assert_eq!(from_script.env.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), ["Z", "A"]);
        assert_eq!(from_script.labels, [("name".to_owned(), "x".to_owned())]);
        assert_eq!(header.keys(), ["flavor", "timeout", "name", "env", "secrets"]);
    }

    #[test]
    fn a_table_that_is_not_as_it_should_be_says_where() {
        for (table, word) in [
            ("[tool.hf-jobs]\nflavour = 'x'", "flavour"),
            ("[tool.hf-jobs]\nflavor = 3", "flavor = 3"),
            ("[tool.hf-jobs.secrets]\nA = 'x'", "secrets"),
            ("[tool]\nhf-jobs = 3", "hf-jobs"),
            ("[tool.hf-jobs]\nflavor =", "flavor ="),
        ] {
            let error = read(table).unwrap_err();
            assert!(error.contains(word), "{table}: {error}");
        }
        assert_eq!(read("[tool.other]\nflavor ="), Ok(Header::default()));
    }
}
