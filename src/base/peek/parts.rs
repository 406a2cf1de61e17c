//! The parts of a file that are known, and what is made of them.

use std::ops::Range;

use bytes::Bytes;
use serde_json::{Map, Value};

/// Bytes that are read of a file in all.
pub const MOST: u64 = 1 << 20;
/// Bytes that are read at first, and at the end.
pub(super) const FIRST: u64 = 64 << 10;
/// Where reading from the beginning stops, so that a look at the end fits in, too.
pub(super) const REST: u64 = MOST - FIRST;

/// What a file is.
#[derive(Debug, Clone, PartialEq)]
pub struct Peeked {
    /// Such as `safetensors`.
    pub format: &'static str,
    /// What holds for all of it.
    pub facts: Map<String, Value>,
    /// What is in it: tensors, metadata, columns or files.
    pub items: Vec<Value>,
    /// Whether these are all.
    pub is_complete: bool,
}

/// Why a file is not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// These bytes are needed.
    Needs(Range<u64>),
    /// It is no file of its format.
    Broken(&'static str),
    /// The same, as the reader of its format says it.
    Wrong(String),
    /// It is no format that is known here.
    Unknown,
}

/// The parts of a file that are known.
#[derive(Debug, Clone)]
pub struct Parts {
    /// Bytes of the whole file.
    pub size: u64,
    known: Vec<(u64, Bytes)>,
}

impl Parts {
    /// Nothing is known of a file of that size.
    pub fn new(size: u64) -> Self {
        Self { size, known: Vec::new() }
    }

    /// From now on these bytes are known, too.
    pub fn add(&mut self, at: u64, bytes: Bytes) {
        self.known.push((at, bytes));
    }

    /// Bytes that are known in all.
    pub fn read(&self) -> u64 {
        self.known.iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    /// A part that is known as a whole.
    pub(super) fn get(&self, part: Range<u64>) -> Option<&[u8]> {
        self.known.iter().find_map(|(at, bytes)| {
            let start = usize::try_from(part.start.checked_sub(*at)?).ok()?;
            let end = usize::try_from(part.end.checked_sub(*at)?).ok()?;
            bytes.get(start..end)
        })
    }

    /// The same, or what is needed.
    pub(super) fn need(&self, part: Range<u64>) -> Result<&[u8], Trouble> {
        if part.end > self.size || part.start > part.end {
            return Err(Trouble::Broken("it ends too early"));
        }
        self.get(part.clone()).ok_or(Trouble::Needs(part))
    }

    /// As much as is known from a place on.
    pub(super) fn after(&self, start: u64) -> &[u8] {
        let known =
            self.known.iter().filter_map(|(at, bytes)| bytes.get(usize::try_from(start.checked_sub(*at)?).ok()?..));
        known.max_by_key(|bytes| bytes.len()).unwrap_or_default()
    }

    /// The beginning, as long as a first look is.
    pub(super) fn beginning(&self) -> Result<&[u8], Trouble> {
        self.need(0..self.size.min(FIRST))
    }
}

/// Reads bytes one after the other.
#[derive(Debug, Clone)]
pub(super) struct Cursor<'a>(pub &'a [u8]);

impl<'a> Cursor<'a> {
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
