//! What a file behind a fence is opened for, on every system.

#[derive(Clone, Copy)]
pub(super) enum Way {
    Read,
    /// And reading.
    Write,
    /// And reading; what is missing may be made.
    Append {
        creates: bool,
    },
    /// With these permission bits, where the system has any.
    New {
        #[cfg_attr(not(unix), allow(dead_code, reason = "permission bits mean nothing there"))]
        mode: u32,
        appends: bool,
    },
}
