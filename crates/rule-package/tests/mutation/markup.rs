//! Defects of templates and of how they look.

use crate::plant::{MARK, Plant, page};

fn lines(rule: &'static str, lines: &[&str]) -> Vec<Plant> {
    let one = |(i, line): (usize, &&str)| Plant::new(rule).template(i, line.replace('@', &MARK.to_string()));
    lines.iter().enumerate().map(one).collect()
}

pub(crate) fn plants() -> Vec<Plant> {
    let mut out = lines(
        "duplicate-attr",
        &[
            "@<view class=\"a\" class=\"b\">一</view>",
            "<view\n  class=\"a\"\n  @class=\"b\">一</view>",
            "@<view id=\"a\" data-x=\"1\" id=\"b\">一</view>",
            "@<text style=\"a:b\" class=\"x\" style=\"c:d\">一</text>",
            "@<image src=\"/images/home.png\" mode=\"a\" mode=\"b\" />",
            "@<input value=\"1\" type=\"text\" value=\"2\" />",
            "@<view data-id=\"1\" data-id=\"2\">一</view>",
            "@<view class=\"link\" bindtap=\"act\" bindtap=\"act\">一</view>",
            "@<view wx:if=\"{{a}}\" wx:if=\"{{b}}\">一</view>",
            "@<slider value=\"2\" step=\"1\" value=\"{{n}}\"></slider>",
            "@<swiper autoplay interval=\"1\" autoplay></swiper>",
            "@<view hidden hidden>一</view>",
            "<scroll-view\n  scroll-x\n  @scroll-x\n></scroll-view>",
            "@<view aria-label=\"x\" role=\"y\" aria-label=\"z\">一</view>",
            "@<video id=\"v\" controls controls></video>",
            "@<view catchtap=\"act\" class=\"link\" catchtap=\"act\">一</view>",
            "@<picker mode=\"date\" bindchange=\"act\" mode=\"time\">一</picker>",
            "@<view slot=\"a\" slot=\"b\">一</view>",
            "@<text selectable user-select selectable>一</text>",
            "@<switch checked=\"{{a}}\" bindchange=\"act\" checked=\"{{b}}\" />",
        ],
    );
    out.extend(lines(
        "wxml-literal-condition",
        &[
            "@<view wx:if=\"rows.length > 0\">一</view>",
            "@<view wx:if=\"false\">一</view>",
            "@<view wx:if=\"true\">一</view>",
            "@<text wx:if=\"shown\">一</text>",
            "@<block wx:if=\"!loading\"><view>一</view></block>",
            "@<view wx:if=\"{{shown}} \">一</view>",
            "@<view wx:if=\" {{shown}}\">一</view>",
            "@<view wx:if=\"{{a}}{{b}}x\">一</view>",
            "@<view hidden=\"false\">一</view>",
            "@<text hidden=\"false\">一</text>",
            "@<checkbox checked=\"false\" />",
            "@<switch checked=\"false\" />",
            "@<button class=\"action\" disabled=\"false\">一</button>",
            "@<input disabled=\"false\" />",
            "@<radio checked=\"false\" />",
            "<view wx:if=\"{{a}}\">一</view>\n  @<view wx:elif=\"b\">二</view>",
            "<view wx:if=\"{{a}}\">一</view>\n  @<view wx:elif=\"true\">二</view>",
            "@<view wx:if=\"0\">一</view>",
            "@<view wx:if='item.id === 1'>一</view>",
            "<view\n  class=\"a\"\n  @wx:if=\"a && b\">一</view>",
        ],
    ));
    out.extend(lines(
        "wxml-bad-directive",
        &[
            "@<view wx-if=\"{{a}}\">一</view>",
            "@<view wx-else>一</view>",
            "@<view wx:fi=\"{{a}}\">一</view>",
            "@<view wx:esle>一</view>",
            "@<view wx:form=\"x\">一</view>",
            "@<view v-if=\"{{a}}\">一</view>",
            "@<view wx.for=\"{{rows}}\">一</view>",
            "@<view wx:else>一</view>",
            "@<view wx:elif=\"{{a}}\">一</view>",
            "<view wx:if=\"{{a}}\">一</view>\n  <text>二</text>\n  @<view wx:else>三</view>",
            "@<view wx:for=\"{{rows}}\">{{item.id}}</view>",
            "@<view wx:for=\"rows\" wx:key=\"id\">{{item}}</view>",
            "@<view wx:for=\"{{rows}}\" wx:key=\"{{item.id}}\">{{item.id}}</view>",
            "@<view wx:for=\"{{rows}}\" wx:key=\"item.id\">{{item.id}}</view>",
            "@<view wx:for=\"{{rows}}\" wx:key=\"\">{{item.id}}</view>",
            "@<view class=\"link\" bindtap=\"akt\">一</view>",
            "@<view catchlongpress=\"gone\">一</view>".replace("catch", "catch:").leak(),
            "@<view class=\"link\" bind:tap=\"\">一</view>",
            "@<input bindinput=\"typed\" />",
            "<view\n  class=\"link\"\n  @bindtap=\"tapped\">一</view>",
        ],
    ));
    out.extend(
        lines(
            "wxml-syntax",
            &[
                "@<view><text>一</view>",
                "@</text>",
                "<view>\n    @<text>一\n  </view>",
                "@<view><block></view></block>",
                "@<view>{{ note </view>",
                "@<text>{{ rows.length > }}</text>",
                "@<text>{{ a ? 'b' }}</text>",
                "@<view>{{ (a }}</view>",
                "@<view class=\"{{a +}}\">一</view>",
                "@<text>{{ [1, 2 }}</text>",
                "@<block><view>一</block>",
                "@</view></view><view>",
                "@<scroll-view><view>一</scroll-view>",
                "@<text>{{ a.. }}</text>",
                "@<text>{{ 'x }}</text>",
                "@<text>{{ a b }}</text>",
                "@<view data-x=\"{{ }\">一</view>",
                "@<swiper><swiper-item>一</swiper>",
                "@<text>{{ a === }}</text>",
                "@<text",
            ],
        )
        .into_iter()
        .map(|p| p.also(&["wxml-bad-directive"])),
    );
    out.extend(contrast());
    out.extend(buttons());
    out.extend(targets());
    out
}

