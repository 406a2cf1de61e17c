//! Links, pipes and files of others that somebody put where a download writes: nothing behind them is touched, and nobody
//! waits for them.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE;
use rustix::fs::{CWD, Mode, mkfifoat};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::{cached, with_model};
use crate::disk::{assert_whole, files};
use crate::local_hub::world::accounts::hex;
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::seed::noise;
use crate::run::Output;
use crate::sandbox::Sandbox;

const REPO: &str = "models--ada--model";
/// Of one request of a large file.
const BLOCK: usize = 1024 * 1024;

fn weights() -> Vec<u8> {
    noise(1_000_003).repeat(9)
}

/// Somebody's private file.
fn victim(sandbox: &Sandbox) -> PathBuf {
    let victim = sandbox.write("outside/victim", "private");
    fs::set_permissions(&victim, fs::Permissions::from_mode(0o600)).unwrap();
    victim
}

#[track_caller]
fn assert_untouched(sandbox: &Sandbox) {
    assert_eq!(sandbox.read("outside/victim"), b"private");
    assert_eq!(files(&sandbox.work().join("outside")), ["victim"]);
    assert_eq!(fs::metadata(sandbox.work().join("outside/victim")).unwrap().permissions().mode() & 0o777, 0o600);
}

fn pipe(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    drop(fs::remove_file(path));
    mkfifoat(CWD, path, Mode::from_raw_mode(0o600)).unwrap();
}

/// A journal that says of every block that it is written.
fn journal(content: &[u8]) -> String {
    let etag = hex(&Sha256::digest(content));
    let blocks = "1".repeat(content.len().div_ceil(BLOCK));
    format!("hf-parts 1 {etag} {} {BLOCK}\n1\n{blocks}", content.len())
}

/// Where a partial of the content is looked for: in the cache, or for `weights.bin` in the folder `here`.
fn partial(sandbox: &Sandbox, content: &[u8], in_cache: bool) -> PathBuf {
    let etag = hex(&Sha256::digest(content));
    let stem = URL_SAFE.encode(Sha1::digest("weights.bin.metadata"));
    let path = if in_cache {
        cached(sandbox, REPO).join(format!("blobs/{etag}.0123abcd.incomplete"))
    } else {
        sandbox.work().join(format!("here/.cache/huggingface/download/{stem}.{etag}.0123abcd.incomplete"))
    };
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    path
}

fn head(sandbox: &Sandbox) -> String {
    sandbox.hub().world().repo(Kind::Model, "ada/model").unwrap().head().to_string()
}

fn download(sandbox: &Sandbox, in_cache: bool) -> Output {
    let words = if in_cache { "" } else { "--local-dir here" };
    sandbox.hf(&format!("download ada/model weights.bin {words}"))
}

#[test]
fn a_planted_partial_is_not_written_through() {
    let content = weights();
    for in_cache in [true, false] {
        for is_hard in [true, false] {
            let sandbox = with_model(&[("weights.bin", &content)]);
            let (victim, partial) = (victim(&sandbox), partial(&sandbox, &content, in_cache));
            fs::write(partial.with_extension("parts.incomplete"), journal(&content).replace("\n1", "\n0")).unwrap();
            if is_hard {
                fs::hard_link(&victim, &partial).unwrap();
            } else {
                symlink(&victim, &partial).unwrap();
            }
            download(&sandbox, in_cache).success();
            assert_untouched(&sandbox);
            assert_whole(&sandbox);
            assert!(!partial.is_symlink() && !partial.exists(), "it is a leftover");
        }
    }
}

#[test]
fn a_planted_journal_is_not_written_through() {
    let content = weights();
    for in_cache in [true, false] {
        let sandbox = with_model(&[("weights.bin", &content)]);
        let (victim, partial) = (victim(&sandbox), partial(&sandbox, &content, in_cache));
        let text = journal(&content).replace("\n11", "\n00");
        fs::write(&victim, &text).unwrap();
        fs::write(&partial, "").unwrap();
        symlink(&victim, partial.with_extension("parts.incomplete")).unwrap();
        download(&sandbox, in_cache).success();
        assert_eq!(sandbox.read("outside/victim"), text.as_bytes());
        assert_whole(&sandbox);
    }
}

#[test]
fn what_a_partial_is_said_to_hold_is_believed_for_its_hash_alone() {
    let content = weights();
    for words in ["", "--no-verify"] {
        for in_cache in [true, false] {
            let sandbox = with_model(&[("weights.bin", &content)]);
            let partial = partial(&sandbox, &content, in_cache);
            fs::write(&partial, vec![7; content.len()]).unwrap();
            fs::write(partial.with_extension("parts.incomplete"), journal(&content)).unwrap();
            let folder = if in_cache { "" } else { "--local-dir here" };
            let output = sandbox.hf(&format!("download ada/model weights.bin {words} {folder} -q")).success();
            let path = output.stdout.trim().replace("[CWD]", "").replace("[HF_HOME]", "");
            let root = if in_cache { sandbox.hf_home() } else { sandbox.work() };
            assert!(fs::read(root.join(path.trim_start_matches('/'))).unwrap() == content, "{words}");
        }
    }
}

