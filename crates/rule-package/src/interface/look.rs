//! How each element looks: colours, size of its text, what is behind it.

use std::rc::Rc;

use crate::{
    app::{App, Unit},
    style::{
        Declared, Element, Held,
        value::{self, Paint, Rgba, Variables, colour, length, over},
    },
};

/// Where a value comes from: file and byte; none for an inline style or a default.
pub(super) type From<'a> = Option<(&'a str, usize)>;

/// What is behind a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Behind {
    /// One colour, or the stops of a gradient.
    Colours(Vec<Rgba>),
    /// A picture, or something that floats.
    Picture,
    /// Not known.
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
    /// Nobody reads it, or it need not be readable: hidden, see-through, disabled.
    pub(super) exempt: bool,
    /// The author chose a colour, not only the platform.
    pub(super) chosen: bool,
    variables: Rc<Variables>,
}

pub(super) struct Painter<'a> {
    pub(super) app: &'a App<'a>,
    pub(super) unit: &'a Unit,
    pub(super) v2: bool,
    pub(super) rpx: f64,
}

/// Elements whose content lies over moving pictures.
const MOVING: [&str; 6] = ["map", "video", "camera", "canvas", "live-player", "live-pusher"];
const WHITE: Rgba = [1.0; 4];
const BLACK: Rgba = [0.0, 0.0, 0.0, 1.0];

/// A known value, or that it is not known.
enum Value {
    Absent,
    Known(String),
    Unknown,
}

