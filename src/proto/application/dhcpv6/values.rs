//! Options whose value has a form of its own.

use super::codes;
use super::layouts::Then;
use super::options::malformed;
use super::softwire;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FieldSpec, Timestamp, Value, names};

crate::fields! {
    IAID = FieldSpec::computed("dhcpv6.iaid", "Identity association")
        .doc("The client's own number for what it wants addresses or a prefix for, such as an interface.", "RFC 8415 §21.4");
    IATA = FieldSpec::computed("dhcpv6.iata", "Identity association")
        .doc("The client's own number for what it wants temporary addresses for.", "RFC 8415 §21.5");
    DUID = FieldSpec::bytes("dhcpv6.duid.bytes", "DUID")
        .doc("The name by which a host or server is known to the others, whatever its addresses are.", "RFC 8415 §11");
    DUID_TYPE = FieldSpec::uint("dhcpv6.duid.type", "DUID type", 16)
        .codes(codes::IDENTIFIERS)
        .doc("What the name is made of.", "RFC 8415 §11");
    DUID_TIME = FieldSpec::computed("dhcpv6.duidllt.time", "Made at")
        .doc("When the name was made, counted in seconds since 2000.", "RFC 8415 §11.2");
    DUID_TIMED_HARDWARE = FieldSpec::uint("dhcpv6.duidllt.hwtype", "Hardware type", 16)
        .lookup(|code| names::arp_hardware(code as u16))
        .doc("What kind of link the address belongs to; 1 is Ethernet.", "RFC 8415 §11.2");
    DUID_TIMED_ADDRESS = FieldSpec::computed("dhcpv6.duidllt.link_layer_addr", "Link-layer address")
        .doc("The address of an interface that the host had then.", "RFC 8415 §11.2");
    DUID_HARDWARE = FieldSpec::uint("dhcpv6.duidll.hwtype", "Hardware type", 16)
        .lookup(|code| names::arp_hardware(code as u16))
        .doc("What kind of link the address belongs to; 1 is Ethernet.", "RFC 8415 §11.4");
    DUID_ADDRESS = FieldSpec::computed("dhcpv6.duidll.link_layer_addr", "Link-layer address")
        .doc("The address of an interface that is built in.", "RFC 8415 §11.4");
    DUID_ENTERPRISE = FieldSpec::uint("dhcpv6.duiden.enterprise", "Enterprise", 32)
        .doc("The number of the company that gave the name.", "RFC 8415 §11.3");
    DUID_NAME = FieldSpec::bytes("dhcpv6.duiden.identifier", "Identifier")
        .doc("The name that the company gave.", "RFC 8415 §11.3");
    DUID_UUID = FieldSpec::bytes("dhcpv6.duiduuid.bytes", "UUID")
        .doc("A number that no other device has.", "RFC 6355 §4");
    AUTH_PROTOCOL = FieldSpec::uint("dhcpv6.auth.protocol", "Protocol", 8)
        .codes(codes::PROTOCOLS)
        .doc("How the message is authenticated.", "RFC 8415 §21.11");
    AUTH_ALGORITHM = FieldSpec::uint("dhcpv6.auth.algorithm", "Algorithm", 8)
        .codes(&[(1, "HMAC-MD5")])
        .doc("With which algorithm.", "RFC 8415 §21.11");
    AUTH_REPLAY_METHOD = FieldSpec::uint("dhcpv6.auth.rdm", "Replay detection method", 8)
        .codes(&[(0, "a number that grows")])
        .doc("How it is noticed that a message is sent again.", "RFC 8415 §21.11");
    AUTH_REPLAY = FieldSpec::bytes("dhcpv6.auth.replay_detection", "Replay detection")
        .doc("A number that grows from message to message.", "RFC 8415 §21.11");
    AUTH_REALM = FieldSpec::text("dhcpv6.auth.realm", "Realm")
        .doc("Whose keys they are.", "RFC 3315 §21.4.1");
    AUTH_KEY = FieldSpec::uint("dhcpv6.auth.key_id", "Key", 32)
        .doc("Which of the realm's keys was used.", "RFC 3315 §21.4.1");
    AUTH_DIGEST = FieldSpec::bytes("dhcpv6.auth.md5_data", "Digest")
        .doc("Proves that the message comes from someone who has the key, and was not changed.", "RFC 3315 §21.4.1");
    AUTH_INFORMATION = FieldSpec::bytes("dhcpv6.auth.info", "Information")
        .doc("What the algorithm makes of the message and the key.", "RFC 8415 §21.11");
    USER_CLASS = FieldSpec::group("", "User class")
        .doc("What kind of user or program the client is.", "RFC 8415 §21.15");
    USER_CLASS_LEN = FieldSpec::uint("dhcpv6.userclass.length", "Length", 16)
        .unit("bytes")
        .doc("Of the class.", "RFC 8415 §21.15");
    USER_CLASS_DATA = FieldSpec::bytes("dhcpv6.userclass.opaque_data", "Class")
        .doc("A name that client and server know.", "RFC 8415 §21.15");
    VENDOR_CLASS = FieldSpec::uint("dhcpv6.vendorclass.enterprise", "Enterprise", 32)
        .doc("The number of the company that made the client.", "RFC 8415 §21.16");
    VENDOR_CLASS_LEN = FieldSpec::uint("", "Length", 16)
        .unit("bytes")
        .doc("Of the class.", "RFC 8415 §21.16");
    VENDOR_CLASS_DATA = FieldSpec::text("dhcpv6.vendorclass.data", "Class")
        .doc("What kind of device the client is.", "RFC 8415 §21.16");
    VENDOR = FieldSpec::uint("dhcpv6.vendoropts.enterprise", "Enterprise", 32)
        .doc("The number of the company whose options follow.", "RFC 8415 §21.17");
    VENDOR_OPTION = FieldSpec::group("", "Vendor option")
        .doc("An option that a company defined.", "RFC 8415 §21.17");
    VENDOR_CODE = FieldSpec::uint("dhcpv6.vendoropts.enterprise.option_code", "Option code", 16)
        .doc("Which option of this company.", "RFC 8415 §21.17");
    VENDOR_LEN = FieldSpec::uint("dhcpv6.vendoropts.enterprise.option_length", "Option length", 16)
        .unit("bytes")
        .doc("Of its value.", "RFC 8415 §21.17");
    VENDOR_DATA = FieldSpec::bytes("dhcpv6.vendoropts.enterprise.option_data", "Option data")
        .doc("What the company put there.", "RFC 8415 §21.17");
    SIP_NAME = FieldSpec::computed("dhcpv6.sip_server_domain_search_fqdn", "SIP server name")
        .doc("A server for telephone calls, the best one first.", "RFC 3319 §3.1");
    SEARCH = FieldSpec::computed("dhcpv6.search_list_entry", "Search domain")
        .doc("What to try behind a short name.", "RFC 3646 §4");
    NIS_NAME = FieldSpec::computed("dhcpv6.nis_fqdn", "NIS domain")
        .doc("The client's domain in the Network Information Service.", "RFC 3898 §5");
    NIS_PLUS_NAME = FieldSpec::computed("dhcpv6.nisp_fqdn", "NIS+ domain")
        .doc("The same for version 2 of that service.", "RFC 3898 §6");
    BROADCAST_NAME = FieldSpec::computed("dhcpv6.bcmcs_server_fqdn", "Broadcast server name")
        .doc("A controller of broadcasts in mobile networks.", "RFC 4280 §4.3");
    AFTR_NAME = FieldSpec::computed("dhcpv6.aftr_name", "Tunnel end")
        .doc("Where the tunnel for IPv4 packets ends (Dual-Stack Lite).", "RFC 6334 §3");
    CLIENT_NAME = FieldSpec::computed("dhcpv6.client_domain", "Client name")
        .doc("The client's name in the DNS.", "RFC 4704 §4");
    ONE_LABEL = FieldSpec::computed("dhcpv6.tld", "Name of one label")
        .doc("A name without a domain behind it, such as lan.", "RFC 8415 §10");
    ROOT = FieldSpec::computed("dhcpv6.root_only_domain_name", "Root")
        .doc("A name without labels: the root of all names.", "RFC 8415 §10");
    PARTNER_HOST = FieldSpec::computed("dhcpv6.failover.dns_hostname", "Host name")
        .doc("The first part of the client's name in the DNS.", "RFC 8156 §5.5.4");
    PARTNER_ZONE = FieldSpec::computed("dhcpv6.failover.dns_zonename", "Zone")
        .doc("The rest of that name.", "RFC 8156 §5.5.5");
    TIME_SERVER = FieldSpec::group("", "Time server")
        .doc("A server that tells the time.", "RFC 5908 §4");
    TIME_SERVER_KIND = FieldSpec::uint("dhcpv6.ntpserver.option.type", "Kind", 16)
        .codes(codes::TIME_SERVERS)
        .doc("How it is named.", "RFC 5908 §4");
    TIME_SERVER_LEN = FieldSpec::uint("dhcpv6.ntpserver.option.length", "Length", 16)
        .unit("bytes")
        .doc("Of what follows.", "RFC 5908 §4");
    TIME_SERVER_ADDRESS = FieldSpec::ipv6("dhcpv6.ntpserver.addr", "Address")
        .doc("Where it is.", "RFC 5908 §4.1");
    TIME_SERVER_GROUP = FieldSpec::ipv6("dhcpv6.ntpserver.mc_addr", "Multicast address")
        .doc("Where it sends to.", "RFC 5908 §4.2");
    TIME_SERVER_NAME = FieldSpec::computed("dhcpv6.ntpserver.fqdn", "Name")
        .doc("What it is called.", "RFC 5908 §4.3");
}

