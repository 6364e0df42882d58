//! Options: what the two sides agree on beyond the plain terminal (RFC 855).

use super::{DONT, IAC, SUBOPTION, SUBOPTION_END, WILL};
use crate::decode::{Peel, Peeled};
use crate::model::{Codes, FieldSpec};

const TERMINAL_TYPE: u8 = 24;
const WINDOW_SIZE: u8 = 31;
const TERMINAL_SPEED: u8 = 32;
const FLOW_CONTROL: u8 = 33;
const X_DISPLAY: u8 = 35;
const ENCRYPTION: u8 = 38;

/// Longer option data is not waited for.
const MAX_DATA: usize = 4096;

const NAMES: Codes = &[
    (0, "Binary transmission"),
    (1, "Echo"),
    (2, "Reconnection"),
    (3, "Suppress go ahead"),
    (5, "Status"),
    (6, "Timing mark"),
    (17, "Extended ASCII"),
    (18, "Logout"),
    (TERMINAL_TYPE as u64, "Terminal type"),
    (25, "End of record"),
    (WINDOW_SIZE as u64, "Window size"),
    (TERMINAL_SPEED as u64, "Terminal speed"),
    (FLOW_CONTROL as u64, "Remote flow control"),
    (34, "Line mode"),
    (X_DISPLAY as u64, "X display location"),
    (36, "Environment"),
    (37, "Authentication"),
    (ENCRYPTION as u64, "Encryption"),
    (39, "New environment"),
    (40, "TN3270E"),
    (42, "Character set"),
    (44, "Com port control"),
    (46, "Start TLS"),
    (85, "MCCP version 1"),
    (86, "MCCP version 2"),
    (200, "Atomic, MUD"),
    (201, "GMCP"),
    (255, "Extended options"),
];

crate::fields! {
    OPTION = FieldSpec::uint("telnet.subcmd", "Option", 8)
        .codes(NAMES)
        .doc("Which option is meant.", "RFC 855");
    IS_OR_SEND = FieldSpec::uint("telnet.subcmd", "Is or send", 8)
        .codes(&[(0, "is"), (1, "send")])
        .doc("1 asks for the value, 0 tells it.", "RFC 1091");
    STRING = FieldSpec::text("telnet.string_subopt.value", "Value")
        .doc("The terminal's type or speed, or where its X display is.", "RFC 1091; RFC 1079; RFC 1096");
    WIDTH = FieldSpec::uint("telnet.naws_subopt.width", "Width", 16)
        .unit("characters")
        .doc("Columns of the terminal's window.", "RFC 1073");
    HEIGHT = FieldSpec::uint("telnet.naws_subopt.height", "Height", 16)
        .unit("lines")
        .doc("Lines of the terminal's window.", "RFC 1073");
    FLOW = FieldSpec::uint("telnet.rfc_subopt.cmd", "Flow control", 8)
        .codes(&[(0, "off"), (1, "on"), (2, "any character restarts output"), (3, "only XON restarts output")])
        .doc("Who stops and restarts output when the user types so.", "RFC 1372");
    ENCRYPT = FieldSpec::uint("telnet.enc.cmd", "Encryption", 8)
        .codes(&[(0, "is"), (1, "support"), (2, "reply"), (3, "start"), (4, "end"), (5, "request start"), (6, "request end"), (7, "encryption key"), (8, "decryption key")])
        .doc("A step of the agreement on encryption.", "RFC 2946");
    DATA = FieldSpec::bytes("telnet.option_data", "Option data")
        .doc("What is said about the option.", "RFC 855");
}

/// The option's name, or its number.
pub(super) fn name(option: u8) -> String {
    let known = NAMES.iter().find(|name| name.0 == u64::from(option));
    known.map_or_else(|| format!("option {option}"), |name| name.1.to_owned())
}

/// Reads which option a command is about.
pub(super) fn option(p: &mut Peel<'_>) -> Peeled {
    p.uint(&OPTION).map(drop)
}

/// Reads an option and what is said about it, up to the command that ends it.
pub(super) fn suboption(p: &mut Peel<'_>) -> Peeled {
    let code = p.uint(&OPTION)? as u8;
    let (len, found) = length(p.rest());
    if !found {
        let data = p.pos()..p.pos() + len;
        if len > 0 {
            p.mark(&DATA, data);
        }
        return p.require(len + 2);
    }
    p.within(len, "suboption's end", |p| value(p, code, len))
}

/// Bytes before a command at the end of `bytes` that is not all there.
pub(super) fn whole(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(offset) = bytes.get(at..).and_then(|rest| memchr::memchr(IAC, rest)) {
        at += offset;
        let rest = bytes.get(at..).unwrap_or_default();
        let len = match rest.get(1) {
            None => return at,
            Some(WILL..=DONT) if rest.len() < 3 => return at,
            Some(WILL..=DONT) => 3,
            Some(&SUBOPTION) => match (rest.get(3..).map(length), rest.len()) {
                (Some((len, true)), _) => 3 + len + 2,
                (_, ..MAX_DATA) => return at,
                _ => rest.len(),
            },
            Some(_) => 2,
        };
        at += len;
    }
    bytes.len()
}

/// Bytes before the end mark, and whether that is there. A byte 255 of data stands twice.
fn length(bytes: &[u8]) -> (usize, bool) {
    let mut len = 0;
    while let Some(byte) = bytes.get(len) {
        match (byte, bytes.get(len + 1)) {
            (&IAC, Some(&SUBOPTION_END)) => return (len, true),
            (&IAC, Some(&IAC)) => len += 2,
            _ => len += 1,
        }
    }
    (bytes.len(), false)
}

fn value(p: &mut Peel<'_>, code: u8, len: usize) -> Peeled {
    match (code, len) {
        (_, 0) => Ok(()),
        (WINDOW_SIZE, 4) => {
            p.uint(&WIDTH)?;
            p.uint(&HEIGHT).map(drop)
        }
        (TERMINAL_TYPE | TERMINAL_SPEED | X_DISPLAY, _) => {
            p.uint(&IS_OR_SEND)?;
            if len > 1 {
                p.field(&STRING, len - 1)?;
            }
            Ok(())
        }
        (FLOW_CONTROL, 1) => p.uint(&FLOW).map(drop),
        (ENCRYPTION, _) => {
            p.uint(&ENCRYPT)?;
            if len > 1 {
                p.field(&DATA, len - 1)?;
            }
            Ok(())
        }
        _ => p.field(&DATA, len).map(drop),
    }
}
