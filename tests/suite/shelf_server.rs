//! A server of files on 127.0.0.1 that knows ranges, cuts connections and leads elsewhere, with a log of what it was
//! asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How a request is answered.
pub enum Answer {
    /// With the bytes, or the part of them that was asked for.
    Whole(Vec<u8>),
    /// So, but the connection is cut after so many bytes of it.
    Cut(Vec<u8>, usize),
    /// So, but after so many bytes nothing more comes, and the connection stays.
    Hang(Vec<u8>, usize),
    /// With all bytes, whatever was asked for.
    NoRanges(Vec<u8>),
    /// With bytes without an end.
    Endless,
    /// With another address.
    Elsewhere(String),
    /// With a status.
    Status(u16),
}

/// A request: its path, and its headers as lines in small letters.
#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    pub headers: Vec<String>,
}

impl Asked {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.headers.iter();
        lines.find_map(|line| line.strip_prefix(&format!("{name}: ")))
    }
}

/// How requests are answered, by their path and how many came before.
type Plan = dyn Fn(&str, usize) -> Answer + Send + Sync;

pub struct ShelfServer {
    pub url: String,
    log: Arc<Mutex<Vec<Asked>>>,
}

impl ShelfServer {
    pub fn start(plan: impl Fn(&str, usize) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let log = Arc::new(Mutex::new(Vec::new()));
        let (kept, plan): (_, Arc<Plan>) = (log.clone(), Arc::new(plan));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, plan) = (log.clone(), plan.clone());
                // Whoever asked may be gone.
                std::thread::spawn(move || drop(serve(stream, &log, plan.as_ref())));
            }
        });
        Self { url, log: kept }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, log: &Mutex<Vec<Asked>>, plan: &Plan) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().unwrap_or(Ok(String::new()))?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_string();
    let headers: Vec<String> = lines
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .map(|line| line.to_ascii_lowercase())
        .collect();
    let asked = Asked { path, headers };
    let range = asked.header("range").map(String::from);
    let before = {
        let mut log = log.lock().unwrap();
        log.push(asked.clone());
        log.len() - 1
    };
    let (bytes, end) = match plan(&asked.path, before) {
        Answer::Whole(bytes) => (bytes, None),
        Answer::Cut(bytes, at) => (bytes, Some((at, false))),
        Answer::Hang(bytes, at) => (bytes, Some((at, true))),
        Answer::NoRanges(bytes) => {
            let length = bytes.len();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            )?;
            return stream.write_all(&bytes);
        }
        Answer::Endless => {
            write!(stream, "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
            loop {
                stream.write_all(&[7; 1 << 16])?;
            }
        }
        Answer::Elsewhere(to) => {
            return write!(
                stream,
                "HTTP/1.1 302 Found\r\nlocation: {to}\r\nset-cookie: lamp=oil\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
        }
        Answer::Status(code) => {
            return write!(
                stream,
                "HTTP/1.1 {code} So\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
        }
    };
    let from = range.and_then(|range| {
        let range = range.strip_prefix("bytes=")?.strip_suffix('-')?;
        range.parse::<usize>().ok()
    });
    let (all, part) = (bytes.len(), &bytes[from.unwrap_or(0).min(bytes.len())..]);
    match from {
        Some(from) => write!(
            stream,
            "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes {from}-{}/{all}\r\n",
            all - 1
        )?,
        None => write!(stream, "HTTP/1.1 200 OK\r\n")?,
    }
    write!(
        stream,
        "content-length: {}\r\nconnection: close\r\n\r\n",
        part.len()
    )?;
    match end {
        None => stream.write_all(part),
        Some((at, stays)) => {
            stream.write_all(&part[..at.min(part.len())])?;
            stream.flush()?;
            if !stays {
                return Ok(());
            }
            loop {
                std::thread::park();
            }
        }
    }
}
