//! A licence as the 2019 edition looks: frame, disc, title, code, two columns, seal, QR code.

use ab_glyph::FontVec;

use crate::{
    Fonts, Set,
    canvas::{Canvas, Ink, pixel, real},
    paper,
    rng::Rng,
};

const BLACK: Ink = [28.0, 27.0, 30.0];
const GOLD: Ink = [176.0, 132.0, 52.0];

const PLACES: [&str; 10] =
    ["云川市", "临江县", "南浦市", "青石区", "北岭县", "东湖市", "金沙区", "平河县", "白塔市", "新桥区"];
const BRANDS: [&str; 16] = [
    "鼎和", "晨曦", "瑞丰", "启明", "安泰", "宏远", "嘉禾", "星河", "蓝田", "百川", "飞鹿", "松柏", "长风",
    "福麟", "明德", "清源",
];
const TRADES: [&str; 12] = [
    "网络科技",
    "商贸",
    "餐饮管理",
    "机械设备",
    "文化传媒",
    "建筑工程",
    "农业发展",
    "信息咨询",
    "物流",
    "电子商务",
    "环保科技",
    "服饰",
];
const NAMES: [&str; 8] = ["甲一样", "乙二样", "丙三样", "丁四样", "戊五样", "己六样", "庚七样", "辛八样"];
const ROADS: [&str; 8] =
    ["人民路", "建设大街", "解放路", "滨河西路", "工业园一路", "学府路", "新华街", "长安巷"];
const SCOPE: [&str; 18] = [
    "技术开发",
    "技术咨询",
    "技术转让",
    "软件销售",
    "计算机系统服务",
    "日用百货销售",
    "食品经营",
    "广告设计",
    "会议服务",
    "货物进出口",
    "仓储服务",
    "市场调查",
    "企业管理咨询",
    "办公用品批发",
    "服装零售",
    "机械设备租赁",
    "园林绿化工程",
    "互联网信息服务",
];

fn code(rng: &mut Rng) -> String {
    const SIGNS: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let mut out = String::from("91");
    for i in 0..16 {
        out.push(char::from(if i < 6 {
            b'0' + u8::try_from(rng.below(10)).unwrap_or(0)
        } else {
            *rng.pick(SIGNS)
        }));
    }
    out
}

/// Draws one; `width` pixels stand for 297 mm.
pub(crate) fn draw(rng: &mut Rng, set: Set, fonts: &Fonts, width: usize) -> Canvas {
    let height = width * 210 / 297;
    let mm = real(width) / 297.0;
    let mut c = paper::sheet(rng, set, width, height);
    let body = &fonts.faces[if rng.chance(0.7) { 0 } else { 2 }];
    let strong = &fonts.faces[if rng.chance(0.6) { 1 } else { 3 }];
    let ink = BLACK.map(|v| v + rng.between(-8.0, 14.0));
    frame(&mut c, rng, mm);
    let company = format!("{}{}{}有限公司", rng.pick(&PLACES), rng.pick(&BRANDS), rng.pick(&TRADES));
    let code = code(rng);
    // Disc and title.
    disc(&mut c, (148.5 * mm, 31.0 * mm), 10.5 * mm);
    let size = rng.between(17.0, 20.0) * mm;
    c.spaced(strong, size, (148.5 * mm - size * 3.1, 43.0 * mm), "营业执照", size * 0.75, ink, 1.0);
    c.text(body, 6.0 * mm, (133.0 * mm, 65.0 * mm), "（副  本）", ink, 1.0);
    c.text(strong, 4.4 * mm, (24.0 * mm, 54.0 * mm), "统一社会信用代码", ink, 1.0);
    c.text(body, 5.2 * mm, (24.0 * mm, 60.0 * mm), &code, ink, 1.0);
    qr(&mut c, rng, &code, (250.0 * mm, 26.0 * mm), 22.0 * mm);
    c.text(body, 2.4 * mm, (233.0 * mm, 50.0 * mm), "扫描二维码登录公示系统了解更多登记信息", ink, 1.0);
    columns(&mut c, rng, body, strong, ink, mm, &company);
    let place = (rng.between(222.0, 232.0) * mm, rng.between(160.0, 166.0) * mm);
    seal(&mut c, rng, body, place, 20.0 * mm);
    c.text(
        body,
        2.9 * mm,
        (20.0 * mm, 189.5 * mm),
        "国家企业信用信息公示系统网址：http://www.gsxt.gov.cn",
        ink,
        1.0,
    );
    c.text(body, 2.9 * mm, (218.0 * mm, 189.5 * mm), "国家市场监督管理总局监制", ink, 1.0);
    c
}

fn frame(c: &mut Canvas, rng: &mut Rng, mm: f32) {
    let colours: [Ink; 3] = [GOLD, [120.0, 140.0, 96.0], [150.0, 110.0, 84.0]];
    let ink = *rng.pick(&colours);
    let (w, h) = (real(c.width), real(c.height));
    for (inset, thick) in [(8.0, 0.9), (9.8, 0.35), (14.0, 0.35)] {
        let (i, t) = (inset * mm, thick * mm);
        c.rect(i, i, w - 2.0 * i, t, ink, 1.0);
        c.rect(i, h - i - t, w - 2.0 * i, t, ink, 1.0);
        c.rect(i, i, t, h - 2.0 * i, ink, 1.0);
        c.rect(w - i - t, i, t, h - 2.0 * i, ink, 1.0);
    }
    let (step, radius) = (rng.between(3.4, 5.0) * mm, 1.25 * mm);
    let places =
        |length: f32| (0..pixel((length - 24.0 * mm) / step)).map(move |i| 12.4 * mm + real(i) * step);
    for x in places(w) {
        c.ring((x, 12.0 * mm), radius, 0.3 * mm, ink, 0.9);
        c.ring((x, h - 12.0 * mm), radius, 0.3 * mm, ink, 0.9);
    }
    for y in places(h) {
        c.ring((12.0 * mm, y), radius, 0.3 * mm, ink, 0.9);
        c.ring((w - 12.0 * mm, y), radius, 0.3 * mm, ink, 0.9);
    }
}

