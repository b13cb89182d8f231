//! What handlers share.

use metrics_exporter_prometheus::PrometheusHandle;
use tongguan_service::Ctx;

/// State of the HTTP surfaces; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// Context of the use cases.
    pub ctx: Ctx,
    /// Renders `/metrics`; `None` in tests.
    pub metrics: Option<PrometheusHandle>,
}

impl std::fmt::Debug for AppState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AppState")
    }
}
