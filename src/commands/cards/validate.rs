//! `hf cards validate`.

use anyhow::{Result, bail};
use serde::Serialize;

use super::document::fields;
use super::source::read;
use crate::api::card::Remark;
use crate::args::card::CardArgs;
use crate::args::token::TokenArg;
use crate::base::front_matter::{Parts, parts};
use crate::context::Context;
use crate::output::Format;
use crate::output::quantity::counted;

/// Check a card on this machine, then ask the Hub whether it is valid
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  $ hf cards validate README.md
  $ hf cards validate README.md --type dataset
  $ hf cards validate ada/tiny-bert --json")]
pub struct Validate {
    #[command(flatten)]
    card: CardArgs,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Debug, Default, Serialize)]
struct Report {
    valid: bool,
    errors: Vec<Remark>,
    warnings: Vec<Remark>,
}

impl Validate {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let place = self.card.resolve()?;
        let card = read(cx, &place, &self.token).await?;
        let mut report = own_look(&card);
        if report.errors.is_empty() {
            let opinion = cx.hub(&self.token)?.check_card(place.kind(), &card).await?;
            report.errors.extend(opinion.errors);
            report.warnings.extend(opinion.warnings);
        }
        report.valid = report.errors.is_empty();
        print(cx, &report)?;
        if !report.valid {
            bail!("{} is not valid: {}", place.name(), counted(report.errors.len(), "error"));
        }
        Ok(())
    }
}

fn print(cx: &Context, report: &Report) -> Result<()> {
    if cx.out.format() == Format::Json {
        return Ok(cx.out.object(report)?);
    }
    for Remark { message } in &report.errors {
        cx.out.line(&format!("error: {message}"))?;
    }
    for Remark { message } in &report.warnings {
        cx.out.line(&format!("warning: {message}"))?;
    }
    if report.valid { Ok(cx.out.line("The card is valid")?) } else { Ok(()) }
}

/// What can be said without the Hub, with the number of the line.
fn own_look(card: &str) -> Report {
    let remark = |message: String| Remark { message };
    let mut report = Report::default();
    match parts(card) {
        None => report.warnings.push(remark(why_none(card))),
        Some(Parts { open, .. }) => {
            if open.starts_with('\u{feff}') {
                report.warnings.push(remark("line 1: the file begins with a byte order mark".to_owned()));
            }
            if let Err(error) = fields(card) {
                let cause = std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string);
                report.errors.push(remark(cause));
            }
        }
    }
    report
}

/// Why a card has no metadata, which its author may not see.
fn why_none(card: &str) -> String {
    let mut lines = card.split(['\n', '\r']).enumerate().skip_while(|(_, line)| line.trim().is_empty());
    let Some((at, first)) = lines.next() else { return "the card is empty".to_owned() };
    let number = at + 1;
    match first.trim_start_matches('\u{feff}').trim_start() {
        "---" if !card.contains('\n') => "lines end in a carriage return alone: the metadata is not found".to_owned(),
        "---" => format!("line {number}: the metadata that begins here has no second line of three dashes"),
        dashes if dashes.trim_end() == "---" => format!("line {number}: blanks follow the three dashes"),
        _ => "there is no metadata: a card begins with a line of three dashes".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::own_look;

    #[test]
    fn odd_cards_are_explained_with_their_lines() {
        for (card, errors, warnings) in [
            ("---\nlicense: mit\n---\n", vec![], vec![]),
            ("", vec![], vec!["the card is empty"]),
            ("\n---  \na: 1\n---\n", vec![], vec!["line 2: blanks follow the three dashes"]),
            ("---\na: 1\n", vec![], vec!["line 1: the metadata that begins here has no second line of three dashes"]),
            ("---\ra: 1\r---\r", vec![], vec!["lines end in a carriage return alone: the metadata is not found"]),
            ("# T\n", vec![], vec!["there is no metadata: a card begins with a line of three dashes"]),
            ("\u{feff}---\na: 1\n---\n", vec![], vec!["line 1: the file begins with a byte order mark"]),
            ("---\na: 1\na: 2\n---\n", vec!["line 3: the key 'a' occurs twice"], vec![]),
            ("---\n- a\n---\n", vec!["the metadata is not a mapping of keys to values"], vec![]),
        ] {
            let report = own_look(card);
            let messages = |remarks: &[super::Remark]| remarks.iter().map(|it| it.message.clone()).collect::<Vec<_>>();
            assert_eq!(
                (messages(&report.errors), messages(&report.warnings)),
                (errors.into_iter().map(String::from).collect(), warnings.into_iter().map(String::from).collect()),
                "{card:?}"
            );
        }
    }
}
