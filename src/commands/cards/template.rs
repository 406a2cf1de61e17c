//! Templates of cards, in Jinja, and the two that are built in. A template reads no files and takes a bounded time.

use anyhow::Result;
use minijinja::value::ValueKind;
use minijinja::{Environment, Error, Value as Rendered};
use serde_json::{Map, Value};

use crate::base::yaml;
use crate::ids::repo::RepoKind;
use crate::output::python_text;

const MODEL: &str = include_str!("templates/model.md.jinja");
const DATASET: &str = include_str!("templates/dataset.md.jinja");
/// Steps that a template may take.
const FUEL: u64 = 10_000_000;

/// The template for a new card of such a repo.
pub(super) fn built_in(kind: RepoKind) -> &'static str {
    if kind == RepoKind::Dataset { DATASET } else { MODEL }
}

/// A card made of a template, which knows the metadata as `card_data`, each of its fields, and the variables, which win.
/// Lists are written as Python writes them, and what is missing is empty.
///
/// # Errors
/// The template is not Jinja, or it does not end.
pub(in crate::commands) fn rendered(
    template: &str,
    fields: &Map<String, Value>,
    variables: &Map<String, Value>,
) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_formatter(|out, _, value| match value.kind() {
        ValueKind::Undefined => Ok(()),
        ValueKind::String => out.write_str(value.as_str().unwrap_or_default()).map_err(Error::from),
        _ => out.write_str(&python_text(&serde_json::to_value(value).unwrap_or_default())).map_err(Error::from),
    });
    let mut context = fields.clone();
    context.insert("card_data".to_owned(), Value::from(yaml::block(fields).trim_end()));
    context.extend(variables.clone());
    let context: Rendered = serde_json::from_value(Value::Object(context))?;
    Ok(environment.render_str(template, context)?)
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::{built_in, rendered};
    use crate::ids::repo::RepoKind;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_template_knows_metadata_and_variables() {
        let template = "---\n{{ card_data }}\n---\n{{ language }} {{ license|upper }} {{ flag }} {{ gone }}|{{ x }}\n";
        let fields = object(&json!({"language": ["en", "fr"], "license": "mit", "flag": true}));
        let card = rendered(template, &fields, &object(&json!({"x": "<b>", "license": "other"}))).unwrap();
        assert_eq!(card, "---\nlanguage:\n- en\n- fr\nlicense: mit\nflag: true\n---\n['en', 'fr'] OTHER True |<b>");
    }

    #[test]
    fn built_in_templates_say_what_is_missing() {
        for (kind, title) in [(RepoKind::Model, "# Model ID"), (RepoKind::Dataset, "# Dataset Name")] {
            let card = rendered(built_in(kind), &Map::new(), &Map::new()).unwrap();
            assert!(card.starts_with("---\n{}\n---\n") && card.contains(title), "{card}");
            assert!(card.contains("[More Information Needed]") && !card.contains("{{"), "{card}");
        }
    }

    #[test]
    fn a_template_without_an_end_is_stopped() {
        let template = "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}";
        assert!(rendered(template, &Map::new(), &Map::new()).is_err());
        assert!(rendered("{{ open", &Map::new(), &Map::new()).is_err());
    }
}
