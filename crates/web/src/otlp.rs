//! OTLP/HTTP logs: protobuf or JSON, gzip or plain, into records. Nothing larger than the policy's limits is unpacked.

use std::{collections::BTreeMap, io::Read, sync::Arc};

use flate2::read::MultiGzDecoder;
use opentelemetry_proto::tonic::{
    collector::logs::v1::{ExportLogsPartialSuccess, ExportLogsServiceRequest, ExportLogsServiceResponse},
    common::v1::{AnyValue, KeyValue, any_value::Value},
    logs::v1::LogRecord,
};
use prost::Message;
use tongguan_model::{refusal::FieldError, text::bi, time::Millis};
use tongguan_service::watch::{Incoming, Shared};

/// How a request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `application/x-protobuf`.
    Protobuf,
    /// `application/json`.
    Json,
}

impl Form {
    /// By its media type.
    pub(crate) fn of(content_type: &str) -> Result<Self, FieldError> {
        match content_type.split(';').next().unwrap_or_default().trim() {
            "application/x-protobuf" | "application/protobuf" => Ok(Self::Protobuf),
            "application/json" => Ok(Self::Json),
            other => Err(FieldError::new(
                "Content-Type",
                "otlp-media",
                "VER-4",
                bi(format!("不支持 {other:?}。"), format!("{other:?} is not understood.")),
                bi(
                    "请用 application/x-protobuf 或 application/json。",
                    "Send application/x-protobuf or application/json.",
                ),
            )),
        }
    }

    /// Its media type.
    pub(crate) fn media(self) -> &'static str {
        match self {
            Self::Protobuf => "application/x-protobuf",
            Self::Json => "application/json",
        }
    }
}

fn too_large(limit: usize) -> FieldError {
    let mut error = FieldError::new(
        "body",
        "otlp-too-large",
        "VER-4",
        bi(format!("请求超过 {limit} 字节。"), format!("the request has more than {limit} bytes.")),
        bi("请减小批量（如 max_export_batch_size）。", "Send smaller batches, e.g. max_export_batch_size."),
    );
    error.limit = Some(limit.to_string());
    error
}

fn unreadable(reason: &str) -> FieldError {
    FieldError::new(
        "body",
        "otlp-unreadable",
        "VER-4",
        bi(format!("无法读取：{reason}"), format!("cannot be read: {reason}")),
        bi(
            "请按 OTLP/HTTP 1.x 的 ExportLogsServiceRequest 发送。",
            "Send an ExportLogsServiceRequest of OTLP/HTTP 1.x.",
        ),
    )
}

/// Unpacks a body; one that grows beyond `limit` is refused as soon as it does.
pub(crate) fn unpack(
    body: &[u8],
    encoding: &str,
    sent_limit: usize,
    limit: usize,
) -> Result<Vec<u8>, FieldError> {
    if body.len() > sent_limit {
        return Err(too_large(sent_limit));
    }
    match encoding.trim() {
        "" | "identity" => Ok(body.to_vec()),
        "gzip" => {
            let mut out = Vec::new();
            let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
            MultiGzDecoder::new(body)
                .take(most)
                .read_to_end(&mut out)
                .map_err(|e| unreadable(&format!("gzip: {e}")))?;
            if out.len() > limit { Err(too_large(limit)) } else { Ok(out) }
        }
        other => Err(FieldError::new(
            "Content-Encoding",
            "otlp-encoding",
            "VER-4",
            bi(format!("不支持 {other:?}。"), format!("{other:?} is not understood.")),
            bi("请用 gzip 或不压缩。", "Send gzip or nothing."),
        )),
    }
}

fn too_many(limit: usize) -> FieldError {
    let mut error = FieldError::new(
        "body",
        "otlp-too-many",
        "VER-4",
        bi(format!("请求中的记录超过 {limit} 条。"), format!("the request has more than {limit} records.")),
        bi("请减小批量（如 max_export_batch_size）。", "Send smaller batches, e.g. max_export_batch_size."),
    );
    error.limit = Some(limit.to_string());
    error
}

