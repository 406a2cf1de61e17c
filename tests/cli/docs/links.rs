//! Links between pages of this repository: the file exists, and so does the heading.

use std::fs;
use std::path::Path;

use super::book::markdown;
use super::root;

/// The targets of the links and pictures in a text, outside of code.
fn links(text: &str) -> Vec<&str> {
    let prose = text.split("```").step_by(2).flat_map(|part| part.split('`').step_by(2));
    prose.flat_map(|part| part.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0))).collect()
}

/// A link whose text is code is cut in two by that: `[`code`](target)`.
fn targets(text: &str) -> Vec<String> {
    let plain = text.replace("[`", "[").replace("`]", "]");
    links(&plain).into_iter().map(str::to_owned).collect()
}

/// How a heading is linked to: lower case, dashes for blanks, and nothing but letters, digits, dashes and underscores.
fn anchors(text: &str) -> Vec<String> {
    let prose: String = text.split("```").step_by(2).collect();
    let headings = prose.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |heading: &str| {
        let kept = heading.to_lowercase().replace(' ', "-");
        kept.chars().filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).collect()
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let mut pages = markdown(&root().join("docs"));
    pages.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map(|page| root().join(page)));
    let mut seen = 0;
    for page in pages {
        let text = fs::read_to_string(&page).unwrap();
        for target in targets(&text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let file = if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            assert!(file.exists(), "{}: no file {target}", page.display());
            let has_anchor = || anchors(&fs::read_to_string(&file).unwrap()).iter().any(|known| known == anchor);
            assert!(anchor.is_empty() || has_anchor(), "{}: no heading {target}", page.display());
            seen += 1;
        }
    }
    assert!(seen > 200, "{seen} only");
    assert!(Path::new(root()).join("docs/book.toml").exists());
}
