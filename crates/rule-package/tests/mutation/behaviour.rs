//! Defects of what a program does: where it calls and leads, what it hides and keeps.

use crate::plant::{MARK, Plant, page};

fn each(rule: &'static str, lines: &[&str], put: impl Fn(Plant, usize, String) -> Plant) -> Vec<Plant> {
    let one = |(i, line): (usize, &&str)| put(Plant::new(rule), i, line.replace('@', &MARK.to_string()));
    lines.iter().enumerate().map(one).collect()
}

pub(crate) fn plants() -> Vec<Plant> {
    let mut out = each(
        "missing-route",
        &[
            "@wx.navigateTo({ url: '/pages/gone/gone' });",
            "@wx.redirectTo({ url: '/pages/gone/gone?id=1' });",
            "@wx.navigateTo({ url: `/pages/gone/gone?id=${this.id}` });",
            "@wx.navigateTo({ url: '/pages/detial/detail?id=' + this.id });",
            "@wx.navigateTo({ url: '../gone/gone' });",
            "@wx.navigateTo({ url: 'pages/detail/detail' });",
            "wx.navigateTo({\n      @url: '/pages/order/order',\n    });",
            "@wx.reLaunch({ url: '/pages/home/home' });",
            "@wx.switchTab({ url: '/pages/list/list' });",
            "@wx.switchTab({ url: '/pages/gone/gone' });",
            "@wx.navigateTo({ url: '/pages/mine/mine' });",
            "@wx.redirectTo({ url: '/pages/index/index' });",
            "@wx.navigateTo({ url: '../mine/mine?from=a' });",
            "@wx.navigateTo({ url: './other' });",
        ],
        |p, i, code| p.later(i, code),
    );
    out.extend(each(
        "missing-route",
        &[
            "@<navigator class=\"link\" url=\"/pages/gone/gone\">去</navigator>",
            "@<navigator class=\"link\" url=\"url\">去</navigator>",
            "@<navigator class=\"link\" url=\"/pages/mine/mine\">去</navigator>",
            "@<navigator class=\"link\" open-type=\"switchTab\" url=\"/pages/detail/detail\">去</navigator>",
            "@<navigator class=\"link\" url=\"/pages/gone/gone?id={{id}}\">去</navigator>",
            "@<navigator class=\"link\" open-type=\"redirect\" url=\"../nowhere/nowhere\">去</navigator>",
        ],
        |p, i, line| p.template(i, line),
    ));
    out.extend(network());
    out.extend(secrets());
    out.extend(quality());
    out.extend(cloaking());
    out.extend(walls());
    out.extend(each(
        "js-syntax",
        &[
            "@let a = ;",
            "@if (a { }",
            "@const = 1;",
            "@a b;",
            "@foo(;",
            "@return 1 2;",
            "@let 1a = 2;",
            "@x = 'open;",
            "@var class = 1;",
            "@for (;;;) {}",
            "@a ? b;",
            "@[1, 2;",
            "@new;",
            "@const a = 1; const a = 2 3;",
            "@throw;",
            "@(a, b => ;",
            "@a.;",
            "@!;",
            "@let x = { a: };",
            "@x = /open;",
        ],
        |p, i, code| p.later(i, code),
    ));
    out
}

fn network() -> Vec<Plant> {
    let mut out = Vec::new();
    for i in 0..20 {
        let path = ["/a", "/list?x=1", "", "/upload", "/b/c"][i % 5];
        let url = |scheme: &str, host: &str, i: usize| -> Vec<(usize, String)> {
            let url = format!("{scheme}://{host}{path}");
            vec![match i % 5 {
                0 => (0, format!("{MARK}wx.request({{ url: '{url}' }});")),
                1 => (
                    0,
                    format!(
                        "wx.request({{\n      method: 'POST',\n      {MARK}url: `{url}/${{this.id}}`,\n    }});"
                    ),
                ),
                2 => (1, format!("{MARK}const HOST = '{url}';")),
                3 => (2, format!("{MARK}const BASE = '{url}';")),
                _ => (3, format!("module.exports = {{\n  {MARK}base: '{url}',\n}};\n")),
            }]
        };
        let put = |plant: Plant, scheme: &str, host: &str| {
            let (kind, code) = url(scheme, host, i).remove(0);
            match kind {
                0 => plant.later(i, code),
                1 => plant.top(i, code).later(i, "wx.request({ url: HOST + '/x' });"),
                2 => plant.edit("utils/api.js", "const BASE = 'https://api.qinghuai.cn/v1';", code),
                _ => plant
                    .edit("utils/config.js", "", code)
                    .top(i, "const config = require('../../utils/config');")
                    .later(i, "wx.request({ url: config.base + '/y' });"),
            }
        };
        out.push(put(Plant::new("insecure-url"), "http", "api.qinghuai.cn"));
        let strange =
            ["stats.other.cn", "cdn.qinghuai.com", "api.qinghuai.cn.evil.com", "a.b.cn", "api.qinghuai.org"]
                [i % 5];
        out.push(put(Plant::new("domain-whitelist"), "https", strange));
        let nobody = [
            "api.example.com",
            "localhost",
            "127.0.0.1:8080",
            "192.168.1.20",
            "10.0.0.8",
            "test.com",
            "your-domain.com",
        ][i % 7];
        out.push(put(Plant::new("placeholder-domain").also(&["domain-whitelist"]), "https", nobody));
    }
    out
}

