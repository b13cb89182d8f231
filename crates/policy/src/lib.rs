//! TEMP.
#![allow(missing_docs, clippy::all)]
#[derive(Debug, Clone)]
pub struct Policy;
impl Policy {
    pub fn builtin(_: &str) -> Result<Self, std::io::Error> {
        Ok(Self)
    }
    pub fn from_json(_: &str) -> Result<Self, std::io::Error> {
        Ok(Self)
    }
    pub fn overlay(self, _: &str, _: &str) -> Result<Self, std::io::Error> {
        Ok(self)
    }
    pub fn to_json(&self) -> String {
        "{}".into()
    }
    pub fn digest(&self) -> String {
        "x".into()
    }
    pub fn has_industry(&self, _: &str) -> bool {
        true
    }
    pub fn deadline(&self, _: tongguan_model::time::Millis, _: u32) -> (tongguan_model::time::Millis, bool) { todo!() }
 pub fn session_hours(&self) -> i64 {
        12
    }
    pub fn apps_per_account(&self) -> i64 {
        50
    }
}
