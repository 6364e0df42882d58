//! What client and server tell of themselves when the conference is created (MS-RDPBCGR §2.2.1.3,
//! §2.2.1.4).

use super::as_far_as_it_goes;
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FaultKind, FieldSpec};

const CLIENT: &str = "MS-RDPBCGR §2.2.1.3";
const SERVER: &str = "MS-RDPBCGR §2.2.1.4";

const CLIENT_CORE: u64 = 0xc001;
const CLIENT_SECURITY: u64 = 0xc002;
const CLIENT_NETWORK: u64 = 0xc003;
const CLIENT_CLUSTER: u64 = 0xc004;
const CLIENT_MONITORS: u64 = 0xc005;
const CLIENT_MESSAGES: u64 = 0xc006;
const CLIENT_TRANSPORTS: u64 = 0xc00a;
const SERVER_CORE: u64 = 0x0c01;
const SERVER_SECURITY: u64 = 0x0c02;
const SERVER_NETWORK: u64 = 0x0c03;
const SERVER_MESSAGES: u64 = 0x0c04;
const SERVER_TRANSPORTS: u64 = 0x0c08;

/// The kind of encryption that the server has chosen.
pub(super) const ENCRYPTION: &str = "rdp encryption method";

const DEPTHS: Codes = &[
    (0xca00, "4 bits"),
    (0xca01, "8 bits"),
    (0xca02, "15 bits"),
    (0xca03, "16 bits"),
    (0xca04, "24 bits"),
];

const fn word(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 16).little()
}

const fn long(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).little()
}

const fn bits(name: &'static str, label: &'static str, width: u32) -> FieldSpec {
    FieldSpec::hex(name, label, width).little()
}

const MAJOR: FieldSpec = word("rdp.version.major", "Major version").doc(
    "4 since RDP 4.0; later versions are told by the minor number.",
    CLIENT,
);
const MINOR: FieldSpec = word("rdp.version.minor", "Minor version")
    .doc("1: RDP 4.0; 4: RDP 5.0 to 8.1; more: RDP 10.", CLIENT);

pub(in super::super) const CORE: &[FieldSpec] = &[
    MAJOR,
    MINOR,
    word("rdp.desktop.width", "Width")
        .unit("pixels")
        .doc("Of the desktop that the client wants.", CLIENT),
    word("rdp.desktop.height", "Height")
        .unit("pixels")
        .doc("Of the desktop that the client wants.", CLIENT),
    bits("rdp.colorDepth", "Colour depth", 16)
        .codes(DEPTHS)
        .doc("Bits per pixel, for old servers.", CLIENT),
    word("rdp.SASSequence", "Secure access sequence").doc("Always 0xaa03.", CLIENT),
    long("rdp.keyboardLayout", "Keyboard layout").doc(
        "Which keys mean which characters: a Windows number.",
        CLIENT,
    ),
    long("rdp.client.build", "Client build").doc("The client program's build number.", CLIENT),
    FieldSpec::computed("rdp.client.name", "Client name")
        .wide(32)
        .doc("The name of the client's computer.", CLIENT),
    long("rdp.keyboard.type", "Keyboard type")
        .codes(&[
            (1, "IBM PC/XT, 83 keys"),
            (2, "Olivetti, 102 keys"),
            (3, "IBM PC/AT, 84 keys"),
            (4, "IBM enhanced, 101 or 102 keys"),
            (5, "Nokia 1050"),
            (6, "Nokia 9140"),
            (7, "Japanese"),
        ])
        .doc("What the keyboard looks like.", CLIENT),
    long("rdp.keyboard.subtype", "Keyboard subtype").doc("Depends on the maker.", CLIENT),
    long("rdp.keyboard.functionkey", "Function keys").doc("How many the keyboard has.", CLIENT),
    FieldSpec::bytes("rdp.imeFileName", "Input method")
        .wide(64)
        .doc(
            "The file of the input method, for writing systems that need one.",
            CLIENT,
        ),
    bits("rdp.postBeta2ColorDepth", "Colour depth 2", 16)
        .codes(DEPTHS)
        .doc("Bits per pixel; replaces the first one.", CLIENT),
    word("rdp.client.productId", "Product").doc("Always 1.", CLIENT),
    long("rdp.serialNumber", "Serial number").doc("Always 0.", CLIENT),
    bits("rdp.highColorDepth", "High colour depth", 16)
        .doc("Bits per pixel: 4, 8, 15, 16 or 24.", CLIENT),
    bits("rdp.supportedColorDepths", "Supported depths", 16).doc(
        "Bit 0: 24, bit 1: 16, bit 2: 15, bit 3: 32 bits per pixel.",
        CLIENT,
    ),
    word("rdp.earlyCapabilityFlags", "Early capabilities")
        .doc("What the client can do, as bits.", CLIENT),
    FieldSpec::computed("rdp.client.digProductId", "Product identifier")
        .wide(64)
        .doc("Of the client's system.", CLIENT),
    FieldSpec::uint("rdp.connectionType", "Connection type", 8)
        .codes(&[
            (1, "modem"),
            (2, "slow broadband"),
            (3, "satellite"),
            (4, "fast broadband"),
            (5, "wide area network"),
            (6, "local area network"),
            (7, "find out"),
        ])
        .doc("How good the network is.", CLIENT),
    FieldSpec::hex("rdp.pad1octet", "Padding", 8).doc("Means nothing.", CLIENT),
    long("rdp.serverSelectedProtocol", "Security protocol").doc(
        "What the server has chosen before; protects against being talked into less.",
        CLIENT,
    ),
];

