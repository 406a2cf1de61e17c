//! What a run leaves on disk, and whether all of it is what its name says.

use std::fs;
use std::path::Path;

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::local_hub::world::accounts::hex;
use crate::sandbox::Sandbox;

/// Every file and link below a folder by its path, sorted; none if there is no such folder.
pub fn files(folder: &Path) -> Vec<String> {
    let mut found = vec![];
    collect(folder, "", &mut found);
    found.sort_unstable();
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else {
            found.push(path);
        }
    }
}

/// The files of the sandbox that a download is still writing, wherever they are.
pub fn unfinished(sandbox: &Sandbox) -> Vec<String> {
    let all = files(&sandbox.hf_home()).into_iter().chain(files(&sandbox.work()));
    all.filter(|path| is_unfinished(path)).collect()
}

fn is_unfinished(path: &str) -> bool {
    path.ends_with(".incomplete") || path.ends_with(".tmp")
}

/// Fails unless every content that the sandbox holds is complete: nothing is half-written, no link leads nowhere,
/// every blob and every recorded file of a local folder has the hash that it is known by.
#[track_caller]
pub fn assert_whole(sandbox: &Sandbox) {
    assert_eq!(unfinished(sandbox), Vec::<String>::new(), "something is half-written");
    assert_right(sandbox);
}

/// The same of a run that was cut off: what is not finished does not have its name yet.
#[track_caller]
pub fn assert_right(sandbox: &Sandbox) {
    for folder in [sandbox.hf_home(), sandbox.work()] {
        for path in files(&folder).iter().filter(|path| !is_unfinished(path)) {
            check(&folder, path);
        }
    }
}

#[track_caller]
fn check(folder: &Path, path: &str) {
    let place = folder.join(path);
    assert!(place.exists(), "{path} leads nowhere");
    if let Some((_, etag)) = path.split_once("/blobs/") {
        assert_eq!(hash_like(&place, etag), etag, "{path} has another content");
    }
    if let Some(recorded) = path.strip_suffix(".metadata") {
        let (above, name) = recorded.split_once(".cache/huggingface/download/").unwrap();
        let record = fs::read_to_string(&place).unwrap();
        let etag = record.lines().nth(1).unwrap();
        assert_eq!(hash_like(&folder.join(above).join(name), etag), etag, "{name} has another content than recorded");
    }
}

/// The hash of a file, of the kind that the entity tag is.
fn hash_like(file: &Path, etag: &str) -> String {
    let content = fs::read(file).unwrap();
    match etag.len() {
        64 => hex(&Sha256::digest(&content)),
        _ => hex(&Sha1::digest([format!("blob {}\0", content.len()).as_bytes(), &content].concat())),
    }
}
