#!/usr/bin/env python3
"""Write the tables of assets/names that Debian packages carry the facts of.

    apt-get install netbase ieee-data && python3 assets/generate.py

Reads netbase's /etc/services and /etc/ethertypes and ieee-data's assignment lists, and writes
ethertypes.txt, tcp-ports.txt, udp-ports.txt, sctp-ports.txt and vendors.txt.gz. The same packages
give the same bytes. All other tables in assets/names are kept by hand.
"""

import collections
import csv
import gzip
import pathlib
import re
import subprocess

NAMES = pathlib.Path(__file__).resolve().parent / "names"
IEEE = pathlib.Path("/usr/share/ieee-data")

# Ports that netbase leaves out. The registered names of some ports (3000, 8000, 8443, 9092, ...) say
# nothing of what runs there; a port with such a name stays without one.
MORE_PORTS = {
    "tcp": {
        88: "kerberos", 102: "iso-tsap", 135: "epmap", 179: "bgp", 445: "microsoft-ds", 502: "mbap",
        554: "rtsp", 587: "submission", 853: "domain-s", 1080: "socks", 1433: "ms-sql-s",
        1723: "pptp", 1883: "mqtt", 2049: "nfs", 2375: "docker", 2376: "docker-s",
        2379: "etcd-client", 2380: "etcd-server", 2404: "iec-104", 3268: "msft-gc",
        3389: "ms-wbt-server", 3868: "diameter", 4840: "opcua-tcp", 5900: "rfb", 5985: "wsman",
        6379: "redis", 6653: "openflow", 6697: "ircs-u", 8008: "http-alt", 8883: "secure-mqtt",
        9100: "pdl-datastream", 11211: "memcache", 20000: "dnp", 27017: "mongodb",
        44818: "EtherNet-IP-2",
    },
    "udp": {
        88: "kerberos", 443: "https", 520: "router", 521: "ripng", 546: "dhcpv6-client",
        547: "dhcpv6-server", 853: "domain-s", 1434: "ms-sql-m", 1719: "h323gatestat", 1900: "ssdp",
        2123: "gtp-control", 2152: "gtp-user", 2427: "mgcp-gateway", 3389: "ms-wbt-server",
        3478: "stun", 3544: "teredo", 3702: "ws-discovery", 3784: "bfd-control", 3785: "bfd-echo",
        4739: "ipfix", 4784: "bfd-multi-ctl", 4789: "vxlan", 4790: "vxlan-gpe",
        5004: "avt-profile-1", 5005: "avt-profile-2", 5353: "mdns", 5355: "llmnr", 5683: "coap",
        5684: "coaps", 6081: "geneve", 6343: "sflow", 6635: "mpls-udp", 8805: "pfcp", 20000: "dnp",
        44818: "EtherNet-IP-2", 47808: "bacnet", 51820: "wireguard",
    },
    "sctp": {
        22: "ssh", 80: "http", 443: "https", 2905: "m3ua", 2944: "megaco-h248", 3565: "m2pa",
        3868: "diameter", 5868: "diameters", 9899: "sctp-tunneling", 9900: "iua", 14001: "sua",
        36412: "s1-control", 36422: "x2-control", 36443: "m2ap", 36444: "m3ap", 38412: "ng-control",
        38422: "xn-control", 38462: "e1-interface", 38472: "f1-control",
    },
}

