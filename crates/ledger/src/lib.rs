//! Evidence: RFC 6962 hashing and chained rows.
