//! The capture filter: compiled by libpcap, and what to say when it does not compile.

use pcap::{Activated, Capture, Error};

use super::LiveError;

/// Compiles the filter for the link type of this device and installs it.
pub(super) fn install<T: Activated>(
    capture: &mut Capture<T>,
    name: &str,
    filter: &str,
) -> Result<(), LiveError> {
    let refuse = |reason: String| LiveError::Filter {
        name: name.to_owned(),
        filter: filter.to_owned(),
        reason,
        advice: advice(filter).to_owned(),
    };
    if needs_netmask(filter) {
        return Err(refuse(
            "'ip broadcast' needs the network mask of the interface, which is not known here; \
             name the address, as in 'dst host 192.0.2.255 or dst host 255.255.255.255'"
                .to_owned(),
        ));
    }
    capture.filter(filter, true).map_err(|error| {
        refuse(match error {
            Error::PcapError(reason) => reason,
            other => other.to_string(),
        })
    })
}

/// The pcap crate compiles with an empty network mask, under which `ip broadcast` would quietly
/// match other frames than it says.
pub(in crate::capture) fn needs_netmask(filter: &str) -> bool {
    let words: Vec<&str> = filter
        .split(|c: char| c.is_whitespace() || "()!&|".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(2).any(|pair| pair == ["ip", "broadcast"])
}

/// A hint for the commonest mistake: a display filter in place of a capture filter.
pub(in crate::capture) fn advice(filter: &str) -> &'static str {
    let display = filter.contains("==")
        || filter.contains("contains")
        || filter.split_whitespace().any(|word| {
            word.split_once('.').is_some_and(|(protocol, field)| {
                protocol.starts_with(|c: char| c.is_ascii_lowercase())
                    && field.starts_with(|c: char| c.is_ascii_lowercase())
            })
        });
    if display {
        "this looks like a display filter, which is given with -Y; a capture filter reads like \
         'tcp port 80 and host 192.0.2.1' (man 7 pcap-filter)"
    } else {
        "a capture filter reads like 'tcp port 80 and host 192.0.2.1' (man 7 pcap-filter)"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pcap::Linktype;

    fn try_install(filter: &str) -> Result<(), LiveError> {
        let mut dead = Capture::dead(Linktype::ETHERNET).unwrap();
        match install(&mut dead, "eth0", filter) {
            // A dead handle compiles a filter and has nothing to install it on.
            Err(LiveError::Filter { reason, .. }) if reason.contains("pcap_open_dead") => Ok(()),
            result => result,
        }
    }

    #[test]
    fn the_message_holds_the_filter_as_typed_and_libpcaps_reason() {
        let error = try_install("tcp prot 80").unwrap_err().to_string();
        assert!(error.contains("\n    tcp prot 80\n"), "{error}");
        assert!(error.contains("syntax error"), "{error}");
        assert!(error.contains("eth0"), "{error}");
        let error = try_install("port nosuchport").unwrap_err().to_string();
        assert!(error.contains("nosuchport"), "{error}");
        assert!(try_install("tcp port 80 and not ip6").is_ok());
    }

    #[test]
    fn a_display_filter_is_recognised() {
        for filter in ["ip.addr == 10.0.0.1", "tcp.port", "http contains png"] {
            assert!(advice(filter).contains("-Y"), "{filter}");
        }
        for filter in ["tcp prot 80", "host 10.0.0.1", "tcp[13] = 2", "net 10.1"] {
            assert!(!advice(filter).contains("-Y"), "{filter}");
        }
    }

    #[test]
    fn ip_broadcast_is_refused_and_ether_broadcast_is_not() {
        assert!(needs_netmask("arp or (ip broadcast)"));
        assert!(needs_netmask("ip  broadcast"));
        assert!(!needs_netmask("ether broadcast or ip multicast"));
        assert!(try_install("ip broadcast").is_err());
        assert!(try_install("ether broadcast").is_ok());
    }
}
