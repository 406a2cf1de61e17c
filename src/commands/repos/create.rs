//! `hf repos create`.

use anyhow::{Result, bail};
use serde::Serialize;
use serde_json::{Value, json};

use super::new_repo::NewRepoArgs;
use super::space_machine::{SpaceMachineArgs, warn_unused};
use crate::api::Hub;
use crate::api::repos::NewRepo;
use crate::api::spaces::SpaceTemplate;
use crate::args::missing::Missing;
use crate::args::misuse::Misuse;
use crate::args::region::RegionArg;
use crate::args::repo::RepoArgs;
use crate::args::visibility::Visibility;
use crate::context::Context;
use crate::ids::repo::RepoKind;

const SDKS: [&str; 4] = ["gradio", "streamlit", "docker", "static"];

/// Create a repo
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  $ hf repos create my-model\n  $ hf repos create my-data --type dataset --private\n  \
                        $ hf repos create my-space --type space --sdk gradio --flavor t4-medium --secrets HF_TOKEN\n  \
                        $ hf repos create my-lab --type space --template JupyterLab\n  \
                        $ hf repos create my-space --type space --sdk docker -v hf://buckets/ada/data:/data"
)]
pub struct Create {
    #[command(flatten)]
    pub(crate) repo: RepoArgs,
    /// SDK of a Space: gradio, streamlit, docker or static
    // Any word is taken here: as with the Python client it only matters for a Space.
    #[arg(long, visible_alias = "space-sdk", alias = "space_sdk", value_name = "SDK")]
    sdk: Option<String>,
    /// Template to create a Space from, by repo ID or short name
    #[arg(long, value_name = "TEMPLATE")]
    template: Option<String>,
    #[command(flatten)]
    new: NewRepoArgs,
    #[command(flatten)]
    region: RegionArg,
    #[command(flatten)]
    machine: SpaceMachineArgs,
}

#[derive(Serialize)]
struct Created<'a> {
    repo_id: &'a str,
    url: &'a str,
}

impl Create {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let id = self.repo.resolve()?;
        self.check(id.kind())?;
        let visibility = self.new.visibility.word_for(id.kind())?;
        let hub = cx.hub(&self.new.token)?;
        let mut repo = NewRepo::named(&id);
        repo.visibility = visibility;
        if id.kind() == RepoKind::Space {
            repo.rest = self.machine.fields(cx, &self.new.token).await?;
            self.begin_space(&hub, &mut repo).await?;
        } else {
            warn_unused(cx, id.kind(), self.sdk.iter().map(|_| "--sdk").chain(self.machine.given()));
        }
        let others = [("resourceGroupId", &self.new.resource_group_id), ("region", &self.region.region)];
        repo.rest
            .extend(others.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value.as_ref()?)))));
        let outcome = match self.new.exist_ok.is_given() {
            true => hub.create_repo_if_missing(&id, &repo).await,
            false => hub.create_repo(&repo).await,
        };
        let created = self.machine.explained(&hub, outcome).await?;
        Ok(cx.out.done("Repo created", &Created { repo_id: created.id(), url: &created.url })?)
    }

    /// What makes no sense for that kind of repo, found before anything is asked of the Hub.
    fn check(&self, kind: RepoKind) -> Result<(), Misuse> {
        let is_space = kind == RepoKind::Space;
        if !is_space && self.template.is_some() {
            return Err(Misuse(format!("a {kind} has no --template, only a Space")));
        }
        match self.sdk.as_deref() {
            Some(sdk) if is_space && !SDKS.contains(&sdk) => {
                Err(Misuse(format!("unknown SDK '{sdk}': use {}", SDKS.join(", "))))
            }
            None if is_space && self.template.is_none() => {
                Err(Misuse(format!("a Space needs --sdk, one of {}, or --template", SDKS.join(", "))))
            }
            _ => Ok(()),
        }
    }

    async fn begin_space(&self, hub: &Hub, repo: &mut NewRepo) -> Result<()> {
        let mut set = |name: &str, value: &str| drop(repo.rest.insert(name.to_owned(), Value::from(value)));
        let Some(wanted) = &self.template else {
            set("sdk", self.sdk.as_deref().unwrap_or_default());
            return Ok(());
        };
        let template = find(hub.space_templates().await?, wanted)?;
        if let Some(sdk) = self.sdk.as_deref().filter(|sdk| *sdk != template.sdk) {
            bail!(Misuse(format!("the template '{wanted}' uses {}, not {sdk}", template.sdk)));
        }
        set("sdk", &template.sdk);
        set("template", &template.repo_id);
        if template.preferred_private && repo.visibility.is_none() {
            repo.visibility = Some(Visibility::Private.word());
        }
        Ok(())
    }
}

fn find(templates: Vec<SpaceTemplate>, wanted: &str) -> Result<SpaceTemplate> {
    let mut names: Vec<String> = templates.iter().map(|template| template.name.clone()).collect();
    let is_wanted =
        |template: &SpaceTemplate| template.repo_id == wanted || template.name.to_lowercase() == wanted.to_lowercase();
    match templates.into_iter().find(is_wanted) {
        Some(template) => Ok(template),
        None => {
            names.sort();
            let hint = format!("use one of {}", names.join(", "));
            bail!(Missing { kind: "template", name: wanted.to_owned(), hint })
        }
    }
}
