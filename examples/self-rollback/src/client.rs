//! A client of one connection, in the fewest words that HTTP/1.1 allows.

use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

pub(crate) struct Client {
    server: SocketAddr,
    connection: Option<BufReader<TcpStream>>,
}

pub(crate) struct Answer {
    pub(crate) is_ok: bool,
    pub(crate) body: String,
}

impl Client {
    pub(crate) fn new(server: SocketAddr) -> Self {
        Self { server, connection: None }
    }

    /// A request, and its answer. After an error the next one takes a new connection.
    pub(crate) async fn post(&mut self, path: &str, user: &str) -> io::Result<Answer> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => BufReader::new(TcpStream::connect(self.server).await?),
        };
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nX-User: {user}\r\nContent-Length: 0\r\n\r\n"
        );
        connection.write_all(head.as_bytes()).await?;
        let answer = read(&mut connection).await?;
        self.connection = Some(connection);
        Ok(answer)
    }
}

async fn read(connection: &mut BufReader<TcpStream>) -> io::Result<Answer> {
    let status = line(connection).await?;
    let mut length = 0;
    loop {
        let header = line(connection).await?;
        match header.split_once(": ") {
            Some(("content-length", value)) => length = value.parse().map_err(io::Error::other)?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body).await?;
    let body = String::from_utf8(body).map_err(io::Error::other)?;
    Ok(Answer { is_ok: status.starts_with("HTTP/1.1 2"), body })
}

async fn line(connection: &mut BufReader<TcpStream>) -> io::Result<String> {
    let mut line = String::new();
    match connection.read_line(&mut line).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line.trim_end().to_owned()),
    }
}
