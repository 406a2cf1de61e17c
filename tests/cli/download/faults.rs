//! What goes wrong for a while: connections, servers and mirrors, and how a download comes through.

use std::time::{Duration, Instant};

use snapbox::{assert_data_eq, str};

use super::{cached, with_model, with_model_and};
use crate::disk::{assert_whole, files};
use crate::local_hub::Options;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::kinds::Kind;
use crate::local_hub::world::seed::noise;
use crate::run::Output;
use crate::sandbox::Sandbox;
use crate::traffic::{content, ranges};

const SIZE: usize = 300_000;

/// A model with one large file, whose first fetch meets this.
fn arrange(effect: Effect) -> Sandbox {
    let sandbox = with_model(&[("weights.bin", &noise(SIZE))]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", effect).times(1));
    sandbox
}

fn fetch(sandbox: &Sandbox) -> Output {
    sandbox.hf("download ada/model weights.bin")
}

/// Fails unless the second request asked for what the first did not bring, and got no more.
#[track_caller]
fn assert_resumed(sandbox: &Sandbox) {
    let seen = content(sandbox.hub());
    assert_eq!(seen.len(), 2, "{seen:?}");
    let range = seen[1].header("range").expect("the second request asks for a part");
    let start: u64 = range.strip_prefix("bytes=").unwrap().strip_suffix('-').unwrap().parse().unwrap();
    assert!(start > 0 && start <= 100_000, "{range}");
    assert_eq!((seen[1].status, seen[1].sent), (206, SIZE as u64 - start));
    assert_whole(sandbox);
}

#[test]
fn a_connection_that_is_reset_is_resumed_where_it_broke() {
    let sandbox = arrange(Effect::Reset(100_000));
    assert_data_eq!(
        fetch(&sandbox),
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [HF_HOME]/hub/models--ada--model/snapshots/[..]/weights.bin
--- stderr ---
Downloading 1 file, 300.0 KB
...
Retrying 'weights.bin' in [..]s (attempt 1): the connection to [CDN]/.../[..] was lost[..]
Downloaded 1 file, 300.0 KB in [..]

"#]]
    );
    assert_resumed(&sandbox);
}

#[test]
fn a_connection_that_is_closed_early_is_resumed_where_it_ended() {
    let sandbox = arrange(Effect::Close(100_000));
    fetch(&sandbox).success();
    assert_resumed(&sandbox);
}

#[test]
fn a_body_that_is_shorter_than_the_file_is_completed() {
    let sandbox = arrange(Effect::Truncate(100_000));
    assert_data_eq!(
        fetch(&sandbox),
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [HF_HOME]/hub/models--ada--model/snapshots/[..]/weights.bin
--- stderr ---
Downloading 1 file, 300.0 KB
...
Retrying 'weights.bin' in [..]s (attempt 1): the response from [CDN]/.../[..] ended too early
Downloaded 1 file, 300.0 KB in [..]

"#]]
    );
    assert_resumed(&sandbox);
}

#[test]
fn a_connection_that_stalls_is_given_up_and_resumed() {
    let sandbox = arrange(Effect::Stall(100_000));
    assert_data_eq!(
        sandbox.command("download ada/model weights.bin").env("HF_HUB_DOWNLOAD_TIMEOUT", "1").run(),
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [HF_HOME]/hub/models--ada--model/snapshots/[..]/weights.bin
--- stderr ---
Downloading 1 file, 300.0 KB
...
Retrying 'weights.bin' in [..]s (attempt 1): [CDN]/.../[..] sent no data for 1 s
Downloaded 1 file, 300.0 KB in [..]

"#]]
    );
    assert_resumed(&sandbox);
}

#[test]
fn a_server_that_knows_no_ranges_sends_everything_again() {
    let sandbox = arrange(Effect::Reset(100_000));
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::NoRange));
    fetch(&sandbox).success();
    let seen = content(sandbox.hub());
    assert_eq!((seen.len(), seen[1].status, seen[1].sent), (2, 200, SIZE as u64));
    assert_whole(&sandbox);
}

#[test]
fn a_file_that_breaks_off_again_and_again_gets_through_while_it_moves() {
    let sandbox = with_model(&[("weights.bin", &noise(SIZE))]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::Reset(50_000)).times(5));
    fetch(&sandbox).success();
    assert_eq!(ranges(sandbox.hub()).len(), 6);
    assert_whole(&sandbox);
}

