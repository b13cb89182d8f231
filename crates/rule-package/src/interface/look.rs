//! How each element looks: colours, size of its text, what is behind it.

use std::{cell::Cell, collections::BTreeSet, rc::Rc};

use super::behind::Ground;
use crate::{
    app::App,
    style::{
        Declared, Element, UNKNOWN,
        value::{self, Paint, Rgba, Variables, colour, length, over},
    },
};

/// Where a value comes from: file and byte; none for an inline style or a default.
pub(super) type From<'a> = Option<(&'a str, usize)>;

/// What is behind a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Behind {
    /// One colour, or the stops of a gradient: each of them is there.
    Colours(Vec<Rgba>),
    /// One of these, as places on the screen decide.
    AnyOf(Vec<Rgba>),
    /// A picture, or something that floats.
    Picture,
    /// Something that data decides while the program runs.
    Computed,
    /// Not known.
    Unknown,
}

/// Height of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Line {
    Normal,
    /// Times the size of the text.
    Factor(f64),
    Px(f64),
    Unknown,
}

/// How an element looks.
#[derive(Debug, Clone)]
pub(super) struct Look<'a> {
    pub(super) colour: Option<Rgba>,
    pub(super) colour_from: From<'a>,
    pub(super) behind: Behind,
    pub(super) behind_from: From<'a>,
    /// The element that paints what is behind.
    pub(super) painter: usize,
    pub(super) size: Option<f64>,
    pub(super) bold: Option<bool>,
    pub(super) line: Line,
    /// The colour is that of `-webkit-text-fill-color`, whatever `color` says.
    pub(super) filled: bool,
    /// Nobody reads it, or it need not be readable: hidden, see-through, disabled.
    pub(super) exempt: bool,
    /// The author chose a colour, not only the platform.
    pub(super) chosen: bool,
    /// Opacity of elements around, the innermost last, each with what is behind that element.
    pub(super) fades: Vec<(f64, Vec<Rgba>)>,
    /// The nearest element that places what floats inside it.
    pub(super) anchor: usize,
    /// Backdrops that it lies over, one bit each.
    pub(super) over: u16,
    pub(super) variables: Rc<Variables>,
    pub(super) own: Own<'a>,
}

/// What an element itself paints.
#[derive(Debug, Clone, Default)]
pub(super) struct Own<'a> {
    pub(super) colours: Option<Vec<Rgba>>,
    pub(super) picture: bool,
    pub(super) unknown: bool,
    /// Data decides what it paints.
    pub(super) computed: bool,
    pub(super) from: From<'a>,
    pub(super) inline: bool,
    pub(super) floats: bool,
    pub(super) fixed: bool,
    /// Places what floats inside it.
    pub(super) anchors: bool,
    pub(super) opacity: Option<f64>,
    pub(super) large: bool,
    /// `z-index`.
    pub(super) level: Option<i32>,
    /// Fixed, and as wide as the screen.
    pub(super) wide: bool,
    /// And as high.
    pub(super) whole: bool,
}

impl Own<'_> {
    pub(super) fn opaque(&self) -> bool {
        self.colours.as_ref().is_some_and(|c| c.iter().all(|c| c[3] >= 1.0))
    }
}

pub(super) struct Painter<'a> {
    pub(super) app: &'a App<'a>,
    pub(super) component: bool,
    pub(super) v2: bool,
    /// In dark colours: what nothing is declared of is not known.
    pub(super) dark: bool,
    pub(super) rpx: f64,
    /// Custom properties that were copied from an element to one inside.
    pub(super) copied: Cell<usize>,
}

/// Most custom properties that are copied on one page.
const COPIED: usize = 500_000;

/// Elements whose content lies over moving pictures.
pub(super) const MOVING: [&str; 6] = ["map", "video", "camera", "canvas", "live-player", "live-pusher"];
const WHITE: Rgba = [1.0; 4];
const BLACK: Rgba = [0.0, 0.0, 0.0, 1.0];
/// Different paints below an element that are told apart.
pub(super) const PAINTS: usize = 16;
/// Something narrower does not lie behind a text.
const NARROW: f64 = 100.0;
/// Something lower does not either.
const LOW: f64 = 30.0;
/// Something fixed lies behind a page if it has so much of the screen, in hundredths,
const WIDE: f64 = 90.0;
/// and is so high: it is a picture at the top.
const TALL: f64 = 100.0;
/// So far out, nobody sees it.
const OUTSIDE: f64 = -900.0;
/// What is moved up by more lies over what stands before it.
const LIFTED: f64 = 12.0;

