//! Information elements of GTP-C version 1 and GTP' (3GPP TS 29.060 §7.7).

use super::{codes, quality};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Value};
use crate::proto::mobile;

const RFC: &str = "3GPP TS 29.060 §7.7";

/// From this type on, an element has a length of its own.
const WITH_LENGTH: u8 = 128;
const EXTENSION_TYPES: u8 = 141;

const fn uint(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, bits).doc(doc, RFC)
}

const fn hex(name: &'static str, label: &'static str, bits: u32, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, bits).doc(doc, RFC)
}

pub(super) const NSAPI_ROW: &[FieldSpec] = &[
    FieldSpec::gap(4),
    uint(
        "gtp.nsapi",
        "Connection",
        4,
        "The phone's number for the connection.",
    ),
];
pub(super) const SELECTION_ROW: &[FieldSpec] = &[
    FieldSpec::gap(6),
    uint(
        "gtp.sel_mode",
        "Selection",
        2,
        "Who chose the access point: 0 means that the subscription allows it.",
    ),
];
pub(super) const CHARGING_ROWS: &[FieldSpec] = &[
    uint("gtp.chrg_char_s", "Spare", 4, "Zero."),
    uint("gtp.chrg_char_n", "Normal", 1, "Set: an ordinary bill."),
    uint("gtp.chrg_char_p", "Prepaid", 1, "Set: paid in advance."),
    uint("gtp.chrg_char_f", "Flat rate", 1, "Set: a fixed price."),
    uint("gtp.chrg_char_h", "Hot billing", 1, "Set: billed at once."),
    uint("gtp.chrg_char_r", "Reserved", 8, "Zero."),
];
pub(super) const PRIORITY_ROWS: &[FieldSpec] = &[
    uint(
        "gtp.rp_nsapi",
        "Connection",
        4,
        "The connection that it is for.",
    ),
    uint("gtp.rp_spare", "Spare", 1, "Zero."),
    uint("gtp.rp", "Radio priority", 3, "1 is the highest."),
];
pub(super) const ORGANISATION_ROW: &[FieldSpec] = &[
    FieldSpec::gap(4),
    uint(
        "gtp.user_addr_pdp_org",
        "Organisation",
        4,
        "Who defined the address: 0 ETSI, 1 IETF.",
    ),
];
pub(super) const SUMMER_ROW: &[FieldSpec] = &[
    FieldSpec::gap(6),
    uint(
        "gtp.timezone_dst",
        "Summer time",
        2,
        "By how many hours the clock was put forward.",
    ),
];

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, RFC)
}

pub(super) const COMMON_FLAGS: &[FieldSpec] = &[
    flag(
        "gtp.cmn_flg.dual_addr_bearer_flg",
        "Dual addresses",
        "Set: IPv4 and IPv6 on one bearer.",
    ),
    flag(
        "gtp.cmn_flg.upgrd_qos_sup",
        "Quality upgrade",
        "Set: the station can raise the quality.",
    ),
    flag(
        "gtp.cmn_flg.nrsn",
        "Network requests",
        "Set: the network may ask for bearers.",
    ),
    flag(
        "gtp.cmn_flg.no_qos_neg",
        "No negotiation",
        "Set: the quality is not negotiated.",
    ),
    flag(
        "gtp.cmn_flg.mbs_cnt_inf",
        "Counting",
        "Set: listeners are counted.",
    ),
    flag(
        "gtp.cmn_flg.mbs_ran_pcd_rdy",
        "Ready",
        "Set: the radio network is ready.",
    ),
    flag(
        "gtp.cmn_flg.mbs_srv_type",
        "Broadcast",
        "Set: broadcast, otherwise multicast.",
    ),
    flag(
        "gtp.cmn_flg.ppc",
        "No compression",
        "Set: content must not be compressed.",
    ),
];

