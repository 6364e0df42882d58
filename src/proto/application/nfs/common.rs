//! Handles, names, data and answers that several versions have.

use super::super::rpc::xdr;
use super::status;
use crate::decode::{Peel, Peeled};
use crate::model::FieldSpec;

const SECTION: &str = "RFC 1813 §2.5";

crate::fields! {
    OBJECT = FieldSpec::group("", "Object").doc("A file or directory, by its handle.", SECTION);
    WHERE = FieldSpec::group("", "Place").doc("A name in a directory.", "RFC 1813 §3.3.3");
    HANDLE_LEN = FieldSpec::uint("nfs.fh.length", "Length", 32).unit("bytes").doc("Of the handle.", SECTION);
    HANDLE = FieldSpec::bytes("nfs.fhandle", "Handle").doc("The server's own name of a file; a client does not look into it.", SECTION);
    NAME = FieldSpec::text("nfs.name", "Name").doc("Of a file in its directory.", SECTION);
    pub(super) DATA = FieldSpec::bytes("nfs.data", "Data").doc("Of the file.", "RFC 1813 §3.3.6");
    pub(super) LINK_TARGET = FieldSpec::text("nfs.readlink.data", "Target").doc("Where the symbolic link points to.", "RFC 1813 §3.3.5");
    pub(super) LINK_TO = FieldSpec::text("nfs.symlink.to", "To").doc("Where the symbolic link shall point to.", "RFC 1813 §3.3.10");
    pub(super) ENTRY = FieldSpec::group("nfs.readdir.entry", "Entry").doc("A name in the directory.", "RFC 1813 §3.3.16");
    pub(super) END = FieldSpec::uint("nfs.readdir.eof", "End of directory", 32).doc("1: there are no more entries.", "RFC 1813 §3.3.16");
    STATUS = FieldSpec::uint("nfs.status", "Status", 32).codes(status::STATUS).doc("Whether it worked.", "RFC 1813 §2.6");
}

/// Reads a handle of version 2: 32 bytes.
pub(super) fn handle_2(p: &mut Peel<'_>) -> Peeled {
    p.group(&OBJECT, |p| p.field(&HANDLE, 32).map(drop))
}

/// Reads a handle behind its length.
pub(super) fn handle(p: &mut Peel<'_>) -> Peeled {
    p.group(&OBJECT, |p| xdr::bare_opaque(p, &HANDLE_LEN, &HANDLE))
}

/// Reads a name in a directory, version 2.
pub(super) fn place_2(p: &mut Peel<'_>) -> Peeled {
    p.group(&WHERE, |p| {
        handle_2(p)?;
        xdr::opaque(p, &NAME)
    })
}

/// Reads a name in a directory.
pub(super) fn place(p: &mut Peel<'_>) -> Peeled {
    p.group(&WHERE, |p| {
        handle(p)?;
        xdr::opaque(p, &NAME)
    })
}

/// Reads a status under its version's name; true if it is success.
pub(super) fn status(
    p: &mut Peel<'_>,
    spec: &'static FieldSpec,
    what: &str,
) -> Result<bool, crate::decode::Stop> {
    let at = p.pos();
    let status = p.uint(spec)?;
    p.mark(&STATUS, at..at + 4);
    if status != 0 {
        p.summary(format_args!("{what}, reply: {}", status::name(status)));
    }
    Ok(status == 0)
}
