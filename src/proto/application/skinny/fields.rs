//! The fields of Skinny.

use super::messages::STATES;
use super::names::MESSAGES;
use crate::model::{Codes, FieldSpec};

const SOURCE: &str = "Cisco SCCP";

const VERSIONS: Codes = &[
    (0, "basic"),
    (10, "10"),
    (11, "11"),
    (15, "15"),
    (16, "16"),
    (17, "17"),
    (18, "18"),
    (19, "19"),
    (20, "20"),
    (21, "21"),
    (22, "22"),
];

const CODECS: Codes = &[
    (1, "non-standard"),
    (2, "G.711 A-law"),
    (4, "G.711 µ-law"),
    (6, "G.722 64k"),
    (9, "G.723.1"),
    (10, "G.728"),
    (11, "G.729"),
    (12, "G.729A"),
    (15, "G.729B"),
    (16, "G.729AB"),
    (25, "wideband"),
    (40, "G.722.1"),
    (257, "telephone events"),
];

pub(super) const HEADER: &[FieldSpec] = &[
    FieldSpec::uint("skinny.data_length", "Length", 32)
        .little()
        .unit("bytes")
        .doc("From the message's number on.", SOURCE),
    FieldSpec::hex("skinny.hdr_version", "Version", 32)
        .little()
        .codes(VERSIONS)
        .doc("Which forms of the messages are spoken.", SOURCE),
    FieldSpec::uint("skinny.messageId", "Message", 32)
        .little()
        .codes(MESSAGES)
        .doc("What the message is.", SOURCE),
];

const fn key(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("1: the key is shown and can be pressed.", SOURCE)
}

pub(super) const SOFT_KEYS: &[FieldSpec] = &[
    key("skinny.SoftKeyMask.SoftKey8", "Key 8"),
    key("skinny.SoftKeyMask.SoftKey7", "Key 7"),
    key("skinny.SoftKeyMask.SoftKey6", "Key 6"),
    key("skinny.SoftKeyMask.SoftKey5", "Key 5"),
    key("skinny.SoftKeyMask.SoftKey4", "Key 4"),
    key("skinny.SoftKeyMask.SoftKey3", "Key 3"),
    key("skinny.SoftKeyMask.SoftKey2", "Key 2"),
    key("skinny.SoftKeyMask.SoftKey1", "Key 1"),
    key("skinny.SoftKeyMask.SoftKey16", "Key 16"),
    key("skinny.SoftKeyMask.SoftKey15", "Key 15"),
    key("skinny.SoftKeyMask.SoftKey14", "Key 14"),
    key("skinny.SoftKeyMask.SoftKey13", "Key 13"),
    key("skinny.SoftKeyMask.SoftKey12", "Key 12"),
    key("skinny.SoftKeyMask.SoftKey11", "Key 11"),
    key("skinny.SoftKeyMask.SoftKey10", "Key 10"),
    key("skinny.SoftKeyMask.SoftKey9", "Key 9"),
    FieldSpec::gap(16),
];

const fn hidden(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc("1: not to be shown.", SOURCE)
}

pub(super) const RESTRICTIONS: &[FieldSpec] = &[
    hidden(
        "skinny.RestrictInformationType.LastRedirectPartyNumber",
        "Last redirecting number",
    ),
    hidden(
        "skinny.RestrictInformationType.LastRedirectPartyName",
        "Last redirecting name",
    ),
    hidden(
        "skinny.RestrictInformationType.OriginalCalledPartyNumber",
        "First called number",
    ),
    hidden(
        "skinny.RestrictInformationType.OriginalCalledPartyName",
        "First called name",
    ),
    hidden(
        "skinny.RestrictInformationType.CalledPartyNumber",
        "Called number",
    ),
    hidden(
        "skinny.RestrictInformationType.CalledPartyName",
        "Called name",
    ),
    hidden(
        "skinny.RestrictInformationType.CallingPartyNumber",
        "Calling number",
    ),
    hidden(
        "skinny.RestrictInformationType.CallingPartyName",
        "Calling name",
    ),
    FieldSpec::gap(24),
];

