//! Making a token the active one, which logging in and switching do.

use anyhow::{Context as _, Result};

use crate::auth::{git_credential, store};
use crate::base::secret::Secret;
use crate::context::Context;

/// Makes a token the one that commands use, and git too if that is wanted.
pub(super) fn activate(cx: &Context, token: &Secret, add_to_git_credential: bool) -> Result<()> {
    if add_to_git_credential {
        add_to_git(cx, token)?;
    }
    let path = &cx.config.paths.token;
    store::write_active(path, token)?;
    cx.out.log(&format!("Saved the token in {}", path.display()));
    Ok(())
}

/// Tells of a variable that wins over the token that was made the active one.
pub(super) fn warn_of_variable(cx: &Context, token: &Secret) {
    let variables = &cx.config.token;
    if let (Some(name), Some(value)) = (variables.variable, &variables.value)
        && value != token
    {
        cx.out.warning(&format!("commands go on using the token in the variable {name}: unset it to use this one"));
    }
}

fn add_to_git(cx: &Context, token: &Secret) -> Result<()> {
    let helpers = git_credential::helpers();
    if helpers.is_empty() {
        cx.out.warning(
            "git has no credential helper, so it did not get the token: name one with `git config --global \
             credential.helper store`, which keeps passwords in a plain file, then log in again",
        );
        return Ok(());
    }
    git_credential::approve(&cx.config.endpoint, token).context("cannot run git")?;
    cx.out.log(&format!("Gave the token to git's credential helpers: {}", helpers.join(", ")));
    Ok(())
}
