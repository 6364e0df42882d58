//! Commands of the signalling channels (Bluetooth Core Specification, volume 3, part A, §4).

use super::{SERVICE, channel};
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::hci_parts::{self, Part};
use crate::proto::low_words::low_words;
use Part::{Low, One};

const SECTION: &str = "Bluetooth Core Specification, volume 3, part A, §4";
const OPTIONS: &str = "Bluetooth Core Specification, volume 3, part A, §5";

const REJECT: u8 = 1;
const CONFIGURE: u8 = 4;
const CONFIGURED: u8 = 5;
const INFORMATION: u8 = 0x0b;

/// Kinds of information.
const LONGEST: u64 = 1;
const FEATURES: u64 = 2;
const FIXED_CHANNELS: u64 = 3;

const fn low(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits)
        .little()
        .doc(doc, SECTION)
}

pub(super) const HEAD: &[FieldSpec] = &[
    FieldSpec::hex("btl2cap.cmd_code", "Command", 8)
        .codes(&[
            (1, "reject"),
            (2, "connect"),
            (3, "connected"),
            (4, "configure"),
            (5, "configured"),
            (6, "disconnect"),
            (7, "disconnected"),
            (8, "echo request"),
            (9, "echo"),
            (10, "information request"),
            (11, "information"),
            (0x12, "update parameters"),
            (0x13, "parameters updated"),
            (0x14, "connect with credits"),
            (0x15, "connected with credits"),
            (0x16, "credits"),
        ])
        .doc("What to do, or what was done.", SECTION),
    FieldSpec::hex("btl2cap.cmd_ident", "Identifier", 8).doc("An answer repeats it.", SECTION),
    FieldSpec::uint("btl2cap.cmd_length", "Length", 16)
        .little()
        .unit("bytes")
        .doc("Of what follows in this command.", SECTION),
];

pub(super) const OPTION: &[FieldSpec] = &[
    FieldSpec::hex("btl2cap.option_type", "Option", 8)
        .codes(&[
            (1, "longest message"),
            (2, "flush timeout"),
            (3, "quality of service"),
            (4, "retransmission"),
            (5, "check sequence"),
            (6, "flow"),
            (7, "window"),
        ])
        .doc("What is asked for.", OPTIONS),
    FieldSpec::uint("btl2cap.option_length", "Length", 8)
        .unit("bytes")
        .doc("Of the option's value.", OPTIONS),
];

low_words! {
    CONTINUATION in "Bluetooth Core Specification, volume 3, part A, §4.4": 16 "" "Flags" "Whether more follows." {
        1 "btl2cap.flags.continuation" "More" "Set: another message with more options follows.";
        15 "btl2cap.flags.reserved" "Reserved" "Zero.";
    }
    ABLE in "Bluetooth Core Specification, volume 3, part A, §4.12": 32 "btl2cap.info_extfeatures" "Features" "What the device can do." {
        1 "btl2cap.info_flowcontrol" "Flow control" "Set: it can.";
        1 "btl2cap.info_retransmission" "Retransmission" "Set: it can.";
        1 "btl2cap.info_bidirqos" "Quality of service" "Set: in both directions.";
        1 "btl2cap.info_enh_retransmission" "Enhanced retransmission" "Set: it can.";
        1 "btl2cap.info_streaming" "Streaming" "Set: it can.";
        1 "btl2cap.info_fcs" "Check sequence" "Set: it can be left out.";
        1 "btl2cap.info_flow_spec" "Flow specification" "Set: it can.";
        1 "btl2cap.info_fixedchan" "Fixed channels" "Set: it has some.";
        1 "btl2cap.info_window" "Large windows" "Set: it can.";
        1 "btl2cap.info_unicast" "Connectionless" "Set: it takes data without a connection.";
        22 "" "" "";
    }
    FIXED in "Bluetooth Core Specification, volume 3, part A, §4.13": 32 "" "Channels" "Which fixed channels it has." {
        1 "btl2cap.info_fixedchans_null" "None" "Zero.";
        1 "btl2cap.info_fixedchans_signal" "Signalling" "Set: it has this channel.";
        1 "btl2cap.info_fixedchans_connless" "Connectionless" "Set: it has this channel.";
        1 "btl2cap.info_fixedchans_amp_man" "AMP manager" "Set: it has this channel.";
        28 "" "" "";
    }
    FIXED_HIGH in "Bluetooth Core Specification, volume 3, part A, §4.13": 32 "" "Channels" "Which fixed channels it has." {
        31 "" "" "";
        1 "btl2cap.info_fixedchans_amp_test" "AMP test" "Set: it has this channel.";
    }
}

