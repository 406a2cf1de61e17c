//! Making a token the active one, which logging in and switching do.

use anyhow::Result;

use super::home::Home;
use crate::auth::keyring::Keyring;
use crate::auth::{git_credential, store};
use crate::base::secret::Secret;
use crate::context::Context;

/// A token that is stored already.
pub(super) struct Chosen<'a> {
    pub(super) home: Home,
    pub(super) name: &'a str,
    pub(super) token: &'a Secret,
}

/// Makes a token the one that commands use. What the token file holds wins over the keyring, so one of them has none.
pub(super) fn activate(cx: &Context, keyring: &mut Keyring, chosen: &Chosen<'_>) -> Result<()> {
    let path = &cx.config.paths.token;
    match chosen.home {
        Home::File => {
            store::write_active(path, chosen.token)?;
            keyring.activate(None)?;
            cx.out.log(&format!("Saved the token in {}", path.display()));
        }
        Home::Keyring => {
            keyring.activate(Some(chosen.name))?;
            store::remove(path)?;
            cx.out.log("Stored the token in the keyring, where Python tools cannot find it");
        }
    }
    Ok(())
}

/// Tells of a variable that wins over the token that was made the active one.
pub(super) fn warn_of_variable(cx: &Context, token: &Secret) {
    let variables = &cx.config.token;
    if let (Some(name), Some(value)) = (variables.variable, &variables.value)
        && value != token
    {
        cx.out.warning(&format!("commands still use the token in {name}: unset it to use this one"));
    }
}

/// Gives a token to git as well. It is stored already, so that a failure is a warning, as is the lack of a helper.
pub(super) fn add_to_git(cx: &Context, token: &Secret) {
    let endpoint = &cx.config.services.hub;
    if !git_credential::has_helper(endpoint) {
        cx.out.warning(
            "git has no credential helper, so it did not get the token: name one with `git config --global \
             credential.helper store`, which keeps passwords in a plain file, then log in again",
        );
        return;
    }
    match git_credential::approve(endpoint, token) {
        Ok(()) => cx.out.log("Stored the token in git's credential helpers"),
        Err(error) => {
            cx.out.warning(&format!("the token is stored, but git did not accept it: {error}"));
        }
    }
}
