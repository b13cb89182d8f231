//! The Merkle log, for everybody: checkpoint, tiles and entries as C2SP tlog-tiles has them; and proofs of an app's own rows.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use tongguan_api::log::{GrowthOut, LogOut, ProofOut};
use tongguan_model::ids::AppId;
use tongguan_service::{Error, log};

use super::Answer;
use crate::{
    AppState,
    auth::Caller,
    extract::{Path, Query},
    problem::{OrProblem, Problem},
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/log/checkpoint", Access::Public, checkpoint)
            .about("The newest signed checkpoint of the evidence log (C2SP tlog-checkpoint)")
            .gives_bytes("text/plain"),
        Route::get("/log/tile/{*path}", Access::Public, tile)
            .about("A tile of hashes, or with `entries/` before it a bundle of entries (C2SP tlog-tiles)")
            .gives_bytes("application/octet-stream"),
        Route::get("/api/v1/log", Access::Public, about)
            .about("The evidence log: name, key, newest checkpoint (CER-7)")
            .gives::<LogOut>(),
        Route::get("/api/v1/log/growth", Access::Public, growth)
            .about("The hashes by which a log of `from` entries is told to have grown to `to` (RFC 9162)")
            .param("from", "entries before")
            .param("to", "entries after")
            .gives::<GrowthOut>(),
        Route::get("/api/v1/apps/{app}/evidence/{evidence}/proof", Access::Account, proof)
            .about("Proof that a piece of evidence is in the log, to be checked offline (CER-7)")
            .gives::<ProofOut>(),
    ]
}

/// A tile that is full never changes; what is at the edge is soon another's.
const FOREVER: &str = "public, max-age=31536000, immutable";
const SOON: &str = "public, max-age=60";

fn served(media: &'static str, caching: &'static str, bytes: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::CACHE_CONTROL, HeaderValue::from_static(caching)),
        // Monitors and pages of other origins read it too.
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (StatusCode::OK, headers, bytes).into_response()
}

async fn checkpoint(State(state): State<AppState>, caller: Caller) -> Result<Response, Problem> {
    let note = log::checkpoint(&state.ctx).await.or_problem(caller.lang)?;
    let note = note.ok_or(Error::NotFound("checkpoint")).or_problem(caller.lang)?;
    Ok(served("text/plain; charset=utf-8", "no-cache", note.into_bytes()))
}

async fn tile(
    State(state): State<AppState>,
    caller: Caller,
    Path(path): Path<String>,
) -> Result<Response, Problem> {
    let piece = log::piece(&state.ctx, &path).await.or_problem(caller.lang)?;
    let piece = piece.ok_or(Error::NotFound("tile")).or_problem(caller.lang)?;
    Ok(served("application/octet-stream", if piece.full { FOREVER } else { SOON }, piece.bytes))
}

async fn about(State(state): State<AppState>, caller: Caller) -> Answer<LogOut> {
    let key = log::key(&state.ctx).await.or_problem(caller.lang)?;
    let checkpoint = log::checkpoint(&state.ctx).await.or_problem(caller.lang)?;
    Ok(axum::Json(LogOut { origin: key.name().to_owned(), key: key.to_string(), checkpoint }))
}

/// Two sizes.
#[derive(Debug, Deserialize)]
struct Sizes {
    from: u64,
    to: u64,
}

async fn growth(
    State(state): State<AppState>,
    caller: Caller,
    Query(sizes): Query<Sizes>,
) -> Answer<GrowthOut> {
    let hashes = log::growth(&state.ctx, sizes.from, sizes.to).await.or_problem(caller.lang)?;
    let hashes = hashes.ok_or(Error::NotFound("checkpoint")).or_problem(caller.lang)?;
    let hashes = hashes.iter().map(|h| STANDARD.encode(h)).collect();
    Ok(axum::Json(GrowthOut { from: sizes.from, to: sizes.to, hashes }))
}

async fn proof(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, String)>,
) -> Answer<ProofOut> {
    let proof = log::prove(&state.ctx, &caller.actor, &app, &id).await.or_problem(caller.lang)?;
    Ok(axum::Json(ProofOut {
        index: proof.receipt.index,
        receipt: proof.receipt.to_string(),
        key: proof.key.to_string(),
        body: proof.row.body,
        salt: proof.row.salt,
        leaf_hash: proof.row.leaf_hash,
    }))
}
