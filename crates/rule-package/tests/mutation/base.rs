//! A clean program: no rule finds anything in it.

/// Pages that defects are planted in.
pub(crate) const PAGES: [&str; 4] = ["index", "list", "mine", "detail"];

/// Facts that fit it.
pub(crate) const FACTS: &str =
    "industry = \"retail\"\nsubject = \"enterprise\"\n[domains]\nrequest = [\"https://api.qinghuai.cn\"]\n";

const MANIFEST: &str = r##"{
  "pages": [
    "pages/index/index",
    "pages/list/list",
    "pages/mine/mine",
    "pages/detail/detail",
    "pages/login/login"
  ],
  "window": {
    "navigationBarTitleText": "青槐文具",
    "navigationBarBackgroundColor": "#ffffff",
    "navigationBarTextStyle": "black",
    "enablePullDownRefresh": false
  },
  "tabBar": {
    "color": "#4a5450",
    "selectedColor": "#0b6b4f",
    "backgroundColor": "#ffffff",
    "list": [
      { "pagePath": "pages/index/index", "text": "首页", "iconPath": "images/home.png" },
      { "pagePath": "pages/mine/mine", "text": "我的", "iconPath": "images/mine.png" }
    ]
  },
  "networkTimeout": { "request": 10000 },
  "debug": false,
  "style": "v2",
  "sitemapLocation": "sitemap.json"
}
"##;

const TEMPLATE: &str = r#"<view class="card">
  <view class="title">青槐文具</view>
  <view class="note">{{note}}</view>
  <!-- here -->
  <image class="picture" src="/images/home.png" />
  <view class="row" wx:for="{{rows}}" wx:key="id">
    <text>{{item.name}}</text>
  </view>
  <button class="action" bindtap="act">看看新到的本子</button>
</view>
<view wx:if="{{rows.length === 0}}">还没有内容</view>
<view wx:else>下面没有了</view>
"#;

const SCRIPT: &str = r"const api = require('../../utils/api');
// top

Page({
  data: { note: '今天也写一页', rows: [], agreed: false },

  onLoad() {
    // first
    api.rows().then((rows) => this.setData({ rows }));
  },

  act() {
    // later
    wx.navigateTo({ url: '/pages/detail/detail?id=1' });
  },
});
";

const STYLE: &str = r"/* rules */
.card { padding: 24rpx; background: #ffffff; color: #1f2a27; }
.title { font-size: 40rpx; }
.note { color: #4a5450; }
.link { width: 400rpx; height: 96rpx; }
.picture { width: 320rpx; height: 320rpx; }
.action { width: 600rpx; height: 96rpx; line-height: 96rpx; background: #0b6b4f; color: #ffffff; }
";

const API: &str = r"const BASE = 'https://api.qinghuai.cn/v1';

function call(path) {
  return new Promise((resolve, reject) => {
    wx.request({ url: BASE + path, success: (answer) => resolve(answer.data), fail: reject });
  });
}

module.exports = { rows: () => call('/rows') };
";

/// Its files.
pub(crate) fn files() -> Vec<(String, String)> {
    let mut out = vec![
        ("app.json".to_owned(), MANIFEST.to_owned()),
        ("app.js".into(), "App({\n  onLaunch() {\n    // first\n  },\n  globalData: {},\n});\n".into()),
        ("app.wxss".into(), STYLE.into()),
        ("sitemap.json".into(), "{\n  \"rules\": [{ \"action\": \"allow\", \"page\": \"*\" }]\n}\n".into()),
        ("utils/api.js".into(), API.into()),
        ("images/home.png".into(), "png".into()),
        ("images/mine.png".into(), "png".into()),
        ("pages/login/login.js".into(), "Page({});\n".into()),
        ("pages/login/login.wxml".into(), "<view class=\"card\">请在需要时使用</view>\n<navigator class=\"link\" url=\"/pages/detail/detail\">用户隐私政策</navigator>\n".into()),
    ];
    for page in PAGES {
        let base = format!("pages/{page}/{page}");
        out.push((format!("{base}.wxml"), TEMPLATE.to_owned()));
        out.push((format!("{base}.js"), SCRIPT.to_owned()));
        out.push((format!("{base}.wxss"), "/* own */\n.row { padding: 8rpx; }\n".to_owned()));
        out.push((format!("{base}.json"), "{\n  \"navigationBarTitleText\": \"青槐文具\"\n}\n".to_owned()));
    }
    out
}
