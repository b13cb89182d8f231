//! The same defects as other people write them: constants of other modules, what functions return, methods of lists,
//! spreads, shared data, behaviours, properties of components, texts in several elements.

use crate::plant::{MARK, Plant, page};

pub(crate) fn plants() -> Vec<Plant> {
    let mut out = texts();
    out.extend(pictures());
    out.extend(paths());
    out.extend(networks());
    out.extend(events());
    out.extend(reviews());
    out
}

/// Puts a statement into `onLoad` of page `i`.
fn opens(rule: &'static str, i: usize, code: impl Into<String>) -> Plant {
    Plant::new(rule).first(i, code)
}

fn texts() -> Vec<Plant> {
    let rule = "banned-word";
    vec![
        opens(rule, 0, "const all = [{ id: 1 }].map((row) => ({ ...row,\n      name: ⟦'全国第一的本子' }));\n    this.setData({ rows: all });"),
        opens(rule, 1, "const more = Object.assign({}, { id: 1 }, { name:\n      ⟦'国家级工艺' });\n    this.setData({ rows: [more] });"),
        opens(rule, 2, "let note = '今天';\n    if (this.vip) {\n      note = ⟦'顶级用料';\n    }\n    this.setData({ note });"),
        opens(rule, 3, "this.setData({ note: this.say() });\n  },\n\n  say() {\n    return ⟦'销量第一';"),
        opens(rule, 0, "this.setData({ note: getApp().globalData.note });")
            .edit("app.js", "globalData: {},", "globalData: {\n    note: ⟦'史无前例',\n  },"),
        Plant::new(rule)
            .edit("utils/words.js", "", "module.exports = {\n  NOTE: ⟦'最高级的纸',\n};\n")
            .top(1, "const { NOTE } = require('../../utils/words');")
            .first(1, "this.setData({ note: NOTE });"),
        Plant::new(rule)
            .edit("utils/words.js", "", "export const NOTE = ⟦'行业第一';\n")
            .top(2, "import * as words from '../../utils/words';")
            .first(2, "this.setData({ note: words.NOTE });"),
        Plant::new(rule)
            .edit("utils/note.js", "", "module.exports = Behavior({\n  data: { note: ⟦'绝无仅有' },\n});\n")
            .top(3, "const shared = require('../../utils/note');")
            .edit(page(3, "js"), "  data: {", "  behaviors: [shared],\n  data: {"),
        Plant::new(rule)
            .top(0, "const all = [];\nall.push({ id: 1, name: ⟦'全国第一的本子' });")
            .first(0, "this.setData({ rows: all });"),
        Plant::new(rule)
            .top(1, "const NOTES = {\n  a: '今天',\n  b: ⟦'国家级工艺',\n};")
            .first(1, "this.setData({ note: NOTES[this.kind] });"),
        Plant::new(rule)
            .top(2, "const notes = new Map([['a', ⟦'顶级用料']]);")
            .first(2, "this.setData({ note: notes.get('a') });"),
        Plant::new(rule).edit(
            page(3, "js"),
            "  act() {",
            "  onShareAppMessage() {\n    return { title: ⟦'行业第一的文具', path: '/pages/index/index' };\n  },\n\n  act() {",
        ),
        Plant::new(rule)
            .edit("utils/say.wxs", "", "function say(n) {\n  return n > 0 ? ⟦'全网第一' : '';\n}\nmodule.exports = { say: say };\n")
            .template(0, "<wxs module=\"words\" src=\"../../utils/say.wxs\" /><view>{{words.say(rows.length)}}</view>"),
        Plant::new(rule).template(0, format!("<view><text>{MARK}国家</text><text>级</text></view>")),
        Plant::new(rule).template(1, format!("<view>\n    <text>全网</text>\n    <text>是</text>\n    <text>{MARK}第一</text><text>品牌</text>\n  </view>")),
        Plant::new(rule)
            .edit("parts/tag.js", "", "Component({ properties: { label: String } });\n")
            .edit("parts/tag.json", "", "{ \"component\": true }\n")
            .edit("parts/tag.wxml", "", "<view>{{label}}</view>\n")
            .edit(page(2, "json"), "{", "{\n  \"usingComponents\": { \"my-tag\": \"/parts/tag\" },")
            .template(2, format!("{MARK}<my-tag label=\"全球第一\" />")),
        Plant::new(rule)
            .edit(page(3, "wxml"), "<!-- here -->", "<import src=\"more.wxml\" /><template is=\"more\" data=\"{{...shop}}\" />")
            .edit("pages/detail/more.wxml", "", "<template name=\"more\"><view>{{slogan}}</view></template>\n")
            .edit(page(3, "js"), "  data: {", "  data: {\n    shop: { slogan: ⟦'国内第一' },"),
    ]
}

