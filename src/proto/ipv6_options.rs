//! The options that hop-by-hop and destination options headers carry (RFC 8200 §4.2).

use std::net::Ipv6Addr;

use crate::decode::{Peel, Peeled, Stop};
use crate::model::{Codes, FieldSpec, Names};
use crate::proto::ip;

const PAD_1: u8 = 0x00;
const PAD_N: u8 = 0x01;
const JUMBO: u8 = 0xc2;
const HOME_ADDRESS: u8 = 0xc9;

const NAMES: Codes = &[
    (0x00, "Pad1"),
    (0x01, "PadN"),
    (0x04, "tunnel encapsulation limit"),
    (0x05, "router alert"),
    (0x07, "CALIPSO security label"),
    (0x08, "SMF duplicate detection"),
    (0x0f, "performance and diagnostic metrics"),
    (0x11, "in-situ OAM, fixed"),
    (0x1e, "experimental"),
    (0x23, "RPL"),
    (0x26, "quick start"),
    (0x30, "minimum path MTU"),
    (0x31, "in-situ OAM"),
    (0x3e, "experimental"),
    (0x5e, "experimental"),
    (0x63, "RPL, old"),
    (0x6d, "MPL"),
    (0x7e, "experimental"),
    (0x8a, "endpoint identification"),
    (0x8b, "ILNP nonce"),
    (0x8c, "line identification"),
    (0x9e, "experimental"),
    (0xbe, "experimental"),
    (0xc2, "jumbo payload"),
    (0xc9, "home address"),
    (0xde, "experimental"),
    (0xee, "depth-first forwarding"),
    (0xfe, "experimental"),
];

const TYPE: &[FieldSpec] = &[
    FieldSpec::hex("ipv6.opt.type", "Type", 8)
        .parts_follow()
        .codes(NAMES)
        .doc("Which option this is.", "RFC 8200 §4.2"),
    FieldSpec::uint("ipv6.opt.type.action", "If unknown", 2)
        .part()
        .codes(&[
            (0, "skip the option"),
            (1, "drop the packet"),
            (2, "drop the packet and report it"),
            (3, "drop the packet and report it, unless sent to a group"),
        ])
        .doc(
            "What a node does that does not know the option.",
            "RFC 8200 §4.2",
        ),
    FieldSpec::flag("ipv6.opt.type.change", "May change")
        .part()
        .doc(
            "Set: routers may change the option's data on the way.",
            "RFC 8200 §4.2",
        ),
    FieldSpec::hex("ipv6.opt.type.rest", "Number", 5)
        .part()
        .doc("The rest of the type.", "RFC 8200 §4.2"),
];

const METRICS: &[FieldSpec] = &[
    FieldSpec::uint("ipv6.opt.pdm.scale_dtlr", "Scale of time since receipt", 8).doc(
        "How far the time since receipt is shifted.",
        "RFC 8250 §3.2",
    ),
    FieldSpec::uint("ipv6.opt.pdm.scale_dtls", "Scale of time since sending", 8).doc(
        "How far the time since sending is shifted.",
        "RFC 8250 §3.2",
    ),
    FieldSpec::uint("ipv6.opt.pdm.psn_this_pkt", "This packet's number", 16)
        .doc("Counts the packets of this conversation.", "RFC 8250 §3.2"),
    FieldSpec::uint("ipv6.opt.pdm.psn_last_recv", "Last number received", 16).doc(
        "The number of the last packet from the other side.",
        "RFC 8250 §3.2",
    ),
    FieldSpec::uint("ipv6.opt.pdm.delta_last_recv", "Time since receipt", 16).doc(
        "From the arrival of the other side's last packet to this one.",
        "RFC 8250 §3.2",
    ),
    FieldSpec::uint("ipv6.opt.pdm.delta_last_sent", "Time since sending", 16).doc(
        "From the last packet sent to the arrival of its answer.",
        "RFC 8250 §3.2",
    ),
];

const CALIPSO: &[FieldSpec] = &[
    FieldSpec::uint("ipv6.opt.calipso.doi", "Domain of interpretation", 32).doc(
        "Who says what the levels and compartments mean.",
        "RFC 5570 §5.1",
    ),
    FieldSpec::uint("ipv6.opt.calipso.cmpt.length", "Compartment length", 8).doc(
        "Length of the bit map of compartments, in words of 4 bytes.",
        "RFC 5570 §5.1",
    ),
    FieldSpec::uint("ipv6.opt.calipso.sens_level", "Sensitivity level", 8)
        .doc("How secret the packet is.", "RFC 5570 §5.1"),
    FieldSpec::hex("ipv6.opt.calipso.checksum", "Checksum", 16)
        .doc("A CRC-16 over the option.", "RFC 5570 §5.1"),
];

