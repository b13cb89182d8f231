//! The log: one JSON object a line on standard error. Nothing that is logged holds secrets or personal data.

use std::str::FromStr;

use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

/// Starts logging.
pub(super) fn start(filter: &str) -> Result<()> {
    let filter = EnvFilter::from_str(filter).context("--log")?;
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init()
        .map_err(|e| anyhow::anyhow!("cannot start the log: {e}"))
}
