//! Kafka: programs append records to topics and read them again, in the order in which they came.

mod bodies;
mod tables;

use crate::decode::{Claim, Match, Peel, Peeled, Protocol, Stop};
use crate::model::{FieldSpec, OsiLayer, ProtoInfo, Transport, Value};
use crate::proto::dialogue::{Speaker, speaker};

const PORT: u16 = 9092;

const SOURCE: &str = "Kafka protocol guide";

/// The request of each correlation number, as a fact of the conversation: its frame in the upper
/// half, below it what is asked and the version of that.
const REQUESTS: &str = "Kafka request";

crate::fields! {
    LEN = FieldSpec::int("kafka.len", "Length", 32)
        .unit("bytes")
        .doc("Of what follows.", SOURCE);
    REQUEST_KEY = FieldSpec::int("kafka.request_key", "Request", 16)
        .codes(tables::KEYS)
        .doc("What the client asks for.", SOURCE);
    REQUEST_VERSION = FieldSpec::int("kafka.request.version", "Version", 16)
        .doc("Of this request: each kind of request has versions of its own.", SOURCE);
    CORRELATION = FieldSpec::int("kafka.correlation_id", "Correlation ID", 32)
        .doc("The response repeats it.", SOURCE);
    CLIENT = FieldSpec::computed("kafka.client_id", "Client ID")
        .doc("What the client calls itself.", SOURCE);
    REQUEST_FRAME = FieldSpec::computed("kafka.request_frame", "Request in")
        .doc("The frame with the request that this answers.", SOURCE);
    RESPONSE_KEY = FieldSpec::computed("kafka.response_key", "Response to")
        .codes(tables::KEYS)
        .doc("What was asked for: the response does not say it itself.", SOURCE);
    RESPONSE_VERSION = FieldSpec::computed("kafka.response.version", "Version")
        .doc("Of the request, and so of the response.", SOURCE);
    ERROR = FieldSpec::int("kafka.error", "Error", 16)
        .codes(tables::ERRORS)
        .doc("0 if all went well.", SOURCE);
    API_KEY = FieldSpec::int("kafka.api_versions.api_key", "Request", 16)
        .codes(tables::KEYS)
        .doc("A kind of request that the server knows ...", SOURCE);
    MIN_VERSION = FieldSpec::int("kafka.api_versions.min_version", "Lowest version", 16)
        .doc("... from this version ...", SOURCE);
    MAX_VERSION = FieldSpec::int("kafka.api_versions.max_version", "Highest version", 16)
        .doc("... to this one.", SOURCE);
    THROTTLE = FieldSpec::int("kafka.throttle_time", "Throttle time", 32)
        .unit("ms")
        .doc("So long the server held the answer back, as the client asks too much.", SOURCE);
    SOFTWARE = FieldSpec::computed("kafka.client_software_name", "Client software")
        .doc("The library that the client uses.", SOURCE);
    SOFTWARE_VERSION = FieldSpec::computed("kafka.client_software_version", "Software version")
        .doc("Of that library.", SOURCE);
    TOPIC = FieldSpec::computed("kafka.topic_name", "Topic")
        .doc("A named sequence of records, kept in partitions.", SOURCE);
    NODE = FieldSpec::int("kafka.node_id", "Node", 32)
        .doc("The number of a server of the cluster.", SOURCE);
    HOST = FieldSpec::computed("kafka.host", "Host")
        .doc("Where that server is.", SOURCE);
    BROKER_PORT = FieldSpec::int("kafka.port", "Port", 32)
        .doc("The TCP port of that server.", SOURCE);
    RACK = FieldSpec::computed("kafka.rack", "Rack")
        .doc("Where the server stands, so that copies can be kept apart.", SOURCE);
    CLUSTER = FieldSpec::computed("kafka.cluster_id", "Cluster ID")
        .doc("The name of the whole cluster.", SOURCE);
    INTERNAL = FieldSpec::uint("kafka.is_internal", "Internal", 8)
        .doc("1 for a topic that Kafka itself uses.", SOURCE);
    PARTITION = FieldSpec::int("kafka.partition_id", "Partition", 32)
        .doc("A part of a topic, in which the order of records is kept.", SOURCE);
    LEADER = FieldSpec::int("kafka.leader_id", "Leader", 32)
        .doc("The server that takes records for the partition.", SOURCE);
    LEADER_EPOCH = FieldSpec::int("kafka.leader_epoch", "Leader epoch", 32)
        .doc("Counts how often the partition got a leader.", SOURCE);
    REPLICA = FieldSpec::int("kafka.replica_id", "Replica", 32)
        .doc("A server that keeps a copy of the partition.", SOURCE);
    IN_SYNC = FieldSpec::int("kafka.isr_id", "Replica in sync", 32)
        .doc("A server whose copy is up to date.", SOURCE);
    OFFLINE = FieldSpec::int("kafka.offline_id", "Replica offline", 32)
        .doc("A server with a copy that does not answer.", SOURCE);
    AUTO_TOPIC = FieldSpec::uint("kafka.allow_auto_topic_creation", "Create topics", 8)
        .doc("1 if topics that do not exist may be made.", SOURCE);
    TRANSACTIONAL_ID = FieldSpec::computed("kafka.transactional_id", "Transactional ID")
        .doc("The name under which a producer can go on with its transaction.", SOURCE);
    ACKS = FieldSpec::int("kafka.required_acks", "Required acknowledgements", 16)
        .doc("Who must have the records: 0 nobody, 1 the leader, -1 all that are in sync.", SOURCE);
    TIMEOUT = FieldSpec::int("kafka.timeout", "Timeout", 32)
        .unit("ms")
        .doc("So long the server may wait for those.", SOURCE);
    OFFSET = FieldSpec::int("kafka.offset", "Offset", 64)
        .doc("The place of a record in its partition, counted from 0.", SOURCE);
    OFFSET_TIME = FieldSpec::int("kafka.offset_time", "Append time", 64)
        .doc("In milliseconds since 1970; -1 if the client's own time stands.", SOURCE);
    LOG_START = FieldSpec::int("kafka.log_start_offset", "Log start offset", 64)
        .doc("The first record that is still kept.", SOURCE);
    MESSAGE_SIZE = FieldSpec::int("kafka.message_size", "Size", 32)
        .unit("bytes")
        .doc("Of what follows in the batch.", SOURCE);
    MAGIC = FieldSpec::int("kafka.message_magic", "Format", 8)
        .doc("2: records in batches, since Kafka 0.11.", SOURCE);
    CRC = FieldSpec::hex("kafka.batch_crc", "CRC-32C", 32)
        .doc("Over all that follows in the batch.", SOURCE);
    LAST_DELTA = FieldSpec::uint("kafka.batch_last_offset_delta", "Last offset delta", 32)
        .doc("The offset of the batch's last record, less that of the first.", SOURCE);
    PRODUCER = FieldSpec::int("kafka.producer_id", "Producer ID", 64)
        .doc("Tells records that come twice; -1 if the producer does not care.", SOURCE);
    PRODUCER_EPOCH = FieldSpec::int("kafka.producer_epoch", "Producer epoch", 16)
        .doc("A producer with a higher one replaces this one.", SOURCE);
    BASE_SEQUENCE = FieldSpec::int("kafka.batch_base_sequence", "Base sequence", 32)
        .doc("The producer's own number of the first record.", SOURCE);
    BATCH_SIZE = FieldSpec::uint("kafka.batch_size", "Records", 32)
        .doc("So many are in the batch.", SOURCE);
}

