//! `/face/{token}`: the page behind the QR code of the face check, on the legal representative's phone.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::IntoResponse,
};
use tongguan_service::certification::{self, FaceState, FaceView};

use super::{Answer, Form, Go, Page, S, Trouble, Visit, html, ok};
use crate::{AppState, api::PICTURE_MAX, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![
        Page::get("/face/{token}", Access::Public, show),
        Page::post("/face/{token}", Access::Public, picture).max_body(PICTURE_MAX),
    ]
}

#[derive(Template)]
#[template(path = "face.html")]
struct PhonePage {
    s: S,
    view: FaceView,
    trouble: Trouble,
}

async fn show(State(state): State<AppState>, visit: Visit, Path(token): Path<String>) -> Answer {
    let view = certification::look_face(&state.ctx, &token).await?;
    Ok(ok(&PhonePage { s: visit.s, view, trouble: Trouble::default() }))
}

async fn picture(
    State(state): State<AppState>,
    visit: Visit,
    Path(token): Path<String>,
    form: Form,
) -> Answer {
    let ctx = &state.ctx;
    let bytes = form.file("file").map(|f| f.bytes.to_vec()).unwrap_or_default();
    match certification::upload_face(ctx, &token, form.ticked("consent"), bytes).await {
        Ok(_) => Ok(Go::to(format!("/face/{token}")).into_response()),
        Err(error) => {
            let trouble = Trouble::of(error, &visit.s)?;
            let status = trouble.status();
            let view = certification::look_face(ctx, &token).await?;
            Ok(html(status, &PhonePage { s: visit.s, view, trouble }))
        }
    }
}
