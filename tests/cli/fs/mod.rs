//! `hf fs`.

mod changes;
mod cp;

use serde_json::json;

use crate::local_hub::Options;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

fn with_xet() -> Sandbox {
    Sandbox::with(Options { xet: true, ..Options::default() })
}

#[test]
fn folders_of_repos_and_buckets_are_listed() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("fs ls datasets/ada/planets --json").success().json();
    assert!(output.as_array().unwrap().iter().any(|node| node["name"] == "datasets/ada/planets/README.md"), "{output}");
    let output = sandbox.hf("fs ls -lR buckets/ada/scratch/logs -q").success().stdout;
    let expected =
        ["buckets/ada/scratch/logs/2026", "buckets/ada/scratch/logs/2026/a.log", "buckets/ada/scratch/logs/2026/b.log"];
    assert_eq!(output.lines().collect::<Vec<_>>(), expected);
    let output = sandbox.hf("fs ls hf://ada/tiny-bert/config.json -q --revision main").success();
    assert_eq!(output.stdout, "ada/tiny-bert@main/config.json\n");
    assert_eq!(sandbox.hf("fs ls ada/tiny-bert/none").code(), Some(3));
    assert_eq!(sandbox.hf("fs ls gpt2").code(), Some(2));
    assert_eq!(sandbox.hf("fs ls buckets/ada/scratch --revision main").code(), Some(2));
}

#[test]
fn files_are_printed_whole_or_in_part() {
    let sandbox = with_xet();
    for address in ["buckets/ada/scratch/logs.txt", "hf://buckets/ada/scratch/logs.txt"] {
        assert_eq!(sandbox.hf(&format!("fs cat {address}")).success().stdout, "shares the beginning\n");
    }
    for (range, expected) in [("0-5", "shares"), ("-10", "beginning\n"), ("11-", "beginning\n"), ("90-", "")] {
        let output = sandbox.hf(&format!("fs cat buckets/ada/scratch/logs.txt --range {range}")).success();
        assert_eq!(output.stdout, expected, "{range}");
    }
    let whole = sandbox.hf("fs cat ada/tiny-bert/README.md").success().stdout;
    let output = sandbox.hf("fs cat ada/tiny-bert/README.md --range 4-10").success();
    assert_eq!(output.stdout, whole[4..11]);
    sandbox.hub().fault(Fault::new("GET", "*", Effect::NoRange));
    let output = sandbox.hf("fs cat ada/tiny-bert/README.md --range 4-10").success();
    assert_eq!(output.stdout, whole[4..11], "a server that knows no ranges sends all of it");
    assert_eq!(sandbox.hf("fs cat buckets/ada/scratch/logs").code(), Some(2));
    assert_eq!(sandbox.hf("fs cat buckets/ada/scratch/none").code(), Some(3));
}

#[test]
fn what_exists_is_told_by_the_status() {
    let sandbox = Sandbox::demo();
    for (words, code) in [
        ("ada/tiny-bert", 0),
        ("ada/tiny-bert/config.json --kind f", 0),
        ("ada/tiny-bert/config.json --kind d", 3),
        ("ada/tiny-bert/none", 3),
        ("ada/none/x", 3),
        ("buckets/ada/scratch/logs --kind d", 0),
        ("buckets/ada/scratch/log", 3),
        ("buckets/ada/none", 3),
    ] {
        assert_eq!(sandbox.hf(&format!("fs exists {words}")).code(), Some(code), "{words}");
    }
    // A Hub that cannot be asked is no answer.
    sandbox.hub().fault(Fault::new("*", "*", Effect::Status(403, vec![])));
    assert_eq!(sandbox.hf("fs exists ada/tiny-bert/config.json").code(), Some(4));
}

#[test]
fn files_are_found_by_name_size_kind_and_depth() {
    let sandbox = Sandbox::demo();
    for (words, expected) in [
        ("--name '*.log'", "logs/2026/a.log logs/2026/b.log"),
        ("--size +10", "logs.txt"),
        ("--size -1", "empty.txt"),
        ("--kind d --max-depth 1", "logs odd names"),
        ("--max-depth 2 --dirs --name 'lo*'", "logs logs.txt"),
    ] {
        let output = sandbox.hf(&format!("fs find buckets/ada/scratch {words} -q")).success().stdout;
        let found: Vec<&str> = output.lines().filter_map(|line| line.strip_prefix("buckets/ada/scratch/")).collect();
        assert_eq!(found.join(" "), expected, "{words}");
    }
    let output = sandbox.hf("fs glob 'buckets/ada/scratch/**/*.log' 'buckets/ada/scratch/*.txt' -q").success().stdout;
    assert_eq!(output.lines().count(), 4, "{output}");
    assert_eq!(sandbox.hf("fs glob 'buckets/ada/scratch/no*/x' -q").success().stdout, "");
}

