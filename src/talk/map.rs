//! The hash map of this room: flows are looked up several times a frame, and the keys come from
//! packets.

/// A map with a hash that is fast, seeded at random, and made to resist keys that are chosen to
/// collide.
pub(super) type Map<K, V> = std::collections::HashMap<K, V, foldhash::quality::RandomState>;
