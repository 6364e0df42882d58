//! Floating point numbers of 32 bits (IEEE 754) as text.

/// The number with six significant digits: so many are sure to be what the sender meant.
pub fn single(bits: u32) -> String {
    let number = f32::from_bits(bits);
    if !number.is_finite() {
        return number.to_string().to_lowercase();
    }
    let rounded = format!("{number:.5e}").parse::<f64>();
    rounded.map_or_else(|_| number.to_string(), |number| number.to_string())
}

#[cfg(test)]
mod tests {
    use super::single;

    #[test]
    fn six_digits_are_kept() {
        assert_eq!(single(3.143_143_2_f32.to_bits()), "3.14314");
        assert_eq!(single(0.168_75_f32.to_bits()), "0.16875");
        assert_eq!(single(1.234_567_9e8_f32.to_bits()), "123457000");
        assert_eq!(single(0xff80_0000), "-inf");
    }
}
