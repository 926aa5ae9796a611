//! Ctrl-C leaves nothing behind.
#![cfg(unix)]

use crate::support::Place;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

#[test]
fn an_interrupted_run_is_130_and_leaves_nothing() {
    let place = Place::new();
    let mut child = place
        .command()
        .args(["screen", "-", "--out", "out"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Standard input stays open: the command waits for more of it.
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(b"tx_id,timestamp,amount,currency,beneficiary_account\n")
        .unwrap();
    let start = Instant::now();
    while place.names().is_empty() {
        assert!(start.elapsed() < Duration::from_secs(20), "the folder was never begun");
        sleep(Duration::from_millis(20));
    }
    sleep(Duration::from_millis(300));
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    drop(input);
    assert_eq!(
        output.status.code(),
        Some(130),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing was written"));
    assert!(place.names().is_empty(), "{:?}", place.names());
}
