//! What is known of a connection between one message and the next.

use super::handshake::Phase;
use super::reader::{Cut, Reader, number};
use crate::decode::Peel;
use crate::model::{FieldSpec, Value};

/// Facts of a connection.
const PHASE: &str = "vnc phase";
const SERVER: &str = "vnc server";
const MINOR: &str = "vnc minor";
const SECURITY: &str = "vnc security";
const PIXEL: &str = "vnc pixel";
const SCREEN: &str = "vnc screen";
const RECTANGLES: &str = "vnc rectangles";
const BODY: &str = "vnc body";
const TILES: &str = "vnc tiles";

/// How a pixel is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pixel {
    /// Bytes of a pixel: 1, 2 or 4; 0 if that is not known.
    pub bytes: usize,
    /// Bytes of a pixel where an encoding leaves out the byte without colour (RFC 6143 §7.7.5).
    pub packed: usize,
}

impl Pixel {
    /// From bits per pixel, depth, and the greatest values of the three colours.
    pub fn new(bits: u64, depth: u64, colours: [u64; 3]) -> Pixel {
        let bytes = match bits {
            8 | 16 | 32 => (bits / 8) as usize,
            _ => 0,
        };
        let packed = match (bytes, depth, colours) {
            (4, 24, [255, 255, 255]) => 3,
            _ => bytes,
        };
        Pixel { bytes, packed }
    }
}

/// Sixteen bytes that say how a pixel is written (RFC 6143 §7.4).
pub(super) fn pixel_format(
    r: &mut Reader<'_, '_>,
    specs: &[&'static FieldSpec; 10],
) -> Result<Pixel, Cut> {
    let mut values = [0; 10];
    for (spec, value) in specs.iter().zip(&mut values) {
        *value = match spec.name.ends_with("_flag") {
            // Any number but zero is true.
            true => {
                let set = r.rest().first().is_some_and(|byte| *byte != 0);
                r.field_as(spec, 1, Value::Uint(u64::from(set)))?;
                u64::from(set)
            }
            false => number(r.field(spec, (spec.bits / 8) as usize)?),
        };
    }
    r.padding(3)?;
    Ok(Pixel::new(
        values[0],
        values[1],
        [values[4], values[5], values[6]],
    ))
}

/// Where in a framebuffer update the server is: a picture may be larger than many segments, and
/// is shown as it comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Picture {
    /// Rectangles that follow; 65,535 if one of them will say that it is the last.
    pub rectangles: u64,
    /// Bytes of the rectangle at hand that follow.
    pub body: u64,
    /// Width and height of a rectangle of tiles, and how many of these have come.
    pub area: (u16, u16),
    pub tiles: u32,
}

impl Picture {
    /// True if more of an update follows.
    pub fn goes_on(&self) -> bool {
        self.rectangles > 0 || self.body > 0 || self.area != (0, 0)
    }
}

/// What both ends have agreed on, and what comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct State {
    /// True for what the host with the screen sends.
    pub from_server: bool,
    /// Which side that host is.
    pub server: u64,
    pub phase: Phase,
    /// Minor version: 3, 7 or 8.
    pub minor: u64,
    /// The security type that was chosen.
    pub security: u64,
    pub pixel: Pixel,
    /// Width and height of the screen; 0 if they are not known.
    pub screen: (u64, u64),
    pub picture: Picture,
}

impl State {
    pub fn of(p: &Peel<'_>) -> State {
        let fact = |name| {
            p.connection()
                .and_then(|connection| p.fact(name, connection))
                .unwrap_or_default()
        };
        let phase = Phase::from(fact(PHASE));
        let side = u64::from(p.side());
        // The first one who speaks is the server.
        let server = if phase == Phase::ServerVersion {
            side
        } else {
            fact(SERVER)
        };
        let (pixel, screen, tiles) = (fact(PIXEL), fact(SCREEN), fact(TILES));
        State {
            from_server: server == side,
            server,
            phase,
            minor: fact(MINOR),
            security: fact(SECURITY),
            pixel: Pixel {
                bytes: (pixel >> 8 & 7) as usize,
                packed: (pixel & 7) as usize,
            },
            screen: (screen >> 16 & 0xffff, screen & 0xffff),
            picture: Picture {
                rectangles: fact(RECTANGLES),
                body: fact(BODY),
                area: ((tiles >> 48) as u16, (tiles >> 32) as u16),
                tiles: tiles as u32,
            },
        }
    }

    fn facts(&self) -> [(&'static str, u64); 9] {
        let Picture {
            rectangles,
            body,
            area,
            tiles,
        } = self.picture;
        [
            (PHASE, self.phase as u64),
            (SERVER, self.server),
            (MINOR, self.minor),
            (SECURITY, self.security),
            (PIXEL, (self.pixel.bytes << 8 | self.pixel.packed) as u64),
            (SCREEN, self.screen.0 << 16 | self.screen.1),
            (RECTANGLES, rectangles),
            (BODY, body),
            (
                TILES,
                u64::from(area.0) << 48 | u64::from(area.1) << 32 | u64::from(tiles),
            ),
        ]
    }

    /// Teaches what has changed.
    pub fn keep(&self, p: &mut Peel<'_>, before: &State) {
        let Some(connection) = p.connection() else {
            return;
        };
        let begins = before.phase == Phase::ServerVersion;
        for (new, old) in self.facts().into_iter().zip(before.facts()) {
            if new != old || begins && new.0 == SERVER {
                p.note(new.0, connection, new.1);
            }
        }
    }
}
