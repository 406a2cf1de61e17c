use serde_json::json;
use snapbox::{assert_data_eq, str};

use crate::listings::{paged, queries};
use crate::local_hub::faults::{Effect, Fault};
use crate::sandbox::Sandbox;

const LISTING: &str = "/api/datasets";

#[test]
fn datasets_are_listed_in_columns_that_fit() {
    let sandbox = Sandbox::demo();
    assert_data_eq!(
        sandbox.hf("datasets list"),
        str![[r#"
status: 0
--- stdout ---
ID          DOWNLOADS LIKES LAST_MODIFIED GATED PRIVATE
----------- --------- ----- ------------- ----- -------
ada/planets        77     0 2025-10-01                 
--- stderr ---

"#]]
    );
}

#[test]
fn filters_are_sent_in_the_words_of_the_hub() {
    let sandbox = Sandbox::demo();
    for (flags, query) in [
        ("", "limit=30"),
        (
            "--search planets --author ada --filter 'license:mit'",
            "filter=license:mit&author=ada&search=planets&limit=30",
        ),
        ("--gated", "gated=true&limit=30"),
        ("--no-gated --sort downloads", "gated=false&sort=downloads&limit=30"),
        ("--expand tags,mainSize --limit 0", "limit=1000&expand=tags&expand=mainSize"),
    ] {
        sandbox.hub().forget();
        sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(json!([]))).times(1));
        assert_eq!(sandbox.hf(&format!("datasets ls {flags} --json")).success().stdout, "[]\n", "{flags}");
        assert_eq!(queries(&sandbox, LISTING), [query], "{flags}");
    }
}

#[test]
fn files_of_a_dataset_are_listed_page_by_page() {
    let (whole, paged) = (Sandbox::demo(), paged());
    let listed = whole.hf("datasets ls ada/planets -R -q").success().stdout;
    assert!(listed.lines().count() > 3, "{listed}");
    assert_eq!(paged.hf("datasets ls ada/planets -R -q").success().stdout, listed);
}

#[test]
fn filters_of_other_repos_and_flags_of_files_are_refused() {
    let sandbox = Sandbox::demo();
    for flags in ["--apps x", "ada/planets --gated", "ada/planets --limit 5", "-R", "--sort size"] {
        assert_eq!(sandbox.hf(&format!("datasets ls {flags}")).code(), Some(2), "{flags}");
    }
    let output = sandbox.hf("datasets ls ada/none");
    assert_eq!(output.code(), Some(3), "{output}");
}

#[test]
fn a_field_of_another_type_is_named() {
    let sandbox = Sandbox::demo();
    sandbox.hub().fault(Fault::new("GET", LISTING, Effect::Json(json!([{"id": "ada/x", "downloads": "many"}]))));
    let output = sandbox.hf("datasets ls");
    assert_eq!(output.code(), Some(1), "{output}");
    assert!(output.stderr.contains("invalid type: string \"many\""), "{output}");
}
