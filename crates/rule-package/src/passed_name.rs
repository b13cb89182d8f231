//! The name that naming review has passed (NAM-1): what the program shows of it was judged there and is not judged again.

use std::ops::Range;

use tongguan_model::text::{Bilingual, bi};

use crate::app::App;

/// The name, if one was passed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PassedName<'a>(Option<&'a str>);

impl<'a> PassedName<'a> {
    pub(crate) fn of(app: &'a App<'_>) -> Self {
        Self::new(app.input.facts.name.as_deref())
    }

    fn new(name: Option<&'a str>) -> Self {
        Self(name.map(str::trim).filter(|n| !n.is_empty()))
    }

    /// The name, where these bytes of a text lie wholly inside it.
    pub(crate) fn around(self, text: &str, bytes: &Range<usize>) -> Option<&'a str> {
        let name = self.0?;
        let inside = |at: usize| at <= bytes.start && bytes.end <= at + name.len();
        text.match_indices(name).any(|(at, _)| inside(at)).then_some(name)
    }

    /// The name and what a text says besides it, where it has it.
    pub(crate) fn besides<'t>(
        self,
        text: &'t str,
    ) -> Option<(&'a str, impl Iterator<Item = &'t str> + use<'a, 't>)> {
        let name = self.0.filter(|name| text.contains(name))?;
        Some((name, text.split(name).filter(|rest| !rest.trim().is_empty())))
    }
}

/// What was found, and that naming review has decided it.
pub(crate) fn message(found: &Bilingual, name: &str) -> Bilingual {
    bi(
        format!("{}它在已通过命名审核的名称「{name}」之内，不再驳回（NAM-1）。", found.zh),
        format!(
            "{} It stands inside the name \"{name}\", which naming review has passed, and is not refused again (NAM-1).",
            found.en
        ),
    )
}

/// That nothing is to be done.
pub(crate) fn fix() -> Bilingual {
    bi(
        "无须改动；名称之外的文字照常检查。",
        "Nothing is to be done; texts besides the name are checked as always.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_inside_an_occurrence_is_the_name() {
        let passed = PassedName::new(Some("云汀第一机床"));
        let text = "第一：云汀第一机床，第一";
        let hits: Vec<_> = text.match_indices("第一").map(|(at, w)| at..at + w.len()).collect();
        let inside: Vec<_> = hits.iter().map(|h| passed.around(text, h).is_some()).collect();
        assert_eq!(inside, [false, true, false]);
        // A hit that begins inside and ends outside is not the name's.
        let wide = hits[1].start..text.len();
        assert_eq!(passed.around(text, &wide), None);
        let (_, rest) = passed.besides(text).unwrap();
        assert_eq!(rest.collect::<Vec<_>>(), ["第一：", "，第一"]);
        assert!(passed.besides("云汀机床").is_none());
        for none in [None, Some(""), Some(" ")] {
            assert_eq!(PassedName::new(none).around(text, &hits[1]), None);
        }
    }
}
