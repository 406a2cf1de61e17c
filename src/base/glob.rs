//! Shell-style patterns with the meaning that Python's `fnmatch.fnmatchcase` gives them: case-sensitive, whole
//! text, `*` crosses `/`. Knows nothing of files: a text matches or it does not.

/// One compiled pattern.
#[derive(Debug, Clone)]
pub struct Glob {
    tokens: Vec<Token>,
}

#[derive(Debug, Clone)]
enum Token {
    /// `*`
    Any,
    /// `?`
    One,
    Literal(char),
    /// `[...]`. No range at all matches nothing; negated, it matches any one character.
    Set {
        negated: bool,
        ranges: Vec<(char, char)>,
    },
}

impl Token {
    fn accepts(&self, character: char) -> bool {
        match self {
            Self::Any | Self::One => true,
            Self::Literal(literal) => *literal == character,
            Self::Set { negated, ranges } => {
                ranges.iter().any(|(first, last)| (*first..=*last).contains(&character)) != *negated
            }
        }
    }
}

impl Glob {
    /// Compiles a pattern. Every text is a pattern: what is not closed stands for itself.
    pub fn new(pattern: &str) -> Self {
        let pattern: Vec<char> = pattern.chars().collect();
        let mut tokens = Vec::with_capacity(pattern.len());
        let mut at = 0;
        while at < pattern.len() {
            let character = pattern[at];
            at += 1;
            match character {
                '*' if matches!(tokens.last(), Some(Token::Any)) => {}
                '*' => tokens.push(Token::Any),
                '?' => tokens.push(Token::One),
                '[' => match end_of_set(&pattern, at) {
                    Some(end) => {
                        tokens.push(set(&pattern[at..end]));
                        at = end + 1;
                    }
                    None => tokens.push(Token::Literal('[')),
                },
                literal => tokens.push(Token::Literal(literal)),
            }
        }
        Self { tokens }
    }

    /// Whether the whole text matches. Only the last `*` is ever tried again, which is enough because a `*` takes
    /// anything: the time is at most the product of the two lengths.
    pub fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut token, mut at) = (0, 0);
        let mut retry: Option<(usize, usize)> = None;
        while at < text.len() {
            match self.tokens.get(token) {
                Some(Token::Any) => {
                    token += 1;
                    retry = Some((token, at));
                }
                Some(other) if other.accepts(text[at]) => {
                    token += 1;
                    at += 1;
                }
                _ => {
                    let Some((after_star, taken)) = retry else { return false };
                    retry = Some((after_star, taken + 1));
                    token = after_star;
                    at = taken + 1;
                }
            }
        }
        self.tokens[token..].iter().all(|token| matches!(token, Token::Any))
    }
}

impl Glob {
    /// Whether a longer text that begins so may match.
    fn may_begin(&self, beginning: &str) -> bool {
        let fixed = self.tokens.iter().position(|token| matches!(token, Token::Any));
        let (length, is_open) = (fixed.unwrap_or(self.tokens.len()), fixed.is_some());
        let beginning: Vec<char> = beginning.chars().collect();
        let fits = self.tokens[..length].iter().zip(&beginning).all(|(token, character)| token.accepts(*character));
        fits && (is_open || length > beginning.len())
    }

    /// Whether every text that begins so matches.
    fn takes_all(&self, beginning: &str) -> bool {
        matches!(self.tokens.last(), Some(Token::Any)) && self.matches(beginning)
    }
}

/// Where the `]` stands that closes a set whose content begins at `start`. One right after `[` or `[!` is content.
fn end_of_set(pattern: &[char], start: usize) -> Option<usize> {
    let mut at = start;
    if pattern.get(at) == Some(&'!') {
        at += 1;
    }
    if pattern.get(at) == Some(&']') {
        at += 1;
    }
    (at..pattern.len()).find(|index| pattern[*index] == ']')
}

/// The content of a set. Backward ranges (`z-a`) are dropped first and the `!` looked for afterwards, so that
/// `[z-a!b]` means "not b": that is what Python makes of it.
fn set(content: &[char]) -> Token {
    let mut chunks = hyphenated(content);
    for index in (1..chunks.len()).rev() {
        let backward = chunks[index - 1].last() > chunks[index].first();
        if backward {
            let rest = chunks.remove(index);
            chunks[index - 1].pop();
            chunks[index - 1].extend_from_slice(&rest[1..]);
        }
    }
    let negated = chunks[0].first() == Some(&'!');
    if negated {
        chunks[0].remove(0);
    }
    Token::Set { negated, ranges: ranges(&chunks) }
}

