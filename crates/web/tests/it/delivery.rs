//! Delivery: what a host app is answered.

use serde_json::json;
use tongguan_model::app::AppState;
use tongguan_testkit::{TestApp, both};

use crate::support::{appid, draft, opened, packed, passed, program, ready, share};

async fn freeze(app: &TestApp, id: &str, state: AppState) {
    let mut tx = app.ctx.store().write().await.unwrap();
    let mut row = tongguan_store::app::find(&mut tx, &id.parse().unwrap()).await.unwrap().unwrap();
    row.state = state;
    tongguan_store::app::update(&mut tx, &row).await.unwrap();
    tx.commit().await.unwrap();
}

both! {
    /// The manifest names the package, whose bytes are those that passed review.
    async fn a_host_app_gets_the_released_package(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let appid = appid(&owner, &id).await;
        let host = app.anonymous();
        let manifest = format!("/delivery/v1/{appid}/manifest.json?user=u1");
        assert_eq!(host.get(&manifest).await.problem(), "404 nothing-released");
        assert_eq!(host.get("/delivery/v1/wx0000000000000000/manifest.json").await.problem(), "404 app-unknown");
        let version = passed(app, &owner, &id, "1.0.0").await;
        assert_eq!(host.get(&manifest).await.problem(), "404 nothing-released");
        opened(&owner, &id, &version, share(10_000)).await;
        let m = host.get(&manifest).await.done().json;
        assert_eq!((m["appId"].as_str(), m["name"].as_str()), (Some(appid.as_str()), Some("青槐记事")));
        assert_eq!((&m["versionName"], &m["versionCode"], &m["path"]), (&json!("1.0.0"), &json!(1), &json!("pages/index/index")));
        let url = m["packageUrl"].as_str().unwrap();
        assert!(url.starts_with(&app.base) && url.ends_with(&format!("{}.zip", m["sha256"].as_str().unwrap())), "{url}");
        let got = host.get(url.strip_prefix(&app.base).unwrap()).await.done();
        assert_eq!((got.bytes, got.content_type.as_str()), (program("1.0.0"), "application/zip"));

        // A package of this app that was never released is not given, nor a released one by another app.
        let secret = packed(&owner, &id, program("未发布")).await;
        let sha = owner.get(&format!("/api/v1/apps/{id}/packages/{secret}")).await.done().json["package"]["sha256"].clone();
        let path = format!("/delivery/v1/{appid}/packages/{}.zip", sha.as_str().unwrap());
        assert_eq!(host.get(&path).await.problem(), "404 package-unknown");
        assert_eq!(host.get(&format!("/delivery/v1/{appid}/packages/..%2f..%2fkeys")).await.problem(), "404 package-unknown");
        // Frozen, decided on the server: gone at once, and back when it is thawed.
        freeze(app, &id, AppState::Frozen).await;
        assert_eq!(host.get(&manifest).await.problem(), "410 frozen");
        assert_eq!(host.get(url.strip_prefix(&app.base).unwrap()).await.problem(), "410 frozen");
        freeze(app, &id, AppState::Active).await;
        host.get(&manifest).await.done();
    }

    /// Every origin may read it; packages are cached for ever, carry their length and are never packed a second time.
    async fn the_headers_that_hosts_rely_on(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let appid = appid(&owner, &id).await;
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let manifest = format!("{}/delivery/v1/{appid}/manifest.json", app.base);
        let header = |r: &reqwest::Response, name: &str| r.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
        let none = http.get(&manifest).send().await.unwrap();
        assert_eq!((none.status().as_u16(), header(&none, "access-control-allow-origin").as_deref()), (404, Some("*")));
        let version = passed(app, &owner, &id, "1.0.0").await;
        opened(&owner, &id, &version, share(10_000)).await;
        let found = http.get(&manifest).send().await.unwrap();
        assert_eq!(header(&found, "access-control-allow-origin").as_deref(), Some("*"));
        assert_eq!(header(&found, "cache-control").as_deref(), Some("no-store"));
        let m: serde_json::Value = serde_json::from_slice(&found.bytes().await.unwrap()).unwrap();
        let url = m["packageUrl"].as_str().unwrap();
        let zip = http.get(url).header("accept-encoding", "gzip, br").send().await.unwrap();
        assert_eq!(header(&zip, "content-length"), Some(program("1.0.0").len().to_string()));
        assert_eq!(header(&zip, "content-encoding"), None);
        assert_eq!(header(&zip, "cache-control").as_deref(), Some("public, max-age=31536000, immutable"));
        assert_eq!(header(&zip, "access-control-allow-origin").as_deref(), Some("*"));
        let etag = header(&zip, "etag").unwrap();
        let same = http.get(url).header("if-none-match", &etag).send().await.unwrap();
        assert_eq!(header(&same, "accept-ranges").as_deref(), Some("bytes"));
        assert_eq!((same.status().as_u16(), same.bytes().await.unwrap().len()), (304, 0));
        // A download that broke goes on where it broke, unless the body is another one.
        let whole = program("1.0.0");
        let rest = http.get(url).header("range", "bytes=100-").header("if-range", &etag).send().await.unwrap();
        assert_eq!(header(&rest, "content-range"), Some(format!("bytes 100-{}/{}", whole.len() - 1, whole.len())));
        assert_eq!(header(&rest, "content-length"), Some((whole.len() - 100).to_string()));
        assert_eq!((rest.status().as_u16(), rest.bytes().await.unwrap().as_ref()), (206, &whole[100..]));
        let other = http.get(url).header("range", "bytes=100-").header("if-range", "\"x\"").send().await.unwrap();
        assert_eq!((other.status().as_u16(), other.bytes().await.unwrap().as_ref()), (200, &whole[..]));
        let outside = http.get(url).header("range", "bytes=99999999-").send().await.unwrap();
        assert_eq!((outside.status().as_u16(), header(&outside, "content-range")), (416, Some(format!("bytes */{}", whole.len()))));
        assert_eq!(header(&outside, "cache-control").as_deref(), Some("no-store"), "only the package is for ever");
        let api = http.get(format!("{}/api/v1/apps", app.base)).send().await.unwrap();
        assert_eq!(header(&api, "access-control-allow-origin"), None);
    }

    /// A first version that is open to some says so to the others; without a user no partial share admits.
    async fn who_is_not_reached_yet_is_told_so(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = ready(app, &owner, "青槐记事").await;
        let appid = appid(&owner, &id).await;
        let version = passed(app, &owner, &id, "1.0.0").await;
        let release = opened(&owner, &id, &version, share(9_999)).await;
        let host = app.anonymous();
        let path = format!("/delivery/v1/{appid}/manifest.json");
        assert_eq!(host.get(&path).await.problem(), "404 not-reached");
        host.get(&format!("{path}?user=u1")).await.done();
        owner.post(&format!("/api/v1/apps/{id}/releases/{release}/halt"), &json!({ "reason": "白屏" })).await.done();
        assert_eq!(host.get(&format!("{path}?user=u1")).await.problem(), "404 nothing-released");
        let stranger = app.applicant("x@other.example").await;
        assert_eq!(stranger.get(&format!("/api/v1/apps/{id}/delivery/explain?user=u1")).await.problem(), "404 not-found");
        draft(&owner, &id, "1.0.1").await;
    }
}
