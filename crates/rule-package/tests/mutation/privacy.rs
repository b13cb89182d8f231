//! Defects of how personal data is asked for, and of what is missing in the program as a whole.

use crate::plant::{MARK, Plant, page};

const PLACES: &str = "=industry = \"retail\"\ndata_uses = [\"Location\", \"ChooseLocation\", \"Address\"]\n[domains]\nrequest = [\"https://api.qinghuai.cn\"]\n";

/// Purposes, for calls that need them.
fn said(plant: Plant, call: &str) -> Plant {
    let put = format!(
        "\"permission\": {{ \"scope.userLocation\": {{ \"desc\": \"用于查找附近门店\" }} }},\n  \"requiredPrivateInfos\": [\"{call}\"],\n  \"style\": \"v2\""
    );
    match call {
        "getLocation"
        | "getFuzzyLocation"
        | "startLocationUpdate"
        | "chooseLocation"
        | "choosePoi"
        | "chooseAddress" => plant.manifest("\"style\": \"v2\"", put),
        _ => plant,
    }
}

const CALLS: [&str; 20] = [
    "getUserProfile",
    "getLocation",
    "getFuzzyLocation",
    "startLocationUpdate",
    "chooseLocation",
    "choosePoi",
    "chooseAddress",
    "chooseInvoiceTitle",
    "getWeRunData",
    "chooseImage",
    "chooseMedia",
    "chooseMessageFile",
    "saveImageToPhotosAlbum",
    "getClipboardData",
    "addPhoneContact",
    "chooseContact",
    "addPhoneCalendar",
    "openBluetoothAdapter",
    "chooseLicensePlate",
    "startAccelerometer",
];

pub(crate) fn plants() -> Vec<Plant> {
    let mut out = Vec::new();
    for (i, call) in CALLS.iter().enumerate() {
        let code = format!("{MARK}wx.{call}({{ success() {{}} }});");
        let plan = "data_uses = [\"PhoneNumber\"]\n";
        out.push(said(Plant::new("privacy-api").also(&["deprecated-api"]).later(i, code.clone()), call));
        out.push(said(
            Plant::new("privacy-undeclared").facts(plan).also(&["deprecated-api"]).later(i, code.clone()),
            call,
        ));
        let also = &["deprecated-api", "privacy-api"];
        let consent = Plant::new("privacy-consent").also(also);
        out.push(said(
            if i % 3 == 0 { consent.edit("app.js", "// first", code) } else { consent.first(i, code) },
            call,
        ));
    }
    for (i, line) in [
        "<button class=\"action\" open-type=\"getPhoneNumber\">号码</button>",
        "<button class=\"action\" open-type=\"chooseAvatar\">头像</button>",
        "<camera></camera>",
    ]
    .iter()
    .enumerate()
    {
        out.push(Plant::new("privacy-api").template(i, format!("{MARK}{line}")));
    }
    out.extend(entries());
    out.extend(boxes());
    for i in 0..20 {
        let call =
            ["getLocation", "chooseLocation", "chooseAddress", "getFuzzyLocation", "startLocationUpdate"]
                [i % 5];
        let code = [
            "wx.@({});",
            "wx.@({ type: 'gcj02', success: () => {} });",
            "const ask = () => wx.@({});\n    ask();",
            "if (this.near) wx.@({});",
        ][i / 5];
        let plant = Plant::new("purpose-missing").facts(PLACES).later(i, code.replace('@', call));
        out.push(plant);
    }
    out.extend(whole());
    out
}

/// Fields for personal data in a program without a privacy policy.
fn entries() -> Vec<Plant> {
    let fields = [
        "<input placeholder=\"请输入手机号\" />",
        "<input type=\"idcard\" />",
        "<input type=\"nickname\" />",
        "<input name=\"phone\" />",
        "<input name=\"mobile\" type=\"number\" />",
        "<input placeholder=\"姓名\" />",
        "<input placeholder=\"身份证号码\" />",
        "<textarea placeholder=\"收货地址\"></textarea>",
        "<input bindinput=\"act\" name=\"email\" />",
        "<input placeholder=\"银行卡号\" />",
        "<input id=\"realname\" />",
        "<input name=\"idcard\" />",
        "<input placeholder=\"联系电话\" />",
        "<textarea name=\"address\" placeholder=\"住址\"></textarea>",
        "<input class=\"phone\" />",
        "<input name=\"bankcard\" />",
        "<input placeholder=\"邮箱\" />",
        "<input value=\"{{mobile}}\" />",
        "<input placeholder=\"你的电话\" type=\"number\" />",
        "<input model:value=\"{{realName}}\" />",
    ];
    let one = |(i, field): (usize, &&str)| {
        Plant::new("missing-privacy-entry")
            .edit("pages/login/login.wxml", "用户隐私政策", "用户须知")
            .template(i, format!("{MARK}{field}"))
            // The field of a nickname is an interface too.
            .also(if field.contains("nickname") { &["privacy-api"] } else { &[] })
    };
    fields.iter().enumerate().map(one).collect()
}

