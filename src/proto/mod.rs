//! One file per protocol, and the registry of them all.
//!
//! A protocol is one file in the folder of its layer and one line below.

use std::sync::LazyLock;

use crate::decode::Registry;

pub mod ber;
pub mod checksum;
pub mod coding;
pub mod crc32c;
pub mod domain_name;
pub mod group_codes;
pub mod icmp_extensions;
pub mod ip;
pub mod ipv6_options;
pub mod lines;
pub mod padding;
pub mod ppp_control;
pub mod reserved;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod x509;

/// Declares the module of every protocol and collects them in `PROTOCOLS`.
macro_rules! protocols {
    ($($folder:ident { $($module:ident,)* })*) => {
        $(
            #[doc = concat!("Protocols of the folder `", stringify!($folder), "`.")]
            pub mod $folder {
                $(pub mod $module;)*
            }
        )*
        static PROTOCOLS: &[&$crate::decode::Protocol] = &[$($(&$folder::$module::PROTOCOL,)*)*];
    };
}

// The order inside a folder is alphabetical; nothing depends on it.
protocols! {
    link {
        arp,
        associated_channel,
        chap,
        cisco_hdlc,
        config_test,
        cooked,
        erspan,
        erspan_bare,
        ethernet,
        ipcp,
        ipv6cp,
        isl,
        lacp,
        lcp,
        llc,
        lldp,
        loopback,
        marker,
        mpls,
        multilink,
        pap,
        ppp,
        pppoe_discovery,
        pppoe_session,
        provider_vlan,
        pseudowire,
        raw,
        slarp,
        slow,
        spanning_tree,
        vlan,
        vxlan,
    }
    network {
        ah,
        esp,
        icmp,
        icmpv6,
        igmp,
        gre,
        ipv4,
        ipv6,
        ipv6_destination,
        ipv6_fragment,
        ipv6_hop_by_hop,
        ipv6_routing,
        mobility,
    }
    transport {
        dccp,
        sctp,
        tcp,
        udp,
        udplite,
    }
    application {
        afs,
        asf,
        cotp,
        dhcp,
        diameter,
        dns,
        ftp,
        ftp_data,
        http,
        ipmi_session,
        kerberos,
        krb4,
        ldap,
        mount,
        nfs,
        ntp,
        portmap,
        radius,
        rdp,
        rmcp,
        rpc,
        rx,
        s7comm,
        sip,
        smtp,
        snmp,
        ssh,
        t124,
        t125,
        tacplus,
        telnet,
        tftp,
        tls,
        tns,
        tpkt,
    }
    content {
        form,
        gif,
        html,
        jpeg,
        json,
        media,
        multipart,
        png,
        sdp,
        text,
        xml,
    }
}

static REGISTRY: LazyLock<Registry> = LazyLock::new(|| Registry::new(PROTOCOLS));

/// All protocols that decap knows.
pub fn registry() -> &'static Registry {
    &REGISTRY
}
