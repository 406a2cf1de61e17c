//! `--input-file`: many questions, several at a time, and their answers as JSON lines in the order of the questions. What
//! a file has already is not asked again.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result};
use futures_util::{StreamExt, stream};
use serde_json::{Map, Value, json};
use tokio::time::Instant;

use super::asker::{Asker, reason};
use super::show::content::save_beside;
use crate::api::HubError;
use crate::api::inference::answer::Answer;
use crate::api::inference::ask::{Ask, Input};
use crate::api::inference::error::InferenceError;
use crate::args::inputs::{InputError, MediaInput};
use crate::args::missing::UnreadableInput;
use crate::args::misuse::Misuse;
use crate::context::Context;
use crate::output::quantity;

/// How often a question is asked that a limit or a busy server refuses.
const TRIES: u32 = 6;
/// Before it is asked again; doubled each time.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// Many questions at once.
#[derive(clap::Args)]
#[command(next_help_heading = "Many at once")]
pub(super) struct BatchArgs {
    /// File with one question per line, as JSON with inputs, and optionally parameters and id; - for standard input
    #[arg(long, value_name = "FILE")]
    pub(super) input_file: Option<PathBuf>,
    /// How many questions are asked at a time
    #[arg(long, value_name = "N", default_value = "4", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) concurrency: u16,
}

/// What the inputs of a line are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A text, or whatever the task takes.
    Json,
    /// A path or an address.
    Media,
    /// The same as `image`, beside a `question`.
    PictureQuestion,
    /// Columns of cells.
    Table,
}

/// Some questions were not answered.
#[derive(Debug, thiserror::Error)]
#[error("{failed} of {all} questions failed: see their rows")]
pub(super) struct QuestionsFailed {
    failed: usize,
    all: usize,
}

/// One line of the file.
struct Line {
    id: Value,
    ask: Result<Ask, String>,
}

impl Kind {
    /// The question of a line.
    fn input(self, inputs: Value) -> Result<(Input, Map<String, Value>), InputError> {
        let none = Map::new();
        let media = |value: &Value| -> Result<Input, InputError> {
            let place = value.as_str().and_then(|place| place.parse::<MediaInput>().ok());
            let place = place.ok_or_else(|| Misuse("inputs is not the path or URL of a file".to_owned()))?;
            Ok(Input::Media(place.read()?))
        };
        match self {
            Self::Json => Ok((Input::Json(inputs), none)),
            Self::Media => Ok((media(&inputs)?, none)),
            Self::PictureQuestion => {
                let question = Map::from_iter([("question".to_owned(), inputs["question"].clone())]);
                Ok((media(&inputs["image"])?, question))
            }
            Self::Table => {
                let table = inputs.get("table").cloned().unwrap_or(inputs);
                Ok((Input::None, Map::from_iter([("table".to_owned(), table)])))
            }
        }
    }
}

/// Asks all questions of the file, and writes the answers.
///
/// # Errors
/// The file is no list of questions, nobody can be asked at all, or some questions failed.
pub(super) async fn run(
    cx: &Context,
    asker: &Asker<'_>,
    (args, kind): (&BatchArgs, Kind),
    (output, template): (Option<&Path>, &Ask),
) -> Result<()> {
    let path = args.input_file.as_deref().unwrap_or(Path::new("-"));
    let lines = read(path, kind, template)?;
    let mut sink = Sink::open(cx, output.filter(|path| *path != Path::new("-")))?;
    let all = lines.len();
    let left: Vec<Line> = lines.into_iter().filter(|line| !sink.has(&line.id)).collect();
    if left.len() < all {
        cx.out.log(&format!("{} of {all} are answered already", all - left.len()));
    }
    let (status, gate) = (cx.out.status("Asking"), Gate::default());
    let gate = &gate;
    let (count, mut failed) = (left.len(), 0);
    let asking = stream::iter(left).map(|line| async move {
        let outcome = match line.ask {
            Ok(ask) => patiently(cx, (asker, gate), ask).await.map_err(anyhow::Error::from),
            Err(flaw) => Err(anyhow::anyhow!(flaw)),
        };
        (line.id, outcome)
    });
    let mut answers = asking.buffered(usize::from(args.concurrency));
    let mut done = 0;
    while let Some((id, outcome)) = answers.next().await {
        if let Err(error) = &outcome
            && concerns_all(error)
        {
            outcome?;
            break;
        }
        let row = outcome.and_then(|answer| row(&id, answer, output));
        failed += usize::from(row.is_err());
        sink.add(&row.unwrap_or_else(|error| json!({"id": id, "error": reason(&error)})))?;
        done += 1;
        status.update(&format!("{done} of {count} answered, {failed} failed"));
    }
    drop(status);
    if failed > 0 { Err(QuestionsFailed { failed, all: count }.into()) } else { Ok(()) }
}