/// A number of four bytes.
const fn number(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, label, 32).little().doc(doc, SOURCE)
}

/// A code of four bytes.
const fn code(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 32).little().doc(doc, SOURCE)
}

const fn text(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::text(name, label).doc(doc, SOURCE)
}

crate::fields! {
    pub(super) OTHER = FieldSpec::bytes("", "Rest").doc("What is not taken apart here.", SOURCE);
    pub(super) LINE = number("skinny.lineInstance", "Line", "Which of the telephone's lines.");
    pub(super) CALL = number("skinny.callReference", "Call", "Names the call.");
    pub(super) MEDIA_PORT = number("skinny.rtpMediaPort", "Media port", "The port for media.");
    pub(super) SOFT_KEY = code("skinny.softKeyEvent", "Key", "Which key below the display was pressed.")
        .codes(&[(1, "redial"), (2, "new call"), (3, "hold"), (4, "transfer"), (5, "forward all"), (8, "backspace"), (9, "end call"), (10, "resume"), (11, "answer"), (12, "info"), (13, "conference"), (14, "park")]);
    pub(super) SOFT_KEY_SET = code("skinny.softKeySetIndex", "Key set", "Which set of keys the display shows.")
        .codes(&[(0, "on hook"), (1, "connected"), (2, "on hold"), (3, "ringing in"), (4, "off hook"), (5, "connected, transferable"), (6, "digits following"), (7, "connected, conference"), (8, "ringing out")]);
    pub(super) PATH = code("skinny.mediaPathID", "Path", "Which part of the telephone is meant.")
        .codes(&[(1, "headset"), (2, "handset"), (3, "speaker")]);
    pub(super) PATH_EVENT = code("skinny.mediaPathEvent", "Event", "Whether it is in use.").codes(&[(1, "on"), (2, "off")]);
    pub(super) TONE = code("skinny.tone", "Tone", "The tone to be heard.")
        .codes(&[(0, "silence"), (0x21, "inside dial tone"), (0x22, "outside dial tone"), (0x23, "busy"), (0x24, "alerting"), (0x25, "reorder")]);
    pub(super) TONE_DIRECTION = code("skinny.tone.output.direction", "Direction", "Who hears the tone.")
        .codes(&[(0, "user"), (1, "network"), (2, "all")]);
    pub(super) RING = code("skinny.ringMode", "Ringing", "How the telephone rings.")
        .codes(&[(1, "off"), (2, "inside"), (3, "outside"), (4, "feature"), (5, "flash only"), (6, "precedence")]);
    pub(super) RING_TIME = code("skinny.ringDuration", "Duration", "How long it rings.")
        .codes(&[(1, "normal"), (2, "once")]);
    pub(super) STIMULUS = code("skinny.stimulus", "Lamp", "The lamp of which key.").codes(&[(9, "line")]);
    pub(super) STIMULUS_INSTANCE = number("skinny.stimulusInstance", "Which one", "If there are several of them.");
    pub(super) LAMP = code("skinny.lampMode", "Mode", "What the lamp does.")
        .codes(&[(1, "off"), (2, "on"), (3, "wink"), (4, "flash"), (5, "blink")]);
    pub(super) SPEAKER = code("skinny.speakerMode", "Speaker", "Whether the speaker is on.").codes(&[(1, "on"), (2, "off")]);
    pub(super) STATE = code("skinny.callState", "State", "What the call does now.").codes(STATES);
    pub(super) PRIVACY = code("skinny.privacy", "Privacy", "What is hidden from others.");
    pub(super) PRECEDENCE = number("skinny.precedenceLevel", "Precedence", "How important the call is; 4 is routine.");
    pub(super) PRECEDENCE_DOMAIN = number("skinny.precedenceDomain", "Precedence domain", "Where that counts.");
    pub(super) DIALED = text("skinny.dialedNumber", "Dialed number", "The number that was dialed.");
    pub(super) TIMEOUT = number("skinny.timeOutValue", "Timeout", "How long the text is shown, in seconds; 0 without end.");
    pub(super) PRIORITY = number("skinny.priority", "Priority", "Which text is shown, if there are several.");
    pub(super) NOTIFY = text("skinny.notify", "Text", "What the display shows; some characters stand for whole phrases.");
    pub(super) PROMPT = text("skinny.promptStatus", "Text", "What the display shows; some characters stand for whole phrases.");
    pub(super) STATUS = code("skinny.mediaReceptionStatus", "Status", "Whether the telephone waits for media.").codes(&[(0, "ok")]);
    pub(super) SENDING_STATUS = code("skinny.mediaTransmissionStatus", "Status", "Whether the telephone sends media.").codes(&[(0, "ok")]);
    pub(super) FAMILY = number("skinny.ipv4or6", "Address family", "What the address is.").codes(&[(0, "IPv4"), (1, "IPv6")]);
    pub(super) WANTED_FAMILY = code("skinny.requestedIpAddrType", "Wanted family", "What address the telephone shall give.");
    pub(super) ADDRESS = FieldSpec::ipv4("skinny.ipAddr.ipv4", "Address").doc("Where the telephone waits for media.", SOURCE);
    pub(super) SENDING_ADDRESS = FieldSpec::ipv4("skinny.transmitIpAddr.ipv4", "Address").doc("Where the telephone sends media from.", SOURCE);
    pub(super) REMOTE_ADDRESS = FieldSpec::ipv4("skinny.remoteIpAddr.ipv4", "Address").doc("Where to send media.", SOURCE);
    pub(super) SOURCE_ADDRESS = FieldSpec::ipv4("skinny.sourceIpAddr.ipv4", "Address").doc("Where media will come from.", SOURCE);
    pub(super) PORT_NUMBER = number("skinny.portNumber", "Port", "The port for media.");
    pub(super) REMOTE_PORT = number("skinny.remotePortNumber", "Port", "The port to send media to.");
    pub(super) SOURCE_PORT = number("skinny.sourcePortNumber", "Port", "The port that media will come from.");
    pub(super) CONFERENCE = number("skinny.conferenceId", "Conference", "Names the conference, or the call of two.");
    pub(super) PARTY = number("skinny.passThroughPartyId", "Stream", "Names the stream of media.");
    pub(super) PORT_HANDLING = code("skinny.portHandlingFlag", "Port handling", "Whether to keep the port.");
    pub(super) PACKET_TIME = number("skinny.milliSecondPacketSize", "Packet time", "How many milliseconds of sound a packet has.");
    pub(super) CODEC = code("skinny.compressionType", "Codec", "How the media is coded.").codes(CODECS);
    pub(super) ECHO = code("skinny.ecValue", "Echo cancellation", "Whether the echo is taken out.").codes(&[(0, "off"), (1, "on")]);
    pub(super) TYPE_OF_SERVICE = number("skinny.precedenceValue", "Type of service", "How packets are marked for routers.");
    pub(super) SILENCE = code("skinny.ssValue", "Silence suppression", "Whether silence is not sent.").codes(&[(0, "off"), (1, "on")]);
    pub(super) MAX_FRAMES = FieldSpec::uint("skinny.maxFramesPerPacket", "Frames", 16).little().doc("At most so many in a packet.", SOURCE);
    pub(super) PADDING = FieldSpec::uint("skinny.padding", "Padding", 16).little().doc("Zero.", SOURCE);
    pub(super) CODEC_MODE = FieldSpec::uint("skinny.codecMode", "Codec mode", 8).doc("A setting of the codec.", SOURCE);
    pub(super) DYNAMIC_TYPE = FieldSpec::uint("skinny.dynamicPayload", "Payload type", 8).doc("The payload type of RTP, if it is not fixed.", SOURCE);
    pub(super) CODEC_1 = FieldSpec::uint("skinny.codecParam1", "Parameter 1", 8).doc("A setting of the codec.", SOURCE);
    pub(super) CODEC_2 = FieldSpec::uint("skinny.codecParam2", "Parameter 2", 8).doc("A setting of the codec.", SOURCE);
    pub(super) ALGORITHM = code("skinny.algorithmID", "Encryption", "How media is encrypted.").codes(&[(0, "none"), (1, "AES counter mode")]);
    pub(super) KEY_LENGTH = FieldSpec::uint("skinny.keylen", "Key length", 16).little().doc("Bytes of the key.", SOURCE);
    pub(super) SALT_LENGTH = FieldSpec::uint("skinny.saltlen", "Salt length", 16).little().doc("Bytes of the salt.", SOURCE);
    pub(super) HAS_MKI = number("skinny.isMKIPresent", "Key identifier", "Whether packets name their key.");
    pub(super) DERIVATION = number("skinny.keyDerivationRate", "Key derivation", "How often new keys are made.");
    pub(super) STREAM = number("skinny.streamPassThroughId", "Stream identifier", "Names one of several streams.");
    pub(super) OTHER_STREAM = number("skinny.associatedStreamId", "Related stream", "The stream that this one belongs to.");
    pub(super) EVENT_TYPE = number("skinny.RFC2833PayloadType", "Event payload type", "The payload type of telephone events; 0 for none.");
    pub(super) DTMF = number("skinny.dtmfType", "Keys", "How pressed keys are carried.");
    pub(super) MIXING = number("skinny.mixingMode", "Mixing", "How streams are mixed.");
    pub(super) DIRECTION = number("skinny.partyDirection", "Direction", "In which direction media flows.");
    pub(super) CALL_TYPE = code("skinny.callType", "Call type", "Who began the call.")
        .codes(&[(1, "inbound"), (2, "outbound"), (3, "forwarded")]);
    pub(super) FIRST_REASON = number("skinny.originalCdpnRedirectReason", "First redirection", "Why the first called one did not take it.");
    pub(super) LAST_REASON = number("skinny.lastRedirectingReason", "Last redirection", "Why the last one did not take it.");
    pub(super) INSTANCE = number("skinny.callInstance", "Call instance", "Which of the line's calls.");
    pub(super) SECURITY = code("skinny.callSecurityStatus", "Security", "Whether the call is encrypted.");
    CALLING = text("skinny.callingParty", "Calling number", "Who calls.");
    ALTERNATE_CALLING = text("skinny.AlternateCallingParty", "Alternate calling number", "Another number of who calls.");
    CALLED = text("skinny.calledParty", "Called number", "Who is called.");
    FIRST_CALLED = text("skinny.originalCalledParty", "First called number", "Who was called at first.");
    LAST_REDIRECTING = text("skinny.lastRedirectingParty", "Redirecting number", "Who has redirected the call.");
    CALLING_BOX = text("skinny.cgpnVoiceMailbox", "Caller's mailbox", "Voice mail of who calls.");
    CALLED_BOX = text("skinny.cdpnVoiceMailbox", "Called one's mailbox", "Voice mail of who is called.");
    FIRST_BOX = text("skinny.originalCdpnVoiceMailbox", "First called one's mailbox", "Voice mail of who was called at first.");
    LAST_BOX = text("skinny.lastRedirectingVoiceMailbox", "Redirecting one's mailbox", "Voice mail of who has redirected the call.");
    CALLING_NAME = text("skinny.callingPartyName", "Caller", "The name of who calls.");
    CALLED_NAME = text("skinny.calledPartyName", "Called one", "The name of who is called.");
    FIRST_NAME = text("skinny.originalCalledPartyName", "First called one", "The name of who was called at first.");
    LAST_NAME = text("skinny.lastRedirectingPartyName", "Redirecting one", "The name of who has redirected the call.");
}

/// The texts of a message that says who calls whom, in their order.
pub(super) static PARTIES: [&FieldSpec; 13] = [
    &CALLING,
    &ALTERNATE_CALLING,
    &CALLED,
    &FIRST_CALLED,
    &LAST_REDIRECTING,
    &CALLING_BOX,
    &CALLED_BOX,
    &FIRST_BOX,
    &LAST_BOX,
    &CALLING_NAME,
    &CALLED_NAME,
    &FIRST_NAME,
    &LAST_NAME,
];
