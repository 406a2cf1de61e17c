//! Models, as the Hub describes them.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Number, Value};

use super::card_data;
use super::records::RepoRecord;
use super::repos::{Expandable, Sibling};
use crate::base::json;
use crate::base::moment::Moment;
use crate::ids::repo::RepoKind;

/// A model, as the Hub describes it and as it is printed. A field that was not asked for is `None`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(remote = "Self", rename_all(deserialize = "camelCase"))]
pub struct Model {
    /// `namespace/name`, or `name` alone.
    pub id: String,
    /// Its namespace.
    pub author: Option<String>,
    /// The models that it was made from, and how.
    pub base_models: Option<Value>,
    /// The metadata of its card.
    #[serde(default, deserialize_with = "card_data::of_model")]
    pub card_data: Option<Value>,
    /// How many models were made from it, by how.
    pub children_model_count: Option<Value>,
    /// Parts of its `config.json`.
    pub config: Option<Value>,
    /// When the repo was made.
    pub created_at: Option<Moment>,
    /// Whether the Hub has closed the repo.
    pub disabled: Option<bool>,
    /// In the last 30 days.
    pub downloads: Option<u64>,
    /// Since it was made.
    pub downloads_all_time: Option<u64>,
    /// Results of evaluations, from files of the repo.
    #[serde(default, deserialize_with = "eval_results")]
    pub eval_results: Option<Vec<EvalResult>>,
    /// `false`, or how access is granted: `auto` or `manual`.
    pub gated: Option<Value>,
    /// What the head of its GGUF file says.
    pub gguf: Option<Value>,
    /// `warm` while a provider serves it.
    pub inference: Option<String>,
    /// Who serves it.
    #[serde(default, deserialize_with = "providers")]
    pub inference_provider_mapping: Option<Vec<ServedModel>>,
    /// When the repo was changed.
    pub last_modified: Option<Moment>,
    /// The library that it is made for.
    #[serde(rename(deserialize = "library_name"))]
    pub library_name: Option<String>,
    /// How many accounts like it.
    pub likes: Option<u64>,
    /// What stands for a word to be guessed.
    #[serde(rename(deserialize = "mask_token"))]
    pub mask_token: Option<String>,
    /// The results of evaluations in its card, as they are there.
    #[serde(default, rename(deserialize = "model-index"), deserialize_with = "json::unless_empty")]
    pub model_index: Option<Value>,
    /// Its task.
    #[serde(rename(deserialize = "pipeline_tag"))]
    pub pipeline_tag: Option<String>,
    /// Whether only some may see it.
    pub private: Option<bool>,
    /// The group of the organization that it belongs to.
    pub resource_group: Option<Value>,
    /// How many parameters its safetensors files hold.
    #[serde(default, deserialize_with = "json::unless_empty")]
    pub safetensors: Option<Safetensors>,
    /// What scans of the repo found.
    pub security_repo_status: Option<Value>,
    /// The commit that the revision names.
    pub sha: Option<String>,
    /// The files.
    pub siblings: Option<Vec<Sibling>>,
    /// The Spaces that use it.
    pub spaces: Option<Vec<String>>,
    /// Tags of its card and those that the Hub adds.
    pub tags: Option<Vec<String>>,
    /// How the library Transformers loads it.
    #[serde(default, deserialize_with = "json::unless_empty")]
    pub transformers_info: Option<TransformersInfo>,
    /// How popular it is for now.
    pub trending_score: Option<Number>,
    /// Bytes of all revisions.
    pub used_storage: Option<u64>,
    /// Examples of what to ask it.
    pub widget_data: Option<Value>,
}

/// How many parameters there are.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct Safetensors {
    /// By the type of the numbers, such as `BF16`.
    pub parameters: Value,
    /// Of all types.
    pub total: u64,
}

/// The classes of the library Transformers that load a model.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct TransformersInfo {
    /// Such as `AutoModelForCausalLM`.
    pub auto_model: Option<String>,
    /// A class of the repo itself.
    pub custom_class: Option<String>,
    /// The task that the class is for.
    pub pipeline_tag: Option<String>,
    /// Such as `AutoTokenizer`.
    pub processor: Option<String>,
}