crate::fields! {
    ELEMENT = FieldSpec::group("", "Element")
        .doc("One item of the message: its type, for newer ones a length, and its value.", RFC);
    VALUE = FieldSpec::bytes("", "Value").doc("What decap has no structure for.", RFC);
    LENGTH = uint("gtp.length", "Length", 16, "The value alone.").unit("bytes");
    EXT_LENGTH = uint("gtp.ext_length", "Length", 16, "The value alone.").unit("bytes");
    APN_LENGTH = uint("gtp.apn_length", "Length", 16, "The name alone.").unit("bytes");
    GSN_LENGTH = uint("gtp.gsn_address_length", "Length", 16, "The address alone.").unit("bytes");
    QOS_LENGTH = uint("gtp.qos_umts_length", "Length", 16, "The value alone.").unit("bytes");
    TFT_LENGTH = uint("gtp.tft_length", "Length", 16, "The value alone.").unit("bytes");
    CAUSE = uint("gtp.cause", "Cause", 8, "Whether the request was accepted, or why not.").codes(codes::CAUSES);
    IMSI = FieldSpec::computed("e212.imsi", "Subscriber").doc("The number on the subscriber's card, in digits.", RFC);
    TLLI = hex("gtp.tlli", "Logical link", 32, "The phone's temporary number on the radio link.");
    PTMSI = uint("gtp.ptmsi", "Temporary identity", 32, "A number instead of the subscriber's own, so that nobody follows it.");
    REORDER = uint("gtp.reorder", "Reordering", 8, "1: packets must be put in order.");
    MAP_CAUSE = uint("gtp.map_cause", "MAP cause", 8, "Why the home network refused.");
    PTMSI_SIGNATURE = hex("gtp.ptmsi_sig", "Signature", 24, "Proves the temporary identity.");
    VALIDATED = uint("gtp.ms_valid", "Validated", 8, "1: the old station has checked the phone.");
    RECOVERY = uint("gtp.recovery", "Recovery", 8, "Counts restarts: a new number means that all tunnels are gone.");
    TEID_DATA = hex("gtp.teid_data", "Tunnel for data", 32, "The number to write into packets to this sender.");
    TEID_CONTROL = hex("gtp.teid_cp", "Tunnel for control", 32, "The number to write into messages to this sender.");
    TEID_2 = hex("gtp.teid_ii", "Tunnel for data", 32, "The number to write into packets that are handed over.");
    TEARDOWN = uint("gtp.tear_ind", "Tear down", 8, "1: all connections with this address end.");
    RANAP = uint("gtp.ranap_cause", "RANAP cause", 8, "What the radio network says.");
    RAB_DOWN = uint("gtp.rab_gtp_dn", "Next packet to the phone", 16, "Its number in the tunnel.");
    RAB_UP = uint("gtp.rab_gtp_up", "Next packet from the phone", 16, "Its number in the tunnel.");
    RAB_PDU_DOWN = uint("gtp.rab_pdu_dn", "Next radio packet to the phone", 16, "Its number in the radio network.");
    RAB_PDU_UP = uint("gtp.rab_pdu_up", "Next radio packet from the phone", 16, "Its number in the radio network.");
    RADIO_SMS = uint("gtp.rp_sms", "Radio priority for messages", 8, "1 is the highest.");
    FLOW_ID = uint("gtp.pkt_flow_id", "Packet flow", 8, "Which flow of the radio network.");
    CHARGING = uint("gtp.chrg_char", "Charging", 16, "How the subscriber pays.");
    TRACE = hex("gtp.trace_ref", "Trace", 16, "Which recording it is for.");
    TRACE_TYPE = hex("gtp.trace_type", "Trace type", 16, "What is recorded.");
    UNREACHABLE = uint("gtp.ms_reason", "Unreachable", 8, "Why the phone cannot be reached.");
    TRANSFER = uint("gtp.tr_comm", "Transfer", 8, "What to do with the records.")
        .codes(&[(1, "send"), (2, "send, possibly duplicated"), (3, "cancel"), (4, "release")]);
    CHARGING_ID = hex("gtp.chrg_id", "Charging number", 32, "Joins the records of all stations on one bill.");
    ADDRESS_TYPE = hex("gtp.user_addr_pdp_type", "Address type", 8, "0x21 IPv4, 0x57 IPv6, 0x8d both.");
    USER_4 = FieldSpec::ipv4("gtp.user_ipv4", "IPv4 address").doc("The subscriber's address.", RFC);
    USER_6 = FieldSpec::ipv6("gtp.user_ipv6", "IPv6 address").doc("The subscriber's address.", RFC);
    APN = FieldSpec::computed("gtp.apn", "Access point").doc("The network that the subscriber wants to reach, in labels like a domain name.", RFC);
    GSN_4 = FieldSpec::ipv4("gtp.gsn_ipv4", "Station").doc("The address to send to.", RFC);
    GSN_6 = FieldSpec::ipv6("gtp.gsn_ipv6", "Station").doc("The address to send to.", RFC);
    RESTRICTION = uint("gtp.ext_apn_res", "Restriction", 8, "Which other access points may be used at the same time.");
    RADIO = uint("gtp.ext_rat_type", "Radio network", 8, "The kind of radio.").codes(codes::RADIO);
    LOCATION = uint("gtp.geo_loc_type", "Kind of place", 8, "What the place is named by.")
        .codes(&[(0, "cell"), (1, "service area"), (2, "routing area")]);
    LAC = uint("gtp.lac", "Location area", 16, "A part of the network.");
    RAC = uint("gtp.rai_rac", "Routing area", 8, "A part of the location area.");
    SAC = uint("gtp.sai_sac", "Service area", 16, "A part of the location area.");
    CELL = uint("gtp.cgi_ci", "Cell", 16, "One antenna's area.");
    CGI_MCC = mobile::country("e212.cgi.mcc");
    CGI_MNC = mobile::network("e212.cgi.mnc");
    RAI_MCC = mobile::country("e212.rai.mcc");
    RAI_MNC = mobile::network("e212.rai.mnc");
    SAI_MCC = mobile::country("e212.sai.mcc");
    SAI_MNC = mobile::network("e212.sai.mnc");
    ZONE = uint("gtp.timezone", "Time zone", 8, "Quarters of an hour from Greenwich, as sent: half bytes swapped.");
    IMEI = FieldSpec::computed("gtp.ext_imeisv", "Phone").doc("The number of the phone itself.", RFC);
    GATEWAY_4 = FieldSpec::ipv4("gtp.chrg_ipv4", "Charging gateway").doc("Where records go.", RFC);
    GATEWAY_6 = FieldSpec::ipv6("gtp.chrg_ipv6", "Charging gateway").doc("Where records go.", RFC);
    TYPE_COUNT = uint("gtp.num_ext_hdr_types", "Types", 8, "How many types follow.");
    TYPE = uint("gtp.ext_hdr_type", "Type", 8, "An extension header that the sender understands.");
    PRIVATE = uint("gtp.ext_id", "Enterprise", 16, "Who defined the content.");
    PRIVATE_VALUE = FieldSpec::bytes("gtp.ext_val", "Content").doc("Known to the enterprise.", RFC);
}

