//! A job as the Hub reports it, and as programs see it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::Exposed;
use crate::base::json;
use crate::base::moment::Moment;
use crate::base::url::url_segment;
use crate::ids::job::JobId;

/// A job as the Hub reports it. Serializes to the keys of the Python client, in their order, but for those that clients
/// add ([`Job::record`]).
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Job {
    /// The Hub's own name for it.
    pub id: String,
    /// When it was asked for.
    pub created_at: Option<Moment>,
    /// When its container was started.
    pub started_at: Option<Moment>,
    /// When it ended.
    pub finished_at: Option<Moment>,
    /// The image that it runs in, unless it is a Space's.
    pub docker_image: Option<String>,
    /// The Space whose image it runs in.
    pub space_id: Option<String>,
    /// The command and its arguments.
    pub command: Option<Vec<String>>,
    /// Empty for most jobs.
    pub arguments: Option<Vec<String>>,
    /// Variables whose values may be read.
    pub environment: Option<Map<String, Value>>,
    /// Its secrets, masked.
    pub secrets: Option<Value>,
    /// The hardware.
    pub flavor: Option<String>,
    /// What it is called and found by.
    pub labels: Option<Map<String, Value>>,
    /// What its container mounts.
    #[serde(default, deserialize_with = "json::unless_empty")]
    pub volumes: Option<Vec<Mounted>>,
    /// How far it is.
    pub status: Status,
    /// How long it took.
    pub durations: Option<Durations>,
    /// Whose it is.
    pub owner: Owner,
    /// Who or what started it.
    pub initiator: Option<Initiator>,
    /// Other jobs that it can reach.
    pub network: Option<Network>,
    /// How often it is started again.
    pub retry: Option<i64>,
    /// Ports that can be reached from outside.
    #[serde(skip_serializing)]
    pub expose: Option<Exposed>,
    /// Seconds after which the Hub stops it.
    #[serde(skip_serializing)]
    pub timeout: Option<u64>,
}

/// A job with what clients add: all keys that the Python client prints.
#[derive(Debug, Serialize)]
pub struct JobRecord<'a> {
    #[serde(flatten)]
    job: &'a Job,
    expose: Option<&'a [i64]>,
    expose_public: Option<&'a [i64]>,
    endpoint: &'a str,
    url: String,
}

/// How far a job is.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Status {
    /// `SCHEDULING`, `RUNNING`, `COMPLETED` or another word of the Hub.
    pub stage: String,
    /// What the Hub has to say of it, such as the container's exit code.
    pub message: Option<String>,
    /// Where the exposed ports are.
    pub expose_urls: Option<Vec<String>>,
    /// `ssh://user@host`.
    pub ssh_url: Option<String>,
}

/// What a container has mounted.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Mounted {
    /// `model`, `dataset`, `space` or `bucket`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `namespace/name`.
    pub source: String,
    /// Where it is mounted.
    pub mount_path: String,
    /// Of a repo.
    pub revision: Option<String>,
    /// Whether nothing can be written.
    pub read_only: Option<bool>,
    /// A folder in place of all of it.
    pub path: Option<String>,
}

/// How long a job took, in seconds.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct Durations {
    /// Until it ran.
    pub scheduling_secs: Option<Number>,
    /// While it ran.
    pub running_secs: Option<Number>,
    /// Both.
    pub total_secs: Option<Number>,
}

/// Whose a job is.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Owner {
    /// The Hub's own name for the account.
    pub id: String,
    /// The namespace.
    pub name: String,
    /// `user` or `org`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// Who or what started a job.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Initiator {
    /// `user`, `scheduled-job`, `duplicated-job`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Of the account or of the job.
    pub id: Option<String>,
    /// Of the account.
    pub name: Option<String>,
}

/// A group of jobs that reach each other, and the job's names in it.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Network {
    /// The group's name.
    pub group: Option<String>,
    /// Names of this job within the group.
    #[serde(default)]
    pub aliases: Vec<String>,
}

impl Job {
    /// Its whole name.
    pub fn full_id(&self) -> JobId {
        JobId { namespace: self.owner.name.clone(), id: self.id.clone() }
    }

