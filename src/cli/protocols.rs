//! `decap protocols`: the reference of all protocols, made from their tables.

use std::fmt::Write;

use super::Failure;
use super::args::ProtocolsArgs;
use super::output::Output;
use crate::decode::{Claim, Protocol};
use crate::model::Kind;
use crate::proto::registry;

/// Prints the list, one protocol, or the reference page.
///
/// # Errors
/// When there is no such protocol.
pub fn run(args: &ProtocolsArgs) -> Result<(), Failure> {
    let text = match &args.name {
        _ if args.markdown => markdown(),
        None => list(),
        Some(name) => {
            let found = registry().by_name(name);
            one(found.ok_or_else(|| {
                Failure::usage(format_args!(
                    "there is no protocol {name:?}; `decap protocols` lists them"
                ))
            })?)
        }
    };
    let mut out = Output::new();
    out.write(&text)?;
    out.flush()
}

fn sorted() -> Vec<&'static Protocol> {
    let mut protocols = registry().protocols().to_vec();
    protocols.sort_by_key(|protocol| (protocol.info.osi, protocol.info.name));
    protocols
}

fn list() -> String {
    let mut out = String::new();
    for protocol in sorted() {
        let info = &protocol.info;
        let _ = writeln!(
            out,
            "{} {:<12} {:<24} {:<52} {}",
            info.osi.number(),
            info.osi.name(),
            info.name,
            info.title,
            info.reference
        );
    }
    out
}

fn one(protocol: &Protocol) -> String {
    let info = &protocol.info;
    let mut out = String::new();
    let _ = writeln!(out, "{} ({}), {}", info.title, info.short, info.reference);
    let _ = writeln!(
        out,
        "OSI layer {}, {}: {}",
        info.osi.number(),
        info.osi.name(),
        info.why
    );
    let _ = writeln!(out, "Found by: {}", claims(protocol));
    for spec in fields(protocol) {
        let bits = if spec.bits > 0 {
            spec.bits.to_string()
        } else {
            "-".into()
        };
        let _ = writeln!(out, "\n  {:<36} {bits:>4} bits  {}", spec.name, spec.label);
        let reference = if spec.reference.is_empty() {
            String::new()
        } else {
            format!(" ({})", spec.reference)
        };
        let _ = writeln!(out, "      {}{reference}", spec.doc);
    }
    out
}

/// The reference page `docs/protocols.md`.
fn markdown() -> String {
    let protocols = sorted();
    let count: usize = protocols
        .iter()
        .map(|protocol| fields(protocol).len())
        .sum();
    let mut out = format!(
        "# Protocols\n\nMade from the tables by `decap protocols --markdown` (`make docs`): {} protocols, {count} fields, by \
         OSI layer.\n\n| layer | protocol | name | specification | found by |\n|---|---|---|---|---|\n",
        protocols.len()
    );
    for protocol in &protocols {
        let info = &protocol.info;
        let _ = writeln!(
            out,
            "| {} | {} | [`{}`](#{}) | {} | {} |",
            info.osi.number(),
            cell(info.title),
            info.name,
            info.name.replace('.', ""),
            cell(info.reference),
            cell(&claims(protocol))
        );
    }
    for protocol in &protocols {
        section(protocol, &mut out);
    }
    out
}

/// A protocol's part of the page: why it stands on its layer, and its fields.
fn section(protocol: &Protocol, out: &mut String) {
    let info = &protocol.info;
    let _ = writeln!(
        out,
        "\n## {}\n\n{} ({}), OSI layer {}, {}. {}\n",
        info.name,
        info.title,
        info.reference,
        info.osi.number(),
        info.osi.name(),
        info.why
    );
    out.push_str("| field | label | bits | specification |\n|---|---|---|---|\n");
    for spec in fields(protocol) {
        let bits = if spec.bits > 0 {
            spec.bits.to_string()
        } else {
            "–".into()
        };
        let _ = writeln!(
            out,
            "| `{}` | {} | {bits} | {} |",
            spec.name,
            cell(spec.label),
            cell(spec.reference)
        );
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The fields of a protocol, each name once; headings over fields have none.
fn fields(protocol: &Protocol) -> Vec<&'static crate::model::FieldSpec> {
    let mut seen = std::collections::HashSet::new();
    protocol
        .all_fields()
        .filter(|spec| spec.kind != Kind::Gap && !spec.name.is_empty() && seen.insert(spec.name))
        .collect()
}

fn claims(protocol: &Protocol) -> String {
    let texts: Vec<String> = protocol.claims.iter().map(claim).collect();
    if texts.is_empty() {
        "the protocol that wraps it".into()
    } else {
        texts.join(", ")
    }
}

fn claim(claim: &Claim) -> String {
    match claim {
        Claim::LinkType(link) => format!("link type {}", link.0),
        Claim::EtherType(code) => format!("EtherType 0x{code:04x}"),
        Claim::LlcSap(sap) => format!("LLC SAP 0x{sap:02x}"),
        Claim::Snap(oui, pid) => format!("SNAP 0x{oui:06x}/0x{pid:04x}"),
        Claim::IpProtocol(code) => format!("IP protocol {code}"),
        Claim::Ppp(code) => format!("PPP protocol 0x{code:04x}"),
        Claim::Port(transport, port) => format!("{} port {port}", transport.name()),
        Claim::SctpPayload(ppid) => format!("SCTP payload protocol {ppid}"),
        Claim::Field(name, value) => format!("{name} {value}"),
        Claim::MediaType(media) => format!("media type {media}"),
        Claim::Heuristic(transport, _) => {
            format!("the first bytes of a {} payload", transport.name())
        }
        Claim::Content(_) => "the first bytes of a body".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_has_every_protocol_once() {
        assert_eq!(list().lines().count(), registry().protocols().len());
    }

    #[test]
    fn a_protocol_is_described_with_its_fields() {
        let text = one(registry().by_name("ip").unwrap());
        assert!(
            text.contains("ip.ttl") && text.contains("EtherType 0x0800"),
            "{text}"
        );
    }
}
