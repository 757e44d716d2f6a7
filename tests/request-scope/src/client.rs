//! A client of one request per connection, in the fewest words that HTTP/1.1 allows.

use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Sends a request and leaves its answer to the caller.
pub async fn begin(server: SocketAddr, path: &str, user: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server).await.expect("the server listens");
    let head = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nX-User: {user}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("the server reads");
    stream
}

/// The lines of the answer's body; the head and the sizes of chunks are left out.
pub async fn get(server: SocketAddr, path: &str, user: &str) -> Vec<String> {
    let mut stream = begin(server, path, user).await;
    let mut text = String::new();
    stream.read_to_string(&mut text).await.expect("the server answers");
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer has a head");
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    let lines = body.lines().filter(|line| line.contains(' '));
    lines.map(ToOwned::to_owned).collect()
}