    /// Its name for people, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.labels.as_ref()?.get("name")?.as_str()
    }

    /// Whether nothing more happens to it. Stages that are not known yet are none of these.
    pub fn is_over(&self) -> bool {
        matches!(self.status.stage.as_str(), "COMPLETED" | "CANCELED" | "ERROR" | "DELETED")
    }

    /// Whether it did what it was meant to do.
    pub fn is_completed(&self) -> bool {
        self.status.stage == "COMPLETED"
    }

    /// All keys of a job of the Hub at that endpoint.
    pub fn record<'a>(&'a self, endpoint: &'a str) -> JobRecord<'a> {
        let ports = self.expose.as_ref();
        JobRecord {
            job: self,
            expose: ports.map(|exposed| exposed.ports.as_slice()),
            expose_public: ports.map(|exposed| exposed.ports_public.as_slice()),
            endpoint,
            url: page(endpoint, &self.full_id()),
        }
    }
}

/// The page of a job of the Hub at that endpoint.
pub(super) fn page(endpoint: &str, job: &JobId) -> String {
    format!("{endpoint}/jobs/{}/{}", url_segment(&job.namespace), url_segment(&job.id))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Job;
    use crate::base::json::{line, without_nulls};

    fn job(rest: &Value) -> Job {
        let mut job = json!({
            "id": "1", "owner": {"id": "a", "name": "ada", "type": "user"}, "status": {"stage": "RUNNING"},
        });
        job.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        serde_json::from_value(job).unwrap()
    }

    fn record(rest: &Value) -> String {
        line(&without_nulls(serde_json::to_value(job(rest).record("http://hub")).unwrap())).unwrap()
    }

    #[test]
    fn a_record_has_the_keys_of_the_python_client_in_their_order() {
        let all = json!({
            "type": "job", "timeout": 1800, "arch": "amd64", "expose": {"ports": [80], "portsPublic": []}, "retry": 0,
            "network": {"group": "g"}, "initiator": {"type": "user", "id": "a", "name": null}, "flavor": "cpu-basic",
            "durations": {"schedulingSecs": 6, "runningSecs": null, "totalSecs": 60}, "labels": {"name": "x"},
            "volumes": [{"type": "model", "source": "a/b", "mountPath": "/m", "readOnly": true}], "secrets": {"S": "*"},
            "environment": {"A": "1"}, "arguments": [], "command": ["x"], "spaceId": null, "dockerImage": "ubuntu",
            "createdAt": "2026-01-01T10:00:05.000Z", "startedAt": null, "finishedAt": null,
        });
        let expected =
            r#"{"id": "1", "created_at": "2026-01-01T10:00:05+00:00", "docker_image": "ubuntu", "command": ["x"], "#
                .to_owned()
                + r#""arguments": [], "environment": {"A": "1"}, "secrets": {"S": "*"}, "flavor": "cpu-basic", "#
                + r#""labels": {"name": "x"}, "volumes": [{"type": "model", "source": "a/b", "mount_path": "/m", "#
                + r#""read_only": true}], "status": {"stage": "RUNNING"}, "durations": {"scheduling_secs": 6, "#
                + r#""total_secs": 60}, "owner": {"id": "a", "name": "ada", "type": "user"}, "initiator": {"type": "user", "#
                + r#""id": "a"}, "network": {"group": "g", "aliases": []}, "retry": 0, "expose": [80], "#
                + r#""expose_public": [], "endpoint": "http://hub", "url": "http://hub/jobs/ada/1"}"#;
        assert_eq!(record(&all), expected);
    }

    #[test]
    fn a_record_needs_little() {
        let owner = r#""owner": {"id": "a", "name": "ada", "type": "user"}"#;
        let rest = r#""endpoint": "http://hub", "url": "http://hub/jobs/ada/1"}"#;
        assert_eq!(
            record(&json!({"volumes": []})),
            format!(r#"{{"id": "1", "status": {{"stage": "RUNNING"}}, {owner}, {rest}"#)
        );
    }

    #[test]
    fn a_stage_that_is_not_known_is_not_the_end() {
        for (stage, is_over) in [("COMPLETED", true), ("DELETED", true), ("UPDATING", false), ("PAUSED", false)] {
            assert_eq!(job(&json!({"status": {"stage": stage}})).is_over(), is_over, "{stage}");
        }
    }
}
