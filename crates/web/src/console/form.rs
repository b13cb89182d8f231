//! A posted form, urlencoded or multipart. Its token is checked by the guard before a handler sees it.

use std::sync::Arc;

use axum::{
    extract::{FromRequest, FromRequestParts, Multipart, Request},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use bytes::Bytes;

/// A file of a form.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Field.
    pub field: String,
    /// Name on the sender's machine; for display only.
    pub name: String,
    /// Media type that the browser claims.
    pub media: String,
    /// Content.
    pub bytes: Bytes,
}

#[derive(Debug, Default)]
struct Body {
    fields: Vec<(String, String)>,
    files: Vec<Upload>,
}

/// A posted form whose token was right.
#[derive(Debug, Clone, Default)]
pub struct Form(Arc<Body>);

impl Form {
    /// A form with these fields, for samples.
    #[cfg(test)]
    pub fn of(fields: &[(&str, &str)]) -> Self {
        let fields = fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        Self(Arc::new(Body { fields, files: Vec::new() }))
    }

    /// A field's value as typed; empty if it is not there.
    pub fn get(&self, name: &str) -> &str {
        self.0.fields.iter().find(|(k, _)| k == name).map_or("", |(_, v)| v.as_str())
    }

    /// A field's value without blanks around it.
    pub fn trim(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    /// All values of a field, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.fields.iter().filter(move |(k, _)| k == name).map(|(_, v)| v.as_str())
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// The file of a field, if one was chosen.
    pub fn file(&self, name: &str) -> Option<&Upload> {
        self.0.files.iter().find(|f| f.field == name)
    }

    /// All files.
    pub fn files(&self) -> &[Upload] {
        &self.0.files
    }

    /// Reads a request's body, within the page's limit.
    pub(super) async fn read(request: Request) -> Result<Self, Response> {
        let media =
            request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let mut body = Body::default();
        if media.starts_with("multipart/form-data") {
            let mut parts =
                Multipart::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
            while let Some(part) = parts.next_field().await.map_err(IntoResponse::into_response)? {
                let field = part.name().unwrap_or_default().to_owned();
                let name = part.file_name().map(ToOwned::to_owned);
                let media = part.content_type().unwrap_or_default().to_owned();
                match name {
                    Some(name) => {
                        let bytes = part.bytes().await.map_err(IntoResponse::into_response)?;
                        if !name.is_empty() {
                            body.files.push(Upload { field, name, media, bytes });
                        }
                    }
                    None => {
                        body.fields.push((field, part.text().await.map_err(IntoResponse::into_response)?))
                    }
                }
            }
        } else {
            let axum::Form(fields) =
                axum::Form::from_request(request, &()).await.map_err(IntoResponse::into_response)?;
            body.fields = fields;
        }
        // No form control can type it, and PostgreSQL cannot store it.
        for (_, value) in body.fields.iter_mut().filter(|(_, v)| v.contains('\0')) {
            *value = value.replace('\0', "\u{fffd}");
        }
        Ok(Self(Arc::new(body)))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Form {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        // Missing only on a page that is not a form's target.
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::METHOD_NOT_ALLOWED)
    }
}
