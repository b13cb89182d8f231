//! Findings, rule metadata, registry and renderers.
