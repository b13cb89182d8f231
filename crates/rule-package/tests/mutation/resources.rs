//! Defects of files: missing, unused, too large, of the wrong shape.

use md5::{Digest, Md5};
use sha2::Sha256;

use crate::plant::{MARK, Plant, page};

/// Bytes of a main package that this test allows: its packages stay small.
pub(crate) const MAIN: usize = 64 << 10;

pub(crate) fn plants() -> Vec<Plant> {
    let mut out = Vec::new();
    for i in 0..20 {
        out.push(blocked_image(i));
        out.push(missing_page(i));
        out.push(missing_file(i));
        out.push(missing_asset(i));
        out.push(unused(i));
        out.push(Plant::new("package-size").edit(format!("data/{i}.bin"), "", "x".repeat(MAIN + 100 * i)));
    }
    out.extend(shapes());
    out.extend(styles());
    out
}

/// A forbidden picture.
fn picture(i: usize) -> String {
    format!("picture {i}")
}

/// The operator's list: every second picture by its other hash.
pub(crate) fn blocked() -> Vec<String> {
    let hash = |i: usize| match i % 2 {
        0 => hex::encode(Sha256::digest(picture(i))),
        _ => hex::encode(Md5::digest(picture(i))),
    };
    (0..20).map(hash).collect()
}

fn blocked_image(i: usize) -> Plant {
    let ending = ["png", "jpg", "jpeg", "gif", "webp"][i % 5];
    Plant::new("blocked-image")
        .edit(format!("images/forbidden{i}.{ending}"), "", format!("{MARK}{}", picture(i)))
        .template(i, format!("<image class=\"picture\" src=\"/images/forbidden{i}.{ending}\" />"))
}

fn missing_page(i: usize) -> Plant {
    let name = ["gone", "order", "cart", "help", "about"][i % 5];
    let base = format!("pages/{name}{i}/{name}");
    let plant = Plant::new("missing-page");
    let plant = match i % 4 {
        0 => plant.edit(format!("{base}.wxml"), "", "<view>一</view>\n"),
        1 => plant.edit(format!("{base}.js"), "", "Page({});\n"),
        _ => plant,
    };
    plant.manifest("\"pages/login/login\"", format!("\"pages/login/login\",\n    {MARK}\"{base}\""))
}

fn missing_file(i: usize) -> Plant {
    let plant = Plant::new("missing-file");
    let gone = ["gone", "card/card", "parts/row", "foot"][i / 5];
    match i % 5 {
        0 => plant.edit(
            page(i, "json"),
            "{\n",
            format!("{{\n  {MARK}\"usingComponents\": {{ \"part\": \"/components/{gone}\" }},\n"),
        ),
        1 => plant.template(i, format!("{MARK}<import src=\"../../templates/{gone}.wxml\" />")),
        2 => plant.template(i, format!("{MARK}<include src=\"/templates/{gone}.wxml\" />")),
        3 => plant.template(i, format!("{MARK}<wxs src=\"../../wxs/{gone}.wxs\" module=\"m\" />")),
        _ => plant.top(i, format!("{MARK}const part = require('../../lib/{gone}');\nconsole.log(part);")),
    }
}

fn missing_asset(i: usize) -> Plant {
    let plant = Plant::new("missing-asset");
    let gone = ["gone.png", "logo.jpg", "a/b.svg", "Home.png"][i / 5];
    match i % 5 {
        0 => plant.template(i, format!("{MARK}<image class=\"picture\" src=\"/images/{gone}\" />")),
        1 => plant.template(i, format!("{MARK}<image class=\"picture\" src=\"../../images/{gone}\" />")),
        2 => plant.template(i, format!("{MARK}<video src=\"/media/{i}.mp4\"></video>")),
        3 => plant.edit(
            page(i, "wxss"),
            "/* own */",
            format!("{MARK}.bg {{ background-image: url('/images/{gone}'); }}"),
        ),
        _ => plant.manifest(
            "\"iconPath\": \"images/mine.png\" }",
            format!("\"iconPath\": {MARK}\"images/{gone}\" }}"),
        ),
    }
}

