//! The headers of packets within a connection.

use crate::model::FieldSpec;

pub(super) const SOURCE: &str = "RakNet sources, ReliabilityLayer.cpp";
const TYPES: &str = "RakNet sources, RakPeer.cpp";

const TYPE: FieldSpec = FieldSpec::hex("raknet.packet.type", "Packet type", 8)
    .parts_follow()
    .doc(
        "Flags: data or acknowledgment, and how the connection does.",
        SOURCE,
    );
const CONNECTED: FieldSpec = FieldSpec::flag("raknet.packet.is_for_connected", "Connected")
    .part()
    .doc("The packet belongs to a connection.", SOURCE);
const IS_ACK: FieldSpec = FieldSpec::flag("raknet.packet.is_ACK", "Acknowledgment")
    .part()
    .doc("These packets arrived.", SOURCE);
const IS_NAK: FieldSpec = FieldSpec::flag("raknet.packet.is_NAK", "Negative acknowledgment")
    .part()
    .doc("These packets did not arrive.", SOURCE);

pub(super) const DATA: &[FieldSpec] = &[
    TYPE,
    CONNECTED,
    IS_ACK,
    IS_NAK,
    FieldSpec::flag("raknet.packet.is_pair", "Pair").part().doc(
        "Sent right behind another one, to measure the bandwidth.",
        SOURCE,
    ),
    FieldSpec::flag("raknet.packet.is_continuous_send", "Continuous")
        .part()
        .doc("More follows without a pause.", SOURCE),
    FieldSpec::flag("raknet.packet.needs_B_and_AS", "Rate wanted")
        .part()
        .doc(
            "The acknowledgment shall say how fast data arrives.",
            SOURCE,
        ),
];

pub(super) const ACKNOWLEDGMENT: &[FieldSpec] = &[
    TYPE,
    CONNECTED,
    IS_ACK,
    FieldSpec::flag("raknet.packet.has_B_and_AS", "Rate")
        .part()
        .doc("Says how fast data arrives.", SOURCE),
];

pub(super) const NEGATIVE: &[FieldSpec] = &[TYPE, CONNECTED, IS_ACK, IS_NAK];

crate::fields! {
    pub(super) NUMBER = FieldSpec::uint("raknet.packet_number", "Packet number", 24).little()
        .doc("Grows with every packet; acknowledgments name it.", SOURCE);
    pub(super) RATE = FieldSpec::computed("raknet.AS", "Rate of arrival")
        .doc("How fast data arrives.", SOURCE);
    pub(super) RANGE_COUNT = FieldSpec::uint("raknet.NACK.record_count", "Ranges", 16)
        .doc("How many ranges of packet numbers follow.", SOURCE);
    pub(super) RANGE = FieldSpec::text("raknet.range.packet_number", "Range")
        .doc("Packet numbers from one to another.", SOURCE);
    pub(super) RANGE_SINGLE = FieldSpec::uint("raknet.range.max_equals_to_min", "Single", 8)
        .doc("1: the range has one number.", SOURCE);
    pub(super) RANGE_FIRST = FieldSpec::uint("raknet.range.packet_number.min", "First", 24).little()
        .doc("The first number.", SOURCE);
    pub(super) RANGE_LAST = FieldSpec::uint("raknet.range.packet_number.max", "Last", 24).little()
        .doc("The last number.", SOURCE);
    pub(super) IP_VERSION = FieldSpec::uint("raknet.ip.version", "IP version", 8)
        .doc("4 or 6.", TYPES);
    pub(super) IPV4 = FieldSpec::ipv4("raknet.ip.v4_address", "Address")
        .doc("Sent with all bits inverted, so that no translator on the way changes it.", TYPES);
    pub(super) ADDRESS_PORT = FieldSpec::uint("raknet.port", "Port", 16)
        .doc("The port.", TYPES);
    pub(super) CLIENT_ADDRESS = FieldSpec::text("raknet.client.address", "Client")
        .doc("The client, as the server sees it.", TYPES);
    pub(super) SERVER_ADDRESS = FieldSpec::text("raknet.server.address", "Server")
        .doc("The server, as the client sees it.", TYPES);
    pub(super) CLIENT_GUID = FieldSpec::bytes("raknet.client.guid", "Client's identifier").wide(8)
        .doc("Chosen at random by the client.", TYPES);
    pub(super) TIME = FieldSpec::uint("raknet.timestamp", "Time", 64).unit("ms")
        .doc("Since the sender was started; an answer repeats it.", TYPES);
    pub(super) ENCRYPTION = FieldSpec::uint("raknet.use_encryption", "Encryption", 8)
        .doc("1: the connection is to be encrypted.", TYPES);
}
