//! How a worker is, over HTTP: `/live`, `/ready`, `/metrics`.

use super::metrics::Metrics;
use axum::http::{StatusCode, header};
use axum::routing::get;
use axum::{Router, response::IntoResponse};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Begins to answer on an address, whose port may be 0 for any that is free: the address.
///
/// # Errors
/// If the address is taken or is not of this machine.
pub async fn serve(address: SocketAddr, metrics: Arc<Metrics>) -> std::io::Result<SocketAddr> {
    let ready = {
        let metrics = metrics.clone();
        move || async move {
            match metrics.ready.load(Ordering::Relaxed) {
                true => (StatusCode::OK, "ready\n"),
                false => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
            }
        }
    };
    let text = move || async move {
        let kind = [(header::CONTENT_TYPE, "text/plain; version=0.0.4")];
        (kind, metrics.text()).into_response()
    };
    let app = Router::new()
        .route("/live", get(|| async { "live\n" }))
        .route("/ready", get(ready))
        .route("/metrics", get(text));
    let listener = tokio::net::TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(address)
}
