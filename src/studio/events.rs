//! What all open pages are told: server-sent events, each a line of JSON.

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream::unfold;
use serde::Serialize;
use serde_json::json;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::broadcast::{self, Receiver, Sender, error::RecvError};
use tokio_util::sync::CancellationToken;

/// How many events may wait for a page that is slow.
const WAITING: usize = 256;

/// Tells all open pages.
#[derive(Clone)]
pub struct Events(Sender<Arc<str>>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(WAITING).0)
    }
}

impl Events {
    /// Tells what has happened.
    pub fn tell(&self, event: &impl Serialize) {
        if let Ok(text) = serde_json::to_string(event) {
            // Nobody may be listening.
            let _ = self.0.send(text.into());
        }
    }

    /// Whether any page is open.
    pub fn are_heard(&self) -> bool {
        self.0.receiver_count() > 0
    }

    /// The events from now on, until `stop`.
    pub fn stream(
        &self,
        stop: CancellationToken,
    ) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        let greeting = json!({ "event": "hello" }).to_string();
        let begin = (self.0.subscribe(), stop, Some(Arc::from(greeting)));
        let stream = unfold(begin, |(mut events, stop, first)| async move {
            let text: Arc<str> = match first {
                Some(first) => first,
                None => next(&mut events, &stop).await?,
            };
            let event = Event::default().data(&*text);
            Some((Ok(event), (events, stop, None)))
        });
        Sse::new(stream).keep_alive(KeepAlive::default())
    }
}

async fn next(events: &mut Receiver<Arc<str>>, stop: &CancellationToken) -> Option<Arc<str>> {
    tokio::select! {
        () = stop.cancelled() => None,
        event = events.recv() => match event {
            Ok(text) => Some(text),
            // It has missed some, so it is to look at everything again.
            Err(RecvError::Lagged(_)) => Some(json!({ "event": "lost" }).to_string().into()),
            Err(RecvError::Closed) => None,
        },
    }
}
