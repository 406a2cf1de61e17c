//! A first word that is no command: the name of an extension, if one of that name is installed. Asks no server: a typo is
//! nobody's business, and an extension is installed only where the user says so.

use std::ffi::OsString;

use super::{Program, tree};
use crate::commands::extensions::installed::Store;
use crate::config::Config;
use crate::ids::extension::ExtensionName;

/// `hf NAME ARGUMENTS` as `hf extensions exec NAME ARGUMENTS`, if NAME is an installed extension and no command.
pub fn extended(program: Program, mut arguments: Vec<OsString>, config: &Config) -> Vec<OsString> {
    let word = arguments.get(1).and_then(|word| word.to_str()).filter(|word| !word.starts_with(['-', '_']));
    let name = word.filter(|_| program == Program::Hf).and_then(|word| word.parse::<ExtensionName>().ok());
    let Some(name) = name else { return arguments };
    let store = Store::new(&config.paths.extensions, config.terminal.home.as_deref());
    // The tree is built only where there is such a folder.
    let is_installed =
        store.folder(&name).is_dir() && store.find(&name).is_ok_and(|known| store.program(&known).is_ok());
    let is_command = || tree::reached(program, &[]).find_subcommand(&arguments[1]).is_some();
    if is_installed && !is_command() {
        arguments.splice(1..2, ["extensions", "exec", name.as_str()].map(OsString::from));
    }
    arguments
}