# EtherTypes: what netbase lists under a short token gets the name its standard uses, and what
# netbase leaves out is added (IEEE Registration Authority, IANA "IEEE 802 Numbers").
ETHERTYPES = {
    0x0600: "XNS IDP", 0x0800: "IPv4", 0x0805: "X.25", 0x0806: "ARP", 0x0808: "Frame Relay ARP",
    0x0842: "Wake-on-LAN", 0x08FF: "G8BPQ AX.25", 0x0BAD: "Banyan VINES",
    0x0BAF: "Banyan VINES Echo", 0x2001: "CGMP", 0x22EA: "SRP (Stream Reservation Protocol)",
    0x22F0: "AVTP (IEEE 1722)", 0x22F1: "ROHC", 0x22F3: "TRILL", 0x22F4: "L2-IS-IS",
    0x6000: "DEC unassigned", 0x6001: "DEC MOP Dump/Load", 0x6002: "DEC MOP Remote Console",
    0x6003: "DECnet Phase IV", 0x6004: "DEC LAT", 0x6005: "DEC Diagnostic", 0x6006: "DEC Customer",
    0x6007: "DEC LAVC", 0x6558: "Transparent Ethernet Bridging", 0x6559: "Raw Frame Relay",
    0x8035: "RARP", 0x8038: "DEC LANBridge", 0x809B: "AppleTalk", 0x80D5: "SNA over Ethernet",
    0x80E1: "Device Level Ring (EtherNet/IP)", 0x80F3: "AARP", 0x8100: "802.1Q VLAN tag",
    0x8103: "Virtual LACP", 0x8137: "IPX", 0x8191: "NetBEUI", 0x8204: "QNX Qnet", 0x86DD: "IPv6",
    0x8808: "MAC Control", 0x8809: "Slow Protocols", 0x880B: "PPP", 0x880C: "GSMP",
    0x8819: "CobraNet", 0x8847: "MPLS", 0x8848: "MPLS with upstream-assigned label", 0x884C: "MPOA",
    0x8861: "MCAP", 0x8863: "PPPoE Discovery", 0x8864: "PPPoE Session",
    0x886D: "Intel Advanced Networking Services", 0x886F: "Network Load Balancing heartbeat",
    0x8870: "Jumbo frame LLC", 0x8874: "Broadcom switch tag", 0x887B: "HomePlug 1.0",
    0x8884: "ATM over Ethernet", 0x888E: "EAPOL (802.1X)", 0x8892: "PROFINET",
    0x8899: "Realtek Layer 2", 0x88A2: "ATA over Ethernet", 0x88A4: "EtherCAT",
    0x88A8: "802.1ad S-VLAN tag", 0x88AB: "Ethernet POWERLINK", 0x88B4: "WAPI",
    0x88B5: "Local Experimental 1", 0x88B6: "Local Experimental 2", 0x88B7: "OUI Extended",
    0x88B8: "GOOSE (IEC 61850)", 0x88B9: "GSE Management (IEC 61850)",
    0x88BA: "Sampled Values (IEC 61850)", 0x88BE: "ERSPAN Type II",
    0x88C7: "802.11i Pre-Authentication", 0x88CA: "TIPC", 0x88CC: "LLDP", 0x88CD: "SERCOS III",
    0x88D8: "Circuit Emulation (MEF 8)", 0x88D9: "LLTD", 0x88DC: "WSMP", 0x88E1: "HomePlug AV",
    0x88E3: "MRP (IEC 62439-2)", 0x88E5: "MACsec (802.1AE)",
    0x88E7: "802.1ah I-tag (Provider Backbone Bridge)", 0x88EE: "E-LMI", 0x88F5: "MVRP",
    0x88F6: "MMRP", 0x88F7: "PTP (IEEE 1588)", 0x88F8: "NC-SI", 0x88FB: "PRP Supervision",
    0x8902: "CFM (802.1ag)", 0x8903: "Cisco FabricPath", 0x8906: "FCoE", 0x8909: "Cisco MetaData",
    0x890D: "802.11 encapsulation", 0x8914: "FIP (FCoE Initialization)", 0x8915: "RoCE",
    0x8917: "Media Independent Handover", 0x891D: "TTEthernet Protocol Control", 0x8926: "VN-Tag",
    0x892F: "HSR", 0x893A: "IEEE 1905.1", 0x893F: "802.1BR E-tag", 0x8940: "ECP (802.1Qbg)",
    0x8946: "TRILL RBridge Channel", 0x8947: "GeoNetworking",
    0x894F: "NSH (Network Service Header)", 0x9000: "Loopback (Configuration Testing Protocol)",
    0x9021: "RTnet RTmac", 0x9022: "RTnet TDMA", 0x9100: "VLAN double tag (before 802.1ad)",
    0x9200: "VLAN double tag (before 802.1ad)", 0x99FE: "TECMP", 0xA0ED: "LoWPAN encapsulation",
    0xAEFE: "eCPRI", 0xD28B: "Arista timestamp", 0xF1C1: "FRER R-tag (802.1CB)",
}