/// Bytes of the value of an element without a length of its own.
fn fixed_len(kind: u8) -> Option<usize> {
    Some(match kind {
        1 | 8 | 11 | 13..=15 | 19 | 20 | 21 | 23 | 24 | 29 | 126 => 1,
        25 | 26 | 27 | 28 => 2,
        12 => 3,
        4 | 5 | 16 | 17 | 127 => 4,
        18 => 5,
        3 => 6,
        2 => 8,
        22 => 9,
        9 => 28,
        _ => return None,
    })
}

/// The spec of the length of an element that has one.
fn length_spec(kind: u8) -> &'static FieldSpec {
    match kind {
        131 => &APN_LENGTH,
        133 => &GSN_LENGTH,
        135 => &QOS_LENGTH,
        137 => &TFT_LENGTH,
        128 | 132 | 134 | 252 => &LENGTH,
        _ => &EXT_LENGTH,
    }
}

/// Reads elements up to the end of the bytes.
pub(super) fn all(p: &mut Peel<'_>) -> Peeled {
    while let Some(kind) = p.rest().first().copied() {
        if p.is_full() {
            break;
        }
        p.group(&ELEMENT, |p| {
            p.skip(1)?;
            let len = match fixed_len(kind) {
                Some(len) => len,
                None if kind == EXTENSION_TYPES => p.uint(&TYPE_COUNT)? as usize,
                None if kind >= WITH_LENGTH => p.uint(length_spec(kind))? as usize,
                // Nobody knows where an unknown one ends.
                None => p.rest().len(),
            };
            p.require(len)?;
            p.within(len, "element length", |p| {
                value(p, kind)?;
                match p.rest().len() {
                    0 => Ok(()),
                    rest => p.field(&VALUE, rest).map(|_| ()),
                }
            })
        })?;
    }
    Ok(())
}

