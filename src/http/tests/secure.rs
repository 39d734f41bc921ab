//! TLS: whom we trust, what we say when we do not, and who we are.

use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use http::Version;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair, date_time_ymd,
};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tempfile::TempDir;
use url::Url;

use super::server::{fails, get, ok, serve, serve_tls, settings};
use crate::http::client::{Client, Protocol};
use crate::model::endpoint::TlsSettings;
use crate::model::exchange::{Exchange, FailureKind};

type Pair = (CertificateDer<'static>, PrivateKeyDer<'static>);

static AUTHORITY: LazyLock<CertifiedIssuer<'static, KeyPair>> = LazyLock::new(|| {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
});

fn params(names: &[&str]) -> CertificateParams {
    CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap()
}

fn issued(params: &CertificateParams) -> Pair {
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, &AUTHORITY).unwrap();
    (certificate.der().clone(), PrivateKeyDer::try_from(key.serialize_der()).unwrap())
}

fn self_signed(params: &CertificateParams) -> Pair {
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    (certificate.der().clone(), PrivateKeyDer::try_from(key.serialize_der()).unwrap())
}

fn server(pair: Pair, demand_client: bool, alpn: &[&str]) -> ServerConfig {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder =
        ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions().unwrap();
    let builder = if demand_client {
        let mut roots = RootCertStore::empty();
        roots.add(AUTHORITY.der().clone()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
        builder.with_client_cert_verifier(verifier)
    } else {
        builder.with_no_client_auth()
    };
    let mut config = builder.with_single_cert(vec![pair.0], pair.1).unwrap();
    config.alpn_protocols = alpn.iter().map(|name| name.as_bytes().to_vec()).collect();
    config
}

/// A folder with the authority's certificate in it.
fn trusting() -> (TempDir, TlsSettings) {
    let folder = TempDir::new().unwrap();
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, AUTHORITY.pem()).unwrap();
    (folder, TlsSettings { ca: Some(ca), ..TlsSettings::default() })
}

async fn ask(url: &Url, tls: TlsSettings) -> Exchange {
    let mut settings = settings(url);
    settings.tls = tls;
    Client::new(settings).unwrap().send(get(url)).await
}

async fn refused(pair: Pair, kind: FailureKind) -> Exchange {
    let url = serve_tls(server(pair, false, &[]), |_| ok("never")).await;
    let (_folder, tls) = trusting();
    let exchange = ask(&url, tls.clone()).await;
    fails(&exchange, kind);
    assert!(exchange.certificate.is_some(), "what was refused is shown");
    assert!(exchange.timings.tls.is_some());
    let insecure = ask(&url, TlsSettings { insecure: true, ..tls }).await;
    assert!(insecure.answer().is_some() && insecure.certificate.is_some());
    exchange
}

#[tokio::test]
async fn unknown_issuers() {
    refused(self_signed(&params(&["localhost"])), FailureKind::TlsIssuer).await;
    let mut authority = params(&["localhost"]);
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    refused(self_signed(&authority), FailureKind::TlsIssuer).await;
}

#[tokio::test]
async fn out_of_time() {
    let mut expired = params(&["localhost"]);
    (expired.not_before, expired.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2020, 2, 1));
    let exchange = refused(issued(&expired), FailureKind::TlsExpired).await;
    assert_eq!(exchange.failure().unwrap().detail, "the peer's certificate expired at 2020-02-01T00:00:00Z");
    assert_eq!(exchange.certificate.unwrap().not_after.to_string(), "2020-02-01T00:00:00Z");
    let mut early = params(&["localhost"]);
    (early.not_before, early.not_after) = (date_time_ymd(3000, 1, 1), date_time_ymd(3001, 1, 1));
    refused(issued(&early), FailureKind::TlsExpired).await;
}

#[tokio::test]
async fn another_name() {
    let exchange = refused(issued(&params(&["other.test"])), FailureKind::TlsName).await;
    assert_eq!(exchange.certificate.unwrap().names, ["other.test"]);
}