impl<'a> Painter<'a> {
    /// Looks of all elements of a unit.
    pub(super) fn looks(&self, elements: &[Element<'a>], declared: &[Declared<'a>]) -> Vec<Look<'a>> {
        // A picture that floats beside other elements may lie behind them.
        let mut over_picture = vec![false; elements.len()];
        for (element, held) in elements.iter().zip(declared) {
            let media = matches!(element.seen.tag, "image" | "swiper" | "cover-image")
                || MOVING.contains(&element.seen.tag);
            if let Some(parent) = element.seen.parent.filter(|_| media && floats(held)) {
                over_picture[parent] = true;
            }
        }
        let mut out: Vec<Look<'a>> = Vec::with_capacity(elements.len());
        for (i, element) in elements.iter().enumerate() {
            let look = match element.seen.parent {
                None => self.root(),
                Some(parent) => {
                    let mut look = out[parent].clone();
                    if over_picture[parent] || MOVING.contains(&elements[parent].seen.tag) {
                        look.behind = Behind::Picture;
                        look.painter = parent;
                    }
                    look
                }
            };
            out.push(self.look(i, element, &declared[i], look));
        }
        out
    }

    fn root(&self) -> Look<'a> {
        let component = self.unit.component;
        Look {
            colour: (!component).then_some(BLACK),
            colour_from: None,
            behind: if component { Behind::Unknown } else { Behind::Colours(vec![WHITE]) },
            behind_from: None,
            painter: 0,
            size: (!component).then_some(16.0),
            bold: (!component).then_some(false),
            exempt: false,
            chosen: false,
            variables: Rc::default(),
        }
    }

    /// What the platform draws by itself.
    fn platform(&self, element: &Element<'_>, look: &mut Look<'a>) {
        if element.seen.tag != "button" {
            return;
        }
        let attr = |name: &str| {
            let (path, i) = element.node?;
            self.app.template(path)?.nodes[i].attr(name).map(|a| a.value.unwrap_or(""))
        };
        let plain = attr("plain").is_some();
        let (colour, back) = match attr("type") {
            Some("primary") => ([1.0; 4], if self.v2 { "#07c160" } else { "#1aad19" }),
            Some("warn") if !self.v2 => ([1.0; 4], "#e64340"),
            Some("warn") => ([250.0 / 255.0, 81.0 / 255.0, 81.0 / 255.0, 1.0], "#f2f2f2"),
            _ => (BLACK, if self.v2 { "#f2f2f2" } else { "#f8f8f8" }),
        };
        look.colour = Some(colour).filter(|_| !plain);
        look.colour_from = None;
        look.chosen = false;
        if !plain {
            look.behind = value::colour(back).map_or(Behind::Unknown, |c| Behind::Colours(vec![c]));
            look.behind_from = None;
        }
        look.size = Some(match (attr("size") == Some("mini"), self.v2) {
            (true, true) => 16.0,
            (true, false) => 13.0,
            (false, true) => 17.0,
            (false, false) => 18.0,
        });
        look.bold = Some(self.v2 && attr("size") != Some("mini"));
        if attr("disabled")
            .is_some_and(|d| matches!(d.replace(' ', "").as_str(), "" | "true" | "disabled" | "{{true}}"))
        {
            look.exempt = true;
        }
    }

    fn get(&self, held: &Declared<'a>, look: &Look<'_>, name: &str) -> (Value, From<'a>) {
        let Some(Held { value, from, unsure }) = held.get(name) else { return (Value::Absent, None) };
        if *unsure {
            return (Value::Unknown, *from);
        }
        match value::resolve(value, &look.variables) {
            Some(value) => (Value::Known(value), *from),
            None => (Value::Unknown, *from),
        }
    }

    fn look(&self, i: usize, element: &Element<'a>, held: &Declared<'a>, mut look: Look<'a>) -> Look<'a> {
        let inherited = look.colour;
        self.platform(element, &mut look);
        if held.keys().any(|k| k.starts_with("--")) {
            let own = held.iter().filter(|(k, _)| k.starts_with("--"));
            let variables = Rc::make_mut(&mut look.variables);
            for (name, h) in own {
                if h.unsure {
                    variables.remove(*name);
                } else {
                    variables.insert((*name).to_owned(), h.value.to_owned());
                }
            }
        }
        let known = |name: &str| match self.get(held, &look, name).0 {
            Value::Known(v) => Some(v.to_ascii_lowercase()),
            _ => None,
        };
        let zero = |name: &str| known(name).is_some_and(|v| v.parse::<f64>().is_ok_and(|v| v == 0.0));
        let hides = element.hidden
            || known("display").as_deref() == Some("none")
            || known("visibility").as_deref() == Some("hidden")
            || zero("opacity")
            || ["background-clip", "-webkit-background-clip"]
                .iter()
                .any(|c| known(c).as_deref() == Some("text"));
        // Half see-through: what it is mixed with is not followed.
        let faint = match self.get(held, &look, "opacity").0 {
            Value::Known(v) => v.parse::<f64>().map_or(true, |v| v < 1.0),
            Value::Absent => false,
            Value::Unknown => true,
        };
        look.exempt |= hides;
        self.font(held, &mut look);
        self.foreground(element, held, inherited, &mut look);
        self.background(i, element, held, &mut look);
        // Inside a component, its own styles decide what surrounds what it is handed.
        if self.unit.uses.contains(element.seen.tag) {
            look.colour = None;
            look.behind = Behind::Unknown;
            look.size = None;
        }
        if faint {
            look.colour = None;
        }
        look
    }

    fn font(&self, held: &Declared<'a>, look: &mut Look<'a>) {
        match self.get(held, look, "font-size").0 {
            Value::Absent => {}
            Value::Known(v) => {
                let parts = value::parts(&v);
                let of = |p: &&str| {
                    length(p.split('/').next().unwrap_or(p), look.size, self.rpx)
                        .filter(|_| p.contains(char::is_alphabetic))
                };
                look.size = parts.iter().find_map(of);
            }
            Value::Unknown => look.size = None,
        }
        match self.get(held, look, "font-weight").0 {
            Value::Absent => {}
            Value::Known(v) => {
                let heavy =
                    |p: &&str| *p == "bold" || *p == "bolder" || p.parse::<f64>().is_ok_and(|w| w >= 700.0);
                look.bold = Some(value::parts(&v).iter().any(heavy));
            }
            Value::Unknown => look.bold = None,
        }
        if held.contains_key("font") && !held.contains_key("font-size") {
            look.size = None;
            look.bold = None;
        }
    }

    fn foreground(
        &self,
        element: &Element<'a>,
        held: &Declared<'a>,
        inherited: Option<Rgba>,
        look: &mut Look<'a>,
    ) {
        let (value, from) = self.get(held, look, "color");
        match value {
            Value::Absent => {}
            Value::Known(v) if v == "inherit" || v.eq_ignore_ascii_case("currentcolor") => {
                look.colour = inherited
            }
            Value::Known(v) => {
                look.colour = colour(&v);
                look.exempt |= look.colour.is_some_and(|c| c[3] == 0.0);
                look.colour_from = from;
                look.chosen = true;
            }
            Value::Unknown => look.colour = None,
        }
        if held.contains_key("-webkit-text-fill-color") || element.computed {
            look.colour = None;
        }
    }

    fn background(&self, i: usize, element: &Element<'a>, held: &Declared<'a>, look: &mut Look<'a>) {
        let mut picture = false;
        let mut unknown = element.computed;
        let mut colours = None;
        for name in ["background", "background-color", "background-image"] {
            let (value, from) = self.get(held, look, name);
            match value {
                Value::Absent => continue,
                Value::Unknown => unknown = true,
                Value::Known(v) => match value::paint(&v) {
                    Paint::Image => picture = true,
                    Paint::Unknown => unknown = true,
                    Paint::Nothing if name == "background-color" => colours = None,
                    Paint::Nothing => {}
                    Paint::Colours(c) => colours = Some(c),
                },
            }
            look.behind_from = from;
            look.painter = i;
        }
        // Something that floats lies over what happens to be there, not over its parent.
        if floats(held)
            && !matches!(look.behind, Behind::Unknown)
            && colours.as_ref().is_none_or(|c: &Vec<Rgba>| c.iter().any(|c| c[3] < 1.0))
        {
            look.behind = Behind::Picture;
            look.painter = i;
        }
        if picture {
            look.behind = Behind::Picture;
        } else if unknown {
            look.behind = Behind::Unknown;
        } else if let Some(colours) = colours {
            look.chosen = true;
            look.behind = if colours.iter().all(|c| c[3] >= 1.0) {
                Behind::Colours(colours)
            } else if let Behind::Colours(below) = &look.behind {
                let mixed =
                    colours.iter().flat_map(|c| below.iter().map(|b| over(*c, *b))).take(16).collect();
                Behind::Colours(mixed)
            } else {
                look.behind.clone()
            };
        }
    }
}

/// Taken out of the flow.
fn floats(held: &Declared<'_>) -> bool {
    held.get("position").is_some_and(|h| h.unsure || matches!(h.value, "absolute" | "fixed"))
}
