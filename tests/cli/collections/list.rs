use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::listings::{paged, queries};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::{BOB, Sandbox};

const LISTING: &str = "/api/collections";

#[test]
fn people_see_slugs_whole_and_how_liked_a_collection_is() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("collections list"),
        str![[r#"
status: 0
--- stdout ---
SLUG                                         TITLE         UPVOTES LAST_UPDATED PRIVATE
-------------------------------------------- ------------- ------- ------------ -------
ada/private-notes-473098319d0913447a1ad5d1   Private notes       0 2025-10-02   ✔      
demo-org/demo-picks-f7e762ce55873fb8b0d56d89 Demo picks          9 2025-10-02          
ada/tiny-things-6f195a698cb9fab3186d20f4     Tiny things         5 2025-10-02          
--- stderr ---

"#]]
    );
}

#[test]
fn programs_get_what_the_hub_says_and_the_place_in_the_listing() {
    let sandbox = paged();
    let output = sandbox.hf("collections ls --json").success().json();
    let positions: Vec<_> =
        output.as_array().unwrap().iter().map(|collection| collection["position"].clone()).collect();
    assert_eq!(json!(positions), json!([0, 1, 2]));
    assert_eq!(output[2]["items"][0]["note"], "The best");
    assert_eq!(queries(&sandbox, LISTING).len(), 2);
}

#[test]
fn collections_are_found_by_owner_and_by_what_they_hold() {
    let sandbox = Sandbox::demo();
    let titles = |flags: &str| {
        let output = sandbox.command(&format!("collections ls --json {flags}")).token(BOB).run().success().json();
        output.as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles("--owner ada"), ["Tiny things"]);
    assert_eq!(titles("--item papers/2512.00001"), ["Tiny things"]);
    assert_eq!(titles("--sort upvotes"), ["Demo picks", "Tiny things"]);
    let sent = queries(&sandbox, LISTING);
    assert_eq!(sent, ["owner=ada&limit=10", "item=papers/2512.00001&limit=10", "sort=upvotes&limit=10"]);
    assert_eq!(sandbox.hf("collections ls --sort name").code(), Some(2));
}

#[test]
fn a_collection_without_a_slug_is_an_error_that_says_so() {
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(json!([{"title": "x", "owner": {}}]))));
    let output = sandbox.hf("collections ls");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("missing field `slug`"), "{output}");
}
