//! What is said before the screen is shown: versions, security, the screen's size and form.

use super::reader::{Cut, Reader};
use super::state::{State, pixel_format};
use super::{GREETING, GREETING_LEN, codes, tight};
use crate::model::{FieldSpec, text};

crate::fields! {
    SERVER_VERSION = FieldSpec::text("vnc.server_proto_ver", "Version of the server")
        .doc("The highest version that the host with the screen speaks.", "RFC 6143 §7.1.1");
    CLIENT_VERSION = FieldSpec::text("vnc.client_proto_ver", "Version of the client")
        .doc("The version that both go on with: not higher than the server's.", "RFC 6143 §7.1.1");
    SECURITY_COUNT = FieldSpec::uint("vnc.num_security_types", "Number of security types", 8)
        .doc("None means that the server refuses, and says why.", "RFC 6143 §7.1.2");
    SECURITY_TYPE = FieldSpec::uint("vnc.security_type", "Security type offered", 8)
        .codes(codes::SECURITY)
        .doc("How the server would have the client prove who it is.", "RFC 6143 §7.1.2");
    SERVER_SECURITY = FieldSpec::uint("vnc.server_security_type", "Security type", 32)
        .codes(codes::SECURITY)
        .doc("In version 3.3 the server decides.", "RFC 6143 §7.1.2");
    CLIENT_SECURITY = FieldSpec::uint("vnc.client_security_type", "Security type chosen", 8)
        .codes(codes::SECURITY)
        .doc("One of those that the server offered.", "RFC 6143 §7.1.2");
    CHALLENGE = FieldSpec::bytes("vnc.auth_challenge", "Challenge")
        .doc("Random bytes that the client encrypts with the password, so that the password itself does not travel.", "RFC 6143 §7.2.2");
    RESPONSE = FieldSpec::bytes("vnc.auth_response", "Response")
        .doc("The challenge encrypted by DES, with the password as key.", "RFC 6143 §7.2.2");
    RESULT = FieldSpec::uint("vnc.auth_result", "Failed", 32)
        .codes(&[(0, "no: welcome"), (1, "yes"), (2, "yes, too often")])
        .doc("Whether the client may go on.", "RFC 6143 §7.1.3");
    REASON_LEN = FieldSpec::uint("vnc.auth_error_len", "Length of the reason", 32)
        .unit("bytes")
        .doc("Length of the text behind it.", "RFC 6143 §7.1.3");
    REASON = FieldSpec::text("vnc.auth_error", "Reason")
        .doc("Why the server refuses, for people.", "RFC 6143 §7.1.3");
    ARD_GENERATOR = FieldSpec::uint("vnc.ard_auth_generator", "Generator", 16)
        .doc("Of the Diffie-Hellman exchange that hides name and password.", "Apple Remote Desktop");
    ARD_KEY_LEN = FieldSpec::uint("vnc.ard_auth_key_len", "Key length", 16)
        .unit("bytes")
        .doc("Length of the modulus and of each key.", "Apple Remote Desktop");
    ARD_MODULUS = FieldSpec::bytes("vnc.ard_auth_modulus", "Prime modulus")
        .doc("Of the Diffie-Hellman exchange.", "Apple Remote Desktop");
    ARD_SERVER_KEY = FieldSpec::bytes("vnc.ard_auth_server_key", "Public key of the server")
        .doc("Half of the Diffie-Hellman exchange.", "Apple Remote Desktop");
    ARD_CREDENTIALS = FieldSpec::bytes("vnc.ard_auth_credentials", "Encrypted name and password")
        .doc("64 bytes each, encrypted with the secret that both ends share.", "Apple Remote Desktop");
    ARD_CLIENT_KEY = FieldSpec::bytes("vnc.ard_auth_client_key", "Public key of the client")
        .doc("The other half of the Diffie-Hellman exchange.", "Apple Remote Desktop");
    VEN_SERVER_MAJOR = FieldSpec::uint("vnc.vencrypt_server_major_ver", "VeNCrypt version of the server", 8)
        .doc("VeNCrypt puts TLS between VNC and TCP.", "VeNCrypt");
    VEN_SERVER_MINOR = FieldSpec::uint("vnc.vencrypt_server_minor_ver", "Its minor version", 8)
        .doc("2 is the one in use.", "VeNCrypt");
    VEN_CLIENT_MAJOR = FieldSpec::uint("vnc.vencrypt_client_major_ver", "VeNCrypt version of the client", 8)
        .doc("The version that both go on with.", "VeNCrypt");
    VEN_CLIENT_MINOR = FieldSpec::uint("vnc.vencrypt_client_minor_ver", "Its minor version", 8)
        .doc("2 is the one in use.", "VeNCrypt");
    VEN_ACK = FieldSpec::uint("vnc.vencrypt_version_ack", "Version refused", 8)
        .doc("0: the server goes on with the client's version.", "VeNCrypt");
    VEN_COUNT = FieldSpec::uint("vnc.vencrypt_num_auth_types", "Number of kinds", 8)
        .doc("How many kinds of authentication follow.", "VeNCrypt");
    VEN_TYPE = FieldSpec::uint("vnc.vencrypt_auth_type", "Kind of authentication", 32)
        .codes(codes::VENCRYPT)
        .doc("Whether TLS has a certificate, and what goes on inside it.", "VeNCrypt");
    VEN_TYPE_ACK = FieldSpec::uint("vnc.vencrypt_auth_type_ack", "Kind accepted", 8)
        .doc("1: TLS begins now.", "VeNCrypt");
    SHARE = FieldSpec::uint("vnc.share_desktop_flag", "Share the screen", 8)
        .doc("0: the server shall close the connections of all other clients.", "RFC 6143 §7.3.1");
    WIDTH = FieldSpec::uint("vnc.width", "Width of the screen", 16)
        .unit("pixels")
        .doc("How wide the screen is that the server shows.", "RFC 6143 §7.3.2");
    HEIGHT = FieldSpec::uint("vnc.height", "Height of the screen", 16)
        .unit("pixels")
        .doc("How high the screen is that the server shows.", "RFC 6143 §7.3.2");
    NAME_LEN = FieldSpec::uint("vnc.desktop_name_len", "Length of the name", 32)
        .unit("bytes")
        .doc("Length of the text behind it.", "RFC 6143 §7.3.2");
    NAME = FieldSpec::text("vnc.desktop_name", "Name of the screen")
        .doc("What the client writes above the picture.", "RFC 6143 §7.3.2");
    BITS = FieldSpec::uint("vnc.server_bits_per_pixel", "Bits per pixel", 8)
        .doc("8, 16 or 32.", "RFC 6143 §7.4");
    DEPTH = FieldSpec::uint("vnc.server_depth", "Depth", 8)
        .unit("bits")
        .doc("How many bits of a pixel tell its colour.", "RFC 6143 §7.4");
    BIG = FieldSpec::uint("vnc.server_big_endian_flag", "Most significant byte first", 8)
        .doc("The byte order of a pixel.", "RFC 6143 §7.4");
    TRUE = FieldSpec::uint("vnc.server_true_color_flag", "True colour", 8)
        .doc("0: a pixel is a number in a map of colours.", "RFC 6143 §7.4");
    RED_MAX = FieldSpec::uint("vnc.server_red_max", "Most red", 16)
        .doc("The greatest value of red.", "RFC 6143 §7.4");
    GREEN_MAX = FieldSpec::uint("vnc.server_green_max", "Most green", 16)
        .doc("The greatest value of green.", "RFC 6143 §7.4");
    BLUE_MAX = FieldSpec::uint("vnc.server_blue_max", "Most blue", 16)
        .doc("The greatest value of blue.", "RFC 6143 §7.4");
    RED_SHIFT = FieldSpec::uint("vnc.server_red_shift", "Place of red", 8)
        .doc("So many bits of a pixel stand below red.", "RFC 6143 §7.4");
    GREEN_SHIFT = FieldSpec::uint("vnc.server_green_shift", "Place of green", 8)
        .doc("So many bits of a pixel stand below green.", "RFC 6143 §7.4");
    BLUE_SHIFT = FieldSpec::uint("vnc.server_blue_shift", "Place of blue", 8)
        .doc("So many bits of a pixel stand below blue.", "RFC 6143 §7.4");
}

