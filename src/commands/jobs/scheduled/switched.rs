//! What verbs print that change a scheduled job.

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Switched<'a> {
    pub id: &'a str,
}
