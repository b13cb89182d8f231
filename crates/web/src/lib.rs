//! HTTP: REST, console, delivery, telemetry.
