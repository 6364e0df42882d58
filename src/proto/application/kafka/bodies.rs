//! What stands behind the header in the requests that every client sends.

use super::{
    ACKS, API_KEY, ATTRIBUTES, AUTO_TOPIC, BASE_SEQUENCE, BATCH_SIZE, BROKER_PORT, CLUSTER, CRC,
    ERROR, HOST, IN_SYNC, INTERNAL, LAST_DELTA, LEADER, LEADER_EPOCH, LOG_START, MAGIC,
    MAX_VERSION, MESSAGE_SIZE, MIN_VERSION, NODE, OFFLINE, OFFSET, OFFSET_TIME, PARTITION,
    PRODUCER, PRODUCER_EPOCH, RACK, REPLICA, SOFTWARE, SOFTWARE_VERSION, THROTTLE, TIMEOUT, TOPIC,
    TRANSACTIONAL_ID, array, string, text,
};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, bytes_of};

const PRODUCE: u16 = 0;
const METADATA: u16 = 3;
const API_VERSIONS: u16 = 18;

/// Reads the body of a request. Bodies and versions that are not told here stay unread.
pub(super) fn request(p: &mut Peel<'_>, key: u16, version: u16) -> Peeled {
    match (key, version) {
        (PRODUCE, 0..=8) => produce(p, version),
        (METADATA, 0..=8) => {
            array(p, |p| string(p, &TOPIC))?;
            if version >= 4 {
                p.uint(&AUTO_TOPIC)?;
            }
            Ok(())
        }
        (API_VERSIONS, 3) => {
            tags(p)?;
            compact_string(p, &SOFTWARE)?;
            compact_string(p, &SOFTWARE_VERSION)?;
            tags(p)
        }
        _ => Ok(()),
    }
}

/// Reads the body of a response to such a request.
pub(super) fn response(p: &mut Peel<'_>, key: u16, version: u16) -> Peeled {
    match (key, version) {
        (PRODUCE, 0..=7) => produced(p, version),
        (METADATA, 0..=8) => metadata(p, version),
        (API_VERSIONS, 0..=3) => api_versions(p, version),
        _ => Ok(()),
    }
}

fn produce(p: &mut Peel<'_>, version: u16) -> Peeled {
    if version >= 3 {
        string(p, &TRANSACTIONAL_ID)?;
    }
    p.uint(&ACKS)?;
    p.uint(&TIMEOUT)?;
    array(p, |p| {
        string(p, &TOPIC)?;
        array(p, |p| {
            p.uint(&PARTITION)?;
            let len = p.skip(4)?;
            let len = u32::from_be_bytes([len[0], len[1], len[2], len[3]]) as usize;
            p.within(len, "Kafka message set size", |p| batches(p))
        })
    })
}

/// The format of a batch of records, which stands behind offset, size and epoch.
const BATCH_FORMAT: u8 = 2;
const FORMAT_AT: usize = 16;

/// Reads the headers of batches; the older formats stay unread.
fn batches(p: &mut Peel<'_>) -> Peeled {
    while p.rest().get(FORMAT_AT) == Some(&BATCH_FORMAT) && !p.is_full() {
        p.uint(&OFFSET)?;
        let len = p.uint(&MESSAGE_SIZE)? as u32 as usize;
        p.within(len, "Kafka batch size", |p| {
            p.uint(&LEADER_EPOCH)?;
            p.uint(&MAGIC)?;
            p.uint(&CRC)?;
            p.header::<{ bytes_of(ATTRIBUTES) }>(ATTRIBUTES)?;
            p.uint(&LAST_DELTA)?;
            // The times of the first and the last record.
            p.skip(16)?;
            p.uint(&PRODUCER)?;
            p.uint(&PRODUCER_EPOCH)?;
            p.uint(&BASE_SEQUENCE)?;
            p.uint(&BATCH_SIZE).map(drop)
        })?;
    }
    Ok(())
}

fn produced(p: &mut Peel<'_>, version: u16) -> Peeled {
    array(p, |p| {
        string(p, &TOPIC)?;
        array(p, |p| {
            p.uint(&PARTITION)?;
            p.uint(&ERROR)?;
            p.uint(&OFFSET)?;
            if version >= 2 {
                p.uint(&OFFSET_TIME)?;
            }
            if version >= 5 {
                p.uint(&LOG_START)?;
            }
            Ok(())
        })
    })?;
    if version >= 1 {
        p.uint(&THROTTLE)?;
    }
    Ok(())
}

fn metadata(p: &mut Peel<'_>, version: u16) -> Peeled {
    if version >= 3 {
        p.uint(&THROTTLE)?;
    }
    array(p, |p| {
        p.uint(&NODE)?;
        string(p, &HOST)?;
        p.uint(&BROKER_PORT)?;
        if version >= 1 {
            string(p, &RACK)?;
        }
        Ok(())
    })?;
    if version >= 2 {
        string(p, &CLUSTER)?;
    }
    if version >= 1 {
        p.uint(&NODE)?;
    }
    array(p, |p| {
        p.uint(&ERROR)?;
        string(p, &TOPIC)?;
        if version >= 1 {
            p.uint(&INTERNAL)?;
        }
        array(p, |p| partition(p, version))?;
        if version >= 8 {
            p.skip(4)?;
        }
        Ok(())
    })
}

fn partition(p: &mut Peel<'_>, version: u16) -> Peeled {
    p.uint(&ERROR)?;
    p.uint(&PARTITION)?;
    p.uint(&LEADER)?;
    if version >= 7 {
        p.uint(&LEADER_EPOCH)?;
    }
    array(p, |p| p.uint(&REPLICA).map(drop))?;
    array(p, |p| p.uint(&IN_SYNC).map(drop))?;
    if version >= 5 {
        array(p, |p| p.uint(&OFFLINE).map(drop))?;
    }
    Ok(())
}

fn api_versions(p: &mut Peel<'_>, version: u16) -> Peeled {
    p.uint(&ERROR)?;
    let is_compact = version >= 3;
    let row = |p: &mut Peel<'_>| {
        p.uint(&API_KEY)?;
        p.uint(&MIN_VERSION)?;
        p.uint(&MAX_VERSION)?;
        if is_compact { tags(p) } else { Ok(()) }
    };
    if is_compact {
        for _ in 1..varint(p)?.max(1) {
            if p.is_full() {
                break;
            }
            row(p)?;
        }
    } else {
        array(p, row)?;
    }
    if version >= 1 {
        p.uint(&THROTTLE)?;
    }
    if is_compact { tags(p) } else { Ok(()) }
}

/// The most bytes of a number of 32 bits, seven bits in each.
const MAX_VARINT: usize = 5;

/// A number with seven bits in each byte, low ones first; the top bit says that it goes on.
fn varint(p: &mut Peel<'_>) -> Result<usize, Stop> {
    let mut number = 0;
    for index in 0..MAX_VARINT {
        let byte = p.skip(1)?[0];
        number |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            break;
        }
    }
    Ok(number)
}

/// A text behind its length and one.
fn compact_string(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    match varint(p)? {
        0 => Ok(()),
        len => text(p, spec, at, len - 1),
    }
}

/// Passes by fields that later versions have added: a number, a length and content each.
fn tags(p: &mut Peel<'_>) -> Peeled {
    for _ in 0..varint(p)? {
        varint(p)?;
        let len = varint(p)?;
        p.skip(len)?;
    }
    Ok(())
}
