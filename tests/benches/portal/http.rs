//! A reader that costs little, so that what is measured is the server: one connection, kept, that asks again and again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// One kept connection.
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    request: String,
}

/// Stands in an address for the number of the request, so that no two are the same.
pub(crate) const NUMBER: &str = "{number}";
static ASKED: AtomicUsize = AtomicUsize::new(0);

/// What a connection saw in its time.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) waited: Vec<Duration>,
    pub(crate) errors: usize,
    /// The length of the last answer's body, in bytes as sent.
    pub(crate) bytes: usize,
}

/// How an answer's body ends.
enum Body {
    Length(usize),
    Chunked,
}

impl Connection {
    /// Connects to `address` (`http://host:port`); every request asks for `path`, with one more header line or none.
    pub(crate) async fn open(address: &str, path: &str, header: &str) -> Self {
        let host = address.trim_start_matches("http://");
        let stream = TcpStream::connect(host).await.expect("the server accepts a connection");
        stream.set_nodelay(true).expect("a socket takes options");
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n{header}\r\n");
        Self { stream: BufReader::new(stream), request }
    }

    /// Asks until the time is over.
    pub(crate) async fn ask_for(mut self, each: Duration) -> Seen {
        let began = Instant::now();
        let mut seen = Seen::default();
        while began.elapsed() < each {
            let asked = Instant::now();
            let (status, bytes) = self.ask().await.expect("the server answers in HTTP");
            seen.waited.push(asked.elapsed());
            seen.errors += usize::from(status != 200);
            seen.bytes = bytes;
        }
        seen
    }

    /// The status and the length of the body.
    async fn ask(&mut self) -> std::io::Result<(u16, usize)> {
        let number = ASKED.fetch_add(1, Ordering::Relaxed);
        let request = self.request.replace(NUMBER, &number.to_string());
        self.stream.write_all(request.as_bytes()).await?;
        let status = self.line().await?;
        let status = status.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or_default();
        let mut body = Body::Length(0);
        loop {
            let line = self.line().await?.to_ascii_lowercase();
            match line.split_once(": ") {
                Some(("content-length", length)) => body = Body::Length(length.parse().unwrap_or_default()),
                Some(("transfer-encoding", "chunked")) => body = Body::Chunked,
                Some(_) => {}
                None => break,
            }
        }
        Ok((status, self.body(body).await?))
    }

    async fn body(&mut self, body: Body) -> std::io::Result<usize> {
        match body {
            Body::Length(length) => self.skip(length).await,
            Body::Chunked => {
                let mut all = 0;
                loop {
                    let size = usize::from_str_radix(&self.line().await?, 16).unwrap_or_default();
                    all += self.skip(size).await?;
                    self.line().await?;
                    if size == 0 {
                        return Ok(all);
                    }
                }
            }
        }
    }

    async fn line(&mut self) -> std::io::Result<String> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        Ok(line.trim_end().to_owned())
    }

    async fn skip(&mut self, length: usize) -> std::io::Result<usize> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes).await
    }
}
