//! Watching: logs in with a key, incidents out (VER-4).

use std::io::Write;

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use tongguan_testkit::{Client, TestApp, both};

use crate::support::new_app;

/// A request with `n` records of one text.
fn logs(n: usize, version: &str, severity: i64, text: &str) -> Vec<u8> {
    let record = json!({ "severityNumber": severity, "body": { "stringValue": text } });
    let resource =
        json!({ "attributes": [{ "key": "service.version", "value": { "stringValue": version } }] });
    json!({ "resourceLogs": [{ "resource": resource, "scopeLogs": [{ "logRecords": vec![record; n] }] }] })
        .to_string()
        .into_bytes()
}

async fn key(owner: &Client, app: &str) -> String {
    let made = owner.post(&format!("/api/v1/apps/{app}/watch/key"), &json!({})).await.done().json;
    made["key"].as_str().expect("a key").to_owned()
}

async fn send(app: &TestApp, key: &str, body: Vec<u8>) -> tongguan_testkit::Answer {
    app.anonymous().with_token(key).post_bytes("/v1/logs", "application/json", body).await
}

async fn watch(owner: &Client, app: &str) -> Value {
    owner.get(&format!("/api/v1/apps/{app}/watch")).await.done().json
}

both! {
    /// Five time-outs within ten minutes raise one incident; more of them count on, and another version is another.
    async fn the_threshold_raises_one_incident_per_class_and_version(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let key = key(&owner, &id).await;
        send(app, &key, logs(4, "1.0.0", 17, "request:fail timeout")).await.done();
        assert_eq!(watch(&owner, &id).await["incidents"], json!([]));
        app.clock.advance(60_000);
        send(app, &key, logs(1, "1.0.0", 17, "request:fail timeout")).await.done();
        send(app, &key, logs(3, "1.0.0", 17, "connect ETIMEDOUT")).await.done();
        send(app, &key, logs(1, "1.0.1", 17, "JavaScript heap out of memory")).await.done();
        send(app, &key, logs(9, "1.0.1", 9, "timeout set to 3 s")).await.done();
        let seen = watch(&owner, &id).await;
        let told: Vec<_> = seen["incidents"].as_array().unwrap().iter()
            .map(|i| (i["class"].as_str().unwrap(), i["version"].as_str().unwrap(), i["count"].as_i64().unwrap()))
            .collect();
        assert!(told.contains(&("timeout", "1.0.0", 8)) && told.contains(&("memory", "1.0.1", 1)), "{told:?}");
        assert_eq!(told.len(), 2);
    }

    /// What trickles in more slowly than the window raises nothing.
    async fn slow_trickle_raises_nothing(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let key = key(&owner, &id).await;
        for _ in 0..8 {
            send(app, &key, logs(1, "1.0.0", 17, "request:fail timeout")).await.done();
            app.clock.advance(3 * 60_000);
        }
        assert_eq!(watch(&owner, &id).await["incidents"], json!([]));
    }

    /// Acknowledged, resolved; old records do not raise it again, new ones do.
    async fn an_incident_is_handled_and_returns(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let key = key(&owner, &id).await;
        send(app, &key, logs(5, "1.0.0", 17, "接口超时")).await.done();
        let incident = watch(&owner, &id).await["incidents"][0]["id"].as_str().unwrap().to_owned();
        let path = format!("/api/v1/apps/{id}/incidents/{incident}");
        assert_eq!(owner.post(&format!("{path}/reopen"), &json!({})).await.problem(), "409 wrong-state");
        owner.post(&format!("{path}/acknowledge"), &json!({ "note": "在查" })).await.done();
        owner.post(&format!("{path}/resolve"), &json!({ "note": "已扩容" })).await.done();
        app.clock.advance(1000);
        send(app, &key, logs(4, "1.0.0", 17, "接口超时")).await.done();
        assert_eq!(watch(&owner, &id).await["incidents"][0]["state"], "resolved");
        send(app, &key, logs(1, "1.0.0", 17, "接口超时")).await.done();
        let now = owner.get(&path).await.done().json;
        assert_eq!((&now["incident"]["state"], &now["incident"]["returns"]), (&json!("open"), &json!(1)));
        assert_eq!(now["records"].as_array().unwrap().len(), 10);
        let stranger = app.applicant("stranger@other.example").await;
        assert_eq!(stranger.get(&path).await.problem(), "404 not-found");
        assert_eq!(stranger.post(&format!("{path}/resolve"), &json!({})).await.problem(), "404 not-found");
    }

    /// A key works until it is replaced; records that cannot be kept are told, the others are kept.
    async fn the_key_rotates_and_a_request_may_succeed_in_part(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let first = key(&owner, &id).await;
        let second = key(&owner, &id).await;
        assert_eq!(send(app, &first, logs(1, "", 17, "x")).await.status, 401);
        assert_eq!(send(app, owner.token.as_deref().unwrap(), logs(1, "", 17, "x")).await.status, 401);
        assert_eq!(app.anonymous().post_bytes("/v1/logs", "application/json", vec![]).await.status, 401);
        assert!(watch(&owner, &id).await.to_string().contains(second.get(second.len() - 4..).unwrap()));
        assert!(!watch(&owner, &id).await.to_string().contains(&second));

        let mut body: Value = serde_json::from_slice(&logs(2, "1.0.0", 17, "TypeError")).unwrap();
        body["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0]["timeUnixNano"] = json!("1000000000000000000");
        let answer = send(app, &second, body.to_string().into_bytes()).await.done();
        assert_eq!(answer.json["partialSuccess"]["rejectedLogRecords"], 1);
        assert!(answer.json.to_string().contains("30 days"), "{}", answer.json);
        assert_eq!(watch(&owner, &id).await["totals"], json!([{ "class": "error", "version": "1.0.0", "count": 1 }]));
        assert_eq!(send(app, &second, vec![b' '; 2 << 20]).await.fields(), ["body:otlp-too-large"]);
        let whole = send(app, &second, logs(1, "1.0.0", 9, "started")).await.done();
        assert_eq!(whole.json["partialSuccess"], Value::Null);
    }

    /// A few kilobytes that unpack to megabytes, shared by thousands of records: none is kept, all are told.
    async fn a_small_request_of_large_shared_attributes_is_rejected_whole(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let key = key(&owner, &id).await;
        let resource = json!({ "attributes": [{ "key": "service.version", "value": { "stringValue": "a".repeat(4 << 20) } }] });
        let large = json!({ "resource": resource, "scopeLogs": [{ "logRecords": vec![json!({}); 3000] }] });
        let plain = json!({ "scopeLogs": [{ "logRecords": [{ "severityNumber": 17, "body": { "stringValue": "TypeError" } }] }] });
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(json!({ "resourceLogs": [large, plain] }).to_string().as_bytes()).unwrap();
        let bomb = encoder.finish().unwrap();
        assert!(bomb.len() < 8192, "{}", bomb.len());
        let answer = app.anonymous().with_token(&key)
            .post_gzip("/v1/logs", "application/json", bomb).await.done();
        assert_eq!(answer.json["partialSuccess"]["rejectedLogRecords"], 3000);
        assert!(answer.json.to_string().contains("the limit is 16384"), "{}", answer.json);
        assert_eq!(watch(&owner, &id).await["totals"], json!([{ "class": "error", "version": "", "count": 1 }]));
        let many = send(app, &key, logs(5001, "1.0.0", 9, "started")).await;
        assert_eq!(many.fields(), ["body:otlp-too-many"]);
    }

    /// U+0000 is legal in JSON and in protobuf, but no database text: it is kept as U+FFFD.
    async fn a_null_character_does_not_cost_the_record(app) {
        let owner = app.applicant("owner@qinghuai.example").await;
        let id = new_app(&owner, "tools").await;
        let key = key(&owner, &id).await;
        let record = json!({ "severityNumber": 17, "body": { "stringValue": "heap out of memory\0!" }, "attributes": [
            { "key": "a\0", "value": { "stringValue": "\0" } },
            { "key": "b", "value": { "arrayValue": { "values": [{ "stringValue": "\0" }] } } },
        ] });
        let resource = json!({ "attributes": [{ "key": "service.version", "value": { "stringValue": "1\0" } }] });
        let body = json!({ "resourceLogs": [{ "resource": resource, "scopeLogs": [{ "logRecords": [record] }] }] });
        let answer = send(app, &key, body.to_string().into_bytes()).await.done();
        assert_eq!(answer.json["partialSuccess"], Value::Null);
        let incident = watch(&owner, &id).await["incidents"][0].clone();
        assert_eq!(incident["version"], "1\u{fffd}");
        let path = format!("/api/v1/apps/{id}/incidents/{}", incident["id"].as_str().unwrap());
        let kept = owner.get(&path).await.done().json["records"][0].clone();
        assert_eq!(kept["body"], "heap out of memory\u{fffd}!");
        assert_eq!(kept["attributes"]["a\u{fffd}"], "\u{fffd}");
    }
}