/// A model as a provider serves it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all(deserialize = "camelCase"))]
pub struct ServedModel {
    /// The provider's name at the Hub.
    #[serde(default)]
    pub provider: String,
    /// The model's id at the Hub.
    #[serde(default, skip_deserializing)]
    pub hf_model_id: String,
    /// The model's id at the provider.
    pub provider_id: Option<String>,
    /// `live` or `staging`.
    pub status: Option<String>,
    /// What it does there.
    pub task: Option<String>,
    /// `lora` for weights that are put on top of others.
    pub adapter: Option<String>,
    /// The file of those weights.
    pub adapter_weights_path: Option<String>,
    /// `single-model` or `tag-filter`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

/// One result of an evaluation.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(from = "EvalFile")]
pub struct EvalResult {
    /// The dataset that it was measured with.
    pub dataset_id: Option<String>,
    /// The dataset's name for the task.
    pub task_id: Option<String>,
    /// What was measured.
    pub value: Value,
    /// The state of the dataset.
    pub dataset_revision: Option<String>,
    /// Tells that the Hub measured it.
    pub verify_token: Option<String>,
    /// When it was measured.
    pub date: Option<String>,
    /// Who says so, and where.
    pub source_url: Option<String>,
    pub source_name: Option<String>,
    pub source_user: Option<String>,
    pub source_org: Option<String>,
    /// What else there is to say.
    pub notes: Option<String>,
}

/// The form of files in `.eval_results`, which the Hub hands on.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EvalFile {
    dataset: EvalDataset,
    value: Value,
    verify_token: Option<String>,
    date: Option<String>,
    source: Option<EvalSource>,
    notes: Option<String>,
}

#[derive(Deserialize)]
struct EvalDataset {
    id: Option<String>,
    task_id: Option<String>,
    revision: Option<String>,
}

#[derive(Default, Deserialize)]
struct EvalSource {
    url: Option<String>,
    name: Option<String>,
    user: Option<String>,
    org: Option<String>,
}

impl From<EvalFile> for EvalResult {
    fn from(file: EvalFile) -> Self {
        let EvalSource { url, name, user, org } = file.source.unwrap_or_default();
        Self {
            dataset_id: file.dataset.id,
            task_id: file.dataset.task_id,
            value: file.value,
            dataset_revision: file.dataset.revision,
            verify_token: file.verify_token,
            date: file.date,
            source_url: url,
            source_name: name,
            source_user: user,
            source_org: org,
            notes: file.notes,
        }
    }
}

/// The results of files that the Hub could read; it says `error` of the others.
fn eval_results<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Vec<EvalResult>>, D::Error> {
    let Some(files) = json::unless_empty::<_, Vec<Value>>(field)? else { return Ok(None) };
    let read = files.into_iter().filter(|file| file.get("error").is_none());
    let data = read.map(|mut file| file.get_mut("data").map(Value::take).unwrap_or(file));
    data.map(EvalResult::deserialize).collect::<Result<_, _>>().map(Some).map_err(D::Error::custom)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Providers {
    Listed(Vec<ServedModel>),
    /// Each under its provider's name.
    Named(Map<String, Value>),
}

/// The Hub lists providers in listings and names them in the reply about one model.
fn providers<'de, D: Deserializer<'de>>(field: D) -> Result<Option<Vec<ServedModel>>, D::Error> {
    let named = |(provider, value)| ServedModel::deserialize(value).map(|served| ServedModel { provider, ..served });
    match Option::deserialize(field)? {
        None => Ok(None),
        Some(Providers::Listed(all)) => Ok(Some(all)),
        Some(Providers::Named(all)) => {
            all.into_iter().map(named).collect::<Result<_, _>>().map(Some).map_err(D::Error::custom)
        }
    }
}

// The derived functions read and write fields; the model's id is put where it belongs beside.
impl<'de> Deserialize<'de> for Model {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut model = Self::deserialize(deserializer)?;
        for served in model.inference_provider_mapping.iter_mut().flatten() {
            served.hf_model_id.clone_from(&model.id);
        }
        Ok(model)
    }
}

