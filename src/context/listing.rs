//! Listings of the Hub, printed as their pages come.

use anyhow::Result;
use serde::Serialize;

use super::Context;
use crate::api::pages::Pages;
use crate::output::{Columns, Format};

impl Context {
    /// Prints every record of the pages. However many there are, few are kept in memory.
    pub async fn list<T: Serialize>(&self, pages: Pages<'_, T>, columns: &Columns) -> Result<()> {
        self.list_as(pages, columns, |record| record).await
    }

    /// Prints a row for every record of the pages, as [`Context::list`].
    pub async fn list_as<T, R: Serialize>(
        &self,
        pages: Pages<'_, T>,
        columns: &Columns,
        row: impl Fn(T) -> R,
    ) -> Result<()> {
        self.list_rows(pages, columns, |record| Ok(row(record))).await.map(drop)
    }

    /// As [`Context::list_as`], for rows that may fail. Returns how many there were.
    pub async fn list_rows<T, R: Serialize>(
        &self,
        mut pages: Pages<'_, T>,
        columns: &Columns,
        row: impl Fn(T) -> Result<R>,
    ) -> Result<usize> {
        let (mut listing, mut count) = (self.out.listing(columns), 0);
        while let Some(page) = pages.next().await? {
            let rows = page.into_iter().map(&row).collect::<Result<Vec<_>>>()?;
            count += rows.len();
            listing.add(&rows)?;
        }
        listing.end()?;
        if pages.has_more() && self.out.format() == Format::Human {
            self.out.hint("there are more results: add --limit N to see N of them, or --limit 0 to see all");
        }
        Ok(count)
    }
}
