//! Netlink: how programs of Linux talk with the kernel, as a monitor interface records it.

use crate::decode::{Claim, Next, Peel, Peeled, Protocol};
use crate::model::{FieldSpec, LinkType, OsiLayer, ProtoInfo, bytes_of};
use crate::proto::low_words::{self, join, low_words};

const SECTION: &str = "RFC 3549 §2.3.2";

/// Messages with lower numbers are of Netlink itself.
const FIRST_OF_FAMILY: u16 = 16;

/// The family that networking is configured by.
const ROUTE: u16 = 0;

const HEADER: &[FieldSpec] = &[
    FieldSpec::gap(16),
    FieldSpec::uint("netlink.hatype", "Kind of device", 16)
        .codes(&[(824, "Netlink")])
        .doc("The kind of interface it was heard on.", "LINKTYPE_NETLINK"),
    FieldSpec::gap(80),
    FieldSpec::hex("netlink.family", "Family", 16)
        .codes(&[
            (0, "route"),
            (4, "sock diag"),
            (6, "XFRM"),
            (9, "audit"),
            (12, "netfilter"),
            (15, "uevent"),
            (16, "generic"),
        ])
        .doc("Which part of the kernel is spoken to.", "netlink(7)"),
];

const HEADER_LEN: usize = bytes_of(HEADER);

low_words! {
    pub(in crate::proto) FLAGS in "RFC 3549 §2.3.2": 16 "netlink.hdr_flags" "Flags" "What kind of request or answer it is." {
        1 "netlink.hdr_flags.request" "Request" "Set: something is asked of the kernel.";
        1 "netlink.hdr_flags.multi" "Multipart" "Set: more messages belong to it.";
        1 "netlink.hdr_flags.ack" "Acknowledge" "Set: an answer is wanted in any case.";
        1 "netlink.hdr_flags.echo" "Echo" "Set: the request shall be told to others.";
        1 "netlink.hdr_flags.dump_intr" "Inconsistent" "Set: the list changed while it was told.";
        1 "netlink.hdr_flags.dump_filtered" "Filtered" "Set: the list was filtered as asked.";
        10 "" "" "";
    }
    pub(in crate::proto) GET_FLAGS in "RFC 3549 §2.3.2": 16 "netlink.hdr_flags" "Flags" "What kind of request it is." {
        1 "netlink.hdr_flags.request" "Request" "Set: something is asked of the kernel.";
        1 "netlink.hdr_flags.multi" "Multipart" "Set: more messages belong to it.";
        1 "netlink.hdr_flags.ack" "Acknowledge" "Set: an answer is wanted in any case.";
        1 "netlink.hdr_flags.echo" "Echo" "Set: the request shall be told to others.";
        1 "netlink.hdr_flags.dump_intr" "Inconsistent" "Set: the list changed while it was told.";
        1 "netlink.hdr_flags.dump_filtered" "Filtered" "Set: the list was filtered as asked.";
        2 "" "" "";
        1 "netlink.hdr_flags.root" "All" "Set: the whole table is wanted.";
        1 "netlink.hdr_flags.match" "All that match" "Set: all entries that match are wanted.";
        1 "netlink.hdr_flags.atomic" "Atomic" "Set: a snapshot is wanted.";
        5 "" "" "";
    }
    pub(in crate::proto) NEW_FLAGS in "RFC 3549 §2.3.2": 16 "netlink.hdr_flags" "Flags" "What kind of request it is." {
        1 "netlink.hdr_flags.request" "Request" "Set: something is asked of the kernel.";
        1 "netlink.hdr_flags.multi" "Multipart" "Set: more messages belong to it.";
        1 "netlink.hdr_flags.ack" "Acknowledge" "Set: an answer is wanted in any case.";
        1 "netlink.hdr_flags.echo" "Echo" "Set: the request shall be told to others.";
        1 "netlink.hdr_flags.dump_intr" "Inconsistent" "Set: the list changed while it was told.";
        1 "netlink.hdr_flags.dump_filtered" "Filtered" "Set: the list was filtered as asked.";
        2 "" "" "";
        1 "netlink.hdr_flags.replace" "Replace" "Set: replaces what is there.";
        1 "netlink.hdr_flags.excl" "Exclusive" "Set: fails if it is there.";
        1 "netlink.hdr_flags.create" "Create" "Set: makes it if it is not there.";
        1 "netlink.hdr_flags.append" "Append" "Set: goes to the end of the list.";
        4 "" "" "";
    }
}

