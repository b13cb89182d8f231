//! A map of the package's weight: a squarified tree map, drawn wide and narrow.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use tongguan_model::text::Lang;
use tongguan_source::Source;

use super::escaped;

/// Most tiles of a map.
const TILES: usize = 24;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Code,
    Library,
    Picture,
    Style,
    Dead,
}

impl Kind {
    pub(super) const ALL: [Self; 5] = [Self::Code, Self::Library, Self::Picture, Self::Style, Self::Dead];

    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Code => "w-code",
            Self::Library => "w-lib",
            Self::Picture => "w-img",
            Self::Style => "w-style",
            Self::Dead => "w-dead",
        }
    }

    pub(super) fn word(self, l: Lang) -> &'static str {
        match self {
            Self::Code => l.t("代码", "Code"),
            Self::Library => l.t("第三方库", "Libraries"),
            Self::Picture => l.t("图片与媒体", "Pictures and media"),
            Self::Style => l.t("样式", "Styles"),
            Self::Dead => l.t("未被引用", "Unused"),
        }
    }

    fn of(path: &str, dead: &BTreeSet<&str>) -> Self {
        if dead.contains(path) {
            return Self::Dead;
        }
        let library = |part: &str| {
            matches!(part, "miniprogram_npm" | "node_modules" | "lib" | "libs" | "vendor" | "uni_modules")
        };
        if path.split('/').rev().skip(1).any(library) {
            return Self::Library;
        }
        match path.rsplit('.').next().unwrap_or("").to_ascii_lowercase().as_str() {
            "png" | "jpg" | "jpeg" | "gif" | "webp" | "svg" | "bmp" | "ico" | "mp3" | "mp4" | "wav"
            | "ttf" | "woff" | "woff2" | "otf" => Self::Picture,
            "wxss" | "css" | "less" | "scss" | "sass" => Self::Style,
            _ => Self::Code,
        }
    }
}

/// One tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tile {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) kind: Kind,
}

/// Files that stand out, the rest by folder; the heaviest first.
pub(super) fn tiles(source: &Source, dead: &BTreeSet<&str>, l: Lang) -> Vec<Tile> {
    let total = source.bytes().max(1);
    let mut files: Vec<_> = source
        .iter()
        .filter(|(_, b)| !b.is_empty())
        .map(|(p, b)| Tile { name: p.to_owned(), bytes: b.len() as u64, kind: Kind::of(p, dead) })
        .collect();
    files.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    // A file stands for itself from one and a half hundredths on, or if there are few.
    let own = if files.len() <= TILES {
        files.len()
    } else {
        files.iter().take(TILES / 3).take_while(|f| f.bytes * 200 >= total * 3).count()
    };
    let rest = files.split_off(own);
    let mut folders = by_folder(&rest, total, TILES);
    folders.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    let left = TILES.saturating_sub(files.len() + 1).max(1);
    let others = folders.split_off(folders.len().min(left));
    files.extend(folders);
    if !others.is_empty() {
        let name = format!("{} {}", l.t("其他", "others"), others.len());
        files.push(Tile { name, bytes: others.iter().map(|t| t.bytes).sum(), kind: Kind::Code });
    }
    files.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    files
}

/// Of the whole, a folder that is larger says too little: what is in it is told apart.
const DOMINANT: f64 = 0.08;
/// Deepest folder that is told apart.
const DEEPEST: usize = 6;

/// The folder of a file, so many names deep; shorter where the file stands higher.
fn folder(path: &str, depth: usize) -> &str {
    let ends = path.match_indices('/').map(|(i, _)| i + 1);
    &path[..ends.take(depth).last().unwrap_or(0)]
}