/// How the server writes pixels, unless the client wants it otherwise.
static SERVER_PIXEL: [&FieldSpec; 10] = [
    &BITS,
    &DEPTH,
    &BIG,
    &TRUE,
    &RED_MAX,
    &GREEN_MAX,
    &BLUE_MAX,
    &RED_SHIFT,
    &GREEN_SHIFT,
    &BLUE_SHIFT,
];

/// Texts of the handshake are not longer.
const MAX_TEXT: u64 = 64 * 1024;

/// A key of more bytes is none.
const MAX_KEY: u64 = 4096;

/// What comes next on a connection. The handshake goes to and fro; afterwards both ends talk at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nothing was said yet.
    ServerVersion = 0,
    ClientVersion,
    Security,
    Choice,
    Refusal,
    Challenge,
    Response,
    Result,
    ArdServer,
    ArdClient,
    VenServer,
    VenClient,
    VenTypes,
    VenChoice,
    VenAck,
    TightTunnels,
    TightTunnelChoice,
    TightAuths,
    TightAuthChoice,
    ClientInit,
    ServerInit,
    Running,
    /// Whatever follows belongs to a security type that is not public, or hides what it carries.
    Sealed,
}

const PHASES: [Phase; 23] = [
    Phase::ServerVersion,
    Phase::ClientVersion,
    Phase::Security,
    Phase::Choice,
    Phase::Refusal,
    Phase::Challenge,
    Phase::Response,
    Phase::Result,
    Phase::ArdServer,
    Phase::ArdClient,
    Phase::VenServer,
    Phase::VenClient,
    Phase::VenTypes,
    Phase::VenChoice,
    Phase::VenAck,
    Phase::TightTunnels,
    Phase::TightTunnelChoice,
    Phase::TightAuths,
    Phase::TightAuthChoice,
    Phase::ClientInit,
    Phase::ServerInit,
    Phase::Running,
    Phase::Sealed,
];

