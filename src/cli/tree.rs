//! The command tree as a whole: what every leaf shares is added here by one walk, not typed in every verb.

use std::ffi::OsString;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, Command, CommandFactory};

use super::program::Program;
use super::{help, legacy, usage};
use crate::args::passthrough;
use crate::commands;
use crate::commands::group::GROUPS;

pub(super) const FORMAT: &str = "output_format";
pub(super) const JSON: &str = "output_json";
pub(super) const QUIET: &str = "output_quiet";
pub(super) const NO_TRUNCATE: &str = "output_no_truncate";
pub(super) const JQ: &str = "output_jq";
pub(super) const TEMPLATE: &str = "output_template";
/// Options that choose the form of the output, one of which is enough.
pub(super) const FORMS: [&str; 5] = [FORMAT, JSON, QUIET, JQ, TEMPLATE];
const NO_TRUNCATE_FLAG: &str = "no-truncate";
const JQ_FLAG: &str = "jq";
const TEMPLATE_FLAG: &str = "template";
/// Options that the Python client does not have: within another command they are that command's.
const ONLY_IN_FRONT: [&str; 3] = [NO_TRUNCATE_FLAG, JQ_FLAG, TEMPLATE_FLAG];
pub(super) const VERSION: &str = "program_version";
pub(super) const SHOW_COMPLETION: &str = "show_completion";
pub(super) const INSTALL_COMPLETION: &str = "install_completion";
const FORMATTING: &str = "Formatting options";

/// `hf`: the commands of `commands`, with what belongs to the program itself.
#[derive(clap::Parser)]
#[command(name = "hf", about = "The Hugging Face Hub from the command line")]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Option<commands::Command>,
}

/// The finished tree of a program, ready to be documented.
pub fn command(program: Program) -> Command {
    root(program, |_| true)
}

/// The part of the tree that these words can reach: groups that none of them names have no verbs.
pub(super) fn reached(program: Program, words: &[OsString]) -> Command {
    root(program, |group| words.iter().any(|word| word == group))
}

fn root(program: Program, is_wanted: impl Fn(&str) -> bool) -> Command {
    let root = Cli::command().args(program_flags());
    let root = match program {
        Program::Hf => root,
        Program::HuggingfaceCli => root.name("huggingface-cli").infer_long_args(true),
    };
    let root = root.mut_subcommands(|child| match GROUPS.iter().find(|(name, _)| *name == child.get_name()) {
        Some((name, add_verbs)) if is_wanted(name) || child.get_all_aliases().any(&is_wanted) => add_verbs(child),
        _ => child,
    });
    let root = dress(root, program, "");
    match program {
        Program::Hf => help::with_topics(root),
        Program::HuggingfaceCli => root,
    }
}

/// `path` is the words behind the program's name.
fn dress(command: Command, program: Program, path: &str) -> Command {
    let help = help_flag(&command);
    let command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .args_override_self(true)
        .arg_required_else_help(false)
        .arg(help);
    if command.has_subcommands() {
        let group = command.mut_subcommands(|child| {
            let path = format!("{path} {}", child.get_name());
            dress(child, program, path.trim_start())
        });
        return help::layout(group);
    }
    let command = legacy::with_retired_flags(command, path);
    if program == Program::HuggingfaceCli {
        return help::layout(legacy::older_leaf(command, path));
    }
    if passthrough::takes_command(&command) {
        // Whatever else looks like an option is the command's: there are no twins.
        return help::layout(with_formatting(command));
    }
    let owns_format = command.get_arguments().any(|argument| argument.get_long() == Some("format"));
    let twins: Vec<Arg> = command.get_arguments().filter_map(|argument| negation(&command, argument)).collect();
    let leaf = command.args(twins);
    help::layout(if owns_format { leaf } else { with_formatting(leaf) })
}

/// Puts the words of a verb that takes somebody else's command into an order that the parser understands. Returns the
/// options, too, that stood within that command.
pub(super) fn sorted(root: &Command, mut words: Vec<OsString>) -> (Vec<OsString>, Vec<String>) {
    let (path, leaf) = usage::deepest(root, &usage::words(&words));
    if !passthrough::takes_command(leaf) {
        return (words, Vec::new());
    }
    let behind = words.split_off(path.split(' ').count());
    let sorted = passthrough::sort(leaf, &ONLY_IN_FRONT, behind);
    words.extend(sorted.options);
    if !sorted.words.is_empty() {
        words.push("--".into());
        words.extend(sorted.words);
    }
    (words, sorted.late)
}

/// `--no-X` for a switch `--X`: scripts written for the Python client use either.
fn negation(command: &Command, switch: &Arg) -> Option<Arg> {
    let long = switch.get_long()?;
    let negated = format!("no-{long}");
    let is_switch = matches!(switch.get_action(), ArgAction::SetTrue) && !long.starts_with("no-");
    let exists = command.get_arguments().any(|argument| argument.get_long() == Some(&negated));
    (is_switch && !exists).then(|| {
        let id = format!("no_{}", switch.get_id());
        let aliases = switch.get_all_aliases().into_iter().flatten().map(|alias| format!("no-{alias}"));
        Arg::new(id)
            .long(negated)
            .aliases(aliases)
            .action(ArgAction::SetTrue)
            .overrides_with(switch.get_id())
            .hide(true)
    })
}

