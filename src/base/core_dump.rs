//! Keeps the memory of this process off the disk: a core file would hold tokens and passwords.

/// From now on a crash leaves no core file, neither of this process nor of those that it starts. Best effort: a system
/// that refuses keeps its rule.
#[cfg(unix)]
pub fn disable() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // Who starts a program from here may raise the limit again for it.
    let Rlimit { maximum, .. } = getrlimit(Resource::Core);
    let _refused = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum });
}

#[cfg(not(unix))]
pub fn disable() {}
