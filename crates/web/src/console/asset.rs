//! Files that every page needs, inside the binary; their address carries a hash of their content, so a browser may
//! keep them for ever.

use std::sync::LazyLock;

use axum::{
    Router,
    extract::Path,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use sha2::{Digest, Sha256};

use crate::AppState;

struct Asset {
    name: &'static str,
    media: &'static str,
    bytes: &'static [u8],
    file: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let make = |name: &'static str, media, bytes: &'static [u8]| {
        let hash = hex::encode(&Sha256::digest(bytes)[..6]);
        let file = match name.split_once('.') {
            Some((stem, rest)) => format!("{stem}.{hash}.{rest}"),
            None => format!("{name}.{hash}"),
        };
        Asset { name, media, bytes, file }
    };
    vec![
        make("tongguan.css", "text/css; charset=utf-8", include_bytes!("../../assets/tongguan.css")),
        make("console.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/console.js")),
        make("htmx.min.js", "text/javascript; charset=utf-8", include_bytes!("../../assets/htmx.min.js")),
        make("favicon.svg", "image/svg+xml", include_bytes!("../../assets/favicon.svg")),
    ]
});

/// The address of an asset.
pub(super) fn href(name: &str) -> String {
    let found = ASSETS.iter().find(|a| a.name == name);
    format!("/assets/{}", found.map_or(name, |a| a.file.as_str()))
}

pub(crate) fn routes() -> Router<AppState> {
    Router::new()
        .route("/assets/{file}", get(serve))
        .route("/favicon.ico", get(async || axum::response::Redirect::permanent(&href("favicon.svg"))))
}

async fn serve(Path(file): Path<String>) -> Response {
    let Some(asset) = ASSETS.iter().find(|a| a.file == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.media)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    (headers, asset.bytes).into_response()
}
