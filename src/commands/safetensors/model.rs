//! Files of tensors as they are typed: a file or a folder of this machine, a repo, or one file of a repo. Knows where the
//! files are; their headers are read when they are asked for.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::api::Hub;
use crate::args::address::Address;
use crate::args::missing::UnreadableInput;
use crate::args::misuse::Misuse;
use crate::args::repo::TypeArg;
use crate::args::revision::RevisionArg;
use crate::args::token::TokenArg;
use crate::base::safetensors::index::{Index, parse};
use crate::context::Context;
use crate::ids::argument::RepoArgument;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;
use crate::ids::uri::HfUri;
use crate::transfer::safetensors::{Found, Place, TensorsError};

const SINGLE: &str = "model.safetensors";
const INDEX: &str = "model.safetensors.index.json";
const ENDING: &str = ".safetensors";
/// Headers that are read at once.
const AT_ONCE: usize = 8;

/// `--type`, `--revision` and `--token`.
#[derive(Default, clap::Args)]
pub(super) struct ModelArgs {
    #[command(flatten)]
    kind: TypeArg,
    #[command(flatten)]
    revision: RevisionArg,
    #[command(flatten)]
    token: TokenArg,
}

/// A model, or one of its files.
pub(super) struct Model {
    /// As it was typed.
    pub name: String,
    /// Each with the name that an index has for it.
    pub files: Vec<(String, Place)>,
    /// Of a model that is split.
    pub index: Option<Index>,
    pub hub: Option<Hub>,
}

impl ModelArgs {
    /// Finds what a word means: a path that exists or ends in `.safetensors` without a repo in front is of this machine.
    pub(super) async fn open(&self, cx: &Context, word: &str) -> Result<Model> {
        let path = Path::new(word);
        let name = word.to_owned();
        if path.is_dir() {
            return folder(name, path);
        }
        let is_local = word.starts_with(['.', '/']) || word.ends_with(ENDING) && word.matches('/').count() < 2;
        if path.is_file() || is_local && !HfUri::is_meant_by(word) {
            let file = path.file_name().map_or_else(String::new, |file| file.to_string_lossy().into_owned());
            return Ok(Model { name, files: vec![(file, Place::Local(path.to_owned()))], index: None, hub: None });
        }
        let hub = cx.hub(&self.token)?;
        let (repo, revision, path) = self.on_hub(word)?;
        let at: Revision = hub.commit_of(&repo, &revision).await?.parse()?;
        match path {
            Some(path) => {
                Ok(Model { name, files: vec![remote(&hub, (&repo, &at), path)], index: None, hub: Some(hub) })
            }
            None => of_repo(hub, name, (&repo, &at)).await,
        }
    }

    fn on_hub(&self, word: &str) -> Result<(RepoId, Revision, Option<String>)> {
        let typed = self.revision.revision.clone();
        let parts = word.split('/').filter(|part| !part.is_empty()).count();
        let is_typed = ["models/", "datasets/", "spaces/"].iter().any(|prefix| word.starts_with(prefix));
        if !HfUri::is_meant_by(word) && parts <= 2 + usize::from(is_typed) {
            let Ok(argument) = word.parse::<RepoArgument>();
            return Ok((argument.resolve(self.kind.given())?, typed.unwrap_or_default(), None));
        }
        if self.kind.given().is_some() {
            return Err(Misuse("an address includes the type: remove --type".to_owned()).into());
        }
        match word.parse::<Address>()?.0 {
            HfUri::Bucket(_) => Err(Misuse("buckets are not supported by this command".to_owned()).into()),
            HfUri::Repo(uri) => {
                if typed.is_some() && uri.revision.is_some() {
                    return Err(Misuse("the address includes the revision: remove --revision".to_owned()).into());
                }
                let path = Some(uri.path).filter(|path| !path.is_empty());
                Ok((uri.repo, uri.revision.or(typed).unwrap_or_default(), path))
            }
        }
    }
}

impl Model {
    /// The headers of all files, in their order.
    pub(super) async fn headers(&self, cx: &Context) -> Result<Vec<(String, Found)>, TensorsError> {
        let patience = cx.config.download_timeout;
        let read = |(name, place): &(String, Place)| {
            let (name, place, hub) = (name.clone(), place.clone(), self.hub.clone());
            async move { Ok::<_, TensorsError>((name, place.header(hub.as_ref(), patience).await?)) }
        };
        stream::iter(self.files.iter().map(read).collect::<Vec<_>>()).buffered(AT_ONCE).try_collect().await
    }
}

fn remote(hub: &Hub, (repo, at): (&RepoId, &Revision), path: String) -> (String, Place) {
    let url = hub.resolve_url(repo, at, &path);
    (path.clone(), Place::Remote { url, path })
}

async fn of_repo(hub: Hub, name: String, (repo, at): (&RepoId, &Revision)) -> Result<Model> {
    let found = hub.paths_info(repo, at, &[SINGLE, INDEX]).await?;
    let has = |path: &str| found.iter().any(|item| item.path == path && item.is_file());
    if has(SINGLE) {
        let files = vec![remote(&hub, (repo, at), SINGLE.to_owned())];
        return Ok(Model { name, files, index: None, hub: Some(hub) });
    }
    if !has(INDEX) {
        bail!(
            "{} '{repo}' has neither {SINGLE} nor {INDEX}: name one file, such as {repo}/adapter_model.safetensors",
            repo.kind()
        );
    }
    let text = hub.whole_file(repo, at, INDEX).await?.unwrap_or_default();
    let index = parse(&text).map_err(|source| TensorsError::Index { file: INDEX.to_owned(), source })?;
    let files = index.files().into_iter().map(|file| remote(&hub, (repo, at), file)).collect();
    Ok(Model { name, files, index: Some(index), hub: Some(hub) })
}

fn folder(name: String, folder: &Path) -> Result<Model> {
    let local = |file: String| (file.clone(), Place::Local(folder.join(file)));
    if folder.join(SINGLE).is_file() {
        return Ok(Model { name, files: vec![local(SINGLE.to_owned())], index: None, hub: None });
    }
    let path = folder.join(INDEX);
    if path.is_file() {
        let text = std::fs::read(&path).map_err(UnreadableInput::at(&path))?;
        let index = parse(&text).map_err(|source| TensorsError::Index { file: path.display().to_string(), source })?;
        let files = index.files().into_iter().map(local).collect();
        return Ok(Model { name, files, index: Some(index), hub: None });
    }
    let files: Vec<String> = tensor_files(folder)?;
    if files.is_empty() {
        bail!("'{}' has no safetensors files", folder.display());
    }
    Ok(Model { name, files: files.into_iter().map(local).collect(), index: None, hub: None })
}

fn tensor_files(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read '{}'", folder.display()))?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(ENDING)).collect();
    names.sort();
    Ok(names)
}

/// Files of this machine that were named one by one, or all of a folder.
pub(super) fn local_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(tensor_files(path)?.into_iter().map(|name| path.join(name)));
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}
