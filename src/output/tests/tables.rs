//! Tables and listings. What they look like was taken from the Python client.

use std::io::{self, ErrorKind};

use serde_json::{Value, json};

use super::{MODES, in_all_modes, printed, printed_with};
use crate::output::memory::{Memory, settings};
use crate::output::{Columns, Format, Out, Settings};

fn models() -> Value {
    json!([
        {"id": "ada/tiny-model", "createdAt": "2024-01-02T03:04:05+00:00", "private": true, "likes": 12,
         "tags": ["a", "b  c"], "author": null, "ratio": 0.5},
        {"id": "ada/a-very-long-name-of-a-model-that-does-not-fit", "createdAt": "2024-11-12T03:04:05.123000+00:00",
         "private": false, "likes": 3, "tags": [], "author": null, "ratio": null},
    ])
}

fn table(out: &Out, rows: &Value, columns: Columns) -> io::Result<()> {
    out.table(rows.as_array().unwrap(), &columns)
}

#[test]
fn a_table_for_people_is_that_of_the_python_client() {
    let (stdout, stderr) = printed(Format::Human, |out| table(out, &models(), Columns::of_rows()));
    let expected = "\
ID                     CREATED_AT PRIVATE LIKES TAGS   RATIO
---------------------- ---------- ------- ----- ------ -----
ada/tiny-model         2024-01-02 ✔          12 a, b c   0.5
ada/a-very-long-nam... 2024-11-12             3             \n";
    assert_eq!(stdout, expected);
    assert!(stderr.starts_with("Hint: ") && stderr.contains("--no-truncate"), "{stderr}");
}

#[test]
fn a_table_on_a_narrow_terminal_keeps_the_id_and_drops_the_last_columns() {
    let at = |width, columns| {
        let narrow = Settings { width, ..settings(Format::Human) };
        printed_with(narrow, |out| table(out, &models(), columns))
    };
    let (stdout, stderr) = at(40, Columns::of_rows());
    let expected = "\
ID                    CREATED_AT PRIVATE
--------------------- ---------- -------
ada/tiny-model        2024-01-02 ✔      
ada/a-very-long-na... 2024-11-12        \n";
    assert_eq!(stdout, expected);
    let hint = "Hint: no room for LIKES, TAGS, RATIO: add --no-truncate or --format json to see everything\n";
    assert_eq!(stderr, hint);
    assert_eq!(
        at(30, Columns::of(&["likes", "id"]).id("id")).0.lines().next(),
        Some(format!("LIKES {:24}", "ID").as_str())
    );
    let (stdout, _) = at(10, Columns::of_rows());
    assert_eq!(stdout.lines().nth(3), Some("ada/a-very-long-n..."));
    let (stdout, _) = at(10, Columns::of(&["likes", "id"]).whole("id"));
    assert_eq!(stdout.lines().nth(3), Some("    3 ada/a-very-long-name-of-a-model-that-does-not-fit"));
}

#[test]
fn nothing_is_cut_when_nothing_may_be() {
    let whole = Settings { no_truncate: true, ..settings(Format::Human) };
    let (stdout, stderr) = printed_with(whole, |out| table(out, &models(), Columns::of_rows()));
    let expected = "\
ID                                                CREATED_AT PRIVATE LIKES TAGS   RATIO
------------------------------------------------- ---------- ------- ----- ------ -----
ada/tiny-model                                    2024-01-02 ✔          12 a, b c   0.5
ada/a-very-long-name-of-a-model-that-does-not-fit 2024-11-12             3             \n";
    assert_eq!((stdout.as_str(), stderr.as_str()), (expected, ""));
}

