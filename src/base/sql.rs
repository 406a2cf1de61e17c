//! Just enough of SQL to tell a query that only reads from one that might write. Errs on the side of writing: what is
//! not understood is not said to read. Runs nothing.

/// Statements that return rows and change nothing.
const READING: [&str; 10] =
    ["SELECT", "FROM", "WITH", "VALUES", "TABLE", "DESCRIBE", "SUMMARIZE", "SHOW", "PIVOT", "UNPIVOT"];
/// Words that write files, load code or change settings where they are a command.
const WRITING: [&str; 14] = [
    "ATTACH", "CALL", "COPY", "CREATE", "DELETE", "EXECUTE", "EXPORT", "IMPORT", "INSERT", "INSTALL", "LOAD", "PRAGMA",
    "SET", "UPDATE",
];

/// The statements of a query, each as its words in capitals; texts, quoted names and comments are left out. `None` if
/// the query has a form that is not understood.
fn statements(query: &str) -> Option<Vec<Vec<String>>> {
    let mut all = vec![Vec::new()];
    let mut letters = query.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // Dollar quotes, block comments, which nest, and backslashes, which some texts escape with.
            '$' | '\\' => return None,
            '/' if letters.peek() == Some(&'*') => return None,
            '-' if letters.peek() == Some(&'-') => while letters.next().is_some_and(|letter| letter != '\n') {},
            // A doubled quote ends one text and begins another: the same for us.
            quote @ ('\'' | '"') => loop {
                match letters.next()? {
                    '\\' => return None,
                    letter if letter == quote => break,
                    _ => {}
                }
            },
            ';' => all.push(Vec::new()),
            letter if letter.is_alphabetic() || letter == '_' => {
                let mut word = letter.to_ascii_uppercase().to_string();
                while let Some(next) = letters.next_if(|next| next.is_alphanumeric() || *next == '_') {
                    word.push(next.to_ascii_uppercase());
                }
                all.last_mut()?.push(word);
            }
            _ => {}
        }
    }
    all.retain(|words| !words.is_empty());
    Some(all)
}

/// Whether every statement of the query only reads.
pub fn only_reads(query: &str) -> bool {
    let reads = |words: &Vec<String>| {
        let starts = words.first().is_some_and(|first| READING.contains(&first.as_str()));
        starts && !words.iter().any(|word| WRITING.contains(&word.as_str()))
    };
    statements(query).is_some_and(|all| !all.is_empty() && all.iter().all(reads))
}

/// Whether the query is one statement that only reads.
pub fn is_one_reading(query: &str) -> bool {
    only_reads(query) && statements(query).is_some_and(|all| all.len() == 1)
}

/// As a text of SQL.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::{is_one_reading, only_reads, quoted};

    #[test]
    fn plain_queries_only_read() {
        for query in [
            "SELECT * FROM 'hf://datasets/a/b/x.parquet' WHERE note = 'please copy; it''s --fine'",
            "from x select \"set\"",
            "WITH a AS (SELECT 1) SELECT * FROM a -- and COPY nothing\n",
            "describe x; summarize y",
            "VALUES (1), (2)",
        ] {
            assert!(only_reads(query), "{query}");
        }
    }

    #[test]
    fn whatever_may_write_is_not_said_to_read() {
        for query in [
            "COPY (SELECT 1) TO 'x'",
            "SELECT 1; COPY x TO 'y'",
            "EXPLAIN ANALYZE COPY x TO 'y'",
            "WITH a AS (SELECT 1) INSERT INTO t SELECT * FROM a",
            "SELECT '\\'; COPY x TO ';'",
            "SELECT E'\\'' , $$ x $$",
            "SELECT /* ' */ 1; COPY x TO /* ' */ 'y'",
            "PRAGMA x",
            "SELECT 'not closed",
            "",
            ";",
        ] {
            assert!(!only_reads(query), "{query}");
        }
    }

    #[test]
    fn one_statement_is_not_two() {
        assert!(is_one_reading("SELECT ';'; -- the end"));
        assert!(!is_one_reading("SELECT 1; SELECT 2"));
    }

    #[test]
    fn quotes_in_a_text_are_doubled() {
        assert_eq!(quoted("it's"), "'it''s'");
    }
}
