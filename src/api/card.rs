//! Model, dataset and Space cards: the Hub's opinion of the metadata at the top of a README.md.

use serde::Deserialize;
use serde_json::json;

use super::service::READ_TIMEOUT;
use super::{Hub, HubError};
use crate::ids::repo::RepoKind;

/// What the Hub remarks about a card that it takes.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct CardOpinion {
    /// None of them keeps the card from being taken.
    #[serde(default)]
    pub warnings: Vec<Remark>,
}

/// One remark.
#[derive(Debug, Clone, Deserialize)]
pub struct Remark {
    /// For people; in the Hub's words.
    #[serde(default)]
    pub message: String,
}

impl Hub {
    /// `POST /api/validate-yaml`: whether the whole text of a README.md would be taken as the card of such a repo.
    ///
    /// # Errors
    /// A card that the Hub refuses is [`super::error::RefusalKind::BadRequest`], with the reasons in its
    /// message.
    pub async fn check_card(&self, kind: RepoKind, text: &str) -> Result<CardOpinion, HubError> {
        let question = json!({"content": text, "repoType": kind.singular()});
        self.0.post("/api/validate-yaml").timeout(READ_TIMEOUT).idempotent().body(&question)?.json().await
    }
}
