//! What runs a Space: its stages, its machine and its logs. Nothing is run: a Space does what it was scripted to do, one
//! stage a look.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::World;
use super::jobs::event;
use super::kinds::Kind;

/// The state of a Space.
#[derive(Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Machine {
    /// The stages that it goes through, one a look; it stays in the last.
    pub stages: Vec<String>,
    pub looks: usize,
    pub hardware: Option<String>,
    pub requested: Option<String>,
    /// Fields of the runtime that are known, such as `gcTimeout`, `devMode`, `volumes`, `storage`, `hotReloading`.
    pub more: Map<String, Value>,
    /// By name, with `value`, `updatedAt` and maybe `description`.
    pub variables: Map<String, Value>,
    pub build_log: Vec<Value>,
    pub run_log: Vec<Value>,
    /// The stages that a restart leads through, in place of the usual ones.
    pub after_restart: Option<Vec<String>>,
}

impl Default for Machine {
    fn default() -> Self {
        let hardware = Some("cpu-basic".to_owned());
        Self {
            stages: vec!["RUNNING".to_owned()],
            looks: 0,
            requested: hardware.clone(),
            hardware,
            more: Map::new(),
            variables: Map::new(),
            build_log: log(&["--> FROM python:3.12", "DONE 0.3s"]),
            run_log: log(&[
                "===== Application Startup at 2026-01-01 00:00:06 =====",
                "",
                "  * Running on 0.0.0.0:7860",
            ]),
            after_restart: None,
        }
    }
}

/// The lines of a log, one a millisecond.
pub fn log(lines: &[&str]) -> Vec<Value> {
    lines.iter().enumerate().map(|(at, line)| event(&format!("{line}\n"), at)).collect()
}

impl Machine {
    /// The stage that it is in.
    pub fn stage(&self) -> &str {
        &self.stages[self.looks.saturating_sub(1).min(self.stages.len() - 1)]
    }

    /// As the Hub shows it.
    pub fn runtime(&self) -> Value {
        let mut runtime =
            json!({"stage": self.stage(), "hardware": {"current": self.hardware, "requested": self.requested}});
        runtime.as_object_mut().expect("it is an object").extend(self.more.clone());
        runtime
    }

    /// Goes on to the next stage.
    pub fn look(&mut self) -> Value {
        self.looks += 1;
        if self.stage() == "RUNNING" {
            self.hardware.clone_from(&self.requested);
        }
        self.runtime()
    }

    /// From now on it goes through these stages.
    pub fn plan(&mut self, stages: &[&str]) -> Value {
        self.stages = stages.iter().map(|stage| (*stage).to_owned()).collect();
        self.looks = 0;
        self.runtime()
    }

    /// Started again.
    pub fn restart(&mut self, is_rebuilt: bool) -> Value {
        match self.after_restart.take() {
            Some(stages) => self.plan(&stages.iter().map(String::as_str).collect::<Vec<_>>()),
            None if is_rebuilt => self.plan(&["BUILDING", "APP_STARTING", "RUNNING"]),
            None => self.plan(&["APP_STARTING", "RUNNING"]),
        }
    }
}

impl World {
    /// Changes the machine of a Space.
    pub fn change_space<T>(&self, id: &str, change: impl FnOnce(&mut Machine) -> T) -> T {
        self.change_repo(Kind::Space, id, |record| change(&mut record.machine))
    }
}
