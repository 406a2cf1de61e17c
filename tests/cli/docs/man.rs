//! One man page per command, and one per topic of `hf help TOPIC`, in `man/`.

use std::collections::BTreeSet;
use std::path::Path;

use clap::{Arg, Command};
use clap_mangen::Man;
use hf::cli::topic::Topic;
use hf::cli::{Program, help};
use hf::config::env::VARIABLES;
use hf::errors::Exit;

use super::topics::{Part, parts};
use super::{check, is_blessed, is_formatting, root};
use crate::tree::{commands, tree};

#[test]
fn every_command_has_its_man_page_and_no_page_is_left_over() {
    let tree = tree();
    let mut pages = BTreeSet::new();
    for (path, command) in commands(&tree) {
        let name = format!("{}.1", path.replace(' ', "-"));
        let mut text = page(&path, command);
        if path == "hf" {
            text += &formatting(&tree);
            text += &environment();
        } else if command.get_arguments().any(is_formatting) {
            text += ".SH FORMATTING OPTIONS\nSee \\fBhf\\fR(1).\n";
        }
        text += &exit_status(&path);
        text += &see_also(&path);
        check(&Path::new("man").join(&name), text.as_bytes());
        pages.insert(name);
    }
    for (name, topic) in Topic::ALL {
        let name = format!("hf-{name}.7");
        check(&Path::new("man").join(&name), topic_page(topic, &name).as_bytes());
        pages.insert(name);
    }
    let older = "huggingface-cli.1".to_owned();
    check(&Path::new("man").join(&older), older_program().as_bytes());
    pages.insert(older);
    for entry in std::fs::read_dir(root().join("man")).unwrap() {
        let entry = entry.unwrap();
        let known = pages.contains(entry.file_name().to_str().unwrap());
        if !known && is_blessed() {
            std::fs::remove_file(entry.path()).unwrap();
        }
        assert!(known || is_blessed(), "no command has the page {:?}", entry.file_name());
    }
}

/// A page up to its examples.
fn page(path: &str, command: &Command) -> String {
    let examples = help::examples(command);
    let name = path.replace(' ', "-");
    let usage = command.clone().render_usage().to_string().replace("Usage: ", "");
    let plain = command.clone().after_help(None::<&str>).display_name(name.clone()).override_usage(usage);
    let plain = plain.mut_args(with_aliases).subcommand_help_heading("COMMANDS");
    let plain = plain.mut_args(|argument| if is_formatting(&argument) { argument.hide(true) } else { argument });
    let mut bytes = Vec::new();
    Man::new(plain).render(&mut bytes).unwrap();
    let generated = String::from_utf8(bytes).unwrap();
    // The generator drops an empty date, and no date makes the page the same on every day.
    let (before, after) = generated.split_once("\n.SH NAME").unwrap();
    let before = &before[..before.rfind(".TH").unwrap()];
    let mut text = format!("{before}{}\n.SH NAME{after}", title(&name, 1));
    if !examples.is_empty() {
        text += ".SH EXAMPLES\n.nf\n";
        text.extend(examples.iter().map(|example| format!("$ {}\n", escaped(example))));
        text += ".fi\n";
    }
    text
}

/// The options that every verb has, as the generator writes them.
fn formatting(tree: &Command) -> String {
    let verb = tree.find_subcommand("version").unwrap();
    let shared = verb.get_arguments().filter(|argument| is_formatting(argument)).cloned();
    let mut bytes = Vec::new();
    let alone = Command::new("hf").disable_help_flag(true).args(shared);
    Man::new(alone).render_options_section(&mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (_, options) = text.split_once(".TP").unwrap();
    format!(".SH \"FORMATTING OPTIONS\"\nEvery command takes these after its name.\n.TP{options}")
}

fn title(name: &str, section: u8) -> String {
    format!(".TH {} {section} \"\" \"hf {}\" \"hf\"", name.to_uppercase(), env!("CARGO_PKG_VERSION"))
}

/// Other names of an option are on its help page, but the generator leaves them out.
fn with_aliases(argument: Arg) -> Arg {
    let aliases = argument.get_visible_aliases().unwrap_or_default();
    let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
    let names: Vec<String> = aliases.iter().map(|alias| format!("--{alias}")).collect();
    if names.is_empty() { argument } else { argument.help(format!("{help} [alias: {}]", names.join(", "))) }
}

fn environment() -> String {
    let mut text = ".SH ENVIRONMENT\n".to_owned();
    for variable in VARIABLES {
        text += &format!(".TP\n\\fB{}\\fR\n{}.", escaped(variable.name), escaped(variable.meaning));
        if !variable.default.is_empty() {
            text += &format!(" Default: {}.", escaped(variable.default));
        }
        text.push('\n');
    }
    text
}

fn exit_status(path: &str) -> String {
    if path != "hf" {
        return ".SH EXIT STATUS\n0 when done; the others are listed in \\fBhf\\fR(1).\n".to_owned();
    }
    let rows = Exit::ALL.iter().map(|exit| format!(".TP\n\\fB{}\\fR\n{}.\n", exit.status(), escaped(exit.meaning())));
    ".SH EXIT STATUS\n".to_owned() + &rows.collect::<String>()
}

/// The page above, and the topics for the first page. The pages below are listed among its commands.
fn see_also(path: &str) -> String {
    let pages: Vec<String> = match path.rsplit_once(' ') {
        Some((parent, _)) => vec![format!("\\fB{}\\fR(1)", escaped(&parent.replace(' ', "-")))],
        None => Topic::ALL.iter().map(|(name, _)| format!("\\fB{}\\fR(7)", escaped(&format!("hf-{name}")))).collect(),
    };
    format!(".SH SEE ALSO\n{}\n", pages.join(",\n"))
}

fn topic_page(topic: Topic, file: &str) -> String {
    let name = file.trim_end_matches(".7");
    let mut text = format!("{}\n.SH NAME\n{} \\- {}\n", title(name, 7), escaped(name), escaped(topic.about()));
    text += ".SH DESCRIPTION\n";
    text.extend(parts(topic).iter().map(|part| match part {
        Part::Paragraph(line) => format!(".PP\n{}\n", escaped(line)),
        Part::Item(term, meaning) => format!(".TP\n\\fB{}\\fR\n{}\n", escaped(term), escaped(meaning)),
    }));
    text + ".SH SEE ALSO\n\\fBhf\\fR(1)\n"
}

fn older_program() -> String {
    let mut tree = hf::cli::tree::command(Program::HuggingfaceCli);
    tree.build();
    let names: Vec<&str> = tree.get_subcommands().filter(|child| !child.is_hide_set()).map(Command::get_name).collect();
    format!(
        "{}\n.SH NAME\nhuggingface\\-cli \\- The older name of hf\n.SH SYNOPSIS\n\\fBhuggingface\\-cli\\fR \\fICOMMAND\\fR \
         [\\fIARGS\\fR...]\n.SH DESCRIPTION\nThe name and the grammar that scripts were written for before \\fBhf\\fR(1) \
         came. It says so in one line on standard error and then does the same.\n.SH COMMANDS\n{}.\n.SH SEE ALSO\n\
         \\fBhf\\fR(1)\n",
        title("huggingface-cli", 1),
        escaped(&names.join(", ")),
    )
}

/// Text that roff takes as text.
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-");
    if text.starts_with(['.', '\'']) { format!("\\&{text}") } else { text }
}
