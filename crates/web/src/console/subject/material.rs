//! Materials on the page: the picture with what was measured drawn on it; and the picture's own address.

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::IntoResponse,
};
use tongguan_model::{
    ids::{AppId, MaterialId},
    material::{Material, Measure},
    reading::ReadingState,
};
use tongguan_service::{
    material,
    subject::{Need, View},
};

use super::super::{
    Answer, Page, S, Trouble, Visit,
    frame::Frame,
    paper::{Pair, Spot, WIDTH, pairs},
};
use crate::{AppState, route::Access};

pub(super) fn pages() -> Vec<Page> {
    vec![Page::get("/apps/{app}/materials/{material}", Access::Account, picture)]
}

/// The picture itself. Each look is on record; the bytes are a picture whatever they say, and may load nothing.
async fn picture(
    State(state): State<AppState>,
    visit: Visit,
    Path((app, id)): Path<(AppId, MaterialId)>,
) -> Answer {
    let (found, bytes) = material::view(&state.ctx, &visit.actor, &app, &id).await?;
    let media = match found.media.as_str() {
        "image/png" => "image/png",
        "image/jpeg" => "image/jpeg",
        _ => "application/octet-stream",
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("inline")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("same-origin"),
        ),
    ];
    Ok((headers, bytes).into_response())
}

/// One measure against its limit.
pub(super) struct MeasureRow {
    pub(super) state: &'static str,
    pub(super) word: &'static str,
    pub(super) pin: Option<String>,
    pub(super) name: String,
    /// Fill and tick of a bar of 200.
    pub(super) bar: Option<(u32, Option<u32>)>,
    pub(super) low_is_fine: bool,
    pub(super) value: String,
    pub(super) limit: String,
    pub(super) note: String,
}

/// A place on the picture.
pub(super) struct Mark {
    pub(super) pin: String,
    pub(super) state: &'static str,
    pub(super) at: Spot,
}

/// An uploaded picture.
pub(super) struct Have {
    /// Its id, if no submission rests on it.
    pub(super) spare: Option<String>,
    pub(super) href: String,
    pub(super) height: u32,
    pub(super) pixels: String,
    pub(super) size: String,
    pub(super) at: tongguan_model::time::Millis,
    pub(super) consent_at: Option<tongguan_model::time::Millis>,
    pub(super) sha256: String,
    pub(super) rows: Vec<MeasureRow>,
    pub(super) marks: Vec<Mark>,
    /// What is declared beside what this paper says.
    pub(super) pairs: Vec<Pair>,
    /// Whether it is being read; the page asks again until it is.
    pub(super) waiting: bool,
    /// Why it was not read.
    pub(super) unread: Option<String>,
    pub(super) low: usize,
    pub(super) kept: usize,
}

/// A kind of material that the form needs.
pub(super) struct NeedView {
    pub(super) field: String,
    /// Kind, for addresses within the page.
    pub(super) id: &'static str,
    pub(super) label: String,
    pub(super) about: &'static str,
    pub(super) consent: bool,
    pub(super) wrong: bool,
    pub(super) have: Option<Have>,
}

impl NeedView {
    /// Whether something is to be done about it.
    pub(super) fn low(&self) -> usize {
        self.have.as_ref().map_or(0, |h| h.low)
    }
}

fn about(s: &S, kind: &str) -> &'static str {
    match kind {
        "business_licence" | "organisation_certificate" => {
            s.t("彩色原件，整页入镜，不加水印", "The colour original, the whole page, no watermark")
        }
        "handheld_front" | "handheld_back" => {
            s.t("本人手持证件，五官与文字清晰", "The person holding the card; face and text clear")
        }
        "qualification" => s.t("本行业要求的资质", "What this industry requires"),
        _ => s.t("盖章原件，文字清晰", "The sealed original, text clear"),
    }
}

/// One row of the materials.
pub(super) fn need(s: &S, frame: &Frame, view: &View, need: &Need, trouble: &Trouble) -> NeedView {
    let pinned = view.subject.as_ref().map_or(&[][..], |s| &s.materials);
    let kind = need.kind.as_str();
    let field = format!("material.{kind}");
    NeedView {
        label: s.say(&need.kind.label()).to_owned(),
        about: about(s, kind),
        id: kind,
        consent: need.kind.needs_consent(),
        wrong: trouble.has(&field),
        field,
        have: need.have.as_ref().map(|m| Have {
            spare: (!pinned.contains(&m.id)).then(|| m.id.to_string()),
            ..have(s, frame, view, m)
        }),
    }
}

