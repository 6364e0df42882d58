//! The order of sequence numbers, which wrap around (RFC 9293 §3.4).

/// True if `a` comes before `b`.
pub(super) const fn before(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) < 0
}

/// True if `a` comes before `b` or is the same.
pub(super) const fn until(a: u32, b: u32) -> bool {
    (a.wrapping_sub(b) as i32) <= 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_survives_the_wrap() {
        assert!(before(0xffff_fff0, 5) && !before(5, 0xffff_fff0));
        assert!(until(7, 7) && !before(7, 7));
    }
}
