//! A picture measured beside its limits, for whoever judges it.

use tongguan_image::measure::{Limits, Probe, probe};
use tongguan_model::{
    actor::{Actor, PlatformRole},
    ids::{CaseId, MaterialId},
    material::MaterialKind,
    text::{Bilingual, bi},
};
use tongguan_policy::SubjectPolicy;
use tongguan_store::{material, review as cases};

use crate::{Ctx, Error, Result, access, revision};

/// One measure. `limit` and `scale` say where the bar's tick stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// What was measured.
    pub label: Bilingual,
    /// The value in its unit; `None` if it could not be measured.
    pub value: Option<f64>,
    /// At least this much is wanted.
    pub limit: Option<f64>,
    /// Full width of the bar.
    pub scale: f64,
    /// Unit.
    pub unit: &'static str,
    /// Decimals to show.
    pub decimals: usize,
    /// Requirement ID.
    pub rule: &'static str,
}

impl Measure {
    /// `Some(true)` if the limit is kept; `None` if there is nothing to compare.
    pub fn kept(&self) -> Option<bool> {
        // A scanner that rounds 299.99 did what it was asked to.
        Some(self.value? + 0.5_f64.min(self.limit? / 600.0) >= self.limit?)
    }
}

/// Measures a picture again, against the limits of the policy that the case is judged by; for the reviewer who holds
/// the case. Nothing of the picture leaves, so this is no look at it.
pub async fn measures(ctx: &Ctx, actor: &Actor, case: &CaseId, id: &MaterialId) -> Result<Vec<Measure>> {
    let me = access::platform(actor, PlatformRole::Reviewer)?;
    let mut tx = ctx.store().read().await?;
    let case = cases::find(&mut tx, case).await?.ok_or(Error::NotFound("case"))?;
    if case.assignee.as_ref() != Some(me) {
        return Err(Error::forbidden());
    }
    let found = material::find(&mut tx, id).await?.filter(|m| m.app == case.app);
    let found = found.ok_or(Error::NotFound("material"))?;
    let policy = revision::load(ctx, &mut tx, case.policy_revision).await?;
    drop(tx);
    let bytes = crate::material::plain(ctx, id).await?;
    let limits = Limits {
        max_bytes: u64::try_from(found.bytes).unwrap_or_default(),
        max_pixels: u64::try_from(found.width * found.height).unwrap_or_default(),
    };
    let seen = tokio::task::spawn_blocking(move || probe(&bytes, &limits)).await.map_err(Error::internal)?;
    Ok(of(found.kind, &seen.map_err(Error::internal)?, &policy.subject))
}

fn of(kind: MaterialKind, seen: &Probe, policy: &SubjectPolicy) -> Vec<Measure> {
    let scan = matches!(kind, MaterialKind::BusinessLicence | MaterialKind::OrganisationCertificate);
    let wanted = |limit: f64| scan.then_some(limit);
    let percent = |share: f64| Some(share * 100.0);
    let plain = |label, value, scale, unit, rule| Measure {
        label,
        value,
        limit: None,
        scale,
        unit,
        decimals: 0,
        rule,
    };
    let (dpi, red) = (*policy.min_dpi, *policy.red_fraction_min * 100.0);
    let mut out = vec![
        Measure {
            limit: wanted(dpi),
            ..plain(bi("声明分辨率", "Declared"), seen.dpi, dpi * 2.0, "dpi", "SUB-2")
        },
        Measure {
            limit: wanted(red),
            decimals: 2,
            ..plain(bi("红章占比", "Red seal"), percent(seen.red_fraction), red * 8.0, "%", "SUB-5")
        },
        plain(bi("无彩色像素", "Grey pixels"), percent(seen.gray_fraction), 100.0, "%", "SUB-5"),
        plain(bi("亮度", "Brightness"), percent(seen.brightness), 100.0, "%", "SUB-5"),
        plain(bi("锐度", "Sharpness"), Some(seen.sharpness), 2000.0, "", "SUB-5"),
    ];
    if !scan {
        out.retain(|m| m.rule != "SUB-2" || m.value.is_some());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_without_value_or_limit_says_nothing() {
        let m = Measure {
            label: bi("", ""),
            value: Some(299.8),
            limit: Some(300.0),
            scale: 600.0,
            unit: "dpi",
            decimals: 0,
            rule: "SUB-2",
        };
        assert_eq!(m.kept(), Some(true));
        assert_eq!(Measure { value: Some(212.0), ..m.clone() }.kept(), Some(false));
        assert_eq!(Measure { value: None, ..m.clone() }.kept(), None);
        assert_eq!(Measure { limit: None, ..m }.kept(), None);
    }
}
