//! The certificate of a deposit to print: PDF with the QR code of its public page. Fonts are those that every reader brings
//! (Helvetica, Courier, Adobe's Song for Chinese), so nothing is embedded.

use fast_qr::{ECL, QRBuilder};
use pdf_writer::{
    Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, SystemInfo},
};
use tongguan_ledger::{Certificate, Checkpoint, Receipt};
use tongguan_model::{deposit::DepositKind, time::Millis};

use crate::{Error, Result};

const LATIN: Name<'static> = Name(b"L");
const MONO: Name<'static> = Name(b"M");
const SONG: Name<'static> = Name(b"S");

/// A4 in points.
const PAGE: (f32, f32) = (595.0, 842.0);
const LEFT: f32 = 64.0;
const RIGHT: f32 = 531.0;
const COLUMN: f32 = 176.0;

/// Lays lines on the page from the top down.
struct Sheet {
    content: Content,
    y: f32,
}

impl Sheet {
    /// Text from a place on; what Latin fonts lack is set in Song.
    fn text(&mut self, x: f32, size: f32, latin: Name<'_>, text: &str) {
        self.content.begin_text();
        self.content.next_line(x, self.y);
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let plain = |c: char| c.is_ascii() && !c.is_ascii_control();
            let end = rest.find(|c| plain(c) != plain(first)).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            if plain(first) {
                self.content.set_font(latin, size).show(Str(run.as_bytes()));
            } else {
                // The encoding knows the basic plane only.
                let units = run.chars().map(|c| u16::try_from(u32::from(c)).unwrap_or(0x25a1));
                let bytes: Vec<u8> = units.flat_map(u16::to_be_bytes).collect();
                self.content.set_font(SONG, size).show(Str(&bytes));
            }
            rest = after;
        }
        self.content.end_text();
    }

    /// A name with its value, which may take several lines.
    fn row(&mut self, zh: &str, en: &str, latin: Name<'_>, value: &str) {
        self.y -= 24.0;
        self.text(LEFT, 10.0, LATIN, zh);
        self.y -= 11.0;
        self.text(LEFT, 7.5, LATIN, en);
        self.y += 11.0;
        let wide = if latin == MONO { 0.6 } else { 0.55 };
        for (i, line) in wrapped(value, (RIGHT - COLUMN) / 10.0, wide).iter().enumerate() {
            if i > 0 {
                self.y -= 14.0;
            }
            self.text(COLUMN, 10.0, latin, line);
        }
        self.y -= 4.0;
    }

    fn rule(&mut self) {
        self.y -= 14.0;
        self.content.move_to(LEFT, self.y).line_to(RIGHT, self.y).stroke();
    }

    /// The QR code with its upper right corner at a place.
    fn qr(&mut self, url: &str, right: f32, top: f32, side: f32) -> Result<()> {
        let code =
            QRBuilder::new(url).ecl(ECL::M).build().map_err(|e| Error::internal(format!("qr: {e:?}")))?;
        let n = code.size;
        let step = side / n as f32;
        for y in 0..n {
            for x in (0..n).filter(|x| code[y][*x].value()) {
                let (left, bottom) = (right - side + x as f32 * step, top - (y + 1) as f32 * step);
                self.content.rect(left, bottom, step, step);
            }
        }
        self.content.fill_nonzero();
        Ok(())
    }
}

/// Lines of at most `most` ems; a Chinese character takes one, any other `latin` of one.
fn wrapped(text: &str, most: f32, latin: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut width = 0.0;
    for c in text.chars() {
        let one = if c.is_ascii() { latin } else { 1.0 };
        if width + one > most {
            lines.push(String::new());
            width = 0.0;
        }
        width += one;
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
    }
    lines
}