/// Only the administrator can make files of others.
#[test]
fn a_partial_of_another_user_is_not_continued() {
    let content = weights();
    let sandbox = with_model(&[("weights.bin", &content)]);
    let partial = partial(&sandbox, &content, true);
    fs::write(&partial, &content).unwrap();
    fs::write(partial.with_extension("parts.incomplete"), journal(&content)).unwrap();
    if chown(&partial, Some(4711), None).is_err() {
        return;
    }
    sandbox.hf("download ada/model weights.bin --progress plain").success();
    let blob = partial.with_extension("").with_extension("");
    use std::os::unix::fs::MetadataExt;
    assert_ne!(fs::metadata(blob).unwrap().uid(), 4711, "its owner could write into it later");
    assert_whole(&sandbox);
}

#[test]
fn a_folder_of_the_cache_that_is_a_link_is_refused() {
    for place in
        ["blobs", "snapshots", "snapshots/COMMIT", "snapshots/COMMIT/sub", "refs", "trees", ".no_exist", "LOCKS"]
    {
        for words in ["", "sub/a.txt"] {
            let sandbox = with_model(&[("sub/a.txt", b"a"), ("b.bin", b"b")]);
            victim(&sandbox);
            let place = place.replace("COMMIT", &head(&sandbox)).replace("LOCKS", &format!("../.locks/{REPO}"));
            let link = cached(&sandbox, REPO).join(&place);
            fs::create_dir_all(cached(&sandbox, REPO)).unwrap();
            fs::create_dir_all(link.parent().unwrap()).unwrap();
            symlink(sandbox.work().join("outside"), &link).unwrap();
            let output = sandbox.hf(&format!("download ada/model {words}"));
            assert_eq!(output.code(), Some(1), "{place} {output}");
            let shown = format!("hub/{REPO}/{place}").replace(&format!("{REPO}/../"), "");
            let says = format!("Error: '[HF_HOME]/{shown}' is a link: nothing behind it was changed\n");
            assert!(output.stderr.contains(&says), "{output}");
            assert_untouched(&sandbox);
        }
    }
}

#[test]
fn a_marker_of_an_absent_file_is_not_made_through_a_link() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    victim(&sandbox);
    fs::create_dir_all(cached(&sandbox, REPO)).unwrap();
    symlink(sandbox.work().join("outside"), cached(&sandbox, REPO).join(".no_exist")).unwrap();
    let output = sandbox.hf("download ada/model none.txt");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains(".no_exist' is a link"), "{output}");
    assert_untouched(&sandbox);
}

#[test]
fn a_folder_below_the_local_one_that_is_a_link_is_refused() {
    for link in ["sub", ".cache", ".cache/huggingface", ".cache/huggingface/download/sub"] {
        for words in ["", "sub/victim", "--link-mode auto"] {
            let sandbox = with_model(&[("sub/victim", b"a"), ("b.bin", b"b")]);
            victim(&sandbox);
            let place = sandbox.work().join("here").join(link);
            fs::create_dir_all(place.parent().unwrap()).unwrap();
            symlink(sandbox.work().join("outside"), &place).unwrap();
            let output = sandbox.hf(&format!("download ada/model {words} --local-dir here"));
            assert_eq!(output.code(), Some(1), "{output}");
            let says = format!("Error: 'here/{link}' is a link: nothing behind it was changed\n");
            assert!(output.stderr.contains(&says), "{output}");
            assert_untouched(&sandbox);
            assert!(!sandbox.work().join("here/b.bin").exists());
        }
    }
}

#[test]
fn the_local_folder_and_the_cache_may_be_links_themselves() {
    let sandbox = with_model(&[("sub/a.txt", b"a"), ("b.bin", b"b")]);
    for name in ["real", "disk/hub", "disk/model"] {
        fs::create_dir_all(sandbox.work().join(name)).unwrap();
    }
    symlink("real", sandbox.work().join("here")).unwrap();
    sandbox.hf("download ada/model --local-dir here").success();
    assert_eq!(sandbox.read("real/sub/a.txt"), b"a");
    fs::remove_dir_all(sandbox.hf_home().join("hub")).unwrap();
    symlink(sandbox.work().join("disk/hub"), sandbox.hf_home().join("hub")).unwrap();
    symlink(sandbox.work().join("disk/model"), cached(&sandbox, REPO)).unwrap();
    sandbox.hf("download ada/model").success();
    assert_eq!(files(&sandbox.work().join("disk/model/blobs")).len(), 3);
    assert_whole(&sandbox);
}

