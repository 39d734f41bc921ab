//! Spans of time as people write them: `250ms`, `10s`, `1h 30m`.

use std::time::Duration;

/// Reads a span such as `250ms`, `10s`, `1h 30m`, `7d`; a day is 24 hours.
///
/// # Errors
/// In words, what would be right.
pub fn parse(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let wrong = || format!("`{text}` is no span of time; write one such as 250ms, 10s, 1h 30m or 7d");
    if text.is_empty() {
        return Err(wrong());
    }
    let mut total = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        rest = rest.trim_start();
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').ok_or_else(wrong)?;
        let amount: f64 = rest[..digits].parse().map_err(|_| wrong())?;
        rest = rest[digits..].trim_start();
        let letters = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let unit = match &rest[..letters] {
            "ms" => 0.001,
            "s" | "sec" => 1.0,
            "m" | "min" => 60.0,
            "h" => 3_600.0,
            "d" => 86_400.0,
            "w" => 604_800.0,
            _ => return Err(wrong()),
        };
        let seconds = Duration::try_from_secs_f64(amount * unit).map_err(|_| wrong())?;
        total = total.checked_add(seconds).ok_or_else(wrong)?;
        rest = &rest[letters..];
    }
    Ok(total)
}

/// Writes a span as a person would: `340 ms`, `2.1 s`, `3 min 5 s`.
#[must_use]
pub fn show(span: Duration) -> String {
    let ms = span.as_secs_f64() * 1000.0;
    if ms < 10.0 {
        format!("{ms:.1} ms")
    } else if ms < 1000.0 {
        format!("{ms:.0} ms")
    } else if ms < 60_000.0 {
        format!("{:.1} s", ms / 1000.0)
    } else {
        let seconds = span.as_secs();
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_read_and_show() {
        assert_eq!(parse("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(parse("1h 30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(parse("1.5s"), Ok(Duration::from_millis(1500)));
        for wrong in ["", "10", "s", "10 parsecs", "-1s", "1..2s", "99999999999999999999d"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(show(Duration::from_millis(340)), "340 ms");
        assert_eq!(show(Duration::from_secs(185)), "3 min 5 s");
    }
}
