//! A server that speaks OpenAI's speech API, with espeak-ng behind it, and has faults by a plan.

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::serve::{Listener, ListenerExt};
use axum::{Json, Router, routing::post};
use serde_json::Value;
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};
use tokio::net::TcpListener;

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    None,
    /// 429 with `Retry-After` in seconds.
    BusySeconds,
    /// 429 with `Retry-After` as a date.
    BusyDate,
    /// 500, 502, 503 …
    Status(u16),
    /// The connection ends before a byte of the answer.
    ResetBefore,
    /// The connection ends within the answer.
    ResetWithin,
    /// The answer comes, a few bytes at a time.
    Drip,
    /// The answer stops within, and the connection stays.
    Stall,
    /// No answer at all, and the connection stays.
    Silence,
    /// The first third of the sound, as if it were all.
    Truncated,
    Empty,
    Html,
    JsonError,
    /// The right sound as `text/plain`.
    WrongType,
    /// A gigabyte of zeros.
    Zeros,
    /// A sound in which nothing is to be heard.
    Mute,
    /// A sound that is much too long.
    Endless,
    /// To another host.
    Redirect,
    /// To another path of this host.
    RedirectWithin,
    /// The right sound, compressed.
    Gzip,
    /// A WAV whose header says a length that nobody knew.
    WrongLength,
    /// The sound as three whole WAV files.
    Several,
    /// A WAV of a length that nobody knew, with a chunk behind the sound.
    Behind,
    /// The first fifth of the sound, as if it were all.
    Fifth,
    /// The sound four times over.
    FourTimes,
    /// 429, because the money is gone.
    NoQuota,
    /// 503, because the model is being read.
    Loading,
}

/// Which fault a request has: by its text, and how many came before it for that text.
pub type Plan = Arc<dyn Fn(&str, usize) -> Fault + Send + Sync>;

/// What was asked of a server.
#[derive(Debug, Default)]
pub struct Log {
    /// How often each text was asked for.
    pub asked: HashMap<String, usize>,
    /// How often the sound of each text was sent whole.
    pub served: HashMap<String, usize>,
    /// All headers with a key.
    pub keys: Vec<String>,
    /// How many requests are being answered.
    pub busy: usize,
}

/// A request that is being answered, until it is dropped: also when whoever asked is gone.
struct Busy(Arc<Mutex<Log>>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.lock().unwrap().busy -= 1;
    }
}

/// A server on 127.0.0.1, with a log of what it was asked.
pub struct FaultServer {
    pub url: String,
    pub log: Arc<Mutex<Log>>,
}

impl FaultServer {
    pub fn start(latency: Duration, plan: Plan) -> Self {
        Self::start_at("127.0.0.1", latency, plan)
    }

    pub fn start_at(host: &str, latency: Duration, plan: Plan) -> Self {
        let log = Arc::new(Mutex::new(Log::default()));
        let app = app(latency, plan, log.clone());
        let host = format!("{host}:0");
        let url = run(
            async move {
                let listener = TcpListener::bind(host).await.unwrap();
                let url = format!("http://{}/v1", listener.local_addr().unwrap());
                let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
                (url, listener)
            },
            app,
        );
        Self { url, log }
    }

    /// Over TLS, with a certificate that nobody knows; returns that too, as PEM.
    pub fn start_tls(plan: Plan) -> (Self, String) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
        let pem = made.cert.pem();
        let log = Arc::new(Mutex::new(Log::default()));
        let app = app(Duration::ZERO, plan, log.clone());
        let key = made.signing_key.serialize_der();
        let url = run(
            async move {
                let key = rustls::pki_types::PrivateKeyDer::try_from(key).unwrap();
                let provider = Arc::new(rustls::crypto::ring::default_provider());
                let config = rustls::ServerConfig::builder_with_provider(provider)
                    .with_safe_default_protocol_versions()
                    .unwrap()
                    .with_no_client_auth()
                    .with_single_cert(vec![made.cert.der().clone()], key)
                    .unwrap();
                let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
                let url = format!("https://localhost:{}/v1", tcp.local_addr().unwrap().port());
                let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
                (url, Tls { tcp, acceptor })
            },
            app,
        );
        (Self { url, log }, pem)
    }

    pub fn asked(&self) -> usize {
        self.log.lock().unwrap().asked.values().sum()
    }

    /// Waits until nothing is being answered, nor has been for a moment.
    pub fn wait_until_idle(&self) {
        let mut idle = 0;
        while idle < 3 {
            std::thread::sleep(Duration::from_millis(15));
            let is_idle = self.log.lock().unwrap().busy == 0;
            idle = if is_idle { idle + 1 } else { 0 };
        }
    }

    pub fn served(&self) -> usize {
        self.log.lock().unwrap().served.values().sum()
    }
}