fn pictures() -> Vec<Plant> {
    let rule = "missing-asset";
    vec![
        Plant::new(rule)
            .template(1, "<image class=\"picture\" src=\"{{face || plain}}\" />")
            .top(1, "const PLAIN = ⟦'/images/plain.png';")
            .edit(page(1, "js"), "  data: {", "  data: {\n    face: '', plain: PLAIN,"),
        Plant::new(rule)
            .template(0, "<image class=\"picture\" src=\"{{cover}}\" />")
            .edit(page(0, "js"), "  data: {", "  data: {\n    cover: ⟦'/images/cover.png',"),
        Plant::new(rule)
            .template(1, "<image class=\"picture\" wx:for=\"{{shelf}}\" wx:key=\"id\" src=\"{{item.face}}\" />")
            .edit(page(1, "js"), "  data: {", "  data: {\n    shelf: [{ id: 1,\n      face: ⟦'/images/shelf/a.png' }],"),
        Plant::new(rule).template(2, format!("<image class=\"picture\" {MARK}src=\"{{{{agreed ? '/images/on.png' : '/images/home.png'}}}}\" />")),
        Plant::new(rule).template(3, format!("<view {MARK}style=\"width: 400rpx; background-image: url(/images/wall.png)\"></view>")),
        Plant::new(rule)
            .edit("parts/face.js", "", "Component({ properties: { src: String } });\n")
            .edit("parts/face.json", "", "{ \"component\": true }\n")
            .edit("parts/face.wxml", "", "<image class=\"face\" src=\"{{src}}\" />\n")
            .edit(page(0, "json"), "{", "{\n  \"usingComponents\": { \"my-face\": \"/parts/face\" },")
            .template(0, format!("<my-face {MARK}src=\"/images/nobody.png\" />")),
    ]
}

fn paths() -> Vec<Plant> {
    let rule = "missing-route";
    vec![
        Plant::new(rule)
            .top(3, "const router = { push(path, q) { wx.navigateTo({ url: path + '?q=' + q }); } };")
            .later(3, "router.push(⟦'/pages/router/router', 1);"),
        Plant::new(rule)
            .top(0, "const PATHS = {\n  more: ⟦'/pages/more/more',\n};")
            .later(0, "wx.navigateTo({ url: PATHS.more });"),
        Plant::new(rule)
            .top(1, "const open = (url) => wx.navigateTo({ url });")
            .later(1, "open(⟦'/pages/nowhere/nowhere');"),
        Plant::new(rule)
            .template(2, "<view class=\"link\" wx:for=\"{{menu}}\" wx:key=\"to\" data-to=\"{{item.to}}\" bindtap=\"go\">{{item.name}}</view>")
            .edit(page(2, "js"), "  data: {", "  data: {\n    menu: [{ name: '一',\n      to: ⟦'/pages/menu/menu' }],")
            .edit(page(2, "js"), "  act() {", "  go(e) {\n    const { to } = e.currentTarget.dataset;\n    wx.navigateTo({ url: to });\n  },\n\n  act() {"),
        Plant::new(rule).template(3, format!("<navigator class=\"link\" {MARK}url=\"{{{{agreed ? '/pages/gone/gone' : '/pages/detail/detail'}}}}\">去看看</navigator>")),
        Plant::new(rule)
            .template(0, "<navigator class=\"link\" wx:for=\"{{links}}\" wx:key=\"url\" url=\"{{item.url}}\">{{item.name}}</navigator>")
            .edit(page(0, "js"), "  data: {", "  data: {\n    links: [{ name: '一', url: ⟦'/pages/away/away' }],"),
    ]
}