#[test]
fn a_host_that_never_answers_is_tried_for_as_long_as_the_user_says_and_told_once() {
    let sandbox = Sandbox::empty();
    let nowhere = |words: &str| sandbox.command(words).env("HF_ENDPOINT", "http://127.0.0.1:1").run();
    let start = Instant::now();
    let output = nowhere("download ada/model --retry-for 2");
    assert!(start.elapsed() >= Duration::from_secs(2), "{output}");
    assert_eq!((output.code(), output.stderr.matches("Retrying").count()), (Some(6), 1), "{output}");
    let output = nowhere("download ada/model --retry-for 0");
    assert_eq!((output.code(), output.stderr.matches("Retrying").count()), (Some(6), 0), "{output}");
}

#[test]
fn each_retry_is_one_line() {
    let sandbox = arrange(Effect::retry_after(503, "0"));
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::retry_after(502, "0")).times(1));
    assert_data_eq!(
        fetch(&sandbox),
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [HF_HOME]/hub/models--ada--model/snapshots/[..]/weights.bin
--- stderr ---
Downloading 1 file, 300.0 KB
...
Retrying 'weights.bin' in 0.0s (attempt 1): HTTP 503 from [CDN]/.../[..]
Retrying 'weights.bin' in 0.0s (attempt 2): HTTP 502 from [CDN]/.../[..]
Downloaded 1 file, 300.0 KB in [..]

"#]]
    );
    assert_whole(&sandbox);
}

#[test]
fn a_hub_that_fails_for_a_moment_is_asked_again() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    for path in ["/api/models/ada/model/revision/*", "/api/models/ada/model/tree/*", "/*/resolve/*", "/objects/*"] {
        sandbox.hub().fault(Fault::new("GET", path, Effect::retry_after(503, "0")).times(1));
    }
    let output = sandbox.hf("download ada/model").success();
    assert_eq!(output.stderr.matches("Retrying").count(), 4, "{output}");
    assert_whole(&sandbox);
}

#[test]
fn a_hub_that_goes_on_failing_is_given_up() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hub().fault(Fault::new("*", "*", Effect::retry_after(503, "0")));
    assert_data_eq!(
        sandbox.hf("download ada/model"),
        str![[r#"
status: 6
--- stdout ---
--- stderr ---
Retrying in 0.0s (attempt 1): HTTP 503 from [HUB]/api/models/ada/model/revision/main
Retrying in 0.0s (attempt 2): HTTP 503 from [HUB]/api/models/ada/model/revision/main
Retrying in 0.0s (attempt 3): HTTP 503 from [HUB]/api/models/ada/model/revision/main
Retrying in 0.0s (attempt 4): HTTP 503 from [HUB]/api/models/ada/model/revision/main
Error: ada/model at main is not in the cache, and the Hub is unavailable
Cause: 503 Service Unavailable for [HUB]/api/models/ada/model/revision/main (request ID local-hub)
  a fault that was asked for
Hint: try again later

"#]]
    );
    assert_eq!(sandbox.hub().trace().len(), 5);
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
}

#[test]
fn a_head_without_an_answer_is_asked_again() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hub().fault(Fault::new("HEAD", "*", Effect::Silence).times(1));
    let output = sandbox.command("download ada/model a.txt").env("HF_HUB_ETAG_TIMEOUT", "1").run().success();
    let told = "s (attempt 1): [HUB]/ada/model/resolve/main/a.txt did not respond within 1 s\n";
    assert!(output.stderr.starts_with("Retrying in ") && output.stderr.contains(told), "{output}");
}

