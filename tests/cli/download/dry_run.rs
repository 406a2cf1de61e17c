//! `--dry-run`: what would be fetched.

use snapbox::{assert_data_eq, str};

use super::{cached, with_model};
use crate::disk::files;
use crate::sandbox::Sandbox;
use crate::traffic::content;

#[test]
fn a_dry_run_tells_the_plan_and_writes_nothing() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("download datasets/ada/planets --dry-run"),
        str![[r#"
status: 0
--- stdout ---
[dry-run] Would download 6 of 6 files, 40.7K.
FILE                       SIZE 
-------------------------- -----
.gitattributes             473.0
README.md                  86.0 
data/inner/planets.csv     44.0 
data/outer/notes/pluto.txt 27.0 
data/outer/planets.csv     54.0 
parquet/train.parquet      40.0K
--- stderr ---

"#]]
    );
    assert_eq!(content(sandbox.hub()).len(), 0);
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
}

#[test]
fn what_is_there_has_no_size_in_a_dry_run() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", b"b")]);
    sandbox.hf("download ada/model b.bin").success();
    let before = files(&cached(&sandbox, "models--ada--model"));
    assert_data_eq!(
        sandbox.hf("download ada/model --dry-run"),
        str![[r#"
status: 0
--- stdout ---
[dry-run] Would download 2 of 3 files, 474.0.
FILE           SIZE 
-------------- -----
.gitattributes 473.0
a.txt          1.0  
b.bin          -    
--- stderr ---

"#]]
    );
    assert_data_eq!(
        sandbox.hf("download ada/model b.bin --dry-run --force-download"),
        str![[r#"
status: 0
--- stdout ---
[dry-run] Would download 1 of 1 file, 1.0.
FILE  SIZE
----- ----
b.bin 1.0 
--- stderr ---

"#]]
    );
    assert_eq!(files(&cached(&sandbox, "models--ada--model")), before);
}

#[test]
fn a_dry_run_of_one_file_is_a_plan_of_one_file() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("download ada/tiny-bert model.safetensors --dry-run"),
        str![[r#"
status: 0
--- stdout ---
[dry-run] Would download 1 of 1 file, 12.7K.
FILE              SIZE 
----------------- -----
model.safetensors 12.7K
--- stderr ---

"#]]
    );
    assert_eq!(files(&sandbox.hf_home()), [""; 0]);
}

#[test]
fn a_dry_run_into_a_folder_does_not_make_it() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    sandbox.hf("download ada/model --dry-run --local-dir here").success();
    assert!(!sandbox.work().join("here").exists());
    sandbox.hf("download ada/model --local-dir here").success();
    assert_data_eq!(
        sandbox.hf("download ada/model --dry-run --local-dir here"),
        str![[r#"
status: 0
--- stdout ---
[dry-run] Would download 0 of 2 files: all files are present.
FILE           SIZE
-------------- ----
.gitattributes -   
a.txt          -   
--- stderr ---

"#]]
    );
}

#[test]
fn a_dry_run_can_be_read_by_programs() {
    let sandbox = with_model(&[("a.txt", b"a"), ("b.bin", &[0; 1500])]);
    let plan = sandbox.hf("download ada/model --dry-run --json --include '?.*'").success();
    assert_data_eq!(
        plan.stdout,
        str![[r#"
[{"file": "a.txt", "size": "1.0"}, {"file": "b.bin", "size": "1.5K"}]

"#]]
    );
    let plan = sandbox.hf("download ada/model --dry-run --quiet --include '?.*'").success();
    assert_eq!(plan.stdout, "a.txt\nb.bin\n");
    let plan = sandbox.hf("download ada/model --dry-run --format agent --include '?.*'").success();
    assert_data_eq!(
        plan.stdout,
        str![[r#"
[dry-run] Would download 2 of 2 files, 1.5K.
file	size
a.txt	1.0
b.bin	1.5K

"#]]
    );
}

#[test]
fn a_dry_run_of_nothing_is_an_error_as_the_run_would_be() {
    let sandbox = with_model(&[("a.txt", b"a")]);
    assert_eq!(sandbox.hf("download ada/model --dry-run --include '*.gguf'").code(), Some(3));
    assert_eq!(sandbox.hf("download ada/model --dry-run none.txt").code(), Some(3));
}
