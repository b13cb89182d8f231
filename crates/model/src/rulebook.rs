//! The requirements that findings, refusals and pages cite, in both languages. Their numbers are in the policy; the
//! sentences here name none.

use crate::{
    review::CaseKind,
    text::{Bilingual, bi},
};

/// One requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement {
    /// Stable ID, `SUB-5`.
    pub id: &'static str,
    title: (&'static str, &'static str),
    text: (&'static str, &'static str),
}

impl Requirement {
    /// Its heading.
    pub fn title(&self) -> Bilingual {
        bi(self.title.0, self.title.1)
    }

    /// What it says.
    pub fn text(&self) -> Bilingual {
        bi(self.text.0, self.text.1)
    }

    /// The family: `SUB`.
    pub fn family(&self) -> &'static str {
        self.id.split('-').next().unwrap_or_default()
    }
}

const fn r(
    id: &'static str,
    zh: &'static str,
    en: &'static str,
    text_zh: &'static str,
    text_en: &'static str,
) -> Requirement {
    Requirement { id, title: (zh, en), text: (text_zh, text_en) }
}

/// All requirements, in order.
pub const ALL: &[Requirement] = &[
    r(
        "PRE-1",
        "主体类型",
        "Subject types",
        "主体分五类：个人、企业、政府机构、港澳台、海外。类型决定所需材料、审核期限和可开放的能力。",
        "There are five types of subject: individual, enterprise, government body, Hong Kong, Macau or Taiwan body, overseas body. The type decides materials, review time and capabilities.",
    ),
    r(
        "PRE-2",
        "个人主体",
        "Individuals",
        "个人须提供居民身份证号码并绑定手机号。个人主体不能开通支付和广告位。",
        "An individual gives a resident ID number and binds a mobile number. Payment and ad slots never open to individuals.",
    ),
    r(
        "PRE-3",
        "企业主体",
        "Enterprises",
        "企业须提供营业执照、法定代表人身份证件和对公账户；可申请支付和卡券。",
        "An enterprise gives its business licence, its legal representative's ID and a corporate account. It may apply for payment and cards.",
    ),
    r(
        "PRE-4",
        "政府机构",
        "Government bodies",
        "政府机构须提供组织机构代码证和授权公函；可申请政务数据接口。",
        "A government body gives its organisation-code certificate and a letter of authorisation. It may apply for government-data interfaces.",
    ),
    r(
        "PRE-5",
        "特殊行业资质",
        "Special industries",
        "医疗、教育、金融等行业须另交行业资质，例如医疗执业许可证、办学许可证。",
        "Medical, education, finance and other industries add a qualification, such as the medical or school licence.",
    ),
    r(
        "PRE-6",
        "行业准入查询",
        "Admission look-up",
        "注册前可按主体类型和行业查询：需要什么材料、哪些不开放、要多久、费用多少。",
        "Before registration anybody can look up, by type and industry, which materials are needed, what is closed, how long it takes and what it costs.",
    ),
    r(
        "PRE-7",
        "工作日",
        "Working days",
        "期限按法定工作日计算：节假日不算，调休上班日算。提交当天不算。",
        "Deadlines count official working days: holidays do not count, make-up workdays do. The day of submission does not count.",
    ),
    r(
        "ACC-1",
        "账号与邮箱",
        "Account and e-mail",
        "注册类型为小程序；一个邮箱只能注册一个账号，平台内不得重复。",
        "The account type is mini program. One e-mail opens one account on the whole platform.",
    ),
    r(
        "ACC-2",
        "企业邮箱",
        "Corporate e-mail",
        "企业域名邮箱提高可信级别；免费邮箱可以使用，并会提示。",
        "An e-mail under a company's own domain raises the trust level. A free-mail address is accepted, and told so.",
    ),
    r(
        "ACC-3",
        "密码",
        "Password",
        "密码须含大写字母、小写字母、数字和符号，并达到最短长度。连续输错会暂停登录。",
        "A password has upper and lower case, digit and symbol, and the least length. Repeated failures pause sign-in.",
    ),
    r(
        "ACC-4",
        "滑动验证",
        "Slider",
        "发送激活邮件前须完成滑动验证，由服务器核对；可用键盘完成。",
        "A slider comes before the activation mail. The server checks it, and a keyboard is enough.",
    ),
    r(
        "ACC-5",
        "激活邮件",
        "Activation mail",
        "激活链接在有效期内可用一次，可以重新发送。",
        "The activation link works once within its time, and can be sent again.",
    ),
    r(
        "ACC-6",
        "绑定管理员",
        "Binding the administrator",
        "用手机扫码绑定管理员。一个手机号可绑定的账号数有上限，短信验证码有时效和次数限制。",
        "Scanning a QR code with the phone binds the administrator. A number binds a limited count of accounts; SMS codes have a time and a count of tries.",
    ),
    r(
        "SUB-1",
        "个人登记",
        "Individual's record",
        "个人填写真实姓名和身份证号码，上传手持身份证正反面照片，人脸与证件信息须清晰可辨。",
        "An individual gives the true name and ID number and photos of the person holding both sides of the ID card; face and details are clearly visible.",
    ),
    r(
        "SUB-2",
        "企业登记",
        "Enterprise's record",
        "企业填写基本信息，上传达到最低分辨率的执照扫描件，填写精确到支行的对公账户。",
        "An enterprise gives its basic data, a licence scan of the least resolution and a corporate account down to the branch.",
    ),
    r(
        "SUB-3",
        "港澳台与海外登记",
        "Records from outside the mainland",
        "港澳台主体提供当地商业登记证；海外主体须委托境内代理。",
        "A Hong Kong, Macau or Taiwan body gives its local registration certificate. An overseas body appoints a mainland agent.",
    ),
    r(
        "SUB-4",
        "企业名称与执照一致",
        "Name as on the licence",
        "企业名称须与营业执照逐字一致。驳回时写明原因：错别字，或缩写不规范。",
        "The enterprise's name equals the licence's exactly. A refusal names the cause: a wrong character or an abbreviation.",
    ),
    r(
        "SUB-5",
        "执照扫描件",
        "Licence scan",
        "执照须为彩色原件扫描，无水印。驳回时写明原因：复印件、黑白或模糊。",
        "The licence is a colour scan of the original without watermark. A refusal names the cause: photocopy, black and white, or blurred.",
    ),
    r(
        "SUB-6",
        "实名手机号",
        "Real-name mobile",
        "法定代表人手机号须为实名号码；虚拟运营商号段和停机号码不接受。",
        "The legal representative's mobile is a real-name number. Segments of virtual operators and numbers out of service are refused.",
    ),
    r(
        "NAM-1",
        "名称用字",
        "Words in a name",
        "名称不得含「国家级」「第一」等禁用词；长度须在限值内，一个汉字计 2。",
        "A name holds no prohibited word (national-level, first and the like) and keeps the limits of length; a Chinese character counts 2.",
    ),
    r(
        "NAM-2",
        "名称不重复",
        "No duplicate",
        "名称不得与已有小程序的名称重复。写法不同而读来相同的，也算重复。",
        "A name is no other mini program's. Different spellings that read the same are the same name.",
    ),
    r(
        "NAM-3",
        "命名方式",
        "How to name",
        "企业建议用「品牌 + 功能」；个人名称不得含易误认为商业机构的词。",
        "Enterprises are advised to use brand and function. An individual's name holds no word that suggests a business.",
    ),
    r(
        "NAM-4",
        "命名审核",
        "Name review",
        "名称由审核员在期限内审核。",
        "A reviewer judges a name within its time.",
    ),
    r(
        "NAM-5",
        "驳回后的等待",
        "Rest after a refusal",
        "名称被驳回后，须等待规定天数才能再次提交。撤回不需等待。",
        "After a refusal, a number of days must pass before another name. A withdrawal needs no rest.",
    ),
    r(
        "CER-1",
        "谁须认证",
        "Who certifies",
        "企业须认证，按年收费。个人不需认证，也不算未认证。其他类型由规则包规定。",
        "Enterprises certify, for a yearly fee. Individuals need none, and are not counted as uncertified. The pack says it for the other types.",
    ),
    r(
        "CER-2",
        "认证步骤",
        "Steps of certification",
        "企业依次完成：提交材料、法定代表人扫码人脸核验、对公打款并确认金额。其他类型的步骤由规则包规定。",
        "Enterprises, in order: documents, the legal representative's face check by QR code, a random small payment whose amount is confirmed. The pack names the steps of other types.",
    ),
    r(
        "CER-3",
        "认证后开放",
        "Opened by certification",
        "认证后开放支付接口、数据分析和自定义菜单。",
        "Certification opens payment, analytics and custom menus.",
    ),
    r(
        "CER-4",
        "未认证的限制",
        "Limits before certification",
        "须认证而未认证或已过期的：每天接口调用次数受限，首次发布和更新都不能发布。",
        "Where certification is needed and absent or expired, calls a day are few and no version can be published.",
    ),
    r(
        "CER-5",
        "账号认证",
        "Account certification",
        "账号认证有效期内开放支付、数据分析和广告投放，并解除未认证的限制。",
        "While it is valid, account certification opens payment, analytics and advertising, and lifts the limits.",
    ),
    r(
        "CER-6",
        "小程序认证",
        "Mini-program certification",
        "小程序认证有效期内开放 UnionID 和模板消息。",
        "While it is valid, mini-program certification opens UnionID and template messages.",
    ),
    r(
        "CER-7",
        "存证认证",
        "Ledger evidence",
        "存证免费且长期有效，用于电子合同存证和版权保护，任何人都可核对。",
        "Ledger evidence is free and permanent. It proves contracts and copyright to somebody who trusts neither side.",
    ),
    r(
        "CER-8",
        "到期与续期",
        "Expiry and renewal",
        "到期前会提醒；到期即关闭所开放的能力，续期后重新开放。",
        "Expiry is announced beforehand and closes what was opened. Renewal opens it again.",
    ),
    r(
        "DEV-1",
        "AppID 与 AppSecret",
        "AppID and AppSecret",
        "密钥只显示一次，可以轮换；平台只保存摘要或密文。",
        "The secret is shown once and can be rotated. The platform keeps only a hash or a sealed form.",
    ),
    r(
        "DEV-2",
        "服务器域名",
        "Server domains",
        "按 request、upload、download、socket 分别配置，控制台和命令行都可以。",
        "Set by kind: request, upload, download, socket; in the console or from the command line.",
    ),
    r(
        "DEV-3",
        "HTTPS 与证书",
        "HTTPS and certificates",
        "只允许 HTTPS 和 WSS；检查证书链、主机名和有效期。",
        "HTTPS and WSS only. Chain, host name and expiry of the certificate are checked.",
    ),
    r(
        "DEV-4",
        "业务域名",
        "Business domains",
        "业务域名须有 ICP 备案并放置校验文件；缺一项即限制访问。",
        "A business domain needs an ICP filing and an ownership file. Without either, access is restricted.",
    ),
    r(
        "DEV-5",
        "测试号",
        "Test accounts",
        "开发阶段可用测试号，在沙箱中运行。",
        "Development has test accounts for a sandbox.",
    ),
    r(
        "DEV-6",
        "接口权限",
        "Interface permission",
        "正式环境的每次调用都检查接口权限。",
        "Production checks the permission of every call.",
    ),
    r(
        "REV-1",
        "内容合规",
        "Content",
        "不得含色情、赌博、毒品内容；图片按指纹比对，文字按词库检查。",
        "No pornography, gambling or drugs. Pictures are compared by digest, words with a lexicon.",
    ),
    r(
        "REV-2",
        "功能合规",
        "Function",
        "金融类须展示资质；医疗类须标明「非急诊服务」。",
        "Finance shows its qualification. Medical programs carry the label for non-emergency services.",
    ),
    r(
        "REV-3",
        "界面规范",
        "Interface",
        "按钮须达到最小尺寸；文字对比度须达到限值，大号文字另计。",
        "Buttons have the least size. Text has the least contrast; large text has its own.",
    ),
    r(
        "REV-4",
        "隐私合规",
        "Privacy",
        "须有《用户隐私政策》入口，并说明收集每类数据的用途；与登记的数据方案一致。",
        "There is an entry to the privacy policy, and a purpose for every kind of data, as in the declared data plan.",
    ),
    r(
        "VER-1",
        "版本号",
        "Version numbers",
        "首次提交标为「首发版本」；之后逐级递增。跳级可以提交，会有提醒。",
        "The first submission is labelled as the first release; later ones increase step by step. A skipped step is accepted with a warning.",
    ),
    r(
        "VER-2",
        "撤回送审",
        "Withdrawal",
        "审核中可以撤回，撤回留在记录中。",
        "A submission under review can be withdrawn; the withdrawal stays on record.",
    ),
    r(
        "VER-3",
        "预检",
        "Preflight",
        "送审前可用预检工具检查，与审核所用的规则相同。",
        "A preflight tool checks before submission, with the very rules of review.",
    ),
    r(
        "VER-4",
        "运行监测",
        "Watching",
        "发布后监测服务器日志：超时、内存溢出等会生成事件。",
        "After release, server logs are watched; time-outs, out-of-memory and the like raise incidents.",
    ),
    r(
        "VER-5",
        "灰度发布",
        "Gray release",
        "按地区和用户层级逐级放量；出现差异时自动暂停。",
        "Opened step by step, by region and by user tier. It halts where the new version is worse.",
    ),
    r(
        "SYS-1",
        "统一身份",
        "One identity",
        "主体是什么，决定开放什么能力；由一张表规定，处处按表执行。",
        "What a subject is decides what it may do. One table says so, and everything asks it.",
    ),
    r(
        "SYS-2",
        "同一套规则",
        "One set of rules",
        "本地、持续集成和审核使用同一套内容与隐私规则。",
        "Terminal, CI and review use the same rules of content and privacy.",
    ),
    r(
        "SYS-3",
        "开放接口",
        "Open interfaces",
        "运营方的其他系统通过开放接口、回调和单点登录接入。",
        "Other systems of the operator link in by open interfaces, web hooks and single sign-on.",
    ),
    r(
        "SYS-4",
        "数据合规方案",
        "Data plan",
        "登记时声明数据种类、用途、保存地点、方式和期限，以及运行平台；审核按此核对。",
        "At registration the applicant declares kinds of data, purposes, where, how and how long it is kept, and the platforms. Review checks the package against it.",
    ),
];

