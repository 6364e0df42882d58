//! Names of submessages, entities, parameters and vendors (DDSI-RTPS §9.3, §9.6).

use crate::model::Codes;

pub(super) const KINDS: Codes = &[
    (0x01, "PAD"),
    (0x06, "ACKNACK"),
    (0x07, "HEARTBEAT"),
    (0x08, "GAP"),
    (0x09, "INFO_TS"),
    (0x0c, "INFO_SRC"),
    (0x0d, "INFO_REPLY_IP4"),
    (0x0e, "INFO_DST"),
    (0x0f, "INFO_REPLY"),
    (0x12, "NACK_FRAG"),
    (0x13, "HEARTBEAT_FRAG"),
    (0x15, "DATA"),
    (0x16, "DATA_FRAG"),
    (0x30, "SEC_BODY"),
    (0x31, "SEC_PREFIX"),
    (0x32, "SEC_POSTFIX"),
    (0x33, "SRTPS_PREFIX"),
    (0x34, "SRTPS_POSTFIX"),
];

pub(super) const VENDORS: Codes = &[
    (0x0101, "RTI"),
    (0x0102, "OpenSplice"),
    (0x0103, "OpenDDS"),
    (0x0105, "InterCOM"),
    (0x0106, "CoreDX"),
    (0x010f, "eProsima"),
    (0x0110, "Cyclone"),
];

pub(super) const ENTITIES: Codes = &[
    (0x0000_0000, "any"),
    (0x0000_01c1, "participant"),
    (0x0000_02c2, "topics writer"),
    (0x0000_02c7, "topics reader"),
    (0x0000_03c2, "publications writer"),
    (0x0000_03c7, "publications reader"),
    (0x0000_04c2, "subscriptions writer"),
    (0x0000_04c7, "subscriptions reader"),
    (0x0001_00c2, "participants writer"),
    (0x0001_00c7, "participants reader"),
    (0x0002_00c2, "liveliness writer"),
    (0x0002_00c7, "liveliness reader"),
];

pub(super) const ENTITY_KINDS: Codes = &[
    (0x00, "unknown"),
    (0x02, "writer with key"),
    (0x03, "writer without key"),
    (0x04, "reader without key"),
    (0x07, "reader with key"),
    (0xc1, "built-in participant"),
    (0xc2, "built-in writer with key"),
    (0xc3, "built-in writer without key"),
    (0xc4, "built-in reader without key"),
    (0xc7, "built-in reader with key"),
];

pub(super) const ENCODINGS: Codes = &[
    (0x0000, "CDR, high byte first"),
    (0x0001, "CDR, low byte first"),
    (0x0002, "parameters, high byte first"),
    (0x0003, "parameters, low byte first"),
    (0x0006, "CDR2, high byte first"),
    (0x0007, "CDR2, low byte first"),
    (0x0008, "CDR2 with lengths, high byte first"),
    (0x0009, "CDR2 with lengths, low byte first"),
    (0x000a, "CDR2 parameters, high byte first"),
    (0x000b, "CDR2 parameters, low byte first"),
];

pub(super) const LOCATORS: Codes = &[
    (1, "UDP over IPv4"),
    (2, "UDP over IPv6"),
    (8, "TCP over IPv4, local network"),
    (0x0100_0000, "shared memory"),
];

