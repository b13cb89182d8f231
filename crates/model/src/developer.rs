//! Developer configuration (开发配置, DEV-1 … DEV-6): the secret, server domains, business domains.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, AppId, DomainId},
    refusal::Refusal,
    text::{Bilingual, bi},
    time::Millis,
};

/// Kind of a server domain (DEV-2, official rules D.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainKind {
    /// `wx.request`.
    Request,
    /// `wx.connectSocket`.
    Socket,
    /// `wx.uploadFile`.
    Upload,
    /// `wx.downloadFile`.
    Download,
    /// `wx.createTCPSocket`, where the policy has it.
    Tcp,
    /// `wx.createUDPSocket`, where the policy has it.
    Udp,
}

impl DomainKind {
    /// All kinds.
    pub const ALL: [Self; 6] =
        [Self::Request, Self::Socket, Self::Upload, Self::Download, Self::Tcp, Self::Udp];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Socket => "socket",
            Self::Upload => "upload",
            Self::Download => "download",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// The only scheme it takes (DEV-3).
    pub const fn scheme(self) -> &'static str {
        match self {
            Self::Socket => "wss",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Request | Self::Upload | Self::Download => "https",
        }
    }
}

/// A server domain of an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerDomain {
    /// Id.
    pub id: DomainId,
    /// The app.
    pub app: AppId,
    /// Kind.
    pub kind: DomainKind,
    /// `scheme://host[:port]`, normalised.
    pub domain: String,
    /// Who added it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Millis,
}

/// Whether the ownership of a business domain is proved. Exits of both: check, confirm, remove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusinessState {
    /// The ownership file was not found yet, or is no longer there.
    Waiting,
    /// Ownership is proved.
    Verified,
}

impl BusinessState {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Waiting, Self::Verified];

    /// Stored and wire form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Verified => "verified",
        }
    }

    /// Reads the stored form.
    pub fn parse(s: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == s)
    }

    /// Commands that leave or work on this state.
    pub const fn exits(self) -> &'static [&'static str] {
        &["check", "confirm", "remove"]
    }
}

/// What a look at the ownership file found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// The file is there with the right content.
    Found,
    /// The server answered, and the file is not there or is another: ownership is not proved.
    Wrong(&'static str),
    /// The server could not be asked: nothing is known, so nothing changes.
    NotReached(&'static str),
}

/// A business domain (业务域名, DEV-4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessDomain {
    /// Id.
    pub id: DomainId,
    /// The app.
    pub app: AppId,
    /// Host name.
    pub domain: String,
    /// Name of the file to be served at the root.
    pub file_name: String,
    /// Its content.
    pub file_content: String,
    /// Ownership.
    pub state: BusinessState,
    /// `probe` or `operator`: who saw the proof.
    pub verified_by: Option<String>,
    /// When.
    pub verified_at: Option<Millis>,
    /// Last look at the file.
    pub checked_at: Option<Millis>,
    /// What that look found wrong.
    pub check_code: Option<String>,
    /// Number of the ICP filing (备案) as stated; empty if none.
    pub icp: String,
    /// When the operator compared it with the filing; stated is not confirmed.
    pub icp_confirmed_at: Option<Millis>,
    /// Who added it.
    pub created_by: AccountId,
    /// When.
    pub created_at: Millis,
    /// Row version.
    pub version: i64,
}

impl BusinessDomain {
    /// Takes over what a look found. One that could not reach the server leaves a proof as it was.
    pub fn looked(mut self, look: &Look, at: Millis) -> Self {
        self.checked_at = Some(at);
        match look {
            Look::Found => {
                self.check_code = None;
                if self.state == BusinessState::Waiting {
                    self.state = BusinessState::Verified;
                    self.verified_by = Some("probe".into());
                    self.verified_at = Some(at);
                }
            }
            Look::Wrong(code) => {
                self.check_code = Some((*code).into());
                // What a person confirmed without the network is not undone by the network.
                if self.verified_by.as_deref() == Some("probe") {
                    self.state = BusinessState::Waiting;
                    self.verified_by = None;
                    self.verified_at = None;
                }
            }
            Look::NotReached(code) => self.check_code = Some((*code).into()),
        }
        self
    }

