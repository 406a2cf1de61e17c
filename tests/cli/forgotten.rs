//! No test file is left out of the test binary, where it would never run.

use std::fs;
use std::path::Path;

#[test]
fn every_file_is_named_by_the_module_above_it() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut forgotten = vec![];
    check(&tests.join("cli"), &tests.join("cli/main.rs"), &mut forgotten);
    check(&tests.join("interop"), &tests.join("interop/mod.rs"), &mut forgotten);
    check(&tests.join("local_hub"), &tests.join("local_hub/mod.rs"), &mut forgotten);
    assert!(forgotten.is_empty(), "no `mod` line names {forgotten:?}");
}

/// Collects the files and folders beside `parent` that it does not declare.
fn check(folder: &Path, parent: &Path, forgotten: &mut Vec<String>) {
    let declared = fs::read_to_string(parent).unwrap_or_default();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let is_source = path.extension().is_some_and(|extension| extension == "rs");
        if !(is_source || path.is_dir()) || matches!(name, "main" | "mod") {
            continue;
        }
        let by_path = format!("#[path = \"{name}/mod.rs\"]");
        let named = |line: &str| {
            let words: Vec<_> =
                line.trim_end_matches(';').split(' ').map(|word| word.trim_start_matches("r#")).collect();
            line == by_path || line.ends_with(';') && words.ends_with(&["mod", name])
        };
        if !declared.lines().any(named) {
            forgotten.push(path.display().to_string());
        }
        if path.is_dir() {
            check(&path, &path.join("mod.rs"), forgotten);
        }
    }
}
