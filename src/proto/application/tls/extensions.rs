//! Extensions of the hellos (RFC 8446 §4.2).

use super::handshake::CLIENT_HELLO;
use super::transport;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, names};
use crate::proto::application::rtp;
use crate::proto::x509;

/// What the extensions tell that the list of frames shows.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// The server that the client asks for.
    pub server_name: Option<String>,
    /// The highest version offered, or the one chosen.
    pub version: Option<u16>,
    /// True in DTLS.
    over_datagrams: bool,
}

impl Learned {
    /// Nothing yet.
    pub fn of(over_datagrams: bool) -> Learned {
        Learned {
            over_datagrams,
            ..Learned::default()
        }
    }
}

crate::fields! {
    LIST_LENGTH = FieldSpec::uint("tls.handshake.extensions_length", "Extensions length", 16)
        .unit("bytes")
        .doc("Length of all extensions together.", "RFC 8446 §4.2");
    EXTENSION = FieldSpec::group("", "Extension")
        .doc("Something that was added to TLS later: type, length, value.", "RFC 8446 §4.2");
    TYPE = FieldSpec::uint("tls.handshake.extension.type", "Type", 16)
        .lookup(|code| names::tls_extension(code as u16))
        .doc("Which extension.", "RFC 8446 §4.2");
    LENGTH = FieldSpec::uint("tls.handshake.extension.len", "Length", 16)
        .unit("bytes")
        .doc("Length of its value.", "RFC 8446 §4.2");
    DATA = FieldSpec::bytes("tls.handshake.extension.data", "Value")
        .doc("The extension's value.", "RFC 8446 §4.2");
    SNI_LENGTH = FieldSpec::uint("tls.handshake.extensions_server_name_list_len", "Names length", 16)
        .unit("bytes").doc("Length of the list of names.", "RFC 6066 §3");
    SNI_TYPE = FieldSpec::uint("tls.handshake.extensions_server_name_type", "Kind of name", 8)
        .codes(&[(0, "host name")]).doc("Only host names are defined.", "RFC 6066 §3");
    SNI_NAME_LENGTH = FieldSpec::uint("tls.handshake.extensions_server_name_len", "Name length", 16)
        .unit("bytes").doc("Length of the name.", "RFC 6066 §3");
    SNI_NAME = FieldSpec::text("tls.handshake.extensions_server_name", "Server name")
        .doc("The host that the client wants: one address may serve many. It is sent in the clear.", "RFC 6066 §3");
    FORMATS_LENGTH = FieldSpec::uint("tls.handshake.extensions_ec_point_formats_length", "Formats length", 8)
        .unit("bytes").doc("One byte for each format.", "RFC 8422 §5.1.2");
    FORMATS = FieldSpec::group("tls.handshake.extensions_ec_point_formats", "Point formats")
        .doc("How points of elliptic curves may be written.", "RFC 8422 §5.1.2");
    FORMAT = FieldSpec::uint("tls.handshake.extensions_ec_point_format", "Point format", 8)
        .codes(&[(0, "uncompressed"), (1, "compressed, prime"), (2, "compressed, characteristic 2")])
        .doc("Only uncompressed points are used today.", "RFC 8422 §5.1.2");
    GROUPS_LENGTH = FieldSpec::uint("tls.handshake.extensions_supported_groups_length", "Groups length", 16)
        .unit("bytes").doc("Two bytes for each group.", "RFC 8446 §4.2.7");
    GROUPS = FieldSpec::group("tls.handshake.extensions_supported_groups", "Groups")
        .doc("Curves and fields in which the client can exchange keys, the preferred one first.", "RFC 8446 §4.2.7");
    GROUP = FieldSpec::hex("tls.handshake.extensions_supported_group", "Group", 16)
        .lookup(|code| names::tls_group(code as u16))
        .doc("A curve or a finite field.", "RFC 8446 §4.2.7");
    ALPN_LENGTH = FieldSpec::uint("tls.handshake.extensions_alpn_len", "Protocols length", 16)
        .unit("bytes").doc("Length of the list of protocols.", "RFC 7301 §3.1");
    ALPN_LIST = FieldSpec::group("tls.handshake.extensions_alpn_list", "Application protocols")
        .doc("What shall be spoken inside: h2 is HTTP/2.", "RFC 7301 §3.1");
    ALPN_NAME_LENGTH = FieldSpec::uint("tls.handshake.extensions_alpn_str_len", "Name length", 8)
        .unit("bytes").doc("Length of the protocol's name.", "RFC 7301 §3.1");
    ALPN_NAME = FieldSpec::text("tls.handshake.extensions_alpn_str", "Application protocol")
        .doc("A protocol that the client offers, or the one that the server chose.", "RFC 7301 §3.1");
    SCHEMES_LENGTH = FieldSpec::uint("tls.handshake.sig_hash_alg_len", "Algorithms length", 16)
        .unit("bytes").doc("Two bytes for each algorithm.", "RFC 8446 §4.2.3");
    SCHEMES = FieldSpec::group("tls.handshake.sig_hash_algs", "Signature algorithms")
        .doc("Signatures that the sender can check, the preferred one first.", "RFC 8446 §4.2.3");
    VERSIONS_LENGTH = FieldSpec::uint("tls.handshake.extensions.supported_versions_len", "Versions length", 8)
        .unit("bytes").doc("Two bytes for each version.", "RFC 8446 §4.2.1");
    SUPPORTED_VERSION = FieldSpec::hex("tls.handshake.extensions.supported_version", "Version", 16)
        .lookup(|code| names::tls_version(code as u16))
        .doc("A version that the client can speak, or the one that the server chose: this is the real version.", "RFC 8446 §4.2.1");
    MODES_LENGTH = FieldSpec::uint("tls.extension.psk_ke_modes_length", "Modes length", 8)
        .unit("bytes").doc("One byte for each mode.", "RFC 8446 §4.2.9");
    MODE = FieldSpec::uint("tls.extension.psk_ke_mode", "Mode", 8)
        .codes(&[(0, "the shared key alone"), (1, "the shared key with a fresh key exchange")])
        .doc("How a key from an earlier session may be used.", "RFC 8446 §4.2.9");
    SHARES = FieldSpec::group("", "Key shares")
        .doc("Public shares of the key exchange, so that it is done after one round trip.", "RFC 8446 §4.2.8");
    SHARES_LENGTH = FieldSpec::uint("tls.handshake.extensions_key_share_client_length", "Shares length", 16)
        .unit("bytes").doc("Length of all shares together.", "RFC 8446 §4.2.8");
    SHARE = FieldSpec::group("", "Key share")
        .doc("A share for one group.", "RFC 8446 §4.2.8");
    SHARE_GROUP = FieldSpec::uint("tls.handshake.extensions_key_share_group", "Group", 16)
        .lookup(|code| names::tls_group(code as u16))
        .doc("The group that the share belongs to.", "RFC 8446 §4.2.8");
    SELECTED_GROUP = FieldSpec::uint("tls.handshake.extensions_key_share_selected_group", "Selected group", 16)
        .lookup(|code| names::tls_group(code as u16))
        .doc("The group for which the client shall send a share instead.", "RFC 8446 §4.2.8");
    SHARE_LENGTH = FieldSpec::uint("tls.handshake.extensions_key_share_key_exchange_length", "Share length", 16)
        .unit("bytes").doc("Length of the share.", "RFC 8446 §4.2.8");
    SHARE_DATA = FieldSpec::bytes("tls.handshake.extensions_key_share_key_exchange", "Share")
        .doc("The public share: useless to a listener without the secret that belongs to it.", "RFC 8446 §4.2.8");
    RENEGOTIATION_LENGTH = FieldSpec::uint("tls.handshake.extensions_reneg_info_len", "Renegotiation length", 8)
        .unit("bytes").doc("0 in the first handshake of a connection.", "RFC 5746 §3.2");
    RENEGOTIATION = FieldSpec::bytes("tls.handshake.extensions_reneg_info", "Renegotiation")
        .doc("Ties a new handshake to the one before.", "RFC 5746 §3.2");
    STATUS_TYPE = FieldSpec::uint("tls.handshake.extensions_status_request_type", "Kind of status", 8)
        .codes(&[(1, "OCSP")]).doc("The client asks for proof that the certificate was not revoked.", "RFC 6066 §8");
    RESPONDERS_LENGTH = FieldSpec::uint("tls.handshake.extensions_status_request_responder_ids_len", "Responders length", 16)
        .unit("bytes").doc("Length of the list of responders that the client trusts; mostly 0.", "RFC 6066 §8");
    STATUS_EXTENSIONS_LENGTH = FieldSpec::uint("tls.handshake.extensions_status_request_exts_len", "Request extensions length", 16)
        .unit("bytes").doc("Length of the extensions of the status request; mostly 0.", "RFC 6066 §8");
    PADDING = FieldSpec::bytes("tls.handshake.extensions_padding_data", "Padding")
        .doc("Zeros that make the hello longer, for devices on the way that mishandle some lengths.", "RFC 7685 §3");
    COOKIE_LENGTH = FieldSpec::uint("tls.handshake.extensions.cookie_len", "Cookie length", 16)
        .unit("bytes").doc("Length of the cookie.", "RFC 8446 §4.2.2");
    COOKIE = FieldSpec::bytes("tls.handshake.extensions.cookie", "Cookie")
        .doc("The client returns it to show that it can be reached at its address.", "RFC 8446 §4.2.2");
    HEARTBEAT_MODE = FieldSpec::uint("tls.handshake.extension.heartbeat.mode", "Mode", 8)
        .codes(&[(1, "the peer may ask"), (2, "the peer may not ask")])
        .doc("Whether the sender answers heartbeats.", "RFC 6520 §2");
    COMPRESSIONS_LENGTH = FieldSpec::uint("tls.compress_certificate.algorithms_length", "Algorithms length", 8)
        .unit("bytes").doc("Two bytes for each algorithm.", "RFC 8879 §3");
    COMPRESSION = FieldSpec::uint("tls.compress_certificate.algorithm", "Compression of certificates", 16)
        .codes(&[(1, "zlib"), (2, "Brotli"), (3, "Zstandard")])
        .doc("How the sender can take compressed certificates.", "RFC 8879 §3");
    SETTINGS_LENGTH = FieldSpec::uint("tls.handshake.extensions_alps_len", "Protocols length", 16)
        .unit("bytes").doc("Length of the list of protocols.", "draft-vvv-tls-alps-01 §4");
    SETTINGS_LIST = FieldSpec::group("tls.handshake.extensions_alps_alpn_list", "Protocols with settings")
        .doc("Application protocols for which settings can be sent along with the handshake.", "draft-vvv-tls-alps-01 §4");
    SETTINGS_NAME_LENGTH = FieldSpec::uint("tls.handshake.extensions_alps_alpn_str_len", "Name length", 8)
        .unit("bytes").doc("Length of the protocol's name.", "draft-vvv-tls-alps-01 §4");
    SETTINGS_NAME = FieldSpec::text("tls.handshake.extensions_alps_alpn_str", "Application protocol")
        .doc("A protocol with settings.", "draft-vvv-tls-alps-01 §4");
    IDENTITIES_LENGTH = FieldSpec::uint("tls.handshake.extensions.psk.identities.length", "Identities length", 16)
        .unit("bytes").doc("Length of all identities together.", "RFC 8446 §4.2.11");
    IDENTITY = FieldSpec::group("", "Identity of a shared key")
        .doc("A key that both sides have from an earlier session or by agreement.", "RFC 8446 §4.2.11");
    IDENTITY_LENGTH = FieldSpec::uint("tls.handshake.extensions.psk.identity.identity_length", "Identity length", 16)
        .unit("bytes").doc("Length of the identity.", "RFC 8446 §4.2.11");
    IDENTITY_NAME = FieldSpec::bytes("tls.handshake.extensions.psk.identity.identity", "Identity")
        .doc("Names the key; mostly the ticket of the earlier session.", "RFC 8446 §4.2.11");
    TICKET_AGE = FieldSpec::uint("tls.handshake.extensions.psk.identity.obfuscated_ticket_age", "Hidden ticket age", 32)
        .doc("Age of the ticket in ms plus a secret number, so that listeners cannot link sessions.", "RFC 8446 §4.2.11.1");
    BINDERS_LENGTH = FieldSpec::uint("tls.handshake.extensions.psk.binders_len", "Binders length", 16)
        .unit("bytes").doc("Length of all binders together.", "RFC 8446 §4.2.11");
    BINDERS = FieldSpec::bytes("tls.handshake.extensions.psk.binders", "Binders")
        .doc("Proofs, one for each identity, that the client has the key.", "RFC 8446 §4.2.11.2");
    SELECTED_IDENTITY = FieldSpec::uint("tls.handshake.extensions.psk.identity.selected", "Selected identity", 16)
        .doc("Which of the client's identities the server takes, counted from 0.", "RFC 8446 §4.2.11");
    NEXT_LENGTH = FieldSpec::uint("tls.handshake.extensions_npn_str_len", "Name length", 8)
        .unit("bytes").doc("Length of the protocol's name.", "draft-agl-tls-nextprotoneg-04 §3");
    NEXT_NAME = FieldSpec::text("tls.handshake.extensions_npn", "Application protocol")
        .doc("A protocol that the server offers: the forerunner of ALPN, in which the client chose.", "draft-agl-tls-nextprotoneg-04 §3");
    PROFILES_LENGTH = FieldSpec::uint("dtls.use_srtp.protection_profiles_length", "Profiles length", 16)
        .unit("bytes").doc("Two bytes for each profile.", "RFC 5764 §4.1.1");
    PROFILE = FieldSpec::hex("dtls.use_srtp.protection_profile", "Protection profile", 16)
        .codes(&[(1, "AES-128, HMAC-SHA1 of 80 bits"), (2, "AES-128, HMAC-SHA1 of 32 bits"), (5, "HMAC-SHA1 of 80 bits alone"), (6, "HMAC-SHA1 of 32 bits alone"), (7, "AES-128-GCM"), (8, "AES-256-GCM")])
        .doc("How sound and pictures shall be encrypted with the keys that are agreed on here.", "RFC 5764 §4.1.2");
    KEY_NAME_LENGTH = FieldSpec::uint("dtls.use_srtp.mki_length", "Key name length", 8)
        .unit("bytes").doc("Length of the key's name; mostly 0.", "RFC 5764 §4.1.1");
    KEY_NAME = FieldSpec::bytes("dtls.use_srtp.mki", "Key name")
        .doc("Names the key in the packets.", "RFC 5764 §4.1.3");
    SIZE_LIMIT = FieldSpec::uint("tls.record_size_limit", "Record size limit", 16)
        .unit("bytes").doc("The longest record that the sender can take.", "RFC 8449 §4");
}