/// `-h` may be something else to a verb.
fn help_flag(command: &Command) -> Arg {
    let help = Arg::new("help").long("help").action(ArgAction::HelpShort).help("Show this help");
    let is_taken = command.get_arguments().any(|argument| argument.get_short() == Some('h'));
    if is_taken { help } else { help.short('h') }
}

fn program_flags() -> [Arg; 3] {
    let flag = |id| Arg::new(id).action(ArgAction::SetTrue);
    [
        flag(VERSION).short('V').short_alias('v').long("version").help("Print the version"),
        flag(INSTALL_COMPLETION).long("install-completion").help("Install completion for the current shell ($SHELL)"),
        flag(SHOW_COMPLETION).long("show-completion").help("Print the completion script for the current shell"),
    ]
}

/// A verb may have a template of its own.
fn with_formatting(leaf: Command) -> Command {
    let is_free = |flag: &Arg| leaf.get_arguments().all(|argument| argument.get_long() != flag.get_long());
    let flags: Vec<Arg> = formatting_flags().into_iter().filter(is_free).collect();
    leaf.args(flags)
}

fn formatting_flags() -> [Arg; 6] {
    let heading = |argument: Arg| argument.help_heading(FORMATTING);
    [
        heading(
            Arg::new(FORMAT)
                .long("format")
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(["auto", "human", "agent", "json", "quiet"]))
                .help("Output format: for people, for AI agents, JSON, or IDs only"),
        ),
        heading(
            Arg::new(JSON)
                .long("json")
                .value_name("FIELD,...")
                .num_args(0..=1)
                .require_equals(true)
                .default_missing_value("")
                .help("Same as --format json; with =FIELD,... only these fields"),
        ),
        heading(Arg::new(QUIET).short('q').long("quiet").action(ArgAction::SetTrue).help("Same as --format quiet")),
        heading(Arg::new(JQ).long(JQ_FLAG).value_name("EXPR").help("Print what a jq expression makes of the JSON")),
        heading(
            Arg::new(TEMPLATE)
                .long(TEMPLATE_FLAG)
                .value_name("TEXT")
                .help("Print a Jinja template for each object of the JSON, such as '{{ id }}'"),
        ),
        heading(
            Arg::new(NO_TRUNCATE).long(NO_TRUNCATE_FLAG).action(ArgAction::SetTrue).help("Do not truncate table cells"),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ArgAction, Command};

    use super::{Program, dress, sorted};

    fn dressed(leaf: Command) -> Command {
        let mut root = dress(Command::new("hf").subcommand(leaf), Program::Hf, "");
        root.build();
        root
    }

    fn shorts(root: &Command) -> Vec<(&str, char)> {
        let leaf = root.get_subcommands().next().unwrap();
        leaf.get_arguments().filter_map(|argument| Some((argument.get_id().as_str(), argument.get_short()?))).collect()
    }

    #[test]
    fn a_verb_may_have_an_h_of_its_own() {
        let switch = Arg::new("human").short('h').long("human").action(ArgAction::SetTrue);
        assert_eq!(shorts(&dressed(Command::new("list").arg(switch))), [("human", 'h'), ("output_quiet", 'q')]);
        assert_eq!(shorts(&dressed(Command::new("list"))), [("help", 'h'), ("output_quiet", 'q')]);
    }

    fn passing() -> Command {
        let image = Arg::new("image").required(true);
        let command = Arg::new("command").num_args(1..).required(true).trailing_var_arg(true);
        let switch = Arg::new("detach").short('d').long("detach").action(ArgAction::SetTrue);
        dressed(Command::new("run").args([image, command, switch]))
    }

    #[test]
    fn the_options_of_another_command_are_not_ours() {
        let mut root = passing();
        let line = "hf run --jq . -d ubuntu tool --json --no-detach --no-truncate --jq x -x -- --detach";
        let (words, late) = sorted(&root, line.split(' ').map(Into::into).collect());
        assert_eq!(late, ["--json"]);
        let matches = root.try_get_matches_from_mut(words).unwrap();
        let (_, leaf) = matches.subcommand().unwrap();
        let command: Vec<&str> = leaf.get_many::<String>("command").unwrap().map(String::as_str).collect();
        assert_eq!(command, ["tool", "--no-detach", "--no-truncate", "--jq", "x", "-x", "--detach"]);
        assert!(leaf.get_flag("detach") && leaf.contains_id("output_json"));
    }

    #[test]
    fn other_verbs_keep_their_words_as_they_are() {
        let words = ["hf", "list", "-x", "--", "a"].map(std::ffi::OsString::from).to_vec();
        assert_eq!(sorted(&dressed(Command::new("list")), words.clone()), (words, vec![]));
    }
}