const QUICK_START: &[FieldSpec] = &[
    FieldSpec::uint("ipv6.opt.qs_func", "Function", 4)
        .codes(&[(0, "rate request"), (8, "report of the approved rate")])
        .doc(
            "Whether a rate is asked for or reported back.",
            "RFC 4782 §3.2",
        ),
    FieldSpec::uint("ipv6.opt.qs_rate", "Rate", 4).doc(
        "The sending rate: 0 is none, N is 40 kbit/s times 2 to the power N.",
        "RFC 4782 §3.2",
    ),
    FieldSpec::uint("ipv6.opt.qs_ttl", "Quick-start TTL", 8).doc(
        "A random number that every router that takes part lowers, as it lowers the hop limit.",
        "RFC 4782 §3.2",
    ),
    FieldSpec::hex("ipv6.opt.qs_nonce", "Nonce", 30).doc(
        "A random number that shows whether a router lowered the rate.",
        "RFC 4782 §3.2",
    ),
    FieldSpec::hex("ipv6.opt.qs_reserved", "Reserved", 2).doc("Must be zero.", "RFC 4782 §3.2"),
];

const PATH_MTU: &[FieldSpec] = &[
    FieldSpec::uint("ipv6.opt.pmtu.min", "Minimum path MTU", 16)
        .unit("bytes")
        .doc(
            "Every router lowers the number to what its next link can carry.",
            "RFC 9268 §5",
        ),
    FieldSpec::uint("ipv6.opt.pmtu.rtn", "Returned path MTU", 15)
        .scaled(2, "bytes")
        .doc(
            "The number that arrived at the other side, sent back.",
            "RFC 9268 §5",
        ),
    FieldSpec::flag("ipv6.opt.pmtu.r_flag", "Return")
        .doc("Set: please send the number back.", "RFC 9268 §5"),
];

const RPL: &[FieldSpec] = &[
    FieldSpec::hex("ipv6.opt.rpl.flag", "Flags", 8)
        .parts_follow()
        .doc(
            "Where the packet is going in the tree, and what went wrong.",
            "RFC 6553 §3",
        ),
    FieldSpec::flag("ipv6.opt.rpl.flag.o", "Down")
        .part()
        .doc("Set: away from the root.", "RFC 6550 §11.2"),
    FieldSpec::flag("ipv6.opt.rpl.flag.r", "Rank error")
        .part()
        .doc("Set: a loop is suspected.", "RFC 6550 §11.2"),
    FieldSpec::flag("ipv6.opt.rpl.flag.f", "Forwarding error")
        .part()
        .doc(
            "Set: this node cannot forward the packet further down.",
            "RFC 6550 §11.2",
        ),
    FieldSpec::hex("ipv6.opt.rpl.flag.rsv", "Reserved", 5)
        .part()
        .doc("Must be zero.", "RFC 6553 §3"),
    FieldSpec::hex("ipv6.opt.rpl.instance_id", "Instance", 8)
        .doc("Which of several trees the packet follows.", "RFC 6553 §3"),
    FieldSpec::hex("ipv6.opt.rpl.sender_rank", "Sender's rank", 16)
        .doc("How far from the root the sender is.", "RFC 6553 §3"),
];

const MPL: &[FieldSpec] = &[
    FieldSpec::hex("ipv6.opt.mpl.flag", "Flags", 8)
        .parts_follow()
        .doc("How the option is to be read.", "RFC 7731 §6.1"),
    FieldSpec::uint("ipv6.opt.mpl.flag.s", "Seed identifier's length", 2)
        .part()
        .codes(&[
            (0, "0, the source address"),
            (1, "2 bytes"),
            (2, "8 bytes"),
            (3, "16 bytes"),
        ])
        .doc("How long the seed identifier is.", "RFC 7731 §6.1"),
    FieldSpec::flag("ipv6.opt.mpl.flag.m", "Largest sequence")
        .part()
        .doc(
            "Set: the sender knows of no later message.",
            "RFC 7731 §6.1",
        ),
    FieldSpec::flag("ipv6.opt.mpl.flag.v", "Version")
        .part()
        .doc("Must be zero.", "RFC 7731 §6.1"),
    FieldSpec::hex("ipv6.opt.mpl.flag.rsv", "Reserved", 4)
        .part()
        .doc("Must be zero.", "RFC 7731 §6.1"),
    FieldSpec::hex("ipv6.opt.mpl.sequence", "Sequence", 8)
        .doc("Counts the messages of one seed.", "RFC 7731 §6.1"),
];

