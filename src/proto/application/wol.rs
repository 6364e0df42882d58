//! Wake-on-LAN: the packet that switches a computer on (AMD, Magic Packet Technology).

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{Address, FieldSpec, OsiLayer, ProtoInfo, Transport};

/// How often the address stands in the packet.
const REPEATS: usize = 16;

crate::fields! {
    SYNC = FieldSpec::bytes("wol.sync", "Synchronisation")
        .doc("Six bytes of ones: the network card of a sleeping computer looks for them in all that it hears.", "AMD 20213 §2.1");
    TARGET = FieldSpec::mac("wol.mac", "Computer to wake")
        .doc("Hardware address of the card, sixteen times, so that nothing else is taken for it.", "AMD 20213 §2.1");
    PASSWORD = FieldSpec::bytes("wol.passwd", "Password")
        .doc("Only who sends the right one may wake the computer. It is not encrypted.", "AMD 20213, SecureOn");
}

/// Wake-on-LAN.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "wol",
        short: "WoL",
        title: "Wake-on-LAN",
        osi: OsiLayer::Application,
        why: "It is what an administrator's program says to a network card; the computer behind it sleeps, so that no layer above the card listens.",
        reference: "AMD 20213",
    },
    claims: &[
        Claim::EtherType(0x0842),
        Claim::Heuristic(Transport::Udp, 0),
    ],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample: b"\xff\xff\xff\xff\xff\xff\x02\0\0\0\0\x01\x02\0\0\0\0\x01\x02\0\0\0\0\x01\x02\0\0\0\0\x01\
        \x02\0\0\0\0\x01\x02\0\0\0\0\x01\x02\0\0\0\0\x01\x02\0\0\0\0\x01\x02\0\0\0\0\x01\x02\0\0\0\0\x01\
        \x02\0\0\0\0\x01\x02\0\0\0\0\x01\x02\0\0\0\0\x01\x02\0\0\0\0\x01\x02\0\0\0\0\x01\x02\0\0\0\0\x01\
        secret",
};

fn recognise(bytes: &[u8]) -> Match {
    let Some((&[0xff, 0xff, 0xff, 0xff, 0xff, 0xff], rest)) = bytes.split_first_chunk() else {
        return Match::No;
    };
    let Some(addresses) = rest.get(..6 * REPEATS) else {
        return Match::No;
    };
    // Behind them stands nothing or a password.
    let has_end = matches!(rest.len() - addresses.len(), 0 | 4 | 6);
    let mut pairs = addresses.chunks(6).zip(addresses.chunks(6).skip(1));
    Match::yes_if(has_end && pairs.all(|(one, next)| one == next))
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    p.field(&SYNC, 6)?;
    let mut target = [0; 6];
    for _ in 0..REPEATS {
        target.copy_from_slice(p.field(&TARGET, 6)?);
    }
    let password = p.rest().len();
    // More than a password is padding of the frame.
    if matches!(password, 4 | 6) {
        p.field(&PASSWORD, password)?;
    }
    p.summary(format_args!("wake {}", Address::Mac(target)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_equal_addresses_are_needed() {
        assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
        let mut other = PROTOCOL.sample.to_vec();
        other[100] ^= 1;
        assert_eq!(recognise(&other), Match::No);
        assert_eq!(recognise(&PROTOCOL.sample[..102]), Match::Yes);
        assert_eq!(recognise(&PROTOCOL.sample[..105]), Match::No);
    }
}
