//! A SOCKS proxy (RFC 1928), by which browsers find the servers under any name.
//!
//! Chromium has an argument for that, and the others have nothing else in common.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::io::{self, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const GRANTED: u8 = 0;
const HOST_UNREACHABLE: u8 = 4;

/// Starts it for these places, `HOST:PORT` each, and the port of loopback that they lead to. Nothing else exists.
pub(crate) async fn start(places: &[(String, u16)]) -> u16 {
    let places: Arc<HashMap<String, u16>> = Arc::new(places.iter().cloned().collect());
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let places = places.clone();
            tokio::spawn(async move {
                // A connection that the browser drops is its own affair.
                let _ = pass_on(stream, &places).await;
            });
        }
    });
    port
}

async fn pass_on(mut client: TcpStream, places: &HashMap<String, u16>) -> io::Result<()> {
    let _version = client.read_u8().await?;
    let mut methods = vec![0; client.read_u8().await?.into()];
    client.read_exact(&mut methods).await?;
    // No authentication.
    client.write_all(&[5, 0]).await?;

    let mut head = [0; 4];
    client.read_exact(&mut head).await?;
    let host = match head[3] {
        1 => std::net::Ipv4Addr::from(client.read_u32().await?).to_string(),
        3 => {
            let mut name = vec![0; client.read_u8().await?.into()];
            client.read_exact(&mut name).await?;
            String::from_utf8_lossy(&name).into_owned()
        }
        _ => std::net::Ipv6Addr::from(client.read_u128().await?).to_string(),
    };
    let port = client.read_u16().await?;
    let server = match places.get(&format!("{host}:{port}")) {
        Some(port) => TcpStream::connect(("127.0.0.1", *port)).await.ok(),
        None => None,
    };
    let reply = if server.is_some() {
        GRANTED
    } else {
        HOST_UNREACHABLE
    };
    client
        .write_all(&[5, reply, 0, 1, 0, 0, 0, 0, 0, 0])
        .await?;
    if let Some(mut server) = server {
        io::copy_bidirectional(&mut client, &mut server).await?;
    }
    Ok(())
}
