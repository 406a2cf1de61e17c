//! Chooses a variant of a repo's weights for `hf download`: by its name, or the largest that fits into memory.

use std::ops::Range;

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};

use super::fs::cat::{RepoFile, read_of_repo};
use super::fs::peek::looked;
use super::xet_store::Sink;
use crate::api::Hub;
use crate::args::missing::Missing;
use crate::args::misuse::Misuse;
use crate::args::variant::{Fit, VariantArgs};
use crate::base::machine;
use crate::base::peek::Trouble;
use crate::base::weights::memory::{Attention, Budget, Need};
use crate::base::weights::{NoVariant, Variant, WeightFile, choose, variants};
use crate::context::Context;
use crate::ids::repo::RepoId;
use crate::ids::revision::Revision;
use crate::output::quantity;

const CONFIG: &str = "config.json";
/// The longest configuration that is read, in bytes.
const LONGEST_CONFIG: u64 = 1 << 20;

/// The repo whose weights are wanted, at a revision.
pub(super) struct Weights<'a> {
    pub(super) cx: &'a Context,
    pub(super) hub: &'a Hub,
    pub(super) repo: &'a RepoId,
    pub(super) revision: &'a Revision,
}

impl Weights<'_> {
    /// The paths of the files that the arguments mean.
    pub(super) async fn chosen(&self, args: &VariantArgs) -> Result<Vec<String>> {
        let items = self.hub.tree(self.repo, self.revision, "", true).all().await?;
        let size = |item: &crate::api::tree::TreeItem| item.lfs.as_ref().map_or(item.size, |lfs| lfs.size);
        let files: Vec<(String, u64)> =
            items.iter().filter(|item| item.is_file()).map(|item| (item.path.clone(), size(item))).collect();
        let all = variants(&files);
        let variant = match (&args.variant, args.fit) {
            (Some(name), _) => self.named(&all, name)?,
            (None, Some(fit)) => self.fitting(&all, &files, (fit, args.context)).await?,
            (None, None) => match all.as_slice() {
                [only] => only,
                several => bail!(Misuse(format!("--shards needs --variant: {}", self.offer(several)))),
            },
        };
        let is_wanted = |file: &&WeightFile| match (&args.shards, file.shard) {
            (None, _) => true,
            (Some(wanted), number) => number.is_some_and(|number| wanted.has(number)),
        };
        let weights: Vec<String> = variant.files.iter().filter(is_wanted).map(|file| file.path.clone()).collect();
        if weights.is_empty() {
            bail!(self.missing("shard", &variant.name, format!("'{}' has {}", variant.name, shards(variant))));
        }
        Ok(weights.into_iter().chain(variant.beside.iter().cloned()).collect())
    }

    fn named<'v>(&self, all: &'v [Variant], name: &str) -> Result<&'v Variant> {
        choose(all, name).map_err(|error| match error {
            NoVariant::Unknown { wanted, .. } => self.missing("variant", &wanted, self.offer(all)).into(),
            ambiguous @ NoVariant::Ambiguous { .. } => Misuse(ambiguous.to_string()).into(),
        })
    }

    fn missing(&self, kind: &'static str, name: &str, hint: String) -> Missing {
        Missing { kind, name: name.to_owned(), hint }
    }

    fn offer(&self, all: &[Variant]) -> String {
        if all.is_empty() {
            return format!("'{}' has no GGUF files and no safetensors", self.repo);
        }
        let variant = |variant: &Variant| format!("{} ({})", variant.name, quantity::bytes(variant.bytes()));
        format!("'{}' has {}", self.repo, all.iter().map(variant).collect::<Vec<_>>().join(", "))
    }

    /// The largest variant that fits, of those in GGUF if there are any.
    async fn fitting<'v>(
        &self,
        all: &'v [Variant],
        files: &[(String, u64)],
        (fit, context): (Fit, Option<u64>),
    ) -> Result<&'v Variant> {
        let (memory, whose) = match fit {
            Fit::Size(bytes) => (bytes, "as you named"),
            Fit::Auto => memory_here().context("the memory of this machine is not known: name a size with --fit")?,
        };
        let has_gguf = all.iter().any(|variant| variant.is_gguf);
        let candidates: Vec<&Variant> = all.iter().filter(|variant| variant.is_gguf == has_gguf).collect();
        let Some(smallest) = candidates.first() else {
            bail!(self.missing("variant", "--fit", self.offer(all)));
        };
        let attention = self.attention(smallest, files).await?;
        let budget = Budget { memory, context };
        let need = |variant: &Variant| Need::of(variant.bytes(), attention, budget);
        let memory = format!("{} ({whose})", quantity::bytes(memory));
        match candidates.iter().rev().find(|variant| need(variant).sum() <= budget.memory) {
            Some(variant) => {
                self.cx.out.log(&format!("{} fits: {} of {memory}", variant.name, sum(need(variant))));
                Ok(variant)
            }
            None => {
                let (repo, name, sum) = (self.repo, &smallest.name, sum(need(smallest)));
                bail!("no variant of '{repo}' fits into {memory}: the smallest, {name}, takes {sum}")
            }
        }
    }

    /// What a text takes besides the weights: the header of a GGUF file says it, or the configuration.
    async fn attention(&self, variant: &Variant, files: &[(String, u64)]) -> Result<Option<Attention>> {
        let first = variant.files.first().filter(|_| variant.is_gguf);
        if let Some(first) = first
            && let Some(attention) = Attention::of_gguf(&self.metadata(first).await?)
        {
            return Ok(Some(attention));
        }
        let config = files.iter().find(|(path, size)| path == CONFIG && *size <= LONGEST_CONFIG);
        let Some((path, size)) = config else { return Ok(None) };
        let mut bytes = Vec::new();
        let mut keep = |chunk: &[u8]| {
            bytes.extend_from_slice(chunk);
            Ok(())
        };
        self.part(path, *size, 0..*size, &mut keep).await?;
        Ok(serde_json::from_slice::<Value>(&bytes).ok().as_ref().and_then(Attention::of_config))
    }

    /// The metadata of a GGUF file, as far as a look at its beginning shows it.
    async fn metadata(&self, file: &WeightFile) -> Result<Map<String, Value>> {
        let read = async |part: Range<u64>, sink: &mut Sink<'_>| self.part(&file.path, file.size, part, sink).await;
        match looked(&file.path, file.size, read).await? {
            Ok(peeked) => Ok(peeked.items.into_iter().filter_map(pair).collect()),
            Err(Trouble::Broken(why)) => bail!("'{}' is not a GGUF file: {why}", file.path),
            Err(Trouble::Needs(_) | Trouble::Unknown | Trouble::Wrong(_)) => {
                bail!("'{}' is not a GGUF file", file.path)
            }
        }
    }

    async fn part(&self, path: &str, size: u64, part: Range<u64>, sink: &mut Sink<'_>) -> Result<()> {
        let file = RepoFile { repo: self.repo, revision: self.revision, path, size };
        read_of_repo(self.cx, self.hub, (file, part), sink).await
    }
}

/// `{"key": …, "value": …}`.
fn pair(item: Value) -> Option<(String, Value)> {
    let Value::Object(mut item) = item else { return None };
    let key = item.get("key")?.as_str()?.to_owned();
    Some((key, item.remove("value")?))
}

fn memory_here() -> Option<(u64, &'static str)> {
    let gpu = machine::gpu_memory().map(|bytes| (bytes, "this machine's GPU"));
    gpu.or_else(|| machine::memory().map(|bytes| (bytes, "this machine")))
}

fn sum(need: Need) -> String {
    let cache = match need.cache {
        Some(bytes) => format!("{} for a text of {} tokens", quantity::bytes(bytes), need.context),
        None => "an unknown size for the text".to_owned(),
    };
    let [weights, reserve, all] = [need.weights, need.reserve, need.sum()].map(quantity::bytes);
    format!("{weights} of weights + {cache} + {reserve} in reserve = {all}")
}

fn shards(variant: &Variant) -> String {
    match variant.files.iter().filter_map(|file| file.shard).max() {
        Some(last) => format!("the shards 1-{last}"),
        None => "no shards".to_owned(),
    }
}
