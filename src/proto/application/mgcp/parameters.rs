//! Parameters: a letter or two, a colon, a value (RFC 3435 §3.2.2).

use std::ops::Range;

use crate::decode::Peel;
use crate::model::{FieldSpec, Value};
use crate::proto::lines::{Line, name_and_value, split};

const SOURCE: &str = "RFC 3435 §3.2.2";
const OPTIONS: &str = "RFC 3435 §3.2.2.10";
const STATISTICS: &str = "RFC 3435 §3.2.2.7";

crate::fields! {
    ACKNOWLEDGED = FieldSpec::text("mgcp.param.rspack", "Acknowledged")
        .doc("Responses that have arrived.", SOURCE);
    BEARER = FieldSpec::text("mgcp.param.bearerinfo", "Bearer")
        .doc("How the line codes sound.", SOURCE);
    CALL = FieldSpec::text("mgcp.param.callid", "Call").doc("Names the call.", SOURCE);
    CONNECTION = FieldSpec::text("mgcp.param.connectionid", "Connection").doc("Names the connection.", SOURCE);
    NOTIFIED = FieldSpec::text("mgcp.param.notifiedentity", "Notify").doc("Who is to be told of events.", SOURCE);
    REQUEST = FieldSpec::text("mgcp.param.requestid", "Request").doc("Which request the events belong to.", SOURCE);
    LOCAL = FieldSpec::text("mgcp.param.localconnectionoptions", "Connection options")
        .doc("How sound is to be coded and sent.", OPTIONS);
    LOCAL_PERIOD = FieldSpec::text("mgcp.param.localconnectionoptions.p", "Packet time")
        .doc("Milliseconds of sound in a packet.", OPTIONS);
    LOCAL_CODECS = FieldSpec::text("mgcp.param.localconnectionoptions.a", "Codecs")
        .doc("The codecs that may be used.", OPTIONS);
    MODE = FieldSpec::text("mgcp.param.connectionmode", "Mode").doc("sendonly, recvonly, sendrecv, and others.", SOURCE);
    EVENTS = FieldSpec::text("mgcp.param.reqevents", "Requested events").doc("What to watch for, and what to do then.", SOURCE);
    RESTART = FieldSpec::text("mgcp.param.restartmethod", "Restart method").doc("How the gateway goes down or comes up.", SOURCE);
    RESTART_DELAY = FieldSpec::text("mgcp.param.restartdelay", "Restart delay").doc("In so many seconds.", SOURCE);
    SIGNALS = FieldSpec::text("mgcp.param.signalreq", "Signals").doc("What to play: ringing, a tone.", SOURCE);
    DIGIT_MAP = FieldSpec::text("mgcp.param.digitmap", "Digit map").doc("Which digits make a whole number.", SOURCE);
    OBSERVED = FieldSpec::text("mgcp.param.observedevents", "Observed events").doc("What happened.", SOURCE);
    STATISTIC = FieldSpec::text("mgcp.param.connectionparam", "Statistics").doc("What was counted during the connection.", STATISTICS);
    PACKETS_SENT = FieldSpec::uint("mgcp.param.connectionparam.ps", "Packets sent", 0).doc("Packets of sound.", STATISTICS);
    BYTES_SENT = FieldSpec::uint("mgcp.param.connectionparam.os", "Bytes sent", 0).doc("Bytes of sound.", STATISTICS);
    PACKETS_RECEIVED = FieldSpec::uint("mgcp.param.connectionparam.pr", "Packets received", 0).doc("Packets of sound.", STATISTICS);
    BYTES_RECEIVED = FieldSpec::uint("mgcp.param.connectionparam.or", "Bytes received", 0).doc("Bytes of sound.", STATISTICS);
    LOST = FieldSpec::uint("mgcp.param.connectionparam.pl", "Packets lost", 0).doc("Packets that did not arrive.", STATISTICS);
    JITTER = FieldSpec::uint("mgcp.param.connectionparam.ji", "Jitter", 0).unit("ms").doc("How unevenly packets arrive.", STATISTICS);
    LATENCY = FieldSpec::uint("mgcp.param.connectionparam.la", "Latency", 0).unit("ms").doc("How long packets travel.", STATISTICS);
    REASON = FieldSpec::text("mgcp.param.reasoncode", "Reason").doc("Why the gateway acts by itself.", SOURCE);
    SPECIFIC = FieldSpec::text("mgcp.param.specificendpointid", "Endpoint").doc("The endpoint that was chosen.", SOURCE);
    SECOND_ENDPOINT = FieldSpec::text("mgcp.param.secondendpointid", "Second endpoint").doc("The other end of a connection within the gateway.", SOURCE);
    SECOND_CONNECTION = FieldSpec::text("mgcp.param.secondconnectionid", "Second connection").doc("The other end's connection.", SOURCE);
    INFORMATION = FieldSpec::text("mgcp.param.reqinfo", "Requested information").doc("What an audit asks for.", SOURCE);
    QUARANTINE = FieldSpec::text("mgcp.param.quarantinehandling", "Quarantine").doc("What happens to events before the next request.", SOURCE);
    DETECTED = FieldSpec::text("mgcp.param.detectedevents", "Detected events").doc("What is watched for meanwhile.", SOURCE);
    CAPABILITIES = FieldSpec::text("mgcp.param.capabilities", "Capabilities").doc("What the endpoint can do.", SOURCE);
    STATES = FieldSpec::text("mgcp.param.eventstates", "Event states").doc("Which states the endpoint is in, such as off hook.", SOURCE);
    PACKAGES = FieldSpec::text("mgcp.param.packagelist", "Packages").doc("The packages that the endpoint knows.", SOURCE);
    DATAGRAM = FieldSpec::text("mgcp.param.maxmgcpdatagram", "Longest datagram").doc("In bytes.", SOURCE);
    OTHER = FieldSpec::text("", "Parameter").doc("A parameter without a meaning here.", SOURCE);
}