/// The attributes of a batch.
const ATTRIBUTES: &[FieldSpec] = &[
    FieldSpec::gap(10),
    FieldSpec::flag("kafka.batch_control_batch", "Control")
        .doc("The batch says how a transaction ended.", SOURCE),
    FieldSpec::flag("kafka.batch_transactional", "Transactional").doc(
        "The records count only once their transaction is done.",
        SOURCE,
    ),
    FieldSpec::uint("kafka.batch_timestamp_type", "Timestamp type", 1)
        .codes(&[(0, "of creation"), (1, "of appending")])
        .doc("Whose clock the timestamps come from.", SOURCE),
    FieldSpec::uint("kafka.batch_codec", "Compression", 3)
        .codes(tables::CODECS)
        .doc("How the records are compressed.", SOURCE),
];

/// A request for metadata of the topic "t".
const SAMPLE: &[u8] =
    b"\x00\x00\x00\x13\x00\x03\x00\x02\x00\x00\x00\x01\x00\x02me\x00\x00\x00\x01\x00\x01t";

/// Kafka.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "kafka",
        short: "Kafka",
        title: "Apache Kafka",
        osi: OsiLayer::Application,
        why: "Programs leave records for others.",
        reference: "Kafka protocol guide",
    },
    claims: &[Claim::Port(Transport::Tcp, PORT)],
    headers: &[ATTRIBUTES],
    fields: FIELDS,
    recognise: Some(recognise),
    peel,
    trailer: None,
    stream: true,
    sample: SAMPLE,
};

const LEN_LEN: usize = 4;
const MIN_LEN: u32 = 4;
/// What a server takes is a hundred megabytes at most, if nobody changes that.
const MAX_LEN: u32 = 100 << 20;

fn recognise(bytes: &[u8]) -> Match {
    match bytes.first_chunk() {
        Some(len) => Match::maybe_if((MIN_LEN..=MAX_LEN).contains(&u32::from_be_bytes(*len))),
        None => Match::short_if(bytes.iter().all(|byte| *byte == 0)),
    }
}

