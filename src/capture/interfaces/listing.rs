//! The list of interfaces as text, for `decap -D`.

use unicode_width::UnicodeWidthStr;

use super::{Interface, LinkState};
use crate::model::Address;
use crate::model::text::clean;

/// One line for each interface: number, name, state, MAC address, addresses, description. The
/// number may be given in place of the name when capturing.
pub fn lines(interfaces: &[Interface]) -> Vec<String> {
    let rows: Vec<[String; 3]> = interfaces
        .iter()
        .enumerate()
        .map(|(index, interface)| {
            [
                format!("{}. {}", index + 1, clean(&interface.name)),
                state(interface),
                details(interface),
            ]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].width()).max();
    let widths = [width(0).unwrap_or(0), width(1).unwrap_or(0)];
    rows.iter()
        .map(|[name, state, details]| {
            let gap = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()) + 2);
            let line = format!(
                "{name}{}{state}{}{details}",
                gap(name, widths[0]),
                gap(state, widths[1])
            );
            line.trim_end().to_owned()
        })
        .collect()
}

fn state(interface: &Interface) -> String {
    let link = match interface.link {
        LinkState::Unknown if interface.up => Some("up"),
        LinkState::Unknown => None,
        known => Some(known.name()),
    };
    let kinds = [
        link,
        interface.loopback.then_some("loopback"),
        interface.wireless.then_some("wireless"),
    ];
    let words: Vec<&str> = kinds.into_iter().flatten().collect();
    words.join(", ")
}

fn details(interface: &Interface) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(interface.mac.map(|mac| Address::Mac(mac).to_string()));
    parts.extend(
        interface
            .addresses
            .iter()
            .map(|address| match address.prefix {
                Some(prefix) => format!("{}/{prefix}", address.ip),
                None => address.ip.to_string(),
            }),
    );
    if let Some(description) = &interface.description {
        parts.push(clean(description).into_owned());
    }
    parts.join("  ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::interfaces::InterfaceAddress;

    fn interface(name: &str) -> Interface {
        Interface {
            name: name.to_owned(),
            description: None,
            index: None,
            addresses: Vec::new(),
            mac: None,
            up: true,
            running: true,
            loopback: false,
            wireless: false,
            link: LinkState::Up,
            counters: None,
        }
    }

    #[test]
    fn columns_line_up_and_say_what_is_known() {
        let ethernet = Interface {
            mac: Some([2, 0, 0, 0, 0, 1]),
            addresses: vec![InterfaceAddress {
                ip: "192.0.2.7".parse().unwrap(),
                prefix: Some(24),
            }],
            ..interface("enp0s31f6")
        };
        let any = Interface {
            link: LinkState::Unknown,
            description: Some("all\x1b[31m".to_owned()),
            ..interface("any")
        };
        let radio = Interface {
            wireless: true,
            link: LinkState::NoCarrier,
            ..interface("wlan0")
        };
        assert_eq!(
            lines(&[ethernet, any, radio]),
            [
                "1. enp0s31f6  up                    02:00:00:00:00:01  192.0.2.7/24",
                "2. any        up                    all\\x1b[31m",
                "3. wlan0      no carrier, wireless",
            ]
        );
        assert!(lines(&[]).is_empty());
    }
}
