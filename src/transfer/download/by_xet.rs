//! Fills a file in the making with what Xet gives. Where Xet fails the file goes on over plain HTTP, from what is
//! written by then on.

use std::ops::Range;

use super::ranges::Assembly;
use super::{DownloadError, Downloader};
use crate::api::files::XetFile;
use crate::transfer::xet::{Xet, XetError};

impl Downloader {
    /// Gives whether everything that was open is written now.
    ///
    /// # Errors
    /// What plain HTTP could not help either: a disk that is full, an account that is not let in.
    pub(super) async fn fill_by_xet(&self, assembly: &Assembly, file: &XetFile) -> Result<bool, DownloadError> {
        let Some(xet) = self.xet.as_ref().filter(|xet| xet.is_worth_asking()) else { return Ok(false) };
        for gap in assembly.gaps() {
            if let Err(error) = self.fill_gap(xet, assembly, file, gap).await? {
                self.leave_xet(xet, assembly, error)?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The inner error is one of Xet.
    async fn fill_gap(
        &self,
        xet: &Xet,
        assembly: &Assembly,
        file: &XetFile,
        gap: Range<u64>,
    ) -> Result<Result<(), XetError>, DownloadError> {
        let (mut at, end) = (gap.start, gap.end);
        let mut reading = match xet.read(file, assembly.size, gap, self.options.idle_timeout).await {
            Ok(reading) => reading,
            Err(error) => return Ok(Err(error)),
        };
        loop {
            let chunk = match reading.next().await {
                Ok(Some(chunk)) => chunk,
                Ok(None) => return Ok(Ok(())),
                Err(error) => return Ok(Err(error)),
            };
            let bytes = assembly.write(chunk, at, end)?;
            at += bytes;
            self.tell_moved(assembly, bytes);
            self.pace.spend(bytes).await;
        }
    }

    fn leave_xet(&self, xet: &Xet, assembly: &Assembly, error: XetError) -> Result<(), DownloadError> {
        if error.is_refusal() {
            return Err(error.into());
        }
        if xet.falls_back() {
            self.note(&format!("{error}; '{}' goes on over plain HTTP", assembly.name));
        }
        Ok(())
    }
}
