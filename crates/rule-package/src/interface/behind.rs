//! What is behind an element: the ground around it, what it paints itself, what floats.

use std::rc::Rc;

use super::look::{Behind, Line, Look, MOVING, PAINTS, Painter, is_media};
use crate::style::{
    Element,
    value::{Rgba, over},
};

/// What is painted below an element, by painter; too much to tell, or a picture.
#[derive(Debug, Clone, Default)]
struct Painted {
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
type Beside = Vec<(usize, Option<Vec<Rgba>>)>;

/// Something fixed that lies behind a page, or behind what is lifted over it.
struct Backdrop {
    at: usize,
    /// Elements around it.
    around: Vec<usize>,
    /// Its colours, if they are known and it is not a picture.
    colours: Option<Vec<Rgba>>,
    /// The element that it is behind the content of, if its level is below all.
    below: Option<usize>,
    level: i32,
    whole: bool,
}

/// Most backdrops of one page.
const BACKDROPS: usize = 8;

/// What is painted where on a page.
pub(super) struct Ground {
    painted: Vec<Painted>,
    beside: Vec<Beside>,
    backdrops: Vec<Backdrop>,
}

impl Ground {
    pub(super) fn of(elements: &[Element<'_>], looks: &[Rc<Look<'_>>]) -> Self {
        let painted = painted(elements, looks);
        let beside = beside(elements, looks);
        let backdrops = backdrops(elements, looks, &painted);
        Self { painted, beside, backdrops }
    }
}

/// Elements around one, the nearest first.
fn around<'e>(elements: &'e [Element<'_>], i: usize) -> impl Iterator<Item = usize> + 'e {
    std::iter::successors(elements[i].above, |a| elements[*a].above).take(CLIMB)
}

fn backdrops(elements: &[Element<'_>], looks: &[Rc<Look<'_>>], painted: &[Painted]) -> Vec<Backdrop> {
    let wide = |i: &usize| looks[*i].own.wide && !looks[*i].exempt;
    let mut out = Vec::new();
    for i in (0..elements.len()).filter(wide).take(BACKDROPS) {
        let own = &looks[i].own;
        // What has a text of its own is a panel, not a ground.
        let mut inside = vec![false; elements.len()];
        let speaks = (i..elements.len()).any(|e| {
            inside[e] = e == i || elements[e].above.is_some_and(|a| inside[a]);
            inside[e] && !elements[e].texts.is_empty()
        });
        if speaks {
            continue;
        }
        let inner = &painted[i];
        let picture = inner.many || !inner.pictures.is_empty();
        let colours = own.colours.clone().filter(|_| !picture);
        if !picture && (colours.is_none() || !own.whole) {
            continue;
        }
        let level = own.level.unwrap_or(0);
        let holds = |a: &usize| {
            looks[*a].own.level.is_some() && looks[*a].own.anchors || elements[*a].above.is_none()
        };
        out.push(Backdrop {
            at: i,
            around: around(elements, i).collect(),
            colours,
            below: around(elements, i).find(holds).filter(|_| level < 0),
            level,
            whole: own.whole,
        });
    }
    out
}

impl Backdrop {
    /// Whether an element is the first of those around it and itself that lies over it.
    fn is_under(&self, elements: &[Element<'_>], look: &Look<'_>, i: usize) -> bool {
        if self.below.is_some() || i <= self.at || self.around.contains(&i) {
            return false;
        }
        let own = &look.own;
        let lifted = own.anchors && own.level.unwrap_or(0) >= self.level;
        // What is not lifted lies under a picture: nobody would see it, so that something lifts it after all.
        let beside = self.whole
            && self.level == 0
            && self.colours.is_none()
            && elements[i].above.is_some_and(|a| self.around.contains(&a));
        (lifted || beside) && !around(elements, i).any(|a| a == self.at)
    }

    fn lay_under(&self, look: &mut Look<'_>) {
        look.behind = match (&self.colours, std::mem::replace(&mut look.behind, Behind::Unknown)) {
            (_, Behind::Unknown) => Behind::Unknown,
            (Some(c), Behind::Colours(b) | Behind::AnyOf(b)) => any_of(b, c),
            _ => Behind::Picture,
        };
        (look.painter, look.behind_from) = (self.at, None);
    }
}

/// What floats inside each element.
fn beside(elements: &[Element<'_>], looks: &[Rc<Look<'_>>]) -> Vec<Beside> {
    let mut out: Vec<Beside> = vec![Vec::new(); elements.len()];
    for (i, (element, look)) in elements.iter().zip(looks).enumerate() {
        let own = &look.own;
        let Some(above) = element.above.filter(|_| own.floats && !own.fixed && own.large && !look.exempt)
        else {
            continue;
        };
        if is_media(element.seen.tag) || own.picture {
            out[above].push((0, None));
        } else if own.unknown || own.computed {
            out[above].push((i, None));
        } else if let Some(colours) = &own.colours {
            // Below all, it is behind those that stand before it too.
            let place = if own.level.is_some_and(|l| l < 0) { 0 } else { i };
            out[above].push((place, Some(colours.clone())));
        }
    }
    for floats in out.iter_mut().filter(|f| f.len() > BESIDE) {
        *floats = vec![(0, None)];
    }
    out
}

impl<'a> Painter<'a> {
    /// What is behind.
    pub(super) fn depth(
        &self,
        elements: &[Element<'a>],
        looks: &[Rc<Look<'a>>],
        ground: &Ground,
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
            look.over = around.over;
            if MOVING.contains(&elements[above].seen.tag) {
                (look.behind, look.painter) = (Behind::Picture, above);
            }
            for (place, colours) in ground.beside[above].iter().filter(|(place, _)| *place < i) {
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
        for (bit, backdrop) in ground.backdrops.iter().enumerate() {
            if look.over & (1 << bit) == 0 && backdrop.is_under(elements, &look, i) {
                look.over |= 1 << bit;
                backdrop.lay_under(&mut look);
            }
        }
        let own = std::mem::take(&mut look.own);
        if own.floats && !own.opaque() && !matches!(look.behind, Behind::Unknown) {
            let anchor = if own.fixed { 0 } else { look.anchor };
            look.behind = floating(elements, &looks[anchor].behind, &ground.painted[anchor], i);
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
        if own.picture || own.unknown || own.computed || own.colours.is_some() {
            look.behind_from = own.from;
            look.painter = i;
        }
        if own.picture {
            look.behind = Behind::Picture;
        } else if own.unknown {
            look.behind = Behind::Unknown;
        } else if own.computed {
            look.behind = Behind::Computed;
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
        for (bit, backdrop) in ground.backdrops.iter().enumerate().filter(|(_, b)| b.below == Some(i)) {
            look.over |= 1 << bit;
            backdrop.lay_under(&mut look);
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
fn painted(elements: &[Element<'_>], looks: &[Rc<Look<'_>>]) -> Vec<Painted> {
    let mut out: Vec<Painted> = vec![Painted::default(); elements.len()];
    for i in (0..elements.len()).rev() {
        let (element, look) = (&elements[i], &looks[i]);
        if look.exempt {
            continue;
        }
        let own = &look.own;
        let mut mine = Painted::default();
        if is_media(element.seen.tag) || own.picture || own.unknown || own.computed || element.opaque {
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
