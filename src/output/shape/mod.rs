//! How users shape the JSON of a run before it is printed: fields that they choose, a jq expression or a template.
//! Verbs know nothing of it. The order is fixed: first the fields, then the expression or the template.

mod evaluate;
mod fields;
mod jq;
mod template;
#[cfg(test)]
mod tests;
mod worker;

use std::io;

use serde_json::Value;

use self::fields::Fields;
pub(crate) use worker::is_worker;
use worker::{Limits, Program, Worker};

/// What the command line says of the shape of JSON.
#[derive(Debug, Default)]
pub struct Wish {
    /// `--json=FIELD,FIELD`: the fields to keep, in this order.
    pub fields: Vec<String>,
    /// `--jq EXPR`.
    pub jq: Option<String>,
    /// `--template TEXT`.
    pub template: Option<String>,
}

/// A wish that can be fulfilled: its expression or template has been compiled.
pub struct Shape {
    fields: Fields,
    program: Option<Worker>,
}

/// Where shaped JSON goes.
pub(super) enum Shaped {
    /// Nothing but fields was chosen: the value is printed as any other.
    Value(Value),
    /// It has been printed.
    Printed,
}

impl Shape {
    /// `None` for a wish that changes nothing.
    ///
    /// # Errors
    /// The expression or the template is faulty; the text says where.
    pub fn new(wish: Wish) -> Result<Option<Self>, String> {
        let program = match (wish.jq, wish.template) {
            (Some(_), Some(_)) => return Err("--jq and --template cannot be used together".to_owned()),
            (Some(expression), None) => Some(Program::Jq(expression)),
            (None, Some(template)) => Some(Program::Template(template)),
            (None, None) => None,
        };
        if program.is_none() && wish.fields.is_empty() {
            return Ok(None);
        }
        let started = |program: Program| {
            let option = program.option();
            Worker::start(&program, Limits::default()).map_err(|reason| format!("invalid value for {option}: {reason}"))
        };
        let program = program.map(started).transpose()?;
        Ok(Some(Self { fields: Fields::new(wish.fields), program }))
    }

    /// Whether a listing must be complete before anything of it can be printed.
    pub(super) fn needs_all(&self) -> bool {
        self.program.is_some()
    }

    /// Shapes one JSON value of the output. `warn` is told of fields that do not exist, `print` gets whole lines.
    ///
    /// # Errors
    /// The expression fails on this value, was stopped or takes too much memory; or nothing can be printed.
    pub(super) fn apply(
        &self,
        value: Value,
        warn: impl FnOnce(&str),
        print: impl FnMut(&str) -> io::Result<()>,
    ) -> io::Result<Shaped> {
        let value = self.fields.of(value, warn);
        match &self.program {
            None => Ok(Shaped::Value(value)),
            Some(program) => program.run(value, print).map(|()| Shaped::Printed),
        }
    }

    /// The fields that were chosen, of rows that are part of a listing.
    pub(super) fn rows(&self, rows: Vec<Value>, warn: impl FnOnce(&str)) -> Vec<Value> {
        match self.fields.of(Value::Array(rows), warn) {
            Value::Array(rows) => rows,
            other => vec![other],
        }
    }

    /// Ends an evaluation that may have no end, from any thread.
    pub(super) fn stop(&self) {
        if let Some(program) = &self.program {
            program.stop();
        }
    }

    /// Whether that was asked for.
    pub(super) fn is_stopped(&self) -> bool {
        self.program.as_ref().is_some_and(Worker::is_stopped)
    }
}
