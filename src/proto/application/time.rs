//! Time: seconds since 1900 in 32 bits (RFC 868).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport};
use crate::proto::dialogue::{Speaker, speaker};

const PORT: u16 = 37;

crate::fields! {
    SECONDS = FieldSpec::uint("time.time", "Seconds since 1900", 32)
        .doc("Counted in UTC. They run over in February 2036.", "RFC 868");
    MORE = FieldSpec::bytes("", "More")
        .doc("Nothing should follow.", "RFC 868");
    ASKED = FieldSpec::bytes("", "Anything")
        .doc("A datagram that asks is empty.", "RFC 868");
}

/// Time Protocol.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "time",
        short: "Time",
        title: "Time Protocol",
        osi: OsiLayer::Application,
        why: "It is what a program on the host offers: the time, for programs.",
        reference: "RFC 868",
    },
    claims: &[
        Claim::Port(Transport::Udp, PORT),
        Claim::Port(Transport::Tcp, PORT),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: true,
    sample: b"\xee\xaa\xbb\xcc",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    if speaker(p, &[PORT]) == Speaker::Client {
        let len = p.bytes().len();
        p.summary(format_args!("what time is it?"));
        return p.field(&ASKED, len).map(drop);
    }
    let seconds = p.uint(&SECONDS)?;
    p.summary(format_args!("{seconds} seconds since 1900"));
    // Some servers send a number of 64 bits.
    let more = p.rest().len();
    if more > 0 {
        p.field(&MORE, more)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::registry;

    #[test]
    fn seconds_are_read() {
        let mut out = Dissection::default();
        Peeler::new(registry()).peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        let seconds = out.field("time.time").unwrap();
        assert_eq!(seconds.value.as_uint(), Some(0xeeaa_bbcc));
    }
}
