use super::in_stages;
use crate::local_hub::faults::{Effect, Fault, Then};
use crate::local_hub::world::spaces::log;
use crate::sandbox::Sandbox;

const TEXT: &str = "===== Application Startup at 2026-01-01 00:00:06 =====\n\n  * Running on 0.0.0.0:7860\n";

#[test]
fn a_log_keeps_its_indentation_and_its_empty_lines() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces logs ada/hello").success();
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), (TEXT, ""));
    let output = sandbox.hf("spaces logs ada/hello --build").success();
    assert_eq!(output.stdout, "--> FROM python:3.12\nDONE 0.3s\n");
    assert_eq!(sandbox.hf("spaces logs ada/hello -n 1").success().stdout, "  * Running on 0.0.0.0:7860\n");
}

#[test]
fn a_log_that_is_followed_and_cut_is_told_whole_and_once() {
    for cut in 0..3 {
        let sandbox = in_stages(&["RUNNING"]);
        sandbox.hub().fault(Fault::new("GET", "*/logs/run", Effect::AfterEvents(cut, Then::Reset)).times(1));
        assert_eq!(sandbox.hf("spaces logs -f ada/hello").success().stdout, TEXT, "after {cut}");
    }
}

#[test]
fn an_empty_log_points_to_that_of_the_build() {
    let sandbox = Sandbox::demo();
    sandbox.hub().world().change_space("ada/hello", |machine| machine.run_log = log(&[]));
    let output = sandbox.hf("spaces logs ada/hello").success();
    assert_eq!(output.stdout, "");
    assert!(output.stderr.contains("`hf spaces logs ada/hello --build`"), "{output}");
}

#[test]
fn the_last_lines_are_not_followed() {
    let sandbox = Sandbox::demo();
    assert_eq!(sandbox.hf("spaces logs ada/hello -f -n 2").code(), Some(2));
    assert_eq!(sandbox.hf("spaces logs ada/hello -n -1").code(), Some(2));
    assert!(sandbox.hub().requests().is_empty());
}
