//! Fonts of Debian's packages; each set has its own.

use std::path::Path;

use ab_glyph::FontVec;

use crate::Set;

/// Files and faces: body, bold or title, and a second body.
const FIRST: [(&str, u32); 4] = [
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc", 2),
];
const SECOND: [(&str, u32); 4] = [
    ("/usr/share/fonts/truetype/arphic/uming.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/arphic/ukai.ttc", 0),
];
const THIRD: [(&str, u32); 4] = [
    ("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0),
    ("/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf", 0),
    ("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf", 0),
    ("/usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf", 0),
];

fn files(set: Set) -> [(&'static str, u32); 4] {
    match set {
        Set::First => FIRST,
        Set::Second => SECOND,
        Set::Third => THIRD,
    }
}

/// Font files of a set that are not installed.
pub fn missing(set: Set) -> Vec<&'static str> {
    files(set).map(|(file, _)| file).into_iter().filter(|file| !Path::new(file).is_file()).collect()
}

/// The fonts of a set.
#[derive(Debug)]
pub struct Fonts {
    /// Body, title, second body, emphasis.
    pub(crate) faces: Vec<FontVec>,
}

impl Fonts {
    /// Reads them.
    ///
    /// # Errors
    /// A file that is missing or no font.
    pub fn read(set: Set) -> Result<Self, String> {
        let faces = files(set).into_iter().map(|(file, index)| {
            let bytes = std::fs::read(file).map_err(|e| format!("{file}: {e}"))?;
            FontVec::try_from_vec_and_index(bytes, index).map_err(|e| format!("{file}: {e}"))
        });
        Ok(Self { faces: faces.collect::<Result<_, _>>()? })
    }
}
