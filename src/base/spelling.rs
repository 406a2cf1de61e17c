//! The name that was meant where another was typed.

/// The name that comes nearest to the word; `None` where no name is near.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = (word.chars().count() / 3).max(1);
    let near = names.into_iter().map(|name| (distance(word, name), name)).filter(|(distance, _)| *distance <= most);
    near.min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// The end of a message about a word that is not known: the name that may have been meant, if there is one.
pub fn did_you_mean(name: Option<&str>) -> String {
    name.map(|name| format!("; did you mean '{name}'?")).unwrap_or_default()
}

/// How many characters must be changed, added or removed to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, from) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, to) in other.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_name_is_found_and_no_distant_one() {
        let names = ["endpoint", "defaults", "limit"];
        let found = ["endpont", "default", "limits", "lmiit", "xyz", "e"].map(|word| nearest(word, names));
        assert_eq!(found, [Some("endpoint"), Some("defaults"), Some("limit"), None, None, None]);
        assert_eq!(nearest("", [""]), Some(""));
    }
}