impl From<u64> for Phase {
    fn from(number: u64) -> Phase {
        let place = usize::try_from(number).ok();
        place
            .and_then(|place| PHASES.get(place))
            .copied()
            .unwrap_or(Phase::ServerVersion)
    }
}

impl Phase {
    /// True if the server speaks next.
    fn is_servers(self) -> bool {
        !matches!(
            self,
            Phase::ClientVersion
                | Phase::Choice
                | Phase::Response
                | Phase::ArdClient
                | Phase::VenClient
                | Phase::VenChoice
                | Phase::TightTunnelChoice
                | Phase::TightAuthChoice
                | Phase::ClientInit
        )
    }
}

/// `RFB 003.008` and a line feed.
pub(super) fn is_greeting(bytes: &[u8; GREETING_LEN]) -> bool {
    let digits = |at: std::ops::Range<usize>| bytes[at].iter().all(u8::is_ascii_digit);
    bytes.starts_with(GREETING)
        && digits(4..7)
        && bytes[7] == b'.'
        && digits(8..11)
        && matches!(bytes[11], b'\n' | 0)
}

/// A message of the handshake.
pub(super) fn message(r: &mut Reader<'_, '_>, state: &mut State) -> Result<String, Cut> {
    let phase = state.phase;
    if phase == Phase::Sealed || state.from_server != phase.is_servers() {
        return Err(Cut::Unknown);
    }
    let (next, said) = match phase {
        Phase::ServerVersion => (Phase::ClientVersion, version(r, state, &SERVER_VERSION)?),
        Phase::ClientVersion => (Phase::Security, version(r, state, &CLIENT_VERSION)?),
        Phase::Security if state.minor >= 7 => offered(r)?,
        Phase::Security => chosen(r.uint(&SERVER_SECURITY)?, state),
        Phase::Choice => chosen(r.uint(&CLIENT_SECURITY)?, state),
        Phase::Refusal => {
            reason(r)?;
            (Phase::Sealed, "Refused".to_owned())
        }
        Phase::Challenge => {
            r.field(&CHALLENGE, 16)?;
            (Phase::Response, "Challenge".to_owned())
        }
        Phase::Response => {
            r.field(&RESPONSE, 16)?;
            (Phase::Result, "Response".to_owned())
        }
        Phase::Result => result(r, state)?,
        Phase::ArdServer | Phase::ArdClient => apple(r, phase)?,
        Phase::VenServer
        | Phase::VenClient
        | Phase::VenTypes
        | Phase::VenChoice
        | Phase::VenAck => vencrypt(r, state, phase)?,
        Phase::TightTunnels
        | Phase::TightTunnelChoice
        | Phase::TightAuths
        | Phase::TightAuthChoice => tight::handshake(r, state, phase)?,
        Phase::ClientInit => {
            r.uint(&SHARE)?;
            (Phase::ServerInit, "Client init".to_owned())
        }
        Phase::ServerInit => (Phase::Running, server_init(r, state)?),
        Phase::Running | Phase::Sealed => return Err(Cut::Unknown),
    };
    state.phase = next;
    Ok(said)
}