/// Boxes that are ticked from the start.
fn boxes() -> Vec<Plant> {
    let lines = [
        "@<checkbox checked />我已阅读并同意《用户协议》",
        "@<checkbox checked=\"true\" />同意服务条款",
        "@<checkbox checked=\"{{true}}\" />已阅读并同意隐私政策",
        "<label>@<checkbox value=\"a\" checked=\"true\" />同意《授权协议》</label>",
        "<label>@<radio checked />同意用户协议</label>",
        "<view>@<switch checked=\"{{true}}\" /><text>同意隐私条款</text></view>",
        "@<checkbox value=\"x\" checked=\"checked\" />我同意用户协议和隐私政策",
        "<view>\n    @<checkbox checked=\"{{true}}\" />\n    <text>我已阅读并同意</text><text>《隐私协议》</text>\n  </view>",
        "@<radio value=\"1\" checked=\"true\" />我接受服务协议",
        "<label class=\"row\">@<checkbox checked=\"{{ true }}\" /><text>已同意《会员协议》</text></label>",
    ];
    let bound = [
        "@<checkbox checked=\"{{agreed}}\" />我已阅读并同意《用户协议》",
        "<label>@<checkbox checked=\"{{ agreed }}\" />同意隐私政策</label>",
        "<view>@<radio checked=\"{{agreed}}\" /><text>同意服务条款</text></view>",
        "@<switch checked=\"{{agreed}}\" />同意隐私条款",
        "<view>\n    @<checkbox value=\"a\" checked=\"{{agreed}}\" />\n    <text>已阅读并同意用户协议</text>\n  </view>",
    ];
    let mut out = Vec::new();
    for (i, line) in lines.iter().chain(&bound).chain(&bound).enumerate() {
        let inner = line.replace('@', &MARK.to_string());
        let plant =
            Plant::new("privacy-default-consent").template(i, format!("<view class=\"own\">{inner}</view>"));
        out.push(if i < lines.len() {
            plant
        } else {
            plant.edit(page(i, "js"), "agreed: false", "agreed: true")
        });
    }
    out
}

/// What is wrong with the program as a whole stands at the first line of `app.json`.
fn whole() -> Vec<Plant> {
    let mut out = Vec::new();
    let domains = "[domains]\nrequest = [\"https://api.qinghuai.cn\"]\n";
    for i in 0..20 {
        let industry = ["bank", "securities", "insurance", "loan"][i % 4];
        let text = ["随借随还", "开户有礼", "信用贷款", "闲钱理财", "一分钟到账"][i / 4];
        let facts = format!("=industry = \"{industry}\"\n{domains}");
        out.push(
            Plant::new("finance-qualification").facts(facts).template(i, format!("<view>{text}</view>")),
        );
        let words = [
            ("预约挂号，门诊", "医生与处方"),
            ("投保与保单", "理赔和保费"),
            ("贷款额度", "还款与征信"),
            ("交友相亲", "私信与聊天室"),
            ("跟团游报团", "导游与旅行社"),
            ("招聘与求职", "投递简历，猎头"),
            ("股票与证券", "炒股、期货"),
            ("外卖点餐", "堂食与取餐"),
            ("时政要闻", "时事新闻，新闻联播"),
            ("AI绘画与AI写作", "文生图、大模型"),
        ][i % 10];
        let mismatch = Plant::new("category-mismatch").facts(format!("=industry = \"tools\"\n{domains}"));
        out.push(if i < 10 {
            mismatch
                .template(i, format!("<view>{}</view>", words.0))
                .template(i + 1, format!("<view>{}</view>", words.1))
        } else {
            mismatch.edit(page(i, "js"), "今天也写一页", words.0).edit(
                page(i + 1, "js"),
                "今天也写一页",
                words.1,
            )
        });
        let (live, next) = [
            ("1.0.3", "1.0.3"),
            ("1.0.3", "1.0.2"),
            ("2.0.0", "1.9.9"),
            ("1.0.3", "0.0.1"),
            ("1.2.0", "1.1.9"),
            ("1.0.3", "1.0.5"),
            ("1.0.0", "1.0.9"),
            ("3.1.4", "3.1.3"),
            ("1.10.0", "1.9.0"),
            ("1.0.3", "1.0"),
            ("1.0.3", "一"),
            ("1.0.3", "v1.0.4"),
            ("1.0.3", "1.0.3.1"),
            ("10.0.0", "9.0.0"),
            ("1.0.3", "1.0.x"),
            ("0.1.0", "0.0.9"),
            ("1.0.3", ""),
            ("5.5.5", "5.5.4"),
            ("1.0.3", "1.0.4-beta"),
            ("2.3.4", "2.3.4"),
        ][i];
        out.push(
            Plant::new("version-increment")
                .facts(format!("live_version = \"{live}\"\nversion = \"{next}\"\n")),
        );
    }
    out
}
