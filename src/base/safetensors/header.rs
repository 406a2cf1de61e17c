//! The header of a file: eight bytes with its length, then one JSON object that says where each tensor is. What cannot be
//! true is refused, with the reason: whoever reads the tensors relies on it.

use std::collections::HashSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value, json};

use super::dtype::bits;

/// The longest header, in bytes, as in the Python client.
pub const LONGEST: u64 = 25_000_000;
/// The bytes before the header, which tell its length.
pub const PREFIX: u64 = 8;
/// What is not a tensor.
const METADATA: &str = "__metadata__";
/// Tensors begin at a multiple of it.
const ALIGNMENT: usize = 8;

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// Text that its writer added; `None` if there is none.
    pub metadata: Option<Map<String, Value>>,
    /// In the order of the header.
    pub tensors: Vec<Tensor>,
    /// Where in the file the tensors begin.
    pub data_start: u64,
}

/// One tensor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor {
    pub name: String,
    pub dtype: String,
    pub shape: Vec<u64>,
    /// Its bytes, counted from the end of the header.
    pub begin: u64,
    pub end: u64,
}

/// Why a header is refused.
#[derive(Debug, thiserror::Error)]
pub enum HeaderError {
    #[error("the file is too short to be a safetensors file: {0} bytes")]
    TooShort(u64),
    #[error("the header claims {0} bytes, and at most {LONGEST} are read: is this a safetensors file?")]
    TooLong(u64),
    #[error("the file is cut off: its header has {expected} bytes and {found} are there")]
    Cut { expected: u64, found: u64 },
    #[error("the header is not a JSON object")]
    NotAnObject,
    #[error("the header is not valid: {0}")]
    Json(#[from] serde_json::Error),
    #[error("tensor '{0}' ends before it begins")]
    Reversed(String),
    #[error("tensor '{name}' has {stated} bytes where its shape takes {needed}")]
    WrongSize { name: String, stated: u64, needed: String },
    #[error(
        "tensor '{name}' begins at byte {begin} where byte {expected} is the next: tensors overlap, or leave a gap"
    )]
    NotWhole { name: String, begin: u64, expected: u64 },
    #[error("the file has {found} bytes where its header describes {expected}")]
    WrongLength { expected: u64, found: u64 },
}

/// The length of the header that follows these first bytes of a file.
///
/// # Errors
/// There are fewer than eight, or the header is too long to be read.
pub fn length(first: &[u8]) -> Result<u64, HeaderError> {
    let bytes = first.first_chunk::<8>().ok_or(HeaderError::TooShort(first.len() as u64))?;
    match u64::from_le_bytes(*bytes) {
        length if length > LONGEST => Err(HeaderError::TooLong(length)),
        length => Ok(length),
    }
}

/// Reads the JSON of a header.
///
/// # Errors
/// Any [`HeaderError`] but those about the file.
pub fn parse(json: &[u8]) -> Result<Header, HeaderError> {
    if json.first() != Some(&b'{') {
        return Err(HeaderError::NotAnObject);
    }
    let Object { metadata, tensors } = serde_json::from_slice(json)?;
    let header = Header { metadata, tensors, data_start: PREFIX + json.len() as u64 };
    header.check()?;
    Ok(header)
}

impl Tensor {
    /// Bytes of its content.
    pub fn bytes(&self) -> u64 {
        self.end - self.begin
    }

    /// How many numbers it holds; as many as can be counted of an impossible shape.
    pub fn parameters(&self) -> u64 {
        self.shape.iter().fold(1, |product: u64, size| product.saturating_mul(*size))
    }
}

impl Header {
    /// Where the file ends.
    pub fn file_size(&self) -> u64 {
        let last = self.tensors.iter().map(|tensor| tensor.end).max().unwrap_or_default();
        self.data_start.saturating_add(last)
    }

    /// Compares with the size of the whole file.
    ///
    /// # Errors
    /// [`HeaderError::WrongLength`].
    pub fn check_size(&self, found: u64) -> Result<(), HeaderError> {
        let expected = self.file_size();
        if found == expected { Ok(()) } else { Err(HeaderError::WrongLength { expected, found }) }
    }

