//! The `duckdb` program: a script goes to its standard input, and rows come back as JSON. No file of the user's
//! configures it, and the token is among neither its arguments nor its messages.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::{Map, Value};
use zeroize::Zeroizing;

use crate::base::secret::Secret;
use crate::base::sql::{only_reads, quoted};

const NOWHERE: &str = if cfg!(windows) { "NUL" } else { "/dev/null" };
/// The view that stands for a query whose rows go to a file: no query can get out of it, as it could of parentheses.
const VIEW: &str = "hf_result";

/// Why a query has no result.
#[derive(Debug, thiserror::Error)]
pub enum DuckDbError {
    /// The program cannot be started.
    #[error("cannot run '{}', which SQL queries need", program.display())]
    Start { program: PathBuf, source: io::Error },
    /// It refused the query.
    #[error("the query failed")]
    Query {
        source: Said,
        /// Files of this machine were closed to the query.
        is_closed: bool,
    },
    /// It printed something else than rows.
    #[error("duckdb sent an unexpected result")]
    Result { source: serde_json::Error },
}

/// The words of the program.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Said(String);

/// A query and what it may do.
pub(super) struct Script<'a> {
    pub(super) query: &'a str,
    /// Where the token is sent to.
    pub(super) endpoint: &'a str,
    pub(super) token: Option<&'a Secret>,
    /// Whether the query may write files of this machine.
    pub(super) may_write: bool,
    /// The file that the rows go to, and its format.
    pub(super) output: Option<(&'a Path, &'a str)>,
}

impl Script<'_> {
    /// Whether the query names something on the net: a token is of use to no other.
    pub(super) fn names_url(query: &str) -> bool {
        query.contains("://")
    }

    /// Files of this machine are open to a query that only reads: it cannot change them.
    fn is_closed(&self) -> bool {
        !self.may_write && !only_reads(self.query)
    }

    fn text(&self) -> String {
        let mut lines = vec![".bail on".to_owned(), format!(".output {NOWHERE}")];
        if Self::names_url(self.query) {
            // Loaded before files of this machine are closed: it is one.
            lines.push("INSTALL httpfs; LOAD httpfs;".to_owned());
            if let Some(token) = self.token {
                let (token, scope) = (quoted(token.expose()), quoted(&format!("{}/", self.endpoint)));
                lines.push(format!("CREATE SECRET hf_hub_token (TYPE HTTP, BEARER_TOKEN {token}, SCOPE {scope});"));
                lines.push(format!("CREATE SECRET hf_token (TYPE HUGGINGFACE, TOKEN {token});"));
            }
        }
        if self.is_closed() {
            lines.push("SET disabled_filesystems='LocalFileSystem';".to_owned());
        }
        lines.push(".output".to_owned());
        // The last line of a query may be a comment.
        match self.output {
            None => lines.push(format!("{}\n;", self.query)),
            Some((path, format)) => {
                lines.push(format!("CREATE TEMP VIEW {VIEW} AS {}\n;", self.query));
                lines.push(format!("COPY (FROM {VIEW}) TO {} ({format});", quoted(&path.display().to_string())));
            }
        }
        lines.join("\n") + "\n"
    }

    /// Runs the query and returns its rows, of several statements those of the last that has any.
    ///
    /// # Errors
    /// [`DuckDbError`].
    pub(super) async fn run(&self, program: &Path) -> Result<Vec<Map<String, Value>>, DuckDbError> {
        let started = |source| DuckDbError::Start { program: program.to_owned(), source };
        let mut command = Command::new(program);
        command.args(["-json", "-init", NOWHERE]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = Running(command.spawn().map_err(started)?);
        let pipes = (child.0.stdin.take(), child.0.stdout.take(), child.0.stderr.take());
        let script = Zeroizing::new(self.text());
        let (output, said) = tokio::task::spawn_blocking(move || {
            let (stdin, stdout, stderr) = pipes;
            thread::scope(|scope| {
                // It prints while it reads: nobody may wait for the other. It stops reading when it fails.
                scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(script.as_bytes())));
                let said = scope.spawn(move || all_of(stderr));
                (all_of(stdout), said.join().unwrap_or_default())
            })
        })
        .await
        .map_err(|error| started(error.into()))?;
        let status = child.0.wait().map_err(started)?;
        if !status.success() {
            let said = self.without_token(&String::from_utf8_lossy(&said));
            let said = if said.is_empty() { status.to_string() } else { said };
            return Err(DuckDbError::Query { source: Said(said), is_closed: self.is_closed() });
        }
        rows(&String::from_utf8_lossy(&output)).map_err(|source| DuckDbError::Result { source })
    }

    /// Its words, should it repeat the statement with the token.
    fn without_token(&self, said: &str) -> String {
        let said = said.trim();
        match self.token {
            Some(token) => said.replace(&token.expose().replace('\'', "''"), "***"),
            None => said.to_owned(),
        }
    }
}

