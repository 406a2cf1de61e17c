//! The webhooks that `hf webhooks listen --register` creates for its address: they follow it and end with the command.

use anyhow::Result;

use super::handler::Route;
use crate::api::Hub;
use crate::api::webhooks::{Watched, WebhookChange};
use crate::base::secret::Secret;
use crate::context::Context;

/// What is to be registered.
#[derive(Clone)]
pub(super) struct Wish {
    pub watched: Vec<Watched>,
    pub domains: Vec<String>,
    pub secret: Secret,
}

/// Webhooks of this run.
pub(super) struct Registration<'a> {
    cx: &'a Context,
    hub: Hub,
    wish: Wish,
    /// Their IDs and paths.
    made: Vec<(String, String)>,
}

impl<'a> Registration<'a> {
    /// Nothing is registered yet.
    pub(super) fn new(cx: &'a Context, hub: Hub, wish: Wish) -> Self {
        Self { cx, hub, wish, made: Vec::new() }
    }

    /// Creates a webhook for each route at an address. What was created stays known if a later one is refused.
    pub(super) async fn create(&mut self, address: &str, routes: &[Route]) -> Result<()> {
        for route in routes {
            let path = route.path();
            let webhook = self.hub.create_webhook(&self.change(address, &path)).await?;
            self.cx.out.log(&format!("Registered webhook {} for {address}{path}", webhook.id));
            self.made.push((webhook.id, path));
            let ids: Vec<&str> = self.made.iter().map(|(id, _)| id.as_str()).collect();
            let hint = format!("delete it with `hf webhooks delete {}`", ids.last().unwrap_or(&"ID"));
            self.cx.left_behind.set(format!("still registered: webhook {}", ids.join(", ")), [hint]);
        }
        Ok(())
    }

    /// Sends the events to another address from now on.
    pub(super) async fn follow(&self, address: &str) -> Result<()> {
        for (id, path) in &self.made {
            self.hub.update_webhook(id, &self.change(address, path)).await?;
            self.cx.out.log(&format!("Webhook {id} now calls {address}{path}"));
        }
        Ok(())
    }

    /// Deletes the webhooks. One that cannot be deleted is named.
    pub(super) async fn end(self) {
        self.cx.left_behind.clear();
        for (id, _) in &self.made {
            if let Err(error) = self.hub.delete_webhook(id).await {
                self.cx.out.warning(&format!("webhook {id} is still registered: {error}"));
                self.cx.out.hint(&format!("delete it with `hf webhooks delete {id}`"));
            }
        }
    }

    fn change(&self, address: &str, path: &str) -> WebhookChange {
        let Wish { watched, domains, secret } = self.wish.clone();
        WebhookChange {
            watched,
            url: Some(format!("{address}{path}")),
            domains: Some(domains),
            secret: Some(secret.expose().to_owned()),
            ..WebhookChange::default()
        }
    }
}
