//! Cutting an input into orders: one JSON object, a list of them, one a line, or one after the other.

use super::{
    DataProblem, LIMIT_DEPTH, LIMIT_ORDER_BYTES,
    cut::{Cut, Fault, Lines, Progress},
    position::{Place, after},
};
use crate::problem::Code;
use std::{
    borrow::Cow,
    io::{self, BufRead, ErrorKind},
};

/// How many bytes of something broken are kept to show them.
const HEAD: usize = 200;

/// One order as it stands in the input, not read yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawOrder {
    /// From its opening to its closing brace.
    pub bytes: Vec<u8>,
    /// Line of the input where it starts, from 1.
    pub line: u32,
    /// Column in characters where it starts, from 1.
    pub column: u32,
}

/// The orders of an input, one at a time. Holds one order in memory, of at most [`LIMIT_ORDER_BYTES`].
///
/// Blank lines and a byte order mark are skipped. A broken order is reported, and reading goes on with the next one: at the next
/// line when orders have a line each, else at the next brace in the column where the broken one started. An input that cannot be
/// read is reported once, and ends.
#[derive(Debug)]
pub struct Orders<R> {
    reader: R,
    place: Place,
    /// Whether only blanks stand before `place` in its line.
    leading: bool,
    lines: Lines,
    /// How many blanks stand before the last order in its line; `None` when other things do.
    home: Option<u32>,
    /// Where the list of orders starts that is open.
    list: Option<Place>,
    /// What stands last in that list.
    last: Last,
    state: State,
}

/// What stands last in a list of orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// Its bracket, or something broken.
    Nothing,
    Element,
    Comma,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Fresh,
    Running,
    Ended,
}

/// Why there is no next order.
enum Stop {
    Problem(Box<DataProblem>),
    Unreadable(io::Error),
}

type Found<T> = Result<T, Stop>;

impl<R: BufRead> Orders<R> {
    /// The orders of an input, whichever way it is written.
    pub fn new(reader: R) -> Self {
        Self::with(reader, Lines::Free)
    }

    /// The orders of an input that has one in each line: a line that is not a whole order is broken.
    pub fn one_per_line(reader: R) -> Self {
        Self::with(reader, Lines::Only)
    }

    fn with(reader: R, lines: Lines) -> Self {
        Self {
            reader,
            place: (1, 1),
            leading: true,
            lines,
            home: Some(0),
            list: None,
            last: Last::Nothing,
            state: State::Fresh,
        }
    }

    fn next_order(&mut self) -> Found<Option<RawOrder>> {
        if self.state == State::Fresh {
            self.state = State::Running;
            self.skip_mark()?;
        }
        while let Some(byte) = self.skip_blanks()? {
            match (byte, self.list, self.last) {
                (b'{', Some(_), Last::Element) => {
                    self.last = Last::Nothing;
                    return Err(not_json(self.place, "{", "a comma between two orders"));
                }
                (b'{', ..) => return self.order().map(Some),
                (b'[', None, _) => {
                    self.list = Some(self.place);
                    self.last = Last::Nothing;
                    self.step()?;
                }
                (b',', Some(_), Last::Element) => {
                    self.last = Last::Comma;
                    self.step()?;
                }
                (b']', Some(_), last) => {
                    let place = self.place;
                    self.list = None;
                    self.step()?;
                    if last == Last::Comma {
                        return Err(not_json(place, "]", "another order after the comma"));
                    }
                }
                (b'"' | b'[' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n', Some(_), _) => {
                    return Err(self.stray_value(byte)?);
                }
                _ => return Err(self.stray()?),
            }
        }
        self.state = State::Ended;
        match self.list {
            Some(place) => Err(not_json(place, "[", "the end of this list of orders")),
            None => Ok(None),
        }
    }