pub(in super::super) const SECURITY: &[FieldSpec] = &[
    FieldSpec::bytes("rdp.encryptionMethods", "Encryption methods")
        .wide(4)
        .doc("Which of RDP's own encryptions the client can do.", CLIENT),
    FieldSpec::bytes("rdp.extEncryptionMethods", "More methods")
        .wide(4)
        .doc("The same, for French clients.", CLIENT),
];

pub(in super::super) const CLUSTER: &[FieldSpec] = &[
    bits("rdp.clusterFlags", "Cluster flags", 32)
        .doc("Whether the client can be sent to another server.", CLIENT),
    bits("rdp.redirectedSessionId", "Session", 32).doc("To which session it was sent.", CLIENT),
];

pub(in super::super) const CHANNEL_OPTIONS: &[FieldSpec] = &[
    bits("rdp.options", "Options", 32)
        .parts_follow()
        .doc("How the channel is to be handled.", CLIENT),
    FieldSpec::gap(16).part(),
    FieldSpec::flag("rdp.options.compress.rdp", "Compress with RDP")
        .part()
        .doc("If other data are compressed.", CLIENT),
    FieldSpec::flag("rdp.options.compress", "Compress")
        .part()
        .doc("Always.", CLIENT),
    FieldSpec::flag("rdp.options.showprotocol", "Show protocol")
        .part()
        .doc("The headers of the channel are handed up.", CLIENT),
    FieldSpec::flag("rdp.options.remotecontrolpersistent", "Persistent")
        .part()
        .doc("Survives remote control of the session.", CLIENT),
    FieldSpec::gap(4).part(),
    FieldSpec::flag("rdp.options.initialized", "Initialised")
        .part()
        .doc("The channel is in use.", CLIENT),
    FieldSpec::flag("rdp.options.encrypt.rdp", "Encrypt")
        .part()
        .doc("As other data.", CLIENT),
    FieldSpec::flag("rdp.options.encrypt.sc", "Encrypt to client")
        .part()
        .doc("Not used.", CLIENT),
    FieldSpec::flag("rdp.options.encrypt.cs", "Encrypt to server")
        .part()
        .doc("Not used.", CLIENT),
    FieldSpec::flag("rdp.options.priority.high", "High priority")
        .part()
        .doc("Of the channel.", CLIENT),
    FieldSpec::flag("rdp.options.priority.med", "Medium priority")
        .part()
        .doc("Of the channel.", CLIENT),
    FieldSpec::flag("rdp.options.priority.low", "Low priority")
        .part()
        .doc("Of the channel.", CLIENT),
];

