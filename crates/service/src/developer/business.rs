//! Business domains: an ownership file at the root, and an ICP filing (DEV-4).

use std::time::Duration;

use serde_json::json;
use tongguan_model::{
    actor::{Actor, PlatformRole},
    app::Right,
    developer::{BusinessDomain, BusinessState, Look},
    event::Event,
    ids::{AppId, DomainId},
    refusal::{FieldError, Refusal},
    text::{Bilingual, bi},
    time::Millis,
};
use tongguan_policy::Policy;
use tongguan_rule_subject::domain;
use tongguan_store::{Tx, developer};

use super::{opened, probe};
use crate::{
    Ctx, Error, Result, access, record, revision,
    throttle::{self, Limit},
    transact,
};

/// A business domain as its page shows it.
#[derive(Debug, Clone)]
pub struct BusinessView {
    /// The domain.
    pub domain: BusinessDomain,
    /// What restricts it; empty if it is open.
    pub restrictions: Vec<Bilingual>,
    /// What the last look found wrong, then what to do.
    pub trouble: Option<(Bilingual, Bilingual)>,
}

impl From<BusinessDomain> for BusinessView {
    fn from(domain: BusinessDomain) -> Self {
        Self {
            restrictions: domain.restrictions(),
            trouble: domain.check_code.as_deref().map(explain),
            domain,
        }
    }
}

/// What a code of a look means, then what to do.
pub fn explain(code: &str) -> (Bilingual, Bilingual) {
    match code {
        "probe-dns" => (
            bi("域名无法解析，未检查文件。", "The name does not resolve; the file was not checked."),
            bi("请检查 DNS 解析后重试。", "Check its DNS records, then try again."),
        ),
        "probe-private" => (
            bi(
                "域名指向内网、本机或保留地址，未连接。",
                "The name leads to a private, loopback or reserved address; no connection was made.",
            ),
            bi(
                "请把域名解析到公网地址，或请运营方人工确认。",
                "Point it to a public address, or have the operator confirm it by hand.",
            ),
        ),
        "probe-timeout" => (
            bi("服务器没有在时限内应答，未检查文件。", "The server did not answer in time; not checked."),
            bi("请确认 443 端口可访问后重试。", "Make sure port 443 is reachable, then try again."),
        ),
        "probe-server-error" => (
            bi("服务器出错（5xx），未检查文件。", "The server failed (5xx); the file was not checked."),
            bi("请修复服务器后重试。", "Mend the server, then try again."),
        ),
        "file-redirected" => (
            bi("服务器把请求转到了别处。", "The server redirects the request."),
            bi(
                "请在域名根目录直接返回该文件，不要跳转。",
                "Serve the file at the root itself, without a redirect.",
            ),
        ),
        "file-missing" => (
            bi("域名根目录没有该文件。", "The file is not at the root of the domain."),
            bi("请上传文件并确认能在浏览器中打开。", "Upload it and make sure that a browser opens it."),
        ),
        "file-byte-order-mark" => (
            bi(
                "文件开头有看不见的 BOM 字节（EF BB BF）。",
                "The file begins with an invisible byte-order mark (EF BB BF).",
            ),
            bi(
                "请以无 BOM 的 UTF-8 保存，或直接上传下载的文件。",
                "Save it without BOM, or upload the file as downloaded.",
            ),
        ),
        "file-too-large" => (
            bi("返回的内容过大，不是该文件。", "What is served is too large to be the file."),
            bi("请确认根目录返回的是该文件本身。", "Make sure that the root serves the file itself."),
        ),
        "file-differs" => (
            bi("文件内容不一致。", "The file has another content."),
            bi("请重新下载文件并原样上传。", "Download it again and upload it unchanged."),
        ),
        _ => (
            bi("无法建立 HTTPS 连接，未检查文件。", "No HTTPS connection could be made; not checked."),
            bi(
                "请检查证书链、域名与有效期；可申请免费证书。",
                "Check the certificate's chain, host and expiry; free ones exist.",
            ),
        ),
    }
}

