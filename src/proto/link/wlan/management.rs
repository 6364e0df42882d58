//! Management frames: finding, joining and leaving networks.

use super::fixed::*;
use super::{Kind, ORDER, PROTECTED, actions, elements, frame};
use crate::decode::{Next, Peel, Peeled};
use crate::proto::low_words;

/// Kinds of authentication.
const SAE: u64 = 3;

/// Reads a management frame behind its first two bytes.
///
/// # Errors
/// [`crate::decode::Stop`] where its bytes end too early.
pub(super) fn peel(p: &mut Peel<'_>, kind: Kind) -> Peeled {
    frame::duration(p)?;
    let (fragment, from, to) = frame::addresses(p, kind.flags, false)?;
    let name = frame::name(0, kind.subtype);
    let (from, to) = (
        crate::model::Address::Mac(from),
        crate::model::Address::Mac(to),
    );
    p.summary(format_args!("{name}, {from} → {to}"));
    if kind.flags & ORDER != 0 {
        low_words::read(p, frame::HT_CONTROL)?;
    }
    let is_piece = fragment > 0 || kind.flags & super::MORE_FRAGMENTS != 0;
    if kind.flags & PROTECTED != 0 && kind.subtype != 11 || is_piece {
        p.pass(Next::Data);
        return Ok(());
    }
    match kind.subtype {
        13 | 14 => return actions::peel(p),
        11 if kind.flags & PROTECTED != 0 => {
            p.pass(Next::Data);
            return Ok(());
        }
        4 | 9 => {}
        11 => authentication(p)?,
        subtype => {
            if p.rest().is_empty() {
                return Ok(());
            }
            p.group(&ALL, |p| parameters(p, subtype))?;
        }
    }
    if kind.subtype != 9
        && let Some(network) = elements::all(p)?
    {
        let network = String::from_utf8_lossy(network);
        p.summary(format_args!("{name}, {network}, {from} → {to}"));
    }
    Ok(())
}

/// What stands before the elements.
fn parameters(p: &mut Peel<'_>, subtype: u8) -> Peeled {
    match subtype {
        0 | 2 => {
            low_words::read(p, CAPABILITIES)?;
            p.uint(&LISTEN)?;
            if subtype == 2 {
                p.field(&CURRENT, 6)?;
            }
        }
        1 | 3 => {
            low_words::read(p, CAPABILITIES)?;
            p.uint(&STATUS)?;
            aid(p)?;
        }
        5 | 8 => {
            p.uint(&TIME)?;
            p.uint(&INTERVAL)?;
            low_words::read(p, CAPABILITIES)?;
        }
        10 | 12 => drop(p.uint(&REASON)?),
        _ => {}
    }
    Ok(())
}

fn authentication(p: &mut Peel<'_>) -> Peeled {
    p.group(&ALL, |p| {
        let algorithm = p.uint(&ALGORITHM)?;
        if algorithm != SAE {
            p.uint(&STEP)?;
            p.uint(&STATUS)?;
            return Ok(());
        }
        let step = p.uint(&SAE_KIND)?;
        let status = p.uint(&STATUS)?;
        match (step, status) {
            (1, 0 | 126) => commit(p),
            (2, 0) => {
                p.uint(&SEND_CONFIRM)?;
                let len = if p.rest().len() > 32 { 32 } else { p.rest().len() };
                p.field(&CONFIRM, len).map(|_| ())
            }
            (1, 76 | 77) => p.uint(&FINITE_GROUP).map(|_| ()),
            _ => Ok(()),
        }
    })
}

/// Number and point of a sender, as long as the group's are.
fn commit(p: &mut Peel<'_>) -> Peeled {
    let (scalar, element) = match p.uint(&FINITE_GROUP)? {
        19 => (32, 64),
        20 => (48, 96),
        21 => (66, 132),
        25 => (24, 48),
        26 => (28, 56),
        28 => (32, 64),
        29 => (48, 96),
        30 => (64, 128),
        _ => return Ok(()),
    };
    // A token of any length may stand before them, if nothing says that it stands behind.
    let behind = p.rest().get(scalar + element..).map(|rest| rest.first());
    if !matches!(behind, Some(None | Some(255))) {
        p.seek(p.bytes().len());
        return Ok(());
    }
    p.field(&SCALAR, scalar)?;
    p.field(&ELEMENT, element).map(|_| ())
}
