//! What the terminal says of language and colours, and writing to it.

use std::io::{self, Write};

use tongguan_model::text::Lang;

#[expect(clippy::disallowed_methods, reason = "the locale is the terminal's own setting")]
fn var(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.is_empty())
}

/// The language of the locale; Chinese where it names none, as the rules are.
pub(crate) fn lang() -> Lang {
    of(["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(var).as_deref())
}

fn of(locale: Option<&str>) -> Lang {
    match locale.map(|l| l.split(['_', '.', '-', '@']).next().unwrap_or(l)) {
        None | Some("C" | "POSIX" | "zh" | "yue" | "wuu") => Lang::Zh,
        Some(_) => Lang::En,
    }
}

/// Whether the environment asks for no colours (<https://no-color.org>) or the terminal has none.
pub(crate) fn no_color() -> bool {
    var("NO_COLOR").is_some() || var("TERM").as_deref() == Some("dumb")
}

/// Writes to the standard output. Whoever reads may have seen enough: `tongguan check | head` is no failure.
pub(crate) fn print(text: &str) -> io::Result<()> {
    match io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locale_decides_and_none_means_chinese() {
        for (locale, lang) in [
            (None, Lang::Zh),
            (Some("C.UTF-8"), Lang::Zh),
            (Some("zh_CN.UTF-8"), Lang::Zh),
            (Some("zh-Hans"), Lang::Zh),
            (Some("en_US.UTF-8"), Lang::En),
            (Some("de_DE@euro"), Lang::En),
        ] {
            assert_eq!(of(locale), lang, "{locale:?}");
        }
    }
}