fn networks() -> Vec<Plant> {
    vec![
        Plant::new("insecure-url").later(0, "const options = { url: ⟦'http://api.qinghuai.cn/up', name: 'f', filePath: 'a' };\n    wx.uploadFile(options);"),
        Plant::new("insecure-url")
            .template(1, "<web-view src=\"{{help}}\"></web-view>")
            .edit(page(1, "js"), "  data: {", "  data: {\n    help: ⟦'http://h5.qinghuai.cn/help',"),
        Plant::new("placeholder-domain")
            .also(&["domain-whitelist"])
            .edit("utils/where.js", "", "export const WHERE = ⟦'https://localhost:3000';\n")
            .top(2, "import { WHERE } from '../../utils/where';")
            .later(2, "wx.request({ url: [WHERE, 'rows'].join('/') });"),
        Plant::new("deprecated-api").top(0, "const { getSystemInfoSync } = wx;").later(0, "this.width = ⟦getSystemInfoSync().windowWidth;"),
        Plant::new("deprecated-api").later(2, "this.width = ⟦wx['getSystemInfoSync']().windowWidth;"),
        Plant::new("insecure-url")
            .edit("pages/list/where.ts", "", "export enum Where {\n  Rows = ⟦'http://api.qinghuai.cn/rows',\n}\n")
            .top(1, "const { Where } = require('./where');")
            .later(1, "wx.request({ url: Where.Rows });"),
        Plant::new("debug-enabled").later(1, "const enableDebug = true;\n    ⟦wx.setEnableDebug({ enableDebug });"),
    ]
}

fn events() -> Vec<Plant> {
    let rule = "wxml-bad-directive";
    ["catchtap=\"close\"", "@tap=\"act\"", "bindTap=\"act\"", "onclick=\"act\"", "v-on:click=\"act\""]
        .into_iter()
        .enumerate()
        .map(|(i, event)| {
            Plant::new(rule).template(i, format!("<view class=\"link\" {MARK}{event}>看看</view>"))
        })
        .collect()
}

fn reviews() -> Vec<Plant> {
    vec![
        opens(
            "review-cloaking",
            0,
            "const { miniProgram: { envVersion } } = wx.getAccountInfoSync();\n    this.setData({ rows: ⟦envVersion === 'release' ? [1] : [] });",
        ),
        opens(
            "review-cloaking",
            1,
            "api.rows().then((told) => {\n      ⟦if (told?.inReview) wx.reLaunch({ url: '/pages/list/list' });\n    });",
        ),
        Plant::new("privacy-default-consent")
            .template(
                3,
                format!(
                    "<label><checkbox {MARK}checked=\"{{{{ready}}}}\" />我已阅读并同意《用户协议》</label>"
                ),
            )
            .top(3, "const state = { ready: true };")
            .edit(page(3, "js"), "  data: {", "  data: {\n    ...state,"),
        Plant::new("privacy-default-consent")
            .edit(
                page(2, "wxml"),
                "<!-- here -->",
                format!(
                    "<label><checkbox {MARK}checked=\"{{{{fine}}}}\" />我已阅读并同意《用户协议》</label>"
                ),
            )
            .edit(page(2, "js"), "agreed: false", "fine: false")
            .first(2, "this.setData({ fine: true });"),
    ]
}
