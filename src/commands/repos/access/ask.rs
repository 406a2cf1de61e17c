//! `hf repos access ask`.

use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::form::{Form, Question};
use crate::api::error::RefusalKind;
use crate::api::{Hub, HubError};
use crate::args::confirm::YesArg;
use crate::args::misuse::Misuse;
use crate::args::repo::RepoArgs;
use crate::args::timeout::WaitTimeoutArg;
use crate::args::token::TokenArg;
use crate::base::age::Age;
use crate::base::wait::until;
use crate::commands::wait::TimedOut;
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::output::Format;

/// How often it looks whether the owner has decided.
const POLL: Duration = Duration::from_secs(10);

/// Ask for access to a gated repo
///
/// Shows the terms and the questions of its owner, and sends your answers, your user name and your e-mail address.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf repos access ask meta-llama/Llama-3.1-8B
  $ hf repos access ask my-org/my-model --field Company=Example --field Terms=yes --yes
  $ hf repos access ask my-org/my-model --wait --timeout 2h")]
pub struct Ask {
    #[command(flatten)]
    repo: RepoArgs,
    /// Answer to a question of the form; may be repeated
    #[arg(long = "field", value_name = "NAME=VALUE", value_parser = pair)]
    fields: Vec<(String, String)>,
    /// Wait until the owner has decided
    #[arg(long)]
    wait: bool,
    #[command(flatten)]
    timeout: WaitTimeoutArg,
    #[command(flatten)]
    yes: YesArg,
    #[command(flatten)]
    token: TokenArg,
}

/// What has become of a request.
enum State {
    Granted,
    Waiting,
    /// In the Hub's words.
    Refused(String),
}

impl Ask {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let repo = self.repo.resolve()?;
        let hub = cx.hub(&self.token)?.for_changes();
        if let State::Granted = state(&hub, &repo).await? {
            return Ok(cx.out.unchanged("Nothing to do: you have access", &result(&repo, "accepted"))?);
        }
        let form = Form::of(&hub.gate(&repo).await?);
        form.terms.iter().try_for_each(|text| cx.out.text(text))?;
        let answers = self.answers(cx, &form)?;
        let question = format!(
            "Share this, your user name and your e-mail address with the owner of {} '{repo}', \
                                and accept the terms?",
            repo.kind()
        );
        self.yes.confirm(&cx.out, &question)?;
        hub.ask_access(&repo, &answers).await?;
        let state = if self.wait { self.decision(cx, &hub, &repo).await? } else { state(&hub, &repo).await? };
        match state {
            State::Granted => Ok(cx.out.done("Access granted", &result(&repo, "accepted"))?),
            State::Waiting => Ok(cx.out.done("Request sent: the owner decides", &result(&repo, "pending"))?),
            State::Refused(why) => bail!("there is no access to {} '{repo}': {why}", repo.kind()),
        }
    }

    /// An answer to every question: what was typed, or what a person says now.
    fn answers(&self, cx: &Context, form: &Form) -> Result<Map<String, Value>> {
        if let Some((name, _)) = self.fields.iter().find(|(name, _)| !form.questions.iter().any(|of| of.name == *name))
        {
            return Err(Misuse(format!("the form has no field '{name}'")).into());
        }
        let mut answers = Map::new();
        for question in &form.questions {
            let typed = self.fields.iter().find(|(name, _)| *name == question.name).map(|(_, value)| value.clone());
            let answer = match typed {
                Some(answer) => answer,
                None if cx.out.format() == Format::Human => cx.out.question(&asked(question))?,
                None => return Err(Misuse(format!("the form asks for --field '{}=VALUE'", question.name)).into()),
            };
            let Some(answer) = question.accepts(&answer) else {
                return Err(Misuse(format!("'{answer}' does not answer '{}'", question.name)).into());
            };
            answers.insert(question.name.clone(), answer);
        }
        Ok(answers)
    }

    async fn decision(&self, cx: &Context, hub: &Hub, repo: &RepoId) -> Result<State> {
        let limit = self.timeout.timeout.map(|Age(seconds)| Duration::from_secs(seconds));
        let end = limit.and_then(|limit| Instant::now().checked_add(limit));
        let status = cx.out.waiting("Waiting for the owner to decide");
        let decided = until(POLL, end, async |_| match state(hub, repo).await? {
            State::Waiting => Ok::<_, HubError>(None),
            decided => Ok(Some(decided)),
        });
        let decided = decided.await?;
        drop(status);
        decided.ok_or_else(|| {
            TimedOut { what: format!("the request for '{repo}'"), after: limit.unwrap_or_default() }.into()
        })
    }
}

fn result(repo: &RepoId, status: &str) -> Value {
    json!({"repo_id": repo.id(), "repo_type": repo.kind().singular(), "status": status})
}

fn asked(question: &Question) -> String {
    match question.choices.as_slice() {
        [] => format!("{}: ", question.name),
        choices => format!("{} ({}): ", question.name, choices.join(", ")),
    }
}

async fn state(hub: &Hub, repo: &RepoId) -> Result<State, HubError> {
    let error = match hub.check_access(repo, false).await {
        Ok(()) => return Ok(State::Granted),
        Err(error) => error,
    };
    match error.refusal().filter(|refusal| refusal.kind == RefusalKind::Gated && refusal.status == 403) {
        Some(refusal) if refusal.message.contains("rejected") => Ok(State::Refused(refusal.message.clone())),
        Some(_) => Ok(State::Waiting),
        None => Err(error),
    }
}

fn pair(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}