const FORWARDING: &[FieldSpec] = &[
    FieldSpec::hex("ipv6.opt.dff.flags", "Flags", 8)
        .parts_follow()
        .doc("How the packet has been forwarded.", "RFC 6971 §10.2"),
    FieldSpec::uint("ipv6.opt.dff.flag.ver", "Version", 2)
        .part()
        .doc("Must be zero.", "RFC 6971 §10.2"),
    FieldSpec::flag("ipv6.opt.dff.flag.dup", "Duplicate")
        .part()
        .doc("Set: sent again.", "RFC 6971 §10.2"),
    FieldSpec::flag("ipv6.opt.dff.flag.ret", "Return")
        .part()
        .doc(
            "Set: sent back, because no way on was found.",
            "RFC 6971 §10.2",
        ),
    FieldSpec::hex("ipv6.opt.dff.flag.rsv", "Reserved", 4)
        .part()
        .doc("Must be zero.", "RFC 6971 §10.2"),
    FieldSpec::uint("ipv6.opt.dff.sequence_number", "Sequence", 16)
        .doc("Tells the packets of one source apart.", "RFC 6971 §10.2"),
];

/// The tables of what options hold.
pub const TABLES: &[&[FieldSpec]] = &[
    TYPE,
    METRICS,
    CALIPSO,
    QUICK_START,
    PATH_MTU,
    RPL,
    MPL,
    FORWARDING,
];

crate::fields! {
    OPTION = FieldSpec::group("ipv6.opt", "Option")
        .doc("Something special that the packet asks of those who handle it.", "RFC 8200 §4.2");
    PAD_1_TYPE = FieldSpec::hex("ipv6.opt.type", "Type", 8).codes(NAMES)
        .doc("Pad1 is a single byte, without a length.", "RFC 8200 §4.2");
    LENGTH = FieldSpec::uint("ipv6.opt.length", "Length", 8).unit("bytes")
        .doc("Length of the option's data, type and length not included.", "RFC 8200 §4.2");
    PAD_1_BYTE = FieldSpec::group("ipv6.opt.pad1", "Pad1")
        .doc("One byte of filling.", "RFC 8200 §4.2");
    PAD_N_BYTES = FieldSpec::bytes("ipv6.opt.padn", "Filling")
        .doc("Zeros that bring what follows to a convenient place.", "RFC 8200 §4.2");
    TUNNELS = FieldSpec::uint("ipv6.opt.tel", "Tunnel encapsulation limit", 8)
        .doc("Into how many more tunnels the packet may be put.", "RFC 2473 §4.1.1");
    ALERT = FieldSpec::uint("ipv6.opt.router_alert", "Router alert", 16).codes(ip::ROUTER_ALERT_V6)
        .doc("Every router on the way looks into the packet; the number says what for.", "RFC 2711 §2.1");
    JUMBO_LEN = FieldSpec::uint("ipv6.opt.jumbo", "Jumbo payload length", 32).unit("bytes")
        .doc("The payload length of a packet that is too long for the header's 16-bit field.", "RFC 2675 §2");
    COMPARTMENTS = FieldSpec::bytes("ipv6.opt.calipso.cmpt_bitmap", "Compartments")
        .doc("A bit for every compartment that the packet belongs to.", "RFC 5570 §5.1");
    HOME = FieldSpec::ipv6("ipv6.opt.mipv6.home_address", "Home address")
        .doc("The permanent address of a mobile sender; the source address is only where it is now.", "RFC 6275 §6.3");
    NONCE = FieldSpec::bytes("ipv6.opt.ilnp_nonce", "Nonce")
        .doc("A random number that shows that the packet belongs to the session.", "RFC 6744 §2");
    LINE_LENGTH = FieldSpec::uint("ipv6.opt.lio.length", "Length of the line's name", 8).unit("bytes")
        .doc("Length of the name that follows.", "RFC 6788 §7");
    LINE = FieldSpec::text("ipv6.opt.lio.line_id", "Line")
        .doc("The subscriber line that the packet came in on.", "RFC 6788 §7");
    SEED = FieldSpec::bytes("ipv6.opt.mpl.seed_id", "Seed")
        .doc("Who first sent the message.", "RFC 7731 §6.1");
    EXPERIMENT = FieldSpec::bytes("ipv6.opt.experimental", "Experimental data")
        .doc("What an experiment put there.", "RFC 4727 §3.3");
    UNKNOWN = FieldSpec::bytes("ipv6.opt.unknown", "Option data")
        .doc("The data of an option that decap does not know.", "RFC 8200 §4.2");
    REST = FieldSpec::bytes("ipv6.opt_unknown_data", "More data")
        .doc("Bytes of the option beyond what its specification describes.", "RFC 8200 §4.2");
}

/// The field specs of options, apart from [`TABLES`].
pub const FIELD_LIST: &[&FieldSpec] = FIELDS;