pub(in super::super) const MONITOR: &[FieldSpec] = &[
    FieldSpec::int("rdp.monitorDef.left", "Left", 32)
        .little()
        .doc("Where the monitor begins.", CLIENT),
    FieldSpec::int("rdp.monitorDef.top", "Top", 32)
        .little()
        .doc("Where the monitor begins.", CLIENT),
    FieldSpec::int("rdp.monitorDef.right", "Right", 32)
        .little()
        .doc("Where it ends.", CLIENT),
    FieldSpec::int("rdp.monitorDef.bottom", "Bottom", 32)
        .little()
        .doc("Where it ends.", CLIENT),
    long("rdp.monitorDef.flags", "Flags").doc("1: the main monitor.", CLIENT),
];

pub(in super::super) const SERVER_CORE_ROWS: &[FieldSpec] = &[
    MAJOR,
    MINOR,
    bits("rdp.client.requestedProtocols", "Requested security", 32)
        .doc("What the client asked for in its first message.", SERVER),
    bits("rdp.earlyCapabilityFlags", "Early capabilities", 32)
        .doc("What the server can do, as bits.", SERVER),
];

crate::fields! {
    CLIENT_DATA = FieldSpec::group("rdp.clientData", "Client's settings")
        .doc("What the client tells of itself.", CLIENT);
    SERVER_DATA = FieldSpec::group("rdp.serverData", "Server's settings")
        .doc("What the server tells of itself.", SERVER);
    CORE_BLOCK = FieldSpec::group("rdp.client.coreData", "Core")
        .doc("Version, size of the desktop, keyboard.", CLIENT);
    SECURITY_BLOCK = FieldSpec::group("rdp.client.securityData", "Security")
        .doc("What the client can encrypt with.", CLIENT);
    NETWORK_BLOCK = FieldSpec::group("rdp.client.networkData", "Channels")
        .doc("Which channels the client wants: for the clipboard, drives, sound.", CLIENT);
    CLUSTER_BLOCK = FieldSpec::group("rdp.client.clusterData", "Cluster")
        .doc("For farms of servers.", CLIENT);
    MONITOR_BLOCK = FieldSpec::group("rdp.client.monitorData", "Monitors")
        .doc("Where the client's monitors stand.", CLIENT);
    MESSAGE_BLOCK = FieldSpec::group("rdp.client.msgChannelData", "Message channel")
        .doc("The client can do a channel for measuring the network.", CLIENT);
    TRANSPORT_BLOCK = FieldSpec::group("rdp.client.multiTransportData", "Transports")
        .doc("The client can do UDP besides.", CLIENT);
    UNKNOWN_BLOCK = FieldSpec::group("rdp.unknownData.client", "Unknown block")
        .doc("Settings that decap does not take apart.", CLIENT);
    SERVER_CORE_BLOCK = FieldSpec::group("rdp.server.coreData", "Core")
        .doc("The server's version.", SERVER);
    SERVER_SECURITY_BLOCK = FieldSpec::group("rdp.server.securityData", "Security")
        .doc("What is encrypted with, and the server's key.", SERVER);
    SERVER_NETWORK_BLOCK = FieldSpec::group("rdp.server.networkData", "Channels")
        .doc("The numbers of the channels.", SERVER);
    SERVER_MESSAGE_BLOCK = FieldSpec::group("rdp.server.msgChannelData", "Message channel")
        .doc("The number of the channel for measuring the network.", SERVER);
    SERVER_TRANSPORT_BLOCK = FieldSpec::group("rdp.server.multiTransportData", "Transports")
        .doc("The server can do UDP besides.", SERVER);
    SERVER_UNKNOWN_BLOCK = FieldSpec::group("rdp.unknownData.server", "Unknown block")
        .doc("Settings that decap does not take apart.", SERVER);
    BLOCK_TYPE = bits("rdp.header.type", "Type", 16)
        .codes(&[
            (SERVER_CORE, "server core"),
            (SERVER_SECURITY, "server security"),
            (SERVER_NETWORK, "server network"),
            (SERVER_MESSAGES, "server message channel"),
            (SERVER_TRANSPORTS, "server transports"),
            (CLIENT_CORE, "client core"),
            (CLIENT_SECURITY, "client security"),
            (CLIENT_NETWORK, "client network"),
            (CLIENT_CLUSTER, "client cluster"),
            (CLIENT_MONITORS, "client monitors"),
            (CLIENT_MESSAGES, "client message channel"),
            (CLIENT_TRANSPORTS, "client transports"),
        ])
        .doc("What the block is about.", "MS-RDPBCGR §2.2.1.3.1");
    BLOCK_LENGTH = word("rdp.header.length", "Length")
        .unit("bytes")
        .doc("The block with its head.", "MS-RDPBCGR §2.2.1.3.1");
    CHANNEL_COUNT = long("rdp.channelCount", "Channels").doc("How many follow.", CLIENT);
    CHANNELS = FieldSpec::group("rdp.channelDefArray", "Channels").doc("What the client wants channels for.", CLIENT);
    CHANNEL = FieldSpec::group("rdp.channelDef", "Channel").doc("One of them.", CLIENT);
    CHANNEL_NAME = FieldSpec::text("rdp.name", "Name").doc("What the channel is for: cliprdr the clipboard, rdpdr drives and printers, rdpsnd sound.", CLIENT);
    MONITOR_FLAGS = bits("rdp.monitorFlags", "Flags", 32).doc("Not used.", CLIENT);
    MONITOR_COUNT = long("rdp.monitorCount", "Monitors").doc("How many follow.", CLIENT);
    MESSAGE_FLAGS = bits("rdp.msgChannelFlags", "Flags", 32).doc("Not used.", CLIENT);
    MESSAGE_CHANNEL = word("rdp.msgChannelId", "Channel").doc("The number of the message channel.", SERVER);
    TRANSPORT_FLAGS = bits("rdp.multiTransportFlags", "Transports", 32).doc("1: reliable UDP, 4: UDP that may lose, 0x100: preferred.", CLIENT);
    METHOD = bits("rdp.encryptionMethod", "Encryption", 32)
        .codes(&[(0, "none"), (1, "RC4 with 40 bits"), (2, "RC4 with 128 bits"), (8, "RC4 with 56 bits"), (16, "FIPS 140-1")])
        .doc("What data are encrypted with.", SERVER);
    LEVEL = bits("rdp.encryptionLevel", "Level", 32)
        .codes(&[(0, "none"), (1, "low"), (2, "as the client can"), (3, "high"), (4, "FIPS")])
        .doc("What is encrypted.", SERVER);
    RANDOM_LEN = long("rdp.serverRandomLen", "Random length").unit("bytes").doc("Of the random number.", SERVER);
    CERTIFICATE_LEN = long("rdp.serverCertLen", "Certificate length").unit("bytes").doc("Of the certificate.", SERVER);
    RANDOM = FieldSpec::bytes("rdp.serverRandom", "Server's random").doc("Goes into the keys of the session.", SERVER);
    CERTIFICATE = FieldSpec::bytes("rdp.serverCertificate", "Certificate").doc("With the server's public key, in a form of its own.", SERVER);
    CHANNEL_ID = word("rdp.MCSChannelId", "Channel number").doc("The first one is for input and pictures, the others in the order in which the client asked.", SERVER);
    SERVER_COUNT = word("rdp.channelCount", "Channels").doc("How many follow.", SERVER);
    CHANNEL_IDS = FieldSpec::group("rdp.channelIdArray", "Channel numbers").doc("One for every channel that the client asked for.", SERVER);
    PAD = word("rdp.Pad", "Padding").doc("Fills up to four bytes.", SERVER);
}

