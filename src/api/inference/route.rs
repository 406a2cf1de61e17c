//! Who is asked: the router, a provider through the router or with a key of its own, the Hub's own service, or a server
//! at an address.

use reqwest::Url;

use super::Inference;
use super::error::InferenceError;
use super::mapping::{does, model_id, recommended};
use super::notice::{Notice, Tell};
use super::openai::PLAIN_CHAT;
use super::provider::{Form, Provider};
use super::providers::{HF_INFERENCE, OPENAI, PROVIDERS, find};
use super::task::Task;
use super::url;
use crate::api::models::ServedModel;

/// The provider's name that leaves the choice to the Hub.
pub const AUTO: &str = "auto";
/// The model's name for a server that has only one.
const ONLY_MODEL: &str = "dummy";

/// Who was asked for, as far as the user says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// The model's ID at the Hub, with a policy for the router; for a server at an address, its own name for it.
    pub model: Option<&'a str>,
    /// The provider's name, or [`AUTO`].
    pub provider: Option<&'a str>,
    /// The address of a server.
    pub url: Option<&'a str>,
}

/// Who is asked, and how.
#[derive(Debug, Clone)]
pub struct Route {
    pub(super) task: Task,
    pub(super) place: Place,
    pub(super) form: Form,
    /// The model's ID where it is asked for.
    pub(super) id: String,
    /// The model's ID at the Hub.
    pub(super) model: String,
    /// The file of weights that are put on top of another model's.
    pub(super) adapter: Option<String>,
}

/// Where requests go.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// The router chooses.
    Router,
    Provider(&'static Provider),
    Url(Url),
}

impl Route {
    /// The name of whoever is asked.
    pub fn by(&self) -> String {
        match &self.place {
            Place::Router => "the inference router".to_owned(),
            Place::Provider(provider) => provider.name.to_owned(),
            Place::Url(url) => crate::http::shown_url(url.as_str()),
        }
    }

    /// The provider that is asked, unless the router chooses one or a server is asked.
    pub fn provider(&self) -> Option<&'static str> {
        match self.place {
            Place::Provider(provider) => Some(provider.name),
            Place::Router | Place::Url(_) => None,
        }
    }

    /// Whether the Hub's own service is asked, which has forms of its own.
    pub fn is_own_service(&self) -> bool {
        matches!(&self.place, Place::Provider(provider) if std::ptr::eq(*provider, HF_INFERENCE))
    }

    /// The model that is asked, by its ID at the Hub if it has one.
    pub fn model(&self) -> &str {
        &self.model
    }

    fn new(task: Task, place: Place, form: Form, model: String) -> Self {
        Self { task, place, form, id: model.clone(), model, adapter: None }
    }
}

impl Inference {
    /// Finds out who does a task. `tell` hears what was chosen without being asked for.
    ///
    /// # Errors
    /// Nobody does it, or not so: any [`InferenceError`] of those.
    pub async fn route(&self, task: Task, wanted: Wanted<'_>, tell: &Tell<'_>) -> Result<Route, InferenceError> {
        if let Some(url) = wanted.url {
            return server(task, url, wanted.model);
        }
        let provider = match wanted.provider.filter(|name| *name != AUTO) {
            Some(name) => Some(find(name).ok_or_else(|| InferenceError::UnknownProvider(name.to_owned()))?),
            None => None,
        };
        match (provider, wanted.model) {
            (None, Some(model)) if task == Task::Conversational => self.router(model).await,
            (None, Some(model)) => self.first(task, model, tell).await,
            (None, None) => self.own_service(task, None, tell).await,
            (Some(provider), model) => self.provider(task, provider, model, tell).await,
        }
    }

    async fn router(&self, model: &str) -> Result<Route, InferenceError> {
        if self.key.is_some() {
            return Err(InferenceError::StrayKey { why: "name it with --provider" });
        }
        if self.router_service("").is_anonymous().await? {
            return Err(InferenceError::NoAccount);
        }
        Ok(Route::new(Task::Conversational, Place::Router, PLAIN_CHAT, model.to_owned()))
    }

    async fn provider(
        &self,
        task: Task,
        provider: &'static Provider,
        model: Option<&str>,
        tell: &Tell<'_>,
    ) -> Result<Route, InferenceError> {
        let form = form(task, provider)?;
        if std::ptr::eq(provider, HF_INFERENCE) {
            return self.own_service(task, model, tell).await;
        }
        let why = || InferenceError::NoModel { why: format!("{} needs one", provider.name) };
        let model = model.ok_or_else(why)?;
        if std::ptr::eq(provider, OPENAI) {
            return match self.key {
                Some(_) => Ok(Route::new(task, Place::Provider(provider), form, model.to_owned())),
                None => Err(InferenceError::NeedsOwnKey { provider: provider.name }),
            };
        }
        let served = self.hub.providers_of(&model_id(model)?).await?.unwrap_or_default();
        let Some(found) = served.iter().find(|served| served.provider == provider.name) else {
            let others = served.into_iter().map(|served| served.provider).collect();
            let provider = Some(provider.name.to_owned());
            return Err(InferenceError::NotServed { model: model.to_owned(), provider, others });
        };
        tell_of_state(model, found, tell);
        mapped(task, provider, model, found)
    }

