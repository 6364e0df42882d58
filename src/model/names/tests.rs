//! Facts that hold for all tables.
