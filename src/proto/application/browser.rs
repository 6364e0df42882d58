//! The browser service of Windows: who is on the network, and who keeps the list (MS-BRWS).

use crate::decode::{Claim, Peel, Peeled, Protocol};
use crate::model::{Codes, FieldSpec, OsiLayer, ProtoInfo, Value};
use crate::proto::layout::{self, Part};
use crate::proto::netbios_name;
use crate::proto::reserved::reserved;
use Part::{One, Rows};

const SECTION: &str = "MS-BRWS §2.2";

const COMMANDS: Codes = &[
    (0x01, "Host announcement"),
    (0x02, "Request announcement"),
    (0x08, "Browser election request"),
    (0x09, "Get backup list request"),
    (0x0a, "Get backup list response"),
    (0x0b, "Become backup browser"),
    (0x0c, "Domain or workgroup announcement"),
    (0x0d, "Master announcement"),
    (0x0e, "Reset browser state"),
    (0x0f, "Local master announcement"),
];

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn gap(bits: u32) -> FieldSpec {
    reserved(bits, SECTION).part()
}

/// The rows stand in the order in which the bits travel: the low byte first.
const SERVER_TYPE: &[FieldSpec] = &[
    FieldSpec::hex("browser.server_type", "Server type", 32)
        .little()
        .parts_follow()
        .doc("What the computer is and does.", SECTION),
    bit(
        "browser.server_type.novell",
        "Novell",
        "It serves NetWare clients.",
    ),
    bit(
        "browser.server_type.apple",
        "Apple",
        "It serves Apple computers.",
    ),
    bit(
        "browser.server_type.time",
        "Time source",
        "It tells the time.",
    ),
    bit(
        "browser.server_type.backup_controller",
        "Backup controller",
        "It is a backup domain controller.",
    ),
    bit(
        "browser.server_type.domain_controller",
        "Domain controller",
        "It is the primary domain controller.",
    ),
    bit("browser.server_type.sql", "SQL", "It runs a database."),
    bit("browser.server_type.server", "Server", "It has shares."),
    bit(
        "browser.server_type.workstation",
        "Workstation",
        "It uses shares of others.",
    ),
    bit(
        "browser.server_type.nts",
        "NT Server",
        "It runs Windows NT Server.",
    ),
    gap(1),
    bit(
        "browser.server_type.wfw",
        "Windows for Workgroups",
        "It runs Windows for Workgroups.",
    ),
    bit(
        "browser.server_type.ntw",
        "NT Workstation",
        "It runs Windows NT.",
    ),
    bit(
        "browser.server_type.xenix",
        "Xenix",
        "It runs a UNIX system.",
    ),
    bit("browser.server_type.dialin", "Dial-in", "It takes calls."),
    bit("browser.server_type.print", "Print", "It has printers."),
    bit(
        "browser.server_type.member",
        "Member",
        "It is a member of another domain.",
    ),
    bit(
        "browser.server_type.dfs",
        "DFS",
        "It has shares that lead to other servers.",
    ),
    bit(
        "browser.server_type.w95",
        "Windows 95",
        "It runs Windows 95 or a later one.",
    ),
    bit("browser.server_type.vms", "VMS", "It runs VMS."),
    bit("browser.server_type.osf", "OSF", "It runs OSF."),
    bit(
        "browser.server_type.browser.domain_master",
        "Domain master browser",
        "It keeps the list of the domain.",
    ),
    bit(
        "browser.server_type.browser.master",
        "Master browser",
        "It keeps the list.",
    ),
    bit(
        "browser.server_type.browser.backup",
        "Backup browser",
        "It has a copy of the list.",
    ),
    bit(
        "browser.server_type.browser.potential",
        "Potential browser",
        "It could keep the list.",
    ),
    bit(
        "browser.server_type.domainenum",
        "Domains",
        "It is a domain or workgroup.",
    ),
    bit(
        "browser.server_type.local",
        "Local list",
        "The list is that of the master browser.",
    ),
    gap(6),
];

