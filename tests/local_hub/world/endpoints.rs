//! Inference Endpoints: what was asked for, and the states that they go through, one a look.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{World, timestamp};

#[derive(Clone, Serialize, Deserialize)]
pub struct Endpoint {
    pub namespace: String,
    /// As the service shows it.
    pub record: Value,
    /// The states that it goes through, one a look; it stays in the last.
    pub states: Vec<String>,
    pub looks: usize,
    /// So many requests to its own address are answered with 503 while it wakes up.
    pub asleep: usize,
}

impl Endpoint {
    pub fn name(&self) -> &str {
        self.record["name"].as_str().unwrap_or_default()
    }

    pub fn state(&self) -> &str {
        self.record["status"]["state"].as_str().unwrap_or_default()
    }

    /// From now on it goes through these states.
    pub fn plan(&mut self, states: &[&str]) {
        self.states = states.iter().map(|state| (*state).to_owned()).collect();
        self.looks = 0;
        self.record["status"]["state"] = json!(states[0]);
    }

    /// Goes on to the next state.
    pub fn look(&mut self) {
        self.record["status"]["state"] = json!(self.states[self.looks.min(self.states.len() - 1)]);
        self.looks += 1;
    }

    /// As the service shows it: with an address if it has one, without the values of secrets.
    pub fn shown(&self, hub_url: &str) -> Value {
        let mut shown = self.record.clone();
        if ["running", "updating", "scaledToZero"].contains(&self.state()) {
            shown["status"]["url"] = json!(format!("{hub_url}/_ie/{}/{}", self.namespace, self.name()));
        }
        if let Some(secrets) = shown["model"]["secrets"].as_object_mut() {
            secrets.values_mut().for_each(|value| *value = json!("***"));
        }
        shown
    }
}

impl World {
    /// Deploys an endpoint.
    pub fn deploy(&self, namespace: &str, wanted: &Value) -> Endpoint {
        let now = timestamp(self.now());
        let mut record = json!({
            "name": wanted["name"], "type": wanted["type"], "accountId": wanted.get("accountId"),
            "healthRoute": "/health", "tags": [], "provider": wanted["provider"], "compute": wanted["compute"],
            "model": wanted["model"],
            "status": {"state": "pending", "message": "", "createdAt": now, "updatedAt": now, "readyReplica": 0,
                       "targetReplica": 1},
        });
        for name in ["env", "secrets"] {
            if record["model"][name].is_null() {
                record["model"][name] = json!({});
            }
        }
        let mut endpoint = Endpoint { namespace: namespace.to_owned(), record, states: vec![], looks: 0, asleep: 0 };
        endpoint.plan(&["pending", "initializing", "running"]);
        self.update(|state| state.endpoints.push(endpoint.clone()));
        endpoint
    }

    /// Changes an endpoint; None if there is none of that name.
    pub fn change_endpoint<T>(
        &self,
        namespace: &str,
        name: &str,
        change: impl FnOnce(&mut Endpoint) -> T,
    ) -> Option<T> {
        self.update(|state| {
            let all = &mut state.endpoints;
            all.iter_mut().find(|endpoint| endpoint.namespace == namespace && endpoint.name() == name).map(change)
        })
    }
}
