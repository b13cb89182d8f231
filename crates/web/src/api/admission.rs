//! The look-up before registration (PRE-5, PRE-6).

use axum::extract::State;
use serde::Deserialize;
use tongguan_api::admission::{AdmissionOut, ClosedOut, IndustryOut};
use tongguan_model::subject::Subtype;
use tongguan_service::admission;

use crate::{
    AppState, Problem,
    auth::Caller,
    extract::Query,
    problem::OrProblem,
    route::{Access, Route},
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        Route::get("/api/v1/admission", Access::Public, look_up)
            .about("Which materials, what is closed, how long and how much (PRE-6)")
            .param("subject", "individual, enterprise, government, hk_mo_tw or overseas")
            .param("subtype", "sub-type; absent: the type's first, e.g. company of an enterprise")
            .param("industry", "key of the catalogue")
            .gives::<AdmissionOut>(),
        Route::get("/api/v1/industries", Access::Public, industries)
            .about("The catalogue of industries (PRE-5)")
            .gives_list::<IndustryOut>(),
    ]
}

#[derive(Deserialize)]
struct LookUp {
    #[serde(default)]
    subject: String,
    #[serde(default)]
    subtype: String,
    #[serde(default)]
    industry: String,
}

async fn look_up(
    State(state): State<AppState>,
    caller: Caller,
    Query(query): Query<LookUp>,
) -> Result<axum::Json<AdmissionOut>, Problem> {
    let l = caller.lang;
    let (subtype, row, found) =
        admission::look_up(&state.ctx, &query.subject, &query.subtype, &query.industry)
            .await
            .or_problem(l)?;
    let kind = subtype.of();
    let closed: Vec<_> = found
        .closed
        .iter()
        .map(|(name, rule)| ClosedOut { name: name.get(l).to_owned(), rule: rule.clone() })
        .collect();
    let mut rules: Vec<String> = ["PRE-1", "PRE-5", "PRE-6", "CER-1"].map(ToOwned::to_owned).into();
    rules.extend(closed.iter().map(|c| c.rule.clone()));
    rules.sort();
    rules.dedup();
    Ok(axum::Json(AdmissionOut {
        subject: kind.as_str().into(),
        subject_name: kind.label().get(l).to_owned(),
        subtype: subtype.as_str().into(),
        subtype_name: subtype.label().get(l).to_owned(),
        subtypes: Subtype::all_of(kind).map(|s| s.as_str().to_owned()).collect(),
        industry_name: l.t(&row.zh, &row.en).to_owned(),
        industry: row.key,
        admitted: found.refused.is_none(),
        refused: found.refused.map(|r| r.get(l).to_owned()),
        materials: found.materials,
        qualifications: found.qualifications,
        closed,
        days_min: found.days[0],
        days_max: found.days[1],
        fee_cents: found.fee_cents,
        steps: found.steps,
        rules,
    }))
}

async fn industries(
    State(state): State<AppState>,
    caller: Caller,
) -> Result<axum::Json<Vec<IndustryOut>>, Problem> {
    let rows = admission::industries(&state.ctx).await.or_problem(caller.lang)?;
    let out = rows.into_iter().map(|row| IndustryOut {
        name: caller.lang.t(&row.zh, &row.en).to_owned(),
        qualifications: row.alternatives(),
        closed_to: row.closed_to.iter().map(|t| t.as_str().to_owned()).collect(),
        key: row.key,
    });
    Ok(axum::Json(out.collect()))
}
