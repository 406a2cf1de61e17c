//! Servers of one test that pass on what they get: behind TLS, as an HTTP proxy, as a SOCKS proxy, or that
//! say one thing to everybody. They run until the
//! test ends.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// What a relay does with a connection.
#[derive(Clone)]
enum Kind {
    Tls(TlsAcceptor),
    HttpProxy,
    SocksProxy,
    /// Says the same to everybody.
    Page(Arc<[u8]>),
}

/// A running relay.
pub struct Relay {
    pub address: SocketAddr,
    said: Arc<Mutex<Vec<u8>>>,
}

impl Relay {
    /// What clients have said to it, without TLS, up to where it began to pass on.
    pub fn heard(&self) -> String {
        String::from_utf8_lossy(&self.said.lock().unwrap()).into_owned()
    }
}

/// An authority, as a PEM file's text, and a server for `localhost` that it vouches for.
pub fn tls(target: &str) -> (Relay, String) {
    tls_for(target, vec!["localhost".to_owned()])
}

/// The same for other names.
pub fn tls_for(target: &str, names: Vec<String>) -> (Relay, String) {
    let mut params = CertificateParams::new(vec![]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let authority = params.self_signed(&key).unwrap();
    let server_key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(names).unwrap();
    let server = server.signed_by(&server_key, &Issuer::new(params, key)).unwrap();
    let private = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let config = config.with_single_cert(vec![server.der().clone()], private).unwrap();
    (start(Kind::Tls(Arc::new(config).into()), target), authority.pem())
}

pub fn http_proxy() -> Relay {
    start(Kind::HttpProxy, "")
}

/// A server that answers every request with this reply.
pub fn page(reply: impl Into<Vec<u8>>) -> Relay {
    start(Kind::Page(reply.into().into()), "")
}

/// Whatever name it is asked for, it connects to the target.
pub fn socks_proxy(target: &str) -> Relay {
    start(Kind::SocksProxy, target)
}

fn start(kind: Kind, target: &str) -> Relay {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let said = Arc::new(Mutex::new(vec![]));
    let (heard, target) = (Arc::clone(&said), target.trim_start_matches("http://").to_owned());
    thread::spawn(move || {
        Builder::new_current_thread().enable_all().build().unwrap().block_on(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((client, _)) = listener.accept().await {
                let (kind, target, heard) = (kind.clone(), target.clone(), Arc::clone(&heard));
                // A client that goes away in the middle is none of the relay's business.
                tokio::spawn(async move { drop(serve(kind, client, &target, &heard).await) });
            }
        });
    });
    Relay { address, said }
}

async fn serve(kind: Kind, mut client: TcpStream, target: &str, heard: &Mutex<Vec<u8>>) -> std::io::Result<()> {
    match kind {
        Kind::Tls(acceptor) => {
            let client = acceptor.accept(client).await?;
            pass(client, target, &[]).await
        }
        Kind::HttpProxy => {
            let head = read_head(&mut client).await?;
            heard.lock().unwrap().extend_from_slice(&head);
            let text = String::from_utf8_lossy(&head).into_owned();
            let mut words = text.split_whitespace();
            let (method, place) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
            if method == "CONNECT" {
                client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
                return pass(client, place, &[]).await;
            }
            let host = place.trim_start_matches("http://").split('/').next().unwrap_or_default();
            pass(client, host, &head).await
        }
        Kind::Page(reply) => {
            let head = read_head(&mut client).await?;
            heard.lock().unwrap().extend_from_slice(&head);
            client.write_all(&reply).await?;
            client.shutdown().await
        }
        Kind::SocksProxy => {
            let mut greeting = [0; 2];
            client.read_exact(&mut greeting).await?;
            client.read_exact(&mut vec![0; usize::from(greeting[1])]).await?;
            client.write_all(&[5, 0]).await?;
            // Version, command, zero, 3 for a name, and how long it is.
            let mut request = [0; 5];
            client.read_exact(&mut request).await?;
            assert_eq!(request[3], 3, "the name was looked up before the proxy was asked");
            let mut name = vec![0; usize::from(request[4]) + 2];
            client.read_exact(&mut name).await?;
            heard.lock().unwrap().extend_from_slice(&name[..name.len() - 2]);
            client.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0]).await?;
            pass(client, target, &[]).await
        }
    }
}

async fn read_head(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut head = vec![];
    while !head.ends_with(b"\r\n\r\n") {
        head.push(client.read_u8().await?);
    }
    Ok(head)
}

async fn pass(mut client: impl AsyncRead + AsyncWrite + Unpin, target: &str, first: &[u8]) -> std::io::Result<()> {
    let mut server = TcpStream::connect(target).await?;
    server.write_all(first).await?;
    copy_bidirectional(&mut client, &mut server).await.map(drop)
}
