"""Writes shapes.txt: for each character of GB 2312 those that look like it, in two grades.

Sources: Unihan 14.0 (kCangjie, kFourCornerCode, kTotalStrokes; Unicode licence), splits.txt beside this file, and Noto Sans CJK SC
and Noto Serif CJK SC (OFL 1.1), drawn at 64 pixels and compared as pictures: what is kept of them is how alike two drawings are.
Usage: python3 shapes.py UNIHAN_DIR NOTO_SANS.ttc NOTO_SERIF.ttc > shapes.txt   (numpy, pillow)"""
import collections
import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

unihan, fonts = sys.argv[1], sys.argv[2:4]
chars = []
for high in range(0xB0, 0xF8):
    for low in range(0xA1, 0xFF):
        try:
            chars.append(bytes([high, low]).decode("gb2312"))
        except UnicodeDecodeError:
            pass
index = {c: i for i, c in enumerate(chars)}
n = len(chars)


def field(file, name):
    out = {}
    for line in open(f"{unihan}/{file}"):
        parts = line.rstrip("\n").split("\t")
        if len(parts) == 3 and parts[1] == name:
            out[chr(int(parts[0][2:], 16))] = parts[2].split(" ")[0]
    return out


cangjie = field("Unihan_DictionaryLikeData.txt", "kCangjie")
corner = field("Unihan_DictionaryLikeData.txt", "kFourCornerCode")
strokes = field("Unihan_IRGSources.txt", "kTotalStrokes")
parts = collections.defaultdict(set)
for line in open("splits.txt"):
    if "\t" in line:
        whole, of = line.rstrip("\n").split("\t")
        parts[whole].add(of)


def drawings(path):
    font = ImageFont.truetype(path, 64, index=2)
    rows = []
    for c in chars:
        image = Image.new("L", (80, 80))
        ImageDraw.Draw(image).text((8, 0), c, fill=255, font=font)
        image = image.filter(ImageFilter.GaussianBlur(2.0)).resize((40, 40), Image.BILINEAR)
        row = np.asarray(image, dtype=np.float32).ravel()
        row = row - row.mean()
        rows.append(row / np.linalg.norm(row))
    return np.stack(rows)


def close(a, b):
    """Share of letters that two codes have in common, in order (longest common subsequence)."""
    if not a or not b:
        return 0.0
    row = [0] * (len(b) + 1)
    for x in a:
        last = 0
        for j, y in enumerate(b):
            last, row[j + 1] = row[j + 1], last + 1 if x == y else max(row[j + 1], row[j])
    return 2 * row[-1] / (len(a) + len(b))


def shared(a, b):
    """How much of the parts two characters share, 0 to 1."""
    best = 0.0
    for x in parts[a] | {a}:
        for y in parts[b] | {b}:
            best = max(best, close(x, y))
    return best


sans, serif = (drawings(f) for f in fonts)
alike = 0.5 * (sans @ sans.T) + 0.5 * (serif @ serif.T)
np.fill_diagonal(alike, -1)


def score(i, j):
    a, b = chars[i], chars[j]
    ca, cb = cangjie.get(a, ""), cangjie.get(b, "")
    fa, fb = corner.get(a, ""), corner.get(b, "")
    corners = sum(x == y for x, y in zip(fa[:4], fb[:4])) / 4 if fa and fb else 0.0
    sa, sb = int(strokes.get(a, 0)), int(strokes.get(b, 0))
    pen = abs(sa - sb) / max(sa, sb, 1)
    return 0.62 * float(alike[i, j]) + 0.16 * close(ca, cb) + 0.07 * corners + 0.15 * shared(a, b) - 0.10 * pen


# Known from names that were copied, and too coarse for a picture to tell.
KNOWN = ["多夕", "宝室", "师帅", "六大", "十千", "云去"]

if __name__ == "__main__":
    grades = [0.64, 0.72]
    print("# Characters of GB 2312 that look alike, near first, close second; see shapes.py and README.md.")
    for i, c in enumerate(chars):
        near = [(score(i, int(j)), chars[int(j)]) for j in np.argsort(-alike[i])[:160]]
        near += [(0.70, d) for pair in KNOWN if c in pair for d in pair if d != c]
        near = sorted((s, d) for s, d in {d: (s, d) for s, d in sorted(near)}.values() if s >= grades[0])[::-1][:16]
        rows = ["".join(d for s, d in near if lo <= s < hi) for lo, hi in zip(grades, grades[1:] + [9])]
        if near:
            print(c + "\t" + "\t".join(rows))
