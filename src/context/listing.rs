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
        mut pages: Pages<'_, T>,
        columns: &Columns,
        row: impl Fn(T) -> R,
    ) -> Result<()> {
        let mut listing = self.out.listing(columns);
        while let Some(page) = pages.next().await? {
            listing.add(&page.into_iter().map(&row).collect::<Vec<_>>())?;
        }
        listing.end()?;
        if pages.has_more() && self.out.format() == Format::Human {
            self.out.hint("there are more results: add --limit N to see N of them, or --limit 0 to see all");
        }
        Ok(())
    }
}