/// Adds a business domain and makes its ownership file.
pub async fn add_business(
    ctx: &Ctx,
    actor: &Actor,
    id: &AppId,
    name: &str,
    icp: &str,
) -> Result<BusinessView> {
    // 40 bits keep the name from being guessed or cached; the content is the proof.
    let name_part = hex::encode(ctx.random::<5>());
    let content = hex::encode(ctx.random::<16>());
    transact!(ctx, tx, add_in(ctx, &mut tx, actor, id, (name, icp), (&name_part, &content)))
}

fn clean_icp(policy: &Policy, icp: &str) -> std::result::Result<String, FieldError> {
    if icp.trim().is_empty() { Ok(String::new()) } else { domain::icp("icp", icp, &policy.identity) }
}

async fn add_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &AppId,
    (name, icp): (&str, &str),
    (name_part, content): (&str, &str),
) -> Result<BusinessView> {
    opened(tx, actor, id, Right::Develop).await?;
    let policy = revision::current(ctx, tx).await?;
    let (name, icp) = match (
        domain::business("domain", name, &policy.developer.forbidden_hosts),
        clean_icp(&policy, icp),
    ) {
        (Ok(name), Ok(icp)) => (name, icp),
        (name, icp) => {
            return Err([name.err(), icp.err()].into_iter().flatten().collect::<Vec<_>>().into());
        }
    };
    let have = i64::try_from(developer::business_domains(tx, id).await?.len()).unwrap_or(i64::MAX);
    let limit = *policy.developer.business_domains;
    if have >= limit {
        return Err(Refusal::new(
            "too-many-business-domains",
            "DEV-4",
            bi("业务域名数量已达上限。", "There are as many business domains as allowed."),
            bi("请先删除不用的域名。", "Remove those that are not used."),
        )
        .measured(have, limit)
        .into());
    }
    let new = BusinessDomain {
        id: DomainId::from_trusted(ctx.id()),
        app: id.clone(),
        domain: name,
        file_name: format!("TG_verify_{name_part}.txt"),
        file_content: content.to_owned(),
        state: BusinessState::Waiting,
        verified_by: None,
        verified_at: None,
        checked_at: None,
        check_code: None,
        icp,
        icp_confirmed_at: None,
        created_by: access::account(actor)?.clone(),
        created_at: ctx.now(),
        version: 1,
    };
    match developer::insert_business(tx, &new).await {
        Err(error) if error.is_duplicate_of("domain") => {
            return Err(FieldError::new(
                "domain",
                "domain-taken",
                "DEV-4",
                bi("此域名已在列表中。", "This domain is in the list already."),
                bi("请直接验证，或先删除再添加。", "Check it, or remove it first."),
            )
            .into());
        }
        other => other?,
    }
    let data = json!({ "domain": new.domain, "icp": new.icp });
    record(ctx, tx, actor, &[Event::new("business_domain.added", &new.id, Some(id), data)]).await?;
    Ok(new.into())
}

async fn of_app(tx: &mut Tx, id: &AppId, domain: &DomainId) -> Result<BusinessDomain> {
    let found = developer::find_business(tx, domain).await?;
    found.filter(|d| d.app == *id).ok_or(Error::NotFound("domain"))
}

/// Looks for the ownership file on the domain's server.
pub async fn check_business(ctx: &Ctx, actor: &Actor, id: &AppId, domain: &DomainId) -> Result<BusinessView> {
    let (found, policy) = {
        let mut tx = ctx.store().read().await?;
        opened(&mut tx, actor, id, Right::Develop).await?;
        (of_app(&mut tx, id, domain).await?, revision::current(ctx, &mut tx).await?)
    };
    let pace = Limit {
        kind: "domain-probe",
        rule: "DEV-4",
        max: *policy.developer.probes_per_hour,
        window: Millis::HOUR,
        say: |n| bi(format!("一小时内已验证 {n} 次。"), format!("{n} looks within the hour.")),
    };
    throttle::reserve(ctx, &pace, id.as_str()).await?;
    let limits = probe::Limits {
        time: Duration::from_secs(u64::try_from(*policy.developer.probe_seconds).unwrap_or(10)),
        bytes: usize::try_from(*policy.developer.probe_max_bytes).unwrap_or(4096),
        allow_private: ctx.config().allow_private_targets,
        roots: Vec::new(),
    };
    let target = probe::Target { host: &found.domain, port: 443, file: &found.file_name };
    let look = probe::ownership(target, &found.file_content, &limits).await;
    transact!(ctx, tx, looked_in(ctx, &mut tx, actor, id, domain, &look))
}

