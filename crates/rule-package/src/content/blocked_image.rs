//! `blocked-image`.

use std::collections::BTreeSet;

use md5::Md5;
use sha2::{Digest, Sha256};
use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use crate::{app::App, sink::Sink};

declare_rule! {
    /// ## What it does
    /// Compares every picture of the package with the operator's list of forbidden pictures, by the MD5 or the SHA-256 of
    /// its file. A picture that was changed by one byte is another file: this rule finds known files, not likenesses.
    ///
    /// ## Why
    /// Pornography, gambling and drugs are refused, and known pictures of them need no second look.
    ///
    /// ## Fail example
    /// A package with a file whose SHA-256 stands in `review.blocked_images`.
    ///
    /// ## Pass example
    /// A package none of whose pictures stands there.
    ///
    /// ## References
    /// REV-1. Lists come as MD5 from many sources; since MD5 collides, an operator's own entries are better SHA-256.
    pub(crate) static META = {
        slug: "blocked-image", code: "CON003", group: Content, severity: Error, requirement: "REV-1", since: "0.1.0",
    };
}

const ENDINGS: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".svg"];

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let list: BTreeSet<String> =
        app.input.policy.review.blocked_images.iter().map(|h| h.trim().to_ascii_lowercase()).collect();
    if list.is_empty() {
        let why = bi("规则包没有违禁图片清单。", "The pack has no list of forbidden pictures.");
        sink.not_checked(&META, None, why);
        return;
    }
    for (path, bytes) in app.input.source.iter() {
        let name = path.to_ascii_lowercase();
        if !ENDINGS.iter().any(|e| name.ends_with(e)) {
            continue;
        }
        let hashes = [hex::encode(Sha256::digest(bytes)), hex::encode(Md5::digest(bytes))];
        let Some(hit) = hashes.iter().find(|h| list.contains(*h)) else { continue };
        sink.report_file(
            &META,
            path,
            bi("这张图片在违禁图片清单上。", "This picture is on the list of forbidden pictures."),
            bi(
                "删去此图片。如属误列，请联系运营方更正清单。",
                "Take the picture out; if it is listed by mistake, ask the operator to mend the list.",
            ),
        )
        .measured(hit, "review.blocked_images");
    }
}
