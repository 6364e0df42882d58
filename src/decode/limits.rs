//! How much a frame may ask for.

/// Bounds that a hostile frame cannot exceed.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    /// Headers inside one another.
    pub levels: u8,
    /// Layers of one frame.
    pub layers: usize,
    /// Fields of one frame.
    pub fields: usize,
    /// Faults of one frame.
    pub faults: usize,
    /// Buffers of one frame besides itself.
    pub buffers: usize,
    /// Bytes that do not stand in the frame as they are.
    pub derived_bytes: usize,
}

pub(super) const LIMITS: Limits = Limits {
    levels: 48,
    layers: 512,
    fields: 32_768,
    faults: 256,
    derived_bytes: 16 << 20,
    buffers: 255,
};
