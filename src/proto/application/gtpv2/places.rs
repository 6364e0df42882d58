//! Where a subscriber is (3GPP TS 29.274 §8.21).

use super::elements::number;
use crate::decode::{Peel, Peeled, Stop};
use crate::model::FieldSpec;
use crate::proto::mobile;

const RFC: &str = "3GPP TS 29.274 §8.21";

const fn flag(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label)
        .part()
        .doc("Set: such a place follows.", RFC)
}

pub(super) const FLAG_ROWS: &[FieldSpec] = &[
    FieldSpec::hex("gtpv2.uli_flags", "Flags", 8)
        .parts_follow()
        .doc("By which kinds of areas the place is named.", RFC),
    flag("gtpv2.uli_ext_macro_enb_id_flg", "Extended base station"),
    flag("gtpv2.uli_macro_enb_id_flg", "Base station"),
    flag("gtpv2.uli_lai_flg", "Location area"),
    flag("gtpv2.uli_ecgi_flg", "LTE cell"),
    flag("gtpv2.uli_tai_flg", "Tracking area"),
    flag("gtpv2.uli_rai_flg", "Routing area"),
    flag("gtpv2.uli_sai_flg", "Service area"),
    flag("gtpv2.uli_cgi_flg", "Cell"),
];

pub(super) const CELL_ROWS: &[FieldSpec] = &[
    FieldSpec::gap(4),
    FieldSpec::uint("gtpv2.enodebid", "Base station", 20).doc("Which base station.", RFC),
    FieldSpec::uint("gtpv2.cellid", "Cell", 8).doc("Which of its cells.", RFC),
];

const fn area(name: &'static str, label: &'static str) -> FieldSpec {
    FieldSpec::hex(name, label, 16).doc("A part of the network; smaller ones lie in it.", RFC)
}

crate::fields! {
    CGI_MCC = mobile::country("e212.cgi.mcc");
    CGI_MNC = mobile::network("e212.cgi.mnc");
    CGI_LAC = area("gtpv2.uli_cgi_lac", "Location area");
    CGI_CELL = area("gtpv2.uli_cgi_ci", "Cell");
    SAI_MCC = mobile::country("e212.sai.mcc");
    SAI_MNC = mobile::network("e212.sai.mnc");
    SAI_LAC = area("gtpv2.sai_lac", "Location area");
    SAI_SAC = area("gtpv2.sai_sac", "Service area");
    RAI_MCC = mobile::country("e212.rai.mcc");
    RAI_MNC = mobile::network("e212.rai.mnc");
    RAI_LAC = area("gtpv2.rai_lac", "Location area");
    RAI_RAC = area("gtpv2.rai_rac", "Routing area");
    TAI_MCC = mobile::country("e212.tai.mcc");
    TAI_MNC = mobile::network("e212.tai.mnc");
    TAI_TAC = area("gtpv2.tai_tac", "Tracking area");
    ECGI_MCC = mobile::country("e212.ecgi.mcc");
    ECGI_MNC = mobile::network("e212.ecgi.mnc");
    ECGI_SPARE = FieldSpec::uint("gtpv2.uli_ecgi_eci_spare", "Spare", 8)
        .doc("The upper half of the byte, as it stands there; zero.", RFC);
    ECGI_CELL = FieldSpec::uint("gtpv2.ecgi_eci", "LTE cell", 32)
        .doc("Base station and cell; the first four bits are spare.", RFC);
    LAI_MCC = mobile::country("e212.lai.mcc");
    LAI_MNC = mobile::network("e212.lai.mnc");
    LAI_LAC = area("gtpv2.uli_lai_lac", "Location area");
}

/// The areas that the flags announce, in their order.
pub(super) fn place(p: &mut Peel<'_>) -> Peeled {
    let [flags] = *p.rows(FLAG_ROWS)?.first_chunk().ok_or(Stop)?;
    let has = |bit: u8| flags & bit != 0;
    if has(1) {
        mobile::plmn(p, &CGI_MCC, &CGI_MNC)?;
        p.uint(&CGI_LAC)?;
        p.uint(&CGI_CELL)?;
    }
    if has(2) {
        mobile::plmn(p, &SAI_MCC, &SAI_MNC)?;
        p.uint(&SAI_LAC)?;
        p.uint(&SAI_SAC)?;
    }
    if has(4) {
        mobile::plmn(p, &RAI_MCC, &RAI_MNC)?;
        p.uint(&RAI_LAC)?;
        p.uint(&RAI_RAC)?;
    }
    if has(8) {
        mobile::plmn(p, &TAI_MCC, &TAI_MNC)?;
        p.uint(&TAI_TAC)?;
    }
    if has(16) {
        mobile::plmn(p, &ECGI_MCC, &ECGI_MNC)?;
        cell(p)?;
    }
    if has(32) {
        mobile::plmn(p, &LAI_MCC, &LAI_MNC)?;
        p.uint(&LAI_LAC)?;
    }
    Ok(())
}

fn cell(p: &mut Peel<'_>) -> Peeled {
    p.require(4)?;
    let at = p.pos();
    let spare = p.rest()[0] & 0xf0;
    number(p, &ECGI_SPARE, at..at + 1, spare.into());
    p.uint(&ECGI_CELL)?;
    p.bits(CELL_ROWS, at);
    Ok(())
}
