//! The attributes that the standards define, by their numbers (RFC 2865 §5 and what came later).

use crate::model::{Codes, FieldSpec};

const SERVICES: Codes = &[
    (1, "login"),
    (2, "framed"),
    (3, "callback login"),
    (4, "callback framed"),
    (5, "outbound"),
    (6, "administrative"),
    (7, "prompt"),
    (8, "authenticate only"),
    (9, "callback prompt"),
    (10, "call check"),
    (11, "callback administrative"),
    (17, "authorize only"),
];
const FRAMING: Codes = &[
    (1, "PPP"),
    (2, "SLIP"),
    (3, "ARAP"),
    (4, "Gandalf"),
    (5, "Xylogics"),
    (6, "X.75"),
];
const STATUS: Codes = &[
    (1, "start"),
    (2, "stop"),
    (3, "interim update"),
    (7, "accounting on"),
    (8, "accounting off"),
    (15, "failed"),
];
const AUTHENTIC: Codes = &[(1, "RADIUS"), (2, "local"), (3, "remote"), (4, "Diameter")];
const CAUSES: Codes = &[
    (1, "user's request"),
    (2, "carrier lost"),
    (3, "service lost"),
    (4, "idle"),
    (5, "session timeout"),
    (6, "administrator's reset"),
    (7, "administrator's reboot"),
    (8, "port error"),
    (9, "device error"),
    (10, "device's request"),
    (11, "device reboot"),
    (12, "port not needed"),
    (13, "port preempted"),
    (14, "port suspended"),
    (15, "service unavailable"),
    (16, "callback"),
    (17, "user error"),
    (18, "host's request"),
];
const PORTS: Codes = &[
    (0, "asynchronous"),
    (1, "synchronous"),
    (2, "ISDN"),
    (3, "ISDN V.120"),
    (4, "ISDN V.110"),
    (5, "virtual"),
    (15, "Ethernet"),
    (16, "DSL"),
    (17, "cable"),
    (18, "wireless, other"),
    (19, "wireless, IEEE 802.11"),
];
const TUNNELS: Codes = &[
    (1, "PPTP"),
    (2, "L2F"),
    (3, "L2TP"),
    (4, "ATMP"),
    (5, "VTP"),
    (6, "AH"),
    (7, "IP in IP"),
    (8, "minimal IP in IP"),
    (9, "ESP"),
    (10, "GRE"),
    (11, "dial-in"),
    (12, "IP in IP tunnel"),
    (13, "VLAN"),
];
const MEDIA: Codes = &[
    (1, "IPv4"),
    (2, "IPv6"),
    (3, "NSAP"),
    (4, "HDLC"),
    (6, "IEEE 802"),
    (7, "E.163"),
    (8, "E.164"),
];
const ERRORS: Codes = &[
    (201, "residual session context removed"),
    (202, "invalid EAP packet"),
    (401, "unsupported attribute"),
    (402, "missing attribute"),
    (403, "device does not match"),
    (404, "invalid request"),
    (405, "unsupported service"),
    (406, "unsupported extension"),
    (501, "administratively prohibited"),
    (502, "request not routable"),
    (503, "session not found"),
    (504, "session cannot be removed"),
    (505, "proxy error"),
    (506, "resources unavailable"),
    (507, "request initiated"),
];

/// Declares rows and, in the same order, the numbers they belong to.
macro_rules! attributes {
    ($numbers:ident, $specs:ident: $($number:literal => $spec:expr;)*) => {
        /// The numbers of the rows, in the same order.
        pub(super) const $numbers: &[u8] = &[$($number),*];
        /// The rows.
        pub(super) const $specs: &[FieldSpec] = &[$($spec),*];
    };
}

