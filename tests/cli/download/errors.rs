//! What goes wrong for good: the words, the status, and that nothing false is left behind.

use serde_json::json;
use snapbox::{assert_data_eq, str};

use super::with_model;
use crate::disk::{assert_whole, files};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::sandbox::{BOB, Sandbox};
use crate::traffic::content;

#[test]
fn a_missing_repo_is_status_3() {
    let sandbox = Sandbox::empty();
    assert_data_eq!(
        sandbox.hf("download ada/none"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: model 'ada/none' not found
Cause: 404 Not Found for [HUB]/api/models/ada/none/revision/main (request ID local-hub)
  Repository not found
Hint: check the name and the repo type; if it is private, use a token with access to it

"#]]
    );
    assert_data_eq!(
        sandbox.hf("download datasets/ada/none config.json"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: dataset 'ada/none' not found
Cause: 404 Not Found for [HUB]/datasets/ada/none/resolve/main/config.json (request ID local-hub)
  Repository not found
Hint: check the name and the repo type; if it is private, use a token with access to it

"#]]
    );
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
}

#[test]
fn a_missing_revision_is_status_3() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("download ada/tiny-bert --revision v9"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: revision 'v9' not found in model 'ada/tiny-bert'
Cause: 404 Not Found for [HUB]/api/models/ada/tiny-bert/revision/v9 (request ID local-hub)
  Invalid rev id: v9
Hint: check its branches, tags and commits at [HUB]/ada/tiny-bert

"#]]
    );
    let commit = "0".repeat(40);
    for words in [format!("--revision {commit}"), format!("config.json --revision {commit}")] {
        let output = sandbox.hf(&format!("download ada/tiny-bert {words}"));
        assert_eq!((output.code(), output.stdout.as_str()), (Some(3), ""), "{output}");
    }
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
}

#[test]
fn a_missing_file_is_status_3_and_named() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("download ada/tiny-bert none.txt"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: file 'none.txt' not found in model 'ada/tiny-bert'
Cause: 404 Not Found for [HUB]/ada/tiny-bert/resolve/main/none.txt (request ID local-hub)
  Entry not found
Hint: list the files with `hf download ada/tiny-bert --dry-run`; end the name of a folder with a slash

"#]]
    );
    assert_data_eq!(
        sandbox.hf("download datasets/ada/planets data"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: file 'data' not found in dataset 'ada/planets'
Cause: 404 Not Found for [HUB]/datasets/ada/planets/resolve/main/data (request ID local-hub)
  Entry not found
Hint: list the files with `hf download datasets/ada/planets --dry-run`; end the name of a folder with a slash

"#]]
    );
    assert_data_eq!(
        sandbox.hf("download ada/tiny-bert config.json none.txt"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: nothing in ada/tiny-bert at main matches 'none.txt'
Hint: list the files with `hf download ada/tiny-bert --dry-run`

"#]]
    );
    assert_eq!(content(sandbox.hub()).len(), 0);
}

#[test]
fn a_gated_repo_is_status_4() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("download bob/gated-bert config.json"),
        str![[r#"
status: 4
--- stdout ---
--- stderr ---
Error: model 'bob/gated-bert' is gated: you need its owner's permission
Cause: 403 Forbidden for [HUB]/bob/gated-bert/resolve/main/config.json (request ID local-hub)
  Access to model bob/gated-bert is restricted and you are not in the authorized list. Visit [HUB]/bob/gated-bert to ask for access.
Hint: request access with `hf repos access ask bob/gated-bert`, or at [HUB]/bob/gated-bert

"#]]
    );
    let stranger = sandbox.command("download bob/gated-bert config.json").no_token().run();
    assert_data_eq!(
        stranger,
        str![[r#"
status: 4
--- stdout ---
--- stderr ---
Error: model 'bob/gated-bert' is gated: you need its owner's permission
Cause: 401 Unauthorized for [HUB]/bob/gated-bert/resolve/main/config.json (request ID local-hub)
  Access to model bob/gated-bert is restricted. You must have access to it and be authenticated to access it. Please log in.
Hint: request access at [HUB]/bob/gated-bert, then log in with `hf auth login`

"#]]
    );
    let all = sandbox.hf("download bob/gated-bert --progress none");
    assert_eq!((all.code(), all.stdout.as_str()), (Some(4), ""), "{all}");
    sandbox.command("download bob/gated-bert").token(BOB).run().success();
    assert_whole(&sandbox);
}

#[test]
fn a_private_repo_of_somebody_else_is_not_found() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("download bob/secret-bert"),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: model 'bob/secret-bert' not found
Cause: 404 Not Found for [HUB]/api/models/bob/secret-bert/revision/main (request ID local-hub)
  Repository not found
Hint: check the name and the repo type; if it is private, use a token with access to it

"#]]
    );
    sandbox.command("download bob/secret-bert").token(BOB).run().success();
}

#[test]
fn a_private_repo_without_a_token_is_not_found() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.command("download ada/private-bert").no_token().run(),
        str![[r#"
status: 3
--- stdout ---
--- stderr ---
Error: model 'ada/private-bert' not found
Cause: 401 Unauthorized for [HUB]/api/models/ada/private-bert/revision/main (request ID local-hub)
  Invalid username or password.
Hint: check the name and the repo type; if it is private, log in with `hf auth login`

"#]]
    );
}

#[test]
fn a_refused_token_is_status_4() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.command("download ada/tiny-bert").token("hf_nobody").run(),
        str![[r#"
status: 4
--- stdout ---
--- stderr ---
Error: the token in HF_TOKEN was rejected
Cause: 401 Unauthorized for [HUB]/api/models/ada/tiny-bert/revision/main (request ID local-hub)
  Invalid credentials in Authorization header
Hint: set HF_TOKEN to a token from [HUB]/settings/tokens, or unset it: it overrides `hf auth login`

"#]]
    );
    let file = sandbox.command("download ada/tiny-bert config.json").token("hf_nobody").run();
    assert_eq!(file.code(), Some(4), "{file}");
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
}

#[test]
fn a_cache_folder_that_cannot_be_made_is_status_8() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.write("occupied", "a file");
    assert_data_eq!(
        sandbox.hf("download ada/model a.txt --cache-dir occupied/cache"),
        str![[r#"
status: 8
--- stdout ---
--- stderr ---
Downloading 1 file, 1 B
Error: cannot lock '[CWD]/occupied/cache/.locks/models--ada--model/2e65efe2a145dda7ee51d1741299f848e5bf752e.lock'
Cause: Not a directory (os error 20)
Hint: something else has that name: move it, or use another folder

"#]]
    );
    assert_data_eq!(
        sandbox.hf("download ada/model --cache-dir occupied"),
        str![[r#"
status: 8
--- stdout ---
--- stderr ---
Error: cannot write '[CWD]/occupied/models--ada--model/trees/2059daac15ffd17ed69a9dbd07c2e473711b6cf6.json'
Cause: Not a directory (os error 20)
Hint: something else has that name: move it, or use another folder

"#]]
    );
    assert_eq!(sandbox.read("occupied"), b"a file");
}

#[test]
fn a_folder_in_the_place_of_the_file_is_status_8() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.write("here/a.txt/mine", "mine");
    assert_data_eq!(
        sandbox.hf("download ada/model a.txt --local-dir here"),
        str![[r#"
status: 8
--- stdout ---
--- stderr ---
Downloading 1 file, 1 B
...
Error: cannot write 'here/a.txt'
Cause: Is a directory (os error 21)
Hint: something else has that name: move it, or use another folder

"#]]
    );
    sandbox.write("occupied", "a file");
    assert_data_eq!(
        sandbox.hf("download ada/model a.txt --local-dir occupied"),
        str![[r#"
status: 8
--- stdout ---
--- stderr ---
Error: cannot read 'occupied/.cache/huggingface/download/a.txt.metadata'
Cause: Not a directory (os error 20)
Hint: something else has that name: move it, or use another folder

"#]]
    );
    assert_eq!(sandbox.read("here/a.txt/mine"), b"mine");
}

#[test]
fn a_full_disk_is_status_8_and_leaves_nothing() {
    let sandbox = with_model(&[("weights.bin", &noise(300_000))]);
    // Files may have 64 blocks of 512 bytes; what is beyond is refused and no signal is sent.
    let script = "ulimit -f 64; trap '' XFSZ; exec \"$0\" \"$@\"";
    let limited = |words: &str| {
        let run = sandbox.program("sh", "-c").argument(script).argument(env!("CARGO_BIN_EXE_hf"));
        words.split(' ').fold(run, |run, word| run.argument(word)).run()
    };
    assert_data_eq!(
        limited("download ada/model weights.bin --progress none"),
        str![[r#"
status: 8
--- stdout ---
--- stderr ---
Error: cannot write the content of 'weights.bin'
Cause: File too large (os error 27)
Hint: free up space, or use a folder on another disk

"#]]
    );
    let folder = limited("download ada/model --local-dir here");
    assert_eq!(folder.code(), Some(8), "{folder}");
    assert!(!sandbox.work().join("here/weights.bin").exists());
    assert_whole(&sandbox);
}

#[test]
fn a_disk_without_room_is_told_before_the_first_byte() {
    let sandbox = with_model(&[("weights.bin", &noise(300_000))]);
    let entry = json!({ "type": "file", "path": "weights.bin", "oid": "0".repeat(40), "size": 1_u64 << 60 });
    sandbox.hub().fault(Fault::new("GET", "/api/models/ada/model/tree/*", Effect::Json(json!([entry]))));
    for words in ["download ada/model", "download ada/model --local-dir here"] {
        let output = sandbox.hf(words);
        assert_eq!(output.code(), Some(8), "{output}");
        assert!(output.stderr.contains("1152.9 PB needed"), "{output}");
    }
    assert!(!sandbox.hub().requests().iter().any(|line| line.contains("/resolve/")));
    assert!(!sandbox.work().join("here").exists() && !sandbox.hf_home().join("hub").exists());
}

#[test]
fn a_name_that_leads_out_of_the_folder_is_refused() {
    for name in ["../outside.txt", "a/../../outside.txt", "/tmp/outside.txt", "..\\outside.txt", "C:/outside.txt"] {
        let sandbox = with_model(&[("a.txt", b"a")]);
        let listing = serde_json::json!([
            {"type": "file", "oid": "2e65efe2a145dda7ee51d1741299f848e5bf752e", "size": 1, "path": "a.txt"},
            {"type": "file", "oid": "2e65efe2a145dda7ee51d1741299f848e5bf752e", "size": 1, "path": name},
        ]);
        sandbox.hub().fault(Fault::new("GET", "/api/models/ada/model/tree/*", Effect::Json(listing)));
        for folder in ["", "--local-dir here"] {
            let output = sandbox.hf(&format!("download ada/model {folder}"));
            assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
        }
        assert_eq!(content(sandbox.hub()).len(), 0, "{name}");
        assert_eq!(files(&sandbox.hf_home()), [""; 0]);
        assert_eq!(files(&sandbox.work()), [""; 0]);
    }
}

#[test]
fn a_name_that_leads_out_is_refused_before_anybody_is_asked() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    assert_data_eq!(
        sandbox.hf("download ada/model ../../outside.txt"),
        str![[r#"
status: 1
--- stdout ---
--- stderr ---
Error: the name "../../outside.txt" leads out of its folder

"#]]
    );
    assert_data_eq!(
        sandbox.hf("download ada/model ../outside.txt --local-dir here"),
        str![[r#"
status: 1
--- stdout ---
--- stderr ---
Error: the name "../outside.txt" leads out of its folder

"#]]
    );
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn an_entity_tag_that_leads_out_of_the_cache_is_refused() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    for name in ["etag", "x-linked-etag"] {
        sandbox.hub().fault(Fault::new("HEAD", "*", Effect::SetHeader(name, "\"../../outside\"".to_owned())).times(2));
    }
    let output = sandbox.hf("download ada/model a.txt");
    assert_eq!((output.code(), output.stdout.as_str()), (Some(1), ""), "{output}");
    assert_whole(&sandbox);
}
