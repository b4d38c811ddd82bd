//! A million orders through the command: rate and peak memory. `cargo bench --bench batch -- [ORDERS]`
//!
//! Writes the example orders, over and over with new ids, to a temporary file, and screens it with the release binary.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a benchmark"
)]

#[path = "support/orders.rs"]
mod orders;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let count: usize = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1_000_000);
    let file = tempfile::NamedTempFile::new().unwrap();
    let bytes = write_orders(file.path(), count);
    println!("{count} orders, {:.0} MB, {:.0} bytes each", bytes as f64 / 1e6, bytes as f64 / count as f64);
    for format in ["summary", "ndjson"] {
        let started = Instant::now();
        let peak = screen(file.path(), format);
        let took = started.elapsed().as_secs_f64();
        println!(
            "--format {format}: {took:.2} s, {:.0} orders/s, {:.1} MB/s, peak memory {peak}",
            count as f64 / took,
            bytes as f64 / 1e6 / took
        );
    }
}

fn write_orders(path: &Path, count: usize) -> usize {
    let orders = orders::example_orders();
    let mut out = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    let mut bytes = 0;
    for number in 0..count {
        let order = &orders[number % orders.len()];
        let (_, rest) = order.split_once(',').unwrap();
        let line = format!("{{\"id\":\"N-{number}\",{rest}\n");
        bytes += line.len();
        out.write_all(line.as_bytes()).unwrap();
    }
    out.flush().unwrap();
    bytes
}

/// Runs the command, and says the most memory it held at one time (where the system tells).
fn screen(orders: &Path, format: &str) -> String {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let mut child = Command::new(env!("CARGO_BIN_EXE_interdict"))
        .arg("screen")
        .arg(policies)
        .arg(orders)
        .args(["--input", "ndjson", "--format", format])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut peak = String::from("not known");
    while child.try_wait().unwrap().is_none() {
        if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id()))
            && let Some(line) = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))
        {
            peak = line.trim().to_owned();
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    peak
}