#[test]
fn a_table_for_agents_programs_and_scripts_is_that_of_the_python_client() {
    let [_, agent, json, quiet] = in_all_modes(|out| table(out, &models(), Columns::of_rows()));
    let tabs = "\
id	createdAt	private	likes	tags	ratio
ada/tiny-model	2024-01-02T03:04:05+00:00	True	12	['a', 'b c']	0.5
ada/a-very-long-name-of-a-model-that-does-not-fit	2024-11-12T03:04:05.123000+00:00	False	3	[]	None\n";
    assert_eq!(agent, tabs);
    let objects = concat!(
        r#"[{"id": "ada/tiny-model", "createdAt": "2024-01-02T03:04:05+00:00", "private": true, "likes": 12, "#,
        r#""tags": ["a", "b  c"], "author": null, "ratio": 0.5}, "#,
        r#"{"id": "ada/a-very-long-name-of-a-model-that-does-not-fit", "#,
        r#""createdAt": "2024-11-12T03:04:05.123000+00:00", "private": false, "likes": 3, "tags": [], "#,
        r#""author": null, "ratio": null}]"#,
        "\n"
    );
    assert_eq!(json, objects);
    assert_eq!(quiet, "ada/tiny-model\nada/a-very-long-name-of-a-model-that-does-not-fit\n");
}

