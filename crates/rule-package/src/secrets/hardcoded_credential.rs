//! `hardcoded-credential`.

use std::ops::Range;

use tongguan_model::text::bi;
use tongguan_rule::declare_rule;

use super::shape::{What, named, shaped};
use crate::{
    app::{App, Doc},
    sink::Sink,
};

declare_rule! {
    /// ## What it does
    /// Finds secrets in the package: AppSecrets, private keys, cloud keys and tokens, by their shape, or by their name and
    /// their disorder. The report shows only their first characters.
    ///
    /// ## Why
    /// DEV-1: everybody can unpack a package. With an AppSecret anybody acts as the program.
    ///
    /// ## Fail example
    /// `const APP_SECRET = '…32 hexadecimal digits…'`
    ///
    /// ## Pass example
    /// The secret stays on the server; `const APP_SECRET = 'your-app-secret'` in an example is no secret.
    ///
    /// ## References
    /// DEV-1; WeChat: 小程序密钥.
    pub(crate) static META = {
        slug: "hardcoded-credential", code: "SEC001", group: Secrets, severity: Error, requirement: "DEV-1", since: "0.2.0",
    };
}

/// Query parameters that hold a secret.
const QUERY: [&str; 4] = ["secret=", "appsecret=", "access_token=", "client_secret="];
/// Characters that the report keeps.
const SHOWN: usize = 4;

pub(crate) fn check(app: &App<'_>, sink: &mut Sink<'_>) {
    let policy = &app.input.policy.preflight;
    // A secret in a script that nothing loads is in the package all the same.
    for doc in app.docs() {
        for (what, at) in shaped(policy, doc.text) {
            report(sink, doc, at, &what);
        }
        if doc.path.ends_with(".json") {
            for (name, value, at) in entries(doc.text) {
                if let Some(what) = named(policy, name, value) {
                    report(sink, doc, at, &what);
                }
            }
        }
        for string in app.script(doc.path).map(|s| s.notes.strings.as_slice()).unwrap_or_default() {
            let (value, at) = (&string.text.value, &string.text.bytes);
            if let Some(what) = string.name.as_deref().and_then(|name| named(policy, name, value)) {
                report(sink, doc, at.clone(), &what);
            }
            for key in QUERY {
                let Some(from) = value.find(key).map(|i| i + key.len()) else { continue };
                let rest = &value[from..];
                let n = rest.find(['&', '#']).unwrap_or(rest.len());
                if let Some(what) = named(policy, key.trim_end_matches('='), &rest[..n])
                    && doc.text.get(at.clone()) == Some(value.as_str())
                {
                    report(sink, doc, at.start + from..at.start + from + n, &what);
                }
            }
        }
    }
    for (path, bytes) in app.input.source.iter().filter(|(p, _)| app.doc(p).is_none()) {
        // Keys in files of their own: text, and not large.
        let Some(text) = std::str::from_utf8(bytes).ok().filter(|t| t.len() < 1 << 18) else { continue };
        let doc = Doc::new(path, text);
        for (what, at) in shaped(policy, text) {
            report(sink, &doc, at, &what);
        }
    }
}

/// Names and texts of a JSON file, with the bytes of each text.
fn entries(text: &str) -> impl Iterator<Item = (&str, &str, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let open = at + text[at..].find('"')? + 1;
            let close = open + text[open..].find('"')?;
            at = close + 1;
            let Some(rest) = text[at..].trim_start().strip_prefix(':') else { continue };
            let Some(value) = rest.trim_start().strip_prefix('"') else { continue };
            let from = text.len() - value.len();
            let to = from + value.find('"')?;
            at = to + 1;
            return Some((&text[open..close], &text[from..to], from..to));
        }
    })
}

fn report(sink: &mut Sink<'_>, doc: &Doc<'_>, at: Range<usize>, what: &What) {
    let value = doc.text.get(at.clone()).unwrap_or("");
    let shown: String = value.trim_start_matches(['\'', '"', '`']).chars().take(SHOWN).collect();
    sink.mask(value);
    let (zh, en) = what;
    sink.report(
        &META,
        doc,
        at,
        bi(format!("程序包中含有{zh}（{shown}…）。"), format!("The package holds {en} ({shown}…).")),
        bi(
            "移到服务器端，并立即在开发设置中重置此密钥。",
            "Move it to the server, and reset the key in the developer settings now.",
        ),
    );
}