fn have(s: &S, frame: &Frame, view: &View, m: &Material) -> Have {
    let height = u32::try_from(m.height * WIDTH / m.width.max(1)).unwrap_or_default();
    let (mut rows, mut marks) = (Vec::new(), Vec::new());
    for measure in &m.measures {
        let pin = (marks.len() + 1).to_string();
        let row = row(s, m, measure, &pin);
        if let Some(place) = measure.place {
            marks.push(Mark { pin, state: row.state, at: Spot::of(place, m.width) });
        }
        rows.push(row);
    }
    // What is wrong first: its note is what the applicant came for.
    rows.sort_by_key(|r| ["warn", "none", "pass", "info"].iter().position(|state| *state == r.state));
    let seen = view.readings.iter().find(|(id, _)| *id == m.id).map(|(_, seen)| seen);
    let state = seen.and_then(|seen| seen.state);
    let pairs: Vec<_> =
        pairs(s, &view.beside, false).into_iter().filter(|p| p.material == m.id.as_str()).collect();
    for pair in &pairs {
        marks.extend(pair.spot(m.width).map(|at| Mark { pin: pair.pin.clone(), state: pair.state, at }));
    }
    let kib = m.bytes / 1024;
    Have {
        spare: None,
        href: frame.to(&format!("materials/{}", m.id)),
        height,
        pixels: format!("{} × {}", m.width, m.height),
        size: if kib < 1024 {
            format!("{kib} KB")
        } else {
            format!("{}.{} MB", kib / 1024, kib % 1024 * 10 / 1024)
        },
        at: m.created_at,
        consent_at: m.consent_at,
        sha256: m.sha256.chars().take(12).collect(),
        low: m.measures.iter().filter(|x| x.keeps() == Some(false)).count(),
        kept: m.measures.iter().filter(|x| x.keeps() == Some(true)).count(),
        waiting: state == Some(ReadingState::Waiting),
        unread: seen
            .filter(|_| state == Some(ReadingState::NotRead))
            .and_then(|seen| Some(s.say(&seen.reason?.label()).to_owned())),
        rows,
        marks,
        pairs,
    }
}

/// A share of the bar of 200.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 … 200")]
fn part(share: f64) -> u32 {
    (share.clamp(0.0, 1.0) * 200.0).round() as u32
}

fn row(s: &S, m: &Material, measure: &Measure, pin: &str) -> MeasureRow {
    let kind = measure.kind;
    let (state, word) = match (measure.keeps(), measure.value) {
        (Some(true), _) => ("pass", s.t("合格", "fine")),
        (Some(false), _) => ("warn", s.t("不合格，由审核员判断", "past its limit, a reviewer judges")),
        (None, None) => ("none", s.t("未检查", "not checked")),
        (None, Some(_)) => ("info", s.t("供审核员参考", "for the reviewer")),
    };
    // A note is of one measure: it names it with its value.
    let label = kind.label();
    let said = m.notes.iter().filter(|_| state == "warn").find(|note| {
        note.message.zh.contains(&label.zh)
            && measure.value.is_some_and(|v| note.measured.as_deref() == Some(kind.written(v).as_str()))
    });
    let limit = measure.at_least.or(measure.at_most).filter(|l| *l > 0.0);
    let bar = match (measure.value, limit) {
        (Some(value), Some(limit)) => Some((part(value / limit / 2.0), Some(100))),
        (Some(value), None) if (0.0..=1.0).contains(&value) => Some((part(value), None)),
        _ => None,
    };
    let sign = if measure.at_least.is_some() { "≥" } else { "≤" };
    MeasureRow {
        state,
        word,
        pin: measure.place.map(|_| pin.to_owned()),
        name: s.say(&kind.label()).to_owned(),
        bar,
        value: measure.value.map_or_else(|| s.t("无", "none").to_owned(), |v| kind.written(v)),
        limit: limit.map(|l| format!("{}{sign} {}", s.t("需 ", ""), kind.written(l))).unwrap_or_default(),
        // Right of the tick what is small is past it.
        low_is_fine: measure.at_least.is_none(),
        note: said.map(|note| s.say(&note.message).to_owned()).unwrap_or_default(),
    }
}