crate::fields! {
    COMMAND = FieldSpec::group("btl2cap.command", "Command").doc("One command.", SECTION);
    REASON = FieldSpec::hex("btl2cap.rej_reason", "Reason", 16).little().codes(&[(0, "not understood"), (1, "too long"), (2, "no such channel")]).doc("Why the command is refused.", SECTION);
    SOURCE = channel("btl2cap.scid", "Source channel", "The channel at the end that asked.");
    DESTINATION = channel("btl2cap.dcid", "Destination channel", "The channel at the end that was asked.");
    CREDIT_CHANNEL = channel("btl2cap.cid", "Channel", "Which channel the credits are for.");
    RESULT = FieldSpec::hex("btl2cap.result", "Result", 16).little().codes(&[(0, "done"), (1, "pending"), (2, "no such service"), (3, "security"), (4, "resources")]).doc("Whether the channel is open.", SECTION);
    STATUS = FieldSpec::hex("btl2cap.status", "Status", 16).little().codes(&[(0, "none"), (1, "authenticating"), (2, "asking")]).doc("What it waits for.", SECTION);
    CONFIGURE_RESULT = FieldSpec::hex("btl2cap.conf_result", "Result", 16).little().codes(&[(0, "accepted"), (1, "unacceptable"), (2, "rejected"), (3, "unknown option"), (4, "pending")]).doc("What became of the options.", SECTION);
    ITEM = FieldSpec::group("btl2cap.conf_param_option", "Option").doc("Something about the channel.", OPTIONS);
    MTU = low("btl2cap.option_mtu", "Longest message", 16, "In bytes.");
    FLUSH = low("btl2cap.option_flushto", "Flush timeout", 16, "How long to try, in ms.");
    MODE = FieldSpec::hex("btl2cap.retransmissionmode", "Mode", 8).codes(&[(0, "basic"), (1, "retransmission"), (2, "flow control"), (3, "enhanced retransmission"), (4, "streaming")]).doc("How losses are treated.", OPTIONS);
    WINDOW = low("btl2cap.txwindow", "Window", 8, "Messages that may be under way.");
    TRIES = low("btl2cap.maxtransmit", "Tries", 8, "How often a message is sent.");
    RETRANSMIT = low("btl2cap.retransmittimeout", "Retransmission timeout", 16, "In ms.");
    MONITOR = low("btl2cap.monitortimeout", "Monitor timeout", 16, "In ms.");
    PIECE = low("btl2cap.mps", "Longest piece", 16, "In bytes.");
    CHECK = FieldSpec::hex("btl2cap.option_fcs", "Check sequence", 8).codes(&[(0, "none"), (1, "16 bits")]).doc("At the end of messages.", OPTIONS);
    INFO_TYPE = FieldSpec::hex("btl2cap.info_type", "Information", 16).little().codes(&[(1, "longest message"), (2, "features"), (3, "fixed channels")]).doc("What is asked or told.", SECTION);
    INFO_RESULT = FieldSpec::hex("btl2cap.info_result", "Result", 16).little().codes(&[(0, "told"), (1, "unknown")]).doc("Whether it can be told.", SECTION);
    INFO_MTU = low("btl2cap.info_mtu", "Longest message", 16, "Without a connection, in bytes.");
    INFO_CHANNELS = FieldSpec::group("btl2cap.info_fixedchans", "Fixed channels").doc("One bit for each.", SECTION);
    MIN_INTERVAL = low("btl2cap.min_interval", "Shortest interval", 16, "In units of 1.25 ms.");
    MAX_INTERVAL = low("btl2cap.max_interval", "Longest interval", 16, "In units of 1.25 ms.");
    LATENCY = low("btl2cap.slave_latency", "Latency", 16, "Connection events that the peripheral may sleep through.");
    TIMEOUT = low("btl2cap.timeout_multiplier", "Timeout", 16, "In units of 10 ms.");
    MOVED = FieldSpec::hex("btl2cap.move_result", "Result", 16).little().codes(&[(0, "accepted"), (1, "rejected")]).doc("Whether the parameters change.", SECTION);
    LE_SERVICE = FieldSpec::hex("btl2cap.le_psm", "Service", 16).little().doc("What program on the device it is for.", SECTION);
    FIRST_CREDITS = low("btl2cap.initial_credits", "Credits", 16, "Pieces that may be sent at first.");
    LE_RESULT = FieldSpec::hex("btl2cap.le_result", "Result", 16).little().doc("0: open.", SECTION);
    CREDITS = low("btl2cap.credits", "Credits", 16, "Further pieces that may be sent.");
    DATA = FieldSpec::bytes("btl2cap.data", "Data").doc("Anything; an answer may repeat it.", SECTION);
    UNKNOWN = FieldSpec::bytes("", "Data").doc("What decap does not take apart.", SECTION);
}