#[test]
fn a_file_that_arrives_damaged_is_fetched_once_more() {
    let sandbox = arrange(Effect::WrongByte(123_456));
    assert_data_eq!(
        fetch(&sandbox),
        str![[r#"
status: 0
--- stdout ---
✓ Downloaded
  path: [HF_HOME]/hub/models--ada--model/snapshots/[..]/weights.bin
--- stderr ---
Downloading 1 file, 300.0 KB
...
Warning: 'weights.bin' arrived damaged; fetching it once more
Downloaded 1 file, 300.0 KB in [..]

"#]]
    );
    assert_eq!(content(sandbox.hub()).len(), 2);
    assert_whole(&sandbox);
}

#[test]
fn a_file_that_arrives_damaged_twice_is_an_error_and_gets_no_name() {
    let sandbox = with_model(&[("a.txt", b"a"), ("weights.bin", &noise(SIZE))]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::WrongByte(123_456)));
    assert_data_eq!(
        fetch(&sandbox),
        str![[r#"
status: 7
--- stdout ---
--- stderr ---
Downloading 1 file, 300.0 KB
...
Warning: 'weights.bin' arrived damaged; fetching it once more
Error: 'weights.bin' arrived damaged: its hash is 9c730f690d92b69b79640c2a2b794bbed1b7be4dfdbb09e70bd5da4efd320c3d, expected 09cbfc7f2b30c329cc9b863c4c350fddc5174792f0e6d7ba26dc7e31cbb60eec
Hint: run the command again; if this happens again, tell the repo's owner

"#]]
    );
    assert_eq!(content(sandbox.hub()).len(), 2);
    for words in ["", "--local-dir here"] {
        let output = sandbox.hf(&format!("download ada/model {words}"));
        assert_eq!((output.code(), output.stdout.as_str()), (Some(7), ""), "{output}");
    }
    let found = files(&sandbox.hf_home()).into_iter().chain(files(&sandbox.work()));
    assert_eq!(found.filter(|path| path.ends_with("weights.bin")).count(), 0);
    assert_whole(&sandbox);
}

#[test]
fn a_small_file_is_checked_too() {
    let sandbox = with_model(&[("a.txt", b"content")]);
    sandbox.hub().fault(Fault::new("GET", "/api/resolve-cache/*", Effect::WrongByte(3)));
    assert_eq!(sandbox.hf("download ada/model a.txt").code(), Some(7));
    assert_whole(&sandbox);
}

#[test]
fn unchecked_a_damaged_file_is_taken() {
    let sandbox = arrange(Effect::WrongByte(123_456));
    sandbox.hf("download ada/model weights.bin --local-dir here --no-verify").success();
    assert!(sandbox.read("here/weights.bin") != noise(SIZE));
    assert_eq!(content(sandbox.hub()).len(), 1);
}

#[test]
fn a_wrong_byte_before_a_break_is_found_after_the_resume() {
    let sandbox = with_model(&[("weights.bin", &noise(SIZE))]);
    let faults = [Effect::WrongByte(50_000), Effect::Reset(100_000), Effect::WrongByte(200_000)];
    for effect in faults {
        sandbox.hub().fault(Fault::new("GET", "/objects/*", effect).times(1));
    }
    let output = fetch(&sandbox);
    assert_eq!(output.code(), Some(7), "{output}");
    assert_eq!(content(sandbox.hub()).len(), 3);
    assert_whole(&sandbox);
}

#[test]
fn redirects_without_end_are_an_error() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    sandbox.hub().fault(Fault::new("HEAD", "*/resolve/*", Effect::RedirectLoop).times(20));
    assert_data_eq!(
        sandbox.hf("download ada/model a.txt"),
        str![[r#"
status: 6
--- stdout ---
--- stderr ---
Error: 'a.txt' of ada/model at main is not in the cache, and the Hub is unavailable
Cause: too many redirects from [HUB]/ada/model/resolve/main/a.txt
Hint: run the command again: completed files are kept

"#]]
    );
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::RedirectLoop));
    assert_eq!(sandbox.hf("download ada/model").code(), Some(6));
    assert_whole(&sandbox);
}

#[test]
fn a_listing_that_is_no_json_is_an_error() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hub().fault(Fault::new("GET", "/api/models/ada/model/tree/*", Effect::BadJson));
    assert_data_eq!(
        sandbox.hf("download ada/model"),
        str![[r#"
status: 6
--- stdout ---
--- stderr ---
Error: ada/model at main is not in the cache, and the Hub is unavailable
Cause: [HUB]/api/models/ada/model/tree/[..] sent an unexpected response: invalid type: map, expected a sequence at line 1 column 0
Hint: check that HF_ENDPOINT is the address of a Hub or a mirror

"#]]
    );
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
}

#[test]
fn a_page_of_the_listing_that_fails_is_asked_again() {
    let names: Vec<String> = (0..5).map(|number| format!("{number}.txt")).collect();
    let all: Vec<_> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    let sandbox = with_model_and(&all, Options { page_size: 2, ..Options::default() });
    let tree = "/api/models/ada/model/tree/*";
    sandbox.hub().fault(Fault::new("GET", tree, Effect::retry_after(503, "0")).skip(1).times(1));
    let output = sandbox.hf("download ada/model --quiet").success();
    let snapshot = output.stdout.trim().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    assert_eq!(files(snapshot.as_ref()).len(), 6);
}

#[test]
fn the_links_of_a_mirror_lead_back_to_it() {
    let names: Vec<String> = (0..5).map(|number| format!("{number}.txt")).collect();
    let all: Vec<_> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    let sandbox = with_model_and(&all, Options { page_size: 3, ..Options::default() });
    let commit = sandbox.hub().world().repo(Kind::Model, "ada/model").unwrap().head();
    // The second page, as a mirror names it that passes the Hub's own links on.
    let next = format!("https://huggingface.co/api/models/ada/model/tree/{commit}?recursive=true&cursor=ZnJvbToz");
    let link = Effect::SetHeader("link", format!("<{next}>; rel=\"next\""));
    sandbox.hub().fault(Fault::new("GET", "/api/models/ada/model/tree/*", link).times(1));
    let output = sandbox.hf("download ada/model --quiet").success();
    let snapshot = output.stdout.trim().replace("[HF_HOME]", sandbox.hf_home().to_str().unwrap());
    assert_eq!(files(snapshot.as_ref()).len(), 6);
    assert_whole(&sandbox);
}

#[test]
fn a_mirror_that_does_not_tell_the_commit_will_do_where_it_is_known() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    let commit = sandbox.hub().world().repo(Kind::Model, "ada/model").unwrap().head();
    sandbox.hub().fault(Fault::new("*", "*", Effect::DropHeader("x-repo-commit")));
    for words in [format!("a.txt --revision {commit}"), "b.bin --include '*.txt'".to_owned()] {
        sandbox.hf(&format!("download ada/model {words}")).success();
    }
    assert_eq!(files(&cached(&sandbox, "models--ada--model").join("refs")), ["main"]);
    assert_whole(&sandbox);
}

#[test]
fn a_mirror_that_does_not_tell_the_commit_of_a_branch_is_no_hub() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hub().fault(Fault::new("*", "*", Effect::DropHeader("x-repo-commit")));
    assert_data_eq!(
        sandbox.hf("download ada/model a.txt"),
        str![[r#"
status: 6
--- stdout ---
--- stderr ---
Error: [HUB]/ada/model/resolve/main/a.txt did not respond like a Hub: X-Repo-Commit is missing
Hint: check that HF_ENDPOINT is the address of a Hub or a mirror

"#]]
    );
}

#[test]
fn what_is_cached_of_a_branch_will_do_where_a_mirror_does_not_tell_its_commit() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    let first = sandbox.hf("download ada/model a.txt -q").success().stdout;
    sandbox.hub().fault(Fault::new("*", "*", Effect::DropHeader("x-repo-commit")));
    let second = sandbox.hf("download ada/model a.txt -q").success();
    assert_eq!(second.stdout, first);
    assert!(second.stderr.contains("X-Repo-Commit is missing; using the copy that is here"), "{second}");
}

#[test]
fn a_file_whose_size_nobody_tells_is_known_by_its_hash() {
    let sandbox = with_model(&[("weights.bin", &noise(SIZE))]);
    sandbox.hub().fault(Fault::new("HEAD", "*", Effect::DropHeader("x-linked-size")));
    fetch(&sandbox).success();
    assert_whole(&sandbox);
}

#[test]
fn an_address_that_has_expired_is_asked_for_anew() {
    let sandbox = arrange(Effect::status(403));
    fetch(&sandbox).success();
    assert_eq!(content(sandbox.hub()).len(), 2);
    assert_whole(&sandbox);
}

#[test]
fn one_file_that_fails_fails_the_whole_download() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b"), ("c.txt", b"c")]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::status(404)));
    assert_data_eq!(
        sandbox.hf("download ada/model --progress none"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: the storage server rejected the request for file 'b.bin'
Cause: 404 Not Found for [CDN]/objects/[..] (request ID local-hub)
  a fault that was asked for

"#]]
    );
    assert_whole(&sandbox);
}

#[test]
fn a_range_whose_end_is_not_told_is_done_when_its_bytes_are_there() {
    let sandbox = with_model(&[("weights.bin", &noise(9 << 20))]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::GoesOn(3)));
    let output = sandbox.hf("download ada/model weights.bin --stall-timeout 1 --connections 1").success();
    assert!(!output.stderr.contains("Retrying"), "{output}");
    assert_whole(&sandbox);
}

#[test]
fn a_listing_that_breaks_off_is_asked_for_again() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hub().fault(Fault::new("GET", "/api/models/ada/model/tree/*", Effect::Close(20)).times(1));
    let output = sandbox.hf("download ada/model").success();
    assert!(output.stderr.contains("Retrying") && output.stderr.contains(" was lost\n"), "{output}");
    assert_whole(&sandbox);
}

#[test]
fn what_is_longer_than_its_file_is_refused_without_a_hash_too() {
    let sandbox = with_model(&[("weights.bin", &noise(SIZE))]);
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::GoesOn(1 << 20)));
    for _ in 1..=2 {
        let output = sandbox.hf("download ada/model weights.bin --no-verify --local-dir here");
        assert_eq!(output.code(), Some(7), "{output}");
        assert!(!sandbox.work().join("here/weights.bin").exists());
    }
}
