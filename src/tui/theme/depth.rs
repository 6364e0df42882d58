//! How many colours the terminal has.

use ratatui::style::Color;

/// How many colours a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// 16 million.
    Full,
    /// The 256 of xterm.
    Indexed,
    /// The 16 of ANSI, in whatever shades the user set.
    Sixteen,
    /// None: bold, underlined and reversed text only.
    None,
}

impl Depth {
    /// What the environment says of the terminal (`NO_COLOR`, `COLORTERM`, `TERM`).
    pub fn detect(variable: impl Fn(&str) -> Option<String>) -> Depth {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        if set("NO_COLOR").is_some() {
            return Depth::None;
        }
        if let Some(value) = set("COLORTERM")
            && (value == "truecolor" || value == "24bit")
        {
            return Depth::Full;
        }
        match set("TERM").as_deref() {
            Some("dumb") => Depth::None,
            Some(term) if term.contains("direct") || term.contains("kitty") => Depth::Full,
            Some(term) if term.contains("256") => Depth::Indexed,
            Some("linux" | "ansi" | "vt100" | "vt220" | "xterm" | "screen") => Depth::Sixteen,
            _ => Depth::Indexed,
        }
    }

    /// The nearest colour that the terminal has.
    pub fn fit(self, colour: Color) -> Color {
        match (self, colour) {
            (Depth::Indexed, Color::Rgb(r, g, b)) => Color::Indexed(nearest(r, g, b)),
            (_, colour) => colour,
        }
    }
}

/// The nearest of xterm's colours 16 to 255: a cube of 6 × 6 × 6 and 24 shades of grey.
fn nearest(r: u8, g: u8, b: u8) -> u8 {
    const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];
    let step = |level: u8| {
        let distance = |index: &usize| STEPS[*index].abs_diff(level);
        (0..STEPS.len()).min_by_key(distance).unwrap_or(0)
    };
    let distance = |(x, y, z): (u8, u8, u8)| {
        let square = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
        square(x, r) + square(y, g) + square(z, b)
    };
    let (x, y, z) = (step(r), step(g), step(b));
    let cube = (16 + 36 * x + 6 * y + z) as u8;
    let mean = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let shade = (mean.saturating_sub(3) / 10).min(23) as u8;
    let level = 8 + 10 * shade;
    if distance((level, level, level)) < distance((STEPS[x], STEPS[y], STEPS[z])) {
        232 + shade
    } else {
        cube
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &'static [(&str, &str)]) -> Depth {
        Depth::detect(|name| {
            let found = pairs.iter().find(|pair| pair.0 == name);
            found.map(|pair| pair.1.to_string())
        })
    }

    #[test]
    fn the_environment_tells_the_depth() {
        assert_eq!(
            with(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]),
            Depth::None
        );
        assert_eq!(with(&[("COLORTERM", "truecolor")]), Depth::Full);
        assert_eq!(with(&[("TERM", "xterm-256color")]), Depth::Indexed);
        assert_eq!(with(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(with(&[("NO_COLOR", "")]), Depth::Indexed);
    }

    #[test]
    fn colours_find_their_nearest() {
        assert_eq!(nearest(0, 0, 0), 16);
        assert_eq!(nearest(255, 255, 255), 231);
        assert_eq!(nearest(255, 0, 0), 196);
        assert_eq!(nearest(8, 8, 8), 232);
        assert_eq!(nearest(128, 128, 128), 244);
    }
}
