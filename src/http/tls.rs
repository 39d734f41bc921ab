//! Builds a target's TLS configuration: whom we trust, who we are, and a witness of what the peer shows.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{
    ClientSessionStore, Resumption, Tls12ClientSessionValue, Tls13ClientSessionValue, WebPkiServerVerifier,
};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, NamedGroup, RootCertStore, SignatureScheme};

use super::{certificate, phases};
use crate::model::endpoint::TlsSettings;

/// Why there is no TLS configuration.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A PEM file could not be read.
    #[error("read {path}: {source}")]
    Pem {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// A PEM file has no certificate in it.
    #[error("find a certificate in {0}")]
    Empty(PathBuf),
    /// The environment names roots, and there are none.
    #[error("read the roots that SSL_CERT_FILE or SSL_CERT_DIR names: {0}")]
    Environment(String),
    /// A certificate cannot be a root.
    #[error("trust the certificate in {path}: {source}")]
    Root {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: rustls::Error,
    },
    /// Only one of certificate and key was given.
    #[error("use a client certificate: tls.cert and tls.key belong together")]
    Half,
    /// Our certificate and key do not fit.
    #[error("use the client certificate {path}: {source}")]
    Identity {
        /// The certificate's file.
        path: PathBuf,
        /// What is wrong with it.
        source: rustls::Error,
    },
    /// rustls refused the whole.
    #[error("set up TLS: {0}")]
    Setup(String),
}

/// A configuration that reads no root: for targets without TLS, which reqwest still wants one for.
pub(super) fn cleartext() -> Result<ClientConfig, TlsError> {
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Setup(error.to_string()))?;
    let mut config = builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    // The default sets memory aside for 256 sessions.
    config.resumption = Resumption::disabled();
    Ok(config)
}

/// The configuration of a target with TLS; ALPN is left to the caller.
pub(super) fn config(settings: &TlsSettings) -> Result<ClientConfig, TlsError> {
    let provider = provider();
    let inner = if settings.insecure {
        None
    } else {
        let verifier =
            WebPkiServerVerifier::builder_with_provider(roots(settings.ca.as_deref())?, Arc::clone(&provider))
                .build()
                .map_err(|error| TlsError::Setup(error.to_string()))?;
        Some(verifier)
    };
    let witness = Witness { inner, algorithms: provider.signature_verification_algorithms };
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| TlsError::Setup(error.to_string()))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(witness));
    let mut config = match (&settings.cert, &settings.key) {
        (None, None) => builder.with_no_client_auth(),
        (Some(cert), Some(key)) => {
            let chain = certificates(cert)?;
            let secret =
                PrivateKeyDer::from_pem_file(key).map_err(|source| TlsError::Pem { path: key.clone(), source })?;
            builder
                .with_client_auth_cert(chain, secret)
                .map_err(|source| TlsError::Identity { path: cert.clone(), source })?
        }
        _ => return Err(TlsError::Half),
    };
    // A resumed session shows no certificate: a health check wants every handshake whole.
    config.resumption = Resumption::store(Arc::new(NoSessions));
    Ok(config)
}

fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    Arc::clone(PROVIDER.get_or_init(|| Arc::new(aws_lc_rs::default_provider())))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let found: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|source| TlsError::Pem { path: path.to_owned(), source })?;
    if found.is_empty() {
        return Err(TlsError::Empty(path.to_owned()));
    }
    Ok(found)
}

/// The system's roots, or Mozilla's where the system has none; read once a process. `extra` come on top.
fn roots(extra: Option<&Path>) -> Result<Arc<RootCertStore>, TlsError> {
    static SYSTEM: OnceLock<Result<Arc<RootCertStore>, String>> = OnceLock::new();
    let system = SYSTEM.get_or_init(system_roots).as_ref().map_err(|words| TlsError::Environment(words.clone()))?;
    let Some(path) = extra else { return Ok(Arc::clone(system)) };
    let mut store = RootCertStore::clone(system);
    for root in certificates(path)? {
        store.add(root).map_err(|source| TlsError::Root { path: path.to_owned(), source })?;
    }
    Ok(Arc::new(store))
}

fn system_roots() -> Result<Arc<RootCertStore>, String> {
    let mut store = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    store.add_parsable_certificates(found.certs);
    if store.is_empty() {
        // Who names the roots wants no others.
        if std::env::var_os("SSL_CERT_FILE").is_some() || std::env::var_os("SSL_CERT_DIR").is_some() {
            let words = found.errors.first().map(ToString::to_string);
            return Err(words.unwrap_or_else(|| "there is no certificate".to_owned()));
        }
        store.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    Ok(Arc::new(store))
}

/// Notes the chain that the peer shows, then lets the real verifier judge it; without one anything is accepted.
#[derive(Debug)]
struct Witness {
    inner: Option<Arc<WebPkiServerVerifier>>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl ServerCertVerifier for Witness {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if let Some(certificate) = certificate::read(end_entity, intermediates.len() + 1) {
            phases::shown(certificate);
        }
        let Some(inner) = &self.inner else { return Ok(ServerCertVerified::assertion()) };
        inner
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| untrusted(error, end_entity))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Says that the issuer is unknown where webpki says it in other words.
fn untrusted(error: rustls::Error, end_entity: &CertificateDer<'_>) -> rustls::Error {
    let unknown = match &error {
        // An issuer of a name that we trust, with another key.
        rustls::Error::InvalidCertificate(CertificateError::BadSignature) => true,
        // "A CA may not be a server" comes before the question who issued a self-signed one.
        rustls::Error::InvalidCertificate(CertificateError::Other(_)) => certificate::is_self_issued(end_entity),
        _ => false,
    };
    if unknown { rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer) } else { error }
}

/// Remembers no session; its hint is asked for when a handshake begins, which is how we know when.
#[derive(Debug)]
struct NoSessions;

impl ClientSessionStore for NoSessions {
    fn set_kx_hint(&self, _: ServerName<'static>, _: NamedGroup) {}

    fn kx_hint(&self, _: &ServerName<'_>) -> Option<NamedGroup> {
        phases::hello();
        None
    }

    fn set_tls12_session(&self, _: ServerName<'static>, _: Tls12ClientSessionValue) {}

    fn tls12_session(&self, _: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        None
    }

    fn remove_tls12_session(&self, _: &ServerName<'static>) {}

    fn insert_tls13_ticket(&self, _: ServerName<'static>, _: Tls13ClientSessionValue) {}

    fn take_tls13_ticket(&self, _: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        None
    }
}