/// Grey on white and its like: inline, by a class, inherited, in another notation.
fn contrast() -> Vec<Plant> {
    let pairs = [
        ("#999999", "#ffffff"),
        ("#aaaaaa", "#ffffff"),
        ("#bbb", "#fff"),
        ("rgb(150, 150, 150)", "white"),
        ("#8a8a8a", "#f7f7f7"),
        ("#ffffff", "#f5a623"),
        ("#ffffff", "#7ed321"),
        ("orange", "#ffffff"),
        ("#ff9900", "#fffaf0"),
        ("rgba(0, 0, 0, 0.4)", "#ffffff"),
        ("#66ccff", "#ffffff"),
        ("#d4923b", "#ffffff"),
        ("#da9133", "#ffffff"),
        ("#949494", "#ffffff"),
        ("#bcbcbc", "#ffffff"),
        ("#787878", "#f4f4f4"),
        ("#ffffff", "#ff8a80"),
        ("#555555", "#333333"),
        ("#0000ff", "#000000"),
        ("#808080", "#e0e0e0"),
    ];
    let one = |(i, (fg, bg)): (usize, &(&str, &str))| {
        let plant = Plant::new("contrast");
        match i % 4 {
            0 => {
                plant.template(i, format!("{MARK}<text style=\"color: {fg}; background: {bg}\">本子</text>"))
            }
            1 => plant.template(i, format!("{MARK}<view class=\"pale\">本子</view>")).edit(
                page(i, "wxss"),
                "/* own */",
                format!(".pale {{ color: {fg}; background-color: {bg}; }}"),
            ),
            2 => plant
                .template(i, format!("<view class=\"pale\">\n    {MARK}<text>本子</text>\n  </view>"))
                .edit("app.wxss", "/* rules */", format!(".pale {{ color: {fg}; background: {bg}; }}")),
            _ => plant
                .template(
                    i,
                    format!("<view class=\"ground\">\n    {MARK}<text class=\"pale\">本子</text>\n  </view>"),
                )
                .edit(
                    page(i, "wxss"),
                    "/* own */",
                    format!(".ground {{ background: {bg}; }}\n.ground .pale {{ color: {fg}; }}"),
                ),
        }
    };
    pairs.iter().enumerate().map(one).collect()
}

