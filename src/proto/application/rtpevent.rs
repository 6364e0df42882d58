//! Telephone events: keys that were pressed, as RTP packets (RFC 4733).

use crate::decode::{Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, bytes_of};

const SOURCE: &str = "RFC 4733 §2.3";

const EVENT: &[FieldSpec] = &[
    FieldSpec::uint("rtpevent.event_id", "Event", 8)
        .lookup(event)
        .doc("The key, or the tone.", SOURCE),
    FieldSpec::flag("rtpevent.end_of_event", "End").doc("The event is over.", SOURCE),
    FieldSpec::flag("rtpevent.reserved", "Reserved").doc("Zero.", SOURCE),
    FieldSpec::uint("rtpevent.volume", "Volume", 6)
        .unit("dBm0 below zero")
        .doc("How loud the tone is; 0 is loudest.", SOURCE),
    FieldSpec::uint("rtpevent.duration", "Duration", 16).doc(
        "How long it has lasted so far, in ticks of the stream's clock.",
        SOURCE,
    ),
];

const EVENT_LEN: usize = bytes_of(EVENT);

/// Telephone events.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "rtpevent",
        short: "RTP event",
        title: "Telephone Events over RTP",
        osi: OsiLayer::Presentation,
        why: "It is a form in which a telephone's keys travel where else sound does.",
        reference: "RFC 4733",
    },
    claims: &[],
    headers: &[EVENT],
    fields: &[],
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x0b\x8a\x03\x20",
};

/// Names of the events of RFC 4733 and RFC 4734.
fn event(code: u64) -> Option<&'static str> {
    const KEYS: [&str; 17] = [
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "#", "A", "B", "C", "D", "flash",
    ];
    Some(match code {
        0..=16 => KEYS[code as usize],
        32 => "fax answer tone",
        33 => "fax answer tone, reversed",
        34 => "modem answer tone",
        35 => "modem answer tone, reversed",
        36 => "calling tone",
        66 => "dial tone",
        70 => "ringing tone",
        72 => "busy tone",
        73 => "congestion tone",
        _ => return None,
    })
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let h = p.header::<EVENT_LEN>(EVENT)?;
    let name = event(h[0].into()).unwrap_or("unknown event");
    let end = if h[1] & 0x80 != 0 { ", end" } else { "" };
    p.summary(format_args!("{name}{end}"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    #[test]
    fn a_key_has_a_name_a_volume_and_a_duration() {
        let mut out = Dissection::default();
        let mut peeler = Peeler::new(crate::proto::registry());
        peeler.peel_as(&PROTOCOL, PROTOCOL.sample, Want::Full, &mut out);
        assert_eq!(out.layers[0].summary, "#, end");
        let value = |name| out.field(name).map(|field| field.value.clone());
        assert_eq!(value("rtpevent.volume"), Some(Value::Uint(10)));
        assert_eq!(value("rtpevent.duration"), Some(Value::Uint(800)));
    }
}
