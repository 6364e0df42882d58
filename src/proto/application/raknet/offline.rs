//! Messages outside of connections: who is there, and how to begin a connection.

use super::address;
use super::fields::*;
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, Value};

const IDENTIFIERS: &str = "RakNet sources, MessageIdentifiers.h";

const PING: u8 = 0x01;
const PING_OPEN: u8 = 0x02;
const REQUEST_1: u8 = 0x05;
const REPLY_1: u8 = 0x06;
const REQUEST_2: u8 = 0x07;
const REPLY_2: u8 = 0x08;
const INCOMPATIBLE: u8 = 0x19;
const PONG: u8 = 0x1c;

crate::fields! {
    ID = FieldSpec::hex("raknet.offline.message.id", "Message", 8)
        .codes(&[
            (0x01, "unconnected ping"),
            (0x02, "unconnected ping, open connections"),
            (0x05, "open connection request 1"),
            (0x06, "open connection reply 1"),
            (0x07, "open connection request 2"),
            (0x08, "open connection reply 2"),
            (0x11, "connection attempt failed"),
            (0x12, "already connected"),
            (0x14, "no free incoming connections"),
            (0x17, "connection banned"),
            (0x19, "incompatible protocol version"),
            (0x1a, "IP recently connected"),
            (0x1c, "unconnected pong"),
        ])
        .doc("What the message is.", IDENTIFIERS);
    DATA_ID = FieldSpec::bytes("raknet.offline_message.data_id", "Magic").wide(16)
        .doc("The same 16 bytes in every message outside of connections.", IDENTIFIERS);
    VERSION = FieldSpec::uint("raknet.proto_ver", "Protocol version", 8)
        .doc("The version that the sender speaks.", IDENTIFIERS);
    FILLING = FieldSpec::group("raknet.null_padding", "Filling")
        .doc("Zeros: how long a datagram gets through?", IDENTIFIERS);
    SERVER_ID = FieldSpec::bytes("raknet.server_id", "Server's identifier").wide(8)
        .doc("Chosen at random by the server.", IDENTIFIERS);
    COOKIE = FieldSpec::hex("raknet.cookie", "Cookie", 32)
        .doc("The client repeats it: its address is not forged.", IDENTIFIERS);
    MTU = FieldSpec::uint("raknet.MTU", "Longest packet", 16).unit("bytes")
        .doc("The longest packet that gets through.", IDENTIFIERS);
    NAME_LENGTH = FieldSpec::uint("raknet.server_id_str_len", "Text length", 16).unit("bytes")
        .doc("Length of the server's text.", IDENTIFIERS);
    NAME = FieldSpec::text("raknet.server_id_str", "Server's text")
        .doc("What the server says of itself: game, version, players.", IDENTIFIERS);
}

/// Where the magic stands in a message with this identifier; `None` if there is no such message.
pub(super) fn magic_at(id: u8) -> Option<usize> {
    match id {
        PING | PING_OPEN => Some(9),
        PONG => Some(17),
        INCOMPATIBLE => Some(2),
        // Some games have messages of their own.
        0..=0x7f => Some(1),
        _ => None,
    }
}

pub(super) fn message(p: &mut Peel<'_>) -> Peeled {
    let id = p.uint(&ID)?;
    let name = ID.names.get(id).unwrap_or("unknown message");
    p.summary(format_args!("{name}"));
    match id as u8 {
        PING | PING_OPEN => {
            p.uint(&TIME)?;
            magic(p)?;
            p.field(&CLIENT_GUID, 8).map(drop)
        }
        PONG => pong(p),
        REQUEST_1 => {
            magic(p)?;
            p.uint(&VERSION)?;
            let at = p.pos()..p.bytes().len();
            p.mark(&FILLING, at.clone());
            p.seek(at.end);
            Ok(())
        }
        REPLY_1 => {
            magic(p)?;
            p.field(&SERVER_ID, 8)?;
            if encryption(p)? {
                p.uint(&COOKIE)?;
            }
            p.uint(&MTU).map(drop)
        }
        REQUEST_2 => request_2(p),
        REPLY_2 => {
            magic(p)?;
            p.field(&SERVER_ID, 8)?;
            address(p, &CLIENT_ADDRESS)?;
            p.uint(&MTU)?;
            encryption(p).map(drop)
        }
        INCOMPATIBLE => {
            p.uint(&VERSION)?;
            magic(p)?;
            p.field(&SERVER_ID, 8).map(drop)
        }
        0x11 | 0x12 | 0x14 | 0x17 | 0x1a => {
            magic(p)?;
            p.field(&SERVER_ID, 8).map(drop)
        }
        _ => magic(p),
    }
}

fn magic(p: &mut Peel<'_>) -> Peeled {
    p.field(&DATA_ID, 16).map(drop)
}

/// Whether the connection will be encrypted.
fn encryption(p: &mut Peel<'_>) -> Result<bool, crate::decode::Stop> {
    let at = p.pos();
    let flag = p.skip(1)?[0];
    p.mark_as(&ENCRYPTION, at..at + 1, Value::Uint(flag.into()));
    Ok(flag != 0)
}

fn request_2(p: &mut Peel<'_>) -> Peeled {
    /// Address, longest packet, identifier.
    const LAST: usize = 7 + 2 + 8;
    magic(p)?;
    // Where the server has sent a cookie, the client repeats it.
    if p.rest().len() == LAST + 5 {
        p.uint(&COOKIE)?;
        p.skip(1)?;
    }
    address(p, &SERVER_ADDRESS)?;
    p.uint(&MTU)?;
    p.field(&CLIENT_GUID, 8).map(drop)
}

fn pong(p: &mut Peel<'_>) -> Peeled {
    p.uint(&TIME)?;
    p.field(&SERVER_ID, 8)?;
    magic(p)?;
    if p.rest().is_empty() {
        return Ok(());
    }
    let len = p.uint(&NAME_LENGTH)? as usize;
    p.field(&NAME, len).map(drop)
}
