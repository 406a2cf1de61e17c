//! Ports for servers whose port is said beforehand.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// The system gives out ports above these by itself, to servers of other tests too.
const FIRST: u16 = 10_000;
const COUNT: u16 = 20_000;

/// A port that nobody listens on, and that no other test is given.
pub fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Another run of the tests begins elsewhere.
    let start = u16::try_from(std::process::id() % u32::from(COUNT)).unwrap();
    let mut ports = std::iter::repeat_with(|| {
        let next = NEXT.fetch_add(1, Ordering::Relaxed);
        FIRST + (start + next) % COUNT
    });
    ports.find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).unwrap()
}
