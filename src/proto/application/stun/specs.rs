//! The fields of attributes.

use super::names;
use crate::model::{Codes, FieldSpec};

const ATTRIBUTE_HEAD: &str = "RFC 8489 §14";
const ADDRESS: &str = "RFC 8489 §14.1";
const XOR: &str = "RFC 8489 §14.2";
const ERROR: &str = "RFC 8489 §14.8";
const PASSWORDS: &str = "RFC 8489 §14.11";
const RELAY: &str = "RFC 8656 §18";
const OLD: &str = "RFC 3489 §11.2";
const MS_RELAY: &str = "[MS-TURN] §2.2.2";
const MS_BANDWIDTH: &str = "[MS-TURNBWM] §2.2";
const GOOGLE: &str = "libwebrtc";

const FAMILIES: Codes = &[(1, "IPv4"), (2, "IPv6")];

const ALGORITHMS: Codes = &[(1, "MD5"), (2, "SHA-256")];

const LOCATIONS: Codes = &[(0, "unknown"), (1, "Internet"), (2, "intranet")];

pub(super) const TYPE: &[FieldSpec] = &[
    FieldSpec::uint("stun.att.type.comprehension", "May be ignored", 1)
        .codes(&[(0, "required"), (1, "optional")])
        .doc(
            "0: who does not understand it refuses the message. 1: it may be passed over.",
            ATTRIBUTE_HEAD,
        ),
    FieldSpec::uint("stun.att.type.assignment", "Assigned by", 1)
        .codes(&[(0, "IETF review"), (1, "designated expert")])
        .doc(
            "By which procedure the type got its number.",
            "RFC 8489 §18.3",
        ),
    FieldSpec::gap(14),
];

pub(super) const CHANGE: &[FieldSpec] = &[
    FieldSpec::gap(29),
    FieldSpec::flag("stun.att.change-ip", "Change address")
        .doc("Please answer from your other address.", "RFC 5780 §7.2"),
    FieldSpec::flag("stun.att.change-port", "Change port")
        .doc("Please answer from your other port.", "RFC 5780 §7.2"),
    FieldSpec::gap(1),
];

pub(super) const RESERVE: &[FieldSpec] = &[
    FieldSpec::uint("stun.att.even-port.reserve-next", "Reserve the next one", 1).doc(
        "Keep the next higher port too: media on the even one, its reports on the odd one.",
        "RFC 8656 §18.7",
    ),
    FieldSpec::gap(7),
];

pub(super) const ERROR_CLASS: &[FieldSpec] = &[
    FieldSpec::gap(5),
    FieldSpec::uint("stun.att.error.class", "Class", 3)
        .codes(&[
            (3, "try another server"),
            (4, "the request is at fault"),
            (5, "the server is at fault"),
            (6, "nobody can"),
        ])
        .doc("The hundreds of the error's number.", ERROR),
];

const VALID: FieldSpec = FieldSpec::flag("stun.att.address_rp.valid", "Valid")
    .doc("The address is that of a known site.", MS_BANDWIDTH);

pub(super) const ADDRESS_FLAGS: &[FieldSpec] = &[
    VALID,
    FieldSpec::flag("stun.att.address_rp.pstn", "Telephone network").doc(
        "The way goes over the public telephone network.",
        MS_BANDWIDTH,
    ),
    FieldSpec::hex("stun.att.address_rp.reserved", "Reserved", 30).doc("Zero.", MS_BANDWIDTH),
];

pub(super) const RELAY_FLAGS: &[FieldSpec] = &[
    VALID,
    FieldSpec::hex("stun.att.address_rp.reserved", "Reserved", 31).doc("Zero.", MS_BANDWIDTH),
];

