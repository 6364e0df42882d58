//! Where the next data connection goes to, as commands and replies say it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use super::{
    ACTIVE_IP, ACTIVE_PORT, EPRT_FAMILY, EPRT_IP, EPRT_IPV6, EPRT_PORT, EPSV_PORT, PASSIVE_IP,
    PASSIVE_PORT, verb,
};
use crate::model::{FieldSpec, Value};
use crate::proto::lines::{Line, split};

/// An endpoint that waits for a data connection.
pub(super) struct Announced {
    /// Its address; `None` if it is the sender's.
    pub ip: Option<IpAddr>,
    /// Its port.
    pub port: u16,
    /// The fields that say so.
    pub fields: Vec<(&'static FieldSpec, Range<usize>, Value)>,
}

/// What a PORT or EPRT command announces; `verb_end` is where its verb ends.
pub(super) fn of_command(bytes: &[u8], line: &Line, verb_end: usize) -> Option<Announced> {
    let argument = (verb_end + 1).min(line.text_end)..line.text_end;
    let verb = verb(&bytes[line.text()]);
    if verb.eq_ignore_ascii_case(b"PORT") {
        six_numbers(bytes, argument, &ACTIVE_IP, &ACTIVE_PORT)
    } else if verb.eq_ignore_ascii_case(b"EPRT") {
        extended_active(bytes, argument)
    } else {
        None
    }
}

/// `Entering Passive Mode (192,0,2,1,200,10).` Not all servers write the parentheses.
pub(super) fn passive(bytes: &[u8], text: Range<usize>) -> Option<Announced> {
    let open = bytes[text.clone()].iter().position(|byte| *byte == b'(');
    let from = text.start + open.unwrap_or(0);
    let digit = bytes[from..text.end].iter().position(u8::is_ascii_digit)?;
    six_numbers(bytes, from + digit..text.end, &PASSIVE_IP, &PASSIVE_PORT)
}

/// `192,0,2,1,200,10`: an address and the two bytes of a port.
fn six_numbers(
    bytes: &[u8],
    at: Range<usize>,
    ip: &'static FieldSpec,
    port: &'static FieldSpec,
) -> Option<Announced> {
    let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b',';
    let len = bytes[at.clone()]
        .iter()
        .take_while(|byte| is_part(byte))
        .count();
    let pieces = split(bytes, at.start..at.start + len, b',');
    let [first, b, c, fourth, high, low] = pieces.as_slice() else {
        return None;
    };
    let octet = |at: &Range<usize>| number(&bytes[at.clone()]).and_then(|n| u8::try_from(n).ok());
    let address = Ipv4Addr::new(octet(first)?, octet(b)?, octet(c)?, octet(fourth)?);
    let number = u16::from_be_bytes([octet(high)?, octet(low)?]);
    Some(Announced {
        ip: Some(IpAddr::V4(address)),
        port: number,
        fields: vec![
            (ip, first.start..fourth.end, Value::Ipv4(address)),
            (port, high.start..low.end, Value::Uint(u64::from(number))),
        ],
    })
}

/// `|2|2001:db8::1|5282|`: family, address and port between any character.
fn extended_active(bytes: &[u8], at: Range<usize>) -> Option<Announced> {
    let separator = *bytes.get(at.start).filter(|_| !at.is_empty())?;
    let pieces = split(bytes, at, separator);
    let [_, family, address, port, ..] = pieces.as_slice() else {
        return None;
    };
    let text = std::str::from_utf8(bytes.get(address.clone())?).ok()?;
    let port_number = u16::try_from(number(&bytes[port.clone()])?).ok()?;
    let (ip, spec, value) = match bytes.get(family.clone())? {
        b"1" => {
            let ip: Ipv4Addr = text.parse().ok()?;
            (IpAddr::V4(ip), &EPRT_IP, Value::Ipv4(ip))
        }
        b"2" => {
            let ip: Ipv6Addr = text.parse().ok()?;
            (IpAddr::V6(ip), &EPRT_IPV6, Value::Ipv6(ip))
        }
        _ => return None,
    };
    let family_number = Value::Uint(if ip.is_ipv4() { 1 } else { 2 });
    Some(Announced {
        ip: Some(ip),
        port: port_number,
        fields: vec![
            (&EPRT_FAMILY, family.clone(), family_number),
            (spec, address.clone(), value),
            (
                &EPRT_PORT,
                port.clone(),
                Value::Uint(u64::from(port_number)),
            ),
        ],
    })
}

/// `Entering Extended Passive Mode (|||40007|)`: only a port, between any character.
pub(super) fn extended_passive(bytes: &[u8], text: Range<usize>) -> Option<Announced> {
    let open = bytes[text.clone()].iter().rposition(|byte| *byte == b'(')?;
    let at = text.start + open + 1..text.end;
    let separator = *bytes.get(at.start).filter(|_| !at.is_empty())?;
    let pieces = split(bytes, at, separator);
    let [_, _, _, port, _, ..] = pieces.as_slice() else {
        return None;
    };
    let port_number = u16::try_from(number(&bytes[port.clone()])?).ok()?;
    Some(Announced {
        ip: None,
        port: port_number,
        fields: vec![(
            &EPSV_PORT,
            port.clone(),
            Value::Uint(u64::from(port_number)),
        )],
    })
}

/// A decimal number of up to five digits.
fn number(digits: &[u8]) -> Option<u32> {
    let is_number = matches!(digits.len(), 1..=5) && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| {
        digits
            .iter()
            .fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    })
}
