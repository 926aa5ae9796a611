//! What the machine has.

use std::fs;

/// Bytes of memory that may be taken: what the system has free, or what the control group leaves. Where neither can be told, nothing is
/// refused.
pub(crate) fn free_memory() -> Option<u64> {
    let system = fs::read_to_string("/proc/meminfo").ok().as_deref().and_then(available);
    let group = |name: &str| fs::read_to_string(format!("/sys/fs/cgroup/memory.{name}")).ok();
    let group = group("max")
        .zip(group("current"))
        .and_then(|(most, taken)| left(&most, &taken));
    system.into_iter().chain(group).min()
}

fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

fn left(most: &str, taken: &str) -> Option<u64> {
    // Without a limit it says `max`.
    let most: u64 = most.trim().parse().ok()?;
    Some(most.saturating_sub(taken.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_the_system_are_understood() {
        let text = "MemTotal:       24683520 kB\nMemAvailable:   23000000 kB\nCached: 1 kB\n";
        assert_eq!(available(text), Some(23_000_000 * 1024));
        assert_eq!(available("MemTotal: 1 kB\n"), None);
        assert_eq!(left("1000\n", "400\n"), Some(600));
        assert_eq!(left("max\n", "400\n"), None);
    }
}
