//! What went wrong, as the page is told: in the words of the command line.

use super::edit::EditError;
use crate::pipeline::{PipelineError, in_words};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// Why a request was not done.
#[derive(Debug)]
pub struct Trouble {
    status: StatusCode,
    body: Value,
}

impl Trouble {
    /// Trouble with a status, and words for a person.
    pub fn new(status: StatusCode, what: impl Into<String>) -> Self {
        let body = json!({ "error": what.into() });
        Self { status, body }
    }

    /// Something that cannot be done as it is asked for.
    pub fn unfit(what: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, what)
    }

    /// Something that is not there.
    pub fn missing(what: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, what)
    }

    /// The file has changed where it was to be changed; `theirs` is what stands there now.
    pub fn conflict(what: impl Into<String>, theirs: Value) -> Self {
        let body = json!({ "error": what.into(), "conflict": theirs });
        let status = StatusCode::CONFLICT;
        Self { status, body }
    }

    /// Something would cost money, which is to be confirmed.
    pub fn costs(usd: f64, what: impl Into<String>) -> Self {
        let body = json!({ "error": what.into(), "usd": usd });
        let status = StatusCode::PAYMENT_REQUIRED;
        Self { status, body }
    }

    /// A system error over a file.
    pub fn file(path: &std::path::Path, error: &std::io::Error) -> Self {
        PipelineError::file(path, error).into()
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}

impl From<PipelineError> for Trouble {
    fn from(error: PipelineError) -> Self {
        Self::unfit(in_words(&error))
    }
}

impl From<crate::script::ScriptError> for Trouble {
    fn from(error: crate::script::ScriptError) -> Self {
        PipelineError::from(error).into()
    }
}

impl From<EditError> for Trouble {
    fn from(error: EditError) -> Self {
        let status = match error {
            EditError::Gone => StatusCode::CONFLICT,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        Self::new(status, error.to_string())
    }
}