/// How the client's name is to come into the DNS, as the client says it.
pub(super) const CLIENT_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("dhcpv6.client_fqdn_flags", "Flags", 8)
        .parts_follow()
        .doc("Who is to write the name into the DNS.", "RFC 4704 §4.1"),
    FieldSpec::gap(5).part(),
    FieldSpec::flag("dhcpv6.clientfqdn.client.n", "No update")
        .part()
        .doc("The server is to write nothing.", "RFC 4704 §4.1"),
    FieldSpec::gap(1).part(),
    FieldSpec::flag("dhcpv6.clientfqdn.client.s", "Server updates")
        .part()
        .doc(
            "The server is to write the record from name to address.",
            "RFC 4704 §4.1",
        ),
];

/// The same, as the server says it.
pub(super) const SERVER_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("dhcpv6.client_fqdn_flags", "Flags", 8)
        .parts_follow()
        .doc("Who writes the name into the DNS.", "RFC 4704 §4.1"),
    FieldSpec::gap(5).part(),
    FieldSpec::flag("dhcpv6.clientfqdn.server.n", "No update")
        .part()
        .doc("The server writes nothing.", "RFC 4704 §4.1"),
    FieldSpec::flag("dhcpv6.clientfqdn.server.o", "Overridden")
        .part()
        .doc(
            "The server does not do what the client wanted.",
            "RFC 4704 §4.1",
        ),
    FieldSpec::flag("dhcpv6.clientfqdn.server.s", "Server updates")
        .part()
        .doc(
            "The server writes the record from name to address.",
            "RFC 4704 §4.1",
        ),
];