/// Objects of JSON that a record may be made of: a record of two bytes becomes hundreds in memory, so what stands in a
/// request is counted before it is read.
const OBJECTS: usize = 64;

/// Reads a request into records; one of more than `most` is refused before it takes memory.
pub(crate) fn read(body: &[u8], form: Form, most: usize) -> Result<Vec<Incoming>, FieldError> {
    let request = match form {
        Form::Protobuf => {
            // Resource, scope, record: field 1, then 2, then 2.
            if count(body, &[1, 2, 2]) > most {
                return Err(too_many(most));
            }
            ExportLogsServiceRequest::decode(body).map_err(|e| unreadable(&e.to_string()))?
        }
        Form::Json => {
            if body.iter().filter(|b| **b == b'{').count() > most.saturating_mul(OBJECTS) {
                return Err(too_many(most));
            }
            serde_json::from_slice(body).map_err(|e| unreadable(&e.to_string()))?
        }
    };
    let mut out = Vec::new();
    for resource in request.resource_logs {
        let shared = resource.resource.map(|r| attributes(r.attributes)).unwrap_or_default();
        let shared = Arc::new(Shared::new(shared));
        for record in resource.scope_logs.into_iter().flat_map(|s| s.log_records) {
            if out.len() == most {
                return Err(too_many(most));
            }
            out.push(incoming(record, &shared));
        }
    }
    Ok(out)
}

/// How many messages stand at a path of field numbers, without reading them. What is broken ends the count: reading finds
/// that out.
fn count(message: &[u8], path: &[u64]) -> usize {
    let Some((field, deeper)) = path.split_first() else { return 1 };
    let (mut rest, mut found) = (message, 0);
    while let Ok(tag) = prost::encoding::decode_varint(&mut rest) {
        let length = match tag & 7 {
            0 if prost::encoding::decode_varint(&mut rest).is_ok() => 0,
            1 => 8,
            5 => 4,
            2 => match prost::encoding::decode_varint(&mut rest) {
                Ok(length) => usize::try_from(length).unwrap_or(usize::MAX),
                Err(_) => break,
            },
            _ => break,
        };
        let Some((inner, after)) = rest.split_at_checked(length) else { break };
        if tag == field << 3 | 2 {
            found += count(inner, deeper);
        }
        rest = after;
    }
    found
}

fn incoming(record: LogRecord, shared: &Arc<Shared>) -> Incoming {
    let nanos =
        if record.time_unix_nano > 0 { record.time_unix_nano } else { record.observed_time_unix_nano };
    Incoming {
        at: (nanos > 0).then(|| Millis(i64::try_from(nanos / 1_000_000).unwrap_or(i64::MAX))),
        severity: i64::from(record.severity_number),
        body: record.body.map(text).unwrap_or_default(),
        attributes: attributes(record.attributes),
        shared: shared.clone(),
    }
}

fn attributes(list: Vec<KeyValue>) -> BTreeMap<String, String> {
    list.into_iter().map(|kv| (clean(kv.key), kv.value.map(text).unwrap_or_default())).collect()
}