fn spec(name: &[u8]) -> Option<&'static FieldSpec> {
    Some(match name.to_ascii_uppercase().as_slice() {
        b"K" => &ACKNOWLEDGED,
        b"B" => &BEARER,
        b"C" => &CALL,
        b"I" => &CONNECTION,
        b"N" => &NOTIFIED,
        b"X" => &REQUEST,
        b"M" => &MODE,
        b"R" => &EVENTS,
        b"RM" => &RESTART,
        b"RD" => &RESTART_DELAY,
        b"S" => &SIGNALS,
        b"D" => &DIGIT_MAP,
        b"O" => &OBSERVED,
        b"E" => &REASON,
        b"Z" => &SPECIFIC,
        b"Z2" => &SECOND_ENDPOINT,
        b"I2" => &SECOND_CONNECTION,
        b"F" => &INFORMATION,
        b"Q" => &QUARANTINE,
        b"T" => &DETECTED,
        b"A" => &CAPABILITIES,
        b"ES" => &STATES,
        b"PL" => &PACKAGES,
        b"MD" => &DATAGRAM,
        _ => return None,
    })
}

pub(super) fn line(p: &mut Peel<'_>, line: &Line) {
    let bytes = p.bytes();
    let Some((name, value)) = name_and_value(bytes, line) else {
        return p.mark(&OTHER, line.text());
    };
    let name = &bytes[name];
    if name.eq_ignore_ascii_case(b"L") {
        p.mark(&LOCAL, line.text());
        parts(p, value, b':', |name| match name {
            b"p" => Some(&LOCAL_PERIOD),
            b"a" => Some(&LOCAL_CODECS),
            _ => None,
        });
    } else if name.eq_ignore_ascii_case(b"P") {
        p.mark(&STATISTIC, line.text());
        parts(p, value, b'=', |name| match name {
            b"PS" => Some(&PACKETS_SENT),
            b"OS" => Some(&BYTES_SENT),
            b"PR" => Some(&PACKETS_RECEIVED),
            b"OR" => Some(&BYTES_RECEIVED),
            b"PL" => Some(&LOST),
            b"JI" => Some(&JITTER),
            b"LA" => Some(&LATENCY),
            _ => None,
        });
    } else if let Some(spec) = spec(name) {
        p.mark_made(spec, line.text(), || {
            String::from_utf8_lossy(&bytes[value]).into()
        });
    } else {
        p.mark(&OTHER, line.text());
    }
}

/// Marks the parts of a value: names and values, with commas between them.
fn parts(
    p: &mut Peel<'_>,
    value: Range<usize>,
    sign: u8,
    spec: fn(&[u8]) -> Option<&'static FieldSpec>,
) {
    let bytes = p.bytes();
    for part in split(bytes, value, b',') {
        let text = &bytes[part.clone()];
        let Some(at) = text.iter().position(|byte| *byte == sign) else {
            continue;
        };
        let Some(spec) = spec(text[..at].trim_ascii()) else {
            continue;
        };
        let value = String::from_utf8_lossy(text[at + 1..].trim_ascii()).into_owned();
        match value.parse::<u32>() {
            Ok(number) if spec.bits == 0 && sign == b'=' => {
                p.mark_as(spec, part, Value::Uint(number.into()));
            }
            _ => p.mark_made(spec, part, || value),
        }
    }
}
