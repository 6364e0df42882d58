//! The fields of a description.

use crate::model::FieldSpec;

const ORIGIN: &str = "RFC 8866 §5.2";
const CONNECTED: &str = "RFC 8866 §5.7";
const STREAM: &str = "RFC 8866 §5.14";
const ATTRIBUTE: &str = "RFC 8866 §5.13";
const CANDIDATE: &str = "RFC 8839 §5.1";

crate::fields! {
    pub(super) VERSION = FieldSpec::text("sdp.version", "Version (v)")
        .doc("The version of the format: 0.", "RFC 8866 §5.1");
    pub(super) OWNER = FieldSpec::text("sdp.owner", "Origin (o)")
        .doc("Who made the description, and which version of it this is.", ORIGIN);
    pub(super) OWNER_NAME = FieldSpec::text("sdp.owner.username", "User name")
        .doc("The user's login, or a hyphen.", ORIGIN);
    pub(super) OWNER_SESSION = FieldSpec::text("sdp.owner.sessionid", "Session identifier")
        .doc("Together with the rest of the line it names the session.", ORIGIN);
    pub(super) OWNER_VERSION = FieldSpec::text("sdp.owner.version", "Session version")
        .doc("Grows with every change of the description.", ORIGIN);
    pub(super) OWNER_NETWORK = FieldSpec::text("sdp.owner.network_type", "Network")
        .doc("IN: the Internet.", ORIGIN);
    pub(super) OWNER_TYPE = FieldSpec::text("sdp.owner.address_type", "Address type")
        .doc("IP4 or IP6.", ORIGIN);
    pub(super) OWNER_ADDRESS = FieldSpec::text("sdp.owner.address", "Address")
        .doc("The machine on which the description was made.", ORIGIN);
    pub(super) SESSION_NAME = FieldSpec::text("sdp.session_name", "Session name (s)")
        .doc("For people; a hyphen if it has none.", "RFC 8866 §5.3");
    pub(super) SESSION_INFO = FieldSpec::text("sdp.session_info", "Session information (i)")
        .doc("More about the session, for people.", "RFC 8866 §5.4");
    pub(super) MEDIA_TITLE = FieldSpec::text("sdp.media_title", "Title (i)")
        .doc("What the stream shows, for people.", "RFC 8866 §5.4");
    pub(super) URI = FieldSpec::text("sdp.uri", "Address of more (u)")
        .doc("Where more can be read about the session.", "RFC 8866 §5.5");
    pub(super) EMAIL = FieldSpec::text("sdp.email", "Mail address (e)")
        .doc("Whom to write to.", "RFC 8866 §5.6");
    pub(super) PHONE = FieldSpec::text("sdp.phone", "Telephone (p)")
        .doc("Whom to call.", "RFC 8866 §5.6");
    pub(super) CONNECTION = FieldSpec::text("sdp.connection_info", "Connection (c)")
        .doc("To which address the streams go.", CONNECTED);
    pub(super) CONNECTION_NETWORK = FieldSpec::text("sdp.connection_info.network_type", "Network")
        .doc("IN: the Internet.", CONNECTED);
    pub(super) CONNECTION_TYPE = FieldSpec::text("sdp.connection_info.address_type", "Address type")
        .doc("IP4 or IP6.", CONNECTED);
    pub(super) CONNECTION_ADDRESS = FieldSpec::text("sdp.connection_info.address", "Address")
        .doc("The host, or the group of hosts, that receives the streams.", CONNECTED);
    pub(super) CONNECTION_TTL = FieldSpec::text("sdp.connection_info.ttl", "Time to live")
        .doc("How many routers a stream to a group may pass.", CONNECTED);
    pub(super) CONNECTION_COUNT = FieldSpec::text("sdp.connection_info.num_addr", "Number of addresses")
        .doc("How many groups there are, one address after the other.", CONNECTED);
    pub(super) BANDWIDTH = FieldSpec::text("sdp.bandwidth", "Bandwidth (b)")
        .doc("How much of the network the session or stream will use.", "RFC 8866 §5.8");
    pub(super) BANDWIDTH_TYPE = FieldSpec::text("sdp.bandwidth.modifier", "Kind")
        .doc("AS: of one stream. CT: of the whole session.", "RFC 8866 §5.8");
    pub(super) BANDWIDTH_VALUE = FieldSpec::text("sdp.bandwidth.value", "Value")
        .doc("In thousand bits a second, as a rule.", "RFC 8866 §5.8");
    pub(super) TIME = FieldSpec::text("sdp.time", "Time (t)")
        .doc("When the session takes place.", "RFC 8866 §5.9");
    pub(super) START = FieldSpec::text("sdp.time.start", "Start")
        .doc("Seconds since 1900; 0 if there is no fixed time.", "RFC 8866 §5.9");
    pub(super) STOP = FieldSpec::text("sdp.time.stop", "Stop")
        .doc("Seconds since 1900; 0 if it is open.", "RFC 8866 §5.9");
    pub(super) REPEAT = FieldSpec::text("sdp.repeat_time", "Repetition (r)")
        .doc("When it takes place again.", "RFC 8866 §5.10");
    pub(super) TIME_ZONE = FieldSpec::text("sdp.timezone", "Time zones (z)")
        .doc("When clocks are changed meanwhile.", "RFC 8866 §5.11");
    pub(super) KEY = FieldSpec::text("sdp.encryption_key", "Key (k)")
        .doc("No longer to be used.", "RFC 8866 §5.12");
    pub(super) SESSION_ATTRIBUTE = FieldSpec::text("sdp.session_attr", "Session attribute (a)")
        .doc("A property of the session.", ATTRIBUTE);
    pub(super) SESSION_ATTRIBUTE_NAME = FieldSpec::text("sdp.session_attr.field", "Name")
        .doc("Which property.", ATTRIBUTE);
    pub(super) SESSION_ATTRIBUTE_VALUE = FieldSpec::text("sdp.session_attr.value", "Value")
        .doc("Its value.", ATTRIBUTE);
    pub(super) MEDIA = FieldSpec::text("sdp.media", "Media stream (m)")
        .doc("A stream: what it carries, where it goes, how, in which formats.", STREAM);
    pub(super) MEDIA_TYPE = FieldSpec::text("sdp.media.media", "Media")
        .doc("audio, video, image, text, application or message.", STREAM);
    pub(super) MEDIA_PORT = FieldSpec::uint("sdp.media.port", "Port", 16)
        .doc("The port to which the stream goes; 0 refuses it.", STREAM);
    pub(super) MEDIA_PORT_TEXT = FieldSpec::text("sdp.media.port_string", "Port")
        .doc("A dollar sign: the gateway shall choose one.", "RFC 3525 §7.1.8");
    pub(super) MEDIA_PORT_COUNT = FieldSpec::text("sdp.media.portcount", "Number of ports")
        .doc("How many ports, one after the other.", STREAM);
    pub(super) MEDIA_PROTOCOL = FieldSpec::text("sdp.media.proto", "Protocol")
        .doc("Which protocol carries the stream: mostly RTP.", STREAM);
    pub(super) MEDIA_FORMAT = FieldSpec::text("sdp.media.format", "Format")
        .doc("A payload type of RTP, or a format's name. From 96 on an attribute says what it stands for.", STREAM);
    pub(super) MEDIA_ATTRIBUTE = FieldSpec::text("sdp.media_attr", "Stream attribute (a)")
        .doc("A property of the stream.", ATTRIBUTE);
    pub(super) MEDIA_ATTRIBUTE_NAME = FieldSpec::text("sdp.media_attribute.field", "Name")
        .doc("Which property.", ATTRIBUTE);
    pub(super) MEDIA_ATTRIBUTE_VALUE = FieldSpec::text("sdp.media_attribute.value", "Value")
        .doc("Its value.", ATTRIBUTE);
    pub(super) ENCODING = FieldSpec::text("sdp.mime.type", "Encoding")
        .doc("The codec that the payload type stands for.", "RFC 8866 §6.6");
    pub(super) SAMPLE_RATE = FieldSpec::text("sdp.sample_rate", "Clock rate")
        .doc("Ticks a second of the stream's clock.", "RFC 8866 §6.6");
    pub(super) FORMAT_PARAMETER = FieldSpec::text("sdp.fmtp.parameter", "Parameter")
        .doc("A setting of the codec.", "RFC 8866 §6.15");
    pub(super) CANDIDATE_FOUNDATION = FieldSpec::text("sdp.ice_candidate.foundation", "Foundation")
        .doc("The same for candidates that will work or fail together.", CANDIDATE);
    pub(super) CANDIDATE_COMPONENT = FieldSpec::text("sdp.ice_candidate.componentid", "Component")
        .doc("1: RTP. 2: RTCP.", CANDIDATE);
    pub(super) CANDIDATE_TRANSPORT = FieldSpec::text("sdp.ice_candidate.transport", "Transport")
        .doc("UDP or TCP.", CANDIDATE);
    pub(super) CANDIDATE_PRIORITY = FieldSpec::text("sdp.ice_candidate.priority", "Priority")
        .doc("The highest is tried first.", CANDIDATE);
    pub(super) CANDIDATE_ADDRESS = FieldSpec::text("sdp.ice_candidate.address", "Address")
        .doc("An address where the sender may be reached.", CANDIDATE);
    pub(super) CANDIDATE_PORT = FieldSpec::text("sdp.ice_candidate.port", "Port")
        .doc("And the port.", CANDIDATE);
    pub(super) CANDIDATE_TYPE = FieldSpec::text("sdp.ice_candidate.type", "Type")
        .doc("host: its own address. srflx: as seen from outside. relay: a relay's.", CANDIDATE);
    pub(super) UNKNOWN = FieldSpec::text("sdp.unknown", "Other line")
        .doc("A line of a type without a meaning here.", "RFC 8866 §5");
    pub(super) DATA = FieldSpec::bytes("sdp.data", "Data")
        .doc("White space behind the description.", "RFC 8866 §5");
    pub(super) INVALID = FieldSpec::text("sdp.invalid", "Invalid line")
        .doc("A line without a type and an equals sign.", "RFC 8866 §5");
}
