//! Throws archives at the import that were changed anywhere: names, contents, bytes. Whatever happens, nothing is written
//! outside of the cache, and what is written there as a blob is its own hash.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use bolero::TypeGenerator;
use tar::{Builder, EntryType, Header};

use super::{Importer, MANIFEST};
use crate::base::fuzz::{Edit, edited};
use crate::base::sha::ContentHash;
use crate::cache::Cache;

const COMMIT: &str = "607a30d783dfa663caf39e06633721c8d4cfcd7e";
/// Git's name of a blob of 5 bytes, `hello`.
const ETAG: &str = "b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0";

/// What becomes of the example: changes of one entry's name, target and content, and of the finished archive.
#[derive(Debug, TypeGenerator)]
struct Change {
    entry: u8,
    name: Vec<Edit>,
    target: Vec<Edit>,
    content: Vec<Edit>,
    archive: Vec<Edit>,
}

#[test]
fn no_archive_writes_outside_of_the_cache_or_a_blob_that_is_not_its_hash() {
    bolero::check!().with_type::<Change>().with_iterations(1000).for_each(|change| {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::new(folder.path().join("hub"), None);
        let importer = Importer { cache: &cache, progress: &(), interrupted: &AtomicBool::new(false) };
        drop(importer.import(&archive(change)[..]));
        let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(beside.iter().all(|name| name == "hub"), "{beside:?}");
        check_blobs(&folder.path().join("hub/models--ada--tiny/blobs"));
    });
}

#[test]
fn the_unchanged_example_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::new(folder.path().join("hub"), None);
    let importer = Importer { cache: &cache, progress: &(), interrupted: &AtomicBool::new(false) };
    let nothing = Change { entry: 0, name: vec![], target: vec![], content: vec![], archive: vec![] };
    assert_eq!(importer.import(&archive(&nothing)[..]).unwrap().new, 1);
    let file = folder.path().join(format!("hub/models--ada--tiny/snapshots/{COMMIT}/a.txt"));
    assert_eq!(fs::read(file).unwrap(), b"hello");
}

fn archive(change: &Change) -> Vec<u8> {
    let manifest = format!(
        r#"{{"format_version":1,"repos":[{{"folder":"models--ada--tiny","commits":["{COMMIT}"],"refs":{{"main":"{COMMIT}"}},
            "entries":1,"blobs":[{{"etag":"{ETAG}","size":5,"path":"a.txt"}}]}}]}}"#
    );
    let repo = "models--ada--tiny";
    let entries = [
        (EntryType::Regular, MANIFEST.to_owned(), String::new(), manifest),
        (EntryType::Regular, format!("{repo}/blobs/{ETAG}"), String::new(), "hello".to_owned()),
        (EntryType::Symlink, format!("{repo}/snapshots/{COMMIT}/a.txt"), format!("../../blobs/{ETAG}"), String::new()),
        (EntryType::Regular, format!("{repo}/refs/main"), String::new(), COMMIT.to_owned()),
    ];
    let changed = usize::from(change.entry) % entries.len();
    let mut archive = Builder::new(Vec::new());
    for (at, (kind, name, target, content)) in entries.iter().enumerate() {
        let part = |text: &str, edits| if at == changed { edited(text.as_bytes(), edits) } else { text.into() };
        let (name, target) = (part(name, &change.name), part(target, &change.target));
        let content = part(content, &change.content);
        append(&mut archive, *kind, (&name, &target), &content);
    }
    edited(&archive.into_inner().unwrap(), &change.archive)
}

/// As any program could write it: the names are not checked.
fn append(archive: &mut Builder<Vec<u8>>, kind: EntryType, (name, target): (&[u8], &[u8]), content: &[u8]) {
    let mut header = Header::new_gnu();
    let fields = header.as_gnu_mut().unwrap();
    for (field, text) in [(&mut fields.name, name), (&mut fields.linkname, target)] {
        let length = text.len().min(field.len());
        field[..length].copy_from_slice(&text[..length]);
    }
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_size(content.len() as u64);
    header.set_cksum();
    archive.append(&header, content).unwrap();
}

fn check_blobs(folder: &Path) {
    for blob in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let (name, content) = (blob.file_name().into_string().unwrap(), fs::read(blob.path()).unwrap());
        if name.contains("incomplete") {
            continue;
        }
        let mut hash = ContentHash::for_etag(&name, content.len() as u64).unwrap();
        hash.update(&content);
        assert_eq!(hash.finish(), name);
    }
}
