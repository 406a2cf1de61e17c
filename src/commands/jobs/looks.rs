//! What jobs use while they run, until all have ended: a table that changes in place on a terminal, a line for each look
//! where people read it later, an object for each look for programs.

use std::time::Duration;

use anyhow::Result;
use futures_util::stream::{self, SelectAll};
use futures_util::{Stream, StreamExt};
use serde_json::{Map, Value};
use tokio::time::sleep;

use super::usage::{COLUMN_KEYS, COLUMNS, shown, with_id};
use crate::api::Hub;
use crate::api::jobs::metrics::{Look, Metrics};
use crate::context::Context;
use crate::ids::job::JobId;
use crate::output::{Format, LiveTable};

/// Between two looks at a job whose stream broke off.
const PAUSE: Duration = Duration::from_secs(2);

type Row = Map<String, Value>;

/// Prints values as they come, until all jobs have ended.
pub(super) async fn follow(cx: &Context, hub: &Hub, jobs: &[JobId]) -> Result<()> {
    let mut page = Page::new(cx, jobs)?;
    let looks: SelectAll<_> = jobs.iter().map(|job| looks_at(hub, job).boxed_local()).collect();
    let mut looks = std::pin::pin!(looks);
    while let Some((job, look)) = looks.next().await {
        match look? {
            Some(look) => page.add(job, look)?,
            None => page.end_of(job),
        }
    }
    page.end()?;
    let ids = jobs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    cx.out.hint(&format!("no more values: see how the jobs ended with `hf jobs inspect {ids}`"));
    Ok(())
}

/// Where the values go.
struct Page<'a> {
    cx: &'a Context,
    jobs: Vec<Watched<'a>>,
    /// For people who look at it now.
    table: Option<LiveTable>,
}

/// A job, and how it was when it was seen last.
struct Watched<'a> {
    id: &'a JobId,
    rows: Vec<Row>,
    is_over: bool,
}

impl<'a> Page<'a> {
    fn new(cx: &'a Context, jobs: &'a [JobId]) -> Result<Self> {
        let table = cx.out.live_table(COLUMNS);
        if table.is_none() && cx.out.format() == Format::Human {
            cx.out.line(&padded(&COLUMN_KEYS.map(str::to_owned)))?;
        }
        let jobs = jobs.iter().map(|id| Watched { id, rows: Vec::new(), is_over: false }).collect();
        Ok(Self { cx, jobs, table })
    }

    fn add(&mut self, job: &JobId, look: Look) -> Result<()> {
        let row = with_id(job, look);
        if self.cx.out.format() != Format::Human {
            return Ok(self.cx.out.object(&row)?);
        }
        let rows = shown(&row);
        if self.table.is_none() {
            return rows.iter().try_for_each(|row| Ok(self.cx.out.line(&padded(&cells(row)))?));
        }
        if let Some(watched) = self.watched(job) {
            watched.rows = rows;
        }
        self.draw();
        Ok(())
    }

    /// A job that has ended leaves the table that changes.
    fn end_of(&mut self, job: &JobId) {
        if let Some(watched) = self.watched(job) {
            watched.is_over = true;
        }
        self.draw();
    }

    fn watched(&mut self, job: &JobId) -> Option<&mut Watched<'a>> {
        self.jobs.iter_mut().find(|watched| watched.id == job)
    }

    fn draw(&self) {
        if let Some(table) = &self.table {
            let running = self.jobs.iter().filter(|watched| !watched.is_over);
            table.show(&running.flat_map(|watched| watched.rows.clone()).collect::<Vec<_>>());
        }
    }

    /// The last values of all jobs stay on the terminal.
    fn end(self) -> Result<()> {
        if self.table.is_some() {
            // It vanishes before they are printed.
            drop(self.table);
            let rows: Vec<Row> = self.jobs.into_iter().flat_map(|watched| watched.rows).collect();
            self.cx.out.table(&rows, &COLUMNS)?;
        }
        Ok(())
    }
}

/// The values of one job, and nothing at last when it has ended. Streams that break off are opened again.
fn looks_at<'a>(hub: &'a Hub, job: &'a JobId) -> impl Stream<Item = (&'a JobId, Result<Option<Look>>)> + 'a {
    let first = Watch { hub, job, metrics: None, is_first: true };
    stream::unfold(Some(first), async |watch| {
        let mut watch = watch?;
        let (job, look) = (watch.job, watch.next().await);
        let goes_on = matches!(look, Ok(Some(_)));
        Some(((job, look), goes_on.then_some(watch)))
    })
}

struct Watch<'a> {
    hub: &'a Hub,
    job: &'a JobId,
    metrics: Option<Metrics>,
    is_first: bool,
}

impl Watch<'_> {
    async fn next(&mut self) -> Result<Option<Look>> {
        loop {
            if let Some(metrics) = &mut self.metrics {
                if let Some(look) = metrics.next().await {
                    return Ok(Some(look));
                }
                self.metrics = None;
            }
            // What was not seen running may not have begun; the rest is over when the Hub says so.
            if !std::mem::take(&mut self.is_first) {
                if self.hub.job(self.job).await?.is_over() {
                    return Ok(None);
                }
                sleep(PAUSE).await;
            }
            self.metrics = self.hub.job_metrics(self.job).await?;
        }
    }
}

fn cells(row: &Row) -> [String; 9] {
    COLUMN_KEYS.map(|key| row.get(key).and_then(Value::as_str).unwrap_or_default().to_owned())
}

fn padded(cells: &[String; 9]) -> String {
    let widths = [24, 7, 5, 7, 19, 23, 6, 9, 17];
    let cells = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
    cells.collect::<Vec<_>>().join(" ").trim_end().to_owned()
}