/// The extensions from the cursor to the end of the message, if there are any.
pub(super) fn list(p: &mut Peel<'_>, hello: u8, learned: &mut Learned) -> Peeled {
    if p.rest().is_empty() {
        return Ok(());
    }
    let len = p.uint(&LIST_LENGTH)? as usize;
    p.within(len, "extensions length", |p| {
        while !p.rest().is_empty() {
            p.group(&EXTENSION, |p| extension(p, hello, learned))?;
        }
        Ok(())
    })
}

fn extension(p: &mut Peel<'_>, hello: u8, learned: &mut Learned) -> Peeled {
    let code = p.uint(&TYPE)? as u16;
    let len = p.uint(&LENGTH)? as usize;
    p.within(len, "extension length", |p| {
        if p.rest().is_empty() {
            return Ok(());
        }
        let client = hello == CLIENT_HELLO;
        match code {
            0 => server_name(p, learned),
            5 if client => status_request(p),
            10 => counted(p, &GROUPS_LENGTH, &GROUPS, |p| p.uint(&GROUP).map(drop)),
            11 => counted(p, &FORMATS_LENGTH, &FORMATS, |p| p.uint(&FORMAT).map(drop)),
            13 | 50 => counted(p, &SCHEMES_LENGTH, &SCHEMES, x509::scheme),
            14 if learned.over_datagrams => media(p, client),
            15 => p.uint(&HEARTBEAT_MODE).map(drop),
            16 => names_of(p, &ALPN),
            18 => x509::sct::list(p),
            21 => whole(p, &PADDING),
            27 => compressions(p),
            28 => p.uint(&SIZE_LIMIT).map(drop),
            41 if client => shared_keys(p),
            41 => p.uint(&SELECTED_IDENTITY).map(drop),
            43 => versions(p, client, learned),
            44 => lengthy(p, &COOKIE_LENGTH, &COOKIE),
            45 => modes(p),
            51 => p.group(&SHARES, |p| shares(p, client)),
            57 | 0xffa5 => transport::parameters(p),
            13172 => next_protocols(p),
            // One number of the drafts, and its successor.
            17513 | 17613 if client => names_of(p, &SETTINGS),
            0xff01 => lengthy(p, &RENEGOTIATION_LENGTH, &RENEGOTIATION),
            _ => whole(p, &DATA),
        }
    })
}