/// Ends with its value: a query of a command that was interrupted is of no use to anybody.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn all_of(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A pipe that breaks has ended; the status says why.
    drop(pipe.map(|mut pipe| pipe.read_to_end(&mut bytes)));
    bytes
}

/// The rows of the last result.
fn rows(text: &str) -> serde_json::Result<Vec<Map<String, Value>>> {
    let text = without_nans(text);
    let results = serde_json::Deserializer::from_str(&text).into_iter::<Vec<Map<String, Value>>>();
    Ok(results.collect::<serde_json::Result<Vec<_>>>()?.pop().unwrap_or_default())
}

/// The text with `null` for numbers that JSON does not have.
fn without_nans(text: &str) -> String {
    let (mut clean, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(quote) = rest.find('"') {
        let (before, from_quote) = rest.split_at(quote);
        clean += &nulls(before);
        let end = end_of_string(from_quote);
        clean += &from_quote[..end];
        rest = &from_quote[end..];
    }
    clean + &nulls(rest)
}

fn nulls(text: &str) -> String {
    ["-Infinity", "Infinity", "-NaN", "NaN", "-nan", "nan", "-inf", "inf"]
        .iter()
        .fold(text.to_owned(), |text, word| text.replace(word, "null"))
}

/// The byte behind the closing quote of a string that the text begins with.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::{Script, rows};
    use crate::base::secret::Secret;

    fn script<'a>(query: &'a str, token: Option<&'a Secret>) -> Script<'a> {
        Script { query, endpoint: "https://huggingface.co", token, may_write: false, output: None }
    }

    #[test]
    fn a_plain_query_needs_neither_token_nor_extension() {
        let token = Secret::parse("hf_x");
        assert_eq!(script("SELECT 1", token.as_ref()).text(), ".bail on\n.output /dev/null\n.output\nSELECT 1\n;\n");
    }

    #[test]
    fn a_query_of_the_net_gets_the_token_for_the_hub_alone() {
        let token = Secret::parse("hf_'x");
        let text = script("FROM 'hf://datasets/a/b/c.csv'", token.as_ref()).text();
        assert!(
            text.contains("LOAD httpfs;\nCREATE SECRET hf_hub_token (TYPE HTTP, BEARER_TOKEN 'hf_''x', "),
            "{text}"
        );
        assert!(text.contains("SCOPE 'https://huggingface.co/');\n"), "{text}");
        assert!(!text.contains("disabled_filesystems"), "{text}");
    }

    #[test]
    fn files_of_this_machine_are_closed_to_a_query_that_may_write() {
        let closed =
            |query, may_write| Script { may_write, ..script(query, None) }.text().contains("disabled_filesystems");
        assert!(closed("COPY (SELECT 1) TO 'x.csv'", false) && !closed("COPY (SELECT 1) TO 'x.csv'", true));
        assert!(!closed("SELECT * FROM 'x.csv'", false));
    }

    #[test]
    fn rows_for_a_file_are_those_of_a_view() {
        let to_file = Script { output: Some((Path::new("it's.csv"), "FORMAT csv")), ..script("SELECT 1) --", None) };
        let text = to_file.text();
        assert!(text.ends_with("AS SELECT 1) --\n;\nCOPY (FROM hf_result) TO 'it''s.csv' (FORMAT csv);\n"), "{text}");
    }

    #[test]
    fn rows_are_those_of_the_last_result_without_what_json_lacks() {
        let found = rows("[{\"a\":1}]\n[{\"a\":NaN,\"b\":\"NaN \\\" Infinity\",\"c\":[-Infinity,2]},\n{\"a\":null}]\n")
            .unwrap();
        assert_eq!(json!(found), json!([{"a": null, "b": "NaN \" Infinity", "c": [null, 2]}, {"a": null}]));
        assert!(rows("").unwrap().is_empty() && rows("[]").unwrap().is_empty());
        assert!(rows("not rows").is_err());
    }
}
