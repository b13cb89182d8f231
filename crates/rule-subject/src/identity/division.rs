//! Administrative divisions (GB/T 2260), those of today and those abolished.

use std::sync::OnceLock;

use tongguan_model::text::{Bilingual, bi};

const TABLE: &str = include_str!("../../../../policy/identity/divisions.txt");

/// A division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division {
    /// Code, six digits.
    pub code: u32,
    /// Name.
    pub name: &'static str,
    /// Last year of an abolished code.
    pub until: Option<u16>,
}

fn all() -> &'static [Division] {
    static ALL: OnceLock<Vec<Division>> = OnceLock::new();
    ALL.get_or_init(|| {
        let row = |line: &'static str| {
            let mut words = line.split(' ');
            let code = words.next()?.parse().ok()?;
            Some(Division { code, name: words.next()?, until: words.next().and_then(|y| y.parse().ok()) })
        };
        TABLE.lines().filter(|l| !l.starts_with('#')).filter_map(row).collect()
    })
}

/// The division of a code.
pub fn find(code: u32) -> Option<Division> {
    let all = all();
    all.binary_search_by_key(&code, |d| d.code).ok().map(|i| all[i])
}

/// Province, city and county of a code as one name, with what became of it. `None` if even the province is unknown.
pub fn name(code: &str) -> Option<(Bilingual, Known)> {
    let number: u32 = code.parse().ok().filter(|_| code.len() == 6)?;
    let province = find(number / 10_000 * 10_000)?;
    let mut names = vec![province.name];
    let city = find(number / 100 * 100).filter(|c| c.code != province.code);
    if let Some(city) = city.filter(|c| !matches!(c.name, "市辖区" | "县" | "省直辖县级行政区划"))
    {
        names.push(city.name);
    }
    let (county, known) = match find(number) {
        Some(d) if d.code == province.code || Some(d.code) == city.map(|c| c.code) => (None, Known::Current),
        Some(d) => (Some(d.name), d.until.map_or(Known::Current, Known::Abolished)),
        None => (None, Known::Unknown),
    };
    names.extend(county);
    let joined = names.concat();
    let (zh, en) = match known {
        Known::Current => (joined.clone(), joined),
        Known::Abolished(year) => {
            (format!("{joined}（{year} 年后撤销）"), format!("{joined} (abolished after {year})"))
        }
        Known::Unknown => (format!("{joined}，县级代码未收录"), format!("{joined}, county code not known")),
    };
    Some((bi(zh, en), known))
}

/// What is known of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// In force.
    Current,
    /// Abolished after this year.
    Abolished(u16),
    /// Province known, county not.
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_whole() {
        let all = all();
        assert!(all.len() > 7_000 && all.is_sorted_by_key(|d| d.code), "{}", all.len());
        assert_eq!(all.len(), TABLE.lines().filter(|l| !l.starts_with('#')).count());
        assert!(all.iter().filter(|d| d.until.is_some()).count() > 3_000);
    }

    #[test]
    fn divisions_of_today_abolished_and_unknown() {
        assert_eq!(name("110105").unwrap(), (bi("北京市朝阳区", "北京市朝阳区"), Known::Current));
        assert_eq!(name("110103").unwrap().1, Known::Abolished(2009));
        assert_eq!(name("440524").unwrap().1, Known::Abolished(find(440_524).unwrap().until.unwrap()));
        assert_eq!(name("110199").unwrap().1, Known::Unknown);
        assert_eq!(name("440300").unwrap().0.zh, "广东省深圳市");
        for code in ["810000", "820000", "830000"] {
            assert_eq!(name(code).unwrap().1, Known::Current, "{code}");
        }
        assert!(name("990000").is_none() && name("12").is_none());
    }
}