const RESET: &[FieldSpec] = &[
    FieldSpec::hex("browser.reset_cmd", "Reset", 8)
        .parts_follow()
        .doc("What a browser is to give up.", "MS-BRWS §2.2.11"),
    gap(5),
    bit(
        "browser.reset_cmd.stop_lmb",
        "Stop",
        "Stop being a master browser.",
    ),
    bit("browser.reset_cmd.flush", "Flush", "Forget the list."),
    bit(
        "browser.reset_cmd.demote",
        "Demote",
        "Become a backup browser.",
    ),
];

const ELECTION: &[FieldSpec] = &[
    FieldSpec::hex("browser.election.desire", "Desire", 8)
        .parts_follow()
        .doc("What the sender is and wants to be.", "MS-BRWS §2.2.3"),
    bit(
        "browser.election.desire.nt",
        "NT",
        "It runs Windows NT Server.",
    ),
    gap(1),
    bit(
        "browser.election.desire.wins",
        "WINS",
        "It uses a name server.",
    ),
    gap(1),
    bit(
        "browser.election.desire.domain_master",
        "Domain master",
        "It is the domain's master browser.",
    ),
    bit(
        "browser.election.desire.master",
        "Master",
        "It is the master browser.",
    ),
    bit(
        "browser.election.desire.standby",
        "Standby",
        "It could become a browser.",
    ),
    bit(
        "browser.election.desire.backup",
        "Backup",
        "It is a backup browser.",
    ),
    FieldSpec::uint("browser.proto_major", "Major version", 8)
        .doc("Major version of the protocol.", SECTION),
    FieldSpec::uint("browser.proto_minor", "Minor version", 8)
        .doc("Minor version of the protocol.", SECTION),
    FieldSpec::hex("browser.election.os", "System", 8)
        .parts_follow()
        .doc("What the sender runs.", "MS-BRWS §2.2.3"),
    gap(2),
    bit("browser.election.os.nts", "NT Server", "Windows NT Server."),
    bit(
        "browser.election.os.ntw",
        "NT Workstation",
        "Windows NT Workstation.",
    ),
    gap(3),
    bit(
        "browser.election.os.wfw",
        "Windows for Workgroups",
        "Windows for Workgroups.",
    ),
];