/// What comes next, and the words that sum a message up.
pub(super) type Step = (Phase, String);

fn version(
    r: &mut Reader<'_, '_>,
    state: &mut State,
    spec: &'static FieldSpec,
) -> Result<String, Cut> {
    let greeting = r.rest();
    let Some(greeting) = greeting.first_chunk::<GREETING_LEN>() else {
        return Err(Cut::Needs(GREETING_LEN));
    };
    if !is_greeting(greeting) {
        return Err(Cut::Unknown);
    }
    r.skip(GREETING.len())?;
    let version = r.field(spec, 7)?;
    r.skip(1)?;
    let digits = |bytes: &[u8]| {
        bytes
            .iter()
            .fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
    };
    let (major, minor) = (digits(&version[..3]), digits(&version[4..]));
    // Versions above 3.8, and odd ones that others made up, behave like 3.8; below 3.7 like 3.3.
    state.minor = match (major, minor) {
        (3, 7) => 7,
        (3, 0..=6) => 3,
        _ => 8,
    };
    let version = text::clean_bytes(version);
    Ok(format!("Version {version}"))
}

/// The list of security types (RFC 6143 §7.1.2).
fn offered(r: &mut Reader<'_, '_>) -> Result<Step, Cut> {
    let count = r.uint(&SECURITY_COUNT)?;
    if count == 0 {
        if r.rest().is_empty() {
            return Ok((Phase::Refusal, "Refused".to_owned()));
        }
        reason(r)?;
        return Ok((Phase::Sealed, "Refused".to_owned()));
    }
    let mut names = Vec::new();
    for _ in 0..count {
        let code = r.uint(&SECURITY_TYPE)?;
        names.push(codes::name(codes::SECURITY, code));
    }
    let said = format!("Security types: {}", names.join(", "));
    Ok((Phase::Choice, said))
}

/// What follows from a security type.
fn chosen(security: u64, state: &mut State) -> Step {
    state.security = security;
    let next = match security {
        0 => Phase::Refusal,
        1 if state.minor < 8 => Phase::ClientInit,
        1 => Phase::Result,
        2 => Phase::Challenge,
        16 => Phase::TightTunnels,
        19 => Phase::VenServer,
        30 => Phase::ArdServer,
        _ => Phase::Sealed,
    };
    let name = codes::name(codes::SECURITY, security);
    (next, format!("Security type {name}"))
}

fn reason(r: &mut Reader<'_, '_>) -> Result<(), Cut> {
    let len = r.uint(&REASON_LEN)?;
    if len > MAX_TEXT {
        return Err(Cut::Unknown);
    }
    r.field(&REASON, len as usize).map(drop)
}

