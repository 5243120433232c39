//! The server: its routes, and one run of it from the first address to a clean end.

use super::desk::Desk;
use super::edit::{Edit, Place, Search};
use super::events::Events;
use super::guard::{self, Guard};
use super::library::Library;
use super::review::Mark;
use super::rows::Row;
use super::sound::{self, Wanted};
use super::takes;
use super::texts::{self, Texts};
use super::trouble::Trouble;
use super::work::{self, Work};
use super::{Asked, StudioError, cast, files, findings, lexicon, memory, money, page, stretch};
use crate::language::Language;
use crate::pipeline::source::OUTPUT;
use crate::pipeline::{Progress, Workshop};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;

/// The largest request that is no text, in bytes.
const LARGEST: usize = 1 << 20;
/// How often files are looked at for changes from outside.
const LOOK: Duration = Duration::from_millis(700);
/// How long requests may go on after the studio was asked to stop.
const PATIENCE: Duration = Duration::from_secs(1);

/// All that answers need.
struct Studio {
    workshop: Workshop,
    library: Library,
    texts: Texts,
    events: Events,
    work: Work,
    /// The book to begin with.
    first: Option<String>,
    /// How many texts were named on the command line.
    given: usize,
    /// Whether anything was done since memory was given back.
    worked: AtomicBool,
}

type Shared = State<Arc<Studio>>;
type Answer = Result<Response, Trouble>;

/// Serves until it is asked to stop. `ready` is told the first address.
pub async fn run(
    asked: Asked,
    workshop: Workshop,
    ready: impl FnOnce(&str),
) -> Result<(), StudioError> {
    memory::share();
    let own = asked.address.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
    let address = SocketAddr::new(own, asked.port);
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|error| StudioError::Listen { address, error })?;
    let address = listener.local_addr().map_err(StudioError::System)?;
    let guard = Arc::new(Guard::new(address, asked.password).map_err(StudioError::System)?);
    let events = Events::default();
    let stop = workshop.stop.clone();
    let library = Library::new(asked.folders, events.clone());
    let texts = Texts::new().map_err(StudioError::System)?;
    for text in &asked.texts {
        texts.add(text);
    }
    let mut first = None;
    for book in &asked.books {
        first = first.or(library.add(book).ok().map(|desk| desk.id.clone()));
    }
    let studio = Arc::new(Studio {
        library,
        texts,
        first,
        given: asked.texts.len(),
        worked: AtomicBool::new(false),
        work: Work::default(),
        // What the pipeline warns of is told where a book is built.
        workshop: workshop.with(Arc::new(Quiet), stop.clone()),
        events,
    });
    let watcher = tokio::spawn(watch(studio.clone()));
    ready(&guard.first_address());
    let ending = stop.clone();
    let server = axum::serve(listener, router(studio, guard))
        .with_graceful_shutdown(async move { ending.cancelled().await });
    let late = async {
        stop.cancelled().await;
        tokio::time::sleep(PATIENCE).await;
    };
    tokio::select! {
        served = server => served.map_err(StudioError::System)?,
        () = late => {}
    }
    watcher.abort();
    Ok(())
}

/// Tells the pages of files that were changed from outside, and gives back what memory work has left.
async fn watch(studio: Arc<Studio>) {
    loop {
        tokio::time::sleep(LOOK).await;
        if studio.worked.swap(false, Ordering::Relaxed) {
            let _ = tokio::task::spawn_blocking(memory::give_back).await;
        }
        if !studio.events.are_heard() {
            continue;
        }
        let own = studio.clone();
        let looked = tokio::task::spawn_blocking(move || {
            own.library.desks().iter().for_each(|desk| desk.watch());
        });
        let _ = looked.await;
    }
}

/// Says nothing.
struct Quiet;

