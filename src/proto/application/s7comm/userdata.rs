//! What the controller's operating system answers itself: lists of its state, of blocks, its clock.

use super::{DATA, PARAMETERS, SOURCE, lists, variables};
use crate::decode::{Peel, Peeled};
use crate::model::{FieldSpec, bytes_of};

const BLOCKS: u8 = 3;
const CPU: u8 = 4;
const READ_LIST: u64 = 1;
const REQUEST: u8 = 4;

pub(super) const METHOD: &[FieldSpec] = &[
    FieldSpec::uint("s7comm.param.userdata.type", "Type", 4)
        .codes(&[(0, "push"), (4, "request"), (8, "response")])
        .doc("Who speaks.", SOURCE),
    FieldSpec::uint("s7comm.param.userdata.funcgroup", "Group", 4)
        .codes(&[
            (0, "mode transition"),
            (1, "programmer commands"),
            (2, "cyclic services"),
            (3, "block functions"),
            (4, "CPU functions"),
            (5, "security"),
            (6, "program block services"),
            (7, "time functions"),
            (15, "NC programming"),
        ])
        .doc("What it is about.", SOURCE),
];

crate::fields! {
    HEAD = FieldSpec::hex("s7comm.param.userdata.head", "Head", 24).doc("Always 0x000112.", SOURCE);
    LENGTH = FieldSpec::uint("s7comm.param.userdata.length", "Length", 8).unit("bytes").doc("Of what follows.", SOURCE);
    DIRECTION = FieldSpec::hex("s7comm.param.userdata.reqres1", "Direction", 8)
        .codes(&[(0x11, "request"), (0x12, "response")])
        .doc("Request or response.", SOURCE);
    SUBFUNCTION = FieldSpec::uint("s7comm.param.userdata.subfunc", "Function", 8).doc("Which one of the group.", SOURCE);
    SEQUENCE = FieldSpec::uint("s7comm.param.userdata.seq_num", "Sequence", 8).doc("Ties parts of a long answer together.", SOURCE);
    UNIT = FieldSpec::uint("s7comm.param.userdata.dataunitref", "Data unit", 8).doc("Which part this is.", SOURCE);
    LAST = FieldSpec::hex("s7comm.param.userdata.lastdataunit", "Last", 8)
        .codes(&[(0, "yes"), (1, "no")])
        .doc("Whether this is the last part.", SOURCE);
    ERROR = FieldSpec::hex("s7comm.param.errcod", "Error", 16).codes(&[(0, "no error")]).doc("0: it worked.", SOURCE);
    REST = FieldSpec::bytes("s7comm.data.userdata", "Data").doc("Data that decap does not take apart.", SOURCE);
}

/// Reads parameters and data.
pub(super) fn message(p: &mut Peel<'_>, parameters: usize, data: usize) -> Peeled {
    let (mut method, mut function, mut is_first) = (0, 0, true);
    p.group(&PARAMETERS, |p| {
        p.within(parameters, "parameter length", |p| {
            p.uint(&HEAD)?;
            p.uint(&LENGTH)?;
            let direction = p.uint(&DIRECTION)?;
            [method] = *p.header::<{ bytes_of(METHOD) }>(METHOD)?;
            function = p.uint(&SUBFUNCTION)?;
            p.uint(&SEQUENCE)?;
            if direction == 0x12 {
                is_first = p.uint(&UNIT)? == 0;
                p.uint(&LAST)?;
                p.uint(&ERROR)?;
            }
            Ok(())
        })
    })?;
    let kind = METHOD[0]
        .names
        .get((method >> 4).into())
        .unwrap_or("message");
    let group = METHOD[1]
        .names
        .get((method & 15).into())
        .unwrap_or("unknown group");
    p.summary(format_args!("{kind}: {group}, function {function}"));
    if data == 0 {
        return Ok(());
    }
    let is_request = method >> 4 == REQUEST;
    p.group(&DATA, |p| {
        p.within(data, "data length", |p| {
            p.uint(&variables::RETURN_CODE)?;
            p.uint(&variables::TRANSPORT_SIZE)?;
            let len = p.uint(&variables::VALUE_LEN)? as usize;
            p.within(len, "data length", |p| {
                match (method & 15, function) {
                    // Later parts of a long list go on in the middle of it.
                    (CPU, READ_LIST) if is_first => lists::state(p, is_request)?,
                    (BLOCKS, 1..=3) if is_first => lists::blocks(p, function, is_request)?,
                    _ => {}
                }
                let left = p.rest().len();
                if left > 0 {
                    p.field(&REST, left)?;
                }
                Ok(())
            })
        })
    })?;
    p.ends_at(p.pos());
    Ok(())
}