pub(super) const COUNT: usize = FIELDS.len();

/// Reads the commands of a message.
pub(super) fn commands(p: &mut Peel<'_>) -> Peeled {
    const HEAD_LEN: usize = 4;
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&COMMAND, |p| {
            let head = p.header::<HEAD_LEN>(HEAD)?;
            let (code, len) = (head[0], u16::from_le_bytes([head[2], head[3]]));
            p.within(len.into(), "command length", |p| {
                command(p, code)?;
                match p.rest().len() {
                    0 => Ok(()),
                    left => p.field(&UNKNOWN, left).map(drop),
                }
            })
        })?;
    }
    Ok(())
}

fn command(p: &mut Peel<'_>, code: u8) -> Peeled {
    let parts: &[Part] = match code {
        REJECT => {
            return match p.uint(&REASON)? {
                1 => p.uint(&MTU).map(drop),
                2 => hci_parts::read(p, &[One(&SOURCE), One(&DESTINATION)]),
                _ => Ok(()),
            };
        }
        CONFIGURE => {
            hci_parts::read(p, &[One(&DESTINATION), Low(CONTINUATION)])?;
            return options(p);
        }
        CONFIGURED => {
            hci_parts::read(
                p,
                &[One(&SOURCE), Low(CONTINUATION), One(&CONFIGURE_RESULT)],
            )?;
            return options(p);
        }
        INFORMATION => return information(p),
        2 => &[One(&SERVICE), One(&SOURCE)],
        3 => &[One(&DESTINATION), One(&SOURCE), One(&RESULT), One(&STATUS)],
        6 | 7 => &[One(&DESTINATION), One(&SOURCE)],
        8 | 9 if !p.rest().is_empty() => &[One(&DATA)],
        0x0a => &[One(&INFO_TYPE)],
        0x12 => &[
            One(&MIN_INTERVAL),
            One(&MAX_INTERVAL),
            One(&LATENCY),
            One(&TIMEOUT),
        ],
        0x13 => &[One(&MOVED)],
        0x14 => &[
            One(&LE_SERVICE),
            One(&SOURCE),
            One(&MTU),
            One(&PIECE),
            One(&FIRST_CREDITS),
        ],
        0x15 => &[
            One(&DESTINATION),
            One(&MTU),
            One(&PIECE),
            One(&FIRST_CREDITS),
            One(&LE_RESULT),
        ],
        0x16 => &[One(&CREDIT_CHANNEL), One(&CREDITS)],
        _ => &[],
    };
    hci_parts::read(p, parts)
}

fn options(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        p.group(&ITEM, |p| {
            let head = p.rows(OPTION)?;
            let (kind, len) = (head[0] & 0x7f, head[1]);
            p.within(len.into(), "option length", |p| {
                let parts: &[Part] = match kind {
                    1 => &[One(&MTU)],
                    2 => &[One(&FLUSH)],
                    4 => &[
                        One(&MODE),
                        One(&WINDOW),
                        One(&TRIES),
                        One(&RETRANSMIT),
                        One(&MONITOR),
                        One(&PIECE),
                    ],
                    5 => &[One(&CHECK)],
                    _ => &[],
                };
                hci_parts::read(p, parts)
            })
        })?;
    }
    Ok(())
}

fn information(p: &mut Peel<'_>) -> Peeled {
    let kind = p.uint(&INFO_TYPE)?;
    if p.uint(&INFO_RESULT)? != 0 {
        return Ok(());
    }
    match kind {
        LONGEST => p.uint(&INFO_MTU).map(drop),
        FEATURES => hci_parts::read(p, &[Low(ABLE)]),
        FIXED_CHANNELS => p.group(&INFO_CHANNELS, |p| {
            hci_parts::read(p, &[Low(FIXED), Low(FIXED_HIGH)])
        }),
        _ => Ok(()),
    }
}
