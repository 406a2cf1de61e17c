//! How this program came to this machine, told from where it is. Changes nothing.

use std::fs;
use std::path::{Path, PathBuf};

/// What installed a program, and can update it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Installation {
    /// Homebrew.
    Brew,
    /// `cargo install`, from a registry, a git repository or a folder.
    Cargo(CargoSource),
    /// The system's packages, with the command that updates one.
    Package(&'static str),
    /// `install.sh`, below a folder.
    Script {
        prefix: PathBuf,
    },
    /// A build in its own sources.
    Build {
        sources: PathBuf,
    },
    Unknown,
}

/// Where `cargo install` took the sources from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CargoSource {
    Registry,
    Git(String),
    Folder(String),
}

/// Lists of installed files of system packages, and what updates them.
const PACKAGES: [(&str, &str); 2] = [
    ("/var/lib/dpkg/info/hf.list", "sudo apt-get update && sudo apt-get install --only-upgrade hf"),
    ("/var/lib/rpm", "sudo dnf upgrade hf"),
];

impl Installation {
    /// That of the program at this path, which has no links in it.
    pub(super) fn of(program: &Path) -> Self {
        let folder = program.parent().unwrap_or(program);
        let prefix = folder.parent().unwrap_or(folder);
        if program.components().any(|part| part.as_os_str() == "Cellar") {
            return Self::Brew;
        }
        if lists(&prefix.join("share/hf/installed"), program) {
            return Self::Script { prefix: prefix.to_owned() };
        }
        if let Some(source) = cargo_source(&prefix.join(".crates.toml")) {
            return Self::Cargo(source);
        }
        let is_of_system = ["/usr/bin", "/bin"].iter().any(|system| folder == Path::new(system));
        let package = PACKAGES.iter().find(|(list, _)| is_of_system && Path::new(list).exists());
        if let Some((_, command)) = package {
            return Self::Package(command);
        }
        let build = program.ancestors().find(|folder| folder.ends_with("target")).and_then(Path::parent);
        match build.filter(|sources| sources.join("Cargo.toml").exists()) {
            Some(sources) => Self::Build { sources: sources.to_owned() },
            None => Self::Unknown,
        }
    }

    /// A word for programs.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Brew => "brew",
            Self::Cargo(_) => "cargo",
            Self::Package(_) => "package",
            Self::Script { .. } => "install.sh",
            Self::Build { .. } => "build",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether the list of an `install.sh` has the program: lines of a checksum, a size and a path.
fn lists(list: &Path, program: &Path) -> bool {
    let text = fs::read_to_string(list).unwrap_or_default();
    let path = program.display().to_string();
    text.lines().filter_map(|line| line.splitn(3, ' ').nth(2)).any(|listed| listed == path)
}

/// The source of this package in cargo's list: `"hf 1.0.0 (git+https://…#commit)" = ["hf"]`.
fn cargo_source(list: &Path) -> Option<CargoSource> {
    let text = fs::read_to_string(list).ok()?;
    let line = text.lines().find(|line| line.starts_with("\"hf "))?;
    let source = line.split_once('(')?.1.split_once(')')?.0;
    Some(match source.split_once('+') {
        Some(("git", url)) => CargoSource::Git(url.split(['#', '?']).next().unwrap_or(url).to_owned()),
        Some(("path", url)) => CargoSource::Folder(url.trim_start_matches("file://").to_owned()),
        _ => CargoSource::Registry,
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{CargoSource, Installation};

    #[test]
    fn the_place_of_a_program_tells_what_installed_it() {
        assert_eq!(Installation::of(Path::new("/opt/homebrew/Cellar/hf/1.0.0/bin/hf")), Installation::Brew);
        assert_eq!(Installation::of(Path::new("/somewhere/hf")), Installation::Unknown);
    }

    #[test]
    fn the_list_of_the_script_must_name_the_program() {
        let folder = tempfile::tempdir().unwrap();
        let prefix = folder.path().join("my prefix");
        fs::create_dir_all(prefix.join("share/hf")).unwrap();
        let program = prefix.join("bin/hf");
        fs::write(prefix.join("share/hf/installed"), format!("123 45 {}\n", program.display())).unwrap();
        assert_eq!(Installation::of(&program), Installation::Script { prefix: prefix.clone() });
        assert_eq!(Installation::of(&prefix.join("bin/other")), Installation::Unknown);
    }

    #[test]
    fn cargo_remembers_its_source() {
        let folder = tempfile::tempdir().unwrap();
        let source = |source: &str| {
            let text = format!("[v1]\n\"ripgrep 1.0.0 (registry+x)\" = [\"rg\"]\n\"hf 0.1.0 ({source})\" = [\"hf\"]\n");
            fs::write(folder.path().join(".crates.toml"), text).unwrap();
            Installation::of(&folder.path().join("bin/hf"))
        };
        let git = source("git+https://example.com/hf?branch=main#0123");
        assert_eq!(git, Installation::Cargo(CargoSource::Git("https://example.com/hf".to_owned())));
        assert_eq!(source("path+file:///src/hf"), Installation::Cargo(CargoSource::Folder("/src/hf".to_owned())));
        assert_eq!(source("registry+https://index"), Installation::Cargo(CargoSource::Registry));
    }
}
