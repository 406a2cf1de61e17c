//! The account that a run acts for: its name, its own namespace, and the variables that it hands to machines of the Hub.

use anyhow::Result;

use super::{Context, Owner};
use crate::api::Hub;
use crate::api::account::Account;
use crate::args::env_secrets::{self, EnvArgs, KeyValue, SecretsArgs, Variables, Written};
use crate::args::job::Jobs;
use crate::args::namespace::NamespaceArg;
use crate::args::token::TokenArg;
use crate::auth::NotLoggedIn;
use crate::auth::resolve::Found;
use crate::base::secret::Secret;
use crate::ids::job::{JobId, JobRef};

/// The variable whose value, sent on, is the token of the run.
const TOKEN: &str = "HF_TOKEN";

impl Context {
    /// The namespace that was typed, or else the account's own name. The Hub is asked once a run.
    ///
    /// # Errors
    /// Not logged in, or the Hub does not say whose the token is.
    pub async fn namespace(&self, hub: &Hub, typed: &NamespaceArg) -> Result<String> {
        if let Some(namespace) = &typed.namespace {
            return Ok(namespace.clone());
        }
        if let Some(owner) = self.owner.get() {
            return Ok(owner.name.clone());
        }
        if hub.is_anonymous().await? {
            return Err(NotLoggedIn.into());
        }
        Ok(self.note_owner(hub.whoami().await?).name.clone())
    }

    /// The job that was typed, with its namespace.
    ///
    /// # Errors
    /// As [`Context::namespace`].
    pub async fn job(&self, hub: &Hub, typed: JobRef) -> Result<JobId> {
        let namespace = self.namespace(hub, &NamespaceArg { namespace: typed.namespace }).await?;
        Ok(JobId { namespace, id: typed.id })
    }

    /// The jobs that were typed, each with its namespace.
    ///
    /// # Errors
    /// As [`Context::namespace`].
    pub async fn jobs(&self, hub: &Hub, typed: Jobs) -> Result<Vec<JobId>> {
        let namespace = self.namespace(hub, &NamespaceArg { namespace: typed.namespace }).await?;
        Ok(typed.ids.into_iter().map(|id| JobId { namespace: namespace.clone(), id }).collect())
    }

    /// The token that the run acts with; `None` if there is none.
    ///
    /// # Errors
    /// A file cannot be read.
    pub async fn run_token(&self, flag: &TokenArg) -> Result<Option<Secret>> {
        match flag.given() {
            Some(token) => Ok(Some(token)),
            None if self.config.token.disable_implicit => Ok(None),
            None => Ok(self.signed_in().await?.map(Found::into_token)),
        }
    }

    /// Asks the Hub whose the token is, to explain a refusal. What it does not say stays unknown.
    pub async fn learn_owner(&self) {
        let found = match (self.named.get(), self.session.get()) {
            (Some(found), _) => Some(found.clone()),
            (None, Some(session)) => session.found().await.ok().flatten(),
            (None, None) => None,
        };
        let Some(Ok(hub)) = found.map(|found| self.hub_as(Some(found))) else { return };
        if let Ok(account) = hub.whoami().await {
            self.note_owner(account);
        }
    }

    fn note_owner(&self, account: Account) -> &Owner {
        let role = account.role().map(str::to_owned);
        self.owner.get_or_init(|| Owner { name: account.name, role })
    }

    /// Variables for a machine of the Hub. Names that are not set here are skipped, with a warning.
    ///
    /// # Errors
    /// The file of variables or the token cannot be read.
    pub async fn variables(&self, typed: &EnvArgs, token: &TokenArg) -> Result<Vec<KeyValue>> {
        Ok(self.look_up(typed.read(&self.out)?, token).await?.skip_missing(&self.out))
    }

    /// Secrets for a machine of the Hub.
    ///
    /// # Errors
    /// The file of secrets or the token cannot be read.
    pub async fn secrets(&self, typed: &SecretsArgs, token: &TokenArg) -> Result<Variables> {
        self.look_up(typed.read(&self.out)?, token).await
    }

    /// Secrets that a script asks for, with their values here.
    ///
    /// # Errors
    /// The token cannot be read.
    pub async fn secrets_named(&self, names: &[&String], token: &TokenArg) -> Result<Variables> {
        self.look_up(env_secrets::named(names, "[tool.hf-jobs]"), token).await
    }

    /// `HF_TOKEN` alone means the token that the run itself uses, wherever that is from.
    async fn look_up(&self, written: Vec<Written>, flag: &TokenArg) -> Result<Variables> {
        let is_wanted = written.iter().any(|variable| variable.value.is_none() && variable.key == TOKEN);
        let token = match flag.given() {
            Some(token) => Some(token),
            None if is_wanted => self.signed_in().await?.map(|found| found.token().clone()),
            None => None,
        };
        let own = |name: &str| token.as_ref().filter(|_| name == TOKEN).map(|token| token.expose().to_owned());
        Ok(Variables::new(written, |name| own(name).or_else(|| self.config.variable(name))))
    }
}
