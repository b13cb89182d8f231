use super::{CertificationState as S, *};
use crate::{
    ids::{AccountId, AppId, CertificationId, MaterialId},
    review::Decision,
    subject::SubjectType,
    time::{Millis, day_text},
};

const AT: Millis = Millis(1_795_485_600_000);
const GUESSES: Guesses = Guesses { tries: 3, rounds: 2 };
const OUTLOOK: Outlook = Outlook { held_until: None, years: 1 };

fn order(fee_cents: i64, steps: &[StepKey]) -> Certification {
    let new = Open {
        id: CertificationId::from_trusted("c"),
        number: 1,
        app: AppId::from_trusted("a"),
        product: Product::Account,
        subject: SubjectType::Enterprise,
        steps: steps.to_vec(),
        fee_cents,
        payment_hours: 24,
        policy_revision: 1,
        by: AccountId::from_trusted("o"),
        at: AT,
    };
    Certification::open(new, OUTLOOK)
}

fn decision(pass: bool, is_final: bool) -> Decision {
    Decision { pass, rules: vec!["CER-2".into()], reason: "r".into(), is_final }
}

fn material(id: &str) -> MaterialId {
    MaterialId::from_trusted(id)
}

/// Every command by its name in the table of exits.
fn walk(order: Certification, exit: &str) -> Option<Certification> {
    let at = AT.plus(1);
    match exit {
        "pay" => order.pay(at, OUTLOOK).ok(),
        "lapse" => order.lapse(at).ok(),
        "withdraw" => order.withdraw(at).ok(),
        "submit documents" => order.submit_documents(at, vec![material("m")]).ok(),
        "submit face" => order.submit_face(at, material("f")).ok(),
        "decide" => order.decide(at, &decision(true, false), OUTLOOK).ok(),
        "sent" => order.sent(at, 10).ok(),
        "failed" => order.failed(at, "no such account").ok(),
        "enter amount" => order.enter_amount(at, true, GUESSES, OUTLOOK).ok().map(|o| o.next),
        "overdue" => order.overdue(at, GUESSES.rounds).ok(),
        "expire" => order.expire(at).ok(),
        "order again" => (!order.state.is_running()).then(|| self::order(1, &StepKey::ALL)),
        other => panic!("no command {other}"),
    }
}

const COMMANDS: [&str; 12] = [
    "pay",
    "lapse",
    "withdraw",
    "submit documents",
    "submit face",
    "decide",
    "sent",
    "failed",
    "enter amount",
    "overdue",
    "expire",
    "order again",
];

#[test]
fn every_state_has_the_exits_it_lists_and_no_others() {
    for state in S::ALL {
        assert!(!state.exits().is_empty(), "{state:?} is a trap");
        assert_eq!(S::parse(state.as_str()), Some(state));
        for exit in COMMANDS {
            let order = Certification { state, ..order(30_000, &StepKey::ALL) };
            assert_eq!(walk(order, exit).is_some(), state.exits().contains(&exit), "{state:?} {exit}");
        }
        assert_eq!(state.is_running(), state.exits().contains(&"withdraw"), "{state:?}");
    }
}

#[test]
fn from_every_state_a_pass_can_be_reached() {
    for state in S::ALL {
        let mut at = Certification { state, ..order(30_000, &StepKey::ALL) };
        let mut hops = 0;
        while at.state != S::Passed {
            let exit =
                at.state.exits().iter().find(|e| !["lapse", "withdraw", "failed", "overdue"].contains(e));
            at = walk(at.clone(), exit.unwrap()).unwrap();
            hops += 1;
            assert!(hops < 20, "{state:?} goes round in circles");
        }
    }
}

#[test]
fn an_enterprise_goes_through_its_steps_and_holds_a_year() {
    let paid = order(30_000, &StepKey::ALL);
    assert_eq!((paid.state, paid.due_at), (S::Ordered, Some(AT.plus(24 * Millis::HOUR))));
    let docs = paid.pay(AT, OUTLOOK).unwrap();
    let review = docs.submit_documents(AT, vec![material("licence")]).unwrap();
    let back = review.decide(AT, &decision(false, false), OUTLOOK).unwrap();
    assert_eq!((back.state, back.refills, back.reason.as_deref()), (S::Documents, 1, Some("r")));
    let review = back.submit_documents(AT, vec![material("licence"), material("new")]).unwrap();
    let face = review.decide(AT, &decision(true, false), OUTLOOK).unwrap();
    assert_eq!((face.state, face.reviewed, face.reason.clone()), (S::Face, true, None));
    let transfer =
        face.submit_face(AT, material("f")).unwrap().decide(AT, &decision(true, false), OUTLOOK).unwrap();
    assert_eq!(transfer.state, S::Transfer);
    let amount = transfer.set_amount("sealed".into(), "payee".into()).sent(AT, 10).unwrap();
    assert_eq!((amount.state, amount.due_at), (S::Amount, Some(AT.plus(10 * Millis::DAY))));
    let passed = amount.enter_amount(AT, true, GUESSES, OUTLOOK).unwrap().next;
    assert_eq!((passed.state, passed.materials.len(), passed.valid_from), (S::Passed, 3, Some(AT)));
    assert_eq!(passed.valid_until.unwrap().clock(), "2027-11-25 00:00");
}

