//! What a .gitignore leaves out, as git reads it, for a repo that is not there to be asked. Of uploads to one that is,
//! the Hub decides.

use crate::base::glob::Glob;

/// The rules of one file, at the root of the repo.
pub(super) struct Ignores(Vec<Rule>);

struct Rule {
    segments: Vec<Segment>,
    /// What matches is not left out after all.
    keeps: bool,
    is_for_folders: bool,
}

enum Segment {
    /// `**`: any number of segments.
    Any,
    One(Glob),
}

impl Ignores {
    pub(super) fn new(text: &str) -> Self {
        Self(text.lines().filter_map(Rule::new).collect())
    }

    /// Whether a file is left out: by itself, or with a folder that it is in, which no later rule brings back.
    pub(super) fn ignores(&self, path: &str) -> bool {
        let segments: Vec<&str> = path.split('/').collect();
        (1..=segments.len()).any(|count| self.decide(&segments[..count], count < segments.len()))
    }

    /// The last rule that matches counts.
    fn decide(&self, path: &[&str], is_folder: bool) -> bool {
        let matches = |rule: &&Rule| (is_folder || !rule.is_for_folders) && fits(&rule.segments, path);
        self.0.iter().rev().find(matches).is_some_and(|rule| !rule.keeps)
    }
}

impl Rule {
    fn new(line: &str) -> Option<Self> {
        let line = if line.ends_with("\\ ") { line } else { line.trim_end_matches(' ') };
        if line.is_empty() || line.starts_with('#') {
            return None;
        }
        let (keeps, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let (is_for_folders, line) = line.strip_suffix('/').map_or((false, line), |rest| (true, rest));
        // One that names no place is looked for at any depth.
        let at_any_depth = (!line.contains('/')).then_some(Segment::Any);
        let line = line.strip_prefix('/').unwrap_or(line);
        let segments = at_any_depth.into_iter().chain(line.split('/').map(Segment::new)).collect();
        Some(Self { segments, keeps, is_for_folders })
    }
}

impl Segment {
    fn new(text: &str) -> Self {
        if text == "**" { Self::Any } else { Self::One(Glob::new(&unescaped(text))) }
    }
}

/// A pattern without backslashes: what they protect stands in a set of its own.
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some(special @ ('*' | '?' | '[')) => plain.extend(['[', special, ']']),
                other => plain.extend(other),
            },
            ('^', _) if plain.ends_with('[') => plain.push('!'),
            _ => plain.push(character),
        }
    }
    plain
}

fn fits(pattern: &[Segment], path: &[&str]) -> bool {
    match pattern {
        [] => path.is_empty(),
        // What is in the folder, not the folder itself.
        [Segment::Any] => !path.is_empty(),
        [Segment::Any, rest @ ..] => (0..path.len()).any(|skipped| fits(rest, &path[skipped..])),
        [Segment::One(glob), rest @ ..] => {
            path.split_first().is_some_and(|(first, below)| glob.matches(first) && fits(rest, below))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ignores;

    #[track_caller]
    fn assert_left_out(gitignore: &str, ignored: &[&str], kept: &[&str]) {
        let ignores = Ignores::new(gitignore);
        for path in ignored {
            assert!(ignores.ignores(path), "{path} of {gitignore:?}");
        }
        for path in kept {
            assert!(!ignores.ignores(path), "{path} of {gitignore:?}");
        }
    }

    #[test]
    fn a_name_is_meant_at_any_depth_and_a_path_from_the_root() {
        assert_left_out("*.log", &["a.log", "x/y/a.log"], &["a.log.txt"]);
        assert_left_out("/a.log", &["a.log"], &["x/a.log"]);
        assert_left_out("x/*.log", &["x/a.log"], &["a.log", "y/x/a.log", "x/y/a.log"]);
    }

    #[test]
    fn what_is_in_a_folder_goes_with_it() {
        assert_left_out("build/", &["build/a", "x/build/a/b"], &["build", "x/build"]);
        assert_left_out("build\n!build/a", &["build", "build/a"], &[]);
    }

    #[test]
    fn stars_stay_in_their_segment_and_two_of_them_do_not() {
        assert_left_out("a*b", &["ab", "a1b"], &["a/b"]);
        assert_left_out("a/**/b", &["a/b", "a/x/b", "a/x/y/b"], &["b"]);
        assert_left_out("a/**", &["a/b", "a/b/c"], &["a"]);
        assert_left_out("**/a", &["a", "x/a"], &["b"]);
    }

    #[test]
    fn later_rules_win_and_comments_are_none() {
        assert_left_out("# all\n\n*.txt  \r\n!keep.txt", &["a.txt"], &["keep.txt", "# all"]);
        assert_left_out("\\#a\n\\!b\n[^c]1\n\\*2", &["#a", "!b", "d1", "*2"], &["c1", "x2"]);
    }
}
