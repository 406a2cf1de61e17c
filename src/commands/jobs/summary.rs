//! What a job is going to be, for people to read before and instead of starting it.

use serde_json::{Map, Value};

use super::launch::{Launch, Work};
use crate::api::jobs::NewJob;
use crate::args::cost::Dollars;
use crate::base::shell;

/// Characters of a value that are shown, when it has more than one more.
const MOST_OF_VALUE: usize = 59;
/// How access tokens begin.
const TOKEN: &str = "hf_";
const HIDDEN: &str = "***";

/// The lines of a summary: a name and its values, one a line.
#[derive(Default)]
struct Rows(Vec<(&'static str, Vec<String>)>);

/// The lines to show. What is off or empty is not mentioned.
pub(super) fn lines(launch: &Launch<'_>, job: &NewJob) -> Vec<String> {
    let (machine, access) = (launch.machine, launch.access);
    let mut rows = Rows::default();
    if let Some(schedule) = launch.schedule {
        rows.add("schedule", [schedule.schedule.clone()]);
        rows.add("suspend", schedule.suspend().filter(|suspend| *suspend).map(|_| "yes".to_owned()));
        rows.add("concurrency", schedule.concurrency().filter(|overlap| *overlap).map(|_| "yes".to_owned()));
    }
    rows.add_work(&launch.work);
    rows.add("flavor", [job.flavor.clone()]);
    rows.add("timeout", machine.timeout.as_ref().map(|timeout| timeout.typed.clone()));
    rows.add("max_cost", machine.max_cost.map(|Dollars(amount)| format!("${amount:.2}")));
    rows.add("attempts", job.attempts.map(|attempts| attempts.to_string()));
    rows.add("env", job.environment.iter().map(|(key, value)| format!("{key}={}", shown(value))));
    rows.add(
        "secrets",
        job.secrets.iter().map(|(key, value)| format!("{key}={}", if value.is_null() { "<not set>" } else { HIDDEN })),
    );
    rows.add("volumes", machine.volumes.typed().iter().cloned());
    rows.add("labels", pairs(&job.labels));
    rows.add("expose", joined(&machine.expose));
    rows.add("expose_public", joined(&machine.expose_public));
    rows.add("ssh", access.ssh.then(|| "yes".to_owned()));
    rows.add("network_group", access.network_group.clone());
    rows.add("network_aliases", joined(&access.network_alias));
    rows.add("resource_group_id", machine.resource_group_id.clone());
    rows.add("namespace", machine.namespace.namespace.clone());
    rows.lines("Job configuration:")
}

impl Rows {
    fn add_work(&mut self, work: &Work<'_>) {
        match work {
            Work::Image { image, command } => {
                self.add("image", [(*image).to_owned()]);
                self.add("command", [shell::command_line(command)]);
            }
            Work::Script(script) => {
                self.add("script", [script.typed.clone()]);
                self.add("args", [shell::command_line(&script.args)]);
                self.add("with", joined(&script.with));
                self.add("python", script.python.clone());
                self.add("image", [script.image().to_owned()]);
                self.add("from_script", joined(&script.header.keys()));
            }
        }
    }

    fn add(&mut self, name: &'static str, values: impl IntoIterator<Item = String>) {
        self.0.push((name, values.into_iter().collect()));
    }

    fn lines(self, title: &str) -> Vec<String> {
        let rows: Vec<_> =
            self.0.into_iter().filter(|(_, values)| values.iter().any(|value| !value.is_empty())).collect();
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        let row = |(name, values): (&'static str, Vec<String>)| {
            let names = std::iter::once(name).chain(std::iter::repeat(""));
            names.zip(values).map(move |(name, value)| format!("  {name:width$}  {value}")).collect::<Vec<_>>()
        };
        std::iter::once(title.to_owned()).chain(rows.into_iter().flat_map(row)).collect()
    }
}

fn pairs(map: &Map<String, Value>) -> impl Iterator<Item = String> {
    map.iter().map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()))
}

fn joined<T: ToString>(values: &[T]) -> Option<String> {
    (!values.is_empty()).then(|| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
}

/// A token is not shown, wherever it was put.
fn shown(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    if text.starts_with(TOKEN) {
        return HIDDEN.to_owned();
    }
    match text.char_indices().nth(MOST_OF_VALUE) {
        Some((end, _)) if text[end..].chars().nth(1).is_some() => format!("{}…", &text[..end]),
        _ => text.to_owned(),
    }
}
