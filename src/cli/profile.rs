//! `--profile` and `--verbose`: how long each part of a run takes, and how much memory it needs. This is for the eyes of who
//! waits; nothing of it gets into a pack.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::progress::Bar;
use super::show;
use crate::run::Progress;

/// Ticks of a second in `/proc`.
const TICKS: f64 = 100.0;

/// What the process has used so far; none where the system does not tell.
#[derive(Clone, Copy, Debug)]
struct Used {
    at: Instant,
    /// Seconds of all processors.
    cpu: Option<f64>,
    /// KiB now.
    memory: Option<u64>,
    /// KiB at most so far.
    peak: Option<u64>,
}

/// Listens to a run with a watch in hand, behind the bar that shows how far it is.
pub struct Profile {
    bar: Bar,
    verbose: bool,
    begun: Instant,
    /// Each stage with what was used when it began.
    stages: Mutex<Vec<(String, Used)>>,
    reading: Mutex<BTreeMap<String, Instant>>,
}

impl Profile {
    /// Begins the first stage. `verbose` tells everything as it happens.
    pub fn new(bar: Bar, verbose: bool) -> Profile {
        let now = Used::now();
        Profile {
            bar,
            verbose,
            begun: now.at,
            stages: Mutex::new(vec![("opening".to_owned(), now)]),
            reading: Mutex::new(BTreeMap::new()),
        }
    }

    /// A line for each stage and one for all: seconds by the clock and of processors, MiB at its end and at most so far.
    pub fn told(&self) -> Vec<String> {
        let stages = self
            .stages
            .lock()
            .expect("no stage panics while it is noted");
        let end = Used::now();
        let mut lines = vec![row(
            "stage",
            ["wall s", "CPU s", "MiB", "peak MiB"].map(str::to_owned),
        )];
        for (at, (name, from)) in stages.iter().enumerate() {
            let to = stages.get(at + 1).map_or(end, |(_, next)| *next);
            lines.push(row(name, columns(*from, to)));
        }
        if let Some((_, first)) = stages.first() {
            lines.push(row("total", columns(*first, end)));
        }
        lines
    }

    fn begin(&self, stage: &str) {
        let now = self.end_stage();
        let mut stages = self
            .stages
            .lock()
            .expect("no stage panics while it is noted");
        stages.push((stage.to_owned(), now));
    }

    /// Tells how long the last stage took, and all of them.
    pub fn end(&self) {
        let now = self.end_stage();
        self.tell(&format!("the run took {}", seconds(now.at - self.begun)));
    }

    fn end_stage(&self) -> Used {
        let stages = self
            .stages
            .lock()
            .expect("no stage panics while it is noted");
        let now = Used::now();
        if let Some((name, from)) = stages.last() {
            self.tell(&format!("{name} took {}", seconds(now.at - from.at)));
        }
        now
    }

    fn tell(&self, what: &str) {
        if self.verbose {
            let so_far = seconds(self.begun.elapsed());
            self.bar
                .beside(|| show::talk(&format!("{so_far:>9}  {what}")));
        }
    }
}

impl Progress for Profile {
    fn files(&self, count: usize) {
        self.begin("reading");
        self.bar.files(count);
    }

    fn file_begun(&self, name: &str) {
        let mut reading = self
            .reading
            .lock()
            .expect("no file panics while it is noted");
        reading.insert(name.to_owned(), Instant::now());
    }

    fn file_known(&self, name: &str) {
        self.tell(&format!("{name} was read before"));
    }

    fn file_read(&self, name: &str) {
        let begun = {
            let mut reading = self
                .reading
                .lock()
                .expect("no file panics while it is noted");
            reading.remove(name)
        };
        if let Some(begun) = begun {
            self.tell(&format!("read {name} in {}", seconds(begun.elapsed())));
        }
        self.bar.file_read(name);
    }

    fn part(&self, name: &str) {
        self.begin(name);
        self.bar.part(name);
    }
}

impl Used {
    fn now() -> Used {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        Used {
            at: Instant::now(),
            cpu: fs::read_to_string("/proc/self/stat")
                .ok()
                .as_deref()
                .and_then(cpu),
            memory: field(&status, "VmRSS:"),
            peak: field(&status, "VmHWM:"),
        }
    }
}

/// User and system time: the 14th and 15th fields, counted behind the name, which may hold anything.
fn cpu(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS)
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

fn columns(from: Used, to: Used) -> [String; 4] {
    let cpu = to
        .cpu
        .zip(from.cpu)
        .map(|(to, from)| format!("{:.2}", to - from));
    let mib = |kib: Option<u64>| kib.map(|kib| (kib / 1024).to_string());
    let told = |figure: Option<String>| figure.unwrap_or_else(|| "-".to_owned());
    let wall = (to.at - from.at).as_secs_f64();
    [
        format!("{wall:.2}"),
        told(cpu),
        told(mib(to.memory)),
        told(mib(to.peak)),
    ]
}

fn row(name: &str, [wall, cpu, memory, peak]: [String; 4]) -> String {
    format!("{name:<16}{wall:>9}{cpu:>9}{memory:>9}{peak:>10}")
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_and_blanks_hides_no_time() {
        let stat = "42 (a) b) R 1 2 3 4 5 6 7 8 9 10 150 50 0 0";
        assert_eq!(cpu(stat), Some(2.0));
        assert_eq!(cpu("42 (a) R 1"), None);
    }

    #[test]
    fn memory_is_told_by_its_name() {
        let status = "VmPeak:\t 9 kB\nVmHWM:\t  2048 kB\nVmRSS:\t 1024 kB\n";
        assert_eq!(
            (field(status, "VmHWM:"), field(status, "VmRSS:")),
            (Some(2048), Some(1024))
        );
    }
}
