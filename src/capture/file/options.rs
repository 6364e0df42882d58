//! Options of pcapng blocks.

use super::ByteOrder;

/// Code of a comment, in any block.
pub(super) const COMMENT: u16 = 1;

/// One option of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CaptureOption<'a> {
    /// What it is; most codes depend on the block.
    pub code: u16,
    /// Its bytes, without padding.
    pub value: &'a [u8],
}

impl CaptureOption<'_> {
    /// The value as text. It is as hostile as the file, and no UTF-8 if the file says so.
    pub fn text(&self) -> String {
        let end = self.value.iter().rposition(|&byte| byte != 0);
        String::from_utf8_lossy(&self.value[..end.map_or(0, |last| last + 1)]).into_owned()
    }

    /// The comment, if this is one.
    pub fn comment(&self) -> Option<String> {
        (self.code == COMMENT).then(|| self.text())
    }
}

/// The options in `bytes`, up to the end of options or to the first that does not fit.
/// draft-ietf-opsawg-pcapng, Options.
pub fn options(mut bytes: &[u8], order: ByteOrder) -> impl Iterator<Item = CaptureOption<'_>> {
    std::iter::from_fn(move || {
        let code = order.u16(bytes, 0)?;
        let len = usize::from(order.u16(bytes, 2)?);
        let value = bytes.get(4..4 + len)?;
        bytes = bytes
            .get((4 + len).next_multiple_of(4)..)
            .unwrap_or_default();
        (code != 0).then_some(CaptureOption { code, value })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_padded_and_end_at_the_end_mark() {
        let bytes = [1, 0, 2, 0, b'h', b'i', 0, 0, 9, 0, 1, 0, 6, 0, 0, 0];
        let mut with_end = bytes.to_vec();
        with_end.extend([0, 0, 0, 0, 1, 0, 0, 0]);
        let all: Vec<_> = options(&with_end, ByteOrder::Little).collect();
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].comment().as_deref(), Some("hi"));
        assert_eq!((all[1].code, all[1].value), (9, &[6u8][..]));
    }

    #[test]
    fn an_option_that_does_not_fit_ends_the_list() {
        let bytes = [0, 1, 0, 1, b'x', 0, 0, 0, 0, 2, 0xff, 0xff, 1];
        let all: Vec<_> = options(&bytes, ByteOrder::Big).collect();
        assert_eq!(all.len(), 1);
        assert_eq!(all[0].text(), "x");
    }
}
