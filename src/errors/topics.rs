//! The pages of `hf help TOPIC`. What repeats a fact is made from the list of the facts.

use std::fmt::Write as _;

use super::Exit;
use crate::cli::topic::Topic;
use crate::config::env::VARIABLES;

const OUTPUT: &str = "\
Output

Results go to standard output, and everything else to standard error:
progress, warnings, hints and errors. Every command has four forms of output,
which --format selects:

  human    Tables and sentences, in colours on a terminal. The default
  agent    Tab-separated lines without colours. The default when an AI agent
           runs the command
  json     One JSON value; --json is the same. An error is one JSON object on
           standard error
  quiet    IDs, paths or URLs alone, one per line; -q is the same

Three options shape the JSON. A wrong one is refused before any request:

  --json=id,tags          Only these fields of each object; what an object
                          lacks is null
  --jq '.[] | .id'        What a jq expression makes of the JSON: text as it
                          is, everything else as JSON, one line each
  --template '{{ id }}'   A Jinja template, rendered for each object, whose
                          fields are its variables

An expression gets a listing as one list, a stream of objects one by one.

Table cells are cut to fit the terminal; --no-truncate shows them in full. No
other form cuts anything.
";

const ENVIRONMENT: &str = "\
Environment

Switches are on when set to 1, on, yes or true. Certificates come from the
system's trust store unless a variable names others. The same certificates
and proxies are used for every connection: to the Hub, its storage and Xet.

";

const CONFIGURATION: &str = "\
Configuration

Options and variables say everything (see `hf help environment`). What is to
hold every time can stand in $XDG_CONFIG_HOME/hf/config.toml, by default
~/.config/hf/config.toml, which nobody else may be able to write:

  endpoint = \"https://hub.example.com\"
  [defaults.download]
  max-workers = 4
  exclude = [\"*.bin\", \"*.onnx\"]
  [defaults.models.list]
  sort = \"likes\"

The tables hold options of commands, without dashes. A variable wins over the
file, and an option that is typed wins over both. A wrong key is an error,
tokens have no place in it, and `hf env` shows where values come from.

Files are kept in HF_HOME, by default ~/.cache/huggingface, where Python
libraries find them too:

  hub/           Cached repos: their content, and a folder of links per commit
  xet/           Chunks of large files, and what is known of local ones
  token          The active token; stored_tokens beside it holds all of them
  assets/        Files that other libraries keep

Elsewhere in your home folder:

  ~/.local/share/hf/extensions   Installed extensions
  ~/.agents/skills               Skills for AI agents, linked from
                                 ~/.claude/skills

A folder that was filled with --local-dir contains .cache/huggingface, which
records where its files came from.
";

/// The text of a page, for a terminal of 80 columns.
pub fn page(topic: Topic) -> String {
    match topic {
        Topic::Output => OUTPUT.to_owned(),
        Topic::Configuration => CONFIGURATION.to_owned(),
        Topic::ExitStatuses => {
            let lines = Exit::ALL.iter().map(|exit| format!("  {:>3}  {}\n", exit.status(), exit.meaning()));
            let rest = "A program that hf runs in its own place passes on its status: ssh, extensions,\ncommands in a sandbox.";
            format!("Exit statuses\n\n{}\n{rest}\n", lines.collect::<String>())
        }
        Topic::Environment => {
            let mut text = ENVIRONMENT.to_owned();
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
