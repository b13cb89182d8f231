//! What a kind of case shows to be judged. To add one: a struct with a reader here or in a file of its own, a variant of
//! [`Part`], and its template in `templates/desk/`, included in `desk/case.html` where the variants are matched. Until
//! then a kind is shown as plain rows (`desk/plain.html`).
//!
//! `desk/case.html` has two columns: the material (`Part`, left), and what the machine says of it with the history
//! (right). A part that needs the whole width, as a package does, says so in [`Part::wide`].

use serde_json::Value;
use tongguan_model::{ids::MaterialId, material::MaterialKind, review::CaseKind, text::Lang};
use tongguan_service::desk::{Dossier, Measure, measures};

use crate::{
    AppState,
    console::{Oops, S, Visit},
};

/// What is judged.
pub(super) enum Part {
    /// A subject's declaration beside its materials.
    Subject(Box<SubjectPart>),
    /// A name.
    Name(NamePart),
    /// Any other: its fields as they come.
    Plain(Vec<(String, String)>),
}

impl Part {
    /// Reads what the noun gives. `shown` is the material asked for.
    pub(super) async fn of(state: &AppState, visit: &Visit, d: &Dossier, shown: &str) -> Result<Self, Oops> {
        Ok(match d.case.kind {
            CaseKind::Subject => Self::Subject(Box::new(subject(state, visit, d, shown).await?)),
            CaseKind::Name => Self::Name(name(&visit.s, d)),
            CaseKind::Certification | CaseKind::Version => Self::Plain(plain(&d.detail)),
        })
    }

    /// Whether it takes the whole width, with the findings below it.
    pub(super) const fn wide(&self) -> bool {
        match self {
            Self::Subject(_) | Self::Name(_) | Self::Plain(_) => false,
        }
    }
}

/// A declared field.
pub(super) struct FieldRow {
    pub(super) label: String,
    /// The same in Chinese, for the applicant's sentence.
    pub(super) zh: String,
    pub(super) value: String,
    pub(super) rule: String,
    /// Whether its value is a number or code.
    pub(super) mono: bool,
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
}

/// A subject.
pub(super) struct SubjectPart {
    pub(super) kind: String,
    pub(super) unmasked: bool,
    pub(super) rows: Vec<FieldRow>,
    pub(super) pictures: Vec<Picture>,
    /// Place of the picture shown.
    pub(super) at: usize,
    pub(super) bars: Vec<Bar>,
}

impl SubjectPart {
    /// The picture shown.
    pub(super) fn shown(&self) -> Option<&Picture> {
        self.pictures.get(self.at)
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

async fn subject(state: &AppState, visit: &Visit, d: &Dossier, shown: &str) -> Result<SubjectPart, Oops> {
    let l = visit.s.l;
    let rows = list(&d.detail, "facts")
        .map(|f| {
            let value = text(f, "value");
            FieldRow {
                label: label(f, l),
                zh: label(f, Lang::Zh),
                mono: !value.is_empty()
                    && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'*' || b == b' '),
                value,
                rule: text(f, "rule"),
            }
        })
        .collect();
    let pictures: Vec<_> = list(&d.detail, "materials").map(|m| picture(d, m, l)).collect();
    let at = pictures.iter().position(|p| p.id == shown).unwrap_or_default();
    let bars = match pictures.get(at).filter(|_| d.mine) {
        Some(p) => {
            let id = MaterialId::from_trusted(p.id.clone());
            let all = measures(&state.ctx, &visit.actor, &d.case.id, &id).await?;
            all.iter().map(|m| bar(&visit.s, m)).collect()
        }
        None => vec![],
    };
    Ok(SubjectPart {
        kind: label(&d.detail, l),
        unmasked: d.detail.get("unmasked").and_then(Value::as_bool).unwrap_or_default(),
        rows,
        pictures,
        at,
        bars,
    })
}

fn picture(d: &Dossier, m: &Value, l: Lang) -> Picture {
    let id = text(m, "id");
    let number = |key: &str| m.get(key).and_then(Value::as_i64).unwrap_or_default();
    let kind = MaterialKind::parse(&text(m, "kind"));
    Picture {
        label: kind.map(|k| k.label().get(l).to_owned()).unwrap_or_default(),
        card: kind.is_some_and(MaterialKind::needs_consent),
        width: number("width").max(1),
        height: number("height").max(1),
        sha256: text(m, "sha256"),
        href: format!("/desk/{}/materials/{id}", d.case.id),
        id,
    }
}

fn bar(s: &S, m: &Measure) -> Bar {
    let (state, word) = match (m.kept(), m.value) {
        (Some(true), _) => ("pass", s.t("合格", "kept")),
        (Some(false), _) => ("person", s.t("由人判断", "a person decides")),
        (None, None) => ("none", s.t("未检查", "not checked")),
        (None, Some(_)) => ("info", s.t("仅供参考", "for your information")),
    };
    let place = |v: f64| (v / m.scale * 200.0).clamp(0.0, 200.0);
    let show = |v: f64| {
        let gap = if m.unit == "%" || m.unit.is_empty() { "" } else { " " };
        format!("{v:.*}{gap}{}", m.decimals, m.unit)
    };
    let none = || s.t("文件未声明", "none declared").to_owned();
    Bar {
        state,
        word,
        label: s.say(&m.label).to_owned(),
        value: m.value.map_or_else(none, show),
        limit: m.limit.map(|l| format!("≥ {}", show(l))).unwrap_or_default(),
        fill: format!("{:.1}", m.value.map_or(0.0, place)),
        tick: m.limit.map(|l| format!("{:.1}", place(l))),
        rest: format!("{:.1}", m.limit.map_or(0.0, |l| 200.0 - place(l))),
    }
}

fn name(s: &S, d: &Dossier) -> NamePart {
    let name = text(&d.detail, "name");
    let subject = d.detail.get("subject").filter(|v| !v.is_null()).map(|v| {
        let kind = tongguan_model::subject::SubjectType::parse(&text(v, "type"));
        kind.map(|k| k.label().get(s.l).to_owned()).unwrap_or_default()
    });
    let industry = d.policy.industries.find(&d.app.industry);
    let proofs = list(&d.detail, "proofs").filter_map(Value::as_str).map(|id| Picture {
        id: id.to_owned(),
        label: MaterialKind::NameProof.label().get(s.l).to_owned(),
        width: 4,
        height: 3,
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
        subject,
        name,
    }
}

/// Fields of an object as rows; nested values as JSON.
fn plain(detail: &Value) -> Vec<(String, String)> {
    let Some(map) = detail.as_object() else { return vec![] };
    map.iter()
        .filter(|(_, v)| !v.is_null())
        .map(|(k, v)| (k.clone(), v.as_str().map_or_else(|| v.to_string(), ToOwned::to_owned)))
        .collect()
}
