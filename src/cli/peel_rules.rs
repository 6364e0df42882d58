//! Decode-as rules as tshark writes them: `tcp.port==8080,http`.

use super::Failure;
use super::args::PeelArgs;
use crate::decode::{DecodeAs, Peeler, Registry};
use crate::model::Transport;
use crate::proto;

/// A peeler that keeps to what the user said.
///
/// # Errors
/// A rule that cannot be read, or that names an unknown protocol.
pub fn peeler(args: &PeelArgs) -> Result<Peeler<'static>, Failure> {
    let registry = proto::registry();
    let rules = args
        .decode_as
        .iter()
        .map(|rule| parse(rule, registry))
        .collect::<Result<_, _>>();
    Ok(Peeler::new(registry).decode_as(rules.map_err(Failure::usage)?))
}

fn parse(rule: &str, registry: &Registry) -> Result<DecodeAs, String> {
    let form = || format!("-d {rule}: a rule has the form tcp.port==8080,http");
    let (selector, name) = rule.split_once(',').ok_or_else(form)?;
    let (field, port) = selector.split_once("==").ok_or_else(form)?;
    let transport = match field.trim() {
        "tcp.port" => Transport::Tcp,
        "udp.port" => Transport::Udp,
        "sctp.port" => Transport::Sctp,
        "dccp.port" => Transport::Dccp,
        _ => return Err(form()),
    };
    let port = port.trim().parse().map_err(|_| form())?;
    let protocol = registry.by_name(name.trim()).ok_or_else(|| {
        format!(
            "-d {rule}: there is no protocol {:?}; `decap protocols` lists them",
            name.trim()
        )
    })?;
    Ok(DecodeAs {
        transport,
        port,
        protocol,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_as_tshark_writes_them() {
        let rule = parse("tcp.port==8080,udp", proto::registry()).unwrap();
        assert_eq!(
            (rule.transport, rule.port, rule.protocol.info.name),
            (Transport::Tcp, 8080, "udp")
        );
    }

    #[test]
    fn wrong_rules_are_told() {
        for wrong in [
            "http",
            "tcp.port=80,http",
            "tcp.port==x,udp",
            "tcp.port==80,nothing",
        ] {
            assert!(parse(wrong, proto::registry()).is_err(), "{wrong}");
        }
    }
}