/// A known value, or that it is not known.
pub(super) enum Value {
    Absent,
    Known(String),
    Unknown,
}

pub(super) fn get<'a>(held: &Declared<'a>, variables: &Variables, name: &str) -> (Value, From<'a>) {
    let Some(h) = held.get(name) else { return (Value::Absent, None) };
    if h.unsure {
        return (Value::Unknown, h.from);
    }
    match value::resolve(&h.value, variables) {
        Some(value) => (Value::Known(value), h.from),
        None => (Value::Unknown, h.from),
    }
}

impl<'a> Painter<'a> {
    /// Looks of the elements in `which`, in rising order; the others are there already.
    pub(super) fn looks(
        &self,
        elements: &[Element<'a>],
        declared: &[Rc<Declared<'a>>],
        which: &BTreeSet<usize>,
        looks: &mut Vec<Rc<Look<'a>>>,
    ) {
        for i in which {
            let look = match elements[*i].above {
                None => self.root(),
                Some(above) => (*looks[above]).clone(),
            };
            let look = Rc::new(self.surface(&elements[*i], &declared[*i], look));
            match looks.get_mut(*i) {
                Some(there) => *there = look,
                None => looks.push(look),
            }
        }
        let ground = Ground::of(elements, looks);
        for i in which {
            let covered = declared[*i].cover.is_some_and(|c| c.paints);
            looks[*i] = Rc::new(self.depth(elements, looks, &ground, *i, covered));
        }
    }

    fn root(&self) -> Look<'a> {
        let known = !self.component;
        let light = known && !self.dark;
        Look {
            colour: light.then_some(BLACK),
            colour_from: None,
            behind: if light { Behind::Colours(vec![WHITE]) } else { Behind::Unknown },
            behind_from: None,
            painter: 0,
            size: known.then_some(16.0),
            bold: known.then_some(false),
            line: if known { Line::Normal } else { Line::Unknown },
            filled: false,
            exempt: false,
            chosen: false,
            fades: Vec::new(),
            anchor: 0,
            over: 0,
            variables: Rc::default(),
            own: Own::default(),
        }
    }

    /// An attribute of an element; an empty text where it has no value.
    pub(super) fn attr(&self, element: &Element<'a>, name: &str) -> Option<&'a str> {
        let (path, i) = element.node.filter(|_| !element.seen.tag.is_empty())?;
        self.app.template(path)?.nodes[i].attr(name).map(|a| a.value.unwrap_or(""))
    }

    /// What the platform draws by itself.
    fn platform(&self, element: &Element<'a>, look: &mut Look<'a>) {
        if element.seen.tag != "button" {
            return;
        }
        let plain = self.attr(element, "plain").is_some_and(|p| !p.contains("false"));
        let mini = self.attr(element, "size") == Some("mini");
        let (colour, back) = match self.attr(element, "type") {
            Some("primary") => (WHITE, if self.v2 { "#07c160" } else { "#1aad19" }),
            Some("warn") if !self.v2 => (WHITE, "#e64340"),
            Some("warn") => ([250.0 / 255.0, 81.0 / 255.0, 81.0 / 255.0, 1.0], "#f2f2f2"),
            _ => (BLACK, if self.v2 { "#f2f2f2" } else { "#f8f8f8" }),
        };
        look.colour = Some(colour).filter(|_| !plain);
        look.colour_from = None;
        look.chosen = false;
        if !plain {
            look.own.colours = value::colour(back).map(|c| vec![c]);
        }
        look.size = Some(match (mini, self.v2) {
            (true, true) => 16.0,
            (true, false) => 13.0,
            (false, true) => 17.0,
            (false, false) => 18.0,
        });
        look.bold = Some(self.v2 && !mini);
        look.line = Line::Factor(match (mini, self.v2) {
            (true, true) => 2.0,
            (true, false) => 2.3,
            (false, true) => 1.411_764_71,
            (false, false) => 2.555_555_56,
        });
        look.exempt |= self.dark && self.attr(element, "type") != Some("primary");
        look.exempt |= self
            .attr(element, "disabled")
            .is_some_and(|d| matches!(d.replace(' ', "").as_str(), "" | "true" | "disabled" | "{{true}}"));
    }

    /// What does not depend on what is behind.
    fn surface(&self, element: &Element<'a>, held: &Declared<'a>, mut look: Look<'a>) -> Look<'a> {
        let inherited = look.colour;
        look.own = Own::default();
        self.platform(element, &mut look);
        if held.iter().any(|(k, _)| k.starts_with("--")) {
            // Each copy of many variables takes memory: beyond a limit, nothing here is judged.
            let copied = self.copied.get() + look.variables.len() + 1;
            self.copied.set(copied);
            look.exempt |= copied > COPIED;
            let variables = if copied > COPIED {
                look.variables = Rc::default();
                Rc::make_mut(&mut look.variables)
            } else {
                Rc::make_mut(&mut look.variables)
            };
            for (name, h) in held.iter().filter(|(k, _)| k.starts_with("--")) {
                if h.unsure {
                    // Known not to be known: a fallback in `var()` is not what holds.
                    variables.insert(name.to_owned(), UNKNOWN.to_string());
                } else {
                    variables.insert(name.to_owned(), h.value.clone().into_owned());
                }
            }
        }
        let known = |name: &str| match get(held, &look.variables, name).0 {
            Value::Known(v) => Some(v.to_ascii_lowercase()),
            _ => None,
        };
        let number = |name: &str| known(name).and_then(|v| v.parse::<f64>().ok());
        let px = |name: &str| known(name).and_then(|v| length(&v, None, self.rpx));
        // Few elements say any of it: one pass over what is declared is cheaper than to ask for each.
        let odd = held.iter().any(|(name, _)| {
            name.starts_with("clip")
                || name.starts_with("-webkit-clip")
                || name.ends_with("transform")
                || matches!(name, "left" | "top" | "right" | "bottom" | "margin-left" | "margin-top")
        });
        let clipped = known("overflow").as_deref() == Some("hidden")
            && ["height", "width", "max-height"].iter().any(|n| px(n).is_some_and(|l| l <= 1.0));
        look.exempt |= element.hidden
            || known("display").as_deref() == Some("none")
            || known("visibility").as_deref() == Some("hidden")
            || number("opacity") == Some(0.0)
            || px("font-size") == Some(0.0)
            || px("text-indent").is_some_and(|i| i < OUTSIDE)
            || clipped
            || odd && is_cut(&known)
            || element.seen.classes.iter().any(|c| c.contains("disable"))
            || ["background-clip", "-webkit-background-clip"]
                .iter()
                .any(|c| known(c).as_deref() == Some("text"));
        let position = held.get("position").map(|h| if h.unsure { "absolute" } else { h.value.as_ref() });
        let lifted = ["margin-top", "margin"].iter().any(|m| {
            let first = known(m).and_then(|v| v.split_whitespace().next().map(str::to_owned));
            first.and_then(|v| length(&v, None, self.rpx)).is_some_and(|l| l < -LIFTED)
        });
        look.own.fixed = position == Some("fixed");
        look.own.floats = matches!(position, Some("absolute" | "fixed")) || lifted;
        let outside = |sides: &[&str]| sides.iter().any(|s| px(s).is_some_and(|l| l < OUTSIDE));
        look.exempt |= odd
            && (look.own.floats && outside(&["left", "top", "right", "bottom"])
                || outside(&["margin-left", "margin-top"]));
        look.own.anchors = position.is_some_and(|p| p != "static");
        let media = is_media(element.seen.tag);
        let spans = |name: &str, sides: [&str; 2], least: f64| match known(name) {
            Some(v) if v != "auto" => length(&v, None, self.rpx).is_none_or(|l| l >= least),
            _ => media || known("inset").is_some() || sides.iter().all(|s| known(s).is_some()),
        };
        look.own.large = spans("width", ["left", "right"], NARROW) && spans("height", ["top", "bottom"], LOW);
        look.own.level = known("z-index").and_then(|z| z.trim().parse().ok());
        if look.own.fixed {
            let extent = |name: &str, sides: [&str; 2], px: f64| match get(held, &look.variables, name).0 {
                Value::Known(v) if v != "auto" => {
                    let part = v.strip_suffix('%').or_else(|| v.strip_suffix("vh"));
                    match part.and_then(|p| p.trim().parse::<f64>().ok()) {
                        Some(part) => part >= WIDE,
                        None => length(&v, None, self.rpx).is_none_or(|l| l >= px),
                    }
                }
                Value::Unknown => true,
                _ => known("inset").is_some() || sides.iter().all(|s| known(s).is_some()),
            };
            let screen = self.rpx * 750.0;
            let grows = media && held.get("height").is_none();
            look.own.wide = extent("width", ["left", "right"], screen * WIDE / 100.0)
                && (grows || extent("height", ["top", "bottom"], TALL));
            look.own.whole = look.own.wide && !grows && extent("height", ["top", "bottom"], screen);
        }
        let filter = match get(held, &look.variables, "filter").0 {
            Value::Known(v) => value::see_through(&v),
            _ => None,
        };
        look.own.opacity = match get(held, &look.variables, "opacity").0 {
            Value::Absent if filter.is_some() => filter,
            Value::Absent => None,
            Value::Known(v) => Some(match v.strip_suffix('%') {
                Some(percent) => percent.trim().parse::<f64>().map_or(-1.0, |p| p / 100.0),
                None => v.trim().parse::<f64>().unwrap_or(-1.0),
            }),
            Value::Unknown => Some(-1.0),
        };
        self.font(held, &mut look);
        self.foreground(element, held, inherited, &mut look);
        self.paint(element, held, &mut look);
        look
    }

    fn font(&self, held: &Declared<'a>, look: &mut Look<'a>) {
        match get(held, &look.variables, "font-size").0 {
            Value::Absent => {}
            Value::Known(v) => {
                let of = |p: &&str| {
                    let p = p.split('/').next().unwrap_or(p);
                    if let Some(percent) = p.strip_suffix('%') {
                        return Some(look.size? * percent.parse::<f64>().ok()? / 100.0);
                    }
                    length(p, look.size, self.rpx).filter(|_| p.contains(char::is_alphabetic))
                };
                look.size = match v.as_str() {
                    "inherit" | "unset" => look.size,
                    v => value::parts(v).iter().find_map(of),
                };
            }
            Value::Unknown => look.size = None,
        }
        match get(held, &look.variables, "font-weight").0 {
            Value::Absent => {}
            Value::Known(v) => {
                let heavy =
                    |p: &&str| *p == "bold" || *p == "bolder" || p.parse::<f64>().is_ok_and(|w| w >= 700.0);
                if v != "inherit" {
                    look.bold = Some(value::parts(&v).iter().any(heavy));
                }
            }
            Value::Unknown => look.bold = None,
        }
        match get(held, &look.variables, "line-height").0 {
            Value::Absent => {}
            Value::Known(v) => look.line = self.line(&v, look.size, look.line),
            Value::Unknown => look.line = Line::Unknown,
        }
    }

    fn line(&self, value: &str, size: Option<f64>, inherited: Line) -> Line {
        let value = value.trim();
        // Of the shorthand `font`, what stands behind the stroke.
        let value = match value.split_once('/') {
            Some((_, line)) => line.split_whitespace().next().unwrap_or(""),
            None if value.contains(' ') => "normal",
            None => value,
        };
        match value {
            "normal" => return Line::Normal,
            "inherit" => return inherited,
            _ => {}
        }
        if let Ok(factor) = value.parse::<f64>() {
            return Line::Factor(factor);
        }
        if let Some(percent) = value.strip_suffix('%').and_then(|p| p.trim().parse::<f64>().ok()) {
            return size.map_or(Line::Unknown, |s| Line::Px(s * percent / 100.0));
        }
        length(value, size, self.rpx).map_or(Line::Unknown, Line::Px)
    }

    fn foreground(
        &self,
        element: &Element<'a>,
        held: &Declared<'a>,
        inherited: Option<Rgba>,
        look: &mut Look<'a>,
    ) {
        let fill = "-webkit-text-fill-color";
        let name = match held.get(fill) {
            Some(_) => fill,
            // A button too is filled by what is declared around it.
            None if look.filled => {
                look.colour = inherited.filter(|_| !element.computed);
                return;
            }
            None => "color",
        };
        let (value, from) = get(held, &look.variables, name);
        match value {
            Value::Absent => {}
            Value::Known(v) if matches!(v.as_str(), "inherit" | "currentcolor" | "unset") && name != fill => {
                look.colour = inherited;
            }
            Value::Known(v) => {
                look.colour = colour(&v);
                look.exempt |= v.trim() == "transparent" || look.colour.is_some_and(|c| c[3] == 0.0);
                look.colour_from = from;
                look.chosen = true;
                look.filled |= name == fill;
            }
            Value::Unknown => {
                look.colour = None;
                look.filled |= name == fill;
            }
        }
        if element.computed {
            look.colour = None;
        }
    }

    /// What the element itself paints.
    fn paint(&self, element: &Element<'a>, held: &Declared<'a>, look: &mut Look<'a>) {
        let current = look.colour;
        let painted = |v: &str| match v.to_ascii_lowercase().contains("currentcolor") {
            false => value::paint(v),
            true => current.map_or(Paint::Unknown, |c| {
                if v.trim().eq_ignore_ascii_case("currentcolor") {
                    Paint::Colours(vec![c])
                } else {
                    Paint::Unknown
                }
            }),
        };
        let mut own = std::mem::take(&mut look.own);
        own.unknown =
            element.computed || MOVING.contains(&element.seen.tag) && held.get("background").is_none();
        own.unknown |= ["filter", "mix-blend-mode", "mask", "-webkit-mask"].iter().any(|n| {
            let plain = |v: &str| {
                matches!(v, "none" | "normal" | "initial")
                    || *n == "filter" && value::see_through(v).is_some()
            };
            held.get(n).is_some_and(|h| h.unsure || !plain(&h.value))
        });
        // Of a page's style that is computed as a whole, a person is asked.
        let page = element.above.is_none() && element.computed;
        (own.unknown, own.computed) = (own.unknown && !page, page);
        for name in ["background-color", "background-image"] {
            let (value, from) = get(held, &look.variables, name);
            let inline = held.get(name).is_some_and(|h| h.from.is_none());
            let paint = match value {
                Value::Absent => continue,
                // What a page's style attribute takes from data; what a component is given is for its user to say.
                Value::Unknown if inline && element.scope == 0 && !self.component => {
                    own.computed = true;
                    continue;
                }
                Value::Unknown => Paint::Unknown,
                Value::Known(v) => painted(&v),
            };
            // A shorthand stands under both names: its picture comes with the second.
            match (paint, name) {
                (Paint::Image, "background-color") | (Paint::Nothing, "background-image") => continue,
                // Its colour is known by the other name, where it is not overruled.
                (Paint::Colours(_), "background-image") if !is_gradient(held, &look.variables) => continue,
                (Paint::Image, _) => own.picture = true,
                (Paint::Unknown, _) => own.unknown = true,
                (Paint::Nothing, _) => own.colours = None,
                (Paint::Colours(c), "background-image") => {
                    let below = own.colours.as_ref().filter(|b| b.len() == 1 && b[0][3] >= 1.0).map(|b| b[0]);
                    own.colours = Some(match below {
                        Some(below) => c.into_iter().map(|c| over(c, below)).collect(),
                        None => c,
                    });
                }
                (Paint::Colours(c), _) => own.colours = Some(c),
            }
            (own.from, own.inline) = (from, inline);
        }
        look.own = own;
    }
}

/// Whether the picture behind is a gradient.
fn is_gradient(held: &Declared<'_>, variables: &Variables) -> bool {
    matches!(get(held, variables, "background-image").0, Value::Known(v) if v.contains("gradient("))
}

/// Whether it is cut away, or made too small to be seen.
fn is_cut(known: &dyn Fn(&str) -> Option<String>) -> bool {
    let inside = |v: &str, name: &str| -> Option<Vec<f64>> {
        let inner = v.trim().strip_prefix(name)?.strip_suffix(')')?;
        let of = |p: &&str| p.trim_end_matches(['%', 'p', 'x', 'r']).parse().ok();
        value::parts(inner).iter().map(of).collect()
    };
    let first = |v: &str, name: &str| inside(v, name).and_then(|n| n.first().copied());
    let clip = known("clip").and_then(|v| inside(&v, "rect("));
    let path = known("clip-path").or_else(|| known("-webkit-clip-path"));
    let scaled = known("transform").or_else(|| known("-webkit-transform"));
    clip.is_some_and(|sides| sides.windows(4).any(|s| s[2] - s[0] <= 1.0 || s[1] - s[3] <= 1.0))
        || path.is_some_and(|v| {
            v.contains('%') && first(&v, "inset(").is_some_and(|p| p >= 50.0)
                || first(&v, "circle(") == Some(0.0)
        })
        || scaled.is_some_and(|v| {
            ["scale(", "scale3d(", "scalex(", "scaley("].iter().any(|name| first(&v, name) == Some(0.0))
        })
}

/// Elements that show pictures.
pub(super) fn is_media(tag: &str) -> bool {
    matches!(tag, "image" | "swiper" | "cover-image" | "rich-text" | "web-view") || MOVING.contains(&tag)
}
