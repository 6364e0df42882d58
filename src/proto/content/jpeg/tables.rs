//! The fixed parts of JPEG segments, and the names of its markers.

use crate::model::FieldSpec;

/// Version of JFIF.
pub(super) const VERSION: &[FieldSpec] = &[
    FieldSpec::uint("image-jfif.version.major", "Major version", 8)
        .doc("1 in all versions so far.", "T.871 §10.1"),
    FieldSpec::uint("image-jfif.version.minor", "Minor version", 8)
        .doc("Two digits: 2 means 1.02.", "T.871 §10.1"),
];

/// The JFIF segment behind its version.
pub(super) const JFIF: &[FieldSpec] = &[
    FieldSpec::uint("image-jfif.units", "Unit of the density", 8)
        .codes(&[
            (0, "none"),
            (1, "dots per inch"),
            (2, "dots per centimetre"),
        ])
        .doc(
            "With no unit the two densities give the shape of a pixel only.",
            "T.871 §10.1",
        ),
    FieldSpec::uint("image-jfif.Xdensity", "Density across", 16)
        .doc("How densely the pixels lie in a row.", "T.871 §10.1"),
    FieldSpec::uint("image-jfif.Ydensity", "Density down", 16)
        .doc("How densely the rows lie.", "T.871 §10.1"),
    FieldSpec::uint("image-jfif.Xthumbnail", "Thumbnail width", 8)
        .unit("pixels")
        .doc("0 if there is no small copy of the picture.", "T.871 §10.1"),
    FieldSpec::uint("image-jfif.Ythumbnail", "Thumbnail height", 8)
        .unit("pixels")
        .doc("0 if there is no small copy of the picture.", "T.871 §10.1"),
];

/// The start of a frame header.
pub(super) const FRAME: &[FieldSpec] = &[
    FieldSpec::uint("image-jfif.sof.precision", "Precision", 8)
        .unit("bits")
        .doc("Bits per sample.", "T.81 §B.2.2"),
    FieldSpec::uint("image-jfif.sof.lines", "Height", 16)
        .unit("lines")
        .doc("Number of rows.", "T.81 §B.2.2"),
    FieldSpec::uint("image-jfif.sof.samples_per_line", "Width", 16)
        .unit("samples")
        .doc("Samples in a row.", "T.81 §B.2.2"),
    FieldSpec::uint("image-jfif.sof.nf", "Components", 8).doc(
        "1 for grey, 3 for brightness and two colour differences, 4 for printing colours.",
        "T.81 §B.2.2",
    ),
];

/// One component of a frame.
pub(super) const COMPONENT: &[FieldSpec] = &[
    FieldSpec::uint("image-jfif.sof.c_i", "Component", 8)
        .doc("A number by which scans name it. In JFIF 1 is brightness, 2 and 3 are colour differences.", "T.81 §B.2.2"),
    FieldSpec::uint("image-jfif.sof.h_i", "Sampling across", 4)
        .doc("How finely the component is sampled, compared with the others: colour is often half as fine as brightness.", "T.81 §B.2.2"),
    FieldSpec::uint("image-jfif.sof.v_i", "Sampling down", 4)
        .doc("How finely the component is sampled, compared with the others.", "T.81 §B.2.2"),
    FieldSpec::uint("image-jfif.sof.tq_i", "Quantization table", 8)
        .doc("Which table of divisors it uses.", "T.81 §B.2.2"),
];

/// One component of a scan.
pub(super) const COMPONENT_OF_SCAN: &[FieldSpec] = &[
    FieldSpec::uint("image-jfif.sos.component_selector", "Component", 8).doc(
        "Which one, by its number in the frame header.",
        "T.81 §B.2.3",
    ),
    FieldSpec::uint("image-jfif.sos.dc_entropy_selector", "DC table", 4).doc(
        "Which Huffman table codes the averages of its blocks.",
        "T.81 §B.2.3",
    ),
    FieldSpec::uint("image-jfif.sos.ac_entropy_selector", "AC table", 4).doc(
        "Which Huffman table codes the details of its blocks.",
        "T.81 §B.2.3",
    ),
];

