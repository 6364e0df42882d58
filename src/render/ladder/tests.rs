//! Ladders of recorded conversations.
