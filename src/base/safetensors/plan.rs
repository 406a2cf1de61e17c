//! How tensors are divided among files: in their order, each file filled up to a limit, as the Python client does it, so
//! that the same tensors have the same places.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// Where the number of a file goes in its name.
const SUFFIX: &str = "{suffix}";

/// Names of files: `model{suffix}.safetensors`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    before: String,
    after: String,
}

/// What is planned for one tensor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorSize {
    pub name: String,
    pub bytes: u64,
    /// Tensors with the same storage are counted once and stay together.
    pub storage: Option<String>,
}

/// Which file has which tensors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Plan {
    /// In the order of their numbers.
    pub files: Vec<Shard>,
    /// Bytes of all tensors, those that share a storage once.
    pub total_size: u64,
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Shard {
    pub file: String,
    pub bytes: u64,
    pub tensors: Vec<String>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// It does not have one place for the number, or has other braces.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let (before, after) = text.split_once(SUFFIX).ok_or("expected {suffix}, where the number of the file goes")?;
        if [before, after].iter().any(|part| part.contains(['{', '}', '/', '\\'])) || text.len() == SUFFIX.len() {
            return Err("expected the name of a file with {suffix} once, such as model{suffix}.safetensors");
        }
        Ok(Self { before: before.to_owned(), after: after.to_owned() })
    }

    /// The name of a single file.
    pub fn single(&self) -> String {
        format!("{}{}", self.before, self.after)
    }

    /// The name of the index.
    pub fn index(&self) -> String {
        format!("{}.index.json", self.single())
    }

    /// The name of one of several files, counted from 0.
    fn numbered(&self, at: usize, count: usize) -> String {
        format!("{}-{:05}-of-{count:05}{}", self.before, at + 1, self.after)
    }

    /// Whether a file has such a name, or is the index: an earlier run may have left it.
    pub fn fits(&self, name: &str) -> bool {
        let name = name.strip_suffix(".index.json").unwrap_or(name);
        let Some(number) = name.strip_prefix(&self.before).and_then(|rest| rest.strip_suffix(&self.after)) else {
            return false;
        };
        let is_number = |text: &str| text.len() == 5 && text.bytes().all(|digit| digit.is_ascii_digit());
        number.is_empty()
            || number
                .strip_prefix('-')
                .and_then(|rest| rest.split_once("-of-"))
                .is_some_and(|(at, count)| is_number(at) && is_number(count))
    }
}

/// Divides tensors. One that is larger than `most` bytes has a file of its own.
pub fn divided(tensors: &[TensorSize], most: u64, pattern: &Pattern) -> Plan {
    let (mut shards, mut open): (Vec<Shard>, Shard) = (Vec::new(), Shard::default());
    let mut total_size = 0;
    let is_tied = |at: usize| {
        let storage = tensors[at].storage.as_ref();
        storage.is_some() && tensors[..at].iter().any(|earlier| earlier.storage.as_ref() == storage)
    };
    let (tied, counted): (Vec<usize>, Vec<usize>) = (0..tensors.len()).partition(|at| is_tied(*at));
    for TensorSize { name, bytes, .. } in counted.into_iter().map(|at| &tensors[at]) {
        total_size += bytes;
        if *bytes > most {
            shards.push(Shard { file: String::new(), bytes: *bytes, tensors: vec![name.clone()] });
            continue;
        }
        if open.bytes + bytes > most {
            shards.push(std::mem::take(&mut open));
        }
        open.bytes += bytes;
        open.tensors.push(name.clone());
    }
    if !open.tensors.is_empty() {
        shards.push(open);
    }
    for at in tied {
        let first = tensors.iter().find(|first| first.storage == tensors[at].storage).map(|first| &first.name);
        if let Some(shard) = shards.iter_mut().find(|shard| first.is_some_and(|first| shard.tensors.contains(first))) {
            shard.tensors.push(tensors[at].name.clone());
        }
    }
    let count = shards.len();
    for (at, shard) in shards.iter_mut().enumerate() {
        shard.file = if count == 1 { pattern.single() } else { pattern.numbered(at, count) };
    }
    Plan { files: shards, total_size }
}

impl Plan {
    /// Whether there is more than one file.
    pub fn is_sharded(&self) -> bool {
        self.files.len() > 1
    }

    /// The index, for more than one file; `more` is added to its metadata.
    pub fn index(&self, more: &Map<String, Value>) -> Value {
        let mut metadata = Map::new();
        metadata.insert("total_size".to_owned(), self.total_size.into());
        metadata.extend(more.clone());
        let places = |shard: &Shard| {
            let file = shard.file.clone();
            shard.tensors.clone().into_iter().map(move |name| (name, Value::from(file.clone())))
        };
        let weight_map: Map<String, Value> = self.files.iter().flat_map(places).collect();
        json!({"metadata": metadata, "weight_map": weight_map})
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, json};

    use super::{Pattern, Plan, TensorSize, divided};

    fn plan(sizes: &[(&str, u64)], most: u64) -> Plan {
        let tensors: Vec<TensorSize> = sizes
            .iter()
            .map(|(name, bytes)| {
                let (name, storage) =
                    name.split_once('@').map_or((*name, None), |(name, it)| (name, Some(it.to_owned())));
                TensorSize { name: name.to_owned(), bytes: *bytes, storage }
            })
            .collect();
        divided(&tensors, most, &Pattern::parse("model{suffix}.safetensors").unwrap())
    }

    fn names(plan: &Plan) -> Vec<Vec<&str>> {
        plan.files.iter().map(|shard| shard.tensors.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn files_are_filled_up_to_the_limit_and_large_tensors_stand_alone() {
        let both = plan(&[("a", 1), ("b", 10), ("c", 1)], 5);
        assert_eq!(names(&both), [vec!["b"], vec!["a", "c"]]);
        assert_eq!(both.files[0].file, "model-00001-of-00002.safetensors");
        assert_eq!(names(&plan(&[("a", 2), ("b", 3), ("c", 1)], 5)), [vec!["a", "b"], vec!["c"]]);
        let single = plan(&[("a", 9)], 5);
        assert_eq!((single.files[0].file.as_str(), single.is_sharded()), ("model.safetensors", false));
        assert_eq!(names(&plan(&[], 5)), Vec::<Vec<&str>>::new());
    }

    #[test]
    fn tensors_of_one_storage_are_counted_once_and_stay_together() {
        let tied = plan(&[("a@s", 4), ("b", 4), ("c@s", 4)], 5);
        assert_eq!(names(&tied), [vec!["a", "c"], vec!["b"]]);
        assert_eq!(tied.total_size, 8);
        let index = tied.index(&Map::new());
        assert_eq!(index["metadata"], json!({"total_size": 8}));
        let keys: Vec<&String> = index["weight_map"].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["a", "c", "b"]);
    }

    #[test]
    fn a_pattern_names_files_and_their_leftovers() {
        let pattern = Pattern::parse("model{suffix}.safetensors").unwrap();
        assert_eq!(pattern.index(), "model.safetensors.index.json");
        for name in ["model.safetensors", "model-00001-of-00002.safetensors", "model.safetensors.index.json"] {
            assert!(pattern.fits(name), "{name}");
        }
        for name in ["model-1-of-2.safetensors", "other.safetensors", "model-x.safetensors", "model.bin"] {
            assert!(!pattern.fits(name), "{name}");
        }
        for text in ["model.safetensors", "{suffix}", "a{suffix}{b}", "../m{suffix}", "{suffix}{suffix}"] {
            assert!(Pattern::parse(text).is_err(), "{text}");
        }
    }
}
