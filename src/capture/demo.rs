//! The bundled demonstration: a capture that tells a story, frame by frame.

/// What it is called in titles and messages.
pub const NAME: &str = "demonstration";

/// A pcapng file, recorded by `captures/record.sh` from real servers and clients.
pub const CAPTURE: &[u8] = include_bytes!("../../captures/demo.pcapng");
