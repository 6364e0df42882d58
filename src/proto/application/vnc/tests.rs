use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FieldSpec};
use crate::proto::registry;

use super::reader::{Cut, Reader};
use super::{Phase, Pixel, View, message};

fn view(from_server: bool) -> View {
    View {
        from_server,
        minor: 8,
        security: 1,
        pixel: Pixel::new(32, 24, [255; 3]),
        screen: (64, 64),
    }
}

fn measure(bytes: &[u8], view: View, phase: Phase) -> Result<usize, Cut> {
    let mut reader = Reader::new(None, bytes, 0);
    message(&mut reader, &view, phase).map(|_| reader.pos())
}

/// An update with one rectangle of 4 by 3 pixels.
fn update(encoding: i32, picture: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 0, 1, 0, 1, 0, 2, 0, 4, 0, 3];
    bytes.extend(encoding.to_be_bytes());
    bytes.extend(picture);
    bytes
}

#[test]
fn a_greeting_is_unmistakable() {
    let mut out = Dissection::default();
    Peeler::new(registry()).peel_as(&super::PROTOCOL, b"RFB 003.008\n", Want::Full, &mut out);
    let version = &out.fields_of(&out.layers[0])[1];
    assert_eq!(version.spec.name, "vnc.server_proto_ver");
    assert_eq!(version.span.byte_range().start, 4);
    let spec: &FieldSpec = version.spec;
    assert_eq!(spec.label, "Version of the server");
}

#[test]
fn pictures_end_where_their_encoding_says() {
    let pictures: [(i32, Vec<u8>); 8] = [
        (0, vec![7; 48]),
        (1, vec![0; 4]),
        (2, [&[0, 0, 0, 1][..], &[9; 4 + 4 + 8]].concat()),
        // One tile: background, one coloured rectangle inside.
        (5, [&[0x1a][..], &[1; 4], &[1], &[2; 4], &[0x11, 0x22]].concat()),
        (16, [&[0, 0, 0, 3][..], &[9; 3]].concat()),
        (7, vec![0x80, 1, 2, 3]),
        // Two colours, three lines of one byte: too few to be compressed.
        (7, [&[0x50, 1, 1][..], &[8; 6], &[9; 3]].concat()),
        (-239, vec![5; 48 + 3]),
    ];
    for (encoding, picture) in pictures {
        let bytes = update(encoding, &picture);
        let whole = measure(&bytes, view(true), Phase::Running);
        assert_eq!(whole, Ok(bytes.len()), "encoding {encoding}");
        for len in 0..bytes.len() {
            let cut = measure(&bytes[..len], view(true), Phase::Running);
            assert!(
                matches!(cut, Err(Cut::Needs(needed)) if needed > len),
                "encoding {encoding}, {len} bytes: {cut:?}"
            );
        }
    }
}

#[test]
fn what_lies_beside_the_screen_is_not_believed() {
    let mut bytes = update(0, &[0; 48]);
    bytes[8] = 0xff;
    let found = measure(&bytes, view(true), Phase::Running);
    assert_eq!(found, Err(Cut::Unknown));
    let mut colours = vec![3, 0, 0, 0];
    colours.extend(0x7fff_ffff_u32.to_be_bytes());
    let found = measure(&colours, view(true), Phase::Running);
    assert_eq!(found, Err(Cut::Unknown));
}

#[test]
fn who_speaks_is_known() {
    let challenge = measure(&[1; 16], view(true), Phase::Challenge);
    assert_eq!(challenge, Ok(16));
    let wrong_side = measure(&[1; 16], view(false), Phase::Challenge);
    assert_eq!(wrong_side, Err(Cut::Unknown));
    assert_eq!(measure(&[4; 8], view(false), Phase::Running), Ok(8));
}