/// Cuts the content at the hyphens that mean a range: not one at either end, not one right after a range.
fn hyphenated(content: &[char]) -> Vec<Vec<char>> {
    let mut chunks = Vec::new();
    let mut start = 0;
    let mut search = if content.first() == Some(&'!') { 2 } else { 1 };
    while let Some(hyphen) = (search..content.len()).find(|index| content[*index] == '-') {
        chunks.push(content[start..hyphen].to_vec());
        start = hyphen + 1;
        search = hyphen + 3;
    }
    match chunks.last_mut() {
        Some(last) if start == content.len() => last.push('-'),
        _ => chunks.push(content[start..].to_vec()),
    }
    chunks
}

/// Each neighbouring pair of chunks is joined by a range; everything between the joints stands for itself.
fn ranges(chunks: &[Vec<char>]) -> Vec<(char, char)> {
    let single = chunks.iter().flatten().map(|character| (*character, *character));
    let joints = chunks.windows(2).filter_map(|pair| Some((*pair[0].last()?, *pair[1].first()?)));
    single.chain(joints).collect()
}

/// Which paths of a repo or a folder are meant: those that match one of the allowed patterns (all, when none is
/// given) and none of the ignored ones. A pattern that ends in `/` means everything in that folder; backslashes
/// in patterns and in paths are separators.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    allow: Vec<Pattern>,
    ignore: Vec<Pattern>,
}

#[derive(Debug, Clone)]
struct Pattern {
    typed: String,
    glob: Glob,
}

impl Pattern {
    fn new(typed: &str) -> Self {
        let mut text = typed.replace('\\', "/");
        if text.ends_with('/') {
            text.push('*');
        }
        Self { typed: typed.to_owned(), glob: Glob::new(&text) }
    }
}

impl Patterns {
    /// Compiles the patterns as they were typed.
    pub fn new<T: AsRef<str>>(allow: &[T], ignore: &[T]) -> Self {
        let compile = |patterns: &[T]| patterns.iter().map(|pattern| Pattern::new(pattern.as_ref())).collect();
        Self { allow: compile(allow), ignore: compile(ignore) }
    }

    /// Whether neither kind of pattern was given, so that every path is admitted.
    pub fn is_empty(&self) -> bool {
        self.allow.is_empty() && self.ignore.is_empty()
    }

    /// Whether the path is meant.
    pub fn admits(&self, path: &str) -> bool {
        let path = path.replace('\\', "/");
        let matches = |pattern: &Pattern| pattern.glob.matches(&path);
        (self.allow.is_empty() || self.allow.iter().any(matches)) && !self.ignore.iter().any(matches)
    }

    /// Whether anything in this folder, at any depth, may be meant. Where it is not, nobody need look.
    pub fn may_admit_in(&self, folder: &str) -> bool {
        let beginning = format!("{}/", folder.replace('\\', "/"));
        let may_be_allowed = self.allow.is_empty() || self.allow.iter().any(|one| one.glob.may_begin(&beginning));
        may_be_allowed && !self.ignore.iter().any(|one| one.glob.takes_all(&beginning))
    }

