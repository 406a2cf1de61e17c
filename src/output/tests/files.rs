//! Listings of files. What they look like was taken from the Python client.

use std::io;

use serde_json::{Value, json};

use super::{in_all_modes, printed, printed_with};
use crate::output::memory::settings;
use crate::output::{FileRow, FileStyle, Format, Out, Settings};

fn entries() -> Vec<Value> {
    vec![
        json!({"path": "nested", "tree_id": "t"}),
        json!({"path": "nested/b.bin", "size": 3000, "lfs": null}),
        json!({"path": "a\nb\u{1b}[2J.txt", "size": 12}),
        json!({"path": "Zoo.txt", "size": 0}),
    ]
}

fn row(entry: &Value) -> FileRow<'_> {
    let path = entry["path"].as_str().unwrap();
    FileRow { path, size: entry["size"].as_u64(), date: "2025-10-02T12:00:00.000Z".parse().ok() }
}

fn list(out: &Out, style: FileStyle) -> io::Result<()> {
    let mut listing = out.files(style);
    entries().chunks(3).try_for_each(|page| listing.add(page, row))?;
    listing.end().map(drop)
}

#[test]
fn a_file_is_a_line_for_people_a_path_for_scripts_and_an_object_for_programs() {
    let [human, agent, json, quiet] = in_all_modes(|out| list(out, FileStyle::default()));
    let lines = "              2025-10-02 12:00:00  nested/
        3000  2025-10-02 12:00:00  nested/b.bin
          12  2025-10-02 12:00:00  a\\nb\\x1b[2J.txt
           0  2025-10-02 12:00:00  Zoo.txt\n";
    assert_eq!([human.as_str(), agent.as_str()], [lines, lines]);
    let start = "[\n  {\n    \"path\": \"nested\",\n    \"tree_id\": \"t\"\n  },\n  {\n    \"path\": \"nested/b.bin\",\n    \"size\": 3000\n  },\n";
    assert!(json.starts_with(start) && json.ends_with("\n  }\n]\n"), "{json}");
    assert_eq!(serde_json::from_str::<Vec<Value>>(&json).unwrap().len(), 4);
    assert_eq!(quiet, "nested/\nnested/b.bin\na\\nb\\x1b[2J.txt\nZoo.txt\n");
}

#[test]
fn people_may_have_units_and_short_dates() {
    let style = FileStyle { human_readable: true, tree: false };
    let (stdout, _) = printed(Format::Human, |out| list(out, style));
    assert_eq!(stdout.lines().nth(1), Some("      3.0 KB         Oct 02 12:00  nested/b.bin"));
}

#[test]
fn a_tree_has_folders_among_files_by_name() {
    let style = FileStyle { human_readable: false, tree: true };
    let [human, agent, _, quiet] = in_all_modes(|out| list(out, style));
    let drawing = "   0  2025-10-02 12:00:00  ├── Zoo.txt
  12  2025-10-02 12:00:00  ├── a\\nb\\x1b[2J.txt
                           └── nested/
3000  2025-10-02 12:00:00      └── b.bin\n";
    assert_eq!([human.as_str(), agent.as_str()], [drawing, drawing]);
    assert_eq!(quiet, "├── Zoo.txt\n├── a\\nb\\x1b[2J.txt\n└── nested/\n    └── b.bin\n");
}

#[test]
fn a_tree_names_folders_that_only_paths_tell_of() {
    let paths = ["a/b/c.txt", "a/d/e.txt", "a.txt", "f/g.txt"];
    let (stdout, _) = printed(Format::Quiet, |out| {
        let mut listing = out.files(FileStyle { human_readable: false, tree: true });
        listing.add(&paths, |path| FileRow { path, size: Some(1), date: None })?;
        listing.end().map(drop)
    });
    let drawing = "├── a/
│   ├── b/
│   │   └── c.txt
│   └── d/
│       └── e.txt
├── a.txt
└── f/
    └── g.txt\n";
    assert_eq!(stdout, drawing);
}

#[test]
fn a_tree_of_any_depth_is_drawn() {
    let path = "d/".repeat(2_000) + "file";
    let (stdout, _) = printed(Format::Quiet, |out| {
        let mut listing = out.files(FileStyle { human_readable: false, tree: true });
        listing.add(&[path.as_str()], |path| FileRow { path, size: Some(1), date: None })?;
        listing.end().map(drop)
    });
    assert_eq!(stdout.lines().count(), 2_001);
}

#[test]
fn lines_of_a_tree_have_stand_ins_where_the_stream_takes_ascii_only() {
    let ascii = Settings { utf8: false, ..settings(Format::Quiet) };
    let (stdout, _) = printed_with(ascii, |out| list(out, FileStyle { human_readable: false, tree: true }));
    assert!(stdout.starts_with("|-- Zoo.txt\n") && stdout.ends_with("\n    `-- b.bin\n"), "{stdout}");
}

#[test]
fn no_files_are_told_to_those_who_read_prose() {
    for tree in [false, true] {
        let outputs = in_all_modes(|out| out.files(FileStyle { human_readable: false, tree }).end().map(drop));
        assert_eq!(outputs, ["(empty)\n", "(empty)\n", "", ""]);
    }
}