/// Only the administrator can make links of others.
#[test]
fn a_repo_that_is_a_link_of_another_user_is_refused() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    victim(&sandbox);
    fs::create_dir_all(sandbox.hf_home().join("hub")).unwrap();
    symlink(sandbox.work().join("outside"), cached(&sandbox, REPO)).unwrap();
    if std::os::unix::fs::lchown(cached(&sandbox, REPO), Some(4711), None).is_err() {
        return;
    }
    let output = sandbox.hf("download ada/model");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains(&format!("{REPO}' is a link")), "{output}");
    assert_untouched(&sandbox);
}

#[test]
fn pipes_in_the_cache_hold_nobody_up() {
    let content = weights();
    let sandbox = with_model(&[("a.txt", b"a"), ("weights.bin", &content)]);
    let repo = cached(&sandbox, REPO);
    pipe(&partial(&sandbox, &content, true).with_extension("parts.incomplete").clone());
    pipe(&partial(&sandbox, &content, true));
    let commit = head(&sandbox);
    for name in
        ["refs/main", "main.01234567.tmp", &format!("trees/{commit}.json"), &format!("snapshots/{commit}/a.txt")]
    {
        pipe(&repo.join(name));
    }
    sandbox.hf("download ada/model").success();
    sandbox.hf("download ada/model weights.bin").success();
    for name in ["refs/main", &format!("trees/{commit}.json"), &format!("snapshots/{commit}/a.txt")] {
        assert!(repo.join(name).is_file(), "{name}");
    }
    pipe(&repo.join("refs/main"));
    pipe(&repo.join(format!("trees/{commit}.json")));
    pipe(&sandbox.hf_home().join(format!("hub/.locks/{REPO}/e1.lock")));
    pipe(&partial(&sandbox, &content, true).with_extension("parts.incomplete").clone());
    for words in [
        "cache list",
        "cache scan",
        "cache verify ada/model --offline",
        "cache verify ada/model",
        "cache prune --yes",
        "cache du",
        "cache export ada/model -o all.tar",
        "cache rm model/ada/model --yes",
    ] {
        assert!(sandbox.hf(words).code().is_some(), "{words}");
    }
}

#[test]
fn a_lock_that_is_a_pipe_or_a_link_is_an_error() {
    let etag = hex(&Sha256::digest(b"b"));
    let sandbox = with_model(&[("b.bin", b"b")]);
    let victim = victim(&sandbox);
    let lock = sandbox.hf_home().join(format!("hub/.locks/{REPO}/{etag}.lock"));
    pipe(&lock);
    let output = sandbox.hf("download ada/model b.bin");
    assert_eq!(output.code(), Some(8), "{output}");
    fs::remove_file(&lock).unwrap();
    symlink(&victim, &lock).unwrap();
    let output = sandbox.hf("download ada/model b.bin");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains(".lock' is a link"), "{output}");
    assert_untouched(&sandbox);
}

#[test]
fn pipes_in_a_local_folder_hold_nobody_up() {
    let content = weights();
    let sandbox = with_model(&[("a.txt", b"a"), ("weights.bin", &content)]);
    let records = sandbox.work().join("here/.cache/huggingface");
    pipe(&partial(&sandbox, &content, false).with_extension("parts.incomplete").clone());
    pipe(&sandbox.work().join("here/a.txt"));
    pipe(&records.join("trees/0000.json"));
    for name in ["a.txt.metadata", "x.01234567.tmp", "weights.bin.metadata"] {
        pipe(&records.join("download").join(name));
    }
    for words in ["download ada/model --local-dir here", "download ada/model a.txt --local-dir here"] {
        sandbox.hf(words).success();
    }
    assert_eq!(sandbox.read("here/a.txt"), b"a");
    let offline = sandbox.command("download ada/model --local-dir here").env("HF_HUB_OFFLINE", "1").run();
    assert!(offline.code().is_some());
    sandbox.hf("cache verify ada/model --local-dir here").success();
}

#[test]
fn a_record_that_is_a_link_says_nothing() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    let victim = victim(&sandbox);
    let record = sandbox.work().join("here/.cache/huggingface/download/a.txt.metadata");
    fs::create_dir_all(record.parent().unwrap()).unwrap();
    symlink(&victim, &record).unwrap();
    sandbox.hf("download ada/model --local-dir here").success();
    assert!(!record.is_symlink() && record.is_file());
    assert_untouched(&sandbox);
}
