//! Server domains by kind (DEV-2, DEV-3).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use tongguan_model::{
    actor::Actor,
    app::Right,
    developer::{DomainKind, ServerDomain},
    event::Event,
    ids::{AppId, DomainId},
    refusal::{FieldError, Refusal, Who},
    text::bi,
    time::{Day, Millis},
};
use tongguan_policy::DeveloperPolicy;
use tongguan_rule_subject::domain;
use tongguan_store::{Tx, developer};

use super::{BusinessView, opened};
use crate::{Ctx, Error, Result, access, record, revision, transact};

/// One change of the server domains. However many names it has, it counts once.
#[derive(Debug, Clone)]
pub enum Change {
    /// Adds names of a kind.
    Add(DomainKind, Vec<String>),
    /// Removes one.
    Remove(DomainId),
    /// Puts these names in place of all there are.
    Replace(BTreeMap<DomainKind, Vec<String>>),
}

/// All domains of an app, with the limits.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Server domains, by kind and name.
    pub server: Vec<ServerDomain>,
    /// Kinds that the policy has.
    pub kinds: Vec<DomainKind>,
    /// Most names of one kind.
    pub per_kind: i64,
    /// Changes this month.
    pub changes: i64,
    /// Most changes a month.
    pub changes_limit: i64,
    /// Business domains, by name.
    pub business: Vec<BusinessView>,
    /// Most business domains.
    pub business_limit: i64,
}

fn month(day: Day) -> String {
    format!("{:04}-{:02}", day.year(), u8::from(day.month()))
}

fn first_of_next_month(day: Day) -> Millis {
    let (year, next) = match day.month() {
        time::Month::December => (day.year() + 1, time::Month::January),
        m => (day.year(), m.next()),
    };
    Millis::at_hour(Day::from_calendar_date(year, next, 1).unwrap_or(day), 0)
}

fn kinds(policy: &DeveloperPolicy) -> Vec<DomainKind> {
    policy.domain_kinds.iter().filter_map(|k| DomainKind::parse(k)).collect()
}

/// The domains of an app, for its members and staff.
pub async fn settings(ctx: &Ctx, actor: &Actor, id: &AppId) -> Result<Settings> {
    let mut tx = ctx.store().read().await?;
    access::viewer(&mut tx, actor, id).await?;
    let policy = revision::current(ctx, &mut tx).await?;
    let business = developer::business_domains(&mut tx, id).await?;
    Ok(Settings {
        server: developer::server_domains(&mut tx, id).await?,
        kinds: kinds(&policy.developer),
        per_kind: *policy.developer.domains_per_kind,
        changes: developer::changes(&mut tx, id, &month(ctx.now().day())).await?,
        changes_limit: *policy.developer.domain_changes_per_month,
        business: business.into_iter().map(BusinessView::from).collect(),
        business_limit: *policy.developer.business_domains,
    })
}

/// Changes the server domains; what is wrong is told all at once, and nothing is changed then.
pub async fn change(ctx: &Ctx, actor: &Actor, id: &AppId, change: &Change) -> Result<Settings> {
    transact!(ctx, tx, change_in(ctx, &mut tx, actor, id, change))?;
    settings(ctx, actor, id).await
}

async fn change_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId, change: &Change) -> Result<()> {
    opened(tx, actor, id, Right::Develop).await?;
    let policy = revision::current(ctx, tx).await?;
    let policy = &policy.developer;
    let have = developer::server_domains(tx, id).await?;
    let wanted = wanted(policy, &have, change)?;
    let add: Vec<_> = wanted
        .iter()
        .filter(|(kind, domain)| !have.iter().any(|d| d.kind == *kind && d.domain == *domain))
        .collect();
    let remove: Vec<_> = have.iter().filter(|d| !wanted.contains(&(d.kind, d.domain.clone()))).collect();
    if add.is_empty() && remove.is_empty() {
        return Ok(());
    }
    let month = month(ctx.now().day());
    let (done, limit) = (developer::changes(tx, id, &month).await?, *policy.domain_changes_per_month);
    if done >= limit {
        return Err(Refusal::new(
            "domain-changes",
            "DEV-2",
            bi("本月的域名修改次数已用完。", "All changes of this month are used up."),
            bi("请下月再改，或联系运营方。", "Wait for next month, or ask the operator."),
        )
        .measured(done, limit)
        .who(Who::Time)
        .until(first_of_next_month(ctx.now().day()))
        .into());
    }
    for old in &remove {
        developer::delete_server(tx, &old.id).await?;
    }
    for (kind, domain) in &add {
        let new = ServerDomain {
            id: DomainId::from_trusted(ctx.id()),
            app: id.clone(),
            kind: *kind,
            domain: domain.clone(),
            created_by: access::account(actor)?.clone(),
            created_at: ctx.now(),
        };
        developer::insert_server(tx, &new).await?;
    }
    developer::count_change(tx, id, &month).await?;
    let data = json!({
        "added": add.iter().map(|(kind, d)| format!("{} {d}", kind.as_str())).collect::<Vec<_>>(),
        "removed": remove.iter().map(|d| format!("{} {}", d.kind.as_str(), d.domain)).collect::<Vec<_>>(),
    });
    record(ctx, tx, actor, &[Event::evident("domain.changed", id, Some(id), data)]).await
}

