//! One value of a table as text: for people, and for agents. Does not know how wide a column is.

use serde_json::Value;

use super::escape::single_line;
use super::literal;
use crate::base::json;

/// For people: nothing for null and false, dates without the time, lists joined, objects by their name.
pub(crate) fn human(value: &Value, check_mark: &str) -> String {
    match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::Bool(true) => check_mark.to_owned(),
        Value::Number(_) => literal::text(value),
        Value::String(text) => match date(text, b'T') {
            Some(date) => date.to_owned(),
            None => single_line(text),
        },
        Value::Array(items) => items.iter().map(|item| human(item, check_mark)).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => match fields.get("name") {
            Some(name) => single_line(&literal::text(name)),
            None => single_line(&json::line(value).unwrap_or_default()),
        },
    }
}

/// For agents: text on one line, everything else as a Python literal.
pub(crate) fn agent(value: &Value) -> String {
    single_line(&literal::text(value))
}

/// The date that a moment begins with, if it is one: `2024-01-02` of `2024-01-02T03:04:05+00:00`.
/// `separator` stands between date and time.
pub(crate) fn date(text: &str, separator: u8) -> Option<&str> {
    let bytes = text.as_bytes();
    let is_date = bytes.len() > 10
        && bytes[10] == separator
        && bytes[..10].iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    is_date.then(|| &text[..10])
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{agent, human};

    fn cells(value: &Value) -> (String, String) {
        (human(value, "✔"), agent(value))
    }

    fn check(value: &Value, for_people: &str, for_agents: &str) {
        assert_eq!(cells(value), (for_people.to_owned(), for_agents.to_owned()));
    }

    #[test]
    fn people_see_only_what_is_true_and_agents_the_words_of_python() {
        check(&json!(null), "", "None");
        check(&json!(true), "✔", "True");
        check(&json!(false), "", "False");
    }

    #[test]
    fn a_moment_is_its_date_for_people() {
        check(&json!("2024-01-02T03:04:05+00:00"), "2024-01-02", "2024-01-02T03:04:05+00:00");
        check(&json!("2024-01-02 03:04"), "2024-01-02 03:04", "2024-01-02 03:04");
        check(&json!("2024-1-02T03:04:0"), "2024-1-02T03:04:0", "2024-1-02T03:04:0");
    }

    #[test]
    fn a_list_is_joined_for_people_and_a_literal_for_agents() {
        check(&json!(["a", "b  c"]), "a, b c", "['a', 'b c']");
        check(&json!([true, {"name": "B"}, null, 1.0]), "✔, B, , 1.0", "[True, {'name': 'B'}, None, 1.0]");
        check(&json!([]), "", "[]");
    }

    #[test]
    fn an_object_is_its_name_for_people_or_else_json() {
        check(&json!({"name": "Ada", "x": 1}), "Ada", "{'name': 'Ada', 'x': 1}");
        check(&json!({"k": "é"}), r#"{"k": "\u00e9"}"#, "{'k': 'é'}");
    }

    #[test]
    fn text_stays_on_one_line_and_cannot_act_on_the_terminal() {
        check(&json!(" two\n lines\u{200b}\u{1b}[31m"), r"two lines\u200b\x1b[31m", r"two lines\u200b\x1b[31m");
    }
}