/// Options that begin with the number of an identity association and its times.
pub(super) const IDENTITIES: [u16; 2] = [3, 25];

const TEMPORARY: u16 = 4;

/// Reads the value of an option, and says what follows it.
pub(super) fn read(p: &mut Peel<'_>, code: u16, message: u8) -> Result<Then, Stop> {
    match code {
        1 | 2 | 53 => duid(p)?,
        TEMPORARY => {
            identity(p, code)?;
            return Ok(Then::Options);
        }
        11 => authentication(p)?,
        15 => repeat(p, user_class)?,
        16 => vendor_class(p)?,
        17 => vendor(p)?,
        21 => repeat(p, |p| name(p, &SIP_NAME))?,
        24 => repeat(p, |p| name(p, &SEARCH))?,
        29 => repeat(p, |p| name(p, &NIS_NAME))?,
        30 => repeat(p, |p| name(p, &NIS_PLUS_NAME))?,
        33 => repeat(p, |p| name(p, &BROADCAST_NAME))?,
        39 => client_name(p, message)?,
        45 | 66 | 94..=96 => return Ok(Then::Options),
        56 => repeat(p, time_server)?,
        64 => name(p, &AFTR_NAME)?,
        89 | 91..=93 => return softwire::read(p, code),
        117 => partner_name(p, &PARTNER_HOST)?,
        118 => partner_name(p, &PARTNER_ZONE)?,
        _ => {}
    }
    Ok(Then::End)
}