attributes! { NUMBERS, SPECS:
    1 => FieldSpec::text("radius.User_Name", "User Name").doc("Who wants in.", "RFC 2865 §5");
    2 => FieldSpec::bytes("radius.User_Password_encrypted", "User Password encrypted").doc("The password, hidden with the secret that client and server share.", "RFC 2865 §5");
    3 => FieldSpec::bytes("radius.CHAP_Password", "CHAP Password").doc("The answer to a challenge.", "RFC 2865 §5");
    4 => FieldSpec::ipv4("radius.NAS_IP_Address", "NAS IP Address").doc("The address of the device that asks.", "RFC 2865 §5");
    5 => FieldSpec::uint("radius.NAS_Port", "NAS Port", 32).doc("At which port of the device the user is.", "RFC 2865 §5");
    6 => FieldSpec::uint("radius.Service_Type", "Service Type", 32).codes(SERVICES).doc("What kind of service is wanted or granted.", "RFC 2865 §5");
    7 => FieldSpec::uint("radius.Framed_Protocol", "Framed Protocol", 32).codes(FRAMING).doc("How packets are framed.", "RFC 2865 §5");
    8 => FieldSpec::ipv4("radius.Framed-IP-Address", "Framed IP Address").doc("The address that the user gets.", "RFC 2865 §5");
    9 => FieldSpec::ipv4("radius.Framed_IP_Netmask", "Framed IP Netmask").doc("The netmask that the user gets.", "RFC 2865 §5");
    10 => FieldSpec::uint("radius.Framed_Routing", "Framed Routing", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    11 => FieldSpec::text("radius.Filter_Id", "Filter Id").doc("The name of a filter to apply.", "RFC 2865 §5");
    12 => FieldSpec::uint("radius.Framed_MTU", "Framed MTU", 32).doc("The longest packet for the user.", "RFC 2865 §5");
    13 => FieldSpec::uint("radius.Framed_Compression", "Framed Compression", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    14 => FieldSpec::ipv4("radius.Login-IP-Host", "Login IP Host").doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    15 => FieldSpec::uint("radius.Login_Service", "Login Service", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    16 => FieldSpec::uint("radius.Login_TCP_Port", "Login TCP Port", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    17 => FieldSpec::text("radius.Old_Password", "Old Password").doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    18 => FieldSpec::text("radius.Reply_Message", "Reply Message").doc("A text to show to the user.", "RFC 2865 §5");
    19 => FieldSpec::text("radius.Callback_Number", "Callback Number").doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    20 => FieldSpec::text("radius.Callback_Id", "Callback Id").doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    22 => FieldSpec::text("radius.Framed_Route", "Framed Route").doc("A route for the user's network.", "RFC 2865 §5");
    23 => FieldSpec::hex("radius.Framed-IPX-Network", "Framed IPX Network", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    24 => FieldSpec::bytes("radius.State", "State").doc("Given by the server; the client sends it back unchanged.", "RFC 2865 §5");
    25 => FieldSpec::bytes("radius.Class", "Class").doc("Given by the server; goes into accounting unchanged.", "RFC 2865 §5");
    27 => FieldSpec::uint("radius.Session_Timeout", "Session Timeout", 32).doc("Seconds until the session is ended.", "RFC 2865 §5");
    28 => FieldSpec::uint("radius.Idle_Timeout", "Idle Timeout", 32).doc("Seconds without traffic until the session is ended.", "RFC 2865 §5");
    29 => FieldSpec::uint("radius.Termination_Action", "Termination Action", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    30 => FieldSpec::text("radius.Called_Station_Id", "Called Station Id").doc("Which number or access point was called: mostly a MAC address and a network's name.", "RFC 2865 §5");
    31 => FieldSpec::text("radius.Calling_Station_Id", "Calling Station Id").doc("From which number or MAC address.", "RFC 2865 §5");
    32 => FieldSpec::text("radius.NAS_Identifier", "NAS Identifier").doc("The name of the device that asks.", "RFC 2865 §5");
    33 => FieldSpec::bytes("radius.Proxy_State", "Proxy State").doc("Added by a proxy; sent back unchanged.", "RFC 2865 §5");
    34 => FieldSpec::text("radius.Login_LAT_Service", "Login LAT Service").doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    35 => FieldSpec::text("radius.Login_LAT_Node", "Login LAT Node").doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    36 => FieldSpec::bytes("radius.Login_LAT_Group", "Login LAT Group").doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    37 => FieldSpec::uint("radius.Framed_AppleTalk_Link", "Framed AppleTalk Link", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    38 => FieldSpec::uint("radius.Framed_AppleTalk_Network", "Framed AppleTalk Network", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    39 => FieldSpec::text("radius.Framed_AppleTalk_Zone", "Framed AppleTalk Zone").doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    40 => FieldSpec::uint("radius.Acct_Status_Type", "Acct Status Type", 32).codes(STATUS).doc("Whether a session begins, goes on or ends.", "RFC 2866 §5");
    41 => FieldSpec::uint("radius.Acct_Delay_Time", "Acct Delay Time", 32).doc("Seconds for which the client has tried to send this.", "RFC 2866 §5");
    42 => FieldSpec::uint("radius.Acct_Input_Octets", "Acct Input Octets", 32).doc("Bytes from the user.", "RFC 2866 §5");
    43 => FieldSpec::uint("radius.Acct_Output_Octets", "Acct Output Octets", 32).doc("Bytes to the user.", "RFC 2866 §5");
    44 => FieldSpec::text("radius.Acct_Session_Id", "Acct Session Id").doc("Which session.", "RFC 2866 §5");
    45 => FieldSpec::uint("radius.Acct_Authentic", "Acct Authentic", 32).codes(AUTHENTIC).doc("How the user was authenticated.", "RFC 2866 §5");
    46 => FieldSpec::uint("radius.Acct_Session_Time", "Acct Session Time", 32).doc("Seconds that the session has lasted.", "RFC 2866 §5");
    47 => FieldSpec::uint("radius.Acct_Input_Packets", "Acct Input Packets", 32).doc("Packets from the user.", "RFC 2866 §5");
    48 => FieldSpec::uint("radius.Acct_Output_Packets", "Acct Output Packets", 32).doc("Packets to the user.", "RFC 2866 §5");
    49 => FieldSpec::uint("radius.Acct_Terminate_Cause", "Acct Terminate Cause", 32).codes(CAUSES).doc("Why the session ended.", "RFC 2866 §5");
    50 => FieldSpec::text("radius.Acct_Multi_Session_Id", "Acct Multi Session Id").doc("An attribute of the session; its name says what it is about.", "RFC 2866 §5");
    51 => FieldSpec::uint("radius.Acct_Link_Count", "Acct Link Count", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2866 §5");
    52 => FieldSpec::uint("radius.Acct_Input_Gigawords", "Acct Input Gigawords", 32).doc("How often the count of bytes from the user has passed 2^32.", "RFC 2869 §5");
    53 => FieldSpec::uint("radius.Acct_Output_Gigawords", "Acct Output Gigawords", 32).doc("How often the count of bytes to the user has passed 2^32.", "RFC 2869 §5");
    55 => FieldSpec::computed("radius.Event_Timestamp", "Event Timestamp").doc("When it happened.", "RFC 2869 §5");
    57 => FieldSpec::uint("radius.Ingress_Filters", "Ingress Filters", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    59 => FieldSpec::bytes("radius.User_Priority_Table", "User Priority Table").doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    60 => FieldSpec::bytes("radius.CHAP_Challenge", "CHAP Challenge").doc("The challenge that the user answers.", "RFC 2865 §5");
    61 => FieldSpec::uint("radius.NAS_Port_Type", "NAS Port Type", 32).codes(PORTS).doc("What kind of port the user is at.", "RFC 2865 §5");
    62 => FieldSpec::uint("radius.Port_Limit", "Port Limit", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    63 => FieldSpec::text("radius.Login_LAT_Port", "Login LAT Port").doc("An attribute of the session; its name says what it is about.", "RFC 2865 §5");
    64 => FieldSpec::uint("radius.Tunnel_Type", "Tunnel Type", 32).codes(TUNNELS).doc("Which tunnel protocol.", "RFC 2868 §3");
    65 => FieldSpec::uint("radius.Tunnel_Medium_Type", "Tunnel Medium Type", 32).codes(MEDIA).doc("Over which kind of network the tunnel goes.", "RFC 2868 §3");
    66 => FieldSpec::text("radius.Tunnel_Client_Endpoint", "Tunnel Client Endpoint").doc("An attribute of the session; its name says what it is about.", "RFC 2868 §3");
    67 => FieldSpec::text("radius.Tunnel_Server_Endpoint", "Tunnel Server Endpoint").doc("An attribute of the session; its name says what it is about.", "RFC 2868 §3");
    68 => FieldSpec::text("radius.Acct_Tunnel_Connection", "Acct Tunnel Connection").doc("An attribute of the session; its name says what it is about.", "RFC 2868 §3");
    69 => FieldSpec::bytes("radius.Tunnel_Password_encrypted", "Tunnel Password encrypted").doc("An attribute of the session; its name says what it is about.", "RFC 2868 §3");
    70 => FieldSpec::bytes("radius.ARAP_Password", "ARAP Password").doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    71 => FieldSpec::bytes("radius.ARAP_Features", "ARAP Features").doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    72 => FieldSpec::uint("radius.ARAP_Zone_Access", "ARAP Zone Access", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    73 => FieldSpec::uint("radius.ARAP_Security", "ARAP Security", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    74 => FieldSpec::text("radius.ARAP_Security_Data", "ARAP Security Data").doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    75 => FieldSpec::uint("radius.Password_Retry", "Password Retry", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    76 => FieldSpec::uint("radius.Prompt", "Prompt", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    77 => FieldSpec::text("radius.Connect_Info", "Connect Info").doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    78 => FieldSpec::text("radius.Configuration_Token", "Configuration Token").doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    80 => FieldSpec::bytes("radius.Message_Authenticator", "Message Authenticator").doc("Made with the shared secret: shows that the message was not changed.", "RFC 2869 §5");
    81 => FieldSpec::text("radius.Tunnel_Private_Group_Id", "Tunnel Private Group Id").doc("In which group, mostly a VLAN, the user is put.", "RFC 2868 §3");
    82 => FieldSpec::text("radius.Tunnel_Assignment_Id", "Tunnel Assignment Id").doc("An attribute of the session; its name says what it is about.", "RFC 2868 §3");
    83 => FieldSpec::uint("radius.Tunnel_Preference", "Tunnel Preference", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2868 §3");
    84 => FieldSpec::bytes("radius.ARAP_Challenge_Response", "ARAP Challenge Response").doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    85 => FieldSpec::uint("radius.Acct_Interim_Interval", "Acct Interim Interval", 32).doc("Seconds between accounting messages.", "RFC 2869 §5");
    86 => FieldSpec::uint("radius.Acct_Tunnel_Packets_Lost", "Acct Tunnel Packets Lost", 32).doc("An attribute of the session; its name says what it is about.", "RFC 2869 §5");
    87 => FieldSpec::text("radius.NAS_Port_Id", "NAS Port Id").doc("The name of the port.", "RFC 2869 §5");
    88 => FieldSpec::text("radius.Framed_Pool", "Framed Pool").doc("From which pool the user's address is.", "RFC 2869 §5");
    89 => FieldSpec::text("radius.Chargeable_User_Identity", "Chargeable User Identity").doc("Who pays, without saying who it is.", "RADIUS types registry of IANA");
    90 => FieldSpec::text("radius.Tunnel_Client_Auth_Id", "Tunnel Client Auth Id").doc("An attribute of the session; its name says what it is about.", "RFC 2868 §3");
    91 => FieldSpec::text("radius.Tunnel_Server_Auth_Id", "Tunnel Server Auth Id").doc("An attribute of the session; its name says what it is about.", "RFC 2868 §3");
    92 => FieldSpec::text("radius.NAS_Filter_Rule", "NAS Filter Rule").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    94 => FieldSpec::text("radius.Originating_Line_Info", "Originating Line Info").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    95 => FieldSpec::ipv6("radius.NAS_IPv6_Address", "NAS IPv6 Address").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    96 => FieldSpec::bytes("radius.Framed_Interface_Id", "Framed Interface Id").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    97 => FieldSpec::bytes("radius.Framed_IPv6_Prefix", "Framed IPv6 Prefix").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    98 => FieldSpec::ipv6("radius.Login_IPv6_Host", "Login IPv6 Host").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    99 => FieldSpec::text("radius.Framed_IPv6_Route", "Framed IPv6 Route").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    100 => FieldSpec::text("radius.Framed_IPv6_Pool", "Framed IPv6 Pool").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    101 => FieldSpec::uint("radius.Error_Cause", "Error Cause", 32).codes(ERRORS).doc("Why a change was refused.", "RADIUS types registry of IANA");
    102 => FieldSpec::text("radius.EAP_Key_Name", "EAP Key Name").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    123 => FieldSpec::bytes("radius.Delegated_IPv6_Prefix", "Delegated IPv6 Prefix").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    124 => FieldSpec::bytes("radius.MIP6_Feature_Vector", "MIP6 Feature Vector").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    125 => FieldSpec::bytes("radius.MIP6_Home_Link_Prefix", "MIP6 Home Link Prefix").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    126 => FieldSpec::uint("radius.Multi_Link_Flag", "Multi Link Flag", 32).doc("Whether the session is one of several of a bundle.", "RADIUS types registry of IANA");
    127 => FieldSpec::bytes("radius.Location_Information", "Location Information").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    128 => FieldSpec::bytes("radius.Location_Data", "Location Data").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    129 => FieldSpec::bytes("radius.Basic_Location_Policy_Rules", "Basic Location Policy Rules").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    130 => FieldSpec::text("radius.Extended_Location_Policy_Rules", "Extended Location Policy Rules").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    131 => FieldSpec::uint("radius.Location_Capable", "Location Capable", 32).doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    132 => FieldSpec::uint("radius.Requested_Location_Info", "Requested Location Info", 32).doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    133 => FieldSpec::uint("radius.Framed_Management", "Framed Management", 32).doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    134 => FieldSpec::uint("radius.Management_Transport_Protection", "Management Transport Protection", 32).doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    135 => FieldSpec::text("radius.Management_Policy_Id", "Management Policy Id").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    136 => FieldSpec::uint("radius.Management_Privilege_Level", "Management Privilege Level", 32).doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    137 => FieldSpec::bytes("radius.PKM_SS_Cert", "PKM SS Cert").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    138 => FieldSpec::bytes("radius.PKM_CA_Cert", "PKM CA Cert").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    139 => FieldSpec::bytes("radius.PKM_Config_Settings", "PKM Config Settings").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    140 => FieldSpec::bytes("radius.PKM_Cryptosuite_List", "PKM Cryptosuite List").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    141 => FieldSpec::uint("radius.PKM_SAID", "PKM SAID", 32).doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    142 => FieldSpec::bytes("radius.PKM_SA_Descriptor", "PKM SA Descriptor").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    143 => FieldSpec::bytes("radius.PKM_Auth_Key", "PKM Auth Key").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    144 => FieldSpec::text("radius.DS_Lite_Tunnel_Name", "DS Lite Tunnel Name").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    145 => FieldSpec::bytes("radius.Mobile_Node_Identifier", "Mobile Node Identifier").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    146 => FieldSpec::text("radius.Service_Selection", "Service Selection").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    149 => FieldSpec::ipv4("radius.PMIP6_Home_LMA_IPv4_Address", "PMIP6 Home LMA IPv4 Address").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    150 => FieldSpec::ipv4("radius.PMIP6_Visited_LMA_IPv4_Address", "PMIP6 Visited LMA IPv4 Address").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    151 => FieldSpec::bytes("radius.PMIP6_Home_HN_Prefix", "PMIP6 Home HN Prefix").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    152 => FieldSpec::bytes("radius.PMIP6_Visited_HN_Prefix", "PMIP6 Visited HN Prefix").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    153 => FieldSpec::bytes("radius.PMIP6_Home_Interface_ID", "PMIP6 Home Interface ID").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    154 => FieldSpec::bytes("radius.PMIP6_Visited_Interface_ID", "PMIP6 Visited Interface ID").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    155 => FieldSpec::bytes("radius.PMIP6_Home_IPv4_HoA", "PMIP6 Home IPv4 HoA").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    156 => FieldSpec::bytes("radius.PMIP6_Visited_IPv4_HoA", "PMIP6 Visited IPv4 HoA").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    157 => FieldSpec::ipv4("radius.PMIP6_Home_DHCP4_Server_Address", "PMIP6 Home DHCP4 Server Address").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    158 => FieldSpec::ipv4("radius.PMIP6_Visited_DHCP4_Server_Address", "PMIP6 Visited DHCP4 Server Address").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    161 => FieldSpec::ipv4("radius.PMIP6_Home_IPv4_Gateway", "PMIP6 Home IPv4 Gateway").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    162 => FieldSpec::ipv4("radius.PMIP6_Visited_IPv4_Gateway", "PMIP6 Visited IPv4 Gateway").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    163 => FieldSpec::uint("radius.EAP_Lower_Layer", "EAP Lower Layer", 32).doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    164 => FieldSpec::text("radius.GSS_Acceptor_Service_Name", "GSS Acceptor Service Name").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    165 => FieldSpec::text("radius.GSS_Acceptor_Host_Name", "GSS Acceptor Host Name").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    166 => FieldSpec::text("radius.GSS_Acceptor_Service_Specifics", "GSS Acceptor Service Specifics").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    167 => FieldSpec::text("radius.GSS_Acceptor_Realm_Name", "GSS Acceptor Realm Name").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    168 => FieldSpec::ipv6("radius.Framed_IPv6_Address", "Framed IPv6 Address").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    169 => FieldSpec::ipv6("radius.DNS_Server_IPv6_Address", "DNS Server IPv6 Address").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    170 => FieldSpec::bytes("radius.Route_IPv6_Information", "Route IPv6 Information").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    171 => FieldSpec::text("radius.Delegated_IPv6_Prefix_Pool", "Delegated IPv6 Prefix Pool").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    172 => FieldSpec::text("radius.Stateful_IPv6_Address_Pool", "Stateful IPv6 Address Pool").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    206 => FieldSpec::text("radius.Digest_Response", "Digest Response").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    207 => FieldSpec::bytes("radius.Digest_Attributes", "Digest Attributes").doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
    250 => FieldSpec::uint("radius.Char_Noecho", "Char Noecho", 32).doc("An attribute of the session; its name says what it is about.", "RADIUS types registry of IANA");
}

// Attributes that begin with a tag, which ties those of one tunnel together.
attributes! { TAGGED, TAGS:
    64 => FieldSpec::uint("radius.Tunnel_Type.tag", "Tag", 8).doc("Attributes with the same tag describe the same tunnel.", "RFC 2868 §3");
    65 => FieldSpec::uint("radius.Tunnel_Medium_Type.tag", "Tag", 8).doc("Attributes with the same tag describe the same tunnel.", "RFC 2868 §3");
    66 => FieldSpec::uint("radius.Tunnel_Client_Endpoint.tag", "Tag", 8).doc("Attributes with the same tag describe the same tunnel.", "RFC 2868 §3");
    67 => FieldSpec::uint("radius.Tunnel_Server_Endpoint.tag", "Tag", 8).doc("Attributes with the same tag describe the same tunnel.", "RFC 2868 §3");
    69 => FieldSpec::uint("radius.Tunnel_Password.tag", "Tag", 8).doc("Attributes with the same tag describe the same tunnel.", "RFC 2868 §3");
    81 => FieldSpec::uint("radius.Tunnel_Private_Group_Id.tag", "Tag", 8).doc("Attributes with the same tag describe the same tunnel.", "RFC 2868 §3");
    82 => FieldSpec::uint("radius.Tunnel_Assignment_Id.tag", "Tag", 8).doc("Attributes with the same tag describe the same tunnel.", "RFC 2868 §3");
    83 => FieldSpec::uint("radius.Tunnel_Preference.tag", "Tag", 8).doc("Attributes with the same tag describe the same tunnel.", "RFC 2868 §3");
    90 => FieldSpec::uint("radius.Tunnel_Client_Auth_Id.tag", "Tag", 8).doc("Attributes with the same tag describe the same tunnel.", "RFC 2868 §3");
    91 => FieldSpec::uint("radius.Tunnel_Server_Auth_Id.tag", "Tag", 8).doc("Attributes with the same tag describe the same tunnel.", "RFC 2868 §3");
}
