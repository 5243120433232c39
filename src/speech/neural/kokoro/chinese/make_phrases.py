#!/usr/bin/env python3
"""Makes phrases.txt: the phrases of phrase-pinyin-data (MIT, mozillazg), as the package pypinyin carries them,
whose reading is another than that of their characters one by one (the first one of pinyin-data, as the crate
`pinyin` has it), and those with 儿, which is a syllable of its own or an ending.

    make_phrases.py PHRASES_DICT.JSON PINYIN.TXT > phrases.txt
"""
import json
import re
import sys
import unicodedata

TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


def numbered(syllable):
    """`hǎo` as `hao3`, `lǜ` as `lv4`, without a tone as 5."""
    tone, letters = "5", ""
    for sign in unicodedata.normalize("NFD", syllable):
        if sign in TONES:
            tone = TONES[sign]
        elif sign == "\u0308":
            letters = letters[:-1] + "v"
        elif sign == "\u0302":
            letters = letters[:-1] + "ê"
        else:
            letters += sign
    return letters.replace("ɡ", "g") + tone


first = {}
for line in open(sys.argv[2], encoding="utf-8"):
    found = re.match(r"U\+([0-9A-F]+): ([^,\s]+)", line)
    if found:
        first[chr(int(found[1], 16))] = numbered(found[2])
for phrase, readings in sorted(json.load(open(sys.argv[1], encoding="utf-8")).items()):
    own = [numbered(reading[0]) for reading in readings]
    if len(own) == len(phrase) and ("儿" in phrase or own != [first.get(c) for c in phrase]):
        print(phrase, *own)