/// Not the national emblem, only as red, gold and large.
fn disc(c: &mut Canvas, (x, y): (f32, f32), r: f32) {
    let red = [196.0, 32.0, 34.0];
    c.disc((x, y), r, red, 1.0);
    c.ring((x, y), r * 0.96, r * 0.1, GOLD, 1.0);
    c.star((x, y - r * 0.3), r * 0.34, [232.0, 196.0, 80.0], 1.0);
    for i in 0..4u8 {
        let a = 0.5 + f32::from(i) * 0.7;
        c.star(
            (x + r * 0.58 * a.cos(), y + r * 0.55 * a.sin() - r * 0.1),
            r * 0.12,
            [232.0, 196.0, 80.0],
            1.0,
        );
    }
    c.rect(x - r * 0.5, y + r * 0.45, r, r * 0.12, [232.0, 196.0, 80.0], 1.0);
}

fn qr(c: &mut Canvas, rng: &mut Rng, code: &str, (x, y): (f32, f32), side: f32) {
    let hosts =
        ["https://www.gsxt.gov.cn/index/", "http://zscx.example.gov.cn/qr?c=", "https://ewm.example.gov.cn/"];
    let Ok(made) = fast_qr::QRBuilder::new(format!("{}{code}", rng.pick(&hosts))).build() else { return };
    let module = (side / real(made.size)).floor().max(1.0);
    for row in 0..made.size {
        for column in 0..made.size {
            if made[row][column].value() {
                c.rect(x + real(column) * module, y + real(row) * module, module, module, [30.0; 3], 1.0);
            }
        }
    }
}

fn columns(
    c: &mut Canvas,
    rng: &mut Rng,
    body: &FontVec,
    strong: &FontVec,
    ink: Ink,
    mm: f32,
    company: &str,
) {
    let label = 4.5 * mm;
    let value = rng.between(4.0, 4.5) * mm;
    let left = [
        ("名        称", company.to_owned()),
        ("类        型", "有限责任公司（自然人投资或控股）".to_owned()),
        ("法定代表人", (*rng.pick(&NAMES)).to_owned()),
    ];
    for (i, (name, text)) in left.iter().enumerate() {
        let y = (78.0 + real(i) * 13.0) * mm;
        c.text(strong, label, (26.0 * mm, y), name, ink, 1.0);
        c.text(body, value, (54.0 * mm, y), text, ink, 1.0);
    }
    c.text(strong, label, (26.0 * mm, 117.0 * mm), "经 营 范 围", ink, 1.0);
    let mut line = String::new();
    let mut y = 117.0 * mm;
    for i in 0..9 + rng.below(9) {
        line += SCOPE[(i * 7 + rng.below(3)) % SCOPE.len()];
        line += "；";
        if line.chars().count() > 17 {
            c.text(body, value, (54.0 * mm, y), &line, ink, 1.0);
            line.clear();
            y += 7.0 * mm;
        }
    }
    c.text(body, value, (54.0 * mm, y), &format!("{line}（依法须经批准的项目除外）"), ink, 1.0);
    let year = 2006 + rng.below(18);
    let right = [
        ("注册资本", format!("{}万元整", ["壹佰", "伍拾", "叁佰", "壹仟", "伍佰"][rng.below(5)])),
        ("成立日期", format!("{year}年{:02}月{:02}日", 1 + rng.below(12), 1 + rng.below(28))),
        ("营业期限", format!("{year}年至长期")),
        ("住        所", format!("{}{}{}号", rng.pick(&PLACES), rng.pick(&ROADS), 1 + rng.below(800))),
    ];
    for (i, (name, text)) in right.iter().enumerate() {
        let y = (78.0 + real(i) * 13.0) * mm;
        c.text(strong, label, (166.0 * mm, y), name, ink, 1.0);
        c.text(body, value, (192.0 * mm, y), text, ink, 1.0);
    }
    c.text(strong, 5.0 * mm, (188.0 * mm, 148.0 * mm), "登记机关", ink, 1.0);
    let day = format!("{}年{:02}月{:02}日", year + 1, 1 + rng.below(12), 1 + rng.below(28));
    c.text(body, 4.6 * mm, (214.0 * mm, 173.0 * mm), &day, ink, 1.0);
}

fn seal(c: &mut Canvas, rng: &mut Rng, font: &FontVec, (x, y): (f32, f32), r: f32) {
    let red = [rng.between(196.0, 226.0), rng.between(24.0, 58.0), rng.between(28.0, 62.0)];
    let share = rng.between(0.78, 0.94);
    c.ring((x, y), r, r * 0.06, red, share);
    c.star((x, y), r * 0.3, red, share);
    let around = format!("{}市场监督管理局", rng.pick(&PLACES));
    let count = real(around.chars().count());
    for (i, sign) in around.chars().enumerate() {
        let a = -2.3 + 4.6 * real(i) / (count - 1.0).max(1.0);
        let place = (x + r * 0.78 * a.sin(), y - r * 0.78 * a.cos());
        c.turned(font, r * 0.27, place, &sign.to_string(), a, red, share);
    }
}
