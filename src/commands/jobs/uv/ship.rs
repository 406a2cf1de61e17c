//! The files that a script needs, brought to the bucket of the account's jobs, where its job finds them. Each job has a
//! folder of its own there, in which it may leave files too. Nothing there is ever deleted.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::script::UvScript;
use crate::api::Hub;
use crate::api::jobs::NewJob;
use crate::base::fs::{Temporary, random_suffix};
use crate::base::time::now;
use crate::commands::jobs::volumes;
use crate::context::Context;
use crate::ids::volume::Volume;
use crate::output::quantity::files;

/// Where a job finds the files.
const MOUNT: &str = "/data";

/// Brings the files to the Hub, and tells the job where they are. Does nothing for a command that names none.
pub(in crate::commands::jobs) async fn ship(
    cx: &Context,
    (hub, namespace): (&Hub, &str),
    script: &UvScript,
    job: &mut NewJob,
) -> Result<()> {
    let names = names(script);
    if names.is_empty() {
        return Ok(());
    }
    if job.volumes.iter().any(|volume| volume.mount_path == MOUNT) {
        bail!("'{MOUNT}' is where a job finds its local script: mount the volume elsewhere");
    }
    let folder = Temporary::folder(&cx.config.paths.temporary)?;
    for (word, name) in &names {
        if name.starts_with('.') {
            cx.out.warning(&format!("the hidden file '{word}' is uploaded for the job"));
        }
        copy(word, &folder.path().join(name)).with_context(|| format!("cannot read '{word}'"))?;
    }
    let to = volumes::jobs_folder(cx, hub, namespace, &new_folder()).await?;
    volumes::send(cx, hub, folder.path(), &to).await?;
    cx.out.log(&format!("Uploaded {} to hf://buckets/{}/{}", files(names.len()), to.bucket, to.path));
    let in_job = |word: &str| names.get(word).map_or_else(|| word.to_owned(), |name| format!("{MOUNT}/{name}"));
    job.command = script.command(in_job);
    job.volumes.push(Volume {
        kind: "bucket",
        source: to.bucket.to_string(),
        mount_path: MOUNT.to_owned(),
        revision: None,
        read_only: Some(false),
        path: Some(to.path),
    });
    Ok(())
}

/// With the time of the file, which says whether the bucket has it.
fn copy(word: &str, to: &Path) -> io::Result<()> {
    let (mut from, mut to) = (File::open(word)?, File::create(to)?);
    io::copy(&mut from, &mut to)?;
    to.set_modified(from.metadata()?.modified()?)
}

/// `20260102T030405-0a1b2c`: the time in UTC, and digits that no other job of that second has.
fn new_folder() -> String {
    let time = jiff::Timestamp::from_second(now()).unwrap_or_default();
    format!("{}-{}", time.strftime("%Y%m%dT%H%M%S"), &random_suffix()[..6])
}

/// The words that are files of this machine, with their names in the job: each name once, the script's first.
fn names(script: &UvScript) -> HashMap<&str, String> {
    let mut names: HashMap<&str, String> = HashMap::new();
    for word in script.words() {
        let path = Path::new(word);
        let Some(name) = path.file_name().filter(|_| path.is_file() && !names.contains_key(word)) else { continue };
        let name = name.to_string_lossy().replace(' ', "_");
        let is_free = |name: &String| !names.values().any(|taken| taken == name);
        let numbered = (0..).map(|number| with_number(&name, number));
        let free = std::iter::once(name.clone()).chain(numbered).find(is_free);
        names.insert(word, free.unwrap_or(name));
    }
    names
}

/// `train(0).py`.
fn with_number(name: &str, number: usize) -> String {
    match name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()) {
        Some((stem, ending)) => format!("{stem}({number}).{ending}"),
        None => format!("{name}({number})"),
    }
}
