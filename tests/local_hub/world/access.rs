//! Requests for access to gated repositories.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::repos::Record;

/// A user's request. There is one at most of each user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessRequest {
    pub user: String,
    /// `pending`, `accepted` or `rejected`.
    pub status: String,
    /// Unix seconds.
    pub when: i64,
    /// The answers to the questions of the form.
    pub fields: Map<String, Value>,
}

impl Record {
    /// What became of a user's request, if there is one.
    pub fn access_of(&self, user: &str) -> Option<&str> {
        let request = self.requests.iter().find(|request| request.user == user)?;
        Some(&request.status)
    }

    /// Gives a user's request another status; makes one if need be.
    pub fn set_access(&mut self, user: &str, status: &str, when: i64) {
        match self.requests.iter_mut().find(|request| request.user == user) {
            Some(request) => status.clone_into(&mut request.status),
            None => self.requests.push(AccessRequest {
                user: user.to_owned(),
                status: status.to_owned(),
                when,
                fields: Map::new(),
            }),
        }
    }
}
