//! Which request a response answers: both directions of a connection carry their messages in the
//! same order (RFC 9112 §9.3), so counting them is enough.
//!
//! Only two methods change how a response is read (RFC 9112 §6.3), and only these are remembered.

use crate::decode::{DATA, Peel, Protocol};
use crate::model::Lesson;
use crate::proto::application::websocket;

/// How many requests a connection has seen, and how many of them were answered.
const REQUESTS: &str = "http requests";
const ANSWERED: &str = "http requests answered";
/// What a request asked, by its number: the connection, and one of the codes below.
const METHOD: &str = "http method";

/// A method after which a response is read differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// The response has no body, whatever its head says.
    Head,
    /// A response of success has none, and what follows it is not HTTP.
    Connect,
}

impl Asked {
    const ALL: [(Asked, &'static [u8], u64); 2] =
        [(Asked::Head, b"HEAD", 1), (Asked::Connect, b"CONNECT", 2)];
}

/// Counts a request.
pub(super) fn request(p: &mut Peel<'_>, method: &[u8]) {
    let Some(connection) = p.connection() else {
        return;
    };
    let number = p.fact(REQUESTS, connection).unwrap_or_default();
    let special = Asked::ALL.iter().find(|asked| asked.1 == method);
    if let Some((_, _, code)) = special {
        p.note(METHOD, number as u32, u64::from(connection) << 8 | code);
    }
    p.note(REQUESTS, connection, number + 1);
}

/// Counts a response. Says what its request asked, if that changes how the response is read.
pub(super) fn response(p: &mut Peel<'_>, status: u16) -> Option<Asked> {
    let connection = p.connection()?;
    let number = p.fact(ANSWERED, connection).unwrap_or_default();
    // The capture may begin behind a request.
    if number >= p.fact(REQUESTS, connection)? {
        return None;
    }
    // Interim responses come before the one that answers.
    if !(100..=199).contains(&status) {
        p.note(ANSWERED, connection, number + 1);
    }
    let found = p.fact(METHOD, number as u32)?;
    let code = found.checked_sub(u64::from(connection) << 8)?;
    let asked = Asked::ALL.iter().find(|asked| asked.2 == code);
    asked.map(|asked| asked.0)
}

/// What both ends go on with after a change of protocol, if it is known here.
pub(super) fn successor(upgrade: &str) -> Option<&'static Protocol> {
    let is = |name: &str| upgrade.trim().eq_ignore_ascii_case(name);
    match upgrade {
        _ if is("websocket") => Some(&websocket::PROTOCOL),
        _ => None,
    }
}

/// From here on, both directions carry something else: `next`, or nobody knows what.
pub(super) fn leave(p: &mut Peel<'_>, next: Option<&'static Protocol>) {
    if let Some(flow) = p.flow()
        && p.connection().is_some()
    {
        let next = next.map_or(&DATA, |next| &next.info);
        p.teach(Lesson::Speaks(flow, next));
    }
}
