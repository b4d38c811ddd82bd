//! Lines as they come about.

/// An item's lines. The last one is still being written.
#[derive(Default)]
pub(super) struct Page<'t> {
    lines: Vec<Line<'t>>,
}

#[derive(Default)]
struct Line<'t> {
    text: String,
    /// In characters.
    width: usize,
    remark: Option<&'t str>,
}

impl<'t> Page<'t> {
    /// Starts a line, below remarks and blank lines (`""`).
    pub(super) fn line(&mut self, indent: usize, above: &[&'t str]) {
        for remark in above {
            let indent = if remark.is_empty() { 0 } else { indent };
            self.lines.push(Line::default());
            self.pad_to(indent);
            self.write(remark);
        }
        self.lines.push(Line::default());
        self.pad_to(indent);
    }

    /// How many lines there are.
    pub(super) fn height(&self) -> usize {
        self.lines.len()
    }

    /// How many characters the line has.
    pub(super) fn column(&self) -> usize {
        self.lines.last().map_or(0, |line| line.width)
    }

    pub(super) fn pad_to(&mut self, column: usize) {
        let missing = column.saturating_sub(self.column());
        self.write(&" ".repeat(missing));
    }

    pub(super) fn write(&mut self, text: &str) {
        if let Some(line) = self.lines.last_mut() {
            line.text.push_str(text);
            line.width += text.chars().count();
        }
    }

    /// Ends the line with a remark.
    pub(super) fn remark(&mut self, remark: Option<&'t str>) {
        if let Some(line) = self.lines.last_mut() {
            line.remark = remark.or(line.remark);
        }
    }

    /// The text; remarks at the ends of lines that follow each other stand in one column.
    pub(super) fn text(&self) -> String {
        let run = |one: &Line<'_>, other: &Line<'_>| one.remark.is_some() == other.remark.is_some();
        let mut text = String::new();
        for lines in self.lines.chunk_by(run) {
            let column = lines.iter().map(|line| line.width).max().unwrap_or_default() + 2;
            for line in lines {
                text.push_str(&line.text);
                if let Some(remark) = line.remark {
                    text.push_str(&" ".repeat(column - line.width));
                    text.push_str(remark);
                }
                text.push('\n');
            }
        }
        text.pop();
        text
    }
}
