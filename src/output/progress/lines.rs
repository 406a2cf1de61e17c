//! What people read of a transfer: a line for all of it, a line a file, and the last line. Each fits the width that
//! it is given.

use std::time::Duration;

use super::action::Action;
use super::tally::{Flight, Tally, percent};
use crate::output::escape::escape;
use crate::output::{quantity, width};

/// Below this there is no room for a bar beside the name.
const ROOM_FOR_A_BAR: usize = 40;

/// `Downloading 3/12 files  1.2 GB/4.0 GB  30 %  85 MB/s  ETA 12s`.
pub(crate) fn total(tally: &Tally, action: Action, now: Duration) -> String {
    let percent = format!("{} %", tally.percent());
    [counts(tally, action), sizes(tally), percent, speed(tally, now)].join("  ")
}

/// The same without the percents, and with as much of it as fits.
pub(crate) fn total_within(tally: &Tally, action: Action, now: Duration, width: usize) -> String {
    let percent = format!("{} %", tally.percent());
    let rate = quantity::rate(tally.rate(now));
    let candidates = [
        [counts(tally, action), sizes(tally), speed(tally, now)].join("  "),
        [sizes(tally), speed(tally, now)].join("  "),
        [percent.clone(), speed(tally, now)].join("  "),
        [percent.clone(), rate].join("  "),
        percent,
    ];
    candidates.into_iter().find(|line| width::of(line) <= width).unwrap_or_default()
}

/// The name of a file, how much of it is moved, and a bar if there is room.
pub(crate) fn file_within(name: &str, flight: &Flight, width: usize, utf8: bool) -> String {
    let percent = percent(flight.done(), flight.bytes);
    let (name, room) = (escape(name), width.saturating_sub("  100 %".len() + 2));
    if width < ROOM_FOR_A_BAR {
        return if room < 4 { String::new() } else { format!("  {}  {percent:>3} %", padded(&name, room)) };
    }
    let size = quantity::bytes(flight.bytes);
    let name_width = width * 2 / 5;
    let bar_width = room.saturating_sub(name_width + 4 + size.len());
    let bar = bar(percent, bar_width, utf8);
    format!("  {}  {bar}  {percent:>3} %  {size}", padded(&name, name_width))
}

/// `Downloaded 12 files, 4.0 GB in 42s (95 MB/s)`, or `... 4.0 GB (1.2 GB were there) in ...`.
pub(crate) fn summary(tally: &Tally, action: Action, now: Duration) -> String {
    let files = quantity::files(tally.files_done);
    let size = match tally.bytes_done() {
        0 => String::new(),
        size => format!(", {}", quantity::bytes(size)),
    };
    let time = quantity::time(tally.elapsed(now));
    let rate = match tally.average_rate(now) {
        0 => String::new(),
        rate => format!(" ({})", quantity::rate(rate)),
    };
    let found = match tally.found {
        0 => String::new(),
        found => format!(" ({} were there)", quantity::bytes(found.min(tally.bytes_done()))),
    };
    format!("{} {files}{size}{found} in {time}{rate}", action.done())
}

fn counts(tally: &Tally, action: Action) -> String {
    format!("{} {}/{}", action.doing(), tally.files_done, quantity::files(tally.files))
}

fn sizes(tally: &Tally) -> String {
    if tally.bytes == 0 {
        return quantity::bytes(tally.moved);
    }
    format!("{}/{}", quantity::bytes(tally.bytes_done()), quantity::bytes(tally.bytes))
}

fn speed(tally: &Tally, now: Duration) -> String {
    let rate = quantity::rate(tally.rate(now));
    match tally.remaining(now) {
        Some(time) if !tally.is_complete() => format!("{rate}  ETA {}", quantity::estimate(time)),
        _ => rate,
    }
}

fn bar(percent: u64, width: usize, utf8: bool) -> String {
    let filled = width * percent as usize / 100;
    let (done, rest) = if utf8 { ("━", "─") } else { ("#", "-") };
    done.repeat(filled) + &rest.repeat(width - filled)
}

