//! The token of one run: found when the first request needs it, renewed when it is about to end, got from the Hub for
//! a program that it trusts, and given up when the Hub does not know it. Which token that is, `auth` decides.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::sync::Mutex;

use crate::api::bearer::Bearer;
use crate::api::oauth::{Grant, OAuthError};
use crate::api::{Hub, HubError};
use crate::auth::renewal::{self, RenewalError};
use crate::auth::resolve::{self, Found, Source};
use crate::auth::store::Credential;
use crate::base::secret::Secret;
use crate::base::time::now;
use crate::config::{Config, TrustedVariables};
use crate::output::Out;

/// Seconds until a renewal that failed is tried again.
const PATIENCE: i64 = 300;
/// Seconds before its end that a trusted program's token is replaced, if that can be done.
const TRUSTED_MARGIN: i64 = 300;
/// Seconds that a trusted program's token lives if the Hub does not say.
const TRUSTED_LIFETIME: i64 = 3600;

/// Why a program that the Hub should trust has no token.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    #[error("HF_OIDC_RESOURCE is set, but there is no identity token")]
    NoIdentity,
    #[error("this GitHub Actions job is not allowed to request an identity token")]
    NoPermission,
    #[error("the Hub did not issue a token for '{resource}'")]
    Refused { resource: String, source: OAuthError },
}

/// Why a token is not renewed now.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Asked(#[from] OAuthError),
    #[error(transparent)]
    Kept(#[from] RenewalError),
}

/// The token of one run.
pub struct Session {
    config: Config,
    out: Out,
    /// Spoken to without a token.
    hub: Hub,
    known: Mutex<Option<Known>>,
    /// Where the first token came from that was used.
    source: OnceLock<Source>,
    is_given_up: AtomicBool,
    has_warned: AtomicBool,
}

struct Known {
    found: Option<Found>,
    /// Seconds since 1970; `None` if it stays as it is.
    look_again: Option<i64>,
}

impl Session {
    /// `hub` has no token.
    pub fn new(config: Config, out: Out, hub: Hub) -> Self {
        Self {
            config,
            out,
            hub,
            known: Mutex::default(),
            source: OnceLock::new(),
            is_given_up: AtomicBool::new(false),
            has_warned: AtomicBool::new(false),
        }
    }

    /// Where the token came from; `None` before the first request, or if there is none.
    pub fn source(&self) -> Option<&Source> {
        self.source.get()
    }

    /// The token to use now.
    ///
    /// # Errors
    /// [`HubError::NoToken`]: a file cannot be read, or a [`TrustError`].
    pub async fn found(&self) -> Result<Option<Found>, HubError> {
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref().filter(|known| known.look_again.is_none_or(|at| now() < at)) {
            return Ok(known.found.clone());
        }
        let before = known.take().and_then(|known| known.found);
        let looked = self.look(before).await?;
        let found = looked.found.clone();
        *known = Some(looked);
        if let Some(found) = &found {
            // What a renewal brings comes from the same place.
            let _first = self.source.set(found.source.clone());
        }
        Ok(found)
    }

    async fn look(&self, before: Option<Found>) -> Result<Known, HubError> {
        if let Some(trusted) = &self.config.trusted {
            return self.trusted(trusted).await.map_err(HubError::no_token);
        }
        let found = match before {
            Some(found) => Some(found),
            None => resolve::stored(&self.config).map_err(HubError::no_token)?,
        };
        match found {
            Some(found) => Ok(self.renewed(found).await),
            None => Ok(Known { found: None, look_again: None }),
        }
    }

