//! The layout of help pages. The texts are the doc comments of the verbs.

use clap::Command;
use clap::builder::StyledStr;
use clap::builder::styling::{AnsiColor, Style, Styles};

use super::topic::Topic;

const LAYOUT: &str = "{usage-heading} {usage}\n\n{about-with-newline}\n{all-args}{after-help}";
const WIDEST: usize = 100;
const HEADER: Style = AnsiColor::Yellow.on_default().bold();
const LITERAL: Style = AnsiColor::Green.on_default().bold();
const EXAMPLES: &str = "Examples:";
const TOPICS: &str = "Topics:";
const PROMPT: &str = "  $ ";

/// Sets the layout of a command's help page. A group shows the first example of each of its verbs.
pub(super) fn layout(command: Command) -> Command {
    let command = command.help_template(LAYOUT).styles(styles()).max_term_width(WIDEST).next_line_help(false);
    if !command.has_subcommands() {
        return match command.get_after_help().map(ToString::to_string) {
            Some(text) => command.after_help(headed(&text)),
            None => command,
        };
    }
    let visible = command.get_subcommands().filter(|child| !child.is_hide_set() && !child.has_subcommands());
    let firsts: Vec<String> =
        visible.filter_map(|child| Some(format!("{PROMPT}{}", examples(child).first()?))).collect();
    let more = "Run a command with --help, or `hf help COMMAND`, to see its options.";
    let after =
        if firsts.is_empty() { more.to_owned() } else { format!("{EXAMPLES}\n{}\n\n{more}", firsts.join("\n")) };
    command.subcommand_help_heading("Commands").after_help(headed(&after))
}

/// Adds the list of topics to the help page of the program.
pub(super) fn with_topics(root: Command) -> Command {
    let above = root.get_after_help().map(|text| text.ansi().to_string()).unwrap_or_default();
    let widest = Topic::ALL.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let line = |(name, topic): (&str, Topic)| format!("  {LITERAL}{name:widest$}{LITERAL:#}  {}\n", topic.about());
    let topics: String = Topic::ALL.into_iter().map(line).collect();
    let more = "Run `hf help TOPIC` to read about one.";
    root.after_help(StyledStr::from(format!("{above}\n\n{HEADER}{TOPICS}{HEADER:#}\n{topics}\n{more}")))
}

/// The examples of a help page, as command lines.
pub fn examples(command: &Command) -> Vec<String> {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    text.lines().filter_map(|line| Some(line.strip_prefix(PROMPT)?.to_owned())).collect()
}

fn headed(text: &str) -> StyledStr {
    StyledStr::from(text.replace(EXAMPLES, &format!("{HEADER}{EXAMPLES}{HEADER:#}")))
}

/// A command's help page.
pub(super) fn render(command: &mut Command) -> String {
    command.render_help().ansi().to_string()
}

fn styles() -> Styles {
    Styles::styled().header(HEADER).usage(HEADER).literal(LITERAL).placeholder(AnsiColor::Cyan.on_default())
}