crate::fields! {
    COMMAND = FieldSpec::hex("browser.command", "Command", 8).codes(COMMANDS).doc("What is announced or asked.", SECTION);
    UPDATES = FieldSpec::uint("browser.update_count", "Updates", 8).doc("Counts changes; always 0 in newer systems.", "MS-BRWS §2.2.1");
    PERIOD = FieldSpec::uint("browser.period", "Period", 32).little().unit("ms").doc("Time until the next announcement.", "MS-BRWS §2.2.1");
    SERVER = FieldSpec::computed("browser.server", "Name").doc("Name of the computer, or of the workgroup.", "MS-BRWS §2.2.1");
    WINDOWS = FieldSpec::computed("browser.windows_version", "Windows version").doc("The Windows that has this version, where two bytes tell.", "MS-BRWS §2.2.1");
    MAJOR = FieldSpec::uint("browser.os_major", "Major version", 8).doc("Major version of the system.", "MS-BRWS §2.2.1");
    MINOR = FieldSpec::uint("browser.os_minor", "Minor version", 8).doc("Minor version of the system.", "MS-BRWS §2.2.1");
    PROTO_MAJOR = FieldSpec::uint("browser.proto_major", "Protocol, major", 8).doc("Major version of the protocol.", SECTION);
    PROTO_MINOR = FieldSpec::uint("browser.proto_minor", "Protocol, minor", 8).doc("Minor version of the protocol.", SECTION);
    SIGNATURE = FieldSpec::hex("browser.sig", "Signature", 16).little().doc("Always 0xaa55.", "MS-BRWS §2.2.1");
    COMMENT = FieldSpec::computed("browser.comment", "Comment").doc("What people should know of the computer.", "MS-BRWS §2.2.1");
    UNKNOWN = FieldSpec::hex("browser.mysterious_field", "Unknown", 32).little().doc("Version of the protocol and signature, which older systems fill with something else.", "MS-BRWS §2.2.10");
    MASTER = FieldSpec::computed("browser.mb_server", "Master browser").doc("Who keeps the list.", "MS-BRWS §2.2.10");
    UNUSED = FieldSpec::hex("browser.unused", "Unused", 8).doc("Not used.", "MS-BRWS §2.2.2");
    ANSWER_TO = FieldSpec::computed("browser.response_computer_name", "Answer to").doc("Who asks for announcements.", "MS-BRWS §2.2.2");
    ELECTION_VERSION = FieldSpec::uint("browser.election.version", "Election version", 8).doc("The higher version wins.", "MS-BRWS §2.2.3");
    CRITERIA = FieldSpec::hex("browser.election.criteria", "Criteria", 32).little().doc("The higher number wins.", "MS-BRWS §2.2.3");
    UPTIME = FieldSpec::uint("browser.uptime", "Uptime", 32).little().unit("ms").doc("Who has been running longer wins.", "MS-BRWS §2.2.3");
    BACKUPS = FieldSpec::uint("browser.backup.count", "Backup browsers", 8).doc("How many are asked for or listed.", "MS-BRWS §2.2.4");
    TOKEN = FieldSpec::uint("browser.backup.token", "Token", 32).little().doc("The answer repeats it.", "MS-BRWS §2.2.4");
    BACKUP = FieldSpec::computed("browser.backup.server", "Backup browser").doc("A computer that has the list too.", "MS-BRWS §2.2.5");
    PROMOTED = FieldSpec::computed("browser.browser_to_promote", "To be promoted").doc("Who is to become a backup browser.", "MS-BRWS §2.2.6");
}

/// The browser service.
pub static PROTOCOL: Protocol = Protocol {
    info: ProtoInfo {
        name: "browser",
        short: "Browser",
        title: "Windows Browser Protocol",
        osi: OsiLayer::Application,
        why: "It keeps the list of computers that a user sees.",
        reference: "MS-BRWS",
    },
    claims: &[Claim::Field("mailslot.name", 1)],
    headers: &[SERVER_TYPE, RESET, ELECTION],
    fields: FIELDS,
    recognise: None,
    peel,
    trailer: None,
    stream: false,
    sample: b"\x02\x00HOST\x00",
};

fn peel(p: &mut Peel<'_>) -> Peeled {
    let command = p.uint(&COMMAND)?;
    let what = COMMAND.names.get(command).unwrap_or("unknown command");
    p.summary(format_args!("{what}"));
    match command {
        0x01 | 0x0c | 0x0f => announcement(p, command, what),
        0x02 => {
            p.uint(&UNUSED)?;
            text(p, &ANSWER_TO, what)
        }
        0x08 => {
            p.uint(&ELECTION_VERSION)?;
            p.group(&CRITERIA, |p| p.rows(ELECTION).map(drop))?;
            p.uint(&UPTIME)?;
            p.skip(4)?;
            text(p, &SERVER, what)
        }
        0x09 => layout::read(p, &[One(&BACKUPS), One(&TOKEN)]),
        0x0a => {
            let count = p.uint(&BACKUPS)?;
            p.uint(&TOKEN)?;
            for _ in 0..count {
                if p.is_full() {
                    break;
                }
                text(p, &BACKUP, what)?;
            }
            Ok(())
        }
        0x0b => text(p, &PROMOTED, what),
        0x0d => text(p, &MASTER, what),
        0x0e => p.rows(RESET).map(drop),
        _ => Ok(()),
    }
}

