//! Words of flags: what client and server can do, how the session stands, what a column is.

use super::SOURCE;
use crate::model::FieldSpec;

const fn flag(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).doc(doc, SOURCE).part()
}

/// The same bits under another word.
const fn headed<const N: usize>(mut rows: [FieldSpec; N], word: FieldSpec) -> [FieldSpec; N] {
    rows[0] = word;
    rows
}

/// What the server can do, first half.
pub(super) const SERVER: &[FieldSpec] = &SERVER_ROWS;

const SERVER_ROWS: [FieldSpec; 17] = [
    FieldSpec::hex("mysql.caps.server", "Server's capabilities", 16)
        .little()
        .doc("What the server can do, first half.", SOURCE)
        .parts_follow(),
    flag(
        "mysql.caps.li",
        "Local files",
        "LOAD DATA LOCAL may ask the client for a file.",
    ),
    flag(
        "mysql.caps.ob",
        "ODBC",
        "The client is ODBC; has no effect.",
    ),
    flag("mysql.caps.cp", "Compression", "Packets may be compressed."),
    flag(
        "mysql.caps.ns",
        "No database in names",
        "Names as database.table.column are not allowed.",
    ),
    flag(
        "mysql.caps.cd",
        "Database at login",
        "The login may name a database.",
    ),
    flag(
        "mysql.caps.lf",
        "Long flags",
        "Columns have two bytes of flags.",
    ),
    flag(
        "mysql.caps.fr",
        "Found rows",
        "Updates count rows found, not rows changed.",
    ),
    flag(
        "mysql.caps.lp",
        "Long passwords",
        "Passwords are hashed in the way of version 4.1.",
    ),
    flag("mysql.caps.sc", "Secure login", "The login of version 4.1."),
    flag(
        "mysql.caps.rs",
        "Protocol 4.1, old",
        "An old flag for the newer protocol.",
    ),
    flag(
        "mysql.caps.ta",
        "Transactions",
        "Answers say the state of the transaction.",
    ),
    flag("mysql.caps.ii", "Ignore SIGPIPE", "The client ignores it."),
    flag("mysql.caps.sl", "TLS", "The connection goes on in TLS."),
    flag(
        "mysql.caps.ia",
        "Interactive",
        "A person sits at the client: other time limits.",
    ),
    flag("mysql.caps.cu", "Protocol 4.1", "The newer protocol."),
    flag(
        "mysql.caps.is",
        "Ignore spaces",
        "Spaces in front of a parenthesis are ignored.",
    ),
];

/// What the server can do, second half.
pub(super) const SERVER_MORE: &[FieldSpec] = &SERVER_MORE_ROWS;

const SERVER_MORE_ROWS: [FieldSpec; 16] = [
    FieldSpec::hex("mysql.extcaps.server", "Server's further capabilities", 16)
        .little()
        .doc("What the server can do, second half.", SOURCE)
        .parts_follow(),
    flag(
        "mysql.caps.session_track",
        "Session tracking",
        "Answers say what has changed in the session.",
    ),
    flag(
        "mysql.caps.ep",
        "Expired passwords",
        "The client can handle an expired password.",
    ),
    flag(
        "mysql.caps.pm",
        "Long login data",
        "Login data may be longer than 255 bytes.",
    ),
    flag(
        "mysql.caps.ca",
        "Attributes",
        "The login may say more about the client.",
    ),
    flag("mysql.caps.pa", "Login plugins", "The login has plugins."),
    flag(
        "mysql.caps.pm",
        "Several results, prepared",
        "Prepared statements may have several results.",
    ),
    flag(
        "mysql.caps.mr",
        "Several results",
        "A query may have several results.",
    ),
    flag(
        "mysql.caps.ms",
        "Several statements",
        "A query may hold several, with semicolons.",
    ),
    FieldSpec::hex("mysql.caps.unused", "Unused", 2)
        .doc("For later use.", SOURCE)
        .part(),
    flag("mysql.caps.cap_ext", "More capabilities", "For later use."),
    flag(
        "mysql.caps.mf_auth",
        "Several factors",
        "The login may have several factors.",
    ),
    flag(
        "mysql.caps.query_attrs",
        "Query attributes",
        "Queries may have attributes.",
    ),
    flag(
        "mysql.caps.compress_zsd",
        "Zstandard",
        "Packets may be compressed with it.",
    ),
    flag(
        "mysql.caps.optional_metadata",
        "Optional metadata",
        "Results may leave out what columns are.",
    ),
    flag(
        "mysql.caps.deprecate_eof",
        "No EOF",
        "Results have no EOF packets.",
    ),
];

/// What the client wants, first half.
pub(super) const CLIENT: &[FieldSpec] = &headed(
    SERVER_ROWS,
    FieldSpec::hex("mysql.caps.client", "Client's capabilities", 16)
        .little()
        .doc("What the client wants, first half.", SOURCE)
        .parts_follow(),
);

