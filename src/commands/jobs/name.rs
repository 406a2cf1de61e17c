//! The name of a job that was given none: what it runs, and a few digits that stand for how. The same words make the
//! same name, as in the Python client.

use sha2::{Digest, Sha256};

use super::launch::{Launch, Work};
use super::uv::script::UvScript;
use crate::api::jobs::NewJob;
use crate::base::sha::hex;
use crate::ids::job::Image;

/// Digits of the hash.
const DIGITS: usize = 8;

/// The name of a job that is launched so.
pub(super) fn of_launch(launch: &Launch<'_>, job: &NewJob) -> String {
    let typed = |text: Option<&String>| text.cloned().unwrap_or_default();
    let (machine, access) = (launch.machine, launch.access);
    let (base, mut parts, details) = match &launch.work {
        Work::Image { image, command } => (base_of_image(image), words(image, command), Vec::new()),
        Work::Script(script) => (base_of_script(&script.typed), words(&script.typed, &script.args), details(script)),
    };
    parts.push(machine.flavor().to_owned());
    parts.push(machine.timeout.as_ref().map(|timeout| timeout.typed.clone()).unwrap_or_default());
    parts.push(typed(machine.namespace.namespace.as_ref()));
    parts.push(typed(access.network_group.as_ref()));
    parts.extend(details);
    parts.extend(machine.attempts.map(|attempts| attempts.to_string()));
    let mut env: Vec<_> =
        job.environment.iter().map(|(key, value)| (key, value.as_str().unwrap_or_default())).collect();
    env.sort_unstable();
    parts.extend(env.into_iter().map(|(key, value)| format!("{key}={value}")));
    let mut secrets: Vec<_> = job.secrets.keys().cloned().collect();
    secrets.sort_unstable();
    parts.extend(secrets);
    parts.extend_from_slice(machine.volumes.typed());
    parts.extend_from_slice(&access.network_alias);
    named(&base, &parts)
}

/// The name of a job that runs a command in an image and says nothing else.
pub(crate) fn of_image(image: &str, command: &[String]) -> String {
    named(&base_of_image(image), &words(image, command))
}

fn words(first: &str, rest: &[String]) -> Vec<String> {
    std::iter::once(first.to_owned()).chain(rest.iter().cloned()).collect()
}

/// What a script is run with.
fn details(script: &UvScript) -> Vec<String> {
    let python = script.python.clone().unwrap_or_default();
    [script.image().to_owned(), python].into_iter().chain(script.with.iter().cloned()).collect()
}

fn base_of_image(image: &str) -> String {
    match Image::read(image) {
        Image::Space(id) => id,
        Image::Docker(image) => last_part(&image).to_owned(),
    }
}

/// The name of the script without its ending, also of one at an address.
fn base_of_script(typed: &str) -> String {
    let path = if typed.contains("://") { typed.split(['?', '#']).next().unwrap_or_default() } else { typed };
    let name = last_part(path);
    name.strip_suffix(".py").unwrap_or(name).to_owned()
}

fn last_part(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

fn named(base: &str, parts: &[String]) -> String {
    let is_kept = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
    let base: String = base.chars().map(|character| if is_kept(character) { character } else { '-' }).collect();
    told_apart(&base, &parts.join("\0"))
}

/// The name with a few digits behind it that stand for the text.
pub(super) fn told_apart(name: &str, text: &str) -> String {
    let hash = hex(&Sha256::digest(text));
    format!("{name}-{}", &hash[..DIGITS])
}