#[test]
fn sizes_details_and_addresses_are_shown() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("fs du buckets/ada/scratch --max-depth 1 --json").success().json();
    let logs = json!({"size": "18", "name": "hf://buckets/ada/scratch/logs", "bytes": 18, "files": 2});
    assert!(output.as_array().unwrap().contains(&logs), "{output}");
    let output = sandbox.hf("fs info ada/tiny-bert/config.json --json").success().json();
    assert_eq!((&output["name"], &output["type"]), (&json!("ada/tiny-bert/config.json"), &json!("file")));
    for (address, expected) in [
        ("ada/tiny-bert/config.json", "/ada/tiny-bert/resolve/main/config.json"),
        ("datasets/ada/planets", "/datasets/ada/planets/tree/main"),
        ("'buckets/ada/scratch/odd names'", "/buckets/ada/scratch/tree/odd%20names"),
    ] {
        assert_eq!(sandbox.hf(&format!("fs url {address}")).success().stdout, format!("[HUB]{expected}\n"));
    }
    let output = sandbox.hf("fs tree buckets/ada/scratch --max-depth 1").success().stdout;
    assert!(output.contains("logs/") && !output.contains("a.log"), "{output}");
}

#[test]
fn the_address_of_a_content_is_answered_with_its_headers() {
    let sandbox = Sandbox::demo();
    let url = sandbox.hf("fs url ada/tiny-bert/model.safetensors").success().stdout;
    let url = url.trim().replace("[HUB]", sandbox.hub().endpoint());
    let ours = sandbox.hf(&format!("fs info {url} --json")).success().json();
    let head = sandbox.hub().world().repo(Kind::Model, "ada/tiny-bert").unwrap().head().to_string();
    assert_eq!(ours["commit_hash"], head.as_str(), "{ours}");
    let node = sandbox.hf("fs info ada/tiny-bert/model.safetensors --json").success().json();
    assert_eq!((&ours["etag"], &ours["size"]), (&node["sha256"], &node["size"]), "{ours} {node}");
    assert_ne!(ours["location"], url.as_str(), "a large file is kept elsewhere");
    let page = "https://huggingface.co/ada/tiny-bert/resolve/main/config.json?download=true";
    let small = sandbox.hf(&format!("fs info {page} --json")).success().json();
    assert!(small["location"].as_str().unwrap().starts_with("[HUB]/") && small["size"].is_u64(), "{small}");
    let quiet = sandbox.hf(&format!("fs info {page} -q")).success().stdout;
    assert_eq!(quiet.trim(), small["etag"].as_str().unwrap());
    for (words, code) in [
        (page.replace("config", "none"), 3),
        (page.replace("huggingface.co", "example.org"), 2),
        (format!("{page} --revision v1.0"), 2),
    ] {
        assert_eq!(sandbox.hf(&format!("fs info {words}")).code(), Some(code), "{words}");
    }
}

#[test]
fn the_last_change_of_each_is_shown_on_request() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("fs info ada/tiny-bert/README.md --expand --json").success().json();
    assert!(output["last_commit"]["oid"].is_string() && output["modified"].is_string(), "{output}");
    for (address, is_repo) in [("datasets/ada/planets/data", true), ("buckets/ada/scratch/logs", false)] {
        let output = sandbox.hf(&format!("fs ls --expand {address} -R --json")).success().json();
        for node in output.as_array().unwrap().iter().filter(|node| node["type"] == "file") {
            assert!(node["modified"].is_string() && node.get("last_commit").is_some() == is_repo, "{node}");
        }
    }
    assert!(sandbox.hf("fs info ada/tiny-bert --expand --json").success().json()["modified"].is_string());
    assert!(sandbox.hf("fs info ada/tiny-bert/README.md --json").success().json().get("modified").is_none());
}

#[test]
fn a_file_is_known_by_a_few_of_its_bytes() {
    let sandbox = with_xet();
    let header = br#"{"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}"#;
    let file = [&(header.len() as u64).to_le_bytes()[..], header, &[0; 24]].concat();
    sandbox.write("a.safetensors", &file);
    for address in ["ada/tiny-bert/new/a.safetensors", "buckets/ada/scratch/a.safetensors"] {
        sandbox.hf(&format!("fs cp a.safetensors hf://{address}")).success();
        let output = sandbox.hf(&format!("fs peek {address} --json")).success().json();
        assert_eq!((&output["format"], &output["parameters"]), (&json!("safetensors"), &json!(6)), "{output}");
        assert_eq!(output["items"], json!([{"name": "a", "dtype": "F32", "shape": [2, 3]}]));
        assert_eq!(sandbox.hf(&format!("fs peek {address} -q")).success().stdout, "a\n");
        assert!(sandbox.hf(&format!("fs peek {address}")).success().stdout.contains("tensors 1, parameters 6"));
    }
    assert_eq!(sandbox.hf("fs peek ada/tiny-bert/README.md").code(), Some(1));
    assert_eq!(sandbox.hf("fs peek datasets/ada/planets/data").code(), Some(2));
}
