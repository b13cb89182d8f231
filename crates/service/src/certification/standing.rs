//! Where certification stands on the track.

use tongguan_model::{
    app::App,
    certification::{Certification, CertificationState as S, Product, Status},
    refusal::Who,
    stage::{Stage, StageKey, StageState, Standing, Turn},
    text::{Bilingual, bi},
    time::day_words,
};
use tongguan_policy::Needs;
use tongguan_store::Tx;

use super::view::{View, of_product};
use crate::{Ctx, Result, revision::Pinned};

fn stage(state: StageState, say: Bilingual, note: Option<Bilingual>) -> Stage {
    Stage { key: StageKey::Certification, state, say, note }
}

/// What stays shut until the product is certified, from the one table: publishing first.
fn blocks(policy: &Pinned, view: &View) -> Vec<Bilingual> {
    let opened = |needs: Needs| match view.product {
        Product::Account => matches!(needs, Needs::Certified | Needs::CertifiedIfRequired),
        Product::MiniProgram => needs == Needs::MiniProgram,
    };
    let rows = policy.capabilities.rows.iter();
    let mut rows: Vec<_> = rows
        .filter(|r| opened(r.needs) && view.subject.is_some_and(|kind| r.types.contains(&kind)))
        .collect();
    rows.sort_by_key(|r| r.needs != Needs::CertifiedIfRequired);
    rows.into_iter().take(3).map(|r| bi(r.zh.clone(), r.en.clone())).collect()
}

fn turn(policy: &Pinned, view: &View, title: Bilingual, body: Bilingual) -> Turn {
    Turn {
        stage: StageKey::Certification,
        state: StageState::Turn,
        who: Who::Applicant,
        title,
        body,
        rules: vec!["CER-1".into()],
        blocks: blocks(policy, view),
        due_at: None,
        due_provisional: false,
        page: "/certification".into(),
    }
}

/// The turn of a running order.
fn running(policy: &Pinned, view: &View, order: &Certification, tries_left: Option<i64>) -> Turn {
    let label = view.product.label();
    let fee = crate::payment::yuan(order.fee_cents);
    let (who, title, body) = match order.state {
        S::Ordered => (
            Who::Applicant,
            bi(format!("支付{}费用 {fee} 元", label.zh), format!("Pay the fee of {fee} yuan: {}", label.en)),
            bi(
                "请按订单页的账户和付款编号转账，逾期订单自动关闭。",
                "Transfer it to the account on the order's page, with the payment number; unpaid orders close.",
            ),
        ),
        S::Documents => (
            Who::Applicant,
            bi("提交认证证照", "Submit the documents"),
            order.reason.clone().map_or_else(
                || {
                    bi(
                        "上传营业执照等证照，由审核员核对。",
                        "Upload licence and papers; a reviewer compares them.",
                    )
                },
                |reason| bi(format!("已打回：{reason}"), format!("Returned: {reason}")),
            ),
        ),
        S::DocumentsReview => (
            Who::Reviewer,
            bi("认证证照审核中", "The documents are under review"),
            bi("审核员在核对证照。", "A reviewer compares the documents."),
        ),
        S::Face => (
            Who::Applicant,
            bi("法定代表人扫码完成人脸核身", "The legal representative scans the QR code for the face check"),
            order.reason.clone().map_or_else(
                || {
                    bi(
                        "用手机扫码，按页面显示的数字拍照。",
                        "Scan it with a phone and take the picture with the number shown.",
                    )
                },
                |reason| bi(format!("已打回：{reason}"), format!("Returned: {reason}")),
            ),
        ),
        S::FaceReview => (
            Who::Reviewer,
            bi("人脸比对中", "The face is being compared"),
            bi("审核员在比对照片。", "A reviewer compares the picture."),
        ),
        S::Amount => {
            let left = tries_left.unwrap_or_default();
            (
                Who::Applicant,
                bi("确认对公账户收到的金额", "Confirm the amount that the corporate account received"),
                bi(
                    format!("请按银行流水填写金额，还可填 {left} 次。"),
                    format!("Enter what the bank statement shows; {left} tries left."),
                ),
            )
        }
        S::TransferRedo => (
            Who::Operator,
            bi("等待重新打款", "A new payment is on its way"),
            bi(
                "上次的金额已失效，运营方会打入新的金额。",
                "The last amount no longer counts; the operator pays a new one.",
            ),
        ),
        _ => (
            Who::Operator,
            bi("等待对公账户打款", "The payment to the corporate account is on its way"),
            bi("运营方会打入 1 元以内的随机金额。", "The operator pays a random amount below 1 yuan."),
        ),
    };
    let mut turn = turn(policy, view, title, body);
    turn.who = who;
    turn.rules = if order.rules.is_empty() { vec!["CER-2".into()] } else { order.rules.clone() };
    turn.due_at = order.due_at;
    turn.due_provisional = order.due_provisional;
    turn.state = match who {
        Who::Applicant if order.reason.is_some() => StageState::Fail,
        Who::Applicant => StageState::Turn,
        _ => StageState::Wait,
    };
    turn
}

