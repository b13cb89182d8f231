//! Signed verdicts, and the key that they are checked with.

use axum::extract::State;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use tongguan_api::verdict::{KeyOut, KeySetOut, SignatureOut, VerdictOut};
use tongguan_model::ids::{AppId, PackageId, VersionId};
use tongguan_service::verdict::{self, Envelope};

use super::Answer;
use crate::{
    AppState,
    auth::Caller,
    extract::Path,
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/apps/{app}/packages/{package}/verdict", Access::Account, of_package)
            .about("The signed verdict of the last check, for `tongguan verify` (VER-3)")
            .gives::<VerdictOut>(),
        Route::get("/api/v1/apps/{app}/versions/{version}/verdict", Access::Account, of_version)
            .about("The signed verdict with which a version was submitted (VER-3)")
            .gives::<VerdictOut>(),
        Route::get("/.well-known/tongguan-verdict-keys.json", Access::Public, keys)
            .about("The public key of the platform's verdicts, as a JSON Web Key Set (Ed25519)")
            .gives::<KeySetOut>(),
    ]
}

async fn of_package(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, PackageId)>,
) -> Answer<VerdictOut> {
    let signed = verdict::of_package(&state.ctx, &caller.actor, &app, &id, caller.lang).await;
    Ok(axum::Json(out(signed.or_problem(caller.lang)?)))
}

async fn of_version(
    State(state): State<AppState>,
    caller: Caller,
    Path((app, id)): Path<(AppId, VersionId)>,
) -> Answer<VerdictOut> {
    let signed = verdict::of_version(&state.ctx, &caller.actor, &app, &id, caller.lang).await;
    Ok(axum::Json(out(signed.or_problem(caller.lang)?)))
}

fn out(signed: Envelope) -> VerdictOut {
    let signature = |s: tongguan_service::verdict::Signature| SignatureOut { keyid: s.keyid, sig: s.sig };
    VerdictOut {
        payload: signed.payload,
        payload_type: signed.payload_type,
        signatures: signed.signatures.into_iter().map(signature).collect(),
    }
}

async fn keys(State(state): State<AppState>, caller: Caller) -> Answer<KeySetOut> {
    let (kid, key) = verdict::public_key(&state.ctx).or_problem(caller.lang)?;
    let key = KeyOut {
        kty: "OKP".into(),
        crv: "Ed25519".into(),
        alg: "EdDSA".into(),
        usage: "sig".into(),
        kid,
        x: URL_SAFE_NO_PAD.encode(key),
    };
    Ok(axum::Json(KeySetOut { keys: vec![key] }))
}