/// Reads what both headers have in common, up to the end of the options: next header, length,
/// options. Returns the next header and the length in bytes.
///
/// # Errors
/// [`Stop`] if the header is not all there.
pub fn header(
    p: &mut Peel<'_>,
    next: &'static FieldSpec,
    length: &'static FieldSpec,
) -> Result<(u8, usize), Stop> {
    let next = p.uint(next)? as u8;
    // The first 8 bytes are not counted.
    let len = (p.uint(length)? as usize + 1) * 8;
    if p.wants_fields() {
        let options = p.bytes().get(p.pos()..len).unwrap_or_default();
        p.summary(format_args!("{}", describe(options)));
        read(p, len)?;
    }
    p.seek(2);
    p.skip(len - 2)?;
    Ok((next, len))
}

/// The names of the options that are not filling.
fn describe(options: &[u8]) -> String {
    let known = |kind: u8| match Names::Table(NAMES).get(kind.into()) {
        Some(name) => name.to_owned(),
        None => format!("option 0x{kind:02x}"),
    };
    let kinds = Walk(options).map(|(kind, _)| kind);
    let told: Vec<_> = kinds.filter(|kind| *kind > PAD_N).map(known).collect();
    told.join(", ")
}

fn read(p: &mut Peel<'_>, end: usize) -> Peeled {
    let len = end.saturating_sub(p.pos());
    p.within(len, "extension header's length", |p| {
        while let Some(kind) = p.rest().first().copied() {
            p.group(&OPTION, |p| match kind {
                PAD_1 => {
                    let at = p.pos()..p.pos() + 1;
                    p.uint(&PAD_1_TYPE)?;
                    p.mark(&PAD_1_BYTE, at);
                    Ok(())
                }
                _ => option(p, kind),
            })?;
        }
        Ok(())
    })
}

fn option(p: &mut Peel<'_>, kind: u8) -> Peeled {
    p.rows(TYPE)?;
    let len = p.uint(&LENGTH)? as usize;
    p.within(len, "option length", |p| {
        data(p, kind)?;
        let rest = p.rest().len();
        if rest > 0 {
            p.field(&REST, rest)?;
        }
        Ok(())
    })
}

fn data(p: &mut Peel<'_>, kind: u8) -> Peeled {
    let all = p.rest().len();
    match kind {
        PAD_N => sized(p, &PAD_N_BYTES, all),
        0x04 => p.uint(&TUNNELS).map(drop),
        0x05 => p.uint(&ALERT).map(drop),
        0x07 => {
            let words = usize::from(p.rows(CALIPSO)?[4]);
            sized(p, &COMPARTMENTS, words * 4)
        }
        0x0f => p.rows(METRICS).map(drop),
        0x23 | 0x63 => p.rows(RPL).map(drop),
        0x26 => p.rows(QUICK_START).map(drop),
        0x30 => p.rows(PATH_MTU).map(drop),
        0x6d => {
            let size = p.rows(MPL)?[0] >> 6;
            sized(p, &SEED, [0, 2, 8, 16][usize::from(size)])
        }
        0x8b => sized(p, &NONCE, all),
        0x8c => {
            let len = p.uint(&LINE_LENGTH)? as usize;
            sized(p, &LINE, len)
        }
        JUMBO => p.uint(&JUMBO_LEN).map(drop),
        HOME_ADDRESS => p.field(&HOME, 16).map(drop),
        0xee => p.rows(FORWARDING).map(drop),
        _ if kind & 0x1f == 0x1e => sized(p, &EXPERIMENT, all),
        _ => sized(p, &UNKNOWN, all),
    }
}

/// A field that is left out where it is empty.
fn sized(p: &mut Peel<'_>, spec: &'static FieldSpec, len: usize) -> Peeled {
    if len == 0 {
        return Ok(());
    }
    p.field(spec, len).map(drop)
}

/// The options of a header as types and data, up to the first that is not all there.
struct Walk<'a>(&'a [u8]);

impl<'a> Iterator for Walk<'a> {
    type Item = (u8, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let (kind, rest) = self.0.split_first()?;
        let (data, rest) = match rest {
            _ if *kind == PAD_1 => (&[][..], rest),
            [len, rest @ ..] => rest.split_at_checked(usize::from(*len))?,
            [] => return None,
        };
        self.0 = rest;
        Some((*kind, data))
    }
}

fn find(options: &[u8], wanted: u8) -> Option<&[u8]> {
    Walk(options)
        .find(|(kind, _)| *kind == wanted)
        .map(|(_, data)| data)
}

/// The length that a jumbo payload option among `options` gives: bytes behind the IPv6 header.
pub fn jumbo_length(options: &[u8]) -> Option<u32> {
    let octets = find(options, JUMBO)?;
    Some(u32::from_be_bytes(octets.try_into().ok()?))
}

/// The home address that a mobile sender gives among `options`.
pub fn home_address(options: &[u8]) -> Option<Ipv6Addr> {
    let octets: [u8; 16] = find(options, HOME_ADDRESS)?.try_into().ok()?;
    Some(octets.into())
}
