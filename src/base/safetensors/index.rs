//! The index of a model that is split into several files: which file has which tensor.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::header::Header;
use crate::base::fs::safe_relative;

/// The longest index, in bytes, as in the Python client.
pub const LONGEST: usize = 10 << 20;

/// An index.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
pub struct Index {
    /// The sum of all sizes, and what the writer added.
    #[serde(default)]
    pub metadata: Map<String, Value>,
    /// The file of each tensor.
    pub weight_map: serde_json::Map<String, Value>,
}

/// Why an index is refused.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    #[error("the index has more than {LONGEST} bytes")]
    TooLong,
    #[error("the index is not valid")]
    Json(#[from] serde_json::Error),
    #[error("the index names the file '{0}', which is not one beside it")]
    Elsewhere(String),
}

/// Something that index and files do not agree on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    pub file: String,
    pub tensor: Option<String>,
    pub problem: String,
}

/// Reads an index. Its files stand beside it or below: anything else would be read from who knows where.
///
/// # Errors
/// Any [`IndexError`].
pub fn parse(text: &[u8]) -> Result<Index, IndexError> {
    if text.len() > LONGEST {
        return Err(IndexError::TooLong);
    }
    let index: Index = serde_json::from_slice(text)?;
    for file in index.weight_map.values() {
        let name = file.as_str().unwrap_or_default();
        let is_tensors = name.ends_with(".safetensors") && !name.contains(['\\', ':']);
        if !is_tensors || safe_relative(name).is_err() {
            return Err(IndexError::Elsewhere(file.as_str().map_or_else(|| file.to_string(), str::to_owned)));
        }
    }
    Ok(index)
}

impl Index {
    /// The files, each once, by name.
    pub fn files(&self) -> Vec<String> {
        let names: BTreeSet<&str> = self.weight_map.values().filter_map(Value::as_str).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// The index of files that are there.
    pub fn of(headers: &[(String, Header)]) -> Self {
        let tensors = headers.iter().flat_map(|(file, header)| header.tensors.iter().map(move |tensor| (file, tensor)));
        let weight_map =
            tensors.clone().map(|(file, tensor)| (tensor.name.clone(), Value::from(file.as_str()))).collect();
        let total: u64 = tensors.map(|(_, tensor)| tensor.bytes()).fold(0, u64::saturating_add);
        Self { metadata: Map::from_iter([("total_size".to_owned(), total.into())]), weight_map }
    }

    /// Where index and files differ.
    pub fn problems(&self, headers: &[(String, Header)]) -> Vec<Problem> {
        let mut problems = doubles(headers);
        let problem = |file: &str, tensor: &str, problem: String| Problem {
            file: file.to_owned(),
            tensor: Some(tensor.to_owned()),
            problem,
        };
        let places: BTreeMap<&str, &str> = headers
            .iter()
            .flat_map(|(file, header)| header.tensors.iter().map(move |tensor| (tensor.name.as_str(), file.as_str())))
            .collect();
        for (tensor, file) in &self.weight_map {
            let file = file.as_str().unwrap_or_default();
            match places.get(tensor.as_str()) {
                None => problems.push(problem(file, tensor, "no file has it".to_owned())),
                Some(other) if *other != file => problems.push(problem(file, tensor, format!("it is in '{other}'"))),
                Some(_) => {}
            }
        }
        for (tensor, file) in places.iter().filter(|(tensor, _)| !self.weight_map.contains_key(**tensor)) {
            problems.push(problem(file, tensor, "the index does not name it".to_owned()));
        }
        problems.sort();
        problems
    }
}

/// Tensors that two files have.
pub fn doubles(headers: &[(String, Header)]) -> Vec<Problem> {
    let mut places: BTreeMap<&str, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for (file, header) in headers {
        for tensor in &header.tensors {
            if let Some(other) = places.insert(&tensor.name, file) {
                let (tensor, problem) = (Some(tensor.name.clone()), format!("'{other}' has it, too"));
                problems.push(Problem { file: file.clone(), tensor, problem });
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Index, parse};
    use crate::base::safetensors::header::{Header, Tensor};

    fn header(names: &[&str]) -> Header {
        let tensor = |(at, name): (usize, &&str)| Tensor {
            name: (*name).to_owned(),
            dtype: "U8".to_owned(),
            shape: vec![1],
            begin: at as u64,
            end: at as u64 + 1,
        };
        Header { tensors: names.iter().enumerate().map(tensor).collect(), ..Header::default() }
    }

    fn problems(weight_map: &serde_json::Value, files: &[(&str, &[&str])]) -> Vec<String> {
        let index = parse(json!({"weight_map": weight_map}).to_string().as_bytes()).unwrap();
        let headers: Vec<_> = files.iter().map(|(file, names)| ((*file).to_owned(), header(names))).collect();
        index
            .problems(&headers)
            .into_iter()
            .map(|it| format!("{} {} {}", it.file, it.tensor.unwrap(), it.problem))
            .collect()
    }

    #[test]
    fn files_and_index_agree_or_the_difference_is_named() {
        let map = json!({"a": "1.safetensors", "b": "2.safetensors"});
        assert!(problems(&map, &[("1.safetensors", &["a"]), ("2.safetensors", &["b"])]).is_empty());
        assert_eq!(
            problems(&map, &[("1.safetensors", &["a"]), ("2.safetensors", &[])]),
            ["2.safetensors b no file has it"]
        );
        let found = problems(&map, &[("1.safetensors", &["a", "b"]), ("2.safetensors", &["c"])]);
        assert_eq!(found, ["2.safetensors b it is in '1.safetensors'", "2.safetensors c the index does not name it"]);
        let found = problems(&json!({"a": "1.safetensors"}), &[("1.safetensors", &["a"]), ("0.safetensors", &["a"])]);
        assert_eq!(found[0], "0.safetensors a '1.safetensors' has it, too");
    }

    #[test]
    fn an_index_is_made_of_headers() {
        let index = Index::of(&[("1.safetensors".to_owned(), header(&["a", "b"]))]);
        let expected =
            json!({"metadata": {"total_size": 2}, "weight_map": {"a": "1.safetensors", "b": "1.safetensors"}});
        assert_eq!(json!(index), expected);
        assert_eq!(index.files(), ["1.safetensors"]);
    }

    #[test]
    fn a_file_elsewhere_is_refused() {
        for name in [
            "../a.safetensors",
            "/a.safetensors",
            "C:\\a.safetensors",
            "a/../../b.safetensors",
            "a.bin",
            "C:a.safetensors",
        ] {
            let text = json!({"weight_map": {"a": name}}).to_string();
            assert!(parse(text.as_bytes()).is_err(), "{name}");
        }
        for text in ["[]", "{}", r#"{"weight_map": []}"#, r#"{"weight_map": {"a": 1}}"#, "x"] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn any_index_is_read_or_refused() {
        bolero::check!().for_each(|bytes: &[u8]| drop(parse(bytes)));
    }
}