    /// The order that starts here.
    fn order(&mut self) -> Found<RawOrder> {
        let start = self.place;
        self.home = self.leading.then_some(start.1 - 1);
        let mut cut = Cut::new(self.home, self.lines);
        let (bytes, progress, too_large) = self.cut(&mut cut, LIMIT_ORDER_BYTES)?;
        self.last = if progress == Progress::Complete { Last::Element } else { Last::Nothing };
        let broken_at = self.place;
        match progress {
            Progress::Complete => self.note_lines(start.0),
            Progress::More => self.list = None,
            Progress::Broken(Fault::NextOrder) => self.leading = true,
            Progress::Broken(_) => drop(self.resume()?),
        }
        if too_large {
            Err(too_much(start, &bytes, format!("an order of at most {} MiB", LIMIT_ORDER_BYTES >> 20)))
        } else if cut.too_deep {
            Err(too_much(start, &bytes, format!("at most {LIMIT_DEPTH} levels of nesting")))
        } else {
            match progress {
                Progress::Complete => Ok(RawOrder { bytes, line: start.0, column: start.1 }),
                Progress::More => {
                    Err(not_json(start, &lossy(&bytes), "the end of this order before the end of the input"))
                }
                Progress::Broken(fault) => Err(broken(fault, start, broken_at, &bytes)),
            }
        }
    }

    /// Takes a value as far as it goes ([`Progress::More`]: to the end of the input): its bytes, and whether there were more
    /// than the limit; then only its first ones are kept.
    fn cut(&mut self, cut: &mut Cut, limit: usize) -> Found<(Vec<u8>, Progress, bool)> {
        let mut bytes = Vec::new();
        let mut too_large = false;
        self.leading = false;
        loop {
            let piece = fill(&mut self.reader)?;
            let (used, progress) = cut.take(piece);
            let at_end = piece.is_empty();
            let piece = piece.get(..used).unwrap_or_default();
            too_large |= piece.len() > limit.saturating_sub(bytes.len());
            let kept = if too_large { HEAD.saturating_sub(bytes.len()).min(used) } else { used };
            bytes.extend_from_slice(piece.get(..kept).unwrap_or_default());
            self.place = after(self.place, piece);
            self.reader.consume(used);
            if too_large {
                bytes.truncate(HEAD);
                bytes.shrink_to_fit();
            }
            if at_end || progress != Progress::More {
                return Ok((bytes, progress, too_large));
            }
        }
    }

    /// An element of the list that is no order.
    fn stray_value(&mut self, first: u8) -> Found<Stop> {
        let start = self.place;
        self.last = Last::Element;
        let found = if matches!(first, b'"' | b'[') {
            let (bytes, progress, _) = self.cut(&mut Cut::new(None, self.lines), HEAD)?;
            if matches!(progress, Progress::Broken(_)) {
                self.resume()?;
            }
            bytes
        } else {
            self.skip_until(|byte| matches!(byte, b',' | b']' | b'[' | b'{' | b'}' | b' ' | b'\t' | b'\r' | b'\n'))?
        };
        let problem = DataProblem::at(Code::WrongShape, start, &lossy(&found), "an order, as a JSON object");
        Ok(Stop::Problem(Box::new(problem)))
    }

    /// Something that starts no order.
    fn stray(&mut self) -> Found<Stop> {
        let start = self.place;
        self.last = Last::Nothing;
        let found = self.resume()?;
        Ok(not_json(start, &lossy(&found), "an order, as a JSON object"))
    }

    /// Skips to where the next order can start: the next line when orders have a line each; else a line that starts as this
    /// order's did, or in the first column. Returns the start of what is skipped.
    fn resume(&mut self) -> Found<Vec<u8>> {
        let skipped = self.skip_line()?;
        if self.lines != Lines::Free && self.list.is_none() {
            return Ok(skipped);
        }
        while let Some(byte) = self.skip_blanks()? {
            let indent = self.leading.then_some(self.place.1 - 1);
            match byte {
                b'{' if indent == Some(0) || indent.is_some() && indent == self.home => break,
                b'[' if indent == Some(0) => {
                    self.list = None;
                    break;
                }
                b']' if self.list.is_some() && (indent == Some(0) || indent < self.home) => break,
                _ => drop(self.skip_line()?),
            }
        }
        Ok(skipped)
    }

    fn note_lines(&mut self, start: u32) {
        if self.lines != Lines::Only && self.home.is_some() {
            self.lines = if self.place.0 == start { Lines::OneEach } else { Lines::Free };
        }
    }

