//! The OpenAPI 3.1 document, made from the table of routes.

use axum::{Json, Router, routing::get};
use serde_json::{Map, Value, json};

use crate::{
    AppState, api,
    route::{Access, Content, Route, Shape},
};

pub(crate) fn routes() -> Router<AppState> {
    Router::new().route("/api/openapi.json", get(async || Json(document())))
}

/// The whole document.
pub fn document() -> Value {
    let mut schemas = Map::new();
    let mut paths = Map::new();
    let problem = Shape::named::<tongguan_api::problem::ProblemOut>();
    add(&mut schemas, &problem);
    for route in api::routes() {
        for content in [&route.input, &route.output] {
            if let Content::Json(shape) | Content::List(shape) = content {
                add(&mut schemas, shape);
            }
        }
        // A wildcard of the router is a parameter like any other.
        let path = route.path.replace("{*", "{");
        let entry = paths.entry(path).or_insert_with(|| json!({}));
        entry[route.method.as_str().to_lowercase()] = operation(&route);
    }
    json!({
        "openapi": "3.1.0",
        "info": { "title": "Tongguan", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" } },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": { "session": { "type": "http", "scheme": "bearer" } },
        },
    })
}

fn add(schemas: &mut Map<String, Value>, shape: &Shape) {
    for (name, schema) in &shape.schemas {
        if let Ok(value) = serde_json::to_value(schema) {
            schemas.entry(name.clone()).or_insert(value);
        }
    }
}

fn content(content: &Content) -> Option<Value> {
    let reference = |shape: &Shape| json!({ "$ref": format!("#/components/schemas/{}", shape.name) });
    match content {
        Content::Nothing => None,
        Content::Json(shape) => Some(json!({ "application/json": { "schema": reference(shape) } })),
        Content::List(shape) => {
            Some(json!({ "application/json": { "schema": { "type": "array", "items": reference(shape) } } }))
        }
        Content::Bytes(media) => {
            Some(json!({ (*media): { "schema": { "type": "string", "format": "binary" } } }))
        }
    }
}

fn operation(route: &Route) -> Value {
    let mut parameters: Vec<Value> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| name.trim_start_matches('*'))
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
        .collect();
    parameters.extend(route.query.iter().map(|(name, meaning)| {
        json!({ "name": name, "in": "query", "required": false, "description": meaning, "schema": { "type": "string" } })
    }));
    let mut ok = json!({ "description": "done" });
    if let Some(body) = content(&route.output) {
        ok["content"] = body;
    }
    let mut out = json!({
        "summary": route.summary,
        "operationId": operation_id(route),
        "tags": [tag(route)],
        "parameters": parameters,
        "responses": {
            (route.status.to_string()): ok,
            "default": {
                "description": "a problem",
                "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/ProblemOut" } } },
            },
        },
    });
    if let Some(body) = content(&route.input) {
        out["requestBody"] = json!({ "required": true, "content": body });
    }
    if !matches!(route.access, Access::Public | Access::Key) {
        out["security"] = json!([{ "session": [] }]);
    }
    out
}

fn tag(route: &Route) -> &'static str {
    let rest = route.path.trim_start_matches("/api/v1/");
    rest.trim_start_matches('/').split('/').next().unwrap_or("api")
}

fn operation_id(route: &Route) -> String {
    let path = route.path.replace("/api/v1", "").replace(['{', '}', '*'], "");
    let words: Vec<_> = path.split(['/', '-', '.']).filter(|w| !w.is_empty()).collect();
    format!("{}_{}", route.method.as_str().to_lowercase(), words.join("_"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_is_described_once_and_every_reference_resolves() {
        let doc = document();
        let mut ids = BTreeSet::new();
        for route in api::routes() {
            assert!(!route.summary.is_empty(), "{route:?} has no summary");
            assert!(ids.insert(operation_id(&route)), "{route:?} twice");
        }
        let text = doc.to_string();
        for part in text.split("#/components/schemas/").skip(1) {
            let name = part.split('"').next().unwrap_or_default();
            assert!(doc["components"]["schemas"][name].is_object(), "{name} is not described");
        }
    }
}