/// Reads the blocks of settings, which fill the bytes.
pub(in super::super) fn blocks(p: &mut Peel<'_>, from_client: bool) -> Peeled {
    let all = if from_client {
        &CLIENT_DATA
    } else {
        &SERVER_DATA
    };
    p.group(all, |p| {
        while p.rest().len() >= 4 {
            let kind = u64::from(u16::from_le_bytes([p.rest()[0], p.rest()[1]]));
            let len = usize::from(u16::from_le_bytes([p.rest()[2], p.rest()[3]]));
            if len < 4 {
                let at = p.pos() + 2..p.pos() + 4;
                p.fault(
                    FaultKind::Malformed("the block is shorter than its head"),
                    at,
                );
                return Ok(());
            }
            p.group(group_of(kind, from_client), |p| {
                p.within(len, "block length", |p| {
                    p.uint(&BLOCK_TYPE)?;
                    p.uint(&BLOCK_LENGTH)?;
                    block(p, kind)
                })
            })?;
        }
        Ok(())
    })
}

fn group_of(kind: u64, from_client: bool) -> &'static FieldSpec {
    match kind {
        CLIENT_CORE => &CORE_BLOCK,
        CLIENT_SECURITY => &SECURITY_BLOCK,
        CLIENT_NETWORK => &NETWORK_BLOCK,
        CLIENT_CLUSTER => &CLUSTER_BLOCK,
        CLIENT_MONITORS => &MONITOR_BLOCK,
        CLIENT_MESSAGES => &MESSAGE_BLOCK,
        CLIENT_TRANSPORTS => &TRANSPORT_BLOCK,
        SERVER_CORE => &SERVER_CORE_BLOCK,
        SERVER_SECURITY => &SERVER_SECURITY_BLOCK,
        SERVER_NETWORK => &SERVER_NETWORK_BLOCK,
        SERVER_MESSAGES => &SERVER_MESSAGE_BLOCK,
        SERVER_TRANSPORTS => &SERVER_TRANSPORT_BLOCK,
        _ if from_client => &UNKNOWN_BLOCK,
        _ => &SERVER_UNKNOWN_BLOCK,
    }
}

