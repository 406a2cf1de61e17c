use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::listings::{find, paged, queries};
use crate::local_hub::faults::{Effect, Fault};
use crate::local_hub::world::kinds::Kind;
use crate::sandbox::{BOB, Sandbox};

const LISTING: &str = "/api/models";

#[test]
fn people_see_a_table_with_whole_ids() {
    let sandbox = Sandbox::demo();
    find(&sandbox, Kind::Model, "ada/tiny-bert", json!({"trendingScore": 3}));
    let output = sandbox.command("models list").env("COLUMNS", "60").run();
    assert_data_eq!(
        output,
        str![[r#"
status: 0
--- stdout ---
ID               DOWNLOADS LIKES PIPELINE_TAG LIBRARY_NAME
---------------- --------- ----- ------------ ------------
ada/tiny-bert         1234     5 fill-mask    transformers
ada/odd-names            0     0                          
ada/private-bert         0     0                          
bob/gated-bert           0     0                          
tiny-gpt                 0     0                          
--- stderr ---
Hint: no room for CREATED_AT, PRIVATE: add --no-truncate or --format json to see everything

"#]]
    );
}

#[test]
fn agents_programs_and_scripts_get_what_the_hub_tells_by_itself() {
    let sandbox = Sandbox::demo();
    let words = "models ls --search BERT --author ada --sort likes";
    assert_data_eq!(
        sandbox.hf(&format!("{words} --format agent")),
        str![[r#"
status: 0
--- stdout ---
id	created_at	downloads	library_name	likes	pipeline_tag	private	tags
ada/tiny-bert	2025-10-01T12:00:00+00:00	1234	transformers	5	fill-mask	False	['transformers', 'fill-mask', 'demo', 'en', 'license:apache-2.0', 'dataset:ada/planets', 'region:us']
ada/private-bert	2025-10-02T06:00:00+00:00	0	None	0	None	True	['region:us']
--- stderr ---

"#]]
    );
    assert_data_eq!(
        sandbox.hf(&format!("{words} --json")),
        str![[r#"
status: 0
--- stdout ---
[{"id": "ada/tiny-bert", "created_at": "2025-10-01T12:00:00+00:00", "downloads": 1234, "library_name": "transformers", "likes": 5, "pipeline_tag": "fill-mask", "private": false, "tags": ["transformers", "fill-mask", "demo", "en", "license:apache-2.0", "dataset:ada/planets", "region:us"]}, {"id": "ada/private-bert", "created_at": "2025-10-02T06:00:00+00:00", "downloads": 0, "likes": 0, "private": true, "tags": ["region:us"]}]
--- stderr ---

"#]]
    );
    assert_eq!(sandbox.hf(&format!("{words} -q")).success().stdout, "ada/tiny-bert\nada/private-bert\n");
}

#[test]
fn pages_are_followed_up_to_the_limit_and_no_further() {
    let sandbox = paged();
    let output = sandbox.hf("models list --limit 4 -q").success();
    assert_eq!(output.stdout.lines().count(), 4);
    assert_eq!(queries(&sandbox, LISTING).len(), 2);
    sandbox.hub().forget();
    assert_eq!(sandbox.hf("models list --limit 3 -q").success().stdout.lines().count(), 3);
    assert_eq!(queries(&sandbox, LISTING).len(), 2);
    sandbox.hub().forget();
    assert_eq!(sandbox.hf("models list --limit 100 -q").success().stdout.lines().count(), 5);
    assert_eq!(queries(&sandbox, LISTING).len(), 3);
}

#[test]
fn a_limit_of_0_is_none() {
    let sandbox = paged();
    assert_eq!(sandbox.hf("models list --limit 0 -q").success().stdout.lines().count(), 5);
    assert_eq!(queries(&sandbox, LISTING)[0], "limit=1000");
    for limit in ["-1", "many"] {
        assert_eq!(sandbox.hf(&format!("models list --limit {limit}")).code(), Some(2));
    }
}

#[test]
fn every_filter_is_sent_in_the_words_of_the_hub() {
    let sandbox = Sandbox::demo();
    for (flags, query) in [
        ("", "limit=30"),
        ("--filter demo --filter 'license:mit' --filter ''", "filter=demo&filter=license:mit&filter=&limit=30"),
        ("--search '' --author '' --pipeline-tag ''", "limit=30"),
        ("--author ada --search 'tiny bert'", "author=ada&search=tiny bert&limit=30"),
        ("--pipeline-tag fill-mask", "pipeline_tag=fill-mask&limit=30"),
        ("--apps ollama --apps vllm", "apps=ollama&apps=vllm&limit=30"),
        ("--gated", "gated=true&limit=30"),
        ("--gated --no-gated", "gated=false&limit=30"),
        ("--num-parameters min:6B,max:128B", "num_parameters=min:6B,max:128B&limit=30"),
        ("--warm", "inference=warm&limit=30"),
        ("--inference-provider together", "inference_provider=together&limit=30"),
        ("--sort created_at --limit 5", "sort=createdAt&limit=5"),
        ("--sort last_modified", "sort=lastModified&limit=30"),
        ("--sort trending_score", "sort=trendingScore&limit=30"),
        ("--sort likes:asc", "sort=likes&direction=1&limit=30"),
        ("--emissions 5..10", "cardData=true&limit=1000"),
        ("--expand 'tags, sha'", "limit=30&expand=tags&expand=sha"),
    ] {
        sandbox.hub().forget();
        sandbox.hf(&format!("models list {flags}")).success();
        assert_eq!(queries(&sandbox, LISTING), [query], "{flags}");
    }
}

#[test]
fn filters_find_what_they_name() {
    let sandbox = Sandbox::demo();
    let served = json!([{"provider": "together", "providerId": "t/bert", "status": "live", "task": "fill-mask"}]);
    let found = json!({
        "apps": ["ollama"], "inference": "warm", "inferenceProviderMapping": served,
        "safetensors": {"parameters": {"F32": 7_000_000}, "total": 7_000_000},
    });
    find(&sandbox, Kind::Model, "ada/tiny-bert", found);
    for flags in [
        "--filter demo --filter license:apache-2.0",
        "--pipeline-tag fill-mask",
        "--apps ollama",
        "--num-parameters min:6M,max:8M",
        "--warm",
        "--inference-provider together",
    ] {
        assert_eq!(sandbox.hf(&format!("models ls -q {flags}")).success().stdout, "ada/tiny-bert\n", "{flags}");
    }
    assert_eq!(sandbox.hf("models ls -q --gated").success().stdout, "bob/gated-bert\n");
    let output = sandbox.hf("models ls --warm --expand inferenceProviderMapping --json").success();
    let mapping = json!([{
        "provider": "together", "hf_model_id": "ada/tiny-bert", "provider_id": "t/bert", "status": "live",
        "task": "fill-mask",
    }]);
    assert_eq!(output.json(), json!([{"id": "ada/tiny-bert", "inference_provider_mapping": mapping}]));
    assert_eq!(output.stderr, "");
}

#[test]
fn who_asks_for_providers_hears_how_to_see_them() {
    let sandbox = Sandbox::demo();
    for flags in ["--warm --json", "--inference-provider together"] {
        let output = sandbox.hf(&format!("models ls {flags}")).success();
        assert!(output.stderr.starts_with("Hint: add --expand inferenceProviderMapping "), "{output}");
    }
    assert_eq!(sandbox.hf("models ls --warm -q").success().stderr, "");
}

#[test]
fn private_models_are_listed_to_those_who_may_see_them() {
    let sandbox = Sandbox::demo();
    let list = |token: &str| sandbox.command("models ls --search bert -q").token(token).run().success().stdout;
    assert_eq!(list(BOB), "ada/tiny-bert\nbob/gated-bert\nbob/secret-bert\n");
    let stranger = sandbox.command("models ls --search bert -q").no_token().run().success();
    assert_eq!(stranger.stdout, "ada/tiny-bert\nbob/gated-bert\n");
}

#[test]
fn a_bad_token_is_refused_whatever_is_listed() {
    let sandbox = Sandbox::demo();
    let output = sandbox.command("models list").token("hf_wrong").run();
    assert_data_eq!(
        output,
        str![[r#"
status: 4
--- stdout ---
--- stderr ---
Error: the token in HF_TOKEN was rejected
Cause: 401 Unauthorized for [HUB]/api/models (request ID local-hub)
  Invalid credentials in Authorization header
Hint: set HF_TOKEN to a token from [HUB]/settings/tokens, or unset it: it overrides `hf auth login`

"#]]
    );
}

#[test]
fn a_listing_that_breaks_off_leaves_what_came_to_scripts_and_agents_alone() {
    let sandbox = paged();
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Status(200, vec![])).skip(1));
    for (flags, lines) in [("", 0), ("--json", 0), ("-q", 2), ("--format agent", 3)] {
        let output = sandbox.hf(&format!("models list {flags}"));
        assert_eq!(output.code(), Some(6), "{output}");
        assert_eq!(output.stdout.lines().count(), lines, "{output}");
        sandbox.hub().clear_faults();
        sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Status(200, vec![])).skip(1));
    }
}

#[test]
fn people_hear_that_there_is_more_and_how_to_see_it() {
    let sandbox = paged();
    let hint = "Hint: there are more results: add --limit N to see N of them, or --limit 0 to see all\n";
    assert_eq!(sandbox.hf("models list --limit 3").success().stderr, hint);
    assert_eq!(sandbox.hf("models list --limit 2").success().stderr, hint);
    for flags in ["--limit 5", "--limit 0", "--limit 3 -q", "--limit 3 --json"] {
        assert_eq!(sandbox.hf(&format!("models list {flags}")).success().stderr, "", "{flags}");
    }
}

#[test]
fn models_are_narrowed_down_by_the_emissions_in_their_cards() {
    let sandbox = paged();
    let card = |grams: u64| json!({"cardData": {"co2_eq_emissions": {"emissions": grams}}});
    find(&sandbox, Kind::Model, "ada/tiny-bert", card(7));
    find(&sandbox, Kind::Model, "tiny-gpt", card(70));
    assert_eq!(sandbox.hf("models ls -q --emissions ..10").success().stdout, "ada/tiny-bert\n");
    assert_eq!(sandbox.hf("models ls -q --emissions 10.. --limit 1").success().stdout, "tiny-gpt\n");
}

#[test]
fn a_page_that_breaks_off_is_asked_for_again() {
    let sandbox = paged();
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Reset(20)).skip(1).times(1));
    assert_eq!(sandbox.hf("models list -q").success().stdout.lines().count(), 5);
}

#[test]
fn a_field_of_another_type_is_an_error_and_no_panic() {
    let sandbox = Sandbox::demo();
    let reply = json!([{"id": "ada/tiny-bert", "likes": "many"}]);
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(reply)));
    assert_data_eq!(
        sandbox.hf("models list"),
        str![[r#"
status: 1
--- stdout ---
--- stderr ---
Error: [HUB]/api/models sent an unexpected value for '[0].likes'
Cause: invalid type: string "many", expected u64 at line 1 column 37
Hint: check that HF_ENDPOINT is the address of a Hub; a newer version of hf may understand it

"#]]
    );
}

#[test]
fn unknown_fields_are_dropped_and_missing_ones_left_out() {
    let sandbox = Sandbox::demo();
    let reply = json!([{"id": "ada/x", "new": 1, "likes": null}, {"id": "ada/y", "likes": 2}]);
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(reply)));
    assert_eq!(
        sandbox.hf("models list --json").success().json(),
        json!([{"id": "ada/x"}, {"id": "ada/y", "likes": 2}])
    );
    assert_eq!(sandbox.hf("models list --format agent").success().stdout, "id\nada/x\nada/y\n");
}

#[test]
fn flags_of_listings_and_of_files_do_not_mix() {
    let sandbox = Sandbox::demo();
    for flags in [
        "ada/tiny-bert --search x",
        "ada/tiny-bert --gated",
        "ada/tiny-bert --no-gated",
        "ada/tiny-bert --sort likes",
        "ada/tiny-bert --limit 5",
        "ada/tiny-bert --expand sha",
        "-R",
        "-h",
        "--tree",
        "--revision main",
        "--warm --inference-provider together",
        "--sort size",
        "--sort likes:up",
        "--sort size:asc",
        "--inference-provider new-one",
        "--emissions 5",
        "--expand size",
        "a//b",
    ] {
        let output = sandbox.hf(&format!("models ls {flags}"));
        assert_eq!(output.code(), Some(2), "{flags}: {output}");
    }
    assert!(sandbox.hub().requests().is_empty());
}
