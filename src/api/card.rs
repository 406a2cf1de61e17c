//! Model, dataset and Space cards: the Hub's opinion of the metadata at the top of a README.md.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::error::RefusalKind;
use super::service::READ_TIMEOUT;
use super::{Hub, HubError};
use crate::ids::repo::RepoKind;

/// What the Hub says about a card.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct CardOpinion {
    /// Why it does not take the card; none if it does.
    #[serde(default)]
    pub errors: Vec<Remark>,
    /// None of them keeps the card from being taken.
    #[serde(default)]
    pub warnings: Vec<Remark>,
}

/// One remark.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Remark {
    /// For people; in the Hub's words.
    #[serde(default)]
    pub message: String,
}

impl Hub {
    /// `POST /api/validate-yaml`: whether the whole text of a README.md would be taken as the card of such a repo.
    ///
    /// # Errors
    /// The Hub has no opinion; that it refuses the card is none.
    pub async fn check_card(&self, kind: RepoKind, text: &str) -> Result<CardOpinion, HubError> {
        let question = json!({"content": text, "repoType": kind.singular()});
        let call = self.0.post("/api/validate-yaml").timeout(READ_TIMEOUT).idempotent().body(&question)?;
        match call.json().await {
            Err(error) if error.is(RefusalKind::BadRequest) => Ok(refusal(&error)),
            opinion => opinion,
        }
    }
}

/// A refusal always has a reason.
fn refusal(error: &HubError) -> CardOpinion {
    let body = error.refusal().map(|refusal| refusal.body.clone()).unwrap_or_default();
    let remarks = |key: &str| {
        let messages = body.get(key).and_then(Value::as_array).into_iter().flatten();
        messages.filter_map(|remark| Some(Remark { message: remark["message"].as_str()?.to_owned() })).collect()
    };
    let (mut errors, warnings): (Vec<Remark>, _) = (remarks("errors"), remarks("warnings"));
    if errors.is_empty() {
        errors.push(Remark { message: error.to_string() });
    }
    CardOpinion { errors, warnings }
}
