//! T.125: the multipoint communication service, which carries the channels of remote desktops.

mod connect;
mod domain;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, join_fields};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo};

static ALL_FIELDS: [&FieldSpec; connect::FIELDS.len() + domain::FIELDS.len()] =
    join_fields(&[connect::FIELDS, domain::FIELDS]);

/// The first byte of messages that set the connection up: application class, constructed, a tag of
/// more than 30.
const CONNECT: u8 = 0x7f;

/// T.125.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "t125",
        short: "MCS",
        title: "MULTIPOINT-COMMUNICATION-SERVICE T.125",
        osi: OsiLayer::Session,
        why: "It keeps several channels of a conference apart, and says who has joined which.",
        reference: "ITU-T T.125",
    },
    claims: &[Claim::Field("cotp.type", 0xf)],
    headers: &[],
    fields: &ALL_FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\x38\x00\x06\x03\xef",
};

fn recognise(bytes: &[u8]) -> Match {
    match bytes {
        [CONNECT, 101..=104, ..] => Match::Yes,
        [first, ..] => Match::maybe_if(domain::fits(first >> 2, bytes)),
        [] => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    match p.bytes() {
        [CONNECT, ..] => connect::message(p),
        _ => domain::message(p),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn a_user_joins_a_channel() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "t124.DomainMCSPDU"), [(0, 5, "14".into())]);
        assert_eq!(all(&out, bytes, "t124.channelId"), [(3, 2, "1007".into())]);
        assert!(out.faults.is_empty(), "{:?}", out.faults);
    }

    #[test]
    fn data_travel_in_channels() {
        let bytes = b"\x64\x00\x06\x03\xeb\x70\x04\x08\x00\x00\x00";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "t124.dataPriority"), [(5, 1, "1".into())]);
        assert_eq!(out.layers[1].info.name, "rdp");
        // The data claim to be longer than the packet.
        assert!(
            !peeled(b"\x64\x00\x06\x03\xeb\x70\x82\x08\x00")
                .faults
                .is_empty()
        );
    }

    #[test]
    fn settings_of_a_connection_are_in_ber() {
        let parameters = b"\x30\x18\x02\x01\x22\x02\x01\x03\x02\x01\x00\x02\x01\x01\x02\x01\x00\x02\x01\x01\x02\x01\x08\x02\x01\x02";
        let mut bytes = b"\x7f\x66\x22\x0a\x01\x00\x02\x01\x00".to_vec();
        bytes.extend(parameters);
        bytes.extend(b"\x04\x00");
        let out = peeled(&bytes);
        assert_eq!(all(&out, &bytes, "t125.result"), [(5, 1, "0".into())]);
        assert_eq!(
            all(&out, &bytes, "t125.maxChannelIds"),
            [(13, 1, "34".into())]
        );
    }
}