/// Text up to its zero; the summary names it.
fn text(p: &mut Peel<'_>, spec: &'static FieldSpec, what: &str) -> Peeled {
    let (at, rest) = (p.pos(), p.rest());
    let end = rest.iter().position(|byte| *byte == 0);
    let bytes = p.skip(end.map_or(rest.len(), |end| end + 1))?;
    let text = String::from_utf8_lossy(bytes)
        .trim_end_matches('\0')
        .to_owned();
    if !text.is_empty() {
        p.summary(format_args!("{what}: {text}"));
    }
    p.mark_as(spec, at..p.pos(), Value::Made(text.into()));
    Ok(())
}

fn announcement(p: &mut Peel<'_>, command: u64, what: &str) -> Peeled {
    const DOMAIN: u64 = 0x0c;
    layout::read(p, &[One(&UPDATES), One(&PERIOD)])?;
    let at = p.pos();
    let name = p.skip(netbios_name::LEN)?;
    let name = name.split(|byte| *byte == 0).next().unwrap_or_default();
    let name = String::from_utf8_lossy(name).into_owned();
    p.summary(format_args!("{what}: {name}"));
    p.mark_as(&SERVER, at..p.pos(), Value::Made(name.into()));
    let at = p.pos();
    if let Some([major, minor]) = p.rest().first_chunk() {
        let windows = windows(*major, *minor);
        p.mark_made(&WINDOWS, at..at + 2, || windows.into());
    }
    layout::read(p, &[One(&MAJOR), One(&MINOR), Rows(SERVER_TYPE)])?;
    if command == DOMAIN {
        p.uint(&UNKNOWN)?;
        return plain(p, &MASTER);
    }
    layout::read(p, &[One(&PROTO_MAJOR), One(&PROTO_MINOR), One(&SIGNATURE)])?;
    plain(p, &COMMENT)
}

/// Text up to its zero that the summary leaves out.
fn plain(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    let (at, rest) = (p.pos(), p.rest());
    let end = rest.iter().position(|byte| *byte == 0);
    let bytes = p.skip(end.map_or(rest.len(), |end| end + 1))?;
    let text = String::from_utf8_lossy(bytes)
        .trim_end_matches('\0')
        .to_owned();
    p.mark_as(spec, at..p.pos(), Value::Made(text.into()));
    Ok(())
}

/// Versions of Windows that two numbers tell.
fn windows(major: u8, minor: u8) -> &'static str {
    match (major, minor) {
        (5, 0) => "Windows 2000",
        (5, 1) => "Windows XP",
        (5, 2) => "Windows Server 2003 R2 or Windows Server 2003",
        (6, 0) => "Windows Vista or Windows Server 2008",
        (6, 1) => "Windows 7 or Windows Server 2008 R2",
        (6, 2) => "Windows 8 or Windows Server 2012",
        (6, 3) => "Windows 8.1 or Windows Server 2012 R2",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Peeler, Want};
    use crate::model::Dissection;
    use crate::proto::testing::all;

    fn peeled(bytes: &[u8]) -> Dissection {
        let mut out = Dissection::default();
        Peeler::new(crate::proto::registry()).peel_as(&PROTOCOL, bytes, Want::Full, &mut out);
        out
    }

    #[test]
    fn computers_announce_themselves() {
        let mut bytes = b"\x01\x00\x60\xea\x00\x00HOST".to_vec();
        bytes.extend([0; 12]);
        bytes.extend(b"\x06\x01\x03\x10\x00\x00\x0f\x01\x55\xaaRoom 1\x00");
        let out = peeled(&bytes);
        assert_eq!(out.layers[0].summary, "Host announcement: HOST");
        assert_eq!(
            all(&out, &bytes, "browser.windows_version")[0].2,
            "Windows 7 or Windows Server 2008 R2"
        );
        assert_eq!(all(&out, &bytes, "browser.server_type.ntw")[0].2, "1");
        assert_eq!(all(&out, &bytes, "browser.server_type.sql")[0].2, "0");
        assert_eq!(
            all(&out, &bytes, "browser.comment")[0],
            (32, 7, "Room 1".into())
        );
        assert_eq!(peeled(&bytes[..20]).faults.len(), 1);
    }
}