#[test]
fn a_free_order_begins_at_once_and_a_final_refusal_ends_it() {
    let docs = order(0, &[StepKey::Documents]);
    assert_eq!((docs.state, docs.due_at), (S::Documents, None));
    let review = docs.submit_documents(AT, vec![]).unwrap();
    let refused = review.decide(AT, &decision(false, true), OUTLOOK).unwrap();
    assert_eq!((refused.state, refused.refills), (S::Refused, 0));
}

#[test]
fn three_wrong_amounts_ask_for_a_new_payment() {
    let mut at = Certification { state: S::Amount, step: 2, ..order(1, &StepKey::ALL) };
    for used in 1..3 {
        let out = at.enter_amount(AT, false, GUESSES, OUTLOOK).unwrap();
        let refusal = out.verdict.unwrap_err();
        assert_eq!((refusal.code.as_str(), refusal.measured), ("amount-wrong", Some(used.to_string())));
        at = out.next;
    }
    let out = at.enter_amount(AT, false, GUESSES, OUTLOOK).unwrap();
    assert_eq!((out.next.state, out.verdict.unwrap_err().code.as_str()), (S::TransferRedo, "amount-used-up"));
    let again = out.next.set_amount("new".into(), "payee".into());
    assert_eq!((again.micro_rounds, again.micro_tries), (1, 0));
}

/// The last payment is the last chance, whether its amount is guessed at or left alone; then a new order can be placed.
#[test]
fn after_the_last_payment_the_order_ends() {
    let last = Certification { state: S::Amount, step: 2, micro_rounds: 2, ..order(1, &StepKey::ALL) };
    let out =
        Certification { micro_tries: 2, ..last.clone() }.enter_amount(AT, false, GUESSES, OUTLOOK).unwrap();
    let refusal = out.verdict.unwrap_err();
    assert_eq!((refusal.code.as_str(), refusal.limit.as_deref()), ("amount-given-up", Some("2")));
    for ended in [out.next, last.clone().overdue(AT, 2).unwrap()] {
        assert_eq!((ended.state, ended.rules.as_slice()), (S::Refused, &["CER-2".to_owned()][..]));
        assert!(ended.reason.as_deref().is_some_and(|r| r.contains("2 次打款") && r.contains("2 payments")));
        assert!(walk(ended, "order again").is_some());
    }
    let earlier = Certification { micro_rounds: 1, ..last.clone() };
    assert_eq!(earlier.overdue(AT, 2).unwrap().state, S::TransferRedo);
    let right = last.enter_amount(AT, true, GUESSES, OUTLOOK).unwrap();
    assert_eq!(right.next.state, S::Passed);
}

#[test]
fn a_renewal_begins_where_the_old_one_ends() {
    let old = Millis::at_hour(crate::time::parse_day("2026-12-01").unwrap(), 0);
    let renewed = order(0, &[]);
    let outlook = Outlook { held_until: Some(old), years: 1 };
    let renewed = Certification { state: S::Ordered, ..renewed }.pay(AT, outlook).unwrap();
    assert_eq!(renewed.valid_from, Some(old));
    assert_eq!(renewed.valid_until.unwrap().clock(), "2027-12-01 00:00");
    let late = Certification { state: S::Ordered, ..order(0, &[]) }
        .pay(old.plus(1), Outlook { held_until: Some(old), years: 1 })
        .unwrap();
    assert_eq!(late.valid_from, Some(old.plus(1)));
}

#[test]
fn a_leap_day_has_its_anniversary_on_the_first_of_march() {
    let leap = Millis::at_hour(crate::time::parse_day("2028-02-29").unwrap(), 12);
    assert_eq!(day_text(runs_until(leap, 1).plus(-1).day()), "2029-03-01");
}
