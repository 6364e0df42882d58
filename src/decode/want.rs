//! How much is asked of a frame.

/// How much is asked of a peel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Addresses and ports, and the layers that lead to them: what a TCP stream carries is left out.
    Ends,
    /// The chain of layers, addresses and ports.
    Skim,
    /// Also what every header says in one line, without its fields.
    Lines,
    /// Every field, without what is said in words.
    Fields,
    /// Every field, summary and explanation.
    Full,
}

impl Want {
    /// True if headers are read for more than what leads to the next one.
    #[inline]
    pub(super) const fn reads(self) -> bool {
        matches!(self, Want::Lines | Want::Fields | Want::Full)
    }

    /// True if fields are added.
    #[inline]
    pub(super) const fn has_fields(self) -> bool {
        matches!(self, Want::Fields | Want::Full)
    }

    /// True if headers say in one line what they are.
    #[inline]
    pub(super) const fn has_lines(self) -> bool {
        matches!(self, Want::Lines | Want::Full)
    }
}
