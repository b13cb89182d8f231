# A matcher from PyPI, as peer.cjs. Arguments: package, word file, text file.
import sys
import time

import ahocorasick_rs

_, _, word_file, text_file = sys.argv
words = open(word_file, encoding="utf8").read().split("\n")
text = open(text_file, encoding="utf8").read()
automaton = ahocorasick_rs.AhoCorasick(words, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
print("ready", flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    hits = len(automaton.find_matches_as_indexes(text))
    print(time.perf_counter() - start, hits, flush=True)