fn peel(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&LEN)? as u32 as usize;
    if len <= MAX_LEN as usize {
        p.wait_for(len)?;
    }
    p.ends_at(LEN_LEN.saturating_add(len));
    let from = speaker(p, &[PORT]);
    p.within(len, "Kafka length", |p| match from {
        Speaker::Client => request(p),
        Speaker::Server => response(p),
    })
}

fn request(p: &mut Peel<'_>) -> Peeled {
    let key = p.uint(&REQUEST_KEY)? as u16;
    let version = p.uint(&REQUEST_VERSION)? as u16;
    let correlation = p.uint(&CORRELATION)? as u32;
    let name = REQUEST_KEY.names.get(key.into()).unwrap_or("unknown");
    p.summary(format_args!("{name} request, version {version}"));
    let frame = p.frame().number;
    let value = frame << 32 | u64::from(key) << 16 | u64::from(version);
    p.note(REQUESTS, correlation, value);
    string(p, &CLIENT)?;
    bodies::request(p, key, version)
}

fn response(p: &mut Peel<'_>) -> Peeled {
    let correlation = p.uint(&CORRELATION)? as u32;
    let Some(asked) = p.fact(REQUESTS, correlation) else {
        p.summary(format_args!("response to a request that was not seen"));
        return Ok(());
    };
    let (frame, key, version) = (asked >> 32, (asked >> 16) as u16, asked as u16);
    p.mark_as(&REQUEST_FRAME, 0..0, Value::Frame(frame));
    p.mark_as(&RESPONSE_KEY, 0..0, Value::Uint(key.into()));
    p.mark_as(&RESPONSE_VERSION, 0..0, Value::Uint(version.into()));
    let name = REQUEST_KEY.names.get(key.into()).unwrap_or("unknown");
    p.summary(format_args!("{name} response, version {version}"));
    bodies::response(p, key, version)
}

/// A text behind its length in two bytes, which belongs to the field; a length of -1 says that there
/// is none.
fn string(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let len = p.skip(2)?;
    let len = u16::from_be_bytes([len[0], len[1]]);
    if len == u16::MAX {
        p.mark_made(spec, at..at + 2, || "[ Null ]".into());
        return Ok(());
    }
    text(p, spec, at, len.into())
}

fn text(p: &mut Peel<'_>, spec: &'static FieldSpec, at: usize, len: usize) -> Peeled {
    let text = p.skip(len)?;
    let end = p.pos();
    p.mark_made(spec, at..end, || String::from_utf8_lossy(text).into_owned());
    Ok(())
}

/// The number of elements in four bytes; -1 says that there is no array.
fn count(p: &mut Peel<'_>) -> Result<u32, Stop> {
    let count = p.skip(4)?;
    let count = u32::from_be_bytes([count[0], count[1], count[2], count[3]]);
    Ok(if count == u32::MAX { 0 } else { count })
}

/// Reads an array; each element takes bytes, so that a count that lies ends with them.
fn array(p: &mut Peel<'_>, mut element: impl FnMut(&mut Peel<'_>) -> Peeled) -> Peeled {
    for _ in 0..count(p)? {
        if p.is_full() {
            break;
        }
        element(p)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    /// A frame from the first to the second port.
    fn framed(ports: (u16, u16), payload: &[u8]) -> Vec<u8> {
        let mut bytes = vec![
            0x45,
            0,
            0,
            40 + payload.len() as u8,
            0,
            0,
            0,
            0,
            64,
            6,
            0,
            0,
        ];
        bytes.extend([10, 0, 0, 1, 10, 0, 0, 2]);
        bytes.extend(ports.0.to_be_bytes());
        bytes.extend(ports.1.to_be_bytes());
        bytes.extend([0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 1, 0, 0, 0, 0, 0]);
        bytes.extend(payload);
        bytes
    }

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        let ipv4 = crate::proto::registry().by_name("ip").expect("IPv4");
        Peeler::new(crate::proto::registry()).peel_as(ipv4, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn requests_say_what_they_ask_for() {
        let bytes = framed((40_000, PORT), SAMPLE);
        let out = peeled(&bytes);
        assert_eq!(out.layers[2].summary, "Metadata request, version 2");
        assert_eq!(all(&out, &bytes, "kafka.client_id"), [(52, 4, "me".into())]);
        assert_eq!(all(&out, &bytes, "kafka.topic_name"), [(60, 3, "t".into())]);
    }

    #[test]
    fn responses_need_their_request() {
        let bytes = framed((PORT, 40_000), b"\x00\x00\x00\x06\x00\x00\x00\x09\xff\xff");
        let out = peeled(&bytes);
        assert_eq!(
            out.layers[2].summary,
            "response to a request that was not seen"
        );
        assert!(all(&out, &bytes, "kafka.error").is_empty());
    }

    #[test]
    fn counts_may_lie() {
        let mut lies = SAMPLE.to_vec();
        lies[16] = 0x7f;
        let out = peeled(&framed((40_000, PORT), &lies));
        assert!(!out.faults.is_empty());
    }
}
