//! Names of interfaces that Windows systems call, by UUID (the documents that define them).

/// What an interface is called.
pub(super) fn name(uuid: &str) -> Option<&'static str> {
    let found = NAMES.iter().find(|entry| entry.0 == uuid);
    found.map(|entry| entry.1)
}

const NAMES: &[(&str, &str)] = &[
    (
        "e1af8308-5d1f-11c9-91a4-08002b14a0fa",
        "EPM (endpoint mapper)",
    ),
    (
        "afa8bd80-7d8a-11c9-bef4-08002b102989",
        "MGMT (remote management)",
    ),
    (
        "12345778-1234-abcd-ef00-0123456789ab",
        "LSARPC (local security authority)",
    ),
    ("12345778-1234-abcd-ef00-0123456789ac", "SAMR (accounts)"),
    (
        "12345678-1234-abcd-ef00-01234567cffb",
        "NETLOGON (domain logons)",
    ),
    (
        "4b324fc8-1670-01d3-1278-5a47bf6ee188",
        "SRVSVC (file server)",
    ),
    (
        "6bffd098-a112-3610-9833-46c3f87e345a",
        "WKSSVC (workstation)",
    ),
    ("367abb81-9844-35f1-ad32-98f038001003", "SVCCTL (services)"),
    ("338cd001-2244-31f1-aaaa-900038001003", "WINREG (registry)"),
    ("12345678-1234-abcd-ef00-0123456789ab", "SPOOLSS (printing)"),
    (
        "1ff70682-0a51-30e8-076d-740be8cee98b",
        "ATSVC (scheduled commands)",
    ),
    ("86d35949-83c9-4044-b424-db363231fd0c", "Task scheduler"),
    (
        "e3514235-4b06-11d1-ab04-00c04fc2dcd2",
        "DRSUAPI (directory replication)",
    ),
    (
        "000001a0-0000-0000-c000-000000000046",
        "ISystemActivator (DCOM)",
    ),
    (
        "99fcfec4-5260-101b-bbcb-00aa0021347a",
        "IOXIDResolver (DCOM)",
    ),
    ("00000131-0000-0000-c000-000000000046", "IRemUnknown (DCOM)"),
    (
        "82273fdc-e32a-18c3-3f78-827929dc23ea",
        "EVENTLOG (event log)",
    ),
    ("5ca4a760-ebb1-11cf-8611-00a0245420ed", "Terminal server"),
    (
        "4fc742e0-4a10-11cf-8273-00aa004ae673",
        "NETDFS (distributed file system)",
    ),
    (
        "c681d488-d850-11d0-8c52-00c04fd90f7e",
        "EFSRPC (encrypted files)",
    ),
    ("50abc2a4-574d-40b3-9d66-ee4fd5fba076", "DNSP (DNS server)"),
    ("8a885d04-1ceb-11c9-9fe8-08002b104860", "NDR (32 bits)"),
];