#[test]
fn a_table_of_odd_values_is_that_of_the_python_client() {
    let rows = json!([{"n": {"name": "Ada", "x": 1}, "d": {"k": "é", "v": [1, null]},
        "s": " two\n lines\u{200b}\u{1b}[31m", "l": [true, {"name": "B"}, null, 1.0]}]);
    let [human, agent, _, quiet] = in_all_modes(|out| table(out, &rows, Columns::of_rows().id("s")));
    let grid = "\
N   D                     S                      L          
--- --------------------- ---------------------- -----------
Ada {\"k\": \"\\u00e9\", \"v... two lines\\u200b\\x1b... ✔, B, , 1.0\n";
    assert_eq!(human, grid);
    let tabs = "n\td\ts\tl\n{'name': 'Ada', 'x': 1}\t{'k': 'é', 'v': [1, None]}\t\
                two lines\\u200b\\x1b[31m\t[True, {'name': 'B'}, None, 1.0]\n";
    assert_eq!(agent, tabs);
    assert_eq!(quiet, " two\\n lines\\u200b\\x1b[31m\n");
}

#[test]
fn columns_are_aligned_as_the_python_client_aligns_them() {
    let sizes = json!([{"id": "a", "size": "1.5K"}, {"id": "b", "size": "123.5M"}]);
    let (stdout, _) = printed(Format::Human, |out| table(out, &sizes, Columns::of_rows().right(&["size"])));
    assert_eq!(stdout, "ID   SIZE\n-- ------\na    1.5K\nb  123.5M\n");
    let named = json!([{"a": null, "b": 1}, {"a": null, "b": 2}]);
    let (stdout, _) = printed(Format::Human, |out| table(out, &named, Columns::of(&["a", "b", "c"])));
    assert_eq!(stdout, "A B C\n- - -\n  1  \n  2  \n");
}

#[test]
fn a_table_without_rows_says_so_to_those_who_read_prose() {
    let outputs = in_all_modes(|out| table(out, &json!([]), Columns::of_rows()));
    assert_eq!(outputs, ["No results found.\n", "No results found.\n", "[]\n", ""]);
}

#[test]
fn a_listing_in_portions_is_the_same_as_in_one() {
    for format in MODES {
        let whole = printed(format, |out| out.records(models().as_array().unwrap(), &Columns::of_rows()));
        let portions = printed(format, |out| {
            let mut listing = out.listing(&Columns::of_rows());
            models().as_array().unwrap().iter().try_for_each(|row| listing.add(std::slice::from_ref(row)))?;
            listing.end()
        });
        assert_eq!(portions, whole);
    }
}

#[test]
fn a_listing_without_portions_is_empty() {
    let outputs = in_all_modes(|out| out.listing(&Columns::of_rows()).end());
    assert_eq!(outputs, ["No results found.\n", "No results found.\n", "[]\n", ""]);
}

#[test]
fn a_long_listing_is_printed_as_it_comes_in_columns_of_one_width() {
    let rows = |id: &str| vec![json!({"id": id, "likes": 7}); 1000];
    let begun = |format| {
        let memory = Memory::new(settings(format), "");
        let mut listing = memory.out.listing(&Columns::of_rows());
        listing.add(&rows("ada/first")).unwrap();
        let held = memory.stdout.text().lines().count();
        listing.add(&rows("ada/a-later-and-longer-one")).unwrap();
        listing.end().unwrap();
        (held, memory.stdout.text(), memory.stderr.text())
    };
    let (at_once, human, hint) = begun(Format::Human);
    assert_eq!((at_once, human.lines().count()), (1002, 2002));
    let lines: Vec<&str> = human.lines().collect();
    assert_eq!([lines[0], lines[1], lines[2]], ["ID        LIKES", "--------- -----", "ada/first     7"]);
    assert_eq!(lines[2001], "ada/a-...     7");
    assert!(hint.contains("--no-truncate"), "{hint}");
    let (_, agent, _) = begun(Format::Agent);
    assert_eq!(agent.lines().filter(|line| *line == "id\tlikes").count(), 1);
    assert_eq!(agent.lines().last(), Some("ada/a-later-and-longer-one\t7"));
    let (_, document, _) = begun(Format::Json);
    assert_eq!(serde_json::from_str::<Vec<Value>>(&document).unwrap().len(), 2000);
    assert_eq!(begun(Format::Quiet).1.lines().count(), 2000);
}

#[test]
fn records_have_no_nulls_and_rows_of_our_own_keep_theirs() {
    let rows = [json!({"id": "a", "x": null, "y": {"z": null}})];
    let columns = Columns::of_rows();
    assert_eq!(printed(Format::Json, |out| out.records(&rows, &columns)).0, "[{\"id\": \"a\", \"y\": {}}]\n");
    let kept = "[{\"id\": \"a\", \"x\": null, \"y\": {\"z\": null}}]\n";
    assert_eq!(printed(Format::Json, |out| out.table(&rows, &columns)).0, kept);
    assert_eq!(printed(Format::Json, |out| out.object(&rows)).0, kept);
}

#[test]
fn people_see_the_columns_that_fit_and_whole_ids() {
    let columns = Columns::of_rows().for_people(&["id", "likes", "absent", "tags"]).whole("id");
    let [human, agent, ..] = in_all_modes(|out| out.records(models().as_array().unwrap(), &columns));
    let grid = "\
ID                                                LIKES TAGS
------------------------------------------------- ----- ----
ada/tiny-model                                       12 a...
ada/a-very-long-name-of-a-model-that-does-not-fit     3     \n";
    assert_eq!(human, grid);
    assert!(agent.starts_with("id\tcreatedAt\tprivate\tlikes\ttags\tratio\n"), "{agent}");
}

#[test]
fn a_moment_with_a_blank_keeps_it_in_json_alone() {
    let rows = json!([{"created_at": "2024-01-02 03:04:05+00:00"}]);
    let columns = Columns::of_rows().moments(&["created_at"]);
    let [human, agent, json, _] = in_all_modes(|out| table(out, &rows, columns));
    assert_eq!(human, "CREATED_AT\n----------\n2024-01-02\n");
    assert_eq!(agent, "created_at\n2024-01-02T03:04:05+00:00\n");
    assert_eq!(json, "[{\"created_at\": \"2024-01-02 03:04:05+00:00\"}]\n");
}

#[test]
fn wide_characters_stay_in_their_columns() {
    let rows = json!([{"a": "漢字", "b": "x"}, {"a": "abc", "b": "y"}]);
    let (stdout, _) = printed(Format::Human, |out| table(out, &rows, Columns::of_rows()));
    assert_eq!(stdout, "A    B\n---- -\n漢字 x\nabc  y\n");
}

#[test]
fn a_row_must_be_an_object() {
    let memory = Memory::new(settings(Format::Human), "");
    assert_eq!(memory.out.table(&[1], &Columns::of_rows()).unwrap_err().kind(), ErrorKind::InvalidData);
}
