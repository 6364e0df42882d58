//! Stories of recorded conversations, and of frames made up.