    /// The first provider of the mapping that is known here, does the task and is well; else the first that may be.
    async fn first(&self, task: Task, model: &str, tell: &Tell<'_>) -> Result<Route, InferenceError> {
        if self.key.is_some() {
            return Err(InferenceError::StrayKey { why: "name it with --provider" });
        }
        if !PROVIDERS.iter().any(|provider| provider.does(task)) {
            form(task, HF_INFERENCE)?;
        }
        let served = self.hub.providers_of(&model_id(model)?).await?.unwrap_or_default();
        let fits = |served: &&ServedModel| {
            let provider = find(&served.provider).filter(|provider| provider.does(task));
            let served = served.task.as_deref();
            // Its own page says whether it compares sentences, too.
            let is_embedder = task == Task::SentenceSimilarity && served == Some(Task::FeatureExtraction.name());
            provider.is_some_and(|provider| {
                served == Some(task.name()) || is_embedder && std::ptr::eq(provider, HF_INFERENCE)
            })
        };
        let is_well = |served: &&ServedModel| served.status.as_deref() == Some("live");
        let mut fitting = served.iter().filter(fits);
        let found = fitting.clone().find(is_well).or_else(|| fitting.next());
        if let Some(found) = found
            && let Some(provider) = find(&found.provider)
        {
            tell(Notice::Chosen { provider: provider.name });
            if std::ptr::eq(provider, HF_INFERENCE) {
                return self.own_service(task, Some(model), tell).await;
            }
            tell_of_state(model, found, tell);
            return mapped(task, provider, model, found);
        }
        let known = served.iter().filter(|served| find(&served.provider).is_some());
        match known.filter_map(|served| served.task.clone()).next() {
            Some(served) if served != task.name() => {
                Err(InferenceError::WrongTask { model: model.to_owned(), task, served })
            }
            _ => {
                let others = served.into_iter().map(|served| served.provider).collect();
                Err(InferenceError::NotServed { model: model.to_owned(), provider: None, others })
            }
        }
    }

    async fn own_service(&self, task: Task, model: Option<&str>, tell: &Tell<'_>) -> Result<Route, InferenceError> {
        if self.key.is_some() {
            return Err(InferenceError::StrayKey { why: "hf-inference takes Hugging Face tokens only" });
        }
        let form = form(task, HF_INFERENCE)?;
        let model = match model {
            Some(model) => model.to_owned(),
            None => {
                let model = recommended(&self.hub, task).await?;
                tell(Notice::Recommended { model: &model });
                model
            }
        };
        let found = self.hub.model_task(&model_id(&model)?).await?;
        let (tag, tags) = (found.pipeline_tag.as_deref(), found.tags.as_deref().unwrap_or_default());
        if !does(task, tag, tags) {
            let served = tag.unwrap_or("no task at all").to_owned();
            return Err(InferenceError::WrongTask { model, task, served });
        }
        Ok(Route::new(task, Place::Provider(HF_INFERENCE), form, model))
    }
}

fn server(task: Task, url: &str, model: Option<&str>) -> Result<Route, InferenceError> {
    let form = form(task, HF_INFERENCE)?;
    let parsed = url::web_address(url)?;
    let place = if task == Task::Conversational { url::chat(&parsed) } else { parsed };
    Ok(Route::new(task, Place::Url(place), form, model.unwrap_or(ONLY_MODEL).to_owned()))
}

fn mapped(task: Task, provider: &'static Provider, model: &str, found: &ServedModel) -> Result<Route, InferenceError> {
    let form = form(task, provider)?;
    let served = found.task.clone().unwrap_or_default();
    if served != task.name() {
        return Err(InferenceError::WrongTask { model: model.to_owned(), task, served });
    }
    let id = found.provider_id.clone().unwrap_or_else(|| model.to_owned());
    let adapter = found.adapter_weights_path.clone();
    Ok(Route { id, adapter, ..Route::new(task, Place::Provider(provider), form, model.to_owned()) })
}

fn form(task: Task, provider: &'static Provider) -> Result<Form, InferenceError> {
    provider.form(task).ok_or_else(|| {
        let offered = PROVIDERS.iter().filter(|other| other.does(task)).map(|other| other.name).collect();
        InferenceError::NoTask { provider: provider.name.to_owned(), task, offered }
    })
}

fn tell_of_state(model: &str, found: &ServedModel, tell: &Tell<'_>) {
    let provider = &found.provider;
    match found.status.as_deref() {
        Some("staging") => tell(Notice::Staging { model, provider }),
        Some("error") => tell(Notice::Unwell { model, provider }),
        _ => {}
    }
}
