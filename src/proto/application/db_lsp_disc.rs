//! Dropbox LAN sync: programs of the same user or group find each other on the local network, so that
//! files need not come from far away.

use crate::decode::{Claim, Match, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};

const PORT: u16 = 17500;

crate::fields! {
    MESSAGE = FieldSpec::text("", "Message")
        .doc("A JSON object: who the sender is, where it listens and which shared folders it has.", "Dropbox LAN sync (as seen on networks)");
}

/// Dropbox LAN sync, discovery.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "db-lsp-disc",
        short: "Dropbox discovery",
        title: "Dropbox LAN sync Discovery Protocol",
        osi: OsiLayer::Application,
        why: "Dropbox programs tell each other which shared folders they have.",
        reference: "Dropbox LAN sync (as seen on networks)",
    },
    claims: &[Claim::Port(Transport::Udp, PORT)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"{\"version\": [2, 0], \"port\": 17500}",
};

/// The message is one JSON object.
fn recognise(bytes: &[u8]) -> Match {
    Match::maybe_if(bytes.trim_ascii_start().starts_with(b"{"))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.bytes().len();
    p.summary(format_args!("{len} bytes of JSON"));
    p.mark(&MESSAGE, 0..len);
    p.pass(Next::Media("application/json"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;

    #[test]
    fn the_message_is_json() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let names: Vec<_> = out.layers.iter().map(|layer| layer.info.name).collect();
        assert_eq!(names, ["db-lsp-disc", "json"]);
        assert_eq!(recognise(b"\x40\x01"), Match::No);
    }
}
