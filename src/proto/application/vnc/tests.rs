use crate::decode::{Peeler, Want};
use crate::model::{Dissection, FieldSpec};
use crate::proto::registry;

use super::handshake::Phase;
use super::message;
use super::reader::{Cut, Reader};
use super::state::{Picture, Pixel, State};

fn state(from_server: bool, phase: Phase) -> State {
    State {
        from_server,
        server: u64::from(from_server),
        phase,
        minor: 8,
        security: 1,
        pixel: Pixel::new(32, 24, [255; 3]),
        screen: (64, 64),
        picture: Picture::default(),
    }
}

/// How far the messages reach that begin these bytes, and what is known behind them.
fn measure(bytes: &[u8], mut state: State) -> Result<(usize, State), Cut> {
    let mut pos = 0;
    while pos < bytes.len() {
        let mut reader = Reader::new(None, bytes, pos);
        message(&mut reader, &mut state)?;
        pos = reader.pos();
    }
    Ok((pos, state))
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
        (
            5,
            [&[0x1a][..], &[1; 4], &[1], &[2; 4], &[0x11, 0x22]].concat(),
        ),
        (16, [&[0, 0, 0, 3][..], &[9; 3]].concat()),
        (7, vec![0x80, 1, 2, 3]),
        // Two colours, three lines of one byte: too few to be compressed.
        (7, [&[0x50, 1, 1][..], &[8; 6], &[9; 3]].concat()),
        (-239, vec![5; 48 + 3]),
    ];
    for (encoding, picture) in pictures {
        let bytes = update(encoding, &picture);
        let (len, after) = measure(&bytes, state(true, Phase::Running)).unwrap();
        assert_eq!(
            (len, after.picture),
            (bytes.len(), Picture::default()),
            "{encoding}"
        );
        for len in 1..bytes.len() {
            match measure(&bytes[..len], state(true, Phase::Running)) {
                Ok((_, after)) => assert!(after.picture.goes_on(), "{encoding}, {len} bytes"),
                Err(cut) => assert!(matches!(cut, Cut::Needs(needed) if needed > 0)),
            }
        }
    }
}

#[test]
fn what_lies_beside_the_screen_is_not_believed() {
    let mut bytes = update(0, &[0; 48]);
    bytes[8] = 0xff;
    let found = measure(&bytes, state(true, Phase::Running));
    assert_eq!(found, Err(Cut::Unknown));
    let mut text = vec![3, 0, 0, 0];
    text.extend(0x7fff_ffff_u32.to_be_bytes());
    let found = measure(&text, state(true, Phase::Running));
    assert_eq!(found, Err(Cut::Unknown));
}

#[test]
fn who_speaks_is_known() {
    let len = |found: Result<(usize, State), Cut>| found.map(|found| found.0);
    let challenge = measure(&[1; 16], state(true, Phase::Challenge));
    assert_eq!(len(challenge), Ok(16));
    let wrong_side = measure(&[1; 16], state(false, Phase::Challenge));
    assert_eq!(len(wrong_side), Err(Cut::Unknown));
    assert_eq!(len(measure(&[4; 8], state(false, Phase::Running))), Ok(8));
}
