//! What is behind an element: the ground around it, what it paints itself, what floats.

use std::rc::Rc;

use super::look::{Behind, Line, Look, MOVING, PAINTS, Painter, is_media};
use crate::style::{
    Element,
    value::{Rgba, over},
};

/// What is painted below an element, by painter; too much to tell, or a picture.
#[derive(Debug, Clone, Default)]
pub(super) struct Painted {
    by: Vec<(usize, Rgba)>,
    pictures: Vec<usize>,
    many: bool,
}

/// Deepest nesting of elements that let something shine through.
const FADES: usize = 6;
/// Most things that float beside each other and are told apart.
const BESIDE: usize = 8;
/// How far up a painter is looked for.
const CLIMB: usize = 200;

impl Painted {
    fn take_in(&mut self, other: &Self) {
        self.by.extend(&other.by);
        self.pictures.extend(&other.pictures);
        self.many |= other.many || self.by.len() > PAINTS || self.pictures.len() > PAINTS;
        self.by.truncate(PAINTS);
        self.pictures.truncate(PAINTS);
    }
}

/// Floating things inside an element that lie behind their later sisters: the place of each, its colours if they are known.
pub(super) type Beside = Vec<(usize, Option<Vec<Rgba>>)>;

impl<'a> Painter<'a> {
    /// What floats inside each element.
    pub(super) fn beside(elements: &[Element<'a>], looks: &[Rc<Look<'a>>]) -> Vec<Beside> {
        let mut out: Vec<Beside> = vec![Vec::new(); elements.len()];
        for (i, (element, look)) in elements.iter().zip(looks).enumerate() {
            let own = &look.own;
            let Some(above) = element.above.filter(|_| own.floats && !own.fixed && own.large && !look.exempt)
            else {
                continue;
            };
            if is_media(element.seen.tag) || own.picture {
                out[above].push((0, None));
            } else if own.unknown {
                out[above].push((i, None));
            } else if let Some(colours) = &own.colours {
                out[above].push((i, Some(colours.clone())));
            }
        }
        for floats in out.iter_mut().filter(|f| f.len() > BESIDE) {
            *floats = vec![(0, None)];
        }
        out
    }

    /// What is behind.
    pub(super) fn depth(
        &self,
        elements: &[Element<'a>],
        looks: &[Rc<Look<'a>>],
        painted: &[Painted],
        beside: &[Beside],
        i: usize,
        covered: bool,
    ) -> Look<'a> {
        let element = &elements[i];
        let mut look = (*looks[i]).clone();
        if let Some(above) = element.above {
            let around = &looks[above];
            look.behind = around.behind.clone();
            look.behind_from = around.behind_from;
            look.painter = around.painter;
            look.fades = around.fades.clone();
            look.anchor = around.anchor;
            if MOVING.contains(&elements[above].seen.tag) {
                (look.behind, look.painter) = (Behind::Picture, above);
            }
            for (place, colours) in beside[above].iter().filter(|(place, _)| *place < i) {
                look.behind = match (colours, std::mem::replace(&mut look.behind, Behind::Unknown)) {
                    (Some(c), Behind::Colours(b) | Behind::AnyOf(b)) => any_of(b, c),
                    (_, Behind::Unknown) => Behind::Unknown,
                    _ => Behind::Picture,
                };
                look.painter = if *place == 0 { above } else { *place };
            }
        } else if self.component {
            look.behind = Behind::Unknown;
        }
        let own = std::mem::take(&mut look.own);
        if own.floats && !own.opaque() && !matches!(look.behind, Behind::Unknown) {
            let anchor = if own.fixed { 0 } else { look.anchor };
            look.behind = floating(elements, &looks[anchor].behind, &painted[anchor], i);
            look.painter = i;
        }
        match own.opacity {
            None => {}
            Some(o) if o >= 1.0 => {}
            Some(o) => match &look.behind {
                Behind::Colours(b) if o >= 0.0 && look.fades.len() < FADES => look.fades.push((o, b.clone())),
                // What it is mixed with is not known.
                _ => look.colour = None,
            },
        }
        if own.picture || own.unknown || own.colours.is_some() {
            look.behind_from = own.from;
            look.painter = i;
        }
        if own.picture {
            look.behind = Behind::Picture;
        } else if own.unknown {
            look.behind = Behind::Unknown;
        } else if let Some(colours) = &own.colours {
            look.chosen |= own.from.is_some() || own.inline;
            look.behind = if own.opaque() {
                Behind::Colours(colours.clone())
            } else {
                let mix = |below: &[Rgba]| {
                    colours.iter().flat_map(|c| below.iter().map(|b| over(*c, *b))).take(PAINTS).collect()
                };
                match &look.behind {
                    Behind::Colours(below) => Behind::Colours(mix(below)),
                    Behind::AnyOf(below) => Behind::AnyOf(mix(below)),
                    other => other.clone(),
                }
            };
        }
        if covered && !matches!(look.behind, Behind::Unknown) {
            (look.behind, look.painter) = (Behind::Picture, i);
        }
        // What is not known inside a component hides what it is handed.
        if element.opaque {
            look.colour = None;
            look.behind = Behind::Unknown;
            look.size = None;
            look.line = Line::Unknown;
        }
        if own.anchors || element.above.is_none() {
            look.anchor = i;
        }
        look.own = own;
        look
    }
}

fn any_of(mut colours: Vec<Rgba>, more: &[Rgba]) -> Behind {
    let below = colours[0];
    for c in more {
        let c = over(*c, below);
        if !colours.contains(&c) {
            colours.push(c);
        }
    }
    if colours.len() == 1 { Behind::Colours(colours) } else { Behind::AnyOf(colours) }
}

/// What is behind an element that floats inside an anchor: what is painted there, apart from itself.
fn floating(elements: &[Element<'_>], anchor: &Behind, painted: &Painted, i: usize) -> Behind {
    let (Behind::Colours(below) | Behind::AnyOf(below)) = anchor else { return anchor.clone() };
    let inside = |mut painter: usize| {
        for _ in 0..CLIMB {
            if painter == i {
                return true;
            }
            match elements[painter].above {
                Some(above) if above >= i => painter = above,
                _ => return false,
            }
        }
        false
    };
    if painted.many || painted.pictures.iter().any(|p| !inside(*p)) {
        return Behind::Picture;
    }
    let others: Vec<Rgba> = painted.by.iter().filter(|(p, _)| !inside(*p)).map(|(_, c)| *c).collect();
    let mut out = below.clone();
    for c in others {
        if let Behind::AnyOf(more) | Behind::Colours(more) = any_of(out.clone(), &[c]) {
            out = more;
        }
    }
    match anchor {
        Behind::Colours(b) if *b == out => anchor.clone(),
        _ => Behind::AnyOf(out),
    }
}

/// What is painted at and below each element.
pub(super) fn painted(elements: &[Element<'_>], looks: &[Rc<Look<'_>>]) -> Vec<Painted> {
    let mut out: Vec<Painted> = vec![Painted::default(); elements.len()];
    for i in (0..elements.len()).rev() {
        let (element, look) = (&elements[i], &looks[i]);
        if look.exempt {
            continue;
        }
        let own = &look.own;
        let mut mine = Painted::default();
        if is_media(element.seen.tag) || own.picture || own.unknown || element.opaque {
            mine.pictures.push(i);
        }
        mine.by.extend(own.colours.iter().flatten().filter(|c| c[3] > 0.0).map(|c| (i, *c)));
        out[i].take_in(&mine);
        if let Some(above) = element.above {
            let (front, back) = out.split_at_mut(i);
            front[above].take_in(&back[0]);
        }
    }
    out
}
