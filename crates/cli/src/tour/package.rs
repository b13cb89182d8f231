//! The clinic's package: a hostile zip is refused, the real one is checked by the rules of review.

use anyhow::{Context, Result, bail};
use reqwest::Method;

use super::{
    Tour,
    client::{Body, text},
    clinic,
};

/// A zip whose only entry leaves the package: `../app.json`.
const ESCAPES: &[u8] = b"PK\x03\x04\x14\0\0\0\0\0\0\0\x21\0\x43\xbf\xa6\xa3\x02\0\0\0\x02\0\0\0\x0b\0\0\0../app.json{}\
PK\x01\x02\x14\x03\x14\0\0\0\0\0\0\0\x21\0\x43\xbf\xa6\xa3\x02\0\0\0\x02\0\0\0\x0b\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0../app.json\
PK\x05\x06\0\0\0\0\x01\0\x01\0\x39\0\0\0\x2b\0\0\0\0\0";

/// Uploads the clinic; gives the id of the package.
pub(super) async fn upload(tour: &Tour, version: &str) -> Result<String> {
    let path = format!("/api/v1/apps/{}/packages", tour.app);
    let made = tour.client.upload(&tour.owner, &path, "application/zip", clinic::zip(version)?).await?;
    let errors = made["report"]["summary"]["errors"].as_u64().context("a report without a summary")?;
    if errors > 0 {
        bail!("the clinic should pass every rule: {:#}", made["report"]["findings"]);
    }
    Ok(text(&made["package"], "id")?.to_owned())
}

pub(super) async fn walk(tour: &mut Tour) -> Result<()> {
    let path = format!("/api/v1/apps/{}/packages", tour.app);
    let hostile = Body::Bytes("application/zip", ESCAPES.to_vec());
    let answer = tour.client.step(&tour.owner, Method::POST, &path, hostile).await?;
    if answer.status != 422 || answer.json["errors"][0]["code"] != "unsafe-path" {
        bail!("a zip that leaves its folder should be refused: {} {:#}", answer.status, answer.json);
    }
    upload(tour, "1.0.0").await.map(drop)
}

#[cfg(test)]
mod tests {
    use tongguan_source::{Limits, Source};

    use super::*;

    #[test]
    fn the_hostile_zip_is_a_zip_that_escapes() {
        let limits = Limits { max_files: 9, max_file_bytes: 99, max_total_bytes: 99 };
        assert_eq!(Source::from_zip(ESCAPES, &limits).unwrap_err().code(), "unsafe-path");
    }
}
