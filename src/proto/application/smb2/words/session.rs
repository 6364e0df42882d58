//! Words of flags of the commands that open sessions and connect shares (MS-SMB2 §2.2.5 to §2.2.10).

use crate::model::FieldSpec;
use crate::proto::reserved::reserved;

const SECTION: &str = "MS-SMB2 §2.2.5";

const fn bit(name: &'static str, label: &'static str, doc: &'static str) -> FieldSpec {
    FieldSpec::flag(name, label).part().doc(doc, SECTION)
}

const fn gap(bits: u32) -> FieldSpec {
    reserved(bits, SECTION).part()
}

pub(in super::super) const SHARE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.share_flags", "Share flags", 32)
        .little()
        .parts_follow()
        .doc("How the share behaves.", SECTION),
    gap(6),
    bit(
        "smb2.share_flags.dfs_root",
        "DFS root",
        "The share is the root of DFS.",
    ),
    bit("smb2.share_flags.dfs", "DFS", "The share is part of DFS."),
    bit(
        "smb2.share_flags.encrypt_data",
        "Encrypt",
        "Messages must be encrypted.",
    ),
    bit(
        "smb2.share_flags.enable_hash_v2",
        "Hashes, version 2",
        "The server gives hashes of files.",
    ),
    bit(
        "smb2.share_flags.enable_hash_v1",
        "Hashes, version 1",
        "The server gives hashes of files.",
    ),
    bit(
        "smb2.share_flags.force_levelii_oplock",
        "Force level 2",
        "No exclusive caching.",
    ),
    bit(
        "smb2.share_flags.access_based_dir_enum",
        "Access-based listing",
        "Listings hold only what the user may read.",
    ),
    bit(
        "smb2.share_flags.allow_namespace_caching",
        "Cache names",
        "Clients may keep listings.",
    ),
    bit(
        "smb2.share_flags.force_shared_delete",
        "Force shared delete",
        "Others may always delete.",
    ),
    bit(
        "smb2.share_flags.restrict_exclusive_opens",
        "Restrict exclusive opens",
        "Reading stays possible for others.",
    ),
    gap(3),
    bit(
        "smb2.share_flags.compress_data",
        "Compress",
        "Data should be compressed.",
    ),
    gap(1),
    bit(
        "smb2.share_flags.identity_remoting",
        "Identity remoting",
        "The client may send the identity of a user.",
    ),
    gap(10),
];
pub(in super::super) const SHARE_CAPABILITIES: &[FieldSpec] = &[
    FieldSpec::hex("smb2.share_caps", "Share capabilities", 32)
        .little()
        .parts_follow()
        .doc("What the share can do.", SECTION),
    bit(
        "smb2.share_caps.assymetric",
        "Asymmetric",
        "Another server may be better.",
    ),
    bit("smb2.share_caps.cluster", "Cluster", "A cluster offers it."),
    bit(
        "smb2.share_caps.scaleout",
        "Scale-out",
        "Several servers offer it at once.",
    ),
    bit(
        "smb2.share_caps.continuous_availability",
        "Continuous",
        "It goes on when a server fails.",
    ),
    bit("smb2.share_caps.dfs", "DFS", "It is part of DFS."),
    gap(10),
    bit(
        "smb2.share_caps.redirect_to_owner",
        "Redirect",
        "The server may send clients to another one.",
    ),
    gap(16),
];
pub(in super::super) const TREE_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.tc.flags", "Flags", 16)
        .little()
        .parts_follow()
        .doc("How the share is to be connected.", SECTION),
    gap(5),
    bit(
        "smb2.tc.extension_present",
        "Extension",
        "More stands behind.",
    ),
    bit(
        "smb2.tc.redirect_to_owner",
        "Redirect",
        "The client can be sent to another server.",
    ),
    bit(
        "smb2.tc.cluster_reconnect",
        "Reconnect",
        "The client was connected to this cluster before.",
    ),
    gap(8),
];
pub(in super::super) const SESSION_FLAGS: &[FieldSpec] = &[
    FieldSpec::hex("smb2.session_flags", "Session flags", 16)
        .little()
        .parts_follow()
        .doc("How the user was logged in.", SECTION),
    gap(5),
    bit(
        "smb2.ses_flags.encrypt",
        "Encrypt",
        "All messages must be encrypted.",
    ),
    bit("smb2.ses_flags.null", "Null", "As nobody."),
    bit("smb2.ses_flags.guest", "Guest", "As a guest."),
    gap(8),
];
pub(in super::super) const SETUP_FLAGS: &[FieldSpec] = &[
    FieldSpec::uint("smb2.ses_req_flags", "Flags", 8)
        .parts_follow()
        .doc("How the session is to be opened.", SECTION),
    gap(7),
    bit(
        "smb2.ses_req_flags.session_binding",
        "Binding",
        "A further connection for a session that exists.",
    ),
];
