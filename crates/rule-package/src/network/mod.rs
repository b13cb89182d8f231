//! Where the program calls (DEV-2, DEV-3).

pub(crate) mod domain_whitelist;
pub(crate) mod insecure_url;
pub(crate) mod placeholder_domain;
