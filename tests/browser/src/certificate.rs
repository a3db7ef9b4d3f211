//! A certificate for every host of the tests, by an authority that lives as long as one test.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, PublicKeyData as _};
use ring::digest::{SHA256, digest};
use tokio::io;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

pub(crate) struct Certificate {
    pub(crate) acceptor: TlsAcceptor,
    /// For `--ignore-certificate-errors-spki-list`: Chromium takes this key's certificate and no other.
    pub(crate) pin: String,
}

impl Certificate {
    pub(crate) fn for_hosts(hosts: Vec<String>, protocol: &str) -> Self {
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let authority_key = KeyPair::generate().expect("a key");
        let issuer = Issuer::new(authority, authority_key);

        let key = KeyPair::generate().expect("a key");
        let certificate = CertificateParams::new(hosts)
            .and_then(|leaf| leaf.signed_by(&key, &issuer))
            .expect("a certificate");
        let pin = BASE64_STANDARD.encode(digest(&SHA256, &key.subject_public_key_info()));
        let private = PrivateKeyDer::try_from(key.serialize_der()).expect("a private key");
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], private)
            .expect("a certificate that fits its key");
        config.alpn_protocols = vec![protocol.into()];
        Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            pin,
        }
    }

    /// A port with TLS, in front of one without.
    pub(crate) async fn end_tls_before(&self, port: u16) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let own = listener.local_addr().expect("an address").port();
        let acceptor = self.acceptor.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    let client = acceptor.accept(stream).await;
                    let server = TcpStream::connect(("127.0.0.1", port)).await;
                    if let (Ok(mut client), Ok(mut server)) = (client, server) {
                        // A connection that the browser drops is its own affair.
                        let _ = io::copy_bidirectional(&mut client, &mut server).await;
                    }
                });
            }
        });
        own
    }
}