/// The end of a scan header.
pub(super) const SCAN_END: &[FieldSpec] = &[
    FieldSpec::uint("image-jfif.sos.ss", "First frequency", 8).doc(
        "0 is the average of a block. A progressive picture sends coarse frequencies first.",
        "T.81 §B.2.3",
    ),
    FieldSpec::uint("image-jfif.sos.se", "Last frequency", 8)
        .doc("63 is the finest detail of a block.", "T.81 §B.2.3"),
    FieldSpec::uint("image-jfif.sos.ah", "Bits sent before", 4).doc(
        "In a progressive picture: which bit the scan before ended with.",
        "T.81 §B.2.3",
    ),
    FieldSpec::uint("image-jfif.sos.al", "Bits left out", 4).doc(
        "In a progressive picture: how many low bits are left for later scans.",
        "T.81 §B.2.3",
    ),
];

/// Markers, by their two bytes (T.81 table B.1).
pub(super) const MARKERS: &[(u64, &str)] = &[
    (0xff01, "Temporary"),
    (0xffc0, "Start of frame, baseline"),
    (0xffc1, "Start of frame, extended sequential"),
    (0xffc2, "Start of frame, progressive"),
    (0xffc3, "Start of frame, lossless"),
    (0xffc4, "Huffman tables"),
    (0xffc5, "Start of frame, differential sequential"),
    (0xffc6, "Start of frame, differential progressive"),
    (0xffc7, "Start of frame, differential lossless"),
    (0xffc8, "Reserved for extensions"),
    (0xffc9, "Start of frame, arithmetic sequential"),
    (0xffca, "Start of frame, arithmetic progressive"),
    (0xffcb, "Start of frame, arithmetic lossless"),
    (0xffcc, "Arithmetic coding conditions"),
    (0xffcd, "Start of frame, arithmetic differential sequential"),
    (
        0xffce,
        "Start of frame, arithmetic differential progressive",
    ),
    (0xffcf, "Start of frame, arithmetic differential lossless"),
    (0xffd0, "Restart 0"),
    (0xffd1, "Restart 1"),
    (0xffd2, "Restart 2"),
    (0xffd3, "Restart 3"),
    (0xffd4, "Restart 4"),
    (0xffd5, "Restart 5"),
    (0xffd6, "Restart 6"),
    (0xffd7, "Restart 7"),
    (0xffd8, "Start of image"),
    (0xffd9, "End of image"),
    (0xffda, "Start of scan"),
    (0xffdb, "Quantization tables"),
    (0xffdc, "Number of lines"),
    (0xffdd, "Restart interval"),
    (0xffde, "Hierarchical progression"),
    (0xffdf, "Expand reference components"),
    (0xffe0, "Application data 0"),
    (0xffe1, "Application data 1"),
    (0xffe2, "Application data 2"),
    (0xffe3, "Application data 3"),
    (0xffe4, "Application data 4"),
    (0xffe5, "Application data 5"),
    (0xffe6, "Application data 6"),
    (0xffe7, "Application data 7"),
    (0xffe8, "Application data 8"),
    (0xffe9, "Application data 9"),
    (0xffea, "Application data 10"),
    (0xffeb, "Application data 11"),
    (0xffec, "Application data 12"),
    (0xffed, "Application data 13"),
    (0xffee, "Application data 14"),
    (0xffef, "Application data 15"),
    (0xfffe, "Comment"),
];

/// What a marker's second byte means.
pub(super) fn name(code: u8) -> &'static str {
    let marker = 0xff00 | u64::from(code);
    MARKERS
        .binary_search_by_key(&marker, |entry| entry.0)
        .map_or("Reserved", |index| MARKERS[index].1)
}
