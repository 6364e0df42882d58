//! One file per protocol, and the registry of them all.
//!
//! A protocol is one file in the folder of its layer and one line below.

use std::sync::LazyLock;

use crate::decode::Registry;

pub mod ber;
pub mod checksum;
pub mod coding;
pub mod crc32c;
pub mod dialogue;
pub mod domain_name;
pub mod group_codes;
pub mod icmp_extensions;
pub mod ip;
pub mod ipv6_options;
pub mod layout;
pub mod lines;
pub mod mobile;
pub mod netbios_name;
pub mod nt_status;
pub mod padding;
pub mod ppp_control;
pub mod registration;
pub mod reserved;
pub mod smb_words;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
pub mod varint;
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
        aoe,
        arcnet,
        arp,
        associated_channel,
        backbone_tag,
        bacp,
        ccp,
        cdp,
        cdpcp,
        chap,
        cisco_hdlc,
        cisco_metadata,
        config_test,
        cooked,
        dtp,
        eap,
        edp,
        erspan,
        erspan_bare,
        ethernet,
        fdp,
        geneve,
        hsr,
        hsr_supervision,
        ipcp,
        ipv6cp,
        isl,
        l2tp,
        lacp,
        lcp,
        llc,
        lldp,
        loopback,
        macsec,
        marker,
        mmrp,
        mpls,
        mplscp,
        msnlb,
        multilink,
        mvrp,
        ndp,
        netbios,
        oampdu,
        osinlcp,
        ossp,
        pagp,
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
        udld,
        vlan,
        vtp,
        vxlan,
    }
    network {
        ah,
        dvmrp,
        esp,
        etherip,
        gre,
        icmp,
        icmpv6,
        igap,
        igmp,
        ipcomp,
        ipv4,
        ipv6,
        ipv6_destination,
        ipv6_fragment,
        ipv6_hop_by_hop,
        ipv6_routing,
        ipx,
        lisp,
        lisp_data,
        mobility,
        nhrp,
        nsh,
        ospf,
        pim,
        rgmp,
        rsvp,
        teredo,
        wireguard,
    }
    transport {
        dccp,
        gquic,
        pgm,
        quic,
        sctp,
        spx,
        tcp,
        udp,
        udp_encapsulation,
        udplite,
    }
    application {
        afp,
        afs,
        asf,
        babel,
        bgp,
        browser,
        capwap,
        chargen,
        classicstun,
        cotp,
        daytime,
        dcerpc,
        dhcp,
        diameter,
        dns,
        dsi,
        dtls,
        echo,
        exec,
        finger,
        fix,
        ftp,
        ftp_data,
        giop,
        gopher,
        gss_api,
        gtp,
        gtpv2,
        http,
        http2,
        imap,
        ipmi_session,
        ipx_rip,
        ipx_sap,
        irc,
        isakmp,
        kerberos,
        kismet,
        krb4,
        ldap,
        ldp,
        lisp_tcp,
        m3ua,
        megaco,
        mgcp,
        mount,
        mpls_echo,
        nbdgm,
        nbipx,
        nbns,
        nbss,
        nfs,
        nmpi,
        nntp,
        ntlmssp,
        ntp,
        openvpn,
        pop,
        portmap,
        pptp,
        proxy,
        ptp,
        radius,
        raknet,
        rdp,
        rlogin,
        rmcp,
        rpc,
        rpki_rtr,
        rsh,
        rtcp,
        rtp,
        rtpevent,
        rtps,
        rtsp,
        rx,
        s7comm,
        sip,
        skinny,
        smb,
        smb2,
        smtp,
        snmp,
        socks,
        spnego,
        ssh,
        stun,
        t124,
        t125,
        t38,
        tacplus,
        telnet,
        tftp,
        time,
        tls,
        tns,
        tpkt,
        vnc,
        websocket,
        whois,
        wol,
        x11,
        xmpp,
    }
    content {
        form,
        gif,
        html,
        imf,
        jpeg,
        json,
        media,
        multipart,
        ocsp,
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