pub fn run<L>(bound: impl Future<Output = (String, L)> + Send + 'static, app: Router) -> String
where
    L: Listener + Send + 'static,
    L::Addr: std::fmt::Debug,
{
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let (url, listener) = bound.await;
            sender.send(url).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    receiver.recv().unwrap()
}

struct Tls {
    tcp: TcpListener,
    acceptor: tokio_rustls::TlsAcceptor,
}

impl Listener for Tls {
    type Io = tokio_rustls::server::TlsStream<tokio::net::TcpStream>;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let Ok((stream, address)) = self.tcp.accept().await else {
                continue;
            };
            // Whoever does not trust us goes away here.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

fn app(latency: Duration, plan: Plan, log: Arc<Mutex<Log>>) -> Router {
    let speak = move |headers: HeaderMap, Json(request): Json<Value>| {
        let text = request["input"].as_str().unwrap().to_string();
        let before = {
            let mut log = log.lock().unwrap();
            let key = headers.get(header::AUTHORIZATION);
            log.keys
                .extend(key.map(|key| key.to_str().unwrap().to_string()));
            let asked = log.asked.entry(text.clone()).or_default();
            *asked += 1;
            let before = *asked - 1;
            log.busy += 1;
            before
        };
        let fault = plan(&text, before);
        let log = log.clone();
        let busy = Busy(log.clone());
        async move {
            let _busy = busy;
            tokio::time::sleep(latency).await;
            let response = answer(fault, &request).await;
            if response.status().is_success() && is_whole(fault) {
                *log.lock().unwrap().served.entry(text).or_default() += 1;
            }
            response
        }
    };
    Router::new()
        .route("/v1/audio/speech", post(speak.clone()))
        .route("/moved", post(speak))
}

fn is_whole(fault: Fault) -> bool {
    matches!(
        fault,
        Fault::None
            | Fault::WrongType
            | Fault::Gzip
            | Fault::WrongLength
            | Fault::Drip
            | Fault::Several
            | Fault::Behind
    )
}

async fn answer(fault: Fault, request: &Value) -> Response {
    let sound = speech(request);
    let wav = [(header::CONTENT_TYPE, "audio/wav")];
    let part = |n: usize| Bytes::copy_from_slice(&sound[..n]);
    match fault {
        Fault::None => (wav, sound).into_response(),
        Fault::BusySeconds => busy("1".into()),
        Fault::BusyDate => {
            let soon = SystemTime::now() + Duration::from_secs(2);
            busy(httpdate::fmt_http_date(soon))
        }
        Fault::Status(status) => {
            let status = StatusCode::from_u16(status).unwrap();
            (status, "{\"error\":{\"message\":\"not now\"}}").into_response()
        }
        Fault::ResetBefore => std::panic::resume_unwind(Box::new("reset")),
        Fault::ResetWithin => pieces(vec![Ok(part(2000)), Err("reset")], Duration::ZERO),
        Fault::Drip => {
            let (start, rest) = sound.split_at(40);
            let mut all: Vec<_> = start
                .chunks(8)
                .map(|c| Ok(Bytes::copy_from_slice(c)))
                .collect();
            all.push(Ok(Bytes::copy_from_slice(rest)));
            pieces(all, Duration::from_millis(60))
        }
        Fault::Stall => {
            let all = vec![Ok(part(2000)), Ok(part(1))];
            pieces(all, Duration::from_secs(3600))
        }
        Fault::Silence => std::future::pending().await,
        Fault::Truncated => (wav, part(sound.len() / 3)).into_response(),
        Fault::Empty => (wav, "").into_response(),
        Fault::Html => "<!DOCTYPE html><p>Sign in to the hotel's network".into_response(),
        Fault::JsonError => Json(serde_json::json!({"error": "out of breath"})).into_response(),
        Fault::WrongType => ([(header::CONTENT_TYPE, "text/plain")], sound).into_response(),
        Fault::Zeros => {
            let zeros = Bytes::from(vec![0; 1 << 20]);
            pieces(vec![Ok(zeros); 1024], Duration::ZERO)
        }
        Fault::Mute => {
            let mut mute = sound;
            mute[44..].fill(0);
            (wav, mute).into_response()
        }
        Fault::Endless => {
            let long = serde_json::json!({"input": "word ".repeat(400), "voice": "x"});
            (wav, tone(&long)).into_response()
        }
        // Nobody lives there: were the key to go, it would be seen by whoever did.
        Fault::Redirect => redirect("http://127.0.0.2:9/v1/audio/speech"),
        Fault::RedirectWithin => redirect("/moved"),
        Fault::Gzip => {
            let mut packed = flate2::write::GzEncoder::new(Vec::new(), Default::default());
            packed.write_all(&sound).unwrap();
            let gzip = [(header::CONTENT_ENCODING, "gzip")];
            (gzip, packed.finish().unwrap()).into_response()
        }
        Fault::WrongLength => {
            let mut wrong = sound;
            wrong[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
            wrong[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
            (wav, wrong).into_response()
        }
        Fault::Several => {
            let third = (sound.len() - 44) / 6 * 2;
            let (one, rest) = sound[44..].split_at(third);
            let (two, three) = rest.split_at(third);
            let all = [one, two, three].map(|part| with_header(&sound, part));
            (wav, all.concat()).into_response()
        }
        Fault::Behind => {
            let mut wrong = sound;
            wrong[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
            wrong[40..44].copy_from_slice(&u32::MAX.to_le_bytes());
            wrong.extend_from_slice(b"LIST\x1A\0\0\0INFOISFT\x0E\0\0\0Lavf00.0.000\0\0");
            (wav, wrong).into_response()
        }
        Fault::Fifth => {
            let part = (sound.len() - 44) / 10 * 2;
            (wav, with_header(&sound, &sound[44..44 + part])).into_response()
        }
        Fault::FourTimes => {
            let four = sound[44..].repeat(4);
            (wav, with_header(&sound, &four)).into_response()
        }
        Fault::NoQuota => {
            let error = serde_json::json!({
                "error": { "message": "You exceeded your current quota", "code": "insufficient_quota" }
            });
            (StatusCode::TOO_MANY_REQUESTS, Json(error)).into_response()
        }
        Fault::Loading => {
            let error =
                serde_json::json!({ "error": { "message": "the model is loading, please wait" } });
            (StatusCode::SERVICE_UNAVAILABLE, Json(error)).into_response()
        }
    }
}

/// Other samples with the header of a WAV file.
fn with_header(wav: &[u8], samples: &[u8]) -> Vec<u8> {
    let length = u32::try_from(samples.len()).unwrap();
    let mut all = [&wav[..44], samples].concat();
    all[4..8].copy_from_slice(&(length + 36).to_le_bytes());
    all[40..44].copy_from_slice(&length.to_le_bytes());
    all
}

fn busy(after: String) -> Response {
    let after = [(header::RETRY_AFTER, after)];
    (StatusCode::TOO_MANY_REQUESTS, after, "later").into_response()
}

fn redirect(to: &str) -> Response {
    let to = [(header::LOCATION, to.to_string())];
    (StatusCode::TEMPORARY_REDIRECT, to).into_response()
}

/// A body in pieces, with a pause before each but the first.
fn pieces(pieces: Vec<Result<Bytes, &'static str>>, pause: Duration) -> Response {
    let (sender, receiver) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(1);
    tokio::spawn(async move {
        for (i, piece) in pieces.into_iter().enumerate() {
            if i > 0 {
                tokio::time::sleep(pause).await;
            }
            if sender
                .send(piece.map_err(std::io::Error::other))
                .await
                .is_err()
            {
                return;
            }
        }
    });
    let stream = futures_util::stream::unfold(receiver, async |mut receiver| {
        let piece = receiver.recv().await?;
        Some((piece, receiver))
    });
    Response::new(Body::from_stream(stream))
}

/// The text of a request as espeak-ng says it.
fn speech(request: &Value) -> Vec<u8> {
    let text = request["input"].as_str().unwrap();
    let chinese = text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let voice = if chinese { "cmn-latn-pinyin" } else { "en-us" };
    let output = std::process::Command::new("espeak-ng")
        .args(["-v", voice, "--stdout", "--", text])
        .output()
        .unwrap();
    let mut sound = output.stdout;
    // espeak-ng does not know the length when it writes the header.
    let length = u32::try_from(sound.len()).unwrap();
    sound[4..8].copy_from_slice(&(length - 8).to_le_bytes());
    sound[40..44].copy_from_slice(&(length - 44).to_le_bytes());
    sound
}

/// Speech-like sound of a length that goes with the text of a request, which takes no time to make.
pub fn tone(request: &Value) -> Vec<u8> {
    let letters = request["input"].as_str().unwrap().chars().count();
    let mut bytes = std::io::Cursor::new(Vec::new());
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 24000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::new(&mut bytes, spec).unwrap();
    for i in 0..letters * 1600 + 4800 {
        let t = i as f32 / 24000.0;
        let syllable = (t * 4.0 * std::f32::consts::TAU).sin().max(0.0);
        writer
            .write_sample(((t * 180.0 * std::f32::consts::TAU).sin() * syllable * 9000.0) as i16)
            .unwrap();
    }
    writer.finalize().unwrap();
    bytes.into_inner()
}
