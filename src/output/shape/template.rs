//! `--template TEXT`, in Jinja, as the templates of cards are: rendered once for each object, whose fields are its
//! variables. `gh` takes Go's templates, which no crate of ours reads.

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, Value as Rendered};
use serde_json::Value;

use super::evaluate::{Answer, Evaluate};

const NAME: &str = "template";
/// The variable that holds what is not an object.
const VALUE: &str = "value";
/// Steps that one rendering may take.
const FUEL: u64 = 10_000_000;

/// A compiled template.
pub(super) struct Template(Environment<'static>);

impl Template {
    /// # Errors
    /// The text is not a template; the message says what is wrong with it.
    pub(super) fn compile(text: String) -> Result<Self, String> {
        let mut environment = Environment::new();
        environment.set_fuel(Some(FUEL));
        environment.set_formatter(|out, _, value| match value.kind() {
            ValueKind::Undefined | ValueKind::None => Ok(()),
            ValueKind::String => out.write_str(value.as_str().unwrap_or_default()).map_err(Error::from),
            _ => {
                let json = serde_json::to_value(value).unwrap_or_default();
                out.write_str(&json.to_string()).map_err(Error::from)
            }
        });
        environment.add_template_owned(NAME, text).map_err(|error| reason(&error))?;
        Ok(Self(environment))
    }
}

impl Evaluate for Template {
    fn evaluate(&self, value: Value, answer: &mut dyn FnMut(&[u8]) -> Answer) -> Result<(), String> {
        let template = self.0.get_template(NAME).map_err(|error| reason(&error))?;
        let items = match value {
            Value::Array(items) => items,
            other => vec![other],
        };
        for item in items {
            let item = if item.is_object() { item } else { serde_json::json!({VALUE: item}) };
            let context: Rendered = serde_json::from_value(item).map_err(|error| error.to_string())?;
            let mut line = template.render(context).map_err(|error| reason(&error))?;
            line.push('\n');
            if answer(line.as_bytes()).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn reason(error: &Error) -> String {
    let reason = error.detail().map_or_else(|| error.kind().to_string(), ToOwned::to_owned);
    match error.line() {
        Some(line) if line > 1 => format!("{reason} (line {line})"),
        _ => reason,
    }
}
