//! The layout of help pages. The texts are the doc comments of the verbs.

use clap::Command;
use clap::builder::styling::{AnsiColor, Styles};

const LEAF: &str = "{usage-heading} {usage}\n\n{about-with-newline}\n{all-args}{after-help}";
const WIDEST: usize = 100;

/// Gives a command its help page's layout.
pub(super) fn layout(command: Command) -> Command {
    let command = command.help_template(LEAF).styles(styles()).max_term_width(WIDEST).next_line_help(false);
    if command.has_subcommands() { command.subcommand_help_heading("Commands") } else { command }
}

/// A command's help page.
pub(super) fn render(command: &mut Command) -> String {
    command.render_help().ansi().to_string()
}

fn styles() -> Styles {
    Styles::styled()
        .header(AnsiColor::Yellow.on_default().bold())
        .usage(AnsiColor::Yellow.on_default().bold())
        .literal(AnsiColor::Green.on_default().bold())
        .placeholder(AnsiColor::Cyan.on_default())
}
