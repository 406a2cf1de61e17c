use serde_json::json;

use crate::sandbox::Sandbox;

#[test]
fn a_quota_is_told_in_seconds() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("spaces zero-gpu quota --json").success();
    assert_eq!(
        output.json(),
        json!({"remaining": 1234.5, "base": 1500, "resets_at": "2026-01-02T00:00:00+00:00", "overquota_used": 2.5})
    );
    assert_eq!(output.stderr, "");
    assert_eq!(sandbox.hf("spaces zero-gpu quota -q").success().stdout, "1234.5\n");
}

#[test]
fn a_quota_that_runs_low_or_out_is_told() {
    for (left, word) in [(149, "running low"), (0, "exhausted"), (-3, "exhausted")] {
        let sandbox = Sandbox::demo();
        let quota = json!({"base": 1500, "current": left, "resetsAt": null});
        sandbox.hub().world().update(|state| state.zero_gpu = Some(quota));
        let output = sandbox.hf("spaces zero-gpu quota --json").success();
        assert!(output.stderr.contains(&format!("your ZeroGPU quota is {word}")), "{output}");
        assert_eq!(output.json(), json!({"remaining": left, "base": 1500, "resets_at": null, "overquota_used": null}));
    }
    assert_eq!(Sandbox::demo().command("spaces zero-gpu quota").no_token().run().code(), Some(4));
}
