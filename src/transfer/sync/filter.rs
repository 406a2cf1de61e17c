//! Which files of a sync are meant: rules of a file, then `--exclude`, then `--include`.

use crate::base::glob::Patterns;

/// The rules of one sync. Paths are relative to the folders that are synced.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    rules: Vec<Rule>,
    patterns: Patterns,
}

#[derive(Debug, Clone)]
struct Rule {
    includes: bool,
    pattern: Patterns,
}

impl Filter {
    /// `rules` is the content of a file of rules, which come first: a line each, `+ PATTERN` or `- PATTERN`; without a sign
    /// a pattern includes. Blank lines and lines that begin with `#` are skipped. The first rule that matches decides.
    pub fn new(rules: &str, patterns: Patterns) -> Self {
        let lines = rules.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { rules: lines.map(rule).collect(), patterns }
    }

    /// Whether the path is meant.
    pub fn admits(&self, path: &str) -> bool {
        let decided = self.rules.iter().find(|rule| rule.pattern.admits(path)).map(|rule| rule.includes);
        decided.unwrap_or_else(|| self.patterns.admits(path))
    }
}

fn rule(line: &str) -> Rule {
    let (includes, pattern) = match (line.strip_prefix('+'), line.strip_prefix('-')) {
        (Some(pattern), _) => (true, pattern),
        (_, Some(pattern)) => (false, pattern),
        _ => (true, line),
    };
    Rule { includes, pattern: Patterns::new(&[pattern.trim()], &[]) }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::base::glob::Patterns;

    #[test]
    fn the_first_rule_decides_and_patterns_decide_the_rest() {
        let filter = Filter::new("# rules\n- *.bin\n\n+ *.md\nconfig.json\n", Patterns::new(&["*.txt"], &["secret*"]));
        for (path, expected) in [
            ("a/b.bin", false),
            ("secret.md", true),
            ("config.json", true),
            ("a.txt", true),
            ("secret.txt", false),
            ("a.csv", false),
        ] {
            assert_eq!(filter.admits(path), expected, "{path}");
        }
    }

    #[test]
    fn what_no_rule_matches_stays_in_unless_the_last_one_ends_it() {
        assert!(Filter::new("- *.bin", Patterns::default()).admits("a.csv"));
        assert!(!Filter::new("+ *.md\n-*", Patterns::default()).admits("a.csv"));
        assert!(Filter::default().admits("anything"));
    }
}
