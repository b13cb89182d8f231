//! What a kind of case shows to be judged. To add one: a struct with a reader here or in a file of its own, a variant of
//! [`Part`], and its template in `templates/desk/`, included in `desk/case.html` where the variants are matched. Until
//! then a kind is shown as plain rows (`desk/plain.html`).
//!
//! `desk/case.html` has two columns: the material (`Part`, left), and what the machine says of it with the history
//! (right). A part that needs the whole width, as a package does, says so in [`Part::wide`].

use serde_json::Value;
use tongguan_model::{
    material::{MaterialKind, Measure, MeasureKind},
    reading::Compared,
    review::CaseKind,
    subject::SubjectType,
    text::Lang,
    time::Millis,
    verification::Fact,
};
use tongguan_service::{
    desk::Dossier,
    subject::{NameMark, compare_names as compare},
};

use super::version::{self, VersionPart};
use crate::console::{
    S,
    paper::{Pair, Spot, WIDTH, pairs},
};

/// What is judged.
pub(super) enum Part {
    /// A declaration beside its materials: subjects, and the steps of a certification.
    Subject(Box<SubjectPart>),
    /// A name.
    Name(NamePart),
    /// A version.
    Version(Box<VersionPart>),
    /// Any other: its fields as they come.
    Plain(Vec<(String, String)>),
}

impl Part {
    /// Reads what the noun gives. `shown` is the material asked for.
    pub(super) fn of(s: &S, d: &Dossier, shown: &str, read: &str) -> Self {
        match d.case.kind {
            CaseKind::Subject => Self::Subject(Box::new(papers(s, d, &d.detail, shown).beside(s, read))),
            CaseKind::Certification if d.detail.get("subject").is_some() => {
                Self::Subject(Box::new(certification(s, d, shown)))
            }
            CaseKind::Name => Self::Name(name(s, d)),
            CaseKind::Version => Self::Version(Box::new(version::part(s, d))),
            CaseKind::Certification => Self::Plain(plain(&d.detail)),
        }
    }

    /// Whether it takes the whole width, with the findings below it.
    pub(super) const fn wide(&self) -> bool {
        match self {
            Self::Subject(_) | Self::Name(_) | Self::Version(_) | Self::Plain(_) => false,
        }
    }
}

/// A declared field.
pub(super) struct FieldRow {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) rule: String,
    /// Whether its value is a number or code.
    pub(super) mono: bool,
    /// What the paper says of it.
    pub(super) pair: Option<Pair>,
    /// Rule and sentences if it is ticked as differing.
    pub(super) tick: String,
}

/// A picture.
pub(super) struct Picture {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) sha256: String,
    pub(super) href: String,
    /// How thumbnails are drawn.
    pub(super) card: bool,
    /// Height where the width is [`WIDTH`].
    pub(super) drawn: i64,
    /// The same picture elsewhere.
    pub(super) twins: Vec<Twin>,
    bars: Vec<Bar>,
}

/// A picture of another subject that is the same or nearly so.
pub(super) struct Twin {
    pub(super) app: String,
    pub(super) subject: String,
    pub(super) at: String,
    pub(super) how: String,
}

/// A measure as the page draws it; the bar is 200 units wide.
pub(super) struct Bar {
    pub(super) state: &'static str,
    pub(super) word: &'static str,
    pub(super) label: String,
    pub(super) value: String,
    pub(super) limit: String,
    pub(super) fill: String,
    pub(super) tick: Option<String>,
    pub(super) rest: String,
    /// Where the green part of the bar begins: right of the tick, or left of it for what should be small.
    pub(super) from: String,
    pub(super) pin: usize,
    pub(super) mark: Option<Spot>,
}