    /// The operator confirms ownership, the filing or both: the way without a network.
    pub fn confirm(mut self, ownership: bool, icp: bool, at: Millis) -> Result<Self, Box<Refusal>> {
        if !ownership && !icp {
            return Err(Refusal::new(
                "nothing-confirmed",
                "DEV-4",
                bi("没有选择要确认的内容。", "Nothing was chosen to be confirmed."),
                bi("请选择确认归属、备案，或两者。", "Confirm the ownership, the filing, or both."),
            ));
        }
        if icp && self.icp.is_empty() {
            return Err(Refusal::new(
                "no-icp",
                "DEV-4",
                bi("此域名没有填写备案号。", "No filing number is stated for this domain."),
                bi("请申请人先填写备案号。", "The applicant states it first."),
            ));
        }
        if ownership {
            self.state = BusinessState::Verified;
            self.verified_by = Some("operator".into());
            self.verified_at = Some(at);
            self.check_code = None;
        }
        if icp {
            self.icp_confirmed_at = Some(at);
        }
        Ok(self)
    }

    /// States another filing number; a confirmation of the former one is void.
    pub fn state_icp(mut self, icp: String) -> Self {
        if self.icp != icp {
            self.icp = icp;
            self.icp_confirmed_at = None;
        }
        self
    }

    /// What restricts the domain; empty if pages of it may be shown freely (DEV-4).
    pub fn restrictions(&self) -> Vec<Bilingual> {
        let mut out = Vec::new();
        if self.state != BusinessState::Verified {
            out.push(bi("归属未验证", "Ownership is not proved"));
        }
        if self.icp.is_empty() {
            out.push(bi("未填写备案号", "No ICP filing is stated"));
        } else if self.icp_confirmed_at.is_none() {
            out.push(bi("备案号未核实", "The ICP filing is not checked"));
        }
        out
    }
}

/// An app's secret as kept: never the secret itself (DEV-1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppSecret {
    /// The app.
    pub app: AppId,
    /// Keyed hash.
    pub hash: String,
    /// Last characters, so that people can tell two apart.
    pub hint: String,
    /// Who issued it.
    pub issued_by: AccountId,
    /// When.
    pub issued_at: Millis,
    /// How often a secret was issued.
    pub version: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn domain() -> BusinessDomain {
        BusinessDomain {
            id: DomainId::from_trusted("d"),
            app: AppId::from_trusted("a"),
            domain: "www.qinghuai.example".into(),
            file_name: "TG_verify_x.txt".into(),
            file_content: "y".into(),
            state: BusinessState::Waiting,
            verified_by: None,
            verified_at: None,
            checked_at: None,
            check_code: None,
            icp: String::new(),
            icp_confirmed_at: None,
            created_by: AccountId::from_trusted("o"),
            created_at: Millis(0),
            version: 1,
        }
    }

    #[test]
    fn a_network_fault_neither_proves_nor_disproves() {
        let found = domain().looked(&Look::Found, Millis(1));
        assert_eq!((found.state, found.verified_by.as_deref()), (BusinessState::Verified, Some("probe")));
        let fault = found.clone().looked(&Look::NotReached("probe-timeout"), Millis(2));
        assert_eq!(
            (fault.state, fault.check_code.as_deref()),
            (BusinessState::Verified, Some("probe-timeout"))
        );
        let gone = found.looked(&Look::Wrong("file-missing"), Millis(3));
        assert_eq!((gone.state, gone.verified_at), (BusinessState::Waiting, None));
        assert_eq!(domain().looked(&Look::NotReached("probe-dns"), Millis(1)).state, BusinessState::Waiting);
    }

    #[test]
    fn a_filing_that_is_stated_is_not_yet_a_filing_that_is_checked() {
        let code = |r: Result<BusinessDomain, Box<Refusal>>| r.map(drop).map_err(|e| e.code);
        assert_eq!(code(domain().confirm(false, false, Millis(1))), Err("nothing-confirmed".into()));
        assert_eq!(code(domain().confirm(true, true, Millis(1))), Err("no-icp".into()));
        let stated = domain().state_icp("京ICP备2021012345号-1".into());
        assert_eq!(stated.restrictions().len(), 2);
        let done = stated.confirm(true, true, Millis(1)).unwrap();
        assert_eq!((done.restrictions(), done.verified_by.as_deref()), (vec![], Some("operator")));
        let still = done.clone().looked(&Look::Wrong("file-missing"), Millis(2));
        assert_eq!(still.state, BusinessState::Verified);
        assert_eq!(done.state_icp("沪ICP备2021012345号".into()).restrictions().len(), 1);
    }

    #[test]
    fn every_kind_has_one_scheme_and_reads_back() {
        for kind in DomainKind::ALL {
            assert_eq!(DomainKind::parse(kind.as_str()), Some(kind));
            assert!(!kind.scheme().is_empty());
        }
        for state in BusinessState::ALL {
            assert_eq!(BusinessState::parse(state.as_str()), Some(state));
            assert!(!state.exits().is_empty());
        }
    }
}
