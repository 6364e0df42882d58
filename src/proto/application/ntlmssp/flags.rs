//! Flags of NTLM messages (MS-NLMP §2.2.2.5). They travel with their low byte first; the rows stand
//! in the order in which the bits travel.

use crate::model::FieldSpec;

const SECTION: &str = "MS-NLMP §2.2.2.5";

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

pub(super) const NEGOTIATE: &[FieldSpec] = &[
    FieldSpec::hex("ntlmssp.negotiateflags", "Negotiate flags", 32)
        .little()
        .parts_follow()
        .doc("What the sender can do, or what was agreed on.", SECTION),
    bit(
        "ntlmssp.negotiatelmkey",
        "LAN Manager key",
        "Keys in the manner of LAN Manager.",
    ),
    bit(
        "ntlmssp.negotiatedatagram",
        "Datagrams",
        "Authentication without a connection.",
    ),
    bit("ntlmssp.negotiateseal", "Seal", "Messages are encrypted."),
    bit("ntlmssp.negotiatesign", "Sign", "Messages are signed."),
    bit("ntlmssp.negotiate00000008", "Bit 3", "Zero."),
    bit(
        "ntlmssp.requesttarget",
        "Request target",
        "The server is to give its name.",
    ),
    bit(
        "ntlmssp.negotiateoem",
        "Code page",
        "Names are in a code page.",
    ),
    bit(
        "ntlmssp.negotiateunicode",
        "Unicode",
        "Names are in UTF-16.",
    ),
    bit(
        "ntlmssp.negotiatealwayssign",
        "Always sign",
        "Messages carry a signature, perhaps a dummy.",
    ),
    bit("ntlmssp.negotiate00004000", "Bit 14", "Zero."),
    bit(
        "ntlmssp.negotiateoemworkstationsupplied",
        "Workstation given",
        "The message holds the name of the computer.",
    ),
    bit(
        "ntlmssp.negotiateoemdomainsupplied",
        "Domain given",
        "The message holds the name of the domain.",
    ),
    bit(
        "ntlmssp.negotiateanonymous",
        "Anonymous",
        "The client does not say who it is.",
    ),
    bit("ntlmssp.negotiatentonly", "NT only", "Zero."),
    bit("ntlmssp.negotiatentlm", "NTLM", "Session security of NTLM."),
    bit("ntlmssp.negotiate00000100", "Bit 8", "Zero."),
    bit(
        "ntlmssp.negotiatetargetinfo",
        "Target info",
        "The challenge holds names of the server.",
    ),
    bit(
        "ntlmssp.requestnonntsession",
        "Non-NT session key",
        "A session key in the manner of LAN Manager.",
    ),
    bit("ntlmssp.negotiatent00200000", "Bit 21", "Zero."),
    bit(
        "ntlmssp.negotiateidentify",
        "Identify",
        "The server may only find out who the client is.",
    ),
    bit(
        "ntlmssp.negotiatentlm2",
        "Extended session security",
        "Better challenges and signatures.",
    ),
    bit("ntlmssp.targettypeshare", "Target is a share", "Zero."),
    bit(
        "ntlmssp.targettypeserver",
        "Target is a server",
        "The name is that of a server.",
    ),
    bit(
        "ntlmssp.targettypedomain",
        "Target is a domain",
        "The name is that of a domain.",
    ),
    bit("ntlmssp.negotiate56", "56-bit keys", "Keys of 56 bits."),
    bit(
        "ntlmssp.negotiatekeyexch",
        "Key exchange",
        "The client chooses the session key.",
    ),
    bit("ntlmssp.negotiate128", "128-bit keys", "Keys of 128 bits."),
    bit("ntlmssp.negotiatent10000000", "Bit 28", "Zero."),
    bit("ntlmssp.negotiatent08000000", "Bit 27", "Zero."),
    bit("ntlmssp.negotiatent04000000", "Bit 26", "Zero."),
    bit(
        "ntlmssp.negotiateversion",
        "Version",
        "The message holds the version of the system.",
    ),
    bit("ntlmssp.negotiatent01000000", "Bit 24", "Zero."),
];