    /// The allowed patterns, as typed, that match none of these paths. What is ignored still counts as matched.
    pub fn unmatched<'a>(&'a self, paths: &[&str]) -> Vec<&'a str> {
        let hits = |pattern: &&Pattern| !paths.iter().any(|path| pattern.glob.matches(&path.replace('\\', "/")));
        self.allow.iter().filter(hits).map(|pattern| pattern.typed.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Glob, Patterns};

    const TEXTS: &[&str] = &[
        "",
        "a",
        "b",
        "c",
        "d",
        "e",
        "x",
        "y",
        "z",
        "-",
        "!",
        "]",
        "[",
        "^",
        "&",
        "|",
        "~",
        "\\",
        "0",
        "9",
        "+",
        ",",
        ".",
        "/",
        "é",
        "aé",
        "abc",
        "a-c",
        "aéc",
        "abbb",
        "xay",
        "x1y",
        "a.json",
        "dir/a.json",
        "data/x",
        "data/a/x",
        "data/a/b/x",
        "w1.bin",
        "aaaaaaaa",
        "aaaab",
        "[a",
        "a[",
        "[!",
        "\n",
        "[]",
        "[!]",
        "a[]b",
    ];

    /// The pattern and the texts that it matches, as Python says.
    #[rustfmt::skip]
    const MATCHES: &[(&str, &[&str])] = &[
        ("*", &["", "a", "b", "c", "d", "e", "x", "y", "z", "-", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "aé", "abc", "a-c", "aéc", "abbb", "xay", "x1y", "a.json", "dir/a.json", "data/x", "data/a/x", "data/a/b/x", "w1.bin", "aaaaaaaa", "aaaab", "[a", "a[", "[!", "\n", "[]", "[!]", "a[]b"]),
        ("?", &["a", "b", "c", "d", "e", "x", "y", "z", "-", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("a*", &["a", "aé", "abc", "a-c", "aéc", "abbb", "a.json", "aaaaaaaa", "aaaab", "a[", "a[]b"]),
        ("*a", &["a", "aaaaaaaa", "[a"]),
        ("*a*b*", &["abc", "abbb", "data/a/b/x", "aaaab", "a[]b"]),
        ("**", &["", "a", "b", "c", "d", "e", "x", "y", "z", "-", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "aé", "abc", "a-c", "aéc", "abbb", "xay", "x1y", "a.json", "dir/a.json", "data/x", "data/a/x", "data/a/b/x", "w1.bin", "aaaaaaaa", "aaaab", "[a", "a[", "[!", "\n", "[]", "[!]", "a[]b"]),
        ("a?c", &["abc", "a-c", "aéc"]),
        ("[abc]", &["a", "b", "c"]),
        ("[!abc]", &["d", "e", "x", "y", "z", "-", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[a-c]", &["a", "b", "c"]),
        ("[!a-c]", &["d", "e", "x", "y", "z", "-", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[]]", &["]"]),
        ("[]a]", &["a", "]"]),
        ("[!]]", &["a", "b", "c", "d", "e", "x", "y", "z", "-", "!", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[!]a]", &["b", "c", "d", "e", "x", "y", "z", "-", "!", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[a", &["[a"]),
        ("a[", &["a["]),
        ("[", &["["]),
        ("[]", &["[]"]),
        ("[!", &["[!"]),
        ("[!]", &["[!]"]),
        ("[-a]", &["a", "-"]),
        ("[a-]", &["a", "-"]),
        ("[!-]", &["a", "b", "c", "d", "e", "x", "y", "z", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[-]", &["-"]),
        ("[--0]", &["-", "0", ".", "/"]),
        ("[z-a]", &[]),
        ("[!z-a]", &["a", "b", "c", "d", "e", "x", "y", "z", "-", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[z-a!]", &["a", "b", "c", "d", "e", "x", "y", "z", "-", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[z-a!b]", &["a", "c", "d", "e", "x", "y", "z", "-", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[a-c-e]", &["a", "b", "c", "e", "-"]),
        ("[a-cx-z]", &["a", "b", "c", "x", "y", "z"]),
        ("[c-ab-d]", &["b", "c", "d"]),
        ("[a-b-a]", &["a", "b", "-"]),
        ("[^a]", &["a", "^"]),
        ("[[a]", &["a", "["]),
        ("[&&a]", &["a", "&"]),
        ("[a||b]", &["a", "b", "|"]),
        ("[~]", &["~"]),
        ("[\\]", &["\\"]),
        ("[\\a]", &["a", "\\"]),
        ("*.json", &["a.json", "dir/a.json"]),
        ("data/*", &["data/x", "data/a/x", "data/a/b/x"]),
        ("data/**/x", &["data/a/x", "data/a/b/x"]),
        ("*[0-9].bin", &["w1.bin"]),
        ("x[!0-9]y", &["xay"]),
        ("[a-é]", &["a", "b", "c", "d", "e", "x", "y", "z", "|", "~", "é"]),
        ("?é", &["aé"]),
        ("[!-a]", &["b", "c", "d", "e", "x", "y", "z", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[a!b]", &["a", "b", "!"]),
        ("a[]b", &["a[]b"]),
        ("[x-z-a-c]", &["a", "b", "c", "x", "y", "z", "-"]),
        ("[]-a]", &["a", "]", "^"]),
        ("[]-[!x]", &["a", "b", "c", "d", "e", "y", "z", "-", "!", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("", &[""]),
        ("*a*a*a*a*b", &["aaaab"]),
        ("[!!]", &["a", "b", "c", "d", "e", "x", "y", "z", "-", "]", "[", "^", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[!^]", &["a", "b", "c", "d", "e", "x", "y", "z", "-", "!", "]", "[", "&", "|", "~", "\\", "0", "9", "+", ",", ".", "/", "é", "\n"]),
        ("[a-a]", &["a"]),
        ("[9--]", &[]),
        ("[+--]", &["-", "+", ","]),
    ];

    #[test]
    fn patterns_match_what_python_matches() {
        for (pattern, expected) in MATCHES {
            let glob = Glob::new(pattern);
            let matched: Vec<&str> = TEXTS.iter().copied().filter(|text| glob.matches(text)).collect();
            assert_eq!(matched, *expected, "pattern {pattern:?}");
        }
    }

    #[test]
    fn many_stars_take_no_exponential_time() {
        let glob = Glob::new(&"*a".repeat(200));
        assert!(!glob.matches(&format!("{}b", "a".repeat(5_000))));
    }

    #[test]
    fn a_trailing_slash_means_the_whole_folder() {
        let patterns = Patterns::new(&["data/"], &[]);
        assert!(patterns.admits("data/a/b.txt"));
        assert!(!patterns.admits("data"));
    }

    #[test]
    fn backslashes_are_separators() {
        assert!(Patterns::new(&["data\\*.txt"], &[]).admits("data/a.txt"));
        assert!(Patterns::new(&["data/*.txt"], &[]).admits("data\\a.txt"));
    }

    #[test]
    fn what_is_ignored_is_not_admitted_though_allowed() {
        let patterns = Patterns::new(&["*.txt"], &["secret*"]);
        assert!(patterns.admits("a.txt"));
        assert!(!patterns.admits("secret.txt"));
        assert!(!patterns.admits("a.bin"));
    }

    #[test]
    fn without_patterns_everything_is_admitted() {
        let patterns = Patterns::default();
        assert!(patterns.is_empty());
        assert!(patterns.admits("anything"));
    }

    #[test]
    fn patterns_that_match_nothing_are_told_as_typed() {
        let patterns = Patterns::new(&["*.txt", "none/", "b.bin"], &["b*"]);
        assert_eq!(patterns.unmatched(&["a.txt", "b.bin"]), ["none/"]);
    }

    #[test]
    fn folders_that_hold_nothing_meant_are_told_apart() {
        let may = |allow: &[&str], ignore: &[&str], folder| Patterns::new(allow, ignore).may_admit_in(folder);
        for (allow, folder) in [("a/*.txt", "a"), ("a/*.txt", "a/b"), ("*.txt", "a"), ("a/b/c", "a/b"), ("[ab]/", "b")]
        {
            assert!(may(&[allow], &[], folder), "{allow} {folder}");
        }
        for (allow, folder) in [("a/*.txt", "b"), ("a/*.txt", "ab"), ("a/b", "a/b"), ("a", "a"), ("[ab]/", "c")] {
            assert!(!may(&[allow], &[], folder), "{allow} {folder}");
        }
        for (ignore, folder) in [("a/", "a"), ("a/*", "a/b"), ("*/.git/*", "a/.git"), ("*", "a")] {
            assert!(!may(&[], &[ignore], folder), "{ignore} {folder}");
        }
        for (ignore, folder) in [("a", "a"), ("a/*.txt", "a"), ("b/*", "a"), ("a/b/*", "a")] {
            assert!(may(&[], &[ignore], folder), "{ignore} {folder}");
        }
    }

    #[test]
    fn any_pattern_is_compiled_and_matches_itself_where_nothing_has_a_meaning() {
        bolero::check!().with_type::<(String, String)>().for_each(|(pattern, text)| {
            let glob = Glob::new(pattern);
            let is_plain = !pattern.contains(['*', '?', '[']);
            assert_eq!(is_plain && pattern == text, is_plain && glob.matches(text));
            assert!(!is_plain || glob.matches(pattern), "{pattern:?}");
        });
    }
}