# Trailing words that say which legal form a company has; the name says who it is without them.
LEGAL = re.compile(
    r"[\s,.&]*(?:\((?:pty|pvt|p|m|uk|usa|hk|shenzhen|tianjin|china|suzhou)\)|"
    r"\b(?:co|company|corp|corporation|inc|incorporated|ltd|limited|llc|l\.l\.c|lp|plc|pty|pte|pvt|private|"
    r"gmbh|mbh|kg|ag|ab|as|a/s|aps|oy|oyj|bv|b\.v|nv|n\.v|sa|s\.a|sas|s\.a\.s|sarl|srl|s\.r\.l|spa|s\.p\.a|"
    r"sro|s\.r\.o|sp\. ?z ?o\. ?o|zrt|kft|d\.o\.o|kk|k\.k|ooo|jsc|cjsc|sdn|bhd))[\s,.]*$",
    re.IGNORECASE,
)


def package(name):
    """`name version` of an installed Debian package."""
    query = ["dpkg-query", "-W", "-f", "${Package} ${Version}", name]
    return subprocess.run(query, check=True, capture_output=True, text=True).stdout


def write_table(file, comment, rows):
    lines = [f"# {line}" for line in comment] + [f"{code}\t{name}" for code, name in rows]
    (NAMES / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{file}: {len(rows)} rows")


def services():
    ports = {proto: {} for proto in MORE_PORTS}
    for line in open("/etc/services", encoding="utf-8"):
        match = re.match(r"(\S+)\s+(\d+)/(\w+)", line.split("#")[0])
        if match and match[3] in ports:
            ports[match[3]].setdefault(int(match[2]), match[1])
    for proto, more in MORE_PORTS.items():
        for port, name in more.items():
            ports[proto].setdefault(port, name)
        write_table(
            f"{proto}-ports.txt",
            [
                f"{proto.upper()} ports: number, service name. Written by assets/generate.py.",
                f"Facts: Debian package {package('netbase')} (/etc/services), and IANA's \"Service Name and",
                'Transport Protocol Port Number Registry" for ports that it leaves out; WireGuard\'s by its use.',
            ],
            sorted(ports[proto].items()),
        )


def ethertypes():
    names = {}
    for line in open("/etc/ethertypes", encoding="utf-8"):
        match = re.match(r"(\S+)\s+([0-9A-Fa-f]{4})\b", line.split("#")[0])
        if match:
            names[int(match[2], 16)] = match[1]
    names.update(ETHERTYPES)
    write_table(
        "ethertypes.txt",
        [
            "EtherTypes: value, name. Written by assets/generate.py.",
            f"Facts: Debian package {package('netbase')} (/etc/ethertypes), and the IEEE Registration Authority's",
            'list and IANA\'s "IEEE 802 Numbers" for what it leaves out.',
        ],
        [(f"0x{code:04x}", name) for code, name in sorted(names.items())],
    )


def short_vendor(name):
    """A vendor's name without quotes, doubled spaces, control characters and legal forms."""
    name = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    name = name.strip('"') if name.startswith('"') and name.endswith('"') else name
    while True:
        shorter = LEGAL.sub("", name).rstrip(" ,.&-")
        if shorter == name or len(shorter) < 2:
            return name
        name = shorter


def vendors():
    owners = collections.defaultdict(list)
    for file in ("oui.csv", "mam.csv", "oui36.csv", "iab.csv"):
        with open(IEEE / file, encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                prefix, name = row["Assignment"].lower(), short_vendor(row["Organization Name"])
                # A block that the registry divides further names no vendor itself.
                if name and name != "IEEE Registration Authority" and name not in owners[prefix]:
                    owners[prefix].append(name)
    # A few old prefixes were assigned twice; both owners are named.
    prefixes = collections.defaultdict(list)
    for prefix, names in sorted(owners.items()):
        if names:
            prefixes[" / ".join(sorted(names))].append(prefix)
    lines = [
        "# Vendors of MAC addresses: name, then the prefixes assigned to it, in hexadecimal (24, 28 or 36",
        "# bits: MA-L, MA-M, MA-S and IAB). Written by assets/generate.py.",
        f"# Facts: IEEE Registration Authority's public listings in Debian package {package('ieee-data')}.",
    ]
    for name in sorted(prefixes):
        lines.append(name + "\t" + " ".join(prefixes[name]))
    text = ("\n".join(lines) + "\n").encode()
    with open(NAMES / "vendors.txt.gz", "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as packed:
            packed.write(text)
    count, size = sum(map(len, prefixes.values())), (NAMES / "vendors.txt.gz").stat().st_size
    print(f"vendors.txt.gz: {count} prefixes, {len(prefixes)} vendors, {len(text)} -> {size} bytes")


if __name__ == "__main__":
    services()
    ethertypes()
    vendors()
