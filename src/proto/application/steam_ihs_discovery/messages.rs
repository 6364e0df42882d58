//! The members of each message, by their numbers.

use super::SOURCE;
use crate::model::FieldSpec;

/// How a member's number is to be read.
pub(super) enum Form {
    /// As it is; texts and bytes are read by their specs.
    Number,
    /// With a sign, in 32 bits.
    Signed,
    /// Seconds since 1970.
    Time,
    /// A message of its own.
    Message(&'static [Row]),
}

/// Number, form and field of a member.
pub(super) type Row = (u64, Form, &'static FieldSpec);

crate::fields! {
    CLIENT_ID = FieldSpec::computed("steam_ihs_discovery.header_client_id", "Client")
        .doc("The sender, by a random number.", SOURCE);
    MESSAGE_TYPE = FieldSpec::computed("steam_ihs_discovery.header_msg_type", "Message type")
        .codes(super::TYPES)
        .doc("What the body is.", SOURCE);
    INSTANCE = FieldSpec::computed("steam_ihs_discovery.header_instance_id", "Instance")
        .doc("Which run of the program.", SOURCE);
    STEAM_ID = FieldSpec::computed("steam_ihs_discovery.body_status_user_steamid", "Steam ID")
        .doc("The number of the account.", SOURCE);
    AUTH_KEY = FieldSpec::computed("steam_ihs_discovery.body_status_user_authkeyid", "Key")
        .doc("Which key the account has.", SOURCE);
    DISCOVERY_SEQNUM = FieldSpec::computed("steam_ihs_discovery.body_discovery_seqnum", "Sequence number")
        .doc("Counts the searches.", SOURCE);
    DISCOVERY_CLIENTIDS = FieldSpec::hex("steam_ihs_discovery.body_discovery_clientids", "Clients", 64)
        .doc("Who is looked for.", SOURCE);
    STATUS_VERSION = FieldSpec::computed("steam_ihs_discovery.body_status_version", "Version")
        .doc("Of the protocol.", SOURCE);
    STATUS_MINVERSION = FieldSpec::computed("steam_ihs_discovery.body_status_minversion", "Least version")
        .doc("The oldest that is understood.", SOURCE);
    STATUS_CONNECTPORT = FieldSpec::computed("steam_ihs_discovery.body_status_connectport", "Port")
        .doc("Where to connect to.", SOURCE);
    STATUS_HOSTNAME = FieldSpec::text("steam_ihs_discovery.body_status_hostname", "Host")
        .doc("The name of the computer.", SOURCE);
    STATUS_ENABLEDSERVICES = FieldSpec::hex("steam_ihs_discovery.body_status_enabledservices", "Services", 32)
        .doc("What it offers, as bits.", SOURCE);
    STATUS_OSTYPE = FieldSpec::computed("steam_ihs_discovery.body_status_ostype", "Operating system")
        .doc("By a number of Steam.", SOURCE);
    STATUS_IS64BIT = FieldSpec::computed("steam_ihs_discovery.body_status_is64bit", "64 bits")
        .doc("Whether the system has 64 bits.", SOURCE);
    STATUS_USER = FieldSpec::group("", "User")
        .doc("Who is logged in.", SOURCE);
    STATUS_EUNIVERSE = FieldSpec::computed("steam_ihs_discovery.body_status_euniverse", "Universe")
        .doc("Which Steam network; 1 is the public one.", SOURCE);
    STATUS_TIMESTAMP = FieldSpec::computed("steam_ihs_discovery.body_status_timestamp", "Time")
        .doc("When this was sent.", SOURCE);
    STATUS_SCREENLOCKED = FieldSpec::computed("steam_ihs_discovery.body_status_screenlocked", "Screen locked")
        .doc("Whether the screen is locked.", SOURCE);
    STATUS_GAMESRUNNING = FieldSpec::computed("steam_ihs_discovery.body_status_gamesrunning", "Games running")
        .doc("Whether a game runs.", SOURCE);
    STATUS_MACADDRESSES = FieldSpec::text("steam_ihs_discovery.body_status_macaddresses", "MAC address")
        .doc("Of an interface; to wake the computer up.", SOURCE);
    AUTHORIZATION_DEVICETOKEN = FieldSpec::bytes("steam_ihs_discovery.body_authrequest_devicetoken", "Device token")
        .doc("Names the device.", SOURCE);
    AUTHORIZATION_DEVICENAME = FieldSpec::text("steam_ihs_discovery.body_authrequest_devicename", "Device")
        .doc("Its name.", SOURCE);
    AUTHORIZATION_ENCRYPTEDREQUEST = FieldSpec::bytes("steam_ihs_discovery.body_authrequest_encryptedrequest", "Encrypted request")
        .doc("The code that the user types in is in it.", SOURCE);
    AUTHORIZED_AUTHRESULT = FieldSpec::computed("steam_ihs_discovery.body_authresponse_authresult", "Result")
        .doc("How it went.", SOURCE);
    STREAMING_REQUESTID = FieldSpec::hex("steam_ihs_discovery.body_streamingrequest_requestid", "Request", 32)
        .doc("Its number.", SOURCE);
    STREAMING_MAXIMUMRESOLUTIONX = FieldSpec::computed("steam_ihs_discovery.body_streamingrequest_maximumresolutionx", "Width")
        .doc("The most points in a line.", SOURCE);
    STREAMING_MAXIMUMRESOLUTIONY = FieldSpec::computed("steam_ihs_discovery.body_streamingrequest_maximumresolutiony", "Height")
        .doc("The most lines.", SOURCE);
    STREAMING_AUDIOCHANNELCOUNT = FieldSpec::computed("steam_ihs_discovery.body_streamingrequest_audiochannelcount", "Audio channels")
        .doc("How many.", SOURCE);
    STREAMING_DEVICEVERSION = FieldSpec::text("steam_ihs_discovery.body_streamingrequest_deviceversion", "Version")
        .doc("Of the device.", SOURCE);
    STREAMING_STREAMDESKTOP = FieldSpec::computed("steam_ihs_discovery.body_streamingrequest_streamdesktop", "Desktop")
        .doc("Whether the desktop is to be shown.", SOURCE);
    STREAMING_DEVICETOKEN = FieldSpec::bytes("steam_ihs_discovery.body_streamingrequest_devicetoken", "Device token")
        .doc("Names the device.", SOURCE);
    STREAMING_PIN = FieldSpec::bytes("steam_ihs_discovery.body_streamingrequest_pin", "PIN")
        .doc("A code that the user typed in.", SOURCE);
    STREAMING_ENABLEVIDEOSTREAMING = FieldSpec::computed("steam_ihs_discovery.body_streamingrequest_enablevideostreaming", "Video")
        .doc("Whether pictures are wanted.", SOURCE);
    STREAMING_ENABLEAUDIOSTREAMING = FieldSpec::computed("steam_ihs_discovery.body_streamingrequest_enableaudiostreaming", "Audio")
        .doc("Whether sound is wanted.", SOURCE);
    STREAMING_ENABLEINPUTSTREAMING = FieldSpec::computed("steam_ihs_discovery.body_streamingrequest_enableinputstreaming", "Input")
        .doc("Whether keys and mouse are sent.", SOURCE);
    STREAMED_REQUESTID = FieldSpec::hex("steam_ihs_discovery.body_streamingresponse_requestid", "Request", 32)
        .doc("Which it answers.", SOURCE);
    STREAMED_RESULT = FieldSpec::computed("steam_ihs_discovery.body_streamingresponse_result", "Result")
        .doc("How it went.", SOURCE);
    STREAMED_PORT = FieldSpec::computed("steam_ihs_discovery.body_streamingresponse_port", "Port")
        .doc("Where the stream is.", SOURCE);
    STREAMED_ENCRYPTEDSESSIONKEY = FieldSpec::bytes("steam_ihs_discovery.body_streamingresponse_encryptedsessionkey", "Session key")
        .doc("Encrypted.", SOURCE);
    STREAMED_VIRTUALHERELICENSEDDEVICECOUNT = FieldSpec::computed("steam_ihs_discovery.body_streamingresponse_virtualherelicenseddevicecount", "VirtualHere devices")
        .doc("Devices whose use is paid for.", SOURCE);
    PROOF_CHALLENGE = FieldSpec::bytes("steam_ihs_discovery.body_proofrequest_challenge", "Challenge")
        .doc("Random bytes.", SOURCE);
    PROVEN_RESPONSE = FieldSpec::bytes("steam_ihs_discovery.body_proofresponse_response", "Response")
        .doc("Made of the challenge and a key.", SOURCE);
    CANCELLED_REQUESTID = FieldSpec::hex("steam_ihs_discovery.body_streamingcancelrequest_requestid", "Request", 32)
        .doc("Which is taken back.", SOURCE);
}

/// The header of every message.
pub(super) static HEADER: &[Row] = &[
    (1, Form::Number, &CLIENT_ID),
    (2, Form::Number, &MESSAGE_TYPE),
    (3, Form::Number, &INSTANCE),
];

static USER_ROWS: &[Row] = &[(1, Form::Number, &STEAM_ID), (2, Form::Number, &AUTH_KEY)];

static DISCOVERY: &[Row] = &[
    (1, Form::Number, &DISCOVERY_SEQNUM),
    (2, Form::Number, &DISCOVERY_CLIENTIDS),
];

static STATUS: &[Row] = &[
    (1, Form::Signed, &STATUS_VERSION),
    (2, Form::Signed, &STATUS_MINVERSION),
    (3, Form::Number, &STATUS_CONNECTPORT),
    (4, Form::Number, &STATUS_HOSTNAME),
    (6, Form::Number, &STATUS_ENABLEDSERVICES),
    (7, Form::Signed, &STATUS_OSTYPE),
    (8, Form::Number, &STATUS_IS64BIT),
    (9, Form::Message(USER_ROWS), &STATUS_USER),
    (11, Form::Signed, &STATUS_EUNIVERSE),
    (12, Form::Time, &STATUS_TIMESTAMP),
    (13, Form::Number, &STATUS_SCREENLOCKED),
    (14, Form::Number, &STATUS_GAMESRUNNING),
    (15, Form::Number, &STATUS_MACADDRESSES),
];

static AUTHORIZATION: &[Row] = &[
    (1, Form::Number, &AUTHORIZATION_DEVICETOKEN),
    (2, Form::Number, &AUTHORIZATION_DEVICENAME),
    (3, Form::Number, &AUTHORIZATION_ENCRYPTEDREQUEST),
];

static AUTHORIZED: &[Row] = &[(1, Form::Number, &AUTHORIZED_AUTHRESULT)];

static STREAMING: &[Row] = &[
    (1, Form::Number, &STREAMING_REQUESTID),
    (2, Form::Signed, &STREAMING_MAXIMUMRESOLUTIONX),
    (3, Form::Signed, &STREAMING_MAXIMUMRESOLUTIONY),
    (4, Form::Signed, &STREAMING_AUDIOCHANNELCOUNT),
    (5, Form::Number, &STREAMING_DEVICEVERSION),
    (6, Form::Number, &STREAMING_STREAMDESKTOP),
    (7, Form::Number, &STREAMING_DEVICETOKEN),
    (8, Form::Number, &STREAMING_PIN),
    (9, Form::Number, &STREAMING_ENABLEVIDEOSTREAMING),
    (10, Form::Number, &STREAMING_ENABLEAUDIOSTREAMING),
    (11, Form::Number, &STREAMING_ENABLEINPUTSTREAMING),
];

static STREAMED: &[Row] = &[
    (1, Form::Number, &STREAMED_REQUESTID),
    (2, Form::Number, &STREAMED_RESULT),
    (3, Form::Number, &STREAMED_PORT),
    (4, Form::Number, &STREAMED_ENCRYPTEDSESSIONKEY),
    (5, Form::Signed, &STREAMED_VIRTUALHERELICENSEDDEVICECOUNT),
];

static PROOF: &[Row] = &[(1, Form::Number, &PROOF_CHALLENGE)];

static PROVEN: &[Row] = &[(1, Form::Number, &PROVEN_RESPONSE)];

static CANCELLED: &[Row] = &[(1, Form::Number, &CANCELLED_REQUESTID)];

/// The members of the body of a message of this type.
pub(super) fn body(kind: u64) -> &'static [Row] {
    match kind {
        0 => DISCOVERY,
        1 => STATUS,
        3 => AUTHORIZATION,
        4 => AUTHORIZED,
        5 => STREAMING,
        6 => STREAMED,
        7 => PROOF,
        8 => PROVEN,
        10 => CANCELLED,
        _ => &[],
    }
}