fn running_turn(policy: &Pinned, view: &View) -> Option<Turn> {
    let found = view.orders.iter().find(|o| o.order.state.is_running())?;
    Some(running(policy, view, &found.order, found.tries_left))
}

/// The stage "certification": the account certification decides it, a running mini-program certification adds its turn.
pub(crate) async fn standing(ctx: &Ctx, tx: &mut Tx, app: &App, policy: &Pinned) -> Result<Standing> {
    let view = of_product(ctx, tx, app, Product::Account, policy).await?;
    let mut standing = account(ctx, policy, &view);
    let program = of_product(ctx, tx, app, Product::MiniProgram, policy).await?;
    standing.turns.extend(running_turn(policy, &program));
    Ok(standing)
}

fn account(ctx: &Ctx, policy: &Pinned, view: &View) -> Standing {
    if view.subject.is_none() {
        let note = Some(bi("等主体通过", "Waits for the subject"));
        return Standing { stage: stage(StageState::Shut, bi("未开放", "Shut"), note), turns: vec![] };
    }
    let going = running_turn(policy, view);
    // The end is a midnight, exclusive: the last day is the one before.
    let until = view.valid_until.map(|until| day_words(until.plus(-1).day()));
    let until = until.map(|day| bi(format!("至 {}", day.zh), format!("until {}", day.en)));
    match view.status {
        Status::NotRequired => Standing {
            stage: stage(StageState::Pass, bi("无须认证", "Not required"), None),
            turns: going.into_iter().collect(),
        },
        Status::Passed => {
            let mut turns: Vec<_> = going.into_iter().collect();
            let ending = view.renewable_from.is_some_and(|from| ctx.now() >= from);
            if ending && turns.is_empty() {
                let mut renew = turn(
                    policy,
                    view,
                    bi("续期账号认证", "Renew the account certification"),
                    bi("即将到期，到期后以下能力关闭。", "It ends soon; then what is listed here closes."),
                );
                (renew.state, renew.due_at, renew.rules) =
                    (StageState::Warn, view.valid_until, vec!["CER-8".into()]);
                turns.push(renew);
            }
            let state = if ending { StageState::Warn } else { StageState::Pass };
            Standing { stage: stage(state, bi("已认证", "Certified"), until), turns }
        }
        Status::Running => {
            let turns: Vec<_> = going.into_iter().collect();
            let state = turns.first().map_or(StageState::Wait, |t| t.state);
            let order = view.orders.iter().find(|o| o.order.state.is_running());
            let say = order.map_or_else(|| bi("进行中", "On its way"), |o| o.order.state.label());
            Standing { stage: stage(state, say, None), turns }
        }
        Status::Expired => {
            let mut renew = turn(
                policy,
                view,
                bi("续期账号认证", "Renew the account certification"),
                bi(
                    "认证已到期，以下能力已关闭，续期后重新开放。",
                    "It has ended and what is listed here is closed; a renewal opens it again.",
                ),
            );
            (renew.state, renew.rules) = (StageState::Fail, vec!["CER-8".into()]);
            Standing { stage: stage(StageState::Fail, bi("已到期", "Expired"), until), turns: vec![renew] }
        }
        Status::Uncertified => uncertified(policy, view),
    }
}

fn uncertified(policy: &Pinned, view: &View) -> Standing {
    let fee = if view.fee_cents > 0 {
        let yuan = crate::payment::yuan(view.fee_cents);
        bi(format!("费用每年 {yuan} 元。"), format!("The fee is {yuan} yuan a year."))
    } else {
        bi("不收费。", "It is free.")
    };
    let mut order = turn(policy, view, bi("申请账号认证", "Order the account certification"), fee);
    let last = view.orders.first().map(|o| &o.order);
    let (state, say) = match last {
        Some(last) if last.state == S::Refused => {
            if let Some(reason) = &last.reason {
                order.body = bi(format!("上次未通过：{reason}"), format!("Refused: {reason}"));
                order.rules.clone_from(&last.rules);
            }
            (StageState::Fail, S::Refused.label())
        }
        Some(last) if last.state == S::Lapsed => (StageState::Turn, S::Lapsed.label()),
        _ => (StageState::Turn, bi("等你申请", "Yours to order")),
    };
    order.state = state;
    Standing { stage: stage(state, say, None), turns: vec![order] }
}
