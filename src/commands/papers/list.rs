//! `hf papers list`.

use anyhow::Result;
use clap::ValueEnum;
use serde::Serialize;

use crate::api::papers::{LARGEST_PAGE, Paper};
use crate::args::limit::LimitArg;
use crate::args::sort::SortArg;
use crate::args::token::TokenArg;
use crate::base::time::{local_date, now};
use crate::context::Context;
use crate::output::Columns;

const COLUMNS: Columns =
    Columns::of(&["id", "title", "upvotes", "comments", "published_at", "submitted_by_name"]).whole("id");

/// List the papers of the day, or of another day, week or month
#[derive(clap::Args)]
#[command(visible_alias = "ls")]
#[command(after_help = "\
Examples:
  $ hf papers list --sort trending --limit 10
  $ hf papers list --date 2025-10-31
  $ hf papers list --month 2025-10 --limit 0 --quiet")]
pub struct List {
    /// Only papers of this day, such as 2025-10-31 or today
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: Option<String>,
    /// Only papers of this week, such as 2025-W44
    #[arg(long, value_name = "WEEK", value_parser = |text: &str| shaped(text, "0000-W00"))]
    week: Option<String>,
    /// Only papers of this month, such as 2025-10
    #[arg(long, value_name = "MONTH", value_parser = |text: &str| shaped(text, "0000-00"))]
    month: Option<String>,
    /// Only papers that this user submitted
    #[arg(long, value_name = "USER")]
    submitter: Option<String>,
    #[command(flatten)]
    sort: SortArg<Key>,
    #[command(flatten)]
    limit: LimitArg<50>,
    #[command(flatten)]
    token: TokenArg,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
#[value(rename_all = "camelCase")]
enum Key {
    PublishedAt,
    Trending,
}

/// A paper, and who submitted it.
#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    paper: Paper,
    submitted_by_name: String,
}

impl List {
    pub async fn run(self, cx: &Context) -> Result<()> {
        let query = self.sort.query().maybe("date", self.date.as_ref()).maybe("week", self.week.as_ref());
        let query = query.maybe("month", self.month.as_ref()).maybe("submitter", self.submitter.as_ref());
        let hub = cx.hub(&self.token)?;
        let papers = hub.daily_papers(&query, self.limit.page().min(LARGEST_PAGE)).take(self.limit.most());
        cx.list_as(papers, &COLUMNS, |paper| Row { submitted_by_name: submitter(&paper), paper }).await
    }
}

fn submitter(paper: &Paper) -> String {
    let user = paper.submitted_by.as_ref();
    let full = user.and_then(|user| user.fullname.as_deref()).filter(|name| !name.is_empty());
    full.or_else(|| user.map(|user| user.username.as_str())).unwrap_or_default().to_owned()
}

fn date(text: &str) -> Result<String, String> {
    if text.eq_ignore_ascii_case("today") {
        return local_date(now()).ok_or_else(|| "the clock of this machine is wrong".to_owned());
    }
    shaped(text, "0000-00-00")
}

/// The text if it has digits where the shape has zeros, and else the same characters.
fn shaped(text: &str, shape: &str) -> Result<String, String> {
    let fits = |(own, wanted): (char, char)| if wanted == '0' { own.is_ascii_digit() } else { own == wanted };
    let is_right = text.len() == shape.len() && text.chars().zip(shape.chars()).all(fits);
    if is_right { Ok(text.to_owned()) } else { Err(format!("expected the form {}", shape.replace('0', "9"))) }
}
