//! Every link of every page, as each role: it leads somewhere, and the page there is sound in both languages.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::json;
use tongguan_testkit::{Browser, TestApp, both, html};

use crate::support::{new_app, submit_enterprise, verified};

/// How many addresses that differ only in an id or a query are opened; ids make a family, not a page.
const OF_A_KIND: usize = 2;

/// The address without ids and values: `/apps/*/versions`, `/desk?kind`.
fn kind(address: &str) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let mut parts: Vec<_> = path.split('/').collect();
    for i in 0..parts.len() {
        let id = parts[i].len() > 24 || parts[i].bytes().any(|b| b.is_ascii_digit());
        if id || i > 0 && parts[i - 1] == "rules" {
            parts[i] = "*";
        }
    }
    let path = parts.join("/");
    let keys: Vec<_> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{path}?{}", keys.join("&"))
}

/// The addresses of the console that a page links to or shows, made whole.
fn links(page: &str, at: &str) -> Vec<String> {
    let here = at.split('?').next().unwrap_or_default();
    let tags = html::tags(page);
    let ids: BTreeSet<_> = tags.iter().map(|t| t.get("id").to_owned()).collect();
    let mut out = Vec::new();
    for tag in tags.iter().filter(|t| matches!(t.name.as_str(), "a" | "image" | "img")) {
        let href = html::unescape(if tag.name == "img" { tag.get("src") } else { tag.get("href") });
        let (address, anchor) = href.split_once('#').unwrap_or((&href, ""));
        if address.is_empty() && !anchor.is_empty() {
            assert!(ids.contains(anchor), "{at}: nothing has the id {anchor}");
        } else if address.starts_with('?') {
            out.push(format!("{here}{address}"));
        } else if address.starts_with('/') {
            out.push(address.to_owned());
        }
    }
    out
}

/// Opens everything that can be reached; gives the kinds of pages seen.
async fn crawl(browser: &Browser, from: &[&str]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut queue: VecDeque<_> = from.iter().map(|a| ((*a).to_owned(), "start".to_owned())).collect();
    while let Some((address, source)) = queue.pop_front() {
        let many = kinds.entry(kind(&address)).or_default();
        if *many >= OF_A_KIND || address.contains("lang=") || !seen.insert(address.clone()) {
            continue;
        }
        *many += 1;
        let page = browser.get(&address).await;
        assert!(
            matches!(page.status, 200 | 303),
            "{address}, linked from {source}: {}\n{}",
            page.status,
            page.text()
        );
        if page.status == 303 {
            queue.push_back((page.location.clone(), address));
            continue;
        }
        if !page.headers.get("content-type").is_some_and(|v| v.as_bytes().starts_with(b"text/html")) {
            continue;
        }
        let title = page.text().lines().next().unwrap_or_default().trim().to_owned();
        assert!(
            title.len() > " · Tongguan".len() && !title.starts_with('·'),
            "{address} has the title {title:?}"
        );
        for raw in ["None)", "Some(", "{\"", "NaN", "\u{fffd}"] {
            assert!(!page.text().contains(raw), "{address} shows {raw}");
        }
        queue.extend(links(&page.html, &address).into_iter().map(|a| (a, address.clone())));
    }
    kinds.into_keys().collect()
}

/// An app that has passed its subject, one under review, one just made.
async fn populate(app: &TestApp) {
    let owner = app.applicant("owner@qinghuai.example").await;
    let one = verified(app, &owner).await;
    owner.post(&format!("/api/v1/apps/{one}/names"), &json!({ "name": "青槐挂号" })).await.done();
    owner.post(&format!("/api/v1/apps/{one}/certifications"), &json!({ "product": "account" })).await.done();
    let two = new_app(&owner, "medical").await;
    submit_enterprise(&owner, &two).await;
    new_app(&owner, "tools").await;
}

both! {
    /// Nobody, an applicant, a reviewer and an operator each reach only sound pages, and all that are theirs.
    async fn every_link_leads_to_a_sound_page(app) {
        populate(app).await;
        let roles: [(Option<&str>, &[&str], &[&str]); 4] = [
            (None, &["/", "/signup", "/signin", "/reset", "/activate"], &["/admission?", "/rules?", "/rules/*?"]),
            (Some("owner@qinghuai.example"), &["/", "/bind"], &[
                "/apps?", "/apps/*?", "/apps/new?", "/apps/*/subject?", "/apps/*/name?", "/apps/*/certification?",
                "/apps/*/settings?", "/apps/*/domains?", "/apps/*/capabilities?", "/apps/*/members?",
                "/apps/*/data-plan?", "/apps/*/qualifications?", "/apps/*/log?", "/apps/*/versions?", "/apps/*/release?", "/apps/*/watch?", "/me?",
            ]),
            (Some("reviewer@example.com"), &["/"], &["/desk?", "/desk/*?", "/desk/rules?", "/me?"]),
            (Some("operator@example.com"), &["/"], &[
                "/ops?", "/ops/users?", "/ops/apps?", "/ops/domains?", "/ops/policy?", "/ops/policy/*?", "/ops/outbox?",
                "/ops/payments?", "/ops/audit?", "/ops/health?",
            ]),
        ];
        app.operator().await;
        for (email, from, expected) in roles {
            let browser = match email {
                Some(email) => app.browser_of(email).await,
                None => app.browser(),
            };
            let kinds = crawl(&browser, from).await;
            for kind in expected {
                assert!(kinds.contains(*kind), "{email:?} never reaches {kind}: {kinds:?}");
            }
        }
    }
}