pub(super) const PARAMETERS: Codes = &[
    (0x0000, "PAD"),
    (0x0001, "SENTINEL"),
    (0x0002, "PARTICIPANT_LEASE_DURATION"),
    (0x0004, "TIME_BASED_FILTER"),
    (0x0005, "TOPIC_NAME"),
    (0x0006, "OWNERSHIP_STRENGTH"),
    (0x0007, "TYPE_NAME"),
    (0x000b, "METATRAFFIC_MULTICAST_IPADDRESS"),
    (0x000c, "DEFAULT_UNICAST_IPADDRESS"),
    (0x000d, "METATRAFFIC_UNICAST_PORT"),
    (0x000e, "DEFAULT_UNICAST_PORT"),
    (0x000f, "DOMAIN_ID"),
    (0x0011, "MULTICAST_IPADDRESS"),
    (0x0015, "PROTOCOL_VERSION"),
    (0x0016, "VENDOR_ID"),
    (0x001a, "RELIABILITY"),
    (0x001b, "LIVELINESS"),
    (0x001d, "DURABILITY"),
    (0x001e, "DURABILITY_SERVICE"),
    (0x001f, "OWNERSHIP"),
    (0x0021, "PRESENTATION"),
    (0x0023, "DEADLINE"),
    (0x0025, "DESTINATION_ORDER"),
    (0x0027, "LATENCY_BUDGET"),
    (0x0029, "PARTITION"),
    (0x002b, "LIFESPAN"),
    (0x002c, "USER_DATA"),
    (0x002d, "GROUP_DATA"),
    (0x002e, "TOPIC_DATA"),
    (0x002f, "UNICAST_LOCATOR"),
    (0x0030, "MULTICAST_LOCATOR"),
    (0x0031, "DEFAULT_UNICAST_LOCATOR"),
    (0x0032, "METATRAFFIC_UNICAST_LOCATOR"),
    (0x0033, "METATRAFFIC_MULTICAST_LOCATOR"),
    (0x0034, "PARTICIPANT_MANUAL_LIVELINESS_COUNT"),
    (0x0035, "CONTENT_FILTER_PROPERTY"),
    (0x0040, "HISTORY"),
    (0x0041, "RESOURCE_LIMITS"),
    (0x0043, "EXPECTS_INLINE_QOS"),
    (0x0044, "PARTICIPANT_BUILTIN_ENDPOINTS"),
    (0x0045, "METATRAFFIC_UNICAST_IPADDRESS"),
    (0x0046, "METATRAFFIC_MULTICAST_PORT"),
    (0x0048, "DEFAULT_MULTICAST_LOCATOR"),
    (0x0049, "TRANSPORT_PRIORITY"),
    (0x0050, "PARTICIPANT_GUID"),
    (0x0052, "GROUP_GUID"),
    (0x0053, "GROUP_ENTITY_ID"),
    (0x0055, "CONTENT_FILTER_INFO"),
    (0x0056, "COHERENT_SET"),
    (0x0057, "DIRECTED_WRITE"),
    (0x0058, "BUILTIN_ENDPOINT_SET"),
    (0x0059, "PROPERTY_LIST"),
    (0x005a, "ENDPOINT_GUID"),
    (0x0060, "TYPE_MAX_SIZE_SERIALIZED"),
    (0x0061, "ORIGINAL_WRITER_INFO"),
    (0x0062, "ENTITY_NAME"),
    (0x0070, "KEY_HASH"),
    (0x0071, "STATUS_INFO"),
    (0x0072, "TYPE_OBJECT"),
    (0x0073, "DATA_REPRESENTATION"),
    (0x0074, "TYPE_CONSISTENCY"),
    (0x0075, "TYPE_INFORMATION"),
    (0x0077, "BUILTIN_ENDPOINT_QOS"),
    (0x1001, "IDENTITY_TOKEN"),
    (0x1002, "PERMISSIONS_TOKEN"),
    (0x1003, "DATA_TAGS"),
    (0x1004, "ENDPOINT_SECURITY_INFO"),
    (0x1005, "PARTICIPANT_SECURITY_INFO"),
    (0x4014, "DOMAIN_TAG"),
];

pub(super) const RELIABILITY: Codes = &[(1, "best effort"), (2, "reliable")];
pub(super) const LIVELINESS: Codes = &[
    (0, "automatic"),
    (1, "manual, by participant"),
    (2, "manual, by topic"),
];
pub(super) const DURABILITY: Codes = &[
    (0, "volatile"),
    (1, "kept by the writer"),
    (2, "transient"),
    (3, "persistent"),
];
pub(super) const HISTORY: Codes = &[(0, "keep the last"), (1, "keep all")];
pub(super) const OWNERSHIP: Codes = &[(0, "shared"), (1, "exclusive")];
pub(super) const SCOPES: Codes = &[(0, "instance"), (1, "topic"), (2, "group")];
pub(super) const ORDERS: Codes = &[(0, "by reception"), (1, "by source time")];
pub(super) const REPRESENTATIONS: Codes = &[(0, "XCDR"), (1, "XML"), (2, "XCDR2")];