/// Asks again while a limit or a busy server refuses.
async fn patiently(cx: &Context, (asker, gate): (&Asker<'_>, &Gate), ask: Ask) -> Result<Answer, InferenceError> {
    let mut wait = FIRST_WAIT;
    for _ in 1..TRIES {
        gate.pass().await;
        match asker.quietly(ask.clone()).await {
            Err(error) if may_pass(&error) => {
                cx.out.log(&format!("{error}; asking again in {}", quantity::time(wait)));
                if status(&error) == Some(429) {
                    gate.close(wait);
                } else {
                    tokio::time::sleep(wait).await;
                }
                wait *= 2;
            }
            outcome => return outcome,
        }
    }
    gate.pass().await;
    asker.quietly(ask).await
}

/// Where all workers wait when one has reached a limit. A limit that the server gives a time for holds them up already
/// when they send.
#[derive(Debug, Default)]
struct Gate(Mutex<Option<Instant>>);

impl Gate {
    /// Nobody passes for so long.
    fn close(&self, wait: Duration) {
        let mut until = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *until = (*until).max(Some(Instant::now() + wait));
    }

    async fn pass(&self) {
        loop {
            let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match until.filter(|until| *until > Instant::now()) {
                Some(until) => tokio::time::sleep_until(until).await,
                None => return,
            }
        }
    }
}

fn may_pass(error: &InferenceError) -> bool {
    status(error).is_some_and(|status| matches!(status, 429 | 502 | 503 | 504))
}

/// Whether the next question would fail in the same way.
fn concerns_all(error: &anyhow::Error) -> bool {
    let Some(error) = error.downcast_ref::<InferenceError>() else { return false };
    match error {
        InferenceError::Http(_) | InferenceError::Hub(HubError::Http(_)) => true,
        error => status(error).is_some_and(|status| matches!(status, 401..=403)),
    }
}

fn status(error: &InferenceError) -> Option<u16> {
    match error {
        InferenceError::Refused { source, .. } => source.refusal().map(|refusal| refusal.status.as_u16()),
        _ => None,
    }
}

/// A row with the answer. Content goes to a file beside the rows.
fn row(id: &Value, answer: Answer, output: Option<&Path>) -> Result<Value> {
    match answer {
        Answer::Json(output) => Ok(json!({"id": id, "output": output})),
        Answer::Content(content) => {
            let name = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            let folder = output.and_then(Path::parent).unwrap_or(Path::new(""));
            let path = save_beside(&content, folder, &name)?;
            Ok(json!({"id": id, "path": path.display().to_string(), "bytes": content.bytes.len()}))
        }
    }
}

fn read(path: &Path, kind: Kind, template: &Ask) -> Result<Vec<Line>> {
    let text = if path == Path::new("-") { stdin() } else { fs::read_to_string(path) };
    let text = text.map_err(UnreadableInput::at(path))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(index, line)| parse(line, index + 1, (kind, template))).collect()
}

fn parse(line: &str, number: usize, (kind, template): (Kind, &Ask)) -> Result<Line> {
    let value: Value =
        serde_json::from_str(line).map_err(|error| Misuse(format!("line {number} is not JSON: {error}")))?;
    let (inputs, mut own, id) = match value {
        Value::Object(mut fields) if fields.contains_key("inputs") => {
            let own = fields.shift_remove("parameters");
            let id = fields.shift_remove("id").filter(|id| !id.is_null());
            (fields.shift_remove("inputs").unwrap_or_default(), own, id)
        }
        other => (other, None, None),
    };
    let mut parameters = template.parameters.clone();
    if let Some(Value::Object(own)) = &mut own {
        parameters.extend(std::mem::take(own));
    }
    let ask = kind.input(inputs).map_err(|error| format!("{:#}", anyhow::Error::from(error)));
    let ask = ask.map(|(input, beside)| {
        let mut all = template.beside.clone();
        all.extend(beside);
        Ask { beside: all, ..Ask::new(template.task, input, parameters) }
    });
    Ok(Line { id: id.unwrap_or_else(|| number.into()), ask })
}

fn stdin() -> io::Result<String> {
    let mut text = String::new();
    io::stdin().read_to_string(&mut text)?;
    Ok(text)
}

/// Where rows go: standard output, or a file that keeps the answers of earlier runs.
struct Sink<'a> {
    cx: &'a Context,
    file: Option<File>,
    known: HashSet<String>,
}

impl<'a> Sink<'a> {
    /// Rows that tell of a failure, and one that a kill has cut, are taken out of the file: they are asked again.
    fn open(cx: &'a Context, path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else { return Ok(Self { cx, file: None, known: HashSet::new() }) };
        let named = || format!("cannot write '{}'", path.display());
        let earlier = match fs::read_to_string(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            outcome => outcome.with_context(named)?,
        };
        let (mut known, mut kept) = (HashSet::new(), String::new());
        for line in earlier.lines() {
            if let Ok(row) = serde_json::from_str::<Value>(line)
                && row.get("error").is_none()
                && let Some(id) = row.get("id")
            {
                known.insert(id.to_string());
                kept += line;
                kept.push('\n');
            }
        }
        if kept != earlier {
            crate::base::fs::write_beside(path, kept.as_bytes(), None).with_context(named)?;
        }
        let file = OpenOptions::new().append(true).create(true).open(path).with_context(named)?;
        Ok(Self { cx, file: Some(file), known })
    }

    fn has(&self, id: &Value) -> bool {
        self.known.contains(&id.to_string())
    }

    fn add(&mut self, row: &Value) -> Result<()> {
        match &mut self.file {
            Some(file) => Ok(file.write_all(format!("{row}\n").as_bytes())?),
            None => Ok(self.cx.out.json_line(row)?),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Gate;

    #[tokio::test(start_paused = true)]
    async fn all_wait_for_the_last_limit_that_was_reached() {
        let (gate, began) = (Gate::default(), Instant::now());
        gate.pass().await;
        assert_eq!(began.elapsed(), Duration::ZERO);
        gate.close(Duration::from_secs(4));
        gate.close(Duration::from_secs(1));
        tokio::join!(gate.pass(), gate.pass());
        assert_eq!(began.elapsed(), Duration::from_secs(4));
    }
}
