//! Control frames: who may use the air, and what arrived.

use super::frame::{self, BSSID, RA, TA};
use super::{Kind, fixed};
use crate::decode::{Next, Peel, Peeled, Stop};
use crate::model::{Address, FieldSpec};
use crate::proto::low_words::{self, low_words};

const BITMAP_DOC: &str = "One bit for each frame from the starting number on: set if it arrived.";

crate::fields! {
    BITMAP = FieldSpec::bytes("wlan.ba.bm", "Bitmap").doc(BITMAP_DOC, "IEEE 802.11 §9.3.1.8");
}

low_words! {
    ACK_CONTROL in "IEEE 802.11 §9.3.1.7": 16 "wlan.ba.control" "Block ACK control" "Which kind of block acknowledgement it is." {
        1 "wlan.ba.control.ackpolicy" "No ACK" "Set: this frame itself is not acknowledged.";
        4 "wlan.ba.control.ba_type" "Kind" "How long the bitmap is, and for how many."
            [&[(0, "basic"), (1, "extended compressed"), (2, "compressed"), (3, "several traffic classes"), (6, "groupcast"), (10, "GLK"), (11, "several stations")]];
        7 "wlan.ba.control.reserved" "Reserved" "Zero.";
        4 "wlan.ba.basic.tidinfo" "Traffic class" "Whose frames are meant.";
    }
    TOKEN in "IEEE 802.11 §9.3.1.19": 8 "wlan.vht_ndp.token" "Sounding token" "Which measurement follows." {
        1 "wlan.vht_ndp.token.ranging" "Ranging" "Set: to measure distances.";
        1 "wlan.vht_ndp.token.he" "HE" "Set: in the form of 802.11ax.";
        6 "wlan.vht_ndp.token.number" "Number" "Counts the measurements.";
    }
    STATION in "IEEE 802.11 §9.3.1.19": 16 "" "Station" "Who shall measure." {
        12 "wlan.vht_ndp.sta_info.aid12" "Association number" "The station's number.";
        1 "wlan.vht_ndp.sta_info.feedback_type" "Many users" "Set: for sending to many users at once.";
        3 "wlan.vht_ndp.sta_info.nc_index" "Columns" "How much it shall report.";
    }
}

/// Subtypes.
const WRAPPER: u8 = 7;
const NDP: u8 = 5;
const BLOCK_ACK_REQUEST: u8 = 8;
const BLOCK_ACK: u8 = 9;
const PS_POLL: u8 = 10;
const RTS: u8 = 11;
const CTS: u8 = 12;
const ACK: u8 = 13;
const CF_END: u8 = 14;
const CF_END_ACK: u8 = 15;

/// Reads a control frame behind its first two bytes.
///
/// # Errors
/// [`Stop`] where its bytes end too early.
pub(super) fn peel(p: &mut Peel<'_>, kind: Kind) -> Peeled {
    if kind.subtype == PS_POLL {
        low_words::read(p, frame::AID)?;
    } else {
        frame::duration(p)?;
    }
    match kind.subtype {
        WRAPPER | CTS | ACK => {
            let to = frame::mac(p, &[&RA])?;
            p.summary(format_args!(
                "{} for {}",
                frame::name(1, kind.subtype),
                Address::Mac(to)
            ));
        }
        PS_POLL => ends(p, kind, &[&RA, &BSSID], &[&TA])?,
        CF_END | CF_END_ACK => ends(p, kind, &[&RA], &[&TA, &BSSID])?,
        _ => ends(p, kind, &[&RA], &[&TA])?,
    }
    match kind.subtype {
        RTS | CTS | ACK | PS_POLL | CF_END | CF_END_ACK => Ok(()),
        BLOCK_ACK_REQUEST => acknowledged(p, false),
        BLOCK_ACK => acknowledged(p, true),
        NDP => {
            low_words::read(p, TOKEN)?;
            while p.rest().len() >= 2 && !p.is_full() {
                low_words::read(p, STATION)?;
            }
            Ok(())
        }
        _ => {
            p.pass(Next::Data);
            Ok(())
        }
    }
}

/// Reads receiver and transmitter.
fn ends(
    p: &mut Peel<'_>,
    kind: Kind,
    first: &[&'static FieldSpec],
    second: &[&'static FieldSpec],
) -> Result<(), Stop> {
    let to = frame::mac(p, first)?;
    let from = frame::mac(p, second)?;
    p.from_to(Address::Mac(from), Address::Mac(to));
    p.summary(format_args!(
        "{}, {} → {}",
        frame::name(1, kind.subtype),
        Address::Mac(from),
        Address::Mac(to)
    ));
    Ok(())
}

/// Which frames are asked for, or arrived.
fn acknowledged(p: &mut Peel<'_>, has_bitmap: bool) -> Peeled {
    let control = low_words::read(p, ACK_CONTROL)?;
    let kind = control >> 1 & 0x0f;
    if !matches!(kind, 0..=2) {
        p.pass(Next::Data);
        return Ok(());
    }
    let start = low_words::read(p, fixed::START)?;
    if has_bitmap {
        let len = match (kind, start & 0x0f) {
            (0, _) => 128,
            (_, 4) => 32,
            _ => 8,
        };
        p.field(&BITMAP, len)?;
    }
    Ok(())
}
