use super::with_sandbox;

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
    std::fs::create_dir(world.work().join("folder")).unwrap();
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
