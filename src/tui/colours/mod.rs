//! Colouring rules: a filter and the colours of the frames that it matches.
//!
//! Colour means layer on this screen, so a rule colours the number of a frame only; its name
//! stands in the status line while the frame is selected.

mod wireshark;

use ratatui::style::{Color, Modifier, Style};

pub use wireshark::import;

use super::theme::{Depth, Theme};
use crate::filter::{self, Filter};
use crate::model::FrameView;
use crate::proto::registry;

/// More rules than this are not tried on a frame.
pub const MOST: usize = 128;

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Rgb> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u32::from_str_radix(digits, 16).ok().filter(|_| all_hex)?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Rgb(red, green, blue))
    }
}

impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// What it tells.
    pub name: String,
    /// Its filter, as written.
    pub text: String,
    /// The colour of the ground.
    pub background: Rgb,
    /// The colour of the text.
    pub foreground: Rgb,
    filter: Filter,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        let parts = |rule: &Rule| (rule.background, rule.foreground);
        self.name == other.name && self.text == other.text && parts(self) == parts(other)
    }
}

impl Eq for Rule {}

impl Rule {
    /// A rule with this name and filter.
    ///
    /// # Errors
    /// What is wrong with the filter.
    pub fn new(
        name: &str,
        filter: &str,
        (background, foreground): (Rgb, Rgb),
    ) -> Result<Rule, filter::Error> {
        let name = crate::model::text::clean(name);
        Ok(Rule {
            name: crate::model::text::ellipsis(&name, 60).into_owned(),
            text: filter.to_owned(),
            background,
            foreground,
            filter: Filter::parse(filter, registry())?,
        })
    }

    /// The rules that decap begins with: what is worth a look in any capture.
    pub fn usual() -> Vec<Rule> {
        let rules = USUAL.iter().map(|(name, filter, background, foreground)| {
            let rgb = |colour: u32| {
                let [_, red, green, blue] = colour.to_be_bytes();
                Rgb(red, green, blue)
            };
            Rule::new(name, filter, (rgb(*background), rgb(*foreground)))
        });
        // A test reads them all.
        rules.filter_map(Result::ok).collect()
    }

    /// How the mark of a frame looks that the rule matches.
    pub fn style(&self, theme: &Theme, depth: Depth) -> Style {
        let rgb = |Rgb(red, green, blue): Rgb| depth.fit(Color::Rgb(red, green, blue));
        match depth {
            Depth::Full | Depth::Indexed if theme.name != "mono" && theme.name != "16" => {
                Style::new()
                    .fg(rgb(self.foreground))
                    .bg(rgb(self.background))
            }
            _ => Style::new().add_modifier(Modifier::REVERSED),
        }
    }
}

/// The first rule that matches a frame.
pub fn matching(rules: &[Rule], view: &FrameView<'_>) -> Option<u8> {
    let found = rules.iter().position(|rule| rule.filter.matches(view));
    found.and_then(|found| u8::try_from(found).ok())
}

/// Name, filter, background and foreground of the usual rules, what matters most first.
const USUAL: [(&str, &str, u32, u32); 10] = [
    (
        "TCP fault",
        "tcp.analysis.flags and not tcp.analysis.window_update and not tcp.analysis.keep_alive and not tcp.analysis.keep_alive_ack",
        0x3b_1020,
        0xff_9d9d,
    ),
    ("TCP reset", "tcp.flags.reset == 1", 0x96_2d2d, 0xff_f0b8),
    (
        "ICMP error",
        "icmp.type in {3..5, 11, 12} or icmpv6.type in {1..4}",
        0x17_4a1c,
        0xd6_ff9e,
    ),
    (
        "Routing",
        "ospf or bgp or rip or ripng or eigrp or isis or hsrp or vrrp or igmp or pim",
        0x5a_4a00,
        0xff_f3b0,
    ),
    ("Spanning tree", "stp", 0x3d_3d3d, 0xf0_f0f0),
    ("ARP", "arp", 0x4f_3a12, 0xff_e2a8),
    ("ICMP", "icmp or icmpv6", 0x43_2a55, 0xf0_d9ff),
    (
        "Name resolution",
        "dns or mdns or llmnr or nbns",
        0x12_4650,
        0xb8_f2ff,
    ),
    ("Address assignment", "dhcp or dhcpv6", 0x25_4a3a, 0xc4_ffe4),
    (
        "Connection opens or closes",
        "tcp.flags.syn == 1 or tcp.flags.fin == 1",
        0x2b_3a55,
        0xcf_e2ff,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_rules_are_understood() {
        for (name, filter, ..) in USUAL {
            if let Err(error) = Filter::parse(filter, registry()) {
                panic!("{name}: {error}\n{}", error.pointing(filter));
            }
        }
        assert_eq!(Rule::usual().len(), USUAL.len());
    }

    #[test]
    fn colours_are_read_as_written() {
        assert_eq!(Rgb::parse("#0a10ff"), Some(Rgb(10, 16, 255)));
        assert_eq!(Rgb(10, 16, 255).to_string(), "#0a10ff");
        for text in ["", "#", "0a10ff", "#0a10f", "#+a10ff", "#0a10ffg", "#ä0000"] {
            assert_eq!(Rgb::parse(text), None, "{text}");
        }
    }

    #[test]
    fn without_colours_a_rule_still_shows() {
        let rule = &Rule::usual()[0];
        for (theme, depth) in [
            ("mono", Depth::Full),
            ("dark", Depth::None),
            ("16", Depth::Full),
        ] {
            let theme = Theme::named(theme, depth).unwrap();
            let style = rule.style(&theme, depth);
            assert!(style.bg.is_none() && style.add_modifier.contains(Modifier::REVERSED));
        }
    }
}