fn block(p: &mut Peel<'_>, kind: u64) -> Peeled {
    match kind {
        CLIENT_CORE => as_far_as_it_goes(p, CORE),
        CLIENT_SECURITY => as_far_as_it_goes(p, SECURITY),
        CLIENT_CLUSTER => as_far_as_it_goes(p, CLUSTER),
        CLIENT_NETWORK => channels(p),
        CLIENT_MONITORS => {
            p.uint(&MONITOR_FLAGS)?;
            p.uint(&MONITOR_COUNT)?;
            while !p.rest().is_empty() && !p.is_full() {
                p.rows(MONITOR)?;
            }
            Ok(())
        }
        CLIENT_MESSAGES => p.uint(&MESSAGE_FLAGS).map(drop),
        CLIENT_TRANSPORTS | SERVER_TRANSPORTS => p.uint(&TRANSPORT_FLAGS).map(drop),
        SERVER_CORE => as_far_as_it_goes(p, SERVER_CORE_ROWS),
        SERVER_SECURITY => security(p),
        SERVER_NETWORK => channel_numbers(p),
        SERVER_MESSAGES => p.uint(&MESSAGE_CHANNEL).map(drop),
        _ => Ok(()),
    }
}

fn channels(p: &mut Peel<'_>) -> Peeled {
    p.uint(&CHANNEL_COUNT)?;
    p.group(&CHANNELS, |p| {
        while !p.rest().is_empty() && !p.is_full() {
            p.group(&CHANNEL, |p| {
                let at = p.pos()..p.pos() + 8;
                let name = p.skip(8)?;
                let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
                p.mark_made(&CHANNEL_NAME, at, || {
                    String::from_utf8_lossy(name).into_owned()
                });
                p.rows(CHANNEL_OPTIONS).map(drop)
            })?;
        }
        Ok(())
    })
}

fn security(p: &mut Peel<'_>) -> Peeled {
    let method = p.uint(&METHOD)?;
    p.note(ENCRYPTION, 0, method);
    p.uint(&LEVEL)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    let random = p.uint(&RANDOM_LEN)? as usize;
    let certificate = p.uint(&CERTIFICATE_LEN)? as usize;
    p.field(&RANDOM, random)?;
    p.field(&CERTIFICATE, certificate).map(drop)
}

fn channel_numbers(p: &mut Peel<'_>) -> Peeled {
    p.uint(&CHANNEL_ID)?;
    let count = p.uint(&SERVER_COUNT)?;
    p.group(&CHANNEL_IDS, |p| {
        for _ in 0..count {
            p.uint(&CHANNEL_ID)?;
        }
        Ok(())
    })?;
    if count % 2 == 1 {
        p.uint(&PAD)?;
    }
    Ok(())
}
