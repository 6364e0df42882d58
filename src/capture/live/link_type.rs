//! libpcap's link types as capture files number them.

use crate::model::LinkType;

/// The link type of a capture file (`LINKTYPE_...`) for one of libpcap's own (`DLT_...`), or
/// `None` where files have no number for it.
///
/// The two are equal except where systems gave one number several meanings: libpcap's numbers
/// follow the system it was built for, those of files are the same everywhere. The values here are
/// those of Linux; the other systems' number for raw IP, 14, has no other meaning here and is
/// taken too. <https://www.tcpdump.org/linktypes.html>
pub const fn link_type_of_dlt(dlt: i32) -> Option<LinkType> {
    let number = match dlt {
        11 => 100,      // ATM, RFC 1483
        12 | 14 => 101, // raw IP
        15 => 102,      // SLIP of BSD/OS
        16 => 103,      // PPP of BSD/OS
        19 => 106,      // classical IP over ATM
        0..=10 | 50 | 51 | 99 | 104..=0xffff => dlt as u16,
        _ => return None,
    };
    Some(LinkType(number))
}

/// The reverse of [`link_type_of_dlt`]: libpcap's own number for a link type of files.
pub const fn dlt_of_link_type(link: LinkType) -> i32 {
    match link.0 {
        100 => 11,
        101 => 12,
        102 => 15,
        103 => 16,
        106 => 19,
        same => same as i32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header of a classic capture file holds the link type in its last four bytes.
    fn written_by_libpcap(dlt: i32) -> Option<u16> {
        let file = tempfile::NamedTempFile::new().unwrap();
        let dead = pcap::Capture::dead(pcap::Linktype(dlt)).unwrap();
        dead.savefile(file.path()).ok()?;
        let header = std::fs::read(file.path()).unwrap();
        Some(u16::from_ne_bytes([header[20], header[21]]))
    }

    #[test]
    fn numbers_agree_with_what_libpcap_writes() {
        let mut mapped = 0;
        for dlt in 0..300 {
            if let Some(expected) = written_by_libpcap(dlt) {
                assert_eq!(link_type_of_dlt(dlt), Some(LinkType(expected)), "{dlt}");
                mapped += 1;
            }
        }
        assert!(mapped > 150, "libpcap knows {mapped} link types only");
        // 14 is raw IP elsewhere, and 106 only stands in files.
        for dlt in (0..300).filter(|dlt| ![14, 106].contains(dlt)) {
            if let Some(link) = link_type_of_dlt(dlt) {
                assert_eq!(dlt_of_link_type(link), dlt);
            }
        }
        assert_eq!(link_type_of_dlt(-1), None);
        assert_eq!(link_type_of_dlt(12), Some(LinkType::RAW));
        assert_eq!(link_type_of_dlt(14), Some(LinkType::RAW));
    }
}
