//! Objects: what messages consist of (RFC 2205 §3.1.2).

use super::{
    CLASS, DATA, HASH, LENGTH, LISTED, NAME, POLICY, REST, SCOPE_IPV4, layouts, routes, services,
    tables,
};
use crate::decode::{Peel, Peeled, Stop};
use crate::model::{FaultKind, FieldSpec, bits_of};

const HEAD_LEN: usize = 4;

pub(super) fn object(p: &mut Peel<'_>) -> Peeled {
    p.require(HEAD_LEN)?;
    let head = p.rest();
    let (len, class, kind) = (
        usize::from(u16::from_be_bytes([head[0], head[1]])),
        head[2],
        head[3],
    );
    if len < HEAD_LEN {
        p.fault(
            FaultKind::BadLength {
                field: "object length",
                says: len as u64,
                limit: HEAD_LEN as u64,
            },
            p.pos()..p.pos() + 2,
        );
        return Err(Stop);
    }
    let group = tables::group_of(class);
    p.group(group, |p| {
        p.uint(&LENGTH)?;
        p.uint(&CLASS)?;
        p.rows(tables::kind_of(class))?;
        p.within(len - HEAD_LEN, "object length", |p| {
            body(p, class, kind)?;
            match p.rest().len() {
                0 => Ok(()),
                rest => p.group(&REST, |p| p.skip(rest)).map(drop),
            }
        })
    })
}

fn body(p: &mut Peel<'_>, class: u8, kind: u8) -> Peeled {
    match (class, kind) {
        (4, 1) => {
            p.rows(layouts::INTEGRITY)?;
            remaining(p, &HASH)
        }
        (7, 1) => {
            while !p.rest().is_empty() && !p.is_full() {
                p.field(&SCOPE_IPV4, 4)?;
            }
            Ok(())
        }
        (9, 2) => services::traffic(p, true),
        (12, 2) => services::traffic(p, false),
        (13, 2) => services::offers(p),
        (14, _) => remaining(p, &POLICY),
        (20 | 21, 1) => routes::hops(p, class),
        (25, 1) => {
            p.rows(layouts::LIST)?;
            while !p.rest().is_empty() && !p.is_full() {
                p.uint(&LISTED)?;
            }
            Ok(())
        }
        (207, 1 | 7) => {
            if kind == 1 {
                p.rows(layouts::AFFINITIES)?;
            }
            let len = usize::from(p.rows(layouts::ATTRIBUTES)?[3]);
            match len.min(p.rest().len()) {
                0 => Ok(()),
                len => p.field(&NAME, len).map(drop),
            }
        }
        _ => match layouts::layout(class, kind) {
            Some(table) if p.rest().len() >= (bits_of(table) / 8) as usize => {
                p.rows(table).map(drop)
            }
            _ if tables::is_unknown(class) => remaining(p, &DATA),
            _ => Ok(()),
        },
    }
}

fn remaining(p: &mut Peel<'_>, spec: &'static FieldSpec) -> Peeled {
    match p.rest().len() {
        0 => Ok(()),
        len => p.field(spec, len).map(drop),
    }
}