/// Families in order, with their names.
pub fn families() -> [(&'static str, Bilingual); 9] {
    [
        ("PRE", bi("注册前准备", "Before registering")),
        ("ACC", bi("账号注册", "Accounts")),
        ("SUB", bi("主体信息登记", "Subjects")),
        ("NAM", bi("命名", "Names")),
        ("CER", bi("认证", "Certification")),
        ("DEV", bi("开发配置", "Developer configuration")),
        ("REV", bi("审核与合规", "Review and compliance")),
        ("VER", bi("版本管理与发布", "Versions and publishing")),
        ("SYS", bi("整体", "The whole")),
    ]
}

/// One requirement by its ID.
pub fn find(id: &str) -> Option<&'static Requirement> {
    ALL.iter().find(|r| r.id == id)
}

/// The requirements that a decision on a case of this kind may cite.
pub fn of_case(kind: CaseKind) -> impl Iterator<Item = &'static Requirement> {
    let families: &[&str] = match kind {
        CaseKind::Subject => &["SUB", "PRE"],
        CaseKind::Name => &["NAM"],
        CaseKind::Certification => &["CER", "SUB"],
        CaseKind::Version => &["REV", "VER", "DEV", "SYS"],
    };
    // What lays no duty on a subject cannot be what it failed.
    let cited = |r: &&Requirement| !matches!(r.id, "PRE-1" | "PRE-6" | "PRE-7");
    families.iter().flat_map(|f| ALL.iter().filter(move |r| r.family() == *f)).filter(cited)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_every_family_has_a_name() {
        let ids: BTreeSet<_> = ALL.iter().map(|r| r.id).collect();
        assert_eq!(ids.len(), ALL.len());
        assert!(ALL.iter().all(|r| families().iter().any(|(f, _)| *f == r.family())));
        assert!(ALL.iter().all(|r| r.text().zh.ends_with('。') && r.text().en.ends_with('.')));
    }

    #[test]
    fn every_kind_of_case_has_rules_to_cite() {
        for kind in CaseKind::ALL {
            assert!(of_case(kind).count() >= 5, "{kind:?}");
        }
    }
}
