//! `hf auth list`.

use std::time::SystemTime;

use anyhow::Result;
use serde::Serialize;

use super::stored::{Stored, stored};
use crate::auth::keyring::Keyring;
use crate::auth::resolve;
use crate::auth::store::{StoredToken, StoredTokens};
use crate::base::secret::Secret;
use crate::base::time::{local_date, unix_seconds};
use crate::context::Context;
use crate::output::{Columns, Format, padded};

/// List the stored tokens
#[derive(clap::Args)]
#[command(visible_alias = "ls", after_help = "Examples:\n  $ hf auth list\n  $ hf auth list --json")]
pub struct List {}

const HEADERS: [&str; 4] = [" ", "name", "token", "expires"];

/// One line of the table: a mark, the name, the token made unreadable, and when it expires.
type Row = [String; HEADERS.len()];

impl List {
    pub fn run(self, cx: &Context) -> Result<()> {
        let active = active(cx)?;
        let Stored { files, keyring } = stored(cx)?;
        if matches!(cx.out.format(), Format::Json | Format::Quiet) {
            let records: Vec<Record> = records(&files, &keyring, active.as_ref()).collect();
            return Ok(cx.out.records(&records, &Columns::of_rows())?);
        }
        let mut rows: Vec<Row> = files.iter().map(|stored| row(&stored, active.as_ref())).collect();
        let is_active = |name: &str| is_active_in_keyring(name, &keyring, active.as_ref());
        rows.extend(keyring.names().map(|(name, ends)| row_in_keyring(name, ends, is_active(name))));
        if rows.is_empty() {
            cx.out.log("No stored tokens");
        } else {
            let has_expiry =
                files.iter().any(|stored| stored.has_expiry) || keyring.names().any(|(_, ends)| ends.is_some());
            let columns = if has_expiry { HEADERS.len() } else { HEADERS.len() - 1 };
            for line in padded(&HEADERS[..columns], &rows) {
                cx.out.raw(&line)?;
            }
        }
        tell_of_active(cx, &rows);
        Ok(())
    }
}

/// A token as programs see it.
#[derive(Serialize)]
struct Record<'a> {
    name: &'a str,
    is_active: bool,
    /// `file` or `keyring`.
    store: &'static str,
    /// Seconds since 1970.
    expires_at: Option<i64>,
}

fn records<'a>(
    files: &'a StoredTokens,
    keyring: &'a Keyring,
    active: Option<&Secret>,
) -> impl Iterator<Item = Record<'a>> {
    let in_files = files.iter().map(move |stored| Record {
        name: stored.name,
        is_active: stored.token.is_some() && stored.token.as_ref() == active,
        store: "file",
        expires_at: stored.expires_at,
    });
    let in_keyring = keyring.names().map(move |(name, expires_at)| Record {
        name,
        is_active: is_active_in_keyring(name, keyring, active),
        store: "keyring",
        expires_at,
    });
    in_files.chain(in_keyring)
}

/// What a variable or the token file holds wins over the keyring.
fn is_active_in_keyring(name: &str, keyring: &Keyring, active: Option<&Secret>) -> bool {
    active.is_none() && keyring.active().is_some_and(|(active, _)| active == name)
}

/// The token that a variable or the token file holds.
fn active(cx: &Context) -> Result<Option<Secret>> {
    match &cx.config.token.value {
        Some(token) => Ok(Some(token.clone())),
        None => Ok(resolve::in_file(&cx.config)?),
    }
}

fn tell_of_active(cx: &Context, rows: &[Row]) {
    match (&cx.config.trusted, cx.config.token.variable) {
        (Some(_), _) => cx.out.warning("commands request their own token because HF_OIDC_RESOURCE is set"),
        (None, Some(name)) => cx.out.warning(&format!("commands use the token in {name}")),
        (None, None) if !rows.is_empty() && rows.iter().all(|row| row[0].is_empty()) => {
            cx.out.warning("no active token: choose one with `hf auth switch`");
        }
        (None, None) => {}
    }
}

/// The keyring is not asked for what is not shown.
fn row_in_keyring(name: &str, ends: Option<i64>, is_active: bool) -> Row {
    let mark = if is_active { "*" } else { "" };
    [mark.to_owned(), name.to_owned(), "(keyring)".to_owned(), ends.map(expiry).unwrap_or_default()]
}

fn row(stored: &StoredToken<'_>, active: Option<&Secret>) -> Row {
    let is_active = stored.token.is_some() && stored.token.as_ref() == active;
    [
        if is_active { "*" } else { "" }.to_owned(),
        stored.name.to_owned(),
        stored.token.as_ref().map_or_else(|| "<not set>".to_owned(), Secret::masked),
        stored.expires_at.map(expiry).unwrap_or_default(),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "no clock shows a moment that a float does not hold")]
fn expiry(seconds: i64) -> String {
    let date = local_date(seconds).unwrap_or_default();
    if (seconds as f64) < unix_seconds(SystemTime::now()) { format!("{date} (expired)") } else { date }
}
