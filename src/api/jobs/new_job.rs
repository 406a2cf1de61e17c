//! What a job is to be, as it is sent to the Hub. Knows nothing of what becomes of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ids::volume::Volume;

/// What is to run, as the Hub's JSON has it. It has no `Debug`, for it may hold secrets.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewJob {
    /// The command and its arguments.
    pub command: Vec<String>,
    /// Always empty: the Hub knows two lists, and clients use the first.
    pub arguments: [String; 0],
    /// Variables whose values may be read.
    pub environment: Map<String, Value>,
    /// The hardware, such as `cpu-basic`.
    pub flavor: String,
    /// Variables whose values nobody sees afterwards.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub secrets: Map<String, Value>,
    /// When the Hub stops it; `None` for the Hub's own limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout_seconds: Option<i64>,
    /// How often it is started at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempts: Option<u32>,
    /// What it is called and found by.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub labels: Map<String, Value>,
    /// What its container mounts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub volumes: Vec<Volume>,
    /// Ports that can be reached from outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expose: Option<Exposed>,
    /// Whether one can log in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ssh: Option<Ssh>,
    /// Other jobs that it can reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<NewNetwork>,
    /// Of an Enterprise organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_group_id: Option<String>,
    /// The Space whose image it runs in; or else:
    #[serde(skip_serializing_if = "Option::is_none")]
    pub space_id: Option<String>,
    /// The image that it runs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub docker_image: Option<String>,
}

/// Ports of a container that can be reached from outside.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Exposed {
    /// All of them.
    #[serde(default)]
    pub ports: Vec<i64>,
    /// Those that need no token.
    #[serde(default)]
    pub ports_public: Vec<i64>,
}

impl Exposed {
    /// Both kinds of ports, each port once.
    pub fn new(with_token: &[i64], public: &[i64]) -> Self {
        let mut ports = Vec::new();
        for port in with_token.iter().chain(public) {
            if !ports.contains(port) {
                ports.push(*port);
            }
        }
        Self { ports, ports_public: public.to_vec() }
    }
}

/// Whether one can log in to a container.
#[derive(Debug, Clone, Serialize)]
pub struct Ssh {
    /// Always true: without it there is no such field.
    pub enabled: bool,
}

/// A group of jobs that reach each other.
#[derive(Debug, Clone, Serialize)]
pub struct NewNetwork {
    /// Its name.
    pub group: String,
    /// Names of this job within the group.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::NewJob;
    use crate::base::json::line;

    #[test]
    fn a_launch_says_only_what_was_asked_for() {
        let job = NewJob { command: vec!["x".to_owned()], flavor: "cpu-basic".to_owned(), ..NewJob::default() };
        let expected = r#"{"command": ["x"], "arguments": [], "environment": {}, "flavor": "cpu-basic"}"#;
        assert_eq!(line(&job).unwrap(), expected);
    }
}
