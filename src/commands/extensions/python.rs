//! Extensions that are Python packages: an environment of their own, made by uv or by Python itself, and the package in
//! it. What these print goes to standard error, where it is not taken for a result.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::base::fs::write_beside;
use crate::context::Context;
use crate::ids::extension::ExtensionRepo;

/// Installs the package of an archive into the folder. Returns the program that it brings.
pub(super) async fn install(cx: &Context, folder: &Path, repo: &ExtensionRepo, archive: &[u8]) -> Result<PathBuf> {
    let name = repo.name.program();
    // The installer goes by the ending.
    let file = folder.join(format!("{name}.zip"));
    write_beside(&file, archive, None).with_context(|| format!("cannot write '{}'", file.display()))?;
    let environment = folder.join("venv");
    let python = environment.join("bin/python");
    let has_uv = Command::new("uv").arg("--version").stdin(Stdio::null()).output().is_ok();
    let status = cx.out.status("Installing a Python package");
    let [create, add] = steps(has_uv, [&environment, &python, &file]);
    run(create).await.context("cannot create a Python environment")?;
    run(add).await.with_context(|| format!("cannot install the Python package of '{repo}'"))?;
    drop(status);
    std::fs::remove_file(&file)?;
    let program = environment.join("bin").join(&name);
    if !program.is_file() {
        bail!("'{repo}' is no extension: it has neither a file '{name}' nor a Python package with a command '{name}'");
    }
    Ok(program)
}

/// The two commands that create an environment and install a package in it.
fn steps(has_uv: bool, [environment, python, file]: [&Path; 3]) -> [Command; 2] {
    let command = |program: &Path, words: &[&str], last: &Path| {
        let mut command = Command::new(program);
        command.args(words).arg(last);
        command
    };
    if has_uv {
        let uv = Path::new("uv");
        let mut add = command(uv, &["pip", "install", "--quiet", "--python"], python);
        add.arg(file);
        return [command(uv, &["venv", "--quiet"], environment), add];
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"];
    [command(Path::new("python3"), &["-m", "venv"], environment), command(python, &pip, file)]
}

async fn run(mut command: Command) -> Result<()> {
    command.stdin(Stdio::null()).stdout(Stdio::from(io::stderr()));
    let program = command.get_program().to_string_lossy().into_owned();
    let ended = tokio::task::spawn_blocking(move || command.status()).await?;
    let ended = ended.with_context(|| format!("cannot run '{program}': is Python installed?"))?;
    if !ended.success() {
        bail!("'{program}' failed ({ended})");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::steps;

    #[test]
    fn uv_and_python_install_the_same() {
        for (has_uv, first) in [(true, "uv"), (false, "python3")] {
            let [create, add] = steps(has_uv, ["v", "v/bin/python", "x.zip"].map(Path::new));
            assert_eq!(create.get_program(), first);
            assert!(add.get_args().any(|word| word == "x.zip"));
        }
    }
}
