//! The pages of `hf help TOPIC`. What repeats a fact is made from the list of the facts.

use std::fmt::Write as _;

use super::Exit;
use crate::cli::topic::Topic;
use crate::config::env::VARIABLES;

const OUTPUT: &str = "\
Output

Results go to standard output, and everything else to standard error: progress, warnings, hints and errors. Every command
has the same four forms, which --format names:

  human    Tables and sentences, in colours on a terminal. The default
  agent    Tab-separated lines without colours. The default where an AI agent runs the command
  json     One JSON value, also written --json. An error is one JSON object on standard error
  quiet    IDs or paths alone, one per line, also written -q

Cells of tables are cut to fit the terminal; --no-truncate shows them in full, and no other form cuts anything.
";

const CONFIGURATION: &str = "\
Configuration

There is no configuration file: options and variables say everything (see `hf help environment`). Files are kept below HF_HOME,
~/.cache/huggingface by default, where Python libraries find them, too:

  hub/            Cached repos: content in blobs, and a folder of links for each commit
  xet/            Chunks of large files, and what is known of local ones
  token           The active token; stored_tokens beside it has all of them
  assets/         Files that other libraries keep

Elsewhere in your home folder:

  ~/.local/share/hf/extensions   Installed extensions
  ~/.agents/skills               Skills for AI agents, with links in ~/.claude/skills

A folder that a download has filled with --local-dir has .cache/huggingface, which remembers what came from where.
";

/// The text of a page.
pub(super) fn page(topic: Topic) -> String {
    match topic {
        Topic::Output => OUTPUT.to_owned(),
        Topic::Configuration => CONFIGURATION.to_owned(),
        Topic::ExitStatuses => {
            let lines = Exit::ALL.iter().map(|exit| format!("  {:>3}  {}\n", exit.status(), exit.meaning()));
            let rest =
                "The status of a program that runs in the place of hf is passed on: ssh, extensions, sandbox commands.";
            format!("Exit statuses\n\n{}\n{rest}\n", lines.collect::<String>())
        }
        Topic::Environment => {
            let mut text = "Environment\n\n".to_owned();
            for variable in VARIABLES {
                let default = match variable.default {
                    "" => String::new(),
                    default => format!(" [{default}]"),
                };
                // Writing to a text cannot fail.
                let _written = writeln!(text, "  {}\n      {}{default}", variable.name, variable.meaning);
            }
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::page;
    use crate::cli::topic::Topic;

    #[test]
    fn pages_have_every_fact() {
        assert!(page(Topic::ExitStatuses).contains("\n    3  A repo, revision, file"));
        assert!(page(Topic::Environment).contains("\n  HF_ENDPOINT\n      Base URL of the Hub"));
        for (_, topic) in Topic::ALL {
            assert!(page(topic).lines().count() > 3);
        }
    }
}
