use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::with_sandbox;
use crate::local_hub::faults::{Effect, Fault};

/// More than travels in one piece.
const LARGE: usize = (2 << 20) + 5;

#[test]
fn files_travel_both_ways_in_one_piece_or_in_parts() {
    let (world, id) = with_sandbox();
    for size in [0, 11, LARGE] {
        let content: String = ('a'..='z').cycle().take(size).collect();
        world.write("up.txt", &content);
        world.hf(&format!("sandbox cp up.txt {id}:/tmp/x.txt")).success();
        world.hf(&format!("sandbox cp ada/{id}:/tmp/x.txt down.txt")).success();
        assert!(world.read("down.txt") == content.as_bytes(), "{size}");
    }
    let trace = world.hub().trace();
    assert!(trace.iter().filter(|seen| seen.method == "PUT").all(|seen| seen.header("content-type").is_none()));
    fs::create_dir(world.work().join("folder")).unwrap();
    let output = world.hf(&format!("sandbox cp {id}:/tmp/x.txt folder --json")).success();
    assert_eq!(output.stdout, format!("{{\"src\": \"{id}:/tmp/x.txt\", \"dst\": \"folder\"}}\n"));
    assert_eq!(world.read("folder/x.txt").len(), LARGE);
}

#[test]
fn what_cannot_be_copied_is_told() {
    let (world, id) = with_sandbox();
    assert_eq!(world.hf("sandbox cp a C:/b").code(), Some(2));
    assert_eq!(world.hf(&format!("sandbox cp {id}:a {id}:b")).code(), Some(2));
    let output = world.hf(&format!("sandbox cp nope.txt {id}:/x"));
    assert!(output.code() == Some(1) && output.stderr.contains("cannot read 'nope.txt'"), "{output}");
    let output = world.hf(&format!("sandbox cp {id}:/nope out.txt"));
    assert!(output.code() == Some(3) && !world.work().join("out.txt").exists(), "{output}");
}

#[test]
fn a_part_that_is_lost_on_its_way_travels_again() {
    let (world, id) = with_sandbox();
    let content: String = ('a'..='z').cycle().take(LARGE).collect();
    world.write("up.txt", &content);
    world.hub().fault(Fault::new("PUT", "*/files/write", Effect::status(503)).skip(1).times(1));
    world.hf(&format!("sandbox cp up.txt {id}:/x.txt")).success();
    for effect in [Effect::status(502), Effect::Reset(1000), Effect::Reset(0)] {
        world.hub().fault(Fault::new("GET", "*/files/read", effect).times(1));
    }
    world.hf(&format!("sandbox cp {id}:/x.txt down.txt")).success();
    assert!(world.read("down.txt") == content.as_bytes());
}

#[test]
fn a_file_that_is_replaced_keeps_its_mode() {
    let (world, id) = with_sandbox();
    world.write("up.txt", "new");
    world.hf(&format!("sandbox cp up.txt {id}:/x.txt")).success();
    let old = world.write("run.sh", "old");
    fs::set_permissions(&old, fs::Permissions::from_mode(0o750)).unwrap();
    world.hf(&format!("sandbox cp {id}:/x.txt run.sh")).success();
    assert_eq!(fs::metadata(&old).unwrap().permissions().mode() & 0o777, 0o750);
    assert_eq!(world.read("run.sh"), b"new");
}
