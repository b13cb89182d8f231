//! A look at a file on somebody's HTTPS server, made so that nobody can use it to reach into the operator's network:
//! the name is resolved once, every address is vetted, the connection goes to a vetted address and nowhere else,
//! redirects are not followed, and time and size are limited.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use reqwest::{Certificate, redirect};
use tongguan_model::developer::Look;

/// Limits of a look.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    /// Time for all of it.
    pub(super) time: Duration,
    /// Bytes that are read.
    pub(super) bytes: usize,
    /// Whether private and loopback addresses may be reached; for an operator whose developers are in the house.
    pub(super) allow_private: bool,
    /// Roots besides the system's.
    pub(super) roots: Vec<Certificate>,
}

/// Where to look.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    /// Host name.
    pub(super) host: &'a str,
    /// Port; 443 but in tests.
    pub(super) port: u16,
    /// File at the root.
    pub(super) file: &'a str,
}

/// Whether the file is at the root of the host with this content.
pub(super) async fn ownership(target: Target<'_>, expected: &str, limits: &Limits) -> Look {
    let resolved =
        tokio::time::timeout(limits.time, tokio::net::lookup_host((target.host, target.port))).await;
    let addresses: Vec<_> = match resolved {
        Ok(Ok(found)) => found.collect(),
        Ok(Err(_)) => return Look::NotReached("probe-dns"),
        Err(_) => return Look::NotReached("probe-timeout"),
    };
    at(target, &addresses, expected, limits).await
}

/// The look at resolved addresses. One forbidden address among them refuses all: which one a server hands out is in
/// its own hands.
async fn at(target: Target<'_>, addresses: &[SocketAddr], expected: &str, limits: &Limits) -> Look {
    if addresses.is_empty() {
        return Look::NotReached("probe-dns");
    }
    if !limits.allow_private && !addresses.iter().all(|a| is_public(a.ip())) {
        return Look::NotReached("probe-private");
    }
    // Several may try at once; the second is told that it is done.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .https_only(true)
        .referer(false)
        .timeout(limits.time)
        .connect_timeout(limits.time)
        .resolve_to_addrs(target.host, addresses)
        .tls_certs_merge(limits.roots.iter().cloned())
        .user_agent("tongguan-ownership/1")
        .build();
    let Ok(client) = client else { return Look::NotReached("probe-connect") };
    let port = if target.port == 443 { String::new() } else { format!(":{}", target.port) };
    let url = format!("https://{}{port}/{}", target.host, target.file);
    let mut response = match client.get(url).send().await {
        Ok(response) => response,
        Err(error) if error.is_timeout() => return Look::NotReached("probe-timeout"),
        Err(_) => return Look::NotReached("probe-connect"),
    };
    match response.status().as_u16() {
        200 => {}
        300..=399 => return Look::Wrong("file-redirected"),
        500..=599 => return Look::NotReached("probe-server-error"),
        _ => return Look::Wrong("file-missing"),
    }
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() <= limits.bytes => body.extend_from_slice(&chunk),
            Ok(Some(_)) => return Look::Wrong("file-too-large"),
            Ok(None) => break,
            Err(error) if error.is_timeout() => return Look::NotReached("probe-timeout"),
            Err(_) => return Look::NotReached("probe-connect"),
        }
    }
    compare(&body, expected)
}

/// Compares what was served; an editor's byte-order mark is told apart, because nobody sees it.
fn compare(body: &[u8], expected: &str) -> Look {
    if body.trim_ascii() == expected.as_bytes() {
        Look::Found
    } else if body.strip_prefix(b"\xef\xbb\xbf").is_some_and(|rest| rest.trim_ascii() == expected.as_bytes())
    {
        Look::Wrong("file-byte-order-mark")
    } else {
        Look::Wrong("file-differs")
    }
}

