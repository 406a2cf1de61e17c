//! Replacing what `install.sh` installed by a newer release: the archive is checked, unpacked to a folder of its own, and
//! its own `install.sh` puts the files in place, so that the list of installed files stays right.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use bytes::Bytes;
use flate2::read::GzDecoder;
use serde::Serialize;

use super::tool::run;
use crate::api::releases::{Release, Releases, is_newer};
use crate::base::fs::{Temporary, create_folder, safe_relative, set_mode};
use crate::base::sha::ContentHash;
use crate::commands::version::VERSION;
use crate::context::Context;

/// Bytes of an unpacked release, at most.
const LARGEST: u64 = 1 << 30;
const SCRIPT: &str = "install.sh";

#[derive(Serialize)]
struct Updated<'a> {
    version: &'a str,
    before: &'a str,
    prefix: &'a Path,
}

/// An archive that is not the one of the list.
#[derive(Debug, thiserror::Error)]
#[error("'{file}' does not match its checksum: nothing was changed")]
pub struct WrongChecksum {
    file: String,
}

/// The newest release for this machine; `None` where no releases are known.
pub(super) async fn newest(cx: &Context) -> Result<Option<Release>> {
    let machine = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    match releases(cx)? {
        Some(releases) => Ok(releases.newest(&machine).await?),
        None => Ok(None),
    }
}

fn releases(cx: &Context) -> Result<Option<Releases>> {
    match &cx.config.services.releases {
        Some(base) => Ok(Some(cx.releases(base.clone())?)),
        None => Ok(None),
    }
}

/// Installs the newest release below the prefix, if it is newer.
pub(super) async fn install(cx: &Context, prefix: &Path) -> Result<()> {
    let Some(releases) = releases(cx)? else {
        bail!(
            "no releases are known: set HF_RELEASES_ENDPOINT to their folder, or run install.sh of newer sources with \
             --prefix {}",
            prefix.display()
        );
    };
    let Some(release) = newest(cx).await?.filter(|release| is_newer(&release.version, VERSION)) else {
        let state = Updated { version: VERSION, before: VERSION, prefix };
        return Ok(cx.out.unchanged(&format!("hf {VERSION} is up to date"), &state)?);
    };
    let status = cx.out.status(&format!("Downloading hf {}", release.version));
    let archive = releases.archive(&release).await?;
    check(&release, &archive)?;
    let beside = &cx.config.paths.temporary;
    let folder = Temporary::folder(beside).with_context(|| format!("cannot write to '{}'", beside.display()))?;
    let unpacked = unpack(&archive, folder.path()).with_context(|| format!("cannot unpack '{}'", release.file))?;
    drop(status);
    let [script, root, target] =
        [&unpacked.join(SCRIPT), unpacked.as_path(), prefix].map(|path| path.to_string_lossy().into_owned());
    let ended = run(Path::new("sh"), &[&script, "--from", &root, "--prefix", &target]).context("cannot run sh")?;
    if ended != 0 {
        bail!("install.sh of hf {} failed with status {ended}", release.version);
    }
    Ok(cx.out.done("Updated", &Updated { version: &release.version, before: VERSION, prefix })?)
}

fn check(release: &Release, archive: &Bytes) -> Result<(), WrongChecksum> {
    let mut hash = ContentHash::sha256();
    hash.update(archive);
    if hash.finish() == release.sha256 { Ok(()) } else { Err(WrongChecksum { file: release.file.clone() }) }
}

/// Unpacks regular files alone. Returns the folder with the script in it: that of the archive, or the only one there.
fn unpack(archive: &[u8], folder: &Path) -> Result<PathBuf> {
    let mut archive = tar::Archive::new(GzDecoder::new(archive).take(LARGEST));
    for entry in archive.entries()? {
        let mut entry = entry?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let path = folder.join(safe_relative(name.trim_start_matches("./"))?);
        create_folder(path.parent().unwrap_or(folder))?;
        let mut file = File::create_new(&path)?;
        std::io::copy(&mut entry, &mut file)?;
        set_mode(&file, if entry.header().mode()? & 0o100 == 0 { 0o644 } else { 0o755 });
    }
    let inner = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    let places = std::iter::once(folder.to_owned()).chain(inner);
    places.into_iter().find(|place| place.join(SCRIPT).is_file()).with_context(|| format!("it has no {SCRIPT}"))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::unpack;

    fn archive(files: &[(&str, tar::EntryType)]) -> Bytes {
        let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        for (name, kind) in files {
            let mut header = tar::Header::new_old();
            header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_entry_type(*kind);
            header.set_mode(0o755);
            header.set_size(0);
            header.set_cksum();
            builder.append(&header, std::io::empty()).unwrap();
        }
        builder.into_inner().unwrap().finish().unwrap().into()
    }

    #[test]
    fn an_archive_cannot_write_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        let file = tar::EntryType::Regular;
        for name in ["../out", "/out", "a/../../out"] {
            assert!(unpack(&archive(&[(name, file)]), &inner).is_err(), "{name}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn only_files_are_unpacked() {
        let folder = tempfile::tempdir().unwrap();
        let files = [("hf-1/install.sh", tar::EntryType::Regular), ("hf-1/link", tar::EntryType::Symlink)];
        let unpacked = unpack(&archive(&files), folder.path()).unwrap();
        assert_eq!(unpacked, folder.path().join("hf-1"));
        assert_eq!(std::fs::read_dir(unpacked).unwrap().count(), 1);
    }
}
