//! `hf --show-completion` and `hf --install-completion`: the scripts by which shells ask this program what may come
//! next. The answers are in `cli/completion.rs`.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::base::fs::create_folder;
use crate::config::Terminal;
use crate::context::Context;

const DEFAULT_SHELL: &str = "bash";

/// A shell that completes command lines by a script of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
    Elvish,
    PowerShell,
}

impl Shell {
    /// All of them, by the names of their programs.
    const NAMES: [(&str, Self); 6] = [
        ("bash", Self::Bash),
        ("zsh", Self::Zsh),
        ("fish", Self::Fish),
        ("elvish", Self::Elvish),
        ("powershell", Self::PowerShell),
        ("pwsh", Self::PowerShell),
    ];

    /// The shell whose program has that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, shell)| *shell)
    }

    /// Its script, the same bytes as the file in `completions/`.
    pub fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("../../completions/hf.bash"),
            Self::Zsh => include_str!("../../completions/_hf"),
            Self::Fish => include_str!("../../completions/hf.fish"),
            Self::Elvish => include_str!("../../completions/hf.elv"),
            Self::PowerShell => include_str!("../../completions/_hf.ps1"),
        }
    }

    /// What the shell reads at its start, and the line in there that loads the script. Fish has a file for each
    /// program instead. The lines of bash and zsh are the Python client's, so that neither is added twice.
    fn settings(self, terminal: &Terminal) -> Option<(PathBuf, &'static str)> {
        let (folder, file, line) = match self {
            Self::Bash => (&terminal.home, ".bashrc", r#"eval "$(_HF_COMPLETE=bash_source hf)""#),
            Self::Zsh => {
                let folder = if terminal.zsh_home.is_some() { &terminal.zsh_home } else { &terminal.home };
                (folder, ".zshrc", r#"eval "$(_HF_COMPLETE=zsh_source hf)""#)
            }
            Self::Fish => (&terminal.config_home, "fish/completions/hf.fish", self.script()),
            Self::Elvish => {
                (&terminal.config_home, "elvish/rc.elv", "eval (env _HF_COMPLETE=elvish_source hf | slurp)")
            }
            Self::PowerShell => (
                &terminal.config_home,
                "powershell/profile.ps1",
                "env _HF_COMPLETE=powershell_source hf | Out-String | Invoke-Expression",
            ),
        };
        Some((folder.as_ref()?.join(file), line))
    }
}

/// What a flag of the program itself asks for.
#[derive(Debug, Clone, Copy)]
pub enum Completion {
    Show,
    Install,
}

impl Completion {
    pub fn run(self, cx: &Context) -> Result<()> {
        let shell = current_shell(&cx.config.terminal)?;
        match self {
            Self::Show => Ok(cx.out.bytes(shell.script().as_bytes())?),
            Self::Install => install(shell, cx),
        }
    }
}

fn current_shell(terminal: &Terminal) -> Result<Shell> {
    let name = terminal.shell.as_deref().unwrap_or(DEFAULT_SHELL);
    match Shell::named(name) {
        Some(shell) => Ok(shell),
        None => bail!("no completion for the shell '{name}': use bash, zsh, fish, elvish or pwsh"),
    }
}

fn install(shell: Shell, cx: &Context) -> Result<()> {
    let (path, line) = shell.settings(&cx.config.terminal).context("HOME is not set")?;
    let shown = path.display();
    let is_new = if shell == Shell::Fish { write_file(&path, line) } else { append_once(&path, line) }
        .with_context(|| format!("cannot write '{shown}'"))?;
    cx.out.text(&if is_new {
        format!("Installed completion in {shown}; restart your shell to use it.")
    } else {
        format!("Completion is already installed in {shown}.")
    })?;
    Ok(())
}

/// Whether the file changed.
fn write_file(path: &Path, text: &str) -> std::io::Result<bool> {
    if fs::read_to_string(path).is_ok_and(|existing| existing == text) {
        return Ok(false);
    }
    make_parent(path)?;
    fs::write(path, text)?;
    Ok(true)
}

/// Whether the line was added: one that is there stays alone.
fn append_once(path: &Path, line: &str) -> std::io::Result<bool> {
    let existing = if path.exists() { fs::read(path)? } else { Vec::new() };
    if String::from_utf8_lossy(&existing).contains(line) {
        return Ok(false);
    }
    make_parent(path)?;
    let mut file = fs::OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(format!("\n{line}\n").as_bytes())?;
    Ok(true)
}

fn make_parent(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), create_folder)
}

#[cfg(test)]
mod tests {
    use super::{Shell, append_once, write_file};

    #[test]
    fn a_shell_is_known_by_its_programs_name() {
        assert_eq!(Shell::named("pwsh"), Some(Shell::PowerShell));
        assert_eq!(Shell::named("tcsh"), None);
    }

    #[test]
    fn a_line_is_added_once_and_nothing_else_changes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/.bashrc");
        assert!(append_once(&path, "load hf").unwrap());
        assert!(!append_once(&path, "load hf").unwrap());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "\nload hf\n");
    }

    #[test]
    fn settings_that_are_no_utf8_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".zshrc");
        std::fs::write(&path, b"caf\xe9\n").unwrap();
        append_once(&path, "load hf").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"caf\xe9\n\nload hf\n");
    }

    #[test]
    fn an_older_script_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("hf.fish");
        std::fs::write(&path, "old").unwrap();
        assert!(write_file(&path, "new").unwrap());
        assert!(!write_file(&path, "new").unwrap());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "new");
    }
}