    async fn trusted(&self, trusted: &TrustedVariables) -> Result<Known, TrustError> {
        let resource = &trusted.resource;
        let refused = |source| TrustError::Refused { resource: resource.clone(), source };
        let identity = match (&trusted.identity, &trusted.github) {
            (Some(identity), _) => identity.clone(),
            (None, _) if !trusted.is_github => return Err(TrustError::NoIdentity),
            (None, None) => return Err(TrustError::NoPermission),
            (None, Some((address, key))) => self.hub.github_identity(address, key).await.map_err(refused)?,
        };
        let grant = self.hub.exchange_identity(&identity, resource).await.map_err(refused)?;
        // An identity from a variable is as old as the job: asking early with it gains nothing.
        let margin = if trusted.identity.is_some() { 0 } else { TRUSTED_MARGIN };
        let lifetime = grant.lifetime.unwrap_or(TRUSTED_LIFETIME).saturating_sub(margin);
        let look_again = now().saturating_add(lifetime.max(0));
        let found = Found::lasting(grant.token, Source::Trusted(resource.clone()));
        Ok(Known { found: Some(found), look_again: Some(look_again) })
    }

    /// The token with a day or more to go, if that can be had; else the one that there is, which the Hub may refuse.
    async fn renewed(&self, found: Found) -> Known {
        let Some(refresh_token) = renewal::due(&found, now()).filter(|_| !self.config.offline) else {
            let look_again = renewal::next_look(&found.credential);
            return Known { found: Some(found), look_again: look_again.filter(|at| now() < *at) };
        };
        match self.renew(&found, refresh_token).await {
            Ok(credential) => {
                let next = renewal::next_look(&credential).map(|at| at.max(now() + PATIENCE));
                Known { found: Some(Found { credential, ..found }), look_again: next }
            }
            Err(Failure::Asked(OAuthError::Ended)) => {
                self.out.warning(&format!("{} cannot be renewed: log in again with `hf auth login`", found.source));
                Known { found: Some(found), look_again: None }
            }
            Err(failure) => {
                if !self.has_warned.swap(true, Ordering::Relaxed) {
                    self.out.warning(&format!("could not renew {}: {failure}", found.source));
                }
                Known { found: Some(found), look_again: Some(now() + PATIENCE) }
            }
        }
    }

    async fn renew(&self, found: &Found, refresh_token: &Secret) -> Result<Credential, Failure> {
        let _turn = renewal::take_turn(&self.config).await?;
        match renewal::read_again(&self.config, found)? {
            Some(stored) if stored.token == *found.token() => {}
            Some(stored) => return Ok(stored),
            // The user has logged out meanwhile: this run goes on, and nothing is stored again.
            None => return Ok(found.credential.clone()),
        }
        let grant = self.hub.renew_login(&self.config.browser.client, refresh_token).await?;
        let renewed = credential(grant, Some(refresh_token));
        match renewal::replace(&self.config, found, &renewed) {
            Ok(()) => self.out.log(&format!("Renewed {}", found.source)),
            // What it was renewed with is worth nothing any more: this run has the new one at least.
            Err(error) => self.out.warning(&format!(
                "{} was renewed for this run only, because it could not be stored: {error}. Log in again with `hf auth \
                 login --force`",
                found.source
            )),
        }
        Ok(renewed)
    }
}

/// A token as it is stored. A Hub that gives no other refresh token means that `before` goes on.
pub fn credential(grant: Grant, before: Option<&Secret>) -> Credential {
    Credential {
        token: grant.token,
        refresh_token: grant.refresh_token.or_else(|| before.cloned()),
        expires_at: grant.lifetime.map(|seconds| now().saturating_add(seconds)),
    }
}

impl Bearer for Session {
    fn token(&self) -> BoxFuture<'_, Result<Option<Secret>, HubError>> {
        async move {
            if self.is_given_up.load(Ordering::Relaxed) {
                return Ok(None);
            }
            Ok(self.found().await?.map(Found::into_token))
        }
        .boxed()
    }

    fn is_optional(&self) -> bool {
        self.source.get().is_some_and(Source::is_stored)
    }

    fn give_up(&self) {
        let is_news = !self.is_given_up.swap(true, Ordering::Relaxed);
        if let (true, Some(source)) = (is_news, self.source.get()) {
            self.out.warning(&format!(
                "{source} was rejected; continuing without it, because what you asked for is public. Log in again with \
                 `hf auth login --force`, or remove the token with `hf auth logout`"
            ));
        }
    }
}