/// Files by their folders: as deep as it takes for none to outweigh the others, while there is room.
fn by_folder(files: &[Tile], total: u64, room: usize) -> Vec<Tile> {
    let mut groups: BTreeMap<(String, Kind), (usize, Vec<&Tile>)> = BTreeMap::new();
    for f in files {
        let key = (folder(&f.name, 1).to_owned(), f.kind);
        groups.entry(key).or_insert_with(|| (1, Vec::new())).1.push(f);
    }
    let weigh = |files: &[&Tile]| files.iter().map(|f| f.bytes).sum::<u64>();
    let mut done = BTreeSet::new();
    loop {
        let open = groups.iter().filter(|(key, (depth, _))| *depth < DEEPEST && !done.contains(*key));
        let Some((key, bytes)) = open.map(|(k, (_, f))| (k.clone(), weigh(f))).max_by_key(|(_, b)| *b) else {
            break;
        };
        if (bytes as f64) < total as f64 * DOMINANT {
            break;
        }
        let Some((depth, inside)) = groups.remove(&key) else { break };
        let mut parts: BTreeMap<String, Vec<&Tile>> = BTreeMap::new();
        for f in &inside {
            parts.entry(folder(&f.name, depth + 1).to_owned()).or_default().push(*f);
        }
        // What is small stays with the folder.
        let small = |files: &[&Tile]| (weigh(files) as f64) < total as f64 * DOMINANT / 8.0;
        parts.retain(|name, f| !small(f) && *name != key.0);
        let kept: BTreeSet<&str> = parts.values().flatten().map(|f| f.name.as_str()).collect();
        let rest: Vec<&Tile> = inside.iter().copied().filter(|f| !kept.contains(f.name.as_str())).collect();
        // What is less than a hundredth goes to the others at the end.
        let seen = groups.values().filter(|(_, f)| weigh(f) * 100 >= total).count();
        if parts.is_empty() || seen + parts.len() + usize::from(!rest.is_empty()) > room {
            done.insert(key.clone());
            groups.insert(key, (depth, inside));
            continue;
        }
        for (name, files) in parts {
            groups.entry((name, key.1)).or_insert_with(|| (depth + 1, Vec::new())).1.extend(files);
        }
        if !rest.is_empty() {
            done.insert(key.clone());
            groups.insert(key, (depth, rest));
        }
    }
    groups
        .into_iter()
        .map(|((name, kind), (_, f))| Tile {
            name: if name.is_empty() { "/".into() } else { name },
            bytes: weigh(&f),
            kind,
        })
        .collect()
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rect {
    x: f64,
    y: f64,
    w: f64,
    h: f64,
}

/// Places for weights in falling order: rows along the shorter side, as square as they get (Bruls, Huizing, van Wijk).
fn squarify(weights: &[f64], mut free: Rect) -> Vec<Rect> {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return Vec::new();
    }
    let scale = free.w * free.h / total;
    let areas: Vec<_> = weights.iter().map(|w| w * scale).collect();
    let mut out = Vec::with_capacity(areas.len());
    let mut from = 0;
    while from < areas.len() {
        let side = free.w.min(free.h).max(1e-6);
        let worst = |to: usize| {
            let row = &areas[from..to];
            let sum: f64 = row.iter().sum();
            row.iter()
                .map(|a| (side * side * a / (sum * sum)).max(sum * sum / (side * side * a)))
                .fold(0.0, f64::max)
        };
        let mut to = from + 1;
        while to < areas.len() && worst(to + 1) <= worst(to) {
            to += 1;
        }
        let sum: f64 = areas[from..to].iter().sum();
        let depth = sum / side;
        let mut at = 0.0;
        for area in &areas[from..to] {
            let length = area / depth;
            out.push(if free.w >= free.h {
                Rect { x: free.x, y: free.y + at, w: depth, h: length }
            } else {
                Rect { x: free.x + at, y: free.y, w: length, h: depth }
            });
            at += length;
        }
        if free.w >= free.h {
            (free.x, free.w) = (free.x + depth, free.w - depth);
        } else {
            (free.y, free.h) = (free.y + depth, free.h - depth);
        }
        from = to;
    }
    out
}

/// The map as SVG.
pub(super) fn svg(tiles: &[Tile], class: &str, width: f64, height: f64, label: &str) -> String {
    let weights: Vec<_> = tiles.iter().map(|t| t.bytes as f64).collect();
    let mut out = format!(
        "<svg class=\"chart tree {class}\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{}\">",
        escaped(label)
    );
    for (tile, r) in tiles.iter().zip(squarify(&weights, Rect { x: 0.0, y: 0.0, w: width, h: height })) {
        let _ = write!(
            out,
            "<g><title>{} {}</title><rect class=\"{}\" x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\"/>",
            escaped(&tile.name),
            size(tile.bytes),
            tile.kind.class(),
            r.x,
            r.y,
            r.w,
            r.h
        );
        if let Some(name) = fitting(&tile.name, r.w - 14.0).filter(|_| r.h >= 42.0) {
            let (x, y) = (r.x + 8.0, r.y + 19.0);
            let _ = write!(
                out,
                "<text x=\"{x:.1}\" y=\"{y:.1}\">{}</text><text class=\"sub\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                escaped(&name),
                y + 15.0,
                size(tile.bytes)
            );
        }
        out += "</g>";
    }
    out + "</svg>"
}