/// A subject.
pub(super) struct SubjectPart {
    /// The subject's type.
    pub(super) kind: String,
    /// What else belongs to it: label and value.
    pub(super) about: Vec<(String, String)>,
    /// What was verified, by whom, newest first.
    pub(super) verified: Vec<Verified>,
    /// What a reviewer may confirm by hand: form value and name.
    pub(super) by_hand: Vec<(&'static str, String)>,
    /// The industry's documents.
    pub(super) documents: Documents,
    pub(super) unmasked: bool,
    pub(super) rows: Vec<FieldRow>,
    pub(super) pictures: Vec<Picture>,
    /// What the QR code says.
    pub(super) qr: Option<Pair>,
    /// How many of what was compared differ, agree, and need a look.
    pub(super) differ: usize,
    pub(super) agree: usize,
    pub(super) open: usize,
    /// Place of the picture shown.
    pub(super) at: usize,
    /// The declared name of an organisation; empty for a person's.
    pub(super) name: String,
    /// The name that the reviewer reads on the licence, as typed.
    pub(super) typed: String,
    /// Both side by side (SUB-4).
    pub(super) beside: Option<Beside>,
}

/// Two names side by side: pieces, and whether each differs.
pub(super) struct Beside {
    pub(super) state: &'static str,
    pub(super) message: String,
    pub(super) declared: Vec<(String, bool)>,
    pub(super) read: Vec<(String, bool)>,
}

/// A name in pieces, those that differ marked; a gap is a sign of its own.
fn pieces(name: &str, marks: &[NameMark]) -> Vec<(String, bool)> {
    let chars: Vec<char> = name.trim().chars().collect();
    let (mut out, mut at) = (Vec::new(), 0);
    for m in marks {
        let start = m.start.clamp(at, chars.len());
        let end = (m.start + m.len).clamp(start, chars.len());
        if start > at {
            out.push((chars[at..start].iter().collect(), false));
        }
        let marked: String = chars[start..end].iter().collect();
        out.push((if marked.is_empty() { "∅".to_owned() } else { marked }, true));
        at = end;
    }
    out.push((chars[at..].iter().collect(), false));
    out
}

impl SubjectPart {
    /// With the declared name beside the one that was read from the licence (SUB-4).
    fn beside(mut self, s: &S, read: &str) -> Self {
        let read: String = read.trim().chars().take(200).collect();
        if !read.is_empty() && !self.name.is_empty() {
            let found = compare(&self.name, &read);
            self.beside = Some(Beside {
                state: if found.verdict.same() { "pass" } else { "fail" },
                message: s.say(&found.message).to_owned(),
                declared: pieces(&self.name, &found.marks_declared),
                read: pieces(&read, &found.marks_read),
            });
        }
        self.typed = read;
        self
    }

    /// The picture shown.
    pub(super) fn shown(&self) -> Option<&Picture> {
        self.pictures.get(self.at)
    }

    /// What the picture shown says, each with its box.
    pub(super) fn spots(&self) -> Vec<(&Pair, Spot)> {
        let Some(shown) = self.shown() else { return vec![] };
        let pairs = self.rows.iter().filter_map(|r| r.pair.as_ref()).chain(&self.qr);
        let here = pairs.filter(|p| p.material == shown.id);
        here.filter_map(|p| Some((p, p.spot(shown.width)?))).collect()
    }

