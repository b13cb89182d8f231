//! The states of an order and the steps that it goes through.

use serde::{Deserialize, Serialize};

use crate::text::{Bilingual, bi};

/// One step, as the policy names it for a subject type (CER-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKey {
    /// 证照: a reviewer looks at the licence.
    Documents,
    /// 人脸核身: a selfie with a random number, compared by a reviewer.
    Face,
    /// 对公打款: a random amount is paid to the corporate account and entered.
    MicroPayment,
}

impl StepKey {
    /// All.
    pub const ALL: [Self; 3] = [Self::Documents, Self::Face, Self::MicroPayment];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Face => "face",
            Self::MicroPayment => "micro_payment",
        }
    }

    /// Reads the policy's and the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// The official Chinese term and its English name.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Documents => bi("提交证照", "Documents"),
            Self::Face => bi("法定代表人人脸核身", "Face check of the legal representative"),
            Self::MicroPayment => bi("对公账户打款验证", "Payment to the corporate account"),
        }
    }

    /// The state that a step begins with.
    pub const fn begins(self) -> CertificationState {
        match self {
            Self::Documents => CertificationState::Documents,
            Self::Face => CertificationState::Face,
            Self::MicroPayment => CertificationState::Transfer,
        }
    }
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificationState {
    /// 待付款: waits for its fee; lapses after the policy's hours.
    Ordered,
    /// 待提交证照, also after a return for refill (打回重填).
    Documents,
    /// 证照审核中.
    DocumentsReview,
    /// 待人脸核身.
    Face,
    /// 人脸比对中.
    FaceReview,
    /// 待打款: the operator pays the random amount.
    Transfer,
    /// 待确认金额: the applicant enters what the bank statement shows.
    Amount,
    /// 待重新打款: tries or days were used up; the operator pays a new amount.
    TransferRedo,
    /// 已认证.
    Passed,
    /// 已到期.
    Expired,
    /// 认证失败 (终审不通过).
    Refused,
    /// 已撤回.
    Withdrawn,
    /// 超时未付款，已关闭.
    Lapsed,
}

impl CertificationState {
    /// All states.
    pub const ALL: [Self; 13] = [
        Self::Ordered,
        Self::Documents,
        Self::DocumentsReview,
        Self::Face,
        Self::FaceReview,
        Self::Transfer,
        Self::Amount,
        Self::TransferRedo,
        Self::Passed,
        Self::Expired,
        Self::Refused,
        Self::Withdrawn,
        Self::Lapsed,
    ];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordered => "ordered",
            Self::Documents => "documents",
            Self::DocumentsReview => "documents_review",
            Self::Face => "face",
            Self::FaceReview => "face_review",
            Self::Transfer => "transfer",
            Self::Amount => "amount",
            Self::TransferRedo => "transfer_redo",
            Self::Passed => "passed",
            Self::Expired => "expired",
            Self::Refused => "refused",
            Self::Withdrawn => "withdrawn",
            Self::Lapsed => "lapsed",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Commands that leave or work on this state. From each final state a new order can be placed; from `passed` in the
    /// policy's days before the end.
    pub const fn exits(self) -> &'static [&'static str] {
        match self {
            Self::Ordered => &["pay", "lapse", "withdraw"],
            Self::Documents => &["submit documents", "withdraw"],
            Self::DocumentsReview | Self::FaceReview => &["decide", "withdraw"],
            Self::Face => &["submit face", "withdraw"],
            Self::Transfer | Self::TransferRedo => &["sent", "failed", "withdraw"],
            Self::Amount => &["enter amount", "overdue", "withdraw"],
            Self::Passed => &["expire", "order again"],
            Self::Expired | Self::Refused | Self::Withdrawn | Self::Lapsed => &["order again"],
        }
    }

    /// On its way: neither passed nor ended.
    pub const fn is_running(self) -> bool {
        matches!(
            self,
            Self::Ordered
                | Self::Documents
                | Self::DocumentsReview
                | Self::Face
                | Self::FaceReview
                | Self::Transfer
                | Self::Amount
                | Self::TransferRedo
        )
    }

    /// Ended without a pass: what was paid is owed back.
    pub const fn is_failed(self) -> bool {
        matches!(self, Self::Refused | Self::Withdrawn | Self::Lapsed)
    }

    /// The operator pays an amount to the corporate account.
    pub const fn awaits_transfer(self) -> bool {
        matches!(self, Self::Transfer | Self::TransferRedo)
    }

    /// A few words for people.
    pub fn label(self) -> Bilingual {
        match self {
            Self::Ordered => bi("待付款", "Waiting for payment"),
            Self::Documents => bi("待提交证照", "Documents to submit"),
            Self::DocumentsReview => bi("证照审核中", "Documents under review"),
            Self::Face => bi("待人脸核身", "Face check to do"),
            Self::FaceReview => bi("人脸比对中", "Face being compared"),
            Self::Transfer => bi("等待打款", "Payment on its way"),
            Self::Amount => bi("待确认金额", "Amount to confirm"),
            Self::TransferRedo => bi("等待重新打款", "New payment on its way"),
            Self::Passed => bi("已认证", "Certified"),
            Self::Expired => bi("已到期", "Expired"),
            Self::Refused => bi("认证失败", "Refused"),
            Self::Withdrawn => bi("已撤回", "Withdrawn"),
            Self::Lapsed => bi("超时未付款，已关闭", "Closed, not paid in time"),
        }
    }
}