crate::fields! {
    pub(super) ATTRIBUTE = FieldSpec::hex("stun.attribute", "Attribute", 0)
        .lookup(names::attribute)
        .doc("One thing that the message says: type, length and value, filled up to whole words.", ATTRIBUTE_HEAD);
    pub(super) OTHER_ATTRIBUTE = FieldSpec::hex("", "Attribute", 0)
        .doc("An attribute of a type that is not known here.", ATTRIBUTE_HEAD);
    pub(super) ATTRIBUTE_TYPE = FieldSpec::hex("stun.att.type", "Type", 16)
        .lookup(names::attribute)
        .doc("What the attribute is.", ATTRIBUTE_HEAD);
    pub(super) OTHER_TYPE = FieldSpec::hex("", "Type", 16)
        .doc("A type that is not known here.", ATTRIBUTE_HEAD);
    pub(super) LENGTH = FieldSpec::uint("stun.att.length", "Length", 16)
        .unit("bytes")
        .doc("Bytes of the value, without what fills it up to whole words.", ATTRIBUTE_HEAD);
    pub(super) VALUE = FieldSpec::bytes("stun.value", "Value")
        .doc("A value without a known structure.", ATTRIBUTE_HEAD);
    pub(super) PADDING = FieldSpec::uint("stun.att.padding", "Filling", 0)
        .unit("bytes")
        .doc("So many bytes without a meaning, up to a whole word, or to make the message long.", ATTRIBUTE_HEAD);
    pub(super) RESERVED_1 = FieldSpec::bytes("stun.att.reserved", "Reserved").wide(1)
        .doc("Zero.", ADDRESS);
    pub(super) RESERVED_2 = FieldSpec::bytes("stun.att.reserved", "Reserved").wide(2)
        .doc("Zero.", ERROR);
    pub(super) RESERVED_3 = FieldSpec::bytes("stun.att.reserved", "Reserved").wide(3)
        .doc("Zero.", RELAY);
    pub(super) FAMILY = FieldSpec::hex("stun.att.family", "Address family", 8).codes(FAMILIES)
        .doc("IPv4 or IPv6.", ADDRESS);
    pub(super) XOR_PORT = FieldSpec::bytes("stun.att.port-xord", "Port, hidden").wide(2)
        .doc("XORed with the first half of the magic cookie, so that no translator on the way recognises and changes it.", XOR);
    pub(super) ADDRESS_PORT = FieldSpec::uint("stun.att.port", "Port", 16)
        .doc("The port.", ADDRESS);
    pub(super) XOR_IPV4 = FieldSpec::bytes("stun.att.ipv4-xord", "Address, hidden").wide(4)
        .doc("XORed with the magic cookie, so that no translator on the way recognises and changes it.", XOR);
    pub(super) IPV4 = FieldSpec::ipv4("stun.att.ipv4", "Address")
        .doc("The address. In the answer to a binding request: how the client is seen from the server.", ADDRESS);
    pub(super) XOR_IPV6 = FieldSpec::bytes("stun.att.ipv6-xord", "Address, hidden").wide(16)
        .doc("XORed with the magic cookie and the transaction identifier.", XOR);
    pub(super) IPV6 = FieldSpec::ipv6("stun.att.ipv6", "Address")
        .doc("The address. In the answer to a binding request: how the client is seen from the server.", ADDRESS);
    pub(super) USERNAME = FieldSpec::text("stun.att.username", "User")
        .doc("Who asks. In ICE the two names that both ends told each other, with a colon between them.", "RFC 8489 §14.3; RFC 8445 §7.2.2");
    pub(super) PASSWORD = FieldSpec::bytes("stun.att.password", "Password")
        .doc("A password for a short time; no longer used.", OLD);
    pub(super) HMAC = FieldSpec::bytes("stun.att.hmac", "Message integrity")
        .doc("An HMAC with SHA-1 over the message up to here, with a key that both ends share: nobody has changed it.", "RFC 8489 §14.5");
    pub(super) CRC = FieldSpec::hex("stun.att.crc32", "Fingerprint", 32)
        .doc("A CRC-32 over the message up to here, XORed with 5354554e: tells STUN from media on the same port.", "RFC 8489 §14.7");
    pub(super) ERROR_NUMBER = FieldSpec::uint("stun.att.error", "Number", 8)
        .doc("Added to a hundred times the class: 401 asks for a user and a password, 438 says that the nonce is old.", ERROR);
    pub(super) ERROR_REASON = FieldSpec::text("stun.att.error.reason", "Reason")
        .doc("The same for people.", ERROR);
    pub(super) REALM = FieldSpec::text("stun.att.realm", "Realm")
        .doc("For which domain user and password are.", "RFC 8489 §14.9");
    pub(super) NONCE = FieldSpec::text("stun.att.nonce", "Nonce")
        .doc("Chosen by the server; makes an overheard request useless later.", "RFC 8489 §14.10");
    pub(super) UNKNOWN_TYPE = FieldSpec::hex("stun.att.unknown", "Not understood", 16)
        .lookup(names::attribute)
        .doc("The type of an attribute that the server does not understand.", "RFC 8489 §14.13");
    pub(super) SOFTWARE = FieldSpec::text("stun.att.software", "Software")
        .doc("The program that speaks.", "RFC 8489 §14.14");
    pub(super) ALGORITHM = FieldSpec::uint("stun.att.pw_alg", "Algorithm", 16).codes(ALGORITHMS)
        .doc("How a key is made of the password.", PASSWORDS);
    pub(super) ALGORITHM_LENGTH = FieldSpec::uint("stun.att.pw_alg_len", "Parameter length", 16).unit("bytes")
        .doc("Bytes of the algorithm's parameters.", PASSWORDS);
    pub(super) ALGORITHM_DATA = FieldSpec::bytes("stun.att.pw_alg_data", "Parameters")
        .doc("The algorithm's parameters.", PASSWORDS);
    pub(super) CHANNEL_NUMBER = FieldSpec::hex("stun.att.channelnum", "Channel", 16)
        .doc("Will stand for this peer from now on.", "RFC 8656 §18.1");
    pub(super) LIFETIME = FieldSpec::uint("stun.att.lifetime", "Lifetime", 32).unit("s")
        .doc("How long the relay keeps the address for the client; 0 gives it back.", "RFC 8656 §18.2");
    pub(super) TRANSPORT = FieldSpec::hex("stun.att.transp", "Transport", 8)
        .codes(&[(6, "TCP"), (17, "UDP")])
        .doc("What the relay shall speak to the peers.", "RFC 8656 §18.8");
    pub(super) TOKEN = FieldSpec::bytes("stun.att.token", "Reservation").wide(8)
        .doc("Names a port that the relay keeps for a later request.", "RFC 8656 §18.10");
    pub(super) ICMP_TYPE = FieldSpec::uint("stun.att.icmp.type", "ICMP type", 8)
        .doc("The relay got this error message from the peer's side.", "RFC 8656 §18.13");
    pub(super) ICMP_CODE = FieldSpec::uint("stun.att.icmp.code", "ICMP code", 8)
        .doc("More of the same.", "RFC 8656 §18.13");
    pub(super) MAGIC_COOKIE = FieldSpec::hex("stun.att.magic_cookie", "Magic cookie", 32)
        .doc("Marked relay messages before the header had a cookie: 72c64bc6.", MS_RELAY);
    pub(super) BANDWIDTH = FieldSpec::uint("stun.port.bandwidth", "Bandwidth", 32).unit("kbit/s")
        .doc("The most that the client will send through the relay.", MS_RELAY);
    pub(super) PRIORITY = FieldSpec::uint("stun.att.priority", "Priority", 32)
        .doc("How much the sender would like this way; the highest that works is taken.", "RFC 8445 §7.1.1");
    pub(super) TIE_BREAKER = FieldSpec::bytes("stun.att.tie-breaker", "Tie breaker").wide(8)
        .doc("A random number: if both ends believe to be the one who decides, the higher one does.", "RFC 8445 §7.1.3");
    pub(super) CACHE_TIMEOUT = FieldSpec::uint("stun.att.cache-timeout", "Cache timeout", 32).unit("s")
        .doc("How long the server remembers what it needs for the answer.", "RFC 5780 §7.1");
    pub(super) UNKNOWN_8006 = FieldSpec::bytes("stun.att.unknown8006", "Value")
        .doc("Sent by Microsoft's programs; its meaning is not published.", MS_RELAY);
    pub(super) MS_VERSION = FieldSpec::uint("stun.att.ms.version", "Version", 32)
        .doc("Which version of the relay protocol the sender speaks.", MS_RELAY);
    pub(super) MS_ICE_VERSION = FieldSpec::uint("stun.att.ms.version.ice", "Version", 32)
        .doc("Which message formats the sender understands: 2 the older ones, 3 those of RFC 5389.", "[MS-ICE2] §2.2");
    pub(super) CONNECTION_ID = FieldSpec::bytes("stun.att.ms.connection_id", "Connection").wide(20)
        .doc("Names the connection to the relay.", MS_RELAY);
    pub(super) SEQUENCE_NUMBER = FieldSpec::uint("stun.att.ms.sequence_number", "Sequence number", 32)
        .doc("Grows with every message, so that none can be repeated.", MS_RELAY);
    pub(super) FOUNDATION = FieldSpec::text("stun.att.ms.foundation", "Foundation")
        .doc("Names the candidate that the check is for.", "[MS-ICE2] §2.2");
    pub(super) STREAM_TYPE = FieldSpec::uint("stun.att.ms.stream_type", "Stream", 16)
        .codes(&[(1, "audio"), (2, "video"), (3, "supplemental video"), (4, "data")])
        .doc("What the relay will carry.", MS_RELAY);
    pub(super) SERVICE_QUALITY = FieldSpec::uint("stun.att.ms.service_quality", "Service", 16)
        .codes(&[(0, "best effort"), (1, "reliable")])
        .doc("How it shall be carried.", MS_RELAY);
    pub(super) ADMISSION = FieldSpec::uint("stun.att.bandwidth_acm.type", "Admission message", 16)
        .codes(&[(0, "reservation check"), (1, "reservation commit"), (2, "reservation update")])
        .doc("Asks whether there is bandwidth for a call, or takes it.", MS_BANDWIDTH);
    pub(super) RESERVATION_ID = FieldSpec::bytes("stun.att.bandwidth_rsv_id", "Reservation").wide(16)
        .doc("Names the reservation.", MS_BANDWIDTH);
    pub(super) AMOUNT_MAX_SEND = FieldSpec::uint("stun.att.bandwidth_rsv_amount.masb", "Most to send", 32).unit("kbit/s")
        .doc("The most that the call may send.", MS_BANDWIDTH);
    pub(super) AMOUNT_MIN_SEND = FieldSpec::uint("stun.att.bandwidth_rsv_amount.misb", "Least to send", 32).unit("kbit/s")
        .doc("The least that the call needs to send.", MS_BANDWIDTH);
    pub(super) AMOUNT_MAX_RECEIVE = FieldSpec::uint("stun.att.bandwidth_rsv_amount.marb", "Most to receive", 32).unit("kbit/s")
        .doc("The most that the call may receive.", MS_BANDWIDTH);
    pub(super) AMOUNT_MIN_RECEIVE = FieldSpec::uint("stun.att.bandwidth_rsv_amount.mirb", "Least to receive", 32).unit("kbit/s")
        .doc("The least that the call needs to receive.", MS_BANDWIDTH);
    pub(super) ANSWER_MAX_SEND = FieldSpec::uint("stun.att.address_rp.masb", "Most to send", 32).unit("kbit/s")
        .doc("The most that may be sent this way.", MS_BANDWIDTH);
    pub(super) ANSWER_MAX_RECEIVE = FieldSpec::uint("stun.att.address_rp.marb", "Most to receive", 32).unit("kbit/s")
        .doc("The most that may be received this way.", MS_BANDWIDTH);
    pub(super) SIP_DIALOG = FieldSpec::bytes("stun.att.sip_dialog_id", "SIP dialog")
        .doc("The dialog that the call belongs to.", MS_BANDWIDTH);
    pub(super) SIP_CALL = FieldSpec::bytes("stun.att.sip_call_id", "SIP call")
        .doc("The call.", MS_BANDWIDTH);
    pub(super) PEER_LOCATION = FieldSpec::uint("stun.att.lp.peer_location", "Peer's place", 8).codes(LOCATIONS)
        .doc("Where the other end is.", MS_BANDWIDTH);
    pub(super) SELF_LOCATION = FieldSpec::uint("stun.att.lp.seft_location", "Own place", 8).codes(LOCATIONS)
        .doc("Where the sender is.", MS_BANDWIDTH);
    pub(super) FEDERATION = FieldSpec::uint("stun.att.lp.federation", "Federation", 8)
        .codes(&[(0, "none"), (1, "enterprise"), (2, "public cloud")])
        .doc("Whether both belong to the same organisation.", MS_BANDWIDTH);
    pub(super) MULTIPLEXED_SESSION = FieldSpec::hex("stun.att.ms.multiplexed_turn_session_id", "Session", 64)
        .doc("Names one of many sessions on one connection to the relay.", MS_RELAY);
    pub(super) NETWORK_ID = FieldSpec::uint("stun.att.google.network_id", "Network", 16)
        .doc("Which of the sender's networks the check goes over.", GOOGLE);
    pub(super) NETWORK_COST = FieldSpec::uint("stun.att.google.network_cost", "Network cost", 16)
        .codes(&[(0, "lowest"), (10, "low"), (50, "unknown"), (900, "high"), (999, "highest")])
        .doc("What this network costs: cable 0, wireless 10, mobile 900.", GOOGLE);
}