impl Progress for Quiet {
    fn begin_work(&self, _: &'static str, _: u64, _: u64) {}
    fn step_of(&self, _: u64) {}
    fn end(&self) {}
    fn note(&self, _: &str) {}
    fn say(&self, _: &str) {}
    fn warn(&self, _: &str) {}
    fn result(&self, _: &str) {}
}

fn router(studio: Arc<Studio>, guard: Arc<Guard>) -> Router {
    let api = Router::new()
        .route("/library", get(library))
        .route("/events", get(events))
        .route("/work", get(told))
        .route("/work/stop", post(stop))
        .route("/read", post(read))
        .route("/books", post(make))
        .route("/books/{id}", get(show))
        .route("/books/{id}/edit", post(edit))
        .route("/books/{id}/undo", post(undo))
        .route("/books/{id}/redo", post(redo))
        .route("/books/{id}/search", post(search))
        .route("/books/{id}/review", get(review).post(mark))
        .route("/books/{id}/sound", get(hear))
        .route("/books/{id}/takes", get(show_takes).post(another_take))
        .route("/books/{id}/stretch", post(make_stretch))
        .route("/books/{id}/stretch/{name}", get(hear_stretch))
        .route("/books/{id}/quiet", post(quiet))
        .route("/books/{id}/findings", get(find))
        .route("/books/{id}/cast", get(show_cast).post(choose))
        .route("/books/{id}/series", post(as_in))
        .route("/books/{id}/lexicon", post(say))
        .route("/books/{id}/lexicon/preview", post(touched))
        .route("/books/{id}/missing", get(missing))
        .route("/books/{id}/anew", post(anew))
        .route("/books/{id}/build", post(build))
        .route("/books/{id}/files", get(list))
        .route("/books/{id}/files/{*name}", get(take))
        .route("/voices/{language}", get(voices))
        .layer(DefaultBodyLimit::max(LARGEST))
        // A text may be larger; it is counted while it comes.
        .route("/texts", post(receive).layer(DefaultBodyLimit::disable()));
    Router::new()
        .route(
            "/",
            get(async || {
                (
                    [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
                    page::INDEX,
                )
            }),
        )
        .route("/page/{name}", get(own_file))
        .nest("/api", api)
        .fallback(async || Trouble::missing("there is nothing here"))
        .layer(axum::middleware::from_fn_with_state(guard, guard::watch))
        .with_state(studio)
}

/// Does what may take a while where it keeps nobody waiting.
async fn apart<T: Send + 'static>(
    studio: &Arc<Studio>,
    work: impl FnOnce(&Studio) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    let own = studio.clone();
    let done = tokio::task::spawn_blocking(move || work(&own)).await;
    studio.worked.store(true, Ordering::Relaxed);
    done.unwrap_or_else(|_| {
        let what = "something went wrong inside of diglot; what is on the disk is as it was";
        Err(Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, what))
    })
}

/// As [`apart`], with a book.
async fn with_desk<T: Send + 'static>(
    studio: &Arc<Studio>,
    id: String,
    work: impl FnOnce(&Studio, Arc<Desk>) -> Result<T, Trouble> + Send + 'static,
) -> Result<T, Trouble> {
    apart(studio, move |studio| {
        work(studio, studio.library.desk(&id)?)
    })
    .await
}

fn said(value: Value) -> Answer {
    Ok(axum::Json(value).into_response())
}

/// What a request says, in JSON.
fn body<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Trouble> {
    serde_json::from_slice(bytes)
        .map_err(|error| Trouble::new(StatusCode::BAD_REQUEST, format!("not understood: {error}")))
}

async fn own_file(Path(name): Path<String>) -> Answer {
    page::file(&name).ok_or_else(|| Trouble::missing("there is nothing here"))
}

async fn library(State(studio): Shared) -> Answer {
    let listed = apart(&studio, |studio| {
        let books = studio.library.list();
        // Where new books go.
        let folder = std::path::absolute(studio.library.root().join(OUTPUT)).unwrap_or_default();
        let texts = studio.texts.list();
        Ok(
            json!({ "books": books, "folder": folder.display().to_string(), "first": studio.first, "texts": texts, "given": studio.given }),
        )
    });
    said(listed.await?)
}

async fn events(State(studio): Shared) -> Response {
    let stop = studio.workshop.stop.clone();
    studio.events.stream(stop).into_response()
}

async fn told(State(studio): Shared) -> Answer {
    said(json!(studio.work.told()))
}

async fn stop(State(studio): Shared) -> Answer {
    studio.work.stop();
    said(json!({}))
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

async fn receive(State(studio): Shared, Query(named): Query<Named>, body: Body) -> Answer {
    said(json!(studio.texts.receive(&named.name, body).await?))
}

async fn read(State(studio): Shared, bytes: Bytes) -> Answer {
    let order: texts::Order = body(&bytes)?;
    let report = apart(&studio, move |s| s.texts.read(&order, &s.workshop));
    said(report.await?)
}

async fn make(State(studio): Shared, bytes: Bytes) -> Answer {
    let order: texts::Order = body(&bytes)?;
    let made = apart(&studio, move |s| {
        let desk = s.texts.make(&order, &s.library, &s.workshop)?;
        Ok(json!({ "id": desk.id }))
    });
    said(made.await?)
}

async fn show(State(studio): Shared, Path(id): Path<String>) -> Answer {
    let shown = with_desk(&studio, id, |_, desk| desk.show()).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], shown).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EditOrder {
    /// The revision that the page has seen.
    revision: String,
    /// The row as the page shows it.
    was: Option<Row>,
    edit: Edit,
}

async fn edit(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let EditOrder {
        revision,
        was,
        edit,
    } = body(&bytes)?;
    let edited = with_desk(&studio, id, move |_, desk| {
        desk.edit(&revision, was.as_ref(), edit)
    });
    said(edited.await?)
}

async fn undo(State(studio): Shared, Path(id): Path<String>) -> Answer {
    said(with_desk(&studio, id, |_, desk| desk.step(true)).await?)
}