async fn looked_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &AppId,
    domain: &DomainId,
    look: &Look,
) -> Result<BusinessView> {
    opened(tx, actor, id, Right::Develop).await?;
    let before = of_app(tx, id, domain).await?;
    let after = before.clone().looked(look, ctx.now());
    developer::update_business(tx, &after).await?;
    let data = json!({ "domain": after.domain, "state": after.state, "code": after.check_code });
    let event = if before.state == after.state {
        Event::new("business_domain.checked", domain, Some(id), data)
    } else {
        Event::evident("business_domain.checked", domain, Some(id), data)
    };
    record(ctx, tx, actor, &[event]).await?;
    Ok(BusinessDomain { version: after.version + 1, ..after }.into())
}

/// States the number of the ICP filing; empty takes it back.
pub async fn set_icp(
    ctx: &Ctx,
    actor: &Actor,
    id: &AppId,
    domain: &DomainId,
    icp: &str,
) -> Result<BusinessView> {
    transact!(ctx, tx, set_icp_in(ctx, &mut tx, actor, id, domain, icp))
}

async fn set_icp_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    id: &AppId,
    domain: &DomainId,
    icp: &str,
) -> Result<BusinessView> {
    opened(tx, actor, id, Right::Develop).await?;
    let policy = revision::current(ctx, tx).await?;
    let icp = clean_icp(&policy, icp)?;
    let after = of_app(tx, id, domain).await?.state_icp(icp.to_owned());
    developer::update_business(tx, &after).await?;
    let data = json!({ "domain": after.domain, "icp": after.icp });
    record(ctx, tx, actor, &[Event::new("business_domain.icp_stated", domain, Some(id), data)]).await?;
    Ok(BusinessDomain { version: after.version + 1, ..after }.into())
}

/// Removes a business domain.
pub async fn remove_business(ctx: &Ctx, actor: &Actor, id: &AppId, domain: &DomainId) -> Result<()> {
    transact!(ctx, tx, remove_in(ctx, &mut tx, actor, id, domain))
}

async fn remove_in(ctx: &Ctx, tx: &mut Tx, actor: &Actor, id: &AppId, domain: &DomainId) -> Result<()> {
    opened(tx, actor, id, Right::Develop).await?;
    let gone = of_app(tx, id, domain).await?;
    developer::delete_business(tx, domain).await?;
    let data = json!({ "domain": gone.domain });
    record(ctx, tx, actor, &[Event::evident("business_domain.removed", domain, Some(id), data)]).await
}

/// Business domains that wait for a proof or for their filing to be compared; for the operator.
pub async fn waiting_business(ctx: &Ctx, actor: &Actor) -> Result<Vec<BusinessView>> {
    access::platform(actor, PlatformRole::Operator)?;
    let mut tx = ctx.store().read().await?;
    let rows = developer::business_waiting(&mut tx, 500).await?;
    Ok(rows.into_iter().map(BusinessView::from).collect())
}

/// Confirms ownership, the filing or both after a look by a person; for the operator, where there is no network.
pub async fn confirm_business(
    ctx: &Ctx,
    actor: &Actor,
    domain: &DomainId,
    ownership: bool,
    icp: bool,
) -> Result<BusinessView> {
    access::platform(actor, PlatformRole::Operator)?;
    transact!(ctx, tx, confirm_in(ctx, &mut tx, actor, domain, ownership, icp))
}

async fn confirm_in(
    ctx: &Ctx,
    tx: &mut Tx,
    actor: &Actor,
    domain: &DomainId,
    ownership: bool,
    icp: bool,
) -> Result<BusinessView> {
    let found = developer::find_business(tx, domain).await?.ok_or(Error::NotFound("domain"))?;
    let after = found.confirm(ownership, icp, ctx.now())?;
    developer::update_business(tx, &after).await?;
    let data = json!({ "domain": after.domain, "ownership": ownership, "icp": icp });
    let event = Event::evident("business_domain.confirmed", domain, Some(&after.app), data);
    record(ctx, tx, actor, &[event]).await?;
    Ok(BusinessDomain { version: after.version + 1, ..after }.into())
}
