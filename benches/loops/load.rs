//! Keeps connections to a server busy, with as little work of its own as can be: the server is what is measured.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::Fault;

/// How a server is loaded.
pub(crate) struct Load {
    /// How many keep-alive connections, each with one request under way.
    pub(crate) connections: u64,
    /// How many requests in all.
    pub(crate) requests: u64,
    /// Over how many paths `/items/K` the requests go round; 0: the one path `/items/0`.
    pub(crate) paths: u64,
    /// Over how many bodies `{"order": K, …}` they go round, as `POST /orders`; 0: no bodies.
    pub(crate) bodies: u64,
}

impl Load {
    /// Sends all requests, and prints `requests/s requests failed`.
    pub(crate) async fn run(self, url: &str) -> Result<(), Fault> {
        let address = url.trim_start_matches("http://").to_owned();
        let kinds: Arc<[Vec<u8>]> = self.kinds(&address).into();
        let left = Arc::new(AtomicU64::new(self.requests));
        let started = Instant::now();
        let mut all = JoinSet::new();
        for number in 0..self.connections {
            all.spawn(connection(address.clone(), kinds.clone(), left.clone(), number));
        }
        let mut failed = 0;
        while let Some(done) = all.join_next().await {
            failed += done??;
        }
        let rate = f64::from(u32::try_from(self.requests)?) / started.elapsed().as_secs_f64();
        println!("{rate:.0} {} {failed}", self.requests);
        Ok(())
    }

    fn kinds(&self, address: &str) -> Vec<Vec<u8>> {
        let get = |number| format!("GET /items/{number} HTTP/1.1\r\nhost: {address}\r\naccept: */*\r\n\r\n");
        let post = |number| {
            let body = format!(r#"{{"order":{number},"customer":"c-17","lines":[{{"sku":"A-1","quantity":2}}]}}"#);
            let length = body.len();
            format!(
                "POST /orders HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
            )
        };
        match self.bodies {
            0 => (0..self.paths.max(1)).map(|number| get(number).into_bytes()).collect(),
            bodies => (0..bodies).map(|number| post(number).into_bytes()).collect(),
        }
    }
}

/// One connection; gives how many answers were no 200.
async fn connection(address: String, kinds: Arc<[Vec<u8>]>, left: Arc<AtomicU64>, number: u64) -> Result<u64, Fault> {
    let mut stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = Vec::with_capacity(16 * 1024);
    let mut failed = 0;
    // Each connection begins elsewhere, so that all kinds are asked for at any time.
    let mut next = usize::try_from(number * 7)?;
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
        stream.write_all(&kinds[next % kinds.len()]).await?;
        next += 1;
        buffer.clear();
        let whole = loop {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err("the server closed a connection".into());
            }
            if let Some(whole) = length(&buffer)? {
                break whole;
            }
        };
        while buffer.len() < whole {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err("the server closed a connection".into());
            }
        }
        failed += u64::from(!buffer.starts_with(b"HTTP/1.1 200"));
    }
    Ok(failed)
}

/// How long head and body are together, once the head is there.
fn length(buffer: &[u8]) -> Result<Option<usize>, Fault> {
    let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&buffer[..end])?;
    for line in head.split("\r\n") {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            return Ok(Some(end + 4 + value.trim().parse::<usize>()?));
        }
    }
    Err("an answer without content-length".into())
}
