//! What the themes look like.

use ratatui::style::{Color, Modifier, Style};

/// Roles of the seven layers, by what they are for.
const LAYERS: [(&str, &str, &str); 7] = [
    ("layer.physical", "tint.physical", "lit.physical"),
    ("layer.datalink", "tint.datalink", "lit.datalink"),
    ("layer.network", "tint.network", "lit.network"),
    ("layer.transport", "tint.transport", "lit.transport"),
    ("layer.session", "tint.session", "lit.session"),
    (
        "layer.presentation",
        "tint.presentation",
        "lit.presentation",
    ),
    ("layer.application", "tint.application", "lit.application"),
];

type Roles = Vec<(&'static str, Style)>;

/// The colours of a theme in 16 million colours, from which its roles follow.
pub(super) struct Palette {
    ground: u32,
    bar: u32,
    text: u32,
    bright: u32,
    dim: u32,
    line: u32,
    accent: u32,
    select: u32,
    found: u32,
    note: u32,
    warning: u32,
    error: u32,
    /// From the wire up.
    layers: [u32; 7],
    /// Share of a layer's colour in its tint, in percent.
    tint: u32,
}

impl Palette {
    pub(super) const DARK: Palette = Palette {
        ground: 0x11151b,
        bar: 0x1c232d,
        text: 0xc9d1dc,
        bright: 0xf3f6fa,
        dim: 0x7d8997,
        line: 0x39434f,
        accent: 0x7fd1ff,
        select: 0x2a3a4f,
        found: 0x6b5a10,
        note: 0x8fa3b8,
        warning: 0xf0b429,
        error: 0xff6b6b,
        layers: [
            0x9aa5b1, 0xf0936a, 0x8bd17c, 0x62b5ff, 0x4fd6c4, 0xc09cff, 0xf5d061,
        ],
        tint: 15,
    };

    pub(super) const LIGHT: Palette = Palette {
        ground: 0xfcfcfa,
        bar: 0xe4e9ee,
        text: 0x242a31,
        bright: 0x000000,
        dim: 0x66707b,
        line: 0xb8c0c8,
        accent: 0x005a9e,
        select: 0xcfe3f7,
        found: 0xffe680,
        note: 0x4d6075,
        warning: 0x9a6100,
        error: 0xc01c28,
        layers: [
            0x5b6672, 0xb3430c, 0x2a7d1b, 0x0b5fc4, 0x00776b, 0x7a3ec8, 0x866000,
        ],
        tint: 13,
    };

    pub(super) const CONTRAST: Palette = Palette {
        ground: 0x000000,
        bar: 0x262626,
        text: 0xffffff,
        bright: 0xffffff,
        dim: 0xc4c4c4,
        line: 0x9a9a9a,
        accent: 0x00e5ff,
        select: 0x00408a,
        found: 0x806a00,
        note: 0xd0d0d0,
        warning: 0xffd000,
        error: 0xff7070,
        layers: [
            0xd0d0d0, 0xff8a3d, 0x5cff5c, 0x4db8ff, 0x2bf5e0, 0xe08cff, 0xffee32,
        ],
        tint: 22,
    };

    /// The styles of all roles.
    pub(super) fn roles(&self) -> Roles {
        let on = |fore: u32, ground: u32| Style::new().fg(rgb(fore)).bg(rgb(ground));
        let fore = |colour: u32| Style::new().fg(rgb(colour));
        let mut roles = vec![
            ("ground", on(self.text, self.ground)),
            ("text", fore(self.text)),
            ("dim", fore(self.dim)),
            ("bright", fore(self.bright).add_modifier(Modifier::BOLD)),
            ("line", fore(self.line)),
            ("line.focus", fore(self.accent).add_modifier(Modifier::BOLD)),
            ("title", fore(self.dim)),
            (
                "title.focus",
                fore(self.accent).add_modifier(Modifier::BOLD),
            ),
            ("bar", on(self.text, self.bar)),
            (
                "bar.name",
                on(self.ground, self.accent).add_modifier(Modifier::BOLD),
            ),
            ("bar.dim", on(self.dim, self.bar)),
            (
                "bar.bright",
                on(self.bright, self.bar).add_modifier(Modifier::BOLD),
            ),
            ("key", fore(self.accent).add_modifier(Modifier::BOLD)),
            ("label", fore(self.dim)),
            ("value", fore(self.text)),
            ("accent", fore(self.accent)),
            (
                "select",
                on(self.bright, self.select).add_modifier(Modifier::BOLD),
            ),
            (
                "select.back",
                Style::new().bg(rgb(mix(self.select, self.ground, 55))),
            ),
            ("found", Style::new().bg(rgb(self.found))),
            ("mark", fore(self.warning).add_modifier(Modifier::BOLD)),
            ("note", fore(self.note)),
            ("warning", fore(self.warning).add_modifier(Modifier::BOLD)),
            ("error", fore(self.error).add_modifier(Modifier::BOLD)),
            ("popup", on(self.text, mix(self.bar, self.ground, 60))),
            (
                "filter.right",
                on(self.bright, mix(0x21_9a3c, self.ground, 32)),
            ),
            (
                "filter.wrong",
                on(self.bright, mix(self.error, self.ground, 32)),
            ),
            ("layer", fore(self.text)),
            ("tint", Style::new()),
            ("lit", on(self.ground, self.text)),
        ];
        for ((layer, tint, lit), colour) in LAYERS.iter().zip(self.layers) {
            roles.push((layer, fore(colour)));
            roles.push((
                tint,
                Style::new().bg(rgb(mix(colour, self.ground, self.tint))),
            ));
            roles.push((lit, on(self.ground, colour).add_modifier(Modifier::BOLD)));
        }
        roles
    }
}

/// The user's own 16 colours on the user's own ground.
pub(super) fn ansi() -> Roles {
    let fore = |colour| Style::new().fg(colour);
    let on = |colour, ground| Style::new().fg(colour).bg(ground);
    let bold = |style: Style| style.add_modifier(Modifier::BOLD);
    let mut roles = vec![
        ("bright", bold(Style::new())),
        ("dim", fore(Color::DarkGray)),
        ("line", fore(Color::DarkGray)),
        ("line.focus", bold(fore(Color::Cyan))),
        ("title", fore(Color::DarkGray)),
        ("title.focus", bold(fore(Color::Cyan))),
        ("bar", Style::new().add_modifier(Modifier::REVERSED)),
        ("bar.name", bold(on(Color::Black, Color::Cyan))),
        (
            "bar.bright",
            bold(Style::new().add_modifier(Modifier::REVERSED)),
        ),
        ("key", bold(fore(Color::Cyan))),
        ("label", fore(Color::DarkGray)),
        ("accent", fore(Color::Cyan)),
        ("select", bold(on(Color::White, Color::Blue))),
        (
            "select.back",
            Style::new().add_modifier(Modifier::UNDERLINED),
        ),
        ("found", on(Color::Black, Color::Yellow)),
        ("mark", bold(fore(Color::Yellow))),
        ("warning", bold(fore(Color::Yellow))),
        ("error", bold(fore(Color::Red))),
        ("filter.right", on(Color::Black, Color::Green)),
        ("filter.wrong", on(Color::White, Color::Red)),
        ("lit", bold(Style::new().add_modifier(Modifier::REVERSED))),
        ("tint", Style::new()),
    ];
    let colours = [
        Color::Gray,
        Color::Yellow,
        Color::LightGreen,
        Color::LightBlue,
        Color::LightCyan,
        Color::LightMagenta,
        Color::LightYellow,
    ];
    for ((layer, _, lit), colour) in LAYERS.iter().zip(colours) {
        roles.push((layer, fore(colour)));
        roles.push((lit, bold(on(Color::Black, colour))));
    }
    roles
}

/// No colours at all.
pub(super) fn mono() -> Roles {
    let with = |modifier| Style::new().add_modifier(modifier);
    vec![
        ("bright", with(Modifier::BOLD)),
        ("line.focus", with(Modifier::BOLD)),
        ("title.focus", with(Modifier::BOLD | Modifier::REVERSED)),
        ("bar", with(Modifier::REVERSED)),
        ("bar.name", with(Modifier::BOLD)),
        ("bar.bright", with(Modifier::BOLD | Modifier::REVERSED)),
        ("key", with(Modifier::BOLD)),
        ("accent", with(Modifier::BOLD)),
        ("select", with(Modifier::REVERSED)),
        ("select.back", with(Modifier::UNDERLINED)),
        ("found", with(Modifier::UNDERLINED | Modifier::BOLD)),
        ("mark", with(Modifier::BOLD)),
        ("warning", with(Modifier::BOLD)),
        ("error", with(Modifier::BOLD | Modifier::UNDERLINED)),
        ("filter", with(Modifier::REVERSED)),
        ("lit", with(Modifier::REVERSED | Modifier::BOLD)),
        ("tint", Style::new()),
        ("layer", Style::new()),
    ]
}

const fn rgb(colour: u32) -> Color {
    Color::Rgb((colour >> 16) as u8, (colour >> 8) as u8, colour as u8)
}

/// `share` percent of one colour in another.
const fn mix(colour: u32, ground: u32, share: u32) -> u32 {
    let mut out = 0;
    let mut shift = 0;
    while shift < 24 {
        let (a, b) = (colour >> shift & 0xff, ground >> shift & 0xff);
        out |= ((a * share + b * (100 - share)) / 100) << shift;
        shift += 8;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.1).
    fn luminance(colour: u32) -> f64 {
        let channel = |shift: u32| {
            let level = f64::from(colour >> shift & 0xff) / 255.0;
            if level <= 0.03928 {
                level / 12.92
            } else {
                ((level + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
    }

    fn contrast(a: u32, b: u32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_can_be_read_on_its_ground() {
        for (palette, least) in [
            (Palette::DARK, 4.5),
            (Palette::LIGHT, 4.5),
            (Palette::CONTRAST, 7.0),
        ] {
            for colour in
                palette
                    .layers
                    .into_iter()
                    .chain([palette.text, palette.dim, palette.error])
            {
                let found = contrast(colour, palette.ground);
                assert!(
                    found >= least,
                    "{colour:06x} on {:06x}: {found:.1}",
                    palette.ground
                );
            }
            for colour in palette.layers {
                let tint = mix(colour, palette.ground, palette.tint);
                assert!(contrast(colour, tint) >= 3.8, "{colour:06x} on its tint");
            }
        }
    }
}