/// A number that is shown over the element's type too.
fn whole(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let len = (spec.bits / 8) as usize;
    let bytes = p.skip(len)?;
    let number = bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u64::from(*byte));
    let start = at.saturating_sub(1);
    p.mark_as(spec, start..at + len, Value::Uint(number));
    Ok(())
}

/// Digits in half bytes.
fn digits(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos()..p.bytes().len();
    let bytes = p.skip(at.len())?;
    p.mark_made(spec, at, || mobile::digits(bytes));
    Ok(())
}

fn value(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        1 => whole(p, &CAUSE),
        2 => digits(p, &IMSI),
        3 => area(p),
        4 => whole(p, &TLLI),
        5 => p.uint(&PTMSI).map(|_| ()),
        8 => {
            let reorders = p.rest().first().map_or(0, |byte| byte & 1);
            let at = p.pos();
            p.mark_as(
                &REORDER,
                at.saturating_sub(1)..at + 1,
                Value::Uint(reorders.into()),
            );
            p.skip(1).map(|_| ())
        }
        11 => whole(p, &MAP_CAUSE),
        12 => whole(p, &PTMSI_SIGNATURE),
        13 => flag_of(p, &VALIDATED),
        14 => whole(p, &RECOVERY),
        15 => p.rows(SELECTION_ROW).map(|_| ()),
        16 => p.uint(&TEID_DATA).map(|_| ()),
        17 => p.uint(&TEID_CONTROL).map(|_| ()),
        18 => {
            p.rows(NSAPI_ROW)?;
            p.uint(&TEID_2).map(|_| ())
        }
        19 => flag_of(p, &TEARDOWN),
        20 => p.rows(NSAPI_ROW).map(|_| ()),
        21 => whole(p, &RANAP),
        22 => {
            p.rows(NSAPI_ROW)?;
            for spec in [&RAB_DOWN, &RAB_UP, &RAB_PDU_DOWN, &RAB_PDU_UP] {
                p.uint(spec)?;
            }
            Ok(())
        }
        23 => {
            let at = p.pos();
            let priority = p.skip(1)?.first().map_or(0, |byte| byte & 7);
            let at = at.saturating_sub(1)..at + 1;
            p.mark_as(&RADIO_SMS, at, Value::Uint(priority.into()));
            Ok(())
        }
        24 => p.rows(PRIORITY_ROWS).map(|_| ()),
        25 => {
            p.rows(NSAPI_ROW)?;
            p.uint(&FLOW_ID).map(|_| ())
        }
        26 => {
            let at = p.pos();
            whole(p, &CHARGING)?;
            p.bits(CHARGING_ROWS, at);
            Ok(())
        }
        27 => whole(p, &TRACE),
        28 => whole(p, &TRACE_TYPE),
        29 => whole(p, &UNREACHABLE),
        126 => whole(p, &TRANSFER),
        127 => whole(p, &CHARGING_ID),
        _ => long_value(p, kind),
    }
}

