//! The form of H.248's text: `name = value { items }`, with commas between items.

use std::ops::Range;

use crate::proto::lines::trimmed;

/// One item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What stands in front of an equals sign, a brace or a comma.
    pub name: Range<usize>,
    /// What stands behind an equals sign, without white space in front of it.
    pub value: Option<Range<usize>>,
    /// What stands between braces.
    pub body: Option<Range<usize>>,
    /// From the name to the comma or brace that ends the item, or behind the item's own last brace.
    pub all: Range<usize>,
    /// True if the last brace is missing.
    pub cut: bool,
}

impl Item {
    /// The item up to its brace or its end.
    pub fn head(&self) -> Range<usize> {
        let end = self
            .body
            .as_ref()
            .map_or(self.all.end, |body| body.start - 1);
        self.all.start..end
    }

    /// The item up to and with its brace.
    pub fn opening(&self) -> Range<usize> {
        let end = self.body.as_ref().map_or(self.all.end, |body| body.start);
        self.all.start..end
    }

    /// Where the item's last brace stands.
    pub fn inner_end(&self) -> usize {
        self.body.as_ref().map_or(self.all.end, |body| body.end)
    }

    /// What stands between braces, without white space in front of it.
    pub fn content(&self, bytes: &[u8]) -> Option<Range<usize>> {
        let body = self.body.clone()?;
        let start = trimmed(bytes, body.clone()).start.min(body.end);
        Some(start..body.end)
    }
}

/// Finds the place at which one of `stops` stands outside of quotes and brackets.
fn find(bytes: &[u8], at: Range<usize>, stops: &[u8]) -> usize {
    let (mut quoted, mut brackets) = (false, 0usize);
    for place in at.clone() {
        let byte = bytes[place];
        match byte {
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' => brackets += 1,
            b']' => brackets = brackets.saturating_sub(1),
            _ if brackets == 0 && stops.contains(&byte) => return place,
            _ => {}
        }
    }
    at.end
}

/// The brace that closes the one in front of `at.start`; `None` if it is missing. A backslash takes
/// a brace its meaning.
fn closing(bytes: &[u8], at: Range<usize>) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for place in at {
        match bytes[place] {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'{' if !quoted => depth += 1,
            b'}' if !quoted && depth == 0 => return Some(place),
            b'}' if !quoted => depth -= 1,
            _ => {}
        }
    }
    None
}

/// The next item of a list; `at` moves behind it and its comma.
pub(super) fn next_item(bytes: &[u8], at: &mut Range<usize>) -> Option<Item> {
    let is_filling = |byte: &u8| byte.is_ascii_whitespace() || *byte == b',' || *byte == b'}';
    while at.start < at.end && is_filling(&bytes[at.start]) {
        at.start += 1;
    }
    if at.start >= at.end {
        return None;
    }
    let start = at.start;
    let name_end = find(bytes, at.clone(), b"={},");
    let name = trimmed(bytes, start..name_end);
    let (mut value, mut end) = (None, name_end);
    if name_end < at.end && bytes[name_end] == b'=' {
        end = find(bytes, name_end + 1..at.end, b"{},");
        let text = trimmed(bytes, name_end + 1..end);
        value = Some(text.start..end.max(text.start));
    }
    let (mut body, mut cut) = (None, false);
    let mut all = start..end;
    if end < at.end && bytes[end] == b'{' {
        let close = closing(bytes, end + 1..at.end);
        cut = close.is_none();
        let inside_end = close.unwrap_or(at.end);
        body = Some(end + 1..inside_end);
        all.end = (inside_end + 1).min(at.end);
    }
    at.start = all.end.max(start + 1);
    Some(Item {
        name,
        value,
        body,
        all,
        cut,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_have_values_and_bodies() {
        let bytes = b" C = 12 {a=x,b{c \"}\" }} , rest";
        let mut at = 0..bytes.len();
        let first = next_item(bytes, &mut at).unwrap();
        assert_eq!(&bytes[first.name.clone()], b"C");
        assert_eq!(first.value, Some(5..8));
        assert_eq!(&bytes[first.body.clone().unwrap()], b"a=x,b{c \"}\" }");
        let rest = next_item(bytes, &mut at).unwrap();
        assert_eq!(&bytes[rest.name], b"rest");
        assert_eq!(next_item(bytes, &mut at), None);
        let mut inner = first.body.unwrap();
        let (a, b) = (
            next_item(bytes, &mut inner).unwrap(),
            next_item(bytes, &mut inner).unwrap(),
        );
        assert_eq!((a.all, b.body.unwrap().len()), (9..12, 6));
    }

    #[test]
    fn a_missing_brace_is_told() {
        let mut at = 0..5;
        let item = next_item(b"m{o{x", &mut at).unwrap();
        assert!(item.cut);
        assert!(at.is_empty());
    }
}