/// The last names of a path that fit into a width, at 11 px; of a long name, its beginning.
fn fitting(name: &str, width: f64) -> Option<String> {
    let one = |c: char| if c.is_ascii() { 6.2 } else { 11.0 };
    let wide = |s: &str| s.chars().map(one).sum::<f64>();
    let mut rest = name;
    while wide(rest) > width {
        let Some((_, shorter)) = rest.split_once('/').filter(|(_, s)| !s.is_empty()) else {
            let mut room = width - one('…');
            let cut: String = rest.chars().take_while(|c| (room -= one(*c), room >= 0.0).1).collect();
            return (cut.chars().count() >= 4).then(|| cut + "…");
        };
        rest = shorter;
    }
    Some(rest.to_owned())
}

/// Bytes for people.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} B"),
        1024..1_048_576 => format!("{:.0} KB", bytes as f64 / 1024.0),
        _ => format!("{:.2} MB", bytes as f64 / 1_048_576.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_fill_the_map_and_do_not_overlap() {
        let weights = [40.0, 30.0, 12.0, 8.0, 6.0, 3.0, 1.0];
        let all = squarify(&weights, Rect { x: 0.0, y: 0.0, w: 300.0, h: 100.0 });
        assert_eq!(all.len(), weights.len());
        for (i, (a, weight)) in all.iter().zip(weights).enumerate() {
            assert!((a.w * a.h - weight * 300.0).abs() < 1e-6, "{a:?}");
            assert!(a.x > -1e-6 && a.y > -1e-6 && a.x + a.w < 300.001 && a.y + a.h < 100.001, "{a:?}");
            for b in &all[i + 1..] {
                let apart = a.x + a.w <= b.x + 1e-6
                    || b.x + b.w <= a.x + 1e-6
                    || a.y + a.h <= b.y + 1e-6
                    || b.y + b.h <= a.y + 1e-6;
                assert!(apart, "{a:?} {b:?}");
            }
        }
        assert_eq!(squarify(&[], Rect { x: 0.0, y: 0.0, w: 1.0, h: 1.0 }), []);
    }

    /// Where one folder holds most of it, what is in it is told apart.
    #[test]
    fn a_folder_that_outweighs_the_others_is_opened() {
        let of =
            |path: &'static str, n: usize| (0..n).map(move |i| (format!("{path}/f{i}.js"), vec![b' '; 50]));
        let files = of("pkg/pages/api/a", 90).chain(of("pkg/pages/ui/b", 60)).chain(of("util", 9));
        let source = Source::from_files(files);
        let names: Vec<_> = tiles(&source, &BTreeSet::new(), Lang::En).into_iter().map(|t| t.name).collect();
        assert_eq!(names, ["pkg/pages/api/a/", "pkg/pages/ui/b/", "util/"]);
    }

    #[test]
    fn every_byte_is_in_one_tile() {
        let files = (0..200).map(|i| (format!("pages/p{}/f{i}.js", i % 40), vec![b' '; 10 + i]));
        let source = Source::from_files(files.chain([("img/<a>.png".into(), vec![0; 9000])]));
        let all = tiles(&source, &BTreeSet::new(), Lang::En);
        assert!(all.len() <= TILES);
        assert_eq!(all.iter().map(|t| t.bytes).sum::<u64>(), source.bytes());
        // Forty small folders are one tile, the file that stands out is its own.
        assert!(all.iter().any(|t| t.kind == Kind::Picture && t.name == "img/<a>.png"), "{all:?}");
        let map = svg(&all, "chart--wide", 900.0, 250.0, "\"x\"");
        assert!(
            map.contains("&#60;a&#62;.png") && !map.contains("<a>") && map.contains("&#34;x&#34;"),
            "{map}"
        );
    }
}
