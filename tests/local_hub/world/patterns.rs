//! Patterns of `.gitattributes` and `.gitignore`, as git reads them, for texts that lie in no working folder.

/// What a `.gitattributes` says about large files.
pub struct Attributes(Vec<(Pattern, bool)>);

impl Attributes {
    pub fn new(text: &str) -> Self {
        let rule = |line: &str| {
            let mut words = line.split_whitespace();
            let pattern = words.next().filter(|word| !word.starts_with('#'))?;
            let words: Vec<_> = words.collect();
            let on = words.contains(&"filter=lfs");
            let off = words.iter().any(|word| matches!(*word, "-filter" | "!filter"));
            (on || off).then(|| (Pattern::new(pattern), on))
        };
        Self(text.lines().filter_map(rule).collect())
    }

    /// Whether a file goes to the content store: the last rule that matches decides.
    pub fn is_large(&self, path: &str) -> bool {
        self.0.iter().rev().find(|(pattern, _)| pattern.matches(path)).is_some_and(|(_, large)| *large)
    }
}

/// What a `.gitignore` says.
pub struct Ignores(Vec<Rule>);

struct Rule {
    pattern: Pattern,
    keeps: bool,
    folders_only: bool,
}

impl Ignores {
    pub fn new(text: &str) -> Self {
        let rule = |line: &str| {
            let line = line.strip_suffix('\r').unwrap_or(line);
            let line = if line.ends_with("\\ ") { line } else { line.trim_end_matches(' ') };
            if line.is_empty() || line.starts_with('#') {
                return None;
            }
            let (keeps, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
            let (folders_only, line) = line.strip_suffix('/').map_or((false, line), |rest| (true, rest));
            Some(Rule { pattern: Pattern::new(line), keeps, folders_only })
        };
        Self(text.lines().filter_map(rule).collect())
    }

    /// Whether a file is left out: by itself, or because a folder it lies in is (which no later rule can undo).
    pub fn ignores(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(end, _)| (&path[..end], true));
        folders.chain([(path, false)]).any(|(part, is_folder)| self.decide(part, is_folder))
    }

    fn decide(&self, path: &str, is_folder: bool) -> bool {
        let fits = |rule: &&Rule| (is_folder || !rule.folders_only) && rule.pattern.matches(path);
        self.0.iter().rev().find(fits).is_some_and(|rule| !rule.keeps)
    }
}

/// A pattern: with a slash inside or in front it is matched from the top, else against the last name.
struct Pattern {
    text: Vec<u8>,
    from_top: bool,
}

impl Pattern {
    fn new(text: &str) -> Self {
        let from_top = text.contains('/');
        Self { text: text.strip_prefix('/').unwrap_or(text).as_bytes().to_vec(), from_top }
    }

    fn matches(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        fits(&self.text, if self.from_top { path } else { name }.as_bytes())
    }
}

/// git's wildmatch: `*` and `?` stop at a slash, `**/` spans folders, `[...]` is a set.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', b'*', b'/', rest @ ..] => {
            fits(rest, text) || text.iter().enumerate().any(|(at, byte)| *byte == b'/' && fits(rest, &text[at + 1..]))
        }
        [b'*', b'*', rest @ ..] => (0..=text.len()).any(|at| fits(rest, &text[at..])),
        [b'*', rest @ ..] => {
            let end = text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
            (0..=end).any(|at| fits(rest, &text[at..]))
        }
        [b'[', rest @ ..] => match set(rest, text.first().copied()) {
            Some((true, rest)) => fits(rest, &text[1..]),
            Some((false, _)) => false,
            None => text.first() == Some(&b'[') && fits(rest, &text[1..]),
        },
        [b'?', rest @ ..] => text.first().is_some_and(|byte| *byte != b'/') && fits(rest, &text[1..]),
        [b'\\', byte, rest @ ..] | [byte, rest @ ..] => text.first() == Some(byte) && fits(rest, &text[1..]),
    }
}

/// Whether a byte is in the set that begins here, and the pattern after it; None if the set has no end.
fn set(pattern: &[u8], byte: Option<u8>) -> Option<(bool, &[u8])> {
    let negated = matches!(pattern.first(), Some(b'!' | b'^'));
    let members = &pattern[usize::from(negated)..];
    let end = members.iter().skip(1).position(|byte| *byte == b']')? + 1;
    let (mut inside, mut at) = (false, 0);
    while at < end {
        let range = at + 2 < end && members[at + 1] == b'-';
        let last = if range { members[at + 2] } else { members[at] };
        inside |= byte.is_some_and(|byte| (members[at]..=last).contains(&byte));
        at += if range { 3 } else { 1 };
    }
    let hit = byte.is_some_and(|byte| byte != b'/') && inside != negated;
    Some((hit, &members[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Ignores};

    #[test]
    fn ignore_rules_are_read_as_git_reads_them() {
        let ignores =
            Ignores::new("# note\n*.log\n!keep.log\nbuild/\n/top.txt\ndocs/*.md\n**/cache\na/**/z\n[ab]?.tmp\n");
        for path in ["x.log", "d/x.log", "build/a", "d/build/a", "top.txt", "docs/a.md", "d/cache", "a/b/c/z", "a1.tmp"]
        {
            assert!(ignores.ignores(path), "{path}");
        }
        for path in ["keep.log", "build", "d/top.txt", "docs/d/a.md", "c1.tmp", "a.tmp", "note"] {
            assert!(!ignores.ignores(path), "{path}");
        }
    }

    #[test]
    fn the_last_attribute_rule_decides() {
        let attributes = Attributes::new("*.bin filter=lfs diff=lfs\nsaved/**/* filter=lfs\nsmall.bin -filter\n");
        assert!(attributes.is_large("d/x.bin") && attributes.is_large("saved/a/b"));
        assert!(!attributes.is_large("small.bin") && !attributes.is_large("x.txt"));
    }
}
