use std::fs;

use snapbox::{assert_data_eq, str};

use super::{filled, hub};
use crate::sandbox::Sandbox;

#[test]
fn both_programs_print_the_older_table() {
    let sandbox = filled();
    let table = |stdout: String| stdout.split("\n\n").next().unwrap().to_owned();
    let ours = table(sandbox.hf("cache scan -v").success().stdout);
    assert_eq!(table(sandbox.old("scan-cache -v").success().stdout), ours);
    assert_eq!(table(sandbox.old("cache scan --verbose").success().stdout), ours);
    assert_eq!(table(sandbox.hf("scan-cache -v").success().stdout), ours);
    assert_data_eq!(
        ours,
        str![[r#"
REPO ID  REPO TYPE REVISION                                 SIZE ON DISK NB FILES LAST_MODIFIED     REFS      LOCAL PATH[..]
[..]
rows     dataset   2222222222222222222222222222222222222222          5.0        1 a few seconds ago main      [HF_HOME]/hub/datasets--rows/snapshots/2222222222222222222222222222222222222222[..]
ada/tiny model     1111111111111111111111111111111111111111         2.0K        2 a few seconds ago refs/pr/1 [HF_HOME]/hub/models--ada--tiny/snapshots/1111111111111111111111111111111111111111 
ada/tiny model     2222222222222222222222222222222222222222         14.0        1 a few seconds ago main      [HF_HOME]/hub/models--ada--tiny/snapshots/2222222222222222222222222222222222222222 
"#]]
    );
}

#[test]
fn what_is_wrong_is_said_when_it_is_asked_for_thrice() {
    let sandbox = filled();
    fs::write(hub(&sandbox, "version.txt"), "1").unwrap();
    let few = sandbox.hf("cache scan").success();
    assert!(few.stdout.ends_with("1 warning: add -vvv for details.\n"), "{few}");
    let all = sandbox.hf("cache scan -vvv").success();
    assert!(all.stdout.ends_with("/version.txt' is a file, where only repos should be\n"), "{all}");
}

#[test]
fn a_machine_without_a_cache_is_no_failure() {
    let output = Sandbox::empty().old("scan-cache").success();
    assert_eq!(output.stdout, "cache folder '[HF_HOME]/hub' does not exist\n");
}

#[test]
fn programs_get_what_the_newer_command_gives() {
    let sandbox = filled();
    for (scan, list) in [
        ("cache scan --json", "cache list --json"),
        ("cache scan -q", "cache list -q"),
        ("cache scan -v --json", "cache list --revisions --json"),
        ("scan-cache --format json", "cache list --json"),
        ("scan-cache --format agent", "cache list --format agent"),
    ] {
        assert_eq!(sandbox.hf(scan).success().stdout, sandbox.hf(list).success().stdout, "{scan}");
    }
    assert_eq!(Sandbox::empty().hf("cache scan --json").success().stdout, "[]\n");
}