    /// Skips a byte order mark.
    fn skip_mark(&mut self) -> Found<()> {
        for (count, byte) in [0xEF, 0xBB, 0xBF].into_iter().enumerate() {
            if fill(&mut self.reader)?.first() != Some(&byte) {
                return if count == 0 { Ok(()) } else { Err(not_json(self.place, "byte 0xEF", "text in UTF-8")) };
            }
            self.reader.consume(1);
        }
        Ok(())
    }

    /// Skips blanks; the byte after them, or `None` at the end of the input.
    fn skip_blanks(&mut self) -> Found<Option<u8>> {
        loop {
            let piece = fill(&mut self.reader)?;
            let next = piece.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
            let byte = next.and_then(|at| piece.get(at).copied());
            let used = next.unwrap_or(piece.len());
            let at_end = piece.is_empty();
            self.advance(used)?;
            if at_end || byte.is_some() {
                return Ok(byte);
            }
        }
    }

    /// Skips the rest of this line; returns its start.
    fn skip_line(&mut self) -> Found<Vec<u8>> {
        let skipped = self.skip_until(|byte| byte == b'\n')?;
        self.step()?;
        Ok(skipped)
    }

    /// Skips to the next such byte or the end of the input; returns the start of what is skipped.
    fn skip_until(&mut self, stop: impl Fn(u8) -> bool) -> Found<Vec<u8>> {
        let mut start = Vec::new();
        loop {
            let piece = fill(&mut self.reader)?;
            let at = piece.iter().position(|byte| stop(*byte));
            let used = at.unwrap_or(piece.len());
            start.extend(piece.iter().take(used.min(HEAD - start.len())));
            let at_end = piece.is_empty();
            self.advance(used)?;
            if at_end || at.is_some() {
                return Ok(start);
            }
        }
    }

    /// Takes one byte, if there is one.
    fn step(&mut self) -> Found<()> {
        let count = fill(&mut self.reader)?.len().min(1);
        self.advance(count)
    }

    /// Takes bytes that are there.
    fn advance(&mut self, count: usize) -> Found<()> {
        let piece = fill(&mut self.reader)?.get(..count).unwrap_or_default();
        let blank = piece.iter().rev().take_while(|byte| **byte != b'\n').all(u8::is_ascii_whitespace);
        self.leading = blank && (self.leading || piece.contains(&b'\n'));
        self.place = after(self.place, piece);
        self.reader.consume(count);
        Ok(())
    }
}

impl<R: BufRead> Iterator for Orders<R> {
    type Item = Result<RawOrder, DataProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.state == State::Ended {
            return None;
        }
        match self.next_order() {
            Ok(order) => order.map(Ok),
            Err(Stop::Problem(problem)) => Some(Err(*problem)),
            Err(Stop::Unreadable(error)) => {
                self.state = State::Ended;
                Some(Err(unreadable(self.place, &error)))
            }
        }
    }
}

/// The bytes at hand; none at the end of the input.
fn fill<R: BufRead>(reader: &mut R) -> Found<&[u8]> {
    loop {
        match reader.fill_buf() {
            Ok(_) => break,
            Err(error) if error.kind() == ErrorKind::Interrupted => (),
            Err(error) => return Err(Stop::Unreadable(error)),
        }
    }
    reader.fill_buf().map_err(Stop::Unreadable)
}

fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes))
}

fn not_json(place: Place, found: &str, expected: &str) -> Stop {
    Stop::Problem(Box::new(DataProblem::at(Code::NotJson, place, found, expected)))
}

fn too_much(place: Place, bytes: &[u8], expected: String) -> Stop {
    Stop::Problem(Box::new(DataProblem::at(Code::OrderTooLarge, place, &lossy(bytes), expected)))
}

fn broken(fault: Fault, start: Place, broken_at: Place, bytes: &[u8]) -> Stop {
    let (place, expected) = match fault {
        Fault::Bracket => (broken_at, "brackets that close in the order in which they open"),
        Fault::OpenText => (broken_at, "a closing quote before the end of the line"),
        Fault::NextOrder => (start, "the end of this order before the next one starts"),
        Fault::EndOfLine => (start, "the end of this order in its line"),
    };
    not_json(place, &lossy(bytes), expected)
}

