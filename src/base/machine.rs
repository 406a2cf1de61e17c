//! This machine: its name, as Python's `platform.node()` and `socket.gethostname()` know it, and its memory.

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

/// Bytes of memory that this process occupies; `None` where the system has no file that says so.
pub fn memory_in_use() -> Option<u64> {
    kilobytes(&std::fs::read_to_string("/proc/self/status").ok()?, "VmRSS:")
}

/// A line such as `VmRSS:     1234 kB` of a file in `/proc`, in bytes.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let rest = text.lines().find_map(|line| line.strip_prefix(name))?;
    rest.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::kilobytes;

    #[test]
    fn sizes_of_proc_are_bytes() {
        let text = "VmPeak:\t  12 kB\nVmRSS:\t    2048 kB\nThreads:\t1\n";
        assert_eq!(kilobytes(text, "VmRSS:"), Some(2 << 20));
        assert_eq!([kilobytes(text, "Threads:"), kilobytes(text, "VmSwap:")], [None, None]);
    }
}