/// Without U+0000, which PostgreSQL does not keep.
fn clean(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

fn text(value: AnyValue) -> String {
    match value.value {
        Some(Value::StringValue(s)) => clean(s),
        Some(other) => json(other).to_string(),
        None => String::new(),
    }
}

/// Lists and maps as JSON; prost refuses nesting beyond its own limit, so this ends.
fn json(value: Value) -> serde_json::Value {
    let inner = |v: AnyValue| v.value.map_or(serde_json::Value::Null, json);
    match value {
        Value::StringValue(s) => clean(s).into(),
        Value::BoolValue(b) => b.into(),
        Value::IntValue(i) => i.into(),
        Value::DoubleValue(d) => d.into(),
        Value::ArrayValue(a) => a.values.into_iter().map(inner).collect(),
        Value::KvlistValue(l) => l
            .values
            .into_iter()
            .map(|kv| (clean(kv.key), kv.value.map_or(serde_json::Value::Null, inner)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::BytesValue(b) => hex::encode(b).into(),
        _ => serde_json::Value::Null,
    }
}

/// The answer: empty if every record was kept, else a partial success that says how many were not and why.
pub(crate) fn answer(form: Form, rejected: usize, why: &str) -> Vec<u8> {
    let response = ExportLogsServiceResponse {
        partial_success: (rejected > 0).then(|| ExportLogsPartialSuccess {
            rejected_log_records: i64::try_from(rejected).unwrap_or(i64::MAX),
            error_message: why.to_owned(),
        }),
    };
    match form {
        Form::Protobuf => response.encode_to_vec(),
        Form::Json => serde_json::to_vec(&response).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn a_gzip_bomb_is_refused_before_it_is_unpacked() {
        let bomb = gzip(&vec![0; 5_000_000]);
        assert!(bomb.len() < 10_000);
        assert_eq!(unpack(&bomb, "gzip", 1 << 20, 1 << 20).unwrap_err().code, "otlp-too-large");
        assert_eq!(unpack(&[0; 20], "", 10, 10).unwrap_err().code, "otlp-too-large");
        assert_eq!(unpack(b"no gzip", "gzip", 100, 100).unwrap_err().code, "otlp-unreadable");
        assert_eq!(unpack(b"x", "br", 100, 100).unwrap_err().code, "otlp-encoding");
        assert_eq!(unpack(&gzip(b"abc"), "gzip", 100, 100).unwrap(), b"abc");
    }

    #[test]
    fn protobuf_and_json_read_alike() {
        let json = br#"{"resourceLogs":[{"resource":{"attributes":[{"key":"service.version","value":{"stringValue":"1.0.1"}}]},
            "scopeLogs":[{"logRecords":[{"timeUnixNano":"1700000000000000000","severityNumber":17,
            "body":{"stringValue":"request:fail timeout"},"attributes":[{"key":"n","value":{"intValue":"3"}}]}]}]}]}"#;
        let read_json = read(json, Form::Json, 1).unwrap();
        let request: ExportLogsServiceRequest = serde_json::from_slice(json).unwrap();
        assert_eq!(read(&request.encode_to_vec(), Form::Protobuf, 1).unwrap(), read_json);
        let one = &read_json[0];
        assert_eq!((one.at, one.severity), (Some(Millis(1_700_000_000_000)), 17));
        assert_eq!((one.version_name(), one.body.as_str()), ("1.0.1", "request:fail timeout"));
        assert_eq!(one.attributes["n"], "3");
        assert_eq!(read(b"{", Form::Json, 1).unwrap_err().code, "otlp-unreadable");
        assert_eq!(read(&[0xff; 9], Form::Protobuf, 1).unwrap_err().code, "otlp-unreadable");
    }

    /// Records are counted before they are read, however small they are written.
    #[test]
    fn too_many_records_are_refused_before_they_are_read() {
        let of = |n: usize| {
            let json = format!(
                r#"{{"resourceLogs":[{{"schemaUrl":"x","scopeLogs":[{{"scope":{{"name":"s"}},"logRecords":[{}]}},{{}}]}},{{}}]}}"#,
                vec!["{}"; n].join(",")
            );
            let request: ExportLogsServiceRequest = serde_json::from_str(&json).unwrap();
            (json.into_bytes(), request.encode_to_vec())
        };
        for n in [0, 1, 3] {
            assert_eq!(count(&of(n).1, &[1, 2, 2]), n);
        }
        let (json, protobuf) = of(4);
        for (body, form) in [(&json, Form::Json), (&protobuf, Form::Protobuf)] {
            assert_eq!(read(body, form, 4).unwrap().len(), 4);
            assert_eq!(read(body, form, 3).unwrap_err().code, "otlp-too-many");
        }
        // What is refused here cannot even be read: it was counted first.
        assert_eq!(read(&[b'{'; 65], Form::Json, 1).unwrap_err().code, "otlp-too-many");
        let broken = [protobuf.as_slice(), &[0xff; 3]].concat();
        assert_eq!(read(&broken, Form::Protobuf, 3).unwrap_err().code, "otlp-too-many");
        assert_eq!(read(&broken, Form::Protobuf, 4).unwrap_err().code, "otlp-unreadable");
    }
}
