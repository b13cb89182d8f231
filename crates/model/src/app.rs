//! A mini program inside the platform, its members and what it declared about data (SYS-4).

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, AppId, SubjectId},
    time::Millis,
};

/// Life of an app as a whole. Where it stands on its way is derived by [`crate::stage`], never stored twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppState {
    /// In use.
    Active,
    /// Suspended by the operator: nothing is delivered.
    Frozen,
}

impl AppState {
    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Frozen => "frozen",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        [Self::Active, Self::Frozen].into_iter().find(|r| r.as_str() == s)
    }
}

/// A mini program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct App {
    /// Internal id.
    pub id: AppId,
    /// Public AppID (`wx` + 16 hex), issued when the subject passes (DEV-1).
    pub appid: Option<String>,
    /// Who registered it; its first administrator.
    pub owner: AccountId,
    /// Its approved subject or the one being registered.
    pub subject: Option<SubjectId>,
    /// Working title until a name is approved; then the approved name.
    pub title: String,
    /// Approved name (命名), if any.
    pub name: Option<String>,
    /// Industry key of the policy's catalogue (PRE-5).
    pub industry: String,
    /// Life.
    pub state: AppState,
    /// The data-compliance plan, if declared (SYS-4).
    pub data_plan: Option<DataPlan>,
    /// When it was created.
    pub created_at: Millis,
    /// Row version for optimistic locking.
    pub version: i64,
}

/// What a member may do in one app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// Everything, and who the members are (管理员).
    Administrator,
    /// Developer settings, packages, submissions (开发者).
    Developer,
    /// Releases, incidents, data plan (运营者).
    Operator,
    /// Sees versions and tries them (体验者).
    Tester,
}

impl MemberRole {
    /// All, strongest first.
    pub const ALL: [Self; 4] = [Self::Administrator, Self::Developer, Self::Operator, Self::Tester];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Developer => "developer",
            Self::Operator => "operator",
            Self::Tester => "tester",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.as_str() == s)
    }

    /// Whether this role includes `right`.
    pub fn may(self, right: Right) -> bool {
        match self {
            Self::Administrator => true,
            Self::Developer => matches!(right, Right::See | Right::Develop | Right::Submit),
            Self::Operator => matches!(right, Right::See | Right::Release | Right::Submit),
            Self::Tester => matches!(right, Right::See),
        }
    }
}

/// What a command needs of the member who gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Look at the app.
    See,
    /// Developer settings and packages.
    Develop,
    /// Submit a version, withdraw it.
    Submit,
    /// Release, halt, roll back, handle incidents.
    Release,
    /// Subject, name, certification, members: what binds the subject.
    Administer,
}

/// One kind of personal data that the mini program collects (SYS-4, REV-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataUse {
    /// Key of the kind, e.g. `PhoneNumber`, `Location` (WeChat's privacy keys).
    pub kind: String,
    /// What it is for.
    pub purpose: String,
    /// Where it is kept.
    pub place: String,
    /// For how many days.
    pub keep_days: u32,
}

/// The data-compliance plan declared at registration (SYS-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct DataPlan {
    /// Kinds of data; empty means "collects none".
    pub uses: Vec<DataUse>,
    /// Platforms on which the program will run, e.g. `android`, `ios`, `web`.
    pub platforms: Vec<String>,
}
