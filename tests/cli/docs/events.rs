//! The table of progress events in the documentation: what runs say is held to it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::root;
use crate::download::with_model_and;
use crate::local_hub::Options;
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::seed::noise;
use crate::run::Output;

/// Event, key, type.
type Table = BTreeMap<String, BTreeMap<String, String>>;

/// The rows of the table; one without an event goes on with the one above.
fn table() -> Table {
    let text = std::fs::read_to_string(root().join("docs/src/progress-events.md")).unwrap();
    let (_, rest) = text.split_once("| Event | When | Key | Type | Meaning |\n").expect("the page has the table");
    let mut table = Table::new();
    let mut event = String::new();
    for row in rest.lines().skip(1).take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        if !cells[1].is_empty() {
            cells[1].clone_into(&mut event);
        }
        table.entry(event.clone()).or_default().insert(cells[3].to_owned(), cells[4].to_owned());
    }
    table
}

fn fits(value: &Value, kind: &str) -> bool {
    match kind {
        "integer" => value.is_u64(),
        "integer or null" => value.is_u64() || value.is_null(),
        "number" => value.is_number(),
        "text" => value.is_string(),
        _ => panic!("the page names an unknown type: {kind}"),
    }
}

/// The events of a run, each of which is as the table says.
fn events(output: &Output, table: &Table) -> Vec<Value> {
    let lines = output.stderr.lines().filter(|line| line.starts_with('{'));
    let events: Vec<Value> = lines.map(|line| serde_json::from_str(line).unwrap()).collect();
    for event in &events {
        let name = event["event"].as_str().unwrap();
        let keys = table.get(name).unwrap_or_else(|| panic!("the page does not know '{name}'"));
        let said: BTreeSet<&String> = event.as_object().unwrap().keys().filter(|key| *key != "event").collect();
        assert_eq!(said, keys.keys().collect(), "{event}");
        for (key, kind) in keys {
            assert!(fits(&event[key], kind), "'{key}' is no {kind}: {event}");
        }
    }
    assert_eq!(events.first().unwrap()["event"], "plan");
    assert_eq!(events.last().unwrap()["event"], "done");
    let ends = |event: &&Value| event["event"] == "plan" || event["event"] == "done";
    assert_eq!(events.iter().filter(ends).count(), 2, "{output}");
    events
}

#[test]
fn every_event_is_as_the_page_says_and_the_page_names_every_event() {
    let table = table();
    let sandbox = with_model_and(&[("weights.bin", &noise(300_000)), ("a.txt", b"a")], Options::default());
    for effect in [Effect::Reset(100_000), Effect::WrongByte(200_000)] {
        sandbox.hub().fault(Fault::new("GET", "/objects/*", effect).times(1));
    }
    let down = sandbox.hf("download ada/model --progress json --quiet").success();
    sandbox.write("d/w.bin", noise(250_000));
    sandbox.write("d/b.txt", "b");
    let up = sandbox.hf("upload ada/model d --progress json --quiet").success();
    let all: Vec<Value> = events(&down, &table).into_iter().chain(events(&up, &table)).collect();
    let seen: BTreeSet<&str> = all.iter().map(|event| event["event"].as_str().unwrap()).collect();
    assert_eq!(seen, table.keys().map(String::as_str).collect(), "{down}{up}");
}

#[test]
fn a_request_of_a_file_that_is_sent_again_is_an_event_of_the_file() {
    let table = table();
    let sandbox = with_model_and(&[("weights.bin", &noise(300_000))], Options::default());
    sandbox.hub().fault(Fault::new("GET", "/objects/*", Effect::retry_after(503, "0")).times(2));
    sandbox.hub().fault(Fault::new("POST", "*/info/lfs/verify", Effect::retry_after(502, "0")).times(1));
    let down = sandbox.hf("download ada/model --progress json").success();
    sandbox.write("w.bin", noise(250_000));
    let up = sandbox.hf("upload ada/model w.bin --progress json").success();
    let events = events(&down, &table).into_iter().chain(events(&up, &table));
    let told: Vec<Value> = events.filter(|event| event["event"] == "retry").collect();
    let of = |key: &str| told.iter().map(|event| event[key].to_string()).collect::<Vec<_>>();
    assert_eq!(of("file"), ["\"weights.bin\"", "\"weights.bin\"", "\"w.bin\""], "{down}{up}");
    assert_eq!(of("attempt"), ["1", "2", "1"]);
    assert!(of("cause")[1].starts_with("\"HTTP 503 from [CDN]/"), "{down}");
    assert!(of("cause")[2].starts_with("\"HTTP 502 from [HUB]/"), "{up}");
    assert!(!(down.stderr + &up.stderr).contains("Retrying"), "an event is enough");
}

#[test]
fn the_numbers_of_the_events_add_up() {
    let table = table();
    let sandbox = with_model_and(&[("weights.bin", &noise(300_000)), ("a.txt", b"a")], Options::default());
    let output = sandbox.hf("download ada/model --include '*.bin' '*.txt' --progress json --quiet").success();
    let events = events(&output, &table);
    let of = |name: &str| events.iter().filter(move |event| event["event"] == *name).collect::<Vec<_>>();
    let (plan, done) = (of("plan")[0].clone(), of("done")[0].clone());
    assert_eq!((&plan["files"], &plan["bytes"]), (&2.into(), &300_001.into()));
    assert_eq!((&done["files"], &done["bytes"], &done["bytes_moved"]), (&2.into(), &300_001.into(), &300_001.into()));
    let sizes: u64 = of("file").iter().map(|file| file["bytes"].as_u64().unwrap()).sum();
    assert_eq!(sizes, 300_001);
    assert!(of("progress").iter().all(|event| event["bytes_done"].as_u64() <= event["bytes"].as_u64()));
}
