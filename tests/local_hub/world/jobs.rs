//! Jobs: what was asked for, the stages that they go through, and their logs. Nothing is run: a job does what it was
//! scripted to do, one step a look.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::accounts::object_id;
use super::{World, timestamp};

/// 2026-01-01T00:00:07Z in milliseconds since 1970.
const LOG_START: i64 = 1_767_225_607_000;

/// All jobs, and what becomes of the next one.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Jobs {
    pub all: Vec<Job>,
    /// As the Hub shows them.
    #[serde(default)]
    pub scheduled: Vec<Value>,
    pub script: Script,
}

/// What becomes of a job.
#[derive(Clone, Serialize, Deserialize)]
pub struct Script {
    /// The stages that it goes through, one a look; it stays in the last.
    pub stages: Vec<String>,
    /// The stage that it is in once its log was read to the end.
    pub after_log: Option<String>,
    /// What the Hub says of it, in whatever stage.
    pub message: Option<String>,
    /// The lines of its log; None for its command, its variables and `done`, or for the command `write-lines N` so many lines.
    pub log: Option<Vec<Value>>,
    /// What it uses of its machine, one look after the other.
    pub metrics: Vec<Value>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Job {
    pub id: String,
    pub namespace: String,
    /// As the Hub shows it.
    pub record: Value,
    pub script: Script,
    pub looks: usize,
}

impl Default for Script {
    /// It runs, and is done when its log was read.
    fn default() -> Self {
        let after_log = Some("COMPLETED".to_owned());
        Self { stages: vec!["RUNNING".to_owned()], after_log, message: None, log: None, metrics: vec![metrics(1)] }
    }
}

impl Script {
    /// Through these stages.
    pub fn stages(stages: &[&str]) -> Self {
        let stages = stages.iter().map(|stage| (*stage).to_owned()).collect();
        Self { stages, after_log: None, ..Self::default() }
    }

    /// Its log has these lines, one a millisecond.
    pub fn log(self, lines: &[&str]) -> Self {
        let lines = lines.iter().enumerate().map(|(at, line)| event(line, at)).collect();
        Self { log: Some(lines), ..self }
    }

    pub fn message(self, message: &str) -> Self {
        Self { message: Some(message.to_owned()), ..self }
    }
}

/// A line of a log, written so many milliseconds after the first.
pub fn event(line: &str, at: usize) -> Value {
    let when = jiff::Timestamp::from_millisecond(LOG_START + at as i64).unwrap();
    json!({"data": line, "timestamp": when.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()})
}

/// What a job uses: so many MB of its memory, and in proportion of all else.
pub fn metrics(used: u64) -> Value {
    json!({
        "cpu_usage_pct": used, "cpu_millicores": 3500, "memory_used_bytes": used * 1_000_000,
        "memory_total_bytes": 16_000_000_000_u64, "rx_bps": used * 1500, "tx_bps": 20, "gpus": {}, "replica": "r1",
    })
}

impl Job {
    fn set_stage(&mut self, stage: &str) {
        self.record["status"]["stage"] = json!(stage);
        self.record["status"]["message"] = json!(self.script.message);
    }

    fn events(&self) -> Vec<Value> {
        if let Some(log) = &self.script.log {
            return log.clone();
        }
        let words: Vec<&str> = self.record["command"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        if let ["write-lines", count] = words[..] {
            return (0..count.parse().unwrap_or_default()).map(|at| event(&format!("line {at}"), at)).collect();
        }
        let command = words.join(" ");
        let variables = self.record["environment"].as_object().unwrap();
        let variables = variables.iter().map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
        let banner = "===== Job started at 2026-01-01 00:00:06 =====".to_owned();
        let lines = [banner, command].into_iter().chain(variables).chain(["done".to_owned()]);
        lines.enumerate().map(|(at, line)| event(&line, at)).collect()
    }
}

impl World {
    /// What becomes of the jobs that are started from now on.
    pub fn script_jobs(&self, script: Script) {
        self.update(|state| state.jobs.script = script);
    }

    /// A job as the Hub shows it, all but its ID and its stage.
    fn job_record(&self, who: &str, namespace: &str, wanted: &Value) -> Value {
        let (now, owner, initiator) = (timestamp(self.now()), self.account(namespace), self.account(who));
        let kind = if owner.as_ref().is_some_and(|owner| owner.is_organisation()) { "org" } else { "user" };
        let secrets = wanted["secrets"].as_object().into_iter().flatten();
        let secrets: Map<String, Value> = secrets.map(|(name, _)| (name.clone(), json!("***"))).collect();
        json!({
            "type": "job", "id": null, "createdAt": now, "startedAt": null, "finishedAt": null,
            "command": wanted["command"], "arguments": [], "environment": wanted["environment"],
            "secrets": secrets, "flavor": wanted["flavor"], "arch": "amd64",
            "timeout": wanted["timeoutSeconds"].as_i64().unwrap_or(1800), "retry": 0,
            "labels": wanted["labels"], "owner": {"id": owner.map(|owner| owner.id()), "name": namespace, "type": kind},
            "initiator": {"type": "user", "id": initiator.map(|account| account.id()), "name": who},
            "durations": {"schedulingSecs": null, "runningSecs": null, "totalSecs": 0},
        })
    }