    fn check(&self) -> Result<(), HeaderError> {
        let mut in_file: Vec<&Tensor> = self.tensors.iter().collect();
        in_file.sort_by_key(|tensor| (tensor.begin, tensor.end));
        let mut expected = 0;
        for tensor in in_file {
            let Tensor { name, begin, end, .. } = tensor;
            if end < begin {
                return Err(HeaderError::Reversed(name.clone()));
            }
            check_shape(tensor)?;
            if *begin != expected {
                return Err(HeaderError::NotWhole { name: name.clone(), begin: *begin, expected });
            }
            expected = *end;
        }
        Ok(())
    }
}

/// The shape and the type say how many bytes a tensor takes.
fn check_shape(tensor: &Tensor) -> Result<(), HeaderError> {
    let Some(bits) = bits(&tensor.dtype) else { return Ok(()) };
    let numbers = tensor.shape.iter().try_fold(1u128, |product, size| product.checked_mul(u128::from(*size)));
    let all_bits = numbers.and_then(|numbers| numbers.checked_mul(u128::from(bits)));
    let stated = tensor.bytes();
    if all_bits == Some(u128::from(stated) * 8) {
        return Ok(());
    }
    let needed = all_bits.map_or_else(|| "more than can be counted".to_owned(), |bits| bits.div_ceil(8).to_string());
    Err(HeaderError::WrongSize { name: tensor.name.clone(), stated, needed })
}

