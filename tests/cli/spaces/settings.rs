use serde_json::json;

use super::{machine, sent};
use crate::sandbox::{BOB, Sandbox};

#[test]
fn hardware_and_sleep_time_are_one_request() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces settings ada/hello --hardware t4-small --sleep-time -1 --json").success();
    assert_eq!(output.json(), json!({"space_id": "ada/hello", "hardware": "t4-small", "sleep_time": -1}));
    assert_eq!(sent(&sandbox), json!({"flavor": "t4-small", "sleepTimeSeconds": -1}));
    assert_eq!(sandbox.hub().requests(), ["POST /api/spaces/ada/hello/hardware 200"]);
    sandbox.hub().forget();
    sandbox.hf("spaces settings ada/hello --sleep-time 600").success();
    assert_eq!(sent(&sandbox), json!({"seconds": 600}));
}

#[test]
fn the_free_machine_sleeps_when_the_hub_says_so() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces settings ada/hello --sleep-time 600 --json").success();
    assert_eq!(output.json()["sleep_time"], 172_800);
    assert!(output.stderr.starts_with("Warning: --sleep-time has no effect on cpu-basic"), "{output}");
}

#[test]
fn hardware_that_is_newer_than_this_program_is_asked_for_and_unknown_hardware_is_told_with_prices() {
    let sandbox = Sandbox::demo();
    sandbox.hf("spaces settings ada/hello --hardware new-gpu").success();
    assert_eq!(machine(&sandbox).requested.as_deref(), Some("new-gpu"));
    for words in [
        "spaces settings ada/hello --hardware tpu",
        "repos create ada/new --type space --sdk docker --flavor tpu",
        "repos duplicate spaces/ada/hello copy --flavor tpu",
    ] {
        let output = sandbox.hf(words);
        assert_eq!(output.code(), Some(2), "{output}");
        assert!(output.stderr.starts_with("Error: unknown hardware 'tpu'\n"), "{output}");
        let offer = "Hint: use cpu-basic (free), t4-small ($0.40 an hour), new-gpu ($0.60 an hour)\n";
        assert!(output.stderr.ends_with(offer), "{output}");
    }
}

#[test]
fn help_about_hardware_that_is_not_offered_names_what_is() {
    let sandbox = Sandbox::demo();
    for words in ["spaces settings --hardware tpu --help", "repos create --flavor=tpu --help"] {
        let output = sandbox.hf(words);
        assert_eq!((output.code(), output.stdout.as_str()), (Some(2), ""), "{output}");
        assert!(output.stderr.contains("invalid value 'tpu' for --"), "{output}");
        assert!(output.stderr.contains("cpu-basic, cpu-upgrade"), "{output}");
    }
    sandbox.hf("spaces settings --hardware t4-small --help").success();
}

#[test]
fn nothing_to_change_is_a_usage_error_and_a_refusal_is_told() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("spaces settings ada/hello").code(), Some(2));
    assert!(sandbox.hub().requests().is_empty());
    let output = sandbox.hf("spaces settings ada/hello --hardware t4-small --sleep-time 10");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("Sleep time must be at least 300 seconds"), "{output}");
    assert_eq!(sandbox.command("spaces settings ada/hello --hardware t4-small").token(BOB).run().code(), Some(4));
    assert_eq!(sandbox.hf("spaces settings ada/none --hardware t4-small").code(), Some(3));
}
