//! JSON that is safe to look at: everything that could steer a terminal is written as `\uXXXX`.

use super::clean::is_unsafe;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use std::io::{self, Write};

/// Writes a value on one line, without a line end.
///
/// # Errors
///
/// Those of `out`.
pub fn compact(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write(out, value, CompactFormatter)
}

/// Writes a value indented, with a line end.
///
/// # Errors
///
/// Those of `out`.
pub fn pretty(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    write(out, value, PrettyFormatter::new())?;
    out.write_all(b"\n")
}

fn write(out: &mut impl Write, value: &impl Serialize, layout: impl Formatter) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Safe(layout));
    Ok(value.serialize(&mut serializer)?)
}

/// A layout whose strings are safe.
struct Safe<F>(F);

impl<F: Formatter> Formatter for Safe<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for piece in fragment.split_inclusive(is_unsafe) {
            match piece.chars().next_back().filter(|&last| is_unsafe(last)) {
                Some(last) => {
                    writer.write_all(piece.trim_end_matches(last).as_bytes())?;
                    let mut units = [0; 2];
                    last.encode_utf16(&mut units).iter().try_for_each(|unit| write!(writer, "\\u{unit:04x}"))?;
                }
                None => writer.write_all(piece.as_bytes())?,
            }
        }
        Ok(())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_as_they_were_and_carry_no_control() {
        let text = "a\u{9b}b\u{9b}\u{9b}\"\\ \u{1b}[0m\u{7f}\u{202e}\u{e0041} é\n";
        let mut out = Vec::new();
        compact(&mut out, &text).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert!(!written.contains(is_unsafe), "{written:?}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