/// The bytes before the tensors, for tensors in this order: the length, and the header padded so that they are aligned.
pub fn written(metadata: &Map<String, Value>, tensors: &[Tensor]) -> Vec<u8> {
    let mut object = Map::new();
    if !metadata.is_empty() {
        let mut sorted: Vec<_> = metadata.iter().collect();
        sorted.sort_by(|one, other| one.0.cmp(other.0));
        let sorted: Map<String, Value> = sorted.into_iter().map(|(key, value)| (key.clone(), value.clone())).collect();
        object.insert(METADATA.to_owned(), Value::Object(sorted));
    }
    for Tensor { name, dtype, shape, begin, end } in tensors {
        object.insert(name.clone(), json!({"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}));
    }
    let mut json = Value::Object(object).to_string().into_bytes();
    json.resize(json.len().next_multiple_of(ALIGNMENT), b' ');
    let mut bytes = (json.len() as u64).to_le_bytes().to_vec();
    bytes.extend(json);
    bytes
}

/// Tensors in the order in which files hold them, with their places in such a file: those of wide numbers first, so that
/// all are aligned, then by name.
pub fn laid_out(mut tensors: Vec<Tensor>) -> Vec<Tensor> {
    let key = |tensor: &Tensor| (std::cmp::Reverse(bits(&tensor.dtype).unwrap_or_default()), tensor.name.clone());
    tensors.sort_by_cached_key(key);
    let mut at = 0;
    for tensor in &mut tensors {
        let bytes = tensor.bytes();
        (tensor.begin, tensor.end) = (at, at + bytes);
        at += bytes;
    }
    tensors
}

/// The header's JSON, whose names may each occur once.
struct Object {
    metadata: Option<Map<String, Value>>,
    tensors: Vec<Tensor>,
}

#[derive(Deserialize)]
struct Fields {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: (u64, u64),
}

/// Text to text.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text(String);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Object;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of tensors")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let (mut known, mut object) = (HashSet::new(), Object { metadata: None, tensors: Vec::new() });
                while let Some(name) = map.next_key::<String>()? {
                    if !known.insert(name.clone()) {
                        return Err(A::Error::custom(format_args!("the name '{name}' occurs twice")));
                    }
                    if name == METADATA {
                        let texts: Option<std::collections::BTreeMap<String, Text>> = map.next_value()?;
                        let pairs =
                            texts.map(|texts| texts.into_iter().map(|(key, Text(text))| (key, Value::from(text))));
                        object.metadata = pairs.map(Iterator::collect);
                        continue;
                    }
                    let Fields { dtype, shape, data_offsets: (begin, end) } = map.next_value()?;
                    object.tensors.push(Tensor { name, dtype, shape, begin, end });
                }
                Ok(object)
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{Header, Tensor, laid_out, length, parse, written};

    fn entry(dtype: &str, shape: &[u64], begin: u64, end: u64) -> Value {
        json!({"dtype": dtype, "shape": shape, "data_offsets": [begin, end]})
    }

    fn read(header: &Value) -> Result<Header, String> {
        parse(header.to_string().as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_header_says_where_tensors_are() {
        let header = read(
            &json!({"__metadata__": {"format": "pt"}, "a": entry("F32", &[2, 1], 0, 8), "b": entry("F4", &[4], 8, 10),
                                  "scalar": entry("I64", &[], 10, 18), "empty": entry("U8", &[0, 7], 18, 18)}),
        )
        .unwrap();
        let names: Vec<(&str, u64)> = header.tensors.iter().map(|it| (it.name.as_str(), it.parameters())).collect();
        assert_eq!(names, [("a", 2), ("b", 4), ("scalar", 1), ("empty", 0)]);
        assert_eq!(header.metadata.as_ref().unwrap()["format"], "pt");
        assert_eq!(header.file_size(), header.data_start + 18);
        assert!(header.check_size(header.file_size()).is_ok() && header.check_size(1).is_err());
        assert_eq!(read(&json!({"__metadata__": {}})).unwrap().metadata, Some(Map::new()));
        assert_eq!(read(&json!({"__metadata__": null})).unwrap().metadata, None);
        assert!(read(&json!({"new": entry("F2", &[9], 0, 3)})).is_ok());
    }

    #[test]
    fn what_cannot_be_true_is_refused_with_the_reason() {
        for (header, says) in [
            (json!({"a": entry("F32", &[2], 8, 0)}), "ends before it begins"),
            (json!({"a": entry("F32", &[2], 0, 4)}), "has 4 bytes where its shape takes 8"),
            (json!({"a": entry("F32", &[u64::MAX, u64::MAX, u64::MAX], 0, 4)}), "more than can be counted"),
            (json!({"a": entry("U8", &[4], 0, 4), "b": entry("U8", &[4], 2, 6)}), "overlap"),
            (json!({"a": entry("U8", &[4], 0, 4), "b": entry("U8", &[4], 8, 12)}), "leave a gap"),
            (json!({"a": {"dtype": "U8", "shape": [1]}}), "missing field `data_offsets`"),
            (json!({"a": {"dtype": "U8", "shape": [-1], "data_offsets": [0, 1]}}), "invalid value"),
            (json!({"a": 5}), "invalid type"),
            (json!({"__metadata__": {"a": 1}}), "invalid type"),
            (json!([1]), "not a JSON object"),
        ] {
            let error = read(&header).unwrap_err();
            assert!(error.contains(says), "{header}: {error}");
        }
        let twice = br#"{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"a":{"dtype":"U8","shape":[],"data_offsets":[1,2]}}"#;
        assert!(parse(twice).unwrap_err().to_string().contains("'a' occurs twice"));
        for text in ["", " {}", "{\"a\":{\"dtype\":\"U8\",\"shape\":[NaN],\"data_offsets\":[0,1]}}", "{"] {
            assert!(parse(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn a_length_that_no_header_has_is_refused() {
        assert_eq!(length(&7u64.to_le_bytes()).unwrap(), 7);
        assert!(length(b"short").unwrap_err().to_string().contains("too short"));
        assert!(length(b"version https://git-lfs").unwrap_err().to_string().contains("is this a safetensors file?"));
    }

    #[test]
    fn a_header_is_read_as_it_was_written() {
        let tensor = |name: &str, dtype: &str, bytes| Tensor {
            name: name.to_owned(),
            dtype: dtype.to_owned(),
            shape: vec![bytes],
            begin: 0,
            end: bytes,
        };
        let tensors = laid_out(vec![
            tensor("z", "U8", 3),
            tensor("a", "I8", 1),
            Tensor { shape: vec![2], ..tensor("w", "F64", 16) },
        ]);
        let names: Vec<&str> = tensors.iter().map(|tensor| tensor.name.as_str()).collect();
        assert_eq!(names, ["w", "a", "z"]);
        let metadata = json!({"format": "pt", "about": "é"});
        let bytes = written(metadata.as_object().unwrap(), &tensors);
        assert_eq!(length(&bytes).unwrap() + 8, bytes.len() as u64);
        assert_eq!(bytes.len() % 8, 0);
        let header = parse(&bytes[8..]).unwrap();
        assert_eq!((header.tensors, header.metadata.as_ref()), (tensors, metadata.as_object()));
    }

    #[test]
    fn any_header_is_read_or_refused() {
        bolero::check!().for_each(|bytes: &[u8]| {
            if let Ok(header) = parse(bytes) {
                assert!(header.tensors.iter().all(|tensor| tensor.begin <= tensor.end));
            }
        });
    }
}