    /// Starts a job, as `who` asked for it.
    pub fn start_job(&self, who: &str, namespace: &str, wanted: &Value) -> Job {
        let mut record = self.job_record(who, namespace, wanted);
        self.update(|state| {
            let script = state.jobs.script.clone();
            let id = object_id(&format!("job {}", state.jobs.all.len()));
            record["id"] = json!(id);
            record["status"] = json!({"stage": script.stages[0], "message": script.message});
            for key in ["dockerImage", "spaceId", "volumes", "network", "expose"] {
                if !wanted[key].is_null() {
                    record[key] = wanted[key].clone();
                }
            }
            if let Some(ports) = wanted["expose"]["ports"].as_array() {
                record["status"]["exposeUrls"] =
                    ports.iter().map(|port| format!("https://{id}--{port}.hf.jobs")).collect();
            }
            if wanted["ssh"]["enabled"] == json!(true) {
                record["status"]["sshUrl"] = json!(format!("ssh://{id}@ssh.hf.jobs"));
            }
            let job = Job { id, namespace: namespace.to_owned(), record, script, looks: 0 };
            state.jobs.all.push(job.clone());
            job
        })
    }

    /// What an account runs and ran, the oldest first.
    pub fn jobs_of(&self, namespace: &str) -> Vec<Value> {
        let of = |job: &&Job| job.namespace == namespace;
        self.read(|state| state.jobs.all.iter().filter(of).map(|job| job.record.clone()).collect())
    }

    /// Looks at a job, which then goes on to its next stage.
    pub fn look_at_job(&self, namespace: &str, id: &str) -> Option<Job> {
        self.change_job(namespace, id, |job| {
            let stages = &job.script.stages;
            let stage = stages[job.looks.min(stages.len() - 1)].clone();
            job.set_stage(&stage);
            job.looks += 1;
            job.clone()
        })
    }

    /// The log of a job as it is now.
    pub fn job_log(&self, namespace: &str, id: &str) -> Option<Vec<Value>> {
        self.change_job(namespace, id, |job| job.events())
    }

    /// The log was read to its end, which may be the job's.
    pub fn end_job_log(&self, namespace: &str, id: &str) {
        self.change_job(namespace, id, |job| {
            if let Some(stage) = job.script.after_log.take() {
                job.set_stage(&stage);
                job.script.stages = vec![stage];
            }
        });
    }

    /// Cancels a job; if it is over already, the stage that it ended in.
    pub fn cancel_job(&self, namespace: &str, id: &str) -> Option<Result<Job, String>> {
        self.change_job(namespace, id, |job| {
            let stage = job.record["status"]["stage"].as_str().unwrap_or_default().to_owned();
            if ["COMPLETED", "CANCELED", "ERROR", "DELETED"].contains(&stage.as_str()) {
                return Err(stage);
            }
            job.script.stages = vec!["CANCELED".to_owned()];
            job.set_stage("CANCELED");
            Ok(job.clone())
        })
    }

    /// Keeps a job with its schedule, as `who` asked for it.
    pub fn schedule_job(&self, who: &str, namespace: &str, wanted: &Value) -> Value {
        let record = self.job_record(who, namespace, &wanted["jobSpec"]);
        self.update(|state| {
            let suspend = wanted["suspend"] == json!(true);
            let mut spec = wanted["jobSpec"].clone();
            spec["secrets"] = record["secrets"].clone();
            let job = json!({
                "type": "scheduled-job", "id": object_id(&format!("schedule {}", state.jobs.scheduled.len())),
                "createdAt": record["createdAt"], "jobSpec": spec, "schedule": wanted["schedule"], "suspend": suspend,
                "concurrency": wanted["concurrency"] == json!(true), "owner": record["owner"],
                "status": {"lastJob": null, "nextJobRunAt": (!suspend).then_some("2026-01-02T00:00:00.000Z")},
            });
            state.jobs.scheduled.push(job.clone());
            job
        })
    }

    /// Changes a scheduled job; None if there is none of that name.
    pub fn change_scheduled_job<T>(
        &self,
        namespace: &str,
        id: &str,
        change: impl FnOnce(&mut Value) -> T,
    ) -> Option<T> {
        self.update(|state| {
            let mut all = state.jobs.scheduled.iter_mut();
            all.find(|job| job["owner"]["name"] == namespace && job["id"] == id).map(change)
        })
    }

    /// Changes a job; None if there is none of that name.
    pub fn change_job<T>(&self, namespace: &str, id: &str, change: impl FnOnce(&mut Job) -> T) -> Option<T> {
        self.update(|state| {
            let job = state.jobs.all.iter_mut().find(|job| job.namespace == namespace && job.id == id);
            job.map(change)
        })
    }
}