fn secrets() -> Vec<Plant> {
    let lines = [
        "@const APP_SECRET = '3f9c2b7a1e8d4c6f0a5b9e2d7c1f8a34';",
        "@const appSecret = 'b71e4f0c9d2a86358e1f7c04a9d36b25';",
        "const conf = {\n  @secret: 'c08e5a1f97d34b62a0e9f1c7d85b3426',\n};",
        "@const app_secret = \"0d9f8a7c6b5e4132f1e0d9c8b7a69584\";",
        "@const wxSecret = `5e1d7f3a9c0b4862d8e6f2a41b7c9350`;",
        "@const id = 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3gnPhESA';",
        "@const id = 'AKIDq3vT9xYb2Lm7Rk5Wz8Nc4Jd6Hf1Gs0Pa';",
        "@const key = 'LTAI5tHq7mZk2Wv9Xb4Nc8Rd';",
        "@const key = 'AKIAJ2YV7QK5LWZ3PN4T';",
        "@const token = 'ghp_a8Kx2mQz7Rt5Wv9Yb3Nc6Jd1Hf4Gs0Lp8Et2';",
        "@const maps = 'AIzaSyB7k2Qm9Xw4Rt8Yv3Nc6Jd1Hf5Gs0Lp2Ea';",
        "@const pay = 'sk_live_9Xw4Rt8Yv3Nc6Jd1Hf5Gs0Lp';",
        "@const accessToken = 'Zq8vN2xLw7RtY4uKp1SdMb6c';",
        "@const access_key_secret = 'w9Kz3Qm7Xv2Rt8Yb5Nc1Jd6Hf4';",
        "const cos = { @SecretKey: 'Lm4Qz8Xw2Rt7Yv9Nb3Kc6Jd1Hf5Gs0' };",
        "@const clientSecret = 'v8Xm2Qz7-Rt5Wk9Yb_3Nc6Jd1';",
        "@exports.apiKey = 'k7Rz2mXq9Wv4Yt8Nb3Lc6';",
        "@const url = 'https://api.qinghuai.cn/x?appid=wx1&secret=9a8f7e6d5c4b3a29180716f5e4d3c2b1';",
        "@const pem = '-----BEGIN PRIVATE KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\\n-----END PRIVATE KEY-----';",
        "@const privateKey = 'Qw8Zx4Cv7Bn2Mk9Lp5Oi3Uy6Tr1Ee0';",
    ];
    each("hardcoded-credential", &lines, |p, i, code| p.top(i, code))
}

fn quality() -> Vec<Plant> {
    let mut out = Vec::new();
    for i in 0..20 {
        let plant = Plant::new("debug-enabled");
        out.push(match i % 4 {
            0 => plant.manifest("\"debug\": false", format!("{MARK}\"debug\": true")),
            1 => {
                plant.edit("app.js", "// first", format!("{MARK}wx.setEnableDebug({{ enableDebug: true }});"))
            }
            2 => plant
                .first(i, format!("wx.setEnableDebug && {MARK}wx.setEnableDebug({{ enableDebug: true }});")),
            _ => plant
                .edit("utils/vconsole.js", "", "module.exports = class {};\n")
                .top(i, format!("{MARK}const Panel = require('../../utils/vconsole');\nconsole.log(Panel);")),
        });
    }
    let calls = [
        "getSystemInfo",
        "getSystemInfoSync",
        "getSystemInfoAsync",
        "createAudioContext",
        "createCanvasContext",
        "getShareInfo",
        "getBackgroundAudioPlayerState",
        "onBackgroundAudioPlay",
        "pauseBackgroundAudio",
        "playBackgroundAudio",
        "stopBackgroundAudio",
        "playVoice",
        "stopVoice",
        "stopRecord",
        "reportAnalytics",
        "reportMonitor",
        "setTopBarText",
        "setWindowSize",
        "pauseVoice",
        "drawCanvas",
    ];
    for (i, call) in calls.iter().enumerate() {
        out.push(Plant::new("deprecated-api").later(i, format!("{MARK}wx.{call}({{}});")));
    }
    out
}

