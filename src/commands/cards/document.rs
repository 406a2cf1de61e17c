//! A card as text: its metadata is read and changed in place. Reads no files and asks nobody.

use serde_json::{Map, Value};

use crate::base::front_matter;
use crate::base::yaml::edit::edited;
use crate::base::yaml::{self, YamlError};

/// Why a card's metadata cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum MetadataError {
    #[error("the metadata is not valid YAML")]
    Yaml(#[from] YamlError),
    #[error("the metadata is not a mapping of keys to values")]
    NotFields,
}

/// The fields of a card, in their order; none for a card without metadata. Errors name the line in the whole text.
pub(super) fn fields(card: &str) -> Result<Map<String, Value>, MetadataError> {
    let Some(parts) = front_matter::parts(card) else { return Ok(Map::new()) };
    match yaml::read(&parts.numbered_block())? {
        Value::Object(fields) => Ok(fields),
        Value::Null => Ok(Map::new()),
        _ => Err(MetadataError::NotFields),
    }
}

/// The card with other fields: all else stays as it is.
pub(super) fn with_fields(card: &str, fields: &Map<String, Value>) -> Result<String, MetadataError> {
    let block = front_matter::parts(card).map_or("", |parts| parts.block);
    let line_end = front_matter::line_end(if block.is_empty() { card } else { block });
    Ok(front_matter::with_block(card, &edited(block, fields, line_end)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{fields, with_fields};

    #[test]
    fn a_card_keeps_all_that_is_not_changed() {
        let card = "\u{feff}---\r\n# about\r\nlicense: mit # ours\r\n--- \r\n\nText\r\nmore";
        let mut known = fields(card).unwrap();
        assert_eq!(with_fields(card, &known).unwrap(), card);
        known.insert("tags".to_owned(), json!(["a"]));
        let expected = card.replace("ours\r\n", "ours\r\ntags:\r\n- a\r\n");
        assert_eq!(with_fields(card, &known).unwrap(), expected);
    }

    #[test]
    fn errors_name_the_line_of_the_whole_card() {
        let error = fields("\n\n---\na: 1\na: 2\n---\n").unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(cause, "line 5: the key 'a' occurs twice");
        assert!(fields("---\n- a\n---\n").is_err());
        assert_eq!(fields("# Title\n").unwrap().len() + fields("---\n# x\n---\n").unwrap().len(), 0);
    }
}