fn unused(i: usize) -> Plant {
    let (path, text) = match i % 5 {
        0 => (format!("images/old{i}.png"), "png"),
        1 => (format!("pages/left{i}/left{i}.wxml"), "<view>一</view>\n"),
        2 => (format!("utils/left{i}.js"), "module.exports = 1;\n"),
        3 => (format!("styles/left{i}.wxss"), ".a { color: #000; }\n"),
        _ => (format!("media/left{i}.mp3"), "mp3"),
    };
    let plant = Plant::new("unused-file").edit(path, "", format!("{MARK}{text}"));
    // The icon that is left stands for its picture.
    plant
}

fn shapes() -> Vec<Plant> {
    let manifest = [
        ("\"debug\": false", "@\"debug\": \"false\""),
        ("\"enablePullDownRefresh\": false", "@\"enablePullDownRefresh\": \"false\""),
        ("\"navigationBarTextStyle\": \"black\"", "@\"navigationBarTextStyle\": \"grey\""),
        ("\"navigationBarBackgroundColor\": \"#ffffff\"", "@\"navigationBarBackgroundColor\": \"white\""),
        ("\"networkTimeout\": { \"request\": 10000 }", "@\"networkTimeout\": { \"request\": \"10000\" }"),
        ("\"networkTimeout\": { \"request\": 10000 }", "@\"networkTimeOut\": { \"request\": 10000 }"),
        ("\"networkTimeout\": { \"request\": 10000 }", "@\"networkTimeout\": 10000"),
        ("\"style\": \"v2\"", "\"style\": \"v2\",\n  @\"usingComponents\": []"),
        ("\"style\": \"v2\"", "\"style\": \"v2\",\n  @\"subpackages\": {}"),
        ("\"style\": \"v2\"", "\"style\": \"v2\",\n  @\"navigationStyle\": \"custom\""),
        ("\"style\": \"v2\"", "\"style\": \"v2\",\n  @\"sitemaplocation\": \"sitemap.json\""),
        ("\"selectedColor\": \"#0b6b4f\"", "@\"selectColor\": \"#0b6b4f\""),
        ("\"text\": \"我的\"", "@\"text\": 2"),
        ("\"pages/login/login\"", "\"pages/login/login\",\n    @7"),
        ("\"pages/login/login\"", "\"pages/login/login\",\n    @\"pages/list/list\""),
    ];
    let mut out = Vec::new();
    let mark = MARK.to_string();
    for (find, put) in manifest {
        out.push(Plant::new("json-schema").manifest(find, put.replace('@', &mark)));
    }
    let own = [
        "@\"usingComponent\": {},",
        "@\"component\": \"true\",",
        "@\"window\": {},",
        "@\"disableScroll\": 1,",
        "@\"navigationStyle\": \"none\",",
        "@\"usingComponents\": [],",
        "@\"enablePullDownRefresh\": \"true\",",
    ];
    for (i, line) in own.iter().enumerate() {
        out.push(Plant::new("json-schema").edit(
            page(i, "json"),
            "{\n",
            format!("{{\n  {}\n", line.replace('@', &mark)),
        ));
    }
    out.push(Plant::new("json-schema").edit("sitemap.json", "\"allow\"", format!("{MARK}\"deny\"")));
    out
}

fn styles() -> Vec<Plant> {
    let broken = [
        "@.a { color: red;",
        "@}",
        "@.a { color: red; } }",
        "@.g { color: red; } .h }",
        "@.a { .b { color: red; }",
        "@.a { color: #fff; font-size: 1px",
        "@} .a { color: red; }",
        "@.k { top: 0; } } .l { top: 1px; }",
        "@@media (min-width: 1px) { .a { color: red; }",
        "@.m, .n { color: red; /* end */",
        "@@import \"gone.wxss\";",
        "@@import '../../styles/gone.wxss';",
        "@@import \"/styles/base.wxss\";",
        "@@import './theme/dark.wxss';",
        "@@import url(\"gone.wxss\");",
        "@@import \"../gone/gone.wxss\";",
        "@@import '/lib/ui/index.wxss';",
        "@@import \"a.wxss\";",
        "@@import 'colors.wxss';",
        "@@import \"/x/y/z.wxss\";",
    ];
    let one = |(i, line): (usize, &&str)| {
        Plant::new("wxss-syntax").edit(page(i, "wxss"), "/* own */", line.replacen('@', &MARK.to_string(), 1))
    };
    broken.iter().enumerate().map(one).collect()
}