fn cloaking() -> Vec<Plant> {
    let lines = [
        "@if (Date.now() > 1798732800000) wx.reLaunch({ url: '/pages/list/list' });",
        "@if (new Date().getTime() >= 1798732800000) { this.setData({ note: '二' }); }",
        "@if (+new Date() > 1798732800000) { wx.redirectTo({ url: '/pages/list/list' }); }",
        "@if (new Date() > new Date('2027-01-01')) { wx.switchTab({ url: '/pages/mine/mine' }); }",
        "@if (Date.now() / 1000 > 1798732800) { this.setData({ note: '二' }); }",
        "const now = Date.now();\n    @if (now > 1798732800000) this.setData({ note: '二' });",
        "const end = Date.parse('2027-01-01');\n    @if (Date.now() > end) { wx.navigateTo({ url: '/pages/detail/detail' }); }",
        "@Date.now() > 1798732800000 && wx.reLaunch({ url: '/pages/list/list' });",
        "@Date.now() > 1798732800000 ? this.setData({ note: '二' }) : this.setData({ note: '三' });",
        "@if (wx.getAccountInfoSync().miniProgram.envVersion === 'release') { wx.reLaunch({ url: '/pages/list/list' }); }",
        "@if (__wxConfig.envVersion !== 'trial') { wx.hideTabBar({}); }",
        "const { envVersion } = wx.getAccountInfoSync().miniProgram;\n    @if (envVersion === 'release') wx.redirectTo({ url: '/pages/list/list' });",
        "const live = __wxConfig.envVersion === 'release';\n    @if (live) wx.reLaunch({ url: '/pages/list/list' });",
        "@if (this.data.inReview) { wx.reLaunch({ url: '/pages/list/list' }); }",
        "@if (getApp().globalData.auditMode) { this.setData({ note: '二' }); }",
        "@if (!this.reviewMode) { wx.setTabBarItem({ index: 0, text: '二' }); }",
        "@this.setData({ shop: Date.now() > 1798732800000 });",
        "@eval(this.code);",
        "@new Function('a', this.code)(1);",
        "wx.request({ url: 'https://api.qinghuai.cn/v1/code', success(res) {\n      @new Function(res.data)();\n    } });",
    ];
    each("review-cloaking", &lines, |p, i, code| p.first(i, code))
}

fn walls() -> Vec<Plant> {
    let lines = [
        "@wx.reLaunch({ url: '/pages/login/login' });",
        "@wx.redirectTo({ url: '/pages/login/login?from=home' });",
        "@if (!wx.getStorageSync('user')) wx.navigateTo({ url: '/pages/login/login' });",
        "if (!this.user) {\n      @wx.redirectTo({ url: '/pages/login/login' });\n    }",
        "wx.checkSession({ fail() {\n      @wx.reLaunch({ url: '/pages/login/login' });\n    } });",
        "wx.getStorage({ key: 'user', fail: () => {\n      @wx.redirectTo({ url: `/pages/login/login?a=${1}` });\n    } });",
        "setTimeout(() => {\n      @wx.navigateTo({ url: '/pages/login/login' });\n    }, 500);",
        "wx.login({ success: () => {\n      @wx.reLaunch({ url: '/pages/login/login' });\n    } });",
        "const user = wx.getStorageSync('u');\n    @if (!user.name) { wx.redirectTo({ url: '/pages/login/login' }); }",
        "@getApp().user || wx.redirectTo({ url: '/pages/login/login' });",
    ];
    let mut out = each("login-wall", &lines, |p, i, code| {
        let at = if i % 2 == 0 { "app.js".to_owned() } else { page(0, "js") };
        p.edit(at, "// first", code)
    });
    let first = "\"pages/index/index\",\n    \"pages/list/list\",\n    \"pages/mine/mine\",\n    \"pages/detail/detail\",\n    \"pages/login/login\"";
    let moved = "\"pages/login/login\",\n    \"pages/index/index\",\n    \"pages/list/list\",\n    \"pages/mine/mine\",\n    \"pages/detail/detail\"";
    let bodies = [
        "@<button class=\"action\" open-type=\"getPhoneNumber\">用手机号</button>",
        "<view class=\"card\">欢迎</view>\n@<button class=\"action\" open-type=\"getRealtimePhoneNumber\">用手机号</button>",
        "<view class=\"card\">\n  @<input type=\"safe-password\" />\n</view>",
        "<view class=\"card\">\n  @<input password />\n</view>",
        "<view class=\"card\">\n  @<input password=\"true\" />\n</view>",
        "<view class=\"card\">欢迎</view>\n<view>\n  @<button class=\"action\" open-type=\"getPhoneNumber\">进入</button>\n</view>",
        "@<button class=\"action\" bindtap=\"go\" open-type=\"getPhoneNumber\">一键进入</button>"
            .replace(" bindtap=\"go\"", "")
            .leak(),
        "@<button class=\"action\" open-type=\"chooseAvatar\">选头像</button>",
        "<image class=\"picture\" src=\"/images/home.png\" />\n@<button class=\"action\" open-type=\"getPhoneNumber\">进入</button>",
        "@<button class=\"action\" open-type=\"getRealtimePhoneNumber\">进入</button>",
    ];
    for body in bodies {
        let plan = "data_uses = [\"PhoneNumber\", \"UserInfo\"]\n";
        let policy = "<navigator class=\"link\" url=\"/pages/detail/detail\">用户隐私政策</navigator>";
        out.push(
            Plant::new("login-wall")
                .facts(plan)
                .manifest(first, moved)
                .edit("pages/login/login.wxml", "", body.replace('@', &MARK.to_string()))
                .template(1, policy),
        );
    }
    out
}