fn result(r: &mut Reader<'_, '_>, state: &State) -> Result<Step, Cut> {
    let failed = r.uint(&RESULT)?;
    match failed {
        0 => Ok((Phase::ClientInit, "Welcome".to_owned())),
        1 | 2 if state.minor >= 8 => {
            reason(r)?;
            Ok((Phase::Sealed, "Authentication failed".to_owned()))
        }
        1 | 2 => Ok((Phase::Sealed, "Authentication failed".to_owned())),
        _ => Err(Cut::Unknown),
    }
}

/// Apple's security type: a Diffie-Hellman exchange.
fn apple(r: &mut Reader<'_, '_>, phase: Phase) -> Result<Step, Cut> {
    if phase == Phase::ArdClient {
        r.field(&ARD_CREDENTIALS, 128)?;
        let len = r.rest().len();
        if len == 0 {
            return Err(Cut::Needs(129));
        }
        r.field(&ARD_CLIENT_KEY, len)?;
        return Ok((Phase::Result, "Encrypted name and password".to_owned()));
    }
    r.uint(&ARD_GENERATOR)?;
    let len = r.uint(&ARD_KEY_LEN)?;
    if len > MAX_KEY {
        return Err(Cut::Unknown);
    }
    r.field(&ARD_MODULUS, len as usize)?;
    r.field(&ARD_SERVER_KEY, len as usize)?;
    Ok((Phase::ArdClient, "Public key".to_owned()))
}

fn vencrypt(r: &mut Reader<'_, '_>, state: &State, phase: Phase) -> Result<Step, Cut> {
    match phase {
        Phase::VenServer => {
            r.uint(&VEN_SERVER_MAJOR)?;
            r.uint(&VEN_SERVER_MINOR)?;
            Ok((Phase::VenClient, "VeNCrypt version".to_owned()))
        }
        Phase::VenClient => {
            r.uint(&VEN_CLIENT_MAJOR)?;
            r.uint(&VEN_CLIENT_MINOR)?;
            Ok((Phase::VenTypes, "VeNCrypt version".to_owned()))
        }
        Phase::VenTypes => {
            if r.uint(&VEN_ACK)? != 0 {
                return Ok((Phase::Sealed, "VeNCrypt version refused".to_owned()));
            }
            let count = r.uint(&VEN_COUNT)?;
            for _ in 0..count {
                r.uint(&VEN_TYPE)?;
            }
            Ok((Phase::VenChoice, "VeNCrypt kinds".to_owned()))
        }
        Phase::VenChoice => {
            let kind = r.uint(&VEN_TYPE)?;
            let next = match kind {
                1 if state.minor < 8 => Phase::ClientInit,
                1 => Phase::Result,
                2 => Phase::Challenge,
                257..=264 => Phase::VenAck,
                _ => Phase::Sealed,
            };
            let name = codes::name(codes::VENCRYPT, kind);
            Ok((next, format!("VeNCrypt {name}")))
        }
        _ => {
            r.uint(&VEN_TYPE_ACK)?;
            Ok((Phase::Sealed, "VeNCrypt kind accepted".to_owned()))
        }
    }
}

/// The screen's size, form and name (RFC 6143 §7.3.2).
fn server_init(r: &mut Reader<'_, '_>, state: &mut State) -> Result<String, Cut> {
    let (width, height) = (r.uint(&WIDTH)?, r.uint(&HEIGHT)?);
    let pixel = pixel_format(r, &SERVER_PIXEL)?;
    let len = r.uint(&NAME_LEN)?;
    if len > MAX_TEXT {
        return Err(Cut::Unknown);
    }
    let name = r.field(&NAME, len as usize)?;
    if state.security == 16 {
        tight::capabilities(r)?;
    }
    let name = text::clean_bytes(name);
    state.pixel = pixel;
    state.screen = (width, height);
    Ok(format!("{width} x {height}, {name}"))
}
