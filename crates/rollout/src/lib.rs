//! Gray release: sticky, monotone bucketing.
