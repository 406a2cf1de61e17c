//! What shapes make of output, and what they do with expressions that are faulty, endless or greedy.

use std::io;

use serde_json::{Value, json};

use super::worker::{Limits, Program, Worker};
use super::{Shape, Wish};
use crate::base::fuzz::{Edit, edited};
use crate::output::memory::{Memory, settings};
use crate::output::{Columns, FileRow, FileStyle, Format, Out};

fn wish(jq: &str) -> Wish {
    Wish { jq: Some(jq.to_owned()), ..Wish::default() }
}

/// What is printed of JSON in that shape, and what is said beside it.
fn printed(wish: Wish, print: impl FnOnce(&Out) -> io::Result<()>) -> (String, String) {
    let Memory { out, stdout, stderr } = Memory::new(settings(Format::Json), "");
    let out = out.shaped(Shape::new(wish).unwrap());
    if let Err(error) = print(&out) {
        out.error(&error.to_string());
    }
    (stdout.text(), stderr.text())
}

fn of(jq: &str, value: &Value) -> String {
    printed(wish(jq), |out| out.object(value)).0
}

#[test]
fn an_expression_prints_text_as_it_is_and_everything_else_as_json() {
    let value = json!({"id": "a/b \u{e9}", "tags": ["x", "y"], "size": 5_000_000_000_u64, "is": true});
    assert_eq!(
        of(".id, .tags, .tags[], .size, .is, .none", &value),
        "a/b é\n[\"x\",\"y\"]\nx\ny\n5000000000\ntrue\nnull\n"
    );
    assert_eq!(of(r#".tags | map(ascii_upcase) | join("-") | @base64"#, &value), "WC1Z\n");
    assert_eq!(of("empty", &value), "");
    assert_eq!(of(".id, halt, .size", &value), "a/b é\n");
}

#[test]
fn listings_go_through_as_one_list_and_streams_one_by_one() {
    let rows = [json!({"id": "a", "n": 1}), json!({"id": "b", "n": 2})];
    let listed = |wish, rows: &[Value]| printed(wish, |out| out.records(rows, &Columns::of_rows())).0;
    assert_eq!(listed(wish("map(.n) | add"), &rows), "3\n");
    assert_eq!(listed(wish("length"), &[]), "0\n");
    let streamed = printed(wish(".id"), |out| rows.iter().try_for_each(|row| out.json_line(row)));
    assert_eq!(streamed.0, "a\nb\n");
    fn row(_: &Value) -> FileRow<'_> {
        FileRow { path: "p", size: Some(1), date: None }
    }
    let files = printed(wish(".[].id"), |out| {
        let mut files = out.files(FileStyle::default());
        files.add(&rows[..1], row)?;
        files.add(&rows[1..], row)?;
        files.end().map(drop)
    });
    assert_eq!(files.0, "a\nb\n");
}

#[test]
fn fields_are_chosen_in_the_order_in_which_they_are_named() {
    let fields = |names: &[&str]| Wish { fields: names.iter().map(|&name| name.into()).collect(), ..Wish::default() };
    let rows = [json!({"id": "a", "n": 1}), json!({"id": "b", "n": 2, "x": 0})];
    let listed = |names: &[&str]| printed(fields(names), |out| out.records(&rows, &Columns::of_rows()));
    let expected = "[{\"x\": null, \"id\": \"a\"}, {\"x\": 0, \"id\": \"b\"}]\n";
    assert_eq!(listed(&["x", "id"]), (expected.to_owned(), String::new()));
    let warning = "Warning: the output has no 'ids', only: id, n, x\n";
    assert_eq!(listed(&["ids"]), ("[{\"ids\": null}, {\"ids\": null}]\n".to_owned(), warning.to_owned()));
    assert_eq!(printed(fields(&["id"]), |out| out.done("Done", &rows[0])).0, "{\"id\": \"a\"}\n");
    let both = Wish { jq: Some("keys".to_owned()), ..fields(&["n"]) };
    assert_eq!(printed(both, |out| out.object(&rows[1])).0, "[\"n\"]\n");
}

#[test]
fn a_template_is_rendered_once_for_each_object() {
    let template = |text: &str| Wish { template: Some(text.to_owned()), ..Wish::default() };
    let rows = [json!({"id": "a", "tags": ["x"], "gated": false}), json!({"id": "<b>"})];
    let text = "{{ id }}\t{{ tags }}{% if gated == false %}!{% endif %}";
    let listed = printed(template(text), |out| out.records(&rows, &Columns::of_rows()));
    assert_eq!(listed.0, "a\t[\"x\"]!\n<b>\t\n");
    assert_eq!(printed(template("{{ value }}"), |out| out.object(&[1, 2])).0, "1\n2\n");
    let endless = "{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}";
    assert!(printed(template(endless), |out| out.object(&rows[0])).1.starts_with("Error: --template: "));
}

#[test]
fn a_faulty_expression_is_refused_at_once() {
    let reason = |wish: Wish| Shape::new(wish).err().unwrap();
    for (expression, expected) in [
        (".a |", "invalid value for --jq: expected term at the end"),
        ("nope(1)", "invalid value for --jq: unknown filter 'nope/1'"),
        ("$ENV", "invalid value for --jq: unknown variable '$ENV'"),
        ("env", "invalid value for --jq: unknown filter 'env'"),
        ("include \"x\"; .", "invalid value for --jq: modules cannot be loaded ('x')"),
    ] {
        assert_eq!(reason(wish(expression)), expected, "{expression}");
    }
    let template = Wish { template: Some("{{ open".to_owned()), ..Wish::default() };
    assert!(reason(template).starts_with("invalid value for --template: "));
    let both = Wish { template: Some("x".to_owned()), ..wish(".") };
    assert_eq!(reason(both), "--jq and --template cannot be used together");
}

#[test]
fn an_error_while_it_runs_keeps_what_came_before_and_ends_the_stream() {
    let rows = [json!({"n": [1, 2, {"a": 1}]}), json!({"n": [3]})];
    let (text, error) = printed(wish(".n[] + 1"), |out| rows.iter().try_for_each(|row| out.json_line(row)));
    assert_eq!(text, "2\n3\n");
    assert!(error.starts_with("Error: --jq: cannot calculate "), "{error}");
}

#[test]
fn text_is_not_printed_where_json_was_asked_for() {
    let (text, error) = printed(wish("."), |out| out.raw("plain"));
    assert_eq!((text.as_str(), error.contains("--jq and --template work on JSON alone")), ("", true), "{error}");
}

/// Nothing is evaluated: a thread that is given up on goes on until the process ends.
#[test]
fn any_expression_is_compiled_or_refused() {
    let examples = [
        r#".[] | select(.a > 1 and (.b | not)) | {a, "b": .b[1:], c: "x\(.d)"}"#,
        r#"map(.a) | sort_by(-.) | group_by(.) | .[0] // "none" | tostring | test("a.*"; "i")"#,
        r#"[.. | numbers] | add / length | floor, (try error("x") catch .), @json "v: \(.)", ltrimstr("a")"#,
        r#".a |= . + 1 | .b += [1] | del(.c) | to_entries | from_entries | paths | getpath(["a"])"#,
        "reduce .[] as [$a, {b: $c}] (0; . + $a) | if . == 0 then 1 elif . then 2 else 3 end | strftime(\"%Y\")",
    ];
    bolero::check!().with_type::<(u8, Vec<Edit>)>().for_each(|(at, edits)| {
        let expression = edited(examples[usize::from(*at) % examples.len()].as_bytes(), edits);
        let expression = String::from_utf8_lossy(&expression).into_owned();
        if let Err(reason) = Worker::start(&Program::Jq(expression.clone()), Limits::default()) {
            assert!(!reason.contains("broke off"), "{expression}");
        }
    });
}
