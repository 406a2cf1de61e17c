//! Webhooks of an account: addresses that the Hub calls, or jobs that it starts, when something happens.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Hub, HubError};
use crate::base::url::url_segment;

const WEBHOOKS: &str = "/api/settings/webhooks";

/// A webhook, as the Hub describes it and as it is printed. `Debug` is left out: it has a secret.
#[derive(Clone, Deserialize, Serialize)]
pub struct Webhook {
    /// 24 hex digits.
    pub id: String,
    /// The address that is called.
    pub url: Option<String>,
    /// The job that is started instead.
    pub job: Option<WebhookJob>,
    /// The repos and accounts that it is about.
    pub watched: Vec<Watched>,
    /// `repo`, `discussion` or both.
    pub domains: Vec<String>,
    /// What the Hub sends along, so that the receiver knows it.
    pub secret: Option<String>,
    /// Whether it is switched off.
    pub disabled: bool,
}

/// A repo or account that a webhook is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Watched {
    /// `bucket`, `dataset`, `model`, `org`, `space` or `user`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its ID.
    pub name: String,
}

/// The job that a webhook starts.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct WebhookJob {
    pub docker_image: Option<String>,
    pub space_id: Option<String>,
    pub command: Option<Vec<String>>,
    pub arguments: Option<Vec<String>>,
    pub environment: Option<Value>,
    /// Their names.
    pub secrets: Option<Value>,
    pub flavor: Option<String>,
    pub timeout: Option<Value>,
    pub tags: Option<Vec<String>>,
    pub arch: Option<String>,
    pub labels: Option<Value>,
    pub volumes: Option<Value>,
    pub retry: Option<Value>,
    pub expose: Option<Value>,
    pub expose_public: Option<bool>,
}

/// A webhook to be created, or what is to be changed of one; what is `None` is not sent. `Debug` is left out: some of it
/// is secret.
#[derive(Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WebhookChange {
    /// All of them: the Hub forgets the others.
    pub watched: Vec<Watched>,
    /// The address to call.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The job whose copies are started instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_source_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domains: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// Secrets of the job: values by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secrets: Option<Map<String, Value>>,
}

impl WebhookChange {
    /// Whether nothing is to be changed.
    pub fn is_empty(&self) -> bool {
        let Self { watched, url, job_source_id, domains, secret, secrets } = self;
        let texts = [url, job_source_id, secret];
        watched.is_empty() && texts.iter().all(|text| text.is_none()) && domains.is_none() && secrets.is_none()
    }
}

#[derive(Deserialize)]
struct Wrapped {
    webhook: Webhook,
}

impl Hub {
    /// `GET /api/settings/webhooks`: those of the account of the token.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, HubError> {
        self.0.get(WEBHOOKS).json().await
    }

    /// `GET /api/settings/webhooks/{id}`
    pub async fn webhook(&self, id: &str) -> Result<Webhook, HubError> {
        let wrapped: Wrapped = self.0.get(&path(id)).json().await?;
        Ok(wrapped.webhook)
    }

    /// `POST /api/settings/webhooks`
    pub async fn create_webhook(&self, webhook: &WebhookChange) -> Result<Webhook, HubError> {
        let wrapped: Wrapped = self.0.post(WEBHOOKS).body(webhook)?.json().await?;
        Ok(wrapped.webhook)
    }

    /// `POST /api/settings/webhooks/{id}`
    pub async fn update_webhook(&self, id: &str, change: &WebhookChange) -> Result<Webhook, HubError> {
        let wrapped: Wrapped = self.0.post(&path(id)).body(change)?.json().await?;
        Ok(wrapped.webhook)
    }

    /// `POST /api/settings/webhooks/{id}/enable` or `.../disable`
    pub async fn switch_webhook(&self, id: &str, on: bool) -> Result<(), HubError> {
        let action = if on { "enable" } else { "disable" };
        self.0.post(&format!("{}/{action}", path(id))).idempotent().send().await.map(drop)
    }

    /// `DELETE /api/settings/webhooks/{id}`
    pub async fn delete_webhook(&self, id: &str) -> Result<(), HubError> {
        self.0.delete(&path(id)).send().await.map(drop)
    }
}

fn path(id: &str) -> String {
    format!("{WEBHOOKS}/{}", url_segment(id))
}