impl Serialize for Model {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl Expandable for Model {
    const PROPERTIES: &'static [&'static str] = &[
        "author",
        "baseModels",
        "cardData",
        "childrenModelCount",
        "config",
        "createdAt",
        "disabled",
        "downloads",
        "downloadsAllTime",
        "evalResults",
        "gated",
        "gguf",
        "inference",
        "inferenceProviderMapping",
        "lastModified",
        "library_name",
        "likes",
        "mask_token",
        "model-index",
        "pipeline_tag",
        "private",
        "resourceGroup",
        "safetensors",
        "sha",
        "siblings",
        "spaces",
        "tags",
        "transformersInfo",
        "trendingScore",
        "usedStorage",
        "widgetData",
    ];
}

impl RepoRecord for Model {
    const KIND: RepoKind = RepoKind::Model;
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Model;
    use crate::base::json::without_nulls;

    /// What is printed of a reply.
    fn printed(reply: Value) -> String {
        let model: Model = serde_json::from_value(reply).unwrap();
        without_nulls(serde_json::to_value(model).unwrap()).to_string()
    }

    #[test]
    fn a_model_is_printed_in_the_order_of_the_python_client_and_without_unknown_fields() {
        let reply = json!({
            "_id": "x", "modelId": "a/b", "id": "a/b", "likes": 3, "tags": ["x", "x"], "model-index": [],
            "library_name": "l", "mask_token": "[MASK]", "trendingScore": 1.5, "private": false, "sha": null,
            "createdAt": "2024-01-02T03:04:05.000Z", "config": {"a": null}, "siblings": [{"rfilename": "f"}],
        });
        let expected = concat!(
            r#"{"id":"a/b","config":{},"created_at":"2024-01-02T03:04:05+00:00","library_name":"l","likes":3,"#,
            r#""mask_token":"[MASK]","private":false,"siblings":[{"rfilename":"f"}],"tags":["x","x"],"#,
            r#""trending_score":1.5}"#
        );
        assert_eq!(printed(reply), expected);
    }

    #[test]
    fn what_is_empty_is_left_out_where_the_python_client_does_so() {
        let reply = json!({"id": "a", "safetensors": {}, "transformersInfo": {}, "evalResults": [], "cardData": {},
                           "model-index": [], "siblings": [], "widgetData": [], "inferenceProviderMapping": {}});
        let expected = r#"{"id":"a","inference_provider_mapping":[],"siblings":[],"widget_data":[]}"#;
        assert_eq!(printed(reply), expected);
    }

    #[test]
    fn providers_are_a_list_that_names_the_model_however_the_hub_sends_them() {
        let served = json!({"providerId": "x", "status": "live", "task": "t", "adapterWeightsPath": "w"});
        let named = json!({"id": "a/b", "inferenceProviderMapping": {"p": served}});
        let mut listed = served.clone();
        listed["provider"] = json!("p");
        listed["hfModelId"] = json!("z");
        let listed = json!({"id": "a/b", "inferenceProviderMapping": [listed]});
        let expected = concat!(
            r#"{"id":"a/b","inference_provider_mapping":[{"provider":"p","hf_model_id":"a/b","provider_id":"x","#,
            r#""status":"live","task":"t","adapter_weights_path":"w"}]}"#
        );
        assert_eq!([printed(named), printed(listed)], [expected, expected]);
    }

    #[test]
    fn results_of_evaluations_are_flat_and_unreadable_files_are_left_out() {
        let data = json!({
            "dataset": {"id": "d", "task_id": "t", "revision": "r"}, "value": 3.5, "verifyToken": "v",
            "date": "2024-01-01", "source": {"url": "u", "org": "o"}, "notes": "n",
        });
        let files = json!([{"filename": "f", "data": data}, {"filename": "g", "error": "bad"}]);
        let expected = concat!(
            r#"{"id":"a","eval_results":[{"dataset_id":"d","task_id":"t","value":3.5,"dataset_revision":"r","#,
            r#""verify_token":"v","date":"2024-01-01","source_url":"u","source_org":"o","notes":"n"}]}"#
        );
        assert_eq!(printed(json!({"id": "a", "evalResults": files})), expected);
    }

    #[test]
    fn a_field_of_another_type_is_an_error_that_says_so() {
        let error = serde_json::from_str::<Model>(r#"{"id": "a/b", "likes": "many"}"#).unwrap_err().to_string();
        assert!(error.contains("invalid type: string \"many\", expected u64"), "{error}");
    }
}
