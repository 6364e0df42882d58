//! A transfer: what its request said, and where its blocks belong.
//!
//! The server answers from a port of its own choice, so the client's end is what all datagrams of a
//! transfer share (RFC 1350 §4). What is known of it is kept under that end.

use super::{PORT, PROTOCOL};
use crate::decode::{GatherKey, Peel};
use crate::model::{Address, Endpoint, Flow, Lesson, Transport, Value, text};

/// The frame of the request.
const REQUEST: &str = "tftp.request_frame";
/// 1 once the transfer has ended.
const ENDED: &str = "tftp.ended";
/// Bytes of a block.
const BLOCK_SIZE: &str = "tftp.block_size";
/// Eight bytes of the file's name at each index; a zero ends it.
const NAME: &str = "tftp.name";

/// Bytes of a block where nothing else was agreed on (RFC 1350 §2).
const DEFAULT_BLOCK_SIZE: u64 = 512;
/// A longer name is remembered up to here.
const MAX_NAME: usize = 255;

/// A transfer that was asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Transfer {
    client: Endpoint,
    server: Endpoint,
    /// The frame of its request.
    pub request: u64,
}

/// What stands for the client's end in facts.
fn subject(client: Endpoint) -> Flow {
    Flow {
        transport: Transport::Udp,
        from: client,
        to: Endpoint {
            port: PORT,
            ..client
        },
    }
}

/// Remembers a request for the transfer that follows. True if the same was asked before and not
/// answered to the end.
pub(super) fn request(p: &mut Peel<'_>, name: &[u8]) -> bool {
    let asks = p
        .addresses()
        .and_then(|ends| match (ends.from, ends.ports) {
            (Address::Ip(ip), Some((Transport::Udp, port, PORT))) => Some(Endpoint { ip, port }),
            _ => None,
        });
    let Some(client) = asks.filter(|_| !p.is_quoted()) else {
        return false;
    };
    p.teach(Lesson::Expect {
        transport: Transport::Udp,
        at: client,
        proto: &PROTOCOL.info,
    });
    let about = subject(client);
    let name = name.get(..MAX_NAME).unwrap_or(name);
    let is_open = p.fact_of(&about, REQUEST, 0).is_some() && p.fact_of(&about, ENDED, 0) == Some(0);
    if is_open && name_of(p, &about) == name {
        return true;
    }
    let number = p.frame().number;
    p.note_of(about, REQUEST, 0, number);
    p.note_of(about, ENDED, 0, 0);
    p.note_of(about, BLOCK_SIZE, 0, DEFAULT_BLOCK_SIZE);
    // The chunk behind a name that fills the last one is empty.
    for index in 0..=name.len() / 8 {
        let chunk = name.chunks(8).nth(index).unwrap_or_default();
        let mut value = [0; 8];
        value
            .iter_mut()
            .zip(chunk)
            .for_each(|(to, from)| *to = *from);
        p.note_of(about, NAME, index as u32, u64::from_be_bytes(value));
    }
    false
}

fn name_of(p: &Peel<'_>, about: &Flow) -> Vec<u8> {
    let mut name = Vec::new();
    for index in 0..=MAX_NAME / 8 {
        let chunk = p.fact_of(about, NAME, index as u32).unwrap_or_default();
        let used = chunk
            .to_be_bytes()
            .into_iter()
            .take_while(|byte| *byte != 0);
        name.extend(used);
        if chunk & 0xff == 0 {
            break;
        }
    }
    name
}

impl Transfer {
    /// The transfer that the datagram belongs to, if its request was seen.
    pub fn of(p: &Peel<'_>) -> Option<Transfer> {
        let flow = p.flow().filter(|_| !p.is_quoted())?;
        let asked = |client: Endpoint, server: Endpoint| {
            let request = p.fact_of(&subject(client), REQUEST, 0)?;
            Some(Transfer {
                client,
                server,
                request,
            })
        };
        let ends = [(flow.from, flow.to), (flow.to, flow.from)].into_iter();
        ends.filter_map(|(client, server)| asked(client, server))
            .max_by_key(|transfer| transfer.request)
    }

    /// The file's name as the request gave it, for people.
    pub fn name(&self, p: &Peel<'_>) -> String {
        text::clean_bytes(&name_of(p, &subject(self.client)))
    }

    /// Adds the file's name and the frame of the request to a datagram that does not name them.
    pub fn say(&self, p: &mut Peel<'_>) {
        let at = p.pos()..p.pos();
        if p.wants_fields() {
            let name = self.name(p);
            p.mark_made(&super::DESTINATION_FILE, at.clone(), || name);
        }
        p.mark_as(&super::REQUEST_FRAME, at, Value::Frame(self.request));
    }

    /// Bytes of a block.
    pub fn block_size(&self, p: &Peel<'_>) -> u64 {
        let agreed = p.fact_of(&subject(self.client), BLOCK_SIZE, 0);
        agreed.unwrap_or(DEFAULT_BLOCK_SIZE)
    }

    /// The server accepted this block size.
    pub fn agree(&self, p: &mut Peel<'_>, block_size: u64) {
        p.note_of(subject(self.client), BLOCK_SIZE, 0, block_size);
    }

    /// The transfer has ended: with its last block, or with an error.
    pub fn end(&self, p: &mut Peel<'_>) {
        p.note_of(subject(self.client), ENDED, 0, 1);
    }

    /// What the blocks and acknowledgments of the transfer are gathered under.
    pub fn key(&self, p: &Peel<'_>) -> GatherKey {
        let ports = u128::from(self.client.port) << 16 | u128::from(self.server.port);
        GatherKey {
            space: "tftp",
            ends: Some((Address::Ip(self.client.ip), Address::Ip(self.server.ip))),
            id: (p.nesting() as u128) << 96 | u128::from(self.request) << 32 | ports,
        }
    }
}