fn repeat(p: &mut Peel<'_>, mut item: impl FnMut(&mut Peel<'_>) -> Peeled) -> Peeled {
    while !p.rest().is_empty() && !p.is_full() {
        item(p)?;
    }
    Ok(())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The number of an identity association.
pub(super) fn identity(p: &mut Peel<'_>, code: u16) -> Peeled {
    let at = p.pos();
    let bytes = p.skip(4)?;
    let spec = if code == TEMPORARY { &IATA } else { &IAID };
    p.mark_made(spec, at..at + 4, || hex(bytes));
    Ok(())
}

/// Seconds from 1970 to 2000.
const FROM_1970_TO_2000: i64 = 946_684_800;

/// A name for a host (RFC 8415 §11).
fn duid(p: &mut Peel<'_>) -> Peeled {
    let len = p.rest().len();
    if len == 0 {
        return Ok(());
    }
    p.mark(&DUID, p.pos()..p.pos() + len);
    match p.uint(&DUID_TYPE)? {
        1 => {
            let hardware = p.uint(&DUID_TIMED_HARDWARE)?;
            let at = p.pos();
            let seconds = p
                .skip(4)?
                .iter()
                .fold(0, |n, byte| n << 8 | i64::from(*byte));
            let time = Timestamp::from_parts(seconds + FROM_1970_TO_2000, 0);
            p.mark_as(&DUID_TIME, at..at + 4, Value::Time(time));
            link_address(p, &DUID_TIMED_ADDRESS, hardware)
        }
        2 => {
            p.uint(&DUID_ENTERPRISE)?;
            rest(p, &DUID_NAME)
        }
        3 => {
            let hardware = p.uint(&DUID_HARDWARE)?;
            link_address(p, &DUID_ADDRESS, hardware)
        }
        4 => rest(p, &DUID_UUID),
        _ => {
            let len = p.rest().len();
            p.skip(len).map(drop)
        }
    }
}

const ETHERNET: u64 = 1;
const IEEE_802: u64 = 6;

fn link_address(p: &mut Peel<'_>, spec: &'static FieldSpec, hardware: u64) -> Peeled {
    let (at, len) = (p.pos(), p.rest().len());
    let bytes = p.skip(len)?;
    if len > 0 {
        p.mark_made(spec, at..at + len, || {
            if len == 6 && matches!(hardware, ETHERNET | IEEE_802) {
                let parts: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                return parts.join(":");
            }
            hex(bytes)
        });
    }
    Ok(())
}

fn rest(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}

/// The delayed authentication of RFC 3315.
const DELAYED: u64 = 2;

/// Key number and digest at the end of its information.
const KEY_AND_DIGEST: usize = 4 + 16;

fn authentication(p: &mut Peel<'_>) -> Peeled {
    let protocol = p.uint(&AUTH_PROTOCOL)?;
    p.uint(&AUTH_ALGORITHM)?;
    p.uint(&AUTH_REPLAY_METHOD)?;
    p.field(&AUTH_REPLAY, 8)?;
    match p.rest().len().checked_sub(KEY_AND_DIGEST) {
        Some(realm) if protocol == DELAYED => {
            if realm > 0 {
                p.field(&AUTH_REALM, realm)?;
            }
            p.uint(&AUTH_KEY)?;
            p.field(&AUTH_DIGEST, 16).map(drop)
        }
        _ => rest(p, &AUTH_INFORMATION),
    }
}

fn user_class(p: &mut Peel<'_>) -> Peeled {
    p.group(&USER_CLASS, |p| {
        let len = p.uint(&USER_CLASS_LEN)? as usize;
        p.field(&USER_CLASS_DATA, len).map(drop)
    })
}

fn vendor_class(p: &mut Peel<'_>) -> Peeled {
    p.uint(&VENDOR_CLASS)?;
    repeat(p, |p| {
        let len = p.uint(&VENDOR_CLASS_LEN)? as usize;
        p.field(&VENDOR_CLASS_DATA, len).map(drop)
    })
}

/// CableLabs, whose options have names of their own that decap does not know.
const CABLE_LABS: u64 = 4491;

fn vendor(p: &mut Peel<'_>) -> Peeled {
    if p.uint(&VENDOR)? == CABLE_LABS {
        return Ok(());
    }
    repeat(p, |p| {
        p.group(&VENDOR_OPTION, |p| {
            p.uint(&VENDOR_CODE)?;
            let len = p.uint(&VENDOR_LEN)? as usize;
            match len {
                0 => Ok(()),
                len => p.field(&VENDOR_DATA, len).map(drop),
            }
        })
    })
}

/// The longest label of a name (RFC 1035 §2.3.4).
const MAX_LABEL: u8 = 63;

/// Reads the labels of a name up to its end, or that of the option: then it is only a part of a
/// name, without a dot at its end. `None` where something else than a label stands.
fn labels(p: &mut Peel<'_>) -> Result<Option<(String, usize, bool)>, Stop> {
    let (mut text, mut count) = (String::new(), 0);
    loop {
        let Some(len) = p.rest().first().copied() else {
            return Ok(Some((text, count, false)));
        };
        if len > MAX_LABEL {
            malformed(p, "a label of a name is longer than 63 bytes");
            return Ok(None);
        }
        let label = &p.skip(1 + usize::from(len))?[1..];
        if label.is_empty() {
            return Ok(Some((text, count, true)));
        }
        if count > 0 {
            text.push('.');
        }
        text.push_str(&String::from_utf8_lossy(label));
        count += 1;
    }
}

/// A name of the DNS.
fn name(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    let Some((mut text, count, whole)) = labels(p)? else {
        return Err(Stop);
    };
    let range = at..p.pos();
    if whole {
        text.push('.');
    }
    let spec = match (count, whole) {
        (0, true) => &ROOT,
        (0, false) => return Ok(()),
        (1, true) => &ONE_LABEL,
        _ => spec,
    };
    p.mark_made(spec, range, || text);
    Ok(())
}

/// A name without a dot at its end.
fn partner_name(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let at = p.pos();
    if let Some((text, 1.., _)) = labels(p)? {
        p.mark_made(spec, at..p.pos(), || text);
    }
    Ok(())
}

const ADVERTISE: u8 = 2;
const REPLY: u8 = 7;

fn client_name(p: &mut Peel<'_>, message: u8) -> Peeled {
    let table = match message {
        ADVERTISE | REPLY => SERVER_FLAGS,
        _ => CLIENT_FLAGS,
    };
    p.rows(table)?;
    name(p, &CLIENT_NAME)
}

fn time_server(p: &mut Peel<'_>) -> Peeled {
    p.group(&TIME_SERVER, |p| {
        let kind = p.uint(&TIME_SERVER_KIND)?;
        let len = p.uint(&TIME_SERVER_LEN)? as usize;
        p.within(len, "length of the time server", |p| match kind {
            1 => p.field(&TIME_SERVER_ADDRESS, 16).map(drop),
            2 => p.field(&TIME_SERVER_GROUP, 16).map(drop),
            3 => name(p, &TIME_SERVER_NAME),
            _ => Ok(()),
        })
    })
}