    /// Its measures.
    pub(super) fn bars(&self) -> &[Bar] {
        self.shown().map_or(&[], |p| &p.bars)
    }
}

/// A name.
pub(super) struct NamePart {
    pub(super) name: String,
    pub(super) folded: String,
    pub(super) units: usize,
    pub(super) present: Option<String>,
    pub(super) industry: String,
    pub(super) subject: Option<String>,
    pub(super) proofs: Vec<Picture>,
    pub(super) likes: Vec<LikeRow>,
}

/// A name that the case's name may be taken for.
pub(super) struct LikeRow {
    pub(super) name: String,
    pub(super) holder: &'static str,
    pub(super) score: String,
    pub(super) conflict: bool,
    pub(super) reasons: String,
}

fn like_row(s: &S, v: &Value) -> LikeRow {
    let title = |r: &Value| r.get("title").map(|t| text(t, s.l.t("zh", "en"))).unwrap_or_default();
    let reasons: Vec<String> = list(v, "reasons").map(title).collect();
    LikeRow {
        name: text(v, "name"),
        holder: match text(v, "holder").as_str() {
            "approved" => s.t("使用中", "in use"),
            "in_review" => s.t("审核中", "under review"),
            _ => s.t("已保留", "reserved"),
        },
        score: format!("{:.2}", v.get("score").and_then(Value::as_f64).unwrap_or_default()),
        conflict: v.get("conflict").and_then(Value::as_bool).unwrap_or_default(),
        reasons: reasons.join(s.t("、", ", ")),
    }
}

fn text(v: &Value, key: &str) -> String {
    v.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn label(v: &Value, l: Lang) -> String {
    v.get("label").map(|p| text(p, l.t("zh", "en"))).unwrap_or_default()
}

fn list<'a>(v: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    v.get(key).and_then(Value::as_array).into_iter().flatten()
}

/// A verification.
pub(super) struct Verified {
    pub(super) state: &'static str,
    pub(super) fact: String,
    pub(super) said: String,
    pub(super) by: String,
    pub(super) detail: String,
    pub(super) at: Millis,
}

/// What was verified, by whom (SUB-6). What a reviewer compared by hand says so: it is no answer of a register.
fn verified(s: &S, d: &Dossier, of: &Value) -> Vec<Verified> {
    let words = |v: &Value, key: &str| v.get(key).map(|p| text(p, s.l.t("zh", "en"))).unwrap_or_default();
    list(of, "verifications")
        .filter(|v| v["current"] == true)
        .map(|v| Verified {
            state: match text(v, "outcome").as_str() {
                "confirmed" => "pass",
                "denied" => "fail",
                _ => "none",
            },
            fact: label(v, s.l),
            said: words(v, "said"),
            by: match text(v, "by").as_str() {
                "provider" => text(v, "by_name"),
                "code" => s.t("验证码", "a code that came back").into(),
                _ => {
                    let who = d.reviewers.label(&text(v, "by_name"));
                    s.t("审核员人工确认：", "confirmed by hand by a reviewer: ").to_owned() + &who
                }
            },
            detail: words(v, "detail"),
            at: Millis(v.get("at").and_then(Value::as_i64).unwrap_or_default()),
        })
        .collect()
}

/// Documents of the industry, as declared, to be compared with the picture (PRE-5).
#[derive(Default)]
pub(super) struct Documents {
    /// Alternatives, each a list of documents that are all needed.
    pub(super) ways: Vec<Vec<String>>,
    /// What is missing of the nearest alternative.
    pub(super) missing: Vec<String>,
    /// Name, number, last day, and whether it holds.
    pub(super) declared: Vec<(String, String, String, bool)>,
}

fn documents(of: &Value) -> Documents {
    let Some(all) = of.get("qualifications") else { return Documents::default() };
    let names = |v: &Value| -> Vec<String> {
        v.as_array().into_iter().flatten().filter_map(|n| n.as_str().map(ToOwned::to_owned)).collect()
    };
    Documents {
        ways: list(all, "alternatives").map(names).collect(),
        missing: all.get("missing").map(names).unwrap_or_default(),
        declared: list(all, "declared")
            .map(|q| (text(q, "name"), text(q, "number"), text(q, "last_day"), q["holds"] == true))
            .collect(),
    }
}

/// A declaration with the pictures of `of`, a noun's detail.
fn papers(s: &S, d: &Dossier, of: &Value, shown: &str) -> SubjectPart {
    let beside: Vec<Compared> =
        serde_json::from_value(of.get("beside").cloned().unwrap_or_default()).unwrap_or_default();
    let pairs = pairs(s, &beside, true);
    let rows: Vec<_> = list(of, "facts")
        .map(|f| {
            let value = text(f, "value");
            let pair = pairs.iter().find(|p| p.key == text(f, "key")).cloned();
            let code = |b: u8| b.is_ascii_alphanumeric() || b == b'*' || b == b' ';
            FieldRow {
                label: label(f, s.l),
                tick: tick(f, pair.as_ref()),
                pair,
                mono: !value.is_empty() && value.bytes().all(code),
                value,
                rule: text(f, "rule"),
            }
        })
        .collect();
    // The paper that proves the subject first, its industry's after it.
    let mut materials: Vec<_> = list(of, "materials").collect();
    materials.sort_by_key(|m| MaterialKind::ALL.iter().position(|k| k.as_str() == text(m, "kind")));
    let pictures: Vec<_> = materials.into_iter().map(|m| picture(s, d, m)).collect();
    SubjectPart {
        kind: label(of, s.l),
        about: vec![],
        verified: verified(s, d, of),
        by_hand: Fact::ALL
            .into_iter()
            .filter(|fact| {
                let has = |end: &str| list(of, "facts").any(|f| text(f, "key").ends_with(end));
                match fact {
                    Fact::MobileCode => false,
                    Fact::MobileHolder => has("mobile"),
                    Fact::Registration => has("uscc"),
                }
            })
            .map(|f| (f.as_str(), s.say(&f.label()).to_owned()))
            .collect(),
        documents: documents(of),
        unmasked: of.get("unmasked").and_then(Value::as_bool).unwrap_or_default(),
        differ: pairs.iter().filter(|p| p.differs).count(),
        agree: pairs.iter().filter(|p| p.equal).count(),
        open: pairs.iter().filter(|p| !p.equal && !p.differs).count(),
        qr: pairs.iter().find(|p| p.key == "qr").cloned(),
        rows,
        at: pictures.iter().position(|p| p.id == shown).unwrap_or_default(),
        pictures,
        // What the machine read beside the name makes typing it needless.
        name: list(of, "facts")
            .find(|f| f["key"] == "name")
            .filter(|_| !pairs.iter().any(|p| p.key == "name" && (p.equal || p.differs)))
            .map(|f| text(f, "value"))
            .unwrap_or_default(),
        typed: String::new(),
        beside: None,
    }
}

/// Between the sentences of a ticked difference.
pub(super) const BETWEEN: &str = " || ";

/// What ticking a field writes: its rule, and the applicant's sentence in both languages.
fn tick(f: &Value, pair: Option<&Pair>) -> String {
    let (zh, en) = match pair.filter(|p| p.differs && !p.told.0.is_empty()) {
        Some(pair) => pair.told.clone(),
        None => (
            format!("{}与材料不一致，请按材料填写。", label(f, Lang::Zh)),
            format!("{} differs from the material; enter it as it is there.", label(f, Lang::En)),
        ),
    };
    format!("{} {zh}{BETWEEN}{en}", text(f, "rule"))
}

/// A step of a certification: its own materials beside the subject's declaration.
fn certification(s: &S, d: &Dossier, shown: &str) -> SubjectPart {
    let subject = &d.detail["subject"];
    let mut of = subject.clone();
    if let Some(materials) = d.detail.get("materials") {
        of["materials"] = materials.clone();
    }
    let label = |key: &str| d.detail.get(key).map(|p| text(p, s.t("zh", "en"))).unwrap_or_default();
    let refills = d.detail.get("refills").and_then(Value::as_i64).unwrap_or_default();
    SubjectPart {
        about: vec![
            (s.t("单号", "Order").into(), d.detail.get("number").map(plain_value).unwrap_or_default()),
            (s.t("产品", "Product").into(), label("product_label")),
            (s.t("状态", "State").into(), label("label")),
            (s.t("已退回补填", "Returned for refill").into(), refills.to_string()),
        ],
        ..papers(s, d, &of, shown)
    }
}

fn picture(s: &S, d: &Dossier, m: &Value) -> Picture {
    let id = text(m, "id");
    let number = |key: &str| m.get(key).and_then(Value::as_i64).unwrap_or_default();
    let kind = MaterialKind::parse(&text(m, "kind"));
    let (width, height) = (number("width").max(1), number("height").max(1));
    let measures = m.get("measures").cloned().unwrap_or_default();
    let measures: Vec<Measure> = serde_json::from_value(measures).unwrap_or_default();
    Picture {
        label: kind.map(|k| s.say(&k.label()).to_owned()).unwrap_or_default(),
        card: kind.is_some_and(MaterialKind::needs_consent),
        drawn: height * WIDTH / width,
        twins: list(m, "duplicates").map(|t| twin(s, t)).collect(),
        bars: measures.iter().enumerate().map(|(i, x)| bar(s, x, i + 1, width)).collect(),
        width,
        height,
        sha256: text(m, "sha256"),
        href: format!("/desk/{}/materials/{id}", d.case.id),
        id,
    }
}

fn bar(s: &S, m: &Measure, pin: usize, width: i64) -> Bar {
    let (state, word) = match (m.keeps(), m.value) {
        (Some(true), _) => ("pass", s.t("合格", "kept")),
        (Some(false), _) => ("person", s.t("由人判断", "a person decides")),
        (None, None) => ("none", s.t("未检查", "not checked")),
        (None, Some(_)) => ("info", s.t("仅供参考", "for your information")),
    };
    let limit = m.at_least.or(m.at_most).filter(|l| *l > 0.0);
    let scale = match (limit, m.kind) {
        (Some(limit), _) => limit * 2.0,
        (None, MeasureKind::Resolution | MeasureKind::EffectiveResolution) => 600.0,
        (None, MeasureKind::Sharpness | MeasureKind::ShortSide) => 2000.0,
        (None, MeasureKind::JpegQuality) => 100.0,
        (None, _) => 1.0,
    };
    let place = |v: f64| (v / scale * 200.0).clamp(0.0, 200.0);
    let show = |v: f64| m.kind.written(v);
    let sign = if m.at_least.is_some() { "≥" } else { "≤" };
    let tick = limit.map(place);
    Bar {
        state,
        word,
        label: s.say(&m.kind.label()).to_owned(),
        value: m.value.map_or_else(|| s.t("无", "none").to_owned(), show),
        limit: limit.map(|l| format!("{sign} {}", show(l))).unwrap_or_default(),
        fill: format!("{:.1}", m.value.map_or(0.0, place)),
        from: format!("{:.1}", if m.at_least.is_some() { tick.unwrap_or_default() } else { 0.0 }),
        rest: format!("{:.1}", tick.map_or(0.0, |t| if m.at_least.is_some() { 200.0 - t } else { t })),
        tick: tick.map(|t| format!("{t:.1}")),
        pin,
        mark: m.place.map(|place| Spot::of(place, width)),
    }
}

fn twin(s: &S, t: &Value) -> Twin {
    let same = t.get("same_bytes").and_then(Value::as_bool).unwrap_or_default();
    let bits = t.get("bits").and_then(Value::as_u64).unwrap_or_default();
    let at = t.get("at").and_then(Value::as_i64).unwrap_or_default();
    Twin {
        app: text(t, "app"),
        subject: text(t, "subject"),
        at: s.day(&Millis(at)),
        how: if same {
            s.t("同一文件", "the same file").to_owned()
        } else if s.zh() {
            format!("几乎相同，64 位中差 {bits} 位")
        } else {
            format!("nearly the same, {bits} of 64 bits differ")
        },
    }
}

fn name(s: &S, d: &Dossier) -> NamePart {
    let name = text(&d.detail, "name");
    let subject = d.detail.get("subject").filter(|v| !v.is_null()).map(|v| {
        let kind = SubjectType::parse(&text(v, "type"));
        kind.map(|k| k.label().get(s.l).to_owned()).unwrap_or_default()
    });
    let industry = d.policy.industries.find(&d.app.industry);
    let proofs = list(&d.detail, "proofs").filter_map(Value::as_str).map(|id| Picture {
        id: id.to_owned(),
        label: MaterialKind::NameProof.label().get(s.l).to_owned(),
        width: 4,
        height: 3,
        drawn: 0,
        twins: vec![],
        bars: vec![],
        sha256: String::new(),
        href: format!("/desk/{}/materials/{id}", d.case.id),
        card: false,
    });
    NamePart {
        units: name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum(),
        folded: text(&d.detail, "fold_key"),
        present: d.detail.get("present_name").and_then(Value::as_str).map(ToOwned::to_owned),
        industry: industry.map_or_else(|| d.app.industry.clone(), |i| s.t(&i.zh, &i.en).to_owned()),
        proofs: proofs.collect(),
        likes: list(&d.detail, "likes").map(|v| like_row(s, v)).collect(),
        subject,
        name,
    }
}

/// A value in a line; nested values as JSON.
fn plain_value(v: &Value) -> String {
    v.as_str().map_or_else(|| v.to_string(), ToOwned::to_owned)
}

/// Fields of an object as rows.
fn plain(detail: &Value) -> Vec<(String, String)> {
    let Some(map) = detail.as_object() else { return vec![] };
    map.iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k.clone(), plain_value(v))).collect()
}
