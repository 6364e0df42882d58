//! Stateful operations: a session between client and server (RFC 8490).

use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const KEEPALIVE: u64 = 1;
const RETRY_DELAY: u64 = 2;
const PADDING: u64 = 3;

const TYPES: Codes = &[
    (KEEPALIVE, "keepalive"),
    (RETRY_DELAY, "retry delay"),
    (PADDING, "encryption padding"),
    (0x40, "subscribe"),
    (0x41, "push"),
    (0x42, "unsubscribe"),
    (0x43, "reconfirm"),
];

crate::fields! {
    OPERATIONS = FieldSpec::group("dns.dso", "Stateful operations")
        .doc("What the sides agree on for the whole session.", "RFC 8490 §5.4");
    OPERATION = FieldSpec::group("dns.dso.tlv", "Operation")
        .doc("One operation: type, length, data.", "RFC 8490 §5.4.1");
    TYPE = FieldSpec::uint("dns.dso.tlv.type", "Type", 16)
        .codes(TYPES)
        .doc("Which operation.", "RFC 8490 §10.3");
    LENGTH = FieldSpec::uint("dns.dso.tlv.length", "Length", 16)
        .unit("bytes")
        .doc("Bytes of its data.", "RFC 8490 §5.4.1");
    INACTIVITY = FieldSpec::uint("dns.dso.tlv.keepalive.inactivity", "Inactivity timeout", 32)
        .unit("ms")
        .doc("How long the client may leave the session without an operation.", "RFC 8490 §7.1");
    INTERVAL = FieldSpec::uint("dns.dso.tlv.keepalive.interval", "Keepalive interval", 32)
        .unit("ms")
        .doc("How often the client must say something at least.", "RFC 8490 §7.1");
    DELAY = FieldSpec::uint("dns.dso.tlv.retrydelay.retrydelay", "Retry delay", 32)
        .unit("ms")
        .doc("How long the client shall stay away after the server closed the session.", "RFC 8490 §7.2");
    FILLING = FieldSpec::bytes("dns.dso.tlv.encpad.padding", "Padding")
        .doc("Hides the length of an encrypted message.", "RFC 8490 §7.3");
    DATA = FieldSpec::bytes("dns.dso.tlv.data", "Data")
        .doc("Data of an operation without a meaning here.", "RFC 8490 §5.4.1");
}

/// Reads operations up to the end of the message.
pub(super) fn operations(p: &mut Peel<'_>) -> Peeled {
    p.group(&OPERATIONS, |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(&OPERATION, operation)?;
        }
        Ok(())
    })
}

fn operation(p: &mut Peel<'_>) -> Peeled {
    let code = p.uint(&TYPE)?;
    let len = p.uint(&LENGTH)? as usize;
    p.within(len, "operation's length", |p| {
        let len = p.rest().len();
        match code {
            KEEPALIVE => {
                p.uint(&INACTIVITY)?;
                p.uint(&INTERVAL).map(drop)
            }
            RETRY_DELAY => p.uint(&DELAY).map(drop),
            PADDING => p.field(&FILLING, len).map(drop),
            _ if len > 0 => p.field(&DATA, len).map(drop),
            _ => Ok(()),
        }
    })
}
