//! Where in an input.

/// Line and column in characters, both from 1.
pub(super) type Place = (u32, u32);

/// The place after these bytes, from the place where they start. O(length).
pub(super) fn after((line, column): Place, bytes: &[u8]) -> Place {
    let newlines = bytes.iter().filter(|byte| **byte == b'\n').count();
    let tail = bytes.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let characters = tail.iter().filter(|byte| !matches!(byte, 0x80..=0xBF)).count();
    let start = if newlines == 0 { column } else { 1 };
    (line.saturating_add(clamped(newlines)), start.saturating_add(clamped(characters)))
}

fn clamped(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn columns_count_characters_and_start_anew_on_each_line() {
        assert_eq!(after((1, 1), "añb".as_bytes()), (1, 4));
        assert_eq!(after((3, 9), b"ab"), (3, 11));
        assert_eq!(after((3, 9), b"ab\ncd\n"), (5, 1));
        assert_eq!(after((3, 9), b""), (3, 9));
    }
}
