//! Folders of this machine that a job mounts: they are brought to a bucket first.

use serde_json::{Value, json};
use snapbox::{assert_data_eq, str};

use super::started;
use crate::local_hub::Options;
use crate::local_hub::faults::{Effect, Fault};
use crate::run::Output;
use crate::sandbox::Sandbox;

const BUCKET: &str = "ada/jobs-artifacts";

pub(super) fn with_xet() -> Sandbox {
    Sandbox::with(Options { xet: true, ..Options::default() })
}

/// The files in the bucket, without the hash in the name of the folder, and their sizes.
fn files(sandbox: &Sandbox) -> Vec<(String, u64)> {
    let bucket = sandbox.hub().world().bucket(BUCKET).unwrap();
    let short = |path: &str| {
        let (folder, rest) = path.split_once('/').unwrap();
        format!("{}/{rest}", folder.rsplit_once('-').unwrap().0)
    };
    bucket.files.iter().map(|(path, file)| (short(path), file.size)).collect()
}

fn batches(sandbox: &Sandbox) -> usize {
    sandbox.hub().requests().iter().filter(|line| line.contains("/batch ")).count()
}

fn run(sandbox: &Sandbox, volume: &str) -> Output {
    sandbox.command("jobs run -d -v").argument(volume).words("ubuntu ls").run()
}

#[test]
fn a_folder_is_brought_to_the_bucket_of_the_accounts_jobs_and_mounted_from_there() {
    let sandbox = with_xet();
    sandbox.write("out dir/a.txt", b"a");
    sandbox.write("out dir/deep/.hidden", b"");
    let output = run(&sandbox, "./out dir:/out:rw").success();
    let path = sandbox.hub().world().bucket(BUCKET).unwrap().files.keys().next().unwrap().clone();
    let folder = path.split('/').next().unwrap();
    assert_data_eq!(
        output.stderr.replace(folder, "FOLDER"),
        str![[r#"
Uploading 2 files, 1 B
Uploaded 2 files of './out dir' to hf://buckets/ada/jobs-artifacts/FOLDER
Hint: what the job writes to '/out' is kept in hf://buckets/ada/jobs-artifacts/FOLDER
...
"#]]
    );
    assert_eq!(files(&sandbox), [("out_dir/a.txt".to_owned(), 1), ("out_dir/deep/.hidden".to_owned(), 0)]);
    let mounted: &Value = &started(&sandbox)[0]["volumes"];
    assert_eq!(
        *mounted,
        json!([{"type": "bucket", "source": BUCKET, "mountPath": "/out", "readOnly": false, "path": folder}])
    );
}

#[test]
fn a_second_run_sends_only_what_has_changed() {
    let sandbox = with_xet();
    sandbox.write("data/a.txt", b"a");
    sandbox.write("data/b.txt", b"b");
    run(&sandbox, "data:/data").success();
    let output = run(&sandbox, "data:/data").success();
    assert!(output.stderr.contains("Nothing to upload: all files of 'data' are up to date"), "{output}");
    assert_eq!(batches(&sandbox), 1);
    sandbox.write("data/a.txt", b"longer");
    let output = run(&sandbox, "data:/data").success();
    assert!(output.stderr.contains("(1 unchanged)"), "{output}");
    assert_eq!(files(&sandbox), [("data/a.txt".to_owned(), 6), ("data/b.txt".to_owned(), 1)]);
}

#[test]
fn an_empty_folder_can_be_mounted() {
    let sandbox = with_xet();
    std::fs::create_dir(sandbox.work().join("out")).unwrap();
    run(&sandbox, "out:/out:rw").success();
    assert_eq!(files(&sandbox), [("out/.keep".to_owned(), 0)]);
}

#[test]
fn a_public_bucket_is_warned_of() {
    let sandbox = with_xet();
    sandbox.hub().world().create_bucket(BUCKET, false);
    sandbox.write("data/a.txt", b"a");
    let output = run(&sandbox, "data:/data").success();
    assert!(output.stderr.contains("Warning: bucket 'ada/jobs-artifacts' is public"), "{output}");
}

#[test]
fn a_job_that_is_only_shown_brings_nothing() {
    let sandbox = with_xet();
    sandbox.write("data/a.txt", b"a");
    let output = sandbox.command("jobs run --dry-run -v data:/data ubuntu ls").run().success();
    assert!(output.stdout.contains("data:/data"), "{output}");
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn what_is_no_folder_is_not_mounted() {
    let sandbox = with_xet();
    sandbox.write("file.txt", b"a");
    for (volume, why) in [
        ("./missing:/data", "'./missing' is not a folder on this machine"),
        ("file.txt:/data", "'file.txt' is not a folder on this machine"),
        ("./data", "'./data' has no mount path"),
    ] {
        let output = run(&sandbox, volume);
        assert_ne!(output.code(), Some(0), "{output}");
        assert!(output.stderr.contains(why), "{output}");
    }
    assert_eq!(sandbox.hub().requests(), [""; 0]);
}

#[test]
fn a_file_that_the_bucket_refuses_ends_the_run_before_the_job() {
    let sandbox = with_xet();
    sandbox.write("data/a.txt", b"a");
    // The Hub says so with status 200 or 422.
    let said = json!({"success": false, "failed": [{"path": "data/a.txt", "error": "Xet content not found"}]});
    sandbox.hub().fault(Fault::new("POST", "*/batch", Effect::Json(said)));
    let output = run(&sandbox, "data:/data");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("the Hub refused 1 change of 1 in bucket 'ada/jobs-artifacts'"), "{output}");
    assert!(output.stderr.contains("Xet content not found"), "{output}");
    assert_eq!(started(&sandbox), [json!(null); 0]);
}
