//! Defects of what a program says: half in its templates, half in data bound into them.

use crate::plant::{MARK, Plant};

/// One defect a text: in turn in a template and in data.
fn texts(rule: &'static str, words: &[&str]) -> Vec<Plant> {
    let around = ["", "本店", "我们的", "欢迎选购，"];
    let one = |(i, word): (usize, &&str)| {
        let text = format!("{}{word}", around[i / 2 % around.len()]);
        if i % 2 == 0 {
            let put = match i % 6 {
                0 => format!("{MARK}<text>{text}</text>"),
                2 => format!("<view>\n    {MARK}{text}\n  </view>"),
                _ => format!("{MARK}<view>{{{{ rows.length > 0 ? '{text}' : '' }}}}</view>"),
            };
            Plant::new(rule).template(i / 2, put)
        } else {
            Plant::new(rule).data(i / 2, &text)
        }
    };
    words.iter().enumerate().map(one).collect()
}

pub(crate) fn plants() -> Vec<Plant> {
    let mut out = texts(
        "banned-word",
        &[
            "国家级品质",
            "世界级工艺",
            "最高级的纸",
            "最佳选择",
            "第一品牌",
            "全国第一",
            "全网第一",
            "行业第一",
            "销量第一",
            "排名第一",
            "顶级用料",
            "极品好纸",
            "绝无仅有",
            "史无前例",
            "万能本",
            "100%有效",
            "包治百病",
            "药到病除",
            "国 家 级",
            "國家級",
        ],
    );
    out.extend(texts(
        "sensitive-text",
        &[
            "赌博",
            "博彩",
            "百家乐",
            "六合彩",
            "老虎机",
            "时时彩",
            "下注返现",
            "裸聊",
            "成人视频",
            "一夜情",
            "冰毒",
            "海洛因",
            "大麻出售",
            "代开发票",
            "博彩入口",
            "百家乐开户",
            "六合彩资料",
            "老虎机下载",
            "裸聊房间",
            "时时彩计划",
        ],
    ));
    out.extend(
        texts(
            "finance-yield-claim",
            &[
                "年化收益 4.1%",
                "预计年化 5%",
                "预期年化 3.9%",
                "预期收益率 6%",
                "保本保收益",
                "年化收益八个点",
                "预计年化四厘",
                "预期年化高",
                "预期收益率稳",
                "年化收益 7%",
                "预计年化 4.06%",
                "年化收益很高",
                "预期年化 8%",
                "预期收益率 9%",
                "年化收益 10%",
                "预计年化 12%",
                "年化收益 3%",
                "预期年化 2%",
                "保本保收益计划",
                "预期收益率 1%",
            ],
        )
        .into_iter()
        .map(|p| p.also(&["banned-word"])),
    );
    out.extend(texts(
        "mock-in-release",
        &[
            "测试数据",
            "测试商品",
            "测试标题",
            "测试内容",
            "占位文字",
            "此处填写",
            "这是一段测试",
            "这里是标题",
            "这里是内容",
            "Lorem ipsum dolor",
            "测试商品一",
            "测试数据2",
        ],
    ));
    for (i, flag) in ["useMock", "USE_MOCK", "isMock", "enableMock"].iter().enumerate() {
        out.push(
            Plant::new("mock-in-release")
                .top(i, format!("const config = {{ {MARK}{flag}: true }};\nconsole.log(config);")),
        );
        out.push(
            Plant::new("mock-in-release").top(i, format!("{MARK}const {flag} = true;\nconsole.log({flag});")),
        );
    }
    out.extend(brands());
    out.extend(medical());
    out
}

fn brands() -> Vec<Plant> {
    let mut out = Vec::new();
    for (i, title) in [
        "仿网易严选",
        "淘宝优选",
        "京东好物",
        "拼多多文具",
        "美团本子",
        "抖音小店",
        "小红书文具",
        "星巴克本子",
        "携程文具",
        "网易严选",
    ]
    .iter()
    .enumerate()
    {
        let put = format!("{MARK}\"navigationBarTitleText\": \"{title}\"");
        out.push(if i % 2 == 0 {
            Plant::new("brand-imitation").manifest("\"navigationBarTitleText\": \"青槐文具\"", put)
        } else {
            Plant::new("brand-imitation").edit(
                "pages/index/index.json",
                "\"navigationBarTitleText\": \"青槐文具\"",
                put,
            )
        });
    }
    for (i, title) in [
        "微信",
        "支付宝",
        "WeChat",
        "微信官方",
        "支付宝客服中心",
        "wеchat",
        "徽信",
        "微信安全中心",
        "腾讯团队",
        "薇信红包",
    ]
    .iter()
    .enumerate()
    {
        let put = format!("{MARK}\"navigationBarTitleText\": \"{title}\"");
        out.push(Plant::new("brand-imitation").edit(
            crate::plant::page(i, "json"),
            "\"navigationBarTitleText\": \"青槐文具\"",
            put,
        ));
    }
    out
}

/// A medical program whose label is missing, or is another.
fn medical() -> Vec<Plant> {
    let labels = [
        "急诊服务",
        "非急诊",
        "24 小时服务",
        "门诊服务",
        "在线服务",
        "非紧急",
        "仅供参考",
        "预约服务",
        "咨询服务",
        "请遵医嘱",
        "就诊须知",
        "本服务非急救",
        "普通门诊",
        "专家门诊",
        "健康提示",
        "请勿自行用药",
        "挂号服务",
        "复诊服务",
        "报告查询",
        "非急症",
    ];
    let one = |(i, label): (usize, &&str)| {
        let facts = "=industry = \"medical\"\n[domains]\nrequest = [\"https://api.qinghuai.cn\"]\n";
        Plant::new("medical-notice")
            .facts(facts)
            .template(if i % 2 == 0 { 0 } else { i }, format!("<view>{label}</view>"))
            .edit("pages/index/index.wxml", "<view class=\"card\">", format!("{MARK}<view class=\"card\">"))
    };
    labels.iter().enumerate().map(one).collect()
}
