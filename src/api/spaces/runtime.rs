//! The machine that runs a Space, and the state that it is in.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::api::jobs::Mounted;

/// The state of a Space, as it is printed.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "Value")]
pub struct Runtime {
    /// Such as `RUNNING` or `BUILDING`.
    pub stage: String,
    /// The machine that it runs on now.
    pub hardware: Option<String>,
    /// The machine that it is to run on.
    pub requested_hardware: Option<String>,
    /// Seconds without visitors until it sleeps.
    pub sleep_time: Option<i64>,
    /// The persistent storage of older Spaces.
    pub storage: Option<Value>,
    /// Whether people may log in to its machine.
    pub dev_mode: bool,
    /// How far a change of its code has come that needs no build.
    pub hot_reloading: Option<HotReloading>,
    /// What is mounted in it.
    pub volumes: Option<Vec<Mounted>>,
    /// All that the Hub said, as it said it.
    pub raw: Value,
}

/// How far a change of a Space's code has come that needs no build.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "Value")]
pub struct HotReloading {
    /// `created` or `canceled`.
    pub status: Option<String>,
    /// The ID of each replica, and its state.
    pub replica_statuses: Option<Value>,
    /// All that the Hub said, as it said it.
    pub raw: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentRuntime {
    stage: String,
    hardware: Option<Hardware>,
    gc_timeout: Option<i64>,
    storage: Option<Value>,
    #[serde(default)]
    dev_mode: Option<bool>,
    hot_reloading: Option<HotReloading>,
    volumes: Option<Vec<Mounted>>,
}

#[derive(Default, Deserialize)]
struct Hardware {
    current: Option<String>,
    requested: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentReloading {
    status: Option<String>,
    replica_statuses: Option<Value>,
}

impl Runtime {
    /// Whether it is on its way to another stage. Stages that are not known yet are not.
    pub fn is_starting(&self) -> bool {
        matches!(self.stage.as_str(), "BUILDING" | "RUNNING_BUILDING" | "APP_STARTING" | "RUNNING_APP_STARTING")
    }

    /// Whether the application answers, and nothing is about to replace it.
    pub fn is_running(&self) -> bool {
        self.stage == "RUNNING"
    }

    /// What the Hub says of an error.
    pub fn error(&self) -> Option<&str> {
        self.raw.get("errorMessage")?.as_str().map(str::trim).filter(|message| !message.is_empty())
    }
}

impl TryFrom<Value> for Runtime {
    type Error = serde_json::Error;

    fn try_from(raw: Value) -> Result<Self, Self::Error> {
        let sent = SentRuntime::deserialize(&raw)?;
        let hardware = sent.hardware.unwrap_or_default();
        Ok(Self {
            stage: sent.stage,
            hardware: hardware.current,
            requested_hardware: hardware.requested,
            sleep_time: sent.gc_timeout,
            storage: sent.storage,
            dev_mode: sent.dev_mode.unwrap_or_default(),
            hot_reloading: sent.hot_reloading,
            volumes: sent.volumes,
            raw,
        })
    }
}

impl TryFrom<Value> for HotReloading {
    type Error = serde_json::Error;

    fn try_from(raw: Value) -> Result<Self, Self::Error> {
        let SentReloading { status, replica_statuses } = SentReloading::deserialize(&raw)?;
        Ok(Self { status, replica_statuses, raw })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Runtime;
    use crate::base::json::without_nulls;

    #[test]
    fn what_the_hub_said_stands_behind_what_is_made_of_it() {
        let sent = json!({
            "stage": "RUNNING", "hardware": {"current": null, "requested": "t4-small"}, "gcTimeout": 3600,
            "volumes": [{"type": "bucket", "source": "ada/b", "mountPath": "/data", "readOnly": false}],
        });
        let runtime: Runtime = serde_json::from_value(sent.clone()).unwrap();
        let printed = without_nulls(serde_json::to_value(runtime).unwrap());
        let volume = json!({"type": "bucket", "source": "ada/b", "mount_path": "/data", "read_only": false});
        let expected = json!({
            "stage": "RUNNING", "requested_hardware": "t4-small", "sleep_time": 3600, "dev_mode": false,
            "volumes": [volume], "raw": without_nulls(sent),
        });
        assert_eq!(printed.to_string(), expected.to_string());
    }

    #[test]
    fn a_runtime_without_a_stage_is_refused() {
        let error = serde_json::from_value::<Runtime>(json!({"hardware": null})).unwrap_err();
        assert!(error.to_string().contains("stage"), "{error}");
    }
}