/// The lowest bit of a byte, over the element.
fn flag_of(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let flag = p.skip(1)?.first().map_or(0, |byte| byte & 1);
    p.mark_as(spec, at.saturating_sub(1)..at + 1, Value::Uint(flag.into()));
    Ok(())
}

fn area(p: &mut Peel<'_>) -> Peeled {
    mobile::plmn(p, &RAI_MCC, &RAI_MNC)?;
    p.uint(&LAC)?;
    p.uint(&RAC).map(|_| ())
}

fn long_value(p: &mut Peel<'_>, kind: u8) -> Peeled {
    match kind {
        128 => user(p),
        131 => {
            let at = p.pos()..p.bytes().len();
            let bytes = p.skip(at.len())?;
            p.mark_made(&APN, at, || mobile::access_point(bytes));
            Ok(())
        }
        133 => address(p, &GSN_4, &GSN_6),
        135 => {
            p.uint(&quality::PRIORITY)?;
            quality::profile(p)
        }
        EXTENSION_TYPES => {
            while !p.rest().is_empty() {
                p.uint(&TYPE)?;
            }
            Ok(())
        }
        148 => p.rows(COMMON_FLAGS).map(|_| ()),
        149 => p.uint(&RESTRICTION).map(|_| ()),
        151 => p.uint(&RADIO).map(|_| ()),
        152 => location(p),
        153 => {
            let at = p.pos();
            let code = p.skip(1)?.first().copied().unwrap_or_default();
            let quarters = u64::from(code & 7) * 10 + u64::from(code >> 4);
            if code & 8 == 0 {
                p.mark_as(&ZONE, at..at + 1, Value::Uint(quarters));
            }
            p.rows(SUMMER_ROW).map(|_| ())
        }
        154 => digits(p, &IMEI),
        251 => address(p, &GATEWAY_4, &GATEWAY_6),
        255 if p.rest().len() > 2 => {
            p.uint(&PRIVATE)?;
            let len = p.rest().len();
            p.field(&PRIVATE_VALUE, len).map(|_| ())
        }
        _ => Ok(()),
    }
}

fn address(p: &mut Peel<'_>, v4: &'static FieldSpec, v6: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        4 => p.field(v4, 4)?,
        16 => p.field(v6, 16)?,
        _ => return Ok(()),
    };
    Ok(())
}

fn user(p: &mut Peel<'_>) -> Peeled {
    p.rows(ORGANISATION_ROW)?;
    let kind = p.uint(&ADDRESS_TYPE)?;
    let has = |len: usize| p.rest().len() == len;
    match kind {
        0x21 if has(4) => p.field(&USER_4, 4)?,
        0x57 if has(16) => p.field(&USER_6, 16)?,
        0x8d if has(4) => p.field(&USER_4, 4)?,
        0x8d if has(16) => p.field(&USER_6, 16)?,
        0x8d if has(20) => {
            p.field(&USER_4, 4)?;
            p.field(&USER_6, 16)?
        }
        _ => return Ok(()),
    };
    Ok(())
}

fn location(p: &mut Peel<'_>) -> Peeled {
    let (country, network, last): (_, _, &'static FieldSpec) = match p.uint(&LOCATION)? {
        0 => (&CGI_MCC, &CGI_MNC, &CELL),
        1 => (&SAI_MCC, &SAI_MNC, &SAC),
        2 if p.rest().len() >= 6 => return area(p),
        _ => return Err(Stop),
    };
    mobile::plmn(p, country, network)?;
    p.uint(&LAC)?;
    p.uint(last).map(|_| ())
}
