//! Certification (认证, CER-1 … CER-8).
