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
pub mod fletcher;
pub mod float;
pub mod group_codes;
pub mod icmp_extensions;
pub mod ip;
pub mod ipv6_options;
pub mod layout;
pub mod lines;
pub mod low_words;
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
        eapol,
        edp,
        erspan,
        erspan_bare,
        ethernet,
        fdp,
        frame_relay,
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
        lmi,
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
        radiotap,
        raw,
        slarp,
        slow,
        spanning_tree,
        udld,
        vlan,
        vtp,
        vxlan,
        wlan,
        wpan,
    }
    network {
        ah,
        clnp,
        dvmrp,
        eigrp,
        esis,
        esp,
        etherip,
        gre,
        icmp,
        icmpv6,
        igap,
        igmp,
        igrp,
        ipcomp,
        ipv4,
        ipv6,
        ipv6_destination,
        ipv6_fragment,
        ipv6_hop_by_hop,
        ipv6_routing,
        ipx,
        isis,
        lisp,
        lisp_data,
        mobility,
        nhrp,
        nsh,
        osi,
        ospf,
        pim,
        rgmp,
        rsvp,
        teredo,
        vrrp,
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
        aodv,
        ams,
        asf,
        auto_rp,
        babel,
        bacapp,
        bacnet,
        bencode,
        bfd,
        bfd_echo,
        bgp,
        bitcoin,
        bittorrent,
        bjnp,
        browser,
        bt_dht,
        bt_utp,
        bvlc,
        capwap,
        cflow,
        chargen,
        classicstun,
        coap,
        collectd,
        cotp,
        cpha,
        daytime,
        db_lsp_disc,
        dcerpc,
        dhcp,
        dhcpv6,
        diameter,
        dnp3,
        dns,
        dsi,
        dtls,
        echo,
        egd,
        elasticsearch,
        esio,
        exec,
        finger,
        fix,
        ftp,
        ftp_data,
        gearman,
        giop,
        glbp,
        gnutella,
        gopher,
        gss_api,
        gtp,
        gtpv2,
        hart_ip,
        hislip,
        hsrp,
        http,
        http2,
        iec60870_104,
        iec60870_asdu,
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
        lsd,
        lwres,
        m3ua,
        mbtcp,
        megaco,
        memcache,
        mgcp,
        miop,
        mndp,
        modbus,
        mount,
        mpls_echo,
        mqtt,
        mysql,
        nbdgm,
        nbipx,
        nbns,
        nbss,
        nfs,
        nmpi,
        nntp,
        ntlmssp,
        ntp,
        olsr,
        omron,
        opcua,
        openflow,
        openflow_1_0,
        openvpn,
        pgsql,
        pop,
        portcontrol,
        portmap,
        pptp,
        proxy,
        ptp,
        radius,
        raknet,
        rdp,
        resp,
        rip,
        ripng,
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
        sflow,
        sip,
        skinny,
        smb,
        smb2,
        smtp,
        snmp,
        socks,
        spnego,
        srvloc,
        ssh,
        steam_ihs_discovery,
        stun,
        syslog,
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
        tsp,
        vnc,
        websocket,
        whois,
        wol,
        x11,
        xmpp,
        ziop,
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