/// The names that will be in place, or everything that is wrong with them.
fn wanted(
    policy: &DeveloperPolicy,
    have: &[ServerDomain],
    change: &Change,
) -> Result<BTreeSet<(DomainKind, String)>> {
    let mut out: BTreeSet<_> = match change {
        Change::Replace(_) => BTreeSet::new(),
        _ => have.iter().map(|d| (d.kind, d.domain.clone())).collect(),
    };
    let mut errors = Vec::new();
    let allowed = kinds(policy);
    let mut take = |kind: DomainKind, field: &str, names: &[String]| {
        if !allowed.contains(&kind) {
            errors.push(closed_kind(kind, &allowed));
            return;
        }
        if names.is_empty() && matches!(change, Change::Add(..)) {
            errors.push(FieldError::required(field, "DEV-2"));
        }
        for (i, name) in names.iter().enumerate() {
            match domain::server(&format!("{field}[{i}]"), kind, name, &policy.forbidden_hosts) {
                Ok(name) => drop(out.insert((kind, name))),
                Err(error) => errors.push(error),
            }
        }
    };
    match change {
        Change::Add(kind, names) => take(*kind, "domains", names),
        Change::Replace(all) => {
            for (kind, names) in all {
                take(*kind, kind.as_str(), names);
            }
        }
        Change::Remove(id) => {
            let gone = have.iter().find(|d| d.id == *id).ok_or(Error::NotFound("domain"))?;
            out.remove(&(gone.kind, gone.domain.clone()));
        }
    }
    let limit = *policy.domains_per_kind;
    for kind in DomainKind::ALL {
        let n = out.iter().filter(|(k, _)| *k == kind).count();
        if i64::try_from(n).unwrap_or(i64::MAX) > limit {
            let field = if matches!(change, Change::Replace(_)) { kind.as_str() } else { "domains" };
            errors.push(
                FieldError::new(
                    field,
                    "too-many-domains",
                    "DEV-2",
                    bi("此类域名超过上限。", "There are more domains of this kind than allowed."),
                    bi("请先删除不用的域名。", "Remove those that are not used."),
                )
                .measured(n, limit),
            );
        }
    }
    if errors.is_empty() { Ok(out) } else { Err(errors.into()) }
}

fn closed_kind(kind: DomainKind, allowed: &[DomainKind]) -> FieldError {
    let allowed: Vec<_> = allowed.iter().map(|k| k.as_str()).collect();
    FieldError::new(
        "kind",
        "domain-kind",
        "DEV-3",
        bi(
            format!("当前规则不开放 {} 域名。", kind.as_str()),
            format!("The policy does not open {} domains.", kind.as_str()),
        ),
        bi(format!("可选：{}。", allowed.join("、")), format!("Choose one of {}.", allowed.join(", "))),
    )
    .measured(kind.as_str(), allowed.join(" "))
}

#[cfg(test)]
mod tests {
    use tongguan_model::time::parse_day;

    use super::*;

    #[test]
    fn the_month_turns_in_shanghai() {
        let day = parse_day("2026-12-31").unwrap();
        assert_eq!(month(day), "2026-12");
        assert_eq!(first_of_next_month(day).clock(), "2027-01-01 00:00");
        assert_eq!(first_of_next_month(parse_day("2026-11-24").unwrap()).clock(), "2026-12-01 00:00");
    }
}
