//! The dataset viewer: the Parquet files that a dataset was converted to, its subsets and splits, its columns, and its
//! first rows. The viewer answers what it has converted so far; what it has not is part of most answers.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::HubError;
use super::bearer::Bearer;
use super::service::Service;
use super::subject::ServiceKind;
use crate::http::Http;
use crate::http::query::Query;
use crate::ids::repo::RepoId;

/// Rows of one answer, at most.
pub const LONGEST_PAGE: usize = 100;

/// The service behind the viewer. Cheap to clone.
#[derive(Clone)]
pub struct DatasetsServer(Service);

/// A Parquet file of a dataset.
#[derive(Debug, Clone, Deserialize)]
pub struct ParquetFile {
    /// The subset; also known as configuration.
    pub config: String,
    /// Such as `train`.
    pub split: String,
    /// Where it is downloaded.
    pub url: String,
    /// Bytes.
    pub size: u64,
}

/// A subset or split that the viewer has not converted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Unconverted {
    /// The subset.
    pub config: Option<String>,
    /// The split; `None` for all of the subset.
    pub split: Option<String>,
    /// What went wrong, if the server says so.
    #[serde(deserialize_with = "message")]
    pub error: Option<String>,
}

/// What is missing from an answer.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Gaps {
    /// Not converted yet.
    pub pending: Vec<Unconverted>,
    /// Could not be converted.
    pub failed: Vec<Unconverted>,
    /// Only the first part of the dataset is converted.
    pub partial: bool,
}

/// The Parquet files of a dataset.
#[derive(Debug, Clone, Deserialize)]
pub struct ParquetFiles {
    #[serde(rename = "parquet_files")]
    pub files: Vec<ParquetFile>,
    #[serde(flatten)]
    pub gaps: Gaps,
}

/// A split of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct Split {
    /// The subset that it belongs to.
    pub config: String,
    /// Its name.
    pub split: String,
}

/// The splits of a dataset.
#[derive(Debug, Clone, Deserialize)]
pub struct Splits {
    pub splits: Vec<Split>,
    #[serde(flatten)]
    pub gaps: Gaps,
}

/// How large a split is.
#[derive(Debug, Clone, Deserialize)]
pub struct SplitSize {
    pub config: String,
    pub split: String,
    pub num_rows: Option<u64>,
    pub num_columns: Option<u64>,
    /// Bytes.
    pub num_bytes_parquet_files: Option<u64>,
}

#[derive(Deserialize)]
struct Sizes {
    size: SizesBySplit,
}

#[derive(Deserialize)]
struct SizesBySplit {
    splits: Vec<SplitSize>,
}

/// A column of a dataset.
#[derive(Debug, Clone, Deserialize)]
pub struct Feature {
    pub name: String,
    /// As the datasets library describes it.
    #[serde(rename = "type")]
    pub kind: Value,
}

/// Some rows of a split.
#[derive(Debug, Clone, Deserialize)]
pub struct Rows {
    pub features: Vec<Feature>,
    pub rows: Vec<NumberedRow>,
    /// In the whole split, or of those that match.
    pub num_rows_total: Option<u64>,
    #[serde(default)]
    pub partial: bool,
}

/// A row and its place in the split.
#[derive(Debug, Clone, Deserialize)]
pub struct NumberedRow {
    pub row_idx: u64,
    pub row: Map<String, Value>,
    /// Columns whose values the server has cut.
    #[serde(default)]
    pub truncated_cells: Vec<String>,
}

/// Which rows are asked for.
#[derive(Debug, Clone, Default)]
pub enum RowFilter {
    /// All of them.
    #[default]
    All,
    /// Those that contain the words.
    Search(String),
    /// Those that a condition in SQL holds for.
    Where(String),
}

impl DatasetsServer {
    /// `base` has no final slash.
    pub fn new(http: Http, base: String, bearer: Arc<dyn Bearer>) -> Self {
        Self(Service::new(ServiceKind::DatasetsServer, http, base, bearer))
    }

    /// `GET /parquet`: the Parquet files of a dataset, or of one subset.
    pub async fn parquet_files(&self, dataset: &RepoId, subset: Option<&str>) -> Result<ParquetFiles, HubError> {
        let query = about(dataset).maybe("config", subset);
        self.0.get("/parquet").query(&query).json().await
    }

    /// `GET /splits`: the subsets of a dataset and their splits.
    pub async fn splits(&self, dataset: &RepoId) -> Result<Splits, HubError> {
        self.0.get("/splits").query(&about(dataset)).json().await
    }

    /// `GET /size`: the sizes of the splits that are converted.
    pub async fn split_sizes(&self, dataset: &RepoId) -> Result<Vec<SplitSize>, HubError> {
        let sizes: Sizes = self.0.get("/size").query(&about(dataset)).json().await?;
        Ok(sizes.size.splits)
    }

    /// `GET /rows`, `/search` or `/filter`: rows of a split from `offset` on, at most [`LONGEST_PAGE`].
    pub async fn rows(
        &self,
        dataset: &RepoId,
        split: &Split,
        filter: &RowFilter,
        (offset, length): (u64, usize),
    ) -> Result<Rows, HubError> {
        let query = about(dataset).set("config", &split.config).set("split", &split.split);
        let (path, query) = match filter {
            RowFilter::All => ("/rows", query),
            RowFilter::Search(words) => ("/search", query.set("query", words)),
            RowFilter::Where(condition) => ("/filter", query.set("where", condition)),
        };
        self.0.get(path).query(&query.set("offset", offset).set("length", length)).json().await
    }
}

impl fmt::Display for Unconverted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = [&self.config, &self.split].into_iter().flatten().map(String::as_str);
        formatter.write_str(&names.collect::<Vec<_>>().join("/"))?;
        self.error.as_ref().map_or(Ok(()), |error| write!(formatter, " ({error})"))
    }
}

fn about(dataset: &RepoId) -> Query {
    Query::new().set("dataset", dataset.id())
}

/// A text, or an object that has one.
fn message<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let text = value.as_str().or_else(|| value["error"].as_str()).or_else(|| value["message"].as_str());
    Ok(text.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ParquetFiles, Unconverted};

    #[test]
    fn what_is_missing_is_read_in_every_form() {
        let sent = json!({
            "parquet_files": [], "partial": true, "pending": [{"dataset": "a/b", "config": "en", "split": null}],
            "failed": [{"config": "fr", "split": "train", "error": {"error": "too large"}}], "features": null,
        });
        let ParquetFiles { files, gaps } = serde_json::from_value(sent).unwrap();
        assert!(files.is_empty() && gaps.partial);
        assert_eq!(
            (gaps.pending[0].to_string(), gaps.failed[0].to_string()),
            ("en".into(), "fr/train (too large)".into())
        );
        let plain: ParquetFiles = serde_json::from_value(json!({"parquet_files": []})).unwrap();
        assert!(plain.gaps.failed.is_empty() && !plain.gaps.partial);
        assert_eq!(Unconverted::default().to_string(), "");
    }
}
