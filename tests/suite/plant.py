"""Plants faults in a finished book of two languages: plant.py BOOK LIST [SHARE [SEED]]

Each fault takes the place of a line's sound in its chapter's file; book.json is changed to go with it. LIST is
written: a line of JSON for each line of the book with its fault, or null.
"""

import array
import json
import math
import random
import subprocess
import sys
import wave

book, out = sys.argv[1:3]
share = float(sys.argv[3]) if len(sys.argv) > 3 else 0.3
chance = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 7)
timeline = json.load(open(f"{book}/book.json"))
rate = timeline["sample_rate"]


def ffmpeg(sound, *filters):
    command = ["ffmpeg", "-v", "error", "-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", "-", "-af", *filters]
    command += ["-f", "s16le", "-ar", str(rate), "-ac", "1", "-"]
    done = subprocess.run(command, input=sound.tobytes(), stdout=subprocess.PIPE, check=True)
    return array.array("h", done.stdout)


def level(sound):
    return math.sqrt(sum(x * x for x in sound) / max(len(sound), 1))


def loud(sound, other):
    """A sound as loud as another."""
    factor = level(other) / max(level(sound), 1)
    return array.array("h", (max(-32768, min(32767, int(x * factor))) for x in sound))


def spoken(voice, text, like):
    """What espeak-ng says of a text in a voice, as loud as another sound."""
    wav = subprocess.run(["espeak-ng", "-v", voice, "--stdout", text], stdout=subprocess.PIPE, check=True).stdout
    raw = array.array("h", wav[44 : len(wav) // 2 * 2])
    resampled = subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "s16le", "-ar", "22050", "-ac", "1", "-i", "-", "-f", "s16le", "-ar", str(rate), "-"],
        input=raw.tobytes(), stdout=subprocess.PIPE, check=True,
    ).stdout
    return loud(array.array("h", resampled), like)


def noise(sound):
    top = int(level(sound) * 1.7)
    return array.array("h", (chance.randint(-top, top) for _ in sound))


def without_a_word(sound):
    """Without a stretch of the middle that is as long as a word, and is no pause."""
    length, from_, to = int(0.45 * rate), int(len(sound) * 0.3), int(len(sound) * 0.65)
    places = range(from_, to, rate // 20)
    at = chance.choice([at for at in places if level(sound[at : at + length]) >= level(sound)] or places)
    return sound[:at] + sound[at + length :]


lines = []
for chapter in timeline["chapters"]:
    w = wave.open(f"{book}/{chapter['file']}", "rb")
    samples = array.array("h", w.readframes(w.getnframes()))
    last = 0
    for line in chapter["lines"]:
        lines.append({**line, "chapter": chapter, "before": samples[last : line["start"]], "sound": samples[line["start"] : line["end"]]})
        last = line["end"]
    chapter["rest"] = samples[last:]

spoken_lines = [i for i, line in enumerate(lines) if line["kind"] == "speech"]
long = [i for i in spoken_lines if len(lines[i]["sound"]) > 2.5 * rate]
chinese = [i for i in long if lines[i]["language"] == "zh"]
kinds = ["word", "end20", "end50", "repeated", "swapped", "letters", "language", "noise", "silence", "fast"]
faults = {}
each = max(1, int(share * len(spoken_lines) / (len(kinds) + 1)))
originals = {i: lines[i]["sound"] for i in spoken_lines}
for kind in kinds:
    free = [i for i in (chinese if kind == "letters" else long) if i not in faults]
    chance.shuffle(free)
    done = 0
    for i in free:
        if done == each:
            break
        if i in faults:
            continue
        line, sound = lines[i], originals[i]
        if kind == "swapped":
            other = next((j for j in range(i + 1, len(lines)) if lines[j]["language"] == line["language"]), None)
            if other is None or other in faults or other not in originals:
                continue
            line["sound"], lines[other]["sound"] = originals[other], sound
            faults[other] = kind
        elif kind == "word":
            line["sound"] = without_a_word(sound)
        elif kind in ("end20", "end50"):
            line["sound"] = sound[: int(len(sound) * (0.8 if kind == "end20" else 0.5))]
        elif kind == "repeated":
            line["sound"] = sound + sound[len(sound) // 2 :]
        elif kind == "letters":
            line["sound"] = spoken("cmn", line["text"], sound)
        elif kind == "language":
            pair = (j for j in originals if lines[j]["pair"] == line["pair"] and lines[j]["language"] != line["language"])
            line["sound"] = originals[next(pair)]
        elif kind == "noise":
            line["sound"] = noise(sound)
        elif kind == "silence":
            line["sound"] = array.array("h", [0]) * len(sound)
        elif kind == "fast":
            line["sound"] = ffmpeg(sound, "atempo=2.0")
        faults[i] = kind
        done += 1

for chapter in timeline["chapters"]:
    whole, own = array.array("h"), []
    for line in (line for line in lines if line["chapter"] is chapter):
        whole.extend(line["before"])
        line["start"] = len(whole)
        whole.extend(line["sound"])
        line["end"] = len(whole)
        own.append({k: v for k, v in line.items() if k not in ("chapter", "before", "sound")})
    whole.extend(chapter.pop("rest"))
    chapter["lines"], chapter["samples"] = own, len(whole)
    w = wave.open(f"{book}/{chapter['file']}", "wb")
    w.setparams((1, 2, rate, 0, "NONE", ""))
    w.writeframes(whole.tobytes())
    w.close()
json.dump(timeline, open(f"{book}/book.json", "w"), ensure_ascii=False, indent=1)
with open(out, "w") as f:
    for i, line in enumerate(lines):
        entry = {"file": line["chapter"]["file"], "start": line["start"] / rate, "fault": faults.get(i)}
        f.write(json.dumps(entry) + "\n")
