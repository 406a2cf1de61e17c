//! Rules over the sources: who may know whom, how long a file may be, who prints.

use std::fs;
use std::path::{Path, PathBuf};

use crate::imports::Imports;

/// The layers of the architecture note in `src/lib.rs`, the lowest first. Modules of one layer do not know one
/// another, but for the pairs below.
const LAYERS: [&[&str]; 9] = [
    &["base", "ids"],
    &["config"],
    &["http"],
    &["api", "auth", "cache"],
    &["transfer"],
    &["output", "args"],
    &["context"],
    &["commands"],
    &["cli", "errors"],
];
/// Repos and the like are texts with rules; `--progress` names the modes of the output; a usage error is reported like
/// any other.
const NEIGHBOURS: [(&str, &str); 3] = [("ids", "base"), ("args", "output"), ("errors", "cli")];

const LONGEST_FILE: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source below a folder of the package, with its path in it.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    found
}

/// The lines that are no comment, with their numbers.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| !line.trim().starts_with("//"))
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|modules| modules.contains(&module))
}

/// The module of the top level that a file belongs to; `None` for the crate's own files.
fn module_of(path: &Path) -> Option<String> {
    let first = path.components().nth(1)?;
    let name = Path::new(first.as_os_str()).file_stem()?.to_str()?;
    layer(name).map(|_| name.to_owned())
}

fn may_know(module: &str, other: &str) -> bool {
    module == other || layer(other) < layer(module) || NEIGHBOURS.contains(&(module, other))
}

/// The modules of the top level that a line names.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::").skip(1).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_lowercase() && letter != '_').unwrap_or(rest.len());
        &rest[..end]
    })
}

#[test]
fn a_layer_knows_only_the_layers_below_it() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let Some(module) = module_of(&path) else { continue };
        for (number, line) in code(&text) {
            let strangers = named(line).filter(|other| layer(other).is_none() || !may_know(&module, other));
            wrong.extend(strangers.map(|other| format!("{}:{number}: {module} names {other}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_wall_sees_upper_layers_and_neighbours() {
    assert!(may_know("commands", "api") && may_know("ids", "base"));
    assert!(!may_know("api", "output") && !may_know("cache", "auth") && !may_know("base", "ids"));
    assert_eq!(named("    crate::api::error::new(crate::base::json)").collect::<Vec<_>>(), ["api", "base"]);
}

#[test]
fn no_file_knows_one_that_knows_it() {
    let circles = Imports::of(&sources("src")).circles();
    assert!(circles.is_empty(), "move what both need into a file of its own: {circles:#?}");
}

/// The circles of files with these contents, as `from -> to`.
fn circles_of(files: &[(&str, &str)]) -> Vec<String> {
    let sources: Vec<_> = files.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect();
    Imports::of(&sources).circles().into_iter().map(|step| format!("{} -> {}", step.from, step.to)).collect()
}

#[test]
fn a_circle_is_seen_in_use_lines_and_in_paths() {
    let root = ("src/lib.rs", "mod a;\nmod b;\nmod c;");
    let a = ("src/a.rs", "use std::fs::{self, File};\nuse crate::{\n    b::{self, Two},\n};");
    let b = ("src/b.rs", "fn x<'a>() -> char { // super::a\n    super::c::y('\\'') }");
    assert!(circles_of(&[root, a, b, ("src/c.rs", "const C: &str = \"crate::a\";")]).is_empty());
    assert_eq!(circles_of(&[root, a, b, ("src/c.rs", "use super::a::One as Other;")]), ["a -> b", "b -> c", "c -> a"]);
    assert!(
        circles_of(&[root, a, b, ("src/c.rs", "#[cfg(test)]\nmod tests {\n    use super::super::a::One;")]).is_empty()
    );
}

#[test]
fn a_parent_knows_the_children_whose_names_its_code_uses() {
    let child = ("src/a/child.rs", "use super::Parent;\npub struct Child;");
    let with = |parent| circles_of(&[("src/lib.rs", "pub mod a;"), ("src/a/mod.rs", parent), child]);
    assert!(with("mod child;\npub use child::Child;\npub struct Parent;").is_empty());
    let both = ["a -> a::child", "a::child -> a"];
    assert_eq!(with("mod child;\npub use child::Child;\npub struct Parent(Child);"), both);
    assert_eq!(with("mod child;\nuse child::Child;\npub struct Parent;"), both);
    assert_eq!(with("mod child;\npub struct Parent(child::Child);"), both);
}

#[test]
fn a_name_that_is_passed_on_belongs_to_the_file_that_has_it() {
    let error = ("src/a/error.rs", "pub enum Error {}");
    let other = ("src/a/other.rs", "use super::Error;");
    let parent = ("src/a/mod.rs", "mod error;\nmod other;\npub use error::Error;\nfn x() { other::y() }");
    assert!(circles_of(&[("src/lib.rs", "pub mod a;"), parent, error, other]).is_empty());
}

#[test]
fn every_module_has_a_layer() {
    for entry in fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(layer(name).is_some() || ["lib", "main", "bin"].contains(&name), "src/{name} has no layer");
    }
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let all = ["src", "tests"].into_iter().flat_map(sources);
    let long: Vec<_> =
        all.map(|(path, text)| (path, text.lines().count())).filter(|(_, n)| *n > LONGEST_FILE).collect();
    assert!(long.is_empty(), "split by noun, not into parts: {long:?}");
}

#[test]
fn only_output_prints_and_nobody_exits() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let prints = module_of(&path).as_deref() == Some("output");
        for (number, line) in code(&text) {
            let print =
                !prints && ["println!(", "eprintln!(", "print!(", "eprint!("].iter().any(|word| line.contains(word));
            if print || line.contains("process::exit") {
                wrong.push(format!("{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<_> = sources("src")
        .into_iter()
        .filter(|(path, text)| !text.starts_with("//!") && module_of(path).is_some())
        .map(|(path, _)| path)
        .collect();
    assert!(silent.is_empty(), "no `//!` at the top of {silent:?}");
}