fn buttons() -> Vec<Plant> {
    let sizes = [
        "width: 80rpx; height: 40rpx",
        "width: 100rpx; height: 44rpx",
        "width: 600rpx; height: 40rpx",
        "width: 60px; height: 21px",
        "width: 200px; height: 24px",
        "width: 120rpx; height: 60rpx",
        "width: 170rpx; height: 80rpx",
        "width: 400rpx; height: 62rpx",
        "width: 87px; height: 40px",
        "width: 300px; height: 31px",
        "width: 40px; height: 20px",
        "width: 160rpx; height: 50rpx",
        "width: 500rpx; height: 48rpx",
        "width: 64rpx; height: 52rpx",
        "width: 88rpx; height: 88rpx",
        "width: 174rpx; height: 60rpx",
        "width: 350rpx; height: 56rpx",
        "width: 20px; height: 20px",
        "width: 90px; height: 30px",
        "width: 50px; height: 25px",
    ];
    let one = |(i, size): (usize, &&str)| {
        let plant = Plant::new("button-size").also(&["touch-target"]);
        let own = format!("{size}; line-height: 1; padding: 0");
        if i % 2 == 0 {
            plant.template(i, format!("{MARK}<button style=\"{own}\" bindtap=\"act\">看</button>"))
        } else {
            plant.template(i, format!("{MARK}<button class=\"small\" bindtap=\"act\">看</button>")).edit(
                page(i, "wxss"),
                "/* own */",
                format!(
                    ".small {{ {}; line-height: 1; padding: 0; }}",
                    size.replacen(';', " !important;", 1)
                ),
            )
        }
    };
    sizes.iter().enumerate().map(one).collect()
}

/// What can be tapped and is small.
fn targets() -> Vec<Plant> {
    let sizes = [
        "width: 20px; height: 20px",
        "width: 40rpx; height: 40rpx",
        "width: 60rpx; height: 30rpx",
        "width: 24px; height: 24px",
        "width: 30px; height: 12px",
        "width: 300rpx; height: 30rpx",
        "width: 50rpx; height: 200rpx",
        "width: 10px; height: 10px",
        "width: 46rpx; height: 46rpx",
        "width: 70rpx; height: 52rpx",
        "width: 28px; height: 18px",
        "width: 36rpx; height: 44rpx",
        "width: 16px; height: 80px",
        "width: 100px; height: 16px",
        "width: 22px; height: 22px",
        "width: 44rpx; height: 90rpx",
        "width: 12px; height: 30px",
        "width: 58rpx; height: 58rpx",
        "width: 200px; height: 20px",
        "width: 18px; height: 18px",
    ];
    let one = |(i, size): (usize, &&str)| {
        let plant = Plant::new("touch-target");
        match i % 4 {
            0 => plant.template(i, format!("{MARK}<view style=\"{size}\" bindtap=\"act\">看</view>")),
            1 => plant.template(i, format!("{MARK}<view class=\"tiny\" bindtap=\"act\">看</view>")).edit(
                page(i, "wxss"),
                "/* own */",
                format!(".tiny {{ {size}; }}"),
            ),
            2 => plant
                .template(
                    i,
                    format!("{MARK}<navigator class=\"tiny\" url=\"/pages/detail/detail\">看</navigator>"),
                )
                .edit("app.wxss", "/* rules */", format!(".tiny {{ {size}; }}")),
            _ => plant.template(
                i,
                format!("{MARK}<image style=\"{size}\" src=\"/images/home.png\" catchtap=\"act\" />"),
            ),
        }
    };
    sizes.iter().enumerate().map(one).collect()
}
