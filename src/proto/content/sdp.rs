//! SDP: which media streams a session has, in which formats and where to (RFC 8866).

mod announce;
mod attributes;
mod fields;

use std::ops::Range;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Value, text};
use crate::proto::lines::{Line, line_at, split};
use fields::*;

/// SDP.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "sdp",
        short: "SDP",
        title: "Session Description Protocol",
        osi: OsiLayer::Session,
        why: "It describes a session: which media streams there are, in which formats, and to which addresses and ports they go.",
        reference: "RFC 8866",
    },
    claims: &[Claim::MediaType("application/sdp"), Claim::Content(6)],
    headers: &[],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: false,
    sample:
        b"v=0\r\no=alan 2890844526 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n\
        m=audio 49170 RTP/AVP 0 97\r\na=rtpmap:97 iLBC/8000\r\na=sendrecv\r\n",
};

/// A description begins with its version, and then its owner.
fn recognise(bytes: &[u8]) -> Match {
    match bytes.strip_prefix(b"v=0") {
        Some([b'\r', b'\n', b'o', b'=', ..] | [b'\n', b'o', b'=', ..]) => Match::Yes,
        Some([b'\r' | b'\n', ..]) => Match::Maybe,
        _ => Match::No,
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    announce::streams(p);
    if !p.wants_fields() {
        return Ok(());
    }
    let bytes = p.bytes();
    let mut media = Vec::new();
    let mut in_media = false;
    while !p.rest().is_empty() && !p.is_full() {
        let line = line_at(bytes, p.pos()).unwrap_or(Line {
            start: p.pos(),
            text_end: bytes.len(),
            end: bytes.len(),
        });
        match &bytes[line.text()] {
            [] => {}
            [b'm', b'=', ..] => {
                in_media = true;
                let words = split(bytes, line.start + 2..line.text_end, b' ');
                media.extend(
                    words
                        .first()
                        .map(|word| text::clean_bytes(&bytes[word.clone()])),
                );
                read(p, &line, b'm', in_media)?;
            }
            [kind, b'=', ..] => read(p, &line, *kind, in_media)?,
            text if text.trim_ascii().is_empty() => p.mark(&DATA, line.text()),
            _ => p.mark(&INVALID, line.text()),
        }
        p.seek(line.end);
    }
    p.summary(format_args!("{}", media.join(", ")));
    Ok(())
}

/// Reads a line of this type; the field's value is what stands behind the equals sign.
fn read(p: &mut Peel<'_>, line: &Line, kind: u8, in_media: bool) -> Peeled {
    let bytes = p.bytes();
    let value = line.start + 2..line.text_end;
    let (spec, parts): (_, fn(&mut Peel<'_>, Range<usize>)) = match kind {
        b'v' => (&VERSION, whole),
        b'o' => (&OWNER, owner),
        b's' => (&SESSION_NAME, whole),
        b'i' if in_media => (&MEDIA_TITLE, whole),
        b'i' => (&SESSION_INFO, whole),
        b'u' => (&URI, whole),
        b'e' => (&EMAIL, whole),
        b'p' => (&PHONE, whole),
        b'c' => (&CONNECTION, connection),
        b'b' => (&BANDWIDTH, bandwidth),
        b't' => (&TIME, time),
        b'r' => (&REPEAT, whole),
        b'z' => (&TIME_ZONE, whole),
        b'k' => (&KEY, whole),
        b'm' => (&MEDIA, media_line),
        b'a' if in_media => (&MEDIA_ATTRIBUTE, attributes::of_media),
        b'a' => (&SESSION_ATTRIBUTE, attributes::of_session),
        _ => (&UNKNOWN, whole),
    };
    p.group_as(
        spec,
        || Value::Made(String::from_utf8_lossy(&bytes[value.clone()]).into()),
        |p| {
            parts(p, value.clone());
            p.seek(line.text_end);
            Ok(())
        },
    )
}

/// The value has no parts.
fn whole(_: &mut Peel<'_>, _: Range<usize>) {}

/// Marks the words of `at`, one for each spec.
fn words(p: &mut Peel<'_>, at: Range<usize>, specs: &[&'static FieldSpec]) {
    let words = split(p.bytes(), at, b' ');
    let words = words.into_iter().filter(|word| !word.is_empty());
    for (spec, word) in specs.iter().zip(words) {
        p.mark(spec, word);
    }
}

fn owner(p: &mut Peel<'_>, at: Range<usize>) {
    let specs = [
        &OWNER_NAME,
        &OWNER_SESSION,
        &OWNER_VERSION,
        &OWNER_NETWORK,
        &OWNER_TYPE,
        &OWNER_ADDRESS,
    ];
    words(p, at, &specs);
}

fn time(p: &mut Peel<'_>, at: Range<usize>) {
    words(p, at, &[&START, &STOP]);
}

/// `IN IP4 233.252.0.1/127/3`: a group's address has a time to live and perhaps a count.
fn connection(p: &mut Peel<'_>, at: Range<usize>) {
    let bytes = p.bytes();
    words(p, at.clone(), &[&CONNECTION_NETWORK, &CONNECTION_TYPE]);
    let Some(address) = split(bytes, at, b' ')
        .into_iter()
        .filter(|word| !word.is_empty())
        .nth(2)
    else {
        return;
    };
    for (spec, part) in [&CONNECTION_ADDRESS, &CONNECTION_TTL, &CONNECTION_COUNT]
        .into_iter()
        .zip(split(bytes, address, b'/'))
    {
        p.mark(spec, part);
    }
}

fn bandwidth(p: &mut Peel<'_>, at: Range<usize>) {
    for (spec, part) in
        [&BANDWIDTH_TYPE, &BANDWIDTH_VALUE]
            .into_iter()
            .zip(split(p.bytes(), at, b':'))
    {
        p.mark(spec, part);
    }
}

/// `audio 49170/2 RTP/AVP 0 97`.
fn media_line(p: &mut Peel<'_>, at: Range<usize>) {
    let bytes = p.bytes();
    let words = split(bytes, at, b' ');
    let mut words = words.into_iter().filter(|word| !word.is_empty());
    if let Some(kind) = words.next() {
        p.mark(&MEDIA_TYPE, kind);
    }
    if let Some(ports) = words.next() {
        let mut ports = split(bytes, ports, b'/').into_iter();
        if let Some(port) = ports.next() {
            match decimal(&bytes[port.clone()]) {
                Some(number) => p.mark_as(&MEDIA_PORT, port, Value::Uint(number)),
                None => p.mark(&MEDIA_PORT_TEXT, port),
            }
        }
        if let Some(count) = ports.next() {
            p.mark(&MEDIA_PORT_COUNT, count);
        }
    }
    let mut is_rtp = false;
    if let Some(protocol) = words.next() {
        is_rtp = matches!(
            &bytes[protocol.clone()],
            [b'R', b'T', b'P', b'/', ..]
                | [b'U', b'D', b'P', b'/', b'T', b'L', b'S', b'/', b'R', ..]
        );
        p.mark(&MEDIA_PROTOCOL, protocol);
    }
    for format in words {
        let name = decimal(&bytes[format.clone()])
            .filter(|_| is_rtp)
            .and_then(payload_type);
        match name {
            Some(name) => p.mark_as(&MEDIA_FORMAT, format, Value::Made(name.into())),
            None => p.mark(&MEDIA_FORMAT, format),
        }
    }
}

/// Up to five digits.
fn decimal(digits: &[u8]) -> Option<u64> {
    let is_number = matches!(digits.len(), 1..=5) && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| {
        digits
            .iter()
            .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
    })
}

/// What an RTP payload type stands for; from 96 on an attribute of the stream says it
/// (RFC 3551 §6).
fn payload_type(code: u64) -> Option<String> {
    let name = match code {
        0 => "ITU-T G.711 PCMU",
        1 => "USA Federal Standard FS-1016",
        2 => "ITU-T G.721",
        3 => "GSM 06.10",
        4 => "ITU-T G.723",
        8 => "ITU-T G.711 PCMA",
        9 => "ITU-T G.722",
        13 => "Comfort noise",
        14 => "MPEG-I/II Audio",
        15 => "ITU-T G.728",
        18 => "ITU-T G.729",
        26 => "JPEG-compressed video",
        31 => "ITU-T H.261",
        32 => "MPEG-I/II Video",
        33 => "MPEG-II transport streams",
        34 => "ITU-T H.263",
        96..=127 => return Some(format!("DynamicRTP-Type-{code}")),
        _ => return None,
    };
    Some(name.to_owned())
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
    fn lines_have_values_and_values_have_parts() {
        let bytes = PROTOCOL.sample;
        let out = peeled(bytes);
        assert_eq!(out.layers[0].summary, "audio");
        assert_eq!(all(&out, bytes, "sdp.version"), [(0, 3, "0".into())]);
        assert_eq!(
            all(&out, bytes, "sdp.owner.sessionid"),
            [(12, 10, "2890844526".into())]
        );
        assert_eq!(
            all(&out, bytes, "sdp.connection_info.address")[0].2,
            "192.0.2.1"
        );
        assert_eq!(all(&out, bytes, "sdp.media.port")[0].2, "49170");
        let formats: Vec<_> = all(&out, bytes, "sdp.media.format")
            .into_iter()
            .map(|f| f.2)
            .collect();
        assert_eq!(formats, ["ITU-T G.711 PCMU", "DynamicRTP-Type-97", "97"]);
        assert_eq!(all(&out, bytes, "sdp.mime.type")[0].2, "iLBC");
        assert_eq!(all(&out, bytes, "sdp.sample_rate")[0].2, "8000");
        assert_eq!(all(&out, bytes, "sdp.media_attribute.field").len(), 1);
        assert_eq!(all(&out, bytes, "sdp.media_attr")[1].2, "sendrecv");
    }

    #[test]
    fn attributes_belong_to_the_session_or_to_a_stream() {
        let bytes = b"v=0\r\na=tool:x y\r\nm=image 0 UDPTL t38\r\na=T38FaxVersion:0\r\n";
        let out = peeled(bytes);
        assert_eq!(
            all(&out, bytes, "sdp.session_attr.value"),
            [(12, 3, "x y".into())]
        );
        assert_eq!(all(&out, bytes, "sdp.media_attribute.value")[0].2, "0");
        assert_eq!(all(&out, bytes, "sdp.media.format")[0].2, "t38");
    }

    #[test]
    fn groups_have_a_time_to_live() {
        let bytes = b"v=0\nc=IN IP4 233.252.0.1/127/3\nb=AS:64\nm=audio $ RTP/AVP 8\n";
        let out = peeled(bytes);
        assert_eq!(all(&out, bytes, "sdp.connection_info.ttl")[0].2, "127");
        assert_eq!(all(&out, bytes, "sdp.connection_info.num_addr")[0].2, "3");
        assert_eq!(all(&out, bytes, "sdp.bandwidth.modifier")[0].2, "AS");
        assert_eq!(all(&out, bytes, "sdp.media.port_string")[0].2, "$");
    }

    #[test]
    fn broken_lines_are_survived() {
        for bytes in [
            &b"v=0\r\no=\r\nm=\r\na=\r\na=rtpmap:\r\na=fmtp\r\nc=\r\nb="[..],
            b"v=0\n=\nxyz\n\n",
            b"v",
        ] {
            assert!(!peeled(bytes).layers.is_empty());
        }
    }

    #[test]
    fn a_description_begins_with_its_version() {
        assert_eq!(recognise(PROTOCOL.sample), Match::Yes);
        assert_eq!(recognise(b"v=0\r\ns=x"), Match::Maybe);
        assert_eq!(recognise(b"v=1 mail"), Match::No);
    }
}
