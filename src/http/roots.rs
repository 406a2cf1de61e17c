//! Which authorities may vouch for a server: those that the system trusts, and those in a file that the user names.
//! They are read when the first connection needs them, so that nobody else waits for some hundred files.
//!
//! `SSL_CERT_FILE` and `SSL_CERT_DIR` take the place of the system's; the library that reads those knows both.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

/// A file with certificates, and the variable that names it.
#[derive(Debug, Clone)]
pub struct Bundle {
    pub variable: &'static str,
    pub path: PathBuf,
}

/// The authorities of all connections of a run.
#[derive(Debug)]
pub struct Roots {
    bundle: Option<Bundle>,
    provider: Arc<CryptoProvider>,
    verifier: OnceLock<Result<Verifier, Error>>,
}

impl Roots {
    /// Reads nothing yet.
    pub fn new(bundle: Option<Bundle>) -> Arc<Self> {
        Arc::new(Self { bundle, provider: Arc::new(ring::default_provider()), verifier: OnceLock::new() })
    }

    /// The file that a library does not know which brings its own connections.
    pub fn bundle(&self) -> Option<&Bundle> {
        self.bundle.as_ref()
    }

    /// Whether the system trusts anybody at all.
    ///
    /// # Errors
    /// What a connection would fail with: no authority is found, or the user's file cannot be used.
    pub fn check(&self) -> Result<(), Error> {
        self.verifier().map(drop)
    }

    pub(super) fn tls(self: &Arc<Self>) -> Result<ClientConfig, Error> {
        let builder =
            ClientConfig::builder_with_provider(Arc::clone(&self.provider)).with_safe_default_protocol_versions()?;
        let verifier = Arc::clone(self) as Arc<dyn ServerCertVerifier>;
        Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
    }

    fn verifier(&self) -> Result<&Verifier, Error> {
        let made = self.verifier.get_or_init(|| {
            let extra = self.bundle.as_ref().map(certificates).transpose()?;
            Verifier::new_with_extra_roots(extra.unwrap_or_default(), Arc::clone(&self.provider))
        });
        made.as_ref().map_err(Clone::clone)
    }
}

fn certificates(bundle: &Bundle) -> Result<Vec<CertificateDer<'static>>, Error> {
    let read = CertificateDer::pem_file_iter(&bundle.path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(unusable(bundle, "it contains no certificate")),
        Err(error) => Err(unusable(bundle, &error.to_string())),
    }
}

fn unusable(Bundle { variable, path }: &Bundle, why: &str) -> Error {
    Error::General(format!("cannot use the certificates in '{}' from {variable}: {why}", path.display()))
}

impl ServerCertVerifier for Roots {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.verifier()?.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier()?.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier()?.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::{Bundle, Roots};

    fn error_of(content: &str) -> String {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        let bundle = Bundle { variable: "CURL_CA_BUNDLE", path: file.path().to_owned() };
        Roots::new(Some(bundle)).check().unwrap_err().to_string()
    }

    #[test]
    fn a_bundle_that_cannot_be_used_is_named_with_its_variable() {
        assert!(error_of("words").contains("from CURL_CA_BUNDLE"));
        assert!(error_of("words").contains("it contains no certificate"));
        let absent = Bundle { variable: "REQUESTS_CA_BUNDLE", path: "/nowhere/ca.pem".into() };
        let error = Roots::new(Some(absent)).check().unwrap_err().to_string();
        assert!(error.contains("'/nowhere/ca.pem' from REQUESTS_CA_BUNDLE"), "{error}");
    }
}