#[tokio::test]
async fn another_purpose() {
    let mut client_only = params(&["localhost"]);
    client_only.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    refused(issued(&client_only), FailureKind::Tls).await;
}

#[tokio::test]
async fn no_tls_at_all() {
    let url = serve(|_| ok("plain")).await;
    let url = format!("https{}", &url.as_str()[4..]).parse().unwrap();
    fails(&ask(&url, TlsSettings::default()).await, FailureKind::Tls);
}

#[tokio::test]
async fn our_own_authority_is_accepted_and_the_certificate_known_on_reuse() {
    let pair = issued(&params(&["localhost", "127.0.0.1"]));
    let url = serve_tls(server(pair, false, &[]), |_| ok("here")).await;
    let (_folder, tls) = trusting();
    let mut settings = settings(&url);
    settings.tls = tls;
    let client = Client::new(settings).unwrap();
    let first = client.send(get(&url)).await;
    assert_eq!(first.answer().unwrap().version, Version::HTTP_11);
    assert!(first.timings.tls.is_some() && first.timings.connect.is_some() && first.timings.dns.is_some());
    let certificate = first.certificate.unwrap();
    assert_eq!(certificate.names, ["localhost", "127.0.0.1"]);
    assert_eq!((certificate.sha256.len(), certificate.chain), (64, 1));
    assert!(certificate.issuer.contains("rcgen"), "{certificate:?}");
    let second = client.send(get(&url)).await;
    assert!(second.timings.tls.is_none() && second.timings.dns.is_none());
    assert_eq!(second.certificate.unwrap().sha256, certificate.sha256);
}

#[tokio::test]
async fn alpn_settles_the_protocol() {
    let pair = issued(&params(&["localhost"]));
    let url = serve_tls(server(pair, false, &["h2", "http/1.1"]), |_| ok("here")).await;
    let (_folder, tls) = trusting();
    let mut settings = settings(&url);
    settings.tls = tls;
    let client = Client::new(settings).unwrap();
    for (protocol, version) in
        [(None, Version::HTTP_2), (Some(Protocol::Http1), Version::HTTP_11), (Some(Protocol::Http2), Version::HTTP_2)]
    {
        let mut outgoing = get(&url);
        outgoing.protocol = protocol;
        let exchange = client.send(outgoing).await;
        assert_eq!(exchange.answer().unwrap().version, version);
        assert!(exchange.certificate.is_some());
    }
}

#[tokio::test]
async fn a_client_certificate_is_given_where_it_is_demanded() {
    let url = serve_tls(server(issued(&params(&["localhost"])), true, &[]), |_| ok("known")).await;
    let (folder, mut tls) = trusting();
    let without = ask(&url, tls.clone()).await;
    assert!(fails(&without, FailureKind::Tls).detail.to_lowercase().contains("certificate"));

    let key = KeyPair::generate().unwrap();
    let mut client = params(&["client"]);
    client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = client.signed_by(&key, &AUTHORITY).unwrap();
    let place = |name: &str, text: String| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    tls.cert = Some(place("cert.pem", certificate.pem()));
    tls.key = Some(place("key.pem", key.serialize_pem()));
    assert_eq!(ask(&url, tls).await.answer().unwrap().body, "known");
}

#[tokio::test]
async fn wrong_files_are_refused_before_anything_is_sent() {
    let url: Url = "https://localhost/".parse().unwrap();
    let (folder, tls) = trusting();
    let nowhere = folder.path().join("nowhere.pem");
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    for tls in [
        TlsSettings { ca: Some(nowhere.clone()), ..TlsSettings::default() },
        TlsSettings { ca: Some(empty), ..TlsSettings::default() },
        TlsSettings { cert: tls.ca.clone(), ..TlsSettings::default() },
        TlsSettings { cert: tls.ca.clone(), key: Some(nowhere), ..TlsSettings::default() },
    ] {
        let mut settings = settings(&url);
        settings.tls = tls;
        assert!(Client::new(settings).is_err());
    }
}
