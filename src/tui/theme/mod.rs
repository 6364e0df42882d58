//! Roles and the styles that a theme gives them.
//!
//! A role is a dotted name that falls back to its start: `layer.network.ip`, `layer.network`,
//! `layer`. Views name roles only; which colour that is, is written down in the themes.

mod depth;
mod palette;

use std::collections::HashMap;

use ratatui::style::Style;

pub use depth::Depth;
use palette::{Palette, ansi, mono};

use crate::model::{OsiLayer, ProtoInfo};

/// The themes, in the order in which the user goes through them.
pub const NAMES: [&str; 5] = ["dark", "light", "contrast", "16", "mono"];

/// Styles by role.
#[derive(Debug, Clone)]
pub struct Theme {
    /// Its name.
    pub name: &'static str,
    roles: HashMap<&'static str, Style>,
}

impl Theme {
    /// The theme of this name, for a terminal of this colour depth.
    pub fn named(name: &str, depth: Depth) -> Option<Theme> {
        let (name, roles) = match (name, depth) {
            ("mono", _) | (_, Depth::None) => ("mono", mono()),
            ("16", _) | (_, Depth::Sixteen) => ("16", ansi()),
            ("dark", _) => ("dark", Palette::DARK.roles()),
            ("light", _) => ("light", Palette::LIGHT.roles()),
            ("contrast", _) => ("contrast", Palette::CONTRAST.roles()),
            _ => return None,
        };
        let fit = |style: Style| Style {
            fg: style.fg.map(|colour| depth.fit(colour)),
            bg: style.bg.map(|colour| depth.fit(colour)),
            ..style
        };
        let roles = roles.into_iter().map(|(role, style)| (role, fit(style)));
        Some(Theme {
            name,
            roles: roles.collect(),
        })
    }

    /// No styles at all.
    pub fn plain() -> Theme {
        Theme {
            name: "plain",
            roles: HashMap::new(),
        }
    }

    /// The style of a role, or of the nearest role that it falls back to.
    pub fn style(&self, role: &str) -> Style {
        let mut role = role;
        loop {
            if let Some(style) = self.roles.get(role) {
                return *style;
            }
            match role.rsplit_once('.') {
                Some((start, _)) => role = start,
                None => return Style::new(),
            }
        }
    }

    /// A protocol's colour as text.
    pub fn layer(&self, info: &ProtoInfo) -> Style {
        self.style(&format!("layer.{}.{}", role_of(info.osi), info.name))
    }

    /// An OSI layer's colour as text.
    pub fn osi(&self, osi: OsiLayer) -> Style {
        self.style(&format!("layer.{}", role_of(osi)))
    }

    /// A protocol's colour as a quiet background.
    pub fn tint(&self, info: &ProtoInfo) -> Style {
        self.style(&format!("tint.{}.{}", role_of(info.osi), info.name))
    }

    /// A protocol's colour as a loud background, for what is selected.
    pub fn lit(&self, info: &ProtoInfo) -> Style {
        self.style(&format!("lit.{}.{}", role_of(info.osi), info.name))
    }
}

/// An OSI layer's name in roles.
const fn role_of(osi: OsiLayer) -> &'static str {
    match osi {
        OsiLayer::Physical => "physical",
        OsiLayer::DataLink => "datalink",
        OsiLayer::Network => "network",
        OsiLayer::Transport => "transport",
        OsiLayer::Session => "session",
        OsiLayer::Presentation => "presentation",
        OsiLayer::Application => "application",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_fall_back_along_their_dots() {
        let theme = Theme::named("dark", Depth::Full).unwrap();
        assert_eq!(
            theme.style("layer.network.ip"),
            theme.style("layer.network")
        );
        assert_ne!(theme.style("layer.network"), theme.style("layer.transport"));
        assert_eq!(theme.style("no such role"), Style::new());
    }

    #[test]
    fn every_theme_tells_what_matters_apart() {
        for name in NAMES {
            let theme = Theme::named(name, Depth::Full).unwrap();
            let text = theme.style("text");
            for role in ["select", "error", "title.focus", "lit.network"] {
                assert_ne!(theme.style(role), text, "{role} of {name}");
            }
        }
    }

    #[test]
    fn without_colours_no_theme_has_one() {
        for name in NAMES {
            let theme = Theme::named(name, Depth::None).unwrap();
            for style in theme.roles.values() {
                assert!(style.fg.is_none() && style.bg.is_none(), "{name}");
            }
        }
    }
}