/// What the client wants, second half.
pub(super) const CLIENT_MORE: &[FieldSpec] = &headed(
    SERVER_MORE_ROWS,
    FieldSpec::hex("mysql.extcaps.client", "Client's further capabilities", 16)
        .little()
        .doc("What the client wants, second half.", SOURCE)
        .parts_follow(),
);

/// How the session stands.
pub(super) const STATUS: &[FieldSpec] = &[
    FieldSpec::hex("mysql.server_status", "Server's status", 16)
        .little()
        .doc("How the session stands.", SOURCE)
        .parts_follow(),
    flag(
        "mysql.stat.lr",
        "Last row",
        "The cursor's last row was sent.",
    ),
    flag(
        "mysql.stat.cr",
        "Cursor",
        "There is a cursor: rows are fetched.",
    ),
    flag("mysql.stat.ni", "No index", "No index was used."),
    flag("mysql.stat.bi", "Bad index", "No good index was used."),
    flag("mysql.stat.mr", "More results", "Another result follows."),
    flag("mysql.stat.mu", "Several queries", "More queries follow."),
    flag(
        "mysql.stat.ac",
        "Autocommit",
        "Each statement is a transaction.",
    ),
    flag("mysql.stat.it", "In transaction", "A transaction is open."),
    FieldSpec::gap(1).part(),
    flag(
        "mysql.stat.session_state_changed",
        "Session changed",
        "What changed follows.",
    ),
    flag(
        "mysql.stat.trans_readonly",
        "Read only",
        "The transaction only reads.",
    ),
    flag(
        "mysql.stat.ps_out_params",
        "Out parameters",
        "The result holds parameters.",
    ),
    flag("mysql.stat.query_was_slow", "Slow", "The query took long."),
    flag(
        "mysql.stat.mc",
        "Metadata changed",
        "A prepared statement's columns changed.",
    ),
    flag(
        "mysql.stat.bs",
        "No backslash",
        "A backslash escapes nothing.",
    ),
    flag(
        "mysql.stat.dr",
        "Database dropped",
        "A database was dropped.",
    ),
];

/// What the column is.
pub(super) const COLUMN: &[FieldSpec] = &[
    FieldSpec::hex("mysql.field.flags", "Flags", 16)
        .little()
        .doc("What the column is.", SOURCE)
        .parts_follow(),
    FieldSpec::gap(1).part(),
    flag(
        "mysql.field.flags.zero_fill",
        "Zero fill",
        "Zeros fill it up on the left.",
    ),
    flag(
        "mysql.field.flags.unsigned",
        "Unsigned",
        "It has no negative values.",
    ),
    flag(
        "mysql.field.flags.blob",
        "Blob",
        "It holds long bytes or text.",
    ),
    flag(
        "mysql.field.flags.multiple_key",
        "Key",
        "It is part of one that is not unique.",
    ),
    flag(
        "mysql.field.flags.unique_key",
        "Unique key",
        "It is part of one.",
    ),
    flag(
        "mysql.field.flags.primary_key",
        "Primary key",
        "It is part of it.",
    ),
    flag(
        "mysql.field.flags.not_null",
        "Not null",
        "A value is needed.",
    ),
    FieldSpec::gap(1).part(),
    FieldSpec::gap(1).part(),
    FieldSpec::gap(1).part(),
    FieldSpec::gap(1).part(),
    flag(
        "mysql.field.flags.set",
        "Set",
        "It has some of a list of values.",
    ),
    flag("mysql.field.flags.timestamp", "Timestamp", "It is one."),
    flag(
        "mysql.field.flags.auto_increment",
        "Counts up",
        "New rows get the next number.",
    ),
    flag(
        "mysql.field.flags.enum",
        "Enumeration",
        "It has one of a list of values.",
    ),
];

const fn mariadb(name: &'static str) -> FieldSpec {
    FieldSpec::hex(name, "MariaDB's capabilities", 32)
        .little()
        .doc("What only MariaDB can do.", SOURCE)
        .parts_follow()
}

/// MariaDB's own, of the server.
pub(super) const MARIADB_SERVER: &[FieldSpec] = &mariadb_flags(mariadb("mariadb.extcaps.server"));

/// MariaDB's own, of the client.
pub(super) const MARIADB_CLIENT: &[FieldSpec] = &mariadb_flags(mariadb("mariadb.extcaps.client"));

const fn mariadb_flags(word: FieldSpec) -> [FieldSpec; 8] {
    [
        word,
        FieldSpec::gap(3).part(),
        flag(
            "mariadb.caps.me",
            "Cached metadata",
            "A prepared statement's columns are described only if they have changed.",
        ),
        flag(
            "mariadb.caps.em",
            "Extended metadata",
            "Columns say more about their types.",
        ),
        flag(
            "mariadb.caps.bo",
            "Bulk operations",
            "A statement may be executed for many rows at once.",
        ),
        flag(
            "mariadb.caps.cm",
            "Several commands",
            "Commands need not wait for answers.",
        ),
        flag(
            "mariadb.caps.pr",
            "Progress",
            "The server says how far a long statement is.",
        ),
        FieldSpec::gap(24).part(),
    ]
}
