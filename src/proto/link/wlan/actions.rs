//! Action frames: what stations ask each other for.

use super::fixed::*;
use super::{elements, fixed};
use crate::decode::{Next, Peel, Peeled};
use crate::model::FieldSpec;
use crate::proto::low_words::{self, low_words};

const SECTION: &str = "IEEE 802.11 §9.6";

const fn action(name: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::uint(name, "Action", 8).doc(doc, SECTION)
}

/// The action of spectrum management that nobody answers.
const CHANNEL_SWITCH: u64 = 4;

crate::fields! {
    pub(super) PAYLOAD_TYPE = FieldSpec::uint("wlan.data_encap.payload_type", "Payload type", 8)
        .codes(&[(1, "remote request or response"), (2, "TDLS")])
        .doc("What follows the EtherType.", "IEEE 802.11 §H.2");
    ACTION = action("wlan.fixed.action_code", "Which action of the category.");
    HT_ACTION = action("wlan.fixed.htact", "Which action of 802.11n.")
        .codes(&[(0, "channel width"), (1, "power save"), (2, "PSMP"), (3, "PCO phase"), (4, "CSI"), (5, "matrices"), (6, "compressed matrices"), (7, "antennas")]);
    PUBLIC_ACTION = action("wlan.fixed.publicact", "Which action that needs no association.");
    MESH_ACTION = action("wlan.fixed.mesh_action", "Which action of a mesh.");
    PEERING_ACTION = action("wlan.fixed.selfprot_action", "Which action between neighbours of a mesh.");
    VHT_ACTION = action("wlan.vht.action", "Which action of 802.11ac.");
    TRANSACTION = FieldSpec::hex("wlan.fixed.transaction_id", "Transaction", 16).little().doc("Pairs question and answer.", SECTION);
    MEASUREMENT = FieldSpec::uint("wlan.rm.dialog_token", "Dialogue", 8).doc("Pairs requests and reports.", SECTION);
    REPETITIONS = FieldSpec::uint("wlan.rm.repetitions", "Repetitions", 16).little().doc("How often to measure again.", SECTION);
    WIDTH = FieldSpec::hex("wlan.fixed.chanwidth", "Channel width", 8).doc("0: 20 MHz, 1: any.", SECTION);
}

low_words! {
    POWER_SAVE in "IEEE 802.11 §9.4.1.22": 8 "wlan.fixed.sm.powercontrol" "Power save" "How many antennas doze." {
        1 "wlan.fixed.sm.powercontrol.enabled" "Power save" "Set: only one antenna listens.";
        1 "wlan.fixed.sm.powercontrol.mode" "Dynamic" "Set: the others wake up for each exchange.";
        6 "wlan.fixed.sm.powercontrol.reserved" "Reserved" "Zero.";
    }
}

/// Reads an action from its category on.
///
/// # Errors
/// [`crate::decode::Stop`] where its bytes end too early.
pub(super) fn peel(p: &mut Peel<'_>) -> Peeled {
    let category = p.uint(&CATEGORY)?;
    if p.wants_fields() {
        let name = CATEGORY.names.get(category).unwrap_or("unknown");
        p.summary(format_args!("action, {name}"));
    }
    parameters(p, category)?;
    match category {
        0 | 3 | 5 => elements::all(p).map(|_| ()),
        _ if p.rest().is_empty() => Ok(()),
        _ => {
            p.pass(Next::Data);
            Ok(())
        }
    }
}

fn parameters(p: &mut Peel<'_>, category: u64) -> Peeled {
    match category {
        0 => spectrum(p)?,
        3 => block_ack(p)?,
        4 => drop(p.uint(&PUBLIC_ACTION)?),
        5 => {
            let action = p.uint(&ACTION)?;
            p.uint(&MEASUREMENT)?;
            if action == 0 {
                p.uint(&REPETITIONS)?;
            }
        }
        7 => match p.uint(&HT_ACTION)? {
            0 => drop(p.uint(&WIDTH)?),
            1 => drop(low_words::read(p, POWER_SAVE)?),
            _ => {}
        },
        8 => {
            p.uint(&ACTION)?;
            p.uint(&TRANSACTION)?;
        }
        13 => drop(p.uint(&MESH_ACTION)?),
        15 => drop(p.uint(&PEERING_ACTION)?),
        21 => drop(p.uint(&VHT_ACTION)?),
        _ => {}
    }
    Ok(())
}

/// About channels and power.
fn spectrum(p: &mut Peel<'_>) -> Peeled {
    // A channel switch is announced, not asked for.
    if p.uint(&ACTION)? != CHANNEL_SWITCH {
        p.uint(&TOKEN)?;
    }
    Ok(())
}

/// Two stations agree that frames are acknowledged in blocks.
fn block_ack(p: &mut Peel<'_>) -> Peeled {
    let action = p.uint(&ACTION)?;
    if action == 2 {
        low_words::read(p, fixed::END)?;
        p.uint(&REASON)?;
        return Ok(());
    }
    p.uint(&TOKEN)?;
    if action == 1 {
        p.uint(&STATUS)?;
    }
    low_words::read(p, fixed::AGREEMENT)?;
    p.uint(&TIMEOUT)?;
    if action == 0 {
        low_words::read(p, fixed::START)?;
    }
    Ok(())
}
