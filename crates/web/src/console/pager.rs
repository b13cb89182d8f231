//! A long list in pages.

/// The neighbours of a page of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pager {
    /// The page with newer entries.
    pub newer: Option<String>,
    /// The page with older entries.
    pub older: Option<String>,
}

impl Pager {
    /// Page `n` (from 0) of a list with `size` entries a page; `base` is the list's address without `page`.
    pub fn of<T>(all: Vec<T>, n: usize, size: usize, base: &str) -> (Vec<T>, Self) {
        let sign = if base.contains('?') { '&' } else { '?' };
        let link = |n: usize| if n == 0 { base.to_owned() } else { format!("{base}{sign}page={n}") };
        let older = all.len() > n.saturating_add(1).saturating_mul(size);
        let here = all.into_iter().skip(n.saturating_mul(size)).take(size).collect();
        (here, Self { newer: n.checked_sub(1).map(link), older: older.then(|| link(n + 1)) })
    }

    /// Neighbours of page `n` (from 0) where the use case read one page and says whether there is more; `base` is the
    /// list's address with its other filters, ending in `?` or `&`.
    pub fn numbered(base: &str, n: i64, more: bool) -> Self {
        Self {
            newer: (n > 0).then(|| format!("{base}page={}", n - 1)),
            older: more.then(|| format!("{base}page={}", n + 1)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_exist_only_where_there_is_something() {
        let page = |n| Pager::of((0..5).collect::<Vec<_>>(), n, 2, "/x?k=1");
        assert_eq!(page(0).0, [0, 1]);
        assert_eq!(page(0).1, Pager { newer: None, older: Some("/x?k=1&page=1".into()) });
        assert_eq!(page(2), (vec![4], Pager { newer: Some("/x?k=1&page=1".into()), older: None }));
        assert_eq!(page(1).1.newer.as_deref(), Some("/x?k=1"));
        assert!(page(usize::MAX).0.is_empty());
        assert_eq!(Pager::numbered("?", 0, false), Pager::default());
        assert_eq!(Pager::numbered("?k=1&", 1, true).older.as_deref(), Some("?k=1&page=2"));
    }
}
