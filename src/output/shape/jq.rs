//! `--jq EXPR`, evaluated by jaq. An expression sees the JSON alone: it reads no files and no environment.

use jaq_core::compile::Undefined;
use jaq_core::data::JustLut;
use jaq_core::load::{Arena, Error, File, Loader};
use jaq_core::{Compiler, Ctx, Exn, Filter, Vars};
use jaq_json::{Val, write};
use serde_json::Value;

use super::evaluate::{Answer, Evaluate};

/// What jq has and this program does not: the environment holds secrets.
const LEFT_OUT: [&str; 1] = ["env"];
/// Characters of an error, which may quote a value of any size.
const LONGEST_ERROR: usize = 300;

/// A compiled expression.
pub(super) struct Jq(Filter<JustLut<Val>>);

impl Jq {
    /// # Errors
    /// The text is not an expression; the message says what is wrong with it.
    pub(super) fn compile(expression: &str) -> Result<Self, String> {
        let arena = Arena::default();
        let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let file = File { code: expression, path: () };
        let modules = Loader::new(definitions).load(&arena, file).map_err(|errors| syntax(&errors))?;
        let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let functions = functions.filter(|(name, ..)| !LEFT_OUT.contains(name));
        let compiled = Compiler::default().with_funs(functions).compile(modules);
        compiled.map(Self).map_err(|errors| undefined(&errors))
    }
}

impl Evaluate for Jq {
    fn evaluate(&self, value: Value, answer: &mut dyn FnMut(&[u8]) -> Answer) -> Result<(), String> {
        let value: Val = serde_json::from_value(value).map_err(|error| error.to_string())?;
        let context = Ctx::<JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        for output in self.0.id.run((context, value)) {
            let line = match output {
                Ok(value) => line(&value),
                Err(error) => return failure(error),
            };
            if answer(&line).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// Text as it is, as `jq -r` does, and everything else as JSON on one line.
fn line(value: &Val) -> Vec<u8> {
    let mut line = Vec::new();
    match value {
        Val::TStr(text) | Val::BStr(text) => line.extend_from_slice(text),
        // Memory takes everything.
        other => drop(write::write(&mut line, &write::Pp::default(), 0, other)),
    }
    line.push(b'\n');
    line
}

/// `halt` ends the evaluation; everything else is an error of the expression.
fn failure(error: Exn<'_, Val>) -> Result<(), String> {
    match error.get_err() {
        Ok(error) => Err(shortened(&error.to_string())),
        Err(_halt) => Ok(()),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_ERROR) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn syntax(errors: &[(File<&str, ()>, Error<&str>)]) -> String {
    let first = errors.first().map(|(_, error)| match error {
        Error::Io(errors) => errors.first().map(|(name, _)| format!("modules cannot be loaded ('{name}')")),
        Error::Lex(errors) => errors.first().map(|(expected, found)| expectation(expected.as_str(), found)),
        Error::Parse(errors) => errors.first().map(|(expected, found)| expectation(expected.as_str(), found)),
    });
    first.flatten().unwrap_or_else(|| "not a jq expression".to_owned())
}

fn expectation(expected: &str, found: &str) -> String {
    let found = found.trim();
    if found.is_empty() {
        return format!("expected {expected} at the end");
    }
    format!("expected {expected} at '{}'", shortened(found))
}

fn undefined(errors: &jaq_core::compile::Errors<&str, ()>) -> String {
    let first = errors.iter().flat_map(|(_, errors)| errors).next();
    match first {
        Some((name, Undefined::Filter(arguments))) if *arguments > 0 => {
            format!("unknown filter '{}/{arguments}'", shortened(name))
        }
        Some((name, kind)) => format!("unknown {} '{}'", kind.as_str(), shortened(name)),
        None => "not a jq expression".to_owned(),
    }
}
