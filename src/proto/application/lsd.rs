//! LSD: BitTorrent programs on the same network find each other (BEP 14).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value};
use crate::proto::lines::{line_at, name_and_value};

const PORT: u16 = 6771;
const START: &[u8] = b"BT-SEARCH * HTTP/1.1\r\n";

crate::fields! {
    HEADER = FieldSpec::text("lsd.header", "Request line")
        .doc("A search, in the form of an HTTP request.", "BEP 14");
    HOST = FieldSpec::computed("lsd.host", "Group")
        .doc("The multicast group that the message goes to.", "BEP 14");
    LISTENS = FieldSpec::computed("lsd.port", "Port")
        .doc("Where the sender waits for connections.", "BEP 14");
    TORRENT = FieldSpec::computed("lsd.infohash", "Torrent")
        .doc("What the sender has or looks for: the SHA-1 hash that names it.", "BEP 14");
    COOKIE = FieldSpec::computed("lsd.cookie", "Cookie")
        .doc("By it the sender knows its own messages.", "BEP 14");
}

/// Local service discovery of BitTorrent.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "lsd",
        short: "LSD",
        title: "BitTorrent Local Service Discovery",
        osi: OsiLayer::Application,
        why: "Programs tell others on the network what they share.",
        reference: "BEP 14",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Heuristic(Transport::Udp, 1),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\n\
              Infohash: 0123456789012345678901234567890123456789\r\n\r\n\r\n",
};

fn recognise(bytes: &[u8]) -> Match {
    Match::yes_if(bytes.starts_with(START))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let bytes = p.bytes();
    let mut torrents = 0;
    p.field(&HEADER, START.len() - 2)?;
    p.skip(2)?;
    while let Some(line) = line_at(bytes, p.pos()).filter(|line| !line.is_empty()) {
        if p.is_full() {
            break;
        }
        if let Some((name, value)) = name_and_value(bytes, &line) {
            let value = bytes.get(value).unwrap_or_default();
            let name = bytes.get(name).unwrap_or_default();
            torrents += usize::from(name.eq_ignore_ascii_case(b"Infohash"));
            header(p, name, value, line.text());
        }
        p.seek(line.end);
    }
    p.seek(bytes.len());
    p.summary(format_args!("{torrents} torrents"));
    Ok(())
}

/// Adds the field of a line, whose value is what stands behind the colon.
fn header(p: &mut Peel<'_>, name: &[u8], value: &[u8], at: std::ops::Range<usize>) {
    let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
    let text = String::from_utf8_lossy(value);
    let spec = match () {
        () if is("Host") => &HOST,
        () if is("Port") => {
            if let Ok(port) = text.parse() {
                p.mark_as(&LISTENS, at, Value::Uint(port));
            }
            return;
        }
        () if is("Infohash") => &TORRENT,
        () if is("cookie") => &COOKIE,
        () => return,
    };
    p.mark_made(spec, at, || text.into_owned());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    #[test]
    fn lines_are_fields() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(
            all(&out, PROTOCOL.sample, "lsd.port"),
            [(50, 10, "6881".into())]
        );
        assert_eq!(out.layers[0].summary, "1 torrents");
        assert_eq!(recognise(b"M-SEARCH * HTTP/1.1\r\n"), Match::No);
    }
}