async fn redo(State(studio): Shared, Path(id): Path<String>) -> Answer {
    said(with_desk(&studio, id, |_, desk| desk.step(false)).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchOrder {
    search: Search,
    #[serde(default)]
    with: String,
}

async fn search(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let order: SearchOrder = body(&bytes)?;
    let found = with_desk(&studio, id, move |_, desk| {
        desk.preview(&order.search, &order.with)
    });
    said(json!(found.await?))
}

async fn review(State(studio): Shared, Path(id): Path<String>) -> Answer {
    said(with_desk(&studio, id, |_, desk| desk.review()).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkOrder {
    at: Place,
    was: Row,
    mark: Option<Mark>,
}

async fn mark(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let MarkOrder { at, was, mark } = body(&bytes)?;
    with_desk(&studio, id, move |_, desk| desk.mark(at, &was, mark)).await?;
    said(json!({}))
}

async fn hear(
    State(studio): Shared,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let wav = with_desk(&studio, id, move |s, desk| {
        sound::hear(&desk, &wanted, &s.workshop)
    });
    Ok(([(header::CONTENT_TYPE, "audio/wav")], wav.await?).into_response())
}

async fn show_takes(
    State(studio): Shared,
    Path(id): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Answer {
    let shown = with_desk(&studio, id, move |s, desk| {
        takes::show(&desk, &wanted, &s.workshop)
    });
    said(shown.await?)
}

async fn another_take(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let wanted: Wanted = body(&bytes)?;
    let number = with_desk(&studio, id, move |s, desk| {
        takes::another(&desk, &wanted, &s.workshop)
    });
    said(json!({ "take": number.await? }))
}

async fn make_stretch(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let wanted: stretch::Wanted = body(&bytes)?;
    let made = with_desk(&studio, id, move |s, desk| {
        stretch::make(&desk, &wanted, &s.events, &s.workshop)
    });
    said(made.await?)
}

async fn hear_stretch(
    State(studio): Shared,
    Path((id, name)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let path = with_desk(&studio, id, move |_, desk| stretch::path(&desk, &name)).await?;
    files::send(&path, request.headers()).await
}

async fn quiet(State(studio): Shared, Path(id): Path<String>) -> Answer {
    let stopped = with_desk(&studio, id, |s, desk| {
        desk.quiet(&s.workshop);
        Ok(())
    });
    stopped.await?;
    said(json!({}))
}

async fn find(State(studio): Shared, Path(id): Path<String>) -> Answer {
    said(with_desk(&studio, id, |s, desk| findings::show(&desk, &s.workshop)).await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SeriesOrder {
    /// The id of the other book.
    other: String,
    /// Whether the voices are given; else it is only said which would be.
    #[serde(default)]
    give: bool,
}

async fn as_in(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let order: SeriesOrder = body(&bytes)?;
    let given = with_desk(&studio, id, move |s, desk| {
        let other = s.library.desk(&order.other)?;
        cast::as_in(&desk, &other, order.give, &s.workshop)
    });
    said(given.await?)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowsOrder {
    rows: Vec<usize>,
}

async fn anew(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let order: RowsOrder = body(&bytes)?;
    let anew = with_desk(&studio, id, move |s, desk| {
        money::anew(&desk, &order.rows, &s.workshop)
    });
    said(anew.await?)
}

async fn show_cast(State(studio): Shared, Path(id): Path<String>) -> Answer {
    said(with_desk(&studio, id, |s, desk| cast::show(&desk, &s.workshop)).await?)
}

async fn choose(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let choice: cast::Choice = body(&bytes)?;
    let chosen = with_desk(&studio, id, move |s, desk| {
        cast::choose(&desk, &choice, &s.workshop)?;
        cast::show(&desk, &s.workshop)
    });
    said(chosen.await?)
}

async fn say(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let word: lexicon::Word = body(&bytes)?;
    with_desk(&studio, id, move |_, desk| lexicon::set(&desk, &word)).await?;
    said(json!({}))
}

async fn touched(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let word: lexicon::Word = body(&bytes)?;
    let touched = with_desk(&studio, id, move |s, desk| {
        money::touched(&desk, &word, &s.workshop)
    });
    said(touched.await?)
}

async fn voices(State(studio): Shared, Path(language): Path<String>) -> Answer {
    let language = Language::new(&language);
    said(apart(&studio, move |s| cast::voices(&language, &s.workshop)).await?)
}

async fn missing(State(studio): Shared, Path(id): Path<String>) -> Answer {
    said(with_desk(&studio, id, |s, desk| money::missing(&desk, &s.workshop)).await?)
}

async fn build(State(studio): Shared, Path(id): Path<String>, bytes: Bytes) -> Answer {
    let order: work::Order = body(&bytes)?;
    let begun = with_desk(&studio, id, move |s, desk| {
        s.work.begin(desk, order, &s.events, &s.workshop)
    });
    begun.await?;
    said(json!({}))
}

async fn list(State(studio): Shared, Path(id): Path<String>) -> Answer {
    said(with_desk(&studio, id, |s, desk| files::list(&desk, &s.workshop)).await?)
}

async fn take(
    State(studio): Shared,
    Path((id, name)): Path<(String, String)>,
    request: Request,
) -> Answer {
    let path = with_desk(&studio, id, move |_, desk| files::path(&desk, &name)).await?;
    files::send(&path, request.headers()).await
}
