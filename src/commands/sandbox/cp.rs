//! `hf sandbox cp`.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;

use super::attach::attach;
use crate::api::sandbox::SandboxServer;
use crate::args::misuse::Misuse;
use crate::args::namespace::NamespaceArg;
use crate::args::sandbox::in_namespace;
use crate::args::token::TokenArg;
use crate::base::fs::write_beside;
use crate::context::Context;
use crate::ids::sandbox::SandboxPath;

/// Files of more bytes travel in parts.
const WHOLE: u64 = 2 << 20;
const PART: u64 = 1 << 20;
/// Parts that travel at once.
const AT_ONCE: usize = 16;
/// Of a mode, without the kind of file.
const MODE_BITS: u32 = 0o7777;

/// Copy a file to or from a sandbox
///
/// One side is a path in a sandbox, written ID:PATH.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  $ hf sandbox cp data.csv 6874f0c0:/work/data.csv\n  \
                        $ hf sandbox cp demo-org/6874f0c0:/work/result.json .")]
pub struct Cp {
    /// File to copy: local, or ID:PATH
    #[arg(value_name = "SRC", value_hint = clap::ValueHint::AnyPath)]
    src: String,
    /// Where to: local, or ID:PATH
    #[arg(value_name = "DST", value_hint = clap::ValueHint::AnyPath)]
    dst: String,
    #[command(flatten)]
    namespace: NamespaceArg,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Serialize)]
struct Copied<'a> {
    src: &'a str,
    dst: &'a str,
}

impl Cp {
    pub async fn run(self, cx: &Context) -> Result<()> {
        match (SandboxPath::read(&self.src)?, SandboxPath::read(&self.dst)?) {
            (Some(from), None) => self.down(cx, &from).await?,
            (None, Some(to)) => self.up(cx, &to).await?,
            _ => {
                return Err(Misuse("exactly one of SRC and DST must be a path in a sandbox: ID:PATH".to_owned()).into());
            }
        }
        Ok(cx.out.done("Copied", &Copied { src: &self.src, dst: &self.dst })?)
    }

    async fn server(&self, cx: &Context, path: &SandboxPath) -> Result<SandboxServer> {
        attach(cx, &in_namespace(&path.sandbox, &self.namespace)?, &self.token).await
    }

    async fn down(&self, cx: &Context, from: &SandboxPath) -> Result<()> {
        let server = self.server(cx, from).await?;
        let size = server.size(&from.path).await?;
        let target = target(&self.dst, &from.path)?;
        let content = match size {
            ..=WHOLE => server.read(&from.path, None).await?,
            _ => in_parts(&server, &from.path, size).await?,
        };
        ensure!(content.len() as u64 == size, "'{}' changed while it was copied: copy it again", from.path);
        let mode = fs::metadata(&target).ok().map(|replaced| replaced.permissions().mode() & MODE_BITS);
        write_beside(&target, &content, mode).with_context(|| format!("cannot write '{}'", target.display()))
    }

    async fn up(&self, cx: &Context, to: &SandboxPath) -> Result<()> {
        let cannot_read = || format!("cannot read '{}'", self.src);
        ensure!(!Path::new(&self.src).is_dir(), "'{}' is a folder: only files can be copied", self.src);
        let mut file = File::open(&self.src).with_context(cannot_read)?;
        let size = file.metadata().with_context(cannot_read)?.len();
        let server = self.server(cx, to).await?;
        if size <= WHOLE {
            let mut content = Vec::new();
            file.read_to_end(&mut content).with_context(cannot_read)?;
            return Ok(server.write(&to.path, content.into(), (None, None)).await?);
        }
        let read = |(at, length): (u64, u64)| -> Result<Bytes> {
            let mut file = File::open(&self.src)?;
            file.seek(SeekFrom::Start(at))?;
            let mut part = Vec::new();
            file.take(length).read_to_end(&mut part)?;
            Ok(part.into())
        };
        let sent = stream::iter(parts(size)).map(|part| {
            let (server, content) = (&server, read(part));
            async move {
                let end = (part.0 + part.1 == size).then_some(size);
                Ok::<_, anyhow::Error>(server.write(&to.path, content?, (Some(part.0), end)).await?)
            }
        });
        sent.buffered(AT_ONCE).try_collect::<Vec<_>>().await.map(drop)
    }
}

async fn in_parts(server: &SandboxServer, path: &str, size: u64) -> Result<Bytes> {
    let read = stream::iter(parts(size)).map(|part| async move {
        let bytes = server.read(path, Some(part)).await?;
        ensure!(bytes.len() as u64 == part.1, "'{path}' changed while it was copied: copy it again");
        Ok(bytes)
    });
    let all: Vec<Bytes> = read.buffered(AT_ONCE).try_collect().await?;
    Ok(all.concat().into())
}

/// Where each part begins, and its length.
fn parts(size: u64) -> impl Iterator<Item = (u64, u64)> {
    (0..size.div_ceil(PART)).map(move |number| (number * PART, PART.min(size - number * PART)))
}

/// The file to write; in a folder it keeps its name.
fn target(typed: &str, from: &str) -> Result<PathBuf> {
    let path = Path::new(typed);
    if !fs::metadata(path).is_ok_and(|found| found.is_dir()) {
        return Ok(path.to_owned());
    }
    match Path::new(from).file_name() {
        Some(name) => Ok(path.join(name)),
        None => bail!("'{from}' names no file"),
    }
}
