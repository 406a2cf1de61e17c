use std::fs;

use super::{filled, write};
use crate::sandbox::Sandbox;

#[test]
fn every_cache_is_counted() {
    let sandbox = filled();
    write(&sandbox, "models--ada--tiny/blobs/e9.0123abcd.incomplete", "part");
    for inner in ["xet/logs/x.log", "assets/lib/a/b.bin"] {
        let path = sandbox.hf_home().join(inner);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "x").unwrap();
    }
    let rows = sandbox.hf("cache du --json").success().json();
    let mut names: Vec<String> =
        rows.as_array().unwrap().iter().map(|row| format!("{} {}", row["cache"], row["name"])).collect();
    names.sort();
    let expected = [
        r#""assets" "lib""#,
        r#""hub" "(unfinished downloads)""#,
        r#""hub" "dataset/rows""#,
        r#""hub" "model/ada/tiny""#,
        r#""xet" "logs""#,
    ];
    assert_eq!(names, expected);
    assert!(rows[0]["bytes"].as_u64() >= rows[1]["bytes"].as_u64(), "the largest is first: {rows}");
    assert!(sandbox.hf("cache du").success().stdout.contains(" in total.\n"));
}

#[test]
fn other_places_of_the_caches_are_looked_at() {
    let sandbox = Sandbox::empty();
    sandbox.write("elsewhere/lib/x", "x");
    let elsewhere = sandbox.work().join("elsewhere");
    let output = sandbox.command("cache du -q").env("HF_ASSETS_CACHE", elsewhere).run().success();
    assert_eq!(output.stdout, "lib\n");
    assert_eq!(sandbox.hf("cache du --cache-dir none").code(), Some(3));
}
