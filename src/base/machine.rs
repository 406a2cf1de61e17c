//! This machine: its name, as Python's `platform.node()` and `socket.gethostname()` know it, and its memory.

use std::process::{Command, Stdio};

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

/// Bytes of memory that this machine has, or that its container may use.
pub fn memory() -> Option<u64> {
    let own = kilobytes(&std::fs::read_to_string("/proc/meminfo").ok()?, "MemTotal:")?;
    let limit = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    Some(limit.map_or(own, |limit: u64| limit.min(own)))
}

/// Bytes of memory that all GPUs have together, as their drivers say; `None` where none says anything. Graphics that
/// share the machine's memory do not count.
pub fn gpu_memory() -> Option<u64> {
    const LEAST: u64 = 2 << 30;
    let sum = nvidia().unwrap_or_default().saturating_add(amd());
    Some(sum).filter(|sum| *sum >= LEAST)
}

/// In MiB, one line for each GPU.
fn nvidia() -> Option<u64> {
    let mut command = Command::new("nvidia-smi");
    command.args(["--query-gpu=memory.total", "--format=csv,noheader,nounits"]);
    let output =
        command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let sizes = text.lines().filter_map(|line| line.trim().parse::<u64>().ok());
    sizes.fold(None, |sum, mib| Some(sum.unwrap_or(0_u64).saturating_add(mib.saturating_mul(1 << 20))))
}

/// In bytes, one file for each GPU.
fn amd() -> u64 {
    let cards = std::fs::read_dir("/sys/class/drm").into_iter().flatten().flatten();
    let size = |card: std::fs::DirEntry| {
        let text = std::fs::read_to_string(card.path().join("device/mem_info_vram_total")).ok()?;
        text.trim().parse::<u64>().ok()
    };
    // `card0` is the GPU; `card0-DP-1` and `renderD128` lead to the same device.
    let is_card = |card: &std::fs::DirEntry| {
        let name = card.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix("card"));
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    cards.filter(is_card).filter_map(size).fold(0, u64::saturating_add)
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