/// The text at that width: filled up with blanks, or cut at its beginning, since names of parts differ at the end.
fn padded(text: &str, width: usize) -> String {
    let mut end = text;
    while width::of(end) > width.saturating_sub(if end.len() < text.len() { 3 } else { 0 }) {
        let mut characters = end.chars();
        characters.next();
        end = characters.as_str();
    }
    let cut = if end.len() < text.len() { "..." } else { "" };
    let blanks = width.saturating_sub(width::of(end) + cut.len());
    format!("{cut}{end}{}", " ".repeat(blanks))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{file_within, summary, total, total_within};
    use crate::output::progress::Action;
    use crate::output::progress::tally::Tally;
    use crate::output::width;
    use crate::transfer::progress::Event;

    const LATER: Duration = Duration::from_secs(10);

    fn tally() -> Tally {
        let mut tally = Tally::default();
        tally.take(&Event::Planned { files: 12, bytes: 4_000_000_000 }, Duration::ZERO);
        tally.take(&Event::Started { file: "model-00001-of-00002.safetensors", bytes: 2_000_000_000 }, Duration::ZERO);
        let moved = Event::Moved { file: "model-00001-of-00002.safetensors", bytes: 600_000_000 };
        tally.take(&moved, LATER / 2);
        tally.take(&moved, LATER);
        tally
    }

    #[test]
    fn the_total_says_files_bytes_rate_and_time() {
        let line = total_within(&tally(), Action::Download, LATER, 80);
        assert_eq!(line, "Downloading 0/12 files  1.2 GB/4.0 GB  120 MB/s  ETA 24s");
        let line = total(&tally(), Action::Upload, LATER);
        assert_eq!(line, "Uploading 0/12 files  1.2 GB/4.0 GB  30 %  120 MB/s  ETA 24s");
    }

    #[test]
    fn the_total_gives_up_what_does_not_fit() {
        let line = |width| total_within(&tally(), Action::Download, LATER, width);
        assert_eq!(line(40), "1.2 GB/4.0 GB  120 MB/s  ETA 24s");
        assert_eq!(line(25), "30 %  120 MB/s  ETA 24s");
        assert_eq!(line(20), "30 %  120 MB/s");
        assert_eq!(line(5), "30 %");
        assert_eq!(line(1), "");
    }

    #[test]
    fn a_file_has_its_name_its_bar_and_its_size() {
        let tally = tally();
        let (name, flight) = tally.largest(1)[0];
        let line = file_within(name, &flight, 60, false);
        assert_eq!(line, "  ...-of-00002.safetensors  ##########-------   60 %  2.0 GB");
    }

    #[test]
    fn no_line_of_a_file_is_wider_than_the_terminal() {
        let tally = tally();
        let (_, flight) = tally.largest(1)[0];
        for name in ["a", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字.bin", "model-00001-of-00002.safetensors"]
        {
            for width in 1..120 {
                let line = file_within(name, &flight, width, true);
                assert!(width::of(&line) <= width, "{width}: {line}");
            }
        }
    }

    #[test]
    fn the_summary_counts_what_was_done() {
        let mut tally = Tally::default();
        tally.take(&Event::Planned { files: 1, bytes: 5_000_000 }, Duration::ZERO);
        tally.take(&Event::Started { file: "a", bytes: 5_000_000 }, Duration::ZERO);
        tally.take(&Event::Moved { file: "a", bytes: 5_000_000 }, LATER);
        tally.take(&Event::Finished { file: "a" }, LATER);
        assert_eq!(summary(&tally, Action::Download, LATER), "Downloaded 1 file, 5.0 MB in 10s (500 KB/s)");
    }

    #[test]
    fn the_summary_says_what_was_there() {
        let mut tally = Tally::default();
        tally.take(&Event::Planned { files: 1, bytes: 5_000_000 }, Duration::ZERO);
        tally.take(&Event::Started { file: "a", bytes: 5_000_000 }, Duration::ZERO);
        tally.take(&Event::Found { file: "a", bytes: 4_000_000 }, Duration::ZERO);
        tally.take(&Event::Moved { file: "a", bytes: 1_000_000 }, LATER);
        tally.take(&Event::Finished { file: "a" }, LATER);
        let expected = "Downloaded 1 file, 5.0 MB (4.0 MB were there) in 10s (100 KB/s)";
        assert_eq!(summary(&tally, Action::Download, LATER), expected);
    }
}