/// The certificate as PDF.
pub fn paper(c: &Certificate) -> Result<Vec<u8>> {
    let receipt = Receipt::parse(&c.receipt).map_err(Error::internal)?;
    let head = Checkpoint::parse(receipt.note.text()).map_err(Error::internal)?;
    let kind = DepositKind::parse(&c.kind).map(DepositKind::name);
    let kind = kind.map_or_else(|| c.kind.clone(), |k| format!("{} {}", k.zh, k.en));
    let at = Millis(c.deposited_at);

    let mut sheet = Sheet { content: Content::new(), y: PAGE.1 - 92.0 };
    sheet.content.set_line_width(0.6);
    sheet.qr(&c.page, RIGHT, PAGE.1 - 56.0, 84.0)?;
    sheet.text(LEFT, 24.0, LATIN, "存证证书");
    sheet.y -= 22.0;
    sheet.text(LEFT, 11.0, LATIN, "Certificate of deposit");
    sheet.y -= 18.0;
    sheet.text(LEFT, 10.0, LATIN, &c.operator);
    sheet.y -= 12.0;
    sheet.rule();
    sheet.row("标题", "Title", LATIN, &c.title);
    sheet.row("类型", "Kind", LATIN, &kind);
    sheet.row("文件摘要", "SHA-256 of the file", MONO, &c.sha256);
    sheet.row("存证时间", "Deposited at", LATIN, &format!("{} (UTC+8)", at.clock()));
    sheet.row("编号", "Number", MONO, &c.id);
    sheet.rule();
    sheet.row("日志", "Log", MONO, &head.origin);
    sheet.row("位置", "Place in the log", MONO, &format!("{} / {}", receipt.index, head.size));
    sheet.row("日志根", "Root of the log", MONO, &hex::encode(head.root));
    sheet.row("日志公钥", "Key of the log", MONO, &c.key);
    let attested = match c.attestation.as_str() {
        "operator-attested only" => "仅由运营方证明 Operator-attested only",
        other => other,
    };
    sheet.row("时间由谁证明", "Who vouches for the time", LATIN, attested);
    sheet.rule();
    sheet.row("核对", "To check", LATIN, "扫描二维码，或对 JSON 证书运行：");
    sheet.y -= 14.0;
    sheet.text(COLUMN, 10.0, MONO, "tongguan verify certificate.json FILE");
    sheet.y -= 14.0;
    sheet.text(
        COLUMN,
        8.0,
        LATIN,
        "Scan the code, or run this on the JSON certificate. The PDF itself proves nothing.",
    );

    let [catalog, pages, page, content, latin, mono, song, cid, descriptor] =
        [1, 2, 3, 4, 5, 6, 7, 8, 9].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    let mut one = pdf.page(page);
    one.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1)).parent(pages).contents(content);
    one.resources().fonts().pair(LATIN, latin).pair(MONO, mono).pair(SONG, song);
    one.finish();
    pdf.type1_font(latin).base_font(Name(b"Helvetica"));
    pdf.type1_font(mono).base_font(Name(b"Courier"));
    pdf.type0_font(song)
        .base_font(Name(b"STSong-Light"))
        .encoding_predefined(Name(b"UniGB-UCS2-H"))
        .descendant_font(cid);
    let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 4 };
    pdf.cid_font(cid)
        .subtype(CidFontType::Type0)
        .base_font(Name(b"STSong-Light"))
        .system_info(info)
        .font_descriptor(descriptor)
        .default_width(1000.0);
    pdf.font_descriptor(descriptor)
        .name(Name(b"STSong-Light"))
        .flags(FontFlags::SERIF | FontFlags::SYMBOLIC)
        .bbox(Rect::new(-25.0, -254.0, 1000.0, 880.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(880.0)
        .stem_v(93.0);
    pdf.stream(content, &sheet.content.finish());
    pdf.document_info(Ref::new(10)).title(TextStr(&format!("{} {}", "存证证书", c.id)));
    Ok(pdf.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_broken_at_the_column() {
        assert_eq!(wrapped("甲乙丙丁", 2.0, 0.5), ["甲乙", "丙丁"]);
        assert_eq!(wrapped("abcde", 1.0, 0.5), ["ab", "cd", "e"]);
        assert_eq!(wrapped("", 1.0, 0.5), [""]);
    }
}
