//! The name of this machine, as Python's `platform.node()` and `socket.gethostname()` know it.

/// The name that the system goes by in its network; `unknown` where it has none.
#[cfg(unix)]
pub fn host_name() -> String {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    if name.is_empty() { "unknown".to_owned() } else { name }
}

#[cfg(not(unix))]
pub fn host_name() -> String {
    "unknown".to_owned()
}
