use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::listings::find;
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::Sandbox;

#[test]
fn the_best_models_of_a_benchmark_are_listed() {
    let sandbox = Sandbox::demo();
    let owner = json!({"type": "org", "name": "demo-org", "avatarUrl": "x"});
    let entries = json!([
        {"rank": 1, "modelId": "ada/tiny-bert", "value": 97.5, "source": {"name": "run", "url": "x"}, "author": owner},
        {"rank": 2, "modelId": "tiny-gpt", "value": 3, "verified": true, "author": {"type": "user", "name": "ada"}},
    ]);
    find(&sandbox, Kind::Dataset, "ada/planets", json!({"leaderboard": entries}));
    assert_data_eq!(
        sandbox.hf("datasets leaderboard ada/planets"),
        str![[r#"
status: 0
--- stdout ---
RANK MODEL_ID      VALUE SOURCE
---- ------------- ----- ------
   1 ada/tiny-bert  97.5 run   
   2 tiny-gpt          3       
--- stderr ---
Hint: list the datasets that have a leaderboard with `hf datasets list --filter benchmark:official`
Hint: see the best with `hf models info ada/tiny-bert`

"#]]
    );
    assert_eq!(sandbox.hf("datasets leaderboard ada/planets --limit 1 -q").success().stdout, "ada/tiny-bert\n");
    let output = sandbox.hf("datasets leaderboard ada/planets --json").success().json();
    assert_eq!(output[0]["author"], json!({"avatar_url": "x", "name": "demo-org"}));
    assert_eq!(output[1]["author"]["username"], "ada");
}

#[test]
fn a_dataset_that_is_no_benchmark_has_none() {
    let sandbox = Sandbox::demo();
    let output = sandbox.hf("datasets leaderboard ada/planets");
    assert_eq!(output.code(), Some(3), "{output}");
    assert!(output.stderr.starts_with("Error: leaderboard not found in dataset 'ada/planets'\n"), "{output}");
}