/// Whether an address belongs to the public internet. What is not known to be public is not.
pub(crate) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_broadcast()
        || ip.is_documentation()
        || ip.is_unspecified()
        || ip.is_multicast()
        || a == 0
        || (a == 100 && (64..128).contains(&b)) // carrier-grade NAT, and clouds' metadata at 100.100.100.200
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || (a == 192 && b == 88 && c == 99) // 6to4 relays
        || (a == 198 && (b == 18 || b == 19)) // benchmarks
        || a >= 240; // reserved
    !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(v4) = ip.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let s = ip.segments();
    // Only 2000::/3 is handed out at all; the translations in it lead back to IPv4.
    let global = s[0] & 0xe000 == 0x2000;
    let special = (s[0] == 0x2001 && (s[1] < 0x0200 || s[1] == 0x0db8)) // Teredo, ORCHID, protocols; documentation
        || s[0] == 0x2002 // 6to4
        || (s[0] == 0x3fff && s[1] < 0x1000); // documentation
    global && !special
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use rustls::{ServerConfig, pki_types::PrivateKeyDer};
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::TcpListener,
    };
    use tokio_rustls::TlsAcceptor;

    use super::*;

    const HOST: &str = "probe.qinghuai.example";

    /// An HTTPS server that answers every request with these bytes, and its certificate.
    async fn serve(answer: Vec<u8>) -> (SocketAddr, Certificate) {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed([HOST.to_owned()]).expect("a certificate");
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).expect("a key");
        let config =
            ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key);
        let acceptor = TlsAcceptor::from(Arc::new(config.expect("a TLS server")));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, answer) = (acceptor.clone(), answer.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut buf = [0; 2048];
                    let _ = stream.read(&mut buf).await;
                    if answer.is_empty() {
                        // Never answers.
                        let _ = stream.read(&mut buf).await;
                        return;
                    }
                    let _ = stream.write_all(&answer).await;
                    let _ = stream.shutdown().await;
                });
            }
        });
        (address, Certificate::from_der(cert.der()).expect("it reads back"))
    }

    fn limits(roots: Vec<Certificate>) -> Limits {
        Limits { time: Duration::from_millis(1500), bytes: 64, allow_private: true, roots }
    }

    fn http(status: &str, headers: &str, body: &str) -> Vec<u8> {
        format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .into_bytes()
    }

    async fn look(answer: Vec<u8>) -> Look {
        let (address, root) = serve(answer).await;
        let target = Target { host: HOST, port: address.port(), file: "TG_verify_a.txt" };
        at(target, &[address], "secret-content", &limits(vec![root])).await
    }

    #[tokio::test]
    async fn tells_what_a_server_serves() {
        assert_eq!(look(http("200 OK", "", "secret-content\r\n")).await, Look::Found);
        assert_eq!(look(http("200 OK", "", "other")).await, Look::Wrong("file-differs"));
        assert_eq!(
            look(http("200 OK", "", "\u{feff}secret-content")).await,
            Look::Wrong("file-byte-order-mark")
        );
        assert_eq!(look(http("404 Not Found", "", "")).await, Look::Wrong("file-missing"));
        assert_eq!(look(http("502 Bad Gateway", "", "")).await, Look::NotReached("probe-server-error"));
        assert_eq!(look(http("200 OK", "", &"x".repeat(65))).await, Look::Wrong("file-too-large"));
    }

    /// A redirect is the classic way from a public server into a private network.
    #[tokio::test]
    async fn follows_no_redirect() {
        let (inner, _) = serve(http("200 OK", "", "secret-content")).await;
        let to = format!("location: https://127.0.0.1:{}/\r\n", inner.port());
        assert_eq!(look(http("302 Found", &to, "")).await, Look::Wrong("file-redirected"));
    }

    #[tokio::test]
    async fn gives_up_in_time_and_trusts_no_unknown_certificate() {
        assert_eq!(look(Vec::new()).await, Look::NotReached("probe-timeout"));
        let (address, _) = serve(http("200 OK", "", "secret-content")).await;
        let target = Target { host: HOST, port: address.port(), file: "f.txt" };
        let untrusted = at(target, &[address], "secret-content", &limits(vec![])).await;
        assert_eq!(untrusted, Look::NotReached("probe-connect"));
    }

    /// A name that resolves into the house is refused before a connection is made, whatever else it resolves to.
    #[tokio::test]
    async fn one_private_address_refuses_all() {
        let (address, root) = serve(http("200 OK", "", "secret-content")).await;
        let target = Target { host: HOST, port: address.port(), file: "f.txt" };
        let strict = Limits { allow_private: false, ..limits(vec![root]) };
        let public: SocketAddr = "93.184.215.14:443".parse().expect("an address");
        for addresses in [vec![address], vec![public, address]] {
            let found = at(target, &addresses, "secret-content", &strict).await;
            assert_eq!(found, Look::NotReached("probe-private"));
        }
        assert_eq!(at(target, &[], "x", &strict).await, Look::NotReached("probe-dns"));
        let loopback = Target { host: "localhost", port: address.port(), file: "f.txt" };
        assert_eq!(ownership(loopback, "x", &strict).await, Look::NotReached("probe-private"));
        let nowhere = Target { host: "nowhere.invalid", port: 443, file: "f.txt" };
        assert_eq!(ownership(nowhere, "x", &strict).await, Look::NotReached("probe-dns"));
    }

    #[test]
    fn only_the_public_internet_is_public() {
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.168.1.1",
            "192.88.99.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!is_public(private.parse().expect("an address")), "{private}");
        }
        for public in [
            "1.1.1.1",
            "93.184.215.14",
            "172.15.0.1",
            "100.63.0.1",
            "::ffff:1.1.1.1",
            "2606:4700::1111",
            "2400:3200::1",
        ] {
            assert!(is_public(public.parse().expect("an address")), "{public}");
        }
    }
}