/// The input cannot be read any further.
pub(super) fn unreadable(place: Place, error: &io::Error) -> DataProblem {
    DataProblem::at(Code::UnreadableInput, place, &error.to_string(), "an input that can be read")
}

#[cfg(test)]
mod tests {
    use super::super::sample::places;
    use super::*;
    use proptest::prelude::*;
    use std::io::{BufReader, Read};

    type Items = Vec<Result<RawOrder, DataProblem>>;

    fn items(input: &[u8]) -> Items {
        Orders::new(input).collect()
    }

    /// Orders as `1:1 {…}`, problems as `D001 1:1`.
    fn shown(items: Items) -> Vec<String> {
        let show = |item: Result<RawOrder, DataProblem>| match item {
            Ok(order) => format!("{}:{} {}", order.line, order.column, String::from_utf8_lossy(&order.bytes)),
            Err(problem) => places(&[problem]).remove(0),
        };
        items.into_iter().map(show).collect()
    }

    fn cut(input: &str) -> Vec<String> {
        shown(items(input.as_bytes()))
    }

    #[test]
    fn orders_come_in_four_ways() {
        assert_eq!(cut("{\"a\": 1}"), ["1:1 {\"a\": 1}"]);
        assert_eq!(cut("[{\"a\": 1},\n {\"b\": 2}]\n"), ["1:2 {\"a\": 1}", "2:2 {\"b\": 2}"]);
        assert_eq!(cut("{\"a\":1}\r\n\r\n{\"b\":2}"), ["1:1 {\"a\":1}", "3:1 {\"b\":2}"]);
        assert_eq!(cut("{\n}{}  {}"), ["1:1 {\n}", "2:2 {}", "2:6 {}"]);
        assert_eq!(cut("[]\n"), Vec::<String>::new());
        assert_eq!(cut(" \n"), Vec::<String>::new());
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_an_order() {
        assert_eq!(cut("\u{feff}{}"), ["1:1 {}"]);
        assert_eq!(shown(items(b"\xEF\xBB{}")), ["D001 1:1", "1:1 {}"]);
    }

    #[test]
    fn a_broken_line_costs_that_line_only() {
        assert_eq!(cut("{}\n{\"a\": [1}\n{}\n"), ["1:1 {}", "D001 2:9", "3:1 {}"]);
        assert_eq!(cut("{}\n{\"a\": \"x\n{}\n"), ["1:1 {}", "D001 2:9", "3:1 {}"]);
        assert_eq!(cut("{}\n{\"a\":\n{}\n{}"), ["1:1 {}", "D001 2:1", "3:1 {}", "4:1 {}"]);
        assert_eq!(cut("{}\nxyz\n\"q\"\n{}"), ["1:1 {}", "D001 2:1", "D001 3:1", "4:1 {}"]);
        assert_eq!(cut("{\"a\": 1,\n{}\n{}"), ["D001 1:1", "2:1 {}", "3:1 {}"]);
        assert_eq!(cut("{} x\n{}"), ["1:1 {}", "D001 1:4", "2:1 {}"]);
    }

    #[test]
    fn one_order_a_line_means_that() {
        let lines = |input: &str| shown(Orders::one_per_line(input.as_bytes()).collect());
        assert_eq!(lines("{\n}\n{}"), ["D001 1:1", "D001 2:1", "3:1 {}"]);
        assert_eq!(lines("{\"a\":\n{}\n"), ["D001 1:1", "2:1 {}"]);
    }

    #[test]
    fn an_order_over_several_lines_is_one_order() {
        let order = "{\n\"lines\": [\n{\n\"a\": 1\n},\n{\n}\n]\n}";
        assert_eq!(cut(&format!("{order}\n{order}")).len(), 2);
    }

    #[test]
    fn a_broken_order_over_several_lines_is_one_problem() {
        assert_eq!(cut("{\n  \"a\": [1},\n  \"b\": {\n  }\n}\n{\n}"), ["D001 2:10", "6:1 {\n}"]);
    }

    #[test]
    fn a_list_goes_on_after_a_broken_element() {
        assert_eq!(cut("[\n  {\"a\": ]},\n  {\"b\": 2}\n]"), ["D001 2:9", "3:3 {\"b\": 2}"]);
        assert_eq!(cut("[\n  {\n    \"a\": ]\n  },\n  {\n  }\n]"), ["D001 3:10", "5:3 {\n  }"]);
        assert_eq!(cut("[\n  {\"a\": 1,\n  {}\n]"), ["D001 2:3", "3:3 {}"]);
        assert_eq!(cut("[{} {}]"), ["1:2 {}", "D001 1:5", "1:5 {}"]);
        assert_eq!(cut("[{},]"), ["1:2 {}", "D001 1:5"]);
        assert_eq!(
            cut("[1, \"a\\\"]\", [{}], null, {}]"),
            ["D002 1:2", "D002 1:5", "D002 1:13", "D002 1:19", "1:25 {}"]
        );
    }

    #[test]
    fn an_input_cut_off_is_told() {
        assert_eq!(cut("{}\n{\"a\": 1"), ["1:1 {}", "D001 2:1"]);
        assert_eq!(cut("[{}, {\"a\""), ["1:2 {}", "D001 1:6"]);
        assert_eq!(cut("[{},"), ["1:2 {}", "D001 1:1"]);
        assert_eq!(cut("{\"a\": \"x"), ["D001 1:1"]);
    }

    #[test]
    fn another_format_is_one_problem() {
        assert_eq!(cut("id,date\nA,2023-06-20\nB,2023-06-21\n"), ["D001 1:1"]);
        assert_eq!(shown(items(b"\xFF\xFE{\0}\0")), ["D001 1:1"]);
    }

    #[test]
    fn an_order_too_large_or_too_deep_is_skipped() {
        let large = format!("{{\"a\": \"{}\"}}\n{{}}", "x".repeat(LIMIT_ORDER_BYTES));
        assert_eq!(cut(&large), ["D007 1:1", "2:1 {}"]);
        let deep = format!("{{\"a\": {}{}}}\n{{}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(cut(&deep), ["D007 1:1", "2:1 {}"]);
        let just = format!("{}{}", "{\"a\":".repeat(LIMIT_DEPTH - 1), "{}".to_owned() + &"}".repeat(LIMIT_DEPTH - 1));
        assert_eq!(cut(&just).len(), 1);
        assert!(cut(&just)[0].starts_with("1:1"));
    }

    #[test]
    fn an_input_that_fails_is_told_once() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is gone"))
            }
        }
        let orders = Orders::new(BufReader::new(b"{} {".as_slice().chain(Failing)));
        assert_eq!(shown(orders.collect()), ["1:1 {}", "D011 1:5"]);
    }

    proptest! {
        #[test]
        fn pieces_of_the_input_make_no_difference(
            bytes in proptest::collection::vec(prop::sample::select(b"{}[]\",:\\\n\n 1a\xC3\xA9\xEF".as_slice()), 0..80),
            capacity in 1_usize..9,
        ) {
            let pieces: Items = Orders::new(BufReader::with_capacity(capacity, bytes.as_slice())).collect();
            prop_assert_eq!(pieces, items(&bytes));
        }

        #[test]
        fn lines_of_orders_are_cut_whatever_the_pieces(
            orders in proptest::collection::vec(prop::sample::select(vec!["{}", "{\"a\": [1, {}]}", "{\"é\": \"}\\\"\"}", "", "{]"]), 0..20),
            capacity in 1_usize..9,
        ) {
            let input = format!("{{}}\n{}", orders.join("\n"));
            let pieces: Items = Orders::new(BufReader::with_capacity(capacity, input.as_bytes())).collect();
            let whole = pieces.iter().flatten().count();
            prop_assert_eq!(whole, 1 + orders.iter().filter(|order| !order.is_empty() && **order != "{]").count());
            prop_assert_eq!(pieces.len() - whole, orders.iter().filter(|order| **order == "{]").count());
        }

        #[test]
        fn no_bytes_panic_and_every_input_ends(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(items(&bytes).len() <= bytes.len() + 1);
        }
    }
}
