//! Numbers of VNC and their names, from the registries of RFC 6143 and of those who added to it.

use crate::model::Codes;

/// What a code is called, or its number.
pub(super) fn name(codes: Codes, code: u64) -> String {
    match codes.binary_search_by_key(&code, |entry| entry.0) {
        Ok(place) => codes[place].1.to_owned(),
        Err(_) => code.to_string(),
    }
}

/// RFC 6143 §8.1.2 and IANA's registry.
pub(super) const SECURITY: Codes = &[
    (0, "Invalid"),
    (1, "None"),
    (2, "VNC"),
    (5, "RA2"),
    (6, "RA2ne"),
    (7, "SSPI"),
    (8, "SSPIne"),
    (16, "Tight"),
    (17, "Ultra"),
    (18, "TLS"),
    (19, "VeNCrypt"),
    (20, "SASL"),
    (21, "MD5 hash"),
    (22, "xvp"),
    (30, "Apple Remote Desktop"),
    (129, "RA2 with AES-256"),
    (130, "RA2ne with AES-256"),
];

/// What VeNCrypt goes on with.
pub(super) const VENCRYPT: Codes = &[
    (1, "None"),
    (2, "VNC"),
    (256, "Plain"),
    (257, "TLS, no login"),
    (258, "TLS, VNC"),
    (259, "TLS, plain"),
    (260, "X.509, no login"),
    (261, "X.509, VNC"),
    (262, "X.509, plain"),
    (263, "TLS, SASL"),
    (264, "X.509, SASL"),
];

/// What a client may send.
pub(super) const CLIENT: Codes = &[
    (0, "Set pixel format"),
    (2, "Set encodings"),
    (3, "Framebuffer update request"),
    (4, "Key event"),
    (5, "Pointer event"),
    (6, "Cut text"),
    (128, "MirrorLink"),
    (150, "Enable continuous updates"),
    (248, "Fence"),
    (250, "xvp"),
    (251, "Set desktop size"),
    (253, "gii"),
    (255, "QEMU"),
];

/// What a server may send.
pub(super) const SERVER: Codes = &[
    (0, "Framebuffer update"),
    (1, "Set colormap entries"),
    (2, "Ring bell"),
    (3, "Cut text"),
    (128, "MirrorLink"),
    (150, "End of continuous updates"),
    (248, "Fence"),
    (250, "xvp"),
    (253, "gii"),
    (255, "QEMU"),
];

/// Kinds of MirrorLink's messages.
pub(super) const MIRRORLINK: Codes = &[
    (0, "ByeBye"),
    (1, "Server display configuration"),
    (2, "Client display configuration"),
    (3, "Server event configuration"),
    (4, "Client event configuration"),
    (5, "Event mapping"),
    (6, "Event mapping request"),
    (7, "Key event listing"),
    (8, "Key event listing request"),
    (9, "Virtual keyboard trigger"),
    (10, "Virtual keyboard trigger request"),
    (11, "Device status"),
    (12, "Device status request"),
    (13, "Content attestation response"),
    (14, "Content attestation request"),
    (16, "Framebuffer blocking notification"),
    (18, "Audio blocking notification"),
    (20, "Touch event"),
];

/// Well-known encodings. Those with negative numbers ask for something, or tell it.
pub(super) fn encoding(code: u64) -> Option<&'static str> {
    // A field of 32 bits gives its signed number as it is, or widened.
    let code = code as u32 as i32;
    Some(match code {
        0 => "Raw",
        1 => "CopyRect",
        2 => "RRE",
        4 => "CoRRE",
        5 => "Hextile",
        6 => "Zlib",
        7 => "Tight",
        8 => "ZlibHex",
        9 => "Ultra",
        15 => "TRLE",
        16 => "ZRLE",
        17 => "ZYWRLE",
        50 => "H.264",
        -32..=-23 => "JPEG quality level",
        -223 => "DesktopSize",
        -224 => "LastRect",
        -232 => "PointerPos",
        -239 => "Cursor",
        -240 => "XCursor",
        -256..=-247 => "Compression level",
        -257 => "QEMU pointer motion",
        -258 => "QEMU extended key event",
        -259 => "QEMU audio",
        -260 => "Tight PNG",
        -261 => "LED state",
        -305 => "gii",
        -307 => "Desktop name",
        -308 => "Extended desktop size",
        -309 => "xvp",
        -312 => "Fence",
        -313 => "Continuous updates",
        -314 => "Cursor with alpha",
        -523 => "MirrorLink",
        -524 => "Context information",
        -525 => "SLRLE",
        -526 => "Transform",
        -131_072 => "Keyboard LED state",
        -131_071 => "Supported messages",
        -131_070 => "Supported encodings",
        -131_069 => "Server identity",
        -1_063_131_698 => "Extended clipboard",
        0x4832_3634 => "H.264",
        _ => return None,
    })
}