/// All that is left as one field.
fn whole(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let len = p.rest().len();
    p.field(spec, len).map(drop)
}

/// A length and so many bytes.
fn lengthy(p: &mut Peel<'_>, length: &'static FieldSpec, data: &'static FieldSpec) -> Peeled {
    let len = p.uint(length)? as usize;
    if len > 0 {
        p.field(data, len)?;
    }
    Ok(())
}

/// A length and a list of equal parts.
fn counted(
    p: &mut Peel<'_>,
    length: &'static FieldSpec,
    list: &'static FieldSpec,
    mut one: impl FnMut(&mut Peel<'_>) -> Peeled,
) -> Peeled {
    let len = p.uint(length)? as usize;
    p.within(len, "list length", |p| {
        p.group(list, |p| {
            while !p.rest().is_empty() {
                one(p)?;
            }
            Ok(())
        })
    })
}

fn server_name(p: &mut Peel<'_>, learned: &mut Learned) -> Peeled {
    let len = p.uint(&SNI_LENGTH)? as usize;
    p.within(len, "names length", |p| {
        while !p.rest().is_empty() {
            p.uint(&SNI_TYPE)?;
            let len = p.uint(&SNI_NAME_LENGTH)? as usize;
            let name = p.field(&SNI_NAME, len)?;
            learned.server_name = Some(String::from_utf8_lossy(name).into_owned());
        }
        Ok(())
    })
}

fn status_request(p: &mut Peel<'_>) -> Peeled {
    p.uint(&STATUS_TYPE)?;
    for length in [&RESPONDERS_LENGTH, &STATUS_EXTENSIONS_LENGTH] {
        let len = p.uint(length)? as usize;
        p.skip(len)?;
    }
    Ok(())
}

/// The specs of a list of protocols.
struct NameList {
    length: &'static FieldSpec,
    list: &'static FieldSpec,
    name_length: &'static FieldSpec,
    name: &'static FieldSpec,
}

static ALPN: NameList = NameList {
    length: &ALPN_LENGTH,
    list: &ALPN_LIST,
    name_length: &ALPN_NAME_LENGTH,
    name: &ALPN_NAME,
};

static SETTINGS: NameList = NameList {
    length: &SETTINGS_LENGTH,
    list: &SETTINGS_LIST,
    name_length: &SETTINGS_NAME_LENGTH,
    name: &SETTINGS_NAME,
};

fn names_of(p: &mut Peel<'_>, specs: &NameList) -> Peeled {
    counted(p, specs.length, specs.list, |p| {
        let len = p.uint(specs.name_length)? as usize;
        p.field(specs.name, len).map(drop)
    })
}

fn next_protocols(p: &mut Peel<'_>) -> Peeled {
    while !p.rest().is_empty() {
        let len = p.uint(&NEXT_LENGTH)? as usize;
        p.field(&NEXT_NAME, len)?;
    }
    Ok(())
}

fn compressions(p: &mut Peel<'_>) -> Peeled {
    p.uint(&COMPRESSIONS_LENGTH)?;
    while !p.rest().is_empty() {
        p.uint(&COMPRESSION)?;
    }
    Ok(())
}

/// Keys that the client has already, and the proofs that it has them.
fn shared_keys(p: &mut Peel<'_>) -> Peeled {
    let len = p.uint(&IDENTITIES_LENGTH)? as usize;
    p.within(len, "identities length", |p| {
        while !p.rest().is_empty() {
            p.group(&IDENTITY, |p| {
                let len = p.uint(&IDENTITY_LENGTH)? as usize;
                p.field(&IDENTITY_NAME, len)?;
                p.uint(&TICKET_AGE).map(drop)
            })?;
        }
        Ok(())
    })?;
    let len = p.uint(&BINDERS_LENGTH)? as usize;
    p.field(&BINDERS, len).map(drop)
}

/// The client offers a list; the server names one.
fn versions(p: &mut Peel<'_>, client: bool, learned: &mut Learned) -> Peeled {
    if client {
        p.uint(&VERSIONS_LENGTH)?;
    }
    while !p.rest().is_empty() {
        let version = p.uint(&SUPPORTED_VERSION)? as u16;
        // Reserved values between the real ones keep servers tolerant (RFC 8701).
        let is_grease = version & 0x0f0f == 0x0a0a;
        if !is_grease && learned.version.is_none_or(|known| known < version) {
            learned.version = Some(version);
        }
    }
    Ok(())
}

/// How sound and pictures are encrypted. What the server answers is agreed on.
fn media(p: &mut Peel<'_>, client: bool) -> Peeled {
    let len = p.uint(&PROFILES_LENGTH)? as usize;
    p.within(len, "profiles length", |p| {
        while !p.rest().is_empty() {
            let profile = p.uint(&PROFILE)?;
            if !client {
                rtp::agree(p, profile);
            }
        }
        Ok(())
    })?;
    lengthy(p, &KEY_NAME_LENGTH, &KEY_NAME)
}

fn modes(p: &mut Peel<'_>) -> Peeled {
    p.uint(&MODES_LENGTH)?;
    while !p.rest().is_empty() {
        p.uint(&MODE)?;
    }
    Ok(())
}

/// The client sends several shares, the server one, a retry request only the group it wants.
fn shares(p: &mut Peel<'_>, client: bool) -> Peeled {
    if p.rest().len() == 2 && !client {
        return p.uint(&SELECTED_GROUP).map(drop);
    }
    if client {
        p.uint(&SHARES_LENGTH)?;
    }
    while !p.rest().is_empty() {
        p.group(&SHARE, |p| {
            p.uint(&SHARE_GROUP)?;
            lengthy(p, &SHARE_LENGTH, &SHARE_DATA)
        })?;
    }
    Ok(())
}
