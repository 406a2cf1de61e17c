use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::listings::queries;
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

const LISTING: &str = "/api/daily_papers";

#[test]
fn the_papers_of_a_day_are_listed_with_who_submitted_them() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("papers list"),
        str![[r#"
status: 0
--- stdout ---
ID         TITLE                  UPVOTES COMMENTS PUBLISHED_AT SUBMITTED_BY_NAME
---------- ---------------------- ------- -------- ------------ -----------------
2512.00003 Attention, Please            6        2 2025-12-03   Bob Example      
2512.00002 Counting the Moons           3        1 2025-12-02   Ada Example      
2512.00001 Tiny Models Are Enough                0 2025-12-01   Bob Example      
--- stderr ---

"#]]
    );
    let output = sandbox.hf("papers ls --submitter ada --json").success().json();
    assert_eq!(output[0]["submitted_by"]["username"], "ada");
    assert_eq!(output[0]["submitted_at"], "2025-12-02T10:00:00+00:00");
}

#[test]
fn a_day_a_week_and_a_month_are_asked_for_in_their_form() {
    let sandbox = Sandbox::demo();
    let words = "papers ls --date 2025-12-02 --month 2025-12 --week 2025-W49 --sort trending --limit 5 -q";
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(json!([]))).times(1));
    sandbox.hf(words).success();
    let sent = "limit=5&sort=trending&date=2025-12-02&week=2025-W49&month=2025-12";
    assert_eq!(queries(&sandbox, LISTING), [sent]);
    for wrong in ["--date tomorrow", "--week 49", "--month 2025-1", "--sort upvotes"] {
        assert_eq!(sandbox.hf(&format!("papers ls {wrong}")).code(), Some(2), "{wrong}");
    }
}

#[test]
fn all_papers_come_page_by_page() {
    let sandbox = Sandbox::demo();
    let full: Vec<_> = (0..100).map(|number| json!({"paper": {"id": format!("1.{number}")}, "title": "x"})).collect();
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(json!(full))).times(1));
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(json!([{"paper": {"id": "2.1"}}]))).times(1));
    assert_eq!(sandbox.hf("papers ls --limit 0 -q").success().stdout.lines().count(), 101);
    assert_eq!(queries(&sandbox, LISTING), ["limit=100", "limit=100&p=1"]);
}
