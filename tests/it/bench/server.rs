//! Servers on loopback that do what a test says, each on a port of the system's choice.

use std::io::{BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as a server saw it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The path with its query.
    pub(crate) path: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// What a server answers.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    /// These bytes, and the end of the connection.
    Bytes(Vec<u8>),
    /// Nothing, until the other side gives up.
    Silence,
    /// These bytes, and then nothing, until the other side gives up.
    Stall(Vec<u8>),
}

/// An answer with a status, headers (each with its line break) and a body.
pub(crate) fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let mut bytes =
        format!("HTTP/1.1 {status} As Told\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    if status == 304 || status == 204 {
        bytes = format!("HTTP/1.1 {status} As Told\r\n{headers}connection: close\r\n\r\n");
    }
    let mut bytes = bytes.into_bytes();
    bytes.extend_from_slice(body);
    Reply::Bytes(bytes)
}

/// 200 with a JSON body.
pub(crate) fn json(body: &str) -> Reply {
    answer(200, "content-type: application/json\r\n", body)
}

/// A server that answers each request as it is told; it ends with the process.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Asked>>>,
}

type Script = dyn Fn(&Asked, usize) -> Reply + Send + Sync;

impl Server {
    /// Answers with what the script says of the request and of the number of requests before it.
    pub(crate) fn new(script: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::serve("http", "127.0.0.1", Arc::new(script), Some)
    }

    /// The same answer to everything.
    pub(crate) fn always(reply: Reply) -> Self {
        Self::new(move |_, _| reply.clone())
    }

    /// The same, behind TLS.
    pub(crate) fn tls(
        config: rustls::ServerConfig,
        script: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let config = Arc::new(config);
        Self::serve("https", "localhost", Arc::new(script), move |socket| {
            let connection = rustls::ServerConnection::new(config.clone()).ok()?;
            Some(rustls::StreamOwned::new(connection, socket))
        })
    }

    fn serve<T: Read + Write + 'static>(
        scheme: &str,
        host: &str,
        script: Arc<Script>,
        wrap: impl Fn(TcpStream) -> Option<T> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("{scheme}://{host}:{}", listener.local_addr().unwrap().port());
        let seen: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (noted, wrap) = (seen.clone(), Arc::new(wrap));
        thread::spawn(move || {
            for socket in listener.incoming().flatten() {
                let (script, noted, wrap) = (script.clone(), noted.clone(), wrap.clone());
                thread::spawn(move || {
                    if let Some(stream) = wrap(socket) {
                        speak(stream, &*script, &noted);
                    }
                });
            }
        });
        Self { url, seen }
    }

    /// What was asked so far.
    pub(crate) fn seen(&self) -> Vec<Asked> {
        self.seen.lock().unwrap().clone()
    }

    /// Method and path of what was asked so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.seen().iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }

    /// `api=URL`, for `--live`.
    pub(crate) fn live(&self) -> String {
        format!("api={}", self.url)
    }
}

fn speak<T: Read + Write>(stream: T, script: &Script, noted: &Mutex<Vec<Asked>>) {
    let mut stream = BufReader::new(stream);
    let Some(asked) = read(&mut stream) else { return };
    let number = {
        let mut noted = noted.lock().unwrap();
        noted.push(asked.clone());
        noted.len() - 1
    };
    let reply = script(&asked, number);
    let mut socket = stream.into_inner();
    let bytes = match &reply {
        Reply::Bytes(bytes) | Reply::Stall(bytes) => bytes.as_slice(),
        Reply::Silence => &[],
    };
    let written = socket.write_all(bytes).and_then(|()| socket.flush());
    if written.is_ok() && matches!(reply, Reply::Silence | Reply::Stall(_)) {
        // Held until the other side hangs up.
        let _ = std::io::copy(&mut socket, &mut std::io::sink());
    }
}

fn read(stream: &mut impl std::io::BufRead) -> Option<Asked> {
    let mut line = String::new();
    stream.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = Vec::new();
        stream.read_until(b'\n', &mut line).ok()?;
        let line = String::from_utf8_lossy(&line).trim_end().to_owned();
        let Some((name, value)) = line.split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut asked = Asked { method, path, headers, body: Vec::new() };
    let length = asked.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
    asked.body = vec![0; length];
    stream.read_exact(&mut asked.body).ok()?;
    Some(asked)
}

/// An address at which nobody listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}