crate::fields! {
    MESSAGE = FieldSpec::group("", "Message").doc("One message of Netlink itself.", SECTION);
    pub(in crate::proto) LENGTH = FieldSpec::uint("netlink.hdr_len", "Length", 32).little().unit("bytes").doc("Of the message with this header.", SECTION);
    KIND = FieldSpec::hex("netlink.hdr_type", "Message", 16).little().codes(&[(1, "nothing"), (2, "error"), (3, "end of a list"), (4, "data lost")]).doc("What the message says.", SECTION);
    pub(in crate::proto) SEQUENCE = FieldSpec::uint("netlink.hdr_seq", "Sequence number", 32).little().doc("An answer repeats it.", SECTION);
    pub(in crate::proto) PORT = FieldSpec::uint("netlink.hdr_pid", "Port", 32).little().doc("Which socket; 0 is the kernel.", SECTION);
    ERROR = FieldSpec::int("netlink.error", "Error", 32).little().doc("0: it worked. Below: a number of Linux's errors.", "RFC 3549 §2.3.2.2");
    UNKNOWN = FieldSpec::bytes("", "Data").doc("What decap does not take apart.", SECTION);
}

/// Netlink.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "netlink",
        short: "Netlink",
        title: "Linux Netlink",
        osi: OsiLayer::DataLink,
        why: "It carries messages between programs and the kernel of one machine; no wire sees them.",
        reference: "RFC 3549",
    },
    claims: &[Claim::LinkType(LinkType(253))],
    headers: &join::<_, { 1 + TABLES.len() }>(&[&[HEADER], TABLES]),
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample:
        b"\0\x04\x03\x38\0\0\0\0\0\0\0\0\0\0\0\0\x14\0\0\0\x03\0\x02\0\x4d\0\0\0\0\0\0\0\0\0\0\0",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    const MESSAGE_LEN: usize = 16;
    let h = p.header::<HEADER_LEN>(HEADER)?;
    let family = u16::from_be_bytes([h[14], h[15]]);
    p.summary(format_args!("family {family}"));
    while !p.rest().is_empty() && !p.is_full() {
        p.require(MESSAGE_LEN)?;
        let rest = p.rest();
        let len = u32::from_le_bytes([rest[0], rest[1], rest[2], rest[3]]) as usize;
        let kind = u16::from_le_bytes([rest[4], rest[5]]);
        // Messages begin at multiples of four bytes.
        let end = p
            .pos()
            .saturating_add(len.max(MESSAGE_LEN).next_multiple_of(4));
        if kind < FIRST_OF_FAMILY {
            p.within(len.max(MESSAGE_LEN), "message length", |p| {
                p.group(&MESSAGE, |p| own(p, kind))
            })?;
        } else {
            let at = p.pos()..p.pos().saturating_add(len.max(MESSAGE_LEN));
            let next = match family {
                ROUTE => Next::Field("netlink.family", ROUTE.into()),
                _ => Next::Data,
            };
            p.wrap(next, at, "message length");
        }
        p.seek(end);
    }
    Ok(())
}

/// Reads a message of Netlink itself.
fn own(p: &mut Peel<'_>, kind: u16) -> Peeled {
    const FAILED: u16 = 2;
    p.uint(&LENGTH)?;
    p.uint(&KIND)?;
    low_words::read(p, FLAGS)?;
    p.uint(&SEQUENCE)?;
    p.uint(&PORT)?;
    if kind == FAILED {
        p.uint(&ERROR)?;
    }
    match p.rest().len() {
        0 => Ok(()),
        left => p.field(&UNKNOWN, left).map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::{Dissection, Value};

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn messages_of_its_own_are_read() {
        let out = peeled(PROTOCOL.sample);
        let value = |name| out.field(name).unwrap().value.clone();
        assert_eq!(value("netlink.hatype"), Value::Uint(824));
        assert_eq!(value("netlink.hdr_type"), Value::Uint(3));
        assert_eq!(value("netlink.hdr_flags.multi"), Value::Uint(1));
    }

    #[test]
    fn lengths_may_lie() {
        for len in [0, 1, 0xff] {
            let mut bytes = PROTOCOL.sample.to_vec();
            bytes[16..20].fill(len);
            peeled(&bytes);
        }
        let mut bytes = PROTOCOL.sample.to_vec();
        bytes[16] = 0xf0;
        assert!(!peeled(&bytes).faults.is_empty());
    }
}
