//! The form of a gated repo, which its card describes. Asks nobody.

use serde_json::Value;

use crate::api::access::Gate;

const TERMS: [&str; 3] = ["extra_gated_heading", "extra_gated_prompt", "extra_gated_description"];

/// What must be read and answered.
#[derive(Debug, Default)]
pub(super) struct Form {
    /// Texts for people.
    pub terms: Vec<String>,
    pub questions: Vec<Question>,
}

/// One field.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    pub name: String,
    /// What may be answered; empty for any text.
    pub choices: Vec<String>,
    is_box: bool,
}

impl Form {
    pub(super) fn of(gate: &Gate) -> Self {
        let Some(card) = &gate.card_data else { return Self::default() };
        let text = |key: &str| card.get(key).and_then(Value::as_str).map(str::to_owned);
        let license = text("license").map(|license| format!("License: {license}"));
        let fields = card.get("extra_gated_fields").and_then(Value::as_object);
        Self {
            terms: TERMS.into_iter().filter_map(text).chain(license).collect(),
            questions: fields.into_iter().flatten().map(|(name, field)| Question::of(name, field)).collect(),
        }
    }
}

impl Question {
    fn of(name: &str, field: &Value) -> Self {
        let kind = field.as_str().or_else(|| field["type"].as_str()).unwrap_or("text");
        let is_box = kind == "checkbox";
        let options = field["options"].as_array().into_iter().flatten();
        let word = |option: &Value| option.as_str().or_else(|| option["value"].as_str()).map(str::to_owned);
        let choices = if is_box { vec!["yes".to_owned()] } else { options.filter_map(word).collect() };
        Self { name: name.to_owned(), choices, is_box }
    }

    /// The answer as it is sent; `None` if it is none.
    pub(super) fn accepts(&self, answer: &str) -> Option<Value> {
        let answer = answer.trim();
        if self.is_box {
            let is_yes = ["yes", "y", "true", "on", "1"].contains(&answer.to_lowercase().as_str());
            return is_yes.then_some(Value::Bool(true));
        }
        let fits = self.choices.is_empty() || self.choices.iter().any(|choice| choice == answer);
        (fits && !answer.is_empty()).then(|| answer.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Form;
    use crate::api::access::Gate;

    #[test]
    fn a_card_describes_the_form() {
        let card = json!({
            "license": "mit", "extra_gated_prompt": "Be kind.",
            "extra_gated_fields": {
                "Company": "text", "I agree": "checkbox",
                "Use": {"type": "select", "options": ["Research", {"label": "Other", "value": "other"}]},
            },
        });
        let gate: Gate = serde_json::from_value(json!({"gated": "manual", "cardData": card})).unwrap();
        let form = Form::of(&gate);
        assert_eq!(form.terms, ["Be kind.", "License: mit"]);
        let accepts = |at: usize, answer: &str| form.questions[at].accepts(answer);
        assert_eq!((accepts(0, " Example "), accepts(0, "")), (Some(json!("Example")), None));
        assert_eq!((accepts(1, "Yes"), accepts(1, "no")), (Some(json!(true)), None));
        assert_eq!((accepts(2, "other"), accepts(2, "Other")), (Some(json!("other")), None));
        let open: Gate = serde_json::from_value(json!({"gated": false})).unwrap();
        assert!(Form::of(&open).questions.is_empty());
    }
}
