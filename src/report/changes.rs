//! What an edit changes, line by line.

use super::clean;
use std::borrow::Cow;
use std::io::{self, Write};

/// Lines that are looked ahead for one that both texts have.
const REACH: usize = 100;

/// Writes the lines that go (`-`) and the lines that come (`+`), each run under the number of its first line before the edit.
/// Of two texts that differ a lot it may not find the shortest way. O(lines), with a factor for lines that differ.
///
/// # Errors
/// Those of `out`.
pub fn write(out: &mut impl Write, before: &str, after: &str) -> io::Result<()> {
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<&str>>();
    let (before, after) = (lines(before), lines(after));
    let (mut old, mut new) = (before.as_slice(), after.as_slice());
    loop {
        let same = old.iter().zip(new).take_while(|(one, other)| one == other).count();
        (old, new) = (rest(old, same), rest(new, same));
        if old.is_empty() && new.is_empty() {
            return Ok(());
        }
        let (gone, come) = next_meeting(old, new);
        writeln!(out, "@@ line {} @@", before.len() - old.len() + 1)?;
        for line in old.iter().take(gone) {
            writeln!(out, "-{}", shown(line))?;
        }
        for line in new.iter().take(come) {
            writeln!(out, "+{}", shown(line))?;
        }
        (old, new) = (rest(old, gone), rest(new, come));
    }
}

fn shown(line: &str) -> Cow<'_, str> {
    clean(line.strip_suffix('\n').unwrap_or(line))
}

fn rest<'l, 't>(lines: &'l [&'t str], skipped: usize) -> &'l [&'t str] {
    lines.get(skipped..).unwrap_or_default()
}

/// How many lines go and come before the texts meet again, at a line that is not blank.
fn next_meeting(old: &[&str], new: &[&str]) -> (usize, usize) {
    let meets = |&(gone, come): &(usize, usize)| match (old.get(gone), new.get(come)) {
        (Some(one), Some(other)) => one == other && !one.trim().is_empty(),
        _ => false,
    };
    let near = (1..2 * REACH).flat_map(|lines| (0..=lines).map(move |come| (lines - come, come))).find(meets);
    near.unwrap_or((old.len(), new.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(before: &str, after: &str) -> String {
        let mut out = Vec::new();
        write(&mut out, before, after).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn equal_texts_have_no_changes() {
        assert_eq!(changes("a\nb\n", "a\nb\n"), "");
    }

    #[test]
    fn only_what_differs_is_shown() {
        assert_eq!(changes("a\nb  c\nd\n", "a\nb c\nd\n"), "@@ line 2 @@\n-b  c\n+b c\n");
        assert_eq!(changes("a\n\n\nd\n", "a\n\nd\n"), "@@ line 3 @@\n-\n");
    }

    #[test]
    fn characters_that_nobody_sees_are_shown() {
        assert_eq!(changes("a\r\n", "a\n"), "@@ line 1 @@\n-a\\r\n+a\n");
    }
}
